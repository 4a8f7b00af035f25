"""Second door to arXiv's records, for when the export API refuses: OAI-PMH, ``GET /oai``.

Few papers are asked for one by one (``GetRecord``); of more, the lists of what changed since their day
are read (``ListRecords``), and what those do not have is left to another run but for as many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from broadsheet.errors import SourceError
from broadsheet.fetching.client import Web
from broadsheet.fetching.enrichers.oai_records import (
    NAMES_FORMAT,
    RAW_FORMAT,
    OaiPage,
    combine,
    parse_page,
)
from broadsheet.model.ids import arxiv_id
from broadsheet.model.paper import Paper
from broadsheet.model.partial_dates import first_day_of

# Where it is, where the API is arXiv's own; a mirror has both at one address.
OAI_URLS = {"https://export.arxiv.org": "https://oaipmh.arxiv.org"}
MOST_SINGLE = 20  # papers that are asked for one by one
LONGEST_SPAN = timedelta(days=14)  # what a list reaches back to: all of arXiv changes 2,000 records a day
MAX_PAGES = 30  # of a list; a page has some 3,500 records
_IDENTIFIER = "oai:arXiv.org:"
# Groups of the archives that are sets of their own; all others are within physics.
_GROUPS = frozenset(("cs", "econ", "eess", "math", "q-bio", "q-fin", "stat"))


def read_records(web: Web, api_url: str, wanted: Sequence[Paper], today: date) -> Iterator[Paper]:
    """Yield arXiv's records of the ``wanted`` papers, which are at arXiv all, with licence and versions.

    SourceError at the end where some had to be left to another run.
    """
    host = OAI_URLS.get(api_url, api_url)
    url = f"{host}/oai"
    missing = {_bare_id(paper): paper for paper in wanted}
    if len(missing) > MOST_SINGLE:
        for found in _read_lists(web, url, wanted, today):
            del missing[found.id]
            yield found
    papers_left = list(missing.values())
    for paper in papers_left[:MOST_SINGLE]:
        record = _read_single(web, url, paper)
        if record:
            yield record
    left = len(papers_left) - MOST_SINGLE
    if left > 0:
        raise SourceError(f"{left} records of arXiv's are left to another run")


def _bare_id(paper: Paper) -> str:
    return arxiv_id(paper.arxiv) or paper.id


def _read_single(web: Web, url: str, paper: Paper) -> Paper | None:
    """Return the record of one paper; None where arXiv has none."""
    paper_id = _bare_id(paper)
    identifier = f"{_IDENTIFIER}{paper.arxiv}"
    params = {"verb": "GetRecord", "identifier": identifier}
    raw_page = _read_page(web, url, params, RAW_FORMAT)
    raw = raw_page.papers.get(paper_id)
    if raw is None:
        return None
    named_page = _read_page(web, url, params, NAMES_FORMAT)
    named = named_page.papers.get(paper_id)
    return combine(raw, named)


def _read_lists(web: Web, url: str, wanted: Sequence[Paper], today: date) -> Iterator[Paper]:
    """Yield those of the papers that the lists have: by the set of their archive, from their first day on."""
    first_days: dict[str, date] = {}
    ids: dict[str, set[str]] = defaultdict(set)
    for paper in wanted:
        if paper.published is None:
            continue
        day = first_day_of(paper.published)
        if not today - LONGEST_SPAN <= day <= today:
            continue
        set_name = _find_set(paper)
        ids[set_name].add(_bare_id(paper))
        first_days[set_name] = min(day, first_days.get(set_name, day))
    for set_name in sorted(ids):
        params = {"verb": "ListRecords", "from": first_days[set_name].isoformat()}
        if set_name:
            params["set"] = set_name
        yield from _read_both_lists(web, url, params, ids[set_name])


def _read_both_lists(web: Web, url: str, params: Mapping[str, str], ids: set[str]) -> Iterator[Paper]:
    raw = _read_list(web, url, params, RAW_FORMAT, ids)
    if not raw:
        return
    named = _read_list(web, url, params, NAMES_FORMAT, set(raw))
    for paper_id, record in raw.items():
        yield combine(record, named.get(paper_id))


def _find_set(paper: Paper) -> str:
    """Return the set that a paper's first category is in; empty, which means all, where it has none."""
    if not paper.categories:
        return ""
    archive = paper.categories[0].partition(".")[0]
    if archive in _GROUPS:
        return archive
    return f"physics:{archive}"


def _read_list(web: Web, url: str, params: Mapping[str, str], prefix: str, ids: set[str]) -> dict[str, Paper]:
    """Return the papers with these ids that are in a list, page after page."""
    found: dict[str, Paper] = {}
    page = _read_page(web, url, params, prefix)
    for _ in range(MAX_PAGES):
        for paper_id in ids & page.papers.keys():
            found[paper_id] = page.papers[paper_id]
        token = page.resumption_token
        if not token or len(found) == len(ids):
            return found
        # A token stands alone: it knows all that was asked for.
        following = {"verb": params["verb"], "resumptionToken": token}
        page = web.get(url, following, lambda body: parse_page(body, prefix))
    raise SourceError(f"the list since {params['from']} has no end: {MAX_PAGES} pages")


def _read_page(web: Web, url: str, params: Mapping[str, str], prefix: str) -> OaiPage:
    with_format = {**params, "metadataPrefix": prefix}
    return web.get(url, with_format, lambda body: parse_page(body, prefix))
