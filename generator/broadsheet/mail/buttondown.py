"""Buttondown's API: it is given an edition once, and sends it to its own list of readers.

Its documentation: api-emails-create, api-idempotency-keys and api-versioning on docs.buttondown.com.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from broadsheet.errors import ErrorAnswer, SourceError, Unanswered, WebError
from broadsheet.fetching.client import Web
from broadsheet.mail.ledger import FAILED, SENDING, SENT, UNKNOWN, Ledger
from broadsheet.mail.newsletter import Letter
from broadsheet.mail.smtp import BEFORE, Outcome
from broadsheet.text.plain import clean, shorten

HOST = "api.buttondown.com"
URL = f"https://{HOST}/v1/emails"
KEY = "BUTTONDOWN_API_KEY"
NAME = "Buttondown"
# From this version on an e-mail is a draft unless its status says otherwise.
VERSION = "2026-04-01"


def headers(api_key: str, letter: Letter, site: str, failures: int) -> Mapping[str, str]:
    """What the one request to Buttondown carries.

    A second request with the same idempotency key does nothing; what was refused may be asked anew.
    """
    name = sha256(f"{site}\0{letter.slug}\0{failures}".encode()).hexdigest()
    return {
        "Authorization": f"Token {api_key}",
        "X-API-Version": VERSION,
        "X-Idempotency-Key": name,
        "X-Buttondown-Live-Dangerously": "true",  # yes, it is meant to be sent
    }


def send(web: Web, letter: Letter, ledger: Ledger, online: str, *, uncertain: bool = False) -> Outcome:
    """Hand the edition to Buttondown, unless that was done; ``online`` is its page."""
    state = ledger.get_state(NAME)
    if state == SENT:
        return Outcome(NAME, BEFORE)
    if state in (SENDING, UNKNOWN) and not uncertain:
        return Outcome(NAME, UNKNOWN, "an earlier run does not know whether it came through; look there")
    body = {
        "subject": letter.subject,
        "body": f"<!-- buttondown-editor-mode: fancy -->{letter.fragment}",
        "status": "about_to_send",
        "slug": letter.slug.lower(),
        "canonical_url": online,
    }
    ledger.record(NAME, SENDING)
    try:
        web.submit(URL, body, parse)
    except (Unanswered, SourceError) as error:
        ledger.record(NAME, UNKNOWN)
        return Outcome(NAME, UNKNOWN, f"{error}; look there whether the edition was taken")
    except WebError as error:
        there = "email_duplicate" in str(error)
        ledger.record(NAME, SENT if there else FAILED)
        return Outcome(NAME, BEFORE) if there else Outcome(NAME, FAILED, str(error))
    ledger.record(NAME, SENT)
    return Outcome(NAME, SENT)


def parse(body: bytes) -> str:
    """The id of the e-mail that was made; ErrorAnswer with what Buttondown says where it was not."""
    try:
        answer = json.loads(body)
    except ValueError:
        raise SourceError("no JSON") from None
    if isinstance(answer, dict) and isinstance(answer.get("id"), str):
        return str(answer["id"])
    said = [answer.get(key) for key in ("code", "detail")] if isinstance(answer, dict) else []
    words = ", ".join(clean(part) for part in said if isinstance(part, str))
    if words:
        raise ErrorAnswer(shorten(words, 200))
    raise SourceError("an answer without an id")
