"""Sending by Buttondown: its API is given an edition once, and sends it to its own list of readers.

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
PATH = "/v1/emails"
URL = f"https://{HOST}{PATH}"
KEY = "BUTTONDOWN_API_KEY"
NAME = "Buttondown"
# From this version on an e-mail is a draft unless its status says otherwise.
VERSION = "2026-04-01"


def make_headers(api_key: str, letter: Letter, site_url: str, failures: int) -> Mapping[str, str]:
    """Return the headers of the one request to Buttondown.

    A second request with the same idempotency key does nothing; what was refused may be asked anew,
    so that the number of ``failures`` is part of the key.
    """
    request_name = f"{site_url}\0{letter.slug}\0{failures}"
    return {
        "Authorization": f"Token {api_key}",
        "X-API-Version": VERSION,
        "X-Idempotency-Key": sha256(request_name.encode()).hexdigest(),
        "X-Buttondown-Live-Dangerously": "true",  # yes, it is meant to be sent
    }


def send_letter(
    web: Web, letter: Letter, ledger: Ledger, online_url: str, *, uncertain: bool = False
) -> Outcome:
    """Hand the edition to Buttondown, unless that was done; ``online_url`` is its page."""
    state = ledger.get_state(NAME)
    if state == SENT:
        return Outcome(NAME, BEFORE)
    if state in (SENDING, UNKNOWN) and not uncertain:
        return Outcome(NAME, UNKNOWN, "an earlier run does not know whether it came through; look there")
    email = {
        "subject": letter.subject,
        "body": f"<!-- buttondown-editor-mode: fancy -->{letter.fragment}",
        "status": "about_to_send",
        "slug": letter.slug.lower(),
        "canonical_url": online_url,
    }
    ledger.record(NAME, SENDING)
    try:
        web.submit(URL, email, parse_answer)
    except (Unanswered, SourceError) as error:
        ledger.record(NAME, UNKNOWN)
        return Outcome(NAME, UNKNOWN, f"{error}; look there whether the edition was taken")
    except WebError as error:
        reason = str(error)
        if "email_duplicate" in reason:
            ledger.record(NAME, SENT)
            return Outcome(NAME, BEFORE)
        ledger.record(NAME, FAILED)
        return Outcome(NAME, FAILED, reason)
    ledger.record(NAME, SENT)
    return Outcome(NAME, SENT)


def parse_answer(body: bytes) -> str:
    """Return the id of the e-mail that was made; ErrorAnswer with Buttondown's words where there is none."""
    try:
        answer = json.loads(body)
    except ValueError:
        raise SourceError("no JSON") from None
    if not isinstance(answer, dict):
        raise SourceError("an answer without an id")
    email_id = answer.get("id")
    if isinstance(email_id, str):
        return email_id
    messages = []
    for key in ("code", "detail"):
        message = answer.get(key)
        if isinstance(message, str):
            messages.append(clean(message))
    text = ", ".join(messages)
    if text:
        raise ErrorAnswer(shorten(text, 200))
    raise SourceError("an answer without an id")
