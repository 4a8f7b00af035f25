"""Citations, read back by the readers that others use."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from make import make_paper, make_sighting
from pybtex.database import parse_string

from broadsheet.outputs.citations.formats import bibtex, csl, csl_item, ris
from broadsheet.outputs.citations.keys import key
from broadsheet.outputs.citations.latex import to_latex
from broadsheet.text.names import Name

HOSTILE = (
    r"100% {Braces} & #1_$x$ ~^<>|\"quoted\" \\input{/etc/passwd} ]]> @article{x, title={y}} \u202e\x00 "
    "emoji 🎉 שלום"
)


def entry(paper):
    """The one entry of the paper's BibTeX as pybtex reads it, strictly."""
    found = parse_string(bibtex([paper]), "bibtex").entries
    assert list(found) == [key(paper)]
    return found[key(paper)]


# The same cases are put to the script that cites in the browser.
VECTORS = json.loads((Path(__file__).parents[1] / "citation_vectors.json").read_text("utf-8"))


@pytest.mark.parametrize(("name", "parts"), VECTORS["names"])
def test_a_name_is_parted_only_where_that_can_be_told(name: str, parts: dict[str, str]) -> None:
    assert Name.parse(name) == Name(**parts)


def test_bibtex_has_what_arxiv_asks_for() -> None:
    paper = make_paper(
        id="2605.01234", doi="", categories=("cs.CL", "cs.AI"), authors=("Ludwig van Beethoven",)
    )
    fields = entry(paper).fields
    assert (fields["eprint"], fields["archivePrefix"], fields["primaryClass"]) == (
        "2605.01234",
        "arXiv",
        "cs.CL",
    )
    assert fields["doi"] == "10.48550/arXiv.2605.01234"
    assert fields["url"] == "https://arxiv.org/abs/2605.01234"
    assert entry(paper).type == "misc"
    person = entry(paper).persons["author"][0]
    assert (person.prelast_names, person.last_names, person.first_names) == (
        ["van"],
        ["Beethoven"],
        ["Ludwig"],
    )


def cited(journal: str, **fields: Any) -> tuple[Any, dict[str, Any], dict[str, object]]:
    """A paper that came out there, as readers of BibTeX, RIS and CSL-JSON have it."""
    paper = make_paper(journal=journal, published=date(2026, 5, 2), **fields)
    [record] = rispy.loads(ris([paper]))
    return entry(paper), record, csl_item(paper)


def test_a_reference_is_cited_in_its_parts() -> None:
    read, record, item = cited("J. Stones 3 (2026) 1--9")
    fields = read.fields
    assert (read.type, fields["journal"], fields["volume"]) == ("article", "J. Stones", "3")
    assert (fields["pages"], fields["year"], fields["month"]) == ("1--9", "2026", "May")
    assert (record["type_of_reference"], record["journal_name"]) == ("JOUR", "J. Stones")
    assert (record["volume"], record["start_page"], record["end_page"]) == ("3", "1", "9")
    assert (item["type"], item["container-title"]) == ("article-journal", "J. Stones")
    assert (item["volume"], item["page"], item["issued"]) == ("3", "1-9", {"date-parts": [[2026, 5, 2]]})


def test_the_year_of_a_journal_is_cited_without_the_month_of_the_preprint() -> None:
    read, record, item = cited("Journal of Stones 35(2):e1914, 2027")
    assert (read.fields["year"], read.fields["number"], read.fields["pages"]) == ("2027", "2", "e1914")
    assert "month" not in read.fields
    assert (record["year"], record["number"]) == ("2027", "2")
    assert "date" not in record
    assert (item["issued"], item["issue"]) == ({"date-parts": [[2027]]}, "2")


@pytest.mark.parametrize(
    "venue",
    ["ICLR 2026 Poster", "Neural Information Processing Systems", "Proceedings of the Stone Workshop"],
)
def test_a_paper_of_a_conference_is_in_its_proceedings(venue: str) -> None:
    read, record, item = cited(venue)
    assert (read.type, read.fields["booktitle"]) == ("inproceedings", venue)
    assert "journal" not in read.fields
    assert (record["type_of_reference"], record["secondary_title"]) == ("CONF", venue)
    assert (item["type"], item["container-title"]) == ("paper-conference", venue)
    assert "publisher" not in item


def test_a_reference_that_no_pattern_fits_is_a_note_of_a_preprint() -> None:
    read, record, item = cited("to appear in J. Stones & Sand")
    assert (read.type, read.fields["note"]) == ("misc", r"to appear in J. Stones \& Sand")
    assert (record["type_of_reference"], record["notes"]) == ("UNPB", ["to appear in J. Stones & Sand"])
    assert (item["type"], item["note"]) == ("article", "to appear in J. Stones & Sand")


def test_a_published_paper_is_an_article_of_its_journal_with_its_own_doi() -> None:
    paper = make_paper(journal="Annals of Stones & Sand", doi="10.5555/stones.1")
    assert entry(paper).type == "article"
    assert entry(paper).fields["journal"] == r"Annals of Stones \& Sand"
    assert entry(paper).fields["doi"] == "10.5555/stones.1"
    assert csl_item(paper)["container-title"] == "Annals of Stones & Sand"


def test_a_group_and_a_single_name_are_not_taken_apart() -> None:
    persons = entry(make_paper(authors=("Plato", "ATLAS Collaboration", "Research and Rescue Team"))).persons[
        "author"
    ]
    assert [str(person) for person in persons] == [
        "{Plato}",
        "{ATLAS Collaboration}",
        "{Research and Rescue Team}",
    ]


def test_formulas_of_a_title_stay_formulas_and_harm_nothing() -> None:
    title = entry(make_paper(title=r"Sorting in $O(n^2)$ & more")).fields["title"]
    assert title == r"{Sorting in $O(n^2)$ \& more}"
    harmful = entry(make_paper(title=r"Reading $\input{/etc/passwd}$")).fields["title"]
    assert "\\input" not in harmful


def test_the_key_is_the_papers_own_and_stays_when_a_title_is_corrected() -> None:
    paper = make_paper(cite_key="example2026stones")
    assert key(replace(paper, title="Corrected", authors=("Bo Sample",))) == "example2026stones"


def test_ris_is_read_back_with_every_author() -> None:
    authors = tuple(f"Author Number{n}" for n in range(3303))
    (record,) = rispy.load(io.StringIO(ris([make_paper(authors=authors)])))
    assert len(record["authors"]) == 3303
    assert record["authors"][0] == "Number0, Author"
    assert record["doi"] == "10.5555/stones.1"


def test_csl_json_has_the_parts_of_names_and_dates() -> None:
    (item,) = json.loads(
        csl([make_paper(authors=("Ludwig van Beethoven", "Plato"), published=date(2026, 5, 2))])
    )
    assert item["author"] == [{"family": "van Beethoven", "given": "Ludwig"}, {"literal": "Plato"}]
    assert item["issued"] == {"date-parts": [[2026, 5, 2]]}


def test_a_paper_of_which_little_is_known_is_cited_with_that() -> None:
    bare = make_paper(
        id="blog-1", authors=(), doi="", published=None, abstract="", keywords=(), categories=(),
        sightings=(make_sighting(url="https://blog.example/1"),),
    )  # fmt: skip
    assert entry(bare).fields["url"] == "https://blog.example/1"
    assert entry(bare).fields["key"] == "How to Count Stones in the Dark"
    assert csl_item(bare)["issued"] == {"date-parts": [[2026]]}


def test_hostile_words_stay_words_in_every_format() -> None:
    paper = make_paper(
        title=HOSTILE, authors=(HOSTILE, "Eve\r\nTY  - JOUR"), abstract=HOSTILE, journal=HOSTILE
    )
    assert len(parse_string(bibtex([paper]), "bibtex").entries) == 1
    (record,) = rispy.load(io.StringIO(ris([paper])))
    assert len(record["authors"]) == 2
    assert len(json.loads(csl([paper]))) == 1


@given(st.text(), st.lists(st.text(), max_size=3))
def test_no_text_breaks_a_record(title: str, authors: list[str]) -> None:
    named = tuple(name for name in authors if Name.parse(name) != Name())
    paper = make_paper(title=f"T {title}", authors=named)
    assert entry(paper).fields["title"].startswith("{")
    assert len(rispy.load(io.StringIO(ris([paper])))) == 1


def test_every_sign_that_latex_reads_is_written_so_that_it_prints() -> None:
    assert to_latex('A "b" c: 5" (“d”), 10° μm² é 石 🎉') == (
        r"A ``b'' c: 5'' (“d”), 10$^\circ$ $\mu$m$^{2}$ é 石 🎉"
    )
    assert to_latex("𝛼 in ℝ, ℓ, ﬁne Ｓｔｏｎｅｓ ② Ⅳ") == (  # noqa: RUF001
        r"$\alpha$ in R, $\ell$, fine Stones 2 IV"
    )
    assert to_latex(r"50% & {a}_b") == r"50\% \& \textbraceleft{}a\textbraceright{}\_b"


def test_addresses_stay_as_they_are_and_months_have_the_names_that_styles_know() -> None:
    url = "https://blog.example/a%20b?c=d_e&f=~g#part"
    paper = make_paper(id="blog-1", doi="", sightings=(make_sighting(url=url),), published=date(2026, 9, 1))
    assert entry(paper).fields["url"] == url
    assert "  month = sep,\n" in bibtex([paper])
