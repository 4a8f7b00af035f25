"""Redirects by the host: from addresses of papers that were merged, and of those that share a page.

A host takes so many rules and no more. Where it reads patterns, one answers for all papers of a month; it
goes before files there, so that papers of the month that have a page for themselves are said to be right
where they are. What no rule answers for is left to the page for what is not there, which looks by script.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import urlsplit

from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.library.shared_pages import depths, folder_key
from broadsheet.model.hosts import Host

_FOR_GOOD = 301
_FOR_NOW = 302  # a folder of more papers has more parts
_STAYS = 200
_REST = ":n"
_DIGITS = (":x", ":y", ":z")  # the last ones of an id; a name takes what the names after it leave


class Rule(NamedTuple):
    """An address of the site, or a pattern of some, where it leads to, and the status that says so."""

    address: str
    target: str
    status: int


class _Month(NamedTuple):
    """A folder whose papers share pages, and those of its papers' addresses that are pages themselves."""

    folder: str
    pages: Sequence[str]


def write_redirects(library: Library) -> str:
    """Return the file of rules that the site's host reads; empty where there are none."""
    host = library.site.host
    base = urlsplit(library.site.url).path.rstrip("/")
    most = host.max_redirects_bytes
    text = ""
    for rule in _rules(library, host):
        line = f"{base}/{rule.address} {base}/{rule.target} {rule.status}\n"
        if most and len(text) + len(line) > most:
            break
        text += line
    return text


def _rules(library: Library, host: Host) -> Iterator[Rule]:
    """Yield the rules that a host takes: those for one address each, and then patterns."""
    months = _choose_months(library, host)
    single = chain(_kept_pages(months), _merged(library, months), _shared(library, months))
    yield from islice(single, host.max_redirects)
    parted = depths(library.with_shared_page)
    for month in months:
        yield _pattern(month.folder, parted[month.folder])


def _choose_months(library: Library, host: Host) -> Sequence[_Month]:
    """Return the months for which a pattern is worth its rules, those with the fewest pages first."""
    if not host.max_patterns:
        return ()
    pages = _pages_by_month(library)
    sharing = Counter(_month_of(entry.paper.id) for entry in library.with_shared_page)
    months = []
    for folder in sorted(sharing, reverse=True):
        if folder and len(pages[folder]) < sharing[folder]:
            months.append(_Month(folder, pages[folder]))
    months.sort(key=lambda month: len(month.pages))
    chosen: list[_Month] = []
    room = host.max_redirects
    for month in months[: host.max_patterns]:
        room -= len(month.pages)
        if room < 0:
            break
        chosen.append(month)
    return chosen


def _month_of(paper_id: str) -> str:
    """Return the month with which an id begins, as those of arXiv do since 2007; empty for any other."""
    folder = folder_key(paper_id).folder
    return folder if paper_id.startswith(f"{folder}.") else ""


def _pages_by_month(library: Library) -> Mapping[str, list[str]]:
    """Return the addresses of papers at which a page stands, by the months of their ids."""
    ids = [entry.paper.id for entry in library.with_own_page]
    ids += [removal.id for removal in library.removals.papers]
    ids += library.moved
    pages: dict[str, list[str]] = defaultdict(list)
    for paper_id in ids:
        pages[_month_of(paper_id)].append(urls.paper(paper_id))
    return pages


def _kept_pages(months: Sequence[_Month]) -> Iterator[Rule]:
    """Yield a rule for each page that a pattern would hide: the host is to show what is there."""
    for month in months:
        for address in month.pages:
            yield Rule(address, address, _STAYS)


def _merged(library: Library, months: Sequence[_Month]) -> Iterator[Rule]:
    """Yield a rule for each address of a paper that was joined with another one, newest papers first.

    Where a page leads on from it and was said to stay, as those in ``months`` are, there is none.
    """
    kept = {address for month in months for address in month.pages}
    for entry in library.with_page:
        for other_id in entry.paper.other_ids:
            if urls.paper(other_id) in kept:
                continue
            if library.by_id.get(other_id) is entry:
                target = urls.words(entry.paper.id, entry.shared_at)
                yield Rule(urls.paper(other_id), target, _FOR_GOOD)


def _shared(library: Library, months: Sequence[_Month]) -> Iterator[Rule]:
    """Yield a rule for each paper that shares a page, but for those of ``months``, newest first."""
    answered = {month.folder for month in months}
    for entry in library.with_shared_page:
        paper_id = entry.paper.id
        if _month_of(paper_id) not in answered:
            yield Rule(urls.paper(paper_id), urls.words(paper_id, entry.shared_at), _FOR_NOW)


def _pattern(folder: str, depth: int) -> Rule:
    """Return the rule for all ids of a month, of which the last digits name the part."""
    part = "".join(_DIGITS[len(_DIGITS) - depth :])
    paper_id = f"{folder}.{_REST}{part}"
    return Rule(urls.paper(paper_id), urls.words(paper_id, urls.shared_page(folder, part)), _FOR_NOW)
