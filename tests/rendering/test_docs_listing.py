"""The list of files that the plugin gives MkDocs, held against the one that MkDocs makes itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure import files as engine
from mkdocs.structure.files import Files

from broadsheet.rendering.accelerate.docs_listing import get_files

PLAIN = (
    "paper/2401.00001.md",
    "paper/2401.00001/cite.bib",
    "Zebra.md",
    "a b.md",
    "v1.2.md",
    "é.md",
    "x.json",
)
INDEXES = ("index.md", "about.md", "day/zz.md", "day/aa/x.md", "day/index.md", "index.json", "readme.txt")
READMES = ("README.md", "day/README.md", "day/README.txt", "day/index-of-all.md", "index", "READMEs.md")
HIDDEN = (
    ".hidden.md",
    "day/.git/x.md",
    "templates/x.md",
    "day/templates/x.md",
    "templates.md",
    "a..md",
    ".md",
)
TWICE = ("index.md", "README.md", "x.md", "x.markdown", "day/x.md")
TAKEN = ("index.md", "index.html", "x.md", "x/index.html")


def describe(files: Files) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for file in files:
        places = file.src_uri, file.dest_uri, file.url, file.abs_src_path, file.abs_dest_path
        rows.append((*places, file.name, file.inclusion, file.is_documentation_page()))
    return rows


@pytest.mark.parametrize("settings", ["", "exclude_docs: day/", "draft_docs: x*", "not_in_nav: day/"])
@pytest.mark.parametrize("paths", [(), PLAIN, INDEXES, READMES, HIDDEN, TWICE, TAKEN])
def test_files_are_listed_as_mkdocs_lists_them(tmp_path: Path, paths: tuple[str, ...], settings: str) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for path in paths:
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text("words", "utf-8")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "linked.md").write_text("words", "utf-8")
    (docs / "link").symlink_to(tmp_path / "elsewhere")
    (docs / "nowhere.md").symlink_to(tmp_path / "missing.md")
    (tmp_path / "mkdocs.yml").write_text(f"site_name: Words\n{settings}\n", "utf-8")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    assert describe(get_files(config)) == describe(engine.get_files(config))


def test_addresses_without_folders_are_left_to_mkdocs(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "about.md").write_text("words", "utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: Words\nuse_directory_urls: false\n", "utf-8")
    files = get_files(load_config(str(tmp_path / "mkdocs.yml")))
    assert [file.url for file in files] == ["about.html"]
