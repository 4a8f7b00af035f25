"""Content-Security-Policy of the pages: what a browser may load and run there, whatever their words hold.

It is made of the owner's settings and of templates, ours and the owner's, and never of papers: where a
stranger's words became markup after all, they would still not run. https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from broadsheet.model.site import Site
from broadsheet.rendering.active_markup import ActiveMarkup, digest_of_script, origins_of

_PACKAGE = Path(__file__).parents[1]
_JINJA = re.compile(r"\{[{%#]")
_SELF = "'self'"
_NONE = "'none'"
_DUCKDUCKGO = "https://duckduckgo.com"  # whom the search page offers to ask where scripts are off
# Directives of every site.
_FIXED = (
    "default-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "style-src-attr 'unsafe-inline'",  # which Markdown's tables have
    # These cannot run, and people's notes show what they like.
    "img-src 'self' https: data:",
    "media-src 'self' https:",
    "font-src 'self' https: data:",
)


def make_content_policy(root: Path, site: Site) -> str:
    """Return the policy of the pages of ``site``, whose settings are at ``root``; empty where it is off.

    There is no sign in it that HTML would escape in an attribute between double quotes.
    """
    settings = site.content_policy
    if settings is None:
        return ""
    ours = ActiveMarkup()
    _read_templates(_PACKAGE / "theme", "*.html", ours)
    _read_templates(_PACKAGE / "templates", "*.j2", ours)
    theirs = ActiveMarkup()
    if settings.overrides:
        _read_templates(root / settings.overrides, "*.html", theirs)
    hashes = _hashes(ours.scripts)
    hashes += _hashes(theirs.scripts)
    hashes += _quoted(settings.hashes)
    origins = list(settings.origins)
    origins += origins_of(settings.scripts)
    origins += origins_of(theirs.script_addresses)
    styles = _hashes(theirs.styles)
    styles += origins_of(settings.styles)
    styles += origins_of(theirs.style_addresses)
    frames = origins + origins_of(theirs.frame_addresses)
    forms = list(settings.origins)
    if site.subscribe:
        forms += origins_of([site.subscribe.action])
    directives = [
        *_FIXED,
        _directive("script-src", _SELF, *hashes, *origins),
        _directive("style-src", _SELF, *styles, *origins),
        _directive("connect-src", _SELF, *origins),
        _directive("frame-src", *(frames or [_NONE])),
        _directive("form-action", _SELF, _DUCKDUCKGO, *forms),
    ]
    return "; ".join(directives)


def _directive(*words: str) -> str:
    """Return the text of a directive, its name and its sources, with each source once."""
    return " ".join(dict.fromkeys(words))


def _read_templates(folder: Path, pattern: str, into: ActiveMarkup) -> None:
    """Read the templates of a ``pattern`` in a folder."""
    for path in sorted(folder.rglob(pattern)):
        template = path.read_text("utf-8", errors="replace")
        into.read(template)


def _hashes(texts: Iterable[str]) -> list[str]:
    """Return the hashes of scripts or styles; what Jinja changes from page to page has no one hash."""
    hashes: list[str] = []
    for text in texts:
        if not _JINJA.search(text):
            hashes.append(digest_of_script(text))
    return _quoted(hashes)


def _quoted(hashes: Iterable[str]) -> list[str]:
    return [f"'{text}'" for text in hashes]
