"""Items of a JSON Feed, version 1.0 or 1.1: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

from typing import Any

from broadsheet.errors import SourceError
from broadsheet.fetching import json_values
from broadsheet.fetching.json_values import address, as_dict, parse_json, text, texts
from broadsheet.fetching.persons import Persons, names_anybody, read_bylines
from broadsheet.fetching.sources.feed_abstracts import Abstract, read_abstract
from broadsheet.fetching.sources.feed_items import FeedItem
from broadsheet.model.site import SourceConfig

_VERSION_PREFIX = "https://jsonfeed.org/version/"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def is_json(body: bytes) -> bool:
    """Return true where an answer begins as a JSON object does."""
    start = body.lstrip(_BYTE_ORDER_MARK + b" \t\r\n")
    return start.startswith(b"{")


def parse_json_feed(body: bytes, source: SourceConfig) -> list[FeedItem]:
    """Return the items of a JSON Feed; SourceError where it is none."""
    value = parse_json(body.removeprefix(_BYTE_ORDER_MARK))
    feed = as_dict(value)
    version = text(feed.get("version"))
    rows = feed.get("items")
    if not version.startswith(_VERSION_PREFIX) or not isinstance(rows, list):
        raise SourceError("answered JSON that is not a JSON Feed")
    items = []
    for row in rows:
        item = _parse_item(as_dict(row), feed, source)
        items.append(item)
    return items


def _parse_item(row: dict[str, Any], feed: dict[str, Any], source: SourceConfig) -> FeedItem:
    own_id = _find_id(row)
    link = address(row.get("url"), source.url)
    external_link = address(row.get("external_url"), source.url)
    abstract = _find_abstract(row, _find_authors(row, feed))
    return FeedItem(
        title=text(row.get("title")),
        summary=abstract.text,
        authors=abstract.authors,
        keywords=texts(row.get("tags")),
        key=own_id or link or external_link,
        names=(own_id, external_link, link),
        link=link or external_link or address(own_id),
        dates=texts([row.get("date_published"), row.get("date_modified")]),
    )


def _find_id(row: dict[str, Any]) -> str:
    """Return an item's id, which some feeds give as a number."""
    own_id = text(row.get("id"))
    if own_id:
        return own_id
    number = json_values.count(row.get("id"))
    if number:
        return str(number)
    return ""


def _find_abstract(row: dict[str, Any], authors: Persons) -> Abstract:
    for key in ("summary", "content_text"):
        summary = text(row.get(key))
        if summary:
            return Abstract(summary, authors)
    html = row.get("content_html")
    if isinstance(html, str):
        return read_abstract(html, authors)
    return Abstract("", authors)


def _find_authors(row: dict[str, Any], feed: dict[str, Any]) -> Persons:
    """Return the authors of an item, or of the feed where it names none, as 1.1 and as 1.0 call them."""
    for holder in (row, feed):
        for key in ("authors", "author"):
            authors = holder.get(key)
            if names_anybody(authors):
                return read_bylines(authors)
    return Persons()
