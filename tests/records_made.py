"""Made-up records of three fields, for whatever learns from words."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from broadsheet.search.records import Record

FIELDS = {
    "stones": ["stone", "pebble", "quarry", "granite", "boulder", "gravel", "rock", "cliff", "mason", "slab"],
    "lamps": ["lamp", "lantern", "candle", "wick", "torch", "glow", "beacon", "flame", "shade", "bulb"],
    "boats": ["boat", "rudder", "keel", "sail", "harbour", "anchor", "mast", "oar", "tide", "ferry"],
}


class Nothing:
    """A blob cache that keeps nothing."""

    def get_or_make(self, key: str, make: Callable[[], bytes]) -> bytes:
        return make()


def made_up(papers: int, start: date = date(2026, 1, 1), a_day: int = 5) -> tuple[Record, ...]:
    """Papers of three fields with words of their own, ``a_day`` of them every day."""
    chance = random.Random(7)
    records = []
    for number in range(papers):
        field = list(FIELDS.values())[number % 3]
        said = chance.choices(field, k=12) + chance.choices(["we", "study", "count", "measure"], k=4)
        records.append(
            Record(
                id=f"2601.{number:05}",
                title=" ".join(chance.choices(field, k=4)),
                abstract=" ".join(said),
                day=start + timedelta(days=number // a_day),
            )
        )
    return tuple(records)
