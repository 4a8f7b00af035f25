"""Ids in addresses: the paper that a page is of, whichever host shows it, and nothing that is no id."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.model.addresses import arxiv_in, doi_in
from broadsheet.model.ids import arxiv_id, bare_doi

TABLE = Path(__file__).with_name("addresses.tsv")


def rows() -> list[dict[str, str]]:
    """The addresses of the table, each with the arXiv id or the DOI that it names, or neither."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["address"])
def test_a_page_names_its_paper_and_no_other(row: dict[str, str]) -> None:
    address, arxiv, doi = row["address"], row["arxiv"], row["doi"]
    assert (arxiv_in(address) or "") == arxiv
    if not arxiv:  # arXiv's own DOIs are DOIs too
        assert doi_in(address) == doi


def test_nothing_is_no_address() -> None:
    assert (arxiv_in(""), doi_in("")) == (None, "")


@given(st.text())
def test_whatever_an_address_is_what_is_found_in_it_is_an_id(text: str) -> None:
    for address in (text, f"https://{text}", f"https://doi.org/{text}", f"https://arxiv.org/abs/{text}"):
        found = arxiv_in(address)
        assert found is None or arxiv_id(found)
        doi = doi_in(address)
        assert not doi or bare_doi(doi) == doi
