"""Books for e-readers: archives of well-formed pages that epubcheck has nothing against."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from judging import epubcheck
from make import MONDAY, make_entry, make_library, make_note, make_paper, make_sighting, make_site, make_topic

from broadsheet import pipeline
from broadsheet.library.library import Library
from broadsheet.model.hosts import CLOUDFLARE_PAGES
from broadsheet.model.site import BookCounts
from broadsheet.outputs.epub.books import books
from broadsheet.settings.epub import read_books
from broadsheet.settings.fields import Fields

WORLD = Path(__file__).parents[1] / "world"
HTML = "{http://www.w3.org/1999/xhtml}"
MATH = "{http://www.w3.org/1998/Math/MathML}math"
OPF = "{http://www.idpf.org/2007/opf}"
FORMULAS = (
    r"We show $O(n^2) < \frac{a}{b}$ & $\sqrt[3]{x}$, $\hat{y}$ and $\sum_i x_i \in \mathbb{R}^d$.",
    r"$\begin{pmatrix}a & b\\ c & d\end{pmatrix}$ $\underbrace{x}_{y}$, $\|x\|_2$, $\left(\frac1x\right)$",
    r"$\mathcal{L}_{\text{CE}} \not= \operatorname{argmax}_\theta \binom nk$ \textbf{at} $9\%$, $a\mid b$",
)


def written(library: Library) -> dict[str, bytes]:
    return {file.path: file.data for file in books(library)}


def pages_of(book: bytes) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        pages = (name for name in archive.namelist() if name.endswith((".xhtml", ".opf")))
        return {name.removeprefix("EPUB/"): ET.fromstring(archive.read(name)) for name in pages}


def text_of(page: ET.Element) -> str:
    return "".join(page.itertext())


def entry_of(number: int, day: date = MONDAY, **paper: object):
    paper_id = f"2603.{number:05}"
    values = {"id": paper_id, "title": f"On {number} stones", "sightings": (make_sighting(day=day),)}
    made = make_paper(**(values | paper))
    return make_entry(paper=made, note=make_note(paper=paper_id, takeaway=""), score=1000 - number)


@pytest.fixture(scope="module")
def world() -> dict[str, bytes]:
    return written(pipeline.read_library(WORLD))


def test_a_book_begins_with_its_type_and_is_the_same_whenever_it_is_made(world):
    assert {"day/2026-03-02/2026-03-02.epub", "week/2026-W10/2026-W10.epub"} <= set(world)
    assert written(pipeline.read_library(WORLD)) == world
    for book in world.values():
        assert book[30:58] == b"mimetypeapplication/epub+zip"
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            assert archive.testzip() is None
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_book_has_a_page_for_each_paper_in_the_order_of_its_edition(world):
    library = pipeline.read_library(WORLD)
    week = library.by_slug["2026-W10"]
    pages = pages_of(world["week/2026-W10/2026-W10.epub"])
    links = [link.get("href", "") for link in pages["nav.xhtml"].iter(f"{HTML}a")]
    assert len(links) == len(week.entries) + 1
    spine = [item.get("idref") for item in pages["package.opf"].iter(f"{OPF}itemref")]
    assert spine[:2] == ["c0", "nav"] and len(spine) == len(links) + 1
    for entry, link in zip(week.entries, links[1:], strict=True):
        assert any(name in text_of(pages[link]) for name in entry.paper.authors)
    assert "9 papers" in text_of(pages["title.xhtml"])


def test_hostile_words_are_words(world):
    pages = pages_of(world["day/2026-03-02/2026-03-02.epub"])
    papers = [page for name, page in pages.items() if name.startswith("paper-")]
    [page] = [page for page in papers if "<script>alert(1)</script>" in text_of(page)]
    tags = {element.tag for element in page.iter()}
    assert tags <= {HTML + tag for tag in ("html", "head", "title", "link", "body", "h1", "p", "a", "span")}
    for link in page.iter(f"{HTML}a"):
        assert link.get("href", "").startswith("https://")


def test_formulas_are_mathml_and_the_list_of_files_says_which_pages_have_some():
    entries = [entry_of(1, abstract=FORMULAS[0]), entry_of(2)]
    pages = pages_of(written(make_library(entries=entries))["day/2026-03-02/2026-03-02.epub"])
    items = {item.get("href"): item.get("properties") for item in pages["package.opf"].iter(f"{OPF}item")}
    for name, page in pages.items():
        if name != "package.opf":
            assert (items[name] == "mathml") == (page.find(f".//{MATH}") is not None), name
    assert items["paper-1.xhtml"] == "mathml"


def test_a_long_book_has_parts_and_ends_somewhere():
    entries = [entry_of(number) for number in range(1, 504)]
    pages = pages_of(written(make_library(entries=entries))["day/2026-03-02/2026-03-02.epub"])
    headings = [text_of(part) for part in pages["nav.xhtml"].iter(f"{HTML}span")]
    assert headings == ["Top papers", "Stones"]
    assert "The first 500 of 503 papers" in text_of(pages["title.xhtml"])
    assert "paper-500.xhtml" in pages and "paper-501.xhtml" not in pages


def test_a_withdrawn_paper_says_so_and_one_without_a_page_links_to_where_it_came_from():
    gone = entry_of(
        1, withdrawn="The stones were gravel.", abstract="", doi="10.5555/a<b", id="doi-10.5555-a"
    )
    pages = pages_of(written(make_library(entries=[gone]))["day/2026-03-02/2026-03-02.epub"])
    page = pages["paper-1.xhtml"]
    assert text_of(page.find(f".//{HTML}h1")) == "Withdrawn: On 1 stones"
    addresses = [link.get("href") for link in page.iter(f"{HTML}a")]
    assert "https://doi.org/10.5555/a%3Cb" in addresses
    assert "https://review.example/digest/paper/doi-10.5555-a/" in addresses


@pytest.mark.parametrize(
    ("given", "host", "days", "weeks", "problem"),
    [
        ({}, None, 7, 8, ""),
        ({}, CLOUDFLARE_PAGES, 1, 4, ""),
        ({"epub": False}, None, 0, 0, ""),
        ({"epub": True}, CLOUDFLARE_PAGES, 1, 4, ""),
        ({"epub": {"weeks": 2}}, None, 7, 2, ""),
        ({"epub": {"days": 400}}, None, 7, 8, "site.yaml: epub.days: must be at most 60, not 400"),
        ({"epub": "all"}, None, 7, 8, "site.yaml: epub: must be a mapping of keys to values"),
    ],
)
def test_the_owner_says_how_many_of_the_newest_are_books(given, host, days, weeks, problem):
    problems: list[str] = []
    ours = Fields("site.yaml", given, problems)
    found = read_books(ours, host or make_site().host)
    assert (found.days, found.weeks) == (days, weeks)
    assert problems == ([problem] if problem else [])


def test_only_the_newest_editions_are_books():
    entries = [entry_of(number, MONDAY + timedelta(days=number)) for number in range(10)]
    made = written(make_library(entries=entries, site=make_site(books=BookCounts(2, 1))))
    assert set(made) == {
        *("day/2026-03-10/2026-03-10.epub", "day/2026-03-11/2026-03-11.epub"),
        "week/2026-W11/2026-W11.epub",
    }
    assert not written(make_library(entries=entries, site=make_site(books=BookCounts(0, 0))))


# Judged by epubcheck


@pytest.mark.slow
def test_epubcheck_has_nothing_against_a_day_and_a_week_with_formulas(tmp_path):
    entries = []
    for number in range(40):
        day = MONDAY + timedelta(days=number % 3)
        abstract = FORMULAS[number % len(FORMULAS)]
        entries.append(entry_of(number, day, title=f"On $x^{{{number}}}$ & <stones>", abstract=abstract))
    topics = (make_topic(), make_topic(slug="sand", name="Sand & more"))
    made = written(make_library(entries=entries, topics=topics))
    for path in ("day/2026-03-02/2026-03-02.epub", "week/2026-W10/2026-W10.epub"):
        assert epubcheck(made[path], tmp_path) == []


@pytest.mark.slow
def test_epubcheck_has_nothing_against_a_week_of_recorded_papers(recorded, tmp_path):
    with gzip.open(recorded / "data/arxiv.jsonl.gz", "rt", encoding="utf-8") as file:
        records = map(json.loads, islice(file, 2000))
        with_formulas = [record for record in records if "$" in record["title"] + record["summary"]]
    entries = [
        entry_of(number, title=record["title"], abstract=record["summary"])
        for number, record in enumerate(with_formulas[:400])
    ]
    made = written(make_library(entries=entries))
    assert epubcheck(made["week/2026-W10/2026-W10.epub"], tmp_path) == []
