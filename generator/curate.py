"""Judgement applied to facts: topics, rules and notes turn papers into entries with reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.match import Phrasebook
from generator.model import Conditions, Effect, Entry, Note, Paper, Rule, Topic, short_date
from generator.text import counted

# What a phrase is worth by where it stands. A title names its subject; an abstract also
# mentions what the paper is not about.
TITLE_POINTS = 4
KEYWORD_POINTS = 2
CATEGORY_POINTS = 2
ABSTRACT_POINTS = 1
# A topic needs this many points, and this share of the best topic's, to be given beside it.
ENOUGH_POINTS = 3
ENOUGH_SHARE = 0.34
MOST_TOPICS = 3


@dataclass(frozen=True, slots=True)
class _Findings:
    """The phrases that stand in each field of one paper."""

    title: frozenset[str]
    abstract: frozenset[str]
    keywords: frozenset[str]


def curate(
    papers: Iterable[Paper],
    notes: Mapping[str, Note],
    rules: tuple[Rule, ...],
    topics: tuple[Topic, ...],
    source_titles: Mapping[str, str] | None = None,
) -> tuple[Entry, ...]:
    """Every paper as an entry, none left away: what is not shown says why in ``left_out``."""
    conditions = [topic.match for topic in topics] + [rule.when for rule in rules]
    book = Phrasebook(phrase for condition in conditions for phrase in _phrases(condition))
    judge = _Judge(book, rules, topics, source_titles or {})
    return tuple(judge.entry(paper, notes.get(paper.id, Note(paper=paper.id))) for paper in papers)


def _phrases(match: Conditions) -> Iterator[str]:
    yield from match.words + match.title + match.abstract + match.keywords


class _Judge:
    def __init__(
        self,
        book: Phrasebook,
        rules: tuple[Rule, ...],
        topics: tuple[Topic, ...],
        source_titles: Mapping[str, str],
    ) -> None:
        self._book = book
        self._rules = rules
        self._topics = topics
        self._by_slug = {topic.slug: topic for topic in topics}
        self._source_titles = source_titles
        self._selective = any(rule.effect is Effect.INCLUDE for rule in rules)

    def entry(self, paper: Paper, note: Note) -> Entry:
        findings = self._findings(paper, note)
        topics, why_topics = self._topics_of(paper, note, findings)
        applied = [r for r in self._rules if _applies(r.when, paper, topics, findings)]
        left_out, page = _left_out(applied, note, self._selective)
        return Entry(
            paper=paper,
            note=note,
            topics=topics,
            score=paper.votes + sum(r.points for r in applied if r.effect is Effect.SCORE),
            pinned=note.pin or any(r.effect is Effect.PIN for r in applied),
            left_out=left_out,
            page=page,
            reasons=(*self._sighted(paper), *why_topics, *_ruled(applied), *_noted(note)),
        )

    def _findings(self, paper: Paper, note: Note) -> _Findings:
        # Our takeaway says what the abstract says: a paper without one is still found.
        return _Findings(
            self._book.found(paper.title),
            self._book.found(paper.abstract) | self._book.found(note.takeaway),
            frozenset().union(*map(self._book.found, paper.keywords)),
        )

    def _topics_of(
        self, paper: Paper, note: Note, findings: _Findings
    ) -> tuple[tuple[Topic, ...], tuple[str, ...]]:
        if note.topics is not None:
            chosen = tuple(self._by_slug[slug] for slug in note.topics if slug in self._by_slug)
            return chosen, tuple(f"Topic {topic.name}: chosen by the editor" for topic in chosen)
        graded = sorted(
            (
                (-points, order, topic, evidence)
                for order, topic in enumerate(self._topics)
                for points, evidence in [_points(topic.match, paper, findings)]
                if points
            ),
            key=lambda grade: grade[:2],
        )
        enough = max(ENOUGH_POINTS, -graded[0][0] * ENOUGH_SHARE) if graded else 0
        given = [g for place, g in enumerate(graded) if place == 0 or -g[0] >= enough][:MOST_TOPICS]
        reasons = tuple(f"Topic {topic.name}: {evidence}" for _, _, topic, evidence in given)
        return tuple(topic for _, _, topic, _ in given), reasons

    def _sighted(self, paper: Paper) -> Iterator[str]:
        for sighting in paper.sightings:
            title = self._source_titles.get(sighting.source, sighting.source)
            votes = "" if sighting.votes is None else f" with {counted(sighting.votes, 'vote')}"
            yield f"Listed by {title} on {short_date(sighting.day)}{votes}"


def _points(match: Conditions, paper: Paper, findings: _Findings) -> tuple[int, str]:
    """What a topic's conditions are worth for one paper, and the evidence in words."""
    places = (
        ("the title", TITLE_POINTS, findings.title & {*match.words, *match.title}),
        ("the keywords", KEYWORD_POINTS, findings.keywords & {*match.words, *match.keywords}),
        ("the abstract", ABSTRACT_POINTS, findings.abstract & {*match.words, *match.abstract}),
        ("the categories", CATEGORY_POINTS, _shared(paper.categories, match.categories)),
    )
    points = sum(worth * len(found) for _, worth, found in places)
    return points, ", ".join(f"{_quoted(found)} in {place}" for place, _, found in places if found)


def _quoted(found: Iterable[str]) -> str:
    return " and ".join(f"“{phrase}”" for phrase in sorted(found))


_Test = Callable[[Conditions, Paper, tuple[Topic, ...], _Findings], bool]


def _shared(values: Iterable[str], wanted: Iterable[str]) -> frozenset[str]:
    """Those of ``values`` that are wanted, whatever the case."""
    folded = {value.casefold() for value in wanted}
    return frozenset(value for value in values if value.casefold() in folded)


def _same(values: Iterable[str], wanted: Iterable[str]) -> bool:
    return bool(_shared(values, wanted))


# One line per key of Conditions: a new need is a new line here, with a test.
_TESTS: dict[str, _Test] = {
    "words": lambda c, p, t, f: bool((f.title | f.abstract | f.keywords) & set(c.words)),
    "title": lambda c, p, t, f: bool(f.title & set(c.title)),
    "abstract": lambda c, p, t, f: bool(f.abstract & set(c.abstract)),
    "keywords": lambda c, p, t, f: bool(f.keywords & set(c.keywords)),
    "categories": lambda c, p, t, f: _same(p.categories, c.categories),
    "authors": lambda c, p, t, f: _same(p.authors, c.authors),
    "organisations": lambda c, p, t, f: _same([p.organisation], c.organisations),
    "topics": lambda c, p, t, f: _same([topic.slug for topic in t], c.topics),
    "sources": lambda c, p, t, f: _same([s.source for s in p.sightings], c.sources),
    "votes_at_least": lambda c, p, t, f: p.votes >= (c.votes_at_least or 0),
}


def _applies(when: Conditions, paper: Paper, topics: tuple[Topic, ...], findings: _Findings) -> bool:
    return all(
        test(when, paper, topics, findings)
        for key, test in _TESTS.items()
        if getattr(when, key) not in ((), None)
    )


def _left_out(applied: list[Rule], note: Note, selective: bool) -> tuple[str, bool]:
    """Why no list shows the paper, if so, and whether it keeps its page. A person's pin wins."""
    if note.hide:
        return f"hidden by the editor: {note.hide}", True
    if note.pin:
        return "", True
    for rule in applied:
        if rule.effect is Effect.EXCLUDE:
            return f"left out by the rule “{rule.name}”", False
    if selective and not any(rule.effect is Effect.INCLUDE for rule in applied):
        return "left out: no rule includes it", False
    for rule in applied:
        if rule.effect is Effect.HIDE:
            return f"hidden by the rule “{rule.name}”", True
    return "", True


def _ruled(applied: list[Rule]) -> Iterator[str]:
    words = {
        Effect.INCLUDE: "included",
        Effect.EXCLUDE: "left out",
        Effect.PIN: "placed first",
        Effect.HIDE: "hidden from lists",
    }
    for rule in applied:
        yield f"Rule “{rule.name}”: {words.get(rule.effect) or f'{rule.points:+g} points'}"


def _noted(note: Note) -> Iterator[str]:
    if note.pin:
        yield "Placed first by the editor"
    if note.hide:
        yield f"Hidden by the editor: {note.hide}"
