"""Authors and organisations that the owner names, or everything that is wrong with them in one run."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_config import problems, write

from broadsheet.model.contributors import NamedContributor
from broadsheet.pipeline import read_settings

ADA = "authors: [{name: Ada Example%s}]\n"


def test_names_spellings_addresses_and_identifiers_come_through(tmp_path: Path) -> None:
    text = (
        "authors:\n"
        "  - {name: 'Ada  Example', spellings: [A. Example, 例], orcid: 0000-0002-1694-233X, slug: ada}\n"
        "  - name: Bo Sample\n"
        "organisations: [{name: Cornell University, ror: 'https://ror.org/05bnh6r87'}]\n"
    )
    assert read_settings(write(tmp_path, authors=text)).contributors == (
        NamedContributor(
            "author", "Ada Example", "ada", ("A. Example", "例"), "https://orcid.org/0000-0002-1694-233X"
        ),
        NamedContributor("author", "Bo Sample"),
        NamedContributor("organisation", "Cornell University", identifier="https://ror.org/05bnh6r87"),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            ADA % ", orcid: 0000-0002-1694-2330",
            "authors[0].orcid: '0000-0002-1694-2330' is no ORCID; copy it whole, such as 0000-0002-1825-0097",
        ),
        (ADA % ", orcid: '<script>'", "authors[0].orcid: '<script>' is no ORCID; "),
        (ADA % ", ror: 05bnh6r87", "authors[0]: unknown key 'ror'; "),
        (ADA % ", spelings: [A]", "authors[0]: unknown key 'spelings'; did you mean 'spellings'?"),
        (ADA % ", spellings: A", "authors[0].spellings: must be a list of texts, not 'A'"),
        (ADA % ", spellings: [' ']", "authors[0].spellings: one of them is empty; remove it"),
        (ADA % ", slug: Ada/..", "authors[0].slug: must be lower-case letters, digits and hyphens"),
        (
            ADA % ", spellings: [Ada Example]",
            "authors: 'Ada Example' stands 2 times among names and spellings; leave it in one place",
        ),
        (
            "authors: [{name: A, spellings: [C]}, {name: B, spellings: [C]}]",
            "authors: 'C' stands 2 times among names and spellings; leave it in one place",
        ),
        (
            "authors: [{name: A, slug: c}, {name: B, slug: c}]",
            "authors: 2 entries have the slug 'c'; each needs its own",
        ),
        ("authors: [{}]", "authors[0]: missing 'name'"),
        ("authors: Ada", "authors: must be a list, not 'Ada'"),
        (
            "organisations: [{name: A, ror: 05bnh6r88}]",
            "organisations[0].ror: '05bnh6r88' is no ROR id; copy it whole, such as https://ror.org/05bnh6r87",
        ),
        ("organizations: []", "unknown key 'organizations'; did you mean 'organisations'?"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_what_to_do(tmp_path: Path, text: str, problem: str) -> None:
    [found] = problems(write(tmp_path, authors=text))
    assert found.startswith(f"content/config/authors.yaml: {problem}")


def test_how_many_have_a_page_is_a_setting(tmp_path: Path) -> None:
    assert read_settings(write(tmp_path)).site.author_pages == 500
    (tmp_path / "content/config/site.yaml").write_text("author_pages: 0\n", "utf-8")
    assert read_settings(tmp_path).site.author_pages == 0


def test_a_number_of_pages_below_zero_is_refused(tmp_path: Path) -> None:
    [found] = problems(write(tmp_path, site="author_pages: -1\n"))
    assert found == "content/config/site.yaml: author_pages: must be a whole number from 0, not -1"
