"""Which of the items that a source offers are wanted, and on which of the days that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from generator.match import Phrasebook
from generator.model import Batch, Drop, Paper, SourceConfig
from generator.text import counted, shorten

Found = tuple[date, Paper | Drop]


def unwanted(paper: Paper, source: SourceConfig) -> str:
    """Why a source's own ``authors`` and ``words`` leave a paper out; empty if they do not.

    A paper needs one of either: a name as it is written, or a phrase in its title, abstract or
    keywords (see ``match``).
    """
    if not source.authors and not source.words:
        return ""
    names = {name.casefold() for name in paper.authors}
    if any(name.casefold() in names for name in source.authors):
        return ""
    if source.words:
        about = " \n ".join((paper.title, paper.abstract, *paper.keywords))
        if Phrasebook(source.words).found(about):
            return ""
    kinds = [kind for kind in ("authors", "words") if getattr(source, kind)]
    return f"has none of the {' or '.join(kinds)} that source '{source.name}' looks for"


def by_day(found: Iterable[Found], source: SourceConfig, days: Sequence[date]) -> Iterator[Batch]:
    """One batch for each of ``days``, in their order, of what was found for it; the rest is not offered."""
    offered: dict[date, list[Paper | Drop]] = {day: [] for day in days}
    for day, item in found:
        if day in offered:
            offered[day].append(item)
    for day, items in offered.items():
        yield batch(day, items, source)


def batch(day: date, items: Sequence[Paper | Drop], source: SourceConfig) -> Batch:
    """The items of a day, at most ``source.most`` of them, each either kept or dropped with its reason."""
    papers: dict[str, Paper] = {}
    drops: list[Drop] = []
    for item in items[: source.most]:
        if isinstance(item, Drop):
            drops.append(item)
        elif item.id in papers:
            drops.append(drop(f"{item.id} again", item.title, "listed twice on this day"))
        elif reason := unwanted(item, source):
            drops.append(drop(item.id, item.title, reason))
        else:
            papers[item.id] = item
    return Batch(day=day, papers=tuple(papers.values()), drops=tuple(drops), cap=cap(len(items), source.most))


def drop(item: str, title: str, reason: str) -> Drop:
    """A drop whose words are short enough for the ledger."""
    return Drop(shorten(item, 120), shorten(title, 200), reason)


def cap(offered: int, most: int) -> str:
    """What a limit kept from us, in words; empty where it did not bite."""
    if offered <= most:
        return ""
    return f"{counted(offered, 'item')} offered, of which the first {most:,} were read; raise 'most'"
