"""Runs of MkDocs, the replaceable last step, so that a failed build never costs a good site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from broadsheet.model.site import Site
from broadsheet.rendering.accelerate.report import (
    OFFLINE,
    POLICY,
    RECENT,
    REPORT,
    STANDING,
    UNLISTED,
    WAITS,
    Report,
)
from broadsheet.rendering.content_policy import make_content_policy
from broadsheet.rendering.mkdocs_failure import describe_mkdocs_failure
from broadsheet.rendering.site_update import Rendered, SiteUpdate

_MKDOCS = "broadsheet.rendering.accelerate.runner"
_FIRST_DAY = date(1991, 8, 14)  # arXiv's; the date of a site that holds nothing yet


@contextmanager
def started(
    root: Path,
    site_dir: Path,
    site: Site,
    built_from: date | None,
    recent: int | None = None,
    unlisted: Iterable[str] = (),
) -> Iterator[Callable[[], Rendered]]:
    """Start MkDocs, so that it has all ready once ``build/docs`` is written; yield what has it render that.

    The function has MkDocs render, strictly, and brings ``site_dir`` up to date with the result. It raises
    BuildError with MkDocs's own words when it refuses; the site is then as it was, since MkDocs works in a
    folder beside it. With the plugin that folder holds only files that the site does not hold already.

    ``built_from`` dates the build (sitemap, archives) in place of the clock, so that the same
    content gives the same bytes. Only pages of so many ``recent`` days are made, where that is
    given; the sitemap leaves out the addresses of ``unlisted`` pages.
    """
    site_dir = site_dir.absolute()  # MkDocs takes it for relative to mkdocs.yml
    fresh_sites = (root / ".cache" / "site").absolute()
    _make_empty(fresh_sites)  # of what builds that were killed left
    update = SiteUpdate(root, site_dir, fresh_sites)
    fresh = fresh_sites / str(os.getpid())  # MkDocs may still be at work for a build that was killed
    report_path = fresh_sites / f"{os.getpid()}.json"
    environment = _environment(built_from) | _site_settings(root, site)
    environment[STANDING] = str(site_dir)
    environment[REPORT] = str(report_path)
    environment[RECENT] = str(recent or "")
    environment[UNLISTED] = _write_unlisted(fresh_sites, unlisted)
    _make_docs_folder(root)
    try:
        with _running(fresh, root / "mkdocs.yml", environment) as mkdocs:
            yield partial(_render_now, mkdocs, update, fresh, report_path)
    finally:  # on a full disk it would keep the next build from its room
        _make_empty(fresh_sites)


def render(
    root: Path,
    site_dir: Path,
    site: Site,
    built_from: date | None,
    recent: int | None = None,
    unlisted: Iterable[str] = (),
) -> Rendered:
    """Start MkDocs and have it render ``build/docs``, which is written already; see ``started``."""
    with started(root, site_dir, site, built_from, recent, unlisted) as render_now:
        return render_now()


def _render_now(
    mkdocs: subprocess.Popen[str], update: SiteUpdate, fresh: Path, report_path: Path
) -> Rendered:
    """Have MkDocs render into ``fresh``, look around meanwhile, and bring in what it made."""
    _let_render(mkdocs)
    update.look_around()
    output = mkdocs.communicate()[0]
    if mkdocs.returncode:
        raise describe_mkdocs_failure(output)
    return update.bring_in(fresh, Report.read(report_path))


def _make_docs_folder(root: Path) -> None:
    """Make the folder that MkDocs asks for before it begins; what else is wrong with it, its writer says."""
    with suppress(OSError):
        (root / "build" / "docs").mkdir(parents=True, exist_ok=True)


def _let_render(mkdocs: subprocess.Popen[str]) -> None:
    """Say to MkDocs that all it renders is written; one that has ended already says later why."""
    assert mkdocs.stdin is not None
    with suppress(OSError):
        mkdocs.stdin.write("\n")
        mkdocs.stdin.flush()


def _site_settings(root: Path, site: Site) -> dict[str, str]:
    """Return what the plugin is told of the site's settings."""
    return {POLICY: make_content_policy(root, site), OFFLINE: "yes" if site.offline else ""}


def _make_empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


def _write_unlisted(folder: Path, addresses: Iterable[str]) -> str:
    """Write the addresses of unlisted pages where MkDocs is told to read them; return that path."""
    path = folder / f"{os.getpid()}.unlisted"
    path.write_text("\n".join(addresses), "utf-8")
    return str(path)


@contextmanager
def _running(
    folder: Path, config_file: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """Run MkDocs into a folder, all its output in one stream; it ends when the caller is done or fails."""
    command = [sys.executable, "-m", _MKDOCS, "build", str(folder), str(config_file)]
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as mkdocs:
        try:
            yield mkdocs
        finally:
            mkdocs.kill()


def _environment(built_from: date | None) -> dict[str, str]:
    """Return the environment variables for MkDocs, with the date of the build."""
    day = built_from or _FIRST_DAY
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    environment = dict(os.environ)
    environment["SOURCE_DATE_EPOCH"] = str(int(midnight.timestamp()))
    environment[WAITS] = "yes"
    environment["PYTHONUTF8"] = "1"
    environment["PYTHONIOENCODING"] = "utf-8"  # whatever the console can show, we read its output
    # Material tells of its own future on every build, in the middle of our output.
    environment["NO_MKDOCS_2_WARNING"] = "1"
    environment["DISABLE_MKDOCS_2_WARNING"] = "true"
    return environment
