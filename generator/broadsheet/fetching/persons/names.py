"""One name at a time: what its parts are, and what is left of it without titles and degrees."""

from __future__ import annotations

import re

from broadsheet.fetching.persons.words import (
    BEFORE_PLACE,
    BEHIND_BY,
    BY,
    DEGREE,
    LAST_DEGREE,
    NOBODY,
    PARTICLE,
    ROLE,
    SHORT_DEGREE,
    SUFFIX,
    TITLE,
)
from broadsheet.text.organisations import is_group, is_organisation, is_workplace
from broadsheet.text.plain import clean

_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?[-\s\u2010\u2011]?){1,5}|(?:[^\W\d_]\.[-\s]?){1,5}")
_LAST_INITIAL = re.compile(r"(?:^|[\s.-])[^\W\d_]\.$")
_IDEOGRAPHS = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BEFORE_NAME = re.compile(r"^(?:[^\w'\u2018\u2019\"\u201c(]|_)+|^(?:and|&)\s+", re.IGNORECASE)
_SEPARATORS = r"\s,;:/|\\&+=<>_\u2022\u00b7\-\u2013\u2014"
_BEHIND_NAME = re.compile(rf"(?<![{_SEPARATORS}])(?:[{_SEPARATORS}]|\s(?:and|&))+$", re.IGNORECASE)
# A full stop behind a word, which neither shortens it nor belongs to an initial.
_LAST_STOP = re.compile(r"(?<=[^\W\d_A-Z]{3})\.$")
_QUOTED = re.compile(r"(?P<quote>[\"'])(?P<name>[^\"']+)(?P=quote)")
_FUNCTION_WORDS = frozenset(("of", "the", "for", "in", "on", "at", "to", "with", "from", "by", "and"))
_MOST_WORDS = 7  # of a person's name


def is_suffix(text: str) -> bool:
    """Return true for ``Jr.``, ``III`` and the like."""
    return SUFFIX.fullmatch(text) is not None


def is_degree(text: str, before: str) -> bool:
    """Return true for a degree behind the name ``before``; ``MA`` may be initials behind a surname."""
    if DEGREE.fullmatch(text):
        return True
    return " " in before and SHORT_DEGREE.fullmatch(text) is not None


def is_role(text: str) -> bool:
    """Return true for what somebody is: ``Professor of Stones``."""
    return ROLE.fullmatch(text) is not None


def is_initials(text: str) -> bool:
    """Return true for ``A.``, ``C. D.``, ``J.-P.``, and for capitals without dots."""
    if _IDEOGRAPHS.search(text) or not _INITIALS.fullmatch(text):
        return False
    return "." in text or text.isupper()


def ends_with_initial(text: str) -> bool:
    """Return true for given names such as ``Ada B.``."""
    return _LAST_INITIAL.search(text) is not None


def is_ideographic(text: str) -> bool:
    """Return true for a name in the scripts of East Asia, which have no space within it."""
    return _IDEOGRAPHS.search(text) is not None


def starts_with_particle(text: str) -> bool:
    """Return true for a family name such as ``van der Berg``."""
    return text[:1].islower() and PARTICLE.match(text) is not None


def is_full_name(text: str) -> bool:
    """Return true for what can only be a person's given and family name: capitalised, no organisation."""
    if is_organisation(text):
        return False
    words = text.split()
    if not 2 <= len(words) <= _MOST_WORDS:
        return is_ideographic(text) and len(words) == 1 and 2 <= len(text) <= 6
    if any(map(str.isdigit, text)) or not _FUNCTION_WORDS.isdisjoint(words):
        return False
    first = words[0].lstrip("(\"'\u2018\u2019\u201c")[:1]
    is_capitalised = first.isalpha() and not first.islower()
    return is_capitalised or PARTICLE.match(words[0]) is not None


def invert(family: str, given: str) -> str:
    """Return ``Ada Pebble Jr.`` of ``Pebble`` and ``Ada Jr.``: as a reader says it."""
    if is_ideographic(family) and is_ideographic(given):
        return family + given
    given, suffix = cut_suffix(given)
    family, family_suffix = cut_suffix(family)
    parts = (given, family, suffix or family_suffix)
    return " ".join(filter(None, parts))


def cut_suffix(name: str) -> tuple[str, str]:
    """Return a name without its suffix, and the suffix, which may be empty."""
    before, _, last = name.rpartition(" ")
    if before and is_suffix(last):
        return before, last
    return name, ""


def drop_by(text: str) -> str:
    """Return the name in ``Posted by Ada Pebble on 2 May 2026``, and every other text as it is."""
    by = BY.match(text)
    if by is None:
        return text
    return BEHIND_BY.sub("", text[by.end() :])


def drop_place(text: str) -> str:
    """Return a name without the place of work that follows it: ``Ada Pebble at Stone University``."""
    before = BEFORE_PLACE.search(text)
    if before is None:
        return text
    name = text[: before.start()]
    place = text[before.end() :]
    if is_organisation(place) and is_full_name(name):
        return name
    return text


def tidy_name(text: str) -> str:
    """Return a name without titles, degrees and what is left at its ends; empty where it is nobody's."""
    name = clean(text)
    bare = _BEFORE_NAME.sub("", name)
    while bare != name:
        name, bare = bare, _BEFORE_NAME.sub("", bare)
    name = _BEHIND_NAME.sub("", name)
    quoted = _QUOTED.fullmatch(name)
    if quoted:
        name = quoted["name"]
    if not is_organisation(name):
        name = _LAST_STOP.sub("", name)
    title = TITLE.match(name)
    if title:
        name = name[title.end() :]
    name = LAST_DEGREE.sub("", name).strip()
    if not any(map(str.isalpha, name)) or NOBODY.fullmatch(name):
        return ""
    return name


def is_nobody(name: str) -> bool:
    """Return true for a place of work where a person's name was to be."""
    return is_workplace(name) and not is_group(name)
