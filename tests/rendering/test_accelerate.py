"""The parts of the accelerator, each against what it stands in for."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FunctionLoader
from markdown import Markdown
from mkdocs.structure.files import File

from broadsheet.cache.file_state import FileState
from broadsheet.cache.owned_files import NO_DIGEST, OwnedFiles
from broadsheet.cache.written_tree import Written
from broadsheet.outputs.templating import front_matter
from broadsheet.rendering.accelerate.bodies import Converter
from broadsheet.rendering.accelerate.build import recent
from broadsheet.rendering.accelerate.front_matter import parse_front_matter
from broadsheet.rendering.accelerate.holes import Unfit
from broadsheet.rendering.accelerate.pages import PageMaker
from broadsheet.rendering.accelerate.rendered_pages import RenderedPage, RenderedPages
from broadsheet.rendering.accelerate.report import Report
from broadsheet.rendering.accelerate.shell import ShellMaker
from broadsheet.rendering.accelerate.site_folders import Job, PageDigests, SiteFolders, read_file
from broadsheet.rendering.sync import files_in, merge

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
    '<figure><svg><a href="../x/"><title>A &#62; *b*</title><circle r="1"/></a></svg></figure>',
    "<figure><title>begun and never ended</figure>",
    "<figure><title>with <b>a tag</b></title></figure>",
    "<figure><title>over\n\n*two* parts</title></figure>",
    "<title>alone</title>",
    "</title>",
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


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n\n", "\n", "\n\n\n", " "])), max_size=8)
)
def test_a_body_is_what_markdown_makes_of_it(pieces):
    words = "".join(piece + gap for piece, gap in pieces)
    expected = Markdown(extensions=list(EXTENSIONS)).convert(words)
    assert CONVERTER.convert(words) in (expected, None)
    if "mail" not in words and "a@x" not in words:
        assert CONVERTER.convert(words) == expected


CONVERTER = Converter(EXTENSIONS, {})


def test_a_block_with_another_of_its_name_inside_does_not_end_at_the_first_closing_tag():
    words = "<section><section></section>\n\n*still in the outer block*\n"
    expected = Markdown(extensions=list(EXTENSIONS)).convert(words)
    assert "<em>" not in expected
    assert CONVERTER.convert(words) == expected


def test_a_drawing_with_titles_is_one_block_which_is_not_read():
    drawing = "<figure>\n<svg>\n<a><title>One &amp; *two*</title><circle/></a>\n</svg>\n</figure>"
    text, blocks = CONVERTER.reduce(f"{drawing}\n\nBelow.\n")
    assert blocks == [drawing]
    assert drawing not in text


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
    assert CONVERTER.convert(f"# Title\n\n<div>x</div>\n\nSee {link}.\n") is None
    assert CONVERTER.convert("# Title\n\n<div>x</div>\n\nSee [x](https://x.example/).\n") is not None


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["title", "kind", "colophon"]), st.text(min_size=1), min_size=1),
    st.lists(st.tuples(st.sampled_from(["author", "title"]), st.text())),
    st.text(),
)
def test_front_matter_is_read_as_yaml_reads_it_or_not_at_all(texts, pairs, words):
    text = front_matter({**texts, "citation": pairs}) + words
    parsed = parse_front_matter(text)
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
    assert parse_front_matter(text) is None


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


def test_shells_that_differ_in_the_option_of_a_filter_alone_have_different_texts():
    narrow = shell("{{ meta.title | indent(width=2) }}")
    wide = shell("{{ meta.title | indent(width=4) }}")
    assert narrow.text != wide.text


def page_row(key: str) -> RenderedPage:
    return RenderedPage(key, "shell", "body", FileState(3, 11), FileState(4, 17), False)


def test_the_pages_of_a_site_come_back_as_they_were_and_others_are_forgotten(tmp_path):
    site, pages, shells = tmp_path / "site", {"a/index.html": page_row("key")}, {"shell": "kind"}
    RenderedPages(tmp_path, site).save(pages, shells, {"1": "één", "2": "two"}, {"1", "2"})
    again = RenderedPages(tmp_path, site)
    assert (again.pages(), again.shells()) == (pages, shells)
    assert (again.body("1"), again.body("3")) == ("één", None)
    elsewhere = RenderedPages(tmp_path, tmp_path / "elsewhere")
    assert (elsewhere.pages(), elsewhere.shells(), elsewhere.body("2")) == ({}, {}, "two")
    again.save({}, {}, {}, {"2"})
    last = RenderedPages(tmp_path, site)
    assert (last.pages(), last.shells(), last.body("1"), last.body("2")) == ({}, {}, None, "two")


def test_a_build_for_no_site_keeps_html_alone_and_forgets_none(tmp_path):
    site, pages = tmp_path / "site", {"a/index.html": page_row("key")}
    RenderedPages(tmp_path, site).save(pages, {"shell": "kind"}, {"1": "one"}, {"1"})
    RenderedPages(tmp_path, None).save({}, {}, {"2": ""}, None)
    after = RenderedPages(tmp_path, site)
    assert (after.pages(), after.shells()) == (pages, {"shell": "kind"})
    assert (after.body("1"), after.body("2")) == ("one", "")
    assert RenderedPages(tmp_path, None).pages() == {}


@pytest.fixture
def desk(tmp_path):
    """A page that stands in a site, its Markdown file, and what is remembered of both."""
    return Desk(tmp_path)


class Desk:
    """One page, made from one file long ago."""

    def __init__(self, root):
        self.root, self.job = root, Job(str(root / "a.md"), "a/", "a/index.html")
        (root / "a.md").write_bytes(b"words")
        os.utime(root / "a.md", ns=(10**18, 10**18))
        self.page = root / "site/a/index.html"
        folders = SiteFolders(str(root / "site"), None, {}, 2 * 10**18)
        self.cached, fresh = self.put("key", b"text", folders)
        assert fresh

    def put(self, key, page, folders):
        digests = PageDigests(key, "shell", "body")
        return folders.put(self.job.path, digests, read_file(self.job.source), page)

    def folders(self, safe_mtime=2 * 10**18, cached=None):
        standing = str(self.root / "site")
        pages = {self.job.path: cached or self.cached}
        return SiteFolders(str(self.root / "new"), standing, pages, safe_mtime)


def test_a_page_is_untouched_only_if_neither_it_nor_its_markdown_was(desk):
    assert desk.folders().find_untouched(desk.job) == desk.cached
    for path, other in ((desk.page, b"TEXT"), (Path(desk.job.source), b"WORDS")):
        before, state = path.read_bytes(), path.stat()
        path.write_bytes(other)
        assert desk.folders().find_untouched(desk.job) is None
        path.write_bytes(before)
        os.utime(path, ns=(state.st_mtime_ns, state.st_mtime_ns))
        assert desk.folders().find_untouched(desk.job) == desk.cached
    desk.page.unlink()
    assert desk.folders().find_untouched(desk.job) is None


def test_a_markdown_file_so_new_that_a_change_might_not_show_is_read_again(desk):
    just_then = 10**18
    cached, _ = desk.put("key", b"text", desk.folders(safe_mtime=just_then))
    assert cached.source is None
    assert desk.folders(cached=cached).find_untouched(desk.job) is None
    later = desk.folders(safe_mtime=just_then + 1, cached=cached)
    settled = later.find_unchanged(desk.job.path, "key", read_file(desk.job.source))
    assert settled == desk.cached
    assert desk.folders(cached=settled).find_untouched(desk.job) == settled


def test_a_page_is_unchanged_only_if_it_is_the_one_that_was_written(desk):
    folders, source = desk.folders(), read_file(desk.job.source)
    assert folders.find_unchanged(desk.job.path, "key", source) == desk.cached
    assert folders.find_unchanged(desk.job.path, "another", source) is None
    assert desk.put("another", b"text", folders) == (desk.cached._replace(key="another"), False)
    assert not (desk.root / "new").exists()
    desk.page.write_bytes(b"TEXT")
    os.utime(desk.page, ns=(1, 1))
    assert folders.find_unchanged(desk.job.path, "key", source) is None
    assert desk.put("key", b"text", folders)[1] and (desk.root / "new/a/index.html").read_bytes() == b"text"
    desk.page.unlink()
    assert folders.find_unchanged(desk.job.path, "key", source) is None


class Bench:
    """Three pages of one folder, made with a template of one line; counts what MkDocs is asked for."""

    def __init__(self, root):
        self.root, self.proofs, self.converted = root, [], 0
        self.template, self.lies = "<{{ content }}>", False
        self.jobs = [Job(str(root / f"{n}.md"), f"a/{n}/", f"a/{n}/index.html") for n in "123"]
        for job in self.jobs:
            self.write(job, f"Page {job.url}.")

    def write(self, job, words):
        Path(job.source).write_text(f'---\ntitle: "T"\nkind: "k"\n---\n{words}\n', "utf-8")
        os.utime(job.source, ns=(10**18, 10**18))

    def make_shell(self, folder, head):
        environment = Environment(loader=FunctionLoader({"main.html": self.template}.get))
        maker = ShellMaker(environment, {})
        return maker.make("main.html", head, lambda meta, hole: {"content": hole("content")})

    def page_values(self, job):
        return {}

    def render_page(self, job):
        self.proofs.append(job.url)
        page = self.template.replace("{{ content }}", f"<p>Page {job.url}.</p>")
        return page + self.lies * "!"

    def build(self):
        """Make all pages, and remember them; the addresses of those that were written."""
        self.proofs, self.converted = [], 0
        standing = self.root / "site"
        rendered = RenderedPages(self.root / "cache", standing)
        folders = SiteFolders(str(standing), str(standing), rendered.pages(), 2 * 10**18)

        def converter():
            self.converted += 1
            return CONVERTER

        maker = PageMaker(folders, rendered, converter, "engine", self)
        self.made = list(maker.make_all(self.jobs, 1))
        good = [one for one in self.made if one.file]
        pages, shells = {one.path: one.file for one in good}, {one.file.shell: one.kind for one in good}
        fresh = {one.file.body: one.html for one in good if one.html}
        rendered.save(pages, shells, fresh, {known.body for known in pages.values()})
        return sorted(one.url for one in self.made if one.fresh)


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def test_what_nobody_touched_is_neither_read_nor_proven_again(bench):
    assert bench.build() == ["a/1/", "a/2/", "a/3/"]
    assert (len(bench.proofs), bench.converted) == (1, 1)
    for job in bench.jobs:  # as long, and as old; who reads it sees another page
        data = Path(job.source).read_bytes()
        Path(job.source).write_bytes(data.replace(b"Page", b"Leaf"))
        os.utime(job.source, ns=(10**18, 10**18))
    assert bench.build() == []
    assert (len(bench.proofs), bench.converted) == (0, 0)
    assert [one.url for one in bench.made if one.kind] == ["a/1/", "a/2/", "a/3/"]


def test_a_page_that_changed_is_made_with_the_shell_that_was_proven(bench):
    bench.build()
    bench.write(bench.jobs[1], "Another one.")
    assert bench.build() == ["a/2/"]
    assert bench.proofs == []
    assert (bench.root / "site/a/2/index.html").read_text() == "<<p>Another one.</p>>"


def test_a_page_is_proven_and_made_again_when_its_shell_is_another(bench):
    bench.build()
    bench.template = "<<{{ content }}>>"
    assert bench.build() == ["a/1/", "a/2/", "a/3/"]
    assert len(bench.proofs) == 1
    assert (bench.root / "site/a/3/index.html").read_text() == "<<<p>Page a/3/.</p>>>"


def test_the_smallest_page_of_a_folder_is_the_one_that_is_proven(bench):
    bench.write(bench.jobs[0], "Page a/1/." + "\n" * 50)
    bench.write(bench.jobs[2], "Page a/3/." + "\n" * 50)
    bench.build()
    assert bench.proofs == ["a/2/"]


def test_pages_are_left_to_mkdocs_where_it_makes_others_and_nothing_of_them_is_remembered(bench):
    bench.lies = True
    for _ in range(2):
        assert bench.build() == []
        assert {one.trouble for one in bench.made} == {"MkDocs makes another page than was put together here"}
        assert bench.proofs


def test_a_page_that_was_only_touched_stands_and_is_believed_from_then_on(bench):
    bench.build()
    os.utime(bench.jobs[0].source, ns=(10**18 + 1, 10**18 + 1))
    assert bench.build() == [] and bench.converted == 0
    kept = {one.url: one.file.source.written for one in bench.made}
    assert kept == {"a/1/": 10**18 + 1, "a/2/": 10**18, "a/3/": 10**18}


def test_a_report_is_read_as_it_was_written_and_may_be_absent(tmp_path):
    report = Report(kept=("a",), made=("b", "c"), left=("d",), docs="/docs", loads=True, messages=("é",))
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


def merged(fresh, site, *kept):
    """Merge ``fresh`` into ``site``, all of whose files are ours."""
    present = files_in(site)
    OwnedFiles(site, {}).save(dict.fromkeys(present, NO_DIGEST), fresh.parent / "scratch")
    return merge(fresh, OwnedFiles.read(site), files_in(fresh), present, kept, {})


def test_merging_moves_what_changed_keeps_what_is_kept_and_removes_the_rest(tmp_path, snapshot):
    fresh, site = tmp_path / "fresh", tmp_path / "site"
    write(site, a__x="old", b__x="same", c__x="kept", d__e__x="stale", f="a file", g__h="in a folder")
    write(fresh, a__x="new", b__x="same", f__x="now a folder", g="now a file", n__m__x="added")
    before = (site / "b/x").stat()
    assert merged(fresh, site, "c/x") == Written(written=4, kept=2, removed=1)
    now = {"a/x": b"new", "b/x": b"same", "c/x": b"kept", "f/x": b"now a folder", "g": b"now a file"}
    assert snapshot(site) == {**now, "n/m/x": b"added"}
    assert (site / "b/x").stat() == before
    assert not fresh.exists() and not (site / "d").exists()


def test_merging_puts_a_link_to_its_source_in_the_place_of_the_same_bytes(tmp_path):
    fresh, site = tmp_path / "fresh", tmp_path / "site"
    write(site, a="same")
    write(tmp_path, source="same")
    fresh.mkdir()
    (fresh / "a").hardlink_to(tmp_path / "source")
    assert merged(fresh, site) == Written(written=0, kept=1, removed=0)
    assert (site / "a").samefile(tmp_path / "source")


def test_merging_into_nothing_is_a_move(tmp_path, snapshot):
    write(tmp_path / "fresh", a__x="1", b="2")
    assert merged(tmp_path / "fresh", tmp_path / "site") == Written(2, 0, 0)
    assert snapshot(tmp_path / "site") == {"a/x": b"1", "b": b"2"}


def test_merging_removes_a_link_to_a_folder_and_not_what_is_in_that(tmp_path):
    fresh, site, home = tmp_path / "fresh", tmp_path / "site", tmp_path / "home"
    write(home, letter="dear")
    write(site, a="1")
    write(fresh, a="1")
    (site / "link").symlink_to(home)
    assert merged(fresh, site) == Written(written=0, kept=1, removed=1)
    assert (home / "letter").read_text() == "dear" and not (site / "link").exists()
