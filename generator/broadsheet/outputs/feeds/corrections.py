"""Corrections: what readers should hear of papers after they were listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from broadsheet.model.corrections import WITHDRAWN
from broadsheet.model.curation import Entry
from broadsheet.model.language.words import N_
from broadsheet.model.language.words import gettext as _
from broadsheet.model.notices import find_ending, parse_notice
from broadsheet.model.paper import Paper
from broadsheet.outputs.corrections import describe_correction
from broadsheet.text.latex import to_text

_HEADLINES = {
    "withdrawn": N_("Withdrawn: %(title)s"),
    "notice": N_("Notice: %(title)s"),
    "retitled": N_("Retitled: %(title)s"),
    "published": N_("Published: %(title)s"),
    "corrected": N_("Corrected: %(title)s"),
}


class Correction(NamedTuple):
    """What became of a paper: the end of the id of its item, the words, and the day where it has one."""

    entry: Entry
    kind: str
    words: str
    day: date | None = None

    @property
    def paper(self) -> Paper:
        """The paper that it is about."""
        return self.entry.paper

    @property
    def made_on(self) -> date:
        """The day of the correction; that of the paper's latest version where it has none of its own."""
        change = latest_change(self.paper)
        if self.day is None:
            return change
        return max(change, self.day)


def headline_of(correction: Correction, title: str) -> str:
    """Return the title of a correction's item: what became of the paper, and its title."""
    event = correction.kind.partition("/")[0]
    return _(_HEADLINES[event], title=title)


def latest_change(paper: Paper) -> date:
    """Return the day of its latest version, but not before it was listed."""
    version_days = [version.day for version in paper.versions if version.day]
    return max([paper.day, *version_days])


def newest_corrections(entries: Iterable[Entry]) -> list[Correction]:
    """Return the corrections of papers, the newest first."""
    corrections: list[Correction] = []
    for entry in entries:
        corrections.extend(_corrections_of(entry))
    corrections.sort(key=_newest_first)
    return corrections


def _corrections_of(entry: Entry) -> Iterator[Correction]:
    paper = entry.paper
    if paper.withdrawn:
        day = parse_notice(find_ending(paper.notices)).day or _withdrawn_by_hand_on(entry)
        yield Correction(entry, "withdrawn", _("Withdrawn: %(reason)s", reason=paper.withdrawn), day)
    for number, line in enumerate(paper.notices, start=1):
        notice = parse_notice(line)
        yield Correction(
            entry, f"notice/{number}", _("By its publisher: %(notice)s", notice=line), notice.day
        )
    for number, former_title in enumerate(paper.former_titles, start=1):
        title = to_text(former_title, is_tex=paper.is_tex)
        yield Correction(entry, f"retitled/{number}", _("Its title was: %(title)s", title=title))
    for number, correction in enumerate(entry.note.corrections, start=1):
        if paper.withdrawn and correction.field == WITHDRAWN:
            continue  # an item above says so
        yield Correction(entry, f"corrected/{number}", describe_correction(correction), correction.day)
    if paper.journal:
        yield Correction(entry, "published", _("Published in %(journal)s", journal=paper.journal))


def _withdrawn_by_hand_on(entry: Entry) -> date | None:
    """Return the day on which people noted that a paper was withdrawn; None where they did not say."""
    days = [correction.day for correction in entry.note.corrections if correction.field == WITHDRAWN]
    return days[-1] if days else None


def _newest_first(correction: Correction) -> tuple[int, str]:
    made_on = correction.made_on.toordinal()
    return (-made_on, f"{correction.paper.id}/{correction.kind}")
