"""The plugin ``broadsheet``, between MkDocs and the accelerator; the only module that imports MkDocs."""

from __future__ import annotations

import gc
import json
import logging
import os
from pathlib import Path

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from broadsheet.rendering.accelerate.bodies import PURE
from broadsheet.rendering.accelerate.build import SiteBuild, log
from broadsheet.rendering.accelerate.listed_files import ListedFiles
from broadsheet.rendering.accelerate.report import REPORT, Report
from broadsheet.rendering.accelerate.standing_site import StandingSite

# Events in which another plugin could change a page, or wants to see it.
_PAGE_EVENTS = (
    *("env", "pre_page", "page_read_source", "page_markdown", "page_content", "page_context"),
    *("post_page", "pre_template", "template_context", "post_template"),
)


class Accelerator(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Makes the pages that MkDocs would make, in less time; without it the site is the same."""

    _standing_site: StandingSite | None = None  # where MkDocs was started before it could begin

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Keep the plugin, by being asked, for all builds of ``mkdocs serve``."""
        self._serving = command == "serve"
        self._dirty = dirty
        if command == "build":
            gc.disable()  # until all files are known: none can be let go, and looking for that takes a fifth

    def get_ready(self, config: MkDocsConfig) -> None:
        """Read what is kept of the site that stands, which takes a while, before anything has to be made."""
        self._standing_site = StandingSite.read(config)

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Take the place of MkDocs's list of files, to be able to hide some from it."""
        self._build: SiteBuild | None = None
        if self._dirty:
            self._reason = "only what changed is asked for"
        else:
            self._reason = _obstacle(self, config)
        if self._reason:
            log.info(f"broadsheet: not accelerated, since {self._reason}")
            return files
        alone = _is_alone(self, config)
        unseen = alone and _nav_is_all(config)
        return ListedFiles(files, alone, unseen)

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Choose the pages that can be made here, and hide them from MkDocs."""
        if isinstance(files, ListedFiles):
            standing_site = self._standing_site or StandingSite.read(config, self._serving)
            self._build = SiteBuild(config, files, nav, self._serving, standing_site)
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
        """Show all pages to the sitemap and others that list them."""
        if self._build:
            context["pages"] = self._build.pages
        return context

    def on_page_context(
        self, context: TemplateContext, /, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Show all pages to a page that MkDocs makes itself."""
        if self._build:
            context["pages"] = self._build.pages
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Remember what was made."""
        if self._build:
            self._build.finish()
            return
        report_path = os.environ.get(REPORT)
        if self._reason and report_path:
            message = f"all pages are made one by one, since {self._reason}"
            report = Report(messages=(message,))
            report.write(Path(report_path))


def _is_alone(plugin: Accelerator, config: MkDocsConfig) -> bool:
    """Return True if no other plugin or hook is given the list of files, to change it or look into it."""
    events = config.plugins.events
    methods = [*events["files"], *events["nav"]]
    return all(getattr(method, "__self__", None) is plugin for method in methods)


def _nav_is_all(config: MkDocsConfig) -> bool:
    """Return True if MkDocs neither makes nor mentions pages that are not in the navigation."""
    return config.nav is not None and config.validation.nav.omitted_files < logging.INFO


def _obstacle(plugin: Accelerator, config: MkDocsConfig) -> str:
    """Return why MkDocs must make all pages itself; nothing if it need not."""
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
