"""The sentence of an abstract that says what its paper did."""

from __future__ import annotations

import re
from typing import NamedTuple

from broadsheet.text.claim_trimming import (
    FOUND,
    HEAD_OF_CLAIM,
    HEAD_OF_FRONT,
    HEAD_OF_RESULTS,
    HEADS,
    KIND_OF_WORK,
    MAIN_CLAUSE,
    MOST,
    fit,
    without_empty_clauses,
)
from broadsheet.text.sentences import split_sentences

# -- cues: who does what ---------------------------------------------------------------------------

_MADE = (
    r"introduc(?:e|es|ing|ed)|present(?:s|ed)?|propos(?:e|es|ed)|develop(?:s|ed)?|design(?:s|ed)?"
    r"|builds?(?! on\b)|built|releas(?:e|es|ed)|creat(?:e|es|ed)|construct(?:s|ed)?|devis(?:e|es|ed)"
    r"|describ(?:e|es|ed)|offer(?:s|ed)?|provid(?:e|es|ed)|formulat(?:e|es|ed)|formaliz(?:e|es|ed)"
    r"|establish(?:es|ed)?|report(?:s|ed)?|unveil(?:s|ed)?|contribut(?:e|es|ed)(?! to\b)|curat(?:e|es|ed)"
    r"|pioneer(?:s|ed)?|advocat(?:e|es|ed)|put forward|open-source|train(?:ed)?|collect(?:ed)?"
    r"|implement(?:s|ed)?|articulat(?:e|es|ed)"
)
_STUDIED = (
    r"stud(?:y|ies|ied)|investigat(?:e|es|ed)|explor(?:e|es|ed)|examin(?:e|es|ed)|analy[sz](?:e|es|ed)"
    r"|survey(?:s|ed)?|review(?:s|ed)?|evaluat(?:e|es|ed)|compar(?:e|es|ed)|revisit(?:s|ed)?"
    r"|tackl(?:e|es|ed)|address(?:es|ed)?|consider(?:s|ed)?|aim(?:s|ed)?|conduct(?:s|ed)?"
    r"|extend(?:s|ed)?|discuss(?:es|ed)?|challeng(?:e|es|ed)|bridg(?:e|es|ed)|fills?|rethinks?"
    r"|focus(?:es|ed)?|tests?|tested|measur(?:e|es|ed)|quantif(?:y|ies|ied)|assess(?:es|ed)?"
    r"|benchmark(?:s|ed)?|perform(?:s|ed)?"
)
_WORK = (
    rf"(?:(?:this|the present|the current|our) (?:[\w-]+ ){{0,2}}{KIND_OF_WORK}"
    r"|the (?:paper|article|study|thesis))"
)
# What may stand between who and what: an insertion between commas, and adverbs.
_BETWEEN = (
    r"(?:,[^,]{3,60},)? (?:\w+ly |also |then |further |first |here |therefore |thus |have |now |hereby )*"
)
_OUR_RESULTS = (
    r"\b(?:our|the) (?:\w+ ){0,3}(?:results?|findings?|experiments?|evaluations?|analys[ie]s) (?:\w+ )?"
    r"(?:show|demonstrate|reveal|indicate|suggest|highlight|confirm|establish)"
)
_AIM = rf"\b(?:aim|goal|objective|purpose|contribution)s? of (?:{_WORK}|our \w+) (?:is|are|was|were)\b"
# What was made is often named after what was studied: "We analyze …, and propose …".
_MADE_TOO = (
    rf"\b(?:we|{_WORK})\b[^.;]{{3,140}}? (?:and|by) (?:then |finally |further )?"
    r"(?:introduc(?:e|es|ing)|propos(?:e|es|ing)|present(?:s|ing)?|develop(?:s|ing)?)\b"
)
_NAMED = r"\b(?:termed|dubbed|called|named) [A-Z]|\bwe (?:call|refer to)\b.{3,60} [A-Z]"
_WAS_MADE = rf"\b(?:is|are|was|were) (?:{_MADE})\b(?= (?:in this|here|for|to|that|which|,)|[.,])"
_NAME_IS = r"\A[A-Z][\w+-]{0,30}[A-Z\d][\w+-]{0,30},? (?:is|are|was) (?:an?|the|our)\b"
_OUR_METHOD = r"\bour (?:\w+ ){0,3}(?:method|approach|model|framework|system|algorithm|work|key|main|core)\b"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


class _Cue(NamedTuple):
    """Words of a claim: those of which a sentence with it holds one, its pattern, and its weight."""

    weight: float
    needs: tuple[str, ...]
    pattern: re.Pattern[str]


# To look for a few letters is far cheaper than to try a pattern at each of them.
_WE = ("we ", "we,")
_THIS = ("this ", "our ", "the p", "the c", "the a", "the s", "the t")
# The heaviest first: the first that a sentence holds counts.
_CUES = (
    _Cue(10, _WE, _pattern(rf"\bwe{_BETWEEN}(?:{_MADE})\b")),
    _Cue(10, _THIS, _pattern(rf"\b{_WORK}{_BETWEEN}(?:{_MADE})\b")),
    _Cue(9, ("introduc", "propos", "present", "develop"), _pattern(_MADE_TOO)),
    _Cue(9, ("ed ", "call", "refer"), re.compile(_NAMED)),
    _Cue(9, ("ed ", "ed.", "ed,", "built"), _pattern(_WAS_MADE)),
    _Cue(8, (" is ", " are ", " was "), re.compile(_NAME_IS)),
    _Cue(8, _WE, _pattern(rf"\bwe{_BETWEEN}(?:{FOUND})\b")),
    _Cue(8, _THIS, _pattern(rf"\b{_WORK}{_BETWEEN}(?:{FOUND})\b")),
    _Cue(7, ("result", "finding", "experiment", "evaluation", "analys"), _pattern(_OUR_RESULTS)),
    _Cue(7, (" of ",), _pattern(_AIM)),
    _Cue(7, _WE, _pattern(rf"\bwe{_BETWEEN}(?:{_STUDIED})\b")),
    _Cue(7, _THIS, _pattern(rf"\b{_WORK}{_BETWEEN}(?:{_STUDIED})\b")),
    _Cue(6, ("our ",), _pattern(_OUR_METHOD)),
    _Cue(6, (":", "."), _pattern(rf"\A{HEAD_OF_CLAIM}[:.] ")),
    _Cue(
        5,
        ("form", "surpass", "state", "achiev"),
        _pattern(r"\b(?:outperforms?|surpass(?:es)?|state-of-the-art|achieves?)\b"),
    ),
    _Cue(5, (":", "."), _pattern(rf"\A{HEAD_OF_RESULTS}[:.] ")),
    _Cue(5, _THIS, _pattern(rf"\A{_WORK} [a-z]")),
    _Cue(5, ("here", "in this "), _pattern(rf"\b(?:here|in this {KIND_OF_WORK})\b")),
    _Cue(5, _WE, _pattern(r"\bwe \w+")),
)

# -- signs beside the cue ----------------------------------------------------------------------------

_AVAILABLE = _pattern(
    r"\b(?:code|data|dataset|models?|weights|demo|project page|videos?|checkpoints?|materials?|website"
    r"|results)\b[^.]{0,60}\b(?:available|released?|open-?sourced?|found|accessible|published)\b"
    r"|https?://|\bgithub\b|\bto (?:facilitate|foster|encourage|support) (?:future|further|reproduc)"
    r"|\bwe (?:\w+ )?(?:open-?source|release|publish|make) (?:all|our|the|both)\b"
    r"|\A(?:disclaimer|warning|(?:content|trigger) warning)\b"
)
# What is hoped, known or possible was not done.
_NOT_DONE = _pattern(
    r"(?<!which )\bwe (?:\w+ly )?(?:hope|believe|expect|anticipate|envision)\b"
    r"|\A(?:[^,]{1,60}, )?we (?:hypothesi[sz]e|assume|can|could|will|would|need|must|may|might|should"
    r"|encourage|know|lack|are|cannot|do not)\b"
    r"|\b(?:establish\w*|lay\w*|set\w*) (?:an?|the) (?:\w+ )?(?:foundations?|groundwork|basis|stage)\b"
    r"|\bcontribut\w+ to (?:our|the|an?) (?:\w+ )?(?:understanding|literature|body|research|field|efforts?)\b"
    rf"|\bpav\w+ the way\b|\A{HEAD_OF_FRONT}[:.] "
)
_GOES_ON = _pattern(
    r"\A(?:based on|building on|using|leveraging"
    r"|it|they|these|this|such|those|he|she|both|moreover|furthermore|additionally|in addition|also"
    r"|finally|lastly|second(?:ly)?|third(?:ly)?|further|besides|meanwhile|as a result|consequently"
    r"|for example|for instance|overall|in particular|notably|importantly|specifically|concretely"
    r"|subsequently|\w+ally,|in (?:the|its|their)|at (?:the|its|their)|on top of|for (?!the first time|this)"
    rf"|the (?:\w+ )?(?:system|method|framework|approach|model|latter|former))\b(?! (?:\w+ )?{KIND_OF_WORK})"
)
_OTHERS_WORK = _pattern(r"\A(?:recent(?:ly)?|existing|traditional|current(?:ly)?|previous|prior)\b")
_CONTRAST = _pattern(r"\A(?:despite|while|although|though|most|many|however)\b")
_OTHERS_DID = _pattern(r"\b(?:has|have) been (?:proposed|introduced|developed|presented|shown)\b")
_ONE_MORE = _pattern(r"\bwe (?:also|further|additionally|then|finally|next)\b")
# A question is no answer, and it says nothing to promise insight.
_ONLY_ASKS = re.compile(r"\?\Z")
_PROMISES = _pattern(
    r"\b(?:provides?|offers?|gives?|yields?)"
    r" (?:(?:new|novel|deep|deeper|key|important|valuable|practical|useful|critical|actionable) ){0,2}"
    r"(?:insights?|guidance|guidelines|implications|lessons)\b"
)
_NAME = re.compile(r"\b[A-Z][a-z]*[A-Z\d][\w+-]*\b")
_FIGURE = re.compile(r"\d")
_UNREAD_TEX = re.compile(r"\\[a-zA-Z]")
_SIGNS = (
    (1, _NAME),
    (0.3, _FIGURE),
    (-6, _AVAILABLE),
    (-4, _NOT_DONE),
    (-4, _OTHERS_DID),
    (-2, _GOES_ON),
    (-4, _OTHERS_WORK),
    (-1.5, _CONTRAST),
    (-1.5, _ONE_MORE),
    (-3, _ONLY_ASKS),
    (-2, _PROMISES),
    (-1, _UNREAD_TEX),
)
# Words that point at sentences before, which do not stand beside the claim.
_POINTS_BACK = _pattern(
    r"\b(?:these|those|both|such|this|the above|the aforementioned) (?:\w+ )?(?:challenges?|limitations?"
    r"|issues?|problems?|gaps?|shortcomings?|questions?|needs?|goals?|tasks?|methods?|ideas?|approach(?:es)?|frameworks?"
    r"|phenomen(?:on|a)|trade-?offs?|assumptions?|settings?|paradigms?|directions?|propert(?:y|ies)|insights?"
    r"|observations?|findings?|bottlenecks?|concerns?|models?|datasets?|stud(?:y|ies)|techniques?|effects?)\b"
    r"|\bthis is\b|\bto do so\b|\bthe proposed (?:method|approach|model|framework|system)\b"
    r"|\bwe (?:formali[sz]e|formulate|cast|frame|model|call|term|pose) (?:it|this|them)\b"
    r"|\bthese (?:\w+ly )?\w+ (?:signals|capabilities|abilities|features)\b"
)
# So early in a clause, these words point at a sentence before it whatever they stand with.
_POINTS_BACK_EARLY = _pattern(
    rf"\b(?:these|those|such (?!as\b|an?\b)|this (?!by\b|(?:[\w-]+ ){{0,2}}{KIND_OF_WORK}\b))"
)
_EARLY = 60  # characters
_COST_OF_POINTING_BACK = 2
# Points of a claim that is too short or too long: it is better than a sentence without a cue.
_ANY = 0.1
_STEM = 6  # letters of a title's word that are looked for in a sentence

_IS_HEAD = _pattern(rf"{HEADS}[.:]?")
_GIVES_NAME = re.compile(
    r"\b(?:introduc|propos|present|develop)(?:e|es|s)? (?:the )?([A-Z][\w-]*(?: [A-Z][\w-]*){0,4})"
)
_SAYS_WHAT_IT_IS = (" is a ", " is an ", " is the ", " is our ", " is, ", ", a ", ", an ", ", the ", ", our ")


class _Subject(NamedTuple):
    """What a paper is about: the name of what it made, and the beginnings of its title's longer words."""

    name: str
    words: tuple[str, ...]


def claim_of(title: str, abstract: str, *, is_tex: bool = True) -> str:
    """Return the sentence in which an abstract says what the paper did, at most ``MOST`` characters.

    Title and abstract are one line of plain words each; ``is_tex`` says that their author typed TeX. It
    is the abstract's first sentence where none says so, as in a language whose cues are not known;
    empty without an abstract.
    """
    sentences = _sentences_in(abstract, is_tex)
    if not sentences:
        return ""
    subject = _subject_of(title, abstract)
    best, best_score = without_empty_clauses(sentences[0]), 0.0
    for place, sentence in enumerate(sentences):
        weight = _weight_of(sentence, subject.name)
        points = weight and weight - 0.35 * min(place, 8) + _points_of(sentence, subject)
        if points > 0:
            said = without_empty_clauses(sentence)
            score = max(points - _cost_of(said), _ANY)
            if score > best_score:
                best, best_score = said, score
    return fit(best, is_tex)


def _sentences_in(abstract: str, is_tex: bool) -> tuple[str, ...]:
    """Return the sentences of an abstract without heads that its parts have on their own."""
    sentences = split_sentences(abstract, is_tex=is_tex)
    said = tuple(sentence for sentence in sentences if not _IS_HEAD.fullmatch(sentence))
    return said or sentences


def _subject_of(title: str, abstract: str) -> _Subject:
    """Return the name that a title gives before its colon, or else the abstract; in lower case."""
    name, colon, _ = title.partition(":")
    if not colon or name.count(" ") > 2:
        given = _GIVES_NAME.search(abstract)
        name = given[1] if given else ""
    words = tuple(word[:_STEM].lower() for word in title.split() if len(word) >= _STEM)
    return _Subject(name.strip().lower(), words)


def _weight_of(sentence: str, name: str) -> float:
    """Return the weight of the best cue in a sentence; nothing where it holds none."""
    lowered = sentence.lower()
    weight = _weight_of_name(lowered, name)
    for cue in _CUES:
        if cue.weight <= weight:
            break
        if any(needed in lowered for needed in cue.needs) and cue.pattern.search(sentence):
            return cue.weight
    return weight


def _weight_of_name(lowered: str, name: str) -> float:
    """Return the weight of a sentence that begins with what was made, the most where it says what that is."""
    if not name or not lowered.startswith(name):
        return 0
    if lowered.startswith(_SAYS_WHAT_IT_IS, len(name)):
        return _CUES[0].weight
    return 4.5 if lowered.startswith(" ", len(name)) else 0


def _points_of(sentence: str, subject: _Subject) -> float:
    """Return the points that a sentence with a cue has for its other signs."""
    points = 0.0
    for value, sign in _SIGNS:
        if sign.search(sentence):
            points += value
    lowered = sentence.lower()
    if subject.name and subject.name in lowered:
        points += 1.5
    if subject.words:
        points += 2 * sum(word in lowered for word in subject.words) / len(subject.words)
    return points


def _cost_of(said: str) -> float:
    """Return the points that a sentence loses for its length, and for what only others explain."""
    return _cost_of_length(len(said)) + (_COST_OF_POINTING_BACK if _points_back(said) else 0)


def _points_back(sentence: str) -> bool:
    """Return True where a sentence, without a clause before its main one, needs those before it."""
    before = MAIN_CLAUSE.search(sentence)
    main = before.end() if before else 0
    early = _POINTS_BACK_EARLY.search(sentence, main, main + _EARLY)
    return bool(early or _POINTS_BACK.search(sentence, main))


def _cost_of_length(length: int) -> float:
    if length < 45:
        return 7
    if length < 60:
        return 1.5
    if length <= MOST:
        return 0
    return 0.5 if length <= MOST * 1.6 else 1.2
