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
    " jul aug sep sept oct nov dec z z.b d.h u.a bzw vgl ggf"
)
# These may end a sentence too: they do where a capital letter or a formula follows.
_MAY_END = _words("etc al inc ltd co corp u.s u.k u.n ph.d i.i.d a.m d.o.f jr sr")
_NAMES_WITH_MARKS = _words("yahoo jeopardy")
_STOPS_WITHOUT_SPACES = "\u3002\uff01\uff1f"  # of Chinese and Japanese
# Stops of all scripts, and what closes after them.
_END = re.compile(r"[.!?\u2026\u061f\u0964\u06d4\u1362\u3002\uff01\uff1f]+[)\]\"'”’\u300d\u300f\uff09]*")
# Words that begin a sentence even where its author forgot the space before it.
_OPENER = re.compile(
    r"(?:We|Our|The|This|These|In|To|It|By|With|For|An?|As|On|Based|Using|Specifically|However|Experiments?|Extensive"
    r"|Moreover|Additionally|Furthermore|Finally|Code|Through|Further|Empirical|Experimental|Meanwhile|Although|While"
    r"),? "
)
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘,;:/]+\Z")
_OPENING = re.compile(r"\s*[(\[\"'“‘*]*")
# Characters beside a stop in which the brackets around it are looked for, and the word before it.
_NEAR = 200
_LONGEST_WORD = 30


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
    if "$" not in text and "\\" not in text:
        return text
    masked = ""
    for start, end in find_formulas(text, is_tex):
        masked += text[len(masked) : start] + "X" * (end - start)
    return masked + text[len(masked) :]


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    marks = stop[0]
    if marks[0] in _STOPS_WITHOUT_SPACES:
        return True
    if not _has_space_after(text, stop):
        return False
    after = _skip_opening(text, stop.end())
    following = _sign_at(text, after)
    if not following:
        return True
    # Names such as iPhone and pH begin sentences so seldom that they are no reason to cut.
    if following.islower() or _is_in_brackets(text, start, stop.end()):
        return False
    word = _word_before(text, start, stop)
    lowered = word.lower()
    if not marks.startswith("."):
        return lowered not in _NAMES_WITH_MARKS
    if lowered in _MAY_END:
        opens_bracket = _sign_at(text, after - 1) == "("
        return marks == "." and following.isupper() and not opens_bracket
    is_initial = len(word) == 1 and word.isupper()
    if is_initial:
        return bool(_OPENER.match(text, after))
    return lowered not in _ABBREVIATIONS


def _has_space_after(text: str, stop: re.Match[str]) -> bool:
    """Return True too where the space was forgotten after a bracket or before a word that opens sentences."""
    following = _sign_at(text, stop.end())
    if not following or following.isspace():
        return True
    if stop[0] != ".":
        return False
    before = _sign_at(text, stop.start() - 1)
    if before == ")":
        return following.isupper()
    if before.islower():
        return bool(_OPENER.match(text, stop.end()))
    return False


def _sign_at(text: str, position: int) -> str:
    """Return the sign at a position; empty beyond the text."""
    return text[position : position + 1]


def _skip_opening(text: str, position: int) -> int:
    """Return where the word after a stop begins, after what opens before it."""
    opening = _OPENING.match(text, position)
    return opening.end() if opening else position


def _word_before(text: str, start: int, stop: re.Match[str]) -> str:
    nearest = max(start, stop.start() - _LONGEST_WORD)
    word = _LAST_WORD.search(text, nearest, stop.start())
    return word[0] if word else ""


def _is_in_brackets(text: str, start: int, end: int) -> bool:
    """Return True where a bracket that is open at a stop closes soon."""
    before = text[max(start, end - _NEAR) : end]
    if before.count("(") <= before.count(")"):
        return False
    closing = text.find(")", end, end + _NEAR)
    return closing >= 0 and "(" not in text[end:closing]
