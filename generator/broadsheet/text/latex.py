"""Titles and abstracts with TeX in them, as authors typed them, turned into markup or plain words.

What is between dollars becomes MathML (``mathml.py``); commands around words give way to the
words. This is a reading of prose, not of LaTeX: where it is not clear that something is TeX
(a price, a path, a set in braces), it stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from broadsheet.text import mathml, plain
from broadsheet.text.formulas import FORMULA_START
from broadsheet.text.latex_reader import (
    COMMAND,
    FORMULAS_ALONE,
    TEX,
    Formula,
    Piece,
    TexReader,
)

# Without any of these, text holds no TeX. Of braces alone only those that keep the case of a name
# ("{BERT}") are TeX's; others are somebody's braces.
SIGN = re.compile(r"[\\$~`]|--|''|\{\w+\}")
_SIGN_STARTS = ("\\", "$", "~", "`", "--", "''", "{")
_CASE_BRACES = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_TWO_SPACES = re.compile("  +")
# At the start of a line Markdown takes a formula for a block that ends the paragraph...
_LEADING_FORMULA = re.compile(r"^<math.*?</math>")
# ...and these for a list.
_LEADING_NUMBER = re.compile(r"^(\d+)([.)])(?=\s|$)")
_LEADING_BULLET = re.compile(r"^[-+]")


def to_html(text: str, limit: int | None = None, *, is_tex: bool = True) -> str:
    """Return text as markup that is safe in Markdown, in an HTML block and in a heading, on one line.

    With a ``limit``, at most so many characters are seen, cut between words or formulas. Of a text
    that its author did not type as TeX only formulas are read.
    """
    if limit is None and not _has_tex(text, is_tex):
        return plain.escape(text)
    return _convert_to_html(text, limit, is_tex)


def to_text(text: str, *, is_tex: bool = True) -> str:
    """Return text as plain Unicode, for titles of pages, descriptions and feeds."""
    if not _has_tex(text, is_tex):
        return plain.clean(text)
    return _convert_to_text(text, is_tex)


def _has_tex(text: str, is_tex: bool) -> bool:
    if not is_tex:
        return FORMULA_START.search(text) is not None
    # Most texts have no character of TeX: seven plain searches see that sooner than one pattern.
    return any(start in text for start in _SIGN_STARTS) and SIGN.search(text) is not None


@lru_cache(maxsize=2048)
def _convert_to_html(text: str, limit: int | None, is_tex: bool) -> str:
    shown: tuple[Piece, ...] | Iterator[Piece] = pieces(text, is_tex)
    if limit is not None:
        shown = _cut_pieces(pieces(text, is_tex), limit)
    markup = "".join(map(_write_html, shown)).strip()
    markup = _LEADING_FORMULA.sub(r"<span>\g<0></span>", markup)
    if _LEADING_BULLET.match(markup):
        return f"&#{ord(markup[0])};{markup[1:]}"
    return _LEADING_NUMBER.sub(_escape_list_number, markup)


def _escape_list_number(match: re.Match[str]) -> str:
    digits, mark = match.groups()
    return f"{digits}&#{ord(mark)};"


@lru_cache(maxsize=2048)
def _convert_to_text(text: str, is_tex: bool) -> str:
    return plain.clean("".join(map(_write_text, pieces(text, is_tex))))


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
def pieces(text: str, is_tex: bool = True) -> tuple[Piece, ...]:
    """Return the plain runs and formulas of a text, in order."""
    text = plain.clean(text)
    if not _has_tex(text, is_tex):
        return (text,)
    if not is_tex:
        return tuple(_join_runs(TexReader(text, 0, FORMULAS_ALONE).read()))
    if not COMMAND.search(text):
        text = _CASE_BRACES.sub(r"\1", text)
    parts = TexReader(text, 0, TEX).read()
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
