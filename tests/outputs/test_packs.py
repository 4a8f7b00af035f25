"""One file of each kind a month, where a host limits files: nothing is lost, and pages know where it is."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from posixpath import normpath

import pytest
from building import WORLD, build, copy_of_world
from jsonschema import Draft202012Validator
from make import make_entry, make_library, make_paper, make_sighting
from pybtex.database import parse_string

from broadsheet import pipeline
from broadsheet.cache.blobs import BlobCache
from broadsheet.library.library import Library
from broadsheet.outputs.api import api
from broadsheet.outputs.cards.cards import cards
from broadsheet.outputs.citations.files import citations
from broadsheet.outputs.markdown_copies import markdown_copies
from broadsheet.outputs.pages.pages import pages
from broadsheet.settings.exports import ALL_MONTHS

# Two days of one week, in two months, and a day of the year before.
DAYS = (date(2025, 3, 3), date(2026, 3, 31), date(2026, 4, 1))


def packed(library: Library, months: int = ALL_MONTHS) -> Library:
    return replace(library, site=replace(library.site, packs_exports=True, export_months=months))


@pytest.fixture(scope="module")
def rich(tmp_path_factory) -> Library:
    root = copy_of_world(tmp_path_factory.mktemp("packs"))
    return pipeline.read_library(root)


@pytest.fixture(scope="module")
def before(rich) -> dict[str, bytes]:
    """What a site of the usual kind has to take along."""
    return written(rich)


@pytest.fixture(scope="module")
def after(rich) -> dict[str, bytes]:
    """What the same site has, packed."""
    return written(packed(rich))


def written(library: Library) -> dict[str, bytes]:
    files = (*citations(library), *api(library), *markdown_copies(library))
    return {file.path: file.data for file in files}


def of_months(library: Library) -> Library:
    papers = [make_paper(id=f"{d:%y%m}.00001", sightings=(make_sighting(day=d),)) for d in DAYS]
    made = make_library(entries=[make_entry(paper=paper) for paper in papers], readings=())
    return replace(made, site=library.site)


class Links(HTMLParser):
    """The links of a page, as they are written."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.hrefs += [value or "" for name, value in attributes if (tag, name) == ("a", "href")]


def links_from(page: str, text: str) -> list[str]:
    """The addresses on the site that a page leads to, from its root."""
    folder = "" if page == "index.md" else page.removesuffix(".md")
    return [normpath(f"{folder}/{href.partition('#')[0]}").lstrip("/") for href in Links(text).hrefs]


def test_no_paper_and_no_day_has_a_file_of_its_own(after):
    paths = set(after)
    assert not [path for path in paths if path.startswith(("paper/", "day/", "week/2026-W10/cite"))]
    folders = ("papers", "daily_papers", "authors", "organisations")
    assert not [path for path in paths if path.startswith(tuple(f"api/v1/{name}/" for name in folders))]
    assert {
        "month/2026-03/cite.bib",
        "month/2026-03/cite.ris",
        "month/2026-03/cite.json",
        "month/2026-03/papers.md",
        "api/v1/days/2026-03.jsonl",
        "api/v1/dumps/2026-03.jsonl.gz",
        "api/v1/authors.jsonl",
        "api/v1/organisations.jsonl",
        "api/daily_papers",
    } <= paths


def test_what_months_have_is_the_same_on_every_site(before, after):
    shared = before.keys() & after.keys()
    assert {path for path in shared if before[path] != after[path]} == {
        "api/v1/index.json",
        "api.md",
        "llms.txt",
    }


def test_lines_of_packs_are_the_documents_that_other_sites_have_one_by_one(before, after):
    single_files = dict(before)
    for pack, folder, name in (
        ("days/2026-03.jsonl", "days", "slug"),
        ("authors.jsonl", "authors", "slug"),
        ("organisations.jsonl", "organisations", "slug"),
        ("dumps/2026-03.jsonl.gz", "papers", "id"),
    ):
        data = after[f"api/v1/{pack}"]
        lines = gzip.decompress(data) if pack.endswith(".gz") else data
        for line in lines.splitlines(keepends=True):
            slug = json.loads(line)[name]
            single = single_files.pop(
                f"api/v1/{folder}/{slug}.json", line
            )  # a paper without a page has no document
            assert single == line, (pack, slug)
        assert not [path for path in single_files if path.startswith(f"api/v1/{folder}/2026-03")], folder


def test_the_index_says_so_as_its_schema_does(before, after):
    index = json.loads(after["api/v1/index.json"])
    schema = json.loads(after["api/v1/schemas/index.json"])
    assert index["packed"] is True
    assert not list(Draft202012Validator(schema).iter_errors(index))
    assert "packed" not in json.loads(before["api/v1/index.json"])


def test_the_citations_of_a_month_are_of_all_its_papers(rich, after):
    entries = parse_string(after["month/2026-03/cite.bib"].decode(), "bibtex").entries
    assert len(entries) == len(rich.shown)


def test_the_markdown_of_a_month_says_of_each_paper_what_its_own_copy_says(rich, before, after):
    pack = after["month/2026-03/papers.md"].decode()
    for entry in rich.listed:
        own = before[f"paper/{entry.paper.id}/index.md"].decode()
        title, _, rest = own.partition("\n")
        place = pack.index(f"\n##{title}\n")
        following = pack[place + 1 :].partition("\n### ")[0].partition("\n## ")[0]
        assert f"- Page: <{rich.site.url}paper/{entry.paper.id}/>" in following
        for line in filter(None, rest.splitlines()):
            assert line.replace("## ", "#### ") in following, (entry.paper.id, line)
    days = [f"## {day.period.label}" for day in reversed(rich.editions)]
    assert [line for line in pack.splitlines() if line in days] == days


def test_the_list_of_copies_names_the_newest_month_and_none_without_such_a_file(rich):
    newest = written(packed(rich))["llms.txt"].decode()
    assert "/month/2026-03/papers.md has all of March 2026 with their abstracts" in newest
    site = packed(rich).site
    without_months = replace(rich, site=replace(site, export_months=0))
    without_papers = make_library(site=site, entries=())
    for library in (without_months, without_papers):
        text = written(library)["llms.txt"].decode()
        assert "papers.md" not in text
        assert "Lists, topics, weeks and months are Markdown too: add index.md to their address." in text


def test_pages_lead_to_the_files_of_their_months_and_to_none_that_is_not_there(rich):
    for library in (packed(rich), of_months(packed(rich))):
        files = written(library)
        for page in pages(library):
            for address in links_from(page.path, page.data.decode()):
                if address.endswith((".bib", ".ris", "cite.json", "papers.md", ".jsonl", ".jsonl.gz")):
                    assert address in files, (page.path, address)


@pytest.mark.parametrize(
    ("page", "months"),
    [
        ("paper/2603.00001.md", ["2026-03"]),
        ("day/2026-04-01.md", ["2026-04"]),
        ("week/2026-W14.md", ["2026-03", "2026-04"]),
        ("month/2026-04.md", ["2026-04"]),
        ("paper/2503.00001.md", []),
        ("day/2025-03-03.md", []),
    ],
)
def test_a_page_names_the_months_of_its_papers_as_far_as_they_have_files(rich, page, months):
    library = of_months(packed(rich, months=2))
    [text] = [file.data.decode() for file in pages(library) if file.path == page]
    cited = [link for link in links_from(page, text) if link.endswith(".bib")]
    assert cited == [f"month/{month}/cite.bib" for month in months]
    # As the same papers in another form a page names its own files, and not those of a whole month.
    is_month = page.startswith("month/")
    assert ("\nbibtex:" in text) == is_month


def test_a_paper_says_by_which_key_it_is_found_in_the_files_of_its_month(rich):
    [page] = [file for file in pages(packed(rich)) if file.path == "paper/2603.00001.md"]
    key = rich.by_id["2603.00001"].paper.cite_key
    text = page.data.decode()
    assert f"<code>{key}</code>" in text
    hrefs = [href for href in Links(text).hrefs if "2026-03/cite" in href or href.endswith(f".md#{key}")]
    assert hrefs == [
        f"../../month/2026-03/cite.bib#{key}",
        f"../../month/2026-03/cite.ris#{key}",
        f"../../month/2026-03/cite.json#{key}",
        f"../../month/2026-03/papers.md#{key}",
    ]


def test_a_hidden_paper_is_in_no_pack_and_leads_to_none(rich, after):
    library = packed(rich)
    hidden = [entry.paper.id for entry in library.with_page if entry.left_out]
    texts = {file.path: file.data.decode() for file in pages(library)}
    for paper_id in hidden:
        assert "cite.bib" not in texts[f"paper/{paper_id}.md"]
        assert paper_id not in after["month/2026-03/papers.md"].decode()
    assert hidden


def test_editions_of_a_year_have_a_picture_and_older_ones_the_sites(rich, tmp_path):
    library = of_months(packed(rich))
    paths = {file.path for file in cards(library, BlobCache(tmp_path / "cards", tmp_path / "scratch"))}
    assert {"cards/2026-04-01.png", "cards/2026-W14.png", "cards/2026-03.png"} <= paths
    assert not [path for path in paths if "2025" in path]
    [old] = [file for file in pages(library) if file.path == "day/2025-03-03.md"]
    assert 'card: "cards/default.png"' in old.data.decode()


def test_names_that_had_a_page_once_are_in_one_file(rich):
    entries = []
    for name, day, number in (("Ada", DAYS[0], 2), ("Bo", DAYS[1], 3), ("Cy", DAYS[2], 1)):
        for place in range(number):
            sighting = make_sighting(day=day)
            paper = make_paper(
                id=f"{day:%y%m}.{place:05}", authors=(name,), organisation="", sightings=(sighting,)
            )
            entries.append(make_entry(paper=paper))
    library = make_library(
        site=replace(packed(rich).site, author_pages=1), entries=entries, readings=()
    ).with_contributors(())
    files = {file.path: file.data for file in pages(library)}
    assert json.loads(files["authors/former.json"]) == {"author/ada/": "Ada"}
    assert "author/ada.md" not in files and "author/bo.md" in files


def test_packs_keep_to_the_newest_months_and_the_archive_says_so(rich):
    library = of_months(packed(rich, months=2))
    files = written(library)
    assert "api/v1/days/2025-03.jsonl" not in files and "api/v1/search/2025-03.json" not in files
    assert {"api/v1/days/2026-03.jsonl", "api/v1/search/2026-03.json"} <= files.keys()
    assert "api/v1/dumps/2025-03.jsonl.gz" in files  # whoever follows the site goes by these
    archive = {file.path: file.data.decode() for file in pages(library)}["archive.md"]
    assert "for March 2026 and later" in archive
    assert "and later" not in {file.path: file.data.decode() for file in pages(rich)}["archive.md"]


@pytest.mark.slow
def test_a_site_for_a_host_that_counts_files_is_built_with_packs_and_no_link_is_dead(tmp_path):
    root = tmp_path / "world"
    shutil.copytree(WORLD, root, ignore=shutil.ignore_patterns("golden"))
    (root / "content/config/site.yaml").write_text("host: cloudflare-pages\n", "utf-8")
    built = build(root)
    assert built.returncode == 0, built.stdout + built.stderr
    site = root / "site"
    assert (site / "month/2026-03/papers.md").is_file()
    assert not list(site.glob("paper/*/cite.*")) and not list(site.glob("paper/*/index.md"))
    for page in site.rglob("*.html"):
        for href in Links(page.read_text("utf-8")).hrefs:
            path = href.partition("#")[0].partition("?")[0]
            if path and not path.startswith(("http", "mailto:", "/")):
                target = page.parent / path
                assert target.is_file() or (target / "index.html").is_file(), (page, href)
