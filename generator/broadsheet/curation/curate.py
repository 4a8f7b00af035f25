"""Judgement applied to facts: topics, rules and notes turn papers into entries with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from broadsheet.cache.records import RecordCache
from broadsheet.curation import score
from broadsheet.curation.claims import read_claims
from broadsheet.curation.conditions import Candidate, applies
from broadsheet.curation.phrases import PhraseHits
from broadsheet.curation.topics import (
    ENOUGH_POINTS,
    ENOUGH_SHARE,
    MOST_TOPICS,
    TopicScore,
    score_topic,
    topics_by_phrase,
    wanted_phrases,
)
from broadsheet.model.curation import Conditions, Effect, Entry, Note, Part, Ranking, Rule, Topic, Watch
from broadsheet.model.language.counts import counted
from broadsheet.model.language.words import N_, gettext
from broadsheet.model.once import list_once, texts_once
from broadsheet.model.owners import BY_HAND, COMMUNITY
from broadsheet.model.paper import Paper
from broadsheet.model.period import short_date
from broadsheet.text.phrases import PhraseMatcher

_part_once = lru_cache(maxsize=1 << 12, typed=True)(Part)  # which thousands of entries have alike


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
    claim: str

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
            claim=entry.claim,
        )

    @classmethod
    def from_json(cls, values: Any) -> EntryRow:
        """Return the row of which ``to_json`` made these values."""
        name, topics, pinned, left_out, page, reasons, parts, watched, claim = values
        return cls(
            name=name,
            topics=list_once(topics),
            pinned=pinned,
            left_out=left_out,
            page=page,
            reasons=texts_once(reasons),
            # Lists in place of generators take half the time, and there are 40,000 entries.
            parts=tuple([_part_once(*part) for part in parts]),
            watched=tuple([Watch(*watch) for watch in watched]),
            claim=claim,
        )

    def to_json(self) -> object:
        """Return the row as values that JSON can write."""
        parts = [(part.points, part.why) for part in self.parts]
        watched = [(watch.kind, watch.name, watch.points) for watch in self.watched]
        return (*self[:-3], parts, watched, self.claim)

    def entry(self, paper: Paper, note: Note, topics: tuple[Topic, ...]) -> Entry:
        """Return the entry of a paper and its note; ``topics`` are those whose slugs the row has."""
        return Entry(
            paper=paper,
            note=note,
            topics=topics,
            pinned=self.pinned,
            left_out=self.left_out,
            page=self.page,
            reasons=self.reasons,
            parts=self.parts,
            watched=self.watched,
            claim=self.claim,
        )


class Standards(NamedTuple):
    """Standards by which papers are judged: rules, topics and ranking, and the titles of sources."""

    rules: tuple[Rule, ...] = ()
    topics: tuple[Topic, ...] = ()
    source_titles: Mapping[str, str] = MappingProxyType({})
    ranking: Ranking = Ranking()

    @property
    def conditions(self) -> Iterator[Conditions]:
        """All conditions on papers that occur in them."""
        for topic in self.topics:
            yield topic.match
        for rule in (*self.rules, *self.ranking.negative):
            yield rule.when


def curate(
    papers: Iterable[Paper],
    notes: Mapping[str, Note],
    standards: Standards,
    cache: RecordCache[EntryRow] | None = None,
) -> tuple[Entry, ...]:
    """Return every paper as an entry, none left away: what is not shown says why in ``left_out``.

    The ``cache`` has the entries of an earlier run by the same standards.
    """
    phrases: list[str] = []
    for condition in standards.conditions:
        phrases.extend(_phrases(condition))
    curator = _Curator(PhraseMatcher(phrases), standards)
    cases = [_look_up(paper, notes.get(paper.id), cache) for paper in papers]
    new_papers = [case.paper for case in cases if not case.row]
    claims = read_claims(new_papers)
    entries: list[Entry] = []
    for case in cases:
        if case.row:
            topics = curator.topics_of(case.row.topics)
            entry = case.row.entry(case.paper, case.note, topics)
        else:
            entry = curator.entry(case.paper, case.note, next(claims))
        if cache:
            _keep(cache, case, entry)
        entries.append(entry)
    if cache:
        cache.save()
    return tuple(entries)


def _phrases(condition: Conditions) -> tuple[str, ...]:
    return condition.words + condition.title + condition.abstract + condition.keywords


class _Case(NamedTuple):
    """A paper to be judged: its note, its place in the cache, and its row there; None where it has none."""

    paper: Paper
    note: Note
    month: str
    key: str
    row: EntryRow | None


def _look_up(paper: Paper, note: Note | None, cache: RecordCache[EntryRow] | None) -> _Case:
    month = paper.day.isoformat()[:7]
    if cache is None:
        return _Case(paper, note or Note(paper=paper.id), month, "", None)
    key = cache.names.name(paper)
    if note:
        key += cache.names.name(note)
    return _Case(paper, note or Note(paper=paper.id), month, key, cache.get(month, key))


def _keep(cache: RecordCache[EntryRow], case: _Case, entry: Entry) -> None:
    """Keep an entry for the next run, and what it is named in this one."""
    if case.row:
        cache.names.know(entry, case.row.name)
    row = case.row or EntryRow.of(cache.names.name(entry), entry)
    cache.put(case.month, case.key, row)


_EFFECT_WORDS = {
    Effect.INCLUDE: N_("Rule “%(name)s”: included"),
    Effect.EXCLUDE: N_("Rule “%(name)s”: left out"),
    Effect.PIN: N_("Rule “%(name)s”: placed first"),
    Effect.HIDE: N_("Rule “%(name)s”: hidden from lists"),
}


class _ChosenTopic(NamedTuple):
    """Topic of a paper with the reason why it has it."""

    topic: Topic
    reason: str


class _Curator:
    """Judgement of papers, one after another, by the same topics, rules and ranking."""

    def __init__(self, matcher: PhraseMatcher, standards: Standards) -> None:
        self._topics_by_slug = {topic.slug: topic for topic in standards.topics}
        self._topics_by_slugs: dict[tuple[str, ...], tuple[Topic, ...]] = {}
        self._matcher = matcher
        self._ranking = standards.ranking
        self._rules = standards.rules
        self._topics = standards.topics
        self._wanted_by_topic = tuple([wanted_phrases(topic.match) for topic in standards.topics])
        self._places_by_phrase = topics_by_phrase(self._wanted_by_topic)
        self._source_titles = standards.source_titles
        self._selective = any(rule.effect is Effect.INCLUDE for rule in standards.rules)

    def topics_of(self, slugs: tuple[str, ...]) -> tuple[Topic, ...]:
        """Return the topics with these slugs, the same tuple for all papers that have them alike."""
        topics = self._topics_by_slugs.get(slugs)
        if topics is None:
            topics = tuple([self._topics_by_slug[slug] for slug in slugs])
            self._topics_by_slugs[slugs] = topics
        return topics

    def entry(self, paper: Paper, note: Note, claim: str) -> Entry:
        """Return the entry of a paper; ``claim`` is that of its abstract."""
        hits = self._find_phrases(paper, note)
        chosen = self._choose_topics(paper, note, hits)
        topics = self.topics_of(tuple([choice.topic.slug for choice in chosen]))
        topic_reasons = tuple([choice.reason for choice in chosen])
        candidate = Candidate(paper, topics, hits)
        applied = _applied_rules(self._rules, candidate)
        unwanted = _applied_rules(self._ranking.negative, candidate)
        watched = _find_watched(paper, self._ranking)
        left_out, page = _left_out(applied, note, self._selective)
        pinned = note.pin or any(rule.effect is Effect.PIN for rule in applied)
        reasons = (
            *self._explain_sightings(paper, note),
            *topic_reasons,
            *_explain_rules(applied),
            *_explain_note(note),
        )
        parts = (
            *score.ranking_parts(paper, topics, self._ranking),
            *score.named_parts(watched, applied, unwanted),
        )
        return Entry(
            paper=paper,
            note=note,
            topics=topics,
            pinned=pinned,
            left_out=left_out,
            page=page,
            reasons=texts_once(reasons),
            parts=tuple([_part_once(part.points, part.why) for part in parts]),
            watched=watched,
            claim=claim,
        )

    def _find_phrases(self, paper: Paper, note: Note) -> PhraseHits:
        find = self._matcher.find_phrases
        keyword_hits: frozenset[str] = frozenset()
        return PhraseHits(
            title=find(paper.title),
            # Our takeaway says what the abstract says: a paper without one is still found.
            abstract=find(paper.abstract) | find(note.takeaway),
            keywords=keyword_hits.union(*map(find, paper.keywords)),
            categories=frozenset(map(str.casefold, paper.categories)),
        )

    def _choose_topics(self, paper: Paper, note: Note, hits: PhraseHits) -> list[_ChosenTopic]:
        """Return the topics that an editor chose or else those with most points, best first."""
        chosen = []
        if note.topics is not None:
            for slug in note.topics:
                topic = self._topics_by_slug.get(slug)
                if topic:
                    reason = gettext("Filed under %(topic)s by the editor", topic=topic.name)
                    chosen.append(_ChosenTopic(topic, reason))
            return chosen
        scores = self._score_topics(paper, hits)
        if not scores:
            return chosen
        enough = max(ENOUGH_POINTS, scores[0].points * ENOUGH_SHARE)
        for topic, points, evidence in scores[:MOST_TOPICS]:
            is_best = not chosen  # the best is given however few points it has
            if is_best or points >= enough:
                reason = gettext("Topic %(topic)s: %(evidence)s", topic=topic.name, evidence=evidence)
                chosen.append(_ChosenTopic(topic, reason))
        return chosen

    def _score_topics(self, paper: Paper, hits: PhraseHits) -> list[TopicScore]:
        """Return the topics with points for a paper, most first, in their own order then."""
        scores = []
        for place in sorted(self._wanting_topics(hits)):
            wanted = self._wanted_by_topic[place]
            topic_score = score_topic(self._topics[place], wanted, paper, hits)
            if topic_score.points:
                scores.append(topic_score)
        scores.sort(key=attrgetter("points"), reverse=True)
        return scores

    def _wanting_topics(self, hits: PhraseHits) -> set[int]:
        """Return the places of the topics that want a phrase of a paper: no other has a point."""
        phrases = hits.title | hits.abstract | hits.keywords | hits.categories
        places: set[int] = set()
        for phrase in phrases:
            places.update(self._places_by_phrase.get(phrase, ()))
        return places

    def _explain_sightings(self, paper: Paper, note: Note) -> Iterator[str]:
        for sighting in paper.sightings:
            title = self._source_titles.get(sighting.source, sighting.source)
            day = short_date(sighting.day)
            if sighting.source == BY_HAND:
                reason = gettext("Added by hand on %(day)s", day=day)
            elif sighting.source == COMMUNITY:
                reason = _explain_proposal(note, day)
            else:
                reason = gettext("Listed by %(source)s on %(day)s", source=title, day=day)
            if sighting.votes is not None:
                votes = counted(sighting.votes, "vote")
                reason = gettext("%(listed)s with %(votes)s", listed=reason, votes=votes)
            yield reason


def _applied_rules(rules: Iterable[Rule], candidate: Candidate) -> list[Rule]:
    return [rule for rule in rules if applies(rule.when, candidate)]


def _left_out(applied: list[Rule], note: Note, selective: bool) -> tuple[str, bool]:
    """Return why no list shows the paper, if so, and True where it keeps its page. A person's pin wins."""
    if note.hide:
        return gettext("hidden by the editor: %(reason)s", reason=note.hide), True
    if note.pin:
        return "", True
    for rule in applied:
        if rule.effect is Effect.EXCLUDE:
            return gettext("left out by the rule “%(name)s”", name=rule.name), False
    included = any(rule.effect is Effect.INCLUDE for rule in applied)
    if selective and not included:
        return gettext("left out: no rule includes it"), False
    for rule in applied:
        if rule.effect is Effect.HIDE:
            return gettext("hidden by the rule “%(name)s”", name=rule.name), True
    return "", True


def _explain_rules(applied: list[Rule]) -> Iterator[str]:
    for rule in applied:
        if rule.effect is not Effect.SCORE:
            yield gettext(_EFFECT_WORDS[rule.effect], name=rule.name)


def _find_watched(paper: Paper, ranking: Ranking) -> tuple[Watch, ...]:
    """Return those whom we watch among a paper's authors and organisation, in the order of the list."""
    names_by_kind = {
        "author": set(map(str.casefold, paper.authors)),
        "organisation": {paper.organisation.casefold()},
    }
    watched = []
    for watch in ranking.watch:
        if watch.name.casefold() in names_by_kind[watch.kind]:
            watched.append(watch)
    return tuple(watched)


def _explain_proposal(note: Note, day: str) -> str:
    """Return who proposed a paper, where that is to be said."""
    for proposal in note.proposals:
        if proposal.by:
            return gettext("Proposed by %(name)s on %(day)s", name=proposal.by, day=day)
    return gettext("Proposed by a reader on %(day)s", day=day)


def _explain_note(note: Note) -> Iterator[str]:
    if note.pin:
        yield gettext("Placed first by the editor")
    if note.hide:
        yield gettext("Hidden by the editor: %(reason)s", reason=note.hide)
