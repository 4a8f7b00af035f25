"""Text of HTML as a reader would see it, for titles and abstracts that come with tags.

Python's ``html.parser`` takes the square of the length of broken markup (minutes for 200 KB), and
these are strangers' words; all that is asked here is where a tag begins and ends. Only elements that
there are make tags: ``List<String>`` and ``a<b and c>d`` are text, as their author meant them.
"""

from __future__ import annotations

import re
from html import unescape

from broadsheet.text.elements import BLOCKS, BOOLEAN_ATTRIBUTES, KNOWN, UNSEEN
from broadsheet.text.formula_markup import write_formulas
from broadsheet.text.plain import clean
from broadsheet.text.scripts import lower, raise_

LONGEST = 200_000  # characters; no abstract is longer
# A quoted value may hold ">" but here no "<", so that no part of a text is looked at twice. For the same
# reason a name ends where its letters end, and a text has one way to be a row of values; no possessive
# quantifier is needed, which Python 3.11.2 (Debian 12) matches wrongly.
_TAG = re.compile(
    r"""<(/?)(?:[a-z]{1,10}:)?([a-z][a-z0-9-]*)(?![a-z0-9:-])
        ((?:[^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*|[^<>]*))>
    |<[!?][^<>]*>""",
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)
_SPACE_AND_SLASH = " \t\r\n\f/"
_SHIFTS = {"sup": raise_, "sub": lower}
_DEEPEST_SHIFT = 5  # of raised and lowered texts within one another
# Elements of one letter, which are as well what an author calls a quantity.
_LETTERS = frozenset("abipqsu")


def plain(html: str) -> str:
    """Return the words of a piece of HTML in one clean line: no tags, entities decoded once.

    Raised and lowered signs become the characters for them, so that 10⁻³ does not read 10-3; where
    there are none, ``10^5.5`` says it. Formulas in MathML, or in TeX within JATS, become words.
    """
    uncommented = _remove_comments(html[:LONGEST])
    return clean(_VisibleText(write_formulas(uncommented)).read())


def _remove_comments(html: str) -> str:
    parts: list[str] = []
    position = 0
    while True:
        begin = html.find("<!--", position)
        if begin < 0:
            parts.append(html[position:])
            break
        parts.append(html[position:begin])
        end = html.find("-->", begin + len("<!--"))
        if end < 0:  # never closed: a browser shows nothing of what follows
            break
        position = end + len("-->")
    return "".join(parts)


class _VisibleText:
    """Reader of the text between the tags, from left to right."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._tags = list(_TAG.finditer(html))
        self._last_closing = _find_last_closing(self._tags)
        self._unseen_element = ""
        # Texts that are open: the whole, and the raised and lowered ones within.
        self._shifts: list[str] = []
        self._texts: list[list[str]] = [[]]

    def read(self) -> str:
        """Return the text, with a space for each tag that begins a new line."""
        position = 0
        for tag in self._tags:
            if not self._is_markup(tag):
                continue
            text = self._html[position : tag.start()]
            self._add(text)
            name = tag[2] or ""
            self._pass_tag(name.lower(), bool(tag[1]))
            position = tag.end()
        self._add(self._html[position:])
        while self._shifts:  # never closed: the rest of a text is no exponent
            self._shifts.pop()
            unclosed = self._texts.pop()
            self._texts[-1] += unclosed
        return "".join(self._texts[0])

    def _is_markup(self, tag: re.Match[str]) -> bool:
        """Tell a tag from two signs of comparison with words between them."""
        if tag[2] is None:
            return True
        name = tag[2].lower()
        if name not in KNOWN:
            return False
        attributes = tag[3]
        if "=" not in attributes and not _are_attributes(attributes):
            return False
        if name not in _LETTERS or tag[1] or attributes:
            return True
        start = tag.start()
        before = self._html[start - 1 : start]
        if not before.isalnum():
            return True
        return self._last_closing.get(name, 0) > start

    def _add(self, html: str) -> None:
        if not self._unseen_element:
            self._texts[-1].append(unescape(html))

    def _pass_tag(self, name: str, is_closing: bool) -> None:
        if name in UNSEEN:
            self._unseen_element = _next_unseen(self._unseen_element, name, is_closing)
        elif self._unseen_element:
            return
        elif name in BLOCKS:
            self._texts[-1].append(" ")
        elif name in _SHIFTS and is_closing:
            self._close_shift(name)
        elif name in _SHIFTS and len(self._shifts) < _DEEPEST_SHIFT:
            self._shifts.append(name)
            self._texts.append([])

    def _close_shift(self, name: str) -> None:
        if not self._shifts or self._shifts[-1] != name:
            return
        self._shifts.pop()
        inside = "".join(self._texts.pop())
        shift = _SHIFTS[name]
        self._texts[-1].append(shift(inside))


def _find_last_closing(tags: list[re.Match[str]]) -> dict[str, int]:
    """Return where the last closing tag of each element stands."""
    places = {}
    for tag in tags:
        if tag[1]:
            places[tag[2].lower()] = tag.start()
    return places


def _are_attributes(words: str) -> bool:
    """Return true where words behind the name of an element, none of them with a value, may be attributes."""
    names = words.lower().strip(_SPACE_AND_SLASH).split()
    return BOOLEAN_ATTRIBUTES.issuperset(names)


def _next_unseen(current: str, name: str, is_closing: bool) -> str:
    """Return the element that hides text after this tag: only its own closing tag ends it."""
    if is_closing:
        return "" if name == current else current
    return current or name
