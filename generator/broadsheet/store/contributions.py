"""What readers contributed, as the keys of a note have it: proposals and corrections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from broadsheet.model.corrections import CORRECTABLE, Correction, read_fact
from broadsheet.model.curation import Proposal
from broadsheet.model.paper import Paper
from broadsheet.settings.fields import Fields
from broadsheet.settings.yaml import quote
from broadsheet.store.faults import find_faults
from broadsheet.text.plain import clean

PROPOSED = "proposed"
CORRECTIONS = "corrections"
# Facts that are links on the paper's page: https://github.com@host.example/ leads to host.example.
_ADDRESSES = ("code", "project")
_BY_ABOUT = "who is named for it"
_FROM_ABOUT = "the address that it came from, such as that of an issue"


def read_proposal(item: Fields) -> Proposal:
    """Return the proposal that an entry of ``proposed`` describes."""
    proposal = Proposal(
        why=clean(item.text("why", about="why readers should see it, in the sender's words")),
        day=item.day("date", about="the day of the form"),
        by=clean(item.text("by", about=_BY_ABOUT)),
        source=item.address("from", about=_FROM_ABOUT),
    )
    item.close()
    return proposal


def read_correction(item: Fields) -> Correction:
    """Return the correction that an entry of ``corrections`` describes; problems are noted."""
    correction = Correction(
        field=item.choice("field", CORRECTABLE, required=True, about="the fact that was wrong"),
        was=clean(item.text("was", about="what sources said; empty where they said nothing")),
        should_be=clean(
            item.text("is", about="needed: what is right; of authors, names with a semicolon between")
        ),
        why=clean(item.text("why", about="how that is known; readers see it")),
        day=item.day("date", about="the day of the correction"),
        by=clean(item.text("by", about=_BY_ABOUT)),
        source=item.address("from", about=_FROM_ABOUT),
    )
    item.close()
    if "is" not in item.names():
        item.wrong("missing 'is'; give what is right, or \"\" where nothing is")
    elif correction.field:
        fault = fault_of_fact(correction.field, correction.should_be)
        if fault:
            item.wrong(fault, "is")
    return correction


def fault_of_fact(field: str, text: str) -> str:
    """Return what is wrong with a text as the value of a field; empty where nothing is."""
    try:
        value = read_fact(field, text)
    except ValueError as error:
        return str(error)
    paper = replace(Paper(id="", title="-"), **{field: value})
    for fault in find_faults(paper):
        return fault.what
    if field in _ADDRESSES and "@" in urlsplit(text).netloc:
        return "must have no name before its host, which it could be taken for"
    return ""


def proposal_lines(proposal: Proposal) -> list[str]:
    """Return the lines of YAML that say a proposal, without the dash."""
    return list(
        _lines(("why", proposal.why), ("date", proposal.day), ("by", proposal.by), ("from", proposal.source))
    )


def correction_lines(correction: Correction) -> list[str]:
    """Return the lines of YAML that say a correction, without the dash."""
    return [
        f"field: {correction.field}",
        f"was: {quote(correction.was)}",
        f"is: {quote(correction.should_be)}",
        *_lines(
            ("why", correction.why),
            ("date", correction.day),
            ("by", correction.by),
            ("from", correction.source),
        ),
    ]


def _lines(*pairs: tuple[str, str | date | None]) -> Iterable[str]:
    for key, value in pairs:
        if isinstance(value, date):
            yield f"{key}: {value}"
        elif value:
            yield f"{key}: {quote(value)}"
