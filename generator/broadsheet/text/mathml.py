"""One LaTeX formula as MathML or as plain words. The TeX is a stranger's; so is what it turns into."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html import entities
from xml.etree import ElementTree as ET

from math_core import LatexError, LatexToMathML

from broadsheet.text import plain

# The parser is compiled and recursive, and looks for the end of a bracket once for each that is
# open: twice the time for one bracket more that never closes. A formula that is longer, deeper or
# fuller of brackets than those in 42,260 abstracts is not shown to it at all.
LONGEST = 1000
DEEPEST = 24
MOST_BRACKETS = 14

# What authors use and the parser does not know.
_MACROS = {
    "Bar": r"\bar{#1}",
    "deg": r"{}^\circ",
    "ensuremath": r"{#1}",
    "mathbbm": r"\mathbb{#1}",
    "mbox": r"\text{#1}",
    "textsc": r"\text{#1}",
    "textsl": r"\text{#1}",
    "texttt": r"\text{#1}",
    "upmu": r"\mu",
    "widetilde": r"\tilde{#1}",
    "xspace": "",
}
_CONVERTER = LatexToMathML(macros=_MACROS, fancy_error=False, max_expansions=200)
# A formula that defines macros, numbers itself or refers to others is a program, not a formula.
_PROGRAM = re.compile(r"\\(?:[egx]?def|let|(?:re)?newcommand|providecommand|tag|(?:eq)?ref)(?![a-zA-Z])")
_TIDY = (
    (re.compile(r"(?<!\\)%"), r"\\%"),  # a comment to TeX, but never meant as one in an abstract
    (re.compile(r"\\label\s*\{[^{}]*\}|\\(?:tiny|small|footnotesize|large|Large)(?![a-zA-Z])"), ""),
    (re.compile(r"\\href\s*\{[^{}]*\}(?=\s*\{)|\\(?:url|nolinkurl)(?=\s*\{)"), r"\\text"),
    (re.compile(r"\\text\s*\{\s*\\text(?=[a-z]*\s*\{)"), r"{\\text"),
    (re.compile(r"([_^])\s*\\(?:tt|rm|bf|it|sf)\s+(\w)"), r"\1{\2}"),
    (re.compile(r"\\(?:\s|$)"), r"\\ "),
)
_BRACKET = re.compile(
    r"\\(?:\{|l(?:brace|brack|paren|angle|floor|ceil|vert|Vert|group|moustache|l[a-z]+)|ulcorner)"
)
_UNICODE = re.compile(r"\\unicode\s*\{\s*(x[0-9a-fA-F]{1,6}|[0-9]{1,7})\s*\}")
_IN_TEXT = re.compile(r"(\\(?:text[a-z]*|emph|mbox)\s*\{)([^{}$]*)(?=\})")
_BARE = re.compile(r"(?<!\\)[_^#&<>]")
_ESCAPED = {"_": r"\_", "^": r"\textasciicircum ", "#": r"\#", "&": r"\&", "<": "‹", ">": "›"}
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)(\w+;)")
_SPECIAL = re.compile(r"""[&<>"'`*_{}\[\]#!|~^=:$\\]""")

# What may be in a page: the elements of MathML Core and the attributes that only lay out.
_ELEMENT = re.compile(
    "math|mi|mn|mo|ms|mtext|mspace|mrow|mfrac|msqrt|mroot|msub|msup|msubsup|munder|mover|munderover"
    "|mmultiscripts|mprescripts|mtable|mtr|mtd|mphantom|mpadded"
)
_WORD = r"true|false|prefix|infix|postfix|block|normal"
_LENGTH = r"-?\d{0,3}(?:\.\d{1,8})?em|0"
_ATTRIBUTES = {
    **dict.fromkeys(("accent", "accentunder", "displaystyle", "stretchy", "symmetric", "largeop"), _WORD),
    **dict.fromkeys(("movablelimits", "form", "display", "mathvariant"), _WORD),
    **dict.fromkeys(("lspace", "rspace", "width", "minsize", "maxsize", "linethickness"), _LENGTH),
}
# The parser's bookkeeping: invisible characters that only choose a glyph or mark a function.
_VARIANT = dict.fromkeys(range(0xFE00, 0xFE10))


@lru_cache(maxsize=4096)
def tree(tex: str, display: bool = False) -> ET.Element | None:
    """The formula as MathML elements; None when the parser does not understand it."""
    if not tex.strip() or _too_much(tex) or _PROGRAM.search(tex):
        return None
    try:
        markup = _CONVERTER.convert_with_local_state(_tidy(tex), displaystyle=display)
        return ET.fromstring(_ENTITY.sub(_character, markup))
    except (LatexError, ET.ParseError):
        return None


def mathml(tex: str, display: bool = False) -> str:
    """The formula as one line of MathML that Markdown leaves alone; empty when it has none."""
    root = tree(tex, display)
    return "" if root is None else _markup(root)


def to_text(tex: str) -> str:
    """The formula as words, such as ``x₁²`` or ``O(n log n)``; empty when it has none."""
    root = tree(tex)
    if root is None:
        return ""
    words = re.sub(r"\u2061(?=[(\[{|])", "", _words(root)).replace("\u2061", " ")
    return plain.clean(words)


def _too_much(tex: str) -> bool:
    if len(tex) > LONGEST:
        return True
    signs = sum(unicodedata.category(sign) in ("Ps", "Pi") and sign != "{" for sign in tex)
    return signs + len(_BRACKET.findall(tex)) > MOST_BRACKETS or _depth(tex) > DEEPEST


def _depth(tex: str) -> int:
    """How deep groups and environments nest, or could: a command may take the next as its argument."""
    deepest = depth = run = 0
    for token in re.finditer(r"\\begin|\\end|\\left(?![a-z])|\\right(?![a-z])|\\[a-zA-Z]+\s*(?=\\)|.", tex):
        depth += token[0] in ("{", "\\begin", "\\left")
        depth -= token[0] in ("}", "\\end", "\\right")
        run = run + 1 if token[0][0] in "\\^_" else 0
        deepest = max(deepest, depth, run // 3)
    return deepest


def _tidy(tex: str) -> str:
    tex = _UNICODE.sub(_unicode, tex)
    for pattern, better in _TIDY:
        tex = pattern.sub(better, tex)
    return _IN_TEXT.sub(lambda m: m[1] + _BARE.sub(lambda c: _ESCAPED[c[0]], m[2]), tex)


def _unicode(match: re.Match[str]) -> str:
    code = match[1]
    number = int(code[1:], 16) if code[0] == "x" else int(code)
    character = plain.clean(chr(number)) if number < 0x110000 else ""
    if character in set("#$%&_{}"):
        return "\\" + character
    return "" if character in set("\\^~") else character


def _character(match: re.Match[str]) -> str:
    return entities.html5.get(match[1], "")


# As markup


def _markup(element: ET.Element) -> str:
    inside = references(element.text) + "".join(map(_child, element))
    if not _ELEMENT.fullmatch(element.tag) or (element.tag == "mspace" and not element.get("width")):
        return inside
    if element.tag == "mrow" and _visible(element) == 1:
        return inside
    attributes = "".join(f' {k}="{v}"' for k, v in element.attrib.items() if _allowed(k, v))
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"


def _child(element: ET.Element) -> str:
    return _markup(element) + references(element.tail)


def _visible(element: ET.Element) -> int:
    return sum(child.tag != "mspace" or bool(child.get("width")) for child in element)


def _allowed(name: str, value: str) -> bool:
    return name in _ATTRIBUTES and bool(re.fullmatch(_ATTRIBUTES[name], value))


def references(words: str | None) -> str:
    """Like ``text.escape`` for words inside a line: their spaces stay."""
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", words) if words else ""


# As words

_RELATIONS = frozenset("=<>≤≥≈∼≃≡≠∈∉⊂⊆→←↔⇒⇔∝≪≫")  # noqa: RUF001
_SPACED = re.compile(f" ([{''.join(sorted(_RELATIONS))}]) ")
_UP = str.maketrans("0123456789+-−()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱ")  # noqa: RUF001
_DOWN = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")  # noqa: RUF001
_ACCENTS = {"ˆ": "\u0302", "^": "\u0302", "˜": "\u0303", "~": "\u0303", "¯": "\u0304", "‾": "\u0304"}  # noqa: RUF001
_ACCENTS |= {"˙": "\u0307", "¨": "\u0308", "→": "\u20d7", "´": "\u0301", "`": "\u0300", "˚": "\u030a"}  # noqa: RUF001
_ACCENTS |= {"ˇ": "\u030c", "˘": "\u0306"}
_MATH_LETTERS = re.compile("[\U0001d400-\U0001d7ff]+")


def _words(element: ET.Element) -> str:
    parts = [_words(child) for child in element]
    match element.tag, parts:
        case "msup", [base, up]:
            return base + _script(up, "^")
        case "msub" | "munder", [base, down]:
            return base + _script(down, "_")
        case "msubsup" | "munderover", [base, down, up]:
            return base + _script(down, "_") + _script(up, "^")
        case "mover", [base, over]:
            return base + (_ACCENTS.get(over, "") if len(base) == 1 else "" if over in _ACCENTS else over)
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msqrt", _:
            return "√" + _grouped("".join(parts))
        case "mroot", [base, degree]:
            return _script(degree, "^").removeprefix("^") + "√" + _grouped(base)
        case "mspace", _:
            return " " if element.get("width", "0em") > "0.2" else ""
        case "mtr", _:
            return " ".join(parts) + "; "
        case "mtable", _:
            return "".join(parts).removesuffix("; ")
    return _letters(element.text) + "".join(_row(element, parts))


def _row(element: ET.Element, parts: list[str]) -> Iterable[str]:
    """The parts of a row with spaces around relations that have something on both sides."""
    last = len(parts) - 1
    for place, (child, part) in enumerate(zip(element, parts, strict=True)):
        relation = child.tag == "mo" and part in _RELATIONS and 0 < place < last
        yield (f" {part} " if relation else part) + _letters(child.tail)


def _letters(words: str | None) -> str:
    """Letters of mathematical alphabets, which few fonts and no search know, as plain ones."""
    if not words:
        return ""
    plain_words = _MATH_LETTERS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), words)
    return plain_words.translate(_VARIANT).replace("\u0332", "").replace("\u2063", "")


def _script(words: str, mark: str) -> str:
    words = _SPACED.sub(r"\1", words.strip())
    if words in ("′", "″", "‴", "∘", "°", "") or set(words) == {"′"}:  # noqa: RUF001
        return "°" if words == "∘" else words
    small = words.translate(_UP if mark == "^" else _DOWN)
    if not set(small) & set(words):
        return small
    return mark + (words if words.isalnum() or len(words) == 1 else f"({words})")


def _grouped(words: str) -> str:
    return words if words.isalnum() or len(words) <= 1 else f"({words})"
