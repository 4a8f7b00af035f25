"""One accelerated build of the site."""

from __future__ import annotations

import importlib.metadata
import json
import logging
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import mkdocs
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_date

from broadsheet.cache.code_version import code_version
from broadsheet.cache.file_state import safe_mtime
from broadsheet.model.language.words import catalogue_version
from broadsheet.rendering.accelerate.bodies import Converter
from broadsheet.rendering.accelerate.front_matter import parse_front_matter
from broadsheet.rendering.accelerate.listed_files import ListedFiles
from broadsheet.rendering.accelerate.pages import Made, PageMaker, engine_version
from broadsheet.rendering.accelerate.rendered_pages import RenderedPage
from broadsheet.rendering.accelerate.report import RECENT, REFERRING, REPORT, Report
from broadsheet.rendering.accelerate.site_folders import Job, SiteFolders
from broadsheet.rendering.accelerate.standing_site import StandingSite
from broadsheet.rendering.accelerate.template import ThemeTemplate
from broadsheet.rendering.accelerate.unread_page import UnreadPage, page_of, read_if_unread

log = logging.getLogger("mkdocs.plugins.broadsheet")
_ENGINE_PACKAGES = ("markdown", "mkdocs-material")


class SiteBuild:
    """One build of the site.

    ``pages`` are all pages of it. Those that are not made here are left to MkDocs.
    """

    def __init__(
        self,
        config: MkDocsConfig,
        files: ListedFiles,
        nav: Navigation,
        serving: bool,
        standing_site: StandingSite,
    ) -> None:
        self._config = config
        self._files = files
        self._nav = nav
        self._serving = serving
        self._recent_days = os.environ.get(RECENT, "")
        self._docs = config.docs_dir
        included = InclusionLevel.is_in_serve if serving else InclusionLevel.is_included
        self.pages = files.all_pages(included)
        self._standing = standing_site
        self._rendered = standing_site.rendered
        self._folders = SiteFolders(
            site=config.site_dir,
            standing=str(standing_site.folder) if standing_site.folder else None,
            cached=standing_site.pages,
            safe_mtime=safe_mtime(standing_site.cache),
            states=standing_site.states,
        )
        self._engine = engine_version(_engine_facts(config))
        self._made: list[Made] = []
        self._template_paths: set[str] = set()
        self._messages: list[str] = []

    def choose(self) -> None:
        """Hide from MkDocs the pages that are not in the navigation and share their path with nothing."""
        self._files.unseen = False
        chosen = self._makeable_pages()
        self._by_path: dict[str, File] = {}
        older = {file.src_uri for file in chosen}
        self._files.hidden = frozenset(older)
        build_date = get_build_date()  # asked for once, since it is worked out anew each time
        for file in chosen:
            self._by_path[file.dest_uri] = file
            UnreadPage(file, self._config, self._files, build_date)
        self._jobs: list[Job] = []
        for file in self._shown(chosen):
            source = f"{self._docs}/{file.src_uri}"
            job = Job(source, file.url, file.dest_uri)
            self._jobs.append(job)
            older.discard(file.src_uri)
        self._older = frozenset(older)  # so old that nobody asked to see them
        for file in self._files.documentation_pages():
            if file.page is None:  # as MkDocs does where it sees them
                Page(None, file, self._config)

    def _shown(self, chosen: Sequence[File]) -> Sequence[File]:
        """Return the pages that the person who builds wants to see."""
        return recent(chosen, self._recent_days)

    def _makeable_pages(self) -> list[File]:
        """Return the pages that nothing but the template and their Markdown file decides about."""
        in_nav = {page.file.src_uri for page in self._nav.pages}
        static_paths: set[str] = set()
        for file in self._files:
            if not file.is_documentation_page():
                static_paths.add(file.dest_uri)
        makeable: list[File] = []
        for file in self.pages:
            if file.src_uri in in_nav or file.dest_uri in static_paths:
                continue
            if not file.inclusion.is_included():  # type: ignore[no-untyped-call]
                continue
            if not self._is_as_found(file):
                continue
            replaced_by_plugin = file.page is not None and type(file.page) is not Page
            is_home = file.url in (".", "./")
            if not replaced_by_plugin and not is_home:
                makeable.append(file)
        return makeable

    def _is_as_found(self, file: File) -> bool:
        """Return True for a file of the docs that no plugin gave another content."""
        if file.src_dir != self._docs:
            return False
        if self._files.alone:  # no plugin could, and the comparison of all paths takes long
            return True
        return file.abs_src_path == os.path.normpath(f"{self._docs}/{file.src_uri}")

    def make(self, environment: Environment) -> None:
        """Make the chosen pages; those that cannot be made here are given back to MkDocs."""
        template = ThemeTemplate(environment, self._config, self._nav, self._files, self._by_path, self.pages)
        maker = PageMaker(self._folders, self._rendered, self._make_converter, self._engine, template)
        processors = 1 if self._serving else None
        results = list(maker.make_all(self._jobs, processors))
        unfit_kinds = self._report_troubles(results)
        done: set[str] = set()
        for made in results:
            if made.kind and made.kind not in unfit_kinds:
                self._made.append(made)
                done.add(self._by_path[made.path].src_uri)
        for uri in self._files.hidden - done - self._older:
            file = self._files.src_uris[uri]
            read_if_unread(page_of(file))
        self._files.hidden = self._older.union(done)
        if self._standing.folder:
            self._template_paths = {*self._config.extra_templates, *self._config.theme.static_templates}
            self._files.is_left = self._is_for_build

    def _make_converter(self) -> Converter:
        extensions = self._config.markdown_extensions
        settings = self._config.mdx_configs or {}
        return Converter(extensions, settings)

    def _report_troubles(self, pages: Sequence[Made]) -> set[str]:
        """Tell why kinds of pages are left to MkDocs, each reason once; return those kinds."""
        troubles: dict[str, tuple[str, str]] = {}
        for page in pages:
            if page.trouble:
                troubles[page.kind] = page.url, page.trouble
        urls_by_reason: dict[str, list[str]] = {}
        for url, reason in sorted(troubles.values()):
            urls_by_reason.setdefault(reason, []).append(url)
        for reason, urls in urls_by_reason.items():
            examples = f"pages like {urls[0]}"
            if len(urls) > 1:
                examples += f" and {len(urls) - 1} other kinds"
            message = f"{examples} are made one by one, since {reason}"
            self._messages.append(message)
            log.info(f"broadsheet: {message}")
        return set(troubles)

    def _is_for_build(self, file: File) -> bool:
        """Return True for a file that is the same in the docs and in the site, and cannot load a bundle."""
        path = file.dest_uri
        if path != file.src_uri or path.endswith(REFERRING) or path in self._template_paths:
            return False
        return self._is_as_found(file)

    def finish(self) -> None:
        """Remember this build, and report to the one that started it."""
        pages: dict[str, RenderedPage] = {}
        shells: dict[str, str] = {}
        new_bodies: dict[str, str] = {}
        for made in self._made:
            page = made.file
            if page is None:
                continue
            pages[made.path] = page
            shells[page.shell] = made.kind
            if made.html is not None:
                new_bodies[page.body] = made.html
        used_bodies = None  # unknown where only some of the pages are made
        if not self._serving and not self._recent_days:
            used_bodies = {page.body for page in pages.values()}
        self._rendered.save(pages, shells, new_bodies, used_bodies)
        report_path = os.environ.get(REPORT)
        if report_path:
            report = self._report(pages.values())
            report.write(Path(report_path))

    def _report(self, pages: Iterable[RenderedPage]) -> Report:
        kept: list[str] = []
        written: list[str] = []
        for made in self._made:
            if made.fresh:
                written.append(made.path)
            else:
                kept.append(made.path)
        return Report(
            kept=tuple(kept),
            made=tuple(written),
            left=tuple(self._files.left),
            docs=self._docs,
            loads=any(page.loads for page in pages),
            messages=tuple(self._messages),
        )


def recent(files: Sequence[File], days: str) -> Sequence[File]:
    """Return the pages published on one of the last so many days that have any, or on no day at all.

    ``days`` is a number in digits; with an empty text all pages are returned.
    """
    if not days:
        return files
    published = {file.src_uri: _published_day(file) for file in files}
    all_days = sorted(set(published.values()) - {""})
    limit = int(days)
    recent_days = {"", *all_days[-limit:]}
    return [file for file in files if published[file.src_uri] in recent_days]


def _published_day(file: File) -> str:
    """Return the day in the front matter of a page; an empty text where there is none."""
    page = parse_front_matter(file.content_string)
    if page is None:
        return ""
    return str(page.head.get("published", ""))


def _engine_facts(config: MkDocsConfig) -> list[str]:
    """Return everything beside the pages and templates that decides what a page becomes."""
    facts = [code_version(), catalogue_version()]
    facts.append(f"{mkdocs.__name__} {mkdocs.__version__}")  # or ProperDocs, which stands for it
    for package in _ENGINE_PACKAGES:
        version = importlib.metadata.version(package)
        facts.append(f"{package} {version}")
    extensions = list(config.markdown_extensions)
    facts.append(json.dumps([extensions, config.mdx_configs, config.site_url]))
    return facts
