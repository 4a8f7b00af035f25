"""Strangers' words: whatever they are, they come out as the same words, and as nothing else."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from thorough import examples

from broadsheet.text.plain import clean, escape, is_blank, is_web_address, shorten, slug, with_noun

# The extensions that MkDocs always switches on.
MARKDOWN = Markdown(extensions=["tables", "toc", "fenced_code"])

HOSTILE = [
    # HTML
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p></div></article><h1>Mine",
    "</title><script src=//evil.example></script>",
    "<!-- a comment that is never closed",
    "<![CDATA[ <b> ]]> <?php ?> <!DOCTYPE html>",
    "<b",
    "1 < 2 and 3 > 2",
    # attributes
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '"><svg onload=alert(1)>',
    "` onmouseover=`alert(1)",
    # entities
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "&#x3c;script&#x3e;",
    "&lt no semicolon &amp &copy2026",
    "&amp;lt;b&amp;gt;",
    "R&D; AT&T &;",
    "&#0; &#128; &#xD800;",
    # links and pictures
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert%281%29 'title')",
    "[click][ref]",
    "[ref]: javascript:alert(1)",
    '[ref]: https://evil.example "title"',
    "![picture](https://evil.example/pixel.png)",
    "[![x](y)](z)",
    "<javascript:alert(1)>",
    "<https://evil.example>",
    "<someone@evil.example>",
    "https://evil.example/?a=1&b=2",
    "www.evil.example and someone@evil.example",
    # emphasis, code, escapes
    "*emphasis* **strong** ***both***",
    "_emphasis_ __strong__ snake_case_name",
    "`code` ``co`de`` ` left open",
    "~~gone~~ ^up^ ==marked== ++new++",
    "\\*not\\* \\<b\\> \\\\",
    "$x_1 < y^2$ and $$\\frac{1}{2}$$ and \\(z\\)",
    # blocks
    "# Heading #",
    "###### Heading",
    "> quoted > twice",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12. item",
    "1) item",
    "2001. A Space Odyssey",
    "000000000000000001. item",
    "\u0661. item with an Arabic digit",
    "---",
    "- - -",
    "***",
    "===",
    "Setext heading\n=====",
    "Setext heading\r\n-----",
    "A paragraph\n\n# and a heading\n\n    and code",
    "    four spaces of code",
    "\tone tab of code",
    "```\nfenced\n```",
    "~~~ python\nfenced\n~~~",
    "``` { .html onload=alert(1) }",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "a | b",
    "--|--",
    "words[^1]\n\n[^1]: a footnote",
    "*[HTML]: an abbreviation",
    "Term\n: definition",
    "!!! danger\n    an admonition",
    "??? note",
    "[TOC]",
    "- [x] done",
    # attribute lists, templates, front matter, snippets, macros
    "words {: onclick=alert(1) .class #id }",
    "words{#id}",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} {# nothing #}",
    "---\ntitle: mine\n---",
    "--8<-- '/etc/passwd'",
    "title: mine",
    ":smile: :material-home:",
    "++ctrl+alt+del++",
    # hidden and odd characters
    "line\u2028separator\u2029paragraph\x85next\x0bdown\x0cfeed",
    "\x02wzxhzdk:0\x03 \x02amp\x03 klzzwxh:0001",
    "\u202egnp.exe\u202c \u2066hidden\u2069",
    "\ufeff# byte order mark",
    "\u200b# nothing before the sign",
    "\ud800 half a character",
    "\x00\x1b[31mred\x7f",
    "1\u200b. item",
    "-\u200b-\u200b-",
    "مرحبا \u200f# من اليمين",
    "e\u0301<\u0338 combining",
]
PIECES = [*HOSTILE, *string.punctuation, *string.digits, *"a \n\t\u200b\u0301", "  ", "\n\n"]
STRANGE = st.text() | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
WORDS = st.lists(st.text("abcdefg é,.", min_size=1), max_size=8).map(" ".join)


def rendered(markdown: str) -> ElementTree.Element:
    """The page that Markdown makes, read strictly: a stray `&` or `<` is an error."""
    return ElementTree.fromstring(f"<page>{MARKDOWN.reset().convert(markdown)}</page>")


def elements(page: ElementTree.Element) -> list[tuple[str, tuple[str, ...]]]:
    """Every element below the page with the names of its attributes."""
    return [(element.tag, tuple(element.attrib)) for element in page.iter() if element is not page]


def paragraph(text: str) -> str:
    page = rendered(escape(text))
    assert elements(page) == [("p", ())]
    return page[0].text or ""


def sentence(text: str) -> str:
    page = rendered(f"Read {escape(text)} **now**.")
    assert elements(page) == [("p", ()), ("strong", ())]
    return (page[0].text or "").removeprefix("Read ").removesuffix(" ")


def heading(text: str) -> str:
    page = rendered(f"# {escape(text)}\n\nWords.")
    assert elements(page) == [("h1", ("id",)), ("p", ())]
    return page[0].text or ""


def heading_in_bdi(text: str) -> str:
    page = rendered(f"# <bdi>{escape(text)}</bdi>\n\nWords.")
    assert elements(page) == [("h1", ("id",)), ("bdi", ()), ("p", ())]
    return page[0][0].text or ""


def attribute(text: str) -> str:
    page = rendered(f'<div class="card" title="{escape(text)}">\n<p>Words.</p>\n</div>')
    assert elements(page) == [("div", ("class", "title")), ("p", ())]
    return page[0].attrib["title"]


def block(text: str) -> str:
    page = rendered(f'<div class="card">\n<p class="abstract">{escape(text)}</p>\n</div>')
    assert elements(page) == [("div", ("class",)), ("p", ("class",))]
    return page[0][0].text or ""


PLACES = [paragraph, sentence, heading, heading_in_bdi, attribute, block]


@pytest.mark.parametrize("place", PLACES)
def test_hostile_words_come_out_as_those_words_and_make_no_element(place: Callable[[str], str]) -> None:
    changed = {}
    for words in map(clean, HOSTILE):
        try:
            shown = place(words)
        except (AssertionError, ElementTree.ParseError) as error:
            shown = f"broken: {error}"
        if shown != words:
            changed[words] = shown
    assert changed == {}


@pytest.mark.parametrize("place", PLACES)
@given(STRANGE.map(clean).filter(bool))
@settings(max_examples=examples(60), deadline=None)
@example("1. x")
@example("+ x")
def test_any_words_come_out_as_those_words(place: Callable[[str], str], words: str) -> None:
    assert place(words) == words


@given(STRANGE.filter(clean))
@settings(max_examples=examples(200), deadline=None)
def test_words_that_nobody_cleaned_are_as_safe(words: str) -> None:
    assert clean(paragraph(words)) == clean(words)


@given(STRANGE)
@settings(max_examples=examples(200), deadline=None)
def test_nothing_but_references_is_left_of_what_means_something(words: str) -> None:
    assert re.fullmatch(r"(?:[^&<>\"'`*_{}\[\]#!|~^=:$\\\r\n\t]|&#[0-9]+;)*", escape(words))


@given(st.text("abcdefghijklmnopqrstuvwxyz ÄÖÜß,;()/%é漢字"))
@settings(deadline=None)
def test_plain_words_are_not_touched(words: str) -> None:
    assert escape(words) == re.sub(" +", " ", words).strip()


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_line_break_of_any_kind_becomes_a_space(line_break: str) -> None:
    words = f"one{line_break}two"
    assert (clean(words), paragraph(words)) == ("one two", "one two")


def test_a_hyphen_that_only_shows_at_the_end_of_a_line_is_none() -> None:
    assert clean("Sed\xadi\xadment of stones\xad") == "Sediment of stones"


@given(STRANGE)
@settings(max_examples=examples(200), deadline=None)
@example("a \u200b b")
@example("\u200b a")
@example("e\u200b\u0301")
@example("\u200b \u202e\n")
@example("\u1fef \u037e")
def test_cleaning_twice_is_cleaning_once_and_what_it_empties_is_blank(words: str) -> None:
    assert clean(clean(words)) == clean(words)
    assert is_blank(words) is (clean(words) == "")


@given(STRANGE)
@settings(max_examples=examples(200), deadline=None)
def test_clean_words_stand_on_one_line_without_controls(words: str) -> None:
    cleaned = clean(words)
    assert cleaned == cleaned.strip() == unicodedata.normalize("NFC", cleaned)
    assert cleaned.splitlines() in ([], [cleaned])
    assert not {unicodedata.category(character) for character in cleaned} & {"Cc", "Cs", "Zl", "Zp"}


def test_cleaning_takes_away_what_reorders_and_keeps_what_scripts_need() -> None:
    assert clean("\u202eabc\u202c\u2066def\u2069\ufeff") == "abcdef"
    assert clean("لا\u200f (10\u200c5) 👩\u200d🔬") == "لا\u200f (10\u200c5) 👩\u200d🔬"
    assert clean(" \t one\n two  ") == "one two"
    assert clean("e\u0301") == "\u00e9"


@pytest.mark.parametrize(
    "url",
    [
        "https://papers.example",
        "http://papers.example:8080/a/b?c=d&e=%20#f",
        "HTTPS://Papers.Example/(a)_[b]",
        "https://[2001:db8::1]/",
    ],
)
def test_a_web_address_is_one(url: str) -> None:
    assert is_web_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "papers.example",
        "//papers.example/",
        "/paper/1/",
        "javascript:alert(1)",
        "JavaScript://papers.example/%0aalert(1)",
        "data:text/html,words",
        "file:///etc/passwd",
        "ftp://papers.example/",
        "mailto:ada@papers.example",
        "https://",
        "https:///path",
        "https:papers.example",
        "http://[::1",
        " https://papers.example",
        "https://papers.example/a b",
        "https://papers.example/a\nb",
        "https://papers.example/\ttab",
        "java\nscript:alert(1)",
        'https://papers.example/"onload="',
        "https://papers.example/'x'",
        "https://papers.example/<b>",
        "https://papers.example\\@evil.example/",
        "https://papers.example/`x`",
        "https://papers.example/{{x}}",
        "https://papers.example/\x00",
        "https://papers.example/\u202egpj.exe",
        "https://papers.exa\u200bmple/",
    ],
)
def test_anything_else_is_no_web_address(url: str) -> None:
    assert not is_web_address(url)


@given(st.sampled_from(["http://", "https://", "https://papers.example/", "javascript:", ""]), STRANGE)
@settings(max_examples=examples(150), deadline=None)
def test_an_address_that_is_let_through_is_safe_in_a_link(beginning: str, rest: str) -> None:
    url = beginning + rest
    if is_web_address(url):
        assert urlsplit(url).scheme in ("http", "https")
        assert urlsplit(url).hostname
        assert not set(url) & set("<>\"'`\\{}|^ \t\r\n")
        assert attribute(url) == url


@given(STRANGE)
@settings(deadline=None)
def test_a_slug_is_lower_case_words_and_its_own_slug(words: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(words))
    assert slug(slug(words)) == slug(words)


def test_a_slug_keeps_letters_without_their_marks() -> None:
    assert slug("  Größe & Über-Maß: 3D  ") == "groe-uber-ma-3d"
    assert slug("漢字") == ""


@given(WORDS, st.integers(min_value=1, max_value=40))
@settings(max_examples=examples(150), deadline=None)
def test_shortened_words_keep_the_limit_and_say_that_they_were_cut(words: str, limit: int) -> None:
    short = shorten(words, limit)
    assert len(short) <= limit
    assert short == words if len(words) <= limit else words.startswith(short.removesuffix("…"))
    assert short.endswith("…") or short == words


def test_words_are_cut_between_words_and_without_a_comma_before_the_dots() -> None:
    assert shorten("Ten stones, and a lamp", 14) == "Ten stones…"
    assert shorten("Incomprehensible", 8) == "Incompr…"
    assert shorten("在黑暗中、用手指数石头", 6) == "在黑暗中…"


def test_a_number_stands_with_its_noun() -> None:
    assert [with_noun(n, "paper") for n in (0, 1, 1092)] == ["0 papers", "1 paper", "1,092 papers"]
    assert (with_noun(2, "entry"), with_noun(2, "day")) == ("2 entries", "2 days")
