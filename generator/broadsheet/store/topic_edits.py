"""Topics that a command adds to ``topics.yaml``, which is people's: all else that stands there stays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from broadsheet.errors import ContentError
from broadsheet.model.curation import Topic
from broadsheet.settings.curation import read_topic
from broadsheet.settings.fields import Fields
from broadsheet.settings.files import read_settings_file
from broadsheet.settings.lists import read_list
from broadsheet.settings.yaml import parse_yaml, quote
from broadsheet.store.list_edits import with_item

PLACE = "content/config/topics.yaml"
_KEY = "topics"
_FROM = "from"


class TopicFile:
    """The topics of a site as their file has them: its text, the topics, and where each came from."""

    def __init__(self, root: Path) -> None:
        self._text = read_settings_file(root / PLACE, PLACE) or ""
        self.topics = _parse(self._text)
        values: Any = parse_yaml(PLACE, self._text) or {}
        self._sources = [str(item.get(_FROM, "")) for item in values.get(_KEY) or []]

    def find(self, source: str) -> Topic | None:
        """Return the topic that came from an address; None where none did."""
        if not source or source not in self._sources:
            return None
        return self.topics[self._sources.index(source)]

    def with_topic(self, topic: Topic, source: str) -> str:
        """Return the file's text with a topic in the place of the one from the same address, or at its end.

        ContentError where the file cannot be added to as it is written.
        """
        number: int | None = None
        wanted = [*self.topics, topic]
        if source and source in self._sources:
            number = self._sources.index(source)
            wanted = list(self.topics)
            wanted[number] = topic
        lines = _lines(topic, source)
        after = with_item(PLACE, self._text, _KEY, lines, number)
        if _parse(after) != tuple(wanted):
            by_hand = "; ".join(lines)
            raise ContentError(f"{PLACE}: cannot be added to as it is written; add by hand: {by_hand}")
        return after


def _parse(text: str) -> tuple[Topic, ...]:
    problems: list[str] = []
    file = Fields(PLACE, parse_yaml(PLACE, text), problems)
    topics = read_list(file, _KEY, read_topic, "slug", "name")
    if problems:
        raise ContentError(*problems)
    return topics


def _lines(topic: Topic, source: str) -> Sequence[str]:
    words = ", ".join([quote(word) for word in topic.match.words])
    lines = [f"slug: {quote(topic.slug)}", f"name: {quote(topic.name)}"]
    if topic.about:
        lines.append(f"about: {quote(topic.about)}")
    lines += ["match:", f"  words: [{words}]"]
    if source:
        lines.append(f"{_FROM}: {quote(source)}")
    return lines
