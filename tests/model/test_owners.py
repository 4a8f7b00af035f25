"""Owners of facts: whose word counts is a matter of rank, and never of who was asked first."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from make import MONDAY, make_paper, make_sighting
from thorough import examples

from broadsheet.model.fields import FieldKind
from broadsheet.model.merging import merge_papers
from broadsheet.model.owners import Giver, SourceOrder, with_counts_in_order
from broadsheet.model.paper import GIVEN_FIELDS, Paper, Sighting, Version
from broadsheet.model.provenance import givers_of, givers_of_reading, with_givers
from broadsheet.store.papers import paper_to_json

ORDER = SourceOrder(
    names=("weekly", "list", "preprints", "other-list", "neighbour", "blog"),
    own_records=frozenset({"preprints"}),
    second_hand=frozenset({"weekly", "neighbour", "blog"}),
    look_ups=frozenset({"arxiv", "semanticscholar"}),
)
LATE = MONDAY + timedelta(days=300)
EMPTY = (None, "", ())


class Reading(NamedTuple):
    """What somebody says of the work, read ``by`` that name."""

    by: str
    paper: Paper


def told(by: str, day: date | None = MONDAY, **values: object) -> Reading:
    """Return a reading in which every text names who told it; without a day it is no sighting."""
    texts = {"title": f"{by} title", "abstract": f"{by} abstract", "authors": (f"{by} author",)}
    sightings = (Sighting(by, day, f"https://{by}.example/1"),) if day else ()
    return Reading(by, Paper(**{"id": "2603.00001", "sightings": sightings} | texts | values))


def own(by: str = "arxiv", day: date | None = None, version: int = 1, **values: object) -> Reading:
    return told(by, day, **{"described_by": "arxiv", "versions": (Version(version),)} | values)


def merged(*readings: Reading, today: date = MONDAY) -> Paper:
    """Return the paper that a store makes of readings, in the order in which they came."""
    first, *others = readings
    paper = with_givers(first.paper, givers_of_reading(first.paper, first.by))
    for reading in others:
        paper = merge_papers(paper, reading.paper, today, ORDER, reading.by)
    return paper


LINKS = {"code": "https://list.example/code", "stars": 7, "project": "https://list.example/project"}
EVIL = {
    "code": "https://evil.example/code",
    "stars": 9,
    "project": "https://evil.example/",
    "keywords": ("evil",),
}
PUBLISHED = {"doi": "10.7777/evil", "journal": "Evil Letters"}


# -- nobody replaces what a better one gave ----------------------------------------------------------


@pytest.mark.parametrize("by", ["neighbour", "blog", "weekly", "removed"])
@pytest.mark.parametrize("days", [-400, -1, 0, 1, 9, 400])
@pytest.mark.parametrize("is_first", [True, False])
def test_who_names_a_known_paper_replaces_nothing_at_whatever_age(by: str, days: int, is_first: bool) -> None:
    listed = told("list", **LINKS)
    named = told(by, MONDAY + timedelta(days=days), published=MONDAY, **EVIL, **PUBLISHED)
    readings = (named, listed) if is_first else (listed, named)
    paper = merged(*readings, today=LATE)
    assert (paper.title, paper.abstract) == ("list title", "list abstract")
    assert (paper.authors, paper.code, paper.stars) == (("list author",), LINKS["code"], 7)
    assert (paper.project, paper.doi, paper.journal) == (LINKS["project"], "", "")
    assert (paper.published, paper.keywords) == (MONDAY, ("evil",)), "gaps are filled"
    assert {sighting.source for sighting in paper.sightings} == {"list", by}


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("is_listed", [True, False])
def test_a_servers_own_record_comes_before_all_and_keeps_doi_and_journal(
    is_first: bool, is_listed: bool
) -> None:
    record = own("preprints", MONDAY) if is_listed else own()
    named = told("blog", MONDAY + timedelta(days=3), **PUBLISHED)
    known = () if is_listed else (told("list"),)
    readings = (named, *known, record) if is_first else (*known, record, named)
    paper = merged(*readings)
    assert (paper.title, paper.described_by) == (f"{record.by} title", "arxiv")
    assert (paper.doi, paper.journal, paper.code) == ("", "", "")


def test_of_two_feeds_the_first_of_the_settings_speaks_whichever_came_first() -> None:
    weekly, blog = told("weekly", **PUBLISHED), told("blog", MONDAY + timedelta(days=1), **EVIL)
    for paper in (merged(weekly, blog), merged(blog, weekly)):
        assert (paper.title, paper.doi, paper.code) == ("weekly title", "10.7777/evil", "")
    assert merged(weekly, blog) == merged(blog, weekly)


def test_a_feed_that_alone_lists_a_paper_gives_its_links_until_a_direct_source_lists_it() -> None:
    alone = merged(told("blog", **EVIL, **PUBLISHED))
    assert (alone.doi, alone.code) == ("10.7777/evil", "https://evil.example/code")
    paper = merge_papers(alone, told("list").paper, MONDAY, ORDER, "list")
    assert (paper.doi, paper.journal, paper.code, paper.stars) == ("", "", "", None)


def test_links_come_from_the_first_list_beside_the_servers_own() -> None:
    paper = merged(own("preprints", MONDAY), told("other-list", **LINKS), told("neighbour", **EVIL))
    assert paper.code == "https://list.example/code"
    paper = merge_papers(paper, told("list").paper, MONDAY, ORDER, "list")
    assert paper.code == "", "another source is the first now"


def test_look_ups_fill_gaps_and_may_name_a_publication() -> None:
    looked_up = told("semanticscholar", None, doi="10.1/x", journal="Annals", tldr="Short.", citations=3)
    paper = merged(told("blog"), told("list"), looked_up)
    assert (paper.title, paper.doi, paper.journal, paper.tldr) == ("list title", "10.1/x", "Annals", "Short.")
    paper = merged(told("list", doi="10.2/y"), looked_up)
    assert (paper.doi, paper.journal) == ("10.1/x", "Annals"), "asked for this very paper"


def test_an_item_that_a_feed_still_lists_changes_nothing() -> None:
    still = told("weekly", None, doi="10.7777/evil", keywords=("late",))
    paper = merged(told("list"), told("weekly"), still)
    assert (paper.title, paper.doi, paper.keywords) == ("list title", "", ("late",))
    assert givers_of(paper, ORDER)["keywords"] == Giver("weekly")


def test_of_one_source_the_later_list_speaks_and_the_same_list_may_correct_itself() -> None:
    early, late = (
        told("list", code="https://one.example/"),
        told("list", MONDAY + timedelta(days=2), title="Late"),
    )
    for paper in (merged(early, late), merged(late, early)):
        assert (paper.title, paper.code) == ("Late", "https://one.example/")
    between = told("list", MONDAY + timedelta(days=1), code="https://two.example/")
    assert merged(late, early, between).code == merged(between, late, early).code == "https://two.example/"
    assert merged(early, told("list", title="Corrected"), today=LATE).title == "Corrected"


def test_a_later_version_of_the_servers_record_speaks_and_of_one_version_what_was_looked_up() -> None:
    one, two = own("preprints", MONDAY, comment="one"), own("preprints", None, version=2, title="Two")
    assert merged(one, two).title == merged(told("list"), two, one).title == "Two"
    assert merged(one, two).comment == "one"
    assert merged(one, own(title="Looked up")).title == "Looked up"
    assert merged(told("list"), own(title="Looked up"), one).title == "Looked up"
    assert merged(told("list"), own(title="Looked up"), own(title="Again")).title == "Again"


def test_a_version_that_stands_ends_a_withdrawal_in_whatever_order_they_are_read() -> None:
    gone, back = own(version=1, withdrawn="An error."), own(version=2)
    assert merged(told("list"), gone).withdrawn == "An error."
    assert merged(told("list"), gone, back).withdrawn == merged(told("list"), back, gone).withdrawn == ""
    assert merged(told("list"), told("blog", withdrawn="Evil.")).withdrawn == ""


def test_a_record_of_arxiv_comes_before_one_of_another_server() -> None:
    forum = told("forums", described_by="openreview", journal="StoneConf 2026", keywords=("forum",))
    for paper in (merged(own("preprints", MONDAY), forum), merged(forum, own("preprints", MONDAY))):
        assert (paper.title, paper.journal, paper.described_by) == (
            "preprints title",
            "StoneConf 2026",
            "arxiv",
        )


# -- the order of asking ------------------------------------------------------------------------------

SOURCES = ("weekly", "list", "preprints", "also-preprints", "other-list", "neighbour", "blog", "removed")
LONG_ORDER = replace(
    ORDER, names=(*ORDER.names, "also-preprints"), own_records=frozenset({"preprints", "also-preprints"})
)


VALUES = {
    FieldKind.TEXT: ("", "one", "two", "three"),
    FieldKind.ADDRESS: ("", "https://one.example/", "https://two.example/"),
    FieldKind.TEXTS: ((), ("one",), ("two", "three")),
    FieldKind.ADDRESSES: ((), ("https://one.example/",), ("https://two.example/",)),
    FieldKind.COUNT: (None, 0, 7),
    FieldKind.REPOSITORIES: ((), ("one/grit",), ("two/grit", "two/sand")),
    FieldKind.DAY: (None, MONDAY, LATE),
}


def made_up(chance: random.Random) -> Reading:
    """Return what any source or look-up may say of the work; any field but the title may be empty."""
    by = chance.choice([*SOURCES, "arxiv", "semanticscholar"])
    is_own = by in ("arxiv", "preprints", "also-preprints")
    # A later version in a server's list is no sighting, nor may another record of the first be one.
    version = chance.randint(1, 3) if is_own else 0
    is_look_up = by in ("arxiv", "semanticscholar")
    is_listed = not is_look_up and (not is_own or (version == 1 and chance.random() < 0.8))
    day = MONDAY + timedelta(days=chance.randint(0, 2))
    values = {field.name: chance.choice(VALUES[field.kind]) for field in GIVEN_FIELDS}
    paper = Paper(
        **{"id": "2603.00001"} | values | {"title": chance.choice(["One", "Two", "Three"])},
        described_by="arxiv" if is_own else "",
        versions=(Version(version, chance.choice([None, MONDAY, day])),) if version else (),
        citations=chance.choice([None, 0, 7]),
        sightings=(Sighting(by, day, votes=chance.choice([None, 0, 7])),) if is_listed else (),
    )
    return Reading(by, paper)


def key(reading: Reading) -> Giver:
    return next(iter(givers_of_reading(reading.paper, reading.by).values()))


CHANCES = st.integers(min_value=0).map(random.Random)


@given(CHANCES)
@settings(max_examples=examples(50), deadline=None)
def test_the_order_of_asking_changes_no_byte_of_a_papers_file(chance: random.Random) -> None:
    found = list({key(one): one for one in (made_up(chance) for _ in range(6))}.values())
    assume(any(one.paper.sightings for one in found))
    papers = set()
    for _ in range(4):
        chance.shuffle(found)
        papers.add(json.dumps(paper_to_json(merged_in_any_order(found))))
    assert len(papers) == 1


def merged_in_any_order(found: list[Reading]) -> Paper:
    """Return the paper of these readings; a paper begins with the first that lists it."""
    first = next(reading for reading in found if reading.paper.sightings)
    paper = merged_by(LONG_ORDER, first, *(reading for reading in found if reading is not first))
    # A former title stays for having been shown, which is a matter of order.
    return replace(paper, former_titles=())


def merged_by(order: SourceOrder, first: Reading, *others: Reading) -> Paper:
    paper = with_givers(first.paper, givers_of_reading(first.paper, first.by))
    for reading in others:
        paper = merge_papers(paper, reading.paper, MONDAY, order, reading.by)
    return paper


@given(CHANCES)
@settings(max_examples=examples(50), deadline=None)
def test_reading_the_same_again_changes_nothing(chance: random.Random) -> None:
    found = [made_up(chance) for _ in range(4)]
    assume(found[0].paper.sightings)
    last = found[-1]
    paper = merged_by(LONG_ORDER, *found)
    assert merge_papers(paper, last.paper, MONDAY, LONG_ORDER, last.by) == paper


# -- what a file says ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("readings", "lines"),
    [
        ([told("list", **LINKS)], []),
        ([told("list", **LINKS), own()], []),
        (
            [told("list", **LINKS), own(), told("semanticscholar", None, journal="Annals")],
            ["semanticscholar: journal"],
        ),
        ([own("preprints", MONDAY)], ["arxiv/v1 preprints 2026-03-02"]),
        ([told("list"), own(organisation="Lab")], ["arxiv/v1: organisation"]),
        ([told("neighbour", **EVIL), told("list")], ["list 2026-03-02", "neighbour 2026-03-02: keywords"]),
        ([told("list", **LINKS), told("blog"), own()], ["list 2026-03-02: code stars project"]),
    ],
)
def test_a_file_says_who_gave_a_fact_only_where_that_is_not_clear(
    readings: list[Reading], lines: list[str]
) -> None:
    assert merged(*readings).said_by == tuple(lines)


def test_a_file_of_before_is_that_of_the_first_source_that_lists_it() -> None:
    sightings = (
        make_sighting(source="neighbour"),
        make_sighting(source="list", day=MONDAY + timedelta(days=1)),
    )
    older = make_paper(sightings=sightings, doi="10.7777/evil")
    assert merge_papers(older, older, LATE, ORDER) == older
    named = replace(told("neighbour").paper, doi="")
    assert merge_papers(older, named, LATE, ORDER, "neighbour") == older
    again = told("list", MONDAY + timedelta(days=1), title="Corrected", code="https://list.example/code")
    paper = merge_papers(older, again.paper, LATE, ORDER, "list")
    assert (paper.title, paper.code, paper.project) == (
        "Corrected",
        "https://list.example/code",
        older.project,
    )


@pytest.mark.parametrize(
    "line", ["", "one", "list 2026-02-31: code", ": code", "list 2026-03-02: nothing", "a/v: b c: d"]
)
def test_a_line_that_says_nothing_does_no_harm(line: str) -> None:
    paper = replace(told("list", **LINKS).paper, said_by=(line,))
    expected = Giver("one") if line == "one" else Giver("list", MONDAY)
    assert set(givers_of(paper, ORDER).values()) == {expected}


# -- votes ---------------------------------------------------------------------------------------------


def listed(source: str, votes: int | None, comments: int | None = None, days: int = 0) -> Sighting:
    return Sighting(source, MONDAY + timedelta(days=days), votes=votes, comments=comments)


@pytest.mark.parametrize(
    ("sightings", "votes", "comments"),
    [
        ((listed("list", 12, 3), listed("neighbour", 9999, 9999)), 12, 3),
        ((listed("neighbour", 9999), listed("list", 12, days=2)), 12, 0),
        ((listed("blog", 5), listed("neighbour", 9999)), 9999, 0),
        ((listed("list", None, 4), listed("neighbour", 7, 8)), 7, 4),
        ((listed("list", 0), listed("neighbour", 9999)), 0, 0),
        ((listed("list", 12), listed("list", 15, days=1), listed("other-list", 40, days=2)), 15, 0),
        ((listed("neighbour", 1), listed("other-list", 2), listed("removed", 3)), 2, 0),
        ((listed("neighbour", 9999), listed("removed", 3)), 3, 0),
        ((listed("neighbour", 8),), 8, 0),
    ],
)
def test_votes_are_those_of_the_first_source_that_counts_them(
    sightings: tuple[Sighting, ...], votes: int, comments: int
) -> None:
    paper = with_counts_in_order(make_paper(sightings=sightings), ORDER)
    assert (paper.votes, paper.comments) == (votes, comments)
    assert [one.votes for one in paper.sightings] == [one.votes for one in sightings], (
        "each source keeps its own"
    )
