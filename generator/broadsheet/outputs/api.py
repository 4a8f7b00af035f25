"""The site as static JSON below ``api/v1/``: what a script, another site or a reader's own tool takes.

Each kind of document has a JSON Schema in ``broadsheet/schemas``, published beside it and held to
by a test. Within ``v1`` keys are only ever added. Days also stand in the shape of Hugging Face's
``GET /api/daily_papers``, so that its clients, and Broadsheet itself, can follow this site.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from broadsheet.disk.compression import gzip_bytes
from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.exports import has_own_files, pack_of, with_own_files
from broadsheet.library.library import Library
from broadsheet.model.contributors import AUTHOR, KINDS, ORGANISATION, Contributor
from broadsheet.model.curation import Entry, Topic
from broadsheet.model.language.words import gettext as _
from broadsheet.model.limits import AUTHORS
from broadsheet.model.paper import FIELDS, Paper
from broadsheet.model.period import Period
from broadsheet.model.site import Site
from broadsheet.model.tallies import Tally
from broadsheet.outputs.attribution import facts_by_giver
from broadsheet.outputs.citations import keys
from broadsheet.outputs.contributor_documents import (
    contributor_counts,
    contributor_document,
    contributors_document,
)
from broadsheet.outputs.corrections import correction_document
from broadsheet.outputs.hugging_face import daily_papers
from broadsheet.outputs.lazy_file import lazy_file
from broadsheet.outputs.portable_links import with_absolute_links
from broadsheet.outputs.schemas import schema_files
from broadsheet.outputs.summaries import Summary, plain_claim, summaries_of
from broadsheet.outputs.templating import sheet
from broadsheet.store.papers import field_to_json
from broadsheet.text.latex import to_text
from broadsheet.text.paper_words import plain_abstract, plain_title

V1 = urls.API
Document = dict[str, object]


def api(library: Library) -> Iterator[OutFile]:
    """Yield every document, its schemas, the monthly dumps and the page about them."""
    builder = _DocumentBuilder(library)
    yield _file("index", _index(library))
    yield from _digests(library, builder)
    yield from _topics(library)
    yield from _contributors(library, builder)
    for entry in with_own_files(library, library.listed):
        yield builder.file(f"papers/{entry.paper.id}.json", paper_document, entry)
    yield from _months(library, builder)
    yield from _as_hugging_face(library, builder)
    yield from schema_files(f"{V1}schemas/")
    head = {
        "title": _("API"),
        "description": _("%(site)s as JSON, for scripts and other sites.", site=library.site.name),
        "kind": "api",
    }
    example = library.newest.entries[0] if library.newest else None
    yield sheet(
        library,
        "api.md.j2",
        urls.API_PAGE,
        head,
        read=None,
        newest=library.newest,
        example=example,
        has_packs=bool(library.newest and pack_of(library, library.newest.period.start)),
    )


def _digests(library: Library, builder: _DocumentBuilder) -> Iterator[OutFile]:
    # What is older has a document a day, and the dumps.
    exported = library.exported_of((*library.weeks, *library.months))
    days = () if library.site.packs_exports else library.editions
    for digest in (*days, *exported):
        if not digest.entries:
            continue
        period = digest.period
        yield builder.file(f"{period.kind}s/{period.slug}.json", _digest, *_with_words(library, digest))
    if library.site.packs_exports:
        for month, group in groupby(library.exported_of(library.editions), key=_month_of):
            values = [_with_words(library, digest) for digest in group]
            yield builder.file(f"days/{month.slug}.jsonl", _digests_by_line, *values)


def _month_of(digest: Digest) -> Period:
    return Period.of_month(digest.period.start)


def _with_words(library: Library, digest: Digest) -> tuple[Digest, str]:
    """Return a digest with the words of its introduction, as they can stand anywhere."""
    return digest, with_absolute_links(library, digest.introduction.words)


def _digests_by_line(site: Site, *digests: tuple[Digest, str]) -> bytes:
    return b"".join([_bytes(_digest(site, digest, words)) for digest, words in digests])


def _topics(library: Library) -> Iterator[OutFile]:
    topics = [_topic(library, topic) for topic in library.topics]
    yield _file("topics", {"topics": topics})
    for topic in library.topics:
        document = _topic(library, topic)
        entries = library.topic_entries[topic.slug]
        document["papers"] = [entry.paper.id for entry in entries]
        yield _file(f"topics/{topic.slug}", document)


def _contributors(library: Library, builder: _DocumentBuilder) -> Iterator[OutFile]:
    yield _file("authors", contributors_document(library))
    for kind in KINDS:
        documents = []
        for contributor, _count in library.contributors_of(kind):
            papers = tuple([entry.paper.id for entry in library.entries_of(contributor)])
            documents.append((contributor, papers))
        if library.site.packs_exports:
            yield builder.file(f"{kind}s.jsonl", _contributors_by_line, *documents)
            continue
        for contributor, papers in documents:
            path = f"{kind}s/{contributor.slug}.json"
            yield builder.file(path, contributor_document, contributor, papers)


def _contributors_by_line(site: Site, *contributors: tuple[Contributor, tuple[str, ...]]) -> bytes:
    documents = [contributor_document(site, contributor, papers) for contributor, papers in contributors]
    return b"".join(map(_bytes, documents))


class _DocumentBuilder:
    """Makes documents when they are asked for, of one site and of what they are about, and no more."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def file(self, path: str, write: Callable[..., object], *values: object) -> OutFile:
        return lazy_file(self._library, V1 + path, _written, write, self._library.site, *values)


def _written(write: Callable[..., object], *values: object) -> bytes:
    document = write(*values)
    if isinstance(document, bytes):
        return document
    return _bytes(document)


def _file(name: str, document: Document) -> OutFile:
    return OutFile(f"{V1}{name}.json", _bytes(document))


def _bytes(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()


def _known(values: Document) -> Document:
    """Return what has a value: a key that is absent means not known."""
    return {key: value for key, value in values.items() if value not in (None, "", (), [])}


# -- the index, editions and topics ----------------------------------------------------------------


def _index(library: Library) -> Document:
    newest = library.newest
    return {
        "format": "broadsheet",
        "version": 1,
        **_known(
            {
                "name": library.site.name,
                "about": library.site.tagline,
                "url": library.site.url,
                "language": library.site.language,
                "newest": newest.period.slug if newest else None,
                "read": library.last_read.isoformat() if library.last_read else None,
                "exported_since": library.exported_since.isoformat() if newest else None,
                "packed": library.site.packs_exports or None,
            }
        ),
        "papers": len(library.shown),
        "days": _counts(library.editions),
        "weeks": _counts(library.exported_of(library.weeks)),
        "months": _counts(library.exported_of(library.months)),
        "authors": contributor_counts(library, AUTHOR),
        "organisations": contributor_counts(library, ORGANISATION),
    }


def _counts(digests: Iterable[Digest]) -> list[Document]:
    counts: list[Document] = []
    for digest in digests:
        if digest.entries:
            counts.append({"slug": digest.period.slug, "papers": len(digest.entries)})
    return counts


def _digest(site: Site, digest: Digest, introduction: str) -> Document:
    period = digest.period
    return _known(
        {
            "kind": period.kind,
            "slug": period.slug,
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
            "label": period.label,
            "number": digest.number,
            "title": digest.introduction.title,
            "introduction": introduction,
            "url": site.url + urls.digest(period),
        }
    ) | {"papers": [_brief(site, entry) for entry in digest.entries]}


def _topic(library: Library, topic: Topic) -> Document:
    return _known(
        {
            "slug": topic.slug,
            "name": topic.name,
            "about": topic.about,
            "url": library.site.url + urls.topic(topic.slug),
        }
    ) | {"count": len(library.topic_entries[topic.slug])}


def _brief(site: Site, entry: Entry) -> Document:
    paper = entry.paper
    return _known(
        {
            "id": paper.id,
            "title": plain_title(paper),
            "authors": paper.authors[: AUTHORS.in_brief_documents],
            "authors_in_all": len(paper.authors),
            "more_authors": paper.more_authors or None,
            "organisation": paper.organisation,
            "day": paper.day.isoformat(),
            "topics": [topic.slug for topic in entry.topics],
            "takeaway": entry.note.takeaway,
            "claim": plain_claim(entry),
            "votes": paper.votes,
            "comments": paper.comments,
            "withdrawn": paper.withdrawn,
            "arxiv": paper.arxiv,
            "doi": keys.doi(paper),
            "code": paper.code,
            "url": urls.place(entry, site.url),
        }
    )


# -- papers ------------------------------------------------------------------------------------------


def paper_document(site: Site, entry: Entry) -> Document:
    """Return all that the site says of one paper, as a document of the API.

    Titles and abstracts are plain text; with TeX as typed under ``tex`` where they hold any.
    """
    paper = entry.paper
    document = _brief(site, entry)
    full: Document = {"authors": paper.authors, "abstract": plain_abstract(paper)}
    for field in FIELDS:
        if field.key in full:
            document[field.key] = full[field.key]
        elif field.in_api and field.key not in document:
            document[field.key] = field_to_json(field, paper)
    document |= {
        "tex": _as_typed(paper),
        "said_by": facts_by_giver(paper),
        "model_summaries": [_summary(summary) for summary in summaries_of(paper)],
        "corrections": list(map(correction_document, entry.note.corrections)),
        "score": entry.score,
        "score_parts": [{"points": part.points, "why": part.why} for part in entry.parts],
        "tallies": [_tally(tally) for tally in entry.tallies],
        "reasons": entry.reasons,
        "key": keys.key(paper),
        "pdf": keys.pdf(paper),
        "html": keys.html(paper),
    }
    return _known(document)


def _tally(tally: Tally) -> Document:
    return {"place": tally.title, "url": tally.url, "votes": tally.votes, "comments": tally.comments}


def _summary(summary: Summary) -> Document:
    return {"label": summary.label, "text": to_text(summary.words)}


def _as_typed(paper: Paper) -> Document | None:
    """Return title and abstract as they were typed, each where it holds TeX; None where neither does."""
    typed: Document = {}
    if plain_title(paper) != paper.title:
        typed["title"] = paper.title
    if plain_abstract(paper) != paper.abstract:
        typed["abstract"] = paper.abstract
    return typed or None


# -- by month: what a search engine of one's own would index, and everything in one file ----------------


def _months(library: Library, builder: _DocumentBuilder) -> Iterator[OutFile]:
    dumps: list[Document] = []
    for month, group in groupby(library.shown, key=lambda entry: Period.of_month(entry.paper.day)):
        entries = tuple(group)
        if library.exported(month.start) or not library.site.packs_exports:
            yield builder.file(f"search/{month.slug}.json", _searchable, entries)
        # Of all months, since a dump is the smallest that holds all of a paper, and followers go by it.
        yield builder.file(urls.dump(month).removeprefix(V1), _dump, entries)
        # Beside each dump and not in one list: what a month holds is told without reading the others.
        yield builder.file(f"dumps/{month.slug}.json", _receipt, month, entries)
        dumps.append({"file": f"{month.slug}.jsonl.gz", "receipt": f"{month.slug}.json"})
    yield _file("dumps", {"dumps": dumps})


def _searchable(site: Site, entries: tuple[Entry, ...]) -> Document:
    return {"papers": [_searched(entry) for entry in entries]}


@lru_cache(maxsize=1)  # a month's receipt is made right after its dump
def _dump(site: Site, entries: tuple[Entry, ...]) -> bytes:
    """Return a paper a line; always the same bytes, since the head says no name and no time."""
    lines = b"".join(_bytes(paper_document(site, entry)) for entry in entries)
    return gzip_bytes(lines, level=6)


def _receipt(site: Site, month: Period, entries: tuple[Entry, ...]) -> Document:
    """Return what a month's dump holds, and how to know that it arrived whole."""
    data = _dump(site, entries)
    digest = hashlib.sha256(data).hexdigest()
    name = f"{month.slug}.jsonl.gz"
    return {"file": name, "papers": len(entries), "bytes": len(data), "sha256": digest}


def _searched(entry: Entry) -> Document:
    paper = entry.paper
    return _known(
        {
            "id": paper.id,
            "day": paper.day.isoformat(),
            "title": plain_title(paper),
            "authors": paper.authors[: AUTHORS.in_brief_documents],
            "organisation": paper.organisation,
            "topics": [topic.slug for topic in entry.topics],
            "keywords": paper.keywords,
            "takeaway": entry.note.takeaway,
            "claim": plain_claim(entry),
            "votes": paper.votes,
        }
    )


# -- in the shape of Hugging Face's Daily Papers (Hub API, OpenAPI of 2025-12) --------------------------


def _as_hugging_face(library: Library, builder: _DocumentBuilder) -> Iterator[OutFile]:
    for day in library.editions:
        if has_own_files(library, day.period.start):
            yield builder.file(f"daily_papers/{day.period.slug}.json", daily_papers, day.entries)
    if library.newest:
        newest = builder.file("", daily_papers, library.newest.entries)
        yield OutFile(urls.DAILY_PAPERS, newest.content, newest.key)
