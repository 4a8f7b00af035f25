"""A paper of which only the month, or the year, is known: kept, cited and shown so."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
import rispy
from make import MONDAY, make_paper
from pybtex.database import parse_string

from broadsheet.errors import ContentError
from broadsheet.fetching.admission import admit
from broadsheet.model.ledger import Batch
from broadsheet.model.paper import labelled_facts
from broadsheet.model.partial_dates import PartialDate
from broadsheet.outputs.citations.formats import bibtex, csl_item, ris
from broadsheet.outputs.citations.keys import key
from broadsheet.outputs.citations.metadata import citation, linked_data
from broadsheet.store.store import Store

OF_MONTH = make_paper(id="journal-stones", published=PartialDate(2026, 2))
OF_YEAR = replace(OF_MONTH, published=PartialDate(2026))


@pytest.mark.parametrize("paper", [OF_MONTH, OF_YEAR])
def test_it_is_kept_as_it_is_known(tmp_path, paper):
    store = Store(tmp_path)
    store.add(paper, MONDAY)
    [file] = (tmp_path / "content" / "papers").glob("*/*.json")
    assert json.loads(file.read_bytes())["published"] == paper.published.isoformat()
    assert store.paper(paper.id).published == paper.published
    assert store.add(paper, MONDAY).change == "same"


def test_a_file_with_another_date_is_named(tmp_path):
    store = Store(tmp_path)
    store.add(OF_MONTH, MONDAY)
    [file] = (tmp_path / "content" / "papers").glob("*/*.json")
    file.write_bytes(file.read_bytes().replace(b'"2026-02"', b'"2026-2"'))
    with pytest.raises(ContentError, match="published: must be a date like 2026-05-18, 2026-05 or 2026"):
        store.load()


def test_it_is_cited_with_what_is_known():
    of_month = parse_string(bibtex([OF_MONTH]), "bibtex").entries[key(OF_MONTH)].fields
    of_year = parse_string(bibtex([OF_YEAR]), "bibtex").entries[key(OF_YEAR)].fields
    assert (of_month["year"], of_month["month"]) == ("2026", "February")
    assert (of_year["year"], "month" in of_year) == ("2026", False)
    assert rispy.loads(ris([OF_MONTH]))[0]["date"] == "2026/02"
    assert csl_item(OF_MONTH)["issued"] == {"date-parts": [[2026, 2]]}
    assert csl_item(OF_YEAR)["issued"] == {"date-parts": [[2026]]}
    assert dict(citation(OF_MONTH))["publication_date"] == "2026/02"
    assert json.loads(linked_data(OF_YEAR))["datePublished"] == "2026"


def test_its_page_says_what_is_known():
    assert ("Published", "February 2026") in labelled_facts(OF_MONTH)
    assert ("Published", "2026") in labelled_facts(OF_YEAR)


@pytest.mark.parametrize(("described_by", "meant"), [("", PartialDate(2026, 3)), ("arxiv", date(2025, 1, 5))])
def test_the_day_of_a_copy_gives_way_to_the_month_of_an_arxiv_id(described_by, meant):
    paper = make_paper(id="2603.00001", published=date(2025, 1, 5), described_by=described_by)
    [admitted] = admit(Batch(day=MONDAY, papers=(paper,))).papers
    assert admitted.published == meant


def test_the_record_of_arxiv_has_the_last_word_on_the_day(tmp_path):
    store = Store(tmp_path)
    store.add(make_paper(published=PartialDate(2026, 3)), MONDAY)
    record = make_paper(published=date(2026, 2, 27), described_by="arxiv", sightings=())
    store.add(record, MONDAY)
    assert store.paper(record.id).published == date(2026, 2, 27)
