"""Where every page lives, relative to the site's root; the one home of addresses."""

from __future__ import annotations

from broadsheet.model.curation import Entry
from broadsheet.model.period import Period

HOME = ""
TOPICS = "topics/"
ARCHIVE = "archive/"
TRENDING = "trending/"
TRENDS = "trends/"
ABOUT = "about/"
STATUS = "status/"
STATUS_FILE = "status.json"
SAVED = "saved/"
SEARCH = "search/"
FEED = "feed.xml"
FEED_BASE = "feed"
FEEDS = "feeds/"
SUBSCRIBE = "subscribe/"
CORRECTIONS = "feeds/corrections"
OPML = "feeds/feeds.opml"
LLMS = "llms.txt"
TWIN = "index.md"
API_PAGE = "api/"
API = "api/v1/"
DAILY_PAPERS = "api/daily_papers"
CARD = "cards/default.png"


def paper(paper_id: str) -> str:
    """The address of a paper's page, for ever."""
    return f"paper/{paper_id}/"


def place(entry: Entry, root: str) -> str:
    """The whole address of an entry's page on the site at ``root``, or of the paper itself if it has none."""
    return root + paper(entry.paper.id) if entry.page else entry.paper.external_url


def digest(period: Period) -> str:
    """The address of a day, a week or a month."""
    return f"{period.kind}/{period.slug}/"


def topic(slug: str, month: str = "") -> str:
    """The address of a topic, or of one month (``2026-05``) of it."""
    return f"topic/{slug}/{month}/" if month else f"topic/{slug}/"


def archive(year: int) -> str:
    """The calendar of a year; that of the newest is ``ARCHIVE`` itself."""
    return f"{ARCHIVE}{year}/"


def topic_feed(slug: str) -> str:
    """A topic's feed, without the ending of its format."""
    return f"feeds/topic/{slug}"


def source_feed(name: str) -> str:
    """The feed of one source, without the ending of its format."""
    return f"feeds/source/{name}"


def edition_feed(kind: str) -> str:
    """The feed of the editions of a kind, an item each, without the ending of its format."""
    return f"feeds/{kind}s"


def status(month: Period, part: int = 1) -> str:
    """What was read in a month; what no list shows of it may go on in further parts."""
    return f"status/{month.slug}/{part}/" if part > 1 else f"status/{month.slug}/"


def digest_card(period: Period) -> str:
    """The picture that stands for an edition where others link to it."""
    return f"cards/{period.slug}.png"


def topic_card(slug: str) -> str:
    """The picture that stands for a topic."""
    return f"cards/topic/{slug}.png"


def page_file(address: str) -> str:
    """The Markdown file that MkDocs, with directory addresses, puts at ``address``."""
    return f"{address.rstrip('/')}.md" if address else "index.md"


def relative(to: str, at: str) -> str:
    """The link from the page at ``at`` to ``to``, good under any path prefix."""
    return "../" * at.count("/") + to or "./"
