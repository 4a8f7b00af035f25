"""Cards of papers: which have one and for how long, what stands on it, and what it costs."""

# ruff: noqa: RUF001 - letters that only look alike are what is tested

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from make import MONDAY, make_entry, make_library, make_note, make_paper, make_sighting, make_site, make_topic
from PIL import Image

from broadsheet.cache.blobs import BlobCache
from broadsheet.library import urls
from broadsheet.model.curation import Entry
from broadsheet.outputs.cards.cards import cards, draw_any_card
from broadsheet.outputs.cards.drawing import Card
from broadsheet.outputs.cards.paper_drawing import PaperCard, draw_paper_card
from broadsheet.outputs.pages.papers import paper_pages
from broadsheet.outputs.pages.related import listed_papers

OWN = "cards/paper/2603.00001.png"
EDITION = "cards/2026-03-02.png"


class Drawn(list):
    """Stands in for the drawing, and keeps what was to be drawn."""

    def __call__(self, card: Card | PaperCard) -> bytes:
        self.append(card)
        return b"drawn"


def planned(folder, **parts) -> dict[str, PaperCard]:
    """What would stand on the card of each paper, by its path."""
    drawn = Drawn()
    files = cards(make_library(**parts), BlobCache(folder / "cards", folder / "scratch"), drawn)
    return {file.path: drawn[-1] for file in files if file.path.startswith("cards/paper/") and file.data}


def head_of(entry: Entry, *others: Entry, **site: object) -> dict[str, str]:
    """The lines of the front matter of an entry's page, by their names."""
    library = make_library(entries=(entry, *others), site=make_site(**site))
    pages = paper_pages(library, listed_papers(library))
    [page] = [file for file in pages if file.path == f"paper/{entry.paper.id}.md"]
    lines = page.data.decode().split("---")[1].splitlines()
    pairs = [line.partition(": ") for line in lines]
    return {name: value.strip('"') for name, _, value in pairs}


def newest(days_later: int) -> Entry:
    """A paper of an edition so many days after that of the others."""
    day = MONDAY + timedelta(days=days_later)
    return make_entry(paper=make_paper(id="2603.09999", sightings=(make_sighting(day=day),)))


# Which papers have one


@pytest.mark.parametrize(
    ("days_later", "named", "is_drawn"),
    [(0, OWN, True), (29, OWN, True), (30, EDITION, True), (59, EDITION, True), (60, EDITION, False)],
)
def test_a_page_names_its_own_card_for_thirty_days_and_the_picture_stays_as_long_again(
    tmp_path, days_later, named, is_drawn
):
    entries = (make_entry(), newest(days_later))
    assert head_of(*entries)["card"] == named
    assert (OWN in planned(tmp_path, entries=entries)) == is_drawn


def test_the_owner_chooses_how_many_days_and_may_want_none(tmp_path):
    entries = (make_entry(), newest(7))
    assert head_of(*entries, paper_cards=7)["card"] == EDITION
    assert head_of(*entries, paper_cards=8)["card"] == OWN
    assert head_of(*entries, paper_cards=0)["card"] == EDITION
    assert planned(tmp_path, entries=entries, site=make_site(paper_cards=0)) == {}
    assert planned(tmp_path, entries=entries, site=make_site(cards=False, paper_cards=0)) == {}
    assert "card" not in head_of(*entries, cards=False, paper_cards=0)


def test_an_old_paper_whose_edition_has_no_card_has_that_of_the_site():
    assert head_of(make_entry(), newest(31), export_months=0) | {"card": urls.CARD} == head_of(
        make_entry(), newest(31), export_months=0
    )


@pytest.mark.parametrize("entry", [make_entry(left_out="Hidden by the editor"), make_entry(page=False)])
def test_what_no_list_shows_and_what_has_no_page_has_no_card(tmp_path, entry):
    assert OWN not in planned(tmp_path, entries=(entry, newest(0)))


@pytest.mark.parametrize("title", ["数石头", "كيف نعد الحجارة", "Stones 🪨", r"Sums of $\not\models$ पत्थर"])
def test_a_paper_whose_title_cannot_be_set_has_its_edition_s(tmp_path, title):
    entry = make_entry(paper=make_paper(title=title))
    assert head_of(entry) | {"card": EDITION, "pictured": "Monday, 2 March 2026"} == head_of(entry)
    assert planned(tmp_path, entries=(entry,)) == {}


def test_the_page_says_in_words_what_its_picture_shows():
    entry = make_entry(paper=make_paper(title=r"Sums of $x^2$ & <b>stones</b>"))
    assert head_of(entry)["pictured"] == head_of(entry)["title"] != ""
    assert head_of(entry, newest(40))["pictured"] == "Monday, 2 March 2026"


# What stands on it


def test_a_card_shows_title_sentence_organisation_topic_and_day(tmp_path):
    topics = (make_topic(slug="sand", name="Sand"), make_topic())
    card = planned(tmp_path, topics=topics)[OWN]
    assert card == PaperCard(
        name="The Small Review",
        day="2 March 2026",
        title="How to Count Stones in the Dark",
        sentence="Ten fingers are enough for ten stones.",
        organisation="Institute of Small Numbers",
        topic="Stones",
        hue=1,
    )


def test_without_a_takeaway_the_abstract_s_own_claim_is_shown(tmp_path):
    paper = make_paper(abstract="Stones are many. We show that $n^2$ stones can be counted. Nobody asked.")
    entry = make_entry(paper=paper, note=make_note(takeaway=""), topics=())
    card = planned(tmp_path, entries=(entry,))[OWN]
    assert (card.sentence, card.topic) == ("We show that n² stones can be counted.", "")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"withdrawn": "An error was found."}, "This paper was withdrawn."),
        ({"notices": ("Retraction, 2026-05-18, doi:10.5555/r",)}, "Retraction by the publisher."),
        ({"notices": ("Correction, 2026-05-18, doi:10.5555/c",)}, "Ten fingers are enough for ten stones."),
    ],
)
def test_a_paper_that_does_not_stand_any_more_says_so_and_not_what_it_claimed(tmp_path, known, said):
    entry = make_entry(paper=make_paper(**known))
    assert planned(tmp_path, entries=(entry,))[OWN].sentence == said


def test_what_cannot_be_set_is_left_out_beside_a_title_that_can(tmp_path):
    paper = make_paper(title=r"Étude №1: $\alpha \le \mathbb{R}$", organisation="小数研究所")
    entry = make_entry(paper=paper, note=make_note(takeaway="石头"), topics=(make_topic(name="石"),))
    site = make_site(name="石头")
    card = planned(tmp_path, entries=(entry,), topics=entry.topics, site=site)[OWN]
    assert card == PaperCard(name="", day="2 March 2026", title="Étude №1: α ≤ R")


# How it is drawn

LONG = PaperCard(
    name="A Review of All That Is Small, and of Some That Is Not " * 3,
    day="30 September 2026",
    title="Wide Words and Many of Them Make a Mighty Long Measure " * 6,
    sentence="We show, with many words, that many words take much room and that they have to end somewhere. "
    * 4,
    organisation="The International Institute for the Study of Long Names " * 3,
    topic="Reasoning about the length of names " * 3,
    hue=19,
)


def crowded(number: int) -> str:
    """So many letters that are hard to compress: all different neighbours, and little white."""
    dice = random.Random(number)
    return "".join(dice.choice("abegkmqswABGMQRSW@&%§8 ") for _ in range(number))


HOSTILE = "</title><script>alert(1)</script> {{ 7*7 }} %s \\n ' \" $"
DRAWN = {
    "long": LONG,
    "one word": replace(LONG, name="W" * 300, title="M" * 400, sentence="m" * 400, topic="W" * 90),
    "crowded": PaperCard(
        name=crowded(30),
        day="30 September 2026",
        title=crowded(130),
        sentence=crowded(220),
        organisation=crowded(90),
        topic=crowded(30),
    ),
    "title alone": PaperCard(name="", day="1 May 2026", title="Moths"),
    "hostile": PaperCard(
        name=HOSTILE, day="1 May 2026", title=HOSTILE, sentence=HOSTILE, organisation=HOSTILE, topic=HOSTILE
    ),
}


@pytest.mark.parametrize("card", DRAWN.values(), ids=DRAWN)
def test_a_card_is_a_small_png_whose_words_stay_between_the_margins(card):
    data = draw_paper_card(card)
    image = Image.open(io.BytesIO(data))
    assert (image.size, image.format) == ((1200, 630), "PNG") and len(data) <= 15_000
    grey = image.convert("L").point(lambda value: 255 * (value < 200))
    left, top, right, bottom = grey.getbbox()
    assert left >= 66 and right <= 1134 and top >= 24 and bottom <= 606


def test_the_same_words_give_the_same_bytes_and_any_other_words_others():
    assert draw_any_card(LONG) == draw_any_card(replace(LONG))
    others = [replace(LONG, **{part: "Moths"}) for part in ("name", "day", "title", "sentence", "topic")]
    others += [replace(LONG, organisation="Moths"), replace(LONG, hue=2)]
    assert len({draw_any_card(card) for card in (LONG, *others)}) == 8


# What is kept


def drawn_again(folder, **parts) -> int:
    """How many cards of papers are drawn where those of another library were drawn before."""
    drawn = Drawn()
    files = cards(make_library(**parts), BlobCache(folder / "cards", folder / "scratch"), drawn)
    assert all(file.data for file in files)
    return sum(isinstance(card, PaperCard) for card in drawn)


def test_a_card_is_drawn_once_whatever_becomes_of_votes_and_others(tmp_path):
    voted = make_entry(paper=make_paper(sightings=(make_sighting(votes=500),)), score=500)
    assert drawn_again(tmp_path) == 1
    assert drawn_again(tmp_path, entries=(voted,)) == 0
    assert drawn_again(tmp_path, entries=(voted, newest(45))) == 1
    assert (
        drawn_again(tmp_path, entries=(replace(voted, note=make_note(takeaway="Eleven.")), newest(45))) == 1
    )
