"""Works in files of BibTeX, as reference managers write them: what to look up, and what to file else."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import (
    RemoveEnclosingMiddleware,
    ResolveStringReferencesMiddleware,
    SeparateCoAuthors,
)
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock

from broadsheet.fetching.dates import parse_date
from broadsheet.fetching.persons import read_persons
from broadsheet.fetching.single_works import WorkName
from broadsheet.model.addresses import arxiv_in, doi_in
from broadsheet.model.ids import arxiv_id, bare_doi, local_id
from broadsheet.model.owners import BY_HAND
from broadsheet.model.paper import Paper
from broadsheet.model.partial_dates import PublicationDate
from broadsheet.store.files import read_text
from broadsheet.text import latex
from broadsheet.text.plain import clean, is_web_address

# Where a work was published, by the kind of entry that says it.
_VENUE_KEYS = ("journal", "journaltitle", "booktitle")
_PREPRINT_SERVERS = ("", "arxiv")  # what an entry says its "eprint" is of; many say nothing
_SHORTEST_NAME = 3  # letters of a month; what is shorter is a number

Fields = Mapping[str, object]


class BibtexWork(NamedTuple):
    """Work of an entry: its name, and what the entry says of it."""

    name: WorkName
    described: Paper


def read_works(path: Path, problems: list[str]) -> Iterator[BibtexWork]:
    """Yield the works of a file, in its order; entries that cannot be read are noted, each with its line."""
    before = len(problems)
    if not os.path.lexists(path):
        problems.append(f"{path}: there is no such file; check its name")
        return
    text = read_text(str(path), path, problems)
    if len(problems) > before:
        return
    # It tells standard error of what is wrong, which is told here in our words.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    stack = [ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware(), SeparateCoAuthors()]
    library = parse_string(text, parse_stack=stack)
    for block in library.failed_blocks:
        line = (block.start_line or 0) + 1
        problems.append(f"{path}, line {line}: {_describe_failure(block)}")
    for entry in library.entries:
        place = f"{path}, {entry.key}"
        work = _read_entry(place, entry)
        if work:
            yield work
        else:
            problems.append(f"{place}: has no title; add one")
    if not library.entries and len(problems) == before:
        problems.append(f"{path}: has no entry of BibTeX, such as @article{{key, title = {{…}}}}")


def _describe_failure(block: ParsingFailedBlock) -> str:
    if isinstance(block, DuplicateBlockKeyBlock):
        return f"the key {block.key!r} is that of an entry before it; give it another"
    if isinstance(block, DuplicateFieldKeyBlock):
        return "has a field twice; delete one of the two"
    return "cannot be read as BibTeX; see that each brace and quote is closed"


def _read_entry(place: str, entry: Entry) -> BibtexWork | None:
    """Return the work of an entry; None where it has no title."""
    fields = {field.key.lower(): field.value for field in entry.fields}
    title = _text(fields, "title")
    if not title:
        return None
    name = _find_name(place, fields)
    paper_id = name.id if name.arxiv or name.doi or name.url else local_id(BY_HAND, title)
    persons = read_persons(fields.get("author"), tex=True)
    paper = Paper(
        id=paper_id,
        title=title,
        authors=persons.names,
        more_authors=persons.more,
        published=_find_date(fields),
        abstract=_text(fields, "abstract"),
        doi=name.doi,
        journal=_find_venue(fields),
    )
    return BibtexWork(name, paper)


def _text(fields: Fields, key: str) -> str:
    """Return a field as plain text, its TeX as letters; empty where there is none."""
    return clean(latex.to_text(_raw(fields, key)))


def _raw(fields: Fields, key: str) -> str:
    value = fields.get(key)
    return value.strip() if isinstance(value, str) else ""


def _find_name(place: str, fields: Fields) -> WorkName:
    """Return the names that an entry gives its work, the surest filled in alone."""
    url = _raw(fields, "url").replace("\\", "")
    address = url if is_web_address(url) else ""
    doi = bare_doi(_raw(fields, "doi").replace("\\", ""))
    name = WorkName(place, url=address)
    server = (_raw(fields, "archiveprefix") or _raw(fields, "eprinttype")).lower()
    preprint = arxiv_id(_raw(fields, "eprint")) if server in _PREPRINT_SERVERS else None
    preprint = preprint or arxiv_id(arxiv_in(address) or arxiv_in(doi) or "")
    if preprint:
        return name._replace(arxiv=preprint)
    return name._replace(doi=doi or doi_in(address))


def _find_date(fields: Fields) -> PublicationDate | None:
    year = _raw(fields, "year")
    month = _raw(fields, "month")
    month_and_year = f"{year}-{month:0>2}" if len(month) < _SHORTEST_NAME else f"{month} {year}"
    for text in (_raw(fields, "date"), month_and_year, year):
        found = parse_date(text)
        if found:
            return found
    return None


def _find_venue(fields: Fields) -> str:
    for key in _VENUE_KEYS:
        venue = _text(fields, key)
        if venue:
            return venue
    return ""
