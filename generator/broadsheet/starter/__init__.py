"""Starter of a site, the smallest that builds: ``mkdocs.yml`` and ``content/config``."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from broadsheet.disk.files import write_file
from broadsheet.errors import ConfigError

_FILES = {
    "mkdocs.yml": "mkdocs.yml",
    "content/config/site.yaml": "config/site.yaml",
    "content/config/sources.yaml": "config/sources.yaml",
    "content/config/topics.yaml": "config/topics.yaml",
    "content/config/rules.yaml": "config/rules.yaml",
    "content/config/ranking.yaml": "config/ranking.yaml",
}


def init(root: Path) -> tuple[Path, ...]:
    """Write the starter files into ``root`` and return their paths.

    ConfigError where one of them is there already: nothing is ever written over.
    """
    problems = []
    for path in _FILES:
        target = root / path
        if target.exists():
            problems.append(f"{target}: is there already; nothing was written")
    if problems:
        raise ConfigError(*problems)
    if root.exists() and not root.is_dir():
        raise ConfigError(f"{root}: is a file; name a folder for the new site")
    scratch = root / ".cache" / "writing"
    written = []
    for path, name in _FILES.items():
        content = files(__name__).joinpath(name).read_bytes()
        write_file(root / path, content, scratch)
        written.append(root / path)
    return tuple(written)
