"""Where a site is published: what its host reads in it, and what will not fit, said before the host does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from make import make_entry, make_library, make_paper, make_site

from broadsheet.cli import main
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry
from broadsheet.model.hosts import CLOUDFLARE_PAGES, GITHUB_PAGES, GITLAB_PAGES, NETLIFY, S3, Host
from broadsheet.outputs.host_files import host_files
from broadsheet.publishing.capacity import advise, estimate_size, warn_of_limits
from broadsheet.settings.exports import ALL_MONTHS, read_exports
from broadsheet.settings.fields import Fields

OWN_DOMAIN = "https://digest.example.org/"


def files_at(host: Host, url: str, root: Path, **more: object) -> dict[str, str]:
    library = make_library(site=make_site(host=host, url=url), **more)
    return {file.path: file.data.decode() for file in host_files(library, root)}


def moved(host: Host, root: Path) -> dict[str, str]:
    """The files of a site with a paper that had two other addresses."""
    entry = make_entry(paper=make_paper(id="2603.00001", other_ids=("doi-10.1000-a", "example-b")))
    return files_at(host, "https://example.org/digest/", root, entries=[entry])


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        (OWN_DOMAIN, "digest.example.org\n"),
        ("https://ada.github.io/", None),
        ("https://ada.github.io/digest/", None),
        ("https://example.org/digest/", None),
        ("http://127.0.0.1:8000/", None),
        ("https://digest.example/", None),
    ],
)
def test_github_is_told_of_a_domain_of_ones_own_and_of_no_other(tmp_path, url, domain):
    files = files_at(GITHUB_PAGES, url, tmp_path)
    assert files.pop(".nojekyll") == ""
    assert files == ({"CNAME": domain} if domain else {})


@pytest.mark.parametrize("host", [CLOUDFLARE_PAGES, NETLIFY], ids=lambda host: host.name)
def test_headers_forbid_frames_and_let_scripts_of_others_read_the_api(tmp_path, host):
    headers = files_at(host, OWN_DOMAIN, tmp_path)["_headers"]
    everywhere, rest = headers.split("/api/v1/*\n")
    api, worker = rest.split("/sw.js\n")
    assert worker == "  Cache-Control: no-cache\n"
    assert everywhere.startswith("/*\n") and "frame-ancestors 'none'" in everywhere
    assert api == "  Access-Control-Allow-Origin: *\n"


@pytest.mark.parametrize("host", [GITLAB_PAGES, CLOUDFLARE_PAGES, NETLIFY], ids=lambda host: host.name)
def test_addresses_of_papers_that_were_joined_lead_to_the_one_page(tmp_path, host):
    assert moved(host, tmp_path)["_redirects"] == (
        "/digest/paper/doi-10.1000-a/ /digest/paper/2603.00001/ 301\n"
        "/digest/paper/example-b/ /digest/paper/2603.00001/ 301\n"
    )


def test_a_host_gets_no_more_redirects_than_it_reads(tmp_path):
    assert moved(replace(NETLIFY, max_redirects=1), tmp_path)["_redirects"].count("\n") == 1


def test_a_host_that_reads_no_files_gets_none(tmp_path):
    assert moved(S3, tmp_path) == {}


def test_a_file_of_the_owners_comes_before_ours(tmp_path):
    (tmp_path / "content/static").mkdir(parents=True)
    (tmp_path / "content/static/_headers").write_text("/*\n  X-Mine: 1\n")
    assert "_headers" not in files_at(NETLIFY, OWN_DOMAIN, tmp_path)


# -- what fits ---------------------------------------------------------------------------


def library_of(host: Host, papers: int, months: int = 24, **site: object) -> Library:
    """A library of papers spread evenly over the months up to May 2026."""
    return make_library(site=make_site(host=host, **site), entries=spread_evenly(papers, months))


@cache
def spread_evenly(papers: int, months: int) -> tuple[Entry, ...]:
    first = date(2026, 5, 31) - timedelta(days=30 * months)
    entries = []
    sighting = make_paper().sightings[0]
    for number in range(papers):
        day = first + timedelta(days=30 * months * number // papers)
        paper = make_paper(id=f"2605.{number:05}", sightings=(replace(sighting, day=day),))
        entries.append(make_entry(paper=paper))
    return tuple(entries)


def test_a_site_that_fits_is_not_warned_about():
    library = library_of(CLOUDFLARE_PAGES, 500)
    assert list(warn_of_limits(estimate_size(library), library)) == []


def test_the_mildest_settings_that_make_a_site_fit_are_told():
    small = replace(CLOUDFLARE_PAGES, max_files=9500)
    library = library_of(small, 1500)
    [warning] = warn_of_limits(estimate_size(library), library)
    assert "that Cloudflare Pages takes; set 'exports: packed' in content/config/site.yaml" in warning
    followed = replace(library, site=replace(library.site, packs_exports=True, export_months=ALL_MONTHS))
    assert list(warn_of_limits(estimate_size(followed), followed)) == []


def test_where_bytes_are_too_many_fewer_months_are_told():
    small = replace(GITHUB_PAGES, max_bytes=110_000_000)
    library = library_of(small, 1500)
    [warning] = warn_of_limits(estimate_size(library), library)
    assert "that GitHub Pages takes; set 'exports: {months: 6}' in content/config/site.yaml" in warning
    followed = replace(library, site=replace(library.site, export_months=6))
    assert list(warn_of_limits(estimate_size(followed), followed)) == []
    halfway = replace(library, site=replace(library.site, export_months=12))
    assert list(warn_of_limits(estimate_size(halfway), halfway)) != []


def test_nobody_is_advised_of_what_they_have_set_already():
    library = library_of(GITHUB_PAGES, 1500, export_months=3)
    assert "set 'exports: {months: 1}'" in advise(library)
    packed = library_of(CLOUDFLARE_PAGES, 1500, packs_exports=True, export_months=ALL_MONTHS)
    assert "set 'exports: {packed: true, months: 12}'" in advise(packed)


PACKED = {"packs_exports": True, "export_months": ALL_MONTHS}
SINCE_2025 = {"pages_since": date(2025, 1, 1)}


@pytest.mark.parametrize(
    ("most_files", "site", "keys", "fewer_lost"),
    [
        (4000, {}, ("exports: packed", "paper_pages: {months: 6}"), PACKED | {"paged_months": 12}),
        (3600, PACKED, ("paper_pages: {months: 3}",), PACKED | {"paged_months": 6}),
        (
            3000,
            PACKED,
            ("exports: {packed: true, months: 0}", "paper_pages: {months: 6}"),
            PACKED | {"paged_months": 1},
        ),
        (
            3450,
            PACKED | SINCE_2025,
            ("paper_pages: {since: 2025, months: 3}",),
            PACKED | SINCE_2025 | {"paged_months": 6},
        ),
        (
            3450,
            PACKED | {"pages_since": date(2024, 12, 15)},
            ("paper_pages: {since: 2024-12-15, months: 3}",),
            PACKED | SINCE_2025 | {"paged_months": 6},
        ),
        (4800, {"export_months": 0}, ("exports: {packed: true, months: 0}",), {"export_months": 0}),
    ],
)
def test_of_settings_that_fit_those_that_take_least_are_told(most_files, site, keys, fewer_lost):
    small = replace(CLOUDFLARE_PAGES, max_files=most_files)
    library = library_of(small, 1500, **site)
    [warning] = warn_of_limits(estimate_size(library), library)
    assert re.findall(r"'(.*?)'", warning) == list(keys)
    followed = library_of(small, 1500, **site_as_advised(keys, site))
    assert list(warn_of_limits(estimate_size(followed), followed)) == []
    milder = library_of(small, 1500, **fewer_lost)
    assert list(warn_of_limits(estimate_size(milder), milder)) != []


def site_as_advised(keys: Sequence[str], site: Mapping[str, object]) -> dict[str, object]:
    """The settings of a site with keys that its owner took from the advice into ``site.yaml``."""
    given = yaml.safe_load("\n".join(keys))
    problems: list[str] = []
    advised = dict(site)
    if "exports" in given:
        exports = read_exports(Fields("site.yaml", given, problems), CLOUDFLARE_PAGES)
        advised |= {"export_months": exports.months, "packs_exports": exports.is_packed}
    if "paper_pages" in given:
        since = given["paper_pages"].get("since")
        advised["paged_months"] = given["paper_pages"]["months"]
        advised["pages_since"] = date(since, 1, 1) if isinstance(since, int) else since
    assert problems == []
    return advised


def test_where_bytes_are_few_papers_share_pages_and_then_nothing_is_beside_them():
    for most_bytes, keys in (
        (70_000_000, "'exports: {months: 0}' and 'paper_pages: {months: 12}'"),
        (39_000_000, "'exports: {packed: true, months: 0}' and 'paper_pages: {months: 1}'"),
    ):
        library = library_of(replace(GITHUB_PAGES, max_bytes=most_bytes), 1500)
        [warning] = warn_of_limits(estimate_size(library), library)
        assert f"set {keys} in content/config/site.yaml" in warning


def test_a_site_that_nothing_makes_fit_is_told_so():
    tiny = replace(CLOUDFLARE_PAGES, max_files=10)
    library = library_of(tiny, 100)
    [warning] = warn_of_limits(estimate_size(library), library)
    assert "too much for this host whatever the settings; choose another host" in warning


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.output


def set_site(root: Path, text: str) -> None:
    (root / "content/config/site.yaml").write_text(text, "utf-8")


def test_check_knows_the_hosts(world):
    set_site(world, "host: cloudflare-pages\n")
    assert run("check", "--root", world)[0] == 0
    for wrong, hint in (
        ("github", "did you mean 'github-pages'?"),
        ("my cellar", "known: github-pages, gitlab-pages, cloudflare-pages, netlify, s3, none"),
    ):
        set_site(world, f"host: {wrong}\n")
        code, told = run("check", "--root", world)
        assert code == 1
        assert told.splitlines()[0] == f"content/config/site.yaml: host: no such host {wrong!r}; {hint}"


@pytest.mark.slow
def test_check_says_what_will_not_fit_before_anything_is_built(world):
    set_site(world, "host: cloudflare-pages\nexports: {months: 12}\n")
    [path] = (world / "content/papers").rglob("2603.00001.json")
    text = path.read_text("utf-8")
    for number in range(10_000, 13_300):
        path.with_name(f"2603.{number}.json").write_text(
            text.replace("2603.00001", f"2603.{number}"), "utf-8"
        )
    code, told = run("check", "--root", world)
    assert code == 0
    assert "warning: the site has " in told
    assert "the 20,000 that Cloudflare Pages takes; set 'exports: packed' in " in told
