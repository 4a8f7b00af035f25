"""Tallies: the votes and comments that readers give a paper, or an edition, at a place for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from broadsheet.model.ids import arxiv_id, is_safe_id
from broadsheet.model.language.words import gettext
from broadsheet.model.period import Period

HERE = "here"  # the title of the place that is the site's own: its numbers are those "here"
PAPER, EDITION = "paper", "edition"


class Subject(NamedTuple):
    """What is voted and commented on: a ``paper``, by its id, or an ``edition``, by its slug."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many voted and commented, and where they did.

    ``source`` is the name of the place in settings, ``title`` what readers call it; files do not have
    the title.
    """

    source: str
    url: str
    votes: int = 0
    comments: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Tallies:
    """All tallies, in the order in which they are shown, by what they are of."""

    by_subject: Mapping[Subject, Sequence[Tally]] = field(default_factory=dict)

    def of(self, kind: str, name: str) -> tuple[Tally, ...]:
        """Return those of one paper, by its id, or of one edition, by its slug."""
        return tuple(self.by_subject.get(Subject(kind, name), ()))


NO_TALLIES = Tallies()


def at_place(tally: Tally, number: str) -> str:
    """Return a number with where it was counted: ``12 here``, ``57 at Hugging Face``."""
    if tally.title == HERE:
        return gettext("%(number)s here", number=number)
    return gettext("%(number)s at %(place)s", number=number, place=tally.title)


def votes_apart(tallies: Sequence[Tally]) -> str:
    """Return the votes at each place, as ``12 here, 57 at Hugging Face``; empty where there are none."""
    return ", ".join([at_place(tally, f"{tally.votes:,}") for tally in tallies if tally.votes])


def parse_subject(kind: str, name: str) -> Subject | None:
    """Return the subject that a person named; None where it can be neither a paper nor an edition."""
    word = kind.lower()
    if word == PAPER:
        paper_id = arxiv_id(name) or name
        return Subject(PAPER, paper_id) if is_safe_id(paper_id) else None
    try:
        return Subject(EDITION, Period.parse(name).slug) if word == EDITION else None
    except ValueError:
        return None
