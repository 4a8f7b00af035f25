"""How much a run tries: everything, but for the fast tests at home, which try a part of it.

`make test`, CI in all of its jobs, and a run of single files take every case and all the examples.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

import pytest
from hypothesis import settings

Case = TypeVar("Case")
STEADY, HOME, QUICK = "steady", "home", "quick"
SHARE = 4  # one example in so many
# One case in so many. Tables have ten or fifteen changes of each node, so that each change is met somewhere.
STRIDE = 7

# The same examples in every run of CI, so that a failure there is one of the change; new ones at home.
# A machine may be busy: no example has a deadline.
settings.register_profile(STEADY, derandomize=True, deadline=None)
settings.register_profile(HOME, deadline=None)
settings.register_profile(
    QUICK, max_examples=settings.get_profile("default").max_examples // SHARE, deadline=None
)


def choose(config: pytest.Config) -> None:
    """Find out what kind of run this is, before any module of tests is read."""
    if os.environ.get("CI"):
        settings.load_profile(STEADY)
    elif is_fast_run(config.option.markexpr, os.environ):
        settings.load_profile(QUICK)
    else:
        settings.load_profile(HOME)


def is_fast_run(marks: str, environment: Mapping[str, str]) -> bool:
    """A run of the fast tests alone, as `make test-fast` makes it, and not in CI."""
    return marks == "not slow" and not environment.get("CI")


def is_quick() -> bool:
    return settings.get_current_profile_name() == QUICK


def examples(number: int) -> int:
    """So many examples of Hypothesis, which are new ones in every run at home."""
    return max(5, number // SHARE) if is_quick() else number


def at_most(number: int, *, quick: int) -> int:
    """The size of something large, and a smaller one that shows the same."""
    return quick if is_quick() else number


def some_of(cases: Iterable[Case]) -> Iterator[Case]:
    """The cases, or some of them, from all over the table."""
    return islice(cases, 0, None, STRIDE if is_quick() else 1)
