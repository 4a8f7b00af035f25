"""Where every page lives, relative to the site's root; the one home of addresses."""

from __future__ import annotations

from generator.model import Period

HOME = ""
TOPICS = "topics/"
ARCHIVE = "archive/"
ABOUT = "about/"
STATUS = "status/"
FEED = "feed.xml"


def paper(paper_id: str) -> str:
    """The address of a paper's page, for ever."""
    return f"paper/{paper_id}/"


def digest(period: Period) -> str:
    """The address of a day, a week or a month."""
    return f"{period.kind}/{period.slug}/"


def topic(slug: str, month: str = "") -> str:
    """The address of a topic, or of one month (``2026-05``) of it."""
    return f"topic/{slug}/{month}/" if month else f"topic/{slug}/"


def page_file(address: str) -> str:
    """The Markdown file that MkDocs, with directory addresses, puts at ``address``."""
    return f"{address.rstrip('/')}.md" if address else "index.md"


def relative(to: str, at: str) -> str:
    """The link from the page at ``at`` to ``to``, good under any path prefix."""
    return "../" * at.count("/") + to or "./"
