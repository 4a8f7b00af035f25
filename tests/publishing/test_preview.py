"""The root of a small site for a preview: settings, and papers by names that anybody may have chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from broadsheet.cli import main
from broadsheet.errors import ContentError
from broadsheet.publishing.preview import MOST_PAPERS, make_preview_root

PAPER, NOTED, LINKED = "2603.00002", "2603.00003", "2603.00001"


def papers_in(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "content/papers").glob("*/*.json")}


def test_a_changed_paper_or_note_brings_both_and_the_papers_that_the_note_links_to(world, tmp_path):
    preview = tmp_path / "preview"
    changed = [f"content/papers/2603/{PAPER}.json", f"content/notes/{NOTED}.md", f"content/notes/{NOTED}.md"]
    assert make_preview_root(world, preview, changed) == (PAPER, NOTED)
    assert papers_in(preview) == {PAPER, NOTED, LINKED}
    assert [path.stem for path in (preview / "content/notes").iterdir()] == [NOTED]


def test_settings_come_along_and_nothing_that_was_built_or_that_links_to_other_papers(world, tmp_path):
    for name in ("site/index.html", "build/docs/a.md", ".cache/a", ".git/config", "theme/main.html"):
        (world / name).parent.mkdir(parents=True, exist_ok=True)
        (world / name).write_text("a")
    preview = tmp_path / "preview"
    make_preview_root(world, preview, [f"content/papers/2603/{PAPER}.json"])
    assert {path.name for path in preview.iterdir()} == {"mkdocs.yml", "content", "theme", ".cache"}
    assert not any((preview / ".cache").rglob("a"))
    assert {path.name for path in (preview / "content").iterdir()} >= {"config", "papers"}
    assert not {"digests", "pages", "ledger"} & {path.name for path in (preview / "content").iterdir()}


@pytest.mark.parametrize(
    "name",
    [
        *("", "content/papers/x.json", "content/papers/../../etc/passwd.json", "/etc/passwd", "mkdocs.yml"),
        *(
            "content/notes/../config/site.md",
            "content/notes/..md",
            "content/notes/a b.md",
            "content/x/a.json",
        ),
    ],
)
def test_a_name_that_is_no_papers_brings_nothing(world, tmp_path, name):
    assert make_preview_root(world, tmp_path / "preview", [name]) == ()
    assert papers_in(tmp_path / "preview") == set()


def test_a_link_in_place_of_a_note_is_refused_and_so_many_papers_are_not_all_shown(world, tmp_path):
    many = [f"content/notes/2603.{number:05}.md" for number in range(20_000, 20_000 + 2 * MOST_PAPERS)]
    assert len(make_preview_root(world, tmp_path / "many", many)) == MOST_PAPERS
    note = world / "content/notes/2603.00005.md"
    note.unlink(missing_ok=True)
    note.symlink_to("/etc/passwd")
    with pytest.raises(ContentError, match=r"content/notes/2603\.00005\.md: is a link"):
        make_preview_root(world, tmp_path / "preview", ["content/notes/2603.00005.md"])


def test_where_nothing_has_a_page_nothing_is_built_and_that_is_said(world, tmp_path):
    words = ["preview", str(tmp_path / "shown"), "--root", str(world)]
    done = CliRunner().invoke(main, words, input="content/config/topics.yaml\0")
    assert done.exit_code == 0
    assert done.output == "nothing to show: none of these files is a paper or a note\n"
    assert not (tmp_path / "shown").exists()
