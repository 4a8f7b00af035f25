"""Take-in of a form: looked up, compared with what is here, and written as content, or refused in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from broadsheet.community.answers import make_answer
from broadsheet.community.forms import Labels, Submission, read_form
from broadsheet.community.outcomes import Outcome, Result, safe_title
from broadsheet.errors import ContentError, RemovedPaper, UnknownWork
from broadsheet.fetching.additions import Adding, Wish
from broadsheet.fetching.client import Web
from broadsheet.fetching.single_works import read_name
from broadsheet.library import urls
from broadsheet.model.forms import PROPOSE
from broadsheet.model.owners import COMMUNITY
from broadsheet.model.paper import Paper
from broadsheet.settings.config import Config
from broadsheet.store.store import Store
from broadsheet.text.inert import inert


class Sender(NamedTuple):
    """Where a form came from: the address of its issue, and who sent it; empty where that is not known."""

    issue: str = ""
    login: str = ""


class Written:
    """Record of the files that were written, by their places below ``content/``."""

    def __init__(self) -> None:
        self.places: dict[str, None] = {}

    def take(self) -> tuple[str, ...]:
        """Return the places since the last call."""
        places = tuple(self.places)
        self.places.clear()
        return places


@dataclass(frozen=True, slots=True)
class TakeIn:
    """Taking in of forms, one after the other: what they share is read once."""

    store: Store
    web: Web
    config: Config
    today: date
    written: Written
    labels: Labels

    def take(self, text: str, sender: Sender) -> Outcome:
        """Return what became of an answered form; its content is written by then.

        WriteError where nothing can be written.
        """
        reading = read_form(text, self.labels)
        submission = reading.submission
        if submission is None:
            return _refuse(reading.kind, "", reading.problems)
        if submission.kind == PROPOSE:
            return self._propose(submission, sender)
        return _refuse(reading.kind, "", ("this kind of form is not taken in yet",))

    def _propose(self, submission: Submission, sender: Sender) -> Outcome:
        try:
            name = read_name(submission["paper"])
        except ContentError:
            return _refuse(PROPOSE, "", (f"{inert(submission['paper'])} is no arXiv id, DOI or web address",))
        described = Paper(id=name.id, title="", doi=name.doi)
        wish = Wish(name, described, seen_at=sender.issue if name.arxiv or name.doi else "")
        adding = Adding(self.store, self.web, self.config, self.today, source=COMMUNITY)
        try:
            addition = adding.add(wish)
        except RemovedPaper as error:
            return _refuse(PROPOSE, "", (f"this paper was removed from the site: {error.why}",))
        except (UnknownWork, ContentError) as error:
            return _refuse(PROPOSE, "", (str(error),))
        paper = addition.paper
        if addition.change == "same":
            address = self.config.site.url + urls.paper(paper.id)
            lines = (f"{inert(paper.title)}: {address}",)
            return Outcome(
                result=Result.DUPLICATE,
                kind=PROPOSE,
                paper=paper.id,
                reasons=(f"{paper.id} is here already, since {paper.day}",),
                answer=make_answer(Result.DUPLICATE, lines),
            )
        return Outcome(
            result=Result.TAKEN,
            kind=PROPOSE,
            paper=paper.id,
            files=self.written.take(),
            title=safe_title(f"Add {paper.id}", paper.title),
            answer=make_answer(Result.TAKEN, (f"{inert(paper.title)}, `{paper.id}`",)),
        )


def _refuse(kind: str, paper: str, reasons: Iterable[str]) -> Outcome:
    lines = tuple(reasons)
    return Outcome(
        result=Result.REFUSED,
        kind=kind,
        paper=paper,
        reasons=lines,
        answer=make_answer(Result.REFUSED, lines),
    )
