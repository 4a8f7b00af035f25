"""``mkdocs.yml`` and ``content/config/*.yaml`` as frozen values, or every problem at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from broadsheet.disk.regular_files import list_files
from broadsheet.errors import ConfigError
from broadsheet.model.contributors import NamedContributor
from broadsheet.model.curation import Ranking, Rule, Topic
from broadsheet.model.language.words import ENGLISH, Catalogue
from broadsheet.model.masthead import NOBODY_NAMED, Masthead
from broadsheet.model.owners import UNORDERED, SourceOrder
from broadsheet.model.site import EnricherConfig, Site, SourceConfig, TallyConfig
from broadsheet.settings.contributors import read_contributors
from broadsheet.settings.curation import read_ranking, read_rule, read_topic
from broadsheet.settings.fields import Fields
from broadsheet.settings.files import read_settings_file
from broadsheet.settings.language import read_language
from broadsheet.settings.lists import read_list, refuse_twice
from broadsheet.settings.masthead import read_masthead
from broadsheet.settings.mkdocs import read_watched_paths
from broadsheet.settings.site import read_site
from broadsheet.settings.source_kinds import EnricherKinds, SourceKinds, TallyKinds
from broadsheet.settings.sources import order_of, read_enricher, read_source, read_tally_source
from broadsheet.settings.yaml import parse_yaml


@dataclass(frozen=True, slots=True)
class Config:
    """All that people set: the site, its sources, its topics and its rules, authors, and who makes it.

    ``source_order`` is the order in which sources are believed, that of ``sources.yaml``; ``catalogue``
    has the words of the interface;
    ``watched_paths`` are files and folders that MkDocs reads too, from that of ``mkdocs.yml``.
    """

    site: Site
    sources: tuple[SourceConfig, ...]
    topics: tuple[Topic, ...]
    rules: tuple[Rule, ...]
    enrichers: tuple[EnricherConfig, ...] = ()
    ranking: Ranking = field(default_factory=Ranking)
    tally_sources: tuple[TallyConfig, ...] = ()
    contributors: tuple[NamedContributor, ...] = ()
    masthead: Masthead = NOBODY_NAMED
    watched_paths: tuple[str, ...] = ()
    catalogue: Catalogue = field(default=ENGLISH, compare=False)  # its language is the site's
    source_order: SourceOrder = field(default=UNORDERED, compare=False)  # follows from the sources


FOLDER = "content/config"
_TOPICS_ABOUT = "the topics, in the order of their sections"
_VOTES_ABOUT = "where readers vote and comment beside the sources, in the order in which they are shown"
_LOOK_UPS_ABOUT = "who is asked for more about papers that sources name"
# The files in it, by their names.
FILES = ("site", "sources", "topics", "rules", "ranking", "authors", "editors")


def read_config(
    root: Path,
    kinds: Kinds,
    instead: Mapping[str, Path] | None = None,
) -> Config:
    """Read the configuration below ``root``; ConfigError with every problem, file and key first.

    ``instead`` names other files to read in place of ``rules``, ``topics`` or ``ranking``.
    """
    problems: list[str] = []
    _name_other_files(root, problems)
    places = {name: f"{FOLDER}/{name}.yaml" for name in FILES}
    places |= {name: path.absolute().as_posix() for name, path in (instead or {}).items()}
    mkdocs = _open(root, "mkdocs.yml", problems, tolerant=True)  # MkDocs judges its other keys
    files = {name: _open(root, place, problems) for name, place in places.items()}
    unreadable = {problem.partition(":")[0] for problem in problems}
    config = read_files(root, mkdocs, files, kinds, problems)
    problems.extend(p for place, p in _unknown_names(config, places) if place not in unreadable)
    if problems:
        raise ConfigError(*problems)
    return config


class Kinds(NamedTuple):
    """The kinds that sources, look-ups and places to vote may be of."""

    sources: SourceKinds
    enrichers: EnricherKinds
    tallies: TallyKinds


def read_files(
    root: Path, mkdocs: Fields, files: Mapping[str, Fields], kinds: Kinds, problems: list[str]
) -> Config:
    """Return what ``mkdocs.yml`` and the ``files`` of settings, by their names, say; problems are noted."""
    enrichers = _read_enrichers(files["sources"], kinds.enrichers)
    tally_sources = _read_tally_sources(files["sources"], kinds.tallies)
    read = partial(read_source, kinds=kinds.sources)
    sources = read_list(files["sources"], "sources", read, "name", about="where papers come from, in turn")
    catalogue = read_language(root, mkdocs, problems)
    return Config(
        site=read_site(root, mkdocs, files["site"], catalogue, problems),
        catalogue=catalogue,
        enrichers=enrichers,
        tally_sources=tally_sources,
        sources=sources,
        topics=read_list(files["topics"], "topics", read_topic, "slug", "name", about=_TOPICS_ABOUT),
        rules=read_list(files["rules"], "rules", read_rule, "name", about="what is shown and comes first"),
        ranking=read_ranking(files["ranking"]),
        contributors=read_contributors(files["authors"]),
        masthead=read_masthead(files["editors"]),
        watched_paths=read_watched_paths(mkdocs),
        source_order=order_of(sources, kinds.sources, kinds.enrichers),
    )


def _read_enrichers(file: Fields, kinds: EnricherKinds) -> tuple[EnricherConfig, ...]:
    return tuple([read_enricher(item, kinds) for item in file.each("look_ups", about=_LOOK_UPS_ABOUT)])


def _read_tally_sources(file: Fields, kinds: TallyKinds) -> tuple[TallyConfig, ...]:
    places = tuple([read_tally_source(item, kinds) for item in file.each("votes", about=_VOTES_ABOUT)])
    refuse_twice(file, "votes", "name", [place.name for place in places])
    return places


def _open(root: Path, place: str, problems: list[str], *, tolerant: bool = False) -> Fields:
    """Return the top-level mapping of a file. A missing one says nothing, and one that cannot be read is
    blamed for that alone: what it fails to say is noted nowhere."""
    value = _yaml(root / place, place, problems, tolerant=tolerant)
    is_blamed = any(problem.startswith(f"{place}: ") for problem in problems)
    return Fields(place, value, [] if is_blamed else problems)


def _yaml(path: Path, place: str, problems: list[str], *, tolerant: bool) -> Any:
    try:
        text = read_settings_file(path, place)
        if text is not None:
            return parse_yaml(place, text, tolerant=tolerant)
    except ConfigError as error:
        # A link is named by the listing of its folder already.
        problems.extend([problem for problem in error.problems if problem not in problems])
    return None


def _name_other_files(root: Path, problems: list[str]) -> None:
    """Note what lies beside the files of settings and is no file, or has another ending."""
    for _ in list_files(FOLDER, root / FOLDER, ".yaml", problems):
        pass


def _unknown_names(config: Config, places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names of a topic or a source that is not there, with the file it should be in."""
    known = {
        "topics": {topic.slug for topic in config.topics},
        "sources": {source.name for source in config.sources},
        "places": {place.name for place in config.tally_sources},
    }
    files = {**places, "places": f"'votes' of {places['sources']}"}
    for place, key, name in _names_used(config, places):
        if name not in known[key]:
            yield files[key], f"{place}: no {key[:-1]} {name!r} in {files[key]}"


def _names_used(config: Config, places: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Where a topic or a source is named: the place, which of both, and the name."""
    lists = {"rules": config.rules, "negative": config.ranking.negative}
    for file, key in (("rules", "rules"), ("ranking", "negative")):
        for number, rule in enumerate(lists[key]):
            for kind in ("topics", "sources"):
                for name in getattr(rule.when, kind):
                    yield f"{places[file]}: {key}[{number}].when.{kind}", kind, name
    for slug_, _ in config.ranking.topics:
        yield f"{places['ranking']}: topics", "topics", slug_
    for name, _ in config.ranking.votes_at:
        yield f"{places['ranking']}: votes_at", "places", name
