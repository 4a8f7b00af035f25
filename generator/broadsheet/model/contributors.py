"""Authors and organisations: those whom an owner names, and those who have a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

AUTHOR = "author"
ORGANISATION = "organisation"
KINDS = (AUTHOR, ORGANISATION)


@dataclass(frozen=True, slots=True)
class NamedContributor:
    """An author or an organisation (``kind``) as the owner names them.

    ``spellings`` are other names by which papers print them. ``identifier`` is the address of an ORCID
    or ROR record. Without a ``slug`` they have one that is made from the name.
    """

    kind: str
    name: str
    slug: str = ""
    spellings: tuple[str, ...] = ()
    identifier: str = ""

    @property
    def printed(self) -> tuple[str, ...]:
        """All names by which papers print them."""
        return (self.name, *self.spellings)


class ContributorLink(NamedTuple):
    """A name as a paper prints it, and the page of whom it names: the name in its address."""

    kind: str
    printed: str
    slug: str


@dataclass(frozen=True, slots=True)
class Contributor:
    """An author or an organisation that has a page.

    One that is not ``is_named`` by the owner is a name as papers print it, which several may share.
    """

    kind: str
    name: str
    slug: str
    spellings: tuple[str, ...] = ()
    identifier: str = ""
    is_named: bool = False

    @property
    def printed(self) -> tuple[str, ...]:
        """All names by which papers print them."""
        return (self.name, *self.spellings)
