"""A site of made-up papers at the edge of what lists contain: long, short, crowded, empty, foreign."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from make import make_paper, make_reading, make_sighting

from broadsheet.model.paper import Paper
from broadsheet.store.store import Store

WORLD = Path(__file__).parent / "world"
MIXED, ARABIC, CHINESE, CROWD, NONE, LONG = (date(2026, 4, day) for day in (6, 7, 8, 9, 10, 13))
AUTHORS = 3303
TITLES = {
    "word": "Steinhaufenzähl" + "maschinen" * 20 + "werk",
    "long": ("On counting small round stones by touch alone while a lamp is being looked for, " * 4)[:299]
    + "!",
    "arabic": "كيف نعد الحجارة في الظلام: طريقة بسيطة بعشرة أصابع (3 حجارة) و lamp واحد",
    "chinese": "如何在黑暗中数石头、一种只用十个手指而不用灯的简单方法以及它为什么总是有效的证明" * 2,
    "emoji": "🪨 Counting 🧮 stones 👩🏽‍🔬 in the dark 🌑🌑🌑",
    "crowd": "Many Hands Count Every Stone",
    "short": "π",
    "marks": "Z̷̛̤a̴͈͝l̸̰̿ġ̵̱o̶͇͝ " + "ﷺ" * 3 + " & <b>stones</b>",
}
NAMES = {
    "arabic": ("عدد الحجارة", "ليلى الحصى", "Ada Example", "نور الظلام"),
    "chinese": ("石一", "灯二", "数三", "黑四", "指五"),
    "emoji": ("Ada 🪨 Example",),
    "crowd": tuple(f"Hand{n} van der Stone-Counter" for n in range(AUTHORS)),
    "word": ("Ada " + "Verylongname" * 12, "Béla Sample"),
    "marks": (),
}


def paper(number: int, day: date, kind: str = "", votes: int = 3, **overrides) -> Paper:
    values = {
        "id": f"2604.{number:05}",
        "title": TITLES.get(kind, f"Stone Number {number} and What Was Under It"),
        "authors": NAMES.get(kind, ("Ada Example", "Béla Sample")),
        "sightings": (make_sighting(day=day, votes=votes, url=f"https://list.example/papers/{number}"),),
    }
    return make_paper(**(values | overrides))


def papers() -> list[Paper]:
    """Every extreme among others, and leading a day of its own, where the type is largest."""
    mixed = [paper(n, MIXED, kind, 123_456 if n == 1 else 90 - n) for n, kind in enumerate(TITLES, start=1)]
    organisation = "Institute for the Enumeration of " + "Very " * 40 + "Small Stones"
    led = [
        paper(
            20, ARABIC, "arabic", 12_345, abstract=TITLES["arabic"] * 4, organisation="معهد الأعداد الصغيرة"
        ),
        paper(21, CHINESE, "chinese", 9, abstract=TITLES["chinese"] * 6, organisation="小数研究所"),
        paper(22, CHINESE, "crowd", 8),
        paper(30, LONG, "long", 7, organisation=organisation, keywords=("keyword" * 30, "touch")),
        paper(31, LONG, "short", 1, authors=(), organisation="", abstract=""),
    ]
    return [*mixed, *led, *(paper(100 + n, CROWD, votes=400 - n) for n in range(120))]


def write(root: Path) -> Path:
    """The site's content and configuration, in ``root``."""
    shutil.copytree(WORLD / "content/config", root / "content/config")
    shutil.copy(WORLD / "mkdocs.yml", root)
    store = Store(root)
    made = papers()
    for one in made:
        store.add(one, LONG)
    for day in (MIXED, ARABIC, CHINESE, CROWD, NONE, LONG):
        kept = tuple(one.id for one in made if one.day == day)
        store.record(make_reading(day=day, read=date(2026, 4, 20), kept=kept, dropped=()))
    return root
