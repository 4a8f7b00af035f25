"""Folders that we fill: what somebody else put there stays, whatever a build has to write or to remove."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.cache.owned_files import RECORD, OwnedFiles
from broadsheet.cache.written_tree import write_tree
from broadsheet.disk.tree import OutFile
from broadsheet.errors import BuildError


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return tmp_path / "docs"


def write(docs: Path, **contents: str) -> None:
    """``a__b_md`` stands for ``a/b.md``."""
    files = []
    for name, words in contents.items():
        files.append(OutFile(name.replace("__", "/").replace("_", "."), words.encode()))
    write_tree(files, docs, docs.parent / "scratch")


def put(path: Path, words: str = "somebody's") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words)
    return path


class TestAFolderThatWeDidNotFill:
    @pytest.mark.parametrize("name", ["index.html", "sitemap.xml", "CNAME", "sub/page.html"])
    def test_is_refused_with_a_way_out(self, docs, name):
        file = put(docs / name)
        with pytest.raises(BuildError, match=r"docs: holds files, such as .*name an empty folder"):
            write(docs, a_md="a")
        assert file.read_text() == "somebody's"
        assert not (docs / "a.md").exists()

    def test_may_hold_the_dotfiles_of_a_work_tree(self, docs):
        git = put(docs / ".git" / "HEAD")
        hooks = docs / ".git" / "hooks"
        hooks.mkdir()
        write(docs, a_md="a")
        write(docs)
        assert git.read_text() == "somebody's"
        assert hooks.is_dir()

    def test_is_refused_where_it_is_a_link_to_one(self, docs, tmp_path):
        file = put(tmp_path / "elsewhere" / "thesis.tex")
        docs.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(BuildError, match="holds files, such as thesis"):
            write(docs, a_md="a")
        assert file.read_text() == "somebody's"

    @pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to("nowhere")])
    def test_is_refused_where_it_is_no_folder(self, docs, make):
        make(docs)
        with pytest.raises(BuildError, match="is no folder"):
            write(docs, a_md="a")


class TestFilesOfOthersInOurFolder:
    def test_stay_when_ours_go(self, docs):
        write(docs, a_md="a", x__b_md="b")
        theirs = [
            put(docs / "CNAME"),
            put(docs / "x" / "own.html"),
            put(docs / ".well-known" / "security.txt"),
        ]
        write(docs, c_md="c")
        assert all(path.read_text() == "somebody's" for path in theirs)
        assert not (docs / "a.md").exists()
        assert not (docs / "x" / "b.md").exists()

    def test_are_not_overwritten(self, docs):
        write(docs, a_md="a")
        put(docs / "b.md")
        with pytest.raises(BuildError, match=r"b\.md: Broadsheet did not write it.*move it away"):
            write(docs, a_md="a", b_md="b")
        assert (docs / "b.md").read_text() == "somebody's"

    def test_are_not_overwritten_by_files_that_are_made_late(self, docs):
        write(docs, a_md="a")
        put(docs / "b.md")
        late = OutFile("b.md", lambda: b"b", "key")
        with pytest.raises(BuildError, match="did not write it"):
            write_tree([late], docs, docs.parent / "scratch")
        assert (docs / "b.md").read_text() == "somebody's"

    def test_become_ours_where_they_are_what_we_would_write(self, docs):
        write(docs, a_md="a")
        put(docs / "b.md", "b")
        write(docs, a_md="a", b_md="b")
        write(docs, a_md="a")
        assert not (docs / "b.md").exists()

    def test_stop_a_build_that_needs_the_place_of_their_folder(self, docs):
        write(docs, x__a_md="a")
        put(docs / "x" / "own.md")
        with pytest.raises(BuildError, match=r"x/own\.md: Broadsheet did not write it"):
            write_tree([OutFile("x", b"a file")], docs, docs.parent / "scratch")
        assert (docs / "x" / "own.md").read_text() == "somebody's"

    def test_stop_a_build_that_needs_their_place_for_a_folder(self, docs):
        write(docs, a_md="a")
        put(docs / "x")
        with pytest.raises(BuildError, match="x: Broadsheet did not write it"):
            write(docs, x__a_md="a")
        assert (docs / "x").read_text() == "somebody's"


class TestLinks:
    def test_nothing_is_removed_through_one(self, docs, tmp_path):
        write(docs, x__a_md="a", b_md="b")
        (docs / "x" / "a.md").rename(tmp_path / "kept")
        (docs / "x").rmdir()
        file = put(tmp_path / "elsewhere" / "a.md")
        (docs / "x").symlink_to(tmp_path / "elsewhere")
        write(docs, b_md="b")
        assert file.read_text() == "somebody's"

    def test_nothing_is_written_through_one(self, docs, tmp_path):
        write(docs, b_md="b")
        (tmp_path / "elsewhere").mkdir()
        (docs / "x").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(BuildError, match="x: Broadsheet did not write it"):
            write(docs, b_md="b", x__a_md="a")
        assert list((tmp_path / "elsewhere").iterdir()) == []

    def test_a_link_in_place_of_a_file_of_ours_is_replaced_and_its_target_is_not(self, docs, tmp_path):
        write(docs, a_md="a")
        file = put(tmp_path / "secret")
        (docs / "a.md").unlink()
        (docs / "a.md").symlink_to(file)
        write(docs, a_md="a")
        assert not (docs / "a.md").is_symlink()
        assert file.read_text() == "somebody's"


class TestTheRecord:
    def test_knows_what_a_killed_run_left(self, docs, tmp_path):
        def killed():
            yield OutFile("a.md", b"a")
            yield OutFile("x/b.md", b"b")
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write_tree(killed(), docs, tmp_path / "scratch")
        assert (docs / "x" / "b.md").exists()
        write(docs, c_md="c")
        assert sorted(path.name for path in docs.iterdir()) == [RECORD, "c.md"]

    def test_is_the_same_for_the_same_files(self, docs, tmp_path):
        write(docs, b_md="b", a_md="a")
        write(tmp_path / "more", c_md="c")
        write(tmp_path / "more", a_md="a", b_md="b")
        assert (docs / RECORD).read_bytes() == (tmp_path / "more" / RECORD).read_bytes()

    def test_of_which_a_line_is_damaged_counts_without_that_line(self, docs):
        write(docs, a_md="a", b_md="b")
        record = docs / RECORD
        record.write_bytes(record.read_bytes().replace(b" a.md", b" z.md"))
        put(docs / "z.md")
        write(docs, c_md="c")
        assert (docs / "z.md").read_text() == "somebody's"
        assert not (docs / "b.md").exists()

    @pytest.mark.parametrize("path", ["../secret", "/etc/hostname", "x/../../secret", "a\x00b", ""])
    def test_that_names_files_elsewhere_is_not_believed(self, docs, tmp_path, path):
        put(tmp_path / "secret")
        docs.mkdir()
        OwnedFiles(docs, {}).announce([path])
        assert OwnedFiles.read(docs).digests == {}
        write(docs, a_md="a")
        assert (tmp_path / "secret").read_text() == "somebody's"
