"""Corrections by people, in words: what was corrected of a paper, when, why, and who suggested it."""

from __future__ import annotations

from broadsheet.model.corrections import NEVER_EMPTY, Correction
from broadsheet.model.language.words import gettext as _
from broadsheet.outputs.attribution import fact_name
from broadsheet.text.latex import to_text
from broadsheet.text.plain import clean


def headline_of_correction(correction: Correction) -> str:
    """Return which fact was corrected, added or taken out, in plain words."""
    fact = fact_name(correction.field)
    # A paper has always had these, though who corrects it by hand need not say what they were.
    had_one = bool(correction.was) or correction.field in NEVER_EMPTY
    if not had_one:
        return _("Added: %(fact)s", fact=fact)
    if not correction.should_be:
        return _("Taken out: %(fact)s", fact=fact)
    return _("Corrected: %(fact)s", fact=fact)


def former_fact(correction: Correction) -> str:
    """Return what the paper said before, as plain text; empty where it said nothing."""
    return to_text(correction.was)


def describe_correction(correction: Correction) -> str:
    """Return a correction in plain sentences, without its day."""
    sentences = [f"{headline_of_correction(correction)}."]
    if correction.was:
        sentences.append(_("It was: %(fact)s", fact=former_fact(correction)))
    if correction.why:
        sentences.append(_("The reason: %(reason)s", reason=clean(correction.why)))
    if correction.by:
        sentences.append(_("Suggested by %(name)s", name=correction.by))
    return " ".join(sentences)


def correction_document(correction: Correction) -> dict[str, str]:
    """Return a correction as the API has it: a key that is absent means not known."""
    day = correction.day.isoformat() if correction.day else ""
    document = {
        "field": correction.field,
        "was": correction.was,
        "is": correction.should_be,
        "why": correction.why,
        "day": day,
        "by": correction.by,
    }
    return {key: value for key, value in document.items() if value}
