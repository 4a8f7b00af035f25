"""`make same`, the part that compares: what two trees of files have in common and what not."""

from __future__ import annotations

import pytest
import same


@pytest.fixture
def compare(tmp_path, capsys):
    """Compare two sites, given as paths with their bytes; whether they pass, and what is printed."""

    def compared(before, after, patterns=(), loading=False):
        blobs = same.Blobs(tmp_path / "blobs")
        for name, files in (("before", before), ("after", after)):
            for path, data in files.items():
                target = tmp_path / name / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        expected = same.take_tree(tmp_path / "before", blobs)
        allowed = same.Allowed(tuple(patterns), loading)
        passes = same.report("a site", expected, tmp_path / "after", blobs, allowed)
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
    passes, said = compare(SITE, {**SITE, "site/assets/a.js": b"two()"}, patterns=["*.js"])
    assert passes
    assert "may differ: differs site/assets/a.js" in said


@pytest.mark.parametrize(("changed", "passes"), [(b"one()", True), (b"two()", False)])
def test_a_script_is_compared_under_its_plain_name(compare, changed, passes):
    page = b'<script src="assets/a.%s.js"></script>'
    one = {"site/index.html": page % b"01234567", "site/assets/a.01234567.js": b"one()"}
    two = {"site/index.html": page % b"89abcdef", "site/assets/a.89abcdef.js": changed}
    same_files, said = compare(one, two)
    assert same_files is passes
    assert passes or ("1 differ, 0" in said and "differs site/assets/a.js" in said)


@pytest.mark.parametrize(
    ("pattern", "passes"), [("*.js", False), ("site/*", True), ("*.html", True), ("build/*", False)]
)
def test_a_pattern_allows_only_what_it_matches(compare, pattern, passes):
    changed = {**SITE, "site/index.html": b"<h1>Two</h1>"}
    assert compare(SITE, changed, patterns=[pattern])[0] is passes


PAGE = b'<link rel="canonical" href="a"><script src="a.js" defer></script><script>inline()</script>'


@pytest.mark.parametrize(
    ("changed", "passes"),
    [
        (PAGE.replace(b" defer", b' type="module"'), True),
        (PAGE + b'<link rel="stylesheet" href="b.css"><link rel="modulepreload" href="c.js">', True),
        (PAGE.replace(b"inline", b"other"), False),
        (PAGE.replace(b'href="a"', b'href="b"'), False),
        (PAGE + b"words", False),
    ],
)
def test_tags_that_load_scripts_and_styles_may_differ_where_that_is_asked(compare, changed, passes):
    before, after = {"site/index.html": PAGE}, {"site/index.html": changed}
    assert compare(before, after, loading=True)[0] is passes
    assert not compare(before, after)[0]


def test_the_difference_in_tags_is_shown_even_where_it_is_allowed(compare):
    changed = PAGE.replace(b" defer", b' type="module"')
    _, said = compare({"site/index.html": PAGE}, {"site/index.html": changed}, loading=True)
    assert '+<link rel="canonical" href="a"><script src="a.js" type="module">' in said


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
