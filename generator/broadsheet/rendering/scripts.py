"""The scripts of the pages as they are published: without their comments, which readers need not load."""

from __future__ import annotations

from pathlib import Path

import rjsmin  # type: ignore[import-untyped]

from broadsheet.rendering.sync import FileIdentity, identify_file, same_bytes

_HOME = Path(__file__).parents[1] / "theme" / "assets" / "scripts"
_PLACE = "assets/scripts/"


def strip_comments(site: Path, files: dict[str, FileIdentity]) -> None:
    """Take the comments out of our scripts in ``site``, of which ``files`` are the files.

    Only those that are ours to the byte are changed; a person's own at the same place stay as they are.
    """
    for path in files:
        script = site / path
        if not path.startswith(_PLACE) or not path.endswith(".js"):
            continue
        if same_bytes(_HOME / path.removeprefix(_PLACE), script):
            script.write_text(rjsmin.jsmin(script.read_text("utf-8")), "utf-8", newline="\n")
            files[path] = identify_file(script.stat())
