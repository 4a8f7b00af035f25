"""Time limits of a run, of the share that one source has of it, and of one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from broadsheet.errors import NotAsked

LONGEST_ANSWER = 300.0  # seconds from the connection to the last byte, however steadily it drips

_RUN_IS_OVER = "the time for this run is over"
_SHARE_IS_OVER = "its share of the time for this run is over"


class TimeLimit:
    """The time that is left, in seconds of the given clock."""

    def __init__(self, at_most: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._until = clock() + at_most
        self._answer_until = self._until
        self._reason = _RUN_IS_OVER

    def now(self) -> float:
        """Return the time, in seconds since some moment."""
        return self._clock()

    @contextmanager
    def share(self, parties: int) -> Iterator[None]:
        """Leave to what is asked inside its part of the time, where so many parties have to share it."""
        run_until = self._until
        time_left = run_until - self._clock()
        if parties > 1:
            self._until = self._clock() + max(0.0, time_left) / parties
            self._reason = _SHARE_IS_OVER
        try:
            yield
        finally:
            self._until = run_until
            self._reason = _RUN_IS_OVER

    def wait(self, seconds: float) -> None:
        """Sleep; NotAsked where that would take longer than there is time."""
        if self._clock() + seconds > self._until:
            raise NotAsked(self._reason)
        if seconds > 0:
            self._sleep(seconds)

    def begin_answer(self) -> None:
        """Begin to count the time of one answer."""
        longest = self._clock() + LONGEST_ANSWER
        self._answer_until = min(longest, self._until)

    def left_for_answer(self) -> float:
        """Return the seconds until the answer under way is given up; 0 or less where it is too late."""
        return self._answer_until - self._clock()
