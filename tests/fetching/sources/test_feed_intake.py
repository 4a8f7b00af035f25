"""What a feed still lists on another day is no news: one sighting, whatever its dates."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest
from building import WORLD

from broadsheet import pipeline
from broadsheet.store.store import Store

MONDAY = date(2026, 3, 9)
ITEM = "<item><title>Stones by the river</title><guid isPermaLink='false'>n1</guid>%s</item>"
VERSIONS = [
    {
        "doi": "10.1101/2026.03.01.1",
        "title": "Stones in the mill",
        "authors": "Example, A.",
        "version": str(number),
        "date": (MONDAY + timedelta(days=number - 1)).isoformat(),
        "published": published,
    }
    for number, published in ((1, "NA"), (2, "10.5555/mill.1"))
]


@pytest.fixture
def root(tmp_path):
    shutil.copytree(WORLD / "content" / "config", tmp_path / "content" / "config")
    shutil.copy(WORLD / "mkdocs.yml", tmp_path)
    return tmp_path


def configure(root, text: str) -> None:
    (root / "content/config/sources.yaml").write_text(f"sources:\n{text}", "utf-8")
    (root / "content/config/rules.yaml").unlink(missing_ok=True)


def fetch(root, answers, today: date, days: int = 1):
    wanted = [today - timedelta(days=n) for n in reversed(range(days))]
    return list(pipeline.fetch(root, answers.web(), pipeline.plan_fetch(root, wanted), today))


@pytest.mark.parametrize("when", ["", "<pubDate>Fri, 01 Jan 2044 00:00:00 GMT</pubDate>"])
def test_an_item_without_a_date_of_its_own_is_seen_once(root, answers, when):
    configure(root, "  - {kind: feed, name: lab, title: The Lab, url: 'https://lab.example/feed.xml'}\n")
    for n in range(3):
        answers.give(200, f"<rss version='2.0'><channel>{ITEM % when}</channel></rss>".encode())
        [step] = fetch(root, answers, MONDAY + timedelta(days=n))
        assert (step.failed, step.kept) == ("", ("lab-n1",))
    [sighting] = Store(root).paper("lab-n1").sightings
    assert sighting.day == MONDAY


VERSIONED = (
    "<item><title>Counting the pebbles of a river</title><link>https://doi.org/{}</link>"
    "<dc:creator>Ada Example</dc:creator></item>"
)


def test_versions_with_a_doi_each_are_one_page_and_the_latest_speaks(root, answers):
    configure(root, "  - {kind: feed, name: lab, title: The Lab, url: 'https://lab.example/feed.xml'}\n")
    namespace = "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    for n, doi in enumerate(("10.21203/rs.3.rs-1/v2", "10.21203/rs.3.rs-1/v1", "10.21203/rs.3.rs-1/v3")):
        body = f"<rss version='2.0' {namespace}><channel>{VERSIONED.format(doi)}</channel></rss>"
        answers.give(200, body.encode())
        [step] = fetch(root, answers, MONDAY + timedelta(days=n))
        assert (step.failed, step.kept) == ("", ("doi-10.21203-rs.3.rs-1",))
    paper = Store(root).paper("doi-10.21203-rs.3.rs-1")
    assert paper.doi == "10.21203/rs.3.rs-1/v3"
    assert [version.number for version in paper.versions] == [1, 2, 3]


def test_a_later_version_and_the_journals_doi_join_the_page_that_is_there(root, answers):
    configure(root, "  - {kind: biorxiv, url: 'https://api.rxiv.example'}\n")
    for n, row in enumerate(VERSIONS):
        answers.give(200, {"messages": [{"status": "ok", "total": "1"}], "collection": [row]})
        [step] = fetch(root, answers, MONDAY + timedelta(days=n))
        assert (step.failed, step.kept) == ("", ("doi-10.1101-2026.03.01.1",))
    paper = Store(root).paper("doi-10.1101-2026.03.01.1")
    assert [version.number for version in paper.versions] == [1, 2]
    assert (paper.doi, paper.other_ids) == ("10.5555/mill.1", ("doi-10.5555-mill.1",))
    assert [sighting.day for sighting in paper.sightings] == [MONDAY]


def test_a_later_version_of_a_paper_that_is_not_here_is_dropped_by_name(root, answers):
    configure(root, "  - {kind: biorxiv, url: 'https://api.rxiv.example'}\n")
    answers.give(200, {"messages": [{"status": "ok", "total": "1"}], "collection": VERSIONS[1:]})
    [step] = fetch(root, answers, MONDAY)
    assert (step.kept, step.dropped) == ((), 1)


def test_these_sources_are_asked_on_weekends_too(root, answers):
    configure(root, "  - {kind: biorxiv, url: 'https://api.rxiv.example'}\n")
    sunday = MONDAY - timedelta(days=1)
    [(_, days)] = pipeline.plan_fetch(root, [sunday])
    assert days == (sunday,)
