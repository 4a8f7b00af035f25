"""Elements of other vocabularies in the items of a feed, which its parser would take for the item's own.

``media:description`` tells of a picture and ``itunes:summary`` of a recording, but feedparser reads
both as the item's description; and a second title or description in Dublin Core it takes for better
than the feed's own. They are cut out of the bytes before it sees them, and all else stays as it came.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

_ITEMS = frozenset(("item", "entry"))
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
# Elements that are never the item's own, by the beginning of their namespace in lower case.
_FOREIGN = (
    ("http://search.yahoo.com/mrss", frozenset(("title", "description", "text", "group"))),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", frozenset(("title", "subtitle", "summary"))),
)
# Elements of Dublin Core that are left out where the item has one of its own, by the same name.
_SECOND = frozenset(("title", "description"))


def cut_foreign_elements(body: bytes) -> bytes:
    """Return a feed without the elements that tell of something else than its items.

    One that is not well-formed, or in an encoding in which signs have several bytes, stays as it is.
    """
    if b"\0" in body[:100]:
        return body
    reader = _Reader()
    try:
        reader.parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError, Warning):
        return body
    parts: list[bytes] = []
    position = 0
    for begin, end in sorted(reader.cuts):
        if begin >= position:
            parts.append(body[position:begin])
            position = end
    parts.append(body[position:])
    return b"".join(parts)


@dataclass(slots=True)
class _Item:
    """What is known of an item while it is being read."""

    depth: int
    own_names: set[str] = field(default_factory=set)
    # Elements of Dublin Core, by name, and between which bytes they stand.
    seconds: list[tuple[str, tuple[int, int]]] = field(default_factory=list)


class _Reader:
    """Reader that notes between which bytes the elements stand that are to go."""

    def __init__(self) -> None:
        self.cuts: list[tuple[int, int]] = []
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._read_text
        self.parser.DefaultHandler = self._pass
        self._begins: list[int] = []
        self._texts: list[bool] = []
        self._item: _Item | None = None
        # The element whose end was read, until the next event says where its last byte is.
        self._ended: tuple[str, str, int] | None = None

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._settle()
        self._begins.append(self.parser.CurrentByteIndex)
        self._texts.append(False)
        _, _, local_name = name.rpartition("}")
        if local_name in _ITEMS and self._item is None:
            depth = len(self._begins)
            self._item = _Item(depth)

    def _end(self, name: str) -> None:
        self._settle()
        namespace, _, local_name = name.rpartition("}")
        begin = self._begins.pop()
        has_text = self._texts.pop()
        item = self._item
        if item is None:
            return
        depth = len(self._begins) + 1
        if depth == item.depth:
            self._leave_item(item)
            return
        is_child = depth == item.depth + 1
        is_own = (
            is_child and has_text and namespace != _DUBLIN_CORE and not _is_foreign(namespace, local_name)
        )
        if is_own:
            item.own_names.add(local_name)
        self._ended = (namespace, local_name, begin)

    def _leave_item(self, item: _Item) -> None:
        for name, cut in item.seconds:
            if name in item.own_names:
                self.cuts.append(cut)
        self._item = None

    def _settle(self) -> None:
        """Note the element that ended before this event, if it is one that may have to go."""
        if self._ended is None or self._item is None:
            self._ended = None
            return
        namespace, local_name, begin = self._ended
        self._ended = None
        cut = (begin, self.parser.CurrentByteIndex)
        if _is_foreign(namespace, local_name):
            self.cuts.append(cut)
        elif namespace == _DUBLIN_CORE and local_name in _SECOND:
            self._item.seconds.append((local_name, cut))

    def _read_text(self, text: str) -> None:
        self._settle()
        if self._texts and text.strip():
            self._texts[-1] = True

    def _pass(self, _text: str) -> None:
        self._settle()


def _is_foreign(namespace: str, local_name: str) -> bool:
    lower_namespace = namespace.lower()
    for beginning, names in _FOREIGN:
        if lower_namespace.startswith(beginning):
            return local_name in names
    return False
