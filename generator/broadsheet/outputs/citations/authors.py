"""Authors of a paper in the formats of reference managers; the rules for names are in ``text/names.py``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from broadsheet.model.paper import Paper
from broadsheet.outputs.citations.latex import to_latex
from broadsheet.text.names import Name

_NOBODY = Name()
# A comma or an "and" would part a name.
_PARTING = re.compile(r",|\band\b", re.IGNORECASE)
# BibTeX takes leading words in lower case for particles, looks for the first letter of ASCII, and ends
# a word at a hyphen too.
_LEADING_PARTICLES = re.compile(r"(?:['’]?[a-z][^\s-]*\s+)*")
_WORD_END = re.compile(r"[\s-]+")
_CAPITAL = re.compile(r"[A-Z]")


def bibtex(paper: Paper) -> str:
    """Return the value of the field ``author``; empty where no author is known."""
    names = list(map(_bibtex_name, _names(paper)))
    if names and paper.more_authors:
        names.append("others")  # btxdoc: styles print "et al."
    return " and ".join(names)


def _names(paper: Paper) -> Iterator[Name]:
    """Yield the names of which something is left when they are clean."""
    for author in paper.authors:
        name = Name.parse(author)
        if name != _NOBODY:
            yield name


def _bibtex_name(name: Name) -> str:
    """Return ``von Last, Jr, First``, with in braces what BibTeX would part elsewhere."""
    if name.literal:
        return f"{{{to_latex(name.literal)}}}"
    parts = [_bibtex_family(name.family)]
    for part in filter(None, (name.suffix, name.given)):
        parts.append(_whole_if_parted(part))
    return ", ".join(parts)


def _bibtex_family(family: str) -> str:
    """Return a family name of which BibTeX takes no more for particles than what stands first."""
    particles = _LEADING_PARTICLES.match(family)
    start = particles.end() if particles else 0
    words = _WORD_END.split(family[start:])
    if all(map(_CAPITAL.match, words[:-1])):
        return _whole_if_parted(family)
    return f"{family[:start]}{{{to_latex(family[start:])}}}"


def _whole_if_parted(part: str) -> str:
    if _PARTING.search(part):
        return f"{{{to_latex(part)}}}"
    return to_latex(part)


def ris(paper: Paper) -> list[str]:
    """Return a value of ``AU`` for each author: ``Family, Given, Suffix``, or a group's whole name."""
    return [_inverted(name) for name in _names(paper)]


def _inverted(name: Name) -> str:
    if name.literal:
        return name.literal
    return ", ".join(filter(None, (name.family, name.given, name.suffix)))


def in_tags(paper: Paper, most: int) -> list[str]:
    """Return the first names for ``citation_author``: as they are, but where that would be read wrongly.

    Readers of the tag take the last word for the family name, unless there is a comma.
    """
    written = []
    for author in paper.authors[:most]:
        name = Name.parse(author)
        if name.family and (" " in name.family or name.suffix or not author.endswith(name.family)):
            author = _inverted(name)
        written.append(author)
    return written


def coins(paper: Paper, most: int) -> Iterator[tuple[str, str]]:
    """Yield keys and values of COinS: persons as ``Family, Given``, groups as such."""
    for name in islice(_names(paper), most):
        if name.literal:
            yield "rft.aucorp", name.literal
        else:
            yield "rft.au", _inverted(name)


def csl(paper: Paper) -> list[dict[str, str]]:
    """Return the names as CSL has them, particles within the family name (``csl-data.json``)."""
    return [_csl_name(name) for name in _names(paper)]


def _csl_name(name: Name) -> dict[str, str]:
    parts = {
        "family": name.family,
        "given": name.given,
        "suffix": name.suffix,
        "literal": name.literal,
    }
    return {part: value for part, value in parts.items() if value}
