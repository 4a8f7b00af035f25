"""What drawn maps weigh, what is labelled on them, and whether labels lie on one another; see map.py."""
# ruff: noqa: D103

from __future__ import annotations

import gzip
import re
import statistics
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import recorded

from broadsheet.library.library import Library
from broadsheet.model.curation import Conditions, Entry, Note, Topic
from broadsheet.model.paper import Paper, Sighting
from broadsheet.model.site import Site
from broadsheet.outputs.maps.atlas import draw, map_facts, map_of_digest
from broadsheet.outputs.maps.drawing import Drawing, DrawnMap
from broadsheet.outputs.maps.frames import Box
from broadsheet.outputs.maps.widths import width_of
from broadsheet.outputs.pages.editions import period_page
from broadsheet.search.records import Record

_FIGURE = re.compile(r'<figure class="map".*?</figure>', re.DOTALL)
_TOPICS = tuple(Topic(f"topic-{number}", f"Topic {number}", "", Conditions()) for number in range(20))


class Measured(NamedTuple):
    """A map as it was drawn: its papers, bytes gzipped, seconds, labels of both frames, and their faults."""

    papers: int
    size: int
    seconds: float
    titles: tuple[int, ...]
    names: tuple[int, ...]
    faults: int


def drawing_table(data: Path, maps: Mapping[str, Mapping[str, tuple[int, int]]]) -> str:
    """Return a table of maps by the slugs of their weeks or months."""
    library = library_of(data).with_maps(maps)
    kinds: dict[str, list[Measured]] = {}
    for digest in (*library.weeks, *library.months):
        facts = map_of_digest(library, digest)
        if not facts:
            continue
        start = time.process_time()
        drawn = draw(facts)
        seconds = time.process_time() - start
        page = period_page(library, digest).data.decode()
        found = _FIGURE.search(page)
        assert drawn and found
        kinds.setdefault(digest.period.kind, []).append(measured(drawn, found[0], seconds))
    rows = [
        "| maps | papers | gzipped, median, most | titles, names: phone | desk | at fault | processor |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    rows += [row_of(kind, made) for kind, made in kinds.items()]
    return "\n".join(rows) + "\n"


def library_of(data: Path) -> Library:
    """Return a library of the recorded papers, with topics in turn: a dot's colour is a part of its bytes."""
    entries = []
    for _, papers in recorded(data):
        for paper in papers:
            topic = _TOPICS[len(entries) % len(_TOPICS)]
            entries.append(Entry(paper=paper, note=Note(paper=paper.id), topics=(topic,)))
    site = Site(name="Maps", url="https://maps.example/")
    return Library.of(site=site, topics=_TOPICS, entries=entries)


def entries_of(records: Iterable[Record]) -> dict[str, Entry]:
    """Return papers of which only words are known, with topics and votes in turn, by their ids."""
    entries = {}
    for number, record in enumerate(records):
        sighting = Sighting(source="made-up", day=record.day, votes=number % 97)
        paper = Paper(id=record.id, title=record.title, abstract=record.abstract, sightings=(sighting,))
        topic = _TOPICS[number % len(_TOPICS)]
        entries[record.id] = Entry(paper=paper, note=Note(paper=record.id), topics=(topic,))
    return entries


def draw_all(maps: Iterable[Mapping[str, tuple[int, int]]], entries: Mapping[str, Entry]) -> None:
    """Draw maps as pages do."""
    for places in maps:
        facts = map_facts([entries[paper_id] for paper_id in places], places)
        if facts.entries:
            draw(facts)


def measured(drawn: DrawnMap, markup: str, seconds: float) -> Measured:
    return Measured(
        papers=drawn.papers,
        size=len(gzip.compress(markup.encode())),
        seconds=seconds,
        titles=tuple(len(drawing.titles) for drawing in drawn.drawings),
        names=tuple(len(drawing.names) for drawing in drawn.drawings),
        faults=sum(map(count_faults, drawn.drawings)),
    )


def count_faults(drawing: Drawing) -> int:
    """Return how many labels lie on another one or leave the frame, in the widest type that they may get."""
    boxes = list(label_boxes(drawing))
    frame = drawing.frame
    outside = [
        box
        for box in boxes
        if min(box.left, box.top) < 0 or box.right > frame.width or box.bottom > frame.height
    ]
    return len(outside) + sum(one.meets(other) for one, other in combinations(boxes, 2))


def label_boxes(drawing: Drawing) -> Iterator[Box]:
    frame = drawing.frame
    for labels, size, is_slanted in (
        (drawing.names, frame.name_size, True),
        (drawing.titles, frame.type_size, False),
    ):
        for label in labels:
            width = width_of(label.words, size, is_slanted=is_slanted)
            yield Box(label.x, label.y - size, label.x + width, label.y + size // 4)


def row_of(kind: str, made: Sequence[Measured]) -> str:
    sizes = [one.size for one in made]
    cells = [
        f"{len(made)} {kind}s",
        span_of(one.papers for one in made),
        f"{statistics.median(sizes) / 1000:.1f}, {max(sizes) / 1000:.1f} KB",
        *(f"{mean_of(made, 'titles', frame)}, {mean_of(made, 'names', frame)}" for frame in (0, 1)),
        str(sum(one.faults for one in made)),
        f"{max(one.seconds for one in made):.2f} s at most",
    ]
    return f"| {' | '.join(cells)} |"


def span_of(numbers: Iterable[int]) -> str:
    known = list(numbers)
    return f"{min(known)} to {max(known)}"


def mean_of(made: Sequence[Measured], field: str, frame: int) -> str:
    return f"{statistics.mean(getattr(one, field)[frame] for one in made):.1f}"
