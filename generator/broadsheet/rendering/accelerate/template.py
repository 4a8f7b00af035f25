"""The theme's templates, with holes and without."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_date, normalize_url

from broadsheet.rendering.accelerate.front_matter import FrontMatter
from broadsheet.rendering.accelerate.holes import Closed, Hole, TwoFaced, Unfit
from broadsheet.rendering.accelerate.listed_files import ListedFiles
from broadsheet.rendering.accelerate.shell import Shell, ShellMaker
from broadsheet.rendering.accelerate.site_folders import Job
from broadsheet.rendering.accelerate.unread_page import page_addresses

_MAIN = "main.html"  # the template that MkDocs renders pages with


class ThemeTemplate:
    """The theme's template of pages, with holes and without.

    ``by_path`` are the files that may be made here, by their path in the site; ``pages`` are all.
    """

    def __init__(
        self,
        environment: Environment,
        config: MkDocsConfig,
        nav: Navigation,
        files: ListedFiles,
        by_path: Mapping[str, File],
        pages: Sequence[File],
    ) -> None:
        self._environment = environment
        self._config = config
        self._nav = nav
        self._files = files
        self._by_path = by_path
        self._pages = pages
        page_filters = {environment.filters["url"]: _relative_address}
        self._maker = ShellMaker(environment, page_filters)

    def make_shell(self, folder: str, head: FrontMatter, last: str = "") -> Shell:
        """Make the shell of the pages of ``folder`` with a front matter like ``head``.

        With the ``last`` part of an address it is that of the page there alone.
        """
        has_address = bool(self._config.site_url)

        def make_context(meta: Mapping[str, Any], make_hole: Callable[[str], Hole]) -> Mapping[str, Any]:
            page = _PageOutline(folder, meta, make_hole, has_address, last)
            context = get_context(self._nav, [], self._config, page)  # type: ignore[arg-type]
            return {**context, "pages": Closed()}

        return self._maker.make(_MAIN, head, make_context)

    def render_page(self, job: Job) -> str:
        """Render the page as MkDocs does."""
        file = self._by_path[job.path]
        unread_page = file.page
        try:
            page = Page(None, file, self._config)
            page.active = True
            page.read_source(self._config)
            page.render(self._config, self._files)
            context = get_context(self._nav, self._pages, self._config, page)
            return self._environment.get_template(_MAIN).render(context)
        finally:
            file.page = unread_page

    def page_values(self, job: Job) -> Mapping[str, Any]:
        """Return the values of the holes for a page's address."""
        addresses = page_addresses(self._config.site_url, job.url)
        return {"url": job.url, "last": job.last, **addresses}


def _relative_address(values: Mapping[str, Any], value: object) -> str:
    """Apply MkDocs's filter ``url`` on the page of ``values``."""
    page = SimpleNamespace(url=values["url"])
    return normalize_url(str(value), page=page)  # type: ignore[arg-type]


class _PageOutline(TwoFaced):
    """Stand-in for a page of MkDocs, with the address and all that pages of a kind have in common."""

    is_page = True
    is_top_level = True
    active = True
    is_homepage = False
    is_section = False
    is_link = False
    parent = None
    children = None
    previous_page = None
    next_page = None

    def __init__(
        self,
        folder: str,
        meta: Mapping[str, Any],
        make_hole: Callable[[str], Hole],
        has_address: bool,
        last: str,
    ) -> None:
        self.meta = dict(meta)
        last_part = last or make_hole("last")
        self.url = f"{folder}/{last_part}/".lstrip("/")
        self.seen_by_templates = {} if last else {"url": make_hole("url")}
        self.title = make_hole("title")
        self.content = make_hole("content")
        self.canonical_url = make_hole("canonical_url") if has_address else None
        self.abs_url = make_hole("abs_url") if has_address else None
        self.update_date = get_build_date()
        self.ancestors: list[object] = []

    def __getattr__(self, name: str) -> Any:
        raise Unfit(f"asks for page.{name}")
