"""The two stories of Broadsheet; read this first.

``fetch``: the web to ``content/``, on a schedule, with the network. ``build``: ``content/`` to
``build/docs`` and on to ``site/``, without it, and always the same for the same content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.cache.manifest import Manifest
from broadsheet.cache.records import RecordCache
from broadsheet.cache.tree import Written, write_tree
from broadsheet.curation.curate import EntryRow, curate
from broadsheet.disk.files import write_file
from broadsheet.disk.lock import only_writer
from broadsheet.errors import BroadsheetError, ConfigError, ContentError
from broadsheet.fetching.client import Web
from broadsheet.fetching.enrichers import ENRICHER_KINDS
from broadsheet.fetching.ingest import Progress, enrich, read_days
from broadsheet.fetching.sources import SOURCE_KINDS
from broadsheet.library.library import Library
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.paper import Paper
from broadsheet.model.period import is_working_day
from broadsheet.model.site import SourceConfig
from broadsheet.outputs import outputs
from broadsheet.outputs.templating import load_templates
from broadsheet.outputs.workspace import Tell, Workspace
from broadsheet.settings.config import Config, read_config
from broadsheet.settings.source_kinds import Politeness
from broadsheet.store.store import Content, PaperRow, Store
from broadsheet.text.paper_links import linked_ids

Plan = tuple[tuple[SourceConfig, tuple[date, ...]], ...]
Write = Callable[[Path, bytes, Path], object]


def read_settings(root: Path, instead: Mapping[str, Path] | None = None) -> Config:
    """Return the settings of the site at ``root``, with all kinds of sources that there are.

    ``instead`` names other files to read in place of ``rules``, ``topics`` or ``ranking``.
    ConfigError with every problem.
    """
    return read_config(root, SOURCE_KINDS, ENRICHER_KINDS, instead)


def politeness() -> tuple[Politeness, ...]:
    """Return what is owed to the operators of all servers that sources and enrichers ask."""
    declared = [kind.politeness for kind in SOURCE_KINDS.values()]
    declared += [kind.politeness for kind in ENRICHER_KINDS.values()]
    return tuple([rules for rules in declared if rules])


def plan_fetch(root: Path, days: Sequence[date], *, again: bool = False) -> Plan:
    """Each source with those of ``days`` it has to be asked for.

    Left away are days that were read after they had settled (unless ``again``), so that an
    interrupted backfill goes on where it stopped, and weekends where a source has none.
    """
    config = read_settings(root)
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
    return again or reading is None or not _done_with(source, reading)


def _done_with(source: SourceConfig, reading: LedgerEntry) -> bool:
    """Whether a day has no more to give. Of a list that comes out whole one reading is enough, unless
    it was empty: then it may not have been out."""
    whole = SOURCE_KINDS[source.kind].days_complete and reading.fetched and not reading.failed
    return bool(whole) or reading.settled


def contact(root: Path) -> str:
    """Where a source's operator finds who is asking: the address of the site."""
    return read_settings(root).site.url


def fetch(root: Path, web: Web, plan: Plan, today: date, *, write: Write = write_file) -> Iterator[Progress]:
    """Read what is planned into ``content/``; a step as each day is done, and then each look-up.

    Papers are written before their day's ledger, so a run that is cut off reads that day again.
    One bad source or day does not stop the others. Failures are entered in the ledger only if
    something could be read: a run that reached nothing leaves content as it was. WriteError where
    another run is writing here, or where nothing can be written.
    """
    with only_writer(root):
        store = Store(root, write)
        steps: list[Progress] = []
        for source, days in plan:
            for step in read_days(store, web, source, days, today):
                steps.append(step)
                yield step
        failed = [step for step in steps if step.failed]
        if failed and len(failed) == len(steps):
            return
        for step in failed:
            if step.day:
                store.record(LedgerEntry(source=step.source, day=step.day, asked=today, failed=step.failed))
        seen = tuple(dict.fromkeys(page for step in steps for page in step.kept))
        for config in read_settings(root).enrichers:
            yield from enrich(store, web, config, seen, today)


def read_all(root: Path, cache: RecordCache[PaperRow] | None = None) -> tuple[Config, Content]:
    """All of ``content/``, sound and in itself consistent; every problem at once otherwise.

    Papers that did not change are taken from the ``cache``.
    """
    problems: list[str] = []
    config, content = None, None
    try:
        config = read_settings(root)
    except BroadsheetError as error:
        problems.extend(error.problems)
    try:
        content = Store(root).load(cache)
    except BroadsheetError as error:
        problems.extend(error.problems)
    if config and content:
        problems.extend(disagreements(config, content))
    if problems or not config or not content:
        raise ContentError(*problems)
    return config, content


def disagreements(config: Config, content: Content) -> Iterator[str]:
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
    """The library of the site at ``root``; of papers that did not change it reads what was kept of them."""
    names, cache = Fingerprints(), root / ".cache"
    config, content = read_all(root, RecordCache(cache / "papers", PaperRow, names))
    papers = _with_summaries_as_asked(content.papers, config)
    titles = {source.name: source.title for source in config.sources}
    judgement = (config.rules, config.topics, titles, config.ranking)
    entries = RecordCache(cache / "entries", EntryRow, names, names.of(*judgement))
    library = Library.of(
        site=config.site,
        sources=config.sources,
        topics=config.topics,
        entries=curate(papers, content.notes, *judgement, entries),
        introductions=content.introductions,
        readings=content.readings,
        pages=content.pages,
        fingerprints=names,
    )
    if dead := tuple(_dead_links(library)):
        raise ContentError(*dead)
    return library


def _with_summaries_as_asked(papers: Iterable[Paper], config: Config) -> Iterator[Paper]:
    """Yield the papers, without summaries by models that the owner does not, or no longer, ask for."""
    summaries = any(source.flag("ai_summary") for source in config.sources)
    sentences = any(enricher.flag("tldr") for enricher in config.enrichers)
    for paper in papers:
        if paper.ai_summary and not summaries:
            paper = replace(paper, ai_summary="")
        if paper.tldr and not sentences:
            paper = replace(paper, tldr="")
        yield paper


def _dead_links(library: Library) -> Iterator[str]:
    """Links in people's words to papers that have no page, whatever the reason."""
    written = {f"content/digests/{i.slug}.md": i.words for i in library.introductions.values()}
    written |= {f"content/notes/{e.paper.id}.md": e.note.words for e in library.entries}
    written |= {f"content/pages/{name}.md": words for name, words in library.pages.items()}
    for place, words in written.items():
        for paper in linked_ids(words):
            entry = library.by_id.get(paper)
            if not entry or (entry.left_out and not entry.page):
                yield f"{place}: links to paper:{paper}, which has no page; correct the id"


def _silent(stage: str, words: str) -> None:
    pass


def write_docs(library: Library, root: Path, tell: Tell = _silent) -> Written:
    """The tree that MkDocs renders, in ``build/docs``, and what else outputs make, each in its folder.

    ``tell`` is told as each of the stages before is done what it is called, and in words what had to be
    made anew of what is kept between builds.
    """
    workspace = Workspace(library, root, tell)
    library = library.with_related(workspace.learnt.related)
    written = Written(0, 0, 0)
    for folder, listed in outputs(workspace).items():
        files = (file for output in listed for file in output(library))
        standing = Manifest(workspace.cache / f"{folder}.json")
        tree = write_tree(files, workspace.build / folder, workspace.scratch, standing, load_templates)
        written = written.and_also(tree)
    return written
