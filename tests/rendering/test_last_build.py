"""A build of nothing new: known from the states of files, and never where anything may have changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from building import build
from make import start_site

from broadsheet import pipeline
from broadsheet.cache.owned_files import RECORD
from broadsheet.cache.snapshots import name_of_tree
from broadsheet.cache.written_tree import Written
from broadsheet.rendering import mkdocs
from broadsheet.rendering.accelerate.report import Report
from broadsheet.rendering.last_build import BuildSummary, LastBuild
from broadsheet.rendering.site_size import measure_site
from broadsheet.rendering.site_update import Rendered, SiteUpdate

pytestmark = pytest.mark.slow

SUMMARY = BuildSummary(("one warning",), "12 pages")
PLUGINS = "plugins: [broadsheet]"
PLAIN = f"{PLUGINS}\ntheme: broadsheet"


class Built(NamedTuple):
    """A site that was built: where, and what came of it."""

    root: Path
    rendered: Rendered

    def keep(self) -> None:
        """Keep the build as one that has just been made of what there is now."""
        LastBuild(self.root, None).keep(self.root / "site", self.rendered, SUMMARY)

    def is_current(self) -> bool:
        return LastBuild(self.root, None).find_current() is not None


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("last-build")
    start_site(root)
    library = pipeline.read_library(root)
    pipeline.write_docs(library, root)
    rendered = mkdocs.render(root, root / "site", library.site, library.last_read)
    return Built(root, rendered)


def test_a_build_of_nothing_new_says_what_the_last_one_said(built: Built) -> None:
    built.keep()
    assert LastBuild(built.root, None).find_current() == SUMMARY
    assert LastBuild(built.root, built.root / "elsewhere").find_current() is None


def test_a_page_that_was_written_while_others_were_made_is_looked_at_by_the_next_build(
    built: Built, tmp_path: Path
) -> None:
    page = built.root / "site/trending/index.html"
    before, times = page.read_bytes(), page.stat()
    update = SiteUpdate(built.root, built.root / "site", tmp_path)
    page.write_bytes(before + b"mine")  # when MkDocs has found that it stands as it was
    update.look_around()
    rendered = update.bring_in(tmp_path / "fresh", Report(kept=tuple(built.rendered.site)))
    Built(built.root, rendered).keep()
    assert not built.is_current()
    page.write_bytes(before)
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))
    built.keep()
    assert built.is_current()


def test_a_site_folder_is_another_one_when_it_is_named_from_another_folder(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built.root)
    target = Path("site")
    LastBuild(built.root, target).keep(target.absolute(), built.rendered, SUMMARY)
    assert LastBuild(built.root, target).find_current() == SUMMARY
    monkeypatch.chdir(tmp_path)
    assert LastBuild(built.root, target).find_current() is None


def rewrite(path: Path) -> None:
    """Write as many other bytes, and set the time of before."""
    status = path.stat()
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"#")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def link(path: Path) -> None:
    path.symlink_to("/nowhere")


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("content/config/site.yaml", rewrite),
        ("content/config/topics.yaml", cut),
        ("content/notes/new.md", Path.touch),
        ("content/static/link.txt", link),
        ("mkdocs.yml", rewrite),
        ("build/docs/index.md", cut),
        ("build/docs/foreign.txt", Path.touch),
        ("build/docs/archive.md", Path.unlink),
        ("site/index.html", cut),
        ("site/archive/index.html", Path.unlink),
        (f"site/{RECORD}", cut),
        (".cache/last-build/build", cut),
        (".cache/last-build/build", Path.unlink),
    ],
)
def test_every_change_of_what_was_read_or_made_is_noticed(
    built: Built, tmp_path: Path, place: str, change: Callable[[Path], None]
) -> None:
    root = tmp_path / "site"
    shutil.copytree(built.root, root)
    copy = Built(root, built.rendered)  # files of a copy are as old as those that were copied
    copy.keep()
    assert copy.is_current()
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    change(root / place)
    assert not copy.is_current()


def test_a_file_of_others_in_the_site_asks_for_no_build(built: Built) -> None:
    built.keep()
    (built.root / "site/theirs.txt").touch()
    assert built.is_current()


def test_a_variable_that_mkdocs_yml_names_is_part_of_the_site(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)
    monkeypatch.setenv("_", "a word of shells")
    settings = built.root / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8") + "\n# SITE_URL\n", "utf-8")
    built.keep()
    monkeypatch.setenv("_", "another one")
    assert built.is_current()
    monkeypatch.setenv("SITE_URL", "https://elsewhere.example/")
    assert not built.is_current()


@pytest.mark.parametrize(
    "keys",
    [
        f"{PLAIN}\nhooks: [hook.py]",
        f"{PLAIN}\nmarkdown_extensions: [snippets]",
        "theme: broadsheet\nplugins: [broadsheet, search]",
        "theme: broadsheet",
        "[]",
        f"{PLUGINS}\ntheme: material",
        f"{PLUGINS}\ntheme: {{name: broadsheet, custom_dir: [x]}}",
        f"{PLAIN}\n: :",
    ],
)
def test_where_mkdocs_may_read_more_than_is_known_every_build_is_made(tmp_path: Path, keys: str) -> None:
    assert not keeps(tmp_path, keys)


@pytest.mark.parametrize("theme", ["broadsheet", "{name: broadsheet, custom_dir: mine}"])
def test_templates_of_the_owner_are_part_of_the_site(tmp_path: Path, theme: str) -> None:
    assert keeps(tmp_path, f"{PLUGINS}\ntheme: {theme}")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/main.html").touch()
    last_build = LastBuild(tmp_path, None)
    assert (last_build.find_current() is None) == ("mine" in theme)


def keeps(root: Path, keys: str) -> bool:
    """Return True if a build of a site with these keys in ``mkdocs.yml`` is known when it is made again."""
    site = root / "site"
    site.mkdir(parents=True)
    (site / RECORD).touch()
    (root / "build").mkdir()
    (root / "mkdocs.yml").write_text(f"site_name: x\n{keys}\n", "utf-8")
    size = measure_site({})
    rendered = Rendered(Written(0, 0, 0), size, (), {}, docs=name_of_tree(root / "build"))
    LastBuild(root, None).keep(site, rendered, SUMMARY)
    return LastBuild(root, None).find_current() is not None


def test_the_command_builds_again_what_was_deleted_and_else_says_that_nothing_is_new(built: Built) -> None:
    page = built.root / "site/archive/index.html"
    data = page.read_bytes()
    page.unlink()
    first = build(built.root)
    assert "1 file written" in first.stdout
    assert page.read_bytes() == data
    again = build(built.root)
    assert again.stdout.startswith("site: nothing new since the last build; ")
    assert again.stderr == first.stderr
