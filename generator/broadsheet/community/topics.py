"""Proposals of topics: an entry at the end of ``topics.yaml``, for an editor to merge."""

from __future__ import annotations

import re
from hashlib import sha256

from broadsheet.community.desk import Desk, Sender
from broadsheet.community.forms import Submission
from broadsheet.community.outcomes import Outcome, Result, safe_title
from broadsheet.library import urls
from broadsheet.model.curation import Conditions, Topic
from broadsheet.model.forms import TOPIC
from broadsheet.model.ids import is_safe_id
from broadsheet.store.topic_edits import PLACE, TopicFile
from broadsheet.text.inert import inert
from broadsheet.text.phrases import can_be_found
from broadsheet.text.plain import slug

_MOST_WORDS = 20
_LONGEST_WORDS = 80
_BETWEEN_WORDS = re.compile(r"[,;]")
_DIGITS = 8  # of a hash, where a name makes no address


def propose_topic(desk: Desk, submission: Submission, sender: Sender) -> Outcome:
    """Return what became of a proposed topic: written, here already, or refused in words."""
    words = _read_words(submission)
    faults = _faults_of(words)
    if faults:
        return desk.refuse(TOPIC, *faults)
    name = submission["name"]
    topic = Topic(_slug_of(name), name, submission["about"], Conditions(words=words))
    file = TopicFile(desk.root)
    earlier = file.find(sender.issue)
    lines = _describe(topic)
    if earlier == topic:
        return desk.end(Result.UNCHANGED, TOPIC, lines, ("this was taken in already",))
    for known in file.topics:
        is_same = known.slug == topic.slug or known.name.casefold() == name.casefold()
        if is_same and known != earlier:
            return _end_duplicate(desk, known)
    text = file.with_topic(topic, sender.issue)
    desk.written.write(desk.root / PLACE, text.encode(), desk.root / ".cache" / "writing")
    return desk.end(Result.TAKEN, TOPIC, lines, (), title=safe_title("Add a topic", name))


def _read_words(submission: Submission) -> tuple[str, ...]:
    """Return the phrases that were typed, a line each or with commas between, each once."""
    words: dict[str, None] = {}
    for line in submission.lines["words"]:
        for phrase in _BETWEEN_WORDS.split(line):
            bare = phrase.strip().strip("-•").strip()
            if bare:
                words[bare] = None
    return tuple(words)


def _faults_of(words: tuple[str, ...]) -> list[str]:
    faults: list[str] = []
    if not words:
        faults.append("Words that mark it: there are none; give a phrase or more, a line each")
    if len(words) > _MOST_WORDS:
        faults.append(f"Words that mark it: there are {len(words)}; give {_MOST_WORDS} at most")
    for phrase in words[:_MOST_WORDS]:
        if len(phrase) > _LONGEST_WORDS:
            faults.append(f"Words that mark it: {inert(phrase, 60)} is too long; give words, not sentences")
        elif not can_be_found(phrase):
            faults.append(f"Words that mark it: {inert(phrase)} cannot be found in a text; write it out")
    return faults


def _slug_of(name: str) -> str:
    """Return the address of a topic: its name in plain letters; one of ours where no page may have that."""
    plain_name = slug(name)
    if is_safe_id(plain_name):
        return plain_name
    return f"topic-{sha256(name.encode()).hexdigest()[:_DIGITS]}"


def _describe(topic: Topic) -> list[str]:
    phrases = ", ".join([inert(word) for word in topic.match.words])
    lines = [f"The topic: {inert(topic.name)}", f"Papers that say one of these belong to it: {phrases}"]
    if topic.about:
        lines.append(f"About it: {inert(topic.about)}")
    return lines


def _end_duplicate(desk: Desk, known: Topic) -> Outcome:
    address = desk.config.site.url + urls.topic(known.slug)
    lines = [f"The topic: {inert(known.name)}", f"It is here: {address}"]
    reason = f"there is a topic {known.slug} already: {address}"
    return desk.end(Result.DUPLICATE, TOPIC, lines, (reason,))
