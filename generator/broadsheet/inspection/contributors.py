"""Examination of the names in ``authors.yaml``: those that no paper prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from broadsheet.inspection.findings import Finding
from broadsheet.library.contributors import printed_names
from broadsheet.model.contributors import KINDS, NamedContributor
from broadsheet.model.paper import Paper
from broadsheet.text.plain import shorten

_LOCATION = "content/config/authors.yaml"
_SHOWN = 60  # characters of a name


def examine_contributors(named: Iterable[NamedContributor], papers: Iterable[Paper]) -> Iterator[Finding]:
    """Yield the spellings that no paper prints, and names of which no paper prints any spelling."""
    printed: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for paper in papers:
        for kind, name in printed_names(paper):
            printed[kind].add(name)
    for contributor in named:
        known = printed[contributor.kind]
        needed = contributor.spellings
        if known.isdisjoint(contributor.printed):
            needed = contributor.printed
        for name in needed:
            if name not in known:
                yield _finding(contributor.kind, name, known)


def _finding(kind: str, name: str, known: Iterable[str]) -> Finding:
    shown = shorten(repr(name), _SHOWN)
    remedy = "write the name as papers print it, or take it out"
    close = get_close_matches(name, known, n=1, cutoff=0.8)
    if close:
        meant = shorten(repr(close[0]), _SHOWN)
        remedy = f"{remedy}; a close one is {meant}"
    return Finding(_LOCATION, f"no paper prints the {kind} {shown}", remedy, urgent=False)
