"""XML from strangers as a tree, read with expat: no document types, no entities, nothing without bounds.

A document type is the door to entity bombs and to files that are none of ours, and no feed needs
one. ``defusedxml`` refuses them too, but its last release is of 2021; expat's own handlers do it in
a few lines. Encodings are expat's: what the document says, UTF-8 where it says nothing.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from broadsheet.errors import SourceError
from broadsheet.fetching.web_pages import is_web_page

MOST_BYTES = 50 * 1024 * 1024
MOST_ELEMENTS = 1_000_000
DEEPEST = 100  # elements within one another; a feed has about ten


class _Tree:
    """What expat says, as a tree; SourceError as soon as the document goes too far."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._depth = 0
        self._count = 0
        self.data = self._builder.data

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST:
            raise SourceError(f"answered XML with more than {DEEPEST} elements within one another")
        if self._count > MOST_ELEMENTS:
            raise SourceError(f"answered XML with more than {MOST_ELEMENTS:,} elements")
        self._builder.start(_clark(name), {_clark(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_clark(name))

    def document_type(self, *_: object) -> None:
        raise SourceError("answered XML with a document type (DOCTYPE), which is not read")

    def close(self) -> Element:
        return self._builder.close()


def _clark(name: str) -> str:
    """``namespace}name`` as expat joins them, in the notation of ElementTree: ``{namespace}name``."""
    return f"{{{name}" if "}" in name else name


def parse_xml(body: bytes) -> Element:
    """Return the root element of ``body``; SourceError that says in one sentence why there is none.

    Names are in Clark notation, ``{namespace}name``. Refused are bodies over ``MOST_BYTES`` bytes,
    document types, more than ``MOST_ELEMENTS`` elements, and more than ``DEEPEST`` in one another.
    """
    if len(body) > MOST_BYTES:
        raise SourceError(f"answered more than {MOST_BYTES >> 20} MB of XML")
    if not body.strip():
        raise SourceError("answered nothing where XML was to be")
    tree = _Tree()
    try:
        _parser(tree).Parse(body, True)
    except expat.ExpatError as error:
        raise SourceError(_what_is_wrong(body, error)) from error
    except (ValueError, LookupError, Warning) as error:  # of Python's codecs
        raise SourceError("answered XML in an encoding that cannot be read") from error
    return tree.close()


def _parser(tree: _Tree) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.data
    parser.StartDoctypeDeclHandler = tree.document_type
    return parser


def _what_is_wrong(body: bytes, error: expat.ExpatError) -> str:
    if is_web_page(body):
        return "answered a web page instead of XML"
    what = expat.ErrorString(error.code) or "broken"
    return f"answered XML that cannot be read: {what}, in line {error.lineno}"


_FIRST_ELEMENT = re.compile(rb"<[a-z_]", re.IGNORECASE)


class _Seen(Exception):
    """The first element begins: no document type can follow."""


def refuse_document_type(body: bytes) -> None:
    """SourceError where ``body`` has a document type; for parsers that read what is not well-formed.

    Only what stands before the first element is read, where alone a document type may stand.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _Tree().document_type
    parser.StartElementHandler = _stop
    try:
        parser.Parse(body.lstrip(), True)
    except _Seen:
        return
    except (expat.ExpatError, ValueError, LookupError, Warning):
        _refuse_words_of_document_type(body)


def is_well_formed(body: bytes) -> bool:
    """Whether expat, minding namespaces, reads ``body`` to its end; nothing is kept of it."""
    try:
        expat.ParserCreate(namespace_separator="}").Parse(body.lstrip(), True)
    except (expat.ExpatError, ValueError, LookupError, Warning):
        return False
    return True


def _stop(*_: object) -> None:
    raise _Seen


def _refuse_words_of_document_type(body: bytes) -> None:
    # Without the zero bytes UTF-16 and UTF-32 spell the words as ASCII does.
    plain = body.replace(b"\0", b"")
    first = _FIRST_ELEMENT.search(plain)
    if b"<!doctype" in (plain[: first.start()] if first else plain).lower():
        _Tree().document_type()
