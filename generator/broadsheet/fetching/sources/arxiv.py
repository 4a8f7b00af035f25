"""arXiv by its export API: ``GET /api/query``, https://info.arxiv.org/help/api/user-manual.html.

A paper's digest day is that of the list which announced it, reckoned from when it was submitted:
the API knows no lists. Days are asked for some at a time, newest paper first, in pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from broadsheet.errors import BroadsheetError, NotAsked, SourceError
from broadsheet.fetching.client import Web
from broadsheet.fetching.sources.arxiv_atom import Answer, Record, parse
from broadsheet.fetching.sources.arxiv_days import announced_on, submitted_for
from broadsheet.model.ids import arxiv_spelling
from broadsheet.model.ledger import Batch, Rejection
from broadsheet.model.paper import Paper, Sighting
from broadsheet.model.site import SourceConfig
from broadsheet.settings.source_kinds import Politeness, Setting, SettingType, SourceKind

# One request in three seconds over all its hosts. It refuses for minutes and says no time (429 "Rate
# exceeded."): half a minute at least.
POLITENESS = Politeness("arxiv.org", spacing=3.0, first_wait=30.0)
KIND = SourceKind(
    name="arxiv",
    title="arXiv",
    url="https://export.arxiv.org",
    home="https://arxiv.org",
    settings=(Setting("categories", SettingType.TEXTS, "categories (`cs.CL`), or whole archives (`stat`)"),),
    needs_one_of=("categories", "authors", "words"),
    politeness=POLITENESS,
)
PAGE = 500  # of the 2,000 that the API gives at most: large answers are those that it breaks off
FARTHEST = 30_000  # records of one list that the API gives in all
SPAN = timedelta(days=14)  # asked for in one list; the busiest archive announces 1,000 papers a day
# Where readers find a paper, whatever server or mirror its data came from.
PLACE = "https://arxiv.org/abs/"
_NOT_IN_PHRASE = re.compile(r"[^\w.'’-]+")
_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class _Day:
    """What was found so far for one day."""

    papers: dict[str, Paper] = field(default_factory=dict)
    drops: list[Rejection] = field(default_factory=list)


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """One batch a day. What was read before a page failed is not lost: only the days that were not
    read to their end fail, or are left to another run (NotAsked)."""
    for span in _spans(days):
        yield from _read_span(web, source, span)


def _spans(days: Sequence[date]) -> Iterator[list[date]]:
    span: list[date] = []
    for day in sorted(days):
        if span and day - span[0] >= SPAN:
            yield span
            span = []
        span.append(day)
    if span:
        yield span


def _read_span(web: Web, source: SourceConfig, days: Sequence[date]) -> Iterator[Batch]:
    found = {day: _Day() for day in days}
    unread = {day for day in days if submitted_for(day)}  # a day without a list is empty, unasked
    problem: BroadsheetError | None = None
    try:
        for reached in _read_pages(web, source, sorted(unread), found):
            unread = {day for day in unread if day <= reached}
    except BroadsheetError as error:
        problem = error
    for day in days:
        if day not in unread:
            papers, drops = found[day].papers.values(), found[day].drops
            yield Batch(day=day, papers=tuple(papers), drops=tuple(drops))
        elif not isinstance(problem, NotAsked):
            yield Batch(day=day, failed=str(problem))
    if isinstance(problem, NotAsked):
        raise problem


def _read_pages(
    web: Web, source: SourceConfig, days: Sequence[date], found: dict[date, _Day]
) -> Iterator[date]:
    """Read page after page into ``found``; after each, the day up to which all is still to come.

    Ends with the list, or where a server that knows no dates has gone past the days wanted.
    """
    query = _query(source, days) if days else ""
    start = 0
    while query and start < FARTHEST:
        answer = _read_page(web, source, query, start)
        start += len(answer.records)
        reached = _collect(answer, source.name, found, newest=days[-1])
        if start >= answer.total or (reached and reached < days[0]):
            yield days[0] - timedelta(days=1)
            return
        if reached:
            yield reached
    if query:
        raise SourceError(f"{days[0]} to {days[-1]} have over {FARTHEST:,} papers; ask for fewer categories")


def _read_page(web: Web, source: SourceConfig, query: str, start: int) -> Answer:
    params = {
        "search_query": query,
        "start": str(start),
        "max_results": str(min(PAGE, FARTHEST - start)),
        "sortBy": "submittedDate",
        "sortOrder": "descending",
    }
    return web.get(f"{source.url}/api/query", params, lambda body: parse(body, start))


def _query(source: SourceConfig, days: Sequence[date]) -> str:
    """The search (API manual, 5.1): in one of the categories, and by one of the authors or with one
    of the words."""
    categories = [term for category in source.texts("categories") for term in _categories(category)]
    authors = [f'au:"{_phrase(author)}"' for author in source.authors]
    words = [f'{place}:"{_phrase(word)}"' for word in source.words for place in ("ti", "abs")]
    either = [f"( {' OR '.join(terms)} )" for terms in (categories, authors + words) if terms]
    return " AND ".join((*either, _submitted(days)))


def _categories(category: str) -> tuple[str, ...]:
    """A category, or an archive with all that is in it (``cs`` means ``cs.*``)."""
    archive = category.removesuffix(".*")
    return (f"cat:{category}",) if "." in archive else (f"cat:{archive}", f"cat:{archive}.*")


def _phrase(text: str) -> str:
    """``text`` without anything that has a meaning of its own in a search."""
    return " ".join(_NOT_IN_PHRASE.sub(" ", text).split())


def _submitted(days: Sequence[date]) -> str:
    windows = [window for window in map(submitted_for, days) if window]
    first = min(start for start, _ in windows)
    last = max(end for _, end in windows) - _MINUTE
    return f"submittedDate:[{first:%Y%m%d%H%M} TO {last:%Y%m%d%H%M}]"


def _collect(answer: Answer, name: str, found: dict[date, _Day], newest: date) -> date | None:
    """Put a page's records under their days; the day of the last of them, None where none has one.

    A record without a date is counted under the newest day; one of a day that nobody wants is left
    to the fetch that does.
    """
    reached = None
    for record in answer.records:
        reached = announced_on(record.submitted) if record.submitted else reached
        day = reached if record.submitted and reached else newest
        if day in found:
            _put(record, name, day, found[day])
    return reached


def _put(record: Record, name: str, day: date, found: _Day) -> None:
    item = record.item
    if isinstance(item, Rejection):
        found.drops.append(item)
    elif item.id in found.papers:
        found.drops.append(Rejection(f"{item.id} again", item.title, "listed twice on this day"))
    else:
        found.papers[item.id] = replace(item, sightings=(sighting(name, day, item.id),))


def sighting(name: str, day: date, paper_id: str) -> Sighting:
    """That arXiv's list of ``day`` has a paper; readers find it at arXiv itself."""
    return Sighting(source=name, day=day, url=f"{PLACE}{arxiv_spelling(paper_id)}")
