"""Judgement applied to facts: topics, rules and notes turn papers into entries with reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator import score
from generator.kept import Kept
from generator.match import Phrasebook
from generator.model import (
    Conditions,
    Effect,
    Entry,
    Note,
    Paper,
    Part,
    Ranking,
    Rule,
    Topic,
    Watch,
    short_date,
)
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


# Of an entry: its fingerprint, its topics by their slugs, since all entries share the topics themselves,
# and all else but its paper and its note.
_Row = list[Any]


@dataclass(frozen=True, slots=True)
class _Findings:
    """The phrases that stand in each field of one paper, and its categories in lower case."""

    title: frozenset[str]
    abstract: frozenset[str]
    keywords: frozenset[str]
    categories: frozenset[str]


def curate(
    papers: Iterable[Paper],
    notes: Mapping[str, Note],
    rules: tuple[Rule, ...],
    topics: tuple[Topic, ...],
    source_titles: Mapping[str, str] | None = None,
    ranking: Ranking | None = None,
    kept: Kept | None = None,
) -> tuple[Entry, ...]:
    """Every paper as an entry, none left away: what is not shown says why in ``left_out``.

    ``kept`` are the entries of an earlier run with the same rules, topics, titles and ranking.
    """
    ranking = ranking or Ranking()
    conditions = [topic.match for topic in topics] + [rule.when for rule in (*rules, *ranking.negative)]
    book = Phrasebook(phrase for condition in conditions for phrase in _phrases(condition))
    judge = _Judge(book, rules, topics, source_titles or {}, ranking)
    if not kept:
        return tuple(judge.entry(paper, notes.get(paper.id, Note(paper=paper.id))) for paper in papers)
    shelf = _Shelf(kept, judge, topics)
    entries = tuple(shelf.entry(paper, notes.get(paper.id)) for paper in papers)
    kept.save()
    return entries


def _phrases(match: Conditions) -> Iterator[str]:
    yield from match.words + match.title + match.abstract + match.keywords


class _Shelf:
    """Entries that were kept, and others by a judge, each with its fingerprint."""

    def __init__(self, kept: Kept, judge: _Judge, topics: Iterable[Topic]) -> None:
        self._kept = kept
        self._judge = judge
        self._topics = {topic.slug: topic for topic in topics}

    def entry(self, paper: Paper, note: Note | None) -> Entry:
        names = self._kept.names
        month = paper.day.isoformat()[:7]
        key = names.name(paper) + (names.name(note) if note else "")
        note = note or Note(paper=paper.id)
        row: _Row | None = self._kept.find(month, key)
        if row:
            entry = self._again(paper, note, row)
            names.know(entry, row[0])
        else:
            entry = self._judge.entry(paper, note)
            row = _row(names.name(entry), entry)
        self._kept.put(month, key, row)
        return entry

    def _again(self, paper: Paper, note: Note, row: _Row) -> Entry:
        _, topics, pinned, left_out, page, reasons, parts, watched = row
        return Entry(
            paper=paper,
            note=note,
            topics=tuple([self._topics[slug] for slug in topics]),
            pinned=pinned,
            left_out=left_out,
            page=page,
            reasons=tuple(reasons),
            parts=tuple([Part(*part) for part in parts]),
            watched=tuple([Watch(*watch) for watch in watched]),
        )


def _row(name: str, entry: Entry) -> _Row:
    topics = [topic.slug for topic in entry.topics]
    parts = [(part.points, part.why) for part in entry.parts]
    watched = [(watch.kind, watch.name, watch.points) for watch in entry.watched]
    state = (entry.pinned, entry.left_out, entry.page, entry.reasons)
    return [name, topics, *state, parts, watched]


class _Judge:
    def __init__(
        self,
        book: Phrasebook,
        rules: tuple[Rule, ...],
        topics: tuple[Topic, ...],
        source_titles: Mapping[str, str],
        ranking: Ranking,
    ) -> None:
        self._book = book
        self._ranking = ranking
        self._rules = rules
        self._topics = topics
        self._by_slug = {topic.slug: topic for topic in topics}
        self._sought = tuple(_sought(topic.match) for topic in topics)
        self._seekers = _seekers(self._sought)
        self._source_titles = source_titles
        self._selective = any(rule.effect is Effect.INCLUDE for rule in rules)

    def entry(self, paper: Paper, note: Note) -> Entry:
        findings = self._findings(paper, note)
        topics, why_topics = self._topics_of(paper, note, findings)
        applied = [r for r in self._rules if _applies(r.when, paper, topics, findings)]
        left_out, page = _left_out(applied, note, self._selective)
        watched = _watched(paper, self._ranking)
        disliked = [r for r in self._ranking.negative if _applies(r.when, paper, topics, findings)]
        parts = (
            *score.ranking_parts(paper, topics, self._ranking),
            *score.named_parts(watched, applied, disliked),
        )
        return Entry(
            paper=paper,
            note=note,
            topics=topics,
            pinned=note.pin or any(r.effect is Effect.PIN for r in applied),
            left_out=left_out,
            page=page,
            reasons=(*self._sighted(paper), *why_topics, *_ruled(applied), *_noted(note)),
            parts=parts,
            watched=watched,
        )

    def _findings(self, paper: Paper, note: Note) -> _Findings:
        # Our takeaway says what the abstract says: a paper without one is still found.
        return _Findings(
            self._book.found(paper.title),
            self._book.found(paper.abstract) | self._book.found(note.takeaway),
            frozenset().union(*map(self._book.found, paper.keywords)),
            frozenset(category.casefold() for category in paper.categories),
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
                for order in self._seeking(findings)
                for topic in [self._topics[order]]
                for points, evidence in [_points(self._sought[order], paper, findings)]
                if points
            ),
            key=lambda grade: grade[:2],
        )
        enough = max(ENOUGH_POINTS, -graded[0][0] * ENOUGH_SHARE) if graded else 0
        given = [g for place, g in enumerate(graded) if place == 0 or -g[0] >= enough][:MOST_TOPICS]
        reasons = tuple(f"Topic {topic.name}: {evidence}" for _, _, topic, evidence in given)
        return tuple(topic for _, _, topic, _ in given), reasons

    def _seeking(self, findings: _Findings) -> set[int]:
        """The places of the topics that seek something that stands in a paper: no other has a point."""
        found = findings.title | findings.abstract | findings.keywords | findings.categories
        return {order for phrase in found for order in self._seekers.get(phrase, ())}

    def _sighted(self, paper: Paper) -> Iterator[str]:
        for sighting in paper.sightings:
            title = self._source_titles.get(sighting.source, sighting.source)
            votes = "" if sighting.votes is None else f" with {counted(sighting.votes, 'vote')}"
            yield f"Listed by {title} on {short_date(sighting.day)}{votes}"


def _sought(match: Conditions) -> _Findings:
    """The phrases that count for a topic, by the field that they have to stand in."""
    return _Findings(
        frozenset({*match.words, *match.title}),
        frozenset({*match.words, *match.abstract}),
        frozenset({*match.words, *match.keywords}),
        frozenset(category.casefold() for category in match.categories),
    )


def _seekers(sought: Iterable[_Findings]) -> Mapping[str, list[int]]:
    """By phrase and by category the places of the topics that seek it, in whatever field."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(sought):
        for phrase in one.title | one.abstract | one.keywords | one.categories:
            places.setdefault(phrase, []).append(place)
    return places


def _points(sought: _Findings, paper: Paper, findings: _Findings) -> tuple[int, str]:
    """What a topic's conditions are worth for one paper, and the evidence in words."""
    categories = findings.categories & sought.categories
    places = (
        ("the title", TITLE_POINTS, findings.title & sought.title),
        ("the keywords", KEYWORD_POINTS, findings.keywords & sought.keywords),
        ("the abstract", ABSTRACT_POINTS, findings.abstract & sought.abstract),
        ("the categories", CATEGORY_POINTS, _as_written(categories, paper) if categories else categories),
    )
    points = sum(worth * len(found) for _, worth, found in places)
    if not points:
        return 0, ""
    return points, ", ".join(f"{_quoted(found)} in {place}" for place, _, found in places if found)


def _as_written(categories: frozenset[str], paper: Paper) -> frozenset[str]:
    return frozenset(category for category in paper.categories if category.casefold() in categories)


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
        if rule.effect is not Effect.SCORE:
            yield f"Rule “{rule.name}”: {words[rule.effect]}"


def _watched(paper: Paper, ranking: Ranking) -> tuple[Watch, ...]:
    """Those whom we watch among a paper's authors and organisation, in the order of the list."""
    names = {
        "author": {name.casefold() for name in paper.authors},
        "organisation": {paper.organisation.casefold()},
    }
    return tuple(watch for watch in ranking.watch if watch.name.casefold() in names[watch.kind])


def _noted(note: Note) -> Iterator[str]:
    if note.pin:
        yield "Placed first by the editor"
    if note.hide:
        yield f"Hidden by the editor: {note.hide}"
