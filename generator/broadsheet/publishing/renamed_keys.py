"""Keys of settings that changed their names, or that are gone, and what an upgrade does to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from broadsheet.settings.yaml import KeyPlace, find_keys


@dataclass(frozen=True, slots=True)
class KeyChange:
    """Change of a key: the file it is in, its old path (``sources[].kind``), its new name, and a hint.

    A key without a new name is gone: the upgrade makes a comment of its line, and the hint says what to do.
    """

    file: str
    old: str
    new: str = ""
    hint: str = ""


# Oldest first: what was renamed twice is renamed twice.
KEY_CHANGES = (
    KeyChange(
        "content/config/site.yaml",
        "language",
        hint="write 'theme: {name: broadsheet, language: …}' in mkdocs.yml",
    ),
)


def rename_keys(
    file: str, text: str, changes: Iterable[KeyChange] = KEY_CHANGES
) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file with its keys as they are called now, and what was done, a line each.

    ConfigError where the text is not YAML.
    """
    done: list[str] = []
    for change in changes:
        if change.file != file:
            continue
        for place in reversed(find_keys(file, text)):  # so that the places before it still hold
            if place.path == change.old:
                text = _apply(text, place, change)
                done.append(_describe(place, change))
    return text, tuple(done)


def _apply(text: str, place: KeyPlace, change: KeyChange) -> str:
    lines = text.splitlines(keepends=True)
    line = lines[place.line]
    if change.new:
        name_length = len(change.old.rpartition(".")[2])
        rest = line[place.column :]
        quoted = 1 if rest[:1] in ("'", '"') else 0
        end = place.column + name_length + 2 * quoted
        lines[place.line] = line[: place.column] + change.new + line[end:]
    else:
        lines[place.line] = f"# {line}"
    return "".join(lines)


def _describe(place: KeyPlace, change: KeyChange) -> str:
    where = f"line {place.line + 1}: {change.old!r}"
    if change.new:
        return f"{where} is {change.new!r} now"
    return f"{where} is gone, and a comment now; {change.hint}"
