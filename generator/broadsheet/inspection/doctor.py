"""What is not as it should be in ``content/``, and what would mend it; and the days to ask for again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

from broadsheet.errors import BroadsheetError
from broadsheet.fetching.enrichers import ENRICHER_KINDS
from broadsheet.library.audit import stale_readings
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.paper import Paper
from broadsheet.model.period import Period, is_holiday, is_working_day
from broadsheet.model.site import SourceConfig
from broadsheet.pipeline import Plan, disagreements, read_settings
from broadsheet.settings.config import Config
from broadsheet.store.identity import possible_duplicates
from broadsheet.store.papers import paper_path
from broadsheet.store.store import Content, Store
from broadsheet.text.plain import with_noun

NAMED = 5  # papers or days that stand in one line; the others are counted
_ROBOTS = ("content/papers/", "content/ledger/")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something is, what is wrong, and what would mend it. Not ``urgent``: worth a look, no more."""

    place: str
    what: str
    mend: str
    urgent: bool = True

    def __str__(self) -> str:
        """*place: what is wrong; what to do*, as every problem is told."""
        return f"{self.place}: {self.what}; {self.mend}"


def examine(root: Path) -> tuple[Finding, ...]:
    """Everything that can be found out about the site at ``root``, whatever of it is broken."""
    config: Config | None = None
    problems: list[str] = []
    try:
        config = read_settings(root)
    except BroadsheetError as error:
        problems.extend(error.problems)
    content, broken = Store(root).survey()
    findings = [_broken(problem) for problem in (*problems, *broken)]
    hurt = {PurePosixPath(problem.partition(": ")[0]).stem for problem in broken}
    if config:
        findings += [f for f in map(_broken, disagreements(config, content)) if _stem(f) not in hurt]
        findings += _days(config, content, hurt)
    looked_up = bool(config and any(ENRICHER_KINDS[enricher.kind].describes for enricher in config.enrichers))
    return (*findings, *_papers(content, hurt, looked_up), *_people(content, hurt))


def _stem(finding: Finding) -> str:
    return PurePosixPath(finding.place).stem


def _broken(problem: str) -> Finding:
    """A problem that reading found, with advice where it has none itself."""
    place, _, said = problem.partition(": ")
    what, _, mend = said.partition("; ")
    robots = place.startswith(_ROBOTS)
    restore = "restore the file from Git, or delete it and run 'broadsheet backfill'"
    return Finding(place, what, mend or (restore if robots else "correct it by hand"))


# -- days ----------------------------------------------------------------------------------------


def days_missing(
    source: SourceConfig, readings: Iterable[LedgerEntry], days: Iterable[date], today: date
) -> Iterator[date]:
    """Those of ``days`` that a source has to be asked for: not read, failed, or read before their end.

    Also asked for again is an empty day, until it has settled.
    """
    read = {reading.day: reading for reading in readings if reading.source == source.name}
    for day in days:
        reading = read.get(day)
        if reading is None:
            missing = source.weekends or is_working_day(day)
        else:
            early = reading.filling and day < today
            missing = bool(reading.failed or early or not (reading.fetched or reading.settled))
        if missing:
            yield day


def plan_backfill(config: Config, content: Content, since: date | None, until: date, today: date) -> Plan:
    """What would mend the gaps from ``since`` to ``until``: each source with the days to ask for.

    Without ``since`` each source goes back to the first day it was ever read for. Days of which
    a paper's file has gone are asked for again, holidays of the site are not.
    """
    known = _known(content.papers)
    plan = []
    for source in config.sources:
        own = [reading for reading in content.readings if reading.source == source.name]
        days = _days_of(own, since, until, config.site.holidays)
        missing = {*days_missing(source, own, days, today)}
        missing |= {reading.day for reading in own if not known.issuperset(reading.kept)}
        plan.append((source, tuple(day for day in days if day in missing)))
    return tuple(plan)


def _days_of(
    own: Sequence[LedgerEntry], since: date | None, until: date, holidays: frozenset[str]
) -> tuple[date, ...]:
    """The days that a source's readings should cover, to ``until``; none where it was never read."""
    first = since or min((reading.day for reading in own), default=None)
    days = (first + timedelta(days=n) for n in range((until - first).days + 1)) if first else ()
    return tuple(day for day in days if not is_holiday(day, holidays))


def _known(papers: Iterable[Paper]) -> frozenset[str]:
    return frozenset(name for paper in papers for name in (paper.id, *paper.other_ids))


def _days(config: Config, content: Content, hurt: set[str]) -> Iterator[Finding]:
    """Days that were not read, up to the last that was: there is no clock here."""
    read = [day for reading in content.readings for day in (reading.read, reading.asked) if day]
    until = min(max(r.day for r in content.readings), max(read)) if read else date.min
    for source in config.sources if read else ():
        own = [reading for reading in content.readings if reading.source == source.name]
        days = _days_of(own, None, until, config.site.holidays)
        missing = days_missing(source, own, days, max(read))
        failed = {reading.day: reading.failed for reading in own if reading.failed}
        for run in _runs([day for day in missing if day.isoformat() not in hurt], failed):
            why = (
                f"could not be read: {failed[run[0]]}" if run[0] in failed else "not read, or not to its end"
            )
            yield Finding(f"source '{source.name}'", f"{_span(run)} {why}", _backfill(run))
    for reading in stale_readings(content.readings):
        what = f"{reading.day}: the same list as the day before"
        again = f"'broadsheet fetch --again --since {reading.day} --until {reading.day}' reads it anew"
        yield Finding(f"source '{reading.source}'", what, again, urgent=False)


def _runs(days: Sequence[date], failed: dict[date, str]) -> Iterator[list[date]]:
    """Neighbouring days with one reason, weekends between them or not."""
    run: list[date] = []
    for day in days:
        far = run and (day - run[-1] > 3 * _ONE_DAY or failed.get(day) != failed.get(run[-1]))
        if far:
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _span(run: Sequence[date]) -> str:
    return str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]} ({with_noun(len(run), 'day')})"


def _backfill(run: Sequence[date]) -> str:
    return f"run 'broadsheet backfill --since {run[0]} --until {run[-1]}'"


# -- papers --------------------------------------------------------------------------------------

_LACKS: dict[str, Callable[[Paper], bool]] = {
    "no abstract": lambda paper: not paper.abstract,
    "no authors": lambda paper: not paper.authors,
    "no date of publication": lambda paper: not paper.published,
}


def _papers(content: Content, hurt: set[str], looked_up: bool) -> Iterator[Finding]:
    yield from _fields(content.papers, looked_up)
    yield from _lost(content, hurt)
    yield from _aliases(content.papers)
    for pair in possible_duplicates(content.papers):
        mend = (
            f"if so, add {pair.second!r} to 'also' in content/{paper_path(pair.first)}, "
            f"move its sightings there, and delete content/{paper_path(pair.second)}"
        )
        yield Finding(
            f"papers {pair.first} and {pair.second}", f"may be one work: {pair.why}", mend, urgent=False
        )


def _fields(papers: Iterable[Paper], looked_up: bool) -> Iterator[Finding]:
    """Papers that lack something. Of arXiv's it can be looked up, and is to be where that is configured."""
    lacking: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for paper in papers:
        for what, lacks in _LACKS.items():
            if lacks(paper):
                lacking[what, bool(paper.arxiv and not paper.described_by)].append(paper.id)
    for (what, known), ids in lacking.items():
        look_up = "run 'broadsheet backfill', which looks it up"
        if known and not looked_up:
            look_up = "give 'look_ups: [{kind: arxiv}]' in content/config/sources.yaml, then " + look_up
        mend = look_up if known else "no source says more of them; add it to the files by hand if you know it"
        what = f"{with_noun(len(ids), 'paper')} with {what}: {_few(ids)}"
        yield Finding("content/papers", what, mend, urgent=known and looked_up)


def _few(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _lost(content: Content, hurt: set[str]) -> Iterator[Finding]:
    """Papers that the ledger says were kept, and that no file holds."""
    known = _known(content.papers)
    for reading in content.readings:
        if gone := [item for item in reading.kept if item not in known and item not in hurt]:
            place = f"content/ledger/{reading.day}.json"
            what = f"names {_few(gone)} as kept from {reading.source}, and no file holds that"
            yield Finding(place, what, f"restore the files from Git, or {_backfill([reading.day])}")


def _aliases(papers: Sequence[Paper]) -> Iterator[Finding]:
    """Names that lead to two pages."""
    own = {paper.id for paper in papers}
    claimed: dict[str, str] = {}
    for paper in papers:
        place = f"content/{paper_path(paper.id)}"
        for other in paper.other_ids:
            if other in own:
                mend = f"join the two: move its sightings here and delete content/{paper_path(other)}"
                yield Finding(place, f"also: {other} has a file of its own", mend)
            elif other in claimed:
                mend = "take it out of the one that is not that work"
                yield Finding(place, f"also: {other} is claimed by {claimed[other]} too", mend)
            claimed.setdefault(other, paper.id)


# -- what people wrote -----------------------------------------------------------------------------


def _people(content: Content, hurt: set[str]) -> Iterator[Finding]:
    """Introductions to what has no papers; orphaned notes are found with the other disagreements."""
    days = {paper.day for paper in content.papers}
    for introduction in content.introductions:
        period = Period.parse(introduction.slug)
        if not hurt and not any(period.start <= day <= period.end for day in days):
            place = f"content/digests/{introduction.slug}.md"
            yield Finding(
                place, "no paper is of that time", "name it after another day, week or month", urgent=False
            )
