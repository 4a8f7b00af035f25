"""`explain`: whatever names a paper leads to why it is, or is not, on the site."""

from __future__ import annotations

from datetime import date

import pytest
from make import make_entry, make_library, make_paper, make_reading, make_sighting

from broadsheet.inspection.explain import explain
from broadsheet.model.curation import Part
from broadsheet.model.ledger import Rejection

KEPT = make_entry(
    paper=make_paper(
        id="2603.00001",
        other_ids=("doi-10.5555-stones.9",),
        sightings=(make_sighting(url="https://list.example/p/one"),),
    ),
    score=22,
    parts=(Part(12, "12 votes"), Part(10, "+10 because we watch Ada Example")),
)
HIDDEN = make_entry(
    paper=make_paper(id="2603.00002", doi=""), left_out="hidden by the editor: advertising", page=True
)
RULED = make_entry(
    paper=make_paper(id="2603.00003", doi=""), left_out="left out by the rule “No surveys”", page=False
)
READING = make_reading(
    kept=("2603.00001", "2603.00002", "2603.00003"),
    dropped=(
        Rejection("2603.00009", "Stones Again", "withdrawn"),
        Rejection("10.5555/other", "One Again", "duplicate: the same work as 2603.00001"),
    ),
)
LIBRARY = make_library(entries=(KEPT, HIDDEN, RULED), readings=(READING,))


@pytest.mark.parametrize(
    "asked",
    [
        "2603.00001",
        "arXiv:2603.00001v3",
        "https://arxiv.org/abs/2603.00001v2",
        "http://arxiv.org/pdf/2603.00001.pdf",
        "https://huggingface.co/papers/2603.00001",
        "https://review.example/digest/paper/2603.00001/",
        "https://list.example/p/one",
        "10.5555/Stones.1",
        "https://doi.org/10.5555/stones.1",
        "https://doi.org/10.48550/arXiv.2603.00001",
    ],
)
def test_a_paper_on_the_site_is_found_by_any_of_its_names(asked):
    first, *rest = explain(LIBRARY, asked)
    assert first == "It is on the site."
    told = "\n".join(rest)
    assert "https://review.example/digest/paper/2603.00001/" in told
    assert "in the edition of Monday, 2 March 2026 (No. 1), place 1 of 1" in told
    assert "Score 22: 12 votes, +10 because we watch Ada Example" in told


def test_a_hidden_paper_has_a_page_and_the_reason():
    told = explain(LIBRARY, "2603.00002")
    assert told[0] == (
        "It is not shown, its page stays, but no list shows it: hidden by the editor: advertising."
    )
    assert "  kept on 2 March 2026" in told


def test_a_paper_that_a_rule_leaves_out_has_none_and_names_the_rule():
    told = explain(LIBRARY, "https://arxiv.org/abs/2603.00003")
    assert told[0] == "It is not shown, it has no page: left out by the rule “No surveys”."
    assert "  page: none" in told


def test_another_id_of_the_same_work_leads_to_its_page():
    told = explain(LIBRARY, "https://doi.org/10.5555/stones.9")
    assert told[0] == "It is on the site."
    assert "  doi-10.5555-stones.9 is the same work, and has no page of its own" in told


def test_a_duplicate_says_what_it_is_the_same_work_as_and_when_it_came():
    told = explain(LIBRARY, "10.5555/other")
    assert told[0] == (
        "It is not on the site: it was dropped on reading, duplicate: the same work as 2603.00001."
    )
    assert any("“One Again”" in line and "2 March 2026" in line for line in told)
    assert any("offered it too: duplicate" in line for line in explain(LIBRARY, "2603.00001"))


def test_a_paper_that_was_dropped_on_reading_says_why():
    assert (
        explain(LIBRARY, "2603.00009v1")[0] == "It is not on the site: it was dropped on reading, withdrawn."
    )


ODD = make_reading(
    day=date(2026, 3, 4),
    kept=("lab-gone",),
    dropped=(
        Rejection("lab-n5", "Old Stones", "older than 60 days", "https://www.lab.example/notes/5/?id=5"),
        Rejection("https://lab.example/notes/6", "", "no title"),
    ),
)


@pytest.mark.parametrize(
    "asked",
    [
        "lab-n5",
        "https://www.lab.example/notes/5/?id=5",
        "http://lab.example/notes/5?id=5",
        "https://LAB.example/notes/5?utm_source=feed&id=5#top",
    ],
)
def test_what_was_dropped_is_found_by_its_address_too(asked):
    told = explain(make_library(readings=(ODD,)), asked)
    assert told[0] == "It is not on the site: it was dropped on reading, older than 60 days."
    assert "4 March 2026" in told[1] and "“Old Stones”" in told[1]


def test_an_item_that_goes_by_its_address_is_found_by_it():
    told = explain(make_library(readings=(ODD,)), "http://lab.example/notes/6/")
    assert told[0].endswith("dropped on reading, no title.")
    assert explain(make_library(readings=(ODD,)), "https://lab.example/notes/7")[0].startswith(
        "It is not known"
    )


def test_a_paper_that_the_ledger_kept_and_no_file_holds_is_said_to_be_lost():
    first, second = explain(make_library(readings=(ODD,)), "lab-gone")
    assert "it was kept, but no file holds it any more" in first
    assert second == "  The Example List, 4 March 2026: kept"


@pytest.mark.parametrize(
    "asked", ["http://list.example/p/one/", "https://www.list.example/p/one?utm_medium=x#a"]
)
def test_a_paper_is_found_by_another_spelling_of_its_address(asked):
    assert explain(LIBRARY, asked)[0] == "It is on the site."


def test_an_unknown_paper_is_one_that_no_source_offered_as_far_as_the_ledger_goes():
    told = explain(LIBRARY, "2603.99999")
    assert told[0].startswith("It is not known: no source offered it from 2 March 2026 to 2 March 2026")
    failed = make_reading(day=date(2026, 3, 3), read=None, kept=(), dropped=(), failed="answered 500")
    told = explain(make_library(readings=(READING, failed)), "2603.99999")
    assert any("1 day could not be read, the last 3 March 2026" in line for line in told)
    assert "nothing has been read" in explain(make_library(readings=()), "x")[0]


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "x" * 5000,
        "\x00\x1b[31m",
        "https://[",
        "../../etc/passwd",
        "\u0662\u0666\u0660\u0663.\u0660\u0660\u0660\u0660\u0661",
    ],
)
def test_nonsense_is_unknown_and_stays_on_its_line(asked):
    told = explain(LIBRARY, asked)
    assert told[0].startswith("It is not known")
    assert not any("\x1b" in line or "\n" in line for line in told)


def test_a_paper_that_a_list_named_twice_is_found_by_its_plain_id():
    twice = make_reading(kept=(), dropped=(Rejection("2603.00077 again", "Stones Twice", "withdrawn"),))
    first, *rest = explain(make_library(readings=(twice,)), "2603.00077")
    assert first == "It is not on the site: it was dropped on reading, withdrawn."
    assert "2603.00077 again “Stones Twice”: withdrawn" in rest[0]
