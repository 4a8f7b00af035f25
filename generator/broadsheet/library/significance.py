"""Significance: whether a share rose by more than chance explains, and how many of many shares did."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

# Of all that are called significant, so great a share may be so by chance.
FALSE_DISCOVERIES = 0.05


def chance_of_rise(now: int, papers_now: int, before: int, papers_before: int) -> float:
    """Return how likely so many papers of now, or more, are if the share did not change; 1 for no rise.

    ``now`` of ``papers_now`` have something, and had ``before`` of ``papers_before``. This is the one-sided
    exact test of Fisher ("The logic of inductive inference", 1935), which holds for small numbers too. It is
    counted in whole numbers, so that it is the same on every machine.
    """
    if now * papers_before <= before * papers_now:
        return 1.0
    having = now + before
    ways = comb(papers_now, now) * comb(papers_before, before)
    ways_of_more = 0
    # From so many now and before to one more now and one fewer before.
    while ways:
        ways_of_more += ways
        ways *= (papers_now - now) * before
        ways //= (now + 1) * (papers_before - before + 1)
        now += 1
        before -= 1
    return ways_of_more / comb(papers_now + papers_before, having)


def count_significant(chances: Sequence[float]) -> int:
    """Return how many of the smallest of ``chances`` stand out, though so many were tried.

    At most ``FALSE_DISCOVERIES`` of these are expected to be there by chance: Benjamini and Hochberg,
    "Controlling the false discovery rate", 1995.
    """
    significant = 0
    tried = len(chances)
    for rank, chance in enumerate(sorted(chances), start=1):
        if chance * tried <= FALSE_DISCOVERIES * rank:
            significant = rank
    return significant
