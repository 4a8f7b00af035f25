"""List of subscribers: an address a line, or CSV with a header; every bad line by its number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email

from broadsheet.errors import ContentError
from broadsheet.text.plain import clean, shorten

# Names of the column in the exports of newsletter providers, in small letters.
COLUMNS = ("email", "e-mail", "email address", "email_address", "e-mail address", "address")


class BadLine(NamedTuple):
    """A line that holds no address: its number, the text that is there, and what is wrong with it."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recipients:
    """Subscribers: the line number of each address, in the order of the file.

    ``bad_lines`` hold no address; ``repeated`` counts the lines whose address stood further up.
    """

    line_numbers: Mapping[str, int]
    bad_lines: tuple[BadLine, ...] = ()
    repeated: int = 0


class _Field(NamedTuple):
    """Text that stands where an address is expected, with the number of its line."""

    number: int
    text: str


def read_recipients(path: Path, name: str) -> Recipients:
    """Return the subscribers in a file; ContentError where it cannot be read at all."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ContentError(f"{name}: cannot be read ({error.strerror}); name a file of addresses") from None
    return parse_recipients(data, name)


def parse_recipients(data: bytes, name: str) -> Recipients:
    """Return the subscribers in UTF-8 ``data``; its problems begin with ``name``."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError(f"{name}: is not UTF-8 text; save it as UTF-8") from None
    line_numbers: dict[str, int] = {}
    bad_lines = []
    repeated = 0
    for field in _read_fields(text):
        try:
            address = _parse_address(field.text)
        except EmailNotValidError as error:
            shown = shorten(clean(field.text), 60)
            reason = clean(str(error)).rstrip(".")
            bad_lines.append(BadLine(field.number, shown, reason))
            continue
        if address in line_numbers:
            repeated += 1
        else:
            line_numbers[address] = field.number
    return Recipients(line_numbers, tuple(bad_lines), repeated)


def _parse_address(text: str) -> str:
    """Return the address with its domain in small letters, in ASCII wherever it can be."""
    valid = validate_email(text, check_deliverability=False)
    return valid.ascii_email or valid.normalized


def _read_fields(text: str) -> Iterator[_Field]:
    lines = text.split("\n")  # and at nothing else: a lone \r or U+2028 in an address is no new line
    column = _find_column(lines[0].rstrip("\r"))
    if column is not None:
        yield from _read_column(text, column)
        return
    for number, line in enumerate(lines, start=1):
        address = line.removesuffix("\r").strip(" \t")
        if address and not address.startswith("#"):
            yield _Field(number, address)


def _find_column(first_line: str) -> int | None:
    """Return the number of the column of addresses, from 0; None where the line is no header."""
    header = next(csv.reader([first_line]), [])
    names = [name.strip().casefold() for name in header]
    for name in COLUMNS:
        if name in names:
            return names.index(name)
    return None


def _read_column(text: str, column: int) -> Iterator[_Field]:
    rows = csv.reader(io.StringIO(text, newline=""))
    next(rows)
    while True:
        number = rows.line_num + 1  # a row with a quoted line break stands at its first line
        try:
            row = next(rows, None)
        except csv.Error:
            yield _Field(number, "")
            return
        if row is None:
            return
        if any(row):
            yield _Field(number, _read_cell(row, column))


def _read_cell(row: Sequence[str], column: int) -> str:
    if column >= len(row):
        return ""
    return row[column].strip(" \t")
