"""Answers of servers: read whole or not at all, decoded once at most, and counted byte by byte."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import httpx

from broadsheet.errors import ErrorAnswer, SourceError
from broadsheet.fetching.client.charsets import in_utf8
from broadsheet.fetching.client.failures import PassingError, UntrustedAnswer
from broadsheet.fetching.web_pages import is_web_page
from broadsheet.text.plain import clean, shorten

MAX_BYTES = 64 * 1024 * 1024  # of a body, as it comes and as it is read
ENCODING = "gzip"  # the one that we ask for

_PIECE = 256 * 1024  # bytes that are decoded at once
_GZIP = zlib.MAX_WBITS | 16
_LONGEST_REFUSAL = 400  # bytes of a refusal that are looked at
_LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was read to its end, its body decoded; XML whose header names its encoding in UTF-8."""

    status: int
    headers: httpx.Headers
    body: bytes


def read_answer(response: httpx.Response) -> Answer:
    """Return an answer with its body.

    UntrustedAnswer where it is too large or encoded in a way that was not asked for, PassingError
    where it is cut off.
    """
    is_encoded = _is_encoded(response.headers)
    chunks = _count(_stream(response))
    if is_encoded:
        chunks = _count(_decode(chunks))
    body = bytearray()
    for chunk in chunks:
        body += chunk
    content_type = response.headers.get("Content-Type", "")
    return Answer(response.status_code, response.headers, in_utf8(bytes(body), content_type))


def _stream(response: httpx.Response) -> Iterable[bytes]:
    assert isinstance(response.stream, httpx.SyncByteStream)
    return response.stream


def _is_encoded(headers: httpx.Headers) -> bool:
    """Return True for a body in the encoding that we ask for.

    UntrustedAnswer for any other: encodings upon encodings are how a small body grows huge.
    """
    encodings = []
    for value in headers.get_list("Content-Encoding", split_commas=True):
        encoding = value.strip().lower()
        if encoding not in ("", "identity"):
            encodings.append(encoding)
    if not encodings:
        return False
    if encodings not in ([ENCODING], [f"x-{ENCODING}"]):
        said = shorten(clean(", ".join(encodings)), _LONGEST_QUOTE)
        raise UntrustedAnswer(f"answered in the encoding {said!r}; only {ENCODING} is taken, and once")
    return True


def _count(chunks: Iterable[bytes]) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > MAX_BYTES:
            raise UntrustedAnswer(f"answered more than {MAX_BYTES >> 20} MiB")
        yield chunk


def _decode(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what gzip packed (RFC 1952), in pieces, so that nobody has to hold what a few bytes grow to."""
    decoder = zlib.decompressobj(_GZIP)
    is_empty = True
    for chunk in chunks:
        is_empty = is_empty and not chunk
        yield from _decode_chunk(decoder, chunk)
    if not is_empty and not decoder.eof:
        raise PassingError("answered a body that is cut off")


def _decode_chunk(decoder: zlib._Decompress, chunk: bytes) -> Iterator[bytes]:
    waiting = chunk
    while not decoder.eof:
        try:
            piece = decoder.decompress(waiting, _PIECE)
        except zlib.error as error:
            raise PassingError(f"answered a body that is not {ENCODING}") from error
        yield piece
        waiting = decoder.unconsumed_tail
        if len(piece) < _PIECE and not waiting:
            return


def describe_refusal(answer: Answer, parse: Callable[[bytes], object]) -> str:
    """Return what a refusal says: in its own words where the source knows its shape, else how it begins.

    Of a web page that is what its status means: its own first words are nothing but markup.
    """
    body = answer.body
    try:
        parse(body)
    except ErrorAnswer as error:
        return error.said
    except SourceError:
        pass
    if is_web_page(body):
        meaning = httpx.codes.get_reason_phrase(answer.status)
        return f"{meaning}, with a web page" if meaning else "a web page"
    beginning = body[:_LONGEST_REFUSAL].decode("utf-8", "replace")
    return shorten(clean(beginning), _LONGEST_QUOTE)
