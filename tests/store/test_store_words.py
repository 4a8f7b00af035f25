"""Words of people: front matter, marks of a merge, and what would take a renderer a minute."""

from __future__ import annotations

from pathlib import Path

import pytest
from busy import little_work

from broadsheet.errors import ContentError
from broadsheet.store.store import Store

CONFLICT = "# Us\n\n<<<<<<< HEAD\nOurs.\n=======\nTheirs.\n>>>>>>> theirs\n"
PLACES = ("notes/2603.00001.md", "digests/2026-03-02.md", "pages/colophon.md")

TOO_DEEP = (
    "[" * 100_000,
    "![" * 50_000,
    "[a][" * 25_000,
    "[a](" * 25_000,
    "<![CDATA[" * 9_000,
    '<a href="' * 9_000,
    "> " * 50_000,
    "1. " * 30_000,
    "  * " * 100 + "a",
)
ORDINARY = (
    "[a](b) " * 1000,
    "(" * 150 + ")" * 150,
    "- - - -\n",
    "* " * 60,
    "- a\n" * 500,
    "1) a b) c) " * 300,
    "> > > quoted\n",
    "a < b\n\n" * 300,
)


def write(tmp_path: Path, place: str, words: str | bytes) -> Store:
    path = tmp_path / "content" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(words.encode() if isinstance(words, str) else words)
    return Store(tmp_path)


def page(tmp_path: Path, words: str | bytes) -> str:
    return write(tmp_path, "pages/colophon.md", words).load().pages["colophon"]


def problems(store: Store) -> tuple[str, ...]:
    with pytest.raises(ContentError) as caught:
        store.load()
    return caught.value.problems


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_an_unfinished_merge_is_not_published(tmp_path, place, line_end):
    [problem] = problems(write(tmp_path, place, CONFLICT.replace("\n", line_end)))
    assert problem.startswith(f"content/{place}: line 3: an unfinished merge left '<<<<<<<' there; ")


@pytest.mark.parametrize(
    "left", ["Ours.\n>>>>>>> theirs\n", "<<<<<<< HEAD\nOurs.\n", "---\npin: true\n>>>>>>> x\n---\n"]
)
def test_one_mark_that_was_left_is_enough(tmp_path, left):
    [problem] = problems(write(tmp_path, "notes/2603.00001.md", left))
    assert "an unfinished merge left" in problem


@pytest.mark.parametrize(
    "words", ["Us\n=======\n", "    <<<<<<< HEAD\n", "a <<<<<<< b", ">>>>>>>\n", "<<<<<<<<< x\n"]
)
def test_words_that_only_look_like_one_stay(tmp_path, words):
    assert page(tmp_path, words) == words


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("fences", [("---", "---"), ("---  ", "---\t"), ("---", "...")])
def test_front_matter_of_a_page_is_not_printed(tmp_path, mark, line_end, fences):
    opening, closing = fences
    text = f"{opening}\ntitle: Colophon\n{closing}\nSet in lead.\n".replace("\n", line_end)
    assert page(tmp_path, mark + text.encode()) == "# Colophon\n\nSet in lead.\n"


def test_a_heading_stands_above_a_title(tmp_path):
    assert page(tmp_path, "---\ntitle: Other\n---\n# Colophon\n") == "# Colophon\n"


def test_a_byte_order_mark_of_a_page_is_not_printed(tmp_path):
    assert page(tmp_path, b"\xef\xbb\xbf# Colophon\n") == "# Colophon\n"


@pytest.mark.parametrize("place", PLACES)
def test_front_matter_may_be_empty(tmp_path, place):
    assert write(tmp_path, place, "---\n---\nWords.\n").load()


def test_a_key_that_a_page_does_not_have_is_named(tmp_path):
    store = write(tmp_path, "pages/colophon.md", "---\nlabels: [a]\n---\nWords.\n")
    assert problems(store) == ("content/pages/colophon.md: unknown key 'labels'; known: title, status",)


def test_front_matter_without_an_end_is_named(tmp_path):
    store = write(tmp_path, "pages/colophon.md", "---\ntitle: Colophon\n")
    assert problems(store) == (
        "content/pages/colophon.md: the front matter has no end; close it with a line '---'",
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("words", TOO_DEEP, ids=lambda words: words[:8])
def test_words_that_nothing_could_render_in_time_are_named_at_once(tmp_path, place, words):
    store = write(tmp_path, place, f"First.\n\n{words}\n")
    with little_work():
        [problem] = problems(store)
    assert problem.startswith(f"content/{place}: more than ")


@pytest.mark.parametrize("words", ORDINARY, ids=lambda words: words[:8])
def test_words_as_people_write_them_stay(tmp_path, words):
    assert page(tmp_path, words) == words


def test_an_introduction_may_name_the_regions_of_its_map(tmp_path):
    words = '---\nregions: [world models, "", "  石头 "]\n---\nHello.\n'
    [introduction] = write(tmp_path, "digests/2026-W10.md", words).load().introductions
    assert introduction.regions == ("world models", "石头") and introduction.words == "Hello."
    wrong = write(tmp_path, "digests/2026-W10.md", "---\nregions: world models\n---\n")
    [problem] = problems(wrong)
    assert problem.startswith("content/digests/2026-W10.md: regions: must be a list of texts")
