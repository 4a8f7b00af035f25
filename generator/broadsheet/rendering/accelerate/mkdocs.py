"""MkDocs as the build runs it: ``mkdocs build --strict``, but the theme is told the policy of the pages.

A theme is told what stands in ``mkdocs.yml`` and in pages, and the policy is in neither. And scripts and
styles have other names in the site than in the theme.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from jinja2 import Environment, pass_context
from mkdocs.__main__ import State, _enable_warnings
from mkdocs.commands import build as engine
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.theme import Theme
from mkdocs.utils.templates import TemplateContext, url_filter

from broadsheet.model.language.catalogues import read_catalogue
from broadsheet.model.language.words import ENGLISH, gettext, ngettext, use_catalogue
from broadsheet.rendering.accelerate.docs_listing import get_files
from broadsheet.rendering.accelerate.plugin import Accelerator
from broadsheet.rendering.accelerate.report import OFFLINE, POLICY, UNLISTED, WAITS
from broadsheet.rendering.published_assets import Assets, publish_assets, write_assets

# MkDocs itself writes colours for a terminal, and breaks lines at its width, whoever reads them.
_PLAIN = logging.Formatter("%(levelname)-8s-  %(message)s")
_PLUGIN = "broadsheet"  # whoever does without it gets MkDocs as it is
_log = logging.getLogger("mkdocs.plugins.broadsheet")


def build_site(site_dir: str, config_file: str) -> None:
    """Build the site of ``config_file`` into ``site_dir``; SystemExit where that fails.

    What MkDocs says goes to standard error, as ever, one message a line and without colours.
    """
    state = State()  # type: ignore[no-untyped-call]
    state.stream.setFormatter(_PLAIN)
    _enable_warnings()  # type: ignore[no-untyped-call]
    try:
        config = load_config(config_file=config_file, site_dir=site_dir, strict=True)
        language = config.theme.get("language") or ENGLISH.language
        catalogue = read_catalogue(Path(config_file).parent, language)
        use_catalogue(catalogue)
        config.theme["content_policy"] = os.environ.get(POLICY, "")
        config.theme["offline"] = bool(os.environ.get(OFFLINE))
        config.theme["unlisted"] = _read_unlisted()
        assets = publish_assets([Path(folder) for folder in config.theme.dirs], catalogue)
        if assets.apart:
            _log.info(f"broadsheet: scripts are not joined, since {assets.apart}")
        _prepare_templates(config.theme, assets)
        plugin = config.plugins.get(_PLUGIN)
        if isinstance(plugin, Accelerator):
            engine.get_files = get_files  # type: ignore[attr-defined]
            plugin.get_ready(config)
        if os.environ.get(WAITS):
            _wait_for_docs()
        config.plugins.on_startup(command="build", dirty=False)
        try:
            engine.build(config)
        finally:
            config.plugins.on_shutdown()
        write_assets(assets, Path(site_dir))
    except MkDocsException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    del state  # until now, since its end is that of the log


def _wait_for_docs() -> None:
    """Wait until all that is rendered is written; end where whoever writes it has ended before."""
    if not sys.stdin.readline():
        raise SystemExit(1)


def _read_unlisted() -> frozenset[str]:
    """Return the addresses of the pages that the sitemap leaves out."""
    path = os.environ.get(UNLISTED)
    if not path:
        return frozenset()
    return frozenset(Path(path).read_text("utf-8").splitlines())


def _prepare_templates(theme: Theme, assets: Assets) -> None:
    """Let a theme's templates speak the site's language, and ``url`` give the names of assets there."""

    @pass_context
    def url(context: TemplateContext, value: str) -> str:
        asset = assets.by_name.get(value)
        return url_filter(context, asset.path if asset else value)

    def get_environment() -> Environment:
        environment = Theme.get_env(theme)
        environment.filters["url"] = url
        environment.install_gettext_callables(gettext, ngettext)  # type: ignore[attr-defined]
        return environment

    theme.get_env = get_environment  # type: ignore[method-assign]
