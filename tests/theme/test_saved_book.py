"""The book of saved papers, made in a real browser and judged by epubcheck."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from browsing import built, served
from building import copy_of_world
from judging import epubcheck

pytestmark = pytest.mark.slow

HTML = "{http://www.w3.org/1999/xhtml}"
MATH = "{http://www.w3.org/1998/Math/MathML}math"
WITH_FORMULA = "hep-th-0303001"
HOSTILE = "2603.00002"
GONE = "2603.99999"
TITLE = 'Words </h1><script>alert(1)</script> & "more" \\u0001 \\ud800'
SAVED = 50


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    root = copy_of_world(tmp_path_factory.mktemp("book"))
    with served(built(root)) as address:
        yield address


def saved_papers() -> list[dict[str, object]]:
    """Papers that the site has, and others that were saved from it before."""
    papers = []
    for number in range(SAVED):
        paper_id = {0: WITH_FORMULA, 1: HOSTILE}.get(number, f"2603.{99_950 + number}")
        papers.append(
            {
                "id": paper_id,
                "title": TITLE if number == 2 else f"Paper {number} <&>",
                "authors": ["Ada Example", "Bø <Sample>"],
                "links": [["Code", "https://code.example/[a]?b=1&c=ü"]],
                "saved": f"2026-03-{30 - number // 2:02}T0{number % 2}:00:00.000Z",
            }
        )
    return papers


def test_fifty_saved_papers_are_a_book_that_epubcheck_has_nothing_against(site, visit, tmp_path):
    seen = visit(site + "about/")
    words = json.dumps(saved_papers()).replace("\\\\u0001", "\\u0001").replace("\\\\ud800", "\\ud800")
    seen.page.evaluate("(words) => localStorage.setItem('broadsheet:/digest/saved', words)", words)
    seen.page.goto(site + "saved/")
    asked_before = len(seen.asked)
    assert not [address for address in seen.asked if "/epub/" in address], "loaded when it is wanted"
    with seen.page.expect_download() as loading:
        seen.page.get_by_role("button", name="EPUB", exact=True).click()
    assert loading.value.suggested_filename == "saved-papers.epub"
    assert all(address.startswith((site, "blob:")) for address in seen.asked[asked_before:])
    book = Path(loading.value.path()).read_bytes()
    assert book[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if "/paper-" in name]
        pages = {name.removeprefix("EPUB/"): ET.fromstring(archive.read(name)) for name in names}
    assert len(pages) == SAVED
    texts = {name: "".join(page.itertext()) for name, page in pages.items()}
    with_formula = [name for name, page in pages.items() if page.find(f".//{MATH}") is not None]
    assert len(with_formula) == 1 and "E=" in "".join(texts[with_formula[0]].split())
    assert any("alert(1)" in text for text in texts.values())
    tags = {element.tag for page in pages.values() for element in page.iter()}
    assert f"{HTML}script" not in tags and f"{HTML}img" not in tags
    assert epubcheck(book, tmp_path) == []
