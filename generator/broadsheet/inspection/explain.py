"""Explanation in words of how a paper came onto the site, or did not, from an id or an address; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from broadsheet.curation.score import score_in_words
from broadsheet.errors import ContentError
from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.addresses import arxiv_in, doi_in
from broadsheet.model.curation import Entry
from broadsheet.model.ids import arxiv_id, bare_doi, doi_id, is_safe_id
from broadsheet.model.ledger import LedgerEntry, Rejection
from broadsheet.model.owners import PEOPLE
from broadsheet.model.paper import Paper
from broadsheet.model.period import Period, short_date
from broadsheet.model.removals import Removal
from broadsheet.store.store import Store
from broadsheet.text.latex import to_text
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import clean, is_web_address, shorten, with_noun

_OUR_PAGE = re.compile(r"/paper/([^/?#]+)")
# Hugging Face and alphaXiv, like many, end their addresses with arXiv's id.
_LONGEST_QUERY = 100  # characters of it in a message
_LAST_PART = re.compile(r"([^/]+)/?$")


class _ReadRejection(NamedTuple):
    """Rejection with the ledger entry of the reading that made it."""

    reading: LedgerEntry
    rejection: Rejection


def explain(library: Library, query: str) -> tuple[str, ...]:
    """Return the story of the paper that ``query`` names, a line each, the answer first.

    ``query`` is an id, with its version or without, a DOI, or an address: of arXiv, of a DOI, of a
    list that a source reads, or of the paper's page on this site.
    """
    names = tuple(dict.fromkeys(possible_names(clean(query))))
    entry = _find_entry(library, names)
    if entry:
        return tuple(_explain_entry(library, entry, names))
    removal = library.removals.find(names)
    if removal:
        return tuple(_explain_removal(removal))
    rejections = _find_rejections(library, names)
    if rejections:
        return tuple(_explain_rejections(library, rejections))
    lost = _find_kept(library, names)
    if lost:
        return tuple(_explain_lost(library, lost))
    return tuple(_explain_unknown(library, names))


def find_page(store: Store, query: str) -> str:
    """Return the id of the page of the paper that ``query`` names; ContentError where there is none."""
    for name in possible_names(clean(query)):
        if is_safe_id(name):
            page = store.page_of(Paper(id=name, title=""))
            if page:
                return page
    shown = shorten(clean(query), _LONGEST_QUERY) or "''"
    raise ContentError(f"{shown}: there is no such paper here; 'broadsheet explain' says what is known of it")


def possible_names(query: str) -> Iterator[str]:
    """Yield all that a query may be as an id or as the address of a sighting, surest first."""
    yield query
    for text in (query, unquote(query)):
        page = _OUR_PAGE.search(text)
        if page:
            yield page[1]
        preprint = arxiv_in(text) or arxiv_id(text)
        if preprint:
            yield _without_version(preprint)
        doi = doi_in(text)
        if doi:
            yield doi
            yield doi_id(doi)
    if not is_web_address(query):
        return
    yield _plain_address(query)
    last_part = _LAST_PART.search(urlsplit(query).path)
    if last_part:
        yield _without_version(last_part[1])


def _plain_address(address: str) -> str:
    """Return an address without what differs between two spellings of it, and what trackers add."""
    parts = urlsplit(address)
    host = parts.netloc.lower().removeprefix("www.")
    path = parts.path.rstrip("/")
    fields = []
    for field in parts.query.split("&"):
        if field and not field.startswith("utm_"):
            fields.append(field)
    query = "&".join(fields)
    return f"//{host}{path}?{query}"


def _without_version(name: str) -> str:
    """Return the bare arXiv id, or any other name as it is."""
    return arxiv_id(name) or name


def _find_entry(library: Library, names: tuple[str, ...]) -> Entry | None:
    entries = _entries_by_name(library)
    for name in names:
        if name in entries:
            return entries[name]
    return None


def _entries_by_name(library: Library) -> Mapping[str, Entry]:
    """Return entries by their sightings' addresses, their DOIs and all their ids; ids go first."""
    by_url: dict[str, Entry] = {}
    by_doi: dict[str, Entry] = {}
    for entry in library.entries:
        paper = entry.paper
        for sighting in paper.sightings:
            if sighting.url:
                by_url[_plain_address(sighting.url)] = entry
        if paper.doi:
            by_doi[paper.doi.lower()] = entry
    return {**by_url, **by_doi, **library.by_id}


def _explain_removal(removal: Removal) -> Iterator[str]:
    when = f" on {short_date(removal.when)}" if removal.when else ""
    yield f"It was removed for good{when}, and its page says so: {removal.why}"
    yield "  To have it again, take it out of content/removed.yaml and run 'broadsheet backfill'."


def _find_rejections(library: Library, names: tuple[str, ...]) -> list[_ReadRejection]:
    rejections = []
    for reading in library.readings:
        for rejection in reading.dropped:
            if not _rejected_names(rejection).isdisjoint(names):
                rejections.append(_ReadRejection(reading, rejection))
    return rejections


def _find_kept(library: Library, names: tuple[str, ...]) -> list[LedgerEntry]:
    """Return the readings that kept a paper."""
    keeping = []
    for reading in library.readings:
        if any(name in reading.kept for name in names):
            keeping.append(reading)
    return keeping


def _rejected_names(rejection: Rejection) -> set[str]:
    """Return the names of a rejected item: as the ledger has it, and as ids."""
    item = rejection.item.removesuffix(" again")
    names = {rejection.item, item, _without_version(item)}
    doi = bare_doi(item)
    if doi:
        names.add(doi_id(doi))
    for address in (rejection.url, item):
        if is_web_address(address):
            names.add(_plain_address(address))
    return names


def _explain_entry(library: Library, entry: Entry, names: tuple[str, ...]) -> Iterator[str]:
    paper = entry.paper
    yield _verdict(entry)
    yield f"  {paper.id}: {plain_title(paper)}"
    if entry.page:
        page_url = urls.place(entry, library.site.url)
        yield f"  page: {page_url}"
    else:
        yield "  page: none"
    yield from _explain_aliases(entry, names)
    if entry.left_out:
        yield f"  kept on {short_date(paper.day)}"
    else:
        yield f"  {_rank_in_edition(library, entry)}"
    if paper.withdrawn:
        yield f"  withdrawn: {paper.withdrawn}"
    for notice in paper.notices:
        yield f"  notice: {notice}"
    for reason in entry.reasons:
        yield f"  {reason}"
    if entry.parts:
        yield f"  {score_in_words(entry)}"
    for reading, rejection in _repeated_offers(library, entry):
        title = _source_title(library, reading.source)
        yield f"  on {short_date(reading.day)} {title} offered it too: {rejection.reason}"


def _verdict(entry: Entry) -> str:
    if not entry.left_out:
        return "It is on the site."
    page_state = "its page stays, but no list shows it" if entry.page else "it has no page"
    return f"It is not shown, {page_state}: {entry.left_out}."


def _explain_aliases(entry: Entry, names: tuple[str, ...]) -> Iterator[str]:
    paper = entry.paper
    if paper.id not in names:
        for name in names:
            if name in paper.other_ids:
                yield f"  {name} is the same work, and has no page of its own"
                return
    if paper.other_ids:
        yield f"  the same work as {', '.join(paper.other_ids)}"


def _rank_in_edition(library: Library, entry: Entry) -> str:
    day = Period.of_day(entry.paper.day)
    digest = library.by_slug[day.slug]
    ids = [other.paper.id for other in digest.entries]
    rank = ids.index(entry.paper.id) + 1
    pinned = ", pinned" if entry.pinned else ""
    return (
        f"in the edition of {digest.period.label} (No. {digest.number}), "
        f"place {rank} of {len(digest.entries)}{pinned}"
    )


def _repeated_offers(library: Library, entry: Entry) -> Iterator[_ReadRejection]:
    """Yield the rejections of items that were this paper, which the site had already."""
    paper = entry.paper
    ids = {paper.id, *paper.other_ids}
    for reading in library.readings:
        for rejection in reading.dropped:
            same_item = not ids.isdisjoint(_rejected_names(rejection))
            if same_item or rejection.reason.endswith(f" {paper.id}"):
                yield _ReadRejection(reading, rejection)


def _source_title(library: Library, name: str) -> str:
    titles = {**PEOPLE, **library.source_titles}
    return titles.get(name, name)


def _explain_rejections(library: Library, rejections: Sequence[_ReadRejection]) -> Iterator[str]:
    last = rejections[-1].rejection
    yield f"It is not on the site: it was dropped on reading, {last.reason}."
    for reading, rejection in rejections:
        source = _source_title(library, reading.source)
        day = short_date(reading.day)
        title = f" “{to_text(rejection.title)}”" if rejection.title else ""
        yield f"  {source}, {day}: {rejection.item}{title}: {rejection.reason}"


def _explain_lost(library: Library, readings: Sequence[LedgerEntry]) -> Iterator[str]:
    yield "It is not on the site: it was kept, but no file holds it any more; run 'broadsheet backfill'."
    for reading in readings:
        source = _source_title(library, reading.source)
        yield f"  {source}, {short_date(reading.day)}: kept"


def _explain_unknown(library: Library, names: tuple[str, ...]) -> Iterator[str]:
    readings = library.readings
    if not readings:
        yield "It is not known: nothing has been read yet; run 'broadsheet fetch'."
        return
    first_day = short_date(readings[0].day)
    last_day = short_date(readings[-1].day)
    yield (
        f"It is not known: no source offered it from {first_day} to {last_day}, as far as the ledger says."
    )
    searched = shorten(", ".join(names), 300)
    yield f"  looked for: {searched}"
    failed_days = {reading.day for reading in readings if reading.failed}
    if failed_days:
        days = with_noun(len(failed_days), "day")
        last_failed = short_date(max(failed_days))
        yield (
            f"  {days} could not be read, the last {last_failed}: "
            "it may have been on one; 'broadsheet backfill' asks again"
        )
