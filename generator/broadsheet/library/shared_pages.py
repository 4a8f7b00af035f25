"""Papers of older months that share pages: which they are, and at which address each of them stands.

An address follows from a paper's id, and from how many papers share its folder. Preprints are together by
the month of their arXiv id, other works in one folder. A folder of many papers is parted by the last signs
of their numbers, so that its parts are about equally long; see docs/decisions/0036.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.library import urls
from broadsheet.model.curation import Entry
from broadsheet.model.ids import arxiv_month
from broadsheet.model.period import first_of_months

OTHERS = "other"  # the folder of papers whose id names no month
PAGE_PAPERS = 150  # so many, on average, at most
_DIGITS = 10
_HEX_DIGITS = 16
_FNV_START = 0x811C9DC5
_FNV_PRIME = 0x01000193


class FolderKey(NamedTuple):
    """Folder of a paper, and the number of which the last digits name its part of the folder."""

    folder: str
    number: str


def folder_key(paper_id: str) -> FolderKey:
    """Return the folder and the number of a paper, which follow from its id alone."""
    month = arxiv_month(paper_id)
    if month:
        return FolderKey(month, paper_id)
    return FolderKey(OTHERS, f"{_hash(paper_id):08x}")


def _hash(paper_id: str) -> int:
    """Return the FNV-1a hash of 32 bits, which a script makes as easily (draft-eastlake-fnv, section 2)."""
    value = _FNV_START
    for byte in paper_id.encode():
        value = (value ^ byte) * _FNV_PRIME & 0xFFFFFFFF
    return value


def depth_for(folder: str, papers: int) -> int:
    """Return how many digits name a part of a folder with so many papers; 0 where it is one page."""
    base = _HEX_DIGITS if folder == OTHERS else _DIGITS
    depth = 0
    while papers > PAGE_PAPERS * base**depth:
        depth += 1
    return depth


def part_of(key: FolderKey, depth: int) -> str:
    """Return the name of the part that a paper is in where parts have names of ``depth`` digits."""
    return key.number[len(key.number) - depth :]


def share_pages(entries: Iterable[Entry], months: int | None, names: Fingerprints) -> Iterable[Entry]:
    """Return entries; those older than the newest ``months`` know the page that they share.

    Hidden papers keep a page for themselves, which tells search engines to leave it out. ``names`` learn
    the new entries by what they were made of.
    """
    if months is None:
        return entries
    entries = tuple(entries)
    shown_days = [entry.paper.day for entry in entries if not entry.left_out]
    if not shown_days:
        return entries
    first_day = first_of_months(max(shown_days), months, min(shown_days))
    shares_page = [entry.page and not entry.left_out and entry.paper.day < first_day for entry in entries]
    keys = [folder_key(entry.paper.id) for entry in entries]
    sizes = Counter(key.folder for key, shares in zip(keys, shares_page, strict=True) if shares)
    placed_entries: list[Entry] = []
    for entry, key, shares in zip(entries, keys, shares_page, strict=True):
        if shares:
            part = part_of(key, depth_for(key.folder, sizes[key.folder]))
            placed = replace(entry, shared_at=urls.shared_page(key.folder, part))
            names.know_as_made(placed, entry, placed.shared_at)
            placed_entries.append(placed)
        else:
            placed_entries.append(entry)
    return placed_entries


def depths(entries: Iterable[Entry]) -> Mapping[str, int]:
    """Return how many digits name a part of each folder, by the folders of entries that share pages."""
    sizes = Counter(folder_key(entry.paper.id).folder for entry in entries)
    return {folder: depth_for(folder, papers) for folder, papers in sorted(sizes.items())}


def with_pages(entries: Iterable[Entry], since: date | None, names: Fingerprints) -> Iterator[Entry]:
    """Yield entries, without a page where they are of a day before ``since`` and can be read elsewhere."""
    for entry in entries:
        paper = entry.paper
        is_old = since is not None and paper.day < since
        if is_old and entry.page and paper.external_url:
            unpaged = replace(entry, page=False)
            names.know_as_made(unpaged, entry, "no page")
            yield unpaged
        else:
            yield entry
