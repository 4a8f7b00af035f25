"""The smallest site that builds: ``mkdocs.yml`` and ``content/config``, written once, never over."""

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
    """Write the starter files into ``root`` and name them; ConfigError where one is there already."""
    there = [path for path in _FILES if (root / path).exists()]
    if there:
        raise ConfigError(*(f"{root / path}: is there already; nothing was written" for path in there))
    if root.exists() and not root.is_dir():
        raise ConfigError(f"{root}: is a file; name a folder for the new site")
    for path, name in _FILES.items():
        write_file(root / path, files(__name__).joinpath(name).read_bytes(), root / ".cache" / "writing")
    return tuple(root / path for path in _FILES)
