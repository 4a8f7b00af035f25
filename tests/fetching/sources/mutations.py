"""Bodies of JSON and XML with one thing changed: every node in turn, or a node that a test draws."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

Path = tuple[str | int, ...]

# One value of each sort that some server has sent, or may send one day, in another's place.
HOSTILE_VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    math.nan,
    "",
    " \x00\u202e ",
    "\ud800",
    "2026-02-31",
    "../../x",
    [],
    [None, "x"],
    {},
    {"value": {"value": None}},
)
HOSTILE_TEXTS = ("", "\u202e \u200b", "0", "2026-02-31", "../../x", "<b>&amp;</b>", "x" * 3000)

for prefix, uri in (
    ("arxiv", "http://arxiv.org/schemas/atom"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("opensearch", "http://a9.com/-/spec/opensearch/1.1/"),
    ("prism", "http://prismstandard.org/namespaces/basic/2.0/"),
):
    ElementTree.register_namespace(prefix, uri)


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """The way to every node of a JSON value, the value itself first."""
    yield here
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*here, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from paths(inner, (*here, number))


def at(value: Any, path: Path) -> Any:
    """The node at ``path``; None where there is none."""
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value


def with_value(tree: Any, path: Path, value: Any) -> Any:
    """A copy of a JSON value with another one at ``path``."""
    if not path:
        return deepcopy(value)
    changed = deepcopy(tree)
    at(changed, path[:-1])[path[-1]] = value
    return changed


def without(tree: Any, path: Path) -> Any:
    """A copy of a JSON value without what is at ``path``, which is not the whole."""
    changed = deepcopy(tree)
    del at(changed, path[:-1])[path[-1]]
    return changed


def changed_json(body: bytes, items: Path) -> Iterator[tuple[Path, bytes]]:
    """The body with each node in turn replaced by each hostile value, and left out.

    Of the list at ``items`` the first one's nodes stand for those of the others.
    """
    tree = json.loads(body)
    for path in paths(tree):
        if path[: len(items)] == items and path[len(items) :][:1] not in ((), (0,)):
            continue
        for value in HOSTILE_VALUES:
            yield path, json.dumps(with_value(tree, path, value)).encode()
        if path:
            yield path, json.dumps(without(tree, path)).encode()


def element_names(body: bytes) -> list[str]:
    """The names of all elements in their order, without their namespaces."""
    return [local_name(element) for element in ElementTree.fromstring(body).iter()]


def local_name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def with_text(body: bytes, number: int, text: str) -> bytes:
    """The body with ``text`` in the place of that of an element, and of all of its attributes."""
    return _changed(body, number, partial(_put_text, text))


def changed_xml(body: bytes, items: str) -> Iterator[tuple[str, bytes]]:
    """The body with each element in turn changed in each way; the element's name comes first.

    Of the ``items`` the first one's elements stand for those of the others.
    """
    root = ElementTree.fromstring(body)
    like_others: set[Element] = set()
    for item in root.findall(items)[1:]:
        like_others.update(item.iter())
    for number, element in enumerate(root.iter()):
        if element in like_others:
            continue
        for text in HOSTILE_TEXTS:
            yield local_name(element), _changed(body, number, partial(_put_text, text))
        for change in (_empty, _rename, _put_into_itself):
            yield local_name(element), _changed(body, number, change)


def _changed(body: bytes, number: int, change: Callable[[Element], None]) -> bytes:
    root = ElementTree.fromstring(body)
    change(list(root.iter())[number])
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _put_text(text: str, element: Element) -> None:
    """Put ``text`` into an element and into all of its attributes."""
    element.text = text
    for name in element.attrib:
        element.set(name, text)


def _empty(element: Element) -> None:
    element.clear()


def _rename(element: Element) -> None:
    element.tag = "other"


def _put_into_itself(element: Element) -> None:
    element.append(deepcopy(element))
