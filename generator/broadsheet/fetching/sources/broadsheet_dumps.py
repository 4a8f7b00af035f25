"""Monthly dumps of a Broadsheet: all papers of a month as JSON Lines, packed with gzip.

A site that has packs gives out its days in no other way, and any site those that are long past.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from broadsheet.errors import SourceError
from broadsheet.fetching.client import MAX_BYTES
from broadsheet.fetching.json_values import as_dict, as_list, parse_json, text

Rows = Sequence[dict[str, Any]]
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP = zlib.MAX_WBITS | 16


def parse_dump(body: bytes) -> Mapping[str, Rows]:
    """Return the papers of a month by their days (``2026-05-18``), as items of Hugging Face's lists.

    SourceError where ``body`` is not the dump of a Broadsheet. Some servers say of such a file that it is
    only encoded with gzip, so that it comes unpacked.
    """
    lines = _unpack(body) if body.startswith(_GZIP_MAGIC) else body
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines.splitlines():
        document = as_dict(parse_json(line))
        day = text(document.get("day"))
        if not day:
            raise SourceError("answered something that is not the dump of a Broadsheet")
        rows[day].append(_as_item(document))
    return rows


def _unpack(body: bytes) -> bytes:
    decoder = zlib.decompressobj(_GZIP)
    try:
        data = decoder.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise SourceError("answered a dump that is damaged") from error
    if len(data) > MAX_BYTES:
        raise SourceError(f"answered a dump of more than {MAX_BYTES >> 20} MiB")
    if not decoder.eof:
        raise SourceError("answered a dump that is cut off")
    return data


def _as_item(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a paper of the API as an item of a list; title and abstract as they were typed, with TeX."""
    typed = as_dict(document.get("tex"))
    paper = {
        "id": _listed_id(document),
        "authors": [{"name": name} for name in as_list(document.get("authors"))],
        "more_authors": document.get("more_authors"),
        "title": typed.get("title") or document.get("title"),
        "summary": typed.get("abstract") or document.get("abstract"),
        "publishedAt": document.get("published"),
        "upvotes": document.get("votes"),
        "ai_keywords": document.get("keywords"),
        "githubRepo": document.get("code"),
        "githubStars": document.get("stars"),
        "projectPage": document.get("project"),
        "organization": {"name": document.get("organisation")},
        "mediaUrls": document.get("media"),
    }
    return {"paper": paper, "numComments": document.get("comments")}


def _listed_id(document: Mapping[str, Any]) -> str:
    """Return the id of a paper; one of arXiv's of before 2007 with the slash that it has there."""
    paper_id = text(document.get("id"))
    arxiv = text(document.get("arxiv"))
    return arxiv if paper_id.replace("-", "/", 1) == arxiv else paper_id
