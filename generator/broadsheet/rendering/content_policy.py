"""Content-Security-Policy of the pages: what a browser may load and run there, whatever their words hold.

It is made of the owner's settings and of templates, ours and the owner's, and never of papers: where a
stranger's words became markup after all, they would still not run. https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from broadsheet.model.site import Site
from broadsheet.rendering.active_markup import ActiveMarkup, digest_of_script, origins_of

_PACKAGE = Path(__file__).parents[1]
_DUCKDUCKGO = "https://duckduckgo.com"  # whom the search page offers to ask where scripts are off
_JINJA = re.compile(r"\{[{%#]")


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
    hashes = [*_hashes(ours.scripts), *_hashes(theirs.scripts), *_quoted(settings.hashes)]
    origins = [*settings.origins, *origins_of([*settings.scripts, *theirs.script_addresses])]
    styles = [*origins, *origins_of([*settings.styles, *theirs.style_addresses])]
    forms = list(settings.origins)
    if site.subscribe:
        forms += origins_of([site.subscribe.action])
    directives: dict[str, Iterable[str]] = {
        "default-src": ("'self'",),
        "script-src": ("'self'", *hashes, *origins),
        "style-src": ("'self'", *_hashes(theirs.styles), *styles),
        "style-src-attr": ("'unsafe-inline'",),  # which Markdown's tables have
        # These cannot run, and people's notes show what they like.
        "img-src": ("'self'", "https:", "data:"),
        "media-src": ("'self'", "https:"),
        "font-src": ("'self'", "https:", "data:"),
        "connect-src": ("'self'", *origins),
        "frame-src": [*origins, *origins_of(theirs.frame_addresses)] or ("'none'",),
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


def _read_templates(folder: Path, pattern: str, into: ActiveMarkup) -> None:
    """Read the templates of a ``pattern`` in a folder."""
    for path in sorted(folder.rglob(pattern)):
        into.read(path.read_text("utf-8", errors="replace"))


def _hashes(texts: Iterable[str]) -> list[str]:
    """Return the hashes of scripts or styles; what Jinja changes from page to page has no one hash."""
    return _quoted([digest_of_script(text) for text in texts if not _JINJA.search(text)])


def _quoted(hashes: Iterable[str]) -> list[str]:
    return [f"'{text}'" for text in hashes]
