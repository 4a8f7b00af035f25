"""Names of persons: what sources give for authors, in whatever shape, and who is read in it."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDED
from make import make_source

from broadsheet.fetching.persons import read_persons
from broadsheet.fetching.persons.values import texts_of_names
from broadsheet.fetching.sources import (
    arxiv_atom,
    arxiv_rss,
    biorxiv,
    broadsheet,
    feed,
    huggingface,
    openreview,
)
from broadsheet.model.paper import Paper
from broadsheet.model.site import SourceConfig

DAY = date(2026, 5, 29)
DAYS = [DAY - timedelta(days=number) for number in reversed(range(5))]
LAB = SourceConfig("lab", "feed", "The Lab", "https://lab.example/feed.xml")
CASES = RECORDED / "cases"
PAPERS = RECORDED / "data"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="needs the shared cases, which are not here")


def rows() -> list[tuple[str, tuple[str, ...], bool]]:
    table = []
    for line in (Path(__file__).parent / "persons.tsv").read_text("utf-8").splitlines():
        if line.startswith("# "):
            continue
        field, names, more = (line + "\t\t").split("\t")[:3]
        read = tuple(names.split(" | ")) if names else ()
        table.append((field.replace("\\n", "\n"), read, more == "more"))
    return table


ROWS = rows()


def read_feed(body: bytes) -> dict[str, Paper]:
    """Return the papers of a feed by their titles."""
    [*batches] = feed.parse(body, LAB, DAYS, DAY)
    return {paper.title: paper for batch in batches for paper in batch.papers}


def rss(*fields: str) -> bytes:
    """Return a feed whose items have one field of authors each, and their number for a title."""
    items = []
    for number, field in enumerate(fields):
        creator = f"<dc:creator>{escape(field, quote=False)}</dc:creator>"
        items.append(f"<item><title>{number}</title><guid>{number}</guid>{creator}</item>")
    head = (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Lab</title>'
    )
    return f"{head}{''.join(items)}</channel></rss>".encode()


def json_feed(version: str = "1.1", items: Any = (), **top: Any) -> bytes:
    document = {"version": f"https://jsonfeed.org/version/{version}", "title": "Lab", "items": items, **top}
    return json.dumps(document).encode()


@pytest.fixture(scope="module")
def from_rss():
    return read_feed(rss(*[field for field, _, _ in ROWS]))


@pytest.fixture(scope="module")
def from_json():
    items = []
    for number, (field, _, _) in enumerate(ROWS):
        items.append({"id": str(number), "title": str(number), "authors": [{"name": field}]})
    return read_feed(json_feed(items=items))


def test_the_table_has_rows_of_every_kind():
    assert len(ROWS) >= 200


@pytest.mark.parametrize("number", range(len(ROWS)), ids=lambda number: ROWS[number][0][:40])
def test_who_is_named_in_a_field_of_a_feed(number, from_rss, from_json):
    _, names, more = ROWS[number]
    for papers in (from_rss, from_json):
        paper = papers[str(number)]
        assert (paper.authors, paper.more_authors) == (names, more)


@pytest.mark.parametrize(
    ("elements", "names"),
    [
        ("<author>ada@c.org (Ada Pebble)</author><dc:creator>Ada Pebble</dc:creator>", ["Ada Pebble"]),
        (
            "<author>Pebble, Ada</author><dc:creator>Ada Pebble</dc:creator>"
            "<dc:creator>Bo Flint</dc:creator>",
            ["Ada Pebble", "Bo Flint"],
        ),
        ("<dc:creator>Ada Pebble</dc:creator><dc:creator>ADA PEBBLE</dc:creator>", ["Ada Pebble"]),
        (
            "<author><name>Ada Pebble</name></author><author><name>Bo Flint</name></author>",
            ["Ada Pebble", "Bo Flint"],
        ),
        (
            "<dc:creator>Pebble, Ada</dc:creator><dc:creator>Flint, Bo</dc:creator>",
            ["Ada Pebble", "Bo Flint"],
        ),
        (
            "<dc:creator>Ada Pebble1</dc:creator><dc:creator>Bo Flint2</dc:creator>",
            ["Ada Pebble", "Bo Flint"],
        ),
        (
            "<dc:creator>Ada Pebble1</dc:creator><dc:creator>Ada Pebble2</dc:creator>",
            ["Ada Pebble1", "Ada Pebble2"],
        ),
        ("<dc:creator>José Müller</dc:creator><dc:creator>Jose Muller</dc:creator>", ["José Müller"]),
        ("<author></author><dc:creator>Ada Pebble</dc:creator>", ["Ada Pebble"]),
        ("", []),
    ],
)
def test_authors_and_creators_of_an_item_are_counted_once_and_its_channel_s_never(elements, names):
    head = (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    )
    channel = "<managingEditor>ed@c.org (Ed Itor)</managingEditor><dc:creator>Cy Marble</dc:creator>"
    body = f"{head}{channel}<item><title>1</title><guid>1</guid>{elements}</item></channel></rss>"
    assert list(read_feed(body.encode())["1"].authors) == names


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("", ["Ada Pebble"]),
        ("<author><name>Bo Flint</name></author>", ["Bo Flint"]),
        ("<author><name> </name></author>", ["Ada Pebble"]),
        ("<author><name>admin</name></author>", []),  # somebody else wrote it, and is not named
        ("<source><title>S</title><author><name>Cy Marble</name></author></source>", ["Cy Marble"]),
        ("<source><title>S</title></source>", ["Ada Pebble"]),
        (
            "<author><name>Bo Flint</name></author><source><author><name>Cy Marble</name></author></source>",
            ["Bo Flint"],
        ),
        ("<contributor><name>Dee Grit</name></contributor>", ["Ada Pebble"]),
    ],
)
def test_an_entry_of_atom_without_authors_has_those_of_its_source_or_its_feed(entry, names):
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Lab</title><author><name>Ada Pebble</name></author>'
        f"<entry><title>1</title><id>1</id>{entry}</entry></feed>"
    )
    assert list(read_feed(body.encode())["1"].authors) == names


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ({}, ["Top Author"]),
        ({"authors": []}, ["Top Author"]),
        ({"authors": [{}]}, ["Top Author"]),
        ({"authors": [{"name": "admin"}]}, []),
        ({"author": {"name": "Ada Pebble"}}, ["Ada Pebble"]),
        ({"author": "Ada Pebble and Bo Flint"}, ["Ada Pebble", "Bo Flint"]),
        ({"authors": {"name": "Ada Pebble"}}, ["Ada Pebble"]),
        ({"authors": ["Ada Pebble", "Bo Flint"]}, ["Ada Pebble", "Bo Flint"]),
        ({"authors": [{"author": {"name": "Ada Pebble"}}]}, ["Ada Pebble"]),
        ({"authors": [{"fullname": "Ada Pebble"}]}, ["Ada Pebble"]),
        ({"authors": [{"given": "Ada", "family": "Pebble"}]}, ["Ada Pebble"]),
        (
            {"authors": [[["Ada Pebble"]], {"name": {"first": "Bo", "last": "Flint"}}]},
            ["Ada Pebble", "Bo Flint"],
        ),
        ({"authors": [7, None, True, {"name": 7}, {"name": "Ada Pebble"}]}, ["Ada Pebble"]),
    ],
)
@pytest.mark.parametrize(
    "top",
    [{"authors": [{"name": "Top Author"}]}, {"author": {"name": "Top Author"}}, {"authors": ["Top Author"]}],
)
def test_an_item_of_a_json_feed_has_its_authors_in_any_shape_or_those_of_the_feed(top, authors, names):
    body = json_feed(items=[{"id": "1", "title": "1", **authors}], **top)
    assert list(read_feed(body)["1"].authors) == names


# -- one person for each member of a list --------------------------------------------------------------

# As they were typed, and as they are read: nothing is parted that may be one name.
MEMBERS = [
    ("Anderson and Sons Ltd", ["Anderson and Sons Ltd"]),
    ("Institute of Sand and Gravel", ["Institute of Sand and Gravel"]),
    ("Sun & Moon Lab", ["Sun & Moon Lab"]),
    ("The ATLAS Collaboration", ["The ATLAS Collaboration"]),
    ("GLM-4. 5 Team", ["GLM-4. 5 Team"]),
    ("Stone University", ["Stone University"]),
    ("MS Jung", ["MS Jung"]),
    ("Bo Flint Jr.", ["Bo Flint Jr."]),
    ("Bo Flint, Jr.", ["Bo Flint Jr."]),
    ('Ada "Addie" Pebble', ['Ada "Addie" Pebble']),
    ("Donald Pebble Jr. and Fred Flint", ["Donald Pebble Jr.", "Fred Flint"]),
    ("and Ada Pebble", ["Ada Pebble"]),
    ("Ada Pebble and", ["Ada Pebble"]),
    ("Ada Pebble†", ["Ada Pebble"]),
    ("/Ada Pebble", ["Ada Pebble"]),
    ("Ada Pebble\\\\", ["Ada Pebble"]),
    ("Ada~Pebble", ["Ada Pebble"]),
    ("Po--Jui Pebble", ["Po-Jui Pebble"]),
    ('Rapha"el Pebble', ["Raphaël Pebble"]),
    ("Nguy\\~ên Pebble", ["Nguyễn Pebble"]),
    ("Tol\\d{o}p\\'e Pebble", ["Tolọpé Pebble"]),
    ("Ada Pebble$^{1,2}$", ["Ada Pebble"]),
    ("Ada Pebble\\textsuperscript{1}", ["Ada Pebble"]),
    ("Ada Pebble \\and Bo Flint", ["Ada Pebble", "Bo Flint"]),
    (":", []),
    ("†", []),
    ("1", []),
]


def from_hugging_face(names: list[Any], **fields: Any) -> Paper:
    record = {"id": "2605.00001", "title": "Stones", "authors": names, **fields}
    source = make_source("hf", "huggingface", "HF", "https://huggingface.co")
    [paper] = huggingface.parse(json.dumps([{"paper": record}]).encode(), source, DAY).papers
    return paper


def from_open_review(names: Any) -> Paper:
    note = {"id": "x", "forum": "x", "content": {"title": {"value": "Stones"}, "authors": {"value": names}}}
    source = make_source("or", "openreview", "OR", "https://api2.openreview.net", venue="Stones")
    page = openreview.parse(json.dumps({"notes": [note], "count": 1}).encode(), source, DAY)
    paper = page.items[0].item
    assert isinstance(paper, Paper)
    return paper


def from_arxiv(names: list[str]) -> Paper:
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in names)
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/">'
        "<o:totalResults>1</o:totalResults><entry><id>http://arxiv.org/abs/2605.00001v1</id>"
        f"<title>Stones</title><published>2026-05-28T00:00:00Z</published>{authors}</entry></feed>"
    )
    paper = arxiv_atom.parse(body.encode()).records[0].item
    assert isinstance(paper, Paper)
    return paper


@pytest.mark.parametrize(("typed", "names"), MEMBERS)
def test_a_member_of_a_list_is_one_person_unless_both_sides_of_an_and_are_whole_names(typed, names):
    beside = [typed, "Cy Marble"]
    for paper in (
        from_arxiv(beside),
        from_hugging_face([{"name": name} for name in beside]),
        from_open_review(beside),
        from_open_review([{"fullname": name, "username": "~X1"} for name in beside]),
    ):
        assert list(paper.authors) == [*names, "Cy Marble"]
        assert not paper.more_authors


def test_two_authors_of_one_name_stay_two():
    assert from_arxiv(["Wei Zhang", "Wei Zhang"]).authors == ("Wei Zhang", "Wei Zhang")


def test_who_is_hidden_is_not_named():
    people = [{"name": "Ada Pebble", "hidden": True}, {"name": "Bo Flint", "hidden": False}]
    assert from_hugging_face(people).authors == ("Bo Flint",)


def test_a_profile_tells_a_name_where_nothing_else_does():
    assert from_open_review([{"username": "~Ada_B._Pebble1"}, "~Bo_Flint12"]).authors == (
        "Ada B. Pebble",
        "Bo Flint",
    )


@pytest.mark.parametrize("nobody", [["Anonymous"], [{"name": 7}], {"readers": ["x"]}, None, "", [[]], [{}]])
def test_nobody_stands_for_authors_that_are_not_told(nobody):
    assert from_open_review(nobody).authors == ()


@pytest.mark.parametrize("others", ["others", "et al.", "and others", "12 others"])
def test_a_list_says_that_it_does_not_name_all(others):
    for paper in (
        from_arxiv(["Ada Pebble", others]),
        from_hugging_face([{"name": "Ada Pebble"}, {"name": others}]),
    ):
        assert (paper.authors, paper.more_authors) == (("Ada Pebble",), True)


def test_another_broadsheet_says_so_in_a_field_of_its_own():
    source = make_source("other", "broadsheet", "Other", "https://other.example")
    record = {
        "id": "2605.00001",
        "title": "Stones",
        "authors": [{"name": "Ada Pebble"}],
        "more_authors": True,
    }
    [paper] = broadsheet.parse(json.dumps([{"paper": record}]).encode(), source, DAY).papers
    assert paper.more_authors


# -- several in one text, after a rule ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "names", "more"),
    [
        ("StoneCorp, :, Ada Pebble", ["StoneCorp", "Ada Pebble"], False),
        ("Ada Pebble (Stone University (SU), Delft), Bo Flint", ["Ada Pebble", "Bo Flint"], False),
        ("Ada Pebble (1), Bo Flint (2) ((1) Stone University, (2) Grit)", ["Ada Pebble", "Bo Flint"], False),
        ("Cy (Charlie) Marble, Bo Flint", ["Cy (Charlie) Marble", "Bo Flint"], False),
        ("Ada Pebble, Jr., and Bo Flint and", ["Ada Pebble Jr.", "Bo Flint"], False),
        ("Donald Pebble Jr. and Fred Flint, others", ["Donald Pebble Jr.", "Fred Flint"], True),
        ("Ada M\\\"uller, Erd\\H{o}s P\\'al", ["Ada Müller", "Erdős Pál"], False),
        ("Plato, Ada Pebble", ["Plato", "Ada Pebble"], False),
        ("Jensen, Zhou", ["Jensen", "Zhou"], False),
        ("Huawei, Ada Pebble, Stone University", ["Huawei", "Ada Pebble", "Stone University"], False),
    ],
)
def test_commas_part_the_names_in_arxiv_s_feed(field, names, more):
    item = (
        "<item><title>Stones</title><guid>oai:arXiv.org:2605.00001v1</guid>"
        f"<dc:creator>{escape(field)}</dc:creator></item>"
    )
    body = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>cs.CL</title><pubDate>Fri, 29 May 2026 00:00:00 -0400</pubDate>{item}</channel></rss>"
    )
    source = make_source("ax", "arxiv-rss", "arXiv", "https://rss.arxiv.org", announce=("new",))
    [paper] = arxiv_rss.parse(body.encode(), source).papers
    assert (list(paper.authors), paper.more_authors) == (names, more)


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Pebble, A.; Flint, B. C.", ["A. Pebble", "B. C. Flint"]),
        ("van der Berg, A.; García Márquez, G. J.;", ["A. van der Berg", "G. J. García Márquez"]),
        ("Pebble, A., Jr.; The Stone Consortium", ["A. Pebble Jr.", "The Stone Consortium"]),
        ("Pebble, A.; :; ,", ["A. Pebble"]),
        ("", []),
    ],
)
def test_semicolons_part_the_names_of_biorxiv(field, names):
    row = {
        "doi": "10.1101/2026.05.01.1",
        "title": "Stones",
        "authors": field,
        "version": "1",
        "date": "2026-05-29",
    }
    body = {"messages": [{"status": "ok", "total": "1"}], "collection": [row]}
    source = make_source("bx", "biorxiv", "bioRxiv", "https://api.biorxiv.org", server="biorxiv")
    [paper] = biorxiv.parse(json.dumps(body).encode(), source, DAY).items
    assert isinstance(paper, Paper) and list(paper.authors) == names


# -- hostile words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "<",
        "&amp;",
        " and ",
        ", ",
        "\n",
        "$",
        '\\"',
        "a@",
        "A. ",
        "by ",
        "et al ",
        "Dr. ",
        "0000-",
        "<br>",
    ],
)
def test_a_name_without_end_takes_no_time_without_end(piece):
    long_name = piece * (20_000 // len(piece))
    papers = read_feed(json_feed(items=[{"id": "1", "title": "1", "authors": [{"name": long_name}]}]))
    assert all(map(str.strip, papers["1"].authors))


# -- the recorded papers, and the shared cases ---------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not PAPERS.is_dir(), reason="needs the recorded papers, which are not here")
@pytest.mark.parametrize("name", ["arxiv", "hf-daily"])
def test_no_recorded_author_is_without_a_letter_and_next_to_none_is_changed(name):
    changed = 0
    with gzip.open(PAPERS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            authors = record.get("paper", record)["authors"]
            typed = [name for name in texts_of_names(authors) if name.strip()]
            read = read_persons(authors, tex=True)
            changed += typed != list(read.names)
            assert all(any(map(str.isalpha, name)) for name in read.names)
    assert changed < 100


@needs_cases
def test_the_creators_of_the_case_are_the_persons_in_it():
    papers = read_feed((CASES / "rss-creators.xml").read_bytes())
    named = {title[:2]: " | ".join(paper.authors) for title, paper in papers.items()}
    ada = "Ada Pebble"
    two = "Ada Pebble | Bo Flint"
    assert named == {
        "01": "José Müller",
        "03": two,
        "05": ada,
        "07": two,
        "09": ada,
        "11": "",
        "13": two,
        "15": "",
        "17": ada,
    }


@needs_cases
def test_the_entries_of_the_case_have_their_authors_or_the_feed_s():
    papers = read_feed((CASES / "atom-feedauthor.xml").read_bytes())
    assert [" | ".join(paper.authors) for paper in papers.values()] == [
        "Ada Pebble",
        "Bo Flint | Cy Marble",
        "Dee Grit | Eve Chalk | Fay Loam",
        "Wei Zhang | Na Li | Fang Wang",
        "A Pebble | B Flint | CD Marble",
        "A. Pebble | B. Flint | C. D. Marble",
        "Ada Pebble | Bo Flint",
        "Ada Pebble",
        "王小明 | 李小龙 | 张三",
        "Ada Pebble",
        "Ada Pebble | Bo Flint Jr. | Cy Marble III | Dee Grit",
        "Ada Pebble | Madonna | Cy Marble",
        "Institute of Sand and Gravel",
        "Ada Pebble",
    ]
    assert [title for title, paper in papers.items() if paper.more_authors] == ["By et al"]


@needs_cases
def test_the_items_of_the_case_have_authors_in_every_shape_of_a_json_feed():
    papers = read_feed((CASES / "json-authors.json").read_bytes())
    named = {title: " | ".join(paper.authors) for title, paper in papers.items()}
    assert named["An item with no author of its own"] == "Ada Pebble"
    assert named["A numeric id and a relative address"] == "Bo Flint | Cy Marble"
    assert named["Authors as one object in a list in a list"] == "Dee Grit"
    assert named["Authors as an object"] == "Eve Chalk"
    assert named["Authors as texts"] == "Fay Loam | Gus Clay"
    assert named["Author in version 1.0"] == "Hal Marl"


@needs_cases
def test_the_notes_of_the_case_have_names():
    source = make_source("or", "openreview", "OR", "https://api2.openreview.net", venue="Stones")
    page = openreview.parse((CASES / "openreview-objects.json").read_bytes(), source, DAY)
    papers = [item.item for item in page.items if isinstance(item.item, Paper)]
    assert [" | ".join(paper.authors) for paper in papers] == [
        "Ada Pebble | Bo Flint",
        "Cy Gülçe | Dee Müller",
        "",
        "",
        "Fay Grit",
    ]


@needs_cases
def test_no_author_of_the_case_of_arxiv_s_feed_is_without_a_letter():
    source = make_source("ax", "arxiv-rss", "arXiv", "https://rss.arxiv.org", announce=("new", "replace"))
    listing = arxiv_rss.parse((CASES / "arxivrss-odd.xml").read_bytes(), source)
    named = {paper.id: " | ".join(paper.authors) for paper in listing.papers}
    assert named["2605.90001"] == "StoneCorp | Ada Pebble | Bo Flint"
    assert named["2605.90002"] == "Ada Pebble | Bo Flint | Cy (Charlie) Marble"
    assert named["2605.90003"] == "Ada Pebble Jr. | Bo Flint | Cy Marble | Dee Grit"
    assert named["2605.90004"] == "Donald Pebble Jr. | Fred Flint | Ada Müller"
    assert [paper.id for paper in listing.papers if paper.more_authors] == ["2605.90004"]


@needs_cases
def test_the_authors_of_the_other_case_are_read():
    source = make_source("hf", "huggingface", "HF", "https://huggingface.co")
    batch = huggingface.parse((CASES / "s2-hf.json").read_bytes(), source, DAY)
    assert {paper.authors for paper in batch.papers} == {("Ada Pebble",)}
