"""Links from pages to people's files in the web editor of the repository's host."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from broadsheet import pipeline
from broadsheet.library.edit_links import note_link

LINK = re.compile(r'<a rel="nofollow" href="([^"]+)">([^<]+)</a>')
GITHUB = "https://github.com/lab/digest"


def set_up(world: Path, settings: str) -> None:
    file = world / "mkdocs.yml"
    file.write_text(f"{file.read_text('utf-8')}\n{settings}\n", "utf-8")


def written(world: Path) -> Path:
    pipeline.write_docs(pipeline.read_library(world), world)
    return world / "build/docs"


def link(docs: Path, page: str) -> tuple[str, str] | None:
    """The only link to an editor on a page: its address and its words."""
    found = LINK.findall((docs / page).read_text("utf-8"))
    assert len(found) <= 1
    return (unescape(found[0][0]), found[0][1]) if found else None


def test_pages_lead_to_the_file_at_github_and_make_it_where_there_is_none(world):
    set_up(world, f"repo_url: {GITHUB}/")
    docs = written(world)
    edit, new = f"{GITHUB}/edit/main/content", f"{GITHUB}/new/main/content"
    assert link(docs, "paper/2603.00003.md") == (f"{edit}/notes/2603.00003.md", "Edit the note")
    assert link(docs, "paper/2603.00001.md") == (f"{new}/notes?filename=2603.00001.md", "Write a note")
    assert link(docs, "day/2026-03-02.md") == (f"{edit}/digests/2026-03-02.md", "Edit the introduction")
    assert link(docs, "day/2026-03-03.md") == (
        f"{new}/digests?filename=2026-03-03.md",
        "Write an introduction",
    )
    assert link(docs, "week/2026-W10.md") == (f"{edit}/digests/2026-W10.md", "Edit the introduction")
    assert link(docs, "colophon.md") == (f"{edit}/pages/colophon.md", "Edit this page")
    assert link(docs, "about.md") == (f"{new}/pages?filename=about.md", "Write this page")
    assert link(docs, "topics.md") is None


@pytest.mark.parametrize(
    ("settings", "edited", "made"),
    [
        (
            "repo_url: https://gitlab.example.org/lab/digest",
            "https://gitlab.example.org/lab/digest/-/edit/main/content/notes/2603.00003.md",
            "https://gitlab.example.org/lab/digest/-/new/main/content/notes?file_name=2603.00001.md",
        ),
        (
            f"repo_url: {GITHUB}\nedit_uri: edit/trunk/sites/digest/",
            f"{GITHUB}/edit/trunk/sites/digest/content/notes/2603.00003.md",
            f"{GITHUB}/new/trunk/sites/digest/content/notes?filename=2603.00001.md",
        ),
        (
            "repo_url: https://code.example/lab/digest\nedit_uri: _edit/main/",
            "https://code.example/lab/digest/_edit/main/content/notes/2603.00003.md",
            None,
        ),
        ("repo_url: https://code.example/lab/digest", None, None),
        (f'repo_url: {GITHUB}\nedit_uri: ""', None, None),
        ("edit_uri: edit/main/", None, None),
    ],
    ids=["gitlab", "another branch", "another host", "an unknown editor", "switched off", "no repository"],
)
def test_links_follow_repo_url_and_edit_uri(world, settings, edited, made):
    set_up(world, settings)
    library = pipeline.read_library(world)
    for paper_id, address in (("2603.00003", edited), ("2603.00001", made)):
        found = note_link(library, paper_id)
        assert (found.url if found else None) == address


def test_an_address_is_escaped_where_it_stands_on_a_page(world):
    set_up(world, f"repo_url: {GITHUB}\nedit_uri: 'edit/\"><b>/'")
    assert '"><b>' not in (written(world) / "colophon.md").read_text("utf-8")
