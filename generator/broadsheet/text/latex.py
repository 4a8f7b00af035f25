"""Titles and abstracts as authors typed them, with TeX in them, as markup or as plain words.

What is between dollars becomes MathML (``formula.py``); commands around words give way to the
words. This is a reading of prose, not of LaTeX: where it is not clear that something is TeX
(a price, a path, a set in braces), it stays what it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from broadsheet.text import mathml, plain

# Without any of these, words hold no TeX. Of braces alone only those that keep the case of a name
# ("{BERT}") are TeX's; others are somebody's braces.
SIGN = re.compile(r"[\\$~`]|--|''|\{\w+\}")
_HINTS = ("\\", "$", "~", "`", "--", "''", "{")
_KEPT_CASE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_COMMAND = re.compile(r"[\\$]")
# How far the end of a formula or of a command's argument is looked for.
_FAR = mathml.MAX_LENGTH
# A formula that is only words in disguise may hold one that is, and so on, but not for ever.
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Formula:
    """What stands between two dollars, and whether it stands alone."""

    tex: str
    display: bool = False


Piece = str | Formula
_TWO_SPACES = re.compile("  +")
# At the start of a line Markdown takes a formula for a block that ends the paragraph...
_LEADING = re.compile(r"^<math.*?</math>")
# ...and these for a list.
_LIST = re.compile(r"^(?:(\d+)([.)])(?=\s|$)|([-+]))")


def to_html(words: str, limit: int | None = None) -> str:
    """Words as markup that is safe in Markdown, in an HTML block and in a heading, on one line.

    With a ``limit``, at most so many characters are seen, cut between words or formulas.
    """
    if limit is None and not _signed(words):
        return plain.escape(words)
    return _html(words, limit)


def to_text(words: str) -> str:
    """The same words as plain Unicode text, for titles of pages, descriptions and feeds."""
    return _text(words) if _signed(words) else plain.clean(words)


def _signed(words: str) -> bool:
    """Whether ``SIGN`` stands in the words; most have no character of it, which is seen at once."""
    return any(sign in words for sign in _HINTS) and SIGN.search(words) is not None


@lru_cache(maxsize=2048)
def _html(words: str, limit: int | None) -> str:
    shown = pieces(words) if limit is None else _first(pieces(words), limit)
    markup = "".join(_markup(piece) for piece in shown).strip()
    markup = _LEADING.sub(r"<span>\g<0></span>", markup)
    return _LIST.sub(lambda m: f"{m[1] or ''}&#{ord(m[2] or m[3])};", markup)


@lru_cache(maxsize=2048)
def _text(words: str) -> str:
    return plain.clean("".join(_plain(piece) for piece in pieces(words)))


def _markup(piece: Piece) -> str:
    if isinstance(piece, str):
        return mathml.escape_signs(piece)
    markup = mathml.to_mathml(piece.tex, piece.display)
    return markup or f'<code class="tex">{plain.escape(piece.tex)}</code>'


def _plain(piece: Piece) -> str:
    return piece if isinstance(piece, str) else mathml.to_text(piece.tex) or piece.tex


def _first(found: tuple[Piece, ...], limit: int) -> Iterator[Piece]:
    """As many pieces as fit, with an ellipsis where something is gone; no formula is cut."""
    if len("".join(map(_plain, found))) <= limit:
        yield from found
        return
    left = limit
    for piece in found:
        size = len(_plain(piece))
        if size >= left:
            yield "…" if isinstance(piece, Formula) or left < 2 else plain.shorten(piece, left)
            return
        yield piece
        left -= size


@lru_cache(maxsize=512)
def pieces(words: str) -> tuple[Piece, ...]:
    """The words' plain runs and formulas, in order."""
    words = plain.clean(words)
    if not _signed(words):
        return (words,)
    if not _COMMAND.search(words):
        words = _KEPT_CASE.sub(r"\1", words)
    return tuple(_joined(_Reader(words, 0).read()))


def _joined(found: list[Piece]) -> Iterator[Piece]:
    waiting: list[str] = []
    for piece in found:
        if isinstance(piece, str):
            waiting.append(piece)
            continue
        yield _TWO_SPACES.sub(" ", "".join(waiting))
        waiting.clear()
        yield piece
    yield _TWO_SPACES.sub(" ", "".join(waiting))


# What stands for itself or for something simple

_WORDS_OF = {
    **{"AA": "Å", "aa": "å", "AE": "Æ", "ae": "æ", "OE": "Œ", "oe": "œ", "O": "Ø", "o": "ø", "L": "Ł"},
    **{"l": "ł", "ss": "ß", "i": "ı", "j": "ȷ", "S": "§", "P": "¶", "deg": "°", "textdegree": "°"},  # noqa: RUF001
    **{"eg": "e.g.", "ie": "i.e.", "etc": "etc.", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX"},
    **{"textendash": "–", "textemdash": "—", "slash": "/", "textmu": "µ", "texttimes": "×", "textpm": "±"},
    **{"textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’"},
    **{"textregistered": "®", "texttrademark": "™", "textcopyright": "©", "copyright": "©", "euro": "€"},
    **{"textasciitilde": "~", "textbackslash": "\\", "textunderscore": "_", "textbar": "|", "pounds": "£"},
    **{"textless": "<", "textgreater": ">", "textbullet": "•", "textperiodcentered": "·", "ldots": "…"},
    **{"dots": "…", "textellipsis": "…", "textpertenthousand": "‱", "textperthousand": "‰", "par": " "},
    **{"newline": " ", "quad": " ", "qquad": " ", "space": " ", "item": " • ", "textrightarrow": "→"},
    **dict.fromkeys(("xspace", "noindent", "centering", "protect", "displaystyle", "selectfont", "null"), ""),
}
_SWITCHES = re.compile(
    "em|bf|it|tt|sc|sf|rm|sl|bfseries|itshape|ttfamily|scshape|sffamily|rmfamily|slshape|upshape"
    "|mdseries|normalfont|tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge"
)
_SYMBOLS = {"\\": " ", ",": " ", ";": " ", ":": " ", " ": " ", "!": "", "/": "", "-": "", "@": ""}
_SYMBOLS |= {sign: sign for sign in "%&_#${}~^\"'`"}
_ACCENTS = {"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306"}
_ACCENTS |= {".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323"}
_ACCENTS |= {"c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361"}
_DINGS = {"51": "✓", "52": "✔", "53": "✕", "54": "✖", "55": "✗", "56": "✘"}

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
_TEXT_GROUP = re.compile(r"\\(?:text[a-z]*|mbox|operatorname\*?|math[a-z]+|emph)\s*\{[^{}]*\}|\\[a-zA-Z]+")
_PROSE = re.compile(r"(?<![a-zA-Z])[a-zA-Z]{2,}[ ,.;:]+[a-zA-Z]{2,}")
_MARKED = re.compile(r"[\\^_={}<>]")


class _Reader:
    """One pass over the words, from left to right; what follows never changes what was written."""

    def __init__(self, words: str, depth: int) -> None:
        self._words = words
        self._depth = depth
        self._out: list[Piece] = []
        # Open groups: a place in out, what stands there if never closed, what closes it.
        self._groups: list[tuple[int, str, str]] = []
        self._quotes = 0
        self._commands = bool(_COMMAND.search(words))
        self._dollars = [match.start() for match in re.finditer(r"(?<!\\)\$", words)]
        self._next_dollar = 0

    def read(self) -> list[Piece]:
        """The plain runs and formulas."""
        at = 0
        while match := _TOKEN.search(self._words, at):
            self._out.append(self._words[at : match.start()])
            at = self._token(match)
        self._out.append(self._words[at:])
        for place, typed, _ in self._groups:  # never closed
            self._out[place] = typed
        return self._out

    def _token(self, match: re.Match[str]) -> int:
        """Write what a token stands for; where to go on."""
        if match["dollar"] or match["opens"]:
            return self._formula(match)
        _WRITERS[match.lastgroup or ""](self, match)
        return match.end()

    # Formulas

    def _formula(self, match: re.Match[str]) -> int:
        start, sign = match.end(), match[0]
        end = self._end(start, sign)
        if end is None:
            self._out.append(sign)
            return start
        tex = self._words[start:end]
        if self._depth < _DEEPEST and _DISGUISED.fullmatch(tex):
            self._out += _Reader(tex, self._depth + 1).read()
        else:
            self._out.append(Formula(tex.strip(), display=sign in ("$$", "\\[")))
        return end + len(sign)

    def _end(self, start: int, sign: str) -> int | None:
        if sign[0] == "\\":
            end = self._words.find({"(": "\\)", "[": "\\]"}[sign[1]], start, start + _FAR)
            return end if end > start else None
        if sign == "$$":
            end = self._words.find("$$", start, start + _FAR)
            return end if end > start else None
        while self._next_dollar < len(self._dollars) and self._dollars[self._next_dollar] < start:
            self._next_dollar += 1
        # The next dollar closes it; or the third or fifth, if braces are open at the next.
        for end in self._dollars[self._next_dollar : self._next_dollar + 5 : 2]:
            body = self._words[start : min(end, start + _FAR + 1)]
            if len(body) > _FAR:
                return None
            if body.count("{") == body.count("}"):
                return end if _is_formula(body, self._words[end + 1 : end + 2]) else None
        return None

    # Groups

    def _open(self, typed: str, closing: str = "") -> None:
        self._groups.append((len(self._out), typed, closing))
        self._out.append("")

    def _close(self, match: re.Match[str]) -> None:
        self._out.append(self._groups.pop()[2] if self._groups else "}")

    def _group(self, match: re.Match[str]) -> None:
        if match["open"] and not self._commands:
            self._out.append("{")
            return
        self._open("{" if match["open"] else "")

    def _note(self, match: re.Match[str]) -> None:
        self._open(" ", ")")
        self._out[-1] = " ("

    def _argument(self, match: re.Match[str]) -> None:
        """A command before words in braces dresses them up, known or not; a symbol stands there."""
        name = match["argument"]
        empty = self._words.startswith("}", match.end())
        known = _WORDS_OF.get(name) or _symbol(name)
        self._out.append(known or (f"\\{name}" if empty and not _SWITCHES.fullmatch(name) else ""))
        self._open("{" if known else "")

    # Words

    def _word(self, match: re.Match[str]) -> None:
        name, after = match["word"], match["after"].replace("~", " ")
        if _SWITCHES.fullmatch(name):
            return
        known = _WORDS_OF.get(name, _symbol(name))
        eaten = known.isalpha() and len(known) == 1 and len(name) < 3
        self._out.append((known or ("" if name in _WORDS_OF else f"\\{name}")) + ("" if eaten else after))

    def _accent(self, match: re.Match[str]) -> None:
        mark = _ACCENTS[match["accent"] or match["letter"] or match["loose"]]
        letter = match["in1"] or match["on1"] or match["in2"] or match["on2"]
        together = unicodedata.normalize("NFC", letter + mark)
        quote = len(together) > 1 and match["accent"] in ("'", '"')  # a quotation mark in disguise
        self._out.append(match["accent"] + letter if quote else together)

    def _small(self, match: re.Match[str]) -> None:
        sign = "_" if "sub" in match["script"] else "^"
        small = match["small"]
        self._out.append(mathml.to_text(f"{{}}{sign}{{{small}}}").lstrip("_^") if small.isalnum() else small)

    def _numbered(self, match: re.Match[str]) -> None:
        number = match["number"]
        if match["ding"] == "ding":
            self._out.append(_DINGS.get(number, ""))
            return
        base = 16 if number[0] == "x" else 10
        code = int(number.lstrip("x"), base) if base == 16 or number.isdecimal() else 0
        self._out.append(plain.clean(chr(code)) if code < 0x110000 else "")

    def _sign(self, match: re.Match[str]) -> None:
        self._out.append(_SYMBOLS.get(match["symbol"], match[0]))

    def _quote(self, match: re.Match[str]) -> None:
        before = self._words[match.start() - 1 : match.start()] or " "
        if match[0] == "``" or (not self._quotes and (before.isspace() or before in "([")):
            self._quotes += 1
            self._out.append("“")
        elif self._quotes or not before.isdigit():
            self._quotes = max(0, self._quotes - 1)
            self._out.append("”")
        else:
            self._out.append(match[0])

    def _gone(self, match: re.Match[str]) -> None:
        """A citation or the like; the space before it goes too."""
        for place in range(len(self._out) - 1, max(-1, len(self._out) - 4), -1):
            last = self._out[place]
            self._out[place] = last = last.rstrip() if isinstance(last, str) else last
            if last:
                return

    def _as_typed(self, match: re.Match[str]) -> None:
        self._out.append(match[0])

    def _tie(self, match: re.Match[str]) -> None:
        self._out.append(" ")

    def _dash(self, match: re.Match[str]) -> None:
        self._out.append("—" if len(match[0]) == 3 else "–")

    def _single(self, match: re.Match[str]) -> None:
        self._out.append(f"‘{match['quoted']}’")

    def _apostrophe(self, match: re.Match[str]) -> None:
        self._out.append("'")


# By the last group of a token that matched.
_WRITERS: dict[str, Callable[[_Reader, re.Match[str]], None]] = {
    **dict.fromkeys(("in1", "on1", "in2", "on2"), _Reader._accent),
    **dict.fromkeys(("url", "set"), _Reader._as_typed),
    **dict.fromkeys(("two", "open"), _Reader._group),
    "apostrophe": _Reader._apostrophe,
    "small": _Reader._small,
    "number": _Reader._numbered,
    "gone": _Reader._gone,
    "note": _Reader._note,
    "argument": _Reader._argument,
    "after": _Reader._word,
    "symbol": _Reader._sign,
    "close": _Reader._close,
    "tie": _Reader._tie,
    "dashes": _Reader._dash,
    "quotes": _Reader._quote,
    "quoted": _Reader._single,
}


def _is_formula(body: str, after: str) -> bool:
    """Whether what stands between two dollars is a formula, and not the words between two prices."""
    if not body.strip():
        return False
    bare = _TEXT_GROUP.sub("", body)
    if body[0].isdigit() or body[0] == ".":
        return not (body[-1].isspace() or body[-1] in "(-–/" or after.isdigit() or _PROSE.search(bare))
    if body[0].isspace() and not _MARKED.search(body):
        return not re.search("[a-zA-Z]{2}", bare)
    return not (len(bare) > 60 and len(_PROSE.findall(bare)) > 2)


@lru_cache(maxsize=512)
def _symbol(name: str) -> str:
    """What a command for a symbol stands for when it is used outside a formula; empty for others."""
    words = mathml.to_text(f"\\{name}")
    return words if len(words) <= 2 else ""
