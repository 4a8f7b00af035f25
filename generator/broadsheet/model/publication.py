"""Publication of a paper: journal or conference, volume, pages and year, read from how sources write it.

arXiv's ``journal_ref`` is typed by authors in every way there is. A text that a plain pattern fits is
taken apart; one with numbers that none fits is a note, and says itself what it says.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from broadsheet.model.venues import is_conference, is_journal_name, is_preprint_server

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_MONTH = (
    r"(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
    r"(?:[-/–][a-z]{3,9}\.?)?(?:\ [0-9]{1,2})?,?\ |[01]?[0-9]/)?"
)
_NAME = r"(?P<name>\S.*?)"
_VOLUME = r"(?:\(?\ ?vol(?:ume|\.)?\ ?[:.]?\ ?)?(?P<volume>[a-z]?[0-9]{1,4}(?:[-/–][0-9a-z]{1,4})?)"
_ISSUE = (
    r"(?:\ ?\((?P<issue>[0-9]{1,4}(?:[-/–][0-9]{1,4})?)\)"
    r"|[,\ ]{1,3}(?:no|num(?:ber)?|issue|iss|nr)\ ?[:.]?\ ?(?P<number>[0-9]{1,4}(?:[-/–][0-9]{1,4})?))"
)
_PAGE = r"[a-z]{0,4}[0-9]{1,8}(?:\.[0-9]{1,6})?[a-z]?"
_PAGES_KEY = r"(?:pp?\ ?\.?|pages?:?|art(?:icle|\.)?\ ?(?:no\.|number|id)?:?|id\.?)"
# How many pages there are: ``(12 pages)``, ``, 12 pp.``
_LENGTH = r"(?:,?\ \(?[0-9]{1,4}\ ?(?:pp|pages)\.?\)?)?"
_PAGE_OR_PAGES = rf"{_PAGE}(?:\ ?[-–—]{{1,3}}\ ?{_PAGE})?"
_PAGES = rf"(?:{_PAGES_KEY}\ ?)?(?P<pages>{_PAGE_OR_PAGES}){_LENGTH}"
_IN_BRACKETS = rf"\({_MONTH}{_YEAR}\)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)
    for pattern in (
        # J. Stones 3 (2026) 1--9; J. Stones 3 (2026), no. 2, 1--9; J. Stones 3 (2026)
        rf"{_NAME}[,\ ]{{0,2}}{_VOLUME}{_ISSUE}?,?\ ?{_IN_BRACKETS}(?:[,:\ ]{{0,2}}{_PAGES})?",
        # J. Stones 3 (2026) 2, 1-9, as INSPIRE has it
        rf"{_NAME}[,\ ]{{0,2}}{_VOLUME}\ ?{_IN_BRACKETS}\ ?(?P<issue>[0-9]{{1,4}}),\ ?{_PAGES}",
        rf"{_NAME}[,\ ]{{0,2}}{_VOLUME},?\ ?{_IN_BRACKETS}{_ISSUE}(?:[,:]\ ?{_PAGES})?",
        # J. Stones 3, 1-9 (2026); J.Stones 3:1-9,2026; J. Stones, vol. 3, no. 2, pp. 1-9, May 2026
        rf"{_NAME}[,\ ]{{0,2}}{_VOLUME}{_ISSUE}?\ ?[,:]\ ?{_PAGES}\ ?[,.;]?\ ?\(?{_MONTH}{_YEAR}\)?",
        # J. Stones 3 (2), 2026; J. Stones (Volume: 3, Issue: 2, May 2026)
        rf"{_NAME}[,\ ]{{0,2}}{_VOLUME}\ ?{_ISSUE}?\ ?,\ ?{_MONTH}{_YEAR}\ ?\)?",
        # J. Stones 3, 2026, pp. 1-9
        rf"{_NAME}[,\ ]{{0,2}}{_VOLUME}{_ISSUE}?\ ?,\ ?{_MONTH}{_YEAR}\ ?[,:]\ ?{_PAGES}",
        # J. Stones, 2026, 3, 1-9; J. Stones (2026) 3:1-9; J. Stones 2026;3(2):1-9
        rf"{_NAME}[,.\ ]{{1,2}}\(?{_MONTH}{_YEAR}\)?[,;:]?\ ?{_VOLUME}{_ISSUE}?\ ?[,:]\ ?{_PAGES}",
        # J. Stone. Pap. (2026) 012345: a name without a full stop may be a conference's
        rf"(?P<name>\S[^()]*\.[^()]*)\ \({_YEAR}\)[,:\ ]{{1,2}}{_PAGES}",
        # J. Stones 2026; J. Stones (2026); J. Stones, May 2026
        rf"{_NAME}[,\ ]{{1,2}}\(?{_MONTH}{_YEAR}\)?",
    )
)
_WITH_PAGES = re.compile(
    rf"{_NAME}[\ ,.;(\[]{{1,3}}(?:pp?\ ?\.|pp|pages?:?)\ ?(?P<pages>{_PAGE_OR_PAGES})(?P<rest>.*)",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
# Behind the pages: the publisher, perhaps its place, and the year.
_AFTER_PAGES = re.compile(r"[\s,.;:()\[\]]*(?:[^\W\d][^\d;:]{0,40})?(?:(?:19|20)[0-9]{2})?[\s,.()\[\]]*")
_ANY_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_YEAR_AT_END = re.compile(rf"[,.;]\ {_MONTH}(?:19|20)[0-9]{{2}}$", re.IGNORECASE | re.VERBOSE)
_IN = re.compile(r"(?:(?:published|appeared) )?in:?\s+|in(?=proc)|published:\s+", re.IGNORECASE)
_LENGTH_AT_END = re.compile(r"\s*[,(]?\s*[0-9]{1,4} (?:pages|pp)\b[.)\s]*$", re.IGNORECASE)
_DOI_AT_END = re.compile(r"[\s,;.(]*(?:doi:?\s*|https?://(?:dx\.)?doi\.org/)?\b10\.[0-9]{4,9}/\S+$", re.I)
# No publication, or none yet, or one that is no journal and no conference.
_NOT_PLAIN = re.compile(
    r"""\b(?: to\ (?:appear|be\ published) | accepted | submitted | in\ press | forthcoming | in\ preparation
        | under\ (?:review|revision) | thes[ie]s | dissertation | habilitation | technical\ report
        | tech\.?\ rep | erratum | addendum | corrigendum | book\ chapter | chapter\ [0-9ivx] | edited\ by
        | eds?\. | editors? | isbn | arxiv )""",
    re.IGNORECASE | re.VERBOSE,
)
_SERIES_LETTER = re.compile(r"[A-HX][0-9]+")
_PAGE_RANGE = re.compile(r"\s*[-–—]{1,3}\s*")
_LONGEST = 400


class Publication(NamedTuple):
    """Journal or proceedings that a paper is in, as far as it is known; ``note`` where no pattern fits.

    ``pages`` are the first and the last, or one.
    """

    name: str = ""
    volume: str = ""
    issue: str = ""
    pages: tuple[str, ...] = ()
    year: str = ""
    is_conference: bool = False
    note: str = ""


@lru_cache(maxsize=1 << 13)
def parse_publication(text: str) -> Publication:
    """Return what a text such as ``J. Stones 3 (2026) 1--9`` says of where a paper came out."""
    text = " ".join(text.split())
    plain = _DOI_AT_END.sub("", text)
    plain = _LENGTH_AT_END.sub("", plain).rstrip(" .;,")
    if not plain:
        return Publication(note=text)
    if len(plain) > _LONGEST or _NOT_PLAIN.search(plain) or is_preprint_server(plain):
        return Publication(note=text)
    plain = _IN.sub("", plain, count=1) if _IN.match(plain) else plain
    publication = _by_pattern(plain)
    if publication is None and is_conference(plain):
        publication = _in_proceedings(plain)
    if publication is None and not any(map(str.isdigit, plain)):
        publication = Publication(name=plain)
    return publication or Publication(note=text)


def _by_pattern(text: str) -> Publication | None:
    for pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match and is_journal_name(match["name"]):
            return _from_parts(text, match)
    return None


def _from_parts(text: str, match: re.Match[str]) -> Publication | None:
    parts = match.groupdict("")
    name = parts["name"].rstrip(" ,(")
    volume = parts.get("volume", "")
    if not volume and is_conference(text):
        # The year stays where it is: a conference is called after it.
        return _in_proceedings(text)
    is_of_name = volume[:1].isalpha() and text[match.start("volume") - 1].isalpha()
    if is_of_name or _SERIES_LETTER.fullmatch(volume):
        # The letter is of the journal: Phys.Lett.B573, JHEP05.
        between = text[match.end("name") : match.start("volume")]
        name += between + volume[0]
        volume = volume[1:]
    return Publication(
        name=name,
        volume=volume,
        issue=parts.get("issue", "") or parts.get("number", ""),
        pages=_split_pages(parts.get("pages", "")),
        year=parts["year"],
        is_conference=is_conference(name),
    )


def _in_proceedings(text: str) -> Publication | None:
    """Return a paper of a conference by the name, the pages if there are any, and the last year."""
    pages = ""
    name = text
    match = _WITH_PAGES.fullmatch(text)
    if match:
        if not _AFTER_PAGES.fullmatch(match["rest"]):
            return None
        name = match["name"]
        pages = match["pages"]
    years = _ANY_YEAR.findall(text)
    return Publication(
        name=_YEAR_AT_END.sub("", name).rstrip(" ,.;("),
        pages=_split_pages(pages),
        year=years[-1] if years else "",
        is_conference=True,
    )


def _split_pages(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    return tuple(_PAGE_RANGE.split(text))
