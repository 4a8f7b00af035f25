"""Signals by which others end a command: those of ``kill`` and of a terminal that is closed."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Have these signals end the command as Ctrl+C does: with everything that it has started.

    One that was ignored before, as ``nohup`` does with SIGHUP, stays ignored. The exit is 128 and the
    number of the signal, as shells count it.
    """
    changed: list[signal.Signals] = []
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
            changed.append(number)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
