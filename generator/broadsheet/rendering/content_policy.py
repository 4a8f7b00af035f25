"""Content-Security-Policy of the pages: what a browser may load and run there, whatever their words hold.

It is made of the owner's settings and of templates, ours and the owner's, and never of papers: where a
stranger's words became markup after all, they would still not run. https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from broadsheet.model.site import GISCUS, ContentPolicy, Site
from broadsheet.rendering.active_markup import ActiveMarkup, digest_of_script, origins_of

_PACKAGE = Path(__file__).parents[1]
_OUR_TEMPLATES = ((_PACKAGE / "theme", "*.html"), (_PACKAGE / "templates", "*.j2"))
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
    for folder, pattern in _OUR_TEMPLATES:
        for template in read_templates(folder, pattern).values():
            ours.read(template)
    theirs = ActiveMarkup()
    for template in read_overrides(root, settings).values():
        theirs.read(template)
    hashes = _hashes(ours.scripts)
    hashes += _hashes(theirs.scripts)
    hashes += _quoted(settings.hashes)
    origins = list(settings.origins)
    if site.comments:
        origins.append(GISCUS)
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


def read_overrides(root: Path, settings: ContentPolicy) -> dict[str, str]:
    """Return the owner's own templates by their paths from that of ``mkdocs.yml``."""
    if not settings.overrides:
        return {}
    templates: dict[str, str] = {}
    for path, template in read_templates(root / settings.overrides, "*.html").items():
        templates[f"{settings.overrides}/{path}"] = template
    return templates


def read_templates(folder: Path, pattern: str) -> dict[str, str]:
    """Return the templates of a ``pattern`` by their paths in a folder.

    One that is no file, or that cannot be read, is for MkDocs to name.
    """
    templates: dict[str, str] = {}
    for path in sorted(folder.rglob(pattern)):
        if not path.is_file():
            continue
        with suppress(OSError):
            templates[path.relative_to(folder).as_posix()] = path.read_text("utf-8", errors="replace")
    return templates


def _directive(*words: str) -> str:
    """Return the text of a directive, its name and its sources, with each source once."""
    return " ".join(dict.fromkeys(words))


def _hashes(texts: Iterable[str]) -> list[str]:
    """Return the hashes of scripts or styles; what Jinja changes from page to page has no one hash."""
    hashes: list[str] = []
    for text in texts:
        if not _JINJA.search(text):
            hashes.append(digest_of_script(text))
    return _quoted(hashes)


def _quoted(hashes: Iterable[str]) -> list[str]:
    return [f"'{text}'" for text in hashes]
