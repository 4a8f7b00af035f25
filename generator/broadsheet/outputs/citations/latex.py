"""Text as LaTeX that prints just that text."""

from __future__ import annotations

import re

from broadsheet.text import latex, mathml
from broadsheet.text.plain import clean

# A brace counts for BibTeX even behind a backslash, so braces are named.
_NAMED = {
    "\\": "backslash",
    "{": "braceleft",
    "}": "braceright",
    "~": "asciitilde",
    "^": "asciicircum",
    "<": "less",
    ">": "greater",
    "|": "bar",
    '"': "quotedbl",
}
_LATEX = re.compile(r"""[\\{}~^<>|"&%$#_]""")
_VERBATIM = re.compile(r"[\\{}\s]")
# Commands that do something beside setting a formula; none has a place in a title.
_DOES = re.compile(
    r"\\(?:input|include\w*|openin|openout|read|write\w*|immediate|special|catcode|csname|[egx]?def|let"
    r"|(?:re)?newcommand|usepackage|href|url|verb|begin|end|label|ref|cite)(?![A-Za-z])|%"
)


def to_latex(words: str) -> str:
    """Text as LaTeX that prints just that text; accented letters stay as they are (UTF-8)."""
    return _LATEX.sub(_latex_sign, clean(words))


def _latex_sign(match: re.Match[str]) -> str:
    sign = match[0]
    return f"\\text{_NAMED[sign]}{{}}" if sign in _NAMED else f"\\{sign}"


def latex_title(words: str) -> str:
    """A title as LaTeX, its formulas as they were typed where that is safe."""
    return "".join(_latex_piece(piece) for piece in latex.pieces(words)).strip()


def _latex_piece(piece: latex.Piece) -> str:
    if isinstance(piece, str):
        return _spaced(piece)
    typed = " ".join(piece.tex.split())
    if mathml.to_mathml(typed) and _balanced(typed) and not _DOES.search(typed) and typed.isascii():
        return f"${typed}$"
    return to_latex(mathml.to_text(piece.tex) or piece.tex)


def _spaced(words: str) -> str:
    """``latex`` without losing the spaces that stand beside a formula."""
    before, after = words[:1] == " ", words[-1:] == " " and len(words) > 1
    return f"{' ' if before else ''}{to_latex(words)}{' ' if after else ''}"


def _balanced(typed: str) -> bool:
    depth = 0
    for sign in typed:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0 and "\\{" not in typed and "\\}" not in typed


def verbatim(text: str) -> str:
    """An address or an id, which styles take as it is, but for what would end the field."""
    return _VERBATIM.sub(lambda match: f"%{ord(match[0]):02X}", clean(text))
