"""How large a site is, what is said near a limit, and papers without a page of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from make import make_entry, make_library, make_paper, make_site

from broadsheet import pipeline
from broadsheet.errors import ConfigError
from broadsheet.model.hosts import CLOUDFLARE_PAGES, GITHUB_PAGES, GITLAB_PAGES, HOSTS, NO_HOST, Host
from broadsheet.outputs.pages.pages import pages
from broadsheet.pipeline import read_settings
from broadsheet.rendering import site_size
from broadsheet.rendering.site_size import Size

OLD, NEW = date(2025, 12, 31), date(2026, 1, 1)


def site_of(total: int = 0, largest: int = 0) -> Size:
    return Size(files=2, pages=1, total=total, largest=largest, largest_path="search/large.bin")


def test_a_site_is_measured_with_all_its_files() -> None:
    assert site_size.measure_site({"paper/index.html": 5, "feed.xml": 3}) == Size(
        2, 1, 8, 5, "paper/index.html"
    )
    assert site_size.measure_site({}) == Size(0, 0, 0, 0, "")


def told(host: Host, files: int = 2, total: int = 0, largest: int = 0) -> list[str]:
    size = replace(site_of(total=total, largest=largest), files=files)
    return list(site_size.warnings(size, host, "make it smaller"))


@pytest.mark.parametrize("host", HOSTS.values(), ids=lambda host: host.name)
def test_a_small_site_is_not_warned_about(host: Host) -> None:
    assert told(host, files=15_000, total=799_000_000, largest=25_000_000) == []


@pytest.mark.parametrize(
    ("total", "words"), [(850_000_000, "85% of the 1 GB"), (1_200_000_000, "more than the 1 GB")]
)
def test_near_the_limit_of_a_host_it_says_how_near_and_what_to_do(total: int, words: str) -> None:
    for host in (GITHUB_PAGES, GITLAB_PAGES):
        [warning] = told(host, total=total)
        assert f"{words} that {host.title} takes; make it smaller" in warning


def test_where_a_host_counts_files_they_are_counted() -> None:
    [warning] = told(CLOUDFLARE_PAGES, files=20_001, total=5_000_000_000)
    assert warning == (
        "the site has 20,001 files, more than the 20,000 that Cloudflare Pages takes; make it smaller"
    )
    assert "80% of the 200,000 that GitLab Pages takes" in told(GITLAB_PAGES, files=160_001)[0]
    assert told(GITHUB_PAGES, files=1_000_000) == []


def test_a_file_that_a_host_does_not_take_is_named() -> None:
    [warning] = told(GITHUB_PAGES, largest=110_000_000)
    assert "search/large.bin has 110.0 MB; GitHub Pages takes no file of more than 100 MiB" in warning
    assert "25 MiB" in told(CLOUDFLARE_PAGES, largest=27_000_000)[0]


def test_a_server_of_ones_own_takes_anything() -> None:
    assert told(NO_HOST, files=10**7, total=10**13, largest=10**12) == []


# paper_pages


def configured(world: Path, since: str) -> date | None:
    (world / "content/config/site.yaml").write_text(f"paper_pages: {since}\n", "utf-8")
    return read_settings(world).site.pages_since


@pytest.mark.parametrize(
    ("since", "first"),
    [
        ("{since: 2024}", date(2024, 1, 1)),
        ("{since: 2024-06}", date(2024, 6, 1)),
        ("{since: 2024-06-15}", date(2024, 6, 15)),
        ("{}", None),
    ],
)
def test_papers_have_pages_since_a_year_a_month_or_a_day(world: Path, since: str, first: date | None) -> None:
    assert configured(world, since) == first


@pytest.mark.parametrize("wrong", ["soon", "true", "24", "2024-13", "[2024]", "2024-06-15-01"])
def test_any_other_since_is_refused_with_its_place(world: Path, wrong: str) -> None:
    with pytest.raises(ConfigError, match=r"site\.yaml: paper_pages\.since: must be a year"):
        configured(world, f"{{since: {wrong}}}")


def test_an_unknown_key_beside_it_is_refused(world: Path) -> None:
    with pytest.raises(ConfigError, match="until"):
        configured(world, "{since: 2024, until: 2025}")


@pytest.mark.parametrize(
    ("written", "months", "first"),
    [
        ("shared", 12, None),
        ("packed", 12, None),
        ("{months: 6}", 6, None),
        ("{months: 6, since: 2024}", 6, date(2024, 1, 1)),
        ("{since: 2024}", None, date(2024, 1, 1)),
        ("{}", None, None),
    ],
)
def test_papers_of_so_many_months_have_a_page_each(world: Path, written, months, first) -> None:
    assert configured(world, written) == first
    assert read_settings(world).site.paged_months == months


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("share", "paper_pages: must be shared, {months: 12} or {since: 2024}, not 'share'"),
        ("12", "paper_pages: must be shared, {months: 12} or {since: 2024}, not 12"),
        ("true", "paper_pages: must be shared, {months: 12} or {since: 2024}, not True"),
        ("[shared]", "paper_pages: must be shared, {months: 12} or {since: 2024}, not ['shared']"),
        (
            "{months: 0}",
            "paper_pages.months: must be at least 1: papers of the newest month have a page each",
        ),
        ("{months: -1}", "paper_pages.months: must be a whole number from 0, not -1"),
        ("{months: soon}", "paper_pages.months: must be a whole number from 0, not 'soon'"),
        ("{month: 3}", "paper_pages: unknown key 'month'; did you mean 'months'?"),
    ],
)
def test_other_ways_to_write_it_are_refused_in_one_sentence(world: Path, wrong: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        configured(world, wrong)
    assert refused.value.problems == (f"content/config/site.yaml: {told}",)


def two_days(**old: object):
    sighting = make_paper().sightings[0]
    papers = [
        make_paper(id="2512.00001", title="The old one", sightings=(replace(sighting, day=OLD),), **old),
        make_paper(id="2601.00002", title="The new one", sightings=(replace(sighting, day=NEW),)),
    ]
    return make_library(site=make_site(pages_since=NEW), entries=[make_entry(paper=p) for p in papers])


def written(library) -> dict[str, str]:
    return {file.path: unescape(file.data.decode()) for file in pages(library)}


def test_a_paper_of_an_older_day_is_listed_with_a_link_to_itself_and_has_no_page() -> None:
    files = written(two_days())
    assert "paper/2512.00001.md" not in files and "paper/2601.00002.md" in files
    assert 'href="https://arxiv.org/abs/2512.00001">The old one' in files["day/2025-12-31.md"]
    assert 'href="../../paper/2601.00002/">The new one' in files["day/2026-01-01.md"]
    assert not [path for path, text in files.items() if "paper/2512.00001/" in text]


def test_a_paper_that_is_to_be_found_nowhere_else_keeps_its_page() -> None:
    sighting = replace(make_paper().sightings[0], day=OLD, url="")
    paper = make_paper(id="example-1", doi="", project="", sightings=(sighting,))
    library = make_library(site=make_site(pages_since=NEW), entries=[make_entry(paper=paper)])
    assert "paper/example-1.md" in written(library)


def test_a_page_leads_to_no_neighbour_that_has_none() -> None:
    sighting = replace(make_paper().sightings[0], day=OLD, url="")
    kept = make_paper(id="example-1", doi="", project="", sightings=(sighting,))
    papers = (kept, make_paper(id="2512.00001", sightings=(replace(sighting, day=OLD),)))
    library = make_library(site=make_site(pages_since=NEW), entries=[make_entry(paper=p) for p in papers])
    assert "paper/2512.00001/" not in written(library)["paper/example-1.md"]


def test_links_in_peoples_words_follow(world: Path) -> None:
    (world / "content/config/site.yaml").write_text("paper_pages: {since: 2027}\n", "utf-8")
    (world / "content/pages/more.md").write_text("# More\n\n[one](paper:2603.00001)\n", "utf-8")
    files = written(pipeline.read_library(world))
    assert "[one](https://arxiv.org/abs/2603.00001)" in files["more.md"]
