"""The two stories of Broadsheet; read this first.

``fetch``: the web to ``content/``, on a schedule, with the network. ``build``: ``content/`` to
``build/docs`` and on to ``site/``, without it, and always the same for the same content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from generator.config import Config, read_config
from generator.curate import curate
from generator.errors import BroadsheetError, ConfigError, ContentError
from generator.library import Library
from generator.links import mentioned
from generator.model import Batch, Reading, SourceConfig, is_working_day
from generator.outputs import OUTPUTS
from generator.outputs.cards import cards
from generator.shelf import Shelf
from generator.sources import SOURCES
from generator.store import Content, Store
from generator.tree import Written, write_tree
from generator.web import Web


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a fetch: a day read or failed (``day`` None: the source as a whole)."""

    source: str
    day: date | None
    new: int = 0
    changed: int = 0
    same: int = 0
    dropped: int = 0
    failed: str = ""


Plan = tuple[tuple[SourceConfig, tuple[date, ...]], ...]


def plan_fetch(root: Path, days: Sequence[date], *, again: bool = False) -> Plan:
    """Each source with those of ``days`` it has to be asked for.

    Left away are days that were read after they had settled (unless ``again``), so that an
    interrupted backfill goes on where it stopped, and weekends where a source has none.
    """
    config = read_config(root)
    if not config.sources:
        raise ConfigError("content/config/sources.yaml: no source; add one, or run 'broadsheet init'")
    store = Store(root)
    return tuple(
        (source, tuple(day for day in days if _to_be_asked(store, source, day, again)))
        for source in config.sources
    )


def _to_be_asked(store: Store, source: SourceConfig, day: date, again: bool) -> bool:
    if not is_working_day(day) and not source.weekends:
        return False
    reading = store.reading(source.name, day)
    return again or not (reading and reading.settled)


def contact(root: Path) -> str:
    """Where a source's operator finds who is asking: the address of the site."""
    return read_config(root).site.url


def fetch(root: Path, web: Web, plan: Plan, today: date) -> Iterator[Step]:
    """Read what is planned into ``content/``; a step as each day is done.

    Papers are written before their day's ledger, so a run that is cut off reads that day again.
    One bad source or day does not stop the others. Failures are entered in the ledger only if
    something could be read: a run that reached nothing leaves content as it was.
    """
    store = Store(root)
    failures: list[Reading] = []
    worked = False
    for source, days in plan:
        try:
            for batch in SOURCES[source.kind](web, source, days):
                step = _keep(store, source, batch, today)
                worked = worked or not step.failed
                if step.failed:
                    failures.append(_failure(source, batch.day, today, step.failed))
                yield step
        except BroadsheetError as error:
            yield Step(source.name, None, failed=str(error))
    for failure in failures if worked else ():
        store.record(failure)


def _failure(source: SourceConfig, day: date, today: date, message: str) -> Reading:
    return Reading(source=source.name, day=day, asked=today, failed=message)


def _keep(store: Store, source: SourceConfig, batch: Batch, today: date) -> Step:
    if batch.failed:
        return Step(source.name, batch.day, failed=batch.failed)
    try:
        done = [store.add(paper, today) for paper in batch.papers]
        store.record(
            Reading(
                source=source.name,
                day=batch.day,
                read=today,
                kept=tuple(paper.id for paper in batch.papers),
                dropped=batch.drops,
                cap=batch.cap,
            )
        )
    except BroadsheetError as error:  # a file of ours that is broken is never overwritten
        return Step(source.name, batch.day, failed=str(error))
    new, changed, same = (done.count(word) for word in ("new", "changed", "same"))
    return Step(source.name, batch.day, new, changed, same, dropped=len(batch.drops))


def read_all(root: Path) -> tuple[Config, Content]:
    """All of ``content/``, sound and in itself consistent; every problem at once otherwise."""
    problems: list[str] = []
    config, content = None, None
    try:
        config = read_config(root)
    except BroadsheetError as error:
        problems.extend(error.problems)
    try:
        content = Store(root).load()
    except BroadsheetError as error:
        problems.extend(error.problems)
    if config and content:
        problems.extend(_disagreements(config, content))
    if problems or not config or not content:
        raise ContentError(*problems)
    return config, content


def _disagreements(config: Config, content: Content) -> Iterator[str]:
    """What is wrong between two files that are each right."""
    papers = {paper.id for paper in content.papers}
    topics = {topic.slug for topic in config.topics}
    for note in content.notes.values():
        place = f"content/notes/{note.paper}.md"
        if note.paper not in papers:
            yield f"{place}: there is no paper {note.paper!r} in content/papers; name the file after its id"
        for slug in note.topics or ():
            if slug not in topics:
                yield f"{place}: topics: no topic {slug!r} in content/config/topics.yaml"


def read_library(root: Path) -> Library:
    """The library of the site at ``root``."""
    config, content = read_all(root)
    titles = {source.name: source.title for source in config.sources}
    library = Library.of(
        site=config.site,
        sources=config.sources,
        topics=config.topics,
        entries=curate(content.papers, content.notes, config.rules, config.topics, titles),
        introductions=content.introductions,
        readings=content.readings,
        pages=content.pages,
    )
    if dead := tuple(_dead_links(library)):
        raise ContentError(*dead)
    return library


def _dead_links(library: Library) -> Iterator[str]:
    """Links in people's words to papers that have no page, whatever the reason."""
    written = {f"content/digests/{i.slug}.md": i.words for i in library.introductions.values()}
    written |= {f"content/notes/{e.paper.id}.md": e.note.words for e in library.entries}
    written |= {f"content/pages/{name}.md": words for name, words in library.pages.items()}
    for place, words in written.items():
        for paper in mentioned(words):
            if paper not in library.by_id or not library.by_id[paper].page:
                yield f"{place}: links to paper:{paper}, which has no page; correct the id"


def write_docs(library: Library, root: Path) -> Written:
    """The tree that MkDocs renders: every output's files, in ``build/docs``."""
    scratch = root / ".cache" / "writing"
    drawn = Shelf(root / ".cache" / "cards", scratch)
    files = (file for output in OUTPUTS for file in output(library))
    return write_tree(chain(files, cards(library, drawn)), root / "build" / "docs", scratch)
