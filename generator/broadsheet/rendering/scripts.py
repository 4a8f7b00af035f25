"""The scripts of the pages as they are published: without their comments, which readers need not load."""

from __future__ import annotations

from pathlib import Path

import rjsmin  # type: ignore[import-untyped]

from broadsheet.rendering.sync import FileIdentity, identify_file, same_bytes

_OUR_SCRIPTS = Path(__file__).parents[1] / "theme" / "assets" / "scripts"
_FOLDER = "assets/scripts/"


def strip_comments(site: Path, files: dict[str, FileIdentity]) -> None:
    """Take the comments out of our scripts in ``site``, of which ``files`` are the files.

    Only those that are ours to the byte are changed; a person's own at the same place stay as they are.
    """
    for path in files:
        if not path.startswith(_FOLDER) or not path.endswith(".js"):
            continue
        script = site / path
        original = _OUR_SCRIPTS / path.removeprefix(_FOLDER)
        if not same_bytes(original, script):
            continue
        code = script.read_text("utf-8")
        short_code = rjsmin.jsmin(code)
        script.write_text(short_code, "utf-8", newline="\n")
        files[path] = identify_file(script.stat())
