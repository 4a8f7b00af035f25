"""Findings of an examination: what is wrong where, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Problem at a location, with its remedy. Not ``urgent``: worth a look, no more."""

    location: str
    problem: str
    remedy: str
    urgent: bool = True

    def __str__(self) -> str:
        """*location: problem; remedy*, the form of every problem that people read."""
        return f"{self.location}: {self.problem}; {self.remedy}"
