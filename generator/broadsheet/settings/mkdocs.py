"""Keys of ``mkdocs.yml`` that say where files are; MkDocs judges the others."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from broadsheet.settings.fields import Fields
from broadsheet.text.plain import shorten

DOCS_DIR = "build/docs"
SITE_DIR = "site"
# Keys by which MkDocs neither runs code of others nor reads files that are not listed for it.
_PLAIN_KEYS = frozenset(
    (
        *("site_name", "site_url", "site_description", "site_author", "site_dir", "docs_dir", "copyright"),
        *("repo_url", "repo_name", "edit_uri", "theme", "plugins", "nav", "validation", "extra", "strict"),
    )
)
_OWN_NAME = "broadsheet"  # of the theme and of the plugin


def read_site_dir(mkdocs: Fields) -> str:
    """Return ``site_dir``: where the site goes, from the folder of ``mkdocs.yml``.

    What would have MkDocs render another site than the one that was read is named as a problem.
    """
    if mkdocs.either("INHERIT", "text", about="is not followed, and refused") is not None:
        mkdocs.wrong("is not followed; put the keys of that file into this one", "INHERIT")
    docs_dir = mkdocs.text("docs_dir", DOCS_DIR, about="where pages are written; must stay so")
    if posixpath.normpath(docs_dir) != DOCS_DIR:
        given = shorten(repr(docs_dir), 60)
        mkdocs.wrong(f"must be {DOCS_DIR}, where the pages are written, not {given}", "docs_dir")
    return mkdocs.text("site_dir", SITE_DIR, about="where the site goes") or SITE_DIR


def read_watched_paths(mkdocs: Fields) -> tuple[str, ...]:
    """Return what MkDocs reads beside its docs: the theme's ``custom_dir``, ``hooks`` and ``watch``.

    The paths are from the folder of ``mkdocs.yml``. What is no path is left out.
    """
    paths: list[object] = [read_custom_dir(mkdocs)]
    for key in ("hooks", "watch"):
        given = mkdocs.either(key, "list", about="files of yours that MkDocs reads; `serve` follows them")
        if isinstance(given, list):
            paths.extend(given)
    return tuple([path for path in paths if path and isinstance(path, str)])


def read_custom_dir(mkdocs: Fields) -> str:
    """Return the folder of the owner's own templates, from that of ``mkdocs.yml``; empty for none."""
    if not has_theme_keys(mkdocs):
        return ""
    folder = mkdocs.inside("theme").either("custom_dir", "text", about="folder of your own templates")
    return folder if isinstance(folder, str) else ""


def has_theme_keys(mkdocs: Fields) -> bool:
    """Return False where ``theme`` is a name alone, or what MkDocs will refuse."""
    theme = mkdocs.either("theme", "text", about="`broadsheet`, or a mapping with that as `name`")
    return theme is None or isinstance(theme, dict)


def find_plain_theme_folder(values: object) -> str | None:
    """Return ``custom_dir`` of a ``mkdocs.yml``, empty for none, where that alone is read beside our files.

    None where keys may have MkDocs read or run anything else: hooks, other plugins, extensions of Markdown.
    """
    if not isinstance(values, Mapping) or not _PLAIN_KEYS.issuperset(values):
        return None
    if values.get("plugins") not in ([_OWN_NAME], []):
        return None
    theme: Any = values.get("theme")
    if theme == _OWN_NAME:
        return ""
    if not isinstance(theme, Mapping) or theme.get("name") != _OWN_NAME:
        return None
    folder = theme.get("custom_dir", "")
    return folder if isinstance(folder, str) else None
