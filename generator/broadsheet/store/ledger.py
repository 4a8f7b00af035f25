"""The ledger as JSON files, one a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from broadsheet.model.ledger import LedgerEntry, Rejection
from broadsheet.settings.fields import Fields
from broadsheet.store.files import parse_json


def entry_to_json(reading: LedgerEntry) -> dict[str, object]:
    """Return an entry of the ledger as its file has it."""
    values: dict[str, object] = {
        "read": reading.read.isoformat() if reading.read else None,
        "asked": reading.asked.isoformat() if reading.asked else None,
        "failed": reading.failed or None,
        "cap": reading.cap or None,
        "fetched": reading.fetched,
        "kept": reading.kept,
        "dropped": [{"item": d.item, "title": d.title, "reason": d.reason} for d in reading.dropped],
    }
    return {key: value for key, value in values.items() if value is not None}


def read_entries(place: str, path: Path, problems: list[str]) -> tuple[LedgerEntry, ...]:
    """Return the entries of one day's file; none, with problems noted, where it is broken."""
    before = len(problems)
    raw = parse_json(place, path.read_bytes(), problems)
    file = Fields(place, {} if len(problems) > before else raw, problems)
    if len(problems) > before:
        return ()
    day = file.day("day", required=True) or date.min
    if path.stem != day.isoformat():
        file.wrong(f"must be the day in the file's name, not {day.isoformat()}", "day")
    sources = file.inside("sources")
    readings = tuple(_reading_in(name, day, sources.inside(name)) for name in sources.names())
    file.close()
    return readings


def _reading_in(source: str, day: date, item: Fields) -> LedgerEntry:
    reading = LedgerEntry(
        source=source,
        day=day,
        read=item.day("read"),
        asked=item.day("asked"),
        cap=item.text("cap"),
        kept=item.texts("kept"),
        dropped=tuple(_drop_in(drop) for drop in item.each("dropped")),
        failed=item.text("failed"),
    )
    fetched = item.count("fetched")
    if fetched != reading.fetched:
        item.wrong(f"must be kept + dropped, {reading.fetched}, not {fetched}", "fetched")
    item.close()
    return reading


def _drop_in(item: Fields) -> Rejection:
    drop = Rejection(item.text("item"), item.text("title"), item.text("reason", required=True))
    item.close()
    return drop
