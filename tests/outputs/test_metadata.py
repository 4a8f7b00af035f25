"""The tags that reference managers read, and the front matter that carries them."""

from __future__ import annotations

import json
from datetime import date
from html import unescape

import pytest
import yaml
from make import make_paper

from broadsheet.model.limits import AUTHORS
from broadsheet.outputs.citations.metadata import citation, linked_data
from broadsheet.outputs.templating import front_matter


def test_an_arxiv_paper_has_the_doi_that_arxiv_gave_it():
    tags = dict(citation(make_paper(doi="")))
    assert tags["doi"] == "10.48550/arXiv.2603.00001"
    assert tags["arxiv_id"] == "2603.00001"
    assert tags["pdf_url"] == "https://arxiv.org/pdf/2603.00001"
    old = dict(citation(make_paper(id="hep-th-0303001", doi="")))
    assert old["doi"] == "10.48550/arXiv.hep-th/0303001"
    assert old["abstract_html_url"] == "https://arxiv.org/abs/hep-th/0303001"


def test_a_doi_of_its_own_stays():
    assert dict(citation(make_paper()))["doi"] == "10.5555/stones.1"
    elsewhere = dict(citation(make_paper(id="doi-10.5555-stones.1")))
    assert elsewhere["abstract_html_url"] == "https://doi.org/10.5555/stones.1"
    assert "pdf_url" not in elsewhere and "arxiv_id" not in elsewhere


def authors(paper):
    return tuple(said for name, said in citation(paper) if name == "author")


def test_the_first_hundred_authors_have_a_tag_each_in_order():
    names = tuple(f"Author {n}" for n in range(3303))
    assert authors(make_paper(authors=names[:99])) == names[:99]
    assert authors(make_paper(authors=names)) == names[: AUTHORS.in_head]


@pytest.mark.parametrize(
    ("author", "tag"),
    [
        ("Ada Example", "Ada Example"),
        ("Anna van den Berg", "van den Berg, Anna"),
        ("Bo Sample, Jr.", "Sample, Bo, Jr."),
        ("Berg, Ada van der", "van der Berg, Ada"),
        ("Sample, Bo", "Sample, Bo"),
        ("石 一", "石, 一"),
        ("Stone AI", "Stone AI"),
    ],
)
def test_a_name_that_readers_of_tags_would_part_wrongly_has_its_family_first(author, tag):
    assert authors(make_paper(authors=(author,))) == (tag,)


def test_the_abstract_is_whole_however_short_the_description_is():
    abstract = "Stones are counted in the dark, one by one, and none of them twice. " * 40
    assert dict(citation(make_paper(abstract=abstract)))["abstract"] == abstract.strip()
    assert dict(citation(make_paper(abstract=r"$2^2$ \textbf{stones}")))["abstract"] == "2² stones"


def test_a_paper_without_a_date_of_its_own_has_that_of_its_listing():
    assert dict(citation(make_paper(published=date(2026, 2, 27))))["publication_date"] == "2026/02/27"
    tags = dict(citation(make_paper(published=None)))
    assert tags["online_date"] == "2026/03/02" and "publication_date" not in tags


def test_what_is_not_known_has_no_tag():
    bare = make_paper(id="list-1", doi="", authors=(), published=None, abstract="")
    assert [name for name, _ in citation(bare)] == [
        "title",
        "online_date",
        "abstract_html_url",
    ]


def test_front_matter_is_read_back_by_yaml_as_it_was_said():
    said = ["a: b", "- [x]", "2026-03-02", '"quoted"', "<b>&amp;</b>", "null", "é 😀 🧮", "a\u0085b\u2028c"]
    head = {"title": "😀 and 2026", "empty": "", "none": [], "citation": [("author", name) for name in said]}
    text = front_matter(head)
    start, middle, end = text.split("---\n")
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        read = yaml.load(middle, loader)
        assert (start, end.strip()) == ("", "")
        assert set(read) == {"title", "citation"}
        assert unescape(read["title"]) == "😀 and 2026"
        assert [unescape(name) for _, name in read["citation"]][:-1] == said[:-1]
        assert all(kind == "author" and "<" not in name for kind, name in read["citation"])


def linked(paper):
    return json.loads(linked_data(paper))


def test_search_engines_read_a_scholarly_article():
    told = linked(make_paper(journal="Annals of Stones"))
    assert (told["@context"], told["@type"]) == ("https://schema.org", "ScholarlyArticle")
    assert told["headline"] == "How to Count Stones in the Dark"
    assert [author["name"] for author in told["author"]] == ["Ada Example", "Béla Sample"]
    assert told["datePublished"] == "2026-02-27"
    assert told["identifier"] == "https://doi.org/10.5555/stones.1"
    assert told["isPartOf"]["name"] == "Annals of Stones"


def test_no_title_ends_the_script_that_it_stands_in():
    title = "</script><script>alert(1)</script><!- &amp;"
    words = linked_data(make_paper(title=title))
    assert not {"<", ">", "&"} & set(words)
    assert linked(make_paper(title=title))["headline"] == title


def test_a_journal_is_told_in_its_parts():
    paper = make_paper(journal="J. Stones 3 (2027) 1--9", published=date(2026, 2, 27))
    tags = dict(citation(paper))
    assert (tags["journal_title"], tags["volume"]) == ("J. Stones", "3")
    assert (tags["firstpage"], tags["lastpage"]) == ("1", "9")
    assert (tags["publication_date"], tags["online_date"]) == ("2027", "2026/02/27")
    told = linked(paper)
    assert told["isPartOf"]["isPartOf"] == {"@type": "Periodical", "name": "J. Stones"}
    assert (told["isPartOf"]["volumeNumber"], told["pagination"]) == ("3", "1-9")


def test_the_year_of_a_journal_stands_beside_the_day_of_a_listing():
    tags = dict(citation(make_paper(journal="J. Stones 3 (2027) 1--9", published=None)))
    assert (tags["publication_date"], tags["online_date"]) == ("2027", "2026/03/02")


def test_a_conference_is_no_journal():
    paper = make_paper(journal="ICLR 2026 Poster")
    tags = dict(citation(paper))
    assert tags["conference_title"] == "ICLR 2026 Poster" and "journal_title" not in tags
    assert linked(paper)["isPartOf"] == {"@type": "Book", "name": "ICLR 2026 Poster"}


def test_a_note_is_neither():
    paper = make_paper(journal="to appear in J. Stones")
    assert not {"conference_title", "journal_title"} & set(dict(citation(paper)))
    assert "isPartOf" not in linked(paper)
