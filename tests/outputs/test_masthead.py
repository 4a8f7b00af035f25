"""Who makes the digest, who wrote which words, and words that are not published yet."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from broadsheet import pipeline
from broadsheet.cli import main
from broadsheet.errors import ContentError

EDITORS = """\
editors:
  - name: Ada Pebble
    role: editor for stones
    url: https://ada.example/
contributors:
  - name: "<b>Bo</b> & Flint"
    handle: bo
"""
NOTE = "content/notes/2603.00003.md"
WEEK = "content/digests/2026-W10.md"


@pytest.fixture
def site(world: Path) -> Path:
    write(world, "content/config/editors.yaml", EDITORS)
    return world


def write(root: Path, place: str, text: str) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def docs_of(root: Path) -> Path:
    pipeline.write_docs(pipeline.read_library(root), root)
    return root / "build/docs"


def page(docs: Path, place: str) -> str:
    """A page with its entities as what they stand for; none of a person's own tags is in it as one."""
    text = (docs / place).read_text("utf-8")
    assert "<b>Bo" not in text
    return unescape(text)


def problems_of(root: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        pipeline.read_all(root)
    return list(caught.value.problems)


def test_notes_and_introductions_say_who_wrote_them_where_they_want_to(site):
    write(site, NOTE, "---\ntakeaway: It rolls.\nby: ada-pebble\n---\nRead it.\n")
    write(site, WEEK, "---\nby: bo\n---\nA week of stones.\n")
    docs = docs_of(site)
    paper = page(docs, "paper/2603.00003.md")
    assert '<p class="written"><a href="https://ada.example/"><bdi>Ada Pebble</bdi></a></p>' in paper
    week = page(docs, "week/2026-W10.md")
    assert '<p class="written"><bdi><b>Bo</b> & Flint</bdi></p>' in week
    assert "written" not in page(docs, "day/2026-03-02.md")


def test_a_takeaway_alone_has_its_byline_too(site):
    write(site, NOTE, "---\ntakeaway: It rolls.\nby: bo\n---\n")
    paper = page(docs_of(site), "paper/2603.00003.md")
    assert paper.index("It rolls.") < paper.index('<p class="written">') < paper.index("## Abstract")


@pytest.mark.parametrize("about", [None, "# About us\n\nWe read stones.\n"])
def test_all_are_listed_about_the_site_and_editors_on_the_front_page(site, about):
    if about:
        write(site, "content/pages/about.md", about)
    docs = docs_of(site)
    masthead = page(docs, "about.md").partition('<h2 id="masthead">')[2]
    assert '<bdi>Ada Pebble</bdi></a><span class="small">, editor for stones</span>' in masthead
    assert '<bdi><b>Bo</b> & Flint</bdi><span class="small">, contributor</span>' in masthead
    assert 'Edited by <a href="about/#masthead">Ada Pebble</a>' in page(docs, "index.md")
    assert "masthead" not in page(docs, "colophon.md")


def test_a_site_that_names_nobody_says_nothing_of_it(world):
    docs = docs_of(world)
    assert "masthead" not in page(docs, "about.md")
    assert "Edited by" not in page(docs, "index.md")


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        (
            NOTE,
            "---\nby: ada\n---\n",
            "content/notes/2603.00003.md: by: nobody in content/config/editors.yaml has the handle 'ada'; "
            "add them there, or correct the handle",
        ),
        (
            WEEK,
            "---\nby: ada\n---\n",
            "content/digests/2026-W10.md: by: nobody in content/config/editors.yaml has the handle 'ada'; "
            "add them there, or correct the handle",
        ),
        (
            NOTE,
            "---\nstatus: drafts\n---\n",
            "content/notes/2603.00003.md: status: no such status 'drafts'; did you mean 'draft'?",
        ),
        (
            "content/config/editors.yaml",
            f"{EDITORS}  - name: Bo\n",
            "content/config/editors.yaml: editors and contributors: "
            "2 entries have the handle 'bo'; each needs its own",
        ),
        (
            "content/config/editors.yaml",
            "editors:\n  - name: Ada\n    handle: Ada Pebble\n",
            "content/config/editors.yaml: editors[0].handle: "
            "must be lower-case letters, digits and hyphens, not 'Ada Pebble'",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(site, file, text, problem):
    write(site, file, text)
    assert problem in problems_of(site)


def test_what_is_in_review_is_not_published_and_is_named_when_it_is_built(site):
    keys = "status: draft\ntakeaway: UNREVIEWED\nhide: UNREVIEWED\nby: nobody"
    write(site, NOTE, f"---\n{keys}\n---\nUNREVIEWED\n")
    write(site, WEEK, "---\nstatus: draft\ntitle: UNREVIEWED\n---\nUNREVIEWED\n")
    write(site, "content/pages/plans.md", "---\nstatus: draft\n---\n# UNREVIEWED\n")
    docs = docs_of(site)
    for path in docs.rglob("*"):
        assert path.is_dir() or b"UNREVIEWED" not in path.read_bytes(), path
    assert (docs / "paper/2603.00003.md").exists()
    assert not (docs / "plans.md").exists()
    told = CliRunner().invoke(main, ["check", "--root", str(site)])
    places = "content/digests/2026-W10.md, content/notes/2603.00003.md, content/pages/plans.md"
    assert told.exit_code == 0
    assert f"not published, since their status is draft: {places}" in told.output


def test_a_file_in_review_is_edited_and_not_made_anew(site):
    with (site / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("\nrepo_url: https://github.com/lab/digest\n")
    write(site, NOTE, "---\nstatus: draft\n---\nNot yet.\n")
    paper = page(docs_of(site), "paper/2603.00003.md")
    assert "edit/main/content/notes/2603.00003.md" in paper


def test_a_published_status_is_as_none(site):
    write(site, NOTE, "---\nstatus: published\ntakeaway: It rolls.\n---\n")
    assert "It rolls." in page(docs_of(site), "paper/2603.00003.md")


def test_an_editor_whose_name_makes_no_handle_is_listed_and_wrote_nothing_unless_said(site):
    write(site, "content/config/editors.yaml", "editors:\n  - name: 李明\n  - {name: 王芳, handle: wang}\n")
    write(site, NOTE, "---\ntakeaway: It rolls.\n---\n")
    write(site, WEEK, "---\nby: wang\n---\nA week of stones.\n")
    docs = docs_of(site)
    assert "李明" in page(docs, "about.md")
    assert 'class="written"' not in page(docs, "paper/2603.00003.md")
    assert "王芳" in page(docs, "week/2026-W10.md")
