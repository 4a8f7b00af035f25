"""Reading back what a build wrote, with the parsers that others use: all words that an output holds."""

from __future__ import annotations

import gzip
import json
from xml.etree.ElementTree import Element, fromstring

import feedparser
import html5lib
import rispy
import yaml
from pybtex.database import parse_bytes

from broadsheet.search.index.binary import parse_file


def text(data: bytes) -> str:
    return data.decode()


def json_values(data: bytes) -> str:
    """A document as it is parsed, or a gzipped one of a document a line."""
    if data.startswith(b"\x1f\x8b"):
        return "\n".join(map(json_values, gzip.decompress(data).splitlines()))
    return json.dumps(json.loads(data), ensure_ascii=False)


def whole_page(data: bytes) -> str:
    return _words(_html(data))


def body(data: bytes) -> str:
    """What a page shows, and where its links lead."""
    shown = _html(data).find("body")
    for script in shown.iter("script"):
        script.text = ""
    return _words(shown)


def head(data: bytes) -> str:
    """What a page says in its head: title, description, Highwire tags."""
    return _words(_html(data).find("head"))


def linked_data(data: bytes) -> str:
    """A page's schema.org data, as it is parsed."""
    [script] = [one for one in _html(data).iter("script") if one.get("type") == "application/ld+json"]
    return json.dumps(json.loads(script.text), ensure_ascii=False)


def front_matter(data: bytes) -> str:
    """The front matter of a page for MkDocs, as YAML reads it."""
    return json.dumps(yaml.safe_load(data.decode().split("---\n")[1]), ensure_ascii=False)


def _html(data: bytes) -> Element:
    return html5lib.parse(data, namespaceHTMLElements=False)


def _words(tree: Element) -> str:
    """The text and the attributes of all elements."""
    found: list[str] = []
    for element in tree.iter():
        found += [element.text or "", element.tail or "", *element.attrib.values()]
    return "\n".join(found)


def xml(data: bytes) -> str:
    return _words(fromstring(data))


def feed(data: bytes) -> str:
    """The items of a feed: those of a JSON Feed, or what a feed reader finds in RSS and Atom."""
    if data.startswith(b"{"):
        return json.dumps(json.loads(data)["items"], ensure_ascii=False)
    read = feedparser.parse(data)
    assert not read.bozo, read.get("bozo_exception")
    return json.dumps(read.entries, default=str, ensure_ascii=False)


def bibtex(data: bytes) -> str:
    """The keys, names and fields of all entries, a line each."""
    lines: list[str] = []
    for key, entry in parse_bytes(data, "bibtex").entries.items():
        lines.append(key)
        lines += map(str, entry.persons.get("author", ()))
        lines += map(" = ".join, entry.fields.items())
    return "\n".join(lines)


def ris(data: bytes) -> str:
    return json.dumps(rispy.loads(data.decode()), ensure_ascii=False)


def search_head(data: bytes) -> str:
    """The head of a file of the search: cards, terms or facets."""
    return json.dumps(parse_file(data)[0], ensure_ascii=False)
