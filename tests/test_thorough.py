"""How much a run tries: only a fast run at home leaves anything out."""

from __future__ import annotations

import pytest
from thorough import is_fast_run


@pytest.mark.parametrize(
    ("marks", "environment", "is_fast"),
    [
        ("not slow", {}, True),
        ("not slow", {"CI": ""}, True),
        ("not slow", {"CI": "true"}, False),
        ("slow", {}, False),
        ("", {}, False),
        ("", {"CI": "true"}, False),
    ],
)
def test_only_a_fast_run_at_home_leaves_anything_out(marks, environment, is_fast):
    assert is_fast_run(marks, environment) == is_fast
