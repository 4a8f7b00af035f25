"""``mkdocs.yml`` and ``content/config/*.yaml`` as frozen values, or every problem at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from generator.errors import ConfigError
from generator.fields import Fields
from generator.match import can_be_found
from generator.model import (
    Conditions,
    Effect,
    LookUpConfig,
    Ranking,
    Rule,
    Site,
    SourceConfig,
    Subscribe,
    Topic,
    Watch,
)
from generator.text import is_web_address, shorten, slug
from generator.yamlfile import parse_yaml

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: what readers call it, where its API is, where they find it, its own keys.

    ``whole``: a day's list comes out at once and stays as it is, so that one reading is enough.
    """

    title: str = ""
    url: str = ""
    home: str = ""
    keys: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    weekends: bool = False
    whole: bool = False


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
        keys=("categories", "announce"),
        required=("categories",),
        whole=True,
    ),
    "arxiv": Kind(
        "arXiv",
        "https://export.arxiv.org",
        "https://arxiv.org",
        keys=("categories",),
    ),
    "feed": Kind(required=("name", "title", "url"), weekends=True),
    "openreview": Kind(
        "OpenReview",
        "https://api2.openreview.net",
        "https://openreview.net",
        keys=("venue",),
        required=("venue",),
        weekends=True,
    ),
    "broadsheet": Kind(keys=("ai_summary",), required=("name", "title", "url")),
    "biorxiv": Kind(
        "bioRxiv",
        "https://api.biorxiv.org",
        "https://www.biorxiv.org",
        keys=("server", "categories"),
        weekends=True,
    ),
}
# Where more is looked up of papers that sources named; each asked in this order.
LOOK_UPS = {"arxiv": "https://export.arxiv.org", "semanticscholar": "https://api.semanticscholar.org"}
# Where readers subscribe by e-mail: what the provider is called, its key, what stands before the
# key's value in the address of its form, and what that value is.
SUBSCRIBES = {
    "buttondown": (
        "Buttondown",
        "user",
        "https://buttondown.com/api/emails/embed-subscribe/",
        "the name of your newsletter there",
    ),
    "mailchimp": ("Mailchimp", "url", "", "the https address of its embedded form"),
    "follow.it": ("follow.it", "url", "", "the https address of its subscription form"),
    "mailto": ("us", "address", "mailto:", "an e-mail address"),
}
_SUBSCRIBE_KEYS = {
    "user": re.compile(r"[A-Za-z0-9._-]+", re.ASCII),
    "address": re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII),
}
WATCHED = ("author", "organisation")
ANNOUNCEMENTS = ("new", "cross", "replace", "replace-cross")
SERVERS = ("biorxiv", "medrxiv")
_TAGGING = re.compile(r"[a-z0-9][a-z0-9.@_-]*,[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)
_SINCE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Config:
    """All that people set: the site, its sources, its topics and its rules."""

    site: Site
    sources: tuple[SourceConfig, ...]
    topics: tuple[Topic, ...]
    rules: tuple[Rule, ...]
    look_ups: tuple[LookUpConfig, ...] = ()
    ranking: Ranking = field(default_factory=Ranking)


# The files below content/config, by their names.
FILES = ("site", "sources", "topics", "rules", "ranking")
# The keys of conditions that hold phrases; the other ones hold names.
PHRASES = ("words", "title", "abstract", "keywords")


def read_config(root: Path, instead: Mapping[str, Path] | None = None) -> Config:
    """The configuration below ``root``; ConfigError with every problem, file and key first.

    ``instead`` names other files to read in place of ``rules``, ``topics`` or ``ranking``.
    """
    problems: list[str] = []
    places = {name: f"content/config/{name}.yaml" for name in FILES}
    places |= {name: path.absolute().as_posix() for name, path in (instead or {}).items()}
    mkdocs = _open(root, "mkdocs.yml", problems, tolerant=True)  # MkDocs judges its other keys
    files = {name: _open(root, place, problems) for name, place in places.items()}
    unreadable = {problem.partition(":")[0] for problem in problems}
    config = Config(
        site=_site(root, mkdocs, files["site"], problems),
        look_ups=tuple(_look_up(item) for item in files["sources"].each("look_ups")),
        sources=_listed(files["sources"], "sources", _source, "name"),
        topics=_listed(files["topics"], "topics", _topic, "slug", "name"),
        rules=_listed(files["rules"], "rules", _rule, "name"),
        ranking=_ranking(files["ranking"]),
    )
    problems.extend(p for place, p in _unknown_names(config, places) if place not in unreadable)
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
        holidays=_holidays(ours),
        hub=ours.address("hub"),
        feed_ids=_feed_ids(ours),
        pages_since=_since(ours.inside("paper_pages")),
        export_months=_export_months(ours.inside("exports")),
        subscribe=_subscribe(ours.inside("subscribe")),
    )
    if not mkdocs.flag("use_directory_urls", True):
        mkdocs.wrong("must be true: the addresses of papers are folders", "use_directory_urls")
    ours.close()
    return site


def _export_months(ours: Fields) -> int:
    months = _or(ours.count("months"), 12)
    ours.close()
    return months


def _subscribe(ours: Fields) -> Subscribe | None:
    """Where readers subscribe by e-mail; each provider has one key of its own."""
    provider = ours.text("provider", required=bool(ours.names()))
    if provider not in SUBSCRIBES:
        if provider:
            ours.wrong(f"no such provider {provider!r}; known: {', '.join(SUBSCRIBES)}", "provider")
        return None
    title, key, form, what = SUBSCRIBES[provider]
    given = ours.text(key, required=True)
    fits = _web(given) if key == "url" else _SUBSCRIBE_KEYS[key].fullmatch(given)
    if given and not fits:
        ours.wrong(f"must be {what}, not {shorten(repr(given), 60)}", key)
    ours.close()
    field = {"mailchimp": "EMAIL", "mailto": ""}.get(provider, "email")
    return Subscribe(title, form + given, field)


def _web(url: str) -> bool:
    return url.startswith("https://") and is_web_address(url)


def _since(pages: Fields) -> date | None:
    """``since`` as a year, a month or a day: that of the first papers that have a page of their own."""
    value = pages.either("since")
    pages.close()
    if value is None or type(value) is date:
        return value
    text = shorten(str(value), 40)
    try:
        if _SINCE.fullmatch(text):
            return date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        pass
    pages.wrong(f"must be a year, a month or a day (2024, 2024-06 or 2024-06-01), not {text!r}", "since")
    return None


def _feed_ids(ours: Fields) -> str:
    """What the ids of feed items begin with after ``tag:``; RFC 4151 wants a name and a date."""
    given = ours.text("feed_ids")
    if given and not _TAGGING.fullmatch(given):
        ours.wrong("must be a name and a date on which it was yours, such as example.org,2026", "feed_ids")
        return ""
    return f"{given}:" if given else ""


def _holidays(ours: Fields) -> frozenset[str]:
    """Dates, and days of every year; YAML makes a date of ``2026-12-25`` by itself."""
    given = ours.either("holidays") or []
    days = [str(day) for day in given] if isinstance(given, list) else [""]
    for day in days:
        if not _is_holiday(day):
            ours.wrong("must be a list of dates such as 2026-12-25, or '12-25' for every year", "holidays")
            return frozenset()
    return frozenset(days)


def _is_holiday(text: str) -> bool:
    try:
        # 2028 is a leap year, so that the 29th of February may be one.
        day = text if len(text) == len("2026-12-25") else f"2028-{text}"
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


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
    for name in own:
        _refuse_twice(file, key, name, [getattr(value, name) for value in values])
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
        weekends=item.flag("weekends", known.weekends),
        authors=item.texts("authors"),
        words=item.texts("words"),
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


def _ranking(file: Fields) -> Ranking:
    recency = file.inside("recency")
    days = recency.count("days")
    if days == 0:
        recency.wrong("must be a whole number from 1", "days")
    topics = file.inside("topics")
    ranking = Ranking(
        votes=file.number("votes", 1),
        recency=recency.number("points"),
        recency_days=days or 14,
        topics=tuple((slug, topics.number(slug)) for slug in topics.names()),
        watch=tuple(_watch(item) for item in file.each("watch")),
        negative=tuple(_negative(item) for item in file.each("negative")),
    )
    recency.close()
    file.close()
    for kind in WATCHED:
        _refuse_twice(file, "watch", kind, [w.name.casefold() for w in ranking.watch if w.kind == kind])
    _refuse_twice(file, "negative", "name", [rule.name for rule in ranking.negative])
    return ranking


def _watch(item: Fields) -> Watch:
    named = [(kind, name) for kind in WATCHED if (name := item.text(kind).strip())]
    if len(named) != 1:
        item.wrong("name one 'author' or one 'organisation'")
    kind, name = named[0] if named else ("author", "")
    watch = Watch(kind, name, item.number("points"))
    item.close()
    return watch


def _negative(item: Fields) -> Rule:
    points = item.number("points")
    if points >= 0:
        item.wrong("must be below 0, such as -10: it is how far such a paper sinks", "points")
    when = _conditions(item.inside("when"), of_topic=False)
    rule = Rule(item.text("name", required=True), Effect.SCORE, when, points)
    item.close()
    return rule


def _refuse_twice(file: Fields, key: str, field: str, values: Iterable[str]) -> None:
    for value, times in Counter(value for value in values if value).items():
        if times > 1:
            file.wrong(f"{times} entries have the {field} {value!r}; each needs its own", key)


def _unknown_names(config: Config, places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names of a topic or a source that is not there, with the file it should be in."""
    known = {
        "topics": {topic.slug for topic in config.topics},
        "sources": {source.name for source in config.sources},
    }
    for place, key, name in _names_used(config, places):
        if name not in known[key]:
            yield places[key], f"{place}: no {key[:-1]} {name!r} in {places[key]}"


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
