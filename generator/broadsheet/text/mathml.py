"""MathML and plain words for one LaTeX formula. The TeX is a stranger's; so is what it turns into."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import entities
from xml.etree import ElementTree as ET

from math_core import LatexError, LatexToMathML

from broadsheet.text import plain
from broadsheet.text.scripts import LOWERED, RAISED

# The parser is compiled and recursive, and looks for the end of a bracket once for each that is
# open: twice the time for one bracket more that never closes. A formula that is longer, deeper or
# fuller of brackets than those in 42,260 abstracts is not shown to it at all.
MAX_LENGTH = 1000
MAX_DEPTH = 24
MAX_BRACKETS = 14

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
_DEPTH_TOKEN = re.compile(r"\\begin|\\end|\\left(?![a-z])|\\right(?![a-z])|\\[a-zA-Z]+\s*(?=\\)|.")
_OPENING = frozenset(("{", "\\begin", "\\left"))
_CLOSING = frozenset(("}", "\\end", "\\right"))
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
_WORD_ATTRIBUTE = re.compile(
    "accent|accentunder|displaystyle|stretchy|symmetric|largeop|movablelimits|form|display|mathvariant"
)
_LENGTH_ATTRIBUTE = re.compile("lspace|rspace|width|minsize|maxsize|linethickness")
_WORD = re.compile(r"true|false|prefix|infix|postfix|block|normal")
_LENGTH = re.compile(r"-?\d{0,3}(?:\.\d{1,8})?em|0")
# The parser's bookkeeping: invisible characters that only choose a glyph or mark a function.
_GLYPH_SELECTORS = dict.fromkeys(range(0xFE00, 0xFE10))
_FUNCTION_APPLICATION = "\u2061"
_APPLICATION_TO_BRACKET = re.compile(r"\u2061(?=[(\[{|])")
# TeX's thin space around an operator such as log is none behind an opening bracket, nor before a closing one.
_SPACE_IN_BRACKET = re.compile(r"(?<=[(\[{⟨⌊⌈‖]) +| +(?=[)\]}⟩⌋⌉])")
_COMBINING_LOW_LINE = "\u0332"
_INVISIBLE_SEPARATOR = "\u2063"


@lru_cache(maxsize=4096)  # a formula is asked for as markup, as words and by the citations
def parse_formula(tex: str, display: bool = False) -> ET.Element | None:
    """Return the formula as MathML elements; None when the parser does not understand it."""
    if not tex.strip() or _is_too_much(tex) or _PROGRAM.search(tex):
        return None
    tidy_tex = _tidy(tex)
    try:
        markup = _CONVERTER.convert_with_local_state(tidy_tex, displaystyle=display)
        return ET.fromstring(_ENTITY.sub(_decode_entity, markup))
    except (LatexError, ET.ParseError):
        return None


def to_mathml(tex: str, display: bool = False) -> str:
    """Return the formula as one line of MathML that Markdown leaves alone; empty when it has none."""
    root = parse_formula(tex, display)
    if root is None:
        return ""
    return _write_element(root)


def to_text(tex: str) -> str:
    """Return the formula as words, such as ``x₁²`` or ``O(n log n)``; empty when it has none."""
    root = parse_formula(tex)
    if root is None:
        return ""
    return words_of_element(root)


def words_of_element(root: ET.Element) -> str:
    """Return the words of a formula in MathML whose elements have no namespace."""
    words = _APPLICATION_TO_BRACKET.sub("", _words_of(root))
    words = words.replace(_FUNCTION_APPLICATION, " ")
    return _SPACE_IN_BRACKET.sub("", plain.clean(words))


def _is_too_much(tex: str) -> bool:
    if len(tex) > MAX_LENGTH:
        return True
    return _count_brackets(tex) > MAX_BRACKETS or _measure_depth(tex) > MAX_DEPTH


def _count_brackets(tex: str) -> int:
    count = len(_BRACKET.findall(tex))
    for sign in tex:
        if sign != "{" and unicodedata.category(sign) in ("Ps", "Pi"):
            count += 1
    return count


def _measure_depth(tex: str) -> int:
    """Return how deep groups and environments nest, or could: a command may take the next as its argument."""
    deepest = depth = run = 0
    for token in _DEPTH_TOKEN.findall(tex):
        if token in _OPENING:
            depth += 1
        elif token in _CLOSING:
            depth -= 1
        if token[0] in "\\^_":
            run += 1
        else:
            run = 0
        deepest = max(deepest, depth, run // 3)
    return deepest


def _tidy(tex: str) -> str:
    tex = _UNICODE.sub(_decode_unicode, tex)
    for pattern, replacement in _TIDY:
        tex = pattern.sub(replacement, tex)
    return _IN_TEXT.sub(_escape_text, tex)


def _decode_unicode(match: re.Match[str]) -> str:
    digits = match[1]
    number = int(digits[1:], 16) if digits[0] == "x" else int(digits)
    if number > sys.maxunicode:
        return ""
    character = plain.clean(chr(number))
    if character in ("\\", "^", "~"):
        return ""
    if character and character in "#$%&_{}":
        return "\\" + character
    return character


def _escape_text(match: re.Match[str]) -> str:
    command, text = match.groups()
    escaped = _BARE.sub(_escape_bare, text)
    return f"{command}{escaped}"


def _escape_bare(match: re.Match[str]) -> str:
    return _ESCAPED[match[0]]


def _decode_entity(match: re.Match[str]) -> str:
    return entities.html5.get(match[1], "")


# As markup


def _write_element(element: ET.Element) -> str:
    parts = [escape_signs(element.text)]
    for child in element:
        parts.append(_write_element(child))
        parts.append(escape_signs(child.tail))
    inside = "".join(parts)
    if not _ELEMENT.fullmatch(element.tag) or not _is_visible(element):
        return inside
    if element.tag == "mrow" and _count_visible(element) == 1:
        return inside
    attributes = ""
    for name, value in element.attrib.items():
        if _is_allowed(name, value):
            attributes += f' {name}="{value}"'
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"


def _is_visible(element: ET.Element) -> bool:
    return element.tag != "mspace" or bool(element.get("width"))


def _count_visible(element: ET.Element) -> int:
    return sum(map(_is_visible, element))


def _is_allowed(name: str, value: str) -> bool:
    if _WORD_ATTRIBUTE.fullmatch(name):
        return _WORD.fullmatch(value) is not None
    if _LENGTH_ATTRIBUTE.fullmatch(name):
        return _LENGTH.fullmatch(value) is not None
    return False


def escape_signs(text: str | None) -> str:
    """Return text within a line like ``plain.escape``, but with its spaces as they are."""
    if not text:
        return ""
    return _SPECIAL.sub(_to_reference, text)


def _to_reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


# As words

_RELATIONS = frozenset("=<>≤≥≈∼≃≡≠∈∉⊂⊆→←↔⇒⇔∝≪≫")  # noqa: RUF001
_SPACED_RELATION = re.compile(f" ([{''.join(sorted(_RELATIONS))}]) ")
_SMALL_TABLES = {"^": RAISED, "_": LOWERED}
_SMALL_SIGNS = frozenset(("′", "″", "‴", "°", ""))  # noqa: RUF001
_COMBINING_ACCENTS = {
    "ˆ": "\u0302",  # noqa: RUF001
    "^": "\u0302",
    "˜": "\u0303",  # noqa: RUF001
    "~": "\u0303",
    "¯": "\u0304",
    "‾": "\u0304",
    "˙": "\u0307",
    "¨": "\u0308",
    "→": "\u20d7",
    "´": "\u0301",  # noqa: RUF001
    "`": "\u0300",
    "˚": "\u030a",
    "ˇ": "\u030c",
    "˘": "\u0306",
}
_MATH_LETTERS = re.compile("[\U0001d400-\U0001d7ff]+")


def _words_of(element: ET.Element) -> str:
    parts = list(map(_words_of, element))
    words = _write_scripts(element.tag, parts)
    if words is not None:
        return words
    match element.tag, parts:
        case "mfrac", [numerator, denominator]:
            return f"{_group(numerator)}/{_group(denominator)}"
        case "msqrt", _:
            return "√" + _group("".join(parts))
        case "mroot", [base, degree]:
            raised = _write_script(degree, "^").removeprefix("^")
            return f"{raised}√{_group(base)}"
        case "mspace", _:
            return _write_space(element)
        case "mtr", _:
            return " ".join(parts) + "; "
        case "mtable", _:
            return "".join(parts).removesuffix("; ")
    return _plain_letters(element.text) + "".join(_space_relations(element, parts))


def _write_scripts(tag: str, parts: list[str]) -> str | None:
    """Return an expression with something above or below it; None where the element is none such."""
    match tag, parts:
        case "msup", [base, raised]:
            return base + _write_script(raised, "^")
        case "msub" | "munder", [base, lowered]:
            return base + _write_script(lowered, "_")
        case "msubsup" | "munderover", [base, lowered, raised]:
            return base + _write_script(lowered, "_") + _write_script(raised, "^")
        case "mover", [base, accent]:
            return base + _write_accent(accent, base)
    return None


def _write_space(element: ET.Element) -> str:
    width = element.get("width", "0em")
    return " " if width > "0.2" else ""


def _space_relations(element: ET.Element, parts: list[str]) -> Iterator[str]:
    """Yield the parts of a row with spaces around relations that have something on both sides."""
    last = len(parts) - 1
    for index, child in enumerate(element):
        part = parts[index]
        if child.tag == "mo" and part in _RELATIONS and 0 < index < last:
            part = f" {part} "
        yield part
        yield _plain_letters(child.tail)


def _plain_letters(text: str | None) -> str:
    """Return letters of mathematical alphabets, which few fonts and no search know, as plain ones."""
    if not text:
        return ""
    letters = _MATH_LETTERS.sub(_normalize_letters, text)
    letters = letters.translate(_GLYPH_SELECTORS)
    letters = letters.replace(_COMBINING_LOW_LINE, "")
    return letters.replace(_INVISIBLE_SEPARATOR, "")


def _normalize_letters(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def _write_script(words: str, mark: str) -> str:
    """Return words as raised or lowered characters, or behind ``^`` or ``_`` where there are none."""
    words = _SPACED_RELATION.sub(r"\1", words.strip())
    if words == "∘":
        return "°"
    if words in _SMALL_SIGNS or set(words) == {"′"}:  # noqa: RUF001
        return words
    small = words.translate(_SMALL_TABLES[mark])
    if set(small).isdisjoint(words):
        return small
    return mark + _group(words)


def _write_accent(accent: str, base: str) -> str:
    """Return a combining accent for one letter; over more there is no place for one."""
    if len(base) == 1:
        return _COMBINING_ACCENTS.get(accent, "")
    if accent in _COMBINING_ACCENTS:
        return ""
    return accent


def _group(words: str) -> str:
    if len(words) <= 1 or words.isalnum():
        return words
    return f"({words})"
