"""Who has a page of authors and organisations, at which address, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from make import make_entry, make_library, make_paper, make_sighting, make_site

from broadsheet.library.contributors import name_slug
from broadsheet.library.library import Library
from broadsheet.model.contributors import Contributor, NamedContributor
from broadsheet.model.curation import Entry

MARCH, LATER_IN_MARCH, APRIL, MAY = date(2026, 3, 2), date(2026, 3, 20), date(2026, 4, 1), date(2026, 5, 4)
NUMBERS = count(1)


def paper(*authors: str, day: date = MARCH, organisation: str = "", **overrides: object) -> Entry:
    paper_id = f"{day:%y%m}.{next(NUMBERS):05}"
    made = make_paper(
        id=paper_id, authors=authors, organisation=organisation, sightings=(make_sighting(day=day),)
    )
    return make_entry(**({"paper": made, "topics": ()} | overrides))


def library(*entries: Entry, most: int = 500, named: tuple[NamedContributor, ...] = ()) -> Library:
    site = make_site(author_pages=most)
    return make_library(site=site, entries=entries, readings=()).with_contributors(named)


def pages(found: Library) -> dict[str, int]:
    """Return the addresses of pages, and how many papers each lists."""
    return {f"{one.kind}/{one.slug}": len(found.entries_of(one)) for one in found.directory.contributors}


def former(found: Library) -> list[str]:
    return [f"{one.kind}/{one.slug}" for one in found.directory.former]


def test_names_of_two_papers_and_more_have_a_page_those_with_most_papers_first() -> None:
    found = library(
        paper("Ada A", "Bo B", "Cy C", organisation="Quarry"), paper("Bo B"), paper("Bo B", "Ada A")
    )
    assert pages(found) == {"author/bo-b": 3, "author/ada-a": 2}


def test_no_more_have_a_page_than_the_owner_wants() -> None:
    entries = (paper("A", "B", organisation="Q"), paper("A", "B", organisation="Q"), paper("B"))
    assert pages(library(*entries, most=2)) == {"author/b": 3, "author/a": 2}
    assert pages(library(*entries, most=0)) == {}


def test_of_equal_ones_who_had_so_many_first_has_a_page() -> None:
    early = (paper("Zoë"), paper("Zoë"))
    late = (paper("Ada", day=LATER_IN_MARCH), paper("Ada", day=LATER_IN_MARCH))
    assert pages(library(*early, *late, most=1)) == {"author/zoe": 2}
    later = (paper("Bo", day=LATER_IN_MARCH), paper("Bo", day=LATER_IN_MARCH))
    assert pages(library(*early, *late, *later, most=2)) == {"author/zoe": 2, "author/ada": 2}


def test_authors_and_organisations_of_one_name_are_two() -> None:
    found = library(paper("Plato", organisation="Plato"), paper("Plato", organisation="Plato"))
    assert pages(found) == {"author/plato": 2, "organisation/plato": 2}


def test_a_name_that_stands_twice_in_a_paper_counts_once() -> None:
    assert pages(library(paper("Wei W", "Wei W"))) == {}


def test_papers_that_no_list_shows_count_for_nobody_but_link_to_pages() -> None:
    hidden = paper("Ada", left_out="hidden by an editor")
    assert pages(library(paper("Ada"), hidden)) == {}
    found = library(paper("Ada"), paper("Ada"), hidden)
    assert pages(found) == {"author/ada": 2}
    assert all(entry.contributors for entry in found.entries)


def test_nothing_is_joined_by_guess() -> None:
    found = library(paper("Ada Example", "ADA EXAMPLE", "A. Example"), paper("Ada Example", "ADA EXAMPLE"))
    assert {(one.name, one.is_named) for one in found.directory.contributors} == {
        ("ADA EXAMPLE", False), ("Ada Example", False),
    }  # fmt: skip


def test_the_owner_joins_spellings_and_papers_of_both_are_listed_once() -> None:
    named = NamedContributor(
        "author", "Ada Example", "", ("A. Example",), "https://orcid.org/0000-0002-1825-0097"
    )
    found = library(paper("A. Example", "Ada Example"), paper("A. Example"), most=0, named=(named,))
    assert pages(found) == {"author/ada-example": 2}
    assert found.directory.contributors == (
        Contributor(
            "author", "Ada Example", "ada-example", ("A. Example",),
            "https://orcid.org/0000-0002-1825-0097", is_named=True,
        ),
    )  # fmt: skip
    assert {link.slug for entry in found.entries for link in entry.contributors} == {"ada-example"}


def test_whom_the_owner_names_has_a_page_without_a_paper_and_takes_no_place() -> None:
    named = NamedContributor("organisation", "Quarry", "the-quarry")
    found = library(paper("Ada"), paper("Ada"), most=1, named=(named,))
    assert pages(found) == {"organisation/the-quarry": 0, "author/ada": 2}


def test_a_month_decides_nothing_until_it_is_over_unless_it_is_the_first() -> None:
    march = (paper("Ada"), paper("Ada"))
    new = (paper("Bo", day=APRIL), paper("Bo", day=APRIL), paper("Bo", day=APRIL))
    assert pages(library(*march, *new, most=1)) == {"author/ada": 2}
    assert pages(library(*march, *new, paper("Cy", day=MAY), most=1)) == {"author/bo": 3}


def test_who_is_overtaken_keeps_an_address_and_nobody_else_gets_it() -> None:
    march = (paper("Ana Ö"), paper("Ana Ö"))
    april = (paper("Ana O", day=APRIL), paper("Ana O", day=APRIL), paper("Ana O", day=APRIL))
    found = library(*march, *april, paper("Cy", day=MAY), most=1)
    assert former(found) == ["author/ana-o"]
    [only] = pages(found)
    assert only.startswith("author/ana-o-")
    assert all(not entry.contributors for entry in found.entries if "Ana Ö" in entry.paper.authors)


def test_an_address_of_the_first_month_stays_too() -> None:
    early = (paper("Ada"), paper("Ada"))
    late = (paper("Bo", day=LATER_IN_MARCH), paper("Bo", day=LATER_IN_MARCH), paper("Bo", day=LATER_IN_MARCH))
    assert former(library(*early, *late, most=1)) == ["author/ada"]


@pytest.mark.parametrize("day", [LATER_IN_MARCH, APRIL, MAY])
def test_a_new_paper_moves_no_address(day: date) -> None:
    before = (
        paper("Jörg M", "Jorg M", "例"),
        paper("Jörg M", "Jorg M", "例"),
        paper("JORG M", day=LATER_IN_MARCH),
    )
    new = tuple(paper("JORG M", "jorg m", "Jorg-M", day=day) for _ in range(4))
    old_pages = {one.name: one.slug for one in library(*before).directory.contributors}
    assert len(set(old_pages.values())) == 3
    new_pages = {one.name: one.slug for one in library(*before, *new).directory.contributors}
    assert old_pages == {name: new_pages[name] for name in old_pages}
    assert len(set(new_pages.values())) == len(new_pages)


def test_names_do_not_depend_on_votes() -> None:
    entries = [paper("Jörg M", "Jorg M"), paper("Jorg M", "Jörg M")]
    found = library(*entries)
    voted = [replace(entry, parts=()) for entry in reversed(entries)]
    assert library(*voted).directory == found.directory


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Łukasz Przykład", "lukasz-przyklad"),
        ("O’Brien & Søn", "o-brien-son"),
        ("石一", "shiyi"),
        ("../../etc/passwd", "etc-passwd"),
        ("Пример Иванов", "primer-ivanov"),
    ],
)
def test_an_address_is_the_name_in_plain_letters(name: str, slug: str) -> None:
    assert name_slug(name) == slug


@pytest.mark.parametrize("name", ["…", "?!", "\u200e"])
def test_a_name_without_letters_has_an_address_all_the_same(name: str) -> None:
    assert len(name_slug(name)) == 8


def test_a_long_name_is_cut_and_told_from_its_like() -> None:
    one, other = name_slug("stone " * 50), name_slug("stone " * 49 + "pebble")
    assert one != other and one.startswith("stone-stone-")
    assert len(one) < 80
