"""Posting an edition, at most once at each target, whatever becomes of a run.

A target is done with once its server has taken the post. What was certainly refused is tried by the next
run; what nobody can tell is named, and tried again only where a person says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from broadsheet.announce.ledger import FAILED, SENDING, SENT, UNKNOWN, Ledger, Row
from broadsheet.announce.settings import is_safe_address
from broadsheet.announce.targets import Delivery, Send, Service
from broadsheet.errors import (
    BroadsheetError,
    ErrorAnswer,
    NotAsked,
    SourceError,
    Throttled,
    Unanswered,
    WebError,
    WriteError,
)
from broadsheet.fetching.client import Web
from broadsheet.text.plain import clean, shorten

BEFORE = "before"  # an earlier run has posted it
TRIES = 3  # of a server that takes nothing for now
FIRST_WAIT = 30.0  # seconds, where it does not say how long
LONGEST_WAIT = 300.0
MAX_REASON = 300  # characters
_SHORTEST_SECRET = 6  # characters of a part of an address that may be one
_PARTS = re.compile(r"[/?&=#]")


class Outcome(NamedTuple):
    """What became of a post at a target: its state, the reason where it is not there, its address."""

    target: str
    state: str
    reason: str = ""
    url: str = ""


def post_all(
    web: Web,
    deliveries: Iterable[Delivery],
    services: Mapping[str, Service],
    ledger: Ledger,
    *,
    uncertain: bool = False,
) -> Iterator[Outcome]:
    """Post at each target that does not have it; one that fails does not keep the others from theirs.

    ``uncertain``: also where nobody knows whether an earlier run did.
    """
    for delivery in deliveries:
        settled = _settle_from_ledger(ledger, delivery.target.name, uncertain)
        if settled:
            yield settled
            continue
        outcome = _post(web, delivery, services[delivery.target.kind], ledger)
        reason = shorten(clean(hide_secret(outcome.reason, delivery.secret)), MAX_REASON)
        yield outcome._replace(reason=reason)


def _settle_from_ledger(ledger: Ledger, target: str, uncertain: bool) -> Outcome | None:
    """Return the outcome of a target with which earlier runs are done; None for one to post at."""
    row = ledger.last_row(target)
    if row is None or row.state == FAILED:
        return None
    if row.state == SENT:
        return Outcome(target, BEFORE, url=row.url)
    if uncertain:
        return None
    return Outcome(
        target,
        UNKNOWN,
        "an earlier run does not know whether it came through; look there; if it did not, give --uncertain",
    )


def _post(web: Web, delivery: Delivery, service: Service, ledger: Ledger) -> Outcome:
    target = delivery.target
    problem = _find_problem(delivery, service)
    if problem:
        return Outcome(target.name, FAILED, problem)
    current = replace(delivery, failures=ledger.count_failures(target.name))
    try:
        send = service.prepare(web, current, current.secret)
    except WriteError:
        raise
    except BroadsheetError as error:  # nothing was posted by that
        return Outcome(target.name, FAILED, str(error))
    return _send(web, current, send, ledger)


def _find_problem(delivery: Delivery, service: Service) -> str:
    """Return why a secret cannot be used; empty where it can. The value itself is not repeated."""
    variable, secret = delivery.target.secret, delivery.secret
    if not secret:
        return f"{variable} is not set in the environment; it is to hold {service.about}"
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        return f"{variable} has characters that no secret has; set it anew"
    if service.secret_is_address and not is_safe_address(secret):
        return f"{variable} is no https address; it is to hold {service.about}"
    return ""


def _send(web: Web, delivery: Delivery, send: Send, ledger: Ledger) -> Outcome:
    """Send a post, again only where the server said that it took nothing for now."""
    name = delivery.target.name
    day = delivery.now.date()
    waited = 0.0
    for attempt in range(1, TRIES + 1):
        ledger.record(Row(SENDING, name, day))
        try:
            url = send()
        except Throttled as error:
            ledger.record(Row(FAILED, name, day))
            wait = FIRST_WAIT * attempt if error.wait is None else error.wait
            waited += wait
            if attempt == TRIES or waited > LONGEST_WAIT:
                return Outcome(name, FAILED, f"{error}; the next run tries again")
            try:
                web.pause(wait)
            except NotAsked as reason:
                return Outcome(name, FAILED, f"{error}; {reason}")
        except (ErrorAnswer, NotAsked) as error:
            ledger.record(Row(FAILED, name, day))
            return Outcome(name, FAILED, str(error))
        except (Unanswered, SourceError) as error:
            ledger.record(Row(UNKNOWN, name, day))
            return Outcome(name, UNKNOWN, f"{error}; look there whether the post was made")
        except WebError as error:
            ledger.record(Row(FAILED, name, day))
            return Outcome(name, FAILED, str(error))
        else:
            ledger.record(Row(SENT, name, day, url))
            return Outcome(name, SENT, url=url)
    raise AssertionError("the last try returns")


def hide_secret(text: str, secret: str) -> str:
    """Return text without the secret, in whatever spelling of addresses it may come back."""
    pieces = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
    if "://" in secret:
        parts = _PARTS.split(secret)
        pieces.update(part for part in parts[3:] if len(part) >= _SHORTEST_SECRET)  # after scheme and host
    for piece in sorted(pieces, key=len, reverse=True):
        if piece:
            text = text.replace(piece, "…")
    return text
