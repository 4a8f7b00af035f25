"""Requests for many ids, some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from broadsheet.errors import SourceError, WebError
from broadsheet.model.paper import Paper
from broadsheet.text.plain import with_noun

T = TypeVar("T")


def read_in_chunks(
    wanted: Sequence[T], size: int, read: Callable[[Sequence[T]], Iterable[Paper]]
) -> Iterator[Paper]:
    """Yield the papers of every request, each for at most ``size`` of the ``wanted``.

    A request that fails costs no answer of the others: SourceError at the end, with the first
    reason. NotAsked ends them all.
    """
    chunks = []
    for start in range(0, len(wanted), size):
        chunks.append(wanted[start : start + size])
    problems = []
    for chunk in chunks:
        try:
            yield from read(chunk)
        except (SourceError, WebError) as error:
            problems.append(str(error))
    if problems:
        requests = with_noun(len(chunks), "request")
        raise SourceError(f"{len(problems)} of {requests} failed, the first with {problems[0]}")
