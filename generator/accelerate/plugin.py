"""The plugin ``broadsheet``, between MkDocs and the accelerator; the only module that imports MkDocs."""

from __future__ import annotations

import importlib.metadata
import json
import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from generator.accelerate.memory import Known, Memory
from generator.accelerate.pages import Job, Made, PageMaker, Places, edition, file_key
from generator.accelerate.report import RECENT, REPORT, STANDING, Report
from generator.accelerate.shell import Closed, Hole, Shell, ShellMaker, TwoFaced, Unfit

log = logging.getLogger("mkdocs.plugins.broadsheet")

# Events in which another plugin could change a page, or wants to see it.
_PAGE_EVENTS = (
    *("env", "pre_page", "page_read_source", "page_markdown", "page_content", "page_context"),
    *("post_page", "pre_template", "template_context", "post_template"),
)
# What may refer to Material's bundle, and is therefore looked into.
_REFERRING = (".html", ".css", ".js", ".mjs")
_MADE_WITH = ("markdown", "mkdocs", "mkdocs-material")


class Accelerator(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Makes the pages that MkDocs would make, in less time; without it the site is the same."""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Being asked keeps the plugin for all builds of ``mkdocs serve``."""
        self._serving = command == "serve"
        self._dirty = dirty

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Take the place of MkDocs's list of files, to be able to hide some from it."""
        self._build: _Build | None = None
        self._reason = self._dirty * "only what changed is asked for" or _obstacle(self, config)
        if self._reason:
            log.info(f"broadsheet: not accelerated, since {self._reason}")
            return files
        return _Listed(files)

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Choose the pages that can be made here, and hide them from MkDocs."""
        if isinstance(files, _Listed):
            self._build = _Build(config, files, nav, self._serving)
            self._build.choose()
        return nav

    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """Make them, now that MkDocs has read what the navigation needs."""
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
    """MkDocs's files, of which pages can be hidden: links to them are still good."""

    def __init__(self, files: Files) -> None:
        super().__init__(files)
        self.hidden: frozenset[str] = frozenset()
        self.copied: Callable[[File], bool] = lambda file: False

    def documentation_pages(
        self, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> Sequence[File]:
        """The pages that MkDocs has to make."""
        return [file for file in self.all_pages(inclusion) if file.src_uri not in self.hidden]

    def all_pages(
        self, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> Sequence[File]:
        """All pages."""
        return super().documentation_pages(inclusion=inclusion)

    def copy_static_files(
        self,
        dirty: bool = False,
        *,
        inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included,
    ) -> None:
        """Copy what does not stand already."""
        for file in self:
            if not file.is_documentation_page() and inclusion(file.inclusion) and not self.copied(file):
                file.copy_file(dirty)


class _Unread(Page):
    """A page that nobody has read yet; it is read when somebody asks for more than its address."""

    def __getattr__(self, name: str) -> Any:
        if name not in ("markdown", "meta", "content", "toc", "_title_from_render"):
            raise AttributeError(name)
        _read(self)
        return self.__dict__[name]

    @property
    def present_anchor_ids(self) -> set[str] | None:  # type: ignore[override]
        """The places in the page that a link can lead to."""
        _read(self)
        return self.present_anchor_ids


def _unread(page: Page, config: MkDocsConfig, files: Files) -> None:
    for name in ("markdown", "meta", "content", "toc", "_title_from_render"):
        del page.__dict__[name]
    page.__class__ = _Unread
    page.__dict__["_with"] = config, files


def _read(page: Page) -> None:
    """What MkDocs does to a page before it is rendered."""
    config, files = page.__dict__.pop("_with")
    page.__class__ = Page
    page.markdown = page.content = page._title_from_render = None
    page.read_source(config)
    page.render(config, files)


class _Build:
    """One build of the site."""

    def __init__(self, config: MkDocsConfig, files: _Listed, nav: Navigation, serving: bool) -> None:
        self._config, self._files, self._nav, self._serving = config, files, nav, serving
        self.pages = files.all_pages(InclusionLevel.is_in_serve if serving else InclusionLevel.is_included)
        root = Path(config.config_file_path).parent if config.config_file_path else Path()
        self._memory = Memory((root / ".cache" / "rendered.sqlite").absolute())
        standing = os.environ.get(STANDING)
        self._standing = Path(standing) if standing and not serving else None
        known = self._memory.pages(self._standing) if self._standing else {}
        self._places = Places(Path(config.site_dir), self._standing, known)
        self._edition = edition(_facts(config))
        self._made: list[Made] = []
        self._copies: dict[str, tuple[Known, bool]] = {}
        self._links: dict[str, bool] = {}  # whether they are new in the site
        self._said: list[str] = []
        files.copied = self._copied

    def choose(self) -> None:
        """Hide from MkDocs the pages that are not in the navigation and share their place with nothing."""
        in_nav = {page.file.src_uri for page in self._nav.pages}
        statics = {file.dest_uri for file in self._files if not file.is_documentation_page()}
        chosen = [
            file
            for file in self.pages
            if file.src_uri not in in_nav
            and file.dest_uri not in statics
            and file.inclusion.is_included()  # type: ignore[no-untyped-call]
            and file.generated_by is None
            and type(file.page) is Page
            and file.page.url
        ]
        shown = recent(chosen, os.environ.get(RECENT, "")) if self._serving else chosen
        self._jobs = [Job(str(file.abs_src_path), _page(file).url, file.dest_uri) for file in shown]
        self._older = frozenset(file.src_uri for file in chosen).difference(file.src_uri for file in shown)
        self._by_path = {file.dest_uri: file for file in chosen}
        for file in chosen:
            _unread(_page(file), self._config, self._files)
        self._files.hidden = frozenset(file.src_uri for file in chosen)

    def make(self, environment: Environment) -> None:
        """Make the chosen pages; those that cannot be made here are given back to MkDocs."""
        template = _Template(environment, self._config, self._nav, self._files, self._by_path, self.pages)
        maker = PageMaker(
            self._places, self._memory, self._converter, self._edition,
            template.shell, template.proof, template.more,
        )  # fmt: skip
        made = list(maker.make_all(self._jobs, 1 if self._serving else None))
        unfit = {one.group: (one.url, one.trouble) for one in made if one.trouble}
        for reason, (url, *more) in _by_reason(unfit.values()).items():
            others = f" and {len(more)} other kinds" if more else ""
            self._say(f"pages like {url}{others} are made one by one, since {reason}")
        self._made = [one for one in made if one.group is not None and one.group not in unfit]
        done = {self._by_path[one.path].src_uri for one in self._made}
        for uri in self._files.hidden - done - self._older:
            _read_if_unread(_page(self._files.src_uris[uri]))
        self._files.hidden = self._older.union(done)

    def _converter(self) -> Converter:
        return Converter(self._config.markdown_extensions, self._config.mdx_configs or {})

    def _say(self, what: str) -> None:
        self._said.append(what)
        log.info(f"broadsheet: {what}")

    def _copied(self, file: File) -> bool:
        """True if a file from the docs stands already, or was copied here and now."""
        rendered = {*self._config.extra_templates, *self._config.theme.static_templates}
        if file.src_dir != self._config.docs_dir or file.abs_src_path is None or file.src_uri in rendered:
            return False
        if self._standing is None:
            return False
        if not file.dest_uri.endswith(_REFERRING):
            fresh = self._places.link(file.dest_uri, file.abs_src_path)
            if fresh is not None:
                self._links[file.dest_uri] = fresh
                return True
        data = Path(file.abs_src_path).read_bytes()
        key = file_key(data)
        known = self._places.unchanged(file.dest_uri, key)
        put = (known, False) if known else self._places.put(file.dest_uri, key, data)
        self._copies[file.dest_uri] = put
        return True

    def finish(self) -> None:
        """Remember this build, and report to the one that started it."""
        pages = {one.path: one.file for one in self._made if one.file}
        files = {**pages, **{path: known for path, (known, _) in self._copies.items()}}
        fresh = {one.body: one.html for one in self._made if one.html}
        used = None if self._serving else {one.body for one in self._made}
        self._memory.keep(self._standing, files, fresh, used)
        if report := os.environ.get(REPORT):
            new = [one.path for one in self._made if one.fresh]
            new += [path for path, (_, fresh_copy) in self._copies.items() if fresh_copy]
            new += [path for path, fresh_link in self._links.items() if fresh_link]
            Report(
                kept=tuple(sorted({*files, *self._links}.difference(new))),
                made=tuple(new),
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

    def shell(self, job: Job, head: Head) -> Shell:
        """The shell of pages like ``job``."""

        def context(meta: Mapping[str, Any], hole: Callable[[str], Hole]) -> Mapping[str, Any]:
            page = _Outline(job, meta, hole, bool(self._config.site_url))
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
        place = {"url": job.url, "last": job.url.rstrip("/").rpartition("/")[2]}
        base = self._config.site_url
        if not base:
            return place
        canonical = urljoin(base if base.endswith("/") else f"{base}/", job.url)
        return {**place, "canonical_url": canonical, "abs_url": urlsplit(canonical).path}


def _address(values: Mapping[str, Any], value: object) -> str:
    """MkDocs's filter ``url``, on the page of ``values``."""
    return normalize_url(str(value), page=SimpleNamespace(url=values["url"]))  # type: ignore[arg-type]


class _Outline(TwoFaced):
    """A page of which only the address and what is common are known; stands in for MkDocs's own."""

    is_homepage = is_section = is_link = False
    is_page = is_top_level = active = True
    parent = children = previous_page = next_page = None

    def __init__(self, job: Job, meta: Mapping[str, Any], hole: Callable[[str], Hole], placed: bool) -> None:
        self.meta = dict(meta)
        self.url = f"{job.folder}/{hole('last')}/".lstrip("/")
        self.seen_by_templates = {"url": hole("url")}
        self.title, self.content = hole("title"), hole("content")
        self.canonical_url = hole("canonical_url") if placed else None
        self.abs_url = hole("abs_url") if placed else None
        self.update_date = get_build_date()
        self.ancestors: list[object] = []

    def __getattr__(self, name: str) -> Any:
        raise Unfit(f"asks for page.{name}")
