"""DOIs of versions: what is theirs and what is a view of a page."""

from __future__ import annotations

import pytest

from broadsheet.model.addresses import doi_in
from broadsheet.model.doi_versions import VersionedDoi, split_version


@pytest.mark.parametrize(
    ("doi", "base", "version"),
    [
        ("10.21203/rs.3.rs-1/v3", "10.21203/rs.3.rs-1", 3),
        ("10.31219/osf.io/abcd1_v12", "10.31219/osf.io/abcd1", 12),
        ("10.12688/f1000research.150001.2", "10.12688/f1000research.150001", 2),
        ("10.1101/2026.05.01.700001v2", "10.1101/2026.05.01.700001", 2),
        ("10.14293/pr2199.000001.v2", "10.14293/pr2199.000001", 2),
        ("10.14293/s2199-1006.1.sor-.ppabcde.v1", "10.14293/s2199-1006.1.sor-.ppabcde", 1),
        ("10.14293/s2199-1006.1.sor-stone.abcde.v1", "10.14293/s2199-1006.1.sor-stone.abcde.v1", 0),
        ("10.12074/202605.00001v3", "10.12074/202605.00001", 3),
        ("10.1101/2026.05.01.700001", "10.1101/2026.05.01.700001", 0),
        ("10.7554/elife.100001", "10.7554/elife.100001", 0),
        ("10.7777/stones/v2", "10.7777/stones/v2", 0),
        ("10.7777/stones.v2", "10.7777/stones.v2", 0),
        ("10.21203/v1", "10.21203/v1", 0),
    ],
)
def test_a_doi_is_parted_from_its_version(doi: str, base: str, version: int) -> None:
    assert split_version(doi) == VersionedDoi(base, version)


@pytest.mark.parametrize(
    ("address", "doi"),
    [
        ("https://www.authorea.com/doi/full/10.22541/au.1.2/v1", "10.22541/au.1.2/v1"),
        ("https://www.techrxiv.org/doi/full/10.36227/techrxiv.1.2/v2", "10.36227/techrxiv.1.2/v2"),
        ("https://stones.example/doi/10.7777/stones.1/v2", "10.7777/stones.1"),
    ],
)
def test_a_version_in_an_address_stays_where_it_is_the_doi_s_own(address: str, doi: str) -> None:
    assert doi_in(address) == doi
