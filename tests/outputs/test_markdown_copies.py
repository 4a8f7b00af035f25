"""Pages as plain Markdown, read back by a Markdown parser, and the list of them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import make_entry, make_library, make_note, make_paper

from broadsheet import pipeline
from broadsheet.outputs.markdown_copies import markdown_copies
from broadsheet.text import plain
from broadsheet.text.plain import clean

ROOT = "https://review.example/digest/"


@pytest.fixture
def written(world):
    return {file.path: file.data.decode() for file in markdown_copies(pipeline.read_library(world))}


def html(words):
    return markdown.markdown(words)


def test_every_page_that_says_something_has_its_twin_beside_it(world, written):
    library = pipeline.read_library(world)
    assert {f"paper/{entry.paper.id}/index.md" for entry in library.listed} <= set(written)
    assert {f"day/{day.period.slug}/index.md" for day in library.days} <= set(written)
    lists = ("index.md", "topics/index.md", "archive/index.md", "status/index.md", "week/2026-W10/index.md")
    assert {*lists, "topic/sums/index.md", "month/2026-03/index.md", "colophon/index.md"} <= set(written)


def test_a_paper_is_told_in_plain_markdown(written):
    told = written["paper/2603.00001/index.md"]
    assert told.startswith("# Counting to ten with large sums\n")
    assert "We count to ten in eleven steps." in told
    assert "- arXiv: 2603.00001" in told
    assert "<" not in re.sub(r"<https://[^>]*>", "", told)


def test_what_a_model_wrote_is_told_as_that(written):
    told = written["paper/2603.00001/index.md"]
    assert "\nOne-sentence summary by a model, from Semantic Scholar: Eleven steps make ten.\n" in told
    assert "\nSummary by a model, from Hugging Face: Ten, counted.\n" in told
    assert "<script" not in html(written["paper/2603.00002/index.md"])


def test_an_edition_lists_its_papers_under_their_topics(written):
    assert written["index.md"] == written["day/2026-03-09/index.md"]
    assert f"]({ROOT}paper/2603.00010/)" in written["index.md"]


def test_what_lists_do_not_show_is_in_no_list(written):
    for path, words in written.items():
        if not path.startswith("paper/"):
            assert "2603.00004" not in words and "2603.00005" not in words, path


def test_the_list_of_them_leads_to_files_that_exist(written):
    links = re.findall(r"\]\(([^)]+)\)", written["llms.txt"])
    assert links and {link.removeprefix(ROOT) for link in links} <= set(written)


def test_hostile_words_stay_words():
    words = "</h1><script>alert(1)</script> [x](javascript:alert(2)) ![i](x) `c` *a* _b_ &lt; # no"
    paper = make_paper(title=words, abstract=words, authors=(words,), organisation=words)
    library = make_library(entries=(make_entry(paper=paper, note=make_note(takeaway=words)),))
    for file in markdown_copies(library):
        tree = ET.fromstring(f"<div>{html(file.data.decode())}</div>")
        tags = {element.tag for element in tree.iter()} - {"div", "h1", "h2", "p", "ul", "li", "blockquote"}
        assert tags <= {"a", "strong", "em"}, file.path
        assert all(a.get("href", "").startswith("https://") for a in tree.iter("a")), file.path


@given(st.text())
def test_any_text_is_the_same_text_after_markdown(value):
    tree = ET.fromstring(f"<div>{html(f'- {plain.markdown(value)}')}</div>")
    [item] = tree.iter("li")
    assert not list(item)
    assert clean(item.text or "") == clean(value)


def test_peoples_links_lead_to_the_paper_itself_where_it_has_no_page():
    paper = make_paper(id="doi-10.5555-a-1", doi="10.5555/a(1)")
    entries = (make_entry(paper=paper, page=False), make_entry())
    library = make_library(entries=entries, pages={"about": "Read [this](paper:doi-10.5555-a-1)."})
    [file] = [file for file in markdown_copies(library) if file.path == "about/index.md"]
    assert file.data.decode() == "Read [this](https://doi.org/10.5555/a%281%29).\n"


SICI = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"
SICI_URL = "https://doi.org/10.1002/(sici)1097-0258(19980815/30)17:15/16%3C1661::aid-sim968%3E3.0.co;2-2"


@pytest.mark.parametrize(
    ("path", "page"), [("paper/doi-10.1002-a/index.md", True), ("day/2026-03-02/index.md", False)]
)
def test_an_address_made_from_a_doi_with_angle_brackets_is_whole(path, page):
    paper = make_paper(id="doi-10.1002-a", doi=SICI)
    library = make_library(entries=(make_entry(paper=paper, page=page),))
    [file] = [file for file in markdown_copies(library) if file.path == path]
    tree = ET.fromstring(f"<div>{html(file.data.decode())}</div>")
    [link] = [a for a in tree.iter("a") if "doi.org" in a.get("href", "")]
    assert link.get("href") == SICI_URL
