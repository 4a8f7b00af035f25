"""Provenance of facts: who gave each field of a paper, and how a paper's file says so.

A file says it only where it is not whom one would expect: the server whose own record describes the
paper, as it was looked up, for what such a record says; the only source that lists it for the rest.
A line of ``said_by`` is a giver, a colon and fields; without a colon, it is the giver of all fields
that no other line names.

    arxiv/v2 cs-new 2026-03-02             arXiv's own record of version 2, in a list of that day
    huggingface 2026-03-02: code stars     a source's list of a day
    semanticscholar: journal               a look-up
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from broadsheet.model.fields import Declaration
from broadsheet.model.owners import (
    UNNAMED_LOOK_UP,
    UNORDERED,
    Giver,
    SourceOrder,
    last_days,
    with_counts_in_order,
)
from broadsheet.model.paper import GIVEN_FIELDS, Paper

UNKNOWN: tuple[object, ...] = (None, "", ())
_TITLE = "title"
_REST = ""  # stands for the fields that no line names
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_LINE = re.compile(
    rf"""(?:(?P<server>[^\s:/]+)/v(?P<version>[0-9]{{1,9}}))?
        (?:[ ]?(?P<source>(?!{_DAY})[^\s:/]+))?
        (?:[ ](?P<day>{_DAY}))?
        (?::[ ](?P<fields>[a-z_ ]+))?""",
    re.ASCII | re.VERBOSE,
)

Givers = Mapping[str, Giver]


@dataclass(frozen=True, slots=True)
class _Expected:
    """Whom one would expect: the server's own record as it was looked up, and who lists the paper.

    Either is None where there is none, or more than one.
    """

    record: Giver | None
    lister: Giver | None

    @classmethod
    def of(cls, paper: Paper) -> _Expected:
        """Return whom one would expect of a paper."""
        record: Giver | None = None
        lister: Giver | None = None
        server = paper.described_by
        if server:
            record = Giver(server, None, server, paper.latest_version)
        listed = last_days(paper.sightings)
        if len(listed) == 1:
            [(source, day)] = listed.items()
            lister = Giver(source, day)
        return cls(record, lister)

    def giver(self, field: Declaration) -> Giver | None:
        """Return who is expected to have given a field."""
        if field.describing and self.record:
            return self.record
        return self.lister


def givers_of(paper: Paper, order: SourceOrder = UNORDERED) -> dict[str, Giver]:
    """Return who gave each field of a paper that has a value, as its file says.

    Where an older file does not say which of several sources it was, it was the first of the order.
    """
    expected = _Expected.of(paper)
    if not expected.lister:
        likely = _likely_lister(paper, order)
        expected = replace(expected, lister=likely)
    named = _read_lines(paper.said_by)
    rest = named.get(_REST)
    givers: dict[str, Giver] = {}
    for field in _known_fields(paper):
        giver = named.get(field.name) or rest or expected.giver(field)
        if giver:
            givers[field.name] = giver
    return givers


def givers_of_reading(paper: Paper, by: str) -> dict[str, Giver]:
    """Return who gave each field of a paper that was just read: the source that lists it, else ``by``."""
    source = by
    day: date | None = None
    version = 0
    if paper.sightings:
        last = paper.sightings[-1]
        source, day = last.source, last.day
    if paper.described_by:
        version = paper.latest_version
    giver = Giver(source, day, paper.described_by, version)
    names = [field.name for field in _known_fields(paper)]
    return dict.fromkeys(names, giver)


def with_givers(paper: Paper, givers: Givers) -> Paper:
    """Return a paper that says in its ``said_by`` who gave its fields."""
    lines = _write_lines(paper, givers)
    return replace(paper, said_by=tuple(lines))


def as_ranked(paper: Paper, order: SourceOrder) -> Paper:
    """Return a paper with all that follows from the order: whose votes count, and who gave its fields."""
    # Nearly all papers are listed once.
    if len(paper.sightings) == 1:
        return paper
    givers = givers_of(paper, order)
    attributed = with_givers(paper, givers)
    return with_counts_in_order(attributed, order)


def _known_fields(paper: Paper) -> Iterator[Declaration]:
    for field in GIVEN_FIELDS:
        if getattr(paper, field.name) not in UNKNOWN:
            yield field


def _likely_lister(paper: Paper, order: SourceOrder) -> Giver:
    listed = last_days(paper.sightings)
    if not listed:
        return Giver(UNNAMED_LOOK_UP)
    source = order.first_of(listed)
    if not source:
        source = min(listed, key=order.place)
    return Giver(source, listed[source])


def _read_lines(lines: Iterable[str]) -> dict[str, Giver]:
    """Return the giver of each field that a line names; what is no such line says nothing."""
    givers: dict[str, Giver] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if not match:
            continue
        giver = _read_giver(match)
        if not giver:
            continue
        fields = match["fields"] or _REST
        for name in fields.split(" "):
            givers[name] = giver
    return givers


def _read_giver(match: re.Match[str]) -> Giver | None:
    server = match["server"] or ""
    source = match["source"] or server
    version = match["version"] or 0
    day: date | None = None
    if match["day"]:
        try:
            day = date.fromisoformat(match["day"])
        except ValueError:
            return None
    if not source:
        return None
    return Giver(source, day, server, int(version))


def _write_lines(paper: Paper, givers: Givers) -> Iterator[str]:
    """Yield the lines that a paper's file needs to say who gave its fields."""
    expected = _Expected.of(paper)
    usual: dict[str, Giver | None] = {}
    for field in GIVEN_FIELDS:
        usual[field.name] = expected.giver(field)
    rest = givers.get(_TITLE)
    if rest and rest != usual[_TITLE]:
        usual = dict.fromkeys(usual, rest)
        yield _write_giver(rest)
    unusual: dict[Giver, list[str]] = defaultdict(list)
    for name, giver in givers.items():
        if giver != usual[name]:
            unusual[giver].append(name)
    for giver, names in unusual.items():
        line = (f"{_write_giver(giver)}:", *names)
        yield " ".join(line)


def _write_giver(giver: Giver) -> str:
    words: list[str] = []
    if giver.server:
        words.append(f"{giver.server}/v{giver.version}")
    if giver.source != giver.server:
        words.append(giver.source)
    if giver.day:
        day = giver.day.isoformat()
        words.append(day)
    return " ".join(words)
