"""Content-Security-Policy of the pages: what a browser may load and run there, whatever their words hold.

It is made of the owner's settings and of templates, ours and the owner's, and never of papers: where a
stranger's words became markup after all, they would still not run. https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from broadsheet.model.site import Site

_PACKAGE = Path(__file__).parents[1]
_OUR_TEMPLATES = ((_PACKAGE / "theme", "*.html"), (_PACKAGE / "templates", "*.j2"))
_DUCKDUCKGO = "https://duckduckgo.com"  # whom the search page offers to ask where scripts are off
_JINJA = re.compile(r"\{[{%#]")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", re.ASCII)


def make_content_policy(root: Path, site: Site) -> str:
    """Return the policy of the pages of ``site``, whose settings are at ``root``; empty where it is off.

    There is no sign in it that HTML would escape in an attribute between double quotes.
    """
    settings = site.content_policy
    if settings is None:
        return ""
    ours = _read_templates(*_OUR_TEMPLATES)
    theirs = _Templates()
    if settings.overrides:
        theirs = _read_templates((root / settings.overrides, "*.html"))
    hashes = [*ours.scripts, *theirs.scripts, *settings.hashes]
    origins = [*settings.origins, *_origins(settings.scripts), *theirs.script_origins]
    styles = [*origins, *_origins(settings.styles), *theirs.style_origins]
    forms = list(settings.origins)
    if site.subscribe:
        forms += _origins([site.subscribe.action])
    directives: dict[str, Iterable[str]] = {
        "default-src": ("'self'",),
        "script-src": ("'self'", *_quoted(hashes), *origins),
        "style-src": ("'self'", *_quoted(theirs.styles), *styles),
        "style-src-attr": ("'unsafe-inline'",),  # which Markdown's tables have
        # These cannot run, and people's notes show what they like.
        "img-src": ("'self'", "https:", "data:"),
        "media-src": ("'self'", "https:"),
        "font-src": ("'self'", "https:", "data:"),
        "connect-src": ("'self'", *origins),
        "frame-src": [*origins, *theirs.frame_origins] or ("'none'",),
        "worker-src": ("'self'",),
        "object-src": ("'none'",),
        "base-uri": ("'none'",),
        "form-action": ("'self'", _DUCKDUCKGO, *forms),
    }
    return _write(directives)


def _write(directives: Mapping[str, Iterable[str]]) -> str:
    """Write the policy as CSP wants it, with each source once."""
    texts: list[str] = []
    for name, sources in directives.items():
        distinct = dict.fromkeys(sources)
        texts.append(" ".join([name, *distinct]))
    return "; ".join(texts)


class _Templates(HTMLParser):
    """What templates have a browser load and run: hashes of scripts and styles in them, and origins.

    A text that Jinja changes from page to page has no one hash, and is left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.script_origins: list[str] = []
        self.frame_origins: list[str] = []
        self.style_origins: list[str] = []
        self._open_tag = ""
        self._text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note the origin that an element loads from, or that its text is what it runs."""
        values = dict(attributes)
        source = values.get("src")
        if tag == "script" and source:
            self.script_origins += _origins([source])
        elif tag == "iframe" and source:
            self.frame_origins += _origins([source])
        elif tag in ("script", "style"):
            self._open_tag = tag
        elif tag == "link" and values.get("rel") == "stylesheet":
            self.style_origins += _origins([values.get("href") or ""])

    def handle_data(self, data: str) -> None:
        """Collect the text of a script or a style, which may come in pieces."""
        if self._open_tag:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Note the hash of the script or the style that ends here."""
        if self._open_tag and self._text and not _JINJA.search(self._text):
            hashes = self.scripts if self._open_tag == "script" else self.styles
            hashes.append(_hash(self._text))
        self._open_tag = ""
        self._text = ""


def _read_templates(*places: tuple[Path, str]) -> _Templates:
    """Return what the templates in folders load and run; of each folder, those of a pattern."""
    found = _Templates()
    for folder, pattern in places:
        for path in sorted(folder.rglob(pattern)):
            found.reset()
            found.feed(path.read_text("utf-8", errors="replace"))
            found.close()
    return found


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()


def _quoted(hashes: Iterable[str]) -> list[str]:
    return [f"'{text}'" for text in hashes]


def _origins(addresses: Iterable[str]) -> list[str]:
    """Return the origins of addresses that lead to other sites; one without a scheme has the page's."""
    origins: list[str] = []
    for address in addresses:
        try:
            parts = urlsplit(address.strip())
            port = parts.port
            host = (parts.hostname or "").encode("idna").decode()
        except ValueError:
            continue
        if parts.scheme not in ("", "http", "https") or not _HOST.fullmatch(host):
            continue
        origin = f"{parts.scheme}://{host}" if parts.scheme else host
        origins.append(f"{origin}:{port}" if port else origin)
    return origins
