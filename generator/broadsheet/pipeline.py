"""The two stories of Broadsheet; read this first.

``fetch``: the web to ``content/``, on a schedule, with the network. ``build``: ``content/`` to
``build/docs`` and on to ``site/``, without it, and always the same for the same content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from broadsheet.announce.ledger import read_posts
from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.cache.kept_values import KeptValue
from broadsheet.cache.manifest import Manifest
from broadsheet.cache.records import RecordCache
from broadsheet.cache.written_tree import Written, write_tree
from broadsheet.curation.curate import EntryRow, Standards, curate
from broadsheet.curation.tallies import gather_tallies, with_tallies
from broadsheet.disk.files import write_file
from broadsheet.disk.lock import only_writer
from broadsheet.errors import BroadsheetError, ConfigError, ContentError
from broadsheet.fetching.client import Web
from broadsheet.fetching.counting import count_votes
from broadsheet.fetching.enrichers import ENRICHER_KINDS
from broadsheet.fetching.ingest import Progress, enrich, read_days
from broadsheet.fetching.sources import SOURCE_KINDS
from broadsheet.fetching.tallies import TALLY_KINDS
from broadsheet.fetching.tallies.readings import Announced
from broadsheet.fetching.turns import order_turns
from broadsheet.library.library import Library
from broadsheet.model import once
from broadsheet.model.corrections import with_corrections
from broadsheet.model.language.words import use_catalogue
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.paper import Paper
from broadsheet.model.period import is_working_day
from broadsheet.model.provenance import as_ranked
from broadsheet.model.site import SourceConfig
from broadsheet.outputs import outputs, with_learnt, without_the_impossible
from broadsheet.outputs.templating import load_templates
from broadsheet.outputs.workspace import Tell, Workspace
from broadsheet.settings.config import Config, Kinds, read_config
from broadsheet.settings.source_kinds import Politeness
from broadsheet.store.content import Content
from broadsheet.store.gate import reason_to_refuse
from broadsheet.store.paper_rows import PaperRow
from broadsheet.store.papers import paper_path
from broadsheet.store.store import Store
from broadsheet.store.tallies import TallyFiles
from broadsheet.text.paper_links import linked_ids

Plan = tuple[tuple[SourceConfig, tuple[date, ...]], ...]
_REMOVED = "content/removed.yaml says that this paper was removed; delete this file, or its line there"
ANNOUNCED_DAYS = 30  # for which a post that announced an edition is asked for votes
Write = Callable[[Path, bytes, Path], object]


def read_settings(root: Path, instead: Mapping[str, Path] | None = None) -> Config:
    """Return the settings of the site at ``root``, with all kinds of sources that there are.

    ``instead`` names other files to read in place of ``rules``, ``topics`` or ``ranking``.
    ConfigError with every problem.
    """
    return read_config(root, Kinds(SOURCE_KINDS, ENRICHER_KINDS, TALLY_KINDS), instead)


def politeness() -> tuple[Politeness, ...]:
    """Return what is owed to the operators of all servers that sources and enrichers ask."""
    declared = [kind.politeness for kind in SOURCE_KINDS.values()]
    declared += [kind.politeness for kind in ENRICHER_KINDS.values()]
    declared += [kind.politeness for kind in TALLY_KINDS.values()]
    return tuple([rules for rules in declared if rules])


def plan_fetch(root: Path, days: Sequence[date], *, again: bool = False) -> Plan:
    """Return each source with those of ``days`` it has to be asked for.

    Left away are days that were read after they had settled (unless ``again``), so that an
    interrupted backfill goes on where it stopped, and weekends where a source has none. A site whose papers
    are picked by hand has no sources, and says so in its settings.
    """
    config = read_settings(root)
    if not config.sources and not (root / "content/config/sources.yaml").exists():
        raise ConfigError("content/config/sources.yaml: missing; add it, with a source or with 'sources: []'")
    store = Store(root)
    store.removals()  # where that list cannot be read, what somebody took away would come back
    plan: list[tuple[SourceConfig, tuple[date, ...]]] = []
    for source in config.sources:
        asked_days = [day for day in days if _is_to_be_asked(store, source, day, again)]
        plan.append((source, tuple(asked_days)))
    return tuple(plan)


def _is_to_be_asked(store: Store, source: SourceConfig, day: date, again: bool) -> bool:
    if not is_working_day(day) and not source.weekends:
        return False
    reading = store.reading(source.name, day)
    return again or reading is None or not _is_done(source, reading)


def _is_done(source: SourceConfig, reading: LedgerEntry) -> bool:
    """Return True if a day has no more to give, and was read with the question that is asked now.

    Of a list that comes out whole one reading is enough, unless it was empty: then it may not have been out.
    """
    if not reading.answers(source.question):
        return False
    if reading.settled:
        return True
    has_list = reading.fetched > 0 and not reading.failed
    return has_list and SOURCE_KINDS[source.kind].days_complete


def contact(root: Path) -> str:
    """Return where a source's operator finds who is asking: the address of the site."""
    return read_settings(root).site.url


def fetch(
    root: Path,
    web: Web,
    plan: Plan,
    today: date,
    *,
    write: Write = write_file,
    is_backfill: bool = False,
) -> Iterator[Progress]:
    """Read what is planned into ``content/``; a step as each day is done, and then each look-up.

    Papers are written before their day's ledger, so a run that is cut off reads that day again.
    One bad source or day does not stop the others, nor take their time: each has its share of what
    is left, and the one that was not read for longest comes first. Failures are entered in the ledger only if
    something could be read: a run that reached nothing leaves content as it was. WriteError where
    another run is writing here, or where nothing can be written.
    """
    with only_writer(root):
        config = read_settings(root)
        store = Store(root, write, config.source_order)
        steps: list[Progress] = []
        turns = order_turns(plan, store.readings())
        for number, (source, days) in enumerate(turns):
            with web.share_time(parties=len(turns) - number):
                for step in read_days(store, web, source, days, today, is_backfill):
                    steps.append(step)
                    yield step
        if steps and all(step.failed for step in steps):
            return
        _record_failures(store, steps, today)
        if steps:  # on a day off nothing was asked, and so nothing reached yet
            store.give_cite_keys()
        pages: dict[str, None] = {}  # in order, each once
        for step in steps:
            pages.update(dict.fromkeys(step.kept))
        for enricher in config.enrichers:
            yield from enrich(store, web, enricher, tuple(pages), today)
        tally_files = TallyFiles(root, write)
        for place in config.tally_sources:
            yield from count_votes(tally_files, web, place, _announced(root, today))


def _record_failures(store: Store, steps: Iterable[Progress], today: date) -> None:
    for step in steps:
        if step.failed and step.day:
            store.record(LedgerEntry(source=step.source, day=step.day, asked=today, failed=step.failed))


def _announced(root: Path, today: date) -> tuple[Announced, ...]:
    """Return the posts that announced editions; a ledger that is broken has none that can be asked for."""
    try:
        posts = read_posts(root)
    except ContentError:
        return ()
    oldest = today - timedelta(days=ANNOUNCED_DAYS)
    return tuple([Announced(post.edition, post.url, post.day < oldest) for post in posts])


def read_all(root: Path, cache: RecordCache[PaperRow] | None = None) -> tuple[Config, Content]:
    """Read all of ``content/``, sound and in itself consistent; every problem at once otherwise.

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
    """Yield what is wrong between two files that are each right."""
    papers = {paper.id: paper for paper in content.papers}
    topics = {topic.slug for topic in config.topics}
    for removal in content.removals.papers:
        if removal.id in papers:
            yield f"content/{paper_path(removal.id)}: {_REMOVED}"
    for note in content.notes.values():
        place = f"content/notes/{note.paper}.md"
        if note.paper in content.removals.by_id:
            yield f"{place}: {_REMOVED}"
        elif note.paper not in papers:
            yield f"{place}: there is no paper {note.paper!r} in content/papers; name the file after its id"
        elif note.corrections:
            reason = reason_to_refuse(with_corrections(papers[note.paper], note.corrections))
            if reason:
                yield f"{place}: corrections: the paper cannot be so: {reason}; mend them"
        for slug in note.topics or ():
            if slug not in topics:
                yield f"{place}: topics: no topic {slug!r} in content/config/topics.yaml"
    yield from _unknown_writers(config, content)


def _unknown_writers(config: Config, content: Content) -> Iterator[str]:
    """Yield what says that somebody wrote it whom the owner does not name."""
    handles = {f"content/notes/{note.paper}.md": note.by for note in content.notes.values()}
    handles |= {f"content/digests/{words.slug}.md": words.by for words in content.introductions}
    known = config.masthead.by_handle
    for place, handle in handles.items():
        if handle and handle not in known:
            remedy = "add them there, or correct the handle"
            yield f"{place}: by: nobody in content/config/editors.yaml has the handle {handle!r}; {remedy}"


def read_library(root: Path) -> Library:
    """Read the library of the site at ``root``; of papers that did not change, what was kept of them."""
    names = Fingerprints()
    cache = root / ".cache"
    config, content = read_all(root, RecordCache(cache / "papers", PaperRow, names))
    use_catalogue(config.catalogue)
    papers = _as_set(content, config, names)
    source_titles = {source.name: source.title for source in config.sources}
    standards = Standards(config.rules, config.topics, source_titles, config.ranking)
    entry_cache = RecordCache(cache / "entries", EntryRow, names, names.of(*standards))
    tallies = gather_tallies(content.tallies, config.tally_sources)
    entries = curate(papers, content.notes, standards, entry_cache)
    library = Library.of(
        site=config.site,
        sources=config.sources,
        topics=config.topics,
        entries=with_tallies(entries, tallies, config.ranking, source_titles),
        content=content,
        fingerprints=names,
    )
    library = library.with_contributors(config.contributors).with_masthead(config.masthead)
    dead_links = tuple(_dead_links(library))
    if dead_links:
        raise ContentError(*dead_links)
    once.let_go()
    look_up_titles = {name: kind.title for name, kind in ENRICHER_KINDS.items()}
    look_up_titles |= {name: kind.title for name, kind in SOURCE_KINDS.items() if kind.looks_up}
    return replace(library, look_up_titles=look_up_titles, tallies=tallies)


def _as_set(content: Content, config: Config, names: Fingerprints) -> Iterator[Paper]:
    """Yield the papers with what follows from the order of the sources, and with what people corrected.

    Summaries by models that the owner does not, or no longer, ask for are left out.
    """
    summaries = any(source.flag("ai_summary") for source in config.sources)
    sentences = any(enricher.flag("tldr") for enricher in config.enrichers)
    settings = names.of(config.source_order, summaries, sentences)
    for stored_paper in content.papers:
        paper = as_ranked(stored_paper, config.source_order)
        made_by = settings
        if paper.ai_summary and not summaries:
            paper = replace(paper, ai_summary="")
        if paper.tldr and not sentences:
            paper = replace(paper, tldr="")
        note = content.notes.get(paper.id)
        if note and note.corrections:
            paper = with_corrections(paper, note.corrections)
            made_by = names.of(settings, note.corrections)
        if paper is not stored_paper:
            names.know_as_made(paper, stored_paper, made_by)
        yield paper


def _dead_links(library: Library) -> Iterator[str]:
    """Yield the links in people's words to papers that have no page, whatever the reason."""
    words_by_place: dict[str, str] = {}
    for introduction in library.introductions.values():
        words_by_place[f"content/digests/{introduction.slug}.md"] = introduction.words
    for entry in library.entries:
        words_by_place[f"content/notes/{entry.paper.id}.md"] = entry.note.words
    for name, words in library.pages.items():
        words_by_place[f"content/pages/{name}.md"] = words
    for place, words in words_by_place.items():
        for paper_id in linked_ids(words):
            linked = library.by_id.get(paper_id)  # one that was merged goes by its old id, too
            if paper_id in library.removals.by_id:
                yield f"{place}: links to paper:{paper_id}, which was removed; take the link out"
            elif not linked or (linked.left_out and not linked.page):
                yield f"{place}: links to paper:{paper_id}, which has no page; correct the id"


def _silent(stage: str, words: str) -> None:
    pass


def write_docs(library: Library, root: Path, tell: Tell = _silent) -> Written:
    """Write the tree that MkDocs renders, in ``build/docs``, and what else outputs make, each in its folder.

    ``tell`` is told as each of the stages before is done what it is called, and in words what had to be
    made anew of what is kept between builds.
    """
    library = without_the_impossible(library)
    workspace = Workspace(library, root, tell)
    library = with_learnt(library, workspace)
    kept_names = KeptValue(workspace.blobs("names"), "derived")
    library.fingerprints.take_derived(kept_names.read() or {})
    written = Written(0, 0, 0)
    for folder, folder_outputs in outputs(workspace).items():
        files = chain.from_iterable(output(library) for output in folder_outputs)
        manifest = Manifest(workspace.cache / f"{folder}.json")
        tree = write_tree(files, workspace.build / folder, workspace.scratch, manifest, load_templates)
        written = written.and_also(tree)
    kept_names.write(library.fingerprints.derived)
    return written
