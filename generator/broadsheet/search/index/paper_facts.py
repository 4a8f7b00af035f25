"""Facts of papers that the index holds besides their words: cards, columns for facets, votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, TypeVar

import numpy as np

from broadsheet.model.curation import Topic
from broadsheet.model.limits import AUTHORS
from broadsheet.model.shared import FACETS
from broadsheet.search.index.binary import build_frame, varint_bytes
from broadsheet.search.index.file_sizes import USUAL
from broadsheet.search.records import Record

# Blocks of usual size that share a hash in their names: the head then names few of them, and a new day
# renames few.
GROUP = 32
# Papers in such a group, however large its blocks are.
PAPERS_IN_GROUP = USUAL.block * GROUP

T = TypeVar("T", str, tuple[int, ...])


def card_frame(records: Iterable[Record]) -> bytes:
    """Return the frame of a block, which has no sections: its head has ``cards``, in the order of papers."""
    return build_frame({"cards": [_card(record) for record in records]})


def _card(record: Record) -> dict[str, Any]:
    """Return the facts that a result shows, without those that are not known.

    ``more`` is how many authors are not named.
    """
    card = {
        "id": record.id,
        "title": record.title,
        "day": record.day.isoformat(),
        "authors": record.authors[: AUTHORS.in_search_results],
        "more": len(record.authors[AUTHORS.in_search_results :]),
        "organisation": record.organisation,
        "topics": record.topics,
        "votes": record.votes,
        "code": record.code,
        "takeaway": record.takeaway,
        "claim": "" if record.takeaway else record.claim,
        "abstract": record.abstract,
        "keywords": record.keywords,
        "elsewhere": record.elsewhere,
    }
    return {name: value for name, value in card.items() if value}


def column_frame(records: Sequence[Record], topics: Sequence[Topic]) -> bytes:
    """Return the frame of the columns that facets need of every paper.

    Its head has ``days`` (pairs of a day and how many papers in a row are of it), ``topics`` (pairs
    of slug and name), ``sets`` (the sets of topics that occur, as places in ``topics``) and
    ``organisations``; both the most frequent first. Its sections are, a varint a paper: the place of
    its set, the place of its organisation from 1 (0: none); and has code, a bit a paper, low bits first.
    Other facets whose values are texts have a list and a section after those of organisations.
    """
    topic_sets = _topic_sets(records, topics)
    distinct_sets = _by_frequency(topic_sets)
    set_numbers = {topic_set: number for number, topic_set in enumerate(distinct_sets)}
    head: dict[str, Any] = {
        "days": _day_runs(records),
        "topics": [(topic.slug, topic.name) for topic in topics],
        "sets": distinct_sets,
    }
    sections = [varint_bytes([set_numbers[topic_set] for topic_set in topic_sets])]
    for facet in FACETS:
        if facet.field:
            texts = [getattr(record, facet.field) for record in records]
            values = _by_frequency([text for text in texts if text])
            numbers = {"": 0} | {value: number for number, value in enumerate(values, start=1)}
            head[facet.name] = values
            sections.append(varint_bytes([numbers[text] for text in texts]))
    has_code = np.asarray([bool(record.code) for record in records], np.bool_)
    sections.append(np.packbits(has_code, bitorder="little").tobytes())
    return build_frame(head, *sections)


def vote_frame(records: Iterable[Record]) -> bytes:
    """Return the frame of the votes, a varint a paper: a file of its own, since few sort by them."""
    return build_frame({}, varint_bytes([record.votes for record in records]))


def _topic_sets(records: Iterable[Record], topics: Iterable[Topic]) -> list[tuple[int, ...]]:
    """Return the topics of each paper as places in ``topics``, ascending; those that are gone are left out.

    Facets count topics one by one, so that it says nothing there which is a paper's first. In one order there
    are a third as many different sets, and at 40,000 papers the file is 8 KB smaller.
    """
    places = {topic.slug: place for place, topic in enumerate(topics)}
    topic_sets = []
    for record in records:
        known = [places[slug] for slug in record.topics if slug in places]
        topic_sets.append(tuple(sorted(known)))
    return topic_sets


def _day_runs(records: Iterable[Record]) -> list[tuple[str, int]]:
    """Return each day and how many papers in a row are of it."""
    runs = []
    for day, papers in groupby(record.day for record in records):
        runs.append((day.isoformat(), len(list(papers))))
    return runs


def _by_frequency(values: Iterable[T]) -> list[T]:
    """Return the values, each once, the most frequent first and equally frequent ones in order."""
    counts = Counter(values)
    return sorted(counts, key=lambda value: (-counts[value], value))
