"""No answer is not an answer: what a schedule says alone is no reading."""

from __future__ import annotations

from datetime import date

import pytest
from make import make_source

from broadsheet.fetching.ingest import read_days
from broadsheet.store.store import Store

HOLIDAY = date(2026, 11, 27)  # the list after an evening without an announcement
DAYS = (date(2026, 11, 25), date(2026, 11, 26), HOLIDAY)


@pytest.mark.parametrize("kind", ["arxiv", "arxiv-rss"])
@pytest.mark.parametrize("days", [DAYS, (HOLIDAY,)])
def test_a_holiday_is_not_read_where_nobody_answers(kind, days, answers, tmp_path):
    source = make_source("lists", kind, "arXiv", "https://list.example", categories=("cs.CL",))
    for _ in range(60):
        answers.break_off()
    steps = list(read_days(Store(tmp_path), answers.web(), source, days, HOLIDAY))
    answers.waiting.clear()
    assert steps and all(step.failed for step in steps)
    assert list(tmp_path.rglob("*.json")) == []
