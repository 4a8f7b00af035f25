"""Texts of feeds: which elements are an item's own, and what its reader would see of them."""

from __future__ import annotations

from datetime import date
from html import escape

import pytest

from broadsheet.fetching.sources import feed
from broadsheet.model.site import SourceConfig

TODAY = date(2026, 5, 29)
SOURCE = SourceConfig("stones", "feed", "Stones", "https://stones.example/feed")
SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)


def papers_of(body: bytes):
    days = [date.fromordinal(TODAY.toordinal() - back) for back in range(30)]
    return [paper for batch in feed.parse(body, SOURCE, days, TODAY) for paper in batch.papers]


def rss(item: str) -> bytes:
    return (
        f'<rss version="2.0" {SPACES}><channel><title>T</title><item>{item}</item></channel></rss>'.encode()
    )


def atom(title: str) -> bytes:
    entry = f"<entry><id>1</id>{title}</entry>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{entry}</feed>'.encode()


OWN = "<title>Stones</title><description>Of stones.</description>"


@pytest.mark.parametrize(
    "item",
    [
        f"{OWN}<media:title>A photo</media:title><media:description>Of a lamp.</media:description>",
        f"<media:title>A photo</media:title><media:description>Of a lamp.</media:description>{OWN}",
        "<title>Stones</title><media:content url='https://s.example/1.png'><media:title>A photo</media:title>"
        "<media:description>Of a lamp > b.</media:description></media:content>"
        "<description>Of stones.</description>",
        f"<media:group><media:description>Of a lamp.</media:description><media:title/></media:group>{OWN}",
        f"<itunes:title>Talk</itunes:title><itunes:summary>Of talk.</itunes:summary>{OWN}",
        f"{OWN}<itunes:summary>Of talk.</itunes:summary><itunes:subtitle>Talk</itunes:subtitle>",
        f"{OWN}<dc:title>Stones, a journal</dc:title><dc:description>Vol. 1</dc:description>",
        f"<dc:description>Vol. 1</dc:description><dc:title>Stones, a journal</dc:title>{OWN}",
        f"<image><title>A photo</title><url>https://s.example/1.png</url></image>{OWN}",
        f"<content:encoded>All of the article.</content:encoded>{OWN}",
        "<dc:title>Stones</dc:title><dc:description>Of stones.</dc:description>",
        "<title></title><dc:title>Stones</dc:title><dc:description>Of stones.</dc:description>",
    ],
)
def test_an_item_has_its_own_title_and_description(item):
    [paper] = papers_of(rss(item))
    assert (paper.title, paper.abstract) == ("Stones", "Of stones.")


def test_the_words_of_a_picture_alone_are_no_abstract():
    [paper] = papers_of(rss("<title>Stones</title><media:description>Of a lamp.</media:description>"))
    assert paper.abstract == ""


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("if x<y and z>w hold", "if x<y and z>w hold"),
        ("List<String> in Java", "List<String> in Java"),
        ("A &lt; B and C &gt; D", "A < B and C > D"),
        ("10<sup>5.5</sup> cells", "10^5.5 cells"),
        ("in <mml:math><mml:mi>N</mml:mi></mml:math>-coupled ones", "in N-coupled ones"),
        ("a {name} -- and ``more''", "a {name} -- and ``more''"),
        ("caf&eacute; &amp;amp; more", "café &amp; more"),
        ("<p>Only a paragraph</p>", "Only a paragraph"),
    ],
)
def test_titles_and_descriptions_of_rss_are_html(html, words):
    value = escape(html, quote=False)
    [paper] = papers_of(rss(f"<title>{value}</title><description>{value}</description>"))
    assert (paper.title, paper.abstract) == (words, words)


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ("<title>The &lt;b&gt; element</title>", "The <b> element"),
        ('<title type="html">The &lt;b&gt;bold&lt;/b&gt; one</title>', "The bold one"),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">10<sup>5.5</sup></div></title>',
            "10^5.5",
        ),
    ],
)
def test_atom_says_of_each_text_what_it_is(element, words):
    [paper] = papers_of(atom(element))
    assert paper.title == words


def test_the_shared_cases_are_read_as_their_readers_would(recorded):
    folder = recorded / "cases"
    media = papers_of((folder / "rss-media.xml").read_bytes())
    assert len(media) == 7
    for paper in media:
        number = paper.title.partition(":")[0]
        assert paper.abstract == f"Sum {number.lower()}."
    texts = {paper.title[:2]: paper for paper in papers_of((folder / "rss-html.xml").read_bytes())}
    assert texts["00"].title.endswith("Optical solitons in N-coupled equations")
    assert texts["02"].title.endswith("10^5.5 and 2^(n/2) and 10^-a")
    assert texts["06"].title.endswith("if x<y and z>w hold")
    assert texts["16"].title.endswith("List<String> in Java")
    assert texts["18"].title.endswith("ε<0.1 or n>5")
    assert texts["22"].title.endswith("x² formulas")
    for key, paper in texts.items():
        assert paper.abstract in paper.title, key
