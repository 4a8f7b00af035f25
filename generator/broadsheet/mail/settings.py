"""Settings of mail, ``content/config/mail.yaml``: sender, server, and how readers leave the list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from email_validator import EmailNotValidError, validate_email

from broadsheet.errors import ConfigError
from broadsheet.settings.fields import Fields
from broadsheet.settings.files import read_settings_file
from broadsheet.settings.yaml import parse_yaml
from broadsheet.text.plain import clean, is_web_address

FILE = "content/config/mail.yaml"
SUBMISSION, SUBMISSIONS = 587, 465  # STARTTLS (RFC 6409), TLS from the first byte (RFC 8314)
PER_MINUTE = 120
MAX_PAPERS = 25  # in a letter
MAX_UNSUBSCRIBE = 700  # characters: a header line holds 998
_URL_UNSAFE = re.compile(r"[\s<>,\"]")  # ends an address in a header (RFC 2369), or begins the next one
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", re.ASCII)
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_PORT_ABOUT = f"{SUBMISSION} is STARTTLS, {SUBMISSIONS} is TLS from the first byte"
_MOST_ABOUT = "papers in a letter; fewer where it would be clipped"
_UNSUBSCRIBE_ABOUT = "where readers leave: an https address with `{address}` in it, or a mailto address"
_FILLED = {"address", "token"}  # the placeholders that there are


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of mail; ``tls`` from the first byte, or else STARTTLS.

    ``unsubscribe`` is an https or a mailto address with placeholders for what tells readers apart.
    """

    host: str = ""
    port: int = SUBMISSION
    tls: bool = False
    sender: str = ""
    name: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
    per_minute: int = PER_MINUTE
    max_papers: int = MAX_PAPERS

    @property
    def domain(self) -> str:
        """Domain of the sender, which message ids end with."""
        return self.sender.rpartition("@")[2]

    @property
    def from_header(self) -> Address:
        """Sender as a header holds it."""
        return Address(self.name, addr_spec=self.sender)

    def unsubscribe_url(self, address: str, token: str) -> str:
        """Return where the reader with this ``address`` unsubscribes; ``token`` proves that it is theirs."""
        values = {"address": quote(address, safe=""), "token": token}

        def fill(placeholder: re.Match[str]) -> str:
            return values[placeholder[1]]

        return _PLACEHOLDER.sub(fill, self.unsubscribe)


class _Mailbox(NamedTuple):
    name: str
    address: str


def read_settings(root: Path, *, smtp: bool = False) -> Settings:
    """Return the settings below ``root``, or raise ConfigError with every problem.

    ``smtp`` demands what only sending through a server needs; without it the file may be missing.
    """
    problems: list[str] = []
    settings = parse_settings(Fields(FILE, _read_yaml(root), problems), smtp=smtp)
    if problems:
        raise ConfigError(*problems)
    return settings


def parse_settings(fields: Fields, *, smtp: bool = False) -> Settings:
    """Return the settings that a file has; its problems are noted."""
    sender = _parse_mailbox(fields, "from", "who sends: an address, or `Name <address>`", required=smtp)
    port = _parse_port(fields)
    settings = Settings(
        host=_parse_host(fields, required=smtp),
        port=port,
        tls=_parse_security(fields, port),
        sender=sender.address,
        name=sender.name,
        reply_to=_parse_mailbox(fields, "reply_to", "where answers go; the sender, unless said").address,
        unsubscribe=_parse_unsubscribe(fields, required=smtp),
        per_minute=_parse_positive(fields, "per_minute", PER_MINUTE, "messages in a minute"),
        max_papers=_parse_positive(fields, "most", MAX_PAPERS, _MOST_ABOUT),
    )
    fields.close()
    return settings


def _read_yaml(root: Path) -> object:
    text = read_settings_file(root / FILE, FILE)
    if text is None:
        return None
    return parse_yaml(FILE, text)


def _parse_host(fields: Fields, *, required: bool) -> str:
    host = fields.text("host", required=required, about="the mail server; SMTP needs it")
    if host and not _HOST.fullmatch(host):
        fields.wrong(f"must be the name of a mail server such as smtp.example.org, not {host[:60]!r}", "host")
    return host


def _parse_port(fields: Fields) -> int:
    port = fields.count_or("port", SUBMISSION, about=_PORT_ABOUT)
    if not 0 < port < 65536:
        fields.wrong(f"must be from 1 to 65535, not {port}", "port")
    return port


def _parse_security(fields: Fields, port: int) -> bool:
    """Return true for TLS, false for STARTTLS; there is no third way: nothing is ever sent in the clear."""
    default = "tls" if port == SUBMISSIONS else "starttls"
    security = fields.text("security", default, about="`starttls` or `tls`; by the port, unless said")
    if security not in ("tls", "starttls"):
        fields.wrong(f"must be 'starttls' or 'tls', not {security[:60]!r}", "security")
    return security == "tls"


def _parse_positive(fields: Fields, key: str, default: int, about: str) -> int:
    number = fields.count_or(key, default, about=about)
    if number == 0:
        fields.wrong("must be a whole number from 1", key)
    return number


def _parse_mailbox(fields: Fields, key: str, about: str, *, required: bool = False) -> _Mailbox:
    """Return the parts of ``Name <address>``, or of an address alone; both empty where there is none."""
    text = fields.text(key, required=required, about=about)
    if not text:
        return _Mailbox("", "")
    name, address = parseaddr(text)
    try:
        ascii_address = validate_email(address, check_deliverability=False).ascii_email
    except EmailNotValidError:
        ascii_address = None
    if not ascii_address or clean(text) != text:
        fields.wrong(f"must be an e-mail address or 'Name <address>', not {text[:60]!r}", key)
        return _Mailbox("", "")
    return _Mailbox(clean(name), ascii_address)


def _parse_unsubscribe(fields: Fields, *, required: bool) -> str:
    """Return the address for leaving the list, with its placeholders.

    RFC 8058 wants https and something that tells readers apart; RFC 2369 also takes a mailto.
    """
    url = fields.text("unsubscribe", required=required, about=_UNSUBSCRIBE_ABOUT)
    if not url:
        return ""
    example = _PLACEHOLDER.sub("x", url)
    placeholders = set(_PLACEHOLDER.findall(url))
    is_https = is_web_address(example) and urlsplit(example).scheme == "https"
    is_known_kind = is_https or _is_mailto(example)
    fits_header = example.isascii() and not _URL_UNSAFE.search(example) and len(url) <= MAX_UNSUBSCRIBE
    if not is_known_kind or not fits_header:
        fields.wrong("must be an https address with {address} in it, or a mailto address", "unsubscribe")
    elif not placeholders <= _FILLED:
        fields.wrong("has a hole that nothing fills; {address} and {token} are filled", "unsubscribe")
    elif is_https and not placeholders:
        fields.wrong("names no reader; put {address} where the reader's address belongs", "unsubscribe")
    return url


def _is_mailto(url: str) -> bool:
    return url.startswith("mailto:") and "@" in url and url == clean(url)
