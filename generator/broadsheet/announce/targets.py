"""Places where editions are announced, and what a service that has such places declares of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from broadsheet.announce.announcement import MAX_PAPERS, Announcement
from broadsheet.fetching.client import Web


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place of the owner's: its ``name`` in settings and in the ledger, and the service that has it.

    ``secret`` is the name of the environment variable that holds the token, the password or the secret
    address; the value itself stands in no file. ``server``, ``to``, ``user`` and ``topic`` say where at
    the service, as far as it asks for them. An empty ``period`` is any.
    """

    name: str
    kind: str
    secret: str
    server: str = ""
    to: str = ""
    user: str = ""
    topic: str = ""
    period: str = ""
    max_papers: int = MAX_PAPERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One announcement on its way to one target. ``secret`` is the value, which nothing may print.

    ``failures`` is how often it certainly came to nothing before.
    """

    announcement: Announcement
    target: Target
    secret: str = field(repr=False)
    now: datetime
    failures: int = 0

    @property
    def token(self) -> str:
        """Name of this very post, by which a server that is sent it again knows that it has it."""
        announcement = self.announcement
        parts = (announcement.url, announcement.slug, self.target.name, str(self.failures))
        return sha256("\0".join(parts).encode()).hexdigest()[:32]


# Sends the post, once, and returns its address; empty where its server does not say.
Send = Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service that posts can be made at: what it is called, what it must be told, and how it is asked.

    ``secret`` is the environment variable that holds its secret, unless the settings name another;
    ``secret_is_address``: the post is sent to the secret itself. ``needs`` are the keys of a target that
    must be given. ``write`` returns the text of a post, of at most so many characters; ``prepare`` returns
    what sends it, and may ask the server before: nothing is posted by that.
    """

    name: str
    title: str
    secret: str
    about: str
    secret_is_address: bool = False
    needs: tuple[str, ...] = ()
    server: str = ""
    longest: int
    write: Callable[[Announcement, int], str]
    prepare: Callable[[Web, Delivery, str], Send]
