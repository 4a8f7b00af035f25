"""Decision on a form at GitHub: what is said on its issue, how it is labelled, what is done with its request.

Pure: what became of the form, and how issue and requests stand now, to a decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from broadsheet.community.outcomes import Result
from broadsheet.publishing.github.api import Issue, Request
from broadsheet.publishing.github.events import IssueEvent
from broadsheet.publishing.github.handed_over import HandedOver
from broadsheet.text.plain import with_noun

MARKER = "<!-- broadsheet: the answer to this form -->"
PROPOSED, NOTHING_TO_DO, TO_MEND, WAITING = (
    "form: proposed",
    "form: nothing to do",
    "form: to mend",
    "form: waiting",
)
LABELS = (PROPOSED, NOTHING_TO_DO, TO_MEND, WAITING)
_LABEL_OF = {
    Result.TAKEN: PROPOSED,
    Result.UNCHANGED: NOTHING_TO_DO,
    Result.DUPLICATE: NOTHING_TO_DO,
    Result.REFUSED: TO_MEND,
    Result.FAILED: WAITING,
}


class Deed(StrEnum):
    """What is done with the branch of an issue, and so with its request."""

    PUSH = "push"
    REMOVE = "remove"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand at GitHub: the issue, its requests, and how many forms count before it that day."""

    issue: Issue
    requests: tuple[Request, ...]
    forms_before: int
    has_answer: bool


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses that an answer names: of the repository, and of the run that made the preview."""

    repository: str
    run: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done: with the branch, on the issue (an empty answer: nothing), and why, for the log."""

    deed: Deed
    why: str
    answer: str = ""
    label: str = ""


def branch_of(number: int) -> str:
    """Return the branch in which what an issue says waits to be merged."""
    return f"community/issue-{number}"


def count_forms_before(event: IssueEvent, others: Iterable[Issue]) -> int:
    """Return how many forms of the same author count before this one that day.

    On its first day those are the issues opened before it; later, as it is edited or reopened, the open ones
    that were proposed and changed that day.
    """
    is_new = event.created == event.updated
    total = 0
    for issue in others:
        if is_new:
            total += issue.created == event.created and issue.number < event.number
        elif issue.number != event.number:
            total += issue.is_open and PROPOSED in issue.labels
    return total


def decide(
    event: IssueEvent, form: HandedOver, standing: Standing, *, is_previewed: bool, most: int, at: Addresses
) -> Decision:
    """Return what is done about a form; ``most`` are the forms that one person may send in a day."""
    issue = standing.issue
    if issue.text != event.text:
        return Decision(Deed.NOTHING, "the issue was edited since; the run for that edit answers it")
    if not issue.is_open:
        return Decision(Deed.REMOVE, "the issue was closed since")
    is_known = standing.has_answer or any(label in issue.labels for label in LABELS)
    if not form.kind and not is_known:
        return Decision(Deed.NOTHING, "the issue is none of our forms, and is left alone")
    if standing.forms_before >= most and not event.is_trusted:
        return _refuse_more(event.updated, standing.forms_before, most)
    if form.result is Result.TAKEN:
        return _decide_on_content(event, form, standing, is_previewed, at)
    deed = Deed.NOTHING if form.result is Result.FAILED else Deed.REMOVE
    answer = form.answer + _describe_merged(standing.requests, form.result)
    return Decision(deed, f"the form is {form.result.value}", answer, _LABEL_OF[form.result])


def _refuse_more(day: date, before: int, most: int) -> Decision:
    answer = (
        f"Thank you. {with_noun(before, 'form')} of yours came before this one on {day} (UTC), and at most "
        f"{most} a day are taken from one person. Close this issue and reopen it on another day."
    )
    return Decision(Deed.REMOVE, f"its author has sent {with_noun(before, 'form')} that day", answer, WAITING)


def _decide_on_content(
    event: IssueEvent, form: HandedOver, standing: Standing, is_previewed: bool, at: Addresses
) -> Decision:
    """Return what is done about a form that became content."""
    if not form.has_files:
        # A claim, say: the answer tells an editor what is to be done by hand.
        return Decision(Deed.REMOVE, "an editor has to do it by hand", form.answer, WAITING)
    if not is_previewed:
        answer = (
            f"{form.answer}\n\n**No page could be built of it**, so it is not proposed. "
            f"An editor finds the reason in [the run]({at.run})."
        )
        return Decision(Deed.NOTHING, "no page could be built of it", answer, TO_MEND)
    open_requests = [request for request in standing.requests if request.is_open]
    for request in open_requests:
        if request.is_edited:
            answer = (
                f"{form.answer}\n\nAn editor has changed the request #{request.number} by hand, so this edit "
                "is not put into it by itself; the editor reads it here."
            )
            return Decision(Deed.NOTHING, f"somebody edited the request #{request.number}", answer, PROPOSED)
    where = _describe_place(event.number, open_requests, at)
    return Decision(Deed.PUSH, "the form became content", f"{form.answer}\n\n{where}", PROPOSED)


def _describe_place(number: int, open_requests: Iterable[Request], at: Addresses) -> str:
    """Return where the request and the preview are found."""
    preview = f"How the page will look is in [the run]({at.run}), among its files (*Artifacts*)."
    for request in open_requests:
        return f"The request is #{request.number}. {preview}"
    branch = branch_of(number)
    listed = f"{at.repository}/pulls?q=is%3Apr+head%3A{branch}"
    return f"It is proposed in the branch [{branch}]({listed}), to be merged by an editor. {preview}"


def _describe_merged(requests: Iterable[Request], result: Result) -> str:
    """Return which request brought what the site has already, where one did."""
    if result not in (Result.UNCHANGED, Result.DUPLICATE):
        return ""
    for request in requests:
        if request.is_merged:
            return f"\n\nWhat this issue said before was merged with #{request.number}."
    return ""
