"""Related papers: the nearest ones of each paper, all compared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from broadsheet.model.curation import RelatedPaper
from broadsheet.search.semantic.archive import Archive, Span
from broadsheet.search.semantic.nearest import nearest_papers
from broadsheet.search.semantic.shared_words import shared_words

Nearest = tuple[RelatedPaper, ...]
RelatedPapers = Mapping[str, Nearest]


class RelatedRow(NamedTuple):
    """Related paper as it is kept: its id, and the words that it shares with the paper."""

    paper_id: str
    words: Sequence[str]


def find_related(archive: Archive) -> RelatedPapers:
    """Return the nearest papers of each, nearest first; a paper that is like no other is absent."""
    related: dict[str, Nearest] = {}
    for span in archive.spans():
        name = f"related-{span.start}"
        compare = partial(_compare_span, archive, span)
        data = archive.get_or_make(name, span.seen, compare)
        records = archive.records[span.start : span.end]
        for record, rows in zip(records, json.loads(data), strict=True):
            if rows:
                papers = [RelatedPaper(paper_id, tuple(words)) for paper_id, words in rows]
                related[record.id] = tuple(papers)
    return related


def _compare_span(archive: Archive, span: Span) -> bytes:
    """Return as JSON the rows of each paper of a span."""
    size = span.end - span.start
    archive.note_work("compared", size)
    seen_vectors = archive.vectors[: span.seen]
    pairs = nearest_papers(seen_vectors, span.start)
    papers = pairs.papers.tolist()
    others = pairs.others.tolist()
    words_of_pairs = shared_words(archive, papers, others)
    texts = []
    pair = 0
    for paper in range(span.start, span.end):
        rows = []
        while pair < len(papers) and papers[pair] == paper:
            related_id = archive.records[others[pair]].id
            rows.append(RelatedRow(related_id, words_of_pairs[pair]))
            pair += 1
        texts.append(json.dumps(rows, ensure_ascii=False, separators=(",", ":")))
    return f"[{','.join(texts)}]".encode()
