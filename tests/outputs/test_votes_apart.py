"""Votes of several places on one paper: shown apart, ranked as the rules say, and in nobody's way."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import html5lib
import jsonschema
import pytest
from building import copy_of_world

from broadsheet import pipeline
from broadsheet.cache.owned_files import RECORD
from broadsheet.errors import ContentError
from broadsheet.inspection.what_if import replay

PAPER = "2603.00001"
HERE = "https://github.com/ada/digest/discussions/1"
PLACES = """\
votes:
  - {kind: discussions, repository: ada/digest}
  - {kind: posts, name: fediverse, network: mastodon}
"""
QUOTES = """\
---
quotes:
  - {text: "It <b>holds</b>; [x](javascript:1) {{ 7*7 }} *twice*.", by: "Ada & Co", url: "https://a.example/#c"}
  - text: "Not for n > 10."
---
"""


def put(root: Path, name: str, papers: object, editions: object = None) -> None:
    path = root / f"content/tallies/{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"papers": papers, "editions": editions or {}}))


def row(url: str, votes: int, comments: int = 0) -> dict[str, object]:
    return {"url": url, "votes": votes, "comments": comments}


@pytest.fixture(scope="module")
def voted(tmp_path_factory) -> Path:
    root = copy_of_world(tmp_path_factory.mktemp("voted"))
    sources = root / "content/config/sources.yaml"
    sources.write_text(sources.read_text() + PLACES)
    put(root, "discussions", {PAPER: row(HERE, 12, 3)}, {"2026-03-02": row(f"{HERE}0", 4, 1)})
    put(root, "fediverse", {PAPER: row("https://social.example/@d/1", 5)})
    put(root, "elsewhere", {PAPER: row("https://nobody.example/", 999)})  # which no settings name any more
    (root / f"content/notes/{PAPER}.md").write_text(QUOTES)
    return root


def write(root: Path) -> dict[str, bytes]:
    """Everything that outputs make, by its path."""
    pipeline.write_docs(pipeline.read_library(root), root)
    build = root / "build"
    files = [path for path in build.rglob("*") if path.is_file() and path.name != RECORD]
    return {path.relative_to(build).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def made(voted) -> dict[str, bytes]:
    return write(voted)


def elements(data: bytes, matches: Callable[[object], bool]) -> Iterator[object]:
    tree = html5lib.parse(data.decode(), namespaceHTMLElements=False)
    return (element for element in tree.iter() if matches(element))


def words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_row_says_how_many_voted_where(made):
    (apart,) = elements(made["docs/day/2026-03-02.md"], lambda one: one.get("class") == "apart")
    assert words(apart) == "Votes 12 here, 5 at Mastodon, 77 at The Example List"


def test_the_page_of_a_paper_leads_to_each_place(made):
    facts = {}
    for one in elements(made[f"docs/paper/{PAPER}.md"], lambda one: one.tag == "dl"):
        names = [words(name) for name in one.iter("dt")]
        facts = dict(zip(names, one.iter("dd"), strict=True))
    assert words(facts["Votes"]) == "12 here, 5 at Mastodon, 77 at The Example List"
    links = [link.get("href") for link in facts["Votes"].iter("a")]
    assert links[:2] == [HERE, "https://social.example/@d/1"]
    assert words(facts["Comments"]) == "3 here, 9 at The Example List"
    copies = [data.decode() for path, data in made.items() if path.startswith("twins/") and PAPER in path]
    assert any("12 here, 5 at Mastodon" in copy for copy in copies)


def test_the_api_gives_each_place_as_its_schema_says(made):
    [data] = [data for path, data in made.items() if path.endswith(f"papers/{PAPER}.json")]
    document = json.loads(data)
    [schema] = [data for path, data in made.items() if path.endswith("schemas/paper.json")]
    jsonschema.validate(document, json.loads(schema))
    assert [(one["place"], one["votes"]) for one in document["tallies"]] == [
        *(("here", 12), ("Mastodon", 5), ("The Example List", 77)),
    ]


def test_an_edition_says_what_was_said_of_it_and_others_say_nothing(made):
    def is_link(element) -> bool:
        return element.tag == "a" and (element.get("href") or "").startswith(HERE)

    (link,) = elements(made["docs/day/2026-03-02.md"], is_link)
    assert (words(link), link.get("href")) == ("4 votes, 1 comment here", f"{HERE}0")
    assert not list(elements(made["docs/day/2026-03-03.md"], is_link))


def test_what_an_editor_quotes_stands_on_the_page_as_text(made):
    first, second = elements(made[f"docs/paper/{PAPER}.md"], lambda one: one.tag == "blockquote")
    assert words(first) == "It <b>holds</b>; [x](javascript:1) {{ 7*7 }} *twice*. Ada & Co"
    assert [(one.tag, one.get("href")) for one in first.iter()][1:] == [
        ("cite", None),
        ("a", "https://a.example/#c"),
    ]
    assert words(second) == "Not for n > 10."
    assert not list(elements(made["docs/paper/2603.00002.md"], lambda one: one.tag == "blockquote"))


def test_a_place_that_flaps_changes_nothing_but_its_own_numbers(voted, made):
    path = voted / "content/tallies/discussions.json"
    numbers = path.read_bytes()
    path.unlink()
    without = write(voted)
    assert sorted(without) == sorted(made)
    changed = [name for name in made if made[name] != without[name]]
    assert f"docs/paper/{PAPER}.md" in changed
    for name in changed:
        if "/dumps" in name:
            continue  # which hold the document of the paper, and the size of that
        if name.endswith(".json"):
            documents = [json.loads(tree[name]) for tree in (made, without)]
            assert all(document.pop("tallies") for document in documents)
            assert documents[0] == documents[1]
            continue
        before, after = made[name].decode().splitlines(), without[name].decode().splitlines()
        lines = [line for line in difflib.ndiff(before, after) if line[0] in "+-" and line[1:].strip()]
        assert all(" here" in line or " at " in line for line in lines), (name, lines)
    others = [name for name in changed if "/paper/" in name and PAPER not in name]
    assert not others
    path.write_bytes(numbers)
    assert write(voted) == made, "and when it is back, all is as it was"


def test_votes_elsewhere_move_nothing_until_the_ranking_says_so(voted):
    config, content = pipeline.read_all(voted)
    usual = {entry.paper.id: entry for entry in pipeline.read_library(voted).entries}
    assert next(part.why for part in usual[PAPER].parts) == "77 votes"
    assert "here" not in " ".join(part.why for part in usual[PAPER].parts)
    ranking = voted / "content/config/ranking.yaml"
    ranking.write_text("votes_at: {discussions: 3, fediverse: 1}\n")
    ranked = {entry.paper.id: entry for entry in pipeline.read_library(voted).entries}
    parts = [(part.points, part.why) for part in ranked[PAPER].parts]
    assert parts[-2:] == [(36, "12 votes here × 3 points"), (5, "5 votes at Mastodon")]
    assert ranked[PAPER].score == usual[PAPER].score + 41
    after, _ = pipeline.read_all(voted)
    pairs = {pair.after.paper.id: pair for pair in replay(content, config, after, 30).pairs}
    assert pairs[PAPER].after.score == pairs[PAPER].before.score + 41
    ranking.unlink()


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("{by: Ada}", "quotes[0]: missing 'text'"),
        ("{text: x, url: 'javascript:x'}", "quotes[0].url: must be an http(s) address"),
        ("{text: x, who: Ada}", "quotes[0]: unknown key 'who'"),
        (f"{{text: {'x' * 2001}}}", "quotes[0].text: is longer than 2,000 characters; quote less of it"),
    ],
)
def test_a_quote_that_cannot_stand_is_named(world, quote, told):
    (world / f"content/notes/{PAPER}.md").write_text(f"---\nquotes: [{quote}]\n---\n")
    with pytest.raises(ContentError) as raised:
        pipeline.read_all(world)
    assert told in str(raised.value)
