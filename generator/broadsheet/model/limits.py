"""Limits of what is kept and of what is shown, each declared once.

How long the fields of a paper may be stands with the fields, in ``model/paper.py``.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple


class PaperLimits(NamedTuple):
    """Limits of every paper in ``content/``; far beyond what honest sources give.

    A paper's own days lie from ``first_day`` to ``days_ahead`` after its last sighting, and no
    later than ``last_day``: neither a check nor a build asks a clock.
    """

    first_day: date = date(1991, 1, 1)  # arXiv began in that year
    last_day: date = date(2199, 12, 31)
    days_ahead: timedelta = timedelta(days=366)
    highest_count: int = 2**31 - 1
    file_bytes: int = 1 << 20
    address: int = 2000  # characters
    source_name: int = 200  # characters
    ledger_text: int = 1000  # characters


PAPER = PaperLimits()


class AuthorLimits(NamedTuple):
    """How many authors of a paper are named, by where it is shown."""

    in_lists: int = 3
    in_search_results: int = 3
    in_mail: int = 3
    in_short_citation: int = 3
    in_feeds: int = 10
    in_copies: int = 10
    in_brief_documents: int = 10
    on_page: int = 12
    unfolded_on_page: int = 150
    in_head: int = 100
    in_list_data: int = 20


AUTHORS = AuthorLimits()

# Repositories of a kind that are kept and named with a paper; of the others only their number is.
MOST_REPOSITORIES = 5
