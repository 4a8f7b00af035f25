"""New notes: files for people to fill in, with what is known of the paper in comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from broadsheet.model.paper import Paper
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import author_list, with_noun

_MOST_AUTHORS = 10


def note_path(page: str) -> str:
    """Return the place of a paper's note below ``content/``."""
    return f"notes/{page}.md"


def new_note(paper: Paper, topics: Iterable[str]) -> str:
    """Return the text of a note that says nothing yet; ``topics`` are the slugs that it may name."""
    comments = "".join([f"# {line}\n" for line in _facts(paper)])
    known_topics = ", ".join(topics)
    topic_hint = f" # in place of those that were found; known: {known_topics}" if known_topics else ""
    return (
        "---\n"
        f"{comments}"
        'takeaway: "" # what was done and what came of it, in your own words\n'
        f"# topics: []{topic_hint}\n"
        "# pin: true # first in its edition\n"
        '# hide: "the reason" # out of all lists\n'
        "# by: handle # of who writes it, in content/config/editors.yaml\n"
        "# status: draft # not published yet\n"
        "---\n"
        "\n"
    )


def _facts(paper: Paper) -> Iterator[str]:
    yield f"{paper.id}: {plain_title(paper)}"
    if paper.authors:
        yield author_list(paper.authors[:_MOST_AUTHORS], _MOST_AUTHORS, are_more=_has_more(paper))
    if paper.journal:
        yield paper.journal
    if paper.external_url:
        yield paper.external_url
    for sighting in paper.sightings:
        votes = f", {with_noun(sighting.votes, 'vote')}" if sighting.votes is not None else ""
        yield f"{sighting.source}, {sighting.day}{votes}"
    if paper.withdrawn:
        yield f"withdrawn: {paper.withdrawn}"


def _has_more(paper: Paper) -> bool:
    return paper.more_authors or len(paper.authors) > _MOST_AUTHORS
