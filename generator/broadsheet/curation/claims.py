"""Claims of papers: the sentence of each abstract that says what was done, read once for all outputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from broadsheet.disk.parallel import Make, map_parallel
from broadsheet.model.paper import Paper
from broadsheet.text.claims import claim_of
from broadsheet.text.plain import clean


def read_claims(papers: Sequence[Paper]) -> Iterator[str]:
    """Yield the claim of each of ``papers``, in their order; formulas are in TeX, as in the abstract.

    Of many papers they are read on all processors, since one takes more than half a millisecond.
    """
    makes: list[Make] = [partial(_claim, paper) for paper in papers]
    for data in map_parallel(makes):
        yield data.decode()


def _claim(paper: Paper) -> bytes:
    claim = claim_of(clean(paper.title), clean(paper.abstract), is_tex=paper.is_tex)
    return claim.encode()
