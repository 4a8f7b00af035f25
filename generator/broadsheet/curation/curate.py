"""Judgement applied to facts: topics, rules and notes turn papers into entries with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from broadsheet.cache.records import RecordCache
from broadsheet.curation import score
from broadsheet.curation.conditions import applies
from broadsheet.curation.phrases import PhraseHits
from broadsheet.curation.topics import (
    ENOUGH_POINTS,
    ENOUGH_SHARE,
    MOST_TOPICS,
    topic_points,
    topics_by_phrase,
    wanted_phrases,
)
from broadsheet.model.curation import Conditions, Effect, Entry, Note, Part, Ranking, Rule, Topic, Watch
from broadsheet.model.paper import Paper
from broadsheet.model.period import short_date
from broadsheet.text.phrases import PhraseMatcher
from broadsheet.text.plain import with_noun

# Of an entry: its fingerprint, its topics by their slugs, since all entries share the topics themselves,
# and all else but its paper and its note.
_Row = list[Any]


def curate(
    papers: Iterable[Paper],
    notes: Mapping[str, Note],
    rules: tuple[Rule, ...],
    topics: tuple[Topic, ...],
    source_titles: Mapping[str, str] | None = None,
    ranking: Ranking | None = None,
    kept: RecordCache | None = None,
) -> tuple[Entry, ...]:
    """Every paper as an entry, none left away: what is not shown says why in ``left_out``.

    ``kept`` are the entries of an earlier run with the same rules, topics, titles and ranking.
    """
    ranking = ranking or Ranking()
    conditions = [topic.match for topic in topics] + [rule.when for rule in (*rules, *ranking.negative)]
    book = PhraseMatcher(phrase for condition in conditions for phrase in _phrases(condition))
    judge = _Curator(book, rules, topics, source_titles or {}, ranking)
    if not kept:
        return tuple(judge.entry(paper, notes.get(paper.id, Note(paper=paper.id))) for paper in papers)
    shelf = _EntryCache(kept, judge, topics)
    entries = tuple(shelf.entry(paper, notes.get(paper.id)) for paper in papers)
    kept.save()
    return entries


def _phrases(match: Conditions) -> Iterator[str]:
    yield from match.words + match.title + match.abstract + match.keywords


class _EntryCache:
    """Entries that were kept, and others by a judge, each with its fingerprint."""

    def __init__(self, kept: RecordCache, judge: _Curator, topics: Iterable[Topic]) -> None:
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


class _Curator:
    def __init__(
        self,
        book: PhraseMatcher,
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
        self._sought = tuple(wanted_phrases(topic.match) for topic in topics)
        self._seekers = topics_by_phrase(self._sought)
        self._source_titles = source_titles
        self._selective = any(rule.effect is Effect.INCLUDE for rule in rules)

    def entry(self, paper: Paper, note: Note) -> Entry:
        findings = self._findings(paper, note)
        topics, why_topics = self._topics_of(paper, note, findings)
        applied = [r for r in self._rules if applies(r.when, paper, topics, findings)]
        left_out, page = _left_out(applied, note, self._selective)
        watched = _watched(paper, self._ranking)
        disliked = [r for r in self._ranking.negative if applies(r.when, paper, topics, findings)]
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

    def _findings(self, paper: Paper, note: Note) -> PhraseHits:
        # Our takeaway says what the abstract says: a paper without one is still found.
        return PhraseHits(
            self._book.found(paper.title),
            self._book.found(paper.abstract) | self._book.found(note.takeaway),
            frozenset().union(*map(self._book.found, paper.keywords)),
            frozenset(category.casefold() for category in paper.categories),
        )

    def _topics_of(
        self, paper: Paper, note: Note, findings: PhraseHits
    ) -> tuple[tuple[Topic, ...], tuple[str, ...]]:
        if note.topics is not None:
            chosen = tuple(self._by_slug[slug] for slug in note.topics if slug in self._by_slug)
            return chosen, tuple(f"Topic {topic.name}: chosen by the editor" for topic in chosen)
        graded = sorted(
            (
                (-points, order, topic, evidence)
                for order in self._seeking(findings)
                for topic in [self._topics[order]]
                for points, evidence in [topic_points(self._sought[order], paper, findings)]
                if points
            ),
            key=lambda grade: grade[:2],
        )
        enough = max(ENOUGH_POINTS, -graded[0][0] * ENOUGH_SHARE) if graded else 0
        given = [g for place, g in enumerate(graded) if place == 0 or -g[0] >= enough][:MOST_TOPICS]
        reasons = tuple(f"Topic {topic.name}: {evidence}" for _, _, topic, evidence in given)
        return tuple(topic for _, _, topic, _ in given), reasons

    def _seeking(self, findings: PhraseHits) -> set[int]:
        """The places of the topics that seek something that stands in a paper: no other has a point."""
        found = findings.title | findings.abstract | findings.keywords | findings.categories
        return {order for phrase in found for order in self._seekers.get(phrase, ())}

    def _sighted(self, paper: Paper) -> Iterator[str]:
        for sighting in paper.sightings:
            title = self._source_titles.get(sighting.source, sighting.source)
            votes = "" if sighting.votes is None else f" with {with_noun(sighting.votes, 'vote')}"
            yield f"Listed by {title} on {short_date(sighting.day)}{votes}"


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
