"""The plugin ``broadsheet``, between MkDocs and the accelerator; the only module that imports MkDocs."""

from __future__ import annotations

import gc
import importlib.metadata
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_date, normalize_url
from mkdocs.utils.templates import TemplateContext, url_filter

from generator import fingerprint
from generator.accelerate.bodies import PURE, Converter, Head, parse_head
from generator.accelerate.memory import Memory
from generator.accelerate.pages import Job, Made, PageMaker, Places, edition
from generator.accelerate.report import RECENT, REPORT, STANDING, Report
from generator.accelerate.shell import Closed, Hole, Shell, ShellMaker, TwoFaced, Unfit
from generator.standing import clock

log = logging.getLogger("mkdocs.plugins.broadsheet")

# Events in which another plugin could change a page, or wants to see it.
_PAGE_EVENTS = (
    *("env", "pre_page", "page_read_source", "page_markdown", "page_content", "page_context"),
    *("post_page", "pre_template", "template_context", "post_template"),
)
# What may refer to Material's bundle, and is therefore looked into.
_REFERRING = (".html", ".css", ".js", ".mjs")
# An address that means the same below any other: no dots to begin a part, no empty parts, no signs.
_PLAIN_URL = re.compile(r"(?:[\w-][\w.-]*/)*", re.ASCII)
_MADE_WITH = ("markdown", "mkdocs", "mkdocs-material")


class Accelerator(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Makes the pages that MkDocs would make, in less time; without it the site is the same."""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Being asked keeps the plugin for all builds of ``mkdocs serve``."""
        self._serving = command == "serve"
        self._dirty = dirty
        if command == "build":
            gc.disable()  # until all files are known: none can be let go, and looking for that takes a fifth

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Take the place of MkDocs's list of files, to be able to hide some from it."""
        self._build: _Build | None = None
        self._reason = self._dirty * "only what changed is asked for" or _obstacle(self, config)
        if self._reason:
            log.info(f"broadsheet: not accelerated, since {self._reason}")
            return files
        return _Listed(files, alone=_alone(self, config), unseen=_alone(self, config) and _nav_is_all(config))

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Choose the pages that can be made here, and hide them from MkDocs."""
        if isinstance(files, _Listed):
            self._build = _Build(config, files, nav, self._serving)
            self._build.choose()
        return nav

    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """Make them, now that MkDocs has read what the navigation needs."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        if self._build:
            self._build.make(env)
        return env

    def on_template_context(
        self, context: TemplateContext, /, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """The sitemap and others list all pages."""
        if self._build:
            context["pages"] = self._build.pages
        return context

    def on_page_context(
        self, context: TemplateContext, /, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """So may a page that MkDocs makes itself."""
        if self._build:
            context["pages"] = self._build.pages
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Remember what was made."""
        if self._build:
            self._build.finish()
        elif self._reason and (report := os.environ.get(REPORT)):
            Report(said=(f"all pages are made one by one, since {self._reason}",)).write(Path(report))


def _alone(plugin: Accelerator, config: MkDocsConfig) -> bool:
    """Whether no other plugin or hook is given the list of files, to change it or look into it."""
    told = (*config.plugins.events["files"], *config.plugins.events["nav"])
    return all(getattr(method, "__self__", None) is plugin for method in told)


def _nav_is_all(config: MkDocsConfig) -> bool:
    """Whether MkDocs makes nothing of pages that are not in the navigation, and says nothing of them."""
    return config.nav is not None and config.validation.nav.omitted_files < logging.INFO


def _obstacle(plugin: Accelerator, config: MkDocsConfig) -> str:
    """Why MkDocs must make all pages itself, if it must."""
    for name in _PAGE_EVENTS:
        for method in config.plugins.events[name]:
            if getattr(method, "__self__", None) is not plugin:
                origin = config.plugins._event_origins.get(method, "another plugin or hook")
                return f"{origin} wants to see every page (on_{name})"
    for extension in config.markdown_extensions:
        if extension.removeprefix("markdown.extensions.") not in PURE:
            return f"what the Markdown extension {extension} does may depend on more than a page"
    if not config.use_directory_urls:
        return "use_directory_urls is false"
    try:
        json.dumps(config.mdx_configs)
    except TypeError:
        return "a Markdown extension is configured with more than text and numbers"
    return ""


class _Listed(Files):
    """MkDocs's files, of which pages can be hidden: links to them are still good.

    ``alone``: all are as MkDocs found them. While they are ``unseen``, it finds the pages of the
    navigation by their names, and no other.
    """

    def __init__(self, files: Files, alone: bool, unseen: bool) -> None:
        super().__init__(files)
        self.alone, self.unseen = alone, unseen
        self.hidden: frozenset[str] = frozenset()
        self.copied: Callable[[File], bool] = lambda file: False
        self._pages: dict[object, Sequence[File]] = {}  # found once, for MkDocs asks often

    def append(self, file: File) -> None:
        """Add a file."""
        self._pages.clear()
        super().append(file)

    def remove(self, file: File) -> None:
        """Take a file away."""
        self._pages.clear()
        super().remove(file)

    def documentation_pages(
        self, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> Sequence[File]:
        """The pages that MkDocs has to make."""
        if self.unseen:
            return []
        return [file for file in self.all_pages(inclusion) if file.src_uri not in self.hidden]

    def all_pages(
        self, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> Sequence[File]:
        """All pages."""
        if inclusion not in self._pages:
            self._pages[inclusion] = super().documentation_pages(inclusion=inclusion)
        return self._pages[inclusion]

    def copy_static_files(
        self,
        dirty: bool = False,
        *,
        inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included,
    ) -> None:
        """Copy what nobody else brings into the site."""
        for file in self:
            if not file.is_documentation_page() and inclusion(file.inclusion) and not self.copied(file):
                file.copy_file(dirty)


class _Unread(Page):
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
            self.__dict__.update(_addresses(self._with[0].site_url, self.url))
        else:
            _read(self)
        return getattr(self, name)

    @property
    def present_anchor_ids(self) -> set[str] | None:  # type: ignore[override]
        """The places in the page that a link can lead to."""
        _read(self)
        return self.present_anchor_ids


def _read(page: Page) -> None:
    """What MkDocs does to a page before it is rendered."""
    config, files = page.__dict__.pop("_with")
    page.__class__ = Page
    Page.__init__(page, None, page.file, config)
    page.read_source(config)
    page.render(config, files)


def _addresses(site_url: str | None, url: str) -> dict[str, str | None]:
    """The two addresses that MkDocs gives a page."""
    if not site_url:
        return {"canonical_url": None, "abs_url": None}
    base, path = _base(site_url)
    if path and _PLAIN_URL.fullmatch(url):
        return {"canonical_url": base + url, "abs_url": path + url}
    canonical = urljoin(base, url)
    return {"canonical_url": canonical, "abs_url": urlsplit(canonical).path}


@cache
def _base(site_url: str) -> tuple[str, str]:
    """The address that others are below, and its path if they are to be had by writing both together."""
    base = site_url if site_url.endswith("/") else f"{site_url}/"
    whole = urljoin(base, "page/")
    return base, urlsplit(base).path if whole == f"{base}page/" else ""


class _Build:
    """One build of the site."""

    def __init__(self, config: MkDocsConfig, files: _Listed, nav: Navigation, serving: bool) -> None:
        self._config, self._files, self._nav, self._serving = config, files, nav, serving
        self._docs = config.docs_dir
        self.pages = files.all_pages(InclusionLevel.is_in_serve if serving else InclusionLevel.is_included)
        root = Path(config.config_file_path).parent if config.config_file_path else Path()
        cache = (root / ".cache").absolute()
        self._memory = Memory(cache / "rendered.sqlite")
        standing = os.environ.get(STANDING)
        self._standing = Path(standing) if standing and not serving else None
        known = self._memory.pages(self._standing) if self._standing else {}
        site = str(self._standing) if self._standing else None
        self._places = Places(config.site_dir, site, known, clock(cache))
        self._edition = edition(_facts(config))
        self._made: list[Made] = []
        self._left: list[str] = []
        self._said: list[str] = []

    def choose(self) -> None:
        """Hide from MkDocs the pages that are not in the navigation and share their place with nothing."""
        in_nav = {page.file.src_uri for page in self._nav.pages}
        statics = {file.dest_uri for file in self._files if not file.is_documentation_page()}
        self._files.unseen = False
        chosen = [
            file
            for file in self.pages
            if file.src_uri not in in_nav
            and file.dest_uri not in statics
            and file.inclusion.is_included()  # type: ignore[no-untyped-call]
            and self._as_found(file)
            and (file.page is None or type(file.page) is Page)
            and file.url not in (".", "./")
        ]
        shown = recent(chosen, os.environ.get(RECENT, "")) if self._serving else chosen
        self._jobs = [Job(f"{self._docs}/{file.src_uri}", file.url, file.dest_uri) for file in shown]
        self._older = frozenset(file.src_uri for file in chosen).difference(file.src_uri for file in shown)
        self._by_path = {file.dest_uri: file for file in chosen}
        for file in chosen:
            _Unread(file, self._config, self._files)
        self._files.hidden = frozenset(file.src_uri for file in chosen)
        for file in self._files.documentation_pages():
            if file.page is None:  # as MkDocs does where it sees them
                Page(None, file, self._config)

    def _as_found(self, file: File) -> bool:
        """Whether it is a file of the docs, and no plugin gave it another content."""
        if file.src_dir != self._docs:
            return False
        return self._files.alone or file.abs_src_path == os.path.normpath(f"{self._docs}/{file.src_uri}")

    def make(self, environment: Environment) -> None:
        """Make the chosen pages; those that cannot be made here are given back to MkDocs."""
        template = _Template(environment, self._config, self._nav, self._files, self._by_path, self.pages)
        maker = PageMaker(
            self._places, self._memory, self._converter, self._edition,
            template.shell, template.proof, template.more,
        )  # fmt: skip
        made = list(maker.make_all(self._jobs, 1 if self._serving else None))
        unfit = {one.kind: (one.url, one.trouble) for one in made if one.trouble}
        for reason, (url, *more) in _by_reason(unfit.values()).items():
            others = f" and {len(more)} other kinds" if more else ""
            self._say(f"pages like {url}{others} are made one by one, since {reason}")
        self._made = [one for one in made if one.kind and one.kind not in unfit]
        done = {self._by_path[one.path].src_uri for one in self._made}
        for uri in self._files.hidden - done - self._older:
            _read_if_unread(_page(self._files.src_uris[uri]))
        self._files.hidden = self._older.union(done)
        self._files.copied = self._leaves()

    def _converter(self) -> Converter:
        return Converter(self._config.markdown_extensions, self._config.mdx_configs or {})

    def _say(self, what: str) -> None:
        self._said.append(what)
        log.info(f"broadsheet: {what}")

    def _leaves(self) -> Callable[[File], bool]:
        """Says of a file whether it is left to the build that started MkDocs, and notes it."""
        rendered = {*self._config.extra_templates, *self._config.theme.static_templates}

        def left(file: File) -> bool:
            place = file.dest_uri
            plain = place == file.src_uri and not place.endswith(_REFERRING) and place not in rendered
            if not plain or not self._as_found(file):
                return False
            self._left.append(place)
            return True

        return left if self._standing else lambda file: False

    def finish(self) -> None:
        """Remember this build, and report to the one that started it."""
        pages = {one.path: one.file for one in self._made if one.file}
        shells = {one.file.shell: one.kind for one in self._made if one.file}
        fresh = {one.file.body: one.html for one in self._made if one.file and one.html}
        used = None if self._serving else {known.body for known in pages.values()}
        self._memory.keep(self._standing, pages, shells, fresh, used)
        if report := os.environ.get(REPORT):
            Report(
                kept=tuple(one.path for one in self._made if not one.fresh),
                made=tuple(one.path for one in self._made if one.fresh),
                left=tuple(self._left),
                docs=self._docs,
                loads=any(known.loads for known in pages.values()),
                said=tuple(self._said),
            ).write(Path(report))


def _by_reason(troubles: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Addresses by what is the matter with their pages."""
    found: dict[str, list[str]] = {}
    for url, reason in sorted(troubles):
        found.setdefault(reason, []).append(url)
    return found


def recent(files: Sequence[File], days: str) -> Sequence[File]:
    """The pages that are published on one of the last so many days with any, or on no day at all."""
    if not days:
        return files
    published = {file.src_uri: _published(file) for file in files}
    first = sorted({day for day in published.values() if day})[-int(days) :][:1]
    return [file for file in files if not published[file.src_uri] or published[file.src_uri] >= first[0]]


def _published(file: File) -> str:
    head, _ = parse_head(file.content_string) or ({}, "")
    return str(head.get("published", ""))


def _page(file: File) -> Page:
    assert file.page is not None  # MkDocs made one for every file before it asked for the navigation
    return file.page


def _read_if_unread(page: Page) -> None:
    if isinstance(page, _Unread):
        _read(page)


def _facts(config: MkDocsConfig) -> list[str]:
    """Everything beside the pages and templates that decides what a page becomes."""
    return [
        fingerprint.edition(),
        *(f"{name} {importlib.metadata.version(name)}" for name in _MADE_WITH),
        json.dumps([list(config.markdown_extensions), config.mdx_configs, config.site_url]),
    ]


class _Template:
    """The theme's templates, with holes and without."""

    def __init__(
        self,
        environment: Environment,
        config: MkDocsConfig,
        nav: Navigation,
        files: _Listed,
        by_path: Mapping[str, File],
        pages: Sequence[File],
    ) -> None:
        self._environment, self._config, self._nav, self._files = environment, config, nav, files
        self._by_path, self._pages = by_path, pages
        self._maker = ShellMaker(environment, {url_filter: _address})

    def shell(self, folder: str, head: Head) -> Shell:
        """The shell of the pages of ``folder`` with a front matter like ``head``."""

        def context(meta: Mapping[str, Any], hole: Callable[[str], Hole]) -> Mapping[str, Any]:
            page = _Outline(folder, meta, hole, bool(self._config.site_url))
            made = get_context(self._nav, [], self._config, page)  # type: ignore[arg-type]
            return {**made, "pages": Closed()}

        return self._maker.make("main.html", head, context)

    def proof(self, job: Job) -> str:
        """The page as MkDocs makes it."""
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
        """What is said of a page's address."""
        last = job.url.rstrip("/").rpartition("/")[2]
        return {"url": job.url, "last": last, **_addresses(self._config.site_url, job.url)}


def _address(values: Mapping[str, Any], value: object) -> str:
    """MkDocs's filter ``url``, on the page of ``values``."""
    return normalize_url(str(value), page=SimpleNamespace(url=values["url"]))  # type: ignore[arg-type]


class _Outline(TwoFaced):
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
