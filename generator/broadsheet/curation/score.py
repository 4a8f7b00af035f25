"""The score of a paper, in its edition and on Trending: both formulas stand here, and nowhere else; pure.

A score comes from parts. Each has its points and the words that tell a reader where they come from:
whoever shows a score prints these words and computes nothing.

**In an edition** the score is the sum of the parts: votes, recency and topics by the site's ranking, those
whom we watch, the rules that score, what the site wants less of, and votes at other places by ``votes_at``.

**On Trending** it is (points of these parts + ``COMMENT`` for each comment) / (age in days + ``YOUNGEST``).
A comment is more work than a vote but often an answer to another one, so two count as one vote. The age
is counted to the newest edition, never to a clock, so that the same content gives the same list.
``YOUNGEST`` keeps a paper of today from being infinitely young.

Why a plain division and no steeper power of the age: over 28 working days of real votes, a power
of 1 spread the thirty papers evenly over today, the two days before, the rest of the week and the
week before it (9, 8, 7 and 6 of them; 5, 8, 9 and 8 with the few votes papers have on their first
days). At 1.5 two thirds were from the last three days, which the day's own pages show anyway; at
0.8 papers of the week before outnumber those of today while today's votes are still coming in. And
a division can be checked by a reader, and rounds alike on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from broadsheet.model.curation import Effect, Entry, Part, Ranking, Rule, Topic, Watch
from broadsheet.model.language.counts import counted
from broadsheet.model.language.words import gettext, ngettext
from broadsheet.model.paper import Paper
from broadsheet.model.partial_dates import first_day_of
from broadsheet.model.tallies import Tally, at_place
from broadsheet.text.plain import number

COMMENT = 0.5  # points of a comment on Trending
YOUNGEST = 2  # days by which every paper there is older than it is


@dataclass(frozen=True, slots=True)
class TrendingScore:
    """What places a paper on Trending, and why in words."""

    points: float
    why: tuple[str, ...]


# -- in an edition ---------------------------------------------------------------------------


def ranking_parts(paper: Paper, topics: Iterable[Topic], ranking: Ranking) -> Iterator[Part]:
    """Yield the parts that any paper may have: votes, recency, topics."""
    if paper.votes and ranking.votes:
        reason = counted(paper.votes, "vote")
        if ranking.votes != 1:
            reason = gettext("%(votes)s × %(points)s points", votes=reason, points=number(ranking.votes))
        yield Part(_whole(paper.votes * ranking.votes), reason)
    recency = _recency(paper, ranking)
    if recency:
        age = age_in_words(_age(paper))
        reason = gettext("because the preprint was %(age)s on its day here", age=age)
        yield _signed_part(recency, reason)
    weights = dict(ranking.topics)
    for topic in topics:
        points = weights.get(topic.slug, 0)
        if points:
            yield _signed_part(points, gettext("for the topic %(name)s", name=topic.name))


def tally_parts(tallies: Iterable[Tally], ranking: Ranking) -> Iterator[Part]:
    """Yield the parts for votes at other places, for each of which the ranking says what a vote counts."""
    points = dict(ranking.votes_at)
    for tally in tallies:
        each = points.get(tally.source, 0)
        if tally.votes and each:
            reason = at_place(tally, counted(tally.votes, "vote"))
            if each != 1:
                reason = gettext("%(votes)s × %(points)s points", votes=reason, points=number(each))
            yield Part(_whole(tally.votes * each), reason)


def named_parts(watched: Iterable[Watch], rules: Iterable[Rule], unwanted: Iterable[Rule]) -> Iterator[Part]:
    """Yield the parts that a paper has for a reason with a name.

    These are those whom we watch, the rules that apply to it (of any effect), and what we want less of.
    """
    for watch in watched:
        if watch.points:
            yield _signed_part(watch.points, gettext("because we watch %(name)s", name=watch.name))
    for rule in rules:
        if rule.effect is Effect.SCORE:
            yield _signed_part(rule.points, gettext("by the rule “%(name)s”", name=rule.name))
    for rule in unwanted:
        reason = gettext("for “%(name)s”, which we want less of", name=rule.name)
        yield _signed_part(rule.points, reason)


def _recency(paper: Paper, ranking: Ranking) -> float:
    """Return the points for recency, in tenths; 0 where the date of the preprint is not known."""
    if not paper.published:
        return 0
    days_left = max(0, ranking.recency_days - _age(paper))
    points = ranking.recency * days_left / ranking.recency_days
    return _whole(round(points, 1))


def _age(paper: Paper) -> int:
    """Return the age of the preprint in days: counted to the paper's own day, never to a clock."""
    if not paper.published:
        return 0
    age = paper.day - first_day_of(paper.published)
    return max(0, age.days)


# -- on Trending -----------------------------------------------------------------------------


def trending_score(entry: Entry, age: int) -> TrendingScore:
    """Return the score on Trending of an entry that is ``age`` days old."""
    parts = list(entry.parts)
    comments = entry.paper.comments
    if comments:
        reason = gettext("for %(comments)s", comments=counted(comments, "comment"))
        parts.append(_signed_part(comments * COMMENT, reason))
    sum_of_parts = sum(part.points for part in parts)
    points = sum_of_parts / (age + YOUNGEST)
    reasons = [part.why for part in parts]
    reasons.append(age_in_words(age))
    return TrendingScore(points, tuple(reasons))


# -- words -----------------------------------------------------------------------------------


def trending_in_words() -> str:
    """Return what the page says of the points of its papers."""
    return gettext(
        "Score: (votes + ½ comments + rule points) ÷ (age in days + %(days)s)", days=number(YOUNGEST)
    )


def score_in_words(entry: Entry) -> str:
    """Return ``Score 27: 12 votes, +10 because we watch Ada Example``; empty where nothing counted."""
    if not entry.parts:
        return ""
    reasons = ", ".join(part.why for part in entry.parts)
    return gettext("Score %(score)s: %(reasons)s", score=number(entry.score), reasons=reasons)


def score_for_readers(entry: Entry) -> str:
    """Return the score in words; empty where it is the votes, which stand beside it anyway."""
    votes = entry.paper.votes
    is_votes_alone = entry.parts == (Part(votes, counted(votes, "vote")),)
    return "" if is_votes_alone else score_in_words(entry)


def age_in_words(days: int) -> str:
    """Return ``new`` or ``3 days old``."""
    if not days:
        return gettext("new")
    return ngettext("%(num)s day old", "%(num)s days old", days)


def _signed_part(points: float, reason: str) -> Part:
    """Return a part whose words begin with its points, as in ``+10 because we watch Ada Example``."""
    sign = "+" if points >= 0 else ""
    return Part(_whole(points), f"{sign}{number(points)} {reason}")


def _whole(points: float) -> float:
    """Return a whole number, as votes are, as one without a decimal point."""
    if points == int(points):
        return int(points)
    return points
