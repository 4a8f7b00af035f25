"""How large a site is, and what to do before it no longer fits where it is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# GitHub's published limits: https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
PAGES_SITE = 1_000_000_000  # bytes; the limit is called 1 GB
NEAR = 0.8  # of a limit: early enough to decide at leisure
LARGEST_FILE = 100 * 1024 * 1024  # bytes; a file above this cannot be pushed
WHAT_TO_DO = "set 'paper_pages: {since: 2024}' in content/config/site.yaml, so that papers of older days"
WHAT_TO_DO += " are listed without a page of their own, or fewer months of 'exports', or 'cards: false'"


@dataclass(frozen=True, slots=True)
class Size:
    """A site in numbers: files, pages (of HTML) among them, bytes in all, and the largest file."""

    files: int
    pages: int
    total: int
    largest: int
    largest_path: str


def measured(sizes: Mapping[str, int]) -> Size:
    """The size of the site that consists of these files: bytes by path."""
    largest, path = max(((size, path) for path, size in sizes.items()), default=(0, ""))
    return Size(
        files=len(sizes),
        pages=sum(path.endswith(".html") for path in sizes),
        total=sum(sizes.values()),
        largest=largest,
        largest_path=path,
    )


def warnings(size: Size) -> Iterator[str]:
    """What its owner should know: near GitHub Pages' limits, or beyond them."""
    if size.total > NEAR * PAGES_SITE:
        share = "more than" if size.total > PAGES_SITE else f"{size.total / PAGES_SITE:.0%} of"
        told = f"the site has {_megabytes(size.total)}, {share} the 1 GB that GitHub Pages takes"
        yield f"{told}; {WHAT_TO_DO}"
    if size.largest > LARGEST_FILE:
        told = f"{size.largest_path} has {_megabytes(size.largest)}"
        yield f"{told}; a file of more than 100 MiB cannot be pushed to GitHub; split or remove it"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
