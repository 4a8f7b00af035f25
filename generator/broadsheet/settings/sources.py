"""Settings of sources and of look-ups: ``content/config/sources.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from broadsheet.model.site import LookUpConfig, SourceConfig
from broadsheet.settings.fields import Fields
from broadsheet.settings.lists import or_default
from broadsheet.text.plain import slug


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
ANNOUNCEMENTS = ("new", "cross", "replace", "replace-cross")
SERVERS = ("biorxiv", "medrxiv")


def read_source(item: Fields) -> SourceConfig:
    """Return the source that an entry of ``sources`` describes."""
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
        most=or_default(item.count("most"), 2000),
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


def read_enricher(item: Fields) -> LookUpConfig:
    """Return the look-up that an entry of ``look_ups`` describes."""
    kind = item.text("kind", required=True)
    if kind and kind not in LOOK_UPS:
        item.wrong(f"no such kind {kind!r}; known: {', '.join(LOOK_UPS)}", "kind")
    url = item.address("url", LOOK_UPS.get(kind, "")).rstrip("/")
    tldr = item.flag("tldr") if kind == "semanticscholar" else False
    item.close()
    return LookUpConfig(kind, url, tldr)
