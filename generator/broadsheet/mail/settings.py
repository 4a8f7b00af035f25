"""``content/config/mail.yaml``: who sends, through which server, and how readers leave the list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import quote, urlsplit

from email_validator import EmailNotValidError, validate_email

from broadsheet.errors import ConfigError
from broadsheet.settings.fields import Fields
from broadsheet.settings.yaml import parse_yaml
from broadsheet.text.plain import clean, is_web_address

FILE = "content/config/mail.yaml"
SUBMISSION, SUBMISSIONS = 587, 465  # STARTTLS (RFC 6409), TLS from the first byte (RFC 8314)
PER_MINUTE = 120
MOST = 25
LONGEST = 700  # characters of an unsubscribe address: a header line holds 998
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", re.ASCII)
_HOLE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How mail is sent; ``tls`` from the first byte, or else STARTTLS.

    ``unsubscribe`` is an https or a mailto address with holes for what tells readers apart.
    """

    host: str = ""
    port: int = SUBMISSION
    tls: bool = False
    sender: str = ""
    name: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
    per_minute: int = PER_MINUTE
    most: int = MOST

    @property
    def domain(self) -> str:
        """The sender's domain, which message ids end with."""
        return self.sender.rpartition("@")[2]

    @property
    def from_(self) -> Address:
        """The sender as a header holds it."""
        return Address(self.name, addr_spec=self.sender)

    def leave(self, address: str, token: str) -> str:
        """Where the reader with this ``address`` unsubscribes; ``token`` proves that it is theirs."""
        filled = {"address": quote(address, safe=""), "token": token}
        return _HOLE.sub(lambda match: filled[match[1]], self.unsubscribe)


def read_settings(root: Path, *, smtp: bool = False) -> Settings:
    """The settings below ``root``, or ConfigError with every problem.

    ``smtp`` demands what only sending through a server needs; without it the file may be missing.
    """
    problems: list[str] = []
    fields = Fields(FILE, _value(root), problems)
    name, sender = _mailbox(fields, "from", required=smtp)
    port = _port(fields)
    settings = Settings(
        host=_host(fields, required=smtp),
        port=port,
        tls=_tls(fields, port),
        sender=sender,
        name=name,
        reply_to=_mailbox(fields, "reply_to")[1],
        unsubscribe=_unsubscribe(fields, required=smtp),
        per_minute=_from_one(fields, "per_minute", PER_MINUTE),
        most=_from_one(fields, "most", MOST),
    )
    fields.close()
    if problems:
        raise ConfigError(*problems)
    return settings


def _value(root: Path) -> object:
    try:
        return parse_yaml(FILE, (root / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise ConfigError(f"{FILE}: is not UTF-8 text; save it as UTF-8") from None


def _host(fields: Fields, *, required: bool) -> str:
    host = fields.text("host", required=required)
    if host and not _HOST.fullmatch(host):
        fields.wrong(f"must be the name of a mail server such as smtp.example.org, not {host[:60]!r}", "host")
    return host


def _port(fields: Fields) -> int:
    port = fields.count("port")
    if port is not None and not 0 < port < 65536:
        fields.wrong(f"must be from 1 to 65535, not {port}", "port")
    return SUBMISSION if port is None else port


def _tls(fields: Fields, port: int) -> bool:
    """There is no third way: nothing is ever sent in the clear."""
    given = fields.text("security", "tls" if port == SUBMISSIONS else "starttls")
    if given not in ("tls", "starttls"):
        fields.wrong(f"must be 'starttls' or 'tls', not {given[:60]!r}", "security")
    return given == "tls"


def _from_one(fields: Fields, key: str, default: int) -> int:
    number = fields.count(key)
    if number == 0:
        fields.wrong("must be a whole number from 1", key)
    return default if number is None else number


def _mailbox(fields: Fields, key: str, *, required: bool = False) -> tuple[str, str]:
    """The name and the address of ``Name <address>``, or of an address alone."""
    given = fields.text(key, required=required)
    if not given:
        return "", ""
    name, address = parseaddr(given)
    try:
        checked = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        checked = None
    if not checked or not checked.ascii_email or clean(given) != given:
        fields.wrong(f"must be an e-mail address or 'Name <address>', not {given[:60]!r}", key)
        return "", ""
    return clean(name), checked.ascii_email


def _unsubscribe(fields: Fields, *, required: bool) -> str:
    """RFC 8058 wants https and something that tells readers apart; RFC 2369 also takes a mailto."""
    url = fields.text("unsubscribe", required=required)
    if not url:
        return ""
    bare = _HOLE.sub("x", url)
    holes = set(_HOLE.findall(url))
    https = is_web_address(bare) and urlsplit(bare).scheme == "https"
    mailto = bare.startswith("mailto:") and "@" in bare and bare.isascii() and bare == clean(bare)
    if not (https or mailto) or not bare.isascii() or re.search(r"[\s<>,\"]", bare) or len(url) > LONGEST:
        fields.wrong("must be an https address with {address} in it, or a mailto address", "unsubscribe")
    elif holes - {"address", "token"}:
        fields.wrong("has a hole that nothing fills; {address} and {token} are filled", "unsubscribe")
    elif https and not holes & {"address", "token"}:
        fields.wrong("names no reader; put {address} where the reader's address belongs", "unsubscribe")
    return url
