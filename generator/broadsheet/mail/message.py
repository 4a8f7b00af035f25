"""A letter to one reader as a message: headers, plain text and HTML (RFC 5322, 2045, 2369, 8058)."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import urlsplit

from broadsheet.mail.newsletter import Letter
from broadsheet.mail.settings import Settings


class _Policy(EmailPolicy):
    """RFC 5322 lines, but an address in a ``List-`` header in one piece: encoded, no mailbox finds it."""

    def fold(self, name: str, value: str) -> str:
        if name.startswith("List-"):
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")


_POLICY = _Policy(linesep=SMTP.linesep, max_line_length=SMTP.max_line_length)


def message(
    letter: Letter, settings: Settings, site: str, address: str, *, token: str, now: datetime
) -> EmailMessage:
    """The message to ``address``. All but its date follow from its arguments: the id that lets
    mailboxes know a second copy, and the boundary between its parts."""
    leave = settings.unsubscribe_url(address, token)
    text, markup = letter.fill_unsubscribe(leave)
    name = sha256(f"{site}\0{letter.slug}\0{address}".encode()).hexdigest()[:32]
    mail = EmailMessage(_POLICY)
    mail["From"] = settings.from_header
    mail["To"] = address
    if settings.reply_to:
        mail["Reply-To"] = settings.reply_to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{letter.slug}.{name}@{settings.domain}>"
    mail["List-Id"] = f"<{list_id(site)}>"
    if leave:
        mail["List-Unsubscribe"] = f"<{leave}>"
    if leave.startswith("https:"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(markup, subtype="html", cte="quoted-printable")
    mail.set_boundary(f"=_{name}")  # which no quoted-printable text can hold
    return mail


def list_id(site: str) -> str:
    """The list's name (RFC 2919): the site's host, the parts of its path before it."""
    parts = urlsplit(site)
    path = (part for part in reversed(parts.path.split("/")) if part)
    return ".".join([*path, parts.hostname or "localhost"])


def wire(mail: EmailMessage) -> bytes:
    """The bytes of a message; UTF-8 in headers (RFC 6532) only where its address needs it."""
    ascii_only = str(mail["To"]).isascii()
    return mail.as_bytes(policy=_POLICY if ascii_only else _POLICY.clone(utf8=True))
