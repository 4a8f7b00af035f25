"""YAML that people write: the C loader, no repeated keys, and one clear sentence for an error."""

from __future__ import annotations

import json
import os
from collections.abc import Hashable, Iterator
from typing import Any, NamedTuple

import yaml

from broadsheet.errors import ConfigError
from broadsheet.settings.yaml_extent import check_extent, may_be_too_large
from broadsheet.text.conflicts import find_conflict
from broadsheet.text.plain import clean

MAX_DIGITS = 100  # of a number
# The loader in C is ten times as fast; where libyaml is missing the other one is as good.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Whatever PyYAML raises for a value that is not of its tag: `!!bool x`, `!!timestamp x`, `!!int ''`.
_ODD_VALUE = (ArithmeticError, AttributeError, LookupError, TypeError)


# How both parsers begin what they say of `takeaway: Yes: it works`.
_COLON_IN_TEXT = "mapping values are not allowed"


class _Loader(_Base):  # type: ignore[misc]
    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping

    def construct_yaml_int(self, node: Any) -> int:
        _refuse_long_number(node)
        number: int = super().construct_yaml_int(node)
        return number

    def construct_yaml_float(self, node: Any) -> float:
        _refuse_long_number(node)
        number: float = super().construct_yaml_float(node)
        return number


def _refuse_long_number(node: Any) -> None:
    """Raise ConstructorError where a number is so long that Python would neither count nor print it."""
    if len(node.value) > MAX_DIGITS:
        raise yaml.constructor.ConstructorError(
            None, None, f"a number of more than {MAX_DIGITS} digits", node.start_mark
        )


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_yaml_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.construct_yaml_float)


class _TolerantLoader(_Loader):
    """Also takes the tags of ``mkdocs.yml``: ``!ENV`` as MkDocs does, any other as nothing."""


def _from_environment(loader: Any, node: Any) -> Any:
    """``!ENV NAME`` or ``!ENV [NAME, OTHER, default]``; a variable holds one plain YAML value."""
    scalar = isinstance(node, yaml.ScalarNode)
    names = [node.value] if scalar else [loader.construct_object(child) for child in node.value]
    default = names.pop() if len(names) > 1 else None
    value = next((os.environ[name] for name in names if name in os.environ), None)
    if value is None:
        return default
    tag = loader.resolve(yaml.ScalarNode, value, (True, False))
    return loader.construct_object(yaml.ScalarNode(tag, value))


_TolerantLoader.add_constructor("!ENV", _from_environment)
_TolerantLoader.add_multi_constructor("", lambda loader, suffix, node: None)


def parse_yaml(place: str, data: str, *, tolerant: bool = False) -> Any:
    """Return the value of a YAML text; ConfigError with the line where it cannot be read.

    It cannot where it is nested too deep, or too long with all that its aliases repeat.
    """
    conflict = find_conflict(data)
    if conflict:
        raise ConfigError(f"{place}: {conflict}")
    loader = _TolerantLoader if tolerant else _Loader
    try:
        if may_be_too_large(data):
            check_extent(yaml.parse(data, Loader=_Base))
        return yaml.load(data, Loader=loader)
    except (yaml.YAMLError, ValueError) as error:
        raise ConfigError(f"{place}: {_reason(error)}") from error
    except _ODD_VALUE as error:
        raise ConfigError(f"{place}: not YAML: a value is not what its tag says; correct it") from error


class KeyPlace(NamedTuple):
    """Place of a key in a text: its path, as ``sources[].kind``, its line from 0, and its column from 0."""

    path: str
    line: int
    column: int


def find_keys(place: str, data: str) -> tuple[KeyPlace, ...]:
    """Return the places of all keys of a YAML text; ConfigError where it cannot be read."""
    parse_yaml(place, data, tolerant=True)
    return tuple(_walk_keys(yaml.compose(data, Loader=_Base), ""))


def _walk_keys(node: Any, path: str) -> Iterator[KeyPlace]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _walk_keys(item, f"{path}[]")
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner_path = f"{path}.{key.value}" if path else str(key.value)
            yield KeyPlace(inner_path, key.start_mark.line, key.start_mark.column)
            yield from _walk_keys(value, inner_path)


class ValuePlace(NamedTuple):
    """Place of a value of the mapping that a text is, by offsets: of its key, its start and its end.

    ``column`` is that of the key. ``dash`` is the column of the dashes where the value is a list with an
    item a line, None otherwise. ``is_list`` and ``is_block`` (``|`` or ``>``) tell its kind.
    """

    key: int
    column: int
    start: int
    end: int
    is_list: bool
    is_block: bool
    dash: int | None


def find_values(place: str, data: str) -> dict[str, ValuePlace]:
    """Return the places of the values of the mapping that a YAML text is, by their keys.

    ConfigError where it cannot be read.
    """
    parse_yaml(place, data)
    node = yaml.compose(data, Loader=_Base)
    places: dict[str, ValuePlace] = {}
    if not isinstance(node, yaml.MappingNode):
        return places
    for key, value in node.value:
        is_list = isinstance(value, yaml.SequenceNode)
        start = value.start_mark.index
        end = _end_of(value)
        while end > start and data[end - 1].isspace():  # lines below a block
            end -= 1
        places[str(key.value)] = ValuePlace(
            key=key.start_mark.index,
            column=key.start_mark.column,
            start=start,
            end=end,
            is_list=is_list,
            is_block=isinstance(value, yaml.ScalarNode) and value.style in ("|", ">"),
            dash=value.start_mark.column if is_list and not value.flow_style else None,
        )
    return places


def find_items(place: str, data: str, key: str) -> tuple[int, ...]:
    """Return the offsets at which the items of a list with an item a line begin, at their dashes' lines,
    and last where the list ends.

    Empty where the key has no such list. ConfigError where the text cannot be read.
    """
    parse_yaml(place, data)
    node = yaml.compose(data, Loader=_Base)
    if not isinstance(node, yaml.MappingNode):
        return ()
    for name, value in node.value:
        is_list = isinstance(value, yaml.SequenceNode) and not value.flow_style
        if name.value == key and is_list:
            offsets = [_line_of_dash(data, item.start_mark.index) for item in value.value]
            next_line = data.find("\n", _end_of(value))
            return (*offsets, len(data) if next_line < 0 else next_line + 1)
    return ()


def _line_of_dash(data: str, index: int) -> int:
    """Return where the line begins on which the dash before an item stands."""
    dash = data.rindex("-", 0, index)
    return data.rfind("\n", 0, dash) + 1


def _end_of(node: Any) -> int:
    """Return where a value ends: before the comments below a block, which PyYAML counts as part of it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.index)


def _reason(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = clean(str(getattr(error, "problem", None) or error))
    where = f"line {mark.line + 1}: " if mark else ""
    if problem.startswith(_COLON_IN_TEXT):
        return f"{where}a text with a colon and a space in it; put the text in quotes"
    return f"{where}not YAML: {problem}" if "stands twice" not in problem else f"{where}{problem}"


def quote(value: object) -> str:
    """Return a text or a list of texts as YAML has it, which reads JSON (YAML 1.2, 1.3)."""
    return json.dumps(value, ensure_ascii=False)
