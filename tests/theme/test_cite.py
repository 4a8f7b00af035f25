"""The formats of citations, tested where they are written: in JavaScript, without a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def test_citations_are_right_in_every_format():
    node = shutil.which("node")
    if not node:
        assert not os.environ.get("CI"), "CI has Node"
        pytest.skip("needs Node")
    command = [node, "--test", str(Path(__file__).parents[1] / "cite.test.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
