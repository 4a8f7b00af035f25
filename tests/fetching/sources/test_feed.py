"""Feeds of any kind: whose paper an item is, on which day it counts, and what is refused."""

from __future__ import annotations

import json
from datetime import date

import httpx
import pytest

from broadsheet.errors import NotAsked, SourceError
from broadsheet.fetching.client import TRIES
from broadsheet.fetching.sources import feed
from broadsheet.model.ledger import Rejection
from broadsheet.model.paper import Version
from broadsheet.model.site import SourceConfig

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
DAYS = (MONDAY, TUESDAY)
SOURCE = SourceConfig("lab", "feed", "The Lab", "https://lab.example/news/feed.xml")
RSS_DATE = "Tue, 03 Mar 2026 10:00:00 GMT"


def rss(*items: str, encoding: str = "utf-8", head: str = "") -> bytes:
    spaces = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    start = f'<?xml version="1.0" encoding="{encoding}"?>{head}<rss version="2.0" {spaces}>'
    return f"{start}<channel><title>Lab</title>{''.join(items)}</channel></rss>".encode(encoding)


def item(inner: str = "", title: str = "Stones", when: str = RSS_DATE) -> str:
    named = inner if "<link>" in inner else f"{inner}<link>https://lab.example/1</link>"
    return f"<item><title>{title}</title><pubDate>{when}</pubDate>{named}</item>"


def atom(*entries: str, base: str = "") -> bytes:
    start = f'<feed xmlns="http://www.w3.org/2005/Atom"{base}><title>Lab</title>'
    return f"{start}{''.join(entries)}</feed>".encode()


def json_feed(*items: object) -> bytes:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Lab", "items": items}
    ).encode()


def parse(body: bytes, source: SourceConfig = SOURCE, days=DAYS, today: date = TUESDAY):
    return feed.parse(body, source, days, today)


def only(body: bytes):
    [paper] = [paper for batch in parse(body) for paper in batch.papers]
    return paper


def test_an_rss_item_is_read_with_all_that_a_journal_says():
    paper = only(
        rss(
            item(
                "<link>/articles/1</link><dc:creator>Ada Example</dc:creator>"
                "<dc:creator>Bo Sample</dc:creator><dc:identifier>doi:10.5555/Stones.1</dc:identifier>"
                "<prism:publicationName>Journal of Stones</prism:publicationName><category>rocks</category>"
                "<description>&lt;p&gt;We &lt;b&gt;count&lt;/b&gt; them &amp;amp; more.</description>"
            )
        )
    )
    assert (paper.id, paper.doi) == ("doi-10.5555-stones.1", "10.5555/stones.1")
    assert paper.authors == ("Ada Example", "Bo Sample")
    assert paper.abstract == "We count them & more."
    assert (paper.journal, paper.keywords, paper.published) == ("Journal of Stones", ("rocks",), TUESDAY)
    [sighting] = paper.sightings
    assert (sighting.source, sighting.day, sighting.url) == ("lab", TUESDAY, "https://lab.example/articles/1")


def test_an_atom_entry_is_read_and_its_links_follow_the_base_of_the_feed():
    paper = only(
        atom(
            '<entry><id>tag:lab.example,2026:1</id><title type="html">H&lt;sub&gt;2&lt;/sub&gt;O</title>'
            '<link href="p/1"/><link rel="related" href="https://arxiv.org/abs/2603.00009"/>'
            "<author><name>Ada Example</name></author><author><name>Bo Sample</name></author>"
            "<published>2026-03-02T23:00:00-05:00</published><updated>2026-03-03T09:00:00Z</updated>"
            '<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a<br/>b</div></summary></entry>',
            base=' xml:base="https://other.example/z/"',
        )
    )
    assert paper.id.startswith("lab-")
    assert (paper.title, paper.abstract) == ("H₂O", "a b")
    assert paper.authors == ("Ada Example", "Bo Sample")
    assert (paper.day, paper.sightings[0].url) == (MONDAY, "https://other.example/z/p/1")


@pytest.mark.parametrize(
    ("fields", "abstract"),
    [
        ({"content_text": "We count them."}, "We count them."),
        ({"content_html": "<p>We <b>count</b> them.</p>"}, "We count them."),
        ({"summary": "In short.", "content_text": "We count them."}, "In short."),
        ({"content_html": 7}, ""),
    ],
)
def test_an_item_of_a_json_feed_is_told_by_its_summary_or_its_content(fields, abstract):
    paper = only(json_feed({"id": "1", "title": "Stones", **fields}))
    assert paper.abstract == abstract


def test_an_address_among_the_authors_is_nobody_s_name():
    people = [{"name": "editor@lab.example"}, {"name": "Ada Example"}]
    assert only(json_feed({"id": "1", "title": "Stones", "authors": people})).authors == ("Ada Example",)


def test_a_json_feed_is_read():
    paper = only(
        json_feed(
            {
                "id": 7,
                "url": "/n/7",
                "external_url": "https://arxiv.org/abs/2603.00007v2",
                "title": "Stones",
                "content_html": "<p>We count.</p>",
                "authors": [{"name": "Ada Example"}],
                "date_published": "2026-03-02T08:00:00Z",
                "tags": ["rocks"],
            }
        )
    )
    assert (paper.id, paper.abstract, paper.authors) == ("2603.00007", "We count.", ("Ada Example",))
    assert (paper.day, paper.sightings[0].url) == (MONDAY, "https://lab.example/n/7")


@pytest.mark.parametrize(
    ("named", "paper_id"),
    [
        ("<guid>oai:arXiv.org:2603.00001v3</guid>", "2603.00001"),
        ("<link>https://arxiv.org/abs/2603.00001v1</link>", "2603.00001"),
        ("<link>https://arxiv.org/pdf/hep-th/9901001</link>", "hep-th-9901001"),
        ("<link>https://doi.org/10.48550/arXiv.2603.00001</link>", "2603.00001"),
        ("<prism:doi>10.5555/A.1</prism:doi>", "doi-10.5555-a.1"),
        ("<guid isPermaLink='false'>10.5555/a.1</guid>", "doi-10.5555-a.1"),
        ("<link>https://press.example/doi/abs/10.5555/a.1?af=R</link>", "doi-10.5555-a.1"),
        (
            "<link>https://www.biorxiv.org/content/10.64898/2026.02.28.1v2?rss=1</link>",
            "doi-10.64898-2026.02.28.1",
        ),
        (
            "<link>https://www.biorxiv.org/content/10.1101/2026.02.28.1v1.full</link>",
            "doi-10.1101-2026.02.28.1",
        ),
        ("<guid isPermaLink='false'>news-7</guid>", "lab-news-7"),
        ("<link>https://notarxiv.example/abs/2603.00001</link>", None),
        ("<guid>https://arxiv.org/abs/\u0662\u0666\u0660\u0663.\u0660\u0660\u0660\u0660\u0661</guid>", None),
    ],
)
def test_an_item_goes_by_the_arxiv_id_or_doi_it_names_and_else_by_its_own(named, paper_id):
    found = only(rss(item(named))).id
    assert found == paper_id if paper_id else found.startswith("lab-") and found.isascii()


def test_a_version_of_a_preprint_goes_by_what_all_its_dois_have_in_common():
    paper = only(rss(item("<prism:doi>10.21203/rs.3.rs-1/v2</prism:doi>")))
    assert (paper.id, paper.doi) == ("doi-10.21203-rs.3.rs-1", "10.21203/rs.3.rs-1/v2")
    assert paper.versions == (Version(2),)


def test_a_server_of_preprints_is_no_journal_of_an_item():
    name = "<prism:publicationName>{}</prism:publicationName>"
    assert only(rss(item(name.format("bioRxiv")))).journal == ""
    assert only(rss(item(name.format("Journal of Stones")))).journal == "Journal of Stones"


def test_a_link_that_is_no_address_of_the_web_is_not_kept():
    for bad in ("javascript:alert(1)", "data:text/html,x", "ftp://x.example/1"):
        paper = only(rss(item(f"<link>{bad}</link><guid isPermaLink='false'>n1</guid>")))
        assert paper.sightings[0].url == ""


def test_plain_text_stays_what_it_is_and_html_becomes_text():
    assert only(rss(item(title="if a &lt; b then"))).title == "if a < b then"
    assert only(rss(item(title="&lt;i&gt;E. coli&lt;/i&gt; at home"))).title == "E. coli at home"
    plain = '<id>x</id><title type="text">a &lt;b&gt; c</title><updated>2026-03-03T00:00:00Z</updated>'
    assert only(atom(f"<entry>{plain}</entry>")).title == "a <b> c"


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Ada Example, Bo Sample and Cy Third", ("Ada Example", "Bo Sample", "Cy Third")),
        ("Example, Ada; Sample, Bo", ("Ada Example", "Bo Sample")),
        ("Example, Ada", ("Ada Example",)),
        ("Ada Example", ("Ada Example",)),
        ("ada@lab.example", ()),
        ("ada@lab.example (Ada Example)", ("Ada Example",)),
        ("ada@lab.org (Ada)", ("Ada",)),
    ],
)
def test_names_in_one_field_are_taken_apart_where_that_is_certain(field, names):
    assert only(rss(item(f"<dc:creator>{field}</dc:creator>"))).authors == names


@pytest.mark.slow
def test_ten_thousand_authors_are_all_kept():
    people = "".join(f"<dc:creator>Ada Example{n}</dc:creator>" for n in range(10_000))
    assert len(only(rss(item(people))).authors) == 10_000


def test_items_go_to_the_days_they_are_dated_and_the_rest_is_not_offered():
    old = item("<guid>n0</guid>", when="Mon, 23 Feb 2026 00:00:00 GMT")
    monday = item("<guid>n1</guid>", when="Mon, 02 Mar 2026 00:00:00 +0200")
    batches = parse(rss(item("<guid>n2</guid>"), monday, old))
    assert [(batch.day, len(batch.papers), batch.drops) for batch in batches] == [
        (MONDAY, 1, ()),
        (TUESDAY, 1, ()),
    ]


@pytest.mark.parametrize("when", ["", "soon", "Fri, 01 Jan 2044 00:00:00 GMT"])
def test_an_item_without_a_date_or_of_a_day_to_come_counts_for_today(when):
    paper = only(rss(item(when=when)))
    assert (paper.day, paper.published) == (TUESDAY, None)


def test_an_item_without_a_date_is_not_offered_for_days_gone_by():
    assert parse(rss(item(when="")), days=(MONDAY,)) == ()


def test_of_days_before_its_oldest_item_a_feed_says_nothing():
    [batch] = parse(rss(item()))
    assert batch.day == TUESDAY


def test_a_feed_without_items_is_a_quiet_today():
    [batch] = parse(rss())
    assert (batch.day, batch.papers, batch.drops, batch.cap) == (TUESDAY, (), (), "")


def test_what_cannot_be_kept_is_dropped_with_the_reason():
    twice = item("<guid isPermaLink='false'>n1</guid>")
    [batch] = parse(rss(item(title=""), twice, twice))
    assert [paper.id for paper in batch.papers] == ["lab-n1"]
    assert batch.drops == (
        Rejection("https://lab.example/1", "", "no title"),
        Rejection("lab-n1 again", "Stones", "listed twice on this day"),
    )


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "windows-1252", "utf-8"])
def test_a_feed_is_read_in_the_encoding_that_it_declares(encoding):
    assert (
        only(
            rss(item(title="Béla’s stones" if encoding != "iso-8859-1" else "Béla"), encoding=encoding)
        ).title[:4]
        == "Béla"
    )


def test_a_feed_in_another_encoding_than_it_declares_loses_no_item():
    body = rss(item(title="Béla")).decode().encode("latin-1")
    assert "la" in only(body).title


def test_zero_bytes_and_invisible_characters_are_left_out():
    assert only(rss(item(title="Sto\x00nes\u202e"))).title == "Stones"


def test_a_feed_that_is_not_well_formed_but_whole_is_read():
    paper = only(rss(item("<description>Tom & Jerry <b>count</description>")))
    assert paper.title == "Stones"


def test_a_feed_that_is_cut_off_is_asked_for_again():
    body = rss(*(item(f"<guid>n{n}</guid>") for n in range(20)))
    with pytest.raises(SourceError, match="cut off or broken"):
        parse(body[: len(body) // 2])


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "answered nothing"),
        (b" \n", "answered nothing"),
        (b"<!doctype html><title>Please verify</title>", "a web page, not a feed"),
        (b"<html><body>Please wait</body></html>", "not a feed"),
        (b"Rate exceeded.", "not a feed"),
        (b'{"version": 1}', "not a JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}', "not a JSON Feed"),
        (b'{"version"', "not JSON"),
        (b"\0" * 100, "answered"),
    ],
)
def test_what_is_no_feed_is_refused_in_one_sentence(body, told):
    with pytest.raises(SourceError, match=told) as caught:
        parse(body)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_ones_own_are_refused_before_any_parser_sees_them(encoding):
    bomb = (
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    with pytest.raises(SourceError, match="document type"):
        parse(rss(item(title="&b;&c;"), encoding=encoding, head=bomb))


def test_words_about_document_types_are_no_document_type():
    assert only(rss(item(title="On &lt;!DOCTYPE and &lt;!ENTITY"))).title.startswith("On <!DOC")


def test_a_long_name_of_a_source_still_makes_ids_that_name_files():
    from broadsheet.model.ids import is_safe_id

    named = SourceConfig("a-very-" * 12 + "long-name", "feed", "", SOURCE.url)
    [batch] = parse(rss(item(f"<guid isPermaLink='false'>{'Ä/..' * 200}</guid>")), named)
    assert is_safe_id(batch.papers[0].id)


def test_every_day_fails_with_the_feed_and_says_why(answers):
    for _ in range(2):
        answers.give(200, b"<html>")
    batches = list(feed.fetch(answers.web(), SOURCE, DAYS, TUESDAY))
    assert [batch.day for batch in batches] == list(DAYS)
    assert all("not a feed" in batch.failed for batch in batches)


def test_one_request_serves_all_days_and_no_day_asks_for_nothing(answers):
    answers.give(200, rss(item()))
    assert [batch.day for batch in feed.fetch(answers.web(), SOURCE, DAYS, DAYS[-1])] == [TUESDAY]
    assert list(feed.fetch(answers.web(), SOURCE, (), date(2026, 3, 6))) == []


def test_a_host_that_is_left_alone_is_no_failure_of_a_day(answers):
    web = answers.web()
    for _ in range(3):
        for _ in range(TRIES):
            answers.give(503)
        list(feed.fetch(web, SOURCE, DAYS, DAYS[-1]))
    with pytest.raises(NotAsked):
        list(feed.fetch(web, SOURCE, DAYS, DAYS[-1]))


@pytest.mark.slow
def test_fifty_megabytes_are_read_or_refused_in_one_sentence():
    long = item("<description>" + "word " * 1800 + "</description>").replace("/1<", "/%d<")
    whole = rss(*(long % n for n in range(6_000)))
    assert len(whole) > 50 * 1024 * 1024
    [batch] = parse(whole)
    assert len(batch.papers) == 6000
    with pytest.raises(SourceError, match="not well-formed"):
        parse(whole.replace(b"<title>Stones", b"<title>Stones &", 1))


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_two_versions_in_one_feed_the_later_is_kept_and_the_other_named(order):
    items = ""
    for number in order:
        doi = f"10.21203/rs.3.rs-1/v{number}"
        items += f"<item><title>Stones</title><guid>{doi}</guid><link>https://doi.org/{doi}</link></item>"
    body = f'<rss version="2.0"><channel><title>Lab</title>{items}</channel></rss>'.encode()
    [batch] = feed.parse(body, SOURCE, [TUESDAY], TUESDAY)
    assert [(paper.id, paper.doi) for paper in batch.papers] == [
        ("doi-10.21203-rs.3.rs-1", "10.21203/rs.3.rs-1/v2")
    ]
    assert [drop.reason for drop in batch.drops] == ["listed twice on this day"]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/rss">', "url: https://lab.example/rss"),
        ("<LINK REL=ALTERNATE HREF=a.xml TYPE=application/atom+xml>", "https://lab.example/news/a.xml"),
        ('<link rel="alternate" hreflang="de" href="/de">', "it names none"),
        ('<link rel="alternate" type="application/rss+xml" href="http://[">', "it names none"),
        ("", "it names none"),
    ],
)
def test_a_web_page_is_said_to_be_one_soon_with_the_feed_that_it_names(answers, head, told):
    for _ in range(2):
        answers.give(200, f"<!doctype html><html><head>{head}</head></html>".encode())
    failures = [batch.failed for batch in feed.fetch(answers.web(), SOURCE, DAYS, TUESDAY)]
    assert "answered a web page, not a feed" in failures[0] and told in failures[0]
    assert sum(answers.slept) <= 1


def test_of_a_missing_feed_no_markup_is_said(answers):
    answers.give(404, b"<!DOCTYPE html><html><title>Oops</title></html>")
    [failure] = {batch.failed for batch in feed.fetch(answers.web(), SOURCE, DAYS, TUESDAY)}
    assert failure == f"GET {SOURCE.url}: answered 404: Not Found, with a web page"


def test_a_missing_network_is_said_within_seconds(answers):
    for _ in range(3):
        answers.waiting.append(httpx.ConnectError("no network"))
    [failure] = {batch.failed for batch in feed.fetch(answers.web(), SOURCE, DAYS, TUESDAY)}
    assert "no connection (see that this machine is online" in failure
    assert sum(answers.slept) <= 5


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Table of Contents", "table of contents"),
        ("Table of contents, Volume 12, No. 3", "table of contents"),
        ("Issue Information \N{HYPHEN} TOC", "issue information"),
        ("Editorial Board (Vol. 7)", "editorial board"),
        ("Masthead", "editorial board"),
        ("Inside Front Cover", "cover"),
        ("Front Cover: A Lamp in the Dark (Adv. Stones 3/2026)", "cover"),
        ("IEEE Transactions on Stones Publication Information", "issue information"),
        ("Instructions for Authors", "information for authors"),
        ("Correction", ""),
        ("Correction to: Stones in the Dark", ""),
        ("Retraction Note", ""),
        ("Editorial", ""),
        ("Editorial Boards and Their Decisions", ""),
        ("Cover: Choosing Few Stones for Many", ""),
        ("A Table of Contents for Every Stone", ""),
        ("Land Cover in No. 7 of the Atlas", ""),
    ],
)
def test_parts_of_an_issue_that_are_no_papers_are_dropped_with_the_reason(title, part):
    item = f"<item><title>{title}</title><guid>https://lab.example/1</guid></item>"
    body = f'<rss version="2.0"><channel><title>Lab</title>{item}</channel></rss>'.encode()
    [batch] = feed.parse(body, SOURCE, [TUESDAY], TUESDAY)
    reasons = [drop.reason for drop in batch.drops]
    assert reasons == ([f"no paper, but a part of the issue: {part}"] if part else [])
    assert len(batch.papers) == (0 if part else 1)
