"""Publications: how sources write where a paper came out, taken apart where that is certain."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from busy import little_work

from broadsheet.model.publication import Publication, parse_publication

TABLE = Path(__file__).with_name("publications.tsv").read_text("utf-8")
ROWS = tuple(csv.DictReader(TABLE.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_a_reference_is_taken_apart_where_a_plain_pattern_fits(row: dict[str, str]) -> None:
    expected = Publication(
        name=row["name"],
        volume=row["volume"],
        issue=row["issue"],
        pages=tuple(row["pages"].split()),
        year=row["year"],
        is_conference=row["kind"] == "conference",
    )
    if row["kind"] == "note":
        expected = Publication(note=row["text"])
    assert parse_publication(row["text"]) == expected


def test_where_nothing_is_said_nothing_is_known() -> None:
    assert parse_publication("") == parse_publication("  ") == Publication()


@pytest.mark.parametrize(
    "text", ["1," * 190, "Vol. " * 75, "a, 1, 2, 3 (2" * 30, "2020 " * 75, "Proc. " * 60, "," * 1000]
)
def test_no_reference_takes_long(text: str) -> None:
    with little_work():
        parse_publication(text)
