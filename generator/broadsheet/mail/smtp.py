"""One message a reader through one mail server: trusted, paced, tried again where that can help.

The smtplib calls are made one by one, since only that tells a message that was surely not taken from
one of which nobody knows: the ledger says ``sending`` just before its text goes out, and not earlier.
"""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage

from broadsheet.errors import MailError
from broadsheet.mail.ledger import FAILED, REFUSED, SENDING, SENT, UNKNOWN, Ledger
from broadsheet.mail.message import to_bytes
from broadsheet.mail.settings import FILE, Settings
from broadsheet.text.plain import clean, shorten

LATER, BEFORE = "later", "before"
TIMEOUT = 60.0  # seconds for one reply; RFC 5321 allows minutes, but nobody waits so long
PER_CONNECTION = 100  # messages after which many servers hang up
AFTER_DROP = (5.0, 30.0, 120.0)  # seconds before each new connection in a row
GREY_WAITS = (60.0, 300.0, 900.0)  # greylists open after 1 to 15 minutes
PATIENCE = 10  # refusals in a row, after which it is not the readers
USER, PASSWORD = "BROADSHEET_SMTP_USER", "BROADSHEET_SMTP_PASSWORD"
_POLICY_REFUSAL = re.compile(r"5\.7\.")  # RFC 3463: about us, not about the mailbox


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one reader's message: ``sent``, ``before`` (an earlier run dealt with it), ``refused``,
    ``failed``, ``later`` (asked to wait, longer than this run did) or ``unknown``; and why."""

    address: str
    state: str
    why: str = ""


class _DroppedError(Exception):
    """The connection went before the message did."""


class Post:
    """A mail server, connected when there is something to send. Time comes from outside."""

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
        self._user, self._password = user, password
        self._context = context or ssl.create_default_context()
        self._sleep, self._clock = sleep, clock
        self._server: smtplib.SMTP | None = None
        self._carried = 0
        self._free_at = 0.0
        self._place = f"{settings.host}:{settings.port}"

    def __enter__(self) -> Post:
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def deliver(
        self,
        addresses: Iterable[str],
        ledger: Ledger,
        write: Callable[[str], EmailMessage],
        *,
        uncertain: bool = False,
    ) -> Iterator[Outcome]:
        """Send each reader the message that ``write`` makes; an outcome as each is settled.

        ``uncertain`` also sends to those of whom nobody knows whether an earlier run reached them.
        MailError ends it where no message can be sent; the next run goes on from there.
        """
        waiting: list[str] = []
        for address in addresses:
            past = _past(ledger, address, uncertain)
            if past:
                yield past
            else:
                waiting.append(address)
        row = 0
        for wait in (*GREY_WAITS, None):
            deferred: list[Outcome] = []
            for address in waiting:
                outcome = self._send(address, to_bytes(write(address)), ledger)
                if outcome.state == LATER:
                    deferred.append(outcome)
                    continue
                yield outcome
                row = row + 1 if outcome.state in (REFUSED, FAILED) else 0
                if row == PATIENCE:
                    raise MailError(f"{self._place}: {PATIENCE} refusals in a row, the last: {outcome.why}")
            waiting = [outcome.address for outcome in deferred]
            if not deferred or wait is None:
                break
            self._hang_up()
            self._sleep(wait)
        yield from deferred

    # One message

    def _send(self, address: str, data: bytes, ledger: Ledger) -> Outcome:
        for _ in AFTER_DROP:
            self._keep_pace()
            try:
                return self._once(self._connected(), address, data, ledger)
            except (_DroppedError, smtplib.SMTPServerDisconnected, OSError) as error:
                self._hang_up()
                why = clean(str(error)) or "the connection was closed"
        return Outcome(address, LATER, f"{self._place} hung up each time: {why}")

    def _once(self, server: smtplib.SMTP, address: str, data: bytes, ledger: Ledger) -> Outcome:
        options = [] if address.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        if options and not server.has_extn("smtputf8"):
            return Outcome(address, FAILED, f"{self._place} knows no addresses beyond ASCII (SMTPUTF8)")
        code, said = self._heard(server.mail(self._settings.sender, options))
        if code >= 500:
            raise MailError(f"{self._place}: refuses the sender {self._settings.sender}: {code} {said}")
        if code >= 400:
            return self._put_off(server, Outcome(address, LATER, f"{code} {said}"))
        code, said = self._heard(server.rcpt(address))
        if code >= 500:
            state = FAILED if _POLICY_REFUSAL.match(said) else REFUSED
            ledger.record(address, state)
            return self._put_off(server, Outcome(address, state, f"{code} {said}"))
        if code >= 400:
            return self._put_off(server, Outcome(address, LATER, f"{code} {said}"))
        return self._text(server, address, data, ledger)

    def _text(self, server: smtplib.SMTP, address: str, data: bytes, ledger: Ledger) -> Outcome:
        server.putcmd("data")
        code, said = self._heard(server.getreply())
        if code != 354:
            return self._put_off(server, Outcome(address, FAILED if code >= 500 else LATER, f"{code} {said}"))
        ledger.record(address, SENDING)
        try:
            server.send(_dotted(data))
        except OSError:  # of which SMTPServerDisconnected is one: the final dot is not out
            ledger.record(address, FAILED)
            raise
        try:
            code, said = self._said(server.getreply())
        except OSError:
            ledger.record(address, UNKNOWN)
            self._hang_up()
            return Outcome(address, UNKNOWN, "the server hung up without saying whether it took the message")
        state = SENT if code < 400 else FAILED
        ledger.record(address, state)
        self._carried += 1
        if code == 421:
            self._hang_up()
        return Outcome(
            address, LATER if 400 <= code < 500 else state, "" if state == SENT else f"{code} {said}"
        )

    def _put_off(self, server: smtplib.SMTP, outcome: Outcome) -> Outcome:
        """The outcome of a message that is not sent; the server forgets the sender of it."""
        with suppress(OSError):
            server.rset()
        return outcome

    def _heard(self, reply: tuple[int, bytes]) -> tuple[int, str]:
        """A reply, unless it is that of a server that closes the connection."""
        code, said = self._said(reply)
        if code in (421, -1):
            raise _DroppedError(f"{code} {said}")
        return code, said

    def _said(self, reply: tuple[int, bytes]) -> tuple[int, str]:
        return reply[0], shorten(clean(reply[1].decode("utf-8", "replace")), 200)

    def _keep_pace(self) -> None:
        wait = self._free_at - self._clock()
        if wait > 0:
            self._sleep(wait)
        self._free_at = self._clock() + 60 / self._settings.per_minute

    # The connection

    def _connected(self) -> smtplib.SMTP:
        """The server, greeted, encrypted and logged in; MailError with one sentence where that cannot be."""
        if self._server and self._carried >= PER_CONNECTION:
            self._hang_up()
        for wait in (*AFTER_DROP, None):
            if self._server:
                break
            try:
                self._server = self._dial()
                self._carried = 0
            except smtplib.SMTPAuthenticationError as error:
                raise MailError(
                    f"{self._place}: does not let us in ({error.smtp_code}); check {USER} and {PASSWORD}"
                ) from error
            except (smtplib.SMTPException, OSError) as error:
                if wait is None or not _passing(error):
                    raise MailError(f"{self._place}: {_reason(error)}") from error
                self._sleep(wait)
        assert self._server
        return self._server

    def _dial(self) -> smtplib.SMTP:
        host, port, name = self._settings.host, self._settings.port, self._settings.domain
        if self._settings.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=TIMEOUT, context=self._context)
        else:
            server = smtplib.SMTP(host, port, name, timeout=TIMEOUT)
        try:
            if not self._settings.tls:
                server.starttls(context=self._context)
            server.ehlo_or_helo_if_needed()
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _hang_up(self) -> None:
        if self._server:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
            self._server.close()
        self._server = None


def _past(ledger: Ledger, address: str, uncertain: bool) -> Outcome | None:
    """What earlier runs did for a reader, where that is the end of it."""
    state = ledger.get_state(address)
    if state == SENDING:
        ledger.record(address, UNKNOWN)
    if state in (SENDING, UNKNOWN) and uncertain:
        return None
    if state == SENDING:
        return Outcome(address, UNKNOWN, "an earlier run ended while this message was on its way")
    return Outcome(address, BEFORE) if state in (SENT, REFUSED, UNKNOWN) else None


def _dotted(data: bytes) -> bytes:
    """A message as the text of DATA (RFC 5321, 4.5.2), with the dot that ends it."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", data).removesuffix(b"\r\n")
    return re.sub(rb"^\.", b"..", lines, flags=re.MULTILINE) + b"\r\n.\r\n"


def _passing(error: Exception) -> bool:
    """Whether another try a little later may connect."""
    if isinstance(error, smtplib.SMTPResponseException):
        return 400 <= error.smtp_code < 500
    return not isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError)


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate cannot be trusted ({clean(error.verify_message)}); nothing was sent; "
            f"check 'host' in {FILE}, or have the server's certificate mended"
        )
    if isinstance(error, ssl.SSLError):
        return f"no encrypted connection ({clean(str(error.reason or error))}); check 'port' in {FILE}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{clean(str(error))} (encryption or a way to log in); without it nothing is sent"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else ""
        return f"does not serve us: {error.smtp_code} {shorten(clean(said), 200)}"
    return f"no connection ({clean(str(error))}); check 'host' and 'port' in {FILE}, then run this again"
