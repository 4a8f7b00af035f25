"""What a site will take of its host, before it is built, and what would make it smaller.

The figures are estimates; a build measures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from broadsheet.library.library import Library
from broadsheet.model.site import Site
from broadsheet.publishing.site_estimate import LibraryCounts, SizeSettings
from broadsheet.rendering.site_size import Size, is_too_large, warnings
from broadsheet.settings.exports import ALL_MONTHS, PACKED, Exports

_SETTINGS_FILE = "content/config/site.yaml"
_MONTHS_TO_TRY = (12, 6, 3, 1)
_NEW_YEAR = (1, 1)  # month and day


class _Change(NamedTuple):
    """Settings that make a site smaller, and what comes of them, in words that follow "so that"."""

    settings: SizeSettings
    effect: str


def estimate_size(library: Library) -> Size:
    """Return about how large the site of a library will be; of its largest file, nothing."""
    return _size(LibraryCounts(library), _settings_of(library.site))


def warn_of_limits(size: Size, library: Library) -> Iterator[str]:
    """Yield what the site's host will not take of a site of that size, with what would make it fit."""
    host = library.site.host
    advice = advise(library) if is_too_large(size, host) else ""
    yield from warnings(size, host, advice)


def advise(library: Library) -> str:
    """Return the mildest settings with which a site would be well within the limits of its host."""
    site = library.site
    counts = LibraryCounts(library)
    for change in _changes(site):
        size = _size(counts, change.settings)
        if not is_too_large(size, site.host):
            keys = _write_settings(change.settings, _settings_of(site))
            return f"set {keys} in {_SETTINGS_FILE}, so that {change.effect}: {_in_words(size)}"
    return (
        "that is too much for this host whatever the settings; choose another host, or leave out papers "
        "by rule (content/config/rules.yaml)"
    )


def _size(counts: LibraryCounts, settings: SizeSettings) -> Size:
    share = counts.estimate(settings)
    pages = len(counts.library.with_page)
    return Size(files=round(share.files), pages=pages, total=round(share.total), largest=0, largest_path="")


def _changes(site: Site) -> Iterator[_Change]:
    """Yield what can be set, the mildest first: what readers lose least by.

    Papers without a page (``since``) are not among it: lists say of them what they say of new ones, and that
    takes more than their places on shared pages do.
    """
    yield from _smaller_exports(site)
    yield from _shared_pages(site)


def _smaller_exports(site: Site) -> Iterator[_Change]:
    """Yield exports in files of months where the host counts files, and then those of fewer months."""
    now = _settings_of(site)
    most = _most_exports(site)
    effect = "papers of older months have no files beside their pages"
    if site.packs_exports:
        effect = "older months have no files beside their pages"
    elif most.is_packed:
        packing = "more papers share a file of the search"
        if site.export_months:
            packing = "a month has the files that each paper has now"
        yield _Change(now._replace(exports=most), packing)
        effect = f"{packing}, and older months have none"
    for months in (*_MONTHS_TO_TRY, 0):
        if months < most.months:
            exports = most._replace(months=months)
            yield _Change(now._replace(exports=exports), effect)


def _shared_pages(site: Site) -> Iterator[_Change]:
    """Yield months whose papers have a page each: with packs where the host counts files, then with none.

    Where it does not, leaving out what packs are made of comes last: days in JSON are for other programs.
    """
    most = _most_exports(site)
    none = most._replace(months=0)
    if most.is_packed and most != none:
        yield from _shared_pages_with(most, site, "papers of older months share pages")
    yield from _shared_pages_with(
        none, site, "papers of older months share pages, and none has files beside it"
    )
    if not none.is_packed:
        yield from _shared_pages_with(
            Exports(0, is_packed=True),
            site,
            "papers of older months share pages, and nothing is beside pages but the dumps of months",
        )


def _shared_pages_with(exports: Exports, site: Site, effect: str) -> Iterator[_Change]:
    for months in _MONTHS_TO_TRY:
        if site.paged_months is None or months < site.paged_months:
            yield _Change(SizeSettings(exports, site.pages_since, months), effect)


def _most_exports(site: Site) -> Exports:
    """Return the exports of a site; in files of months, and then of all, where its host counts files."""
    if site.packs_exports or not site.host.limits_files:
        return Exports(site.export_months, site.packs_exports)
    return Exports(ALL_MONTHS if site.export_months else 0, is_packed=True)


def _settings_of(site: Site) -> SizeSettings:
    exports = Exports(site.export_months, site.packs_exports)
    return SizeSettings(exports, site.pages_since, site.paged_months)


def _write_settings(settings: SizeSettings, now: SizeSettings) -> str:
    """Return the keys that are to be set, without those that are so now."""
    keys = []
    if settings.exports != now.exports:
        keys.append(f"'exports: {_write_exports(settings.exports)}'")
    pages = _write_paper_pages(settings)
    if pages != _write_paper_pages(now):
        keys.append(f"'paper_pages: {{{pages}}}'")
    return " and ".join(keys)


def _write_exports(exports: Exports) -> str:
    if not exports.is_packed:
        return f"{{months: {exports.months}}}"
    if exports.months == ALL_MONTHS:
        return PACKED
    return f"{{packed: true, months: {exports.months}}}"


def _write_paper_pages(settings: SizeSettings) -> str:
    """Return what ``paper_pages`` holds, whole: what is not said anew would be lost."""
    parts = []
    since = settings.pages_since
    if since:
        is_year = (since.month, since.day) == _NEW_YEAR
        parts.append(f"since: {since.year if is_year else since.isoformat()}")
    if settings.paged_months is not None:
        parts.append(f"months: {settings.paged_months}")
    return ", ".join(parts)


def _in_words(size: Size) -> str:
    return f"about {size.files:,} files, {size.total / 1e6:,.0f} MB"
