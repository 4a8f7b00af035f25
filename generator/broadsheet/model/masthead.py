"""Masthead: the people who make a digest, as its owner names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """A person who edits the digest or writes for it.

    ``handle`` is what notes say under ``by``; empty where nothing can name the person.
    """

    handle: str
    name: str
    role: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Masthead:
    """Editors, who decide, and contributors, who write notes and introductions, each in the owner's order."""

    editors: tuple[Colleague, ...] = ()
    contributors: tuple[Colleague, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.editors or self.contributors)

    @property
    def by_handle(self) -> Mapping[str, Colleague]:
        """Everybody who has a handle, by it: words that name nobody are nobody's."""
        everybody = (*self.editors, *self.contributors)
        return {colleague.handle: colleague for colleague in everybody if colleague.handle}


NOBODY_NAMED = Masthead()
