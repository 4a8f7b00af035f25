"""Files of people's own, below content/static/: copied, listed as ours, never over a file of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from building import build

from broadsheet.cache.owned_files import RECORD, OwnedFiles
from broadsheet.errors import BuildError
from broadsheet.rendering.static_files import find_static_files, refuse_taken_paths

FILES = {
    "CNAME": b"review.example\n",
    "robots.txt": b"User-agent: *\n",
    ".nojekyll": b"",
    ".well-known/security.txt": b"Contact: mailto:ada@review.example\n",
    "talks/2026/slides.pdf": bytes(range(256)),
}


def put(root: Path, name: str, data: bytes = b"x") -> Path:
    path = root / "content" / "static" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


class TestPaths:
    SITE = ("index.html", "feed.xml", "paper/2603.00001/index.html")

    @pytest.mark.parametrize(
        ("path", "taken"),
        [
            ("index.html", "a file index.html"),
            ("INDEX.html", "a file index.html"),
            ("feed.xml/more.txt", "a file feed.xml"),
            ("paper", "a folder paper/"),
            ("Paper", "a folder paper/"),
            ("paper/2603.00001", "a folder paper/2603.00001/"),
        ],
    )
    def test_one_that_the_site_has_is_refused_by_name(self, path, taken):
        with pytest.raises(BuildError) as caught:
            refuse_taken_paths([path, "free.txt"], self.SITE)
        assert caught.value.problems == (
            f"content/static/{path}: the site has {taken} of its own there; rename this one",
        )

    @pytest.mark.parametrize("path", ["index.htm", "paper/more.txt", "paper.txt", ".well-known/index.html"])
    def test_another_is_free(self, path):
        refuse_taken_paths([path], self.SITE)

    def test_all_that_are_taken_are_named_at_once(self):
        with pytest.raises(BuildError) as caught:
            refuse_taken_paths(["index.html", "feed.xml"], self.SITE)
        assert len(caught.value.problems) == 2


class TestFolder:
    def test_names_with_a_dot_are_files_like_others(self, tmp_path):
        for name, data in FILES.items():
            put(tmp_path, name, data)
        assert {name: path.read_bytes() for name, path in find_static_files(tmp_path).items()} == FILES

    def test_no_folder_means_no_files(self, tmp_path):
        assert find_static_files(tmp_path) == {}

    def test_the_list_of_our_files_cannot_be_one(self, tmp_path):
        put(tmp_path, RECORD)
        with pytest.raises(BuildError) as caught:
            find_static_files(tmp_path)
        assert caught.value.problems == (
            f"content/static/{RECORD}: Broadsheet keeps a list of that name in the site; rename this one",
        )

    def test_what_git_keeps_there_is_not_published(self, tmp_path):
        put(tmp_path, ".git/config")
        put(tmp_path, "module/.git")
        assert find_static_files(tmp_path) == {}

    def test_a_name_that_no_list_of_files_can_hold_is_refused(self, tmp_path):
        put(tmp_path, "a\nb/c.txt")
        with pytest.raises(
            BuildError, match=r"static/a\\nb/c\.txt: the name holds signs that cannot be shown"
        ):
            find_static_files(tmp_path)

    def test_a_link_is_refused(self, tmp_path):
        put(tmp_path, "CNAME").unlink()
        (tmp_path / "content/static/CNAME").symlink_to("/proc/self/environ")
        with pytest.raises(BuildError, match="content/static/CNAME: is a link"):
            find_static_files(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("plugins", ["[broadsheet]", "[]"], ids=["accelerated", "plain"])
class TestBuild:
    @pytest.fixture
    def site(self, world: Path, plugins: str) -> Path:
        """A world with all these files, built."""
        mkdocs = world / "mkdocs.yml"
        mkdocs.write_text(
            mkdocs.read_text("utf-8").replace("plugins: [broadsheet]", f"plugins: {plugins}"), "utf-8"
        )
        for name, data in FILES.items():
            put(world, name, data)
        done = build(world)
        assert done.returncode == 0, done.stderr
        return world / "site"

    def test_files_are_copied_and_listed_as_ours(self, world, site):
        owned = OwnedFiles.read(site)
        for name, data in FILES.items():
            assert (site / name).read_bytes() == data
            assert name in owned
        (world / "content/static/CNAME").write_bytes(b"other.example\n")
        assert (site / "CNAME").read_bytes() == FILES["CNAME"], "it was linked"

    def test_edits_and_removals_are_followed(self, world, site, snapshot):
        put(world, "CNAME", b"others.example\n")  # of another length
        put(world, "robots.txt", FILES["robots.txt"].upper())  # and of the same
        (world / "content/static/.well-known/security.txt").unlink()
        (site / "theirs.txt").write_text("not ours")
        done = build(world)
        assert done.returncode == 0, done.stderr
        assert (site / "CNAME").read_bytes() == b"others.example\n"
        assert (site / "robots.txt").read_bytes() == FILES["robots.txt"].upper()
        assert not (site / ".well-known").exists()
        assert (site / "theirs.txt").exists()
        before = snapshot(site)
        again = build(world)
        assert "site: nothing new since the last build" in again.stdout
        assert snapshot(site) == before

    def test_a_byte_that_rotted_in_the_site_is_written_anew(self, world, site):
        (site / "talks/2026/slides.pdf").write_bytes(bytes(256))
        assert build(world).returncode == 0
        assert (site / "talks/2026/slides.pdf").read_bytes() == FILES["talks/2026/slides.pdf"]

    def test_a_file_of_ours_is_never_replaced(self, world, site, snapshot):
        before = snapshot(site)
        put(world, "index.html")
        put(world, "Feed.xml/a.txt")
        failed = build(world)
        assert failed.returncode == 1
        assert failed.stderr.splitlines() == [
            "content/static/index.html: the site has a file index.html of its own there; rename this one",
            "content/static/Feed.xml/a.txt: the site has a file feed.xml of its own there; rename this one",
        ]
        assert snapshot(site) == before

    def test_a_file_of_somebody_else_is_never_replaced(self, world, site):
        (site / "mine.txt").write_text("somebody's")
        put(world, "mine.txt", b"another's")
        failed = build(world)
        assert failed.returncode == 1
        assert "mine.txt: Broadsheet did not write it" in failed.stderr
        assert (site / "mine.txt").read_text() == "somebody's"
