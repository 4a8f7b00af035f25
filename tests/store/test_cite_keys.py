"""Keys of citations: as people type them, each once, written by fetch, and never changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from make import make_paper, make_sighting

from broadsheet.cache.records import RecordCache
from broadsheet.errors import ContentError
from broadsheet.store.paper_rows import PaperRow
from broadsheet.store.papers import paper_path
from broadsheet.store.store import Store

DAY = date(2026, 3, 2)


def key_of(tmp_path: Path, **values: object) -> str:
    """The key that a paper gets in an empty store."""
    values = {"id": "2603.00001", "doi": "", "published": date(2026, 5, 1), **values}
    Store(tmp_path).add(make_paper(**values), DAY)
    return written_key(tmp_path, str(values["id"]))


def written_key(root: Path, paper_id: str) -> str:
    return json.loads((root / "content" / paper_path(paper_id)).read_text("utf-8")).get("cite_key", "")


@pytest.mark.parametrize(
    ("author", "letters"),
    [
        ("Ann Pebble", "pebble"),
        ("Pebble, Jr., Ann", "pebble"),
        ("Ann O’Pebble", "opebble"),
        ("Ann Pebble-Stone", "pebblestone"),
        ("Ada van der Berg", "vanderberg"),
        ("Zoë Ångström", "angstrom"),
        ("Jan Łukasz Łoś", "los"),
        ("Vuk Đorđić", "dordic"),
        ("Søren Østen", "osten"),
        ("Eva Weiß", "weiss"),
        ("Ægir Þórsson", "thorsson"),
        ("Иван Камнев", "kamnev"),
        ("Άννα Πέτρου", "petroy"),
        ("石一", "shiyi"),
        ("石 一", "shi"),
        ("김 민수", "gim"),
        ("Stone AI", "stoneai"),
        ("World Stone and Pebble Organization of Everything", "worldstoneandpebble"),
        ("Plato", "plato"),
        ("!?", "anon"),
    ],
)
def test_it_begins_with_the_family_name_in_ascii(tmp_path, author, letters):
    assert key_of(tmp_path, authors=(author,), title="Stones") == f"{letters}2026stones"


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Stones", "stones"),
        ("On the Origin of Stones", "origin"),
        ("Towards a Theory of Pebbles", "theory"),
        ("What Is a Stone?", "stone"),
        ("GPT-9: A Stone", "gpt"),
        ("Mem0 and Stones", "mem0"),
        ("3D Stones", "stones"),
        (r"$\alpha$-Stones", "stones"),
        (r"\textbf{Stones} of Rome", "stones"),
        ("Über Steine", "uber"),
        ("石头", "shitou"),
        ("Камни", "kamni"),
        ("The", ""),
        ("1984", ""),
        ("Stone’s Throw", "stones"),
    ],
)
def test_it_ends_with_the_first_telling_word_of_the_title(tmp_path, title, word):
    assert key_of(tmp_path, authors=("Ann Pebble",), title=title) == f"pebble2026{word}"


def test_without_authors_or_a_date_it_says_so_much_as_is_known(tmp_path):
    assert key_of(tmp_path, authors=(), published=None, title="Stones") == "anon2026stones"


def test_two_that_would_be_alike_have_a_letter_more_without_regard_to_case(tmp_path):
    store = Store(tmp_path)
    for number in range(30):
        paper = make_paper(
            id=f"2603.0{number:04}",
            doi="",
            title=f"Stones {number}",
            authors=(("pebble", "Pebble")[number % 2],),
        )
        store.add(paper, DAY)
    keys = [written_key(tmp_path, f"2603.0{number:04}") for number in range(30)]
    assert keys[:4] == ["pebble2026stones", "pebble2026stonesa", "pebble2026stonesb", "pebble2026stonesc"]
    assert keys[26:] == [
        "pebble2026stonesz",
        "pebble2026stonesaa",
        "pebble2026stonesab",
        "pebble2026stonesac",
    ]


def test_a_later_run_gives_no_key_again(tmp_path):
    for number in (1, 2, 3):
        Store(tmp_path).add(make_paper(id=f"2603.0000{number}", doi="", title=f"Stones {number}"), DAY)
    keys = {written_key(tmp_path, f"2603.0000{number}") for number in (1, 2, 3)}
    assert keys == {"example2026stones", "example2026stonesa", "example2026stonesb"}


def test_it_stays_whatever_becomes_of_title_authors_and_date(tmp_path):
    paper = make_paper(title="Stones")
    Store(tmp_path).add(paper, DAY)
    later = make_sighting(day=DAY + timedelta(days=1))
    changed = replace(
        paper,
        title="Pebbles",
        authors=("Bo Sample",),
        published=date(2025, 1, 1),
        described_by="arxiv",
        cite_key="other2020key",
        sightings=(later,),
    )
    assert Store(tmp_path).add(changed, DAY).change == "changed"
    assert written_key(tmp_path, paper.id) == "example2026stones"


def without_keys(root: Path, papers: tuple) -> None:
    """Write papers as they were written before there were keys."""
    for paper in papers:
        Store(root).add(paper, DAY)
        path = root / "content" / paper_path(paper.id)
        values = json.loads(path.read_text("utf-8"))
        del values["cite_key"]
        path.write_text(json.dumps(values), "utf-8")


def built_keys(root: Path) -> dict[str, str]:
    """The keys by which a build cites papers, with what it kept and without."""
    kept = [Store(root).load(RecordCache(root / ".cache/papers", PaperRow)).papers for _ in range(2)]
    assert kept[0] == kept[1]
    return {paper.id: paper.cite_key for paper in kept[0]}


OLD = tuple(
    make_paper(id=f"2603.0000{number}", doi="", title=f"Stones {number}", sightings=(make_sighting(day=day),))
    for number, day in ((1, DAY), (2, DAY - timedelta(days=1)), (3, DAY))
)


def test_a_build_derives_the_keys_that_the_next_fetch_writes(tmp_path):
    without_keys(tmp_path, OLD)
    derived = built_keys(tmp_path)
    # The paper that was seen first has no letter.
    assert derived == {
        "2603.00001": "example2026stonesa",
        "2603.00002": "example2026stones",
        "2603.00003": "example2026stonesb",
    }
    assert not any(written_key(tmp_path, paper.id) for paper in OLD), "a build writes nothing"
    store = Store(tmp_path)
    # One that is new meanwhile takes none of theirs.
    store.add(make_paper(id="2603.00004", doi="", title="Stones 4"), DAY)
    store.give_cite_keys()
    assert {paper.id: written_key(tmp_path, paper.id) for paper in OLD} == derived
    assert written_key(tmp_path, "2603.00004") == "example2026stonesc"
    assert built_keys(tmp_path) == {**derived, "2603.00004": "example2026stonesc"}


def test_an_old_paper_that_is_seen_again_gets_the_key_that_it_was_cited_by(tmp_path):
    without_keys(tmp_path, OLD)
    assert Store(tmp_path).add(OLD[2], DAY).change == "changed"
    assert written_key(tmp_path, OLD[2].id) == "example2026stonesb"


def test_writing_keys_changes_nothing_else_and_is_done_once(tmp_path):
    without_keys(tmp_path, OLD)
    before = Store(tmp_path).load().papers
    Store(tmp_path).give_cite_keys()
    after = Store(tmp_path).load().papers
    assert tuple(replace(paper, cite_key="") for paper in after) == before
    path = tmp_path / "content" / paper_path(OLD[0].id)
    written = path.stat().st_mtime_ns
    Store(tmp_path).give_cite_keys()
    assert path.stat().st_mtime_ns == written


def with_key(root: Path, paper_id: str, key: str) -> None:
    path = root / "content" / paper_path(paper_id)
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "cite_key": key}), "utf-8")


def test_two_papers_with_one_key_are_a_problem_that_is_told(tmp_path):
    for paper in OLD[:2]:
        Store(tmp_path).add(paper, DAY)
    with_key(tmp_path, OLD[0].id, "Stone")
    with_key(tmp_path, OLD[1].id, "stone")
    with pytest.raises(
        ContentError, match=r"2603\.00002\.json: cite_key: is that of '2603.00001'; take the line"
    ):
        Store(tmp_path).load()


@pytest.mark.parametrize("key", ["a b", "a,b", "a}", "é", "-a", "a%"])
def test_a_key_that_would_break_a_citation_is_a_problem_that_is_told(tmp_path, key):
    Store(tmp_path).add(OLD[0], DAY)
    with_key(tmp_path, OLD[0].id, key)
    with pytest.raises(ContentError, match="cite_key: must be letters, digits"):
        Store(tmp_path).load()
