"""Terminals for tests of commands that ask or open an editor."""

from __future__ import annotations

import pytest


def open_terminal() -> tuple[int, int]:
    """Return the two ends of a new terminal, ours and the program's; skip the test where there is none."""
    pty = pytest.importorskip("pty", reason="needs terminals of POSIX")
    try:
        ours, theirs = pty.openpty()
    except OSError as error:
        pytest.skip(f"this machine gives no terminals ({error})")
    return ours, theirs
