"""The scripts of the pages, as modules that import one another."""

from __future__ import annotations

import re
from pathlib import Path

SCRIPTS = Path(__file__).parent.parent / "generator" / "broadsheet" / "theme" / "assets" / "scripts"
_IMPORT = re.compile(r"^(?:import|export)\b[^;]*?\bfrom\s*\"([^\"]+)\";", re.MULTILINE)
_BARE_IMPORT = re.compile(r"^import\s*\"([^\"]+)\";", re.MULTILINE)
_LATER_IMPORT = re.compile(r"\bimport\(\"([^\"]+)\"\)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def imported_by(module: Path, later: bool = False) -> set[Path]:
    """Return the modules that a module imports, or those that it imports only when they are wanted."""
    source = _COMMENT.sub("", module.read_text("utf-8"))
    patterns = (_LATER_IMPORT,) if later else (_IMPORT, _BARE_IMPORT)
    found: set[Path] = set()
    for pattern in patterns:
        for name in pattern.findall(source):
            found.add((module.parent / name).resolve())
    return found


def loaded_with(entry: Path) -> set[Path]:
    """Return a module and all that is loaded with it."""
    found: set[Path] = set()
    waiting = [entry]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += imported_by(module)
    return found
