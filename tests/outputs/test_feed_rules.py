"""The feeds, held to the rules of the W3C feed validator (``feed_rules``)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from conftest import REPOSITORY
from feed_rules import complaints
from make import make_entry, make_library, make_note, make_paper, make_sighting, make_site, make_topic
from thorough import at_most

from broadsheet import pipeline
from broadsheet.model.paper import Version
from broadsheet.outputs.feeds.feeds import feeds

ROOT = "https://review.example/digest/"
HOSTILE = (
    "</title></b><script>alert(1)</script> a ]]> b “q” & 'q' \"q\" &amp; &lt; 3&4 x<y"
    " &#x41; \x00\x1b\x85\ufffd 🎉 שלום \u202eevil <![CDATA[ <!-- ?> %s {{ x }}"
)
MATH = (
    r"$\hat{x} = -\sum_{i<n} \left( \frac{a}{b} \right) \& \underbrace{y}_{z} \lim_{n\to\infty} \text{</p>}$"
)


def xml(library):
    return {file.path: file.data for file in feeds(library) if not file.path.endswith((".json", ".md"))}


def hostile_library():
    """Papers whose every word is hostile, one of each kind of correction, and an edition that is over."""
    papers = [
        make_paper(
            id=f"2603.{n:05}", title=f"{HOSTILE} {MATH} {n}", abstract=f"{HOSTILE} {MATH}",
            authors=(HOSTILE,) * at_most(3303, quick=303), organisation=HOSTILE,
            withdrawn=HOSTILE if n == 1 else "", former_titles=(HOSTILE,), journal=HOSTILE,
            versions=(Version(1, date(2026, 3, 1)), Version(2, date(2026, 3, 4))),
        )
        for n in range(1, 41)
    ]  # fmt: skip
    bare = make_paper(
        id="blog-1", title="\u200b", abstract="", authors=("\u200b",), organisation="", code="", project="",
        discussion="", doi="", sightings=(make_sighting(url="https://a.example/?a=1&b=2"),),
    )  # fmt: skip
    entries = [make_entry(paper=p, note=make_note(paper=p.id, takeaway=HOSTILE)) for p in (*papers, bare)]
    topics = (make_topic(name=HOSTILE),)
    site = make_site(name="Q&A </b> &amp; <Exact>", tagline=HOSTILE, hub="https://hub.example/?a=1&b=2")
    return make_library(site=site, topics=topics, entries=[*entries], introductions=())


LIBRARIES = {
    "the world": lambda world: pipeline.read_library(world),
    "the sample": lambda world: pipeline.read_library(REPOSITORY),
    "hostile words": lambda world: hostile_library(),
    "nothing": lambda world: make_library(entries=(), readings=(), introductions=(), topics=()),
}


@pytest.mark.parametrize("which", LIBRARIES)
def test_the_feed_validator_has_neither_an_error_nor_a_warning(which, world):
    library = LIBRARIES[which](world)
    # A reading is of its day or later: what a feed dates later than that would be in the future.
    now = datetime.combine(library.last_read or date(2026, 3, 10), time(0), UTC)
    written = xml(library)
    assert {"feed.xml", "feed.atom", "feeds/feeds.opml", "feeds/corrections.atom"} <= set(written)
    for path, data in written.items():
        if which == "hostile words" and path.endswith(".opml"):
            continue  # an outline's text may be HTML, and the site's own name is its owner's
        assert complaints(data, library.site.url + path, now) == [], path


BREAKS = {
    "SAXError": ("</channel>", ""),
    "NotUTF8": ("encoding='utf-8'", "encoding='latin-1'"),
    "InvalidDoctype": ("<rss", "<!DOCTYPE rss><rss"),
    "UnknownNamespace": ("<rss ", '<rss xmlns:a="urn:a" '),
    "BadCharacters": ("<language>en", "<language>en\x85"),
    "NotBlank": ("<language>en", "<language>"),
    "InvalidLanguage": ("<language>en", "<language>English"),
    "MissingDCLanguage": ("<language>en</language>", ""),
    "InvalidRSSVersion": ('version="2.0"', 'version="0.91"'),
    "MissingDescription": ("<description>Papers that count</description>", ""),
    "MissingSelf": ('rel="self"', 'rel="alternate"'),
    "SelfDoesntMatchLocation": (f'rel="self" href="{ROOT}feed.xml"', f'rel="self" href="{ROOT}rss.xml"'),
    "RelativeSelf": (f'rel="self" href="{ROOT}feed.xml"', 'rel="self" href="feed.xml"'),
    "SelfNotAtom": ("application/rss+xml", "text/html"),
    "UnregisteredAtomLinkRel": ('rel="self"', 'rel="me"'),
    "MisplacedItem": ("</channel>", "<language>en</language></channel>"),
    "UndefinedElement": ("<guid ", "<colour>red</colour><guid "),
    "DuplicateElement": ("<pubDate>", "<pubDate>Mon, 02 Mar 2026 00:00:00 GMT</pubDate><pubDate>"),
    "MissingGuid": ("guid", "comments"),
    "InvalidPermalink": ('isPermaLink="false"', 'isPermaLink="true"'),
    "InvalidTAG": ("tag:review.example,2026:", "tag:review.example:"),
    "InvalidRFC2822Date": ("Mon, 02 Mar 2026 00:00:00 GMT</pubDate>", "2026-03-02</pubDate>"),
    "IncorrectDOW": ("<pubDate>Mon", "<pubDate>Tue"),
    "ImplausibleDate": ("Mon, 02 Mar 2026 00:00:00 GMT</pub", "Mon, 01 Mar 2027 00:00:00 GMT</pub"),
    "InvalidFullLink": (f"<link>{ROOT}paper/", "<link>paper/"),
    "ContainsHTML": ("<title>How", "<title>How &#x3C;/b>"),
    "CharacterData": ("<title>How", "<title>How &lt;b>"),
    "NotHtml": ("&#x3C;p&gt;Ada", "&#x3C;p>&#x3C;/ol>Ada"),
    "SecurityRisk": ("&#x3C;p&gt;Ada", "&#x3C;p>&#x3C;script>1&#x3C;/script>Ada"),
    "SecurityRiskAttr": ("&#x3C;p&gt;Ada", '&#x3C;p onclick="1">Ada'),
    "ContainsRelRef": ('href="https://arxiv.org/', 'href="/'),
    "NeedDescriptionBeforeContent": ("<description>Ten fingers are enough for ten stones.</description>", ""),
}
ATOM_BREAKS = {
    "AvoidNamespacePrefix": ("<feed ", '<feed xmlns:xhtml="http://www.w3.org/1999/xhtml" '),
    "MissingElement": ("<id>", "<x>"),
    "InvalidRFC3339Date": ("<updated>2026-03-02T", "<updated>2026-03-02 "),
    "ContainsUndeclaredHTML": ("<title>How", "<title>How &#x3C;/b>"),
    "MissingXhtmlDiv": ('type="xhtml"><div', 'type="xhtml">x<div'),
    "MissingTextualContent": ("content", "source"),
    "UnexpectedWhitespace": ("paper/2603.00001<", "paper/2603.00001 <"),
    "DuplicateAtomLink": (
        "<link rel",
        '<link rel="alternate" type="text/html" href="https://a.example/"/><link rel',
    ),
    "UnexpectedAttribute": ("<summary>", '<summary mode="escaped">'),
    "SecurityRisk": ("<p>Ada", "<script>1</script><p>Ada"),
}


def broken(path, old, new):
    data = xml(make_library())[path].decode()
    assert old in data, "nothing to break"
    if old == "<id>":
        data = data.replace("</id>", "</x>")
    now = datetime(2026, 3, 10, tzinfo=UTC)
    return complaints(data.replace(old, new).encode(), ROOT + path, now)


@pytest.mark.parametrize("rule", BREAKS)
def test_the_rules_see_what_breaks_them_in_rss(rule):
    assert any(rule in said for said in broken("feed.xml", *BREAKS[rule])), rule


@pytest.mark.parametrize("rule", ATOM_BREAKS)
def test_the_rules_see_what_breaks_them_in_atom(rule):
    assert any(rule in said for said in broken("feed.atom", *ATOM_BREAKS[rule])), rule


def test_a_feed_longer_than_the_validator_reads_is_seen():
    data = xml(make_library())["feed.xml"]
    now = datetime(2026, 3, 10, tzinfo=UTC)
    padded = data + b" " * 5_000_000
    assert any("ValidatorLimit" in said for said in complaints(padded, f"{ROOT}feed.xml", now))
