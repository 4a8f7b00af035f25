"""What the plugin tells the build that started MkDocs; a file, since they are two processes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

# How the build says which site stands, and where it wants the report.
STANDING = "BROADSHEET_STANDING_SITE"
REPORT = "BROADSHEET_REPORT"
RECENT = "BROADSHEET_RECENT_DAYS"  # `serve`: pages of how many days are shown

# Where Material keeps its bundle, its search and their source maps; 2.5 MB that our pages never load.
MATERIALS = ("javascripts", "stylesheets")
_LOADS = tuple(f"{name}/".encode() for name in MATERIALS)


@dataclass(frozen=True, slots=True)
class Report:
    """Files by their path in the site: ``kept`` stand already and were not made again, ``made`` were.

    ``left``: the files of the folder ``docs`` that are for the build to bring into the site, as they
    are. ``loads``: a page mentions the folders of Material's bundle. ``said``: for the person who builds.
    """

    kept: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    docs: str = ""
    loads: bool = False
    said: tuple[str, ...] = ()

    def write(self, path: Path) -> None:
        """Leave the report at ``path``."""
        path.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, path: Path) -> Report:
        """The report at ``path``; an empty one where the plugin did not run."""
        try:
            found = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return cls()
        said = {name: tuple(found[name]) for name in ("kept", "made", "left", "said")}
        return cls(docs=found["docs"], loads=found["loads"], **said)


def loads_bundle(data: bytes) -> bool:
    """True if a file of a site mentions the folders in which Material's bundle stands."""
    return any(folder in data for folder in _LOADS)
