"""Rate limits: what is owed to the operator of a server, whichever of its hosts is asked, whoever asks.

That is the distance between two requests, the wait it asks for, and to be left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import httpx

from broadsheet.errors import NotAsked
from broadsheet.fetching.client.quotas import find_refill, find_spacing
from broadsheet.fetching.client.time_limit import TimeLimit
from broadsheet.settings.source_kinds import Politeness

LONGEST_WAIT = 300.0  # seconds; Hugging Face counts in windows of it; who asks for more is left alone
PATIENCE = 3  # requests in a row given up before an operator is left alone for the rest of the run
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})  # a test, or a mirror of one's own


class RateLimits:
    """State of all operators in this run; a host of none that is declared is its own operator."""

    def __init__(self, politeness: Iterable[Politeness], time_limit: TimeLimit) -> None:
        self._politeness = tuple(politeness)
        self._time_limit = time_limit
        self._free_at: dict[str, float] = {}
        self._given_up: Counter[str] = Counter()
        self._answered: set[str] = set()
        self._left_alone: dict[str, str] = {}

    def rules(self, host: str) -> Politeness:
        """Return what is owed to whoever answers for a host: arxiv.org for rss.arxiv.org, say."""
        for rules in self._politeness:
            if f".{host}".endswith(f".{rules.operator}"):
                return rules
        return Politeness(host)

    def _operator(self, host: str) -> str:
        rules = self.rules(host)
        return rules.operator

    def wait_for_turn(self, host: str) -> None:
        """Wait until a host may be asked; NotAsked where it is left alone or there is no time."""
        rules = self.rules(host)
        operator = rules.operator
        reason = self._left_alone.get(operator)
        if reason:
            raise NotAsked(f"{host} is left alone for the rest of this run: {reason}")
        now = self._time_limit.now()
        free_at = self._free_at.get(operator, now)
        wait = max(0.0, free_at - now)
        self._time_limit.wait(wait)
        spacing = 0.0 if host in LOOPBACK else rules.spacing
        self._free_at[operator] = self._time_limit.now() + spacing

    def note_quota(self, host: str, headers: httpx.Headers) -> None:
        """Let a quota fill that an answer says is spent, and keep the distance that one asks for."""
        operator = self._operator(host)
        wait = find_refill(headers)
        if wait is None:
            wait = find_spacing(headers)
        if wait > LONGEST_WAIT:
            self._left_alone[operator] = f"its quota is spent for {wait:.0f} s"
            return
        filled_at = self._time_limit.now() + wait
        self._free_at[operator] = max(self._free_at[operator], filled_at)

    def note_answer(self, host: str) -> None:
        """Remember that a host's operator can be reached, whatever it answered."""
        self._answered.add(self._operator(host))

    def note_success(self, host: str) -> None:
        """Forget how often requests to a host's operator had to be given up."""
        operator = self._operator(host)
        self._given_up[operator] = 0

    def note_failure(self, host: str, *, is_unreachable: bool = False) -> None:
        """Count a request that was given up; leave its operator alone after ``PATIENCE`` in a row.

        One that cannot be reached and never answered in this run is left alone at once.
        """
        operator = self._operator(host)
        if is_unreachable and operator not in self._answered:
            self._left_alone[operator] = "it cannot be reached"
            return
        self._given_up[operator] += 1
        if self._given_up[operator] >= PATIENCE:
            self._left_alone[operator] = f"{PATIENCE} requests in a row came to nothing"

    def leave_alone(self, host: str, seconds: float) -> None:
        """Ask the operator of a host nothing more in this run: it wants ``seconds`` of peace."""
        operator = self._operator(host)
        self._left_alone[operator] = f"it asks to be left alone for {seconds:.0f} s"
