"""Days of few papers or none: no empty section, and the leads of the editions around them."""

from __future__ import annotations

import re
from datetime import date

import html5lib
import pytest
from make import make_entry, make_library, make_note, make_paper, make_reading, make_sighting, make_topic

from broadsheet.outputs.pages.pages import pages

STONES = make_topic()
LAMPS = make_topic(slug="lamps", name="Lamps")


def sections_of(*topics) -> list[tuple[str, int]]:
    """The sections on the page of a day with a paper of each of these topics: their ids and numbers."""
    entries = []
    for number, topic in enumerate(topics, start=1):
        paper = make_paper(id=f"2603.{number:05}", title=f"Title {number}")
        note = make_note(paper=paper.id)
        entries.append(make_entry(paper=paper, note=note, topics=(topic,), score=100 - number))
    made = {file.path: file for file in pages(make_library(entries=entries, topics=(STONES, LAMPS)))}
    found = re.findall(r'<h2 id="in-(\w+)".*?<span class="n">(\d+)', made["day/2026-03-02.md"].data.decode())
    return [(name, int(count)) for name, count in found]


@pytest.mark.parametrize("number", [1, 2, 3, 6])
def test_a_day_whose_papers_all_stand_before_the_sections_has_none(number):
    assert [count for _, count in sections_of(*[STONES] * number) if not count] == []


def test_sections_of_several_papers_each_are_followed_by_no_empty_one():
    sections = sections_of(*[STONES] * 9, *[LAMPS] * 9)
    assert sections and all(count for _, count in sections)
    assert "none" not in dict(sections)


QUIET = date(2026, 3, 4)


def leads_beside(*days: date) -> list[tuple[str, str]]:
    """The editions that the page of the quiet day names, where papers came on these days, and their leads."""
    entries = []
    for number, day in enumerate(days, start=1):
        for votes in (1, 2):
            paper_id = f"2603.{number}000{votes}"
            sighting = make_sighting(day=day)
            paper = make_paper(id=paper_id, title=f"Paper {votes} of {day}", sightings=(sighting,))
            entries.append(make_entry(paper=paper, note=make_note(paper=paper.id), score=votes))
    reading = make_reading(day=QUIET, kept=(), dropped=())
    made = {file.path: file for file in pages(make_library(entries=entries, readings=(reading,)))}
    page = html5lib.parse(made[f"day/{QUIET}.md"].data, namespaceHTMLElements=False)
    found = []
    for section in page.iterfind(".//div[@class='sections']/section"):
        (title,) = section.iterfind(".//article/h3")
        found.append((section.find("h2/a").get("href"), "".join(title.itertext())))
    return found


def test_a_quiet_day_shows_the_leads_of_the_editions_around_it():
    monday, tuesday, friday, next_monday = (date(2026, 3, day) for day in (2, 3, 6, 9))
    before = ("../../day/2026-03-03/", "Paper 2 of 2026-03-03")
    after = ("../../day/2026-03-06/", "Paper 2 of 2026-03-06")
    assert leads_beside(monday, tuesday, friday, next_monday) == [before, after]
    assert leads_beside(monday, tuesday) == [before]
    assert leads_beside(friday, next_monday) == [after]


def test_a_day_with_papers_shows_no_others_lead():
    assert leads_beside(QUIET, date(2026, 3, 5)) == []
