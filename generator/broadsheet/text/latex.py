"""Titles and abstracts with TeX in them, as authors typed them, turned into markup or plain words.

What is between dollars becomes MathML (``mathml.py``); commands around words give way to the
words. This is a reading of prose, not of LaTeX: where it is not clear that something is TeX
(a price, a path, a set in braces), it stays what it is.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from broadsheet.text import mathml, plain
from broadsheet.text.latex_commands import (
    COMBINING_ACCENTS,
    COMMANDS_WITHOUT_WORDS,
    DINGBATS,
    FONT_SWITCHES,
    WORDS_OF_COMMANDS,
    WORDS_OF_SIGNS,
)

# Without any of these, text holds no TeX. Of braces alone only those that keep the case of a name
# ("{BERT}") are TeX's; others are somebody's braces.
SIGN = re.compile(r"[\\$~`]|--|''|\{\w+\}")
_SIGN_STARTS = ("\\", "$", "~", "`", "--", "''", "{")
_CASE_BRACES = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_COMMAND = re.compile(r"[\\$]")
# How far the end of a formula or of a command's argument is looked for.
_MAX_FORMULA = mathml.MAX_LENGTH
# A formula that is only words in disguise may hold one that is, and so on, but not for ever.
_MAX_DISGUISE_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Formula:
    """TeX that stands between two dollars; ``display`` where it stands on a line of its own."""

    tex: str
    display: bool = False


Piece = str | Formula
_TWO_SPACES = re.compile("  +")
# At the start of a line Markdown takes a formula for a block that ends the paragraph...
_LEADING_FORMULA = re.compile(r"^<math.*?</math>")
# ...and these for a list.
_LEADING_NUMBER = re.compile(r"^(\d+)([.)])(?=\s|$)")
_LEADING_BULLET = re.compile(r"^[-+]")


def to_html(text: str, limit: int | None = None) -> str:
    """Return text as markup that is safe in Markdown, in an HTML block and in a heading, on one line.

    With a ``limit``, at most so many characters are seen, cut between words or formulas.
    """
    if limit is None and not _has_tex(text):
        return plain.escape(text)
    return _convert_to_html(text, limit)


def to_text(text: str) -> str:
    """Return text as plain Unicode, for titles of pages, descriptions and feeds."""
    if not _has_tex(text):
        return plain.clean(text)
    return _convert_to_text(text)


def _has_tex(text: str) -> bool:
    # Most texts have no character of TeX: seven plain searches see that sooner than one pattern.
    return any(start in text for start in _SIGN_STARTS) and SIGN.search(text) is not None


@lru_cache(maxsize=2048)
def _convert_to_html(text: str, limit: int | None) -> str:
    shown: tuple[Piece, ...] | Iterator[Piece] = pieces(text)
    if limit is not None:
        shown = _cut_pieces(pieces(text), limit)
    markup = "".join(map(_write_html, shown)).strip()
    markup = _LEADING_FORMULA.sub(r"<span>\g<0></span>", markup)
    if _LEADING_BULLET.match(markup):
        return f"&#{ord(markup[0])};{markup[1:]}"
    return _LEADING_NUMBER.sub(_escape_list_number, markup)


def _escape_list_number(match: re.Match[str]) -> str:
    digits, mark = match.groups()
    return f"{digits}&#{ord(mark)};"


@lru_cache(maxsize=2048)
def _convert_to_text(text: str) -> str:
    return plain.clean("".join(map(_write_text, pieces(text))))


def _write_html(piece: Piece) -> str:
    if isinstance(piece, str):
        return mathml.escape_signs(piece)
    markup = mathml.to_mathml(piece.tex, piece.display)
    if markup:
        return markup
    return f'<code class="tex">{plain.escape(piece.tex)}</code>'


def _write_text(piece: Piece) -> str:
    if isinstance(piece, str):
        return piece
    return mathml.to_text(piece.tex) or piece.tex


def _cut_pieces(all_pieces: tuple[Piece, ...], limit: int) -> Iterator[Piece]:
    """Yield as many pieces as fit, with an ellipsis where something is gone; no formula is cut."""
    full_text = "".join(map(_write_text, all_pieces))
    if len(full_text) <= limit:
        yield from all_pieces
        return
    left = limit
    for piece in all_pieces:
        size = len(_write_text(piece))
        if size < left:
            yield piece
            left -= size
            continue
        if isinstance(piece, Formula) or left < 2:
            yield "…"
        else:
            yield plain.shorten(piece, left)
        return


@lru_cache(maxsize=512)
def pieces(text: str) -> tuple[Piece, ...]:
    """Return the plain runs and formulas of a text, in order."""
    text = plain.clean(text)
    if not _has_tex(text):
        return (text,)
    if not _COMMAND.search(text):
        text = _CASE_BRACES.sub(r"\1", text)
    parts = _Reader(text, 0).read()
    return tuple(_join_runs(parts))


def _join_runs(parts: list[Piece]) -> Iterator[Piece]:
    """Yield the formulas, and between them all text as one run, which may be empty."""
    run: list[str] = []
    for part in parts:
        if isinstance(part, str):
            run.append(part)
            continue
        yield _TWO_SPACES.sub(" ", "".join(run))
        run.clear()
        yield part
    yield _TWO_SPACES.sub(" ", "".join(run))


# Tokens

_TOKEN = re.compile(
    r"""
      (?P<url>https?://[^\s{}$\\'`]*)
    | (?P<apostrophe>(?<=[a-zA-Z])\\'(?=(?:s|t|re|ll|ve|d|m)(?![a-zA-Z])))
    | \\(?P<accent>["'`^~=.])(?:[ ]?\{[ ]?\\?(?P<in1>[a-zA-Z])[ ]?\}|\\?(?P<on1>[a-zA-Z](?![a-zA-Z])
        |(?<!\\)[a-zA-Z]))
    | \\(?P<letter>[uvHcdkbrt])(?:[ ]?\{[ ]?\\?(?P<in2>[a-zA-Z])[ ]?\})
    | \\(?P<loose>[uvHck])[ ](?P<on2>[a-zA-Z])
    | \\(?P<script>text(?:super|sub)script|textsuper)[ ]?\{(?P<small>[^{}\\$]{0,40})\}
    | \\(?P<ding>ding|unicode)[ ]?\{(?P<number>x?[0-9a-fA-F]{1,7})\}
    | (?P<two>\\(?:href|textcolor|hyperlink|colorbox|hypertarget|hyperref)[ ]?(?:\[[^\][]{0,99}\])?
        \{[^{}]{0,1000}\}[ ]?\{)
    | (?P<gone>\\(?:[cC]ite[a-zA-Z]*\*?|(?:eq|auto|[cC])?ref|label|vspace\*?|hspace\*?|(?:text)?color
        |thanks|input|deleted|sout|vskip|begin|end|pagestyle|thispagestyle|footnotemark)[ ]?
        (?:\[[^\][]{0,200}\][ ]?){0,2}\{[^{}]{0,500}\})
    | (?P<note>\\footnote[ ]?\{)
    | \\(?P<argument>[a-zA-Z]+)\*?[ ]?\{
    | \\(?P<word>[a-zA-Z]+)(?P<after>[ ~]?)
    | \\(?P<opens>[(\[])
    | \\(?P<symbol>.)
    | (?P<dollar>\$\$?)
    | (?P<set>\{(?![\\,])[^{}\\$,:"]{0,80}[,:"][^{}\\$]{1,200}\})
    | (?P<open>\{) | (?P<close>\})
    | (?P<tie>(?<=[a-z.)\]$}])~(?=[\w(\[\\$]))
    | (?P<dashes>(?<!-)(?:---|--(?![a-z])|(?<=[\w)\]}"'.,\\])--)(?!-))
    | (?P<quotes>``|'')
    | (?<!\w)`(?P<quoted>[^`'$\\{}]{1,60})'(?![\w'`])
    """,
    re.VERBOSE,
)
# Words in disguise: a whole formula of nothing but commands for text. It has no possessive quantifiers, which
# Python 3.11.2 (Debian 12) matches wrongly; a space is taken in one place only, so that there is one way on.
_LOOSE = r"[\s~.,;:()]*"
_BRACED = r"\{[^{}]*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}[^{}]*)*\}"
_DISGUISED = re.compile(
    rf"{_LOOSE}(?:\\(?:text[a-z]*|emph|mbox|href|url|unicode|underline)"
    rf"\s*{_BRACED}(?:\s*{_BRACED})*{_LOOSE})+"
)
_TEXT_COMMAND = re.compile(r"\\(?:text[a-z]*|mbox|operatorname\*?|math[a-z]+|emph)\s*\{[^{}]*\}|\\[a-zA-Z]+")
_PROSE = re.compile(r"(?<![a-zA-Z])[a-zA-Z]{2,}[ ,.;:]+[a-zA-Z]{2,}")
_MARKED = re.compile(r"[\\^_={}<>]")
_TWO_LETTERS = re.compile("[a-zA-Z]{2}")
_DOLLAR = re.compile(r"(?<!\\)\$")
_CLOSING = {"$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_DASHES = {"---": "—", "--": "–"}


class _OpenGroup(NamedTuple):
    """Group whose brace is open: its place in the output, and its texts if it is never closed or is."""

    position: int
    text_if_unclosed: str
    closing: str


class _Reader:
    """Reader of a text in one pass, from left to right; nothing that follows changes earlier output."""

    def __init__(self, text: str, depth: int) -> None:
        self._text = text
        self._depth = depth
        self._output: list[Piece] = []
        self._open_groups: list[_OpenGroup] = []
        self._open_quotes = 0
        self._has_commands = _COMMAND.search(text) is not None
        # All dollars are found once: a search from each would take the square of their number.
        self._dollars = [match.start() for match in _DOLLAR.finditer(text)]
        self._next_dollar = 0

    def read(self) -> list[Piece]:
        """Return the plain runs and formulas."""
        position = 0
        while token := _TOKEN.search(self._text, position):
            self._output.append(self._text[position : token.start()])
            if token["dollar"] or token["opens"]:
                position = self._read_formula(token)
            else:
                write = _WRITERS[token.lastgroup or ""]
                write(self, token)
                position = token.end()
        self._output.append(self._text[position:])
        for group in self._open_groups:  # never closed
            self._output[group.position] = group.text_if_unclosed
        return self._output

    # Formulas

    def _read_formula(self, token: re.Match[str]) -> int:
        """Add the formula that the token opens, or the token as typed; return where to go on."""
        opening = token[0]
        start = token.end()
        end = self._find_end(start, opening)
        if end is None:
            self._output.append(opening)
            return start
        tex = self._text[start:end]
        if self._depth < _MAX_DISGUISE_DEPTH and _DISGUISED.fullmatch(tex):
            self._output += _Reader(tex, self._depth + 1).read()
        else:
            is_display = opening in ("$$", "\\[")
            self._output.append(Formula(tex.strip(), is_display))
        return end + len(opening)

    def _find_end(self, start: int, opening: str) -> int | None:
        if opening == "$":
            return self._find_closing_dollar(start)
        closing = _CLOSING[opening]
        end = self._text.find(closing, start, start + _MAX_FORMULA)
        return end if end > start else None

    def _find_closing_dollar(self, start: int) -> int | None:
        dollars = self._dollars
        while self._next_dollar < len(dollars) and dollars[self._next_dollar] < start:
            self._next_dollar += 1
        # The next dollar closes it; or the third or fifth, if braces are open at the next.
        for end in dollars[self._next_dollar : self._next_dollar + 5 : 2]:
            if end - start > _MAX_FORMULA:
                return None
            body = self._text[start:end]
            if body.count("{") != body.count("}"):
                continue
            after = self._text[end + 1 : end + 2]
            return end if _is_formula(body, after) else None
        return None

    # Groups

    def _open_group(self, opening: str, text_if_unclosed: str, closing: str = "") -> None:
        group = _OpenGroup(len(self._output), text_if_unclosed, closing)
        self._open_groups.append(group)
        self._output.append(opening)

    def _write_closing(self, token: re.Match[str]) -> None:
        if self._open_groups:
            group = self._open_groups.pop()
            self._output.append(group.closing)
        else:
            self._output.append("}")

    def _write_brace(self, token: re.Match[str]) -> None:
        if self._has_commands:
            self._open_group("", "{")
        else:
            self._output.append("{")

    def _write_second_argument(self, token: re.Match[str]) -> None:
        self._open_group("", "")

    def _write_footnote(self, token: re.Match[str]) -> None:
        self._open_group(" (", " ", ")")

    def _write_command(self, token: re.Match[str]) -> None:
        """Drop a command before words in braces, which dresses them up, known or not; keep a symbol."""
        name = token["argument"]
        words = WORDS_OF_COMMANDS.get(name) or _symbol_of(name)
        if words:
            self._output.append(words)
            self._open_group("", "{")
            return
        shown = ""
        is_empty = self._text.startswith("}", token.end())
        if is_empty and not FONT_SWITCHES.fullmatch(name):
            shown = f"\\{name}"
        self._output.append(shown)
        self._open_group("", "")

    # Words

    def _write_word(self, token: re.Match[str]) -> None:
        name = token["word"]
        space = token["after"].replace("~", " ")
        if FONT_SWITCHES.fullmatch(name):
            return
        if name in COMMANDS_WITHOUT_WORDS:
            self._output.append(space)
            return
        words = WORDS_OF_COMMANDS.get(name) or _symbol_of(name)
        if not words:
            self._output.append(f"\\{name}{space}")
        elif len(words) == 1 and words.isalpha() and len(name) < 3:
            self._output.append(words)  # a letter such as \o: the space only ends its name
        else:
            self._output.append(words + space)

    def _write_accent(self, token: re.Match[str]) -> None:
        command = token["accent"] or token["letter"] or token["loose"]
        letter = token["in1"] or token["on1"] or token["in2"] or token["on2"]
        composed = unicodedata.normalize("NFC", letter + COMBINING_ACCENTS[command])
        if len(composed) > 1 and token["accent"] in ("'", '"'):
            composed = command + letter  # a quotation mark in disguise
        self._output.append(composed)

    def _write_script(self, token: re.Match[str]) -> None:
        script = token["small"]
        if script.isalnum():
            mark = "_" if "sub" in token["script"] else "^"
            script = mathml.to_text(f"{{}}{mark}{{{script}}}").lstrip("_^")
        self._output.append(script)

    def _write_numbered(self, token: re.Match[str]) -> None:
        digits = token["number"]
        if token["ding"] == "ding":
            self._output.append(DINGBATS.get(digits, ""))
            return
        code = 0
        if digits.startswith("x"):
            code = int(digits.lstrip("x"), 16)
        elif digits.isdecimal():
            code = int(digits)
        character = ""
        if code <= sys.maxunicode:
            character = plain.clean(chr(code))
        self._output.append(character)

    def _write_sign(self, token: re.Match[str]) -> None:
        words = WORDS_OF_SIGNS.get(token["symbol"], token[0])
        self._output.append(words)

    def _write_quotes(self, token: re.Match[str]) -> None:
        before = self._text[token.start() - 1 : token.start()] or " "
        is_at_word_start = before.isspace() or before in "(["
        if token[0] == "``" or (is_at_word_start and not self._open_quotes):
            self._open_quotes += 1
            self._output.append("“")
        elif self._open_quotes:
            self._open_quotes -= 1
            self._output.append("”")
        elif before.isdigit():  # seconds of an angle, or inches
            self._output.append(token[0])
        else:
            self._output.append("”")

    def _drop_citation(self, token: re.Match[str]) -> None:
        """Drop a citation or the like with the space before it, which the last three pieces may hold."""
        oldest = max(0, len(self._output) - 3)
        for index in reversed(range(oldest, len(self._output))):
            piece = self._output[index]
            if isinstance(piece, Formula):
                return
            stripped = piece.rstrip()
            self._output[index] = stripped
            if stripped:
                return

    def _write_as_typed(self, token: re.Match[str]) -> None:
        self._output.append(token[0])

    def _write_tie(self, token: re.Match[str]) -> None:
        self._output.append(" ")

    def _write_dash(self, token: re.Match[str]) -> None:
        self._output.append(_DASHES[token[0]])

    def _write_single_quotes(self, token: re.Match[str]) -> None:
        self._output.append(f"‘{token['quoted']}’")

    def _write_apostrophe(self, token: re.Match[str]) -> None:
        self._output.append("'")


# By the last group of a token that matched.
_WRITERS: dict[str, Callable[[_Reader, re.Match[str]], None]] = {
    "url": _Reader._write_as_typed,
    "apostrophe": _Reader._write_apostrophe,
    "in1": _Reader._write_accent,
    "on1": _Reader._write_accent,
    "in2": _Reader._write_accent,
    "on2": _Reader._write_accent,
    "small": _Reader._write_script,
    "number": _Reader._write_numbered,
    "two": _Reader._write_second_argument,
    "gone": _Reader._drop_citation,
    "note": _Reader._write_footnote,
    "argument": _Reader._write_command,
    "after": _Reader._write_word,
    "symbol": _Reader._write_sign,
    "set": _Reader._write_as_typed,
    "open": _Reader._write_brace,
    "close": _Reader._write_closing,
    "tie": _Reader._write_tie,
    "dashes": _Reader._write_dash,
    "quotes": _Reader._write_quotes,
    "quoted": _Reader._write_single_quotes,
}


def _is_formula(body: str, after: str) -> bool:
    """Tell a formula between two dollars from the words between two prices.

    ``after`` is the character behind the second dollar, empty at the end of the text.
    """
    if not body.strip():
        return False
    if body[0].isdigit() or body[0] == ".":
        return not _is_between_prices(body, after)
    bare = _TEXT_COMMAND.sub("", body)
    if body[0].isspace() and not _MARKED.search(body):
        return not _TWO_LETTERS.search(bare)
    return len(bare) <= 60 or len(_PROSE.findall(bare)) <= 2


def _is_between_prices(body: str, after: str) -> bool:
    """Return true where ``body`` begins with a price and ends as words before another do."""
    last = body[-1]
    if last.isspace() or last in "(-–/" or after.isdigit():
        return True
    bare = _TEXT_COMMAND.sub("", body)
    return _PROSE.search(bare) is not None


@lru_cache(maxsize=512)
def _symbol_of(name: str) -> str:
    """Return the symbol of a command that is used outside a formula; empty where it has none."""
    words = mathml.to_text(f"\\{name}")
    if len(words) > 2:
        return ""
    return words
