"""Limits of what is shown, each declared once: a paper may have thousands of authors."""

from __future__ import annotations

from typing import NamedTuple


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


AUTHORS = AuthorLimits()
