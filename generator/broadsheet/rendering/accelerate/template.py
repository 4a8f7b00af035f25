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
from mkdocs.utils.templates import url_filter

from broadsheet.rendering.accelerate.front_matter import FrontMatter
from broadsheet.rendering.accelerate.holes import Closed, Hole, TwoFaced, Unfit
from broadsheet.rendering.accelerate.listed_files import ListedFiles
from broadsheet.rendering.accelerate.pages import Job
from broadsheet.rendering.accelerate.shell import Shell, ShellMaker
from broadsheet.rendering.accelerate.unread_page import page_addresses


class ThemeTemplate:
    """The theme's templates, with holes and without."""

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
        self._maker = ShellMaker(environment, {url_filter: _address})

    def shell(self, folder: str, head: FrontMatter) -> Shell:
        """Make the shell of the pages of ``folder`` with a front matter like ``head``."""

        def context(meta: Mapping[str, Any], hole: Callable[[str], Hole]) -> Mapping[str, Any]:
            page = _PageOutline(folder, meta, hole, bool(self._config.site_url))
            made = get_context(self._nav, [], self._config, page)  # type: ignore[arg-type]
            return {**made, "pages": Closed()}

        return self._maker.make("main.html", head, context)

    def proof(self, job: Job) -> str:
        """Render the page as MkDocs does."""
        file = self._by_path[job.path]
        hidden = file.page
        try:
            page = Page(None, file, self._config)
            page.active = True
            page.read_source(self._config)
            page.render(self._config, self._files)
            context = get_context(self._nav, self._pages, self._config, page)
            return self._environment.get_template("main.html").render(context)
        finally:
            file.page = hidden

    def more(self, job: Job) -> Mapping[str, Any]:
        """Return the values of the holes for a page's address."""
        last = job.url.rstrip("/").rpartition("/")[2]
        return {"url": job.url, "last": last, **page_addresses(self._config.site_url, job.url)}


def _address(values: Mapping[str, Any], value: object) -> str:
    """Apply MkDocs's filter ``url`` on the page of ``values``."""
    return normalize_url(str(value), page=SimpleNamespace(url=values["url"]))  # type: ignore[arg-type]


class _PageOutline(TwoFaced):
    """A page of which only the address and what is common are known; stands in for MkDocs's own."""

    is_homepage = is_section = is_link = False
    is_page = is_top_level = active = True
    parent = children = previous_page = next_page = None

    def __init__(
        self, folder: str, meta: Mapping[str, Any], hole: Callable[[str], Hole], placed: bool
    ) -> None:
        self.meta = dict(meta)
        self.url = f"{folder}/{hole('last')}/".lstrip("/")
        self.seen_by_templates = {"url": hole("url")}
        self.title, self.content = hole("title"), hole("content")
        self.canonical_url = hole("canonical_url") if placed else None
        self.abs_url = hole("abs_url") if placed else None
        self.update_date = get_build_date()
        self.ancestors: list[object] = []

    def __getattr__(self, name: str) -> Any:
        raise Unfit(f"asks for page.{name}")
