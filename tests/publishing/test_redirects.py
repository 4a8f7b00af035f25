"""Rules by which a host answers for addresses of papers that share a page, or were joined with others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from make import make_reading
from sharing import NEW, entry_of, sharing_library

from broadsheet.model.hosts import CLOUDFLARE_PAGES, GITHUB_PAGES, GITLAB_PAGES, NETLIFY, Host
from broadsheet.model.removals import Removal, Removals
from broadsheet.outputs.redirects import write_redirects

BASE = "/digest"


def rules(host: Host, *entries, **more: object) -> list[str]:
    """Return the rules of a site below /digest, without that."""
    library = sharing_library(*entries, host=host)
    return write_redirects(replace(library, **more)).replace(f"{BASE}/", "/").splitlines()


def month_of(papers: int) -> list:
    return [entry_of(f"2601.{number:05}") for number in range(papers)]


def test_a_host_without_patterns_has_a_rule_for_each_paper_newest_first():
    assert rules(NETLIFY, entry_of("2601.00002"), entry_of("doi-10.5555-a")) == [
        "/paper/2601.00002/ /papers/2601/#p-2601.00002 302",
        "/paper/doi-10.5555-a/ /papers/other/#p-doi-10.5555-a 302",
    ]


def test_a_host_that_reads_patterns_has_one_for_a_month_after_the_rules_for_single_papers():
    entries = (*month_of(3), entry_of("hep-th-9901001"), entry_of("doi-10.5555-a"))
    assert rules(CLOUDFLARE_PAGES, *entries) == [
        "/paper/doi-10.5555-a/ /papers/other/#p-doi-10.5555-a 302",
        "/paper/hep-th-9901001/ /papers/9901/#p-hep-th-9901001 302",
        "/paper/2601.:n/ /papers/2601/#p-2601.:n 302",
    ]


@pytest.mark.parametrize(
    ("papers", "rule"),
    [
        (151, "/paper/2601.:n:z/ /papers/2601/:z/#p-2601.:n:z 302"),
        (1501, "/paper/2601.:n:y:z/ /papers/2601/:y:z/#p-2601.:n:y:z 302"),
    ],
)
def test_the_pattern_of_a_large_month_takes_the_part_from_the_last_digits(papers, rule):
    assert rules(CLOUDFLARE_PAGES, *month_of(papers)) == [rule]


def test_the_pages_that_a_pattern_would_hide_are_said_to_stay():
    entries = [*month_of(4), entry_of("2601.77777", NEW), entry_of("2601.88888", left_out="Off topic")]
    removals = Removals(papers=(Removal(id="2601.99999", why="Asked for"),))
    assert rules(CLOUDFLARE_PAGES, *entries, removals=removals)[:3] == [
        "/paper/2601.77777/ /paper/2601.77777/ 200",
        "/paper/2601.88888/ /paper/2601.88888/ 200",
        "/paper/2601.99999/ /paper/2601.99999/ 200",
    ]


def test_a_month_of_which_few_papers_share_a_page_has_a_rule_for_each():
    entries = [entry_of("2601.00001"), entry_of("2601.77777", NEW)]
    assert rules(CLOUDFLARE_PAGES, *entries) == ["/paper/2601.00001/ /papers/2601/#p-2601.00001 302"]


def test_a_paper_that_was_joined_with_one_on_a_shared_page_is_led_to_its_place():
    joined = entry_of("2601.00001", other_ids=("2512.00003",))
    assert rules(CLOUDFLARE_PAGES, joined)[0] == "/paper/2512.00003/ /papers/2601/#p-2601.00001 301"


def test_a_page_that_leads_on_stays_where_a_pattern_would_hide_it_and_counts_among_the_rules():
    joined = entry_of("2601.00001", other_ids=("2601.00003",))
    entries = [joined, entry_of("2601.00002")]
    readings = (make_reading(kept=("2601.00003",)),)
    assert rules(CLOUDFLARE_PAGES, *entries, readings=readings) == [
        "/paper/2601.00003/ /paper/2601.00003/ 200",
        "/paper/2601.:n/ /papers/2601/#p-2601.:n 302",
    ]
    without_room = replace(CLOUDFLARE_PAGES, max_redirects=0)
    assert rules(without_room, *entries, readings=readings) == []


@pytest.mark.parametrize(
    ("host", "single", "patterns"),
    [
        (replace(CLOUDFLARE_PAGES, max_patterns=2), 0, 2),
        (replace(CLOUDFLARE_PAGES, max_redirects=5, max_patterns=1), 5, 1),
        (replace(NETLIFY, max_redirects=7), 7, 0),
        (replace(GITLAB_PAGES, max_redirects_bytes=200), 3, 0),
        (GITHUB_PAGES, 0, 0),
    ],
    ids=str,
)
def test_no_host_gets_more_rules_than_it_reads(host, single, patterns):
    entries = [entry_of(f"{month}.{number:05}") for month in (2510, 2511) for number in range(6)]
    found = rules(host, *entries)
    assert sum(":n" in rule for rule in found) == patterns
    assert len(found) == single + patterns


def test_a_pattern_that_would_take_too_many_rules_for_pages_is_left_out():
    host = replace(CLOUDFLARE_PAGES, max_redirects=1)
    entries = [*month_of(5), *[entry_of(f"2601.9999{number}", NEW) for number in range(2)]]
    assert rules(host, *entries) == ["/paper/2601.00000/ /papers/2601/#p-2601.00000 302"]


def test_a_site_without_shared_pages_has_no_rules_for_it():
    library = sharing_library(entry_of("2601.00002"), host=NETLIFY, months=None)
    assert write_redirects(library) == ""
