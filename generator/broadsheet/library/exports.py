"""Which files to take along a paper or an edition has: its own beside its page, or those of its month.

A site whose host takes only so many files has packs: one file of each kind a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from broadsheet.library.digest import Digest, Entries
from broadsheet.library.library import Digests, Library
from broadsheet.model.curation import Entry
from broadsheet.model.period import Period

# Newest months whose editions have a picture each on a site that has packs.
PACKED_CARD_MONTHS = 12


def has_own_files(library: Library, day: date) -> bool:
    """Return True where papers and editions of ``day`` have files to take along beside their pages."""
    return library.exported(day) and not library.site.packs_exports


def with_own_files(library: Library, entries: Entries) -> Iterator[Entry]:
    """Yield those of ``entries``, which come newest first, that have such files; no older ones are read."""
    for entry in entries:
        if not has_own_files(library, entry.paper.day):
            return
        yield entry


def pack_of(library: Library, day: date) -> Period | None:
    """Return the month whose files hold what is to be taken along of ``day``; None where there is none."""
    if not library.site.packs_exports or not library.exported(day):
        return None
    month = library.month_of(day)
    return month.period if month else None


def packs_of(library: Library, days: Iterable[date]) -> tuple[Period, ...]:
    """Return the months whose files hold what is to be taken along of ``days``, oldest first."""
    if not library.site.packs_exports:
        return ()
    packs = {pack_of(library, day) for day in days}
    return tuple(sorted(pack for pack in packs if pack))


def has_book(library: Library, digest: Digest) -> bool:
    """Return True for a day or a week that can be loaded as a book."""
    counts = library.site.books
    if digest.period.kind == "day":
        return _is_among_newest(digest, library.editions, counts.days)
    if digest.period.kind == "week":
        return _is_among_newest(digest, library.weeks, counts.weeks)
    return False


def _is_among_newest(digest: Digest, digests: Digests, number: int) -> bool:
    """Return True for one of the last ``number`` digests of its kind that has entries."""
    if not digest.entries or number == 0:
        return False
    newest = digests[-number:]
    return digest.period >= newest[0].period


def with_card(library: Library, digests: Iterable[Digest]) -> Digests:
    """Return those of ``digests`` that have a picture."""
    since = _carded_since(library)
    return tuple(digest for digest in digests if digest.period.start >= since)


def has_card(library: Library, digest: Digest) -> bool:
    """Return True for an edition that has a picture."""
    return bool(digest.entries) and digest.period.start >= _carded_since(library)


def _carded_since(library: Library) -> date:
    if library.site.packs_exports:
        months = min(library.site.export_months, PACKED_CARD_MONTHS)
        return library.first_of_months(months)
    return library.exported_since
