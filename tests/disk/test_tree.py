"""Writing: whole files or none, only what changed, nothing stale, no two writers, no way out."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thorough import examples

from broadsheet.cache.owned_files import RECORD
from broadsheet.cache.written_tree import Written, write_tree
from broadsheet.disk.files import write_file
from broadsheet.disk.tree import OutFile
from broadsheet.errors import BuildError

Snapshot = Callable[[Path], dict[str, bytes]]


def files(**contents: str) -> list[OutFile]:
    """``a__b_md`` stands for ``a/b.md``."""
    return [
        OutFile(name.replace("__", "/").replace("_", "."), words.encode()) for name, words in contents.items()
    ]


def test_a_tree_holds_exactly_the_files_it_was_given(tmp_path: Path, snapshot: Snapshot) -> None:
    done = write_tree(files(index_md="Today", paper__1_md="One"), tmp_path / "docs", tmp_path / "scratch")
    assert done == Written(written=2, kept=0, removed=0)
    assert snapshot(tmp_path) == {"docs/index.md": b"Today", "docs/paper/1.md": b"One"}


def test_only_what_changed_is_written(tmp_path: Path, snapshot: Snapshot) -> None:
    docs = tmp_path / "docs"
    write_tree(files(a_md="same", b_md="old", c_md="size"), docs, tmp_path / "scratch")
    before = {name: (docs / name).stat() for name in ("a.md", "b.md", "c.md")}
    done = write_tree(files(a_md="same", b_md="new!", c_md="sing"), docs, tmp_path / "scratch")
    assert done == Written(written=2, kept=1, removed=0)
    assert snapshot(docs) == {"a.md": b"same", "b.md": b"new!", "c.md": b"sing"}
    after = (docs / "a.md").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before["a.md"].st_ino, before["a.md"].st_mtime_ns)


def test_what_is_stale_goes_and_so_do_the_folders_it_leaves_empty(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    write_tree(files(a_md="a", x__y__z_md="z", x__w_md="w"), docs, tmp_path / "scratch")
    done = write_tree(files(x__w_md="w"), docs, tmp_path / "scratch")
    assert done == Written(written=0, kept=1, removed=2)
    assert sorted(p.relative_to(docs).as_posix() for p in docs.rglob("*")) == [RECORD, "x", "x/w.md"]


def test_a_tree_of_nothing_empties_the_folder_and_keeps_it(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    write_tree(files(a__b_md="b"), docs, tmp_path / "scratch")
    assert write_tree([], docs, tmp_path / "scratch") == Written(written=0, kept=0, removed=1)
    assert [path.name for path in docs.iterdir()] == [RECORD]


def test_a_folder_that_is_not_there_is_no_stale_one(tmp_path: Path) -> None:
    assert write_tree([], tmp_path / "docs", tmp_path / "scratch") == Written(0, 0, 0)


NAMES = st.sampled_from(["a.md", "b.md", "x/a.md", "x/b.md", "x/y/a.md"])
TREES = st.dictionaries(NAMES, st.binary(max_size=3))


@given(st.lists(TREES, min_size=1, max_size=4))
@settings(max_examples=examples(40), deadline=None)
def test_after_any_history_the_folder_holds_the_last_tree(
    tmp_path_factory: pytest.TempPathFactory, trees: list[dict[str, bytes]]
) -> None:
    root = tmp_path_factory.mktemp("history")
    for tree in trees:
        done = write_tree((OutFile(*item) for item in tree.items()), root / "docs", root / "scratch")
        assert done.written + done.kept == len(tree)
    found = {
        p.relative_to(root / "docs").as_posix(): p for p in (root / "docs").rglob("*") if p.name != RECORD
    }
    assert {name: path.read_bytes() for name, path in found.items() if path.is_file()} == trees[-1]
    assert all(any(path.iterdir()) for path in found.values() if path.is_dir())


def test_two_writers_of_one_page_are_refused_before_the_second_writes(tmp_path: Path) -> None:
    pages = [OutFile("a.md", b"first"), OutFile("a.md", b"second")]
    with pytest.raises(BuildError, match=r"^a\.md: two writers want this page; "):
        write_tree(pages, tmp_path / "docs", tmp_path / "scratch")
    assert (tmp_path / "docs" / "a.md").read_bytes() == b"first"


@pytest.mark.parametrize("path", ["../a.md", "x/../../a.md", "/etc/a.md", "", ".", "/"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str, snapshot: Snapshot) -> None:
    with pytest.raises(BuildError, match=r"leaves the output folder"):
        write_tree([OutFile(path, b"out")], tmp_path / "docs", tmp_path / "scratch")
    assert snapshot(tmp_path) == {}


@pytest.mark.parametrize("path", ["./a.md", "x//a.md", "x/./a.md"])
def test_another_spelling_of_a_path_is_the_same_page_or_none(tmp_path: Path, path: str) -> None:
    plain = OutFile(path.replace("./", "").replace("//", "/"), b"first")
    with pytest.raises(BuildError):
        write_tree([plain, OutFile(path, b"second")], tmp_path / "docs", tmp_path / "scratch")


@pytest.mark.parametrize("paths", [("a", "a/b"), ("a/b/c", "a"), ("x/a", "x/a/b/c")])
def test_a_page_inside_another_page_is_refused(tmp_path: Path, paths: tuple[str, str]) -> None:
    with pytest.raises(BuildError, match=rf"^{paths[1]}: "):
        write_tree((OutFile(path, b"words") for path in paths), tmp_path / "docs", tmp_path / "scratch")


def test_a_page_may_stand_where_a_folder_stood_and_the_other_way_round(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    docs = tmp_path / "docs"
    write_tree([OutFile("a", b"page"), OutFile("b/c", b"inside")], docs, tmp_path / "scratch")
    write_tree([OutFile("a/c", b"inside"), OutFile("b", b"page")], docs, tmp_path / "scratch")
    assert snapshot(docs) == {"a/c": b"inside", "b": b"page"}


def test_nothing_is_removed_when_a_later_page_cannot_be_made(tmp_path: Path, snapshot: Snapshot) -> None:
    docs = tmp_path / "docs"
    write_tree(files(old_md="old", page_md="before"), docs, tmp_path / "scratch")

    def pages() -> Iterator[OutFile]:
        yield OutFile("page.md", b"after")
        raise BuildError("content/pages/x.md: cannot be made; fix it")

    with pytest.raises(BuildError, match="cannot be made"):
        write_tree(pages(), docs, tmp_path / "scratch")
    assert snapshot(docs) == {"old.md": b"old", "page.md": b"after"}


def test_a_write_that_fails_half_way_leaves_the_old_file_and_no_scrap(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    path = tmp_path / "paper.json"
    write_file(path, b"good", tmp_path / "scratch")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))  # like a disk that is full
    try:
        with pytest.raises(OSError, match="File too large"):
            write_file(path, b"x" * 100_000, tmp_path / "scratch")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert snapshot(tmp_path) == {"paper.json": b"good"}


def test_a_file_is_written_once_and_can_be_read_by_the_web_server(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "inside" / "paper.json"
    assert write_file(path, b"{}", tmp_path / "scratch")
    assert not write_file(path, b"{}", tmp_path / "scratch")
    assert path.stat().st_mode & 0o777 == 0o644
