"""Dates as strangers write them: one reader for all sources.

Read are ISO 8601 (with dashes or without), RFC 822 and 2822 with the usual mistakes, days between
slashes or dots, and the months' names in the languages that most journals are written in. Of a time
only the date is meant, in the zone in which it is written: what is only a date is often given as a
midnight of some zone, which UTC would take for the day before. A date that cannot be is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache

from broadsheet.model.limits import PAPER
from broadsheet.model.partial_dates import PartialDate, PublicationDate

LONGEST = 100  # characters; what is longer is no date
# CLDR's names of the languages whose months are known; British English has "Sept".
_ENGLISH = ("en", "en_GB")
_LANGUAGES = (
    *("de", "de_AT", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "is", "et", "lv", "lt"),
    *("pl", "cs", "sk", "sl", "hu", "ro", "bg", "sr", "ru", "uk", "el", "tr", "ca", "gl", "id"),
    *("ar", "hi"),
)
_SHORTEST_NAME = 3  # letters of a month that nothing else is called by
_BETWEEN_WORDS = re.compile(r"[\s\d.,:;/()'’+-]+")
_NUMBER = re.compile(r"(?<!\d)(['’]?)(\d{1,4})(?!\d)")
# A time of day with the zone behind it, or a zone where no time is.
_TIME = re.compile(
    r"""(?<!\d)\d{1,2}[:h]\d{2}(?::\d{2})?(?:[.,]\d+)?
        \s*(?:[ap]\.?m\b\.?)?
        \s*(?:(?:GMT|UTC|UT|Z)?\s*[-+\u2212]\s*\d{1,2}(?::?\d{2})?(?!\d))?
    |(?:(?<=\d{4}\s)|(?<=\sat\s))\d{1,2}\.\d{2}(?:\.\d{2})?(?!\d)
    |(?<!\d)\d{1,2}\s?(?:[ap]\.?m\b\.?|h(?:\s?\d{2})?\b)
    |\b[A-Z]{3,4}\d{1,2}[A-Z]{3,4}\b
    |\s[-+\u2212]\d{4}\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
# Behind a date may stand the full stop of Korean and Hungarian, or a zone, as XML Schema has it: -05:00.
_YEAR_FIRST = re.compile(
    r"(?<![\d./-])(\d{4})([-/]|\.\s?)(\d{1,2})(?:\2(\d{1,2}))?(?!\d|\2(?!\d\d:\d\d|\s|$))"
)
_YEAR_LAST = re.compile(r"(?<![\d./-])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?['’]?(\d{4}|\d{2})(?!\d|\2)")
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_COMPACT = re.compile(
    r"(\d{4})(?:(\d{2})(?:(\d{2})"
    r"(?:(?:T?\d{2,6}| \d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?(?:Z|[-+]\d{2}:?\d{0,2})?)?)?)?"
)
_WEEK = re.compile(r"\d{4}-?W\d{2}-?[1-7]")
# What is counted beside a date: "Vol. 12 No. 3", "pp. 18-20", "Q2", "1st quarter".
_COUNTED = re.compile(
    r"""\b(?:vol(?:ume)?|issue|iss|no|nr|num(?:ber)?|part|pages?|pp?)\b\.?:?\s?\d+(?:\s?[-\u2013]\s?\d+)?
    |\bQ[1-4]\b|\b[1-4](?:st|nd|rd|th)?\squarter\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ANY_NUMBER = re.compile(r"\d+")
_SINCE_1970 = re.compile(r"(\d{9,10})(?:\d{3}|\.\d+)?")
_WORD_AND_DAY = re.compile(r"[^\W\d_]{3,4}[.,]*\s+\d{1,2}\s\D+(?:\d{4}|\d{2}\s*$)")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(?:(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日號号일])?)?")
_MONTHS = 12
_LARGEST_DAY = 31
_PIVOT = 50  # two digits below are a year of this century (RFC 2822, 4.3)


class Order(Enum):
    """Order of day and month between slashes, in which most of Europe and America differ."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


def parse_date(value: object, order: Order | None = None) -> PublicationDate | None:
    """Return the day, the month or the year that a text names; None where it names none.

    ``order`` tells 5 June from 6 May where a text is ``05/06/2026``; without it that is none.
    """
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    text = unicodedata.normalize("NFKC", value).strip()
    for parse in (_parse_compact, _parse_year_first, _parse_east_asian, _parse_named_month):
        parsed = parse(text)
        if parsed:
            return parsed
    return _parse_year_last(text, order) or _parse_year_alone(text)


def parse_day(value: object) -> date | None:
    """Return the day that a text names; None where it names none, or only a month or a year."""
    return _whole(parse_date(value))


def day_of_milliseconds(value: object) -> date | None:
    """Return the UTC date of a time in milliseconds since 1970, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        day = datetime.fromtimestamp(value / 1000, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
    return day if _is_possible(day) else None


def find_order(texts: Iterable[str], today: date) -> Order | None:
    """Return the order of day and month in the dates of one feed; None where they leave it open.

    A number above twelve tells it. Else an order is wrong that leads beyond ``today``, and of two
    that do not the right one keeps the dates closer together.
    """
    written = list(texts)
    told = _told_orders(written)
    if len(told) == 1:
        return told.pop()
    if told:
        return None
    certain = _days_in_order(written, None)
    doubtful = list(filter(_is_doubtful, written))
    spans = {}
    for order in Order:
        days = _days_in_order(doubtful, order)
        if days and max(days) <= today:
            all_days = days + certain
            spans[order] = max(all_days) - min(all_days)
    shortest = min(spans.values(), default=None)
    best = []
    for order, span in spans.items():
        if span == shortest:
            best.append(order)
    if len(best) != 1:
        return None
    return best[0]


def _told_orders(texts: Iterable[str]) -> set[Order]:
    """Return the orders that numbers above twelve tell."""
    orders = set()
    for text in texts:
        written = _YEAR_LAST.search(text)
        if written is None or written[2] == ".":
            continue
        first = int(written[1])
        second = int(written[3])
        if first > _MONTHS:
            orders.add(Order.DAY_FIRST)
        elif second > _MONTHS:
            orders.add(Order.MONTH_FIRST)
    return orders


def _is_doubtful(text: str) -> bool:
    """Return true for a text that an order of day and month makes a date, and nothing else."""
    return parse_date(text) is None and parse_date(text, Order.DAY_FIRST) is not None


def _days_in_order(texts: Iterable[str], order: Order | None) -> list[date]:
    days = []
    for text in texts:
        day = _whole(parse_date(text, order))
        if day:
            days.append(day)
    return days


def _whole(parsed: PublicationDate | None) -> date | None:
    return None if isinstance(parsed, PartialDate) else parsed


def _parse_compact(text: str) -> PublicationDate | None:
    """Return the date in digits alone: ``20260518T1000Z``, ``202605``, ``2026``, or seconds since 1970."""
    written = _COMPACT.fullmatch(text)
    if written:
        parsed = _make_date(written[1], written[2], written[3])
        if parsed:
            return parsed
    if _WEEK.fullmatch(text):
        return _day_of_week(text)
    seconds = _SINCE_1970.fullmatch(text)
    if seconds:
        return day_of_milliseconds(int(seconds[1]) * 1000)
    return None


def _day_of_week(text: str) -> PublicationDate | None:
    """Return the day of ISO 8601's ``2026-W21-1``."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _is_possible(day) else None


def _parse_year_first(text: str) -> PublicationDate | None:
    written = _YEAR_FIRST.search(text)
    if written is None:
        return None
    return _make_date(written[1], written[3], written[4])


def _parse_east_asian(text: str) -> PublicationDate | None:
    """Return a date with the signs of Chinese, Japanese or Korean behind its numbers."""
    written = _EAST_ASIAN.search(text)
    if written is None:
        return None
    return _make_date(*written.groups())


def _parse_year_last(text: str, order: Order | None) -> PublicationDate | None:
    """Return a date such as ``18/05/2026``, ``05/18/26``, ``18. 5. 2026`` or ``05/2026``."""
    month_and_year = _MONTH_AND_YEAR.fullmatch(text)
    if month_and_year:
        return _make_date(month_and_year[2], month_and_year[1], None)
    written = _YEAR_LAST.search(text)
    if written is None:
        return None
    first, separator, second, year = written.groups()
    if separator == "-" and len(year) == 2:
        return None  # ``26-05-18`` begins with its year as well as with its day
    if separator == ".":
        order = Order.DAY_FIRST
    if int(first) > _MONTHS or first == second:
        order = Order.DAY_FIRST
    elif int(second) > _MONTHS:
        order = Order.MONTH_FIRST
    if order is Order.DAY_FIRST:
        return _make_date(year, second, first)
    if order is Order.MONTH_FIRST:
        return _make_date(year, first, second)
    return None


def _parse_named_month(text: str) -> PublicationDate | None:
    """Return a date whose month is a word, in whatever order it stands with day and year.

    Of two days, or two months, neither is taken: what is left of the date is certain.
    """
    without_time = _TIME.sub(" ", _COUNTED.sub(" ", text))
    months = _find_months(without_time)
    if not months:
        return None
    years: list[str] = []
    days: list[str] = []
    for mark, digits in _NUMBER.findall(without_time):
        is_day = not mark and len(digits) <= 2
        if is_day and int(digits) <= _LARGEST_DAY:
            days.append(digits)
        else:
            years.append(digits)
    if not years and len(days) == 2:
        years = [days.pop()]
    if len(set(years)) != 1:
        return None
    month: str | None = None
    if len(months) == 1:
        month = str(months[0])
    day: str | None = None
    if len(days) == 1:
        day = days[0]
    return _make_date(years[0], month, day)


def _parse_year_alone(text: str) -> PublicationDate | None:
    """Return the year of a text without another number, such as ``Spring 2026``, which is no month."""
    numbers = _ANY_NUMBER.findall(_COUNTED.sub(" ", text))
    if len(numbers) != 1 or len(numbers[0]) != len("2026"):
        return None
    return _make_date(numbers[0], None, None)


def _find_months(text: str) -> Sequence[int]:
    """Return the months that a text names, each once; a weekday at its head that reads as one is none."""
    months: dict[int, None] = {}
    words = list(filter(None, _BETWEEN_WORDS.split(text)))
    for word in words:
        month = _month_of(word)
        if month:
            months[month] = None
    starts_with_month = bool(words) and _month_of(words[0]) is not None
    if len(months) == 2 and starts_with_month and _stands_before_day(text):
        return list(months)[1:]
    return list(months)


def _stands_before_day(text: str) -> bool:
    """Return true where one word and then a number begin the text, as in ``mar. 18 mai 2026``."""
    return _WORD_AND_DAY.match(text) is not None


def _month_of(word: str) -> int | None:
    folded = _fold(word)
    english = _month_names(_ENGLISH)
    month = english.get(folded)
    if month:
        return month
    others = _month_names(_LANGUAGES)
    return others.get(folded)


@cache
def _month_names(languages: tuple[str, ...]) -> dict[str, int]:
    """Return the months by their names, long and short; a name of two months is left out."""
    from babel.dates import get_month_names  # takes a while to load, and a build reads no dates of strangers

    months: dict[str, set[int]] = {}
    for language in languages:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                named = get_month_names(width, context, language)
                for month, name in named.items():
                    words = _BETWEEN_WORDS.split(name.rstrip("."))
                    word = _fold(words[-1])
                    months.setdefault(word, set()).add(month)
    names = {}
    for word, numbers in months.items():
        is_telling = len(word) >= _SHORTEST_NAME or not word.isascii()
        if len(numbers) == 1 and word and is_telling:
            names[word] = min(numbers)
    return names


def _fold(word: str) -> str:
    """Return a word in lower case and without accents, as many write it."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    signs = []
    for sign in decomposed:
        if unicodedata.category(sign) != "Mn":
            signs.append(sign)
    return "".join(signs)


def _make_date(year: str, month: str | None, day: str | None) -> PublicationDate | None:
    """Return a date, without the parts that are not given or zero; None where it cannot be."""
    year_number = _complete_year(year)
    month_number = int(month or 0)
    day_number = int(day or 0)
    try:
        first_day = date(year_number, month_number or 1, day_number or 1)
    except ValueError:
        return None
    if not _is_possible(first_day) or (day_number and not month_number):
        return None
    if day_number:
        return first_day
    return PartialDate(year_number, month_number or None)


def _complete_year(digits: str) -> int:
    """Return a year of two or three digits in full (RFC 2822, 4.3)."""
    year = int(digits)
    if len(digits) > 3:
        return year
    if len(digits) == 3 or year >= _PIVOT:
        return 1900 + year
    return 2000 + year


def _is_possible(day: date) -> bool:
    return PAPER.first_day <= day <= PAPER.last_day
