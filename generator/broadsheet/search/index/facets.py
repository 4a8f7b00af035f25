"""What facets and sorting by votes need of every paper, and nothing else: two small files."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

from broadsheet.model.curation import Topic
from broadsheet.search.index.binary import build_frame, varint_bytes
from broadsheet.search.records import Record

T = TypeVar("T", str, tuple[int, ...])


def columns(records: Sequence[Record], topics: Sequence[Topic]) -> bytes:
    """The columns as a frame.

    Its head has ``days`` (pairs of a day and how many papers in a row are of it), ``topics`` (pairs
    of slug and name), ``sets`` (the sets of topics that occur, as places in ``topics``) and
    ``organisations``; both the most frequent first. Its sections are, a varint a paper: the place of
    its set, the place of its organisation from 1 (0: none); and has code, a bit a paper, low bits first.
    """
    days = [[day.isoformat(), len(list(group))] for day, group in itertools.groupby(r.day for r in records)]
    place = {topic.slug: number for number, topic in enumerate(topics)}
    held = [tuple(place[slug] for slug in record.topics if slug in place) for record in records]
    sets = {topic_set: number for number, topic_set in enumerate(_most_first(held))}
    names = _most_first(record.organisation for record in records if record.organisation)
    number_of = {"": 0} | {name: number for number, name in enumerate(names, start=1)}
    head = {
        "days": days,
        "topics": [[topic.slug, topic.name] for topic in topics],
        "sets": list(sets),
        "organisations": names,
    }
    return build_frame(
        head,
        varint_bytes([sets[topic_set] for topic_set in held]),
        varint_bytes([number_of[record.organisation] for record in records]),
        np.packbits(
            np.asarray([record.has_code for record in records], np.bool_), bitorder="little"
        ).tobytes(),
    )


def votes(records: Sequence[Record]) -> bytes:
    """A frame whose section is the votes, a varint a paper: a file of its own, since few sort by them."""
    return build_frame({}, varint_bytes([record.votes for record in records]))


def _most_first(values: Iterable[T]) -> list[T]:
    return [value for value, _ in sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))]
