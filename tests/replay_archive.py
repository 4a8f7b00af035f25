"""Papers that the replay serves: half a year of made-up ones, or those of a folder of recorded data."""

from __future__ import annotations

import copy
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parent / "recordings"
FIRST_DAY, LAST_DAY = date(2025, 12, 1), date(2026, 5, 29)
HOLIDAY = date(2026, 5, 25)  # nothing is listed on it
MONDAY, THURSDAY = 0, 3

Record = dict[str, Any]


@dataclass(slots=True)
class Archive:
    """Daily lists and arXiv records, by day (``2026-05-29``) and by arXiv id.

    A search of the export API answers ``page`` records at a time. ``folder`` is where they were read.
    """

    name: str
    page: int
    folder: Path | None = None
    lists: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    items: dict[str, Record] = field(default_factory=dict)
    announced: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    records: dict[str, Record] = field(default_factory=dict)

    def add_item(self, day: str, item: Record) -> None:
        """Put an item at the end of the daily list of a day."""
        self.lists[day].append(item)
        self.items[item["paper"]["id"]] = item

    def add_record(self, day: str, record: Record) -> None:
        """Put a record at the end of what arXiv received for a day."""
        record["day"] = day
        self.announced[day].append(record)
        self.records[record["id"]] = record


def read_archive(folder: Path) -> Archive:
    """Return the recorded papers of a folder; takes some seconds."""
    archive = Archive("recorded", page=2000, folder=folder)
    for item in _lines(folder / "hf-daily.jsonl.gz"):
        archive.add_item(item.pop("_digest_date"), item)
    for record in _lines(folder / "arxiv.jsonl.gz"):
        archive.add_record(record.pop("_digest_date"), record)
    return archive


def _lines(path: Path) -> Iterator[Record]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def make_up_archive() -> Archive:
    """Return the made-up recordings, repeated on every working day under other ids and titles.

    A daily list shows papers that arXiv received on the working day before it; on a Thursday it
    also shows Monday's first paper again.
    """
    items = json.loads((RECORDINGS / "daily_papers.json").read_text("utf-8"))
    records = json.loads((RECORDINGS / "arxiv_records.json").read_text("utf-8"))
    archive = Archive("made-up", page=40)
    before = _working_day_before(FIRST_DAY)
    day = FIRST_DAY
    while day <= LAST_DAY:
        if day.weekday() < 5 and day != HOLIDAY:
            _add_day(archive, day, before, items, records)
            before = day
        day += timedelta(days=1)
    return archive


def _add_day(archive: Archive, day: date, before: date, items: list[Record], records: list[Record]) -> None:
    for record in records:
        archive.add_record(day.isoformat(), _record_of(record, day))
    for item in items[: 5 + day.toordinal() % 4]:
        archive.add_item(day.isoformat(), _item_of(item, day, before))
    if day.weekday() == THURSDAY:
        for item in archive.lists.get((day - timedelta(days=3)).isoformat(), [])[:1]:
            archive.add_item(day.isoformat(), copy.deepcopy(item))


def _record_of(record: Record, day: date) -> Record:
    return {**record, "id": _id_of(record["id"], day), "title": _title_of(record["title"], day)}


def _item_of(item: Record, day: date, before: date) -> Record:
    made = copy.deepcopy(item)
    paper = made["paper"]
    paper["id"] = _id_of(paper["id"], before)
    paper["title"] = made["title"] = _title_of(paper["title"], before)
    paper["publishedAt"] = f"{before}T00:00:00.000Z"
    made["publishedAt"] = f"{before - timedelta(days=1)}T20:00:00.000Z"
    if "submittedOnDailyAt" in paper:
        paper["submittedOnDailyAt"] = f"{day}T00:00:00.000Z"
    return made


def _id_of(made_up: str, day: date) -> str:
    """Return the id that a paper of the recordings has among those of another day."""
    number = int(made_up.partition(".")[2])
    return f"{day:%y%m}.{day.day * 100 + number:05}"


def _title_of(title: str, day: date) -> str:
    return f"{title}, Part {day:%Y%m%d}"  # two works of one title and author would be one


def _working_day_before(day: date) -> date:
    return day - timedelta(days=3 if day.weekday() == MONDAY else 1)
