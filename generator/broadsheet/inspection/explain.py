"""Why a paper is, or is not, on the site: what a person types about it, answered in words; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from broadsheet.curation.score import score_in_words
from broadsheet.library import urls
from broadsheet.library.audit import by_any_id
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry
from broadsheet.model.ids import arxiv_id, arxiv_in, bare_doi, doi_id
from broadsheet.model.ledger import LedgerEntry, Rejection
from broadsheet.model.period import Period, short_date
from broadsheet.text.latex import to_text
from broadsheet.text.plain import clean, is_web_address, shorten, with_noun

_OUR_PAGE = re.compile(r"/paper/([^/?#]+)")
# Hugging Face and alphaXiv, like many, end their addresses with arXiv's id.
_LAST_PART = re.compile(r"([^/]+)/?$")


def explain(library: Library, asked: str) -> tuple[str, ...]:
    """What became of the paper that ``asked`` names, a line each, the answer first.

    ``asked`` is an id, with its version or without, a DOI, or an address: of arXiv, of a DOI, of a
    list that a source reads, or of the paper's page on this site.
    """
    names = tuple(dict.fromkeys(_names(clean(asked))))
    if entry := _entry(library, names):
        return tuple(_of_entry(library, entry, names))
    if drops := [(r, d) for r in library.readings for d in r.dropped if _item(d) & {*names}]:
        return tuple(_of_drops(library, drops))
    return tuple(_of_unknown(library, names))


def _names(asked: str) -> Iterator[str]:
    """All that ``asked`` may be as an id or as the address of a sighting, surest first."""
    yield asked
    for place in (asked, unquote(asked)):
        if page := _OUR_PAGE.search(place):
            yield page[1]
        if preprint := arxiv_in(place) or arxiv_id(place):
            yield arxiv_id(preprint) or preprint
        if doi := bare_doi(place):
            yield from (doi, doi_id(doi))
    if is_web_address(asked) and (last := _LAST_PART.search(urlsplit(asked).path)):
        yield arxiv_id(last[1]) or last[1]


def _entry(library: Library, names: tuple[str, ...]) -> Entry | None:
    called = _called(library)
    return next((called[name] for name in names if name in called), None)


def _called(library: Library) -> Mapping[str, Entry]:
    """Entries by their sightings' addresses, their DOIs and all their ids; ids go first."""
    listed = {s.url: e for e in library.entries for s in e.paper.sightings if s.url}
    published = {e.paper.doi.lower(): e for e in library.entries if e.paper.doi}
    return {**listed, **published, **by_any_id(library.entries)}


def _item(drop: Rejection) -> set[str]:
    bare = drop.item.removesuffix(" again")
    return {drop.item, bare, arxiv_id(bare) or bare, doi_id(bare_doi(bare)) if bare_doi(bare) else bare}


def _of_entry(library: Library, entry: Entry, names: tuple[str, ...]) -> Iterator[str]:
    paper = entry.paper
    at = library.site.url + urls.paper(paper.id)
    yield _verdict(entry)
    yield f"  {paper.id}: {to_text(paper.title)}"
    yield f"  page: {at}" if entry.page else "  page: none"
    if paper.id not in names and (alias := next((n for n in names if n in paper.other_ids), "")):
        yield f"  {alias} is the same work, and has no page of its own"
    elif paper.other_ids:
        yield f"  the same work as {', '.join(paper.other_ids)}"
    if not entry.left_out:
        yield f"  {_place(library, entry)}"
    if paper.withdrawn:
        yield f"  withdrawn: {paper.withdrawn}"
    yield from (f"  {reason}" for reason in entry.reasons)
    if entry.parts:
        yield f"  {score_in_words(entry)}"
    for reading, drop in _repeats(library, entry):
        source = _title(library, reading.source)
        yield f"  on {short_date(reading.day)} {source} offered it too: {drop.reason}"


def _verdict(entry: Entry) -> str:
    if not entry.left_out:
        return "It is on the site."
    kept = "its page stays, but no list shows it" if entry.page else "it has no page"
    return f"It is not shown, {kept}: {entry.left_out}."


def _place(library: Library, entry: Entry) -> str:
    digest = library.by_slug[Period.of_day(entry.paper.day).slug]
    place = [other.paper.id for other in digest.entries].index(entry.paper.id) + 1
    pinned = ", pinned" if entry.pinned else ""
    return (
        f"in the edition of {digest.period.label} (No. {digest.number}), "
        f"place {place} of {len(digest.entries)}{pinned}"
    )


def _repeats(library: Library, entry: Entry) -> Iterator[tuple[LedgerEntry, Rejection]]:
    names = {entry.paper.id, *entry.paper.other_ids}
    for reading in library.readings:
        for drop in reading.dropped:
            if _item(drop) & names or drop.reason.endswith(f" {entry.paper.id}"):
                yield reading, drop


def _title(library: Library, source: str) -> str:
    return next((s.title for s in library.sources if s.name == source), source)


def _of_drops(library: Library, drops: list[tuple[LedgerEntry, Rejection]]) -> Iterator[str]:
    yield f"It is not on the site: it was dropped on reading, {drops[-1][1].reason}."
    for reading, drop in drops:
        title = f" “{to_text(drop.title)}”" if drop.title else ""
        where = f"{_title(library, reading.source)}, {short_date(reading.day)}"
        yield f"  {where}: {drop.item}{title}: {drop.reason}"


def _of_unknown(library: Library, names: tuple[str, ...]) -> Iterator[str]:
    if not library.readings:
        yield "It is not known: nothing has been read yet; run 'broadsheet fetch'."
        return
    first, last = library.readings[0].day, library.readings[-1].day
    yield (
        f"It is not known: no source offered it from {short_date(first)} to {short_date(last)}, "
        "as far as the ledger says."
    )
    yield f"  looked for: {shorten(', '.join(names), 300)}"
    if failed := sorted({reading.day for reading in library.readings if reading.failed}):
        yield (
            f"  {with_noun(len(failed), 'day')} could not be read, the last {short_date(failed[-1])}: "
            "it may have been on one; 'broadsheet backfill' asks again"
        )
