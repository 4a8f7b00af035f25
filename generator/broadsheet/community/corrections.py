"""Corrections of papers: an entry in the paper's note, which overrides what its sources say."""

from __future__ import annotations

from dataclasses import replace

from broadsheet.community.desk import Desk, Sender, describe_credit, describe_paper
from broadsheet.community.forms import Submission
from broadsheet.community.outcomes import Outcome, Result, safe_title
from broadsheet.fetching.dates import parse_date
from broadsheet.fetching.persons import read_inverted_list, read_natural_list, read_persons
from broadsheet.model.addresses import doi_in
from broadsheet.model.corrections import (
    AND,
    WITHDRAWN,
    Correction,
    fact_as_text,
    find_replaced,
    with_corrections,
)
from broadsheet.model.curation import Note
from broadsheet.model.forms import CLAIM, CORRECT, TAKE_DOWN, WITHDRAW
from broadsheet.model.paper import Paper
from broadsheet.store.contributions import fault_of_fact
from broadsheet.store.gate import reason_to_refuse
from broadsheet.text.inert import inert

# What facts are called in sentences, by their fields.
_NAMES = {
    "title": "title",
    "authors": "list of authors",
    "published": "date of publication",
    "journal": "journal",
    "doi": "DOI",
    "organisation": "organisation",
    "code": "address of the code",
    "project": "address of the project",
    WITHDRAWN: "note of withdrawal",
}
# What the editor of a site does by hand, where a form alone must not.
_BY_HAND = {
    TAKE_DOWN: "An editor decides, and removes a paper with `broadsheet remove ID --why REASON`.",
    CLAIM: "An editor decides, and names an author in `content/config/authors.yaml`.",
}


def correct(desk: Desk, submission: Submission, sender: Sender) -> Outcome:
    """Return what became of a correction of one fact."""
    field = submission["field"]
    correction = Correction(
        field=field,
        was="",
        should_be=_read_value(field, submission),
        why=submission["evidence"],
    )
    return _take(desk, CORRECT, submission, sender, correction)


def withdraw_or_claim(desk: Desk, submission: Submission, sender: Sender) -> Outcome:
    """Return what became of a wish about a paper.

    That it was withdrawn is a correction; what else is wished is left to a person, and nothing is written.
    """
    wish = submission["wish"]
    if wish == WITHDRAWN:
        correction = Correction(
            field=WITHDRAWN, was="", should_be=submission["why"], why=submission["evidence"]
        )
        return _take(desk, WITHDRAW, submission, sender, correction)
    page = desk.find_page(submission["paper"])
    if not page:
        return _refuse_unknown(desk, WITHDRAW, submission)
    lines = [*describe_paper(desk.store.paper(page)), _BY_HAND[wish]]
    title = safe_title(f"Asked about {page}", wish)
    return desk.end(Result.TAKEN, WITHDRAW, lines, (_BY_HAND[wish],), paper=page, title=title)


def _refuse_unknown(desk: Desk, kind: str, submission: Submission) -> Outcome:
    typed = submission["paper"]
    removal = desk.find_removal(typed)
    if removal:
        reason = f"this paper was removed from the site: {inert(removal.why)}"
        return desk.refuse(kind, reason, paper=removal.id)
    return desk.refuse(kind, f"there is no paper {inert(typed)} here; propose it, or check its id")


def _read_value(field: str, submission: Submission) -> str:
    """Return the value that was typed for a field, as corrections write it; as it is where it is none."""
    typed = submission["value"]
    match field:
        case "authors":
            return AND.join(_read_authors(submission)) or typed
        case "published":
            published = parse_date(typed)
            return published.isoformat() if published else typed
        case "doi":
            return doi_in(typed) or typed
    return typed


def _read_authors(submission: Submission) -> tuple[str, ...]:
    """Return the names of authors, one a line, or in one line with semicolons or commas between."""
    lines = submission.lines["value"]
    if len(lines) > 1:
        return read_persons(list(lines)).names
    typed = submission["value"]
    if AND.strip() in typed:
        return read_inverted_list(typed).names
    return read_natural_list(typed).names


def _take(desk: Desk, kind: str, submission: Submission, sender: Sender, correction: Correction) -> Outcome:
    """Return what became of a correction: written, known already, or refused in words."""
    page = desk.find_page(submission["paper"])
    if not page:
        return _refuse_unknown(desk, kind, submission)
    fault = fault_of_fact(correction.field, correction.should_be)
    if fault:
        reason = f"{inert(correction.should_be)} cannot be its {_NAMES[correction.field]}: {fault}"
        return desk.refuse(kind, reason, paper=page)
    note = desk.notes.read(page)
    stored_paper = desk.store.paper(page)
    here = with_corrections(stored_paper, note.corrections)
    others = _without_replaced(note, correction.field, sender)
    correction = replace(
        correction,
        was=_read_former(with_corrections(stored_paper, others), here, correction),
        day=desk.today,
        by=sender.named(submission.is_credited),
        source=sender.issue,
    )
    reason = reason_to_refuse(with_corrections(stored_paper, (*others, correction)))
    if reason:
        return desk.refuse(kind, f"the paper cannot be so: {reason}", paper=page)
    said = _describe(correction, fact_as_text(here, correction.field))
    remarks = _remarks_on(note)
    lines = [*describe_paper(here), *said, describe_credit(correction.by), *remarks]
    if _is_taken_in(note, correction):
        return _end_taken_before(desk, kind, page, correction, here, lines)
    if correction.was == correction.should_be:
        return _end_known(desk, kind, page, correction, others, lines)
    desk.notes.add(page, correction)
    title = safe_title(_title_of(correction, page), correction.should_be)
    return desk.end(Result.TAKEN, kind, lines, remarks, paper=page, title=title)


def _remarks_on(note: Note) -> list[str]:
    """Return what an editor has to know of the note into which a correction is written."""
    if note.in_review:
        return ["The note on the paper is in review, and corrects nothing until it is published."]
    return []


def _title_of(correction: Correction, page: str) -> str:
    if correction.field == WITHDRAWN:
        return f"Withdrawn {page}"
    return f"Correct the {_NAMES[correction.field]} of {page}"


def _without_replaced(note: Note, field: str, sender: Sender) -> tuple[Correction, ...]:
    """Return the corrections of a note but the one in whose place a new one from the same form is put."""
    number = find_replaced(note.corrections, field, sender.issue)
    if number is None:
        return note.corrections
    return (*note.corrections[:number], *note.corrections[number + 1 :])


def _read_former(before: Paper, here: Paper, correction: Correction) -> str:
    """Return what the paper said without the form; where the form takes itself back, what it says here."""
    former = fact_as_text(before, correction.field)
    if former == correction.should_be:
        return fact_as_text(here, correction.field)
    return former


def _is_taken_in(note: Note, correction: Correction) -> bool:
    """Return True where the form said the same before; without an address only the last of a field counts."""
    of_field = [known for known in note.corrections if known.field == correction.field]
    if not correction.source:
        of_field = of_field[-1:]
    return any(replace(correction, day=known.day, was=known.was) == known for known in of_field)


def _describe(correction: Correction, value: str) -> list[str]:
    name = _NAMES[correction.field]
    is_here = inert(value) or "not known"
    return [
        f"Its {name} is {is_here} here, and should be {inert(correction.should_be)}",
        f"That can be checked: {inert(correction.why)}",
    ]


def _end_taken_before(
    desk: Desk, kind: str, page: str, correction: Correction, here: Paper, lines: list[str]
) -> Outcome:
    """Return the outcome where the same form was taken in before, and says nothing new."""
    reason = "this was taken in already"
    if fact_as_text(here, correction.field) != correction.should_be:
        reason = "this was taken in before, and was corrected again since; say anew why it should be so"
        lines = [*lines, f"T{reason[1:]}"]
    return desk.end(Result.UNCHANGED, kind, lines, (reason,), paper=page)


def _end_known(
    desk: Desk,
    kind: str,
    page: str,
    correction: Correction,
    others: tuple[Correction, ...],
    lines: list[str],
) -> Outcome:
    """Return the outcome where the site says so already: of its sources, or by another form."""
    reason = f"the {_NAMES[correction.field]} of {page} says so already: {desk.address_of(page)}"
    is_corrected = any(one.field == correction.field for one in others)
    result = Result.DUPLICATE if is_corrected else Result.UNCHANGED
    return desk.end(result, kind, [*lines, f"The page: {desk.address_of(page)}"], (reason,), paper=page)
