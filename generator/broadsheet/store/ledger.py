"""The ledger as JSON files, one a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from broadsheet.model.ledger import LedgerEntry, Rejection
from broadsheet.model.limits import PAPER
from broadsheet.settings.fields import Fields
from broadsheet.store.faults import is_day
from broadsheet.store.files import parse_json, read_json_bytes
from broadsheet.store.gate import fit_ledger_text
from broadsheet.text.plain import shorten

_LONGEST_NUMBER = 30  # characters of a number in a message


def entry_to_json(reading: LedgerEntry) -> dict[str, object]:
    """Return an entry of the ledger as its file has it."""
    values: dict[str, object] = {}
    if reading.read:
        values["read"] = reading.read.isoformat()
    if reading.asked:
        values["asked"] = reading.asked.isoformat()
    if reading.failed:
        values["failed"] = fit_ledger_text(reading.failed)
    if reading.question:
        values["question"] = fit_ledger_text(reading.question)
    if reading.cap:
        values["cap"] = fit_ledger_text(reading.cap)
    values["fetched"] = reading.fetched
    values["kept"] = reading.kept
    dropped: list[dict[str, str]] = []
    for rejection in reading.dropped:
        row = {"item": rejection.item, "title": rejection.title, "reason": rejection.reason}
        if rejection.url:
            row["url"] = rejection.url
        dropped.append({key: fit_ledger_text(text) for key, text in row.items()})
    values["dropped"] = dropped
    return values


def read_entries(place: str, path: Path, problems: list[str]) -> tuple[LedgerEntry, ...]:
    """Return the entries of one day's file; none, with problems noted, where it is broken."""
    data = read_json_bytes(place, path, problems)
    if data is None:
        return ()
    before = len(problems)
    raw = parse_json(place, data, problems)
    if len(problems) > before:
        return ()
    file = Fields(place, raw, problems)
    if len(problems) > before:
        return ()
    day = file.day("day", required=True) or date.min
    if path.stem != day.isoformat():
        file.wrong(f"must be the day in the file's name, not {day.isoformat()}", "day")
    elif not is_day(day):
        file.wrong(f"must be from {PAPER.first_day} to {PAPER.last_day}", "day")
    sources = file.inside("sources")
    entries: list[LedgerEntry] = []
    for name in sources.names():
        entries.append(_read_entry(name, day, sources.inside(name)))
    file.close()
    return tuple(entries)


def _read_entry(source: str, day: date, item: Fields) -> LedgerEntry:
    entry = LedgerEntry(
        source=source,
        day=day,
        read=item.day("read"),
        asked=item.day("asked"),
        cap=item.text("cap"),
        kept=item.texts("kept"),
        dropped=tuple([_read_rejection(rejected) for rejected in item.each("dropped")]),
        failed=item.text("failed"),
        question=item.text("question"),
    )
    fetched = item.count("fetched")
    if fetched != entry.fetched:
        shown = shorten(str(fetched), _LONGEST_NUMBER)
        item.wrong(f"must be kept + dropped, {entry.fetched}, not {shown}", "fetched")
    item.close()
    return entry


def _read_rejection(item: Fields) -> Rejection:
    rejection = Rejection(
        item=item.text("item"),
        title=item.text("title"),
        reason=item.text("reason", required=True),
        url=item.address("url"),
    )
    item.close()
    return rejection
