"""The parts of the accelerator, each against what it stands in for."""

from __future__ import annotations

import json
import os

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FunctionLoader
from markdown import Markdown
from mkdocs.structure.files import File

from generator.accelerate.bodies import Converter, parse_head
from generator.accelerate.memory import Known, Memory, packed
from generator.accelerate.pages import Places
from generator.accelerate.plugin import recent
from generator.accelerate.report import Report
from generator.accelerate.shell import ShellMaker, Unfit
from generator.merge import merge
from generator.outputs.render import front_matter
from generator.tree import Written

EXTENSIONS = ("toc", "tables", "fenced_code")

# Pieces of pages: blocks as we write them, Markdown as people write it, and everything in between.
PIECES = [
    '<div class="foot">\n<a href="../x/" aria-label="a &#62; b">x</a>\n\n<b>bold</b>\n</div>',
    "<p>one</p>",
    "<p>one</p>\n<p>two</p>",
    "<ul>\n<li>a\n<li>b\n</ul>",
    "<div><p>never closed</div>",
    "<div>never closed",
    "</div>",
    "<section><section></section>",
    "<aside>a</aside> and more",
    "text <div>inside</div>",
    "<h1><bdi>A title &amp; more</bdi></h1>",
    '<svg viewBox="0 0 1 1"><polyline points="0,0"/></svg>',
    '<div title="a > b">x</div>',
    "<div title=bare>x</div>",
    "<div>a & b < c</div>",
    "<div>a &#58 b &amp b</div>",
    "<p>a<br>b</p>",
    "<table><tr><td>1</td></tr></table>",
    "<hr>",
    "<!-- a comment -->",
    "<script>x</script>",
    "<DIV>loud</DIV>",
    "  <div>pushed in</div>",
    "<div>\n \nspaces\n</div>",
    "# A heading",
    "## A heading",
    "## *Another* `one` [away](https://x.example/)",
    "- a list\n- of two",
    "1. numbers",
    "> quoted\n> <div>x</div>",
    "    code <div>x</div>",
    "```\n<div>fenced</div>\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "plain words with <b>bold</b> and a [link](https://x.example/ 'title')",
    "[mail](mailto:a@x.example) and <a@x.example>",
    "a\\\nb",
    "[x]: https://x.example/",
    "see [x]",
    "\ue0000\ue001",
]


@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n\n", "\n", "\n\n\n", " "])), max_size=8)
)
def test_a_body_is_what_markdown_makes_of_it(pieces):
    words = "".join(piece + gap for piece, gap in pieces)
    expected = Markdown(extensions=list(EXTENSIONS)).convert(words)
    assert CONVERTER.html(words) in (expected, None)
    if "mail" not in words and "a@x" not in words:
        assert CONVERTER.html(words) == expected


CONVERTER = Converter(EXTENSIONS, {})


@pytest.mark.parametrize(
    "link",
    [
        "[x](other.md)",
        "[x](#place)",
        "![x](picture.png)",
        "[x](/absolute/)",
        "[x](<a b.md>)",
        "[x](http://[)",
    ],
)
def test_a_link_that_mkdocs_looks_into_is_left_to_it(link):
    assert CONVERTER.html(f"# Title\n\n<div>x</div>\n\nSee {link}.\n") is None
    assert CONVERTER.html("# Title\n\n<div>x</div>\n\nSee [x](https://x.example/).\n") is not None


@given(
    st.dictionaries(st.sampled_from(["title", "kind", "colophon"]), st.text(min_size=1), min_size=1),
    st.lists(st.tuples(st.sampled_from(["author", "title"]), st.text())),
    st.text(),
)
def test_front_matter_is_read_as_yaml_reads_it_or_not_at_all(texts, pairs, words):
    text = front_matter({**texts, "citation": pairs}) + words
    parsed = parse_head(text)
    if parsed is None:
        return
    head, below = parsed
    whole = yaml.safe_load(text.removeprefix("---\n").partition("\n---\n")[0])
    assert {
        name: value if isinstance(value, str) else [list(p) for p in value] for name, value in head.items()
    } == whole
    assert below == words.lstrip("\n")


@pytest.mark.parametrize(
    "text", ["# No front matter", "---\ntitle: bare\n---\n", '---\non: "x"\n---\n', "---\n"]
)
def test_other_front_matter_is_left_to_mkdocs(text):
    assert parse_head(text) is None


def shell(template, head=None, **templates):
    environment = Environment(loader=FunctionLoader({"main.html": template, **templates}.get))
    maker = ShellMaker(environment, {})
    head = head or {"title": "x", "kind": "k", "pairs": (("a", "b"),)}
    return maker.make("main.html", head, lambda meta, hole: {"meta": meta, "content": hole("content")})


def test_a_shell_is_filled_as_the_template_would_be():
    template = (
        "{% if meta.kind == 'k' %}{{ meta.title | e }}|{{ meta.title ~ '<' | e }}|"
        "{{ (meta.title ~ '!') | upper }}"
        "{% endif %}{% for a, b in meta.pairs or [] %}[{{ a }}={{ b }}]\n{% endfor %}{{ content }}"
    )
    made = shell(template)
    for title, pairs in (("<b>", (("n", "1"),)), ("ß & é", (("n", "1"), ("m", "<2>"), ("o", "")))):
        meta = {"title": title, "kind": "k", "pairs": pairs}
        expected = Environment().from_string(template).render(meta=meta, content="<p>")
        assert made.fill({"meta.title": title, "meta.pairs": pairs, "content": "<p>"}) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{% if meta.title == 'x' %}{% endif %}",
        "{{ meta.title | length > 3 }}",
        "{{ meta.title[0] }}",
        "{{ meta.title.upper() }}",
        "{{ 'x' in meta.title }}",
        "{% if meta.title | trim %}{% endif %}",
        "{% for letter in meta.title %}{% endfor %}",
        "{% for a, b in meta.pairs %}{{ a }}{% endfor %}",
        "{% for a, b in meta.pairs %}{{ b }}{{ a }}{% endfor %}",
        "{% for a, b in meta.pairs %}{{ a | upper }}{{ b }}{% endfor %}",
        "{% for a, b in meta.pairs %}{{ loop.index }}{{ a }} {{ b }}{% endfor %}",
        "{% for a, b in meta.pairs %}{{ a }} {{ b }} of {{ loop.length }},{% endfor %}",
        "{{ meta.pairs | length }}",
        "{{ '%.3s' % meta.title }}",
        "{{ (meta.title ~ 'x')[1:] }}",
        "{{ 'a b' | replace('a', by=meta.title) }}",
    ],
)
def test_a_template_that_looks_into_a_hole_has_no_shell(template):
    with pytest.raises(Unfit):
        shell(template).fill({"meta.title": "x", "meta.pairs": (("a", "b"),), "content": ""})


def test_shells_that_differ_have_different_texts():
    texts = {
        shell(t).text for t in ("{{ meta.title }}", "{{ meta.title | e }}", "{{ content }}", "x{{ content }}")
    }
    assert len(texts) == 4


def test_memory_gives_back_what_it_was_given_and_forgets_the_rest(tmp_path):
    base = tmp_path / "cache" / "rendered.sqlite"
    known = Known(b"key", 3, 17, False)
    Memory(base).keep(
        tmp_path, {"a/index.html": known}, {b"1": packed("één"), b"2": packed("two")}, {b"1", b"2"}
    )
    assert Memory(base).pages(tmp_path) == {"a/index.html": known}
    assert Memory(base).pages(tmp_path / "another site") == {}
    assert (Memory(base).body(b"1"), Memory(base).body(b"3")) == ("één", None)
    Memory(base).keep(tmp_path, {}, {}, {b"2"})
    assert (Memory(base).body(b"1"), Memory(base).body(b"2"), Memory(base).pages(tmp_path)) == (
        None,
        "two",
        {},
    )


def test_a_file_is_unchanged_only_if_it_is_the_one_that_was_written(tmp_path):
    site, standing = tmp_path / "new", tmp_path / "site"
    standing.mkdir()
    known, fresh = Places(standing, None, {}).put("a.html", b"key", b"text")
    places = Places(site, standing, {"a.html": known})
    assert fresh
    assert places.unchanged("a.html", b"key") == known
    assert places.unchanged("a.html", b"another") is None
    assert places.put("a.html", b"another", b"text") == (Known(b"another", 4, known.changed, False), False)
    assert not site.exists()
    (standing / "a.html").write_bytes(b"TEXT")
    os.utime(standing / "a.html", ns=(1, 1))
    assert places.unchanged("a.html", b"key") is None
    (standing / "a.html").unlink()
    assert places.unchanged("a.html", b"key") is None


def test_a_report_is_read_as_it_was_written_and_may_be_absent(tmp_path):
    report = Report(kept=("a",), made=("b", "c"), loads=True, said=("é",))
    report.write(tmp_path / "report.json")
    assert Report.read(tmp_path / "report.json") == report
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["loads"] is True
    assert Report.read(tmp_path / "none") == Report()


def dated(name: str, day: str) -> File:
    file = File(f"{name}.md", None, "site", True)
    file.content_string = front_matter({"title": name, "published": day}) + "words"
    return file


def test_serve_shows_the_pages_of_the_newest_days_and_those_of_no_day():
    files = [dated("a", "2026-03-02"), dated("b", "2026-03-09"), dated("c", "2026-03-10"), dated("d", "")]
    files.append(dated("e", "2026-03-09"))

    def shown(days):
        return "".join(file.name for file in recent(files, days))

    assert [shown(days) for days in ("1", "2", "3", "30", "")] == ["cd", "bcde", "abcde", "abcde", "abcde"]
    assert recent(files[3:4], "2") == files[3:4]


def write(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_merging_moves_what_changed_keeps_what_is_kept_and_removes_the_rest(tmp_path, snapshot):
    fresh, site = tmp_path / "fresh", tmp_path / "site"
    write(site, a__x="old", b__x="same", c__x="kept", d__e__x="stale", f="a file", g__h="in a folder")
    write(fresh, a__x="new", b__x="same", f__x="now a folder", g="now a file", n__m__x="added")
    before = (site / "b/x").stat()
    assert merge(fresh, site, frozenset({"c/x"})) == Written(written=4, kept=2, removed=1)
    now = {"a/x": b"new", "b/x": b"same", "c/x": b"kept", "f/x": b"now a folder", "g": b"now a file"}
    assert snapshot(site) == {**now, "n/m/x": b"added"}
    assert (site / "b/x").stat() == before
    assert not fresh.exists() and not (site / "d").exists()


def test_merging_into_nothing_is_a_move(tmp_path, snapshot):
    write(tmp_path / "fresh", a__x="1", b="2")
    assert merge(tmp_path / "fresh", tmp_path / "site", frozenset()) == Written(2, 0, 0)
    assert snapshot(tmp_path / "site") == {"a/x": b"1", "b": b"2"}
