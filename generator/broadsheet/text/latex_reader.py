"""The reader of TeX in prose: it cuts a text into plain words and formulas, token by token."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from broadsheet.text import mathml, plain
from broadsheet.text.formulas import FORMULA_START, FormulaFinder, is_certain_formula, is_formula
from broadsheet.text.latex_accents import ACCENTS, write_accent
from broadsheet.text.latex_commands import (
    COMMANDS_WITHOUT_WORDS,
    DINGBATS,
    FONT_SWITCHES,
    WORDS_OF_COMMANDS,
    WORDS_OF_SIGNS,
)

COMMAND = re.compile(r"[\\$]")
# A formula that is only words in disguise may hold one that is, and so on, but not for ever.
_MAX_DISGUISE_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Formula:
    """TeX that stands between two dollars; ``display`` where it stands on a line of its own."""

    tex: str
    display: bool = False


Piece = str | Formula

_TOKEN = re.compile(
    r"""
    # All of them begin so; most places of a text are passed by without a look at each of them.
    (?=[\\${}~`'-]|http)
    (?:
      (?P<url>https?://[^\s{}$\\'`]*)
    | (?P<apostrophe>(?<=[a-zA-Z])\\'(?=(?:s|t|re|ll|ve|d|m)(?![a-zA-Z])))
    @ACCENTS@
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
    )
    """.replace("@ACCENTS@", ACCENTS),
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
_DASHES = {"---": "—", "--": "–"}


class _OpenGroup(NamedTuple):
    """Group whose brace is open: its place in the output, and its texts if it is never closed or is."""

    position: int
    text_if_unclosed: str
    closing: str


class Grammar(NamedTuple):
    """The parts of TeX that are read, and how a formula between dollars is told from words between prices.

    ``is_formula`` takes the text between two dollars and the sign behind the second one.
    """

    tokens: re.Pattern[str]
    is_formula: Callable[[str, str], bool]


class TexReader:
    """Reader of a text in one pass, from left to right; nothing that follows changes earlier output."""

    def __init__(self, text: str, depth: int, grammar: Grammar) -> None:
        self._grammar = grammar
        self._text = text
        self._depth = depth
        self._output: list[Piece] = []
        self._open_groups: list[_OpenGroup] = []
        self._open_quotes = 0
        self._has_commands = COMMAND.search(text) is not None
        self._formulas = FormulaFinder(text, grammar.is_formula)

    def read(self) -> list[Piece]:
        """Return the plain runs and formulas."""
        position = 0
        while token := self._grammar.tokens.search(self._text, position):
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
        end = self._formulas.find_end(start, opening)
        if end is None:
            self._output.append(opening)
            return start
        tex = self._text[start:end]
        if self._depth < _MAX_DISGUISE_DEPTH and _DISGUISED.fullmatch(tex):
            self._output += TexReader(tex, self._depth + 1, self._grammar).read()
        else:
            is_display = opening in ("$$", "\\[")
            self._output.append(Formula(tex.strip(), is_display))
        return end + len(opening)

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
        inside = token["in1"] or token["in2"] or token["in3"] or ""
        symbol = ""
        if token["letter"] and len(inside) > 1 and inside.isalpha():
            symbol = _symbol_of(command + inside)  # arXiv writes "\\beta" so, in some fields
        self._output.append(symbol or write_accent(command, inside, token["on1"] or token["on2"] or ""))

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
_WRITERS: dict[str, Callable[[TexReader, re.Match[str]], None]] = {
    "url": TexReader._write_as_typed,
    "apostrophe": TexReader._write_apostrophe,
    "in1": TexReader._write_accent,
    "on1": TexReader._write_accent,
    "in2": TexReader._write_accent,
    "in3": TexReader._write_accent,
    "on2": TexReader._write_accent,
    "small": TexReader._write_script,
    "number": TexReader._write_numbered,
    "two": TexReader._write_second_argument,
    "gone": TexReader._drop_citation,
    "note": TexReader._write_footnote,
    "argument": TexReader._write_command,
    "after": TexReader._write_word,
    "symbol": TexReader._write_sign,
    "set": TexReader._write_as_typed,
    "open": TexReader._write_brace,
    "close": TexReader._write_closing,
    "tie": TexReader._write_tie,
    "dashes": TexReader._write_dash,
    "quotes": TexReader._write_quotes,
    "quoted": TexReader._write_single_quotes,
}


@lru_cache(maxsize=512)
def _symbol_of(name: str) -> str:
    """Return the symbol of a command that is used outside a formula; empty where it has none."""
    words = mathml.to_text(f"\\{name}")
    if len(words) > 2:
        return ""
    return words


TEX = Grammar(_TOKEN, is_formula)
# Of a text that is no TeX only formulas are read.
FORMULAS_ALONE = Grammar(FORMULA_START, is_certain_formula)
