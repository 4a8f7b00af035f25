"""Report of the plugin to the build that started MkDocs; a file, since they are two processes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

# Environment variables in which the build names the site that stands and the file for the report.
STANDING = "BROADSHEET_STANDING_SITE"
REPORT = "BROADSHEET_REPORT"
POLICY = "BROADSHEET_CONTENT_POLICY"  # of the pages; empty for none
OFFLINE = "BROADSHEET_OFFLINE"  # empty where browsers are to keep nothing
UNLISTED = "BROADSHEET_UNLISTED_PAGES"  # a file of addresses, which no sitemap names
WAITS = "BROADSHEET_WAITS"  # set where a line on standard input says that build/docs is written
RECENT = "BROADSHEET_RECENT_DAYS"  # a preview's: number of days of which pages are made

# Folders of Material's bundle, its search and their source maps; 2.5 MB that our pages never load.
MATERIALS = ("javascripts", "stylesheets")
# Ends of the paths of files that may refer to Material's bundle.
REFERRING = (".html", ".css", ".js", ".mjs")
_BUNDLE_FOLDERS = tuple(f"{name}/".encode() for name in MATERIALS)


@dataclass(frozen=True)
class Report:
    """Files by their path in the site: ``kept`` stand already and were not made again, ``made`` were.

    ``left``: the files of the folder ``docs`` that the build has to bring into the site, as they are.
    ``loads``: a page mentions the folders of Material's bundle. ``messages``: for the person who builds.
    """

    kept: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    docs: str = ""
    loads: bool = False
    messages: tuple[str, ...] = ()

    def write(self, path: Path) -> None:
        """Write the report to ``path``."""
        path.write_text(json.dumps(vars(self)), "utf-8")

    @classmethod
    def read(cls, path: Path) -> Report:
        """Read the report at ``path``; return an empty one where the plugin did not run."""
        try:
            report = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return cls()
        return cls(
            kept=tuple(report["kept"]),
            made=tuple(report["made"]),
            left=tuple(report["left"]),
            docs=report["docs"],
            loads=report["loads"],
            messages=tuple(report["messages"]),
        )


def loads_bundle(data: bytes) -> bool:
    """Return True if a file of a site mentions the folders in which Material's bundle stands."""
    return any(folder in data for folder in _BUNDLE_FOLDERS)
