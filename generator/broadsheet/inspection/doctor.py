"""Examination of ``content/``: faults, each with a remedy, and the days to ask sources for again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from broadsheet.errors import BroadsheetError
from broadsheet.fetching.enrichers import ENRICHER_KINDS
from broadsheet.inspection.contributors import examine_contributors
from broadsheet.inspection.findings import Finding
from broadsheet.inspection.refused_markup import find_refused_markup
from broadsheet.library.audit import stale_readings
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.owners import PEOPLE
from broadsheet.model.paper import Paper
from broadsheet.model.period import Period, is_holiday, is_working_day
from broadsheet.model.site import SourceConfig
from broadsheet.pipeline import Plan, disagreements, read_settings
from broadsheet.settings.config import Config
from broadsheet.store.content import Content
from broadsheet.store.duplicates import possible_duplicates
from broadsheet.store.papers import paper_path
from broadsheet.store.store import Store
from broadsheet.text.plain import with_noun

MAX_LISTED = 5  # papers that stand in one line; the others are counted
_ROBOTS = ("content/papers/", "content/ledger/")
_ONE_DAY = timedelta(days=1)
_LOOK_UP = "run 'broadsheet backfill', which looks it up"


def examine(root: Path) -> tuple[Finding, ...]:
    """Return all that can be found out about the site at ``root``, whatever of it is broken."""
    config: Config | None = None
    problems: list[str] = []
    try:
        config = read_settings(root)
    except BroadsheetError as error:
        problems.extend(error.problems)
    content, broken = Store(root).survey()
    broken_stems = frozenset(_stem(problem) for problem in broken)
    findings = [parse_problem(problem) for problem in (*problems, *broken)]
    arxiv_looked_up = False
    if config:
        for problem in disagreements(config, content):
            if _stem(problem) not in broken_stems:
                findings.append(parse_problem(problem))
        findings.extend(_examine_days(config, content, broken_stems))
        findings.extend(examine_contributors(config.contributors, content.papers))
        for refusal in find_refused_markup(root, config.site, content):
            findings.append(Finding(*refusal, urgent=False))
        arxiv_looked_up = any(ENRICHER_KINDS[enricher.kind].describes for enricher in config.enrichers)
    has_abstracts = not (config and config.site.is_sample)  # a sample is made without them
    findings.extend(_examine_fields(content.papers, arxiv_looked_up, has_abstracts))
    findings.extend(_examine_kept(content, broken_stems))
    findings.extend(_examine_aliases(content.papers))
    findings.extend(_examine_duplicates(content))
    if not broken:
        findings.extend(_examine_introductions(content))
    return tuple(findings)


def _stem(problem: str) -> str:
    """Return the name, without its ending, of the file that a problem is in."""
    location, _, _ = problem.partition(": ")
    return PurePosixPath(location).stem


def parse_problem(text: str) -> Finding:
    """Return a problem that reading met, with advice where it has none itself."""
    location, _, description = text.partition(": ")
    problem, _, remedy = description.partition("; ")
    if not remedy and location.startswith(_ROBOTS):
        remedy = "restore the file from Git, or delete it and run 'broadsheet backfill'"
    elif not remedy:
        remedy = "correct it by hand"
    return Finding(location, problem, remedy)


# -- days ----------------------------------------------------------------------------------------


def days_missing(
    source: SourceConfig, readings: Iterable[LedgerEntry], days: Iterable[date], today: date
) -> Iterator[date]:
    """Yield those of ``days`` that a source has to be asked for: not read, failed, or read before their end.

    Also asked for again is an empty day, until it has settled.
    """
    readings_by_day = {reading.day: reading for reading in readings if reading.source == source.name}
    for day in days:
        reading = readings_by_day.get(day)
        if reading is None:
            missing = source.weekends or is_working_day(day)
        else:
            missing = _is_lacking(reading, source, today) or _may_fill(reading)
        if missing:
            yield day


def _is_lacking(reading: LedgerEntry, source: SourceConfig, today: date) -> bool:
    if reading.failed or not reading.answers(source.question):
        return True
    return reading.filling and reading.day < today


def _may_fill(reading: LedgerEntry) -> bool:
    """Return True for an empty day until it has settled. Journals have many: nothing has to be mended."""
    return not reading.fetched and not reading.settled


def plan_backfill(config: Config, content: Content, since: date | None, until: date, today: date) -> Plan:
    """Return what would mend the gaps from ``since`` to ``until``: each source with the days to ask for.

    Without ``since`` each source goes back to the first day it was ever read for. Days of which
    a paper's file has gone are asked for again, holidays of the site are not.
    """
    known_ids = _all_ids(content.papers) | content.removals.by_id.keys()
    plan = []
    for source in config.sources:
        readings = _readings_of(source, content)
        days = _days_to_cover(readings, since, until, config.site.holidays)
        missing = set(days_missing(source, readings, days, today))
        for reading in readings:
            if not known_ids.issuperset(reading.kept):
                missing.add(reading.day)
        days_to_ask = tuple(day for day in days if day in missing)
        plan.append((source, days_to_ask))
    return tuple(plan)


def _readings_of(source: SourceConfig, content: Content) -> tuple[LedgerEntry, ...]:
    return tuple(reading for reading in content.readings if reading.source == source.name)


def _days_to_cover(
    readings: Sequence[LedgerEntry], since: date | None, until: date, holidays: frozenset[str]
) -> tuple[date, ...]:
    """Return the days that a source's readings should cover, to ``until``; none where it was never read."""
    first = since or min((reading.day for reading in readings), default=None)
    if first is None:
        return ()
    number_of_days = (until - first).days + 1
    days = []
    for later in range(number_of_days):
        day = first + timedelta(days=later)
        if not is_holiday(day, holidays):
            days.append(day)
    return tuple(days)


def _all_ids(papers: Iterable[Paper]) -> frozenset[str]:
    """Return the ids of papers and the other ids of the same works."""
    ids: set[str] = set()
    for paper in papers:
        ids.add(paper.id)
        ids.update(paper.other_ids)
    return frozenset(ids)


def _examine_days(config: Config, content: Content, broken_stems: frozenset[str]) -> Iterator[Finding]:
    """Yield findings about days that were not read, up to the last that was: there is no clock here."""
    read_by_robots = [reading for reading in content.readings if reading.source not in PEOPLE]
    last_fetch = _last_fetch(read_by_robots)
    if last_fetch:
        newest_day = max(reading.day for reading in read_by_robots)
        until = min(newest_day, last_fetch)
        for source in config.sources:
            readings = _readings_of(source, content)
            days = _days_to_cover(readings, None, until, config.site.holidays)
            quiet = {reading.day for reading in readings if not _is_lacking(reading, source, last_fetch)}
            missing = []
            for day in days_missing(source, readings, days, last_fetch):
                if day not in quiet and day.isoformat() not in broken_stems:
                    missing.append(day)
            yield from _missing_runs(source, readings, missing)
    for reading in stale_readings(content.readings):
        problem = f"{reading.day}: the same list as the day before"
        command = f"broadsheet fetch --again --since {reading.day} --until {reading.day}"
        remedy = f"'{command}' reads it anew"
        yield Finding(f"source '{reading.source}'", problem, remedy, urgent=False)


def _missing_runs(
    source: SourceConfig, readings: Iterable[LedgerEntry], missing: Sequence[date]
) -> Iterator[Finding]:
    """Yield a finding for each run of missing days of a source."""
    causes: dict[date, str] = {}
    for reading in readings:
        if reading.failed:
            causes[reading.day] = f"could not be read: {reading.failed}"
        elif not reading.answers(source.question):
            causes[reading.day] = "read before the settings of the source were changed"
    for run in _runs(missing, causes):
        cause = causes.get(run[0], "not read, or not to its end")
        problem = f"{_describe_run(run)} {cause}"
        yield Finding(f"source '{source.name}'", problem, _advise_backfill(run))


def _last_fetch(readings: Iterable[LedgerEntry]) -> date | None:
    """Return the last day on which any source was read or asked; None where none ever was."""
    last = None
    for reading in readings:
        for day in (reading.read, reading.asked):
            if day and (last is None or day > last):
                last = day
    return last


def _runs(days: Sequence[date], causes: Mapping[date, str]) -> Iterator[list[date]]:
    """Yield neighbouring days with one cause, weekends between them or not."""
    run: list[date] = []
    for day in days:
        if run:
            last = run[-1]
            is_far = day - last > 3 * _ONE_DAY
            has_other_cause = causes.get(day) != causes.get(last)
            if is_far or has_other_cause:
                yield run
                run = []
        run.append(day)
    if run:
        yield run


def _describe_run(run: Sequence[date]) -> str:
    first = run[0]
    if len(run) == 1:
        return str(first)
    last = run[-1]
    length = with_noun(len(run), "day")
    return f"{first} to {last} ({length})"


def _advise_backfill(run: Sequence[date]) -> str:
    first = run[0]
    last = run[-1]
    return f"run 'broadsheet backfill --since {first} --until {last}'"


# -- papers --------------------------------------------------------------------------------------


class _Lack(NamedTuple):
    """Kind of field that papers lack, and whether arXiv can be asked for it."""

    field: str
    on_arxiv: bool


def _lacking_fields(paper: Paper, has_abstracts: bool) -> Iterator[str]:
    if has_abstracts and not paper.abstract:
        yield "no abstract"
    if not paper.authors:
        yield "no authors"
    if not paper.published:
        yield "no date of publication"


def _examine_fields(papers: Iterable[Paper], arxiv_looked_up: bool, has_abstracts: bool) -> Iterator[Finding]:
    """Yield the fields that papers lack.

    Those of arXiv's papers can be looked up, and are to be where that is configured.
    """
    ids_by_lack: dict[_Lack, list[str]] = defaultdict(list)
    for paper in papers:
        on_arxiv = bool(paper.arxiv and not paper.described_by)
        for field in _lacking_fields(paper, has_abstracts):
            ids_by_lack[_Lack(field, on_arxiv)].append(paper.id)
    for lack, ids in ids_by_lack.items():
        papers_in_words = with_noun(len(ids), "paper")
        problem = f"{papers_in_words} with {lack.field}: {_list_few(ids)}"
        if not lack.on_arxiv:
            remedy = "no source says more of them; add it to the files by hand if you know it"
        elif arxiv_looked_up:
            remedy = _LOOK_UP
        else:
            remedy = f"give 'look_ups: [{{kind: arxiv}}]' in content/config/sources.yaml, then {_LOOK_UP}"
        urgent = lack.on_arxiv and arxiv_looked_up
        yield Finding("content/papers", problem, remedy, urgent)


def _list_few(names: Sequence[str]) -> str:
    listed = ", ".join(names[:MAX_LISTED])
    more = len(names) - MAX_LISTED
    if more > 0:
        return f"{listed} and {more:,} more"
    return listed


def _examine_kept(content: Content, broken_stems: frozenset[str]) -> Iterator[Finding]:
    """Yield papers that the ledger says were kept, and that no file holds."""
    present = _all_ids(content.papers) | broken_stems | content.removals.by_id.keys()
    for reading in content.readings:
        lost = [item for item in reading.kept if item not in present]
        if not lost:
            continue
        location = f"content/ledger/{reading.day}.json"
        problem = f"names {_list_few(lost)} as kept from {reading.source}, and no file holds that"
        backfill = _advise_backfill([reading.day])
        remedy = f"restore the files from Git, or {backfill}"
        yield Finding(location, problem, remedy)


def _examine_aliases(papers: Sequence[Paper]) -> Iterator[Finding]:
    """Yield names that lead to two pages."""
    own_ids = {paper.id for paper in papers}
    claimants: dict[str, str] = {}  # the first paper to claim each alias
    for paper in papers:
        location = f"content/{paper_path(paper.id)}"
        for alias in paper.other_ids:
            if alias in own_ids:
                problem = f"also: {alias} has a file of its own"
                remedy = f"run 'broadsheet merge {paper.id} {alias}', which joins the two"
                yield Finding(location, problem, remedy)
            elif alias in claimants:
                problem = f"also: {alias} is claimed by {claimants[alias]} too"
                yield Finding(location, problem, "take it out of the one that is not that work")
            claimants.setdefault(alias, paper.id)


def _examine_duplicates(content: Content) -> Iterator[Finding]:
    """Yield pairs of papers that may be one work, and that nobody said are two."""
    for pair in possible_duplicates(content.papers, content.removals):
        location = f"papers {pair.first} and {pair.second}"
        ids = f"{pair.first} {pair.second}"
        remedy = f"if so, run 'broadsheet merge {ids}'; if they are two works, 'broadsheet split {ids}'"
        yield Finding(location, f"may be one work: {pair.why}", remedy, urgent=False)


# -- introductions -------------------------------------------------------------------------------


def _examine_introductions(content: Content) -> Iterator[Finding]:
    """Yield introductions to periods without papers.

    Where a file is broken, its paper may be the one of that time: ask only when all were read.
    Orphaned notes are found with the other disagreements.
    """
    paper_days = {paper.day for paper in content.papers}
    for introduction in content.introductions:
        period = Period.parse(introduction.slug)
        if any(period.start <= day <= period.end for day in paper_days):
            continue
        location = f"content/digests/{introduction.slug}.md"
        remedy = "wait until papers of that time are here, or name it after another day, week or month"
        yield Finding(location, "no paper is of that time", remedy, urgent=False)
