"""Scripts joined: what a page, a worker or an ``import()`` starts, in one file with all that it imports.

Each module is in one file and runs once, in a scope of its own. What several files need is in the one of
them that is always loaded before the others, or else in a file that they share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from posixpath import basename
from typing import NamedTuple

from broadsheet.rendering.script_modules import MARK, RESERVED, Import, Module, UnknownFormError


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
    reached = {entry: _reach(entry, modules, entries) for entry in entries}
    before = _loaded_before(modules, reached, starts)
    homes = {}
    for path in modules:
        homes[path] = _home_of(path, reached, before)
    writer = _Writer(modules, homes, entries)
    texts = {}
    for file in sorted(set(homes.values())):
        members = dict.fromkeys(path for entry in sorted(reached) for path in reached[entry])
        texts[file] = writer.write(file, [path for path in members if homes[path] == file])
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
    workers = [path for path in module.beside if path.endswith(".js")]
    return sorted(module.later.union(workers))


def _check_names(module: Module, modules: Mapping[str, Module]) -> None:
    """Raise UnknownFormError where a module imports what the other does not export."""
    for imported in module.imports:
        exports = modules[imported.target].exports
        for name, _ in imported.names:
            if name not in exports:
                raise UnknownFormError(
                    f"{module.path}: imports {name}, which {imported.target} does not export"
                )


def _find_entries(modules: Mapping[str, Module], starts: Starts) -> frozenset[str]:
    entries = set(starts.pages | starts.others)
    for module in modules.values():
        entries.update(_started_by(module))
    return frozenset(entries)


def _reach(entry: str, modules: Mapping[str, Module], entries: frozenset[str]) -> list[str]:
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
    starters: dict[str, set[str]] = {entry: set() for entry in reached}
    for entry, paths in reached.items():
        for path in paths:
            for later in modules[path].later:
                starters[later].add(entry)
    before = {entry: frozenset(reached) for entry in reached}
    while True:
        found = {entry: _once_before(entry, starters[entry], before, starts) for entry in reached}
        if found == before:
            return before
        before = found


def _once_before(
    entry: str, starters: Iterable[str], before: Mapping[str, frozenset[str]], starts: Starts
) -> frozenset[str]:
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
    users = {entry for entry, paths in reached.items() if path in paths}
    first = sorted(entry for entry in users if not before[entry] & users)
    if len(first) == 1:
        return first[0]
    names = "-".join(basename(entry).removesuffix(".js") for entry in first)
    return f"assets/scripts/shared-{names}.js"


class _Writer:
    """Writer of files of several modules."""

    def __init__(
        self, modules: Mapping[str, Module], homes: Mapping[str, str], entries: frozenset[str]
    ) -> None:
        self._modules = modules
        self._homes = homes
        self._entries = entries
        self._called = {path: f"{RESERVED}{number}" for number, path in enumerate(sorted(modules))}
        self._taken = {path: self._names_taken(path) for path in modules}

    def write(self, file: str, members: list[str]) -> str:
        """Return the text of a file with these modules in it, in the order in which they run."""
        parts = list(self._imports(members))
        giving = [self._called[path] for path in members if self._taken[path]]
        if giving:
            parts.append(f"let {','.join(giving)};")
        for path in members:
            parts.append("\n".join(self._scope(path)))
        parts += self._exports(file, members)
        return "\n".join(parts) + "\n"

    def _names_taken(self, path: str) -> list[str]:
        """Return those exports of a module that others take."""
        module = self._modules[path]
        if path in self._entries:
            return list(module.exports)
        taken: set[str] = set()
        for other in self._modules.values():
            for imported in other.imports:
                if imported.target == path:
                    taken.update(name for name, _ in imported.names)
                    taken.update(module.exports if imported.all_as else ())
        return [name for name in module.exports if name in taken]

    def _imports(self, members: list[str]) -> Iterator[str]:
        """Yield the imports of other files that these modules need."""
        needed: dict[str, dict[str, None]] = {}
        for path in members:
            for imported in self._modules[path].imports:
                home = self._homes[imported.target]
                if home != self._homes[path]:
                    needed.setdefault(home, {})
                    if imported.names or imported.all_as:
                        needed[home][self._called[imported.target]] = None
        for home, names in needed.items():
            taken = f"{{{','.join(names)}}}from" if names else ""
            yield f'import{taken}"{MARK}{home}{MARK}";'

    def _scope(self, path: str) -> Iterator[str]:
        """Yield a block with what the module imports, its text, and what others take of it."""
        module = self._modules[path]
        yield "{" + "".join(self._names_here(imported) for imported in module.imports)
        yield module.body
        if self._taken[path]:
            yield f"{self._called[path]}={{{','.join(self._taken[path])}}};"
        yield "}"

    def _names_here(self, imported: Import) -> str:
        called = self._called[imported.target]
        if imported.all_as:
            return f"const {imported.all_as}={called};"
        names = [there if there == here else f"{there}:{here}" for there, here in imported.names]
        return f"const{{{','.join(names)}}}={called};" if names else ""

    def _exports(self, file: str, members: list[str]) -> Iterator[str]:
        """Yield what other files take of these modules, and what an entry exports to whom it knows not."""
        given = [self._called[path] for path in members if self._is_taken_elsewhere(path)]
        if given:
            yield f"export{{{','.join(given)}}};"
        if file in self._entries and self._taken[file]:
            yield f"export const{{{','.join(self._taken[file])}}}={self._called[file]};"

    def _is_taken_elsewhere(self, path: str) -> bool:
        for other in self._modules.values():
            if self._homes[other.path] == self._homes[path]:
                continue
            if any(imported.target == path for imported in other.imports):
                return bool(self._taken[path])
        return False
