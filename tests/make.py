"""Made-up records for tests: every field has a value, and a keyword overrides any of them."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from broadsheet.curation.claims import read_claims
from broadsheet.library.library import Library
from broadsheet.model.curation import Conditions, Effect, Entry, Introduction, Note, Part, Rule, Topic
from broadsheet.model.ledger import LedgerEntry, Rejection
from broadsheet.model.paper import Paper, Sighting
from broadsheet.model.site import Site, SourceConfig
from broadsheet.publishing.init import Wishes, init
from broadsheet.store.content import Content

MONDAY = date(2026, 3, 2)
# What a paper says of repositories that belong to it, for tests of papers that have all fields.
REPOSITORIES: dict[str, Any] = {
    "models": ("quarry/grit",),
    "model_count": 1,
    "datasets": ("quarry/sand",),
    "dataset_count": 2,
    "spaces": ("quarry/pit",),
    "space_count": 1,
}


def make_sighting(**overrides: Any) -> Sighting:
    values = {
        "source": "example",
        "day": MONDAY,
        "url": "https://list.example/papers/2603.00001",
        "votes": 12,
        "comments": 3,
    }
    return Sighting(**(values | overrides))


def make_paper(**overrides: Any) -> Paper:
    values = {
        "id": "2603.00001",
        "title": "How to Count Stones in the Dark",
        "abstract": "We count stones by touch. A lamp would help, but we had none.",
        "authors": ("Ada Example", "Béla Sample"),
        "organisation": "Institute of Small Numbers",
        "published": date(2026, 2, 27),
        "categories": ("math.HO", "cs.DM"),
        "keywords": ("touch", "lamps"),
        "doi": "10.5555/stones.1",
        "code": "https://code.example/stones",
        "stars": 7,
        "project": "https://stones.example/",
        "discussion": "https://list.example/papers/2603.00001#talk",
        "media": ("https://media.example/stones.png",),
        "tldr": "Stones count in the dark.",
        "ai_summary": "Stones can be counted without light.",
        "sightings": (make_sighting(),),
    }
    return Paper(**(values | overrides))


def make_source(name: str, kind: str, title: str, url: str, **settings: Any) -> SourceConfig:
    """Return a source as settings describe it; keys that only its kind has are among the others."""
    return with_settings(SourceConfig(name, kind, title, url), **settings)


def with_settings(source: SourceConfig, **settings: Any) -> SourceConfig:
    """Return a source with other settings; keys that only its kind has are among the others."""
    common = {field.name for field in fields(SourceConfig)}
    own = dict(source.own) | {key: value for key, value in settings.items() if key not in common}
    given = {key: value for key, value in settings.items() if key in common}
    return replace(source, own=tuple(own.items()), **given)


def make_note(**overrides: Any) -> Note:
    values = {
        "paper": "2603.00001",
        "takeaway": "Ten fingers are enough for ten stones.",
        "topics": None,
        "pin": False,
        "hide": "",
        "words": "Read the *appendix* first.",
    }
    return Note(**(values | overrides))


def make_topic(**overrides: Any) -> Topic:
    values = {
        "slug": "stones",
        "name": "Stones",
        "about": "Whatever lies on the ground and is hard.",
        "match": Conditions(words=("stone",)),
    }
    return Topic(**(values | overrides))


def make_rule(**overrides: Any) -> Rule:
    values = {
        "name": "Done by hand",
        "effect": Effect.SCORE,
        "when": Conditions(words=("touch",)),
        "points": 5,
    }
    # Only a rule with the effect `score` has points.
    if overrides.get("effect", Effect.SCORE) is not Effect.SCORE:
        values["points"] = 0
    return Rule(**(values | overrides))


def make_entry(**overrides: Any) -> Entry:
    """An entry; ``score`` makes it of one part, where its ``parts`` are not given."""
    paper = overrides.get("paper") or make_paper()
    score = overrides.pop("score", 12)
    values = {
        "paper": paper,
        "note": make_note(paper=paper.id),
        "topics": (make_topic(),),
        "pinned": False,
        "left_out": "",
        "page": True,
        "reasons": ("Listed by The Example List on 2 March 2026 with 12 votes",),
        "parts": (Part(score, f"{score} points"),),
        "claim": next(read_claims([paper])),
    }
    return Entry(**(values | overrides))


def make_reading(**overrides: Any) -> LedgerEntry:
    values = {
        "source": "example",
        "day": MONDAY,
        "read": date(2026, 3, 10),
        "kept": ("2603.00001",),
        "dropped": (Rejection("item 2", "A Paper without an Id", "no id"),),
        "failed": "",
    }
    return LedgerEntry(**(values | overrides))


def make_site(**overrides: Any) -> Site:
    values = {
        "name": "The Small Review",
        "url": "https://review.example/digest/",
        "tagline": "Papers that count",
        "language": "en",
        "top": 5,
        "feed_papers": 100,
    }
    return Site(**(values | overrides))


def make_library(**overrides: Any) -> Library:
    source = SourceConfig(
        name="example",
        kind="huggingface",
        title="The Example List",
        url="https://api.list.example",
        home="https://list.example/papers",
    )
    values = {
        "site": make_site(),
        "sources": (source,),
        "topics": (make_topic(),),
        "entries": (make_entry(),),
    }
    content = {
        "introductions": (Introduction("2026-03-02", "A day of stones", "Mind your *toes*."),),
        "readings": (make_reading(),),
        "pages": {"colophon": "# Colophon\n\nSet in lead.\n"},
    }
    for name in content.keys() & overrides.keys():
        content[name] = overrides.pop(name)
    return Library.of(content=Content(**content), **(values | overrides))


def start_site(root: Path) -> None:
    """Write a new site into a folder, as ``broadsheet init`` does where its name alone is said."""
    init(root, Wishes(name="My digest"))
