"""Taking in what is offered: everything is kept on the page of its work, or dropped for a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from make import MONDAY, make_paper, make_sighting, make_source, start_site

from broadsheet import pipeline
from broadsheet.errors import ContentError
from broadsheet.fetching.client import Web
from broadsheet.fetching.ingest import keep
from broadsheet.model.ledger import Batch, Rejection
from broadsheet.model.paper import Paper, Version
from broadsheet.store.store import Store

SOURCE = make_source(name="annals", kind="feed", title="Annals", url="https://annals.example/feed")
TITLE = "How to Count Stones in the Dark"
PREPRINT = make_paper(doi="", sightings=(make_sighting(source="example"),))
JOURNAL = Paper(
    id="doi-10.5555-stones.1",
    title=TITLE,
    doi="10.5555/stones.1",
    journal="Annals of Stones",
    authors=("Ada Example",),
    sightings=(make_sighting(source="annals", url="https://annals.example/1", votes=None),),
)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def offered(store, *papers, **more):
    step = keep(store, SOURCE, Batch(day=MONDAY, papers=papers, **more), MONDAY)
    row = store.reading("annals", MONDAY)
    assert not step.failed and row.fetched == len(papers) + len(more.get("drops", ()))
    return row


def test_a_published_version_joins_the_page_of_its_preprint(store):
    store.add(PREPRINT, MONDAY)
    row = offered(store, JOURNAL)
    [paper] = store.load().papers
    assert row.kept == (paper.id,) == (PREPRINT.id,)
    assert (paper.other_ids, paper.doi, paper.journal) == ((JOURNAL.id,), JOURNAL.doi, JOURNAL.journal)
    assert [s.source for s in paper.sightings] == ["annals", "example"]


def test_a_page_keeps_its_address_whatever_the_work_is_called_later(store):
    store.add(JOURNAL, MONDAY)
    assert store.add(PREPRINT, MONDAY).page == JOURNAL.id
    again = Store(store._root)
    assert again.add(replace(PREPRINT, title="Retitled"), MONDAY).page == JOURNAL.id
    assert again.load().papers[0].arxiv == "2603.00001"


def test_a_work_that_is_offered_twice_in_a_day_is_kept_once_and_dropped_once(store):
    row = offered(store, PREPRINT, JOURNAL, replace(PREPRINT, title="The same id"))
    assert row.kept == ("2603.00001",)
    assert {drop.item: drop.reason for drop in row.dropped} == {
        JOURNAL.id: "duplicate: the same work as 2603.00001",
        "2603.00001 again": "duplicate: the same work as 2603.00001",
    }
    assert offered(store, PREPRINT, JOURNAL, PREPRINT).fetched == 3


def test_a_withdrawn_paper_is_dropped_where_it_is_new_and_marked_where_it_is_known(store):
    withdrawn = replace(
        PREPRINT, withdrawn="An error in Lemma 2.", described_by="arxiv", versions=(Version(2),)
    )
    row = offered(store, withdrawn)
    assert row.dropped == (Rejection("2603.00001", TITLE, "withdrawn"),)
    assert store.load().papers == ()
    store.add(PREPRINT, MONDAY)
    assert offered(store, withdrawn).kept == ("2603.00001",)
    [paper] = store.load().papers
    assert paper.withdrawn and paper.abstract


def test_a_version_after_a_withdrawal_stands_again(store):
    record = replace(PREPRINT, described_by="arxiv", versions=(Version(1),))
    for number, reason in ((1, ""), (2, "An error."), (3, "")):
        store.add(replace(record, versions=(Version(number),), withdrawn=reason), MONDAY)
    [paper] = store.load().papers
    assert paper.withdrawn == "" and len(paper.versions) == 3


def test_a_new_version_adds_to_a_known_paper_and_is_dropped_where_that_is_not_here(store):
    version = replace(PREPRINT, described_by="arxiv", title="Counting", versions=(Version(2),), sightings=())
    row = offered(store, version)
    assert row.dropped[0].reason == "a new version of a paper that is not here"
    store.add(PREPRINT, MONDAY)
    row = offered(store, version)
    assert (row.kept, row.dropped) == (("2603.00001",), ())
    [paper] = store.load().papers
    assert paper.title == "Counting" and paper.sightings == PREPRINT.sightings
    with pytest.raises(ContentError, match="no such paper to add to"):
        store.add(replace(version, id="2603.00002", title="Unknown"), MONDAY)


def test_what_a_limit_kept_from_us_stands_in_the_ledger(store):
    offered(store, PREPRINT, cap="2,001 items offered")
    assert store.reading("annals", MONDAY).cap == "2,001 items offered"


# -- what the owner of a site wants of a source ----------------------------------------------------

PEBBLES = make_paper(
    id="2603.00011", title="Pebbles", abstract="", keywords=(), authors=("Bo Sample",), doi=""
)
SAND = make_paper(id="2603.00012", title="Sand", abstract="", keywords=(), authors=("Cy Third",), doi="")
GRAVEL = make_paper(id="2603.00013", title="Gravel", abstract="", keywords=("pebble",), authors=(), doi="")
LIST = (PEBBLES, SAND, GRAVEL)


def wanted(store, papers=LIST, day=MONDAY, **settings):
    source = make_source("list", "huggingface", "The List", "https://list.example", **settings)
    step = keep(store, source, Batch(day=day, papers=papers), day)
    row = store.reading("list", day)
    assert not step.failed and {*row.kept, *(drop.item for drop in row.dropped)} >= {p.id for p in papers}
    return row


@pytest.mark.parametrize(
    ("settings", "kept", "sought"),
    [
        ({"words": ("pebble",)}, (PEBBLES, GRAVEL), "words"),
        ({"authors": ("cy third",)}, (SAND,), "authors"),
        ({"authors": ("Cy Third",), "words": ("gravel",)}, (SAND, GRAVEL), "authors or words"),
        ({"authors": ("Third",)}, (), "authors"),
    ],
)
def test_a_paper_needs_one_of_the_authors_or_words_of_its_source(store, settings, kept, sought):
    row = wanted(store, **settings)
    assert row.kept == tuple(paper.id for paper in kept)
    assert {drop.reason for drop in row.dropped} == {f"has none of the {sought} that source 'list' looks for"}
    assert {paper.id for paper in store.load().papers} == {paper.id for paper in kept}


def test_no_more_papers_are_taken_of_a_day_than_the_source_takes_and_the_others_are_named(store):
    row = wanted(store, daily_limit=2)
    assert row.kept == (PEBBLES.id, SAND.id)
    assert row.dropped == (Rejection(GRAVEL.id, "Gravel", "beyond the 2 papers that the source takes a day"),)
    assert row.cap == "3 papers, of which the source takes 2 a day"
    assert wanted(store, day=date(2026, 3, 3), daily_limit=3).cap == ""


def test_only_what_is_wanted_counts_against_the_limit(store):
    row = wanted(store, daily_limit=1, words=("gravel", "sand"))
    assert (row.kept, row.cap) == ((SAND.id,), "2 papers, of which the source takes 1 a day")
    store.add(PREPRINT, MONDAY)
    version = replace(PREPRINT, id="2603.00099", title="Not here", sightings=())
    row = wanted(store, (version, PEBBLES), day=date(2026, 3, 3), daily_limit=1)
    assert row.kept == (PEBBLES.id,)


def test_a_list_whose_order_changes_brings_no_more_papers_with_every_reading(store):
    wanted(store, daily_limit=2)
    liked = replace(SAND, sightings=(make_sighting(votes=99),))
    row = wanted(store, (GRAVEL, liked, PEBBLES), daily_limit=2)
    assert set(row.kept) == {PEBBLES.id, SAND.id}
    assert [drop.item for drop in row.dropped] == [GRAVEL.id]
    assert row.cap == "3 papers, of which the source takes 2 a day"
    assert store.paper(SAND.id).votes == 99, "what was kept before is read again"


def test_what_a_limit_kept_from_us_is_said_beside_what_the_source_says_itself(store):
    source = replace(SOURCE, daily_limit=1)
    keep(store, source, Batch(day=MONDAY, papers=(PEBBLES, SAND), cap="the feed is full"), MONDAY)
    row = store.reading("annals", MONDAY)
    assert row.cap == "2 papers, of which the source takes 1 a day; the feed is full"


def test_an_id_that_is_a_path_is_never_written(store, tmp_path):
    row = offered(store, replace(PREPRINT, id="../../x"), JOURNAL)
    assert row.kept == (JOURNAL.id,), "one bad item costs no other"
    [drop] = row.dropped
    assert drop.item == "../../x" and "must be letters" in drop.reason
    assert not list(tmp_path.rglob("x*"))


# -- look-ups and time -----------------------------------------------------------------------------

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><opensearch:totalResults>1</opensearch:totalResults>
<entry><id>http://arxiv.org/abs/2603.00001v2</id><title>Paper $1$</title><summary>About $x^2$.</summary>
<published>2026-03-01T00:00:00Z</published><updated>2026-03-02T00:00:00Z</updated>
<author><name>Ada Example</name></author><category term="cs.CL"/></entry></feed>"""
ITEM = {"paper": {"id": "2603.00001", "title": "Paper 1", "summary": "About x2."}}


@pytest.fixture
def root(tmp_path):
    start_site(tmp_path / "site")
    sources = tmp_path / "site/content/config/sources.yaml"
    sources.write_text("sources: [{kind: huggingface}]\nlook_ups: [{kind: arxiv}]\n")
    return tmp_path / "site"


def run(root, web: Web, *days: date, today=date(2026, 3, 3)):
    plan = pipeline.plan_fetch(root, days)
    return list(pipeline.fetch(root, web, plan, today))


def test_a_look_up_repairs_what_a_copy_lost(root, answers):
    answers.give(200, [ITEM])
    answers.give(200, ATOM.encode())
    day, looked_up = run(root, answers.web(), MONDAY)
    assert (day.new, looked_up.is_enricher, looked_up.changed, looked_up.failed) == (1, True, 1, "")
    [paper] = Store(root).load().papers
    assert (paper.title, paper.abstract, paper.described_by) == ("Paper $1$", "About $x^2$.", "arxiv")
    assert paper.sightings[0].source == "huggingface"


def test_the_words_and_the_limit_of_a_list_that_knows_neither_are_kept_all_the_same(root, answers):
    config = root / "content/config/sources.yaml"
    config.write_text("sources: [{kind: huggingface, most: 2, words: [paper], authors: [Ada Example]}]\n")
    titles = ("Stones", "Paper 2", "Paper 3", "Paper 4")
    items = [{"paper": {"id": f"2603.{n:05}", "title": title}} for n, title in enumerate(titles, start=1)]
    answers.give(200, items)
    [step] = run(root, answers.web(), MONDAY)
    assert (step.kept, step.dropped) == (("2603.00002", "2603.00003"), 2)


def test_a_look_up_that_fails_harms_nothing_and_is_made_up_for_by_the_next_run(root, answers):
    answers.give(200, [ITEM])
    answers.give(404)
    late = date(2026, 3, 20)
    day, looked_up = run(root, answers.web(), MONDAY, today=late)
    assert not day.failed and "404" in looked_up.failed
    assert Store(root).reading("huggingface", MONDAY).failed == ""
    answers.give(200, ATOM.encode())
    [looked_up] = run(root, answers.web(), MONDAY, today=late)
    assert looked_up.changed == 1
    assert run(root, answers.web(), MONDAY, today=late) == [], "an old paper is not asked about again"


def test_past_its_time_a_run_asks_nothing_more_and_keeps_what_it_read(root, answers):
    answers.give(200, [ITEM])
    web = answers.web(at_most=10)
    answers.takes = 10.1
    first, rest, looked_up = run(root, web, MONDAY, date(2026, 3, 3))
    assert first.new == 1
    assert rest.failed == "the time for this run is over; 1 day not asked for"
    assert "time for this run is over" in looked_up.failed
    assert Store(root).reading("huggingface", date(2026, 3, 3)) is None, "not asked is not failed"
