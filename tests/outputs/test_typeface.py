"""A site whose cards have no typeface, or another one: it says so in a line, and all else is as it was."""

from __future__ import annotations

import os
import sys

import pytest
from building import build
from make import make_site

from broadsheet import pipeline
from broadsheet.cache.owned_files import RECORD
from broadsheet.outputs.cards import typeface
from broadsheet.outputs.cards.typeface import card_remarks, with_possible_cards

PACKAGE = "fontpkg_source_serif_4"


@pytest.fixture
def _anew():
    """Have the typeface looked for anew, here and afterwards."""
    typeface.typeface.cache_clear()
    yield
    typeface.typeface.cache_clear()


@pytest.fixture
def hidden(monkeypatch, _anew):
    """Hide the package of the typeface, as if it had never been installed."""
    monkeypatch.setitem(sys.modules, PACKAGE, None)


def other_package(folder, file: bytes | None):
    """Write a package of that name with another file, or none, in the typeface's place."""
    (folder / PACKAGE / "files").mkdir(parents=True)
    (folder / PACKAGE / "__init__.py").write_text("")
    if file is not None:
        (folder / PACKAGE / "files" / "SourceSerif4[opsz,wght].ttf").write_bytes(file)


def tree(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_the_known_typeface_is_here_and_needs_no_word():
    assert list(card_remarks(make_site())) == []
    assert with_possible_cards(make_site()) == make_site()


@pytest.mark.slow
def test_without_its_typeface_a_site_has_no_cards_and_all_else(world, hidden, monkeypatch):
    pipeline.write_docs(pipeline.read_library(world), world)
    without = tree(world / "build" / "docs")
    monkeypatch.undo()
    typeface.typeface.cache_clear()
    pipeline.write_docs(pipeline.read_library(world), world)
    whole = tree(world / "build" / "docs")
    missing = whole.keys() - without.keys()
    assert missing and all(path.startswith("cards/") for path in missing)
    assert not without.keys() - whole.keys()
    changed = {path for path in without if without[path] != whole[path]} - {RECORD}
    assert changed and {path for path in changed if not path.endswith(".md")} == set()
    assert not any(b"\ncard: " in data for data in without.values())


def test_a_missing_typeface_is_said_with_what_to_do_unless_no_cards_are_wanted(hidden):
    [remark] = card_remarks(make_site())
    assert "pip install fontpkg-source-serif-4==4.4" in remark and "cards: false" in remark
    assert list(card_remarks(make_site(cards=False))) == []


@pytest.mark.parametrize("file", [None, b"", b"no typeface"])
def test_a_package_with_another_file_counts_as_missing(tmp_path, monkeypatch, _anew, file):
    other_package(tmp_path, file)
    monkeypatch.delitem(sys.modules, PACKAGE, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    assert not with_possible_cards(make_site()).cards
    assert "left out" in next(card_remarks(make_site()))


def test_another_typeface_is_used_and_said(tmp_path, monkeypatch, _anew):
    other_package(tmp_path, typeface.typeface() + b"\0")
    typeface.typeface.cache_clear()
    monkeypatch.delitem(sys.modules, PACKAGE, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    assert with_possible_cards(make_site()).cards
    [remark] = card_remarks(make_site())
    assert "another typeface" in remark and "fontpkg-source-serif-4 4.4" in remark


@pytest.mark.slow
def test_a_build_without_the_typeface_says_one_line_and_is_whole(world, tmp_path):
    other_package(tmp_path / "hiding", None)
    ran = build(
        world, PYTHONPATH=os.pathsep.join([str(tmp_path / "hiding"), os.environ.get("PYTHONPATH", "")])
    )
    assert ran.returncode == 0, ran.stderr
    said = [line for line in ran.stderr.splitlines() if "typeface" in line]
    assert len(said) == 1
    assert (world / "site" / "index.html").exists()
    assert not (world / "site" / "cards").exists()
    assert "og:image" not in (world / "site" / "index.html").read_text("utf-8")
