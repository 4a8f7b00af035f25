"""Social cards of editions and topics: drawn once, and nothing on them that is a box."""

# ruff: noqa: RUF001 - letters that only look alike are what is tested

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from conftest import REPOSITORY
from make import make_entry, make_library, make_paper, make_site, make_topic
from PIL import Image
from thorough import at_most

from broadsheet import pipeline
from broadsheet.cache.blobs import BlobCache
from broadsheet.library import urls
from broadsheet.model.curation import Introduction
from broadsheet.outputs.cards import colours, drawing, typesetting
from broadsheet.outputs.cards.cards import cards
from broadsheet.outputs.cards.drawing import Card
from broadsheet.outputs.cards.typesetting import to_settable


@pytest.fixture
def shelf(tmp_path):
    """A new shelf on the same folder at each call, as each build has one."""
    return lambda: BlobCache(tmp_path / "cards", tmp_path / "scratch")


class Drawn(list[Card]):
    """Stands in for the drawing, and keeps what was to be drawn."""

    def __call__(self, card: Card) -> bytes:
        self.append(card)
        return b"drawn"


def planned(shelf, **overrides) -> dict[str, Card]:
    """What would stand on each card, by its path."""
    drawn = Drawn()
    overrides = {"site": make_site(paper_cards=0), **overrides}
    files = cards(make_library(**overrides), shelf(), drawn)
    return {file.path: drawn[-1] for file in files if file.data}


def of_titles(*titles: str):
    papers = [make_paper(id=f"2603.{n:05}", title=title) for n, title in enumerate(titles, 1)]
    return [make_entry(paper=paper, score=100 - n) for n, paper in enumerate(papers)]


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def ink(data: bytes, box: tuple[int, int, int, int]) -> int:
    """How many pixels of a part of the card are not bare paper."""
    part = opened(data).convert("RGB").crop(box)
    bare = tuple(bytes.fromhex(colours.PAPER[1:]))
    return sum(number for number, colour in part.getcolors(1 << 20) if colour != bare)


DAY = "cards/2026-03-02.png"


# Which cards there are


def test_every_edition_and_topic_has_a_card_of_the_size_that_is_announced(world, shelf):
    library = pipeline.read_library(world)
    files = {file.path: file.data for file in cards(library, shelf())}
    of_papers = [path for path in files if path.startswith("cards/paper/")]
    assert of_papers
    digests = (*library.editions, *library.weeks, *library.months)
    assert set(files) == {
        urls.CARD,
        *(urls.digest_card(digest.period) for digest in digests),
        *(urls.topic_card(topic.slug) for topic in library.topics),
        *of_papers,
    }
    for path, data in files.items():
        image = opened(data)
        assert (image.size, image.format) == ((1200, 630), "PNG"), path
        assert len(data) < 30_000, path
        assert set(image.info) <= {"transparency"}, "no dates or names of tools"


def test_a_site_may_want_no_cards(shelf):
    assert planned(shelf, site=make_site(cards=False)) == {}


def test_a_topic_called_like_an_edition_has_a_card_of_its_own(shelf):
    topics = (make_topic(slug="2026-03-02", name="A date"), make_topic(slug="default", name="Another"))
    found = planned(shelf, topics=topics, entries=[make_entry(topics=topics)])
    assert found["cards/topic/2026-03-02.png"].lead == "A date"
    assert found[DAY].lead == "A day of stones"


# What stands on them


def test_an_edition_shows_its_date_its_number_and_its_headline_before_its_titles(shelf):
    card = planned(shelf)[DAY]
    assert (card.name, card.left, card.right) == (
        "The Small Review",
        "Monday, 2 March 2026",
        "No. 1 · 1 paper",
    )
    assert (card.lead, card.lines) == ("A day of stones", ("How to Count Stones in the Dark",))


def test_without_a_headline_the_first_three_titles_are_shown(shelf):
    card = planned(shelf, introductions=(), entries=of_titles("One", "Two", "Three", "Four"))[DAY]
    assert (card.lead, card.lines) == ("One", ("Two", "Three"))


def test_a_topic_shows_its_name_its_sentence_its_number_and_its_mark(shelf):
    topics = (make_topic(slug="sand", name="Sand"), make_topic())
    card = planned(shelf, topics=topics)["cards/topic/stones.png"]
    assert (card.lead, card.right, card.hue) == ("Stones", "1 paper", 1)
    assert card.lines == ("Whatever lies on the ground and is hard.",)


def test_tex_in_a_title_is_plain_text(shelf):
    card = planned(shelf, introductions=(), entries=of_titles(r"T\"ULU \textbf{M}odels"))[DAY]
    assert card.lead == "TÜLU Models"


def test_a_title_that_cannot_be_set_makes_way_for_the_next(shelf):
    titles = ("数石头", "كيف نعد الحجارة", "Stones 🪨 everywhere", "Étude №1: α ≤ β", "पत्थर", "Last")
    card = planned(shelf, introductions=(), entries=of_titles(*titles))[DAY]
    assert (card.lead, card.lines) == ("Étude №1: α ≤ β", ("Last",))


def test_where_no_title_can_be_set_the_date_is_drawn_large(shelf):
    untitled = Introduction("2026-03-02", "数石头")
    card = planned(shelf, introductions=(untitled,), entries=of_titles("数石头"))[DAY]
    assert (card.lead, card.left, card.lines) == ("Monday, 2 March 2026", "", ())


def test_a_name_or_a_sentence_that_cannot_be_set_is_left_out(shelf):
    site = make_site(name="石头", tagline="石头", paper_cards=0)
    found = planned(shelf, site=site, topics=(make_topic(name="石头", about="石头"),))
    assert (found[DAY].name, found[urls.CARD].lines) == ("", ())
    topic = found["cards/topic/stones.png"]
    assert (topic.lead, topic.lines, topic.right) == ("1 paper", (), "")
    for card in found.values():
        assert opened(drawing.draw_card(card)).size == (1200, 630)


@pytest.mark.parametrize(
    ("words", "set_as"),
    [
        ("Ångström, Łukasz & Erdős: “Ελλάδα”, Привет, Việt → x²", "same"),
        ("𝑥 ≤ ℝ is 𝐛𝐨𝐥𝐝", "x ≤ R is bold"),
        ("ｗｉｄｅ", "wide"),
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("q\N{COMBINING ACUTE ACCENT}", ""),
        ("two\nlines\tand \x00 nulls", "two lines and nulls"),
        ("right \N{RIGHT-TO-LEFT OVERRIDE}to left", "right to left"),
        ("ﷺ", ""),
        ("", ""),
    ],
)
def test_what_can_be_set_is_what_the_typeface_has(words, set_as):
    assert to_settable(words) == (words if set_as == "same" else set_as)


# How they are drawn


def test_the_same_words_give_the_same_bytes():
    card = Card(name="A", left="B", right="C", lead="D", lines=("E", "F"))
    assert drawing.draw_card(card) == drawing.draw_card(card)
    assert drawing.draw_card(card) != drawing.draw_card(replace(card, lead="d"))


@pytest.mark.parametrize(
    "lead",
    [
        "word " * 80,
        "Pneumono" * 40,
        "x",
        "<script>alert(1)</script> {{ 7*7 }} %s \\n ' \" $",
        "W" * at_most(5000, quick=1000),
    ],
)
def test_words_of_any_length_stay_between_the_margins(lead):
    words = to_settable(lead)
    card = Card(name=words, left="Left", right="Right", lead=words)
    for drawn in (card, replace(card, lines=(card.lead, card.lead)), replace(card, hue=3)):
        data = drawing.draw_card(drawn)
        edge = drawing.MARGIN - 6  # serifs may lean out a little
        assert ink(data, (0, 0, edge, 630)) == 0 == ink(data, (1200 - edge, 0, 1200, 630))
        assert ink(data, (0, 606, 1200, 630)) == 0 == ink(data, (0, 0, 1200, 24))
        assert ink(data, (0, 240, 1200, 606)) > 200


def test_lines_are_cut_with_an_ellipsis_between_words_where_there_are_any():
    face = typesetting.face_of(32, 400)
    column = typesetting.Column(face, face.length("one two three"))
    assert typesetting.wrap_words("one two three four", column, 2) == ["one two three", "four"]
    assert typesetting.wrap_words("one two three four", column, 1) == ["one two…"]
    [line] = typesetting.wrap_words("o" * 100, column, 1)
    assert line.startswith("ooo") and line.endswith("o…") and column.holds(line)
    assert "".join(typesetting.wrap_words("o" * 50, column, 99)) == "o" * 50
    assert typesetting.wrap_words("", column, 2) == []


def test_a_mark_has_its_topic_s_colour():
    image = opened(drawing.draw_card(Card(name="A", left="Topic", lead="Stones", hue=1)))
    drawn = {colour for _, colour in image.convert("RGB").getcolors()}
    blue = bytes.fromhex("1f6cb0")  # what Chromium makes of oklch(52% .13 250)
    assert colours.mark_colour(1) == f"#{blue.hex()}" and tuple(blue) in drawn


def test_the_icon_in_the_theme_is_the_one_that_is_drawn():
    icon = (REPOSITORY / "generator/broadsheet/theme/assets/apple-touch-icon.png").read_bytes()
    assert opened(icon).size == (180, 180)
    assert opened(icon).convert("RGB").tobytes() == opened(drawing.draw_icon(180)).convert("RGB").tobytes()


# What is kept


def test_what_did_not_change_is_not_drawn_again(shelf):
    library, first, second = make_library(), Drawn(), Drawn()
    before = [(file.path, file.key, file.data) for file in cards(library, shelf(), first)]
    after = [(file.path, file.key, file.data) for file in cards(library, shelf(), second)]
    assert len(first) == len(before) == 6 and second == []
    assert before == after


def test_only_what_changed_is_drawn_and_what_nobody_shows_is_thrown_away(shelf, tmp_path):
    assert all(file.data for file in cards(make_library(), shelf(), Drawn()))
    before, again = set((tmp_path / "cards").iterdir()), Drawn()
    changed = make_library(introductions=(Introduction("2026-03-02", "Another headline"),))
    files = [file.data for file in cards(changed, shelf(), again)]
    assert [card.lead for card in again] == ["Another headline"]
    after = set((tmp_path / "cards").iterdir())
    assert len(after) == len(files) and len(after - before) == 1 == len(before - after)


@pytest.mark.slow
def test_deleting_what_is_kept_changes_no_byte(world):
    library = pipeline.read_library(world)
    folder = world / "build/docs/cards"
    pipeline.write_docs(library, world)
    before = {path: path.read_bytes() for path in folder.rglob("*.png")}
    for path in sorted((world / ".cache").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    pipeline.write_docs(library, world)
    assert before == {path: path.read_bytes() for path in folder.rglob("*.png")}


def test_a_card_is_drawn_anew_when_the_drawing_itself_has_changed(shelf, monkeypatch):
    library, drawn = make_library(), Drawn()
    assert all(file.data for file in cards(library, shelf(), drawn))
    first = len(drawn)
    monkeypatch.setattr(typesetting, "drawing_version", lambda: "another")
    assert all(file.data for file in cards(library, shelf(), drawn))
    assert len(drawn) == 2 * first > 0


def test_months_of_days_are_drawn_from_the_number_of_their_own_papers(shelf):
    late = make_paper(id="2603.00002", sightings=(replace(make_paper().sightings[0], day=date(2026, 3, 3)),))
    found = planned(shelf, entries=[make_entry(), make_entry(paper=late)])
    assert found["cards/2026-03.png"].right == "No. 1 · 2 papers"
    assert found["cards/2026-03-03.png"].right == "No. 2 · 1 paper"
