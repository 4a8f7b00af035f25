"""Sentences of an abstract: where each begins and ends."""

from __future__ import annotations

import re

from broadsheet.text.formulas import find_formulas


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# What ends in a full stop within a sentence, in lower case and without that stop.
_ABBREVIATIONS = _words(
    "e.g i.e etc al cf vs resp approx ca viz incl est fig figs eq eqs sec secs tab tabs ref refs ch chap"
    " no nos vol pp p art thm lem prop def cor app alg dr mr mrs ms prof st jr sr inc ltd co corp dept"
    " univ u.s u.k u.n ph.d m.sc b.sc a.k.a w.r.t i.i.d a.m a.e d.o.f s.t n.b a.s wrt jan feb mar apr jun"
    " jul aug sep sept oct nov dec"
)
# These may end a sentence too: they do where a capital letter or a formula follows.
_MAY_END = _words("etc al inc ltd co corp u.s u.k u.n ph.d i.i.d a.m d.o.f jr sr")
# A full stop with a space after it, or, where the space was forgotten, between a bracket and a capital;
# and the full stops of Chinese and Japanese with the brackets that close after them.
_END = re.compile(
    r"[.!?]+[)\]\"'”’]*(?=\s)|(?<=\))\.(?=[A-Z])|[\u3002\uff01\uff1f]+[\u300d\u300f\u201d\u2019\uff09]*"
)
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘,;:/]+\Z")
_OPENING = re.compile(r"\s*[(\[\"'“‘*]*")


def split_sentences(text: str, *, is_tex: bool = True) -> tuple[str, ...]:
    """Return the sentences of one line of text, none of them cut in a formula or an abbreviation.

    Formulas stand between dollar signs or TeX's brackets; what stands in them ends no sentence. Where
    the author did not type TeX (``is_tex``), what may be the words between two prices is no formula.
    """
    masked = mask_formulas(text, is_tex)
    sentences = []
    start = 0
    for end in _END.finditer(masked):
        if _ends_sentence(masked, start, end):
            sentences.append(text[start : end.end()].strip())
            start = end.end()
    sentences.append(text[start:].strip())
    return tuple(sentence for sentence in sentences if sentence)


def mask_formulas(text: str, is_tex: bool) -> str:
    """Return the text with a letter for each sign of a formula: it then ends nothing and cuts nothing."""
    masked = ""
    for start, end in find_formulas(text, is_tex):
        masked += text[len(masked) : start] + "X" * (end - start)
    return masked + text[len(masked) :]


def _ends_sentence(text: str, start: int, end: re.Match[str]) -> bool:
    marks = end[0]
    if not marks.startswith("."):
        return True
    following = _first_sign(text, end.end())
    if not following:
        return True
    if following.islower():
        # Names such as iPhone and pH begin sentences so seldom that they are no reason to cut.
        return False
    before = _LAST_WORD.search(text, start, end.start())
    word = before[0].lower() if before else ""
    if word in _MAY_END:
        return following.isupper() and marks == "."
    is_initial = len(word) == 1 and word.isalpha() and before is not None and before[0].isupper()
    return word not in _ABBREVIATIONS and not is_initial


def _first_sign(text: str, position: int) -> str:
    opening = _OPENING.match(text, position)
    after = opening.end() if opening else position
    return text[after : after + 1]
