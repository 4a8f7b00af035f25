"""Formulas in people's Markdown: TeX between dollars becomes MathML, as in abstracts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from broadsheet.text import mathml
from broadsheet.text.latex_reader import FORMULAS_ALONE

# Code is shown as typed, and a dollar in a tag or in the target of a link is part of an address.
_LEFT_ALONE = re.compile(
    r"""
      ^[ ]{0,3}(?P<fence>`{3,}|~{3,}) (?s:.*?) (?:^[ ]{0,3}(?P=fence)|\Z)
    | ^(?:[ ]{4}|\t).*
    | (?<!`)(?P<ticks>`+)(?!`) (?s:.{1,2000}?) (?<!`)(?P=ticks)(?!`)
    | <[^<>\n]*>
    | \]\([^()\n]*\)
    """,
    re.MULTILINE | re.VERBOSE,
)
# A formula ends in the paragraph in which it begins.
_CANDIDATE = re.compile(
    rf"""
    (?<![\\$]) (?P<dollars>\$\$?) (?!\$)
    (?P<tex> (?: (?!\n[ \t]*\n) [^$] ){{1,{mathml.MAX_LENGTH}}} )
    (?P=dollars) (?!\$)
    """,
    re.VERBOSE,
)
# Markdown takes a formula at the start of a line for a block, which ends the paragraph.
_LEADING_FORMULA = re.compile(r"^([ >]*)(<math>.*?</math>)", re.MULTILINE)


def draw_formulas(markdown: str) -> str:
    """Return Markdown with its formulas as MathML: ``$x$`` in a line of text, ``$$x$$`` on its own.

    Prices, code and what is no formula for certain stay as they were typed.
    """
    if "$" not in markdown:
        return markdown
    drawn = "".join(_draw_parts(markdown))
    return _LEADING_FORMULA.sub(r"\1<span>\2</span>", drawn)


def _draw_parts(markdown: str) -> Iterator[str]:
    position = 0
    for part in _LEFT_ALONE.finditer(markdown):
        yield from _draw_text(markdown[position : part.start()])
        yield part[0]
        position = part.end()
    yield from _draw_text(markdown[position:])


def _draw_text(text: str) -> Iterator[str]:
    position = 0
    while candidate := _CANDIDATE.search(text, position):
        yield text[position : candidate.start()]
        position = candidate.end()
        after = text[position : position + 1]
        markup = _draw_candidate(candidate["dollars"], candidate["tex"], after)
        if not markup:
            # The second dollar may open a formula where the first one is that of a price.
            position = candidate.end("dollars")
            markup = candidate["dollars"]
        yield markup
    yield text[position:]


def _draw_candidate(dollars: str, tex: str, after: str) -> str:
    """Return what stands between dollars as MathML; empty where it is no formula for certain."""
    is_display = dollars == "$$"
    if is_display:
        tex = tex.strip()
    if FORMULAS_ALONE.is_formula(tex, after):
        return mathml.to_mathml(tex, is_display)
    return ""
