"""Text of several modules in one file: each in a block of its own, with names for what others take of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from broadsheet.rendering.script_modules import MARK, RESERVED, Import, Module


class Part(NamedTuple):
    """Module of a file.

    ``taken`` are those of its exports that others take. They are properties of an object that is called
    ``called`` in this file and in those that import it.
    """

    module: Module
    file: str
    called: str
    taken: tuple[str, ...]


def make_parts(
    modules: Mapping[str, Module], files: Mapping[str, str], entries: Collection[str]
) -> dict[str, Part]:
    """Return the parts of files: of what may be started, as ``entries`` may, all exports are taken."""
    imports = _imports_by_target(modules.values())
    parts = {}
    for number, path in enumerate(sorted(modules)):
        module = modules[path]
        taken = module.exports
        if path not in entries:
            taken = _exports_taken(module, imports[path])
        parts[path] = Part(module, files[path], f"{RESERVED}{number}", taken)
    return parts


def _imports_by_target(modules: Iterable[Module]) -> dict[str, list[Import]]:
    found: dict[str, list[Import]] = {}
    for module in modules:
        for imported in module.imports:
            known = found.setdefault(imported.target, [])
            known.append(imported)
    return found


def _exports_taken(module: Module, imports: Iterable[Import]) -> tuple[str, ...]:
    taken: set[str] = set()
    for imported in imports:
        taken.update(there for there, _ in imported.names)
        if imported.all_as:
            return module.exports
    return tuple(name for name in module.exports if name in taken)


def write_file(members: Sequence[Part], parts: Mapping[str, Part], entry: Part | None) -> str:
    """Return the text of a file with these members, which run in this order.

    ``parts`` are those of all files. If the file is that of an entry, it exports what that does.
    """
    lines = _imports(members, parts)
    objects = [part.called for part in members if part.taken]
    if objects:
        names = ",".join(objects)
        lines.append(f"let {names};")
    for part in members:
        lines += _block(part, parts)
    shared = _taken_elsewhere(members, parts)
    if shared:
        names = ",".join(shared)
        lines.append(f"export{{{names}}};")
    if entry and entry.taken:
        names = ",".join(entry.taken)
        lines.append(f"export const{{{names}}}={entry.called};")
    lines.append("")
    return "\n".join(lines)


def _imports(members: Iterable[Part], parts: Mapping[str, Part]) -> list[str]:
    """Return the imports of other files that these members need."""
    needed: dict[str, dict[str, None]] = {}  # names by file, in order
    for part in members:
        for imported in part.module.imports:
            target = parts[imported.target]
            if target.file == part.file:
                continue
            names = needed.setdefault(target.file, {})
            if target.taken:
                names[target.called] = None
    lines = []
    for file, names in needed.items():
        braces = ",".join(names)
        what = f"{{{braces}}}from" if names else ""
        lines.append(f'import{what}"{MARK}{file}{MARK}";')
    return lines


def _block(part: Part, parts: Mapping[str, Part]) -> list[str]:
    """Return a block with what a module imports, its text, and the object of what others take."""
    constants = ""
    for imported in part.module.imports:
        target = parts[imported.target]
        constants += _constant(imported, target.called)
    lines = ["{" + constants, part.module.body]
    if part.taken:
        names = ",".join(part.taken)
        lines.append(f"{part.called}={{{names}}};")
    lines.append("}")
    return lines


def _constant(imported: Import, called: str) -> str:
    """Return the declaration of what an import takes of an object; empty where that is nothing."""
    if imported.all_as:
        return f"const {imported.all_as}={called};"
    names = []
    for there, here in imported.names:
        renamed = f"{there}:{here}"
        names.append(there if there == here else renamed)
    braces = ",".join(names)
    return f"const{{{braces}}}={called};" if names else ""


def _taken_elsewhere(members: Iterable[Part], parts: Mapping[str, Part]) -> list[str]:
    """Return the names of those objects that other files take of these members."""
    found = []
    for member in members:
        if member.taken and _is_imported_elsewhere(member, parts.values()):
            found.append(member.called)
    return found


def _is_imported_elsewhere(member: Part, parts: Iterable[Part]) -> bool:
    for part in parts:
        if part.file == member.file:
            continue
        for imported in part.module.imports:
            if imported.target == member.module.path:
                return True
    return False
