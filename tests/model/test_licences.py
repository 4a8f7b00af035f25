"""Licences: one spelling of those that are known, and no word of any other."""

from __future__ import annotations

import pytest

from broadsheet.model.licences import licence_address, licence_name, underscored_licence

CC = "https://creativecommons.org"


@pytest.mark.parametrize(
    ("told", "address", "name"),
    [
        ("http://creativecommons.org/licenses/by/4.0/", f"{CC}/licenses/by/4.0/", "CC BY 4.0"),
        (
            "https://creativecommons.org/licenses/by-nc-nd/4.0",
            f"{CC}/licenses/by-nc-nd/4.0/",
            "CC BY-NC-ND 4.0",
        ),
        ("http://www.creativecommons.org/licenses/BY-SA/3.0/", f"{CC}/licenses/by-sa/3.0/", "CC BY-SA 3.0"),
        (" http://creativecommons.org/licenses/by/4.0/deed.de ", f"{CC}/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", f"{CC}/publicdomain/zero/1.0/", "CC0 1.0"),
        (
            "http://creativecommons.org/publicdomain/mark/1.0/",
            f"{CC}/publicdomain/mark/1.0/",
            "Public Domain Mark 1.0",
        ),
        (
            "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
            "https://arxiv.org/licenses/nonexclusive-distrib/1.0/",
            "arXiv’s non-exclusive licence",
        ),
        ("http://arxiv.org/licenses/assumed-1991-2003/", "", ""),
        ("https://creativecommons.org/licenses/by/9.0/", "", ""),
        ("https://creativecommons.org.example/licenses/by/4.0/", "", ""),
        ("javascript:alert(1)//creativecommons.org/licenses/by/4.0/", "", ""),
        ("https://[creativecommons.org/licenses/by/4.0/", "", ""),
        ("All rights reserved", "", ""),
        ("", "", ""),
    ],
)
def test_a_licence_that_is_not_known_stays_unknown(told: str, address: str, name: str) -> None:
    assert licence_address(told) == address
    assert licence_name(told) == name
    assert licence_address(address) == address


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("cc_by", f"{CC}/licenses/by/4.0/"),
        ("cc_by_nc_nd", f"{CC}/licenses/by-nc-nd/4.0/"),
        ("cc0", f"{CC}/publicdomain/zero/1.0/"),
        ("cc_no", ""),
        ("cc0_ng", ""),
        ("", ""),
    ],
)
def test_the_licences_of_biorxiv_are_those_of_creative_commons(told: str, address: str) -> None:
    assert underscored_licence(told) == address
