"""Phrases that stand in a paper, by its field."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhraseHits:
    """Phrases that stand in each field of one paper, and its categories in lower case."""

    title: frozenset[str]
    abstract: frozenset[str]
    keywords: frozenset[str]
    categories: frozenset[str]
