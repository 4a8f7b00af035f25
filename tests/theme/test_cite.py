"""The formats of citations, tested where they are written: in JavaScript, without a browser."""

from __future__ import annotations

import subprocess
from pathlib import Path


def test_citations_are_right_in_every_format(node):
    command = [node, "--test", str(Path(__file__).parents[1] / "cite.test.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
