"""Dates whose day, or whose month, is not known; and the months that arXiv ids name."""

from __future__ import annotations

from datetime import date

import pytest

from broadsheet.model.partial_dates import (
    PartialDate,
    agree_with_arxiv_id,
    label_of,
    parse_publication_date,
)


@pytest.mark.parametrize(
    ("text", "meant", "label"),
    [
        ("2026-05-18", date(2026, 5, 18), "18 May 2026"),
        ("2026-05", PartialDate(2026, 5), "May 2026"),
        ("2026", PartialDate(2026), "2026"),
    ],
)
def test_a_date_is_written_and_read_with_what_is_known_of_it(text, meant, label):
    parsed = parse_publication_date(text)
    assert parsed == meant
    assert parsed.isoformat() == text
    assert label_of(parsed) == label


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26", "0000", "2026-5", "2026-05-32", "May 2026", ""])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        parse_publication_date(text)


def test_a_partial_date_knows_between_which_days_it_lies():
    february = PartialDate(2028, 2)
    assert (february.first_day, february.last_day) == (date(2028, 2, 1), date(2028, 2, 29))
    year = PartialDate(2026)
    assert (year.first_day, year.last_day) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("published", "paper_id", "meant"),
    [
        ("2026-05-18", "2605.01234", "2026-05-18"),
        ("2026-04-01", "2605.01234", "2026-04-01"),
        ("2026-06-30", "2605.01234", "2026-06-30"),
        ("2026-03-01", "2605.01234", "2026-05"),  # before it was handed in
        ("2026-08-01", "2605.01234", "2026-05"),  # when somebody wrote of it
        ("2026-05-18", "2401.01234", "2024-01"),
        ("2026", "2605.01234", "2026"),
        ("2026-02", "2605.01234", "2026-05"),
        ("2006-05-18", "hep-th-0605012", "2006-05-18"),
        ("2026-05-18", "hep-th-9901001", "1999-01"),
        ("2026-05-18", "2613.01234", "2026-05-18"),  # no month has the number 13
        ("2026-05-18", "doi-10.5555-stones.1", "2026-05-18"),
    ],
)
def test_a_date_that_contradicts_an_arxiv_id_gives_way_to_its_month(published, paper_id, meant):
    agreed = agree_with_arxiv_id(parse_publication_date(published), paper_id)
    assert agreed.isoformat() == meant
