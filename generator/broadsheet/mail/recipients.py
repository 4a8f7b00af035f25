"""List of subscribers: an address a line, or CSV with a header; every bad line by its number.

A table that names people who have left is refused as a whole: it is an export of everybody, and who of
them may be written to is for the owner to say.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email

from broadsheet.errors import ContentError
from broadsheet.mail.subscriptions import find_departure
from broadsheet.text.plain import clean, shorten

# Names of the column in the exports of newsletter providers, in small letters.
COLUMNS = ("email", "e-mail", "email address", "email_address", "e-mail address", "address")
# Between columns: spreadsheets write semicolons where the comma is the sign of decimals.
_DELIMITERS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r"sep=(.)")  # Excel's first line, which is no row


class BadLine(NamedTuple):
    """A line that holds no address: its number, the text that is there, and what is wrong with it."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recipients:
    """Subscribers: the line number of each address, in the order of the file.

    ``bad_lines`` hold no address; ``repeated`` counts the lines whose address stood further up, be it
    with other capitals: hardly a server tells such mailboxes apart, and two letters are one too many.
    """

    line_numbers: Mapping[str, int]
    bad_lines: tuple[BadLine, ...] = ()
    repeated: int = 0


class _Field(NamedTuple):
    """Text that stands where an address is expected, with the number of its line.

    ``departure`` is the column that says that its reader has left; empty where none does.
    """

    number: int
    text: str
    departure: str = ""


class _Table(NamedTuple):
    """Layout of CSV: the names of its columns, the place of addresses among them, and where rows begin."""

    delimiter: str
    names: Sequence[str]
    addresses: int
    lines_above: int


def read_recipients(path: Path, name: str) -> Recipients:
    """Return the subscribers in a file; ContentError where it cannot be read at all."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ContentError(f"{name}: cannot be read ({error.strerror}); name a file of addresses") from None
    return parse_recipients(data, name)


def parse_recipients(data: bytes, name: str) -> Recipients:
    """Return the subscribers in UTF-8 ``data``; its problems begin with ``name``.

    ContentError where it is no text, or holds rows of people who have left.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError(f"{name}: is not UTF-8 text; save it as UTF-8") from None
    fields = tuple(_read_fields(text))
    _refuse_departed(fields, name)
    line_numbers: dict[str, int] = {}
    seen: set[str] = set()
    bad_lines = []
    repeated = 0
    for field in fields:
        try:
            address = _parse_address(field.text)
        except EmailNotValidError as error:
            shown = shorten(clean(field.text), 60)
            reason = clean(str(error)).rstrip(".")
            bad_lines.append(BadLine(field.number, shown, reason))
            continue
        mailbox = address.lower()
        if mailbox in seen:
            repeated += 1
        else:
            seen.add(mailbox)
            line_numbers[address] = field.number
    return Recipients(line_numbers, tuple(bad_lines), repeated)


def _refuse_departed(fields: Sequence[_Field], name: str) -> None:
    departed = [field for field in fields if field.departure]
    if not departed:
        return
    first = departed[0]
    column = shorten(clean(first.departure), 40)
    raise ContentError(
        f"{name}: line {first.number}: is no subscriber, says the column {column!r} "
        f"(such lines: {len(departed)}); export only those who are subscribed now"
    )


def _parse_address(text: str) -> str:
    """Return the address with its domain in small letters, in ASCII wherever it can be."""
    valid = validate_email(text, check_deliverability=False)
    return valid.ascii_email or valid.normalized


def _read_fields(text: str) -> Iterator[_Field]:
    if "\n" not in text:
        text = text.replace("\r", "\n")  # as Macs wrote before 2001, and some spreadsheets still do
    lines = text.split("\n")  # and at nothing else: a lone \r or U+2028 in an address is no new line
    table = _find_table(lines)
    if table:
        yield from _read_rows(text, table)
        return
    for number, line in enumerate(lines, start=1):
        address = line.removesuffix("\r").strip(" \t")
        if address and not address.startswith("#"):
            yield _Field(number, address)


def _find_table(lines: Sequence[str]) -> _Table | None:
    """Return how the text is laid out if it begins with a header; None where it does not."""
    delimiters: Sequence[str] = _DELIMITERS
    header_number = 0
    separator = _SEPARATOR_LINE.fullmatch(lines[0].rstrip("\r"))
    if separator and len(lines) > 1:
        delimiters = (separator[1],)
        header_number = 1
    header = lines[header_number].rstrip("\r")
    for delimiter in delimiters:
        names = _split_header(header, delimiter)
        for name in COLUMNS:
            if name in names:
                return _Table(delimiter, names, names.index(name), header_number + 1)
    return None


def _split_header(header: str, delimiter: str) -> Sequence[str]:
    """Return the names of columns in small letters; none where the line is no CSV."""
    try:
        cells = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        return ()
    return [cell.strip().casefold() for cell in cells]


def _read_rows(text: str, table: _Table) -> Iterator[_Field]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter)
    for _ in range(table.lines_above):
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
            departure = find_departure(table.names, row)
            yield _Field(number, _read_cell(row, table.addresses), departure)


def _read_cell(row: Sequence[str], column: int) -> str:
    if column >= len(row):
        return ""
    return row[column].strip(" \t")
