"""Days of few papers: their pages have no empty section."""

from __future__ import annotations

import re

import pytest
from make import make_entry, make_library, make_note, make_paper, make_topic

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
