"""Sending by SMTP: one message a reader through one mail server, paced, and tried again where that can help.

The smtplib calls are made one by one, since only that tells a message that was surely not taken from
one of which nobody knows: the ledger says ``sending`` just before its text goes out, and not earlier.
"""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import NamedTuple

from broadsheet.errors import MailError
from broadsheet.mail.ledger import FAILED, REFUSED, SENDING, SENT, UNKNOWN, Ledger
from broadsheet.mail.message import to_bytes
from broadsheet.mail.settings import FILE, Settings
from broadsheet.text.plain import clean, shorten

LATER, BEFORE = "later", "before"
TIMEOUT = 60.0  # seconds for one reply; RFC 5321 allows minutes, but nobody waits so long
MAX_PER_CONNECTION = 100  # messages after which many servers hang up
RECONNECT_WAITS = (5.0, 30.0, 120.0)  # seconds before each new connection in a row
GREYLIST_WAITS = (60.0, 300.0, 900.0)  # greylists open after 1 to 15 minutes
MAX_REFUSALS = 10  # in a row, after which it is not the readers
USER, PASSWORD = "BROADSHEET_SMTP_USER", "BROADSHEET_SMTP_PASSWORD"
_POLICY_REFUSAL = re.compile(r"5\.7\.")  # RFC 3463: about us, not about the mailbox
_CLOSING = (421, -1)  # RFC 5321, and smtplib's own for a reply that is none


@dataclass(frozen=True, slots=True)
class Outcome:
    """State of one reader's message at the end of a run, and the reason.

    ``sent``, ``before`` (an earlier run dealt with it), ``refused``, ``failed``, ``later`` (asked to wait
    longer than this run did) or ``unknown``.
    """

    address: str
    state: str
    reason: str = ""


class _Reply(NamedTuple):
    """Reply of the server: its code (RFC 5321, 4.2), and its text as one short line."""

    code: int
    text: str

    @property
    def line(self) -> str:
        return f"{self.code} {self.text}"


class _DroppedError(Exception):
    """The connection went before the message did."""


class MailServer:
    """Mail server, connected when there is something to send. Time comes from outside."""

    def __init__(
        self,
        settings: Settings,
        user: str = "",
        password: str = "",
        *,
        context: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._name = f"{settings.host}:{settings.port}"
        self._user = user
        self._password = password
        self._context = context or ssl.create_default_context()
        self._sleep = sleep
        self._clock = clock
        self._connection: smtplib.SMTP | None = None
        self._messages_on_connection = 0
        self._refusals_in_row = 0
        self._next_message_at = 0.0

    def __enter__(self) -> MailServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._disconnect()

    def send_all(
        self,
        addresses: Iterable[str],
        ledger: Ledger,
        compose: Callable[[str], EmailMessage],
        *,
        uncertain: bool = False,
    ) -> Iterator[Outcome]:
        """Send each reader the message that ``compose`` makes; yield an outcome as each is settled.

        ``uncertain`` also sends to those of whom nobody knows if an earlier run reached them.
        MailError ends it where no message can be sent; the next run goes on from there.
        """
        waiting: list[str] = []
        for address in addresses:
            settled = _settle_from_ledger(ledger, address, uncertain)
            if settled:
                yield settled
            else:
                waiting.append(address)
        self._refusals_in_row = 0
        for pause in GREYLIST_WAITS:
            deferred = yield from self._send_round(waiting, ledger, compose)
            if not deferred:
                return
            waiting = [outcome.address for outcome in deferred]
            self._disconnect()
            self._sleep(pause)
        deferred = yield from self._send_round(waiting, ledger, compose)
        yield from deferred

    def _send_round(
        self, addresses: Iterable[str], ledger: Ledger, compose: Callable[[str], EmailMessage]
    ) -> Generator[Outcome, None, list[Outcome]]:
        """Try each address once; yield what is settled, and return what is put off."""
        deferred: list[Outcome] = []
        for address in addresses:
            data = to_bytes(compose(address))
            outcome = self._send(address, data, ledger)
            if outcome.state == LATER:
                deferred.append(outcome)
                continue
            yield outcome
            self._count_refusal(outcome)
        return deferred

    def _count_refusal(self, outcome: Outcome) -> None:
        if outcome.state not in (REFUSED, FAILED):
            self._refusals_in_row = 0
            return
        self._refusals_in_row += 1
        if self._refusals_in_row == MAX_REFUSALS:
            raise MailError(f"{self._name}: {MAX_REFUSALS} refusals in a row, the last: {outcome.reason}")

    # One message

    def _send(self, address: str, data: bytes, ledger: Ledger) -> Outcome:
        reason = ""
        for _ in RECONNECT_WAITS:
            self._keep_pace()
            try:
                connection = self._connect()
                return self._transmit(connection, address, data, ledger)
            except (_DroppedError, OSError) as error:  # smtplib's errors are OSErrors
                self._disconnect()
                reason = clean(str(error)) or "the connection was closed"
        return Outcome(address, LATER, f"{self._name} hung up each time: {reason}")

    def _transmit(self, connection: smtplib.SMTP, address: str, data: bytes, ledger: Ledger) -> Outcome:
        options = []
        if not address.isascii():
            options = ["SMTPUTF8", "BODY=8BITMIME"]
            if not connection.has_extn("smtputf8"):
                reason = f"{self._name} knows no addresses beyond ASCII (SMTPUTF8)"
                return Outcome(address, FAILED, reason)
        sender = self._settings.sender
        reply = _parse_open_reply(connection.mail(sender, options))
        if reply.code >= 500:
            raise MailError(f"{self._name}: refuses the sender {sender}: {reply.line}")
        if reply.code >= 400:
            _reset(connection)
            return Outcome(address, LATER, reply.line)
        reply = _parse_open_reply(connection.rcpt(address))
        if reply.code >= 500:
            state = FAILED if _POLICY_REFUSAL.match(reply.text) else REFUSED
            ledger.record(address, state)
            _reset(connection)
            return Outcome(address, state, reply.line)
        if reply.code >= 400:
            _reset(connection)
            return Outcome(address, LATER, reply.line)
        return self._transmit_text(connection, address, data, ledger)

    def _transmit_text(self, connection: smtplib.SMTP, address: str, data: bytes, ledger: Ledger) -> Outcome:
        connection.putcmd("data")
        reply = _parse_open_reply(connection.getreply())
        if reply.code != 354:
            _reset(connection)
            state = FAILED if reply.code >= 500 else LATER
            return Outcome(address, state, reply.line)
        ledger.record(address, SENDING)
        try:
            connection.send(_encode_text(data))
        except OSError:  # the final dot is not out
            ledger.record(address, FAILED)
            raise
        try:
            reply = _parse_reply(connection.getreply())
        except OSError:
            ledger.record(address, UNKNOWN)
            self._disconnect()
            reason = "the server hung up without saying whether it took the message"
            return Outcome(address, UNKNOWN, reason)
        state = SENT if reply.code < 400 else FAILED
        ledger.record(address, state)
        self._messages_on_connection += 1
        if reply.code == 421:
            self._disconnect()
        if state == SENT:
            return Outcome(address, SENT)
        if reply.code < 500:
            state = LATER
        return Outcome(address, state, reply.line)

    def _keep_pace(self) -> None:
        pause = self._next_message_at - self._clock()
        if pause > 0:
            self._sleep(pause)
        self._next_message_at = self._clock() + 60 / self._settings.per_minute

    # The connection

    def _connect(self) -> smtplib.SMTP:
        """Return the server, greeted, encrypted and logged in; MailError with one sentence on failure."""
        if self._messages_on_connection >= MAX_PER_CONNECTION:
            self._disconnect()
        if not self._connection:
            self._connection = self._dial_patiently()
            self._messages_on_connection = 0
        return self._connection

    def _dial_patiently(self) -> smtplib.SMTP:
        pauses = iter(RECONNECT_WAITS)
        while True:
            try:
                return self._dial()
            except OSError as error:
                pause = next(pauses, None)
                if pause is None or not _may_pass(error):
                    raise MailError(f"{self._name}: {_explain_failure(error)}") from error
            self._sleep(pause)

    def _dial(self) -> smtplib.SMTP:
        host, port, own_name = self._settings.host, self._settings.port, self._settings.domain
        connection: smtplib.SMTP
        if self._settings.tls:
            connection = smtplib.SMTP_SSL(host, port, own_name, timeout=TIMEOUT, context=self._context)
        else:
            connection = smtplib.SMTP(host, port, own_name, timeout=TIMEOUT)
        try:
            if not self._settings.tls:
                connection.starttls(context=self._context)
            connection.ehlo_or_helo_if_needed()
            if self._user:
                connection.login(self._user, self._password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _disconnect(self) -> None:
        if not self._connection:
            return
        with suppress(OSError):
            self._connection.quit()
        self._connection.close()
        self._connection = None


def _settle_from_ledger(ledger: Ledger, address: str, uncertain: bool) -> Outcome | None:
    """Return the outcome of a reader with whom earlier runs are done; None for one to send to."""
    state = ledger.get_state(address)
    if state in (SENT, REFUSED):
        return Outcome(address, BEFORE)
    if state == SENDING:
        ledger.record(address, UNKNOWN)
    elif state != UNKNOWN:
        return None
    if uncertain:
        return None
    if state == SENDING:
        return Outcome(address, UNKNOWN, "an earlier run ended while this message was on its way")
    return Outcome(address, BEFORE)


def _encode_text(data: bytes) -> bytes:
    """Return a message as the text of DATA (RFC 5321, 4.5.2), with the dot that ends it."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
    lines = lines.removesuffix(b"\r\n")
    lines = re.sub(rb"^\.", b"..", lines, flags=re.MULTILINE)
    return lines + b"\r\n.\r\n"


def _parse_reply(reply: tuple[int, bytes]) -> _Reply:
    code, data = reply
    return _Reply(code, _shorten_reply(data))


def _parse_open_reply(reply: tuple[int, bytes]) -> _Reply:
    """Return a reply; _DroppedError for that of a server that closes the connection."""
    parsed = _parse_reply(reply)
    if parsed.code in _CLOSING:
        raise _DroppedError(parsed.line)
    return parsed


def _shorten_reply(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return shorten(clean(text), 200)


def _reset(connection: smtplib.SMTP) -> None:
    """Have the server forget the sender of a message that is not sent."""
    with suppress(OSError):
        connection.rset()


# Failures to connect


def _may_pass(error: Exception) -> bool:
    """Return true where another try a little later may connect."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False
    if isinstance(error, smtplib.SMTPResponseException):
        return 400 <= error.smtp_code < 500
    return not isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError)


def _explain_failure(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"does not let us in ({error.smtp_code}); check {USER} and {PASSWORD}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate cannot be trusted ({clean(error.verify_message)}); nothing was sent; "
            f"check 'host' in {FILE}, or have the server's certificate mended"
        )
    if isinstance(error, ssl.SSLError):
        detail = clean(str(error.reason or error))
        return f"no encrypted connection ({detail}); check 'port' in {FILE}"
    detail = clean(str(error))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{detail} (encryption or a way to log in); without it nothing is sent"
    if isinstance(error, smtplib.SMTPResponseException):
        reply = ""
        if isinstance(error.smtp_error, bytes):
            reply = _shorten_reply(error.smtp_error)
        return f"does not serve us: {error.smtp_code} {reply}"
    return f"no connection ({detail}); check 'host' and 'port' in {FILE}, then run this again"
