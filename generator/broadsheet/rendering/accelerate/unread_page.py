"""Pages of MkDocs that are read only when somebody asks for more than their address."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

# An address that means the same below any other: no dots to begin a part, no empty parts, no signs.
_PLAIN_URL = re.compile(r"(?:[\w-][\w.-]*/)*", re.ASCII)


class UnreadPage(Page):
    """A page that is read only when somebody asks for more than its address."""

    def __init__(self, file: File, config: MkDocsConfig, files: Files, build_date: str) -> None:
        # MkDocs's own constructor is not called until somebody asks: it costs as much as all else here.
        file.page = self
        self.file = file
        self.update_date = build_date
        self._read_with = config, files

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_read_with" not in self.__dict__:
            raise AttributeError(name)
        if name in ("canonical_url", "abs_url"):
            config, _ = self._read_with
            addresses = page_addresses(config.site_url, self.url)
            self.__dict__.update(addresses)
        else:
            _read(self)
        return getattr(self, name)

    @property
    def present_anchor_ids(self) -> set[str] | None:  # type: ignore[override]
        """The ids in the page that a link can lead to."""
        _read(self)
        return self.present_anchor_ids


def _read(page: Page) -> None:
    """Do to a page what MkDocs does before it is rendered; from then on it is a page like others."""
    config, files = page.__dict__.pop("_read_with")
    page.__class__ = Page
    Page.__init__(page, None, page.file, config)
    page.read_source(config)
    page.render(config, files)


def page_addresses(site_url: str | None, url: str) -> dict[str, str | None]:
    """Return the two addresses that MkDocs gives a page; None without an address of the site."""
    if not site_url:
        return {"canonical_url": None, "abs_url": None}
    base, base_path = _split_base(site_url)
    if base_path and _PLAIN_URL.fullmatch(url):
        return {"canonical_url": base + url, "abs_url": base_path + url}
    canonical = urljoin(base, url)
    path = urlsplit(canonical).path
    return {"canonical_url": canonical, "abs_url": path}


@cache
def _split_base(site_url: str) -> tuple[str, str]:
    """Return the address that all others are below, and its path.

    The path is empty where an address below it is more than the two written together.
    """
    base = site_url if site_url.endswith("/") else f"{site_url}/"
    if urljoin(base, "page/") != f"{base}page/":
        return base, ""
    return base, urlsplit(base).path


def page_of(file: File) -> Page:
    """Return the page that MkDocs made of a file."""
    assert file.page is not None  # MkDocs made one for every file before it asked for the navigation
    return file.page


def read_if_unread(page: Page) -> None:
    """Have MkDocs read a page that nobody asked for yet."""
    if isinstance(page, UnreadPage):
        _read(page)
