"""The sentence of an abstract that says what its paper did."""

from __future__ import annotations

import re

from broadsheet.text.sentences import mask_formulas, split_sentences

MOST = 220  # characters: two lines on a phone
# A sentence that is cut keeps at least so much, or it would say too little.
_LEAST = 90

# -- cues: who does what ---------------------------------------------------------------------------

_MADE = (
    r"introduc(?:e|es|ing|ed)|present(?:s|ed)?|propos(?:e|es|ed)|develop(?:s|ed)?|design(?:s|ed)?"
    r"|builds?|built|releas(?:e|es|ed)|creat(?:e|es|ed)|construct(?:s|ed)?|devis(?:e|es|ed)"
    r"|describ(?:e|es|ed)|offer(?:s|ed)?|provid(?:e|es|ed)|formulat(?:e|es|ed)|formaliz(?:e|es|ed)"
    r"|establish(?:es|ed)?|report(?:s|ed)?|unveil(?:s|ed)?|contribut(?:e|es|ed)|curat(?:e|es|ed)"
    r"|pioneer(?:s|ed)?|advocat(?:e|es|ed)|put forward|open-source|train(?:ed)?|collect(?:ed)?"
)
_FOUND = (
    r"show(?:s|ed|n)?|demonstrat(?:e|es|ed)|finds?|found|prov(?:e|es|ed)|reveal(?:s|ed)?"
    r"|discover(?:s|ed)?|observ(?:e|es|ed)|identif(?:y|ies|ied)|deriv(?:e|es|ed)|argu(?:e|es|ed)"
    r"|suggest(?:s|ed)?|uncover(?:s|ed)?|confirm(?:s|ed)?|achiev(?:e|es|ed)|obtain(?:s|ed)?|solv(?:e|es|ed)"
)
_STUDIED = (
    r"stud(?:y|ies|ied)|investigat(?:e|es|ed)|explor(?:e|es|ed)|examin(?:e|es|ed)|analy[sz](?:e|es|ed)"
    r"|survey(?:s|ed)?|review(?:s|ed)?|evaluat(?:e|es|ed)|compar(?:e|es|ed)|revisit(?:s|ed)?"
    r"|tackl(?:e|es|ed)|address(?:es|ed)?|consider(?:s|ed)?|aim(?:s|ed)?|conduct(?:s|ed)?"
    r"|extend(?:s|ed)?|discuss(?:es|ed)?"
)
_KIND_OF_WORK = (
    r"(?:paper|work|article|study|report|survey|thesis|manuscript|review|tutorial|chapter|note|letter)"
)
_WORK = rf"(?:this|the present|our) (?:\w+ )?{_KIND_OF_WORK}"
# What may stand between who and what: an insertion between commas, and adverbs.
_BETWEEN = (
    r"(?:,[^,]{3,60},)? (?:\w+ly |also |then |further |first |here |therefore |thus |have |now |hereby )*"
)
_OUR_RESULTS = (
    r"\b(?:our|the) (?:\w+ ){0,3}(?:results?|findings?|experiments?|evaluations?|analys[ie]s) (?:\w+ )?"
    r"(?:show|demonstrate|reveal|indicate|suggest|highlight|confirm|establish)"
)
_OUR_METHOD = r"\bour (?:\w+ ){0,3}(?:method|approach|model|framework|system|algorithm|work|key|main|core)\b"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


# The weight of each cue, the heaviest first: the first that a sentence holds counts.
_CUES = (
    (10, _pattern(rf"\bwe{_BETWEEN}(?:{_MADE})\b")),
    (10, _pattern(rf"\b{_WORK}{_BETWEEN}(?:{_MADE})\b")),
    (9, re.compile(r"\bwe call\b|\b(?:termed|dubbed|called|named) [A-Z]")),
    (9, _pattern(rf"\b(?:is|are|was|were) (?:{_MADE})\b(?= (?:in this|here|for|to|that|which|,)|[.,])")),
    (8, re.compile(r"\A[A-Z][\w+-]*[A-Z\d][\w+-]*,? (?:is|are|was) (?:an?|the|our)\b")),
    (8, _pattern(rf"\bwe{_BETWEEN}(?:{_FOUND})\b")),
    (8, _pattern(rf"\b{_WORK}{_BETWEEN}(?:{_FOUND})\b")),
    (7, _pattern(_OUR_RESULTS)),
    (7, _pattern(rf"\bwe{_BETWEEN}(?:{_STUDIED})\b")),
    (7, _pattern(rf"\b{_WORK}{_BETWEEN}(?:{_STUDIED})\b")),
    (6, _pattern(_OUR_METHOD)),
    (5, _pattern(r"\b(?:outperforms?|surpass(?:es)?|state-of-the-art|achieves?)\b")),
    (5, _pattern(rf"\b(?:here|in this {_KIND_OF_WORK})\b")),
    (5, _pattern(r"\bwe \w+")),
)

# -- signs beside the cue ----------------------------------------------------------------------------

_AVAILABLE = _pattern(
    r"\b(?:code|data|dataset|models?|weights|demo|project page|videos?|checkpoints?|materials?|website"
    r"|results)\b[^.]{0,60}\b(?:available|released?|open-?sourced?|found|accessible|published)\b"
    r"|https?://|\bgithub\b|\bto (?:facilitate|foster|encourage|support) (?:future|further|reproduc)"
)
_GOES_ON = _pattern(
    r"\A(?:based on|building on|using|leveraging"
    r"|it|they|these|this|such|those|he|she|both|moreover|furthermore|additionally|in addition|also"
    r"|finally|lastly|second(?:ly)?|third(?:ly)?|further|besides|meanwhile|as a result|consequently"
    rf"|for example|for instance|overall|in particular|notably|importantly)\b(?! {_KIND_OF_WORK})"
)
_OTHERS_WORK = _pattern(
    r"\A(?:recent|existing|despite|while|although|though|traditional|current|previous|prior|most|many|however)\b"
)
_OTHERS_DID = _pattern(r"\b(?:has|have) been (?:proposed|introduced|developed|presented|shown)\b")
_ONE_MORE = _pattern(r"\bwe (?:also|further|additionally|then|finally|next)\b")
# Words that point at sentences before, which do not stand beside the claim.
_POINTS_BACK = _pattern(
    r"\b(?:these|those|both|such|this) (?:\w+ )?(?:challenges?|limitations?|issues?|problems?|gaps?"
    r"|shortcomings?|questions?|needs?|goals?|tasks?|methods?|ideas?)\b"
)
_NAME = re.compile(r"\b[A-Z][a-z]*[A-Z\d][\w+-]*\b")
_FIGURE = re.compile(r"\d")
_UNREAD_TEX = re.compile(r"\\[a-zA-Z]")
_SIGNS = (
    (1, _NAME),
    (0.3, _FIGURE),
    (-6, _AVAILABLE),
    (-4, _OTHERS_DID),
    (-2, _GOES_ON),
    (-1.5, _OTHERS_WORK),
    (-1.5, _ONE_MORE),
    (-1, _UNREAD_TEX),
    (-0.7, _POINTS_BACK),
)

# -- clauses at the front that say nothing of the paper ----------------------------------------------

_LINKING = (
    r"and|but|so|hence|thus|therefore|consequently|accordingly|specifically|concretely|here|now|finally|first(?:ly)?"
    r"|next|then|instead|overall|initially|notably|however|moreover|furthermore|additionally|further|also|meanwhile"
    r"|in (?:response|turn|particular|contrast|summary|short|addition|this)|to (?:this|that) end|to do so"
    r"|for this(?: purpose| reason)?|with this in mind|as a (?:first step|result|remedy)"
)
_PLACE = (
    rf"(?:in|with|through|throughout) (?:this|the present|our|the current) (?:\w+ ){{0,2}}{_KIND_OF_WORK}"
)
_SAID_BEFORE = (
    r"(?:this|these|that(?=,)|those|such|both|it|them|all of these"
    r"|the (?:above|aforementioned|two|latter|former|gap|issue|problem|challenge)s?)\b[^,]{0,60}"
)
_REASON = (
    rf"to (?:\w+ ){{1,3}}{_SAID_BEFORE}"
    rf"|(?:motivated|inspired|driven|guided|prompted|informed) by {_SAID_BEFORE}"
    rf"|(?:building|based|drawing|relying) (?:up)?on {_SAID_BEFORE}"
    rf"|(?:given|considering|recognizing|using|leveraging|in (?:view|light) of|with) {_SAID_BEFORE}"
)
_FRONT = _pattern(
    rf"(?:{_LINKING}|{_PLACE}),? (?=(?:we|our|this {_KIND_OF_WORK})\b)"
    rf"|(?:{_LINKING}|{_PLACE}|{_REASON})[,:] (?=\S)"
)
# A clause that says something, and goes only where the sentence is too long.
_LONG_FRONT = re.compile(
    r"\A(?:To [a-z]|By [a-z]|[A-Z][a-z]+(?:ing|ed) |While|Although|Unlike|Since|As|Given|Because|Despite)"
)
_MAIN_CLAUSE = re.compile(rf", (?=(?:we|our|this {_KIND_OF_WORK}) )")

# -- places where a sentence that is too long may end ------------------------------------------------

_PART_END = re.compile(
    r";|, (?:which|where|while|whereas|with|thus|thereby|hence|and|but|so|yielding|achieving|enabling"
    r"|allowing|leading|making|including|such as|demonstrating|outperforming|without|as|by|using|providing"
    r"|resulting|ensuring|showing|e\.g\.|i\.e\.|even|because|since)\b"
    r"| \(| [—–] | --- | (?:that|which|while|where|by|without|so that|using|because|through|via) "
)
_LOOSE_END = re.compile(
    r"(?:[\s,;:(—–-]|\b(?:and|or|but|which|that|the|an?|of|to|for|with|by|in|on|from)\b)+\Z"
)


def claim_of(title: str, abstract: str, *, is_tex: bool = True) -> str:
    """Return the sentence in which an abstract says what the paper did, at most ``MOST`` characters.

    Title and abstract are one line of plain words each; ``is_tex`` says that their author typed TeX. It
    is the abstract's first sentence where none says so, as in a language whose cues are not known;
    empty without an abstract.
    """
    sentences = split_sentences(abstract, is_tex=is_tex)
    if not sentences:
        return ""
    name = _name_in(title)
    best, best_score = sentences[0], 0.0
    for place, sentence in enumerate(sentences):
        score = _score(sentence, place, name)
        if score > best_score:
            best, best_score = sentence, score
    return _fit(_without_front(best), is_tex)


def _name_in(title: str) -> str:
    """Return the name that a title gives before its colon, as in "Pebble: sorting stones"; may be empty."""
    name, colon, _ = title.partition(":")
    is_name = bool(colon) and name.count(" ") < 3
    return name.strip().lower() if is_name else ""


def _score(sentence: str, place: int, name: str) -> float:
    """Return how much a sentence looks like the claim; nothing where it holds no cue."""
    cue = next((weight for weight, pattern in _CUES if pattern.search(sentence)), 0)
    lowered = sentence.lower()
    if name and lowered.startswith((f"{name} is", f"{name}, ")):
        cue = max(cue, _CUES[0][0])
    if not cue:
        return 0
    score = cue - 0.35 * min(place, 8)
    for points, sign in _SIGNS:
        if sign.search(sentence):
            score += points
    if name and name in lowered:
        score += 1.5
    return score - _cost_of_length(len(sentence))


def _cost_of_length(length: int) -> float:
    if length < 60:
        return 1.5
    if length <= MOST:
        return 0
    return 0.5 if length <= MOST * 1.6 else 1.2


def _without_front(sentence: str) -> str:
    """Return the sentence without clauses at its front that say nothing of this paper."""
    shortened = sentence
    while front := _FRONT.match(shortened):
        shortened = shortened[front.end() :]
    if len(shortened) > MOST and _LONG_FRONT.match(shortened):
        main = _MAIN_CLAUSE.search(shortened)
        if main and len(shortened) - main.end() >= _LEAST:
            shortened = shortened[main.end() :]
    if shortened == sentence:
        return sentence
    return shortened[0].upper() + shortened[1:]


def _fit(sentence: str, is_tex: bool) -> str:
    """Return the sentence within ``MOST`` characters, cut where a part of it ends and never in a formula."""
    if len(sentence) <= MOST:
        return sentence
    masked = mask_formulas(sentence, is_tex)
    # Of a list that does not fit, what it is a list of is said, and none of its items.
    end = masked.find(": ", _LEAST, MOST)
    if end < 0:
        part_ends = [part.start() for part in _PART_END.finditer(masked, _LEAST, MOST)]
        end = part_ends[-1] if part_ends else masked.rfind(" ", 0, MOST)
    kept = masked[: max(end, 0)]
    if kept.count("(") > kept.count(")"):
        end = kept.rindex("(")
    if end <= 0:
        # One word as long as a sentence, or a language that sets no spaces.
        end = MOST - 1
    return _LOOSE_END.sub("", sentence[:end]) + "…"
