"""Settings of authors and organisations: which names are theirs, and their ORCID or ROR."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from broadsheet.model.contributors import AUTHOR, ORGANISATION, NamedContributor
from broadsheet.settings.fields import Fields
from broadsheet.settings.lists import refuse_twice
from broadsheet.text.plain import clean, shorten, slug

_ORCID = re.compile(r"(?:https?://orcid\.org/)?([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])", re.ASCII)
_ROR = re.compile(r"(?:https?://ror\.org/)?(0([0-9a-hjkmnp-tv-z]{6})([0-9]{2}))", re.ASCII)
_ROR_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's, of base 32


def read_contributors(file: Fields) -> tuple[NamedContributor, ...]:
    """Return the authors and organisations that ``authors.yaml`` names."""
    authors = [_author(item) for item in file.each("authors", about="people")]
    organisations = [_organisation(item) for item in file.each("organisations", about="places of work")]
    file.close()
    for key, contributors in (("authors", authors), ("organisations", organisations)):
        refuse_twice(file, key, "slug", [contributor.slug for contributor in contributors])
        _refuse_shared_names(file, key, contributors)
    return (*authors, *organisations)


def _author(item: Fields) -> NamedContributor:
    given = item.text("orcid", about="the ORCID; its check digit is checked")
    identifier = ""
    if given:
        match = _ORCID.fullmatch(given)
        if match and _has_orcid_check(match[1]):
            identifier = f"https://orcid.org/{match[1]}"
        else:
            shown = shorten(repr(given), 60)
            item.wrong(f"{shown} is no ORCID; copy it whole, such as 0000-0002-1825-0097", "orcid")
    return _contributor(item, AUTHOR, identifier)


def _organisation(item: Fields) -> NamedContributor:
    given = item.text("ror", about="the ROR id; its check digits are checked")
    identifier = ""
    if given:
        match = _ROR.fullmatch(given)
        if match and _has_ror_check(match[2], match[3]):
            identifier = f"https://ror.org/{match[1]}"
        else:
            shown = shorten(repr(given), 60)
            item.wrong(f"{shown} is no ROR id; copy it whole, such as https://ror.org/05bnh6r87", "ror")
    return _contributor(item, ORGANISATION, identifier)


def _contributor(item: Fields, kind: str, identifier: str) -> NamedContributor:
    given = item.texts("spellings", about="other names in papers that are theirs")
    spellings = [clean(spelling) for spelling in given]
    contributor = NamedContributor(
        kind=kind,
        name=clean(item.text("name", required=True, about="as papers print it, and as the page is called")),
        slug=item.text("slug", about="the page's address; made from the name, unless said"),
        spellings=tuple(spellings),
        identifier=identifier,
    )
    if contributor.slug != slug(contributor.slug):
        item.wrong("must be lower-case letters, digits and hyphens", "slug")
    if "" in spellings:
        item.wrong("one of them is empty; remove it", "spellings")
    item.close()
    return contributor


def _refuse_shared_names(file: Fields, key: str, contributors: Iterable[NamedContributor]) -> None:
    """Note each name that several entries, or one entry twice, call theirs: its papers would be of both."""
    times = Counter[str]()
    for contributor in contributors:
        times.update(contributor.printed)
    for name, count in times.items():
        if name and count > 1:
            shown = shorten(repr(name), 60)
            file.wrong(f"{shown} stands {count} times among names and spellings; leave it in one place", key)


def _has_orcid_check(orcid: str) -> bool:
    """Return True if the last character is right for the others (ISO 7064, MOD 11-2)."""
    digits = orcid.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits[-1] == "0123456789X"[check]


def _has_ror_check(letters: str, check: str) -> bool:
    """Return True if the last two digits are right for the letters before them (ISO 7064, MOD 97-10)."""
    number = 0
    for letter in letters:
        number = number * len(_ROR_DIGITS) + _ROR_DIGITS.index(letter)
    return int(check) == 98 - number * 100 % 97
