"""Social cards of papers: which papers have one of their own, for how long, and what stands on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry
from broadsheet.model.language.words import gettext as _
from broadsheet.model.notices import find_ending, parse_notice
from broadsheet.model.paper import Paper
from broadsheet.model.period import short_date
from broadsheet.model.shared import HUES
from broadsheet.outputs.cards.paper_drawing import PaperCard
from broadsheet.outputs.cards.typesetting import to_settable
from broadsheet.outputs.summaries import sentence_of
from broadsheet.text.paper_words import plain_title

# Days for which a picture stays after its paper's page names another one: a page that was shared before
# still names it, until whoever shows that page reads it again. Facebook, say, does so every thirty days.
DAYS_AFTER = 30


class CardFacts(NamedTuple):
    """All that the card of a paper is made from; what can be set in type is found out when it is drawn."""

    site: str
    paper: Paper
    sentence: str
    topic: str
    hue: int

    @property
    def parts(self) -> tuple[object, ...]:
        """Facts that can change the card; votes, say, cannot."""
        paper = self.paper
        about_paper = (paper.title, paper.is_tex, paper.organisation, paper.day)
        return (*about_paper, _ending_of(paper), self.site, self.sentence, self.topic, self.hue)


def has_own_card(library: Library, entry: Entry) -> bool:
    """Return True where a paper's page names a card of its own: one of the newest days, which lists show.

    One whose title cannot be set in type has its edition's, as have older ones.
    """
    return _is_among_newest(library, entry, library.site.paper_cards) and _can_set_title(entry.paper)


def paper_cards(library: Library) -> Iterator[tuple[str, CardFacts]]:
    """Yield the path of each paper's card with what it is made from.

    They are those that pages name, and those that pages named until lately.
    """
    site = library.site
    days = site.paper_cards and site.paper_cards + DAYS_AFTER
    hues = {slug: place % len(HUES) for place, slug in enumerate(library.topic_slugs)}
    for entry in library.with_page:
        if not _is_among_newest(library, entry, days):
            continue
        if _can_set_title(entry.paper):
            yield urls.paper_card(entry.paper.id), _facts_of(entry, site.name, hues)


def _is_among_newest(library: Library, entry: Entry, days: int) -> bool:
    newest = library.newest
    if not days or not newest or not entry.page or entry.shared_at or entry.left_out:
        return False
    age = newest.period.start - entry.paper.day
    return age.days < days


def _can_set_title(paper: Paper) -> bool:
    title = paper.title
    if title.isascii() and "\\" not in title and "$" not in title:
        return True  # and not TeX, so most titles are not read any further
    return bool(to_settable(plain_title(paper)))


def _facts_of(entry: Entry, site: str, hues: dict[str, int]) -> CardFacts:
    topic = entry.topics[0] if entry.topics else None
    return CardFacts(
        site=site,
        paper=entry.paper,
        sentence=sentence_of(entry),
        topic=topic.name if topic else "",
        hue=hues[topic.slug] if topic else 0,
    )


def describe_card(facts: CardFacts) -> PaperCard:
    """Return the words on the card of a paper; what cannot be set in type is left out."""
    paper = facts.paper
    return PaperCard(
        name=to_settable(facts.site),
        day=short_date(paper.day),
        title=to_settable(plain_title(paper)),
        sentence=to_settable(_sentence_of(facts)),
        organisation=to_settable(paper.organisation),
        topic=to_settable(facts.topic),
        hue=facts.hue,
    )


def _sentence_of(facts: CardFacts) -> str:
    """Return the paper's one sentence; of one that does not stand any more, that it does not."""
    return _ending_of(facts.paper) or facts.sentence


def _ending_of(paper: Paper) -> str:
    if paper.withdrawn:
        return _("This paper was withdrawn.")
    ending = find_ending(paper.notices)
    if not ending:
        return ""
    return _("%(notice)s by the publisher.", notice=parse_notice(ending).words)
