"""Numbers with their nouns, in the language of the site."""

from __future__ import annotations

from broadsheet.model.language.words import N_pair, ngettext

_NOUNS = {
    "paper": N_pair("%(num)s paper", "%(num)s papers"),
    "more paper": N_pair("%(num)s more paper", "%(num)s more papers"),
    "vote": N_pair("%(num)s vote", "%(num)s votes"),
    "comment": N_pair("%(num)s comment", "%(num)s comments"),
    "star": N_pair("%(num)s star", "%(num)s stars"),
    "model": N_pair("%(num)s model", "%(num)s models"),
    "dataset": N_pair("%(num)s dataset", "%(num)s datasets"),
    "Space": N_pair("%(num)s Space", "%(num)s Spaces"),
    "edition": N_pair("%(num)s edition", "%(num)s editions"),
    "topic": N_pair("%(num)s topic", "%(num)s topics"),
    "author": N_pair("%(num)s author", "%(num)s authors"),
    "organisation": N_pair("%(num)s organisation", "%(num)s organisations"),
    "more reason": N_pair("%(num)s more reason", "%(num)s more reasons"),
    "more day": N_pair("%(num)s more day", "%(num)s more days"),
    "earlier day": N_pair("%(num)s earlier day", "%(num)s earlier days"),
    "more pair": N_pair("%(num)s more pair", "%(num)s more pairs"),
}


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 paper``, ``2 papers``, ``1,092 papers``."""
    singular, plural = _NOUNS[noun]
    return ngettext(singular, plural, number)
