"""Names of works: arXiv ids, DOIs and the ids made from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.model.ids import (
    arxiv_id,
    arxiv_spelling,
    arxiv_version,
    bare_doi,
    doi_id,
    doi_url,
    is_safe_id,
    local_id,
)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("10.1101/2026.01.02.123456", "10.1101/2026.01.02.123456"),
        ("https://doi.org/10.1038/S41586-024-1", "10.1038/s41586-024-1"),
        ("doi: 10.5555/stones.1.", "10.5555/stones.1"),
        ("https://dx.doi.org/10.1000%2Fabc(1)", "10.1000/abc(1)"),
        ("10.1/x", ""),
        ("no doi", ""),
        ("10.1038/with space", ""),
        ("10.١٢٣٤/x", ""),
    ],
)
def test_a_doi_is_bare_and_in_lower_case(text: str, bare: str) -> None:
    assert bare_doi(text) == bare


def test_an_id_made_from_a_doi_reads_like_it_where_that_is_safe() -> None:
    assert doi_id("10.1101/2026.01.02.123456") == "doi-10.1101-2026.01.02.123456"
    assert doi_id("10.1000/a(1)").startswith("doi-10.1000-a-1-")


def test_two_works_never_share_an_id_even_where_case_is_not_told_apart() -> None:
    keys = ("abc", "ABC", "Abc", "a/bc", "a-bc", "a bc", "a?bc", "x" * 300, "x" * 301, "", "..", "é")
    ids = [local_id("blog", key).casefold() for key in keys]
    assert len(set(ids)) == len(ids)


@given(st.text())
def test_every_id_made_from_a_strangers_key_is_safe(key: str) -> None:
    assert is_safe_id(local_id("blog", key))
    assert is_safe_id(doi_id(key))


def test_the_version_is_read_where_there_is_one() -> None:
    assert (
        arxiv_version("2405.14906v2"),
        arxiv_version("hep-th/9901001v12"),
        arxiv_version("2405.14906"),
    ) == (
        2,
        12,
        None,
    )


def test_a_bare_id_is_spelt_as_arxiv_does() -> None:
    assert arxiv_spelling(arxiv_id("hep-th/9901001") or "") == "hep-th/9901001"
    assert arxiv_spelling("doi-10.1101-2026") == arxiv_spelling("blog-2405") == ""


def test_the_address_of_a_doi_holds_no_sign_that_would_end_a_link() -> None:
    assert doi_url("10.1000/a(1):b;c+d_e-f.g") == "https://doi.org/10.1000/a(1):b;c+d_e-f.g"
    assert doi_url("10.1002/a<1>[2]") == "https://doi.org/10.1002/a%3C1%3E%5B2%5D"
    assert bare_doi(doi_url("10.1002/a<1>[2]")) == "10.1002/a<1>[2]"
