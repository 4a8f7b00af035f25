"""XML from strangers: what becomes a tree, and in which words everything else is refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import SourceError
from broadsheet.fetching import xml
from broadsheet.fetching.xml import parse_xml


def test_a_tree_has_names_with_their_namespace_and_text():
    root = parse_xml(b'<a xmlns="urn:one" xmlns:t="urn:two" t:x="1">one &amp; <t:b>two</t:b></a>')
    assert (root.tag, root.attrib, root.text) == ("{urn:one}a", {"{urn:two}x": "1"}, "one & ")
    assert root.findtext("{urn:two}b") == "two"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "cp1252"])
def test_the_encoding_is_the_one_the_document_says(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><a>né</a>'
    assert parse_xml(text.encode(encoding)).text == "né"


BOMB = b"""<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>"""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "answered nothing"),
        (b" \r\n ", "answered nothing"),
        (b"Rate exceeded.", "cannot be read: syntax error, in line 1"),
        (b"<!doctype html><title>Please verify</title>", "a web page instead of XML"),
        (b"<html><br></html>", "a web page instead of XML"),
        (b"<a>\n<b>", "cannot be read: no element found, in line 2"),
        (BOMB, "document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type"),
        (b"<a>&eacute;</a>", "undefined entity"),
        (b"<a>\x00</a>", "invalid token"),
        (b"<a>&#0;</a>", "invalid character number"),
        (b"<a>caf\xe9</a>", "invalid token"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "an encoding that cannot be read"),
        (b'<?xml version="1.0" encoding="shift_jis"?><a/>', "an encoding that cannot be read"),
        (b"<a>" * 1000, "more than 100 elements within one another"),
    ],
)
def test_what_is_no_sound_xml_is_refused_in_one_sentence(body, words):
    with pytest.raises(SourceError, match=words) as caught:
        parse_xml(body)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_nothing_is_read_without_bounds():
    with pytest.raises(SourceError, match="more than 50 MB"):
        parse_xml(b"<a>" + b" " * xml.MOST_BYTES + b"</a>")
    with pytest.raises(SourceError, match="more than 1,000,000 elements"):
        parse_xml(b"<a>" + b"<b/>" * xml.MOST_ELEMENTS + b"</a>")


@given(st.binary())
def test_no_bytes_at_all_raise_anything_else(body):
    with suppress(SourceError):
        parse_xml(body)


@given(st.from_regex(rb"[a-z0-9_-]{1,20}", fullmatch=True))
def test_no_name_of_an_encoding_raises_anything_else(name):
    with suppress(SourceError):
        parse_xml(b'<?xml version="1.0" encoding="' + name + b'"?><a>\xe9</a>')
