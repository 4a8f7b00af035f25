"""The letter of an edition, read back as mail programs read it."""

from __future__ import annotations

import html5lib
import pytest
from make import make_entry, make_library, make_note, make_paper, make_sighting, make_site

from broadsheet.mail.newsletter import LINE_WIDTH, MAX_HTML, write_letter
from broadsheet.model.curation import Introduction

HTML = "{http://www.w3.org/1999/xhtml}"
HOSTILE = (
    "]]> & \"quotes\" 'single' <script>alert(1)</script> {{ 7*7 }} {% raw %} \x00\x1b[31m "
    "🧮 \u202egnp.exe\u202c \u05e9\u05dc\u05d5\u05dd UNSUBSCRIBE-ADDRESS "
    "[x](javascript:alert(1)) &amp; &#60;b>"
)


def make_letter(*entries, **more):
    library = make_library(entries=entries or [make_entry()], introductions=[])
    return write_letter(library, library.editions[0], **more)


def numbered(number: int, **more):
    paper = {"id": f"2603.{number:05}", "sightings": (make_sighting(votes=1000 - number),)}
    return make_entry(paper=make_paper(**(paper | more)), note=make_note(takeaway=""), score=1000 - number)


def tree(markup: str):
    parser = html5lib.HTMLParser(strict=True)  # any parse error is one of ours
    return parser.parse(markup)


def words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_letter_says_who_what_and_where():
    letter = make_letter()
    page = tree(letter.html)
    links = [a.get("href") for a in page.iter(f"{HTML}a")]
    assert "https://review.example/digest/day/2026-03-02/" in links, "view in browser"
    assert "https://review.example/digest/paper/2603.00001/" in links
    assert "Ten fingers are enough for ten stones." in words(page), "our words come before the abstract"
    assert "We count stones by touch" not in words(page)
    assert "How to Count Stones in the Dark" in letter.text and letter.subject.endswith("in the Dark")


def test_without_our_words_the_abstract_says_in_one_sentence_what_was_done():
    claim = "We count stones by touch alone, one after another."
    letter = make_letter(numbered(1, abstract=f"Stones lie in the dark. {claim} {'They are many. ' * 100}"))
    (said,) = (words(p) for p in tree(letter.html).iter(f"{HTML}p") if p.get("class") == "words")
    assert said == claim


def test_an_introduction_gives_its_headline():
    library = make_library(introductions=[Introduction("2026-03-02", "Stones & co.")])
    letter = write_letter(library, library.editions[0])
    assert "Stones & co." in words(tree(letter.html)) and letter.subject.endswith(": Stones & co.")


def test_hostile_words_stay_words():
    entry = numbered(1, title=HOSTILE, abstract=HOSTILE, organisation=HOSTILE, authors=(HOSTILE,) * 3303)
    letter = make_letter(entry)
    text, markup = letter.fill_unsubscribe("https://review.example/leave?a=1&b=2")
    page = tree(markup)
    assert not list(page.iter(f"{HTML}script"))
    shown = words(next(page.iter(f"{HTML}h2")))
    assert "<script>alert(1)</script>" in shown and "&amp; &#60;b>" in shown and "🧮" in shown
    assert "UNSUBSCRIBE-ADDRESS" in shown, "only our own mark gives way"
    links = [a.get("href") for a in page.iter(f"{HTML}a")]
    assert links[-1] == "https://review.example/leave?a=1&b=2"
    assert all(link.startswith("https://review.example/") for link in links)
    assert text.rstrip().endswith("https://review.example/leave?a=1&b=2")
    for part in (text, markup, letter.subject):
        assert not {"\x00", "\x1b", "\u202e", "\u202c", "\r"} & set(part)
    assert "and 3,300 more" in text or len(HOSTILE) * 3 > 400
    assert "\n" not in letter.subject and len(letter.subject) <= 140


def test_of_three_thousand_authors_three_are_named():
    letter = make_letter(numbered(1, authors=tuple(f"A{n} Example" for n in range(3303))))
    assert "A0 Example, A1 Example, A2 Example and 3,300 more" in letter.text


def test_formulas_are_plain_letters():
    letter = make_letter(numbered(1, title=r"On $\alpha^2$ and \textbf{stones}"))
    assert "On α² and stones" in letter.text and "<math" not in letter.html


def test_a_withdrawn_paper_says_so():
    assert "Withdrawn: How to Count" in make_letter(numbered(1, withdrawn="an error")).text


def test_nothing_is_loaded_from_elsewhere():
    page = tree(make_letter().html)
    tags = {element.tag.removeprefix(HTML) for element in page.iter() if isinstance(element.tag, str)}
    assert not tags & {"img", "script", "link", "iframe", "object", "form", "svg", "base"}
    assert "url(" not in make_letter().html and "@import" not in make_letter().html


@pytest.mark.parametrize(
    ("settings", "kind", "papers", "shown"),
    [
        ({"cards_in_mail": True}, "week", 6, True),
        ({}, "week", 6, False),
        ({"cards_in_mail": True}, "week", 4, False),
        ({"cards_in_mail": True}, "day", 6, False),
    ],
)
def test_a_letter_of_a_week_shows_its_map_where_the_owner_allows_it(settings, kind, papers, shown):
    library = make_library(site=make_site(**settings), entries=[numbered(n) for n in range(papers)])
    digest = library.weeks[0] if kind == "week" else library.editions[0]
    pictures = [image.get("src") for image in tree(write_letter(library, digest).html).iter(f"{HTML}img")]
    assert pictures == (["https://review.example/digest/cards/2026-W10.png"] if shown else [])


def test_the_style_is_in_the_elements_and_only_the_dark_one_in_the_head():
    page = tree(make_letter().html)
    (style,) = page.iter(f"{HTML}style")
    assert style.text.strip().startswith("@media (prefers-color-scheme: dark)")
    styled = [e for e in page.iter() if isinstance(e.tag, str) and e.get("class")]
    assert styled and all(e.get("style") for e in styled)
    named = {meta.get("name"): meta.get("content") for meta in page.iter(f"{HTML}meta")}
    assert named["color-scheme"] == named["supported-color-schemes"] == "light dark"


def test_words_from_right_to_left_keep_to_themselves():
    page = tree(make_letter(numbered(1, title="\u05e9\u05dc\u05d5\u05dd 12")).html)
    assert {e.get("dir") for e in page.iter() if e.tag in (f"{HTML}h2", f"{HTML}h1")} == {"auto"}


def test_lines_of_the_plain_text_are_short_unless_an_address_is_long():
    letter = make_letter(*(numbered(n, abstract="many words " * 60) for n in range(30)))
    assert all(len(line) <= LINE_WIDTH for line in letter.text.split("\n") if "://" not in line)


def test_a_long_edition_ends_with_the_number_of_the_others():
    letter = make_letter(*(numbered(n) for n in range(40)), max_papers=25)
    assert (letter.shown, letter.more) == (25, 15)
    assert "And 15 more papers" in words(tree(letter.html))
    assert "And 15 more papers:\nhttps://review.example/digest/day/2026-03-02/" in letter.text


def test_one_that_would_be_clipped_is_cut():
    wide = {"title": "漢" * 400, "abstract": "字" * 4000, "organisation": "語" * 400}
    letter = make_letter(*(numbered(n, **wide) for n in range(100)), max_papers=100)
    assert len(letter.html.encode()) <= MAX_HTML < 102 * 1024
    assert letter.shown < 100 and letter.shown + letter.more == 100
    assert letter.html.count("<h2") == letter.shown
    assert f"And {letter.more} more papers" in letter.text


@pytest.mark.parametrize("leaving", [True, False])
def test_who_sends_says_how_to_leave(leaving):
    letter = make_letter(can_unsubscribe=leaving)
    assert ("Unsubscribe" in letter.html, "To unsubscribe" in letter.text) == (leaving, leaving)


def test_a_letter_is_the_same_each_time():
    assert make_letter() == make_letter()
