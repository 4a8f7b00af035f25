"""URLs of all pages, relative to the site's root; the one home of addresses."""

from __future__ import annotations

from urllib.parse import quote_plus

from broadsheet.model.contributors import ORGANISATION
from broadsheet.model.curation import Entry
from broadsheet.model.period import Period
from broadsheet.model.shared import FACETS
from broadsheet.text.plain import clean

HOME = ""
TOPICS = "topics/"
CONTRIBUTORS = "authors/"
ARCHIVE = "archive/"
MAP = "map/"
MAP_OF_YEAR = "map/year/"
NEW = "new/"
TRENDING = "trending/"
TRENDS = "trends/"
ABOUT = "about/"
STATUS = "status/"
STATUS_FILE = "status.json"
SAVED = "saved/"
FOR_YOU = "for-you/"
BIBTEX_FILE = "cite.bib"  # beside each page that lists papers
SEARCH = "search/"
FEED_BASE = "feed"
FEEDS = "feeds/"
SUBSCRIBE = "subscribe/"
CORRECTIONS = "feeds/corrections"
OPML = "feeds/feeds.opml"
LLMS = "llms.txt"
TWIN = "index.md"
PAPERS_TWIN = "papers.md"  # beside the page of a month: all its papers, on a site that has packs
SERVICE_WORKER = "sw.js"  # at the root, since a worker has power over what is below it
OFFLINE_LIST = "offline.json"  # the pages that a browser keeps
PARTS = "papers/parts.json"  # how the pages that papers share are parted
FORMER_NAMES = "authors/former.json"  # by which the page for what is not there leads to the search
API_PAGE = "api/"
API = "api/v1/"
DAILY_PAPERS = "api/daily_papers"
CARD = "cards/default.png"
_ORGANISATION_KEY = next(facet.key for facet in FACETS if facet.field == ORGANISATION)


def paper(paper_id: str) -> str:
    """Return the address of a paper's page, for ever."""
    return f"paper/{paper_id}/"


def shared_page(folder: str, part: str = "") -> str:
    """Return the address of a page that papers share: of all papers of a folder, or of a part of them."""
    if part:
        return f"papers/{folder}/{part}/"
    return f"papers/{folder}/"


def anchor(paper_id: str) -> str:
    """Return the id of a paper's place on a page that papers share."""
    return f"p-{paper_id}"


def words(paper_id: str, shared_at: str) -> str:
    """Return the address of what the site says of a paper: its page, or its place at ``shared_at``."""
    if shared_at:
        return f"{shared_at}#{anchor(paper_id)}"
    return paper(paper_id)


def place(entry: Entry, root: str) -> str:
    """Return the whole address of an entry's page on the site at ``root``, without one that of the paper."""
    if not entry.page:
        return entry.paper.external_url
    return root + words(entry.paper.id, entry.shared_at)


def digest(period: Period) -> str:
    """Return the address of a day, a week or a month."""
    return f"{period.kind}/{period.slug}/"


def book(period: Period) -> str:
    """Return the address of a day or a week as a book, whose file is named by it: it is carried elsewhere."""
    return f"{digest(period)}{period.slug}.epub"


def dump(month: Period) -> str:
    """Return the address of all papers of a month as JSON Lines."""
    return f"{API}dumps/{month.slug}.jsonl.gz"


def topic(slug: str, month: str = "") -> str:
    """Return the address of a topic, or of one month (``2026-05``) of it."""
    if month:
        return f"topic/{slug}/{month}/"
    return f"topic/{slug}/"


def contributor(kind: str, slug: str) -> str:
    """Return the address of the page of an author or an organisation."""
    return f"{kind}/{slug}/"


def contributor_feed(kind: str, slug: str) -> str:
    """Return the address of the feed of an author or an organisation, without the ending of its format."""
    return f"feeds/{kind}/{slug}"


def search_for(kind: str, name: str) -> str:
    """Return the address of the search for the papers of an author or an organisation, by a printed name."""
    value = clean(name)
    if kind == ORGANISATION:
        return f"{SEARCH}?{_ORGANISATION_KEY}={quote_plus(value)}"
    return search_phrase(value, "author:")


def search_phrase(words: str, field: str = "") -> str:
    """Return the address of the search for these words, one behind the other, in a field or anywhere."""
    phrase = words.replace('"', " ")
    query = quote_plus(f'{field}"{phrase}"')
    return f"{SEARCH}?q={query}"


def archive(year: int) -> str:
    """Return the address of the calendar of a year; that of the newest is ``ARCHIVE`` itself."""
    return f"{ARCHIVE}{year}/"


def topic_feed(slug: str) -> str:
    """Return the address of a topic's feed, without the ending of its format."""
    return f"feeds/topic/{slug}"


def source_feed(name: str) -> str:
    """Return the address of the feed of one source, without the ending of its format."""
    return f"feeds/source/{name}"


def edition_feed(kind: str) -> str:
    """Return the address of the feed of the editions of a kind, without the ending of its format."""
    return f"feeds/{kind}s"


def status(month: Period, part: int = 1) -> str:
    """Return the address of the readings of a month; what no list shows of it may go on in further parts."""
    if part > 1:
        return f"status/{month.slug}/{part}/"
    return f"status/{month.slug}/"


def digest_card(period: Period) -> str:
    """Return the address of the picture that stands for an edition where others link to it."""
    return f"cards/{period.slug}.png"


def topic_card(slug: str) -> str:
    """Return the address of the picture that stands for a topic."""
    return f"cards/topic/{slug}.png"


def paper_card(paper_id: str) -> str:
    """Return the address of the picture that stands for a paper of the newest days."""
    return f"cards/paper/{paper_id}.png"


def page_file(address: str) -> str:
    """Return the path of the Markdown file that MkDocs, with directory addresses, puts at ``address``."""
    if not address:
        return "index.md"
    return f"{address.rstrip('/')}.md"


def relative(to: str, at: str) -> str:
    """Return the link from the page at ``at`` to ``to``, good under any path prefix."""
    up = "../" * at.count("/")
    link = up + to
    return link or "./"
