"""The page of what is new, as it is without script: the newest editions, light whatever came."""

from __future__ import annotations

import gzip
from datetime import date, timedelta

import html5lib
import pytest
from make import MONDAY, make_entry, make_library, make_note, make_paper, make_sighting, make_site

from broadsheet.outputs.pages.new import EDITIONS, MOST_ROWS, new_page, rows_of_a_day


def entries_of(day: date, number: int, first: int = 1) -> list:
    """Entries of a day, the best first, whose texts do not resemble one another."""
    entries = []
    for place in range(first, first + number):
        paper_id = f"{day:%y%m}.{1000 * day.day + place:05}"
        numbers = " ".join(f"{place * step % 9973} stones" for step in range(2, 14))
        paper = make_paper(
            id=paper_id,
            title=f"Stone {place} of {day} among {numbers[:60]}",
            abstract=f"We show that {numbers}.",
            sightings=(make_sighting(day=day, votes=number - place),),
        )
        entries.append(make_entry(paper=paper, note=make_note(paper=paper_id), score=number - place))
    return entries


def read_page(entries, **site):
    """The page of a library of entries: its sections, and the rows of each, open and folded."""
    data = new_page(make_library(entries=entries, site=make_site(**site))).data
    page = html5lib.parse(data, namespaceHTMLElements=False)
    sections = page.findall(".//section[@data-day]")
    return data, page, sections


def rows_of(section) -> tuple[list[str], list[str]]:
    """Ids of the rows that stand open, and of those that are folded."""
    opened = [row.get("id") for row in section.findall("div[@class='list']/article")]
    folded = [row.get("id") for row in section.findall("details/div[@class='list']/article")]
    return opened, folded


def test_each_of_the_newest_editions_opens_with_its_three_best_and_folds_the_rest():
    days = [MONDAY + timedelta(days=7 * week) for week in range(EDITIONS + 2)]  # a weekly site
    entries = [entry for day in days for entry in entries_of(day, 5)]
    _, page, sections = read_page(entries)
    assert [section.get("data-day") for section in sections] == [f"{day}" for day in days[:1:-1]]
    newest = days[-1]
    opened, folded = rows_of(sections[0])
    assert opened == [f"p-{newest:%y%m}.{1000 * newest.day + place:05}" for place in (1, 2, 3)]
    assert len(folded) == 2
    assert sections[0].find("h2/a").get("href") == f"../day/{newest}/"
    assert page.find(".//div[@class='sections']").get("data-all") is None, "there were editions before"
    weeks = [link.get("href") for link in page.findall(".//div[@class='notice away']//a")]
    assert weeks[0] == f"../week/{newest:%G-W%V}/" and weeks[-1] == "../archive/"


def test_papers_of_shared_pages_are_linked_where_they_stand():
    days = [MONDAY - timedelta(days=40), MONDAY]
    entries = [entry for day in days for entry in entries_of(day, 1)]
    _, page, _ = read_page(entries, paged_months=1)
    links = [link.get("href") for link in page.findall(".//article/h3/a")]
    assert links == ["../paper/2603.02001/", "../papers/2601/#p-2601.21001"]
    assert page.find(".//div[@class='sections']").get("data-all") is not None


def test_before_the_first_paper_the_page_stands_and_says_so():
    data, _, sections = read_page([])
    assert sections == [] and b"There are no papers yet." in data


@pytest.mark.parametrize(
    ("papers", "most", "rows"),
    [
        ([17, 14, 30], 250, 250),
        ([350] * 10, 250, 25),
        ([350, 2, 2], 250, 246),
        ([300], 250, 250),
        ([125, 125], 250, 250),
        ([126, 126], 250, 125),
        ([], 250, 250),
    ],
)
def test_quiet_days_leave_their_rows_to_the_others(papers, most, rows):
    assert rows_of_a_day(papers, most) == rows


def test_a_site_of_60_papers_a_day_has_a_light_page_that_leads_to_the_days():
    entries = [entry for day in range(EDITIONS) for entry in entries_of(MONDAY + timedelta(days=day), 60)]
    data, _, sections = read_page(entries)
    assert sum(len(opened) + len(folded) for opened, folded in map(rows_of, sections)) == MOST_ROWS
    for section in sections:
        assert section.find("p/a").get("href") == f"../day/{section.get('data-day')}/"
        assert "".join(section.find("p").itertext()) == "All 60 papers of that day"
    assert len(gzip.compress(data)) < 80_000
