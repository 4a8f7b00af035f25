"""Names as plain words: without tags, entities, TeX, addresses, ORCIDs, affiliations in brackets, marks."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from broadsheet.text.html import plain
from broadsheet.text.latex import to_text
from broadsheet.text.latex_commands import COMBINING_ACCENTS
from broadsheet.text.plain import clean

LONGEST = 400_000  # characters of a list; the longest known has some 5,000 authors
_MOST_DECODINGS = 3
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});")
_TAG_START = re.compile(r"<[/a-zA-Z!]")
# Raised letters and digits are marks, but the end of "3rd" is not.
_RAISED = re.compile(r"<sup\b[^<>]*>(?!\s*(?:st|nd|rd|th)\s*<)[^<>]{0,60}</sup\s*>", re.IGNORECASE)
_LINE_END = re.compile(r"<(?:br|/?p|/?div|/?li|/?tr|/?ul|/?ol)\b[^<>]*>|\r\n?|[\u2028\u2029]", re.IGNORECASE)
_ORCID = re.compile(
    r"(?:https?://)?(?:www\.)?(?:orcid(?:\.org/|\s*(?:id)?\s*[:=#]?\s*))?"
    r"(?<!\d)\d{4}-\d{4}-\d{4}-\d{3}[\dXx](?!\d)|\borcid(?:\s?id)?\b",
    re.IGNORECASE,
)
_WEB_ADDRESS = re.compile(r"https?://[^\s,;()<>\[\]]+|\bwww\.[^\s,;()<>\[\]]+", re.IGNORECASE)
# An address as mail has it: ada@stones.example (Ada Pebble), or Ada Pebble <ada@stones.example>.
_MAIL = r"(?:mailto:)?[\w.+%'-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){0,8}"
_MAIL_AND_NAME = re.compile(rf"{_MAIL}\s*\(([^()]*)\)")
_MAIL_ADDRESS = re.compile(rf"<\s*{_MAIL}\s*>|{_MAIL}|(?<!\w)@\w{{1,40}}")
# Signs that point to a footnote; none is part of a name.
_MARKS = re.compile(
    "[*\u2217\u204e\u2055\u22c6\u2605\u2606\u2020\u2021\u00a7\u00b6#\u2016\u2225\u00a9\u00ae\u2709\u271d"
    "\u2660-\u2667\u2720-\u274b\u00b9\u00b2\u00b3\u2070-\u209c\u1d2c-\u1d6a\u1d9b-\u1dbf\ufe0e\ufe0f\u20e3^"
    "\U0001f300-\U0001faff]"
)
# Letters that point to a footnote, behind a name: "Ada Pebble a,b, Bo Flint b".
_LETTERS = re.compile(r"(?<=[^\W\d_]{2}) [a-h](?:,[a-h])*(?= ?(?:[,;\n]|and |$))")
# Initials that a name follows without a space: "A.B.Pebble".
_INITIALS_BEFORE_NAME = re.compile(r"(?<!\w)((?:[A-Z]\.-?){1,4})(?=[A-Z][^\W\d_A-Z])")
_TIE = re.compile(r"(?<=[\w.}])~(?=\w)")  # TeX's space
_HYPHENS = re.compile(r"-{2,3}(?=\w)")  # TeX's dash, where a hyphen was meant
_AND_COMMAND = re.compile(r"\\and\b", re.IGNORECASE)
_RAISED_TEX = re.compile(
    r"\$\s*(?:\{\}\s*)?(?:\^|\\(?:dagger|ddagger|ast|star|S|P|diamond|spadesuit|clubsuit|heartsuit)\b)[^$]{0,60}\$"
    r"|\\(?:textsuperscript|inst|footnotemark|thanks)\s*[\[{][^{}\[\]]{0,200}[\]}]"
)
# An accent on a letter that has one already, which in TeX only people type.
_ACCENT_ON_LETTER = re.compile(r"\\([\"'`^~=.])\s?\{?\s?([^\W\d_a-zA-Z])\s?\}?")
_SHORTHAND = re.compile(r'(?<=[a-z])"(?=[aeiou][a-z])')
_BRACES = re.compile(r"[{}]")
_TEX_SIGNS = re.compile(r"[\\$]")
_BRACKET = re.compile(r"[()\[\]\uff08\uff09\u3010\u3011]")
_OPENING = "([\uff08\u3010"
_NICKNAME = re.compile(r"[^\W\d_a-z][^\W\d_]+")
_LIST_END = re.compile(r"[;\n]")


def decode(raw: str, tex: bool = False) -> str:
    """Return clean lines without tags, TeX and entities, also where these were escaped twice.

    ``tex`` says that the source writes TeX.
    """
    text = raw[:LONGEST]
    for _ in range(_MOST_DECODINGS):
        if not _ENTITY.search(text) and not _TAG_START.search(text):
            break
        text = _decode_once(text)
    text = _HYPHENS.sub("-", text)
    text = _TIE.sub(" ", text)
    if tex or "\\" in text:
        text = _read_tex(text)
    lines = map(clean, text.split("\n"))
    return "\n".join(filter(None, lines))


def drop_apparatus(text: str) -> str:
    """Return names without addresses, ORCIDs, brackets with affiliations in them, and marks of footnotes."""
    text = _MAIL_AND_NAME.sub(r"\1", text)
    text = _MAIL_ADDRESS.sub("", text)
    text = _ORCID.sub("", text)
    text = _WEB_ADDRESS.sub("", text)
    text = _drop_brackets(text)
    text = _MARKS.sub("", text)
    text = _LETTERS.sub("", text)
    return _INITIALS_BEFORE_NAME.sub(r"\1 ", text)


def _decode_once(markup: str) -> str:
    text = _MAIL_ADDRESS.sub(_keep_name_of_mail, markup)
    text = _RAISED.sub("", text)
    text = _LINE_END.sub("\n", text)
    if not _TAG_START.search(text):
        return unescape(text)
    lines = [plain(line) for line in text.split("\n")]
    return "\n".join(lines)


def _keep_name_of_mail(match: re.Match[str]) -> str:
    """Return an address as it is, or empty where it stands in angle brackets, as no tag does."""
    return "" if match[0].startswith("<") else match[0]


def _read_tex(text: str) -> str:
    text = _RAISED_TEX.sub("", text)
    text = _AND_COMMAND.sub(" and ", text)
    text = _ACCENT_ON_LETTER.sub(_put_accent, text)
    text = _SHORTHAND.sub(r"\\" + '"', text)
    lines = [to_text(line) for line in text.split("\n")]
    unbraced = _BRACES.sub("", "\n".join(lines))
    return _TEX_SIGNS.sub(" ", unbraced)


def _put_accent(match: re.Match[str]) -> str:
    accent = COMBINING_ACCENTS[match[1]]
    return unicodedata.normalize("NFC", match[2] + accent)


def _drop_brackets(text: str) -> str:
    """Return text without what stands in brackets, by their depth; one given name in them stays.

    Of a bracket that is never closed nobody can tell where it ends: all to the next semicolon
    goes. Where all is in brackets, they alone are dropped.
    """
    kept: list[str] = []
    depth = start = opened = 0
    for bracket in _BRACKET.finditer(text):
        if bracket[0] in _OPENING:
            if depth == 0:
                kept.append(text[start : bracket.start()])
                opened = bracket.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                kept.append(_keep_nickname(text, opened, bracket.end()))
        else:  # closes what was never open
            kept.append(text[start : bracket.start()])
        start = bracket.end()
    rest = text[start:]
    if depth:
        separator = _LIST_END.search(text, opened)
        rest = _BRACKET.sub(" ", text[separator.start() :]) if separator else ""
    kept.append(rest)
    outside = "".join(kept)
    if any(map(str.isalpha, outside)):
        return outside
    return _BRACKET.sub(" ", text)


def _keep_nickname(text: str, start: int, end: int) -> str:
    """Return a nickname in brackets, ``(Charlie)``, that has words of the same name on either side."""
    nickname = text[start + 1 : end - 1]
    before = text[:start].rstrip()[-1:]
    after = text[end:].lstrip()[:1]
    if _NICKNAME.fullmatch(nickname) and before.isalpha() and after.isupper():
        return text[start:end]
    return ""
