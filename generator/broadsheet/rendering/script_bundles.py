"""Scripts joined: what a page, a worker or an ``import()`` starts, in one file with all that it imports.

Each module is in one file and runs once, in a scope of its own. What several files need is in the one of
them that is always loaded before the others, or else in a file that they share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from posixpath import basename
from typing import NamedTuple

from broadsheet.rendering.joined_text import make_parts, write_file
from broadsheet.rendering.script_modules import Module, UnknownFormError


class Bundles(NamedTuple):
    """Text of each file by its path, with marks around the paths in it; and the file of each module."""

    texts: Mapping[str, str]
    homes: Mapping[str, str]


class Starts(NamedTuple):
    """Scripts that are started: by pages, of which one is started by every page, and by anything else."""

    pages: frozenset[str]
    every_page: str
    others: frozenset[str]


def join_modules(read: Callable[[str], Module], starts: Starts) -> Bundles:
    """Return files that do what these scripts and all that they need do.

    ``read`` returns the module of a path. UnknownFormError where the modules cannot be joined.
    """
    modules = _read_all(read, starts)
    entries = _find_entries(modules, starts)
    reached = {}
    for entry in entries:
        reached[entry] = _reach(entry, modules, entries)
    before = _loaded_before(modules, reached, starts)
    homes: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for path in chain.from_iterable(reached.values()):
        if path not in homes:
            homes[path] = _home_of(path, reached, before)
            members.setdefault(homes[path], []).append(path)
    parts = make_parts(modules, homes, entries)
    texts = {}
    for file in sorted(members):
        joined = [parts[path] for path in members[file]]
        texts[file] = write_file(joined, parts, parts.get(file))
    return Bundles(texts, homes)


def _read_all(read: Callable[[str], Module], starts: Starts) -> dict[str, Module]:
    """Return the modules that are started and all that they need, by path."""
    modules: dict[str, Module] = {}
    waiting = sorted(starts.pages | starts.others)
    while waiting:
        path = waiting.pop()
        if path in modules:
            continue
        module = read(path)
        modules[path] = module
        waiting += [imported.target for imported in module.imports]
        waiting += _started_by(module)
    for module in modules.values():
        _check_names(module, modules)
    return modules


def _started_by(module: Module) -> list[str]:
    """Return the scripts that a module imports later, and the workers that it starts."""
    return sorted(module.later | module.beside)


def _check_names(module: Module, modules: Mapping[str, Module]) -> None:
    """Raise UnknownFormError where a module imports what the other does not export."""
    for imported in module.imports:
        exports = modules[imported.target].exports
        for name, _ in imported.names:
            if name not in exports:
                raise UnknownFormError(
                    f"{module.path}: imports {name}, which {imported.target} does not export"
                )


def _find_entries(modules: Mapping[str, Module], starts: Starts) -> list[str]:
    """Return the paths of all scripts that anything starts, in order."""
    entries = set(starts.pages | starts.others)
    for module in modules.values():
        entries.update(_started_by(module))
    return sorted(entries)


def _reach(entry: str, modules: Mapping[str, Module], entries: Sequence[str]) -> list[str]:
    """Return the modules that run with an entry, in that order, but for other entries."""
    done: list[str] = []
    open_paths: set[str] = set()

    def visit(path: str) -> None:
        if path in done:
            return
        if path in open_paths:
            raise UnknownFormError(f"{path}: is imported by what it imports")
        open_paths.add(path)
        for imported in modules[path].imports:
            if imported.target not in entries:
                visit(imported.target)
        done.append(path)

    visit(entry)
    return done


def _loaded_before(
    modules: Mapping[str, Module], reached: Mapping[str, list[str]], starts: Starts
) -> dict[str, frozenset[str]]:
    """Return the entries that are always loaded before each entry, in the same page or worker."""
    starters = _starters(modules, reached)
    everything = frozenset(reached)
    before = dict.fromkeys(reached, everything)
    while True:  # fewer each time, until what is before starters is before what they start
        found = {}
        for entry in reached:
            found[entry] = _once_before(entry, starters[entry], before, starts)
        if found == before:
            return before
        before = found


def _starters(modules: Mapping[str, Module], reached: Mapping[str, list[str]]) -> dict[str, set[str]]:
    """Return the entries that import each entry later."""
    starters: dict[str, set[str]] = {entry: set() for entry in reached}
    for entry, paths in reached.items():
        for path in paths:
            for later in modules[path].later:
                starters[later].add(entry)
    return starters


def _once_before(
    entry: str, starters: Iterable[str], before: Mapping[str, frozenset[str]], starts: Starts
) -> frozenset[str]:
    """Return what is loaded before an entry, if that is before its starters."""
    if entry in starts.others:
        return frozenset()
    if entry in starts.pages:
        return frozenset({starts.every_page} - {entry})
    ways = [before[starter] | {starter} for starter in starters]
    if not ways:  # a worker, which begins with nothing
        return frozenset()
    return frozenset.intersection(*ways) - {entry}


def _home_of(path: str, reached: Mapping[str, list[str]], before: Mapping[str, frozenset[str]]) -> str:
    """Return the path of the file that a module stands in."""
    if path in reached:
        return path
    users = set()
    for entry, paths in reached.items():
        if path in paths:
            users.add(entry)
    first = []
    for entry in sorted(users):
        if not before[entry] & users:
            first.append(entry)
    if len(first) == 1:
        return first[0]
    names = "-".join(basename(entry).removesuffix(".js") for entry in first)
    return f"assets/scripts/shared-{names}.js"
