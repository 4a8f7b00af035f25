"""Answer to a form on its issue: how things stand is asked, decided on, and said, each only once.

Whatever fails, the next run finds what is there and goes on: one comment, found by its marker; one label
of ours; and a branch, by its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from broadsheet.publishing.github.api import Repository
from broadsheet.publishing.github.decisions import (
    LABELS,
    MARKER,
    Addresses,
    Deed,
    Standing,
    branch_of,
    count_forms_before,
    decide,
)
from broadsheet.publishing.github.events import IssueEvent
from broadsheet.publishing.github.handed_over import HandedOver, read_handed_over


@dataclass(frozen=True, slots=True)
class Answered:
    """What the next job is to do: with which branch, and the title of the request."""

    deed: Deed
    branch: str
    title: str
    why: str


def answer_form(
    repository: Repository,
    event: IssueEvent,
    folder: Path,
    at: Addresses,
    *,
    is_previewed: bool,
    most: int,
) -> Answered:
    """Answer the form of an issue and label it; return what is to be done with its branch.

    ContentError where what was handed over is not to be trusted, WebError where GitHub refuses.
    """
    form = read_handed_over(folder)
    standing = _find_standing(repository, event)
    decision = decide(event, form, standing, is_previewed=is_previewed, most=most, at=at)
    if decision.answer:
        repository.comment(event.number, MARKER, f"{MARKER}\n{decision.answer}")
    if decision.label:
        repository.label(standing.issue, decision.label, LABELS)
    return Answered(decision.deed, branch_of(event.number), _title_of(form, event), decision.why)


def _find_standing(repository: Repository, event: IssueEvent) -> Standing:
    issue = repository.issue(event.number)
    forms_before = 0
    if not event.is_trusted:
        others = repository.issues_since(event.author, event.updated)
        forms_before = count_forms_before(event, others)
    return Standing(
        issue=issue,
        requests=repository.requests(branch_of(event.number)),
        forms_before=forms_before,
        has_answer=repository.find_comment(event.number, MARKER) is not None,
    )


def _title_of(form: HandedOver, event: IssueEvent) -> str:
    return form.title or f"What issue {event.number} says"
