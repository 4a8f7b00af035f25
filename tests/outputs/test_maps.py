"""Maps of papers, read back from the pages that show them: dots, land, labels, names, and what they weigh."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import combinations
from typing import Any

import pytest
from make import make_entry, make_library, make_paper, make_sighting, make_topic

from broadsheet import pipeline
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry, Introduction
from broadsheet.outputs.cards.map_cards import describe_map_card, map_cards
from broadsheet.outputs.cards.map_drawing import draw_map_card
from broadsheet.outputs.maps.atlas import draw, map_of_digest
from broadsheet.outputs.maps.contours import LEVELS, contours
from broadsheet.outputs.maps.density import density, position
from broadsheet.outputs.maps.drawing import DrawnMap, short_title
from broadsheet.outputs.maps.frames import DESK, FRAMES, PHONE, Box, Point, Spot
from broadsheet.outputs.maps.regions import Said, find_regions, named_regions
from broadsheet.outputs.maps.widths import descent_of, width_of
from broadsheet.outputs.pages.editions import period_page

WEEK, WEDNESDAY = "2026-W21", date(2026, 5, 20)
TOPICS = tuple(make_topic(slug=f"topic-{number}", name=f"Topic {number}") for number in range(20))
HOSTILE = "</title></svg><script>alert(1)</script> & Co"
VOID = {"meta", "link", "br", "img", "input"}


class Map(HTMLParser):
    """The map of a page: links with their titles, texts of the drawings, and every element in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.dots: list[tuple[str, str, str]] = []
        self.elements: list[str] = []
        self.words: list[str] = []
        self._inside: list[str] = []
        figure = re.search(r'<figure class="map".*?</figure>', page, re.DOTALL)
        self.markup = figure[0] if figure else ""
        self.feed(self.markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self._inside.append(tag)
        if tag == "a" and "svg" in self._inside:
            values = dict(attrs)
            self.dots.append((values["href"] or "", "", values["class"] or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._inside.pop() == tag, "every element is closed, in its order"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        if self._inside[-1:] == ["title"]:
            href, _, hue = self.dots[-1]
            self.dots[-1] = (href, data, hue)
        elif self._inside[-1:] == ["text"]:
            self.words.append(data)


def entries_of(number: int, **overrides: Any) -> list[Entry]:
    dice = random.Random(number)
    made = []
    for place in range(number):
        votes = dice.choice((0, 1, 2, 5, 9, 30, 120))
        values = {"title": f"Stone{place}: a study of counting heaps number {place}", **overrides}
        sighting = make_sighting(day=WEDNESDAY, votes=votes)
        paper = make_paper(id=f"2605.{place:05}", sightings=(sighting,), keywords=(), **values)
        topic = TOPICS[dice.randrange(20)]
        made.append(make_entry(paper=paper, topics=(topic,), score=votes))
    return made


def library_of(entries: Sequence[Entry], **overrides: Any) -> Library:
    """A library whose week has a map on which papers lie in three heaps."""
    dice = random.Random("places")
    places = {}
    for number, entry in enumerate(entries):
        x, y = ((2000, 2500), (7500, 3000), (5000, 8000))[number % 3]
        places[entry.paper.id] = (x + dice.randrange(-1900, 1900), y + dice.randrange(-1900, 1900))
    library = make_library(topics=TOPICS, entries=tuple(entries), readings=(), **overrides)
    return library.with_maps({WEEK: places, "2026-05": places} if len(entries) >= 5 else {})


def page_of(library: Library) -> Map:
    (week,) = library.weeks
    return Map(period_page(library, week).data.decode())


def drawn(library: Library) -> DrawnMap:
    made = draw(map_of_digest(library, library.weeks[0]))
    assert made
    return made


def label_boxes(made: DrawnMap, frame_number: int) -> list[tuple[str, Box]]:
    drawing = made.drawings[frame_number]
    frame = drawing.frame
    boxes = []
    for labels, size, is_slanted in (
        (drawing.names, frame.name_size, True),
        (drawing.titles, frame.type_size, False),
    ):
        for label in labels:
            width = width_of(label.words, size, is_slanted=is_slanted)
            boxes.append(
                (label.words, Box(label.x, label.y - size * 9 // 10, label.x + width, label.y + size // 4))
            )
    return boxes


# What lies on a map


EXTREMES = {
    "five": {"number": 5},
    "four hundred": {"number": 400},
    "without abstracts": {"number": 40, "abstract": ""},
    "in Chinese": {
        "number": 40,
        "title": "石头计数, 在黑暗中数石头的方法研究",
        "abstract": "我们用触摸来数石头。" * 20,
    },
    "from right to left": {"number": 40, "title": "ספירת אבנים בחושך: מבוא קצר", "abstract": "ספרנו אבנים"},
    "hostile": {"number": 40, "title": HOSTILE, "abstract": HOSTILE * 5},
    "one long word": {"number": 12, "title": "W" * 300},
}


@pytest.mark.parametrize("week", EXTREMES.values(), ids=EXTREMES)
def test_every_week_has_its_dots_and_labels_that_are_apart_and_inside(week):
    values = dict(week)
    library = library_of(entries_of(values.pop("number"), **values))
    shown = page_of(library)
    made = drawn(library)
    assert set(shown.elements) <= {
        "figure",
        "a",
        "svg",
        "path",
        "title",
        "circle",
        "text",
        "figcaption",
        "span",
    }
    assert len(shown.dots) == (100 if len(library.entries) > 300 else len(library.entries))
    assert len({href for href, _, _ in shown.dots}) == len(shown.dots)
    assert all(title and len(title) <= 90 for _, title, _ in shown.dots)
    for number, frame in enumerate(FRAMES):
        boxes = label_boxes(made, number)
        for words, box in boxes:
            assert min(box.left, box.top) >= 0, words
            assert box.right <= frame.width and box.bottom <= frame.height, words
        assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.meets(other)] == []


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_few_papers_are_a_list_and_no_map(number):
    assert page_of(library_of(entries_of(number))).markup == ""


def test_dots_come_in_the_order_of_the_page_with_the_colour_of_their_topic_and_a_size_by_votes():
    library = library_of(entries_of(30))
    (week,) = library.weeks
    shown = page_of(library)
    assert [href for href, _, _ in shown.dots] == [f"../../paper/{e.paper.id}/" for e in week.entries]
    assert [hue for _, _, hue in shown.dots] == [f"t{TOPICS.index(e.topics[0]) + 1}" for e in week.entries]
    sizes = {dot.entry.paper.votes: dot.radius for dot in drawn(library).dots}
    assert [sizes[votes] for votes in sorted(sizes)] == sorted(sizes.values()) and len(
        set(sizes.values())
    ) > 3


def test_the_most_voted_are_labelled_by_the_names_that_their_titles_begin_with():
    shown = page_of(library_of(entries_of(60)))
    labels = [words for words in shown.words if words.startswith("Stone")]
    assert len(labels) >= DESK.most_titles and all(re.fullmatch(r"Stone\d+", words) for words in labels)


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("OpenStone: Counting in the Dark", "OpenStone"),
        ("Counting Stones in the Dark by Touch Alone", "Counting Stones in the…"),
        ("A Long Name That Says All There Is to Say: and More", "A Long Name That Says All…"),
        ("Short", "Short"),
        ("Your Extraordinarily-Long-Compound-Words", ""),
        ("FORGE:Fine Grains", "FORGE"),
        ("石头\uff1a计数", "石头"),
        ("Odds of 2:1 for Stones", "Odds of 2:1 for Stones"),
        ("石头计数的方法" * 9, "石头计数的方法石头计数的方法石头…"),
        ("在黑暗中用手指数石头的简单方法、以及它为什么总是有效", "在黑暗中用手指数石头的简单方法…"),
        ("Z\u0327\u0321\u0324\u031b\u033fal\u0338\u0330\u033fgo", "Z\u0327al\u0338go"),
        ("{: .stone}", ""),
        ("~~~", ""),
    ],
)
def test_titles_are_cut_at_words(title, short):
    assert short_title(title, DESK) == short


def test_words_that_many_titles_begin_with_stand_once():
    made = drawn(library_of(entries_of(40, title="Counting Stones: a Study")))
    assert [[label.words for label in drawing.titles] for drawing in made.drawings] == [
        ["Counting Stones"]
    ] * 2


# Of each kind of writing the widest letter, in thousandths: measured in Chromium in the typefaces of Linux.
WIDE_LETTERS = {
    "\ufdfd": 7219,  # words that are one letter
    "\U0001242b": 4636,  # cuneiform
    "\u2e3b": 2839,
    "\u102a": 2451,  # Burmese
    "\u0bf5": 2223,  # Tamil
    "\u01c4": 1597,
    "\U0001d578": 1522,
    "\u0416": 1312,
    "\U0001faa8": 1247,  # pictures
    "\u4e2d": 1000,
    "-": 415,
}


@pytest.mark.parametrize(("letter", "thousandths"), WIDE_LETTERS.items())
def test_labels_have_room_for_the_widest_letters(letter, thousandths):
    assert width_of(letter * 5, 100) * 10 >= 5 * thousandths


def test_lines_of_scripts_that_hang_low_have_room_below():
    assert descent_of("\u0f56\u0f66\u0f92\u0fb2\u0f74", 100) >= 71 > descent_of("Stones", 100)


def test_a_week_weighs_at_most_15_kilobytes_and_a_month_40():
    words = ("counting", "stones", "heaps", "lamps", "fingers", "darkness", "touch", "gravel", "quarry")
    for number, most in ((100, 15_000), (230, 15_000), (300, 15_000), (1000, 40_000)):
        dice = random.Random(number)
        made = entries_of(number)
        told = []
        for entry in made:
            title = " ".join(dice.choice(words).title() + str(dice.randrange(99)) for _ in range(9))
            told.append(replace(entry, paper=replace(entry.paper, title=title)))
        markup = page_of(library_of(told)).markup
        assert len(gzip.compress(markup.encode())) <= most, number


# The land


def test_one_paper_is_a_hill_of_rings_of_which_each_lies_in_the_one_below():
    grid = density([Point(500, 300)], DESK)
    levels = contours(grid, DESK.step)
    assert [len(lines) for lines in levels] == [1] * LEVELS
    widths = [max(p.x for p in line) - min(p.x for p in line) for (line,) in levels]
    assert widths == sorted(widths, reverse=True) and widths[-1] > 0
    assert all(abs(p.x - 500) + abs(p.y - 300) < 400 for (line,) in levels for p in line)


def test_two_hills_have_two_tops_and_lines_lie_at_one_height():
    grid = density([Point(100, 100)] * 9 + [Point(1000, 500)] * 9, DESK)
    levels = contours(grid, DESK.step)
    assert len(levels[-1]) == 2
    highest = max(map(max, grid))
    for number, lines in enumerate(levels, start=1):
        for line in lines:
            for point in line:
                assert abs(height_at(grid, point) - highest * number // (LEVELS + 1)) <= highest // 30


def height_at(grid: list[list[int]], point: Point) -> float:
    """The height at a point on an edge of the grid, from the two ends of that edge."""
    column, x = divmod(point.x - position(0, DESK.step), DESK.step)
    row, y = divmod(point.y - position(0, DESK.step), DESK.step)
    across, down = x / DESK.step, y / DESK.step
    top = grid[row][column] * (1 - across) + grid[row][min(column + 1, DESK.columns - 1)] * across
    below = grid[min(row + 1, DESK.rows - 1)]
    bottom = below[column] * (1 - across) + below[min(column + 1, DESK.columns - 1)] * across
    return top * (1 - down) + bottom * down


def test_flat_land_has_no_lines():
    assert contours(density([], PHONE), PHONE.step) == []


# Names of regions


def said(words: str, x: int, y: int, title: str = "") -> Said:
    return Said(title or words, words, Spot(x, y))


def two_heaps() -> list[Said]:
    left = [said(f"Video diffusion for stones {n}. We propose large models", 100 + n, 200) for n in range(8)]
    right = [said(f"Coding agents for gravel {n}. We propose large models", 800 + n, 700) for n in range(8)]
    return [*left, *right]


def test_regions_are_named_by_what_is_said_there_and_not_elsewhere():
    names = {region.name: region.at for region in find_regions(two_heaps())}
    assert names.keys() == {"video diffusion", "coding agents"}
    assert names["video diffusion"].x < 150 and names["coding agents"].x > 750


@pytest.mark.parametrize(
    ("there", "name"),
    [
        ("{n} On the KV Cache of LLMs. A KV cache is small", "KV cache"),
        ("{n} End-to-end gravel-sorting robots", "gravel-sorting robots"),
        ("{n} Direct pebble optimization. Direct pebble optimization works", "pebble optimization"),
        ("{n} 石头计数的方法", None),
        ("{n} अंधेरे में पत्थर गिनना", "पत्थर गिनना"),
        ("{n} Dans la nuit, sur les pierres", "nuit"),
        ("{n} Das Zählen und die Steine", "steine"),
        ("{n} AI for MIT, KAN and ES", "AI"),
        ("{n} With the and of our large novel approach", None),
    ],
)
def test_names_are_whole_words_as_papers_write_them(there, name):
    heap = [said(there.format(n="abcdefgh"[n]), 100 + n, 200) for n in range(8)]
    others = [said(f"Lamps {n}", 600 + 40 * n, 900 - 90 * n) for n in range(8)]
    names = [region.name for region in find_regions([*heap, *others])]
    assert names[:1] == ([name] if name else [])


def test_a_person_may_name_the_regions_in_any_language():
    papers = [*two_heaps(), said("石头计数的方法", 500, 500)]
    regions = named_regions(papers, ("Gravel", "石头", "nobody says this"))
    assert [(region.name, region.at.x > 400) for region in regions] == [("Gravel", True), ("石头", True)]
    assert named_regions(papers, ("ravel", "diff")) == (), "parts of words are not said"
    (both,) = named_regions([said("用LLM数石头", 500, 500), said("LLMs", 500, 500)], ("LLM",))
    assert both.at == Spot(500, 500)
    given = Introduction(WEEK, regions=("counting heaps",))
    assert drawn(library_of(entries_of(12), introductions=(given,))).names == ("counting heaps",)


# The card of a week


def test_the_card_of_a_week_is_its_map():
    library = library_of(entries_of(120))
    ((path, facts),) = map_cards(library)
    card = describe_map_card(facts)
    assert path == "cards/2026-W21.png" and card.right == "120 papers"
    assert len(card.dots) == 80 and card.titles and card.lines
    png = draw_map_card(card)
    assert png.startswith(b"\x89PNG") and len(png) < 60_000 and png == draw_map_card(describe_map_card(facts))


def test_letters_that_a_card_cannot_set_are_left_out():
    library = library_of(entries_of(20, title="石头计数"))
    ((_, facts),) = map_cards(library)
    assert describe_map_card(facts).titles == ()


@pytest.mark.slow
def test_no_id_stands_twice_on_a_page_of_maps(world):
    pipeline.write_docs(pipeline.read_library(world), world)
    page = (world / "build/docs/map.md").read_text("utf-8")
    assert not re.search("^# ", page, re.MULTILINE), "the heading's id would be that of the map"
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
