"""The list of subscribers: an address a line, or CSV with a header; every bad line by its number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from email_validator import EmailNotValidError, validate_email

from broadsheet.errors import ContentError
from broadsheet.text.plain import clean, shorten

# What the column is called in the exports of newsletter providers, in small letters.
COLUMNS = ("email", "e-mail", "email address", "email_address", "e-mail address", "address")


@dataclass(frozen=True, slots=True)
class Recipients:
    """The line of each address, in the order of the file; the lines that hold none, with what is
    there instead and what is wrong with it; and how many addresses came again."""

    lines: Mapping[str, int]
    bad: tuple[tuple[int, str, str], ...] = ()
    repeated: int = 0


def read_recipients(path: Path, place: str) -> Recipients:
    """The subscribers in a file; ContentError where it cannot be read at all."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ContentError(f"{place}: cannot be read ({error.strerror}); name a file of addresses") from None
    return parse_recipients(data, place)


def parse_recipients(data: bytes, place: str) -> Recipients:
    """The subscribers in UTF-8 ``data``; ``place`` is what its problems begin with."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError(f"{place}: is not UTF-8 text; save it as UTF-8") from None
    lines: dict[str, int] = {}
    bad, repeated = [], 0
    for number, given in _given(text):
        try:
            address = _checked(given)
        except EmailNotValidError as error:
            bad.append((number, shorten(clean(given), 60), clean(str(error)).rstrip(".")))
            continue
        repeated += address in lines
        lines.setdefault(address, number)
    return Recipients(lines, tuple(bad), repeated)


def _checked(given: str) -> str:
    """The address with its domain in small letters, in ASCII wherever it can be."""
    checked = validate_email(given, check_deliverability=False)
    return checked.ascii_email or checked.normalized


def _given(text: str) -> Iterator[tuple[int, str]]:
    """What stands in place of an address, with the number of its line."""
    lines = text.split("\n")  # and at nothing else: a lone \r or U+2028 in an address is no new line
    head = next(csv.reader([lines[0].rstrip("\r")]), [])
    names = [name.strip().casefold() for name in head]
    column = next((names.index(name) for name in COLUMNS if name in names), None)
    if column is not None:
        yield from _column(text, column)
        return
    for number, line in enumerate(lines, start=1):
        given = line.removesuffix("\r").strip(" \t")
        if given and not given.startswith("#"):
            yield number, given


def _column(text: str, column: int) -> Iterator[tuple[int, str]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    next(reader)
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error:
            yield number, ""
            return
        if row is None:
            return
        if any(row):
            yield number, row[column].strip(" \t") if column < len(row) else ""
