"""Removals: papers that were taken away for good, and works that a person keeps on pages of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

Pair = frozenset[str]
# Why an item is dropped, before the reason that a person gave.
REMOVED = "removed for good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A paper that was taken away for good: its page's id, why and when, and what else it is called."""

    id: str
    why: str
    when: date | None = None
    other_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Removals:
    """Everything that ``removed.yaml`` says. Each pair of ``apart`` are ids of two works, not of one."""

    papers: tuple[Removal, ...] = ()
    apart: frozenset[Pair] = frozenset()
    by_id: Mapping[str, Removal] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Make the look-up of removals by all ids of their papers."""
        by_id: dict[str, Removal] = {}
        for removal in self.papers:
            by_id[removal.id] = removal
            for other_id in removal.other_ids:
                by_id.setdefault(other_id, removal)
        object.__setattr__(self, "by_id", by_id)

    def find(self, ids: Iterable[str]) -> Removal | None:
        """Return the removal of the paper that goes by one of the ids; None where it was not removed."""
        for paper_id in ids:
            removal = self.by_id.get(paper_id)
            if removal:
                return removal
        return None

    def keep_apart(self, ids: Iterable[str], other_ids: Iterable[str]) -> bool:
        """Return true where a person said that works with these ids are two."""
        others = tuple(other_ids)
        return any(frozenset((one, other)) in self.apart for one in ids for other in others)


NO_REMOVALS = Removals()
