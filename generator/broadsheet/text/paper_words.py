"""Titles and abstracts of papers as plain words and as markup; TeX is read where their authors typed TeX."""

from __future__ import annotations

from typing import Protocol

from broadsheet.model.paper import Paper
from broadsheet.text.latex import to_html, to_text


class Titled(Protocol):
    """Anything with the title of a paper, and the word on whether that is TeX."""

    @property
    def title(self) -> str:
        """The title as its source gives it."""

    @property
    def is_tex(self) -> bool:
        """True where its authors typed it as TeX."""


def plain_title(paper: Titled) -> str:
    """Return a paper's title as plain Unicode."""
    return to_text(paper.title, is_tex=paper.is_tex)


def plain_abstract(paper: Paper) -> str:
    """Return a paper's abstract as plain Unicode."""
    return to_text(paper.abstract, is_tex=paper.is_tex)


def title_markup(paper: Titled, limit: int | None = None) -> str:
    """Return a paper's title as safe markup; with a ``limit``, of at most so many characters."""
    return to_html(paper.title, limit, is_tex=paper.is_tex)


def abstract_markup(paper: Paper) -> str:
    """Return a paper's abstract as safe markup."""
    return to_html(paper.abstract, is_tex=paper.is_tex)
