"""Ledger of mail: who was sent which edition, a file an edition.

It is appended to, and flushed to the disk before anything goes on.

It may be committed in public. It holds no address but a keyed hash (HMAC-SHA-256) of the edition and
the address: without the key nobody can test whether an address is in it, or follow one from edition
to edition. It does tell how many there were.

A line ``sending`` is written before the text of a message goes out, and ``sent`` once the server has taken
it. A run that ends between the two leaves one reader of whom nobody can say; that one is not sent to
again, but named: no edition comes twice.
"""

from __future__ import annotations

import hmac
from collections import Counter
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

from broadsheet.disk.appended_lines import AppendedLines
from broadsheet.errors import ConfigError, ContentError

KEY = "BROADSHEET_MAIL_KEY"
MIN_KEY = 16  # characters
_FORMAT = "broadsheet-mail-1"
SENDING, SENT, REFUSED, FAILED, UNKNOWN = "sending", "sent", "refused", "failed", "unknown"
_STATES = frozenset((SENDING, SENT, REFUSED, FAILED, UNKNOWN))


def parse_key(text: str) -> bytes:
    """Return the key as bytes; ConfigError where it is missing or could be guessed."""
    key = text.strip()
    if len(key) < MIN_KEY:
        raise ConfigError(
            f"{KEY}: must be a secret of at least {MIN_KEY} characters in the environment, and stay "
            "the same: it keeps addresses unreadable in the ledger; make one with 'openssl rand -hex 32'"
        )
    return key.encode()


def unsubscribe_token(key: bytes, address: str) -> str:
    """Return the proof that an unsubscribe link is ours: the same for every edition."""
    return _hash_with_key(key, f"unsubscribe\0{address}")


def _hash_with_key(key: bytes, text: str) -> str:
    keyed_hash = hmac.new(key, text.encode(), sha256)
    return keyed_hash.hexdigest()


class Ledger:
    """Ledger of one edition: the state of each reader. A context, since it holds a file open."""

    def __init__(self, folder: Path, edition: str, key: bytes) -> None:
        self._name = f"{folder.name}/{edition}.txt"
        self._lines = AppendedLines(folder / f"{edition}.txt", self._name)
        self._edition = edition
        self._key = key
        key_mark = _hash_with_key(key, _FORMAT)[:16]
        self._header = f"{_FORMAT} {key_mark}"
        self._states: dict[str, str] = {}
        self._failures = Counter[str]()

    def __enter__(self) -> Ledger:
        with ExitStack() as stack:
            stack.enter_context(self._lines)
            self._take_over(self._lines.found)
            self._close = stack.pop_all().close
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def get_state(self, address: str) -> str:
        """Return the state last recorded of a reader; empty where there is none."""
        return self._states.get(self._hash_address(address), "")

    def count_failures(self, address: str) -> int:
        """Return how often sending to a reader came to nothing for certain."""
        return self._failures[self._hash_address(address)]

    def record(self, address: str, state: str) -> None:
        """Put a line on the disk, whole and flushed, before returning."""
        reader = self._hash_address(address)
        self._lines.append(f"{state} {reader}")
        self._remember(reader, state)

    def _hash_address(self, address: str) -> str:
        reader = address
        if "@" in address:  # and not the name of a provider
            reader = address.lower()  # a list that has it with other capitals sends nothing again
        return _hash_with_key(self._key, f"{self._edition}\0{reader}")[:40]

    def _remember(self, reader: str, state: str) -> None:
        self._states[reader] = state
        if state == FAILED:
            self._failures[reader] += 1

    def _take_over(self, found: tuple[str, ...]) -> None:
        """Remember what earlier runs recorded."""
        header, *lines = found or ("",)
        if not header:
            self._lines.append(self._header)
        elif header != self._header:
            raise ConfigError(
                f"{self._name}: was written with another {KEY}; set that one, or everybody gets it again"
            )
        for number, line in enumerate(lines, start=2):
            state, _, reader = line.partition(" ")
            if state not in _STATES or not reader:
                raise ContentError(f"{self._name}: line {number}: is no line of a ledger; restore the file")
            self._remember(reader, state)
