"""The exact build/docs of the world of made-up papers; `make golden` accepts what is new.

But for the pictures: they change with the library that draws them, and have tests of their own.
"""

from __future__ import annotations

import os
import shutil

from conftest import WORLD

from generator import pipeline

GOLDEN = WORLD / "golden"


def test_the_world_becomes_exactly_the_golden_tree(world, snapshot):
    pipeline.write_docs(pipeline.read_library(world), world)
    shutil.rmtree(world / "build" / "docs" / "cards")
    made = snapshot(world / "build" / "docs")
    if os.environ.get("GOLDEN") == "accept":
        shutil.rmtree(GOLDEN, ignore_errors=True)
        shutil.copytree(world / "build" / "docs", GOLDEN)
    golden = snapshot(GOLDEN)
    assert sorted(made) == sorted(golden), "pages came or went; 'make golden' accepts them"
    for path in golden:
        assert made[path].decode() == golden[path].decode(), f"{path} changed; 'make golden' accepts it"
