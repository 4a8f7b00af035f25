"""`doctor` says what stands in people's words and templates and does nothing, since the policy refuses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from make import make_site

from broadsheet.inspection.refused_markup import find_refused_markup
from broadsheet.model.curation import Introduction, Note
from broadsheet.model.site import ContentPolicy
from broadsheet.store.content import Content

IN_A_FILE = "put it into a file that extra_javascript of mkdocs.yml names"


def refused(words: str, **settings) -> list[tuple[str, str, str]]:
    site = make_site(content_policy=ContentPolicy(**settings))
    found = find_refused_markup(Path("nowhere"), site, Content(pages={"own": words}))
    return [tuple(refusal) for refusal in found]


def test_a_script_in_words_is_named_with_its_hash_until_that_is_listed():
    words = "# Own\n\n<script>1</script>\n\n<script type='module'>1</script>\n"
    [(location, problem, remedy)] = refused(words)
    assert (location, problem) == ("content/pages/own.md", "holds a script that the policy of pages refuses")
    assert remedy.startswith(f"{IN_A_FILE}, or list sha256-")
    digest = remedy.partition("or list ")[2].partition(" ")[0]
    assert refused(words, hashes=(digest,)) == []


@pytest.mark.parametrize(
    ("words", "problem", "remedy"),
    [
        ('<b onclick="x()">b</b><i ONCLICK=y>', "holds a handler onclick", IN_A_FILE),
        (
            "<script src=https://a.example/b></script>",
            "loads a script of https://a.example",
            "https://a.example",
        ),
        ('Words <iframe src="//a.example/b"></iframe>', "loads a frame of a.example", "a.example"),
        ("<![x[ a > <i onclick=y>", "holds a handler onclick", IN_A_FILE),
    ],
)
def test_what_else_does_nothing_is_named_once(words, problem, remedy):
    if remedy != IN_A_FILE:
        remedy = f"list {remedy} as one of csp.origins in content/config/site.yaml"
    expected = ("content/pages/own.md", f"{problem} that the policy of pages refuses", remedy)
    assert refused(words + "\n\n" + words) == [expected]


@pytest.mark.parametrize(
    "words",
    [
        *("", "1 < 2 > 1", "<https://a.example/>", "[a](https://a.example)", "![a](https://a.example/b.png)"),
        *("`<script>1</script>`", "``<b onclick=`x`>``", "```html\n<script>1</script>\n```\n\nWords."),
        *("~~~\n<script>1</script>\n", "<script src='own.js'></script>", '<p style="color: red">a</p>'),
        *(
            '<script type="application/ld+json">{}</script>',
            "<img src=https://a.example/b>",
            "<script></script>",
        ),
        *("<script src=https://b.talk.example/c></script><iframe src=https://b.talk.example></iframe>",),
        *("<![x[", "<!x[", "<!-- <script>1</script> -->", "<?x <b>", "<b", "</script>", "<b/onclick"),
    ],
)
def test_what_runs_or_is_nothing_is_not_named(words):
    assert refused(words, origins=("https://*.talk.example",)) == []


def test_notes_introductions_and_templates_are_looked_into_too(tmp_path):
    script = "<script>{{ page.title }}</script>"
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/main.html").write_text(f"{script}<script>1</script>", "utf-8")
    notes = {"2605.22355": Note(paper="2605.22355", words=script)}
    content = Content(notes=notes, introductions=(Introduction(slug="2026-05-18", words=script),))
    site = make_site(content_policy=ContentPolicy(overrides="theirs"))
    assert [refusal.location for refusal in find_refused_markup(tmp_path, site, content)] == [
        *("content/notes/2605.22355.md", "content/digests/2026-05-18.md", "theirs/main.html"),
    ]


def test_a_template_elsewhere_is_named_as_mkdocs_yml_does(tmp_path):
    (tmp_path / "own.html").write_text("<b onclick=x>", "utf-8")
    (tmp_path / "site").mkdir()
    for folder in ("..", str(tmp_path)):
        site = make_site(content_policy=ContentPolicy(overrides=folder))
        [refusal] = find_refused_markup(tmp_path / "site", site, Content())
        assert refusal.location == f"{folder}/own.html"


def test_without_a_policy_nothing_is_refused():
    content = Content(pages={"own": "<script>1</script>"})
    assert list(find_refused_markup(Path("nowhere"), make_site(content_policy=None), content)) == []
