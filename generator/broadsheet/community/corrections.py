"""Corrections of papers: an entry in the paper's note, which overrides what its sources say."""

from __future__ import annotations

from dataclasses import replace

from broadsheet.community.desk import Desk, Sender, describe_credit, describe_paper
from broadsheet.community.forms import Submission
from broadsheet.community.outcomes import Outcome, Result, safe_title
from broadsheet.fetching.dates import parse_date
from broadsheet.fetching.persons import read_inverted_list, read_natural_list, read_persons
from broadsheet.model.addresses import doi_in
from broadsheet.model.corrections import AND, WITHDRAWN, Correction, fact_as_text, with_corrections
from broadsheet.model.curation import Note
from broadsheet.model.forms import CLAIM, CORRECT, TAKE_DOWN, WITHDRAW
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
    others = _without_same_form(note, correction.field, sender)
    stored_paper = desk.store.paper(page)
    before = with_corrections(stored_paper, others)
    correction = replace(
        correction,
        was=fact_as_text(before, correction.field),
        day=desk.today,
        by=sender.named(submission.is_credited),
        source=sender.issue,
    )
    reason = reason_to_refuse(with_corrections(stored_paper, (*others, correction)))
    if reason:
        return desk.refuse(kind, f"the paper cannot be so: {reason}", paper=page)
    lines = [*describe_paper(before), *_describe(correction), describe_credit(correction.by)]
    remarks = _remarks_on(note)
    lines += remarks
    if any(replace(correction, day=known.day) == known for known in note.corrections):
        return desk.end(Result.UNCHANGED, kind, lines, ("this was taken in already",), paper=page)
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


def _without_same_form(note: Note, field: str, sender: Sender) -> tuple[Correction, ...]:
    """Return the corrections of a note but what the same form said of the same field before."""
    others: list[Correction] = []
    for known in note.corrections:
        is_same_form = bool(sender.issue) and known.source == sender.issue and known.field == field
        if not is_same_form:
            others.append(known)
    return tuple(others)


def _describe(correction: Correction) -> list[str]:
    name = _NAMES[correction.field]
    was = inert(correction.was) or "not known"
    return [
        f"Its {name} is {was} here, and should be {inert(correction.should_be)}",
        f"That can be checked: {inert(correction.why)}",
    ]


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
