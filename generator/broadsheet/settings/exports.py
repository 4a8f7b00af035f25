"""What papers and editions have to take along: files beside each page, or one of each kind a month."""

from __future__ import annotations

from typing import NamedTuple

from broadsheet.model.hosts import Host
from broadsheet.settings.fields import Fields

DEFAULT_MONTHS = 12
ALL_MONTHS = 12_000  # more than there will ever be
PACKED = "packed"
_ABOUT = "files to take along beside the pages; packed unless said where the host limits files"
_MONTHS_ABOUT = (
    "the newest months whose papers and editions have such files; 12 unless said, all where they are packed; "
    "dumps are of all"
)


class Exports(NamedTuple):
    """Newest months whose papers have something to take along, and whether it is in one pack a month."""

    months: int
    is_packed: bool


def read_exports(ours: Fields, host: Host) -> Exports:
    """Return what the owner says of ``exports``; without a word, packs where the host limits files.

    Packs are few files, so that they are made of all months unless the owner says of how many.
    """
    given = ours.either("exports", PACKED, about=_ABOUT)
    if given is None:
        return _by_default(host.limits_files)
    if isinstance(given, str):
        if given != PACKED:
            ours.wrong(f"must be {PACKED}, or a mapping such as {{months: 12}}, not {given!r}", "exports")
        return _by_default(is_packed=True)
    exports = ours.inside("exports")
    is_packed = exports.flag(
        PACKED, about="one file of each kind a month, in place of files beside each page"
    )
    usual_months = _by_default(is_packed).months
    months = exports.count_or("months", usual_months, about=_MONTHS_ABOUT)
    exports.close()
    return Exports(min(months, ALL_MONTHS), is_packed)


def _by_default(is_packed: bool) -> Exports:
    return Exports(ALL_MONTHS if is_packed else DEFAULT_MONTHS, is_packed)
