"""Requests for many ids, some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from broadsheet.errors import SourceError, WebError
from broadsheet.model.paper import Paper
from broadsheet.text.plain import with_noun


def read_in_chunks(
    names: Sequence[str], size: int, read: Callable[[Sequence[str]], Iterable[Paper]]
) -> Iterator[Paper]:
    """Yield the papers of every request, each for at most ``size`` of ``names``.

    A request that fails costs no answer of the others: SourceError at the end, with the first
    reason. NotAsked ends them all.
    """
    chunks = []
    for start in range(0, len(names), size):
        chunks.append(names[start : start + size])
    problems = []
    for chunk in chunks:
        try:
            yield from read(chunk)
        except (SourceError, WebError) as error:
            problems.append(str(error))
    if problems:
        requests = with_noun(len(chunks), "request")
        raise SourceError(f"{len(problems)} of {requests} failed, the first with {problems[0]}")
