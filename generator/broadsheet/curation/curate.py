"""Judgement applied to facts: topics, rules and notes turn papers into entries with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

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


class EntryRow(NamedTuple):
    """Entry without its paper and its note: its name, its topics by their slugs, and all its other fields."""

    name: str
    topics: tuple[str, ...]
    pinned: bool
    left_out: str
    page: bool
    reasons: tuple[str, ...]
    parts: tuple[Part, ...]
    watched: tuple[Watch, ...]

    @classmethod
    def of(cls, name: str, entry: Entry) -> EntryRow:
        """Return the row of an entry, whose fingerprint is ``name``."""
        return cls(
            name=name,
            topics=tuple([topic.slug for topic in entry.topics]),
            pinned=entry.pinned,
            left_out=entry.left_out,
            page=entry.page,
            reasons=entry.reasons,
            parts=entry.parts,
            watched=entry.watched,
        )

    @classmethod
    def from_json(cls, values: Any) -> EntryRow:
        """Return the row of which ``to_json`` made these values."""
        name, topics, pinned, left_out, page, reasons, parts, watched = values
        return cls(
            name=name,
            topics=tuple(topics),
            pinned=pinned,
            left_out=left_out,
            page=page,
            reasons=tuple(reasons),
            # Lists in place of generators take half the time, and there are 40,000 entries.
            parts=tuple([Part(*part) for part in parts]),
            watched=tuple([Watch(*watch) for watch in watched]),
        )

    def to_json(self) -> object:
        """Return the row as values that JSON can write."""
        parts = [(part.points, part.why) for part in self.parts]
        watched = [(watch.kind, watch.name, watch.points) for watch in self.watched]
        return (*self[:-2], parts, watched)

    def entry(self, paper: Paper, note: Note, topics: Mapping[str, Topic]) -> Entry:
        """Return the entry of a paper and its note; ``topics`` are those of the site, by slug."""
        return Entry(
            paper=paper,
            note=note,
            topics=tuple([topics[slug] for slug in self.topics]),
            pinned=self.pinned,
            left_out=self.left_out,
            page=self.page,
            reasons=self.reasons,
            parts=self.parts,
            watched=self.watched,
        )


def curate(
    papers: Iterable[Paper],
    notes: Mapping[str, Note],
    rules: tuple[Rule, ...],
    topics: tuple[Topic, ...],
    source_titles: Mapping[str, str] | None = None,
    ranking: Ranking | None = None,
    cache: RecordCache[EntryRow] | None = None,
) -> tuple[Entry, ...]:
    """Return every paper as an entry, none left away: what is not shown says why in ``left_out``.

    The ``cache`` has the entries of an earlier run with the same rules, topics, titles and ranking.
    """
    ranking = ranking or Ranking()
    conditions = [topic.match for topic in topics] + [rule.when for rule in (*rules, *ranking.negative)]
    book = PhraseMatcher(phrase for condition in conditions for phrase in _phrases(condition))
    judge = _Curator(book, rules, topics, source_titles or {}, ranking)
    if not cache:
        return tuple(judge.entry(paper, notes.get(paper.id, Note(paper=paper.id))) for paper in papers)
    by_slug = {topic.slug: topic for topic in topics}
    entries = [_cached_or_curated(cache, judge, by_slug, paper, notes.get(paper.id)) for paper in papers]
    cache.save()
    return tuple(entries)


def _phrases(match: Conditions) -> Iterator[str]:
    yield from match.words + match.title + match.abstract + match.keywords


def _cached_or_curated(
    cache: RecordCache[EntryRow],
    judge: _Curator,
    topics: Mapping[str, Topic],
    paper: Paper,
    note: Note | None,
) -> Entry:
    names = cache.names
    month = paper.day.isoformat()[:7]
    key = names.name(paper)
    if note:
        key += names.name(note)
    note = note or Note(paper=paper.id)
    row = cache.get(month, key)
    if row:
        entry = row.entry(paper, note, topics)
        names.know(entry, row.name)
    else:
        entry = judge.entry(paper, note)
        row = EntryRow.of(names.name(entry), entry)
    cache.put(month, key, row)
    return entry


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
