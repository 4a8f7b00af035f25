"""What a site will take of its host, before it is built, and what would make it smaller.

The figures are estimates; a build measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from broadsheet.library.library import Library
from broadsheet.model.site import Site
from broadsheet.rendering.site_size import Size, is_too_large, warnings


class _Share(NamedTuple):
    """Share of a site that one thing has: files, and bytes."""

    files: float
    total: int


# Measured on 600, 10,000 and 40,000 recorded papers, and right to about a tenth; pages on 1,371.
_LISTED = _Share(0.4, 7_500)  # a paper in the search and in lists
_LISTED_PACKED = _Share(0.28, 7_500)  # the same where more papers share a file of the search
_PAGE = _Share(1, 18_500)  # a paper's page
_SHARED_PAGE = _Share(0.04, 9_500)  # its place on one that papers share
_EXPORTED = _Share(5, 11_800)  # its citations, Markdown and JSON beside that
_PACKED = _Share(0, 4_700)  # the same in the files of its month
_CARD = _Share(1, 12_000)  # its picture
_CONTRIBUTOR = _Share(2, 43_000)  # page and feed of an author or an organisation
_CONTRIBUTOR_DOCUMENT = _Share(1, 1_000)  # and its JSON
_DAY = _Share(2, 0)
_EXPORTED_DAY = _Share(8, 0)  # of what is beside an edition's page
_PACKED_MONTH = _Share(20, 0)  # and of what is beside the pages of a month and its weeks, where that is all
_TOPIC_MONTH = _Share(3, 0)
_REST = _Share(300, 10_000_000)
_SETTINGS = "content/config/site.yaml"
_MONTHS_TO_TRY = (12, 6, 3, 1, 0)


def estimate_size(library: Library) -> Size:
    """Return about how large the site of a library will be; of its largest file, nothing."""
    return _estimate(library, _settings_of(library))


def warn_of_limits(size: Size, library: Library) -> Iterator[str]:
    """Yield what the site's host will not take of a site of that size, with what would make it fit."""
    host = library.site.host
    advice = advise(library) if is_too_large(size, host) else ""
    yield from warnings(size, host, advice)


def advise(library: Library) -> str:
    """Return the mildest settings with which a site would be well within the limits of its host."""
    site = library.site
    if site.host.limits_files and not site.packs_exports:
        size = _estimate(library, _Settings(date.min, is_packed=True, own_since=_paged_since(library)))
        if not is_too_large(size, site.host):
            return _with_packs(size)
    for months in _MONTHS_TO_TRY:
        if months >= site.export_months:
            continue
        since = library.first_of_months(months)
        size = _estimate(library, _Settings(since, site.packs_exports, own_since=_paged_since(library)))
        if not is_too_large(size, site.host):
            return _with_exports(site, months, size)
    return _advise_shared_pages(library) or _advise_fewer_pages(library)


def _advise_shared_pages(library: Library) -> str:
    """Return of how many months papers may have a page each; empty where not even one month's may."""
    site = library.site
    for months in _MONTHS_TO_TRY:
        if months == 0 or (site.paged_months is not None and months >= site.paged_months):
            continue
        exported_since = library.exported_since if site.packs_exports else date.max
        own_since = library.first_of_months(months)
        size = _estimate(library, _Settings(exported_since, site.packs_exports, own_since=own_since))
        if not is_too_large(size, site.host):
            exports = "" if site.packs_exports else "'exports: {months: 0}' and "
            return (
                f"set {exports}'paper_pages: {{months: {months}}}' in {_SETTINGS}, so "
                f"that papers of older months share pages: {_in_words(size)}"
            )
    return ""


def _advise_fewer_pages(library: Library) -> str:
    """Return from which year on papers may have a page, where no papers have files beside it."""
    years = sorted({entry.paper.day.year for entry in library.entries})
    for year in years[1:]:
        own_since = library.first_of_months(1)
        size = _estimate(library, _Settings(date.max, pages_since=date(year, 1, 1), own_since=own_since))
        if not is_too_large(size, library.site.host):
            return (
                f"set 'exports: {{months: 0}}' and 'paper_pages: {{since: {year}, months: 1}}' in "
                f"{_SETTINGS}, so that papers of older years are listed without a page, and those of older "
                f"months share pages: {_in_words(size)}"
            )
    return (
        "that is too much for this host whatever the settings; choose another host, or leave out papers "
        "by rule (content/config/rules.yaml)"
    )


def _with_packs(size: Size) -> str:
    return (
        f"set 'exports: packed' in {_SETTINGS}, so that a month has the files that each paper has now: "
        f"{_in_words(size)}"
    )


def _with_exports(site: Site, months: int, size: Size) -> str:
    if site.packs_exports:
        return (
            f"set 'exports: {{packed: true, months: {months}}}' in {_SETTINGS}, so that older months have "
            f"no files beside their pages: {_in_words(size)}"
        )
    return (
        f"set 'exports: {{months: {months}}}' in {_SETTINGS}, so that papers of older months have no files "
        f"beside their pages: {_in_words(size)}"
    )


def _in_words(size: Size) -> str:
    return f"about {size.files:,} files, {size.total / 1e6:,.0f} MB"


class _Settings(NamedTuple):
    """Settings that make a site smaller.

    Since which day it has exports, pages of papers, and pages for single papers; ``is_packed``: its exports
    are files of months.
    """

    exported_since: date
    is_packed: bool = False
    pages_since: date = date.min
    own_since: date = date.min


def _settings_of(library: Library) -> _Settings:
    return _Settings(library.exported_since, library.site.packs_exports, own_since=_paged_since(library))


def _paged_since(library: Library) -> date:
    """Return the first day of which papers have a page for themselves, as the site is set."""
    months = library.site.paged_months
    return date.min if months is None else library.first_of_months(months)


def _estimate(library: Library, settings: _Settings) -> Size:
    """Return about how large a site would be with other settings."""
    paged = [entry.paper.day for entry in library.with_page if entry.paper.day >= settings.pages_since]
    own_pages = _count_since(settings.own_since, paged)
    shares = (
        (_REST, 1),
        (_LISTED_PACKED if settings.is_packed else _LISTED, len(library.shown)),
        (_PAGE, own_pages),
        (_SHARED_PAGE, len(paged) - own_pages),
        (_CARD, _count_since(_carded_since(library), paged)),
        (_CONTRIBUTOR, len(library.directory.contributors)),
        (_DAY, len(library.editions)),
        (_TOPIC_MONTH, len(library.topics) * len(library.months)),
        *_shares_of_exports(library, settings, paged),
    )
    files = sum(share.files * number for share, number in shares)
    total = sum(share.total * number for share, number in shares)
    return Size(files=round(files), pages=len(paged), total=total, largest=0, largest_path="")


def _shares_of_exports(
    library: Library, settings: _Settings, paged: Iterable[date]
) -> Iterator[tuple[_Share, int]]:
    """Yield the shares of what is to be taken along, each with how often it is there."""
    since = settings.exported_since
    papers = _count_since(since, paged)
    if settings.is_packed:
        months = [digest.period.start for digest in library.months]
        yield _PACKED, papers
        yield _PACKED_MONTH, _count_since(since, months)
        return
    days = [digest.period.start for digest in library.editions]
    yield _EXPORTED, papers
    yield _EXPORTED_DAY, _count_since(since, days)
    yield _CONTRIBUTOR_DOCUMENT, len(library.directory.contributors)


def _count_since(since: date, days: Iterable[date]) -> int:
    return sum(1 for day in days if day >= since)


def _carded_since(library: Library) -> date:
    """Return the first of the newest days of which papers have a picture."""
    if not library.newest or not library.site.paper_cards:
        return date.max
    return library.newest.period.start - timedelta(days=library.site.paper_cards - 1)
