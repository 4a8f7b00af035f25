"""Active markup: what HTML, or a template of it, has a browser load and run."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", re.ASCII)
# Types of scripts that a browser runs; any other is data.
_SCRIPT_TYPES = ("", "module", "importmap", "text/javascript", "application/javascript")


class ActiveMarkup(HTMLParser):
    """Collection of what HTML has a browser load and run: texts, addresses, and names of handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.script_addresses: list[str] = []
        self.style_addresses: list[str] = []
        self.frame_addresses: list[str] = []
        self.handlers: list[str] = []
        self._open_texts: list[str] | None = None  # where the text of the open element belongs
        self._text = ""

    def read(self, html: str) -> None:
        """Add what ``html`` loads and runs."""
        self.reset()
        self._close_text()
        # To a browser a marked section is a comment up to `>`; the parser raises where it knows none such.
        self.feed(html.replace("<![", "<!?["))
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note the address that an element loads, or that its text is what it runs."""
        values = dict(attributes)
        for name in values:
            if name.startswith("on"):
                self.handlers.append(name)
        source = values.get("src")
        if tag == "iframe" and source:
            self.frame_addresses.append(source)
        elif tag == "script" and source:
            self.script_addresses.append(source)
        elif tag == "script" and (values.get("type") or "").lower() in _SCRIPT_TYPES:
            self._open_texts = self.scripts
        elif tag == "style":
            self._open_texts = self.styles
        elif tag == "link" and values.get("rel") == "stylesheet":
            self.style_addresses.append(values.get("href") or "")

    def handle_data(self, data: str) -> None:
        """Collect the text of a script or a style, which may come in pieces."""
        if self._open_texts is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Note the script or the style that ends here."""
        self._close_text()

    def _close_text(self) -> None:
        if self._open_texts is not None and self._text:
            self._open_texts.append(self._text)
        self._open_texts = None
        self._text = ""


def digest_of_script(text: str) -> str:
    """Return the digest of a script or a style as a Content-Security-Policy writes it, without quotes."""
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()


def origins_of(addresses: Iterable[str]) -> list[str]:
    """Return the origins of addresses that lead to other sites; one without a scheme has the page's."""
    origins: list[str] = []
    for address in addresses:
        origin = _origin(address)
        if origin:
            origins.append(origin)
    return origins


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
        port = parts.port
        name = parts.hostname or ""
        host = name.encode("idna").decode()
    except ValueError:
        return ""
    is_web = parts.scheme in ("", "http", "https")
    if not is_web or not _HOST.fullmatch(host):
        return ""
    origin = host
    if parts.scheme:
        origin = f"{parts.scheme}://{host}"
    if port:
        origin += f":{port}"
    return origin
