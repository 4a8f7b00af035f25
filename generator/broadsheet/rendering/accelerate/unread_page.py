"""Pages of MkDocs that are read only when somebody asks for more than their address."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_date

# An address that means the same below any other: no dots to begin a part, no empty parts, no signs.
_PLAIN_URL = re.compile(r"(?:[\w-][\w.-]*/)*", re.ASCII)


class UnreadPage(Page):
    """A page that nobody has read yet; it is read when somebody asks for more than its address."""

    def __init__(self, file: File, config: MkDocsConfig, files: Files) -> None:
        # Without MkDocs's own, which follows when somebody asks, and costs as much as all else here.
        file.page = self
        self.file = file
        self.update_date = get_build_date()
        self._with = config, files

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_with" not in self.__dict__:
            raise AttributeError(name)
        if name in ("canonical_url", "abs_url"):
            self.__dict__.update(page_addresses(self._with[0].site_url, self.url))
        else:
            _read(self)
        return getattr(self, name)

    @property
    def present_anchor_ids(self) -> set[str] | None:  # type: ignore[override]
        """The ids in the page that a link can lead to."""
        _read(self)
        return self.present_anchor_ids


def _read(page: Page) -> None:
    """Do to a page what MkDocs does before it is rendered."""
    config, files = page.__dict__.pop("_with")
    page.__class__ = Page
    Page.__init__(page, None, page.file, config)
    page.read_source(config)
    page.render(config, files)


def page_addresses(site_url: str | None, url: str) -> dict[str, str | None]:
    """Return the two addresses that MkDocs gives a page."""
    if not site_url:
        return {"canonical_url": None, "abs_url": None}
    base, path = _base(site_url)
    if path and _PLAIN_URL.fullmatch(url):
        return {"canonical_url": base + url, "abs_url": path + url}
    canonical = urljoin(base, url)
    return {"canonical_url": canonical, "abs_url": urlsplit(canonical).path}


@cache
def _base(site_url: str) -> tuple[str, str]:
    """Return the address that others are below, and its path where the two can simply be joined."""
    base = site_url if site_url.endswith("/") else f"{site_url}/"
    whole = urljoin(base, "page/")
    return base, urlsplit(base).path if whole == f"{base}page/" else ""


def page_of(file: File) -> Page:
    """Return the page that MkDocs made of a file."""
    assert file.page is not None  # MkDocs made one for every file before it asked for the navigation
    return file.page


def read_if_unread(page: Page) -> None:
    """Have MkDocs read a page that nobody asked for yet."""
    if isinstance(page, UnreadPage):
        _read(page)
