"""The accelerator is transparent: with it and without it the site is the same, to the byte."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from conftest import REPOSITORY

from broadsheet import pipeline
from broadsheet.cache.written_tree import Written
from broadsheet.errors import BuildError
from broadsheet.outputs.pages.papers import unlisted_pages
from broadsheet.rendering import mkdocs
from broadsheet.rendering.accelerate.rendered_pages import RenderedPages
from broadsheet.rendering.site_update import Rendered

pytestmark = pytest.mark.slow

OVERRIDE = """{% extends "base.html" %}
{% block extrahead %}{% if page %}BLOCK{% endif %}{% endblock %}
"""


def build(root: Path) -> Rendered:
    library = pipeline.read_library(root)
    unlisted = unlisted_pages(library)
    site = library.site
    with mkdocs.started(root, root / "site", site, library.last_read, unlisted=unlisted) as render_now:
        pipeline.write_docs(library, root)
        return render_now()


def rendered(root: Path, folder: Path | None = None) -> Rendered:
    library = pipeline.read_library(root)
    unlisted = unlisted_pages(library)
    return mkdocs.render(root, folder or root / "site", library.site, library.last_read, unlisted=unlisted)


def without_plugin(root: Path) -> None:
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8")
    assert "plugins: [broadsheet]" in text
    config.write_text(text.replace("plugins: [broadsheet]", "plugins: []"), "utf-8")


def with_override(root: Path, block: str) -> None:
    (root / "overrides").mkdir(exist_ok=True)
    (root / "overrides/main.html").write_text(OVERRIDE.replace("BLOCK", block), "utf-8")
    config = root / "mkdocs.yml"
    ours = "theme:\n  name: broadsheet\n  custom_dir: overrides"
    config.write_text(config.read_text("utf-8").replace("theme: broadsheet", ours), "utf-8")


@pytest.fixture
def pair(world, tmp_path) -> tuple[Path, Path]:
    """The world twice: with the plugin, and without it."""
    plain = tmp_path / "plain"
    shutil.copytree(world, plain)
    without_plugin(plain)
    return world, plain


def same(one: Path, other: Path, snapshot) -> None:
    here, there = snapshot(one / "site"), snapshot(other / "site")
    assert sorted(here) == sorted(there)
    assert [path for path in here if here[path] != there[path]] == []


def times(root: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in (root / "site").rglob("*.html")}


def add_day(root: Path) -> None:
    papers = root / "content/papers/2603"
    paper = json.loads((papers / "2603.00007.json").read_text("utf-8"))
    paper |= {"id": "2603.00099", "title": "A day later"}
    paper["sightings"][0] |= {"day": "2026-03-10"}
    (papers / "2603.00099.json").write_text(json.dumps(paper), "utf-8")


def change_note(root: Path) -> None:
    (root / "content/notes/2603.00007.md").write_text("---\ntakeaway: Counted anew.\n---\n", "utf-8")


def delete_paper(root: Path) -> None:
    (root / "content/papers/2603/2603.00010.json").unlink()


def change_theme(root: Path) -> None:
    with_override(root, "Read this first.<script>changesThePolicy()</script>")


def test_cold_warm_and_after_every_change_the_site_is_the_one_without_plugin(pair, snapshot):
    fast, plain = pair
    assert build(fast).messages == ()
    build(plain)
    same(fast, plain, snapshot)
    before = times(fast)
    assert build(fast).files.written == 0
    assert times(fast) == before
    for change in (change_note, add_day, delete_paper, change_theme):
        for root in pair:
            change(root)
        done = build(fast)
        assert done.messages == (), change
        build(plain)
        same(fast, plain, snapshot)
        shutil.rmtree(fast / ".cache")
        build(fast)
        same(fast, plain, snapshot)


def test_only_pages_whose_content_changed_are_rewritten(world, snapshot):
    build(world)
    before, stamps = snapshot(world / "site"), times(world)
    add_day(world)
    done = build(world)
    after, now = snapshot(world / "site"), times(world)
    changed = {path for path in after if after[path] != before.get(path)}
    assert done.files.written == len(changed)
    rewritten = {path for path in now if now[path] != stamps.get(path)}
    assert rewritten == {str(world / "site" / path) for path in changed if path.endswith(".html")}
    assert 0 < len(rewritten) < len(now)
    linked_by_every_page = {"new/index.html", "search/index.html", "saved/index.html"}
    assert linked_by_every_page <= RenderedPages(world / ".cache", world / "site").pages().keys()


def test_the_sample_is_the_same_with_and_without(tmp_path, snapshot):
    for name in ("fast", "plain"):
        (tmp_path / name).mkdir()
        shutil.copy(REPOSITORY / "mkdocs.yml", tmp_path / name)
        shutil.copytree(REPOSITORY / "content", tmp_path / name / "content")
    without_plugin(tmp_path / "plain")
    assert build(tmp_path / "fast").messages == ()
    build(tmp_path / "plain")
    same(tmp_path / "fast", tmp_path / "plain", snapshot)


@pytest.mark.parametrize(
    "block",
    [
        "{% if page.meta.title == 'Sums' %}This one.{% endif %}",
        "{% if page.content | length > 3000 %}Long.{% endif %}",
        "{{ pages | length }} pages, the last {{ (pages | last).page.meta.title }}",
        "{{ page.toc | length }} headings in {{ page.file.src_uri }}",
        "{% for name, said in page.meta.citation or [] %}{{ said }} of {{ loop.length }}, {% endfor %}",
        "{{ page.meta.title[:3] }}",
        "{% if page.url == 'paper/2603.00001/' %}The first.{% endif %}",
        "{{ page.meta.card.upper() }}",
    ],
)
def test_a_template_that_the_shell_cannot_do_is_left_to_mkdocs_with_a_word(pair, snapshot, block):
    for root in pair:
        with_override(root, block)
    assert any("made one by one, since" in words for words in build(pair[0]).messages)
    build(pair[1])
    same(*pair, snapshot)


@pytest.mark.parametrize(
    "block",
    [
        "{{ page.meta.title | striptags | upper | e }} {{ page.title | e }} {{ page.url }}",
        "{{ page.meta.description | replace('a', '<') | e }}",
        "{% for name, said in page.meta.citation or [] %}<i>{{ name }} {{ said }}</i>, {% endfor %}",
        '<a href="{{ page.meta.card | url }}">',
        "{{ 'paper/2603.00001/' | url }} {{ 'topic/sums/' | url }}",
        "{{ page.canonical_url | e }} {{ page.abs_url }} {{ base_url }} {{ page.is_homepage }}",
    ],
)
def test_a_template_that_only_sets_what_it_is_given_is_accelerated(pair, snapshot, block):
    for root in pair:
        with_override(root, block)
    assert build(pair[0]).messages == ()
    build(pair[1])
    same(*pair, snapshot)


def test_a_hook_that_wants_to_see_pages_sees_all_of_them(pair, snapshot):
    for root in pair:
        (root / "hook.py").write_text("def on_post_page(output, **_):\n    return output + '<!-- seen -->'\n")
        config = root / "mkdocs.yml"
        config.write_text(config.read_text("utf-8") + "\nhooks: [hook.py]\n", "utf-8")
    assert "on_post_page" in build(pair[0]).messages[0]
    assert build(pair[1]).messages == ()
    same(*pair, snapshot)
    assert b"<!-- seen -->" in snapshot(pair[0] / "site")["paper/2603.00001/index.html"]


SPOILT = {
    "rubbish": lambda data: b"no cache at all" * 1000,
    "cut short": lambda data: data[: len(data) // 2],
    "changed": lambda data: data.replace(b"[", b"(", 1),
    "empty": lambda data: b"",
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_cache_changes_nothing_but_time(pair, snapshot, how):
    fast, plain = pair
    build(fast)
    for name in ("pages", "shells", "bodies"):
        path = fast / ".cache" / name / "all"
        path.write_bytes(SPOILT[how](path.read_bytes()))
    for root in pair:
        change_note(root)
        build(root)
    same(fast, plain, snapshot)
    assert build(fast).files.written == 0


def test_a_page_that_somebody_edited_or_removed_is_made_anew(world, snapshot):
    build(world)
    before = snapshot(world / "site")
    page = world / "site/paper/2603.00001/index.html"
    page.write_text("mine now")
    (world / "site/paper/2603.00002/index.html").unlink()
    (world / "site/own.html").write_text("somebody's")
    assert build(world).files == Written(written=2, kept=len(before) - 2, removed=0)
    assert snapshot(world / "site") == before | {"own.html": b"somebody's"}


def test_what_somebody_changed_in_the_docs_is_seen(pair, snapshot):
    for root in pair:
        build(root)
        docs = root / "build/docs"
        page = docs / "paper/2603.00001.md"
        page.write_bytes(page.read_bytes().replace(b"Sum", b"SUM"))
        (docs / "own").mkdir()
        (docs / "own/page.html").write_text("<p>By hand</p>")
        (docs / "own/data.txt").write_text("by hand")
        (docs / "opml.opml").write_text("another")
        next((docs / "paper").rglob("*.bib")).unlink()
        assert rendered(root).files.removed == 1
    same(*pair, snapshot)
    after = snapshot(pair[0] / "site")
    assert "own/data.txt" in after and b"SUM" in after["paper/2603.00001/index.html"]
    for root in pair:
        (root / "build/docs/own/data.txt").unlink()
        shutil.copy(root / "build/docs/own/page.html", root / "build/docs/own/more.html")
        done = rendered(root)
        assert (done.files.written, done.files.removed) == (1, 1)
    same(*pair, snapshot)


def test_a_file_that_somebody_put_in_the_place_of_a_linked_one_goes(world, snapshot):
    build(world)
    before = snapshot(world / "site")
    (world / "site/feed.xml").unlink()
    (world / "site/feed.xml").write_bytes(before["feed.xml"][:-1] + b"!")
    twin = world / "site/paper/2603.00001/index.md"
    twin.unlink()
    twin.symlink_to(world / "content/pages/colophon.md")
    assert rendered(world).files.written == 2
    assert snapshot(world / "site") == before
    assert (world / "site/feed.xml").samefile(world / "build/docs/feed.xml")


def test_a_site_on_another_file_system_is_the_same_and_its_files_are_kept(world, snapshot):
    build(world)
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as elsewhere:
        if Path(elsewhere).stat().st_dev == world.stat().st_dev:
            pytest.skip("no other file system here")
        there = Path(elsewhere) / "site"
        assert rendered(world, there).files.kept == 0
        assert snapshot(there) == snapshot(world / "site")
        (there / "feed.xml").write_text("mine")
        assert rendered(world, there).files.written == 1
        assert snapshot(there) == snapshot(world / "site")


HOOKS = (
    "def on_files(files, **_):\n"
    "    page = files.get_file_from_path('paper/2603.00001.md')\n"
    "    page.content_string = page.content_string.replace('Sum', 'SUM')\n"
    "    feed = files.get_file_from_path('feed.xml')\n"
    "    feed.content_string = 'no feed'\n",
    "def on_nav(nav, files, **_):\n    assert all(file.page for file in files.documentation_pages())\n",
)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_is_given_the_files_finds_and_changes_them_as_ever(pair, snapshot, hook):
    for root in pair:
        (root / "hook.py").write_text(hook)
        config = root / "mkdocs.yml"
        config.write_text(config.read_text("utf-8") + "\nhooks: [hook.py]\n", "utf-8")
        build(root)
        assert build(root).files.written == 0
    same(*pair, snapshot)
    assert (b"SUM" in snapshot(pair[0] / "site")["paper/2603.00001/index.html"]) == ("SUM" in hook)


def with_nav(root: Path, change: str) -> None:
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8")
    if change == "none":
        text = text[: text.index("nav:")] + text[text.index("validation:") :]
    else:
        text = text.replace("omitted_files: ignore", f"omitted_files: {change}")
    config.write_text(text, "utf-8")


@pytest.mark.parametrize("change", ["none", "info", "warn"])
def test_mkdocs_says_of_pages_outside_the_navigation_what_it_would_say(pair, snapshot, change, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")  # at which MkDocs would break its lines
    for root in pair:
        with_nav(root, change)
        if change != "warn":
            build(root)
            continue
        with pytest.raises(BuildError) as failed:
            build(root)
        lines = str(failed.value).split("\n")
        warning = 'pages exist in the docs directory, but are not included in the "nav" configuration:'
        assert f"WARNING -  The following {warning}" in lines
        assert "  - paper/2603.00001.md" in lines
    if change != "warn":
        same(*pair, snapshot)


def test_mkdocs_alone_makes_the_same_site_with_the_plugin(pair, snapshot):
    for root in pair:
        pipeline.write_docs(pipeline.read_library(root), root)
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(root / "mkdocs.yml")]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1773014400"}
        subprocess.run(command, check=True, capture_output=True, env=environment)
    same(*pair, snapshot)


def test_a_build_that_fails_costs_neither_the_site_nor_what_is_remembered(world, snapshot):
    build(world)
    before = snapshot(world / "site")
    broken = world / "content/pages/broken.md"
    broken.write_text("# Broken\n\nSee [nothing](nowhere.md).\n")
    with pytest.raises(BuildError, match=r"nowhere\.md"):
        build(world)
    assert snapshot(world / "site") == before
    broken.unlink()
    assert build(world).files.written == 0


def test_what_is_remembered_does_not_grow(world):
    def remembered() -> int:
        return sum(path.stat().st_size for path in (world / ".cache/bodies").iterdir())

    def come_and_go() -> None:
        change_note(world)
        build(world)
        (world / "content/notes/2603.00007.md").unlink()
        build(world)

    build(world)
    come_and_go()  # what changed since all of it was written stands beside it
    first = remembered()
    for _ in range(3):
        come_and_go()
    assert remembered() == first


def test_a_site_elsewhere_or_by_mkdocs_alone_is_whole(world, snapshot):
    build(world)
    other = rendered(world, world / "elsewhere")
    assert other.files.kept == 0
    assert snapshot(world / "elsewhere") == snapshot(world / "site")


def test_a_build_that_is_killed_leaves_whole_pages_and_the_next_one_finishes(pair, snapshot):
    fast, plain = pair
    build(fast)
    old = snapshot(fast / "site")
    for root in pair:
        change_theme(root)
        add_day(root)
    build(plain)
    new = snapshot(plain / "site")
    command = [sys.executable, "-m", "broadsheet", "build", "--root", str(fast)]
    for seconds in (0.6, 1.0, 1.4, 1.8, 2.2):
        killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        killed.kill()
        killed.wait()
        now = snapshot(fast / "site")
        assert set(old) & set(new) <= set(now)
        assert [path for path in now if now[path] not in (old.get(path), new.get(path))] == []
    build(fast)
    same(fast, plain, snapshot)


def test_what_a_killed_build_left_behind_goes_with_the_next(world):
    (world / ".cache/site/17/paper").mkdir(parents=True)
    build(world)
    assert list((world / ".cache/site").iterdir()) == []
