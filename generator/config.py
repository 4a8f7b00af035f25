"""``mkdocs.yml`` and ``content/config/*.yaml`` as frozen values, or every problem at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from generator.errors import ConfigError
from generator.fields import Fields
from generator.match import can_be_found
from generator.model import Conditions, Effect, LookUpConfig, Rule, Site, SourceConfig, Topic
from generator.text import slug
from generator.yamlfile import parse_yaml

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: what readers call it, where its API is, where they find it, its own keys."""

    title: str = ""
    url: str = ""
    home: str = ""
    keys: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


KINDS = {
    "huggingface": Kind(
        "Hugging Face Daily Papers",
        "https://huggingface.co",
        "https://huggingface.co/papers",
        keys=("ai_summary",),
    ),
    "arxiv-rss": Kind(
        "arXiv",
        "https://rss.arxiv.org",
        "https://arxiv.org",
        keys=("categories", "announce", "authors", "words"),
        required=("categories",),
    ),
    "arxiv": Kind(
        "arXiv",
        "https://export.arxiv.org",
        "https://arxiv.org",
        keys=("categories", "authors", "words"),
    ),
    "feed": Kind(keys=("authors", "words"), required=("name", "title", "url")),
    "openreview": Kind(
        "OpenReview", "https://api2.openreview.net", "https://openreview.net", ("venue",), ("venue",)
    ),
    "biorxiv": Kind(
        "bioRxiv",
        "https://api.biorxiv.org",
        "https://www.biorxiv.org",
        keys=("server", "categories", "authors", "words"),
    ),
}
# Where more is looked up of papers that sources named; each asked in this order.
LOOK_UPS = {"arxiv": "https://export.arxiv.org", "semanticscholar": "https://api.semanticscholar.org"}
ANNOUNCEMENTS = ("new", "cross", "replace", "replace-cross")
SERVERS = ("biorxiv", "medrxiv")


@dataclass(frozen=True, slots=True)
class Config:
    """All that people set: the site, its sources, its topics and its rules."""

    site: Site
    sources: tuple[SourceConfig, ...]
    topics: tuple[Topic, ...]
    rules: tuple[Rule, ...]
    look_ups: tuple[LookUpConfig, ...] = ()


# The keys of conditions that hold phrases; the other ones hold names.
PHRASES = ("words", "title", "abstract", "keywords")


def read_config(root: Path) -> Config:
    """The configuration below ``root``; ConfigError with every problem, file and key first."""
    problems: list[str] = []
    mkdocs = _open(root, "mkdocs.yml", problems, tolerant=True)  # MkDocs judges its other keys
    names = ("site", "sources", "topics", "rules")
    files = {name: _open(root, f"content/config/{name}.yaml", problems) for name in names}
    unreadable = {problem.partition(":")[0] for problem in problems}
    config = Config(
        site=_site(root, mkdocs, files["site"], problems),
        look_ups=tuple(_look_up(item) for item in files["sources"].each("look_ups")),
        sources=_listed(files["sources"], "sources", _source, "name"),
        topics=_listed(files["topics"], "topics", _topic, "slug", "name"),
        rules=_listed(files["rules"], "rules", _rule, "name"),
    )
    problems.extend(p for place, p in _unknown_names(config) if place not in unreadable)
    if problems:
        raise ConfigError(*problems)
    return config


def _open(root: Path, place: str, problems: list[str], *, tolerant: bool = False) -> Fields:
    """The top-level mapping of a file. A missing file says nothing, and one that cannot be read is
    blamed for that alone: what it fails to say is noted nowhere."""
    before = len(problems)
    value = _yaml(root / place, place, problems, tolerant=tolerant)
    return Fields(place, value, problems if len(problems) == before else [])


def _yaml(path: Path, place: str, problems: list[str], *, tolerant: bool) -> Any:
    try:
        return parse_yaml(place, path.read_text("utf-8"), tolerant=tolerant)
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        problems.append(f"{place}: is not UTF-8 text; save it as UTF-8")
    except ConfigError as error:
        problems.extend(error.problems)
    return None


def _site(root: Path, mkdocs: Fields, ours: Fields, problems: list[str]) -> Site:
    if not (root / "mkdocs.yml").is_file():
        problems.insert(0, "mkdocs.yml: missing; run 'broadsheet init' here, or name the folder with --root")
        mkdocs = Fields("mkdocs.yml", None, [])
    site = Site(
        name=mkdocs.text("site_name", required=True),
        url=mkdocs.address("site_url", required=True).rstrip("/") + "/",
        tagline=mkdocs.text("site_description"),
        language=_language(mkdocs),
        top=_or(ours.count("top"), 5),
        feed_papers=_or(ours.count("feed_papers"), 100),
        cards=ours.flag("cards", True),
    )
    if not mkdocs.flag("use_directory_urls", True):
        mkdocs.wrong("must be true: the addresses of papers are folders", "use_directory_urls")
    ours.close()
    return site


def _language(mkdocs: Fields) -> str:
    """``theme.language``, which MkDocs's themes use too; the theme may be a name alone."""
    if isinstance(mkdocs.either("theme"), dict):
        return mkdocs.inside("theme").text("language", "en")
    return "en"


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _listed(file: Fields, key: str, read: Callable[[Fields], T], *own: str) -> tuple[T, ...]:
    """What the list under ``key``, the one key of a file, holds; each needs its ``own`` fields to itself."""
    values = tuple(read(item) for item in file.each(key))
    file.close()
    for field in own:
        _refuse_twice(file, key, field, [getattr(value, field) for value in values])
    return values


def _source(item: Fields) -> SourceConfig:
    kind = item.text("kind", required=True)
    if kind and kind not in KINDS:
        item.wrong(f"no such kind {kind!r}; known: {', '.join(KINDS)}", "kind")
    known = KINDS.get(kind, Kind())
    source = SourceConfig(
        kind=kind,
        name=item.text("name", kind, required="name" in known.required),
        title=item.text("title", known.title, required="title" in known.required),
        url=item.address("url", known.url, required="url" in known.required).rstrip("/"),
        home=item.address("home", known.home),
        weekends=item.flag("weekends"),
        most=_or(item.count("most"), 2000),
        **_own_settings(item, known),
    )
    if source.name != slug(source.name):
        item.wrong("must be lower-case letters, digits and hyphens", "name")
    if kind == "arxiv" and not (source.categories or source.authors or source.words):
        item.wrong("asks for all of arXiv; give categories, authors or words")
    item.close()
    return source


def _own_settings(item: Fields, known: Kind) -> dict[str, Any]:
    """The keys that only some kinds of source have."""
    own: dict[str, Any] = {}
    for key in known.keys:
        if key == "ai_summary":
            own[key] = item.flag(key)
        elif key in ("venue", "server"):
            own[key] = item.text(key, required=key in known.required)
        else:
            own[key] = item.texts(key)
            if key in known.required and not own[key]:
                item.wrong(f"missing {key!r}")
    if "announce" in own:
        own["announce"] = own["announce"] or ("new", "cross")
        _refuse_unknown(item, "announce", own["announce"], ANNOUNCEMENTS)
    if "server" in own:
        own["server"] = own["server"] or "biorxiv"
        _refuse_unknown(item, "server", (own["server"],), SERVERS)
    return own


def _refuse_unknown(item: Fields, key: str, values: Iterable[str], known: tuple[str, ...]) -> None:
    for value in values:
        if value not in known:
            item.wrong(f"no such {key} {value!r}; known: {', '.join(known)}", key)


def _look_up(item: Fields) -> LookUpConfig:
    kind = item.text("kind", required=True)
    if kind and kind not in LOOK_UPS:
        item.wrong(f"no such kind {kind!r}; known: {', '.join(LOOK_UPS)}", "kind")
    url = item.address("url", LOOK_UPS.get(kind, "")).rstrip("/")
    tldr = item.flag("tldr") if kind == "semanticscholar" else False
    item.close()
    return LookUpConfig(kind, url, tldr)


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
    keys = [*PHRASES, "categories"]
    votes = None
    if not of_topic:
        keys += ["authors", "organisations", "topics", "sources"]
        votes = item.count("votes_at_least")
    known = keys if of_topic else [*keys, "votes_at_least"]
    texts = {key: item.texts(key) for key in keys}
    for key in PHRASES:
        for phrase in texts[key]:
            if not can_be_found(phrase):
                item.wrong(f"{phrase!r} is nothing but signs and a letter, which cannot be found", key)
    item.close()
    if votes is None and not any(texts.values()):
        item.wrong(f"matches nothing; give at least one of: {', '.join(known)}")
    return Conditions(**texts, votes_at_least=votes)


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


def _unknown_names(config: Config) -> Iterator[tuple[str, str]]:
    """Rules that name a topic or a source that is not there, with the file it should be in."""
    known = {
        "topics": ("content/config/topics.yaml", {topic.slug for topic in config.topics}),
        "sources": ("content/config/sources.yaml", {source.name for source in config.sources}),
    }
    for number, rule in enumerate(config.rules):
        for key, (file, names) in known.items():
            for name in getattr(rule.when, key):
                if name not in names:
                    place = f"content/config/rules.yaml: rules[{number}].when.{key}"
                    yield file, f"{place}: no {key[:-1]} {name!r} in {file}"
