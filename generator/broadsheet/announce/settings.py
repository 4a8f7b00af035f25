"""Settings of announcing, ``content/config/announce.yaml``: the places where editions are posted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from broadsheet.announce.announcement import MAX_PAPERS
from broadsheet.announce.targets import Service, Target
from broadsheet.errors import ConfigError
from broadsheet.settings.fields import Fields
from broadsheet.settings.files import read_settings_file
from broadsheet.settings.lists import refuse_twice
from broadsheet.settings.yaml import parse_yaml
from broadsheet.text.plain import clean, slug

FILE = "content/config/announce.yaml"
MOST_PAPERS = 25
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})  # a bridge of one's own, or a test
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,99}")
_PERIODS = ("day", "week")
_ABOUTS = {
    "server": "the address of Mastodon's instance, of Matrix's homeserver, of Zulip",
    "to": "Bluesky's handle, Telegram's chat (`@digest` or its number), Matrix's room id, Zulip's channel",
    "user": "the e-mail address of Zulip's bot",
    "topic": "the topic at Zulip",
}
_NAME_ABOUT = (
    "what `--to` and the ledger call it; with another name it is another place, which has nothing yet"
)
_SECRET_ABOUT = (
    "the environment variable with the token, password or secret address; by the kind, unless said"
)
_PERIOD_ABOUT = "which editions go there, with `--period` of the same name; both, unless said"
_TARGETS_ABOUT = "where editions are posted"


def read_targets(root: Path, services: Mapping[str, Service]) -> tuple[Target, ...]:
    """Return the targets of the site at ``root``, or raise ConfigError with every problem."""
    text = read_settings_file(root / FILE, FILE)
    if text is None:
        raise ConfigError(f"{FILE}: missing; add it, with a target that says where to post")
    problems: list[str] = []
    targets = parse_targets(Fields(FILE, parse_yaml(FILE, text), problems), services)
    if problems:
        raise ConfigError(*problems)
    return targets


def parse_targets(file: Fields, services: Mapping[str, Service]) -> tuple[Target, ...]:
    """Return the targets that a file has; its problems are noted."""
    items = file.each("targets", required=True, about=_TARGETS_ABOUT)
    targets = tuple([_parse_target(item, services) for item in items])
    file.close()
    refuse_twice(file, "targets", "name", [target.name for target in targets])
    return targets


def _parse_target(item: Fields, services: Mapping[str, Service]) -> Target:
    kind = item.choice("kind", services, required=True, about="the service")
    service = services.get(kind)
    name = item.text("name", kind, about=_NAME_ABOUT)
    if name != slug(name):
        item.wrong("must be lower-case letters, digits and hyphens", "name")
    where = _parse_where(item, service)
    max_papers = item.count_or("most", MAX_PAPERS, about=f"papers named in a post, up to {MOST_PAPERS}")
    if max_papers > MOST_PAPERS:
        item.wrong(f"must be a whole number up to {MOST_PAPERS}", "most")
    target = Target(
        name=name,
        kind=kind,
        secret=_parse_secret(item, service),
        period=item.choice("period", _PERIODS, about=_PERIOD_ABOUT),
        max_papers=max_papers,
        **where,
    )
    item.close()
    return target


def _parse_where(item: Fields, service: Service | None) -> Mapping[str, str]:
    """Return the keys that say where at a service; of one that nobody knows any may be given."""
    where: dict[str, str] = {}
    for key, about in _ABOUTS.items():
        is_needed = service is not None and key in service.needs
        default = service.server if service and key == "server" else ""
        if service and not is_needed and not default:
            continue
        where[key] = item.text(key, default, required=is_needed, about=about).strip()
        if where[key] != clean(where[key]):
            item.wrong("must be one line of plain text", key)
    server = where.get("server", "").rstrip("/")
    if server and not is_safe_address(server):
        item.wrong("must be an https address, since a secret is sent there", "server")
    return {**where, "server": server}


def _parse_secret(item: Fields, service: Service | None) -> str:
    """Return the name of an environment variable; its value, written here by mistake, is not repeated."""
    default = service.secret if service else ""
    secret = item.text("secret", default, about=_SECRET_ABOUT)
    if secret and not _VARIABLE.fullmatch(secret):
        item.wrong(
            "must be the name of an environment variable in capitals, such as MASTODON_TOKEN; if the secret "
            "itself stands there, revoke it, since files are published",
            "secret",
        )
    return secret


def is_safe_address(url: str) -> bool:
    """Return true for an address that may be sent a secret: by https, or on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # which raises where it is none
    except ValueError:
        return False
    if not host or parts.username or clean(url) != url or " " in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
