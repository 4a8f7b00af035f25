"""What a list says of a paper in one sentence: the same everywhere, and whose it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import html5lib
import pytest
from make import make_entry, make_library, make_note, make_paper

from broadsheet.library.library import Library
from broadsheet.mail.newsletter import write_letter
from broadsheet.outputs.api import api
from broadsheet.outputs.feeds.feeds import feeds
from broadsheet.outputs.markdown_copies import markdown_copies
from broadsheet.outputs.pages.pages import pages

CLAIM = "We present a scale that weighs a stone by the sound of its fall."
ABSTRACT = f"Stones matter to many trades. In this paper, w{CLAIM[1:]} It is made of oak."
OURS = "A scale that listens."
LISTS = ("index.md", "day/2026-03-02.md", "week/2026-W10.md", "month/2026-03.md", "topic/stones.md")


def library(takeaway: str = "", abstract: str = ABSTRACT) -> Library:
    paper = make_paper(title="Stones by ear", abstract=abstract)
    return make_library(entries=(make_entry(paper=paper, note=make_note(takeaway=takeaway)),))


def paragraphs(markdown: str, mark: str) -> list[Mapping[str, str]]:
    """The paragraphs of a class in the HTML blocks of a page, with their attributes and text."""
    tree = html5lib.parseFragment(markdown, namespaceHTMLElements=False)
    found = [p for p in tree.iter("p") if mark in p.get("class", "").split()]
    return [{**p.attrib, "text": "".join(p.itertext())} for p in found]


@pytest.mark.parametrize("path", LISTS)
def test_every_list_says_the_abstract_s_claim_and_that_it_is_the_abstract_s(path):
    [page] = [file.data.decode() for file in pages(library()) if file.path == path]
    said = paragraphs(page, "claim")
    assert {paragraph["text"] for paragraph in said} == {f"From the abstract: {CLAIM}"}
    assert {paragraph["title"] for paragraph in said} == {"From the abstract"}


@pytest.mark.parametrize("path", LISTS)
def test_where_an_editor_said_it_the_claim_is_left_to_the_abstract(path):
    [page] = [file.data.decode() for file in pages(library(OURS)) if file.path == path]
    assert {paragraph["text"] for paragraph in paragraphs(page, "takeaway")} == {OURS}
    assert not paragraphs(page, "claim")


@pytest.mark.parametrize("path", LISTS)
def test_a_paper_without_an_abstract_says_nothing(path):
    [page] = [file.data.decode() for file in pages(library(abstract="")) if file.path == path]
    assert not paragraphs(page, "takeaway")


@pytest.mark.parametrize("takeaway", ["", OURS])
def test_feeds_mail_copies_and_api_say_the_same(takeaway):
    said = takeaway or CLAIM
    ours = library(takeaway)
    files = {file.path: file.data for output in (feeds, markdown_copies, api) for file in output(ours)}
    [item] = json.loads(files["feed.json"])["items"]
    assert item["summary"] == said
    [week] = json.loads(files["feeds/weeks.json"])["items"]
    assert f"<p>{said}</p>" in week["content_html"]
    assert f": {said} (" in files["day/2026-03-02/index.md"].decode()
    [paper] = json.loads(files["api/v1/days/2026-03-02.json"])["papers"]
    assert paper["claim"] == CLAIM
    assert paper.get("takeaway", "") == takeaway
    letter = write_letter(ours, ours.editions[0])
    assert said in letter.html
    assert said in re.sub(r"\s+", " ", letter.text)
