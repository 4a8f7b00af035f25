"""LaTeX that prints just the text given."""

from __future__ import annotations

import re
import unicodedata

from broadsheet.text import latex, mathml
from broadsheet.text.latex_reader import Piece
from broadsheet.text.latex_signs import FORMULAS_OF_SIGNS
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
}
_SIGNS = FORMULAS_OF_SIGNS.split()
_FORMULAS = dict(zip(_SIGNS[::2], _SIGNS[1::2], strict=True))
# A straight quote is none in the fonts of OT1, so it becomes the mark that it stands for.
_OPENING_QUOTE = re.compile(r'(?<![^\s([{–—/-])"(?=\S)')
# A word in Greek is none of signs.
_GREEK_WORD = r"[\u0370-\u03ff\u1f00-\u1fff]{3,}"
# Signs that LaTeX does not know, and that say the same as others (Unicode's compatibility): letters of
# formulas, letters as wide as Chinese, ligatures, numbers in circles.
_COMPATIBLE = re.compile(
    "[\u2102\u210a-\u210e\u2110-\u2112\u2115\u2119-\u211d\u2124\u2128\u212c\u212d\u212f-\u2131\u2133\u2134"
    "\u2160-\u217f\u2460-\u249b\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]+"
)
_LATEX = re.compile(rf"""{_GREEK_WORD}|[\\{{}}~^<>|"&%$#_{"".join(_FORMULAS)}]""")
_VERBATIM = re.compile(r"[\\{}\s]")
_TEXT = re.compile(r"\\text(?![A-Za-z])")  # of amsmath, where LaTeX itself has \\textrm
# Commands of packages that a document may not load.
_NEEDS_PACKAGE = re.compile(
    r"\\(?:boldsymbol|bm|operatorname|mathfrak|mathscr|[dt]frac|[dt]?binom|[lr][vV]ert|implies|overset|underset)"
    r"(?![A-Za-z])"
)
# Commands that do something beside setting a formula; none has a place in a title.
_DOES = re.compile(
    r"\\(?:input|include\w*|openin|openout|read|write\w*|immediate|special|catcode|csname|[egx]?def|let"
    r"|(?:re)?newcommand|usepackage|href|url|verb|begin|end|label|ref|cite)(?![A-Za-z])|%"
)


def to_latex(text: str) -> str:
    """Return LaTeX that prints just ``text``; accented letters stay as they are (UTF-8)."""
    known = _COMPATIBLE.sub(_replace_compatible, clean(text))
    quoted = _OPENING_QUOTE.sub("``", known)
    return _LATEX.sub(_escape_sign, quoted)


def _replace_compatible(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def _escape_sign(match: re.Match[str]) -> str:
    sign = match[0]
    if len(sign) > 1:
        return sign
    if sign == '"':
        return "''"
    if sign in _FORMULAS:
        return f"${_FORMULAS[sign]}$"
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
    tex = _TEXT.sub(r"\\textrm", " ".join(piece.tex.split()))
    if _is_safe_formula(tex):
        return f"${tex}$"
    words = mathml.to_text(piece.tex) or piece.tex
    return to_latex(words)


def _is_safe_formula(tex: str) -> bool:
    if not tex.isascii() or not _is_balanced(tex) or _DOES.search(tex) or _NEEDS_PACKAGE.search(tex):
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
