"""Answers of arXiv in their recorded shapes, about made-up papers."""

from __future__ import annotations

from xml.sax.saxutils import escape

FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"
 xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/made-up</id>
  <title>arXiv Query: made up</title>
  <opensearch:itemsPerPage>{count}</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
  {entries}
</feed>"""
RSS = """<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
  <channel>
    <title>{title}</title>
    <link>http://rss.arxiv.org/rss/cs.CL</link>
    <description>{description}</description>
    {day}
    {items}
  </channel>
</rss>"""


def feed(*entries: str, total: int | None = None) -> bytes:
    count = len(entries)
    return FEED.format(
        count=count, total=count if total is None else total, entries="\n".join(entries)
    ).encode()


def entry(number: int = 1, submitted: str = "2026-05-18T15:00:00Z", **parts: str) -> str:
    """An entry; a part that is given replaces that element, an empty one leaves it away."""
    address = f"http://arxiv.org/abs/2605.{number:05}v1"
    elements = {
        "id": f"<id>{address}</id>",
        "title": f"<title>On\n  Paper {number}</title>",
        "updated": f"<updated>{submitted}</updated>",
        "link": f'<link href="{address}" rel="alternate" type="text/html"/>',
        "summary": "<summary>  We count\n  $\\sim$60% of the stones. </summary>",
        "categories": '<category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>',
        "published": f"<published>{submitted}</published>",
        "comment": "",
        "journal": "",
        "doi": "",
        "primary": '<arxiv:primary_category term="cs.CL"/>',
        "authors": "<author><name>Ada Example</name></author>",
    }
    return f"<entry>{''.join((elements | parts).values())}</entry>"


def error(said: str = "incorrect id format for abc") -> str:
    return (
        "<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_abc</id><title>Error</title>"
        f"<summary>{said}</summary><author><name>arXiv api core</name></author></entry>"
    )


def rss(
    *items: str,
    day: str = "<pubDate>Tue, 19 May 2026 00:00:00 -0400</pubDate>",
    title: str = "cs.CL updates on arXiv.org",
    description: str = "cs.CL updates on the arXiv.org e-print archive.",
) -> bytes:
    return RSS.format(title=title, description=description, day=day, items="\n".join(items)).encode()


def item(number: int = 1, kind: str = "new", version: int = 1, **parts: str) -> str:
    name = f"2605.{number:05}"
    said = f"arXiv:{name}v{version} Announce Type: {kind} \nAbstract: We count\n $\\sim$60% of the stones."
    elements = {
        "title": f"<title>Paper {number}</title>",
        "link": f"<link>https://arxiv.org/abs/{name}</link>",
        "description": f"<description>{escape(said)}</description>",
        "guid": f'<guid isPermaLink="false">oai:arXiv.org:{name}v{version}</guid>',
        "categories": "<category>cs.CL</category><category>cs.LG</category>",
        "date": "<pubDate>Tue, 19 May 2026 00:00:00 -0400</pubDate>",
        "kind": f"<arxiv:announce_type>{kind}</arxiv:announce_type>",
        "rights": "<dc:rights>https://licence.example/</dc:rights>",
        "authors": "<dc:creator>Ada Example, Béla Sample</dc:creator>",
        "more": "",
    }
    return f"<item>{''.join((elements | parts).values())}</item>"
