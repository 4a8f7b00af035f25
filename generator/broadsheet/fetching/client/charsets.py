"""Encodings of XML that an answer's header names (RFC 7303, 3): they count before the document's own word."""

from __future__ import annotations

import codecs
import re
from email.message import Message

_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_XML_TYPES = re.compile(r"(?:text|application)/(?:[\w.+-]+\+)?xml", re.IGNORECASE)
# Encodings of Western Europe, by Python's names, that servers name of themselves.
_DEFAULTS = frozenset(("ascii", "cp1252", "iso8859-1", "iso8859-15"))
# Python's codecs that no document is written in, some of which take the square of its length.
_NO_CHARSETS = frozenset(("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"))
_DECLARATION = re.compile(rb"\A\s*<\?xml[^<>]*\?>")
_UTF8_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'


def in_utf8(body: bytes, content_type: str) -> bytes:
    """Return XML whose header names its encoding in UTF-8, and so declared; any other body as it came.

    A byte order mark is the document's own proof and counts first. Of the encodings that many servers
    name for want of a better one, none counts where the bytes are UTF-8: no text in those reads so.
    """
    message = Message()
    message["Content-Type"] = content_type
    charset = message.get_content_charset()
    is_xml = _XML_TYPES.fullmatch(message.get_content_type()) is not None
    if not charset or not is_xml or body.startswith(_BYTE_ORDER_MARKS):
        return body
    text = _decode(body, charset)
    if text is None:
        return body
    encoded = text.encode("utf-8", "replace")
    return _UTF8_DECLARATION + _DECLARATION.sub(b"", encoded)


def _decode(body: bytes, charset: str) -> str | None:
    """Return the text; None where the encoding is not known, or not that of these bytes."""
    try:
        codec = codecs.lookup(charset).name
    except LookupError:
        return None
    names = ("utf-8", codec) if codec in _DEFAULTS else (codec, "utf-8")
    for name in names:
        if name in _NO_CHARSETS:
            return None
        try:
            return body.decode(name)
        except (LookupError, ValueError):
            continue
    return None
