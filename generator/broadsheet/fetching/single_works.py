"""Look-up of single works by what a person calls them: an arXiv id, a DOI, or an address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from broadsheet.errors import BroadsheetError, ContentError, UnknownWork
from broadsheet.fetching.client import Web
from broadsheet.fetching.enrichers import ENRICHER_KINDS, arxiv, crossref, crossref_works, semanticscholar
from broadsheet.fetching.sources import huggingface
from broadsheet.model.addresses import arxiv_in, doi_in
from broadsheet.model.ids import arxiv_id, doi_id, local_id
from broadsheet.model.owners import BY_HAND
from broadsheet.model.paper import Paper
from broadsheet.model.site import EnricherConfig, SourceConfig
from broadsheet.settings.config import Config
from broadsheet.text.plain import clean, is_web_address, shorten

_LONGEST_NAME = 80
_BY_HAND_HINT = "give what you know with --title, --author and --url"


class WorkName(NamedTuple):
    """What a person calls a work: as it was typed, and as an arXiv id, a bare DOI or an address."""

    typed: str
    arxiv: str = ""
    doi: str = ""
    url: str = ""

    @property
    def id(self) -> str:
        """The id of its paper here, unless it goes by another."""
        if self.arxiv:
            return self.arxiv
        return doi_id(self.doi) if self.doi else local_id(BY_HAND, self.url)


class Record(NamedTuple):
    """What somebody who was asked says of a work, and who that is."""

    paper: Paper
    by: str


class Found(NamedTuple):
    """Records of one work, and what has to be said of who could not be asked."""

    records: tuple[Record, ...]
    remarks: tuple[str, ...] = ()


def read_name(typed: str) -> WorkName:
    """Return the name that a person typed; ContentError where it is none."""
    preprint = arxiv_id(typed) or arxiv_id(arxiv_in(typed) or "")
    if preprint:
        return WorkName(typed, arxiv=preprint)
    doi = doi_in(typed)
    if doi:
        return WorkName(typed, doi=doi)
    if is_web_address(typed):
        return WorkName(typed, url=typed)
    shown = shorten(clean(typed), _LONGEST_NAME) or "''"
    raise ContentError(f"{shown}: is no arXiv id, DOI, web address or BibTeX file (.bib); {_BY_HAND_HINT}")


def look_up(web: Web, config: Config, name: WorkName, today: date) -> Found:
    """Return what is known of a work, who describes it first.

    UnknownWork where nobody knows it; another BroadsheetError where nobody could be asked.
    """
    if name.arxiv:
        return _look_up_preprint(web, config, name.arxiv, today)
    if name.doi:
        return _look_up_doi(web, config, name.doi)
    return _look_up_address(web, config, name, today)


def _look_up_preprint(web: Web, config: Config, paper_id: str, today: date) -> Found:
    """Return arXiv's own record, and what Hugging Face adds; that alone where arXiv could not be asked."""
    wanted = Paper(id=paper_id, title="")
    records: list[Record] = []
    remarks: list[str] = []
    failure: BroadsheetError | None = None
    try:
        for paper in arxiv.enrich(web, _enricher(config, "arxiv"), (wanted,), today):
            records.append(Record(paper, "arxiv"))
    except BroadsheetError as error:
        failure = error
        remarks.append(f"arXiv could not be asked, 'broadsheet backfill' will: {error}")
    if not records and not failure:
        raise UnknownWork(f"arXiv has no paper {wanted.arxiv}; check the number")
    source = _huggingface(config)
    try:
        copy = huggingface.find(web, source, paper_id, today)
    except BroadsheetError as error:
        remarks.append(f"Hugging Face could not be asked: {error}")
    else:
        records += [Record(copy, huggingface.KIND.name)] if copy else []
    if failure and not records:
        raise failure
    return Found(tuple(records), tuple(remarks))


def _look_up_doi(web: Web, config: Config, doi: str) -> Found:
    """Return Crossref's record of a DOI, or else that of Semantic Scholar."""
    problems: list[str] = []
    failure: BroadsheetError | None = None
    for by, ask in _askers_of_dois(web, config, doi):
        title = ENRICHER_KINDS[by].title
        try:
            paper = ask()
        except BroadsheetError as error:
            failure = error
            problems.append(f"{title} could not be asked: {error}")
            continue
        if paper:
            return Found((Record(paper, by),), tuple(problems))
        problems.append(f"{title} does not know this DOI")
    words = "; ".join(problems)
    if failure:
        raise BroadsheetError(words)
    raise UnknownWork(f"{words}; check it, or {_BY_HAND_HINT}")


def _askers_of_dois(web: Web, config: Config, doi: str) -> Iterator[tuple[str, Callable[[], Paper | None]]]:
    yield crossref.KIND.name, lambda: crossref_works.find(web, _enricher(config, "crossref"), doi)
    yield semanticscholar.KIND.name, lambda: _find_at_semantic_scholar(web, config, doi)


def _find_at_semantic_scholar(web: Web, config: Config, doi: str) -> Paper | None:
    found = semanticscholar.find(web, _enricher(config, "semanticscholar"), f"DOI:{doi}")
    return replace(found.paper, id=doi_id(doi), doi=doi) if found else None


def _look_up_address(web: Web, config: Config, name: WorkName, today: date) -> Found:
    """Return what is known of the work at an address, which Semantic Scholar alone can tell."""
    found = semanticscholar.find(web, _enricher(config, "semanticscholar"), f"URL:{name.url}")
    if found is None:
        raise UnknownWork(f"Semantic Scholar does not know this address; {_BY_HAND_HINT}")
    if found.arxiv:
        return _look_up_preprint(web, config, found.arxiv, today)
    if found.doi:
        return _look_up_doi(web, config, found.doi)
    paper = replace(found.paper, id=name.id)
    return Found((Record(paper, semanticscholar.KIND.name),))


def _enricher(config: Config, kind: str) -> EnricherConfig:
    """Return a look-up as the owner configured it, or as it is by itself."""
    for enricher in config.enrichers:
        if enricher.kind == kind:
            return enricher
    return EnricherConfig(kind, ENRICHER_KINDS[kind].url)


def _huggingface(config: Config) -> SourceConfig:
    kind = huggingface.KIND
    for source in config.sources:
        if source.kind == kind.name:
            return source
    return SourceConfig(name=kind.name, kind=kind.name, title=kind.title, url=kind.url)
