"""Size of a site, and advice before it no longer fits where it is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# GitHub's published limits: https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
SITE_LIMIT = 1_000_000_000  # bytes; GitHub calls it 1 GB
NEAR = 0.8  # of a limit: early enough to decide at leisure
FILE_LIMIT = 100 * 1024 * 1024  # bytes; a file above this cannot be pushed
ADVICE = "set 'paper_pages: {since: 2024}' in content/config/site.yaml, so that papers of older days"
ADVICE += " are listed without a page of their own, or fewer months of 'exports', or 'cards: {papers: 0}'"


@dataclass(frozen=True, slots=True)
class Size:
    """Size of a site: numbers of files and of HTML pages among them, bytes in all, and the largest file."""

    files: int
    pages: int
    total: int
    largest: int
    largest_path: str


def measure_site(sizes: Mapping[str, int]) -> Size:
    """Return the size of a site from the sizes of its files: bytes by path."""
    pages = 0
    total = 0
    largest, largest_path = 0, ""
    for path, size in sizes.items():
        total += size
        if path.endswith(".html"):
            pages += 1
        if (size, path) > (largest, largest_path):
            largest, largest_path = size, path
    return Size(len(sizes), pages, total, largest, largest_path)


def warnings(size: Size) -> Iterator[str]:
    """Yield a warning for each of GitHub Pages' limits that the site is near to, or beyond."""
    if size.total > NEAR * SITE_LIMIT:
        percentage = f"{size.total / SITE_LIMIT:.0%}"
        share = "more than" if size.total > SITE_LIMIT else f"{percentage} of"
        total = _megabytes(size.total)
        yield f"the site has {total}, {share} the 1 GB that GitHub Pages takes; {ADVICE}"
    if size.largest > FILE_LIMIT:
        largest = f"{size.largest_path} has {_megabytes(size.largest)}"
        yield f"{largest}; a file of more than 100 MiB cannot be pushed to GitHub; split or remove it"


def _megabytes(size: int) -> str:
    megabytes = size / 1e6
    return f"{megabytes:,.1f} MB"
