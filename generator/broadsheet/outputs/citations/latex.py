"""LaTeX that prints just the text given."""

from __future__ import annotations

import re

from broadsheet.text import latex, mathml
from broadsheet.text.latex_reader import Piece
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


def to_latex(text: str) -> str:
    """Return LaTeX that prints just ``text``; accented letters stay as they are (UTF-8)."""
    return _LATEX.sub(_escape_sign, clean(text))


def _escape_sign(match: re.Match[str]) -> str:
    sign = match[0]
    name = _NAMED.get(sign)
    if name is None:
        return f"\\{sign}"
    return f"\\text{name}{{}}"


def latex_title(title: str, is_tex: bool = True) -> str:
    """Return a title as LaTeX, its formulas as they were typed where that is safe."""
    parts = map(_write_piece, latex.pieces(title, is_tex))
    return "".join(parts).strip()


def _write_piece(piece: Piece) -> str:
    if isinstance(piece, str):
        return _write_run(piece)
    tex = " ".join(piece.tex.split())
    if _is_safe_formula(tex):
        return f"${tex}$"
    words = mathml.to_text(piece.tex) or piece.tex
    return to_latex(words)


def _is_safe_formula(tex: str) -> bool:
    if not tex.isascii() or not _is_balanced(tex) or _DOES.search(tex):
        return False
    return mathml.to_mathml(tex) != ""


def _write_run(text: str) -> str:
    """Return text as LaTeX with the spaces that stand beside a formula, which cleaning takes away."""
    latex_text = to_latex(text)
    if text.startswith(" "):
        latex_text = " " + latex_text
    if len(text) > 1 and text.endswith(" "):
        latex_text += " "
    return latex_text


def _is_balanced(tex: str) -> bool:
    if "\\{" in tex or "\\}" in tex:
        return False
    depth = 0
    for sign in tex:
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        if depth < 0:
            return False
    return depth == 0


def verbatim(text: str) -> str:
    """Return an address or an id, which styles take as it is, without what would end the field."""
    return _VERBATIM.sub(_percent_encode, clean(text))


def _percent_encode(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"
