"""A paper with every field through every output: where each field is shown, and that it is nowhere else."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import every_field as read
import pytest
from building import build
from jsonschema import Draft202012Validator
from test_api import SCHEMAS

from broadsheet import pipeline
from broadsheet.cache.blobs import BlobCache
from broadsheet.cache.owned_files import RECORD
from broadsheet.mail.newsletter import write_letter
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.paper import Paper, Sighting, Version
from broadsheet.outputs.cards.cards import cards
from broadsheet.outputs.cards.drawing import Card
from broadsheet.store.store import Store

pytestmark = pytest.mark.slow

MONDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 5)


def those(names: str) -> frozenset[str]:
    return frozenset(names.split(", "))


# -- the outputs -------------------------------------------------------------------------------------


class Output(NamedTuple):
    """An output: the files that belong to it, each of which is to show what the output shows."""

    files: str
    words: Callable[[bytes], str]


OUTPUTS = {
    "page": Output(r"site/paper/[^/]+/index\.html", read.body),
    "tags": Output(r"site/paper/[^/]+/index\.html", read.head),
    "linked data": Output(r"site/paper/[^/]+/index\.html", read.linked_data),
    "front matter": Output(r"build/docs/paper/[^/]+\.md", read.front_matter),
    "twin": Output(r"site/paper/[^/]+/index\.md", read.text),
    "day": Output(r"site/(day/[^/]+/|for-you/)?index\.html", read.whole_page),
    "digest": Output(r"site/((week|month)/[^/]+|new)/index\.html", read.whole_page),
    "topic": Output(r"site/topic/[^/]+/index\.html", read.whole_page),
    "author": Output(r"site/author/[^/]+/index\.html", read.whole_page),
    "list twins": Output(r"site/((day|week|month|topic|author)/[^/]+/)?index\.md", read.text),
    "trending": Output(r"site/trending/index\.html", read.whole_page),
    "api page": Output(r"site/api/index\.html", read.whole_page),
    "other pages": Output(
        r"site/(404|(about|archive|saved|search|status(/[^/]+)?|subscribe|topics|trends|map(/year)?)/index)\.html",
        read.whole_page,
    ),
    "other twins": Output(r"site/(archive|topics|status)/index\.md", read.text),
    "authors": Output(
        r"site/((authors|feeds)/index\.html|authors/index\.md|llms\.txt|api/v1/authors\.json)", read.text
    ),
    "sitemap": Output(r"site/sitemap\.xml", read.xml),
    "BibTeX": Output(r"site/.*/cite\.bib", read.bibtex),
    "RIS": Output(r"site/.*/cite\.ris", read.ris),
    "CSL": Output(r"site/.*/cite\.json", read.json_values),
    "RSS": Output(r"site/(feed|feeds/(topic|author)/[^/]+|feeds/source/first-list)\.xml", read.feed),
    "Atom": Output(r"site/(feed|feeds/(topic|author)/[^/]+|feeds/source/first-list)\.atom", read.feed),
    "JSON Feed": Output(r"site/(feed|feeds/(topic|author)/[^/]+|feeds/source/first-list)\.json", read.feed),
    "another source's feed": Output(r"site/feeds/source/second-list\.(xml|atom|json)", read.feed),
    "edition feeds": Output(r"site/feeds/(days|weeks|months)\.(xml|atom|json)", read.feed),
    "corrections": Output(r"site/feeds/corrections\.(xml|atom|json)", read.feed),
    "OPML": Output(r"site/feeds/feeds\.opml", read.xml),
    "API paper": Output(r"site/api/v1/(papers/[^/]+\.json|dumps/[^/]+\.gz)", read.json_values),
    "API edition": Output(r"site/api/v1/(days|weeks|months)/[^/]+\.json", read.json_values),
    "API topic": Output(r"site/api/v1/topics/[^/]+\.json", read.json_values),
    "API author": Output(r"site/api/v1/authors/[^/]+\.json", read.json_values),
    "API search": Output(r"site/api/v1/search/[^/]+\.json", read.json_values),
    "API daily": Output(r"site/api/(v1/daily_papers/[^/]+\.json|daily_papers)", read.json_values),
    "API index": Output(r"site/api/v1/index\.json", read.json_values),
    "API lists": Output(r"site/(status|api/v1/(topics|dumps(/[^/]+)?))\.json", read.json_values),
    "API schemas": Output(r"site/api/v1/schemas/[^/]+\.json", read.json_values),
    "search cards": Output(r"site/search/data/cards[^/]+\.bin", read.search_head),
    "search terms": Output(r"site/search/data/terms[^/]+\.bin", read.search_head),
    "search facets": Output(r"site/search/data/columns[^/]+\.bin", read.search_head),
}
# Not read back here: pictures (their words are, see ``pictured``), what is no text, and the theme's own.
UNREAD = re.compile(
    r"site/(cards/.*\.png|search/data/(head|votes|words)[^/]*\.bin|for-you/data/.*"
    r"|sitemap\.xml\.gz|assets/.*|503\.html|sw\.js|offline\.json|manifest\.webmanifest|.*\.epub)"
)

LISTS = those("day, digest, topic, author, trending")
LISTS_IN_FULL = those("day, topic, author, trending")  # with what reference managers read
MACHINE_READ = those("tags, linked data, front matter")
CITED = those("BibTeX, RIS, CSL")
FEEDS = those("RSS, Atom, JSON Feed")
MAIL = those("mail text, mail HTML")
SEARCH = those("search cards, search terms")
PAPER = those("page, API paper")  # the two that are to tell all that readers can use
NOWHERE: frozenset[str] = frozenset()


# -- the fields --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A field (after a colon, a part of its value): a pattern that finds it, where it is shown, its value."""

    field: str
    mark: str
    shown: frozenset[str]
    value: Any = None


FOUND = Sighting("first-list", MONDAY, "https://parvex.example/p", votes=45_678, comments=34_567)
AGAIN = Sighting("tremlok", THURSDAY, "https://again.example/p")
LINKS = PAPER | FEEDS | LISTS | those("twin")
KEPT_SHORT = those("edition feeds, API edition, API daily, API search")
LISTED = LISTS | KEPT_SHORT | those("list twins, corrections")
CLAIMED = LISTS | those("list twins, edition feeds, API edition, API search")  # its claim stands there
NAMED = PAPER | MACHINE_READ | those("twin") | LISTED | CITED | FEEDS | SEARCH | MAIL

ROWS = (
    Row("id", r"2603\.04321", NAMED | those("API topic, API author, api page, sitemap"), "2603.04321"),
    Row("title", "brimlock", NAMED | those("mail subject, cards"), "Brimlock Sums"),
    Row("other_ids", "alsovek", PAPER | those("search terms"), ("doi-10.5555-alsovek.7",)),
    Row("described_by", "descrivek", PAPER, "descrivek"),
    Row("said_by", "givolek", PAPER, ("givolek 2026-03-05: keywords",)),
    Row("former_titles", "jospand", those("API paper, corrections"), ("Jospand Sums",)),
    Row(
        "abstract",
        "dravnok",
        PAPER | FEEDS | SEARCH | MAIL | CLAIMED | those("tags, front matter, twin, API daily"),
        "We dravnok. It holds.",
    ),
    Row("cite_key", "plimvok", PAPER | CITED, "plimvok2019sums"),
    Row(
        "authors",
        "kelvrat",
        NAMED | those("authors, OPML, API author, API index, sitemap"),
        ("Ozmund Kelvrat", "Second Author"),
    ),
    Row(
        "more_authors",
        r"et al\.|and others|\nothers\n|more_authors.: true|only some of the authors",
        PAPER
        | LISTS
        | CITED
        | FEEDS
        | MAIL
        | those("twin, list twins, edition feeds, API edition, API daily"),
        True,
    ),
    Row(
        "organisation",
        "felgrunt",
        PAPER | FEEDS | SEARCH | MAIL | LISTS | KEPT_SHORT | those("twin, search facets"),
        "Felgrunt Institute",
    ),
    Row(
        "published",
        "2019-07-23|23 july 2019|2019/07/23|2019, 7, 23|year = 2019",
        PAPER | MACHINE_READ | CITED | LISTS | those("twin, API daily"),
        date(2019, 7, 23),
    ),
    Row("categories", "catmolk", PAPER | those("BibTeX"), ("x-catmolk.Q",)),
    Row("keywords", "grovnat", PAPER | SEARCH | those("RIS, API daily, API search"), ("grovnat",)),
    Row(
        "doi",
        "doivusk",
        PAPER | MACHINE_READ | CITED | LISTS_IN_FULL | those("twin, API edition"),
        "10.5555/doivusk.3",
    ),
    Row(
        "journal",
        "hastrum",
        PAPER | MACHINE_READ | CITED | LISTS_IN_FULL | those("twin, corrections"),
        "Hastrum Annals",
    ),
    Row("comment", "ivrolt", PAPER, "Ivrolt pages"),
    Row(
        "licence",
        "by-nc-sa|CC BY-NC-SA",
        PAPER | those("linked data, search facets"),
        "https://creativecommons.org/licenses/by-nc-sa/3.0/",
    ),
    Row("versions", "v7|number.: 7", PAPER, (Version(1, date(2019, 7, 23)), Version(7, date(2026, 4, 17)))),
    Row("versions: number", "v7|number.: 7", PAPER),
    Row("versions: day", "2026-04-17|17 apr(il)? 2026", PAPER | those("Atom, JSON Feed, corrections")),
    Row(
        "withdrawn",
        "kerflunt",
        PAPER | FEEDS | those("twin, corrections, API edition"),
        "Kerflunt was wrong.",
    ),
    Row(
        "withdrawn: that it was",
        "withdrawn:|withdrawn.: .kerflunt|this paper was withdrawn",
        PAPER | LISTS | FEEDS | MAIL | those("twin, list twins, corrections, API edition, mail subject"),
    ),
    Row(
        "notices",
        "velmark",
        PAPER | FEEDS | those("twin, corrections"),
        ("Expression of concern, 2026-04-20, doi:10.5555/velmark.1",),
    ),
    Row("citations", "87,?654", PAPER, 87_654),
    Row("tldr", "lombrat", PAPER | those("twin"), "Lombrat in short."),
    Row(
        "code",
        "nargolt",
        LINKS | those("API edition, API daily, search cards"),
        "https://nargolt.example/code",
    ),
    Row("stars", "56,?789", PAPER | LISTS | those("API daily"), 56_789),
    Row("project", "prustik", LINKS | those("API daily"), "https://prustik.example/"),
    Row("discussion", "quandrel", LINKS, "https://quandrel.example/talk"),
    Row("media", "rastopol", PAPER | those("API daily"), ("https://rastopol.example/film.mp4",)),
    Row("models", "modelvek", PAPER | those("twin"), ("trelk/modelvek",)),
    Row("model_count", "4[,]?321 models|model_count.: 4321", PAPER | those("twin"), 4321),
    Row("datasets", "datavolk", PAPER | those("twin"), ("trelk/datavolk",)),
    Row("dataset_count", "5[,]?432 datasets|dataset_count.: 5432", PAPER | those("twin"), 5432),
    Row("spaces", "spacerulm", PAPER | those("twin"), ("trelk/spacerulm",)),
    Row("space_count", "6[,]?543 spaces|space_count.: 6543", PAPER | those("twin"), 6543),
    Row("ai_summary", "mostrik", PAPER | those("twin, API daily"), "Mostrik by a model."),
    Row("sightings", "tremlok", PAPER | those("twin"), (FOUND, AGAIN)),
    Row("sightings: source", "tremlok", PAPER | those("twin")),
    Row("sightings: day", "2026-03-05|5 march 2026", PAPER | those("twin")),
    Row("sightings: url", "parvex", PAPER),
    Row(
        "sightings: votes",
        "45,?678",
        PAPER | LISTS | MAIL | those("twin, API edition, API daily, API search, search cards"),
    ),
    Row("sightings: comments", "34,?567", PAPER | LISTS | MAIL | those("API edition, API daily")),
    Row("sightings: outranked", "outranked", NOWHERE),
)


def test_no_field_is_forgotten_and_each_has_a_value():
    rows = [row.field for row in ROWS]
    whole = [name for name in rows if ":" not in name]
    assert sorted(whole) == sorted(field.name for field in fields(Paper))
    for part in (Sighting, Version):
        named = f"{part.__name__.lower()}s: "
        parts = [name.removeprefix(named) for name in rows if name.startswith(named)]
        assert set(parts) == {field.name for field in fields(part)}
    assert all(row.value for row in ROWS if ":" not in row.field)


# -- the site ----------------------------------------------------------------------------------------

FILES = {
    "mkdocs.yml": """
site_name: The Small Review
site_description: Papers that count
site_url: https://review.example/digest/
docs_dir: build/docs
site_dir: site
theme: broadsheet
plugins: [broadsheet]
nav: [Today: index.md, Topics: topics.md, Archive: archive.md, About: about.md]
validation: {nav: {omitted_files: ignore}}
""",
    "content/config/site.yaml": "subscribe: {provider: buttondown, user: small-review}\n",
    "content/config/topics.yaml": "topics: [{name: Sums, match: {words: [sum]}}]\n",
    "content/config/authors.yaml": "authors: [{name: Ozmund Kelvrat}]\n",
    "content/config/rules.yaml": "rules: []\n",
    "content/config/sources.yaml": """
sources:
  - {kind: huggingface, name: first-list, title: The First List, ai_summary: true}
  - {kind: huggingface, name: second-list, title: The Second List}
look_ups: [{kind: semanticscholar, tldr: true}]
""",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A site with the one paper, built."""
    root = tmp_path_factory.mktemp("every") / "site"
    for name, words in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(words)
    paper = Paper(**{row.field: row.value for row in ROWS if ":" not in row.field})
    store = Store(root)
    store.add(paper, MONDAY)
    store.record(LedgerEntry(source="first-list", day=MONDAY, read=date(2026, 4, 2), kept=(paper.id,)))
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture(scope="module")
def files(root) -> Mapping[str, bytes]:
    """Every file that was built, by its path; not the list of them."""
    paths = [path for folder in ("build/docs/paper", "site") for path in (root / folder).rglob("*")]
    built = [path for path in paths if path.is_file() and path.name != RECORD]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in built}


@pytest.fixture(scope="module")
def said(root, files) -> Mapping[str, dict[str, str]]:
    """By output and file all words that are there, in small letters."""
    found: dict[str, dict[str, str]] = {}
    for name, output in OUTPUTS.items():
        paths = [path for path in files if re.fullmatch(output.files, path)]
        found[name] = {path: output.words(files[path]).casefold() for path in paths}
    library = pipeline.read_library(root)
    letter = write_letter(library, library.newest)
    found["mail subject"] = {"subject": letter.subject.casefold()}
    found["mail text"] = {"text": letter.text.casefold()}
    found["mail HTML"] = {"HTML": read.whole_page(letter.html.encode()).casefold()}
    found["cards"] = {"2026-03-02": pictured(library, root / "shelf")}
    return found


def pictured(library: pipeline.Library, folder: Path) -> str:
    """The words on the card of the newest edition."""
    drawn: dict[bytes, Card] = {}

    def draw(card: Card) -> bytes:
        drawn[repr(card).encode()] = card
        return repr(card).encode()

    made = {file.path: file.data for file in cards(library, BlobCache(folder, folder / "scratch"), draw)}
    return str(astuple(drawn[made["cards/2026-03-02.png"]])).casefold()


def test_no_file_of_the_site_is_forgotten(files):
    for path in files:
        named = [name for name, output in OUTPUTS.items() if re.fullmatch(output.files, path)]
        assert named or UNREAD.fullmatch(path) or path.startswith("build/"), f"{path} is in no output"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.field)
def test_a_field_is_shown_where_it_is_meant_to_be_and_nowhere_else(row, said):
    assert row.shown <= set(said)
    for name, outputs in said.items():
        assert outputs, f"nothing was written for {name}"
        for place, words in outputs.items():
            found = re.search(row.mark, words) is not None
            assert found == (name in row.shown), f"{row.field} in {name} ({place})"


# -- what the JSON is to be ----------------------------------------------------------------------------


KINDS = SCHEMAS | {"site/status.json": "status", "site/api/daily_papers": "daily_papers"}
DOCUMENT = re.compile(r"site/(status\.json|api/(daily_papers|v1/(?!schemas/).*\.json))")


def documents(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, Any]]:
    """Each JSON document of ours: its path, the name of its schema, and itself."""
    for path, data in files.items():
        if path.endswith(".jsonl.gz"):
            for line in gzip.decompress(data).splitlines():
                yield path, "paper", json.loads(line)
        elif DOCUMENT.fullmatch(path):
            within = path.removeprefix("site/api/v1/")
            [name] = [name for pattern, name in KINDS.items() if re.fullmatch(pattern, within)]
            yield path, name, json.loads(data)


def test_every_document_is_what_its_schema_says(files):
    held = set()
    for path, name, document in documents(files):
        schema = json.loads(files[f"site/api/v1/schemas/{name}.json"])
        errors = list(Draft202012Validator(schema).iter_errors(document))
        assert not errors, (path, errors[0].message)
        held.add(name)
    published = {Path(path).stem for path in files if path.startswith("site/api/v1/schemas/")}
    assert held == published, "a schema was not met"
