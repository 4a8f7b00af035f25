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
from broadsheet.fetching.sources.arxiv_atom import Answer, parse
from broadsheet.fetching.sources.arxiv_days import find_list_day, find_submission_window
from broadsheet.fetching.sources.batches import DayList, reject
from broadsheet.model.arxiv_categories import find_fault
from broadsheet.model.ids import arxiv_spelling
from broadsheet.model.ledger import Batch, DatedItem, Rejection
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
    settings=(
        Setting(
            "categories",
            SettingType.TEXTS,
            "categories (`cs.CL`), or whole archives (`stat`)",
            find_fault=find_fault,
        ),
    ),
    needs_one_of=("categories", "authors", "words"),
    politeness=POLITENESS,
    own_record=True,
)
PAGE_SIZE = 500  # of the 2,000 that the API gives at most: large answers are those that it breaks off
MAX_RECORDS = 30_000  # of one list that the API gives in all
LONGEST_SPAN = timedelta(days=14)  # asked for in one list; the busiest archive announces 1,000 papers a day
# Where readers find a paper, whatever server or mirror its data came from.
ABSTRACT_PAGE = "https://arxiv.org/abs/"
_NOT_IN_PHRASE = re.compile(r"[^\w.'’-]+")
_ONE_DAY = timedelta(days=1)
_ONE_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class _Lists:
    """Lists of the days that are asked for, and what a server gave of days before the last of them."""

    by_day: dict[date, DayList]
    late: list[DatedItem] = field(default_factory=list)

    def add(self, day: date, item: Paper | Rejection, newest: date) -> None:
        """Add an item of a day; one of a day after the ``newest`` is left to the fetch that asks for it."""
        if day in self.by_day:
            self.by_day[day].add(item)
        elif day < newest:
            self.late.append(DatedItem(day, _reject_unasked(day, item)))


def _reject_unasked(day: date, item: Paper | Rejection) -> Rejection:
    """Return a record of a day of whose list a part alone came, by chance."""
    if isinstance(item, Rejection):
        return item
    return reject(item.id, item.title, f"on the list of {day}, which was not asked for")


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """Yield one batch a day.

    What was read before a page failed is not lost: only the days that were not read to their end
    fail, or are left to another run (NotAsked).
    """
    lists = _Lists({day: DayList() for day in days})
    for span in _split_into_spans(days):
        for batch in _read_span(web, source, span, lists):
            yield replace(batch, late=tuple(lists.late)) if batch.day == today else batch


def _split_into_spans(days: Sequence[date]) -> Iterator[list[date]]:
    span: list[date] = []
    for day in sorted(days):
        if span and day - span[0] >= LONGEST_SPAN:
            yield span
            span = []
        span.append(day)
    if span:
        yield span


def _read_span(web: Web, source: SourceConfig, days: Sequence[date], lists: _Lists) -> Iterator[Batch]:
    # A day without a list is empty, and not asked for.
    unread = {day for day in days if find_submission_window(day)}
    problem: BroadsheetError | None = None
    try:
        for reached in _read_pages(web, source, sorted(unread), lists):
            unread = {day for day in unread if day <= reached}
    except BroadsheetError as error:
        problem = error
    for day in days:
        if find_submission_window(day) is None:
            yield Batch(day=day, unasked=True)
        elif day not in unread:
            yield lists.by_day[day].to_batch(day)
        elif not isinstance(problem, NotAsked):
            yield Batch(day=day, failed=str(problem))
    if isinstance(problem, NotAsked):
        raise problem


def _read_pages(web: Web, source: SourceConfig, days: Sequence[date], lists: _Lists) -> Iterator[date]:
    """Read page after page into ``lists``; yield after each the day up to which all is still to come.

    Ends with the list, or where a server that knows no dates has gone past the days wanted.
    """
    if not days:
        return
    oldest, newest = days[0], days[-1]
    query = _build_query(source, days)
    start = 0
    while start < MAX_RECORDS:
        answer = _read_page(web, source, query, start)
        start += len(answer.records)
        reached = _sort_into_days(answer, source, lists, newest)
        is_past_oldest = reached is not None and reached < oldest
        if start >= answer.total or is_past_oldest:
            yield oldest - _ONE_DAY
            return
        if reached:
            yield reached
    raise SourceError(f"{oldest} to {newest} have over {MAX_RECORDS:,} papers; ask for fewer categories")


def _read_page(web: Web, source: SourceConfig, query: str, start: int) -> Answer:
    params = {
        "search_query": query,
        "start": str(start),
        "max_results": str(min(PAGE_SIZE, MAX_RECORDS - start)),
        "sortBy": "submittedDate",
        "sortOrder": "descending",
    }
    return web.get(f"{source.url}/api/query", params, lambda body: parse(body, start))


def _build_query(source: SourceConfig, days: Sequence[date]) -> str:
    """Return the search (API manual, 5.1): by category, by author or word, and by time of submission."""
    categories: list[str] = []
    for category in source.texts("categories"):
        categories += _category_terms(category)
    authors_and_words: list[str] = []
    for author in source.authors:
        phrase = _to_phrase(author)
        authors_and_words.append(f'au:"{phrase}"')
    for word in source.words:
        phrase = _to_phrase(word)
        authors_and_words.append(f'ti:"{phrase}"')
        authors_and_words.append(f'abs:"{phrase}"')
    conditions = []
    for terms in (categories, authors_and_words):
        if terms:
            any_term = " OR ".join(terms)
            conditions.append(f"( {any_term} )")
    conditions.append(_submission_condition(days))
    return " AND ".join(conditions)


def _category_terms(category: str) -> tuple[str, ...]:
    """Return the terms for a category, or for an archive with all that is in it (``cs`` means ``cs.*``)."""
    archive = category.removesuffix(".*")
    if "." in archive:
        return (f"cat:{category}",)
    return f"cat:{archive}", f"cat:{archive}.*"


def _to_phrase(text: str) -> str:
    """Return ``text`` without anything that has a meaning of its own in a search."""
    words = _NOT_IN_PHRASE.sub(" ", text).split()
    return " ".join(words)


def _submission_condition(days: Sequence[date]) -> str:
    starts = []
    ends = []
    for day in days:
        window = find_submission_window(day)
        if window:
            starts.append(window.start)
            ends.append(window.end)
    first_minute = min(starts)
    last_minute = max(ends) - _ONE_MINUTE
    return f"submittedDate:[{first_minute:%Y%m%d%H%M} TO {last_minute:%Y%m%d%H%M}]"


def _sort_into_days(answer: Answer, source: SourceConfig, lists: _Lists, newest: date) -> date | None:
    """Put a page's records under their days; return the day of the last of them, None where none has one.

    A record without a date is counted under the newest day.
    """
    reached = None
    for record in answer.records:
        day = newest
        if record.submitted:
            day = reached = find_list_day(record.submitted)
        item = record.item
        if isinstance(item, Paper):
            sighting = make_sighting(source, day, item.id)
            item = replace(item, sightings=(sighting,))
        lists.add(day, item, newest)
    return reached


def make_sighting(source: SourceConfig, day: date, paper_id: str) -> Sighting:
    """Return the sighting of a paper on arXiv's list of ``day``; readers find it at arXiv itself."""
    return Sighting(source=source.name, day=day, url=f"{ABSTRACT_PAGE}{arxiv_spelling(paper_id)}")
