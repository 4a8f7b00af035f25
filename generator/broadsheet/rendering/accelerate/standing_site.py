"""The site that the build before this one made, and what is kept of its pages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from mkdocs.config.defaults import MkDocsConfig

from broadsheet.cache.file_state import FileState, output_state
from broadsheet.rendering.accelerate.rendered_pages import RenderedPage, RenderedPages
from broadsheet.rendering.accelerate.report import STANDING


class StandingSite(NamedTuple):
    """Site that stands, in ``folder``, None where there is none that is known; and what is kept of it.

    ``states`` are those of the files of its pages, by path: of what nobody has written since the last build.
    """

    cache: Path
    folder: Path | None
    rendered: RenderedPages
    pages: Mapping[str, RenderedPage]
    states: Mapping[str, FileState]

    @classmethod
    def read(cls, config: MkDocsConfig, serving: bool = False) -> StandingSite:
        """Read what is kept of the site that the environment names; of none for ``mkdocs serve``."""
        cache = _cache_folder(config)
        name = os.environ.get(STANDING)
        folder = Path(name) if name and not serving else None
        rendered = RenderedPages(cache, folder)
        pages = rendered.pages()
        states = _take_states(folder, pages) if folder else {}
        return cls(cache, folder, rendered, pages, states)


def _take_states(folder: Path, paths: Iterable[str]) -> dict[str, FileState]:
    states: dict[str, FileState] = {}
    for path in paths:
        try:
            status = os.stat(f"{folder}/{path}")  # noqa: PTH116 (40,000 times)
        except OSError:
            continue
        states[path] = output_state(status)
    return states


def _cache_folder(config: MkDocsConfig) -> Path:
    """Return the absolute path of the folder of caches, beside MkDocs's settings."""
    if not config.config_file_path:
        return Path(".cache").absolute()
    settings = Path(config.config_file_path)
    return (settings.parent / ".cache").absolute()
