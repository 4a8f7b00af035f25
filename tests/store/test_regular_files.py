"""content/ holds regular files: whatever else lies there is named, and neither read nor waited for."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from make import make_paper

from broadsheet.errors import ConfigError, ContentError
from broadsheet.pipeline import read_settings
from broadsheet.store import files
from broadsheet.store.content import Content
from broadsheet.store.papers import paper_to_json
from broadsheet.store.static_files import list_static_files
from broadsheet.store.store import Store

# A file in each folder of content/, where it would be read if it were a regular one.
PLACES = (
    "notes/2603.00001.md",
    "digests/2026-03-02.md",
    "pages/env.md",
    "ledger/2026-03-02.json",
    "papers/2603/2603.00001.json",
    "static/CNAME",
)


def link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def make_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket may have no more than 100 letters
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


KINDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "the environment": (link_to("/proc/self/environ"), "is a link; put the file itself in its place"),
    "an endless device": (link_to("/dev/zero"), "is a link; put the file itself in its place"),
    "a dangling link": (link_to("me@machine.1234:56"), "is a link; put the file itself in its place"),
    "a link to itself": (link_to("loop"), "is a link; put the file itself in its place"),
    "a pipe": (os.mkfifo, "is a pipe, a socket or a device, and no file; remove it"),
    "a socket": (make_socket, "is a pipe, a socket or a device, and no file; remove it"),
    "a folder": (Path.mkdir, "is a folder where a file belongs; move it away"),
}


@pytest.fixture(params=["without a cache", "with one"])
def problems(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], list[str]]]:
    """All problems of the content below ``tmp_path``."""

    def find() -> list[str]:
        store = Store(tmp_path)
        cache = request.getfixturevalue("cache") if request.param == "with one" else None
        return list(store.survey(cache)[1])

    yield find


@pytest.fixture
def cache(tmp_path: Path) -> object:
    from broadsheet.cache.fingerprints import Fingerprints
    from broadsheet.cache.records import RecordCache
    from broadsheet.store.paper_rows import PaperRow

    return RecordCache(tmp_path / ".cache" / "papers", PaperRow, Fingerprints())


def place_of(tmp_path: Path, name: str) -> Path:
    path = tmp_path / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_file_is_named_and_not_read(tmp_path, problems, place, kind):
    if kind == "a folder" and place.startswith("static/"):
        return  # a folder is at home there
    make, words = KINDS[kind]
    make(place_of(tmp_path, place))
    assert problems() == [f"content/{place}: {words}"]


@pytest.mark.parametrize("place", ["papers/2603", "notes/more", "static/.well-known"])
def test_a_link_to_a_folder_inside_is_not_followed(tmp_path, problems, place):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "2603.00001.json").write_text("{")
    place_of(tmp_path, place).symlink_to(elsewhere)
    [problem] = problems()
    assert problem.startswith(f"content/{place}: is a link; ")


def test_content_and_its_direct_folders_may_be_links(tmp_path):
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "colophon.md").write_text("# Colophon\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "pages").symlink_to(tmp_path / "words")
    (tmp_path / "elsewhere" / "static").symlink_to(tmp_path / "words")
    (tmp_path / "content").symlink_to(tmp_path / "elsewhere")
    assert Store(tmp_path).load().pages == {"colophon": "# Colophon\n"}
    assert list(list_static_files(tmp_path / "content", [])) == ["colophon.md"]


@pytest.mark.parametrize("folder", ["", "/notes", "/papers", "/ledger", "/static"])
def test_a_folder_that_leads_nowhere_does_not_count_as_empty(tmp_path, folder):
    path = tmp_path / f"content{folder}"
    path.parent.mkdir(exist_ok=True)
    path.symlink_to("gone")
    with pytest.raises(ContentError) as caught:
        Store(tmp_path).load()
    assert caught.value.problems == (f"content{folder}: is a link that leads nowhere; mend or remove it",)


@pytest.mark.parametrize("make", [Path.touch, os.mkfifo], ids=["a file", "a pipe"])
@pytest.mark.parametrize("folder", ["", "/notes", "/papers"])
def test_something_else_in_the_place_of_a_folder_is_named(tmp_path, folder, make):
    path = tmp_path / f"content{folder}"
    path.parent.mkdir(exist_ok=True)
    make(path)
    with pytest.raises(ContentError) as caught:
        Store(tmp_path).load()
    assert caught.value.problems == (f"content{folder}: is no folder, and one belongs there; move it away",)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(tmp_path):
    secret = place_of(tmp_path, "notes/2603.00001.md")
    secret.touch(0o000)
    place_of(tmp_path, "digests/x.md").parent.chmod(0o000)
    found = Store(tmp_path).survey()[1]
    place_of(tmp_path, "digests").chmod(0o755)
    assert found == (
        "content/notes/2603.00001.md: cannot be read (Permission denied); mend that first",
        "content/digests: cannot be read (Permission denied); mend that first",
    )


@pytest.mark.parametrize("name", [".#2603.00001.md", "._2603.00001.md", ".DS_Store", ".gitkeep", ".x.json"])
@pytest.mark.parametrize("folder", ["notes", "digests", "pages", "ledger", "papers", "papers/2603"])
def test_names_with_a_dot_are_skipped_whatever_they_are(tmp_path, problems, folder, name):
    place_of(tmp_path, f"{folder}/{name}").symlink_to("me@machine.1234:56")
    assert problems() == []
    assert Store(tmp_path).load() == Content()


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("notes/2603.00001.markdown", "2603.00001.md"),
        ("notes/2603.00001.MD", "2603.00001.md"),
        ("notes/2603.00001.Mkd", "2603.00001.md"),
        ("notes/2603.00001.md.txt", "2603.00001.md"),
        ("pages/colophon.mdown", "colophon.md"),
        ("digests/2026-W10.Markdown", "2026-W10.md"),
        ("ledger/2026-03-02.JSON", "2026-03-02.json"),
        ("papers/2603/2603.00001.Json", "2603.00001.json"),
    ],
)
def test_a_file_with_another_ending_is_not_ignored_without_a_word(tmp_path, problems, name, right):
    place_of(tmp_path, name).touch()
    assert problems() == [f"content/{name}: is not read, for its ending; rename it to {right}"]


@pytest.mark.parametrize("name", ["notes/README", "notes/2603.00001.md~", "pages/list.csv", "notes/x.txt"])
def test_other_files_may_lie_there(tmp_path, problems, name):
    place_of(tmp_path, name).touch()
    assert problems() == []


def test_a_paper_in_no_folder_is_named(tmp_path, problems):
    place_of(tmp_path, "papers/2603.00001.json").touch()
    assert problems() == [
        "content/papers/2603.00001.json: is not read, for it lies in no folder; move it into its own"
    ]


@pytest.mark.parametrize("name", [b"\xff.md", b"a\nb.md", b"a\x1b[2Jb.md"])
def test_a_name_that_no_console_can_show_is_named_so_that_it_can(tmp_path, name):
    folder = place_of(tmp_path, "notes/x").parent
    (folder / os.fsdecode(name)).touch()
    [problem] = Store(tmp_path).survey()[1]
    assert problem.isprintable()
    assert problem.endswith("the name holds signs that cannot be shown; rename it")


@pytest.mark.parametrize("place", ["notes/2603.00001.md", "pages/big.md", "ledger/2026-03-02.json"])
def test_a_file_that_is_too_large_is_named(tmp_path, problems, place, monkeypatch):
    monkeypatch.setattr(files, "MAX_JSON_BYTES", files.MAX_TEXT_BYTES)
    place_of(tmp_path, place).write_bytes(b" " * (files.MAX_TEXT_BYTES + 1))
    assert problems() == [f"content/{place}: is larger than 1,000,000 bytes; shorten it, or take it away"]


def test_a_fetch_does_not_read_a_paper_through_a_link(tmp_path):
    place_of(tmp_path, "papers/2603/2603.00001.json").symlink_to("/dev/zero")
    store = Store(tmp_path)
    with pytest.raises(ContentError, match=r"2603\.00001\.json: is a link"):
        store.paper("2603.00001")
    assert list(store.undescribed()) == []


class TestSettings:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "mkdocs.yml").write_text("site_name: S\nsite_url: https://review.example/\n")
        folder = tmp_path / "content" / "config"
        folder.mkdir(parents=True)
        return folder

    def problems(self, folder: Path) -> tuple[str, ...]:
        with pytest.raises(ConfigError) as caught:
            read_settings(folder.parents[1])
        return caught.value.problems

    @pytest.mark.parametrize("kind", KINDS)
    def test_what_is_no_file_is_named_once(self, folder, kind):
        make, words = KINDS[kind]
        make(folder / "topics.yaml")
        assert self.problems(folder) == (f"content/config/topics.yaml: {words}",)

    @pytest.mark.parametrize("name", ["topics.yml", "topics.YAML", "site.Yml", "topics.yaml.txt"])
    def test_another_ending_is_named(self, folder, name):
        (folder / name).write_text("topics: []\n")
        right = name.partition(".")[0]
        assert self.problems(folder) == (
            f"content/config/{name}: is not read, for its ending; rename it to {right}.yaml",
        )

    def test_a_folder_that_leads_nowhere_is_not_taken_for_settings_that_say_nothing(self, folder):
        folder.rmdir()
        folder.symlink_to("gone")
        assert self.problems(folder) == ("content/config: is a link that leads nowhere; mend or remove it",)

    def test_a_byte_order_mark_is_no_part_of_the_settings(self, folder):
        (folder / "topics.yaml").write_bytes(b"\xef\xbb\xbftopics: []\n")
        assert read_settings(folder.parents[1]).topics == ()


def test_papers_read_on_all_processors_have_the_same_problems_in_the_same_order(tmp_path, cache):
    folder = place_of(tmp_path, "papers/2603/README").parent
    for number in range(1, 221):
        text = json.dumps(paper_to_json(make_paper(id=f"2603.{number:05d}", doi="", cite_key=f"key{number}")))
        if number % 50 == 0:
            text = text.replace("title", "titel")
        (folder / f"2603.{number:05d}.json").write_text(text)
        if number % 70 == 0:
            (folder / f"2603.{number:05d}.JSON").symlink_to("nowhere")
    (folder / "2603.00151.json").write_bytes(b"\xff")
    (tmp_path / "content/papers/2604").symlink_to(folder)
    content, problems = Store(tmp_path).survey(cache)
    assert (content, problems) == Store(tmp_path).survey()
    assert len(content.papers) == 220 - 4 - 1
    assert len(problems) == 4 * 2 + 3 + 1 + 1
