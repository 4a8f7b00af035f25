"""Trimming of claims: clauses that say nothing go, and what is longer than two lines is cut."""

from __future__ import annotations

import re

from broadsheet.text.sentences import mask_formulas

MOST = 220  # characters: two lines on a phone
# A sentence that is cut keeps at least so much, or it would say too little.
_LEAST = 90

KIND_OF_WORK = (
    r"(?:paper|work|article|study|report|survey|thesis|dissertation|manuscript|review|tutorial|chapter|note"
    r"|letter|essay|research|investigation|submission|project|primer)"
)
FOUND = (
    r"show(?:s|ed|n)?|demonstrat(?:e|es|ed)|finds?|found|prov(?:e|es|ed)|reveal(?:s|ed)?"
    r"|discover(?:s|ed)?|observ(?:e|es|ed)|identif(?:y|ies|ied)|deriv(?:e|es|ed)|argu(?:e|es|ed)"
    r"|suggest(?:s|ed)?|uncover(?:s|ed)?|confirm(?:s|ed)?|achiev(?:e|es|ed)|obtain(?:s|ed)?|solv(?:e|es|ed)"
)

# -- heads of the parts of an abstract, as journals of the life sciences ask for them ------------------

HEAD_OF_CLAIM = r"(?:objectives?|aims?|purpose|conclusions?|contributions?)"
HEAD_OF_RESULTS = r"(?:main |key )?(?:results?|findings?)"
HEAD_OF_FRONT = r"(?:background|introduction|context|motivation|importance|rationale)"
_HEAD = (
    rf"(?:{HEAD_OF_CLAIM}|{HEAD_OF_RESULTS}|{HEAD_OF_FRONT}|abstract|summary|methods?|materials|methodology"
    r"|approach|design|discussion|significance|implications|limitations)"
)
HEADS = rf"{_HEAD}(?:(?: and | & |/|, ){_HEAD}| of (?:this|the) (?:study|review))*"
_HEAD_AT_FRONT = (
    rf"{HEADS}(?:[:.]|\s?[—–-]+)\s?(?=[A-Z\"“'‘\d])"
    # Where a head has no colon, only a word that begins sentences tells it from other words.
    rf"|{_HEAD} (?-i:(?=(?:We|The|This|Our|To|In|An?|These|There) ))"
)
_BULLET = r"(?:\(?\d{1,2}[.)]|[^\w\s$\\(\[<“‘\"'`]+) (?=\w)"

# -- clauses at the front that say nothing of the paper ------------------------------------------------

_LINKING = (
    r"and|but|so|hence|thus|therefore|consequently|accordingly|specifically|concretely|here|now|finally"
    r"|first(?:ly)?|next|then|instead|overall|initially|notably|however|moreover|furthermore|additionally|further"
    r"|also|meanwhile|at its core|from (?:here|there)|to do so|with this in mind"
    r"|as a (?:first step|result|remedy)"
    r"|in (?:response|turn|particular|contrast|summary|short|addition|this(?: way| light)?)"
    r"|(?:in|towards?|to) (?:this|that) end|for this(?: purpose| reason)?"
)
_PLACE = (
    r"(?:in|with|through|throughout) (?:this|the present|our|the current) "
    rf"(?:[\w-]+ ){{0,2}}{KIND_OF_WORK}(?: instead)?"
)
_MOVED = r"(?:motivated|inspired|driven|guided|prompted|informed) by"
_SAID_BEFORE = (
    r"(?:this|these|that(?=,)|those|such|both|it|them|all of these"
    r"|the (?:above|aforementioned|two|latter|former|gap|issue|problem|challenge)s?)\b[^,]{0,60}"
)
_REASON = (
    rf"(?:(?:in order )?to (?:\w+ ){{1,3}}|towards? (?:\w+ing )?|within |under |{_MOVED} "
    r"|(?:building|built|based|drawing|relying) (?:up)?on |in line with |along "
    rf"|(?:given|considering|recognizing|using|leveraging|in (?:view|light) of|with) ){_SAID_BEFORE}"
)
# What a work rests on is not what it did.
_GROUND = (
    rf"(?:{_MOVED}|(?:based|building) (?:up)?on|drawing (?:inspiration )?(?:from|on|upon)|in light of"
    r"|as an alternative|in contrast to|targeting (?:this|these)"
    r"|(?:utilizing|using|with|given) (?:this|these|the)|\w+ly)\b[^.]{0,120}?"
)
_AUTHORS = rf"(?=(?:we|our|this {KIND_OF_WORK})\b)"
_FRONT = re.compile(
    rf"{_HEAD_AT_FRONT}|{_BULLET}|(?:{_LINKING}|{_PLACE}),? {_AUTHORS}|{_GROUND}, {_AUTHORS}"
    rf"|(?:{_LINKING}|{_PLACE}|{_REASON})[,:] (?=\S)",
    re.IGNORECASE,
)
# A clause that says something, and goes only where the sentence is too long.
_LONG_FRONT = re.compile(
    r"(?:To [a-z]|By [a-z]|[A-Z][a-z]+(?:ing|ed) |While|Although|Unlike|Since|As|Given|Because|Despite"
    r"|Through|Across |With |In |On |For |From |However|Most )"
)
MAIN_CLAUSE = re.compile(rf"(?:,| ?(?:--+|—|–)) ?(?=(?:we|our|this {KIND_OF_WORK}) )")
# Words with which names do not begin, unlike eBPF and iPhone.
_WORD_OF_AUTHORS = re.compile(r"(?:we|our|this|the|in|here|to)\b")
# A clause at the end that only points at what was said before.
_TAIL = re.compile(
    r"(?:, an? (?:\w+ )?\w+)?,? (?:(?:designed |aimed |in order )?to |that |which )?(?:\w+ly )?"
    r"(?:address|tackl|solv|resolv|overcom|mitigat|bridg|fill|clos|answer)(?:e?s|ing|e)? "
    r"(?:both |all )?(?:of )?(?:these|this|the above|the aforementioned) (?:\w+ )?\w+\.\Z"
)

# -- places where a sentence that is too long may end --------------------------------------------------

_PART_END = re.compile(
    r";|, (?:which|where|while|whereas|with|thus|thereby|hence|and|but|so|yielding|achieving|enabling"
    r"|allowing|leading|making|including|such as|demonstrating|outperforming|without|as|by|using|providing"
    r"|resulting|ensuring|showing|e\.g\.|i\.e\.|even|because|since)\b"
    r"| \(| [—–] | --- | (?:that|which|while|where|by|without|so that|using|because|through|via) "
)
# Words after which those that are cut would be missed.
_WANTS_MORE = re.compile(rf"\b(?:{FOUND}|such|so|us|whether|is|are|was|were|be|ask\w*|than)\Z", re.IGNORECASE)
_LONGEST_VERB = 20
_LOOSE_END = re.compile(
    r"(?:[\s,;:(—–-]|, [a-z]+ed\b|\b(?:and|or|but|which|that|the|an?|of|to|for|with|by|in|on|from|at|as|into"
    r"|than|its|their|is|are|both|we)\b)+\Z"
)
_COMMAND = re.compile(r"\\[a-zA-Z]+\s*\Z")


def without_empty_clauses(sentence: str) -> str:
    """Return the sentence without heads and clauses that say nothing of this paper."""
    shortened = _TAIL.sub(".", sentence)
    while front := _FRONT.match(shortened):
        shortened = shortened[front.end() :]
    if len(shortened) > MOST and _LONG_FRONT.match(shortened):
        main = MAIN_CLAUSE.search(shortened)
        if main and len(shortened) - main.end() >= _LEAST:
            shortened = shortened[main.end() :]
    if shortened != sentence or _WORD_OF_AUTHORS.match(shortened):
        return shortened[0].upper() + shortened[1:]
    return sentence


def fit(sentence: str, is_tex: bool) -> str:
    """Return the sentence within ``MOST`` characters, cut where a part of it ends and never in a formula."""
    if len(sentence) <= MOST:
        return sentence
    masked = mask_formulas(sentence, is_tex)
    end = _find_end(masked)
    kept = masked[: max(end, 0)]
    if kept.count("(") > kept.count(")"):
        end = kept.rindex("(")
    if kept.count("{") > kept.count("}"):
        opening = kept.rindex("{")
        command = _COMMAND.search(kept, 0, opening)
        end = command.start() if command else opening
    if end <= 0:
        # One word as long as a sentence, or a language that sets no spaces.
        end = MOST - 1
    return _LOOSE_END.sub("", sentence[:end]) + "…"


def _find_end(masked: str) -> int:
    # Of a list that does not fit, what it is a list of is said, and none of its items.
    colon = masked.find(": ", _LEAST, MOST)
    if colon >= 0:
        return colon
    part_ends = []
    for part in _PART_END.finditer(masked, _LEAST, MOST):
        start = part.start()
        if not _WANTS_MORE.search(masked, start - _LONGEST_VERB, start):
            part_ends.append(start)
    return part_ends[-1] if part_ends else masked.rfind(" ", 0, MOST)
