"""`make same`, the part that compares: what two trees of files have in common and what not."""

from __future__ import annotations

import pytest
import same


@pytest.fixture
def compare(tmp_path, capsys):
    """Compare two sites, given as paths with their bytes; whether they pass, and what is printed."""

    def compared(before, after, allowed=()):
        blobs = same.Blobs(tmp_path / "blobs")
        for name, files in (("before", before), ("after", after)):
            for path, data in files.items():
                target = tmp_path / name / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        expected = same.take_tree(tmp_path / "before", blobs)
        passes = same.report("a site", expected, tmp_path / "after", blobs, list(allowed))
        return passes, capsys.readouterr().out

    return compared


SITE = {
    "build/docs/index.md": b"# One\n\nTwo\n",
    "build/twins/index.md": b"One\n",
    "site/index.html": b"<h1>One</h1>",
    "site/assets/a.js": b"one()",
}


def test_equal_trees_pass(compare):
    passes, said = compare(SITE, SITE)
    assert passes
    assert "4 files, 0 differ" in said


@pytest.mark.parametrize("path", SITE)
def test_a_file_with_other_bytes_is_named(compare, path):
    passes, said = compare(SITE, {**SITE, path: b"three\n"})
    assert not passes
    assert f"differs {path}" in said
    assert "+three" in said


def test_a_missing_and_an_extra_file_are_named(compare):
    without = {path: data for path, data in SITE.items() if path != "site/index.html"}
    passes, said = compare(SITE, {**without, "build/docs/new.md": b""})
    assert not passes
    assert "missing site/index.html" in said
    assert "extra build/docs/new.md" in said
    assert "1 .html missing" in said and "1 .md extra" in said


def test_what_is_neither_built_nor_compared_does_not_matter(compare):
    passes, _ = compare(SITE, {**SITE, ".cache/x": b"x", "content/x": b"x"})
    assert passes


def test_an_allowed_difference_is_named_and_passes(compare):
    passes, said = compare(SITE, {**SITE, "site/assets/a.js": b"two()"}, allowed=["*.js"])
    assert passes
    assert "allowed: differs site/assets/a.js" in said


@pytest.mark.parametrize(
    ("pattern", "passes"), [("*.js", False), ("site/*", True), ("*.html", True), ("build/*", False)]
)
def test_a_pattern_allows_only_what_it_matches(compare, pattern, passes):
    changed = {**SITE, "site/index.html": b"<h1>Two</h1>"}
    assert compare(SITE, changed, allowed=[pattern])[0] is passes


def test_bytes_that_are_no_text_are_compared_by_size(compare):
    passes, said = compare({"site/a.png": b"\xff\xfe"}, {"site/a.png": b"\xff\xfe\xfd"})
    assert not passes
    assert "no text, 2 bytes before and 3 after" in said


def test_of_many_differences_the_first_are_named_and_all_are_counted(compare):
    before = {f"site/{number:03}.html": b"one" for number in range(100)}
    _, said = compare(before, dict.fromkeys(before, b"two"))
    assert said.count("\n  differs ") == same.PATHS_SHOWN
    assert "and 60 more" in said
    assert "in all: 100 .html differs" in said
