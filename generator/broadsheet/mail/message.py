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
        folded = super().fold(name, value)
        return str(folded)

    def fold_binary(self, name: str, value: str) -> bytes:
        folded = self.fold(name, value)
        charset = "utf-8" if self.utf8 else "ascii"
        return folded.encode(charset, "surrogateescape")


_POLICY = _Policy(linesep=SMTP.linesep, max_line_length=SMTP.max_line_length)


def make_message(
    letter: Letter, settings: Settings, site_url: str, address: str, *, token: str, now: datetime
) -> EmailMessage:
    """Return the message to ``address``.

    All but its date follows from its arguments: the id that lets mailboxes know a second copy, and the
    boundary between its parts.
    """
    unsubscribe = settings.unsubscribe_url(address, token)
    text, markup = letter.fill_unsubscribe(unsubscribe)
    digest = sha256(f"{site_url}\0{letter.slug}\0{address}".encode())
    unique_name = digest.hexdigest()[:32]
    message = EmailMessage(_POLICY)
    message["From"] = settings.from_header
    message["To"] = address
    if settings.reply_to:
        message["Reply-To"] = settings.reply_to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.slug}.{unique_name}@{settings.domain}>"
    message["List-Id"] = f"<{list_id(site_url)}>"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
    if unsubscribe.startswith("https:"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(markup, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{unique_name}")  # which no quoted-printable text can hold
    return message


def list_id(site_url: str) -> str:
    """Return the name of the list (RFC 2919): the site's host, the parts of its path before it."""
    address = urlsplit(site_url)
    labels = []
    for part in reversed(address.path.split("/")):
        if part:
            labels.append(part)
    labels.append(address.hostname or "localhost")
    return ".".join(labels)


def to_bytes(message: EmailMessage) -> bytes:
    """Return a message as bytes; UTF-8 in headers (RFC 6532) only where its address needs it."""
    reader = str(message["To"])
    if reader.isascii():
        return message.as_bytes(policy=_POLICY)
    return message.as_bytes(policy=_POLICY.clone(utf8=True))
