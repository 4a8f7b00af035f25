"""The page of what is new: the newest editions, of which a reader's script shows those that were missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest, Entries
from broadsheet.library.library import Library
from broadsheet.model.language.words import gettext as _
from broadsheet.model.language.words import ngettext
from broadsheet.model.period import Period
from broadsheet.outputs.pages.lists import OPEN_IN_GROUP
from broadsheet.outputs.templating import sheet

# Two working weeks: who was away for longer is better served by the pages of the weeks.
EDITIONS = 10
# So many rows take about 65 KB of gzipped HTML, of the 100 KB that the page of a day may have.
MOST_ROWS = 300
# Weeks that hold the same papers, a page each.
WEEKS = 3


class NewDay(NamedTuple):
    """Day with the papers that the page has rows for, best first, and the number of all its papers."""

    period: Period
    entries: Entries
    papers: int


def new_page(library: Library) -> OutFile:
    """Return the page of the newest editions, newest first; it stands, and says so, before there are any."""
    editions = library.newest_editions(EDITIONS)
    rows = rows_of_a_day([len(edition.entries) for edition in editions], MOST_ROWS)
    days = []
    for edition in editions:
        days.append(NewDay(edition.period, edition.entries[:rows], len(edition.entries)))
    number = len(editions)
    head = {
        "title": _("Since you were away"),
        "description": ngettext(
            "The best papers of the newest day.",
            "The best papers of each of the newest %(num)s days.",
            number,
        ),
        "kind": "new",
    }
    return sheet(
        library,
        "new.md.j2",
        urls.NEW,
        head,
        read=library.last_read,
        days=tuple(days),
        papers=sum(day.papers for day in days),
        open=OPEN_IN_GROUP,
        weeks=_weeks_of(library, editions)[:WEEKS],
        are_all_here=number == len(library.editions),
    )


def rows_of_a_day(papers: Sequence[int], most: int) -> int:
    """Return how many papers of each day may have a row, so that all days together have at most ``most``.

    ``papers`` are the numbers of papers of the days. Days with few papers leave their rows to the others.
    """
    rows_left = most
    days_left = len(papers)
    for number in sorted(papers):
        share = rows_left // days_left
        if number > share:
            return share
        rows_left -= number
        days_left -= 1
    return most


def _weeks_of(library: Library, editions: Sequence[Digest]) -> tuple[Period, ...]:
    """Return the weeks that editions are of, in the editions' order."""
    weeks: dict[Period, None] = {}
    for edition in editions:
        week = library.week_of(edition.period.start)
        if week:
            weeks[week.period] = None
    return tuple(weeks)
