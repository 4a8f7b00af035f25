"""Who was sent which edition: a file an edition, appended to and flushed to the disk before anything goes on.

It may be committed in public. It holds no address but a keyed hash (HMAC-SHA-256) of the edition and
the address: without the key nobody can test whether an address is in it, or follow one from edition
to edition. It does tell how many there were.

A line ``sending`` is written before the text of a message goes out, and ``sent`` once the server has taken
it. A run that ends between the two leaves one reader of whom nobody can say; that one is not sent to
again, but named: no edition comes twice.
"""

from __future__ import annotations

import errno
import hmac
import os
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from broadsheet.errors import ConfigError, ContentError, WriteError

KEY = "BROADSHEET_MAIL_KEY"
SHORTEST_KEY = 16
_HEAD = "broadsheet-mail-1"
SENDING, SENT, REFUSED, FAILED, UNKNOWN = "sending", "sent", "refused", "failed", "unknown"
_STATES = frozenset((SENDING, SENT, REFUSED, FAILED, UNKNOWN))


def checked_key(key: str) -> bytes:
    """The key as bytes; ConfigError where it is missing or could be guessed."""
    if len(key.strip()) < SHORTEST_KEY:
        raise ConfigError(
            f"{KEY}: must be a secret of at least {SHORTEST_KEY} characters in the environment, and stay "
            "the same: it keeps addresses unreadable in the ledger; make one with 'openssl rand -hex 32'"
        )
    return key.strip().encode()


def token(key: bytes, address: str) -> str:
    """What proves that an unsubscribe link was ours: the same for every edition."""
    return hmac.new(key, f"unsubscribe\0{address}".encode(), sha256).hexdigest()


class Ledger:
    """What happened to each reader of one edition; a context, since it holds a file open."""

    def __init__(self, folder: Path, edition: str, key: bytes) -> None:
        self._path = folder / f"{edition}.txt"
        self._place = f"{folder.name}/{edition}.txt"
        self._edition, self._key = edition, key
        self._mark = hmac.new(key, _HEAD.encode(), sha256).hexdigest()[:16]
        self._states: dict[str, str] = {}
        self._failures: dict[str, int] = {}
        self._file = -1

    def __enter__(self) -> Ledger:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as error:
            raise WriteError(
                f"{self._place}: cannot be written ({error.strerror}); mend that first"
            ) from error
        try:
            self._take_in()
        except BaseException:
            os.close(self._file)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        os.close(self._file)

    def state(self, address: str) -> str:
        """What was last noted of a reader; empty where nothing was."""
        return self._states.get(self._hash(address), "")

    def failures(self, address: str) -> int:
        """How often sending to a reader came to nothing for certain."""
        return self._failures.get(self._hash(address), 0)

    def note(self, address: str, state: str) -> None:
        """Put a line on the disk, whole and flushed, before returning."""
        self._write(f"{state} {self._hash(address)}\n")
        self._keep(self._hash(address), state)

    def _hash(self, address: str) -> str:
        return hmac.new(self._key, f"{self._edition}\0{address}".encode(), sha256).hexdigest()[:40]

    def _keep(self, name: str, state: str) -> None:
        self._states[name] = state
        self._failures[name] = self._failures.get(name, 0) + (state == FAILED)

    def _take_in(self) -> None:
        """Read what earlier runs noted. A last line without its end was cut off before anything followed
        from it, and goes."""
        data = self._path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            os.ftruncate(self._file, len(whole))
        head, *lines = whole.decode("ascii", "replace").splitlines() or [""]
        if not head:
            self._write(f"{_HEAD} {self._mark}\n")
        elif head != f"{_HEAD} {self._mark}":
            raise ConfigError(
                f"{self._place}: was written with another {KEY}; set that one, or everybody gets it again"
            )
        for number, line in enumerate(lines, start=2):
            state, _, name = line.partition(" ")
            if state not in _STATES or not name:
                raise ContentError(f"{self._place}: line {number}: is no line of a ledger; restore the file")
            self._keep(name, state)

    def _write(self, line: str) -> None:
        try:
            if os.write(self._file, line.encode()) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._file)
        except OSError as error:
            raise WriteError(
                f"{self._place}: cannot be written ({error.strerror}); nothing more is sent"
            ) from error
