"""``mkdocs.yml`` and ``content/config/*.yaml`` as frozen values, or every problem at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.errors import ConfigError
from generator.fields import Fields
from generator.model import Conditions, Effect, Rule, Site, SourceConfig, Topic
from generator.text import slug
from generator.yamlfile import parse_yaml

# Every kind of source: what readers call it, and where its API is.
KINDS = {"huggingface": ("Hugging Face Daily Papers", "https://huggingface.co")}


@dataclass(frozen=True, slots=True)
class Config:
    """All that people set: the site, its sources, its topics and its rules."""

    site: Site
    sources: tuple[SourceConfig, ...]
    topics: tuple[Topic, ...]
    rules: tuple[Rule, ...]


def read_config(root: Path) -> Config:
    """The configuration below ``root``; ConfigError with every problem, file and key first."""
    problems: list[str] = []
    folder = root / "content" / "config"
    config = Config(
        site=_site(root, problems),
        sources=_sources(_open(folder / "sources.yaml", root, problems)),
        topics=_topics(_open(folder / "topics.yaml", root, problems)),
        rules=_rules(_open(folder / "rules.yaml", root, problems)),
    )
    _check_topic_names(config, problems)
    if problems:
        raise ConfigError(*problems)
    return config


def _open(path: Path, root: Path, problems: list[str]) -> Fields:
    """The top-level mapping of a file; a file that is missing or empty says nothing."""
    place = path.relative_to(root).as_posix()
    return Fields(place, _yaml(path, place, problems), problems)


def _yaml(path: Path, place: str, problems: list[str], *, tolerant: bool = False) -> Any:
    try:
        return parse_yaml(place, path.read_text("utf-8"), tolerant=tolerant)
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        problems.append(f"{place}: is not UTF-8 text; save it as UTF-8")
    except ConfigError as error:
        problems.extend(error.problems)
    return None


def _site(root: Path, problems: list[str]) -> Site:
    if not (root / "mkdocs.yml").is_file():
        problems.append("mkdocs.yml: missing; run 'broadsheet init' here, or name the folder with --root")
        return Site("", "")
    raw = _yaml(root / "mkdocs.yml", "mkdocs.yml", problems, tolerant=True)
    mkdocs = Fields("mkdocs.yml", raw, problems)  # MkDocs judges the keys that are not ours
    ours = _open(root / "content/config/site.yaml", root, problems)
    site = Site(
        name=mkdocs.text("site_name", required=True),
        url=mkdocs.address("site_url", required=True).rstrip("/") + "/",
        tagline=mkdocs.text("site_description"),
        language=ours.text("language", "en"),
        top=_or(ours.count("top"), 5),
        feed_papers=_or(ours.count("feed_papers"), 100),
    )
    if not mkdocs.flag("use_directory_urls", True):
        mkdocs.wrong("must be true: the addresses of papers are folders", "use_directory_urls")
    ours.close()
    return site


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _sources(file: Fields) -> tuple[SourceConfig, ...]:
    items = file.each("sources")
    sources = tuple(_source(item) for item in items)
    file.close()
    _refuse_twice(file, "sources", "name", [s.name for s in sources])
    return sources


def _source(item: Fields) -> SourceConfig:
    kind = item.text("kind", required=True)
    if kind and kind not in KINDS:
        item.wrong(f"no such kind {kind!r}; known: {', '.join(KINDS)}", "kind")
    title, url = KINDS.get(kind, ("", ""))
    source = SourceConfig(
        kind=kind,
        name=item.text("name", kind),
        title=item.text("title", title),
        url=item.address("url", url).rstrip("/"),
        ai_summary=item.flag("ai_summary"),
        weekends=item.flag("weekends"),
    )
    if source.name != slug(source.name):
        item.wrong("must be lower-case letters, digits and hyphens", "name")
    item.close()
    return source


def _topics(file: Fields) -> tuple[Topic, ...]:
    items = file.each("topics")
    topics = tuple(_topic(item) for item in items)
    file.close()
    _refuse_twice(file, "topics", "slug", [t.slug for t in topics])
    _refuse_twice(file, "topics", "name", [t.name for t in topics])
    return topics


def _topic(item: Fields) -> Topic:
    name = item.text("name", required=True)
    topic = Topic(
        slug=item.text("slug", slug(name)),
        name=name,
        about=item.text("about"),
        match=_conditions(item.inside("match"), of_topic=True),
    )
    if name and (not topic.slug or topic.slug != slug(topic.slug)):
        item.wrong("must be lower-case letters, digits and hyphens", "slug")
    item.close()
    return topic


def _conditions(item: Fields, *, of_topic: bool) -> Conditions:
    """A topic looks at the text alone; a rule also at people, places, sources and votes."""
    keys = ["words", "title", "abstract", "keywords", "categories"]
    votes = None
    if not of_topic:
        keys += ["authors", "organisations", "topics", "sources"]
        votes = item.count("votes_at_least")
    texts = {key: item.texts(key) for key in keys}
    item.close()
    if votes is None and not any(texts.values()):
        item.wrong(f"matches nothing; give at least one of: {', '.join(keys)}")
    return Conditions(**texts, votes_at_least=votes)


def _rules(file: Fields) -> tuple[Rule, ...]:
    items = file.each("rules")
    rules = tuple(_rule(item) for item in items)
    file.close()
    _refuse_twice(file, "rules", "name", [rule.name for rule in rules])
    return rules


def _rule(item: Fields) -> Rule:
    word = item.text("effect", required=True)
    known = [effect.value for effect in Effect]
    if word and word not in known:
        item.wrong(f"no such effect {word!r}; known: {', '.join(known)}", "effect")
    effect = Effect(word) if word in known else Effect.SCORE
    points = item.number("points")
    if word == Effect.SCORE and not points:
        item.wrong("missing 'points'; say how far the rule moves a paper, such as 10 or -5")
    if effect is not Effect.SCORE and points:
        item.wrong("only a rule with the effect 'score' has points", "points")
    when = _conditions(item.inside("when"), of_topic=False)
    rule = Rule(item.text("name", required=True), effect, when, points)
    item.close()
    return rule


def _refuse_twice(file: Fields, key: str, field: str, values: Iterable[str]) -> None:
    for value, times in Counter(value for value in values if value).items():
        if times > 1:
            file.wrong(f"{times} entries have the {field} {value!r}; each needs its own", key)


def _check_topic_names(config: Config, problems: list[str]) -> None:
    slugs, names = {t.slug for t in config.topics}, {s.name for s in config.sources}
    for number, rule in enumerate(config.rules):
        place = f"content/config/rules.yaml: rules[{number}].when"
        for topic in rule.when.topics:
            if topic not in slugs:
                problems.append(f"{place}.topics: no topic {topic!r} in topics.yaml")
        for source in rule.when.sources:
            if source not in names:
                problems.append(f"{place}.sources: no source {source!r} in sources.yaml")
