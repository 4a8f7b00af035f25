"""The accelerator is transparent: with it and without it the site is the same, to the byte."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import REPOSITORY

from generator import pipeline, site
from generator.errors import BuildError

pytestmark = pytest.mark.slow

OVERRIDE = """{% extends "base.html" %}
{% block extrahead %}BLOCK{% endblock %}
"""


def build(root: Path) -> site.Rendered:
    library = pipeline.read_library(root)
    pipeline.write_docs(library, root)
    return site.render(root, root / "site", library.last_read)


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
    with_override(root, "Read this first.")


def test_cold_warm_and_after_every_change_the_site_is_the_one_without_plugin(pair, snapshot):
    fast, plain = pair
    assert build(fast).said == ()
    build(plain)
    same(fast, plain, snapshot)
    before = times(fast)
    assert build(fast).files.written == 0
    assert times(fast) == before
    for change in (change_note, add_day, delete_paper, change_theme):
        for root in pair:
            change(root)
        done = build(fast)
        assert done.said == (), change
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


def test_the_sample_is_the_same_with_and_without(tmp_path, snapshot):
    for name in ("fast", "plain"):
        (tmp_path / name).mkdir()
        shutil.copy(REPOSITORY / "mkdocs.yml", tmp_path / name)
        shutil.copytree(REPOSITORY / "content", tmp_path / name / "content")
    without_plugin(tmp_path / "plain")
    assert build(tmp_path / "fast").said == ()
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
    assert any("made one by one, since" in words for words in build(pair[0]).said)
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
    assert build(pair[0]).said == ()
    build(pair[1])
    same(*pair, snapshot)


def test_a_hook_that_wants_to_see_pages_sees_all_of_them(pair, snapshot):
    for root in pair:
        (root / "hook.py").write_text("def on_post_page(output, **_):\n    return output + '<!-- seen -->'\n")
        config = root / "mkdocs.yml"
        config.write_text(config.read_text("utf-8") + "\nhooks: [hook.py]\n", "utf-8")
    assert "on_post_page" in build(pair[0]).said[0]
    assert build(pair[1]).said == ()
    same(*pair, snapshot)
    assert b"<!-- seen -->" in snapshot(pair[0] / "site")["paper/2603.00001/index.html"]


def spoil(base: Path, how: str) -> None:
    if how == "rubbish":
        base.write_bytes(b"no database at all" * 1000)
    elif how == "cut short":
        base.write_bytes(base.read_bytes()[: base.stat().st_size // 2])
    elif how == "other tables":
        base.unlink()
        with sqlite3.connect(base) as other:
            other.execute("CREATE TABLE parts (something TEXT)")
    else:
        with sqlite3.connect(base) as ours:
            ours.execute("UPDATE parts SET html = x'00112233'")
            ours.execute("UPDATE made SET key = x'00', size = 'many', changed = NULL")
            ours.execute("UPDATE shells SET kind = 'no kind'")


@pytest.mark.parametrize("how", ["rubbish", "cut short", "other tables", "wrong rows"])
def test_a_spoilt_cache_changes_nothing_but_time(pair, snapshot, how):
    fast, plain = pair
    build(fast)
    spoil(fast / ".cache/rendered.sqlite", how)
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
    (world / "site/stray.html").write_text("left behind")
    assert build(world).files == site.Written(written=2, kept=len(before) - 2, removed=1)
    assert snapshot(world / "site") == before


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
        with sqlite3.connect(world / ".cache/rendered.sqlite") as base:
            return base.execute("SELECT count(*) FROM parts").fetchone()[0]

    build(world)
    first = remembered()
    for _ in range(3):
        change_note(world)
        build(world)
        (world / "content/notes/2603.00007.md").unlink()
        build(world)
    assert remembered() == first


def test_a_site_elsewhere_or_by_mkdocs_alone_is_whole(world, snapshot):
    build(world)
    other = site.render(world, world / "elsewhere", pipeline.read_library(world).last_read)
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
    command = [sys.executable, "-m", "generator", "build", "--root", str(fast)]
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
    (world / ".site.new17/paper").mkdir(parents=True)
    build(world)
    assert [path.name for path in world.glob(".site*")] == []
