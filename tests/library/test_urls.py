"""Addresses: one for each page, and links that are good under any path prefix."""

from __future__ import annotations

from datetime import date
from itertools import product
from urllib.parse import urljoin

import pytest

from broadsheet.library import urls
from broadsheet.model.period import Period

DAY = date(2026, 5, 18)
PERIODS = [Period.of_day(DAY), Period.of_week(DAY), Period.of_month(DAY)]
PAGES = [
    urls.HOME,
    urls.TOPICS,
    urls.ARCHIVE,
    urls.ABOUT,
    urls.STATUS,
    urls.paper("2405.14906"),
    urls.topic("stones"),
    urls.topic("stones", "2026-05"),
    *map(urls.digest, PERIODS),
]


def test_every_kind_of_page_has_its_own_place() -> None:
    assert urls.paper("2405.14906") == "paper/2405.14906/"
    assert urls.topic("stones") == "topic/stones/"
    assert urls.topic("stones", "2026-05") == "topic/stones/2026-05/"
    assert [urls.digest(p) for p in PERIODS] == ["day/2026-05-18/", "week/2026-W21/", "month/2026-05/"]


def test_no_two_pages_share_a_file() -> None:
    files = [urls.page_file(address) for address in PAGES]
    assert len(set(files)) == len(files)


@pytest.mark.parametrize(
    ("address", "file"),
    [("", "index.md"), ("topics/", "topics.md"), ("paper/2405.14906/", "paper/2405.14906.md")],
)
def test_a_folder_address_is_made_from_a_file_of_its_name(address: str, file: str) -> None:
    assert urls.page_file(address) == file


@pytest.mark.parametrize("site", ["https://review.example/", "https://review.example/a/b/"])
def test_a_link_leads_from_any_page_to_any_other_under_any_prefix(site: str) -> None:
    wrong = [
        (at, to)
        for at, to in product(PAGES, [*PAGES, "feed.xml"])
        if urljoin(site + at, urls.relative(to, at)) != site + to
    ]
    assert wrong == []


def test_a_link_is_never_empty_and_never_absolute() -> None:
    links = [urls.relative(to, at) for at, to in product(PAGES, PAGES)]
    assert all(links)
    assert not [link for link in links if link.startswith("/")]
