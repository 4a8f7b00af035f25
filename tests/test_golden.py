"""The exact build/docs of the world of made-up papers, and its twins; `make golden` accepts what is new.

But for pictures and compressed files, which change with the library that makes them, and related
papers, which rest on sums that another processor may round otherwise; they have tests of their own.
"""

from __future__ import annotations

import os
import re
import shutil

from building import WORLD

from broadsheet import pipeline

GOLDEN = WORLD / "golden"
OTHERS = re.compile(r"cards/.*|api/v1/dumps/.*|.*\.(?:bin|gz|epub)")
RELATED = re.compile(rb"## Related\n\n.*?(?=<aside )", re.DOTALL)


def test_the_world_becomes_exactly_the_golden_tree(world, snapshot):
    pipeline.write_docs(pipeline.read_library(world), world)
    shutil.move(world / "build" / "twins", world / "build" / "docs" / "twins")
    files = snapshot(world / "build" / "docs")
    made = {path: RELATED.sub(b"", data) for path, data in files.items() if not OTHERS.fullmatch(path)}
    if os.environ.get("GOLDEN") == "accept":
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for path, data in made.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(data)
    golden = snapshot(GOLDEN)
    assert sorted(made) == sorted(golden), "pages came or went; 'make golden' accepts them"
    for path in golden:
        assert made[path].decode() == golden[path].decode(), f"{path} changed; 'make golden' accepts it"
