"""Papers in the shape of Hugging Face's Daily Papers (Hub API, OpenAPI of 2025-12)."""

from __future__ import annotations

from broadsheet.model.curation import Entry
from broadsheet.model.partial_dates import first_day_of
from broadsheet.model.site import Site

Document = dict[str, object]


def daily_papers(site: Site, entries: tuple[Entry, ...]) -> list[Document]:
    """Return entries as the Hub's list of a day."""
    return [_daily_paper(entry) for entry in entries]


def _daily_paper(entry: Entry) -> Document:
    paper = entry.paper
    # As typed, with TeX, as there: a site that follows this one sets the formulas anew.
    title, summary = paper.title, paper.abstract
    published = _time(first_day_of(paper.published or paper.day))
    inner = {
        "id": paper.arxiv if paper.id.replace("-", "/", 1) == paper.arxiv else paper.id,
        "authors": [{"name": name} for name in paper.authors],
        "more_authors": paper.more_authors or None,
        "publishedAt": published,
        "submittedOnDailyAt": _time(paper.day),
        "title": title,
        "summary": summary,
        "upvotes": paper.votes,
        "ai_summary": paper.ai_summary,
        "ai_keywords": paper.keywords,
        "githubRepo": paper.code,
        "githubStars": paper.stars,
        "projectPage": paper.project,
        "organization": {"name": paper.organisation, "fullname": paper.organisation},
        "mediaUrls": paper.media,
    }
    if not paper.organisation:
        del inner["organization"]
    always_given = {"authors", "summary", "upvotes"}
    given: Document = {}
    for key, value in inner.items():
        if key in always_given or value not in (None, "", ()):
            given[key] = value
    return {
        "paper": given,
        "publishedAt": published,
        "title": title,
        "numComments": paper.comments,
    }


def _time(day: object) -> str:
    return f"{day}T00:00:00.000Z"
