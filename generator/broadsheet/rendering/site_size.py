"""Size of a site, and what its host will not take of it, said before the host does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from broadsheet.model.hosts import MEBIBYTE, Host

NEAR = 0.8  # of a limit: early enough to decide at leisure


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


def is_too_large(size: Size, host: Host) -> bool:
    """Return true where the site is near to the files or the bytes that its host takes, or beyond."""
    return _is_near(size.files, host.max_files) or _is_near(size.total, host.max_bytes)


def warnings(size: Size, host: Host, advice: str) -> Iterator[str]:
    """Yield a warning for each limit of the host that the site is near to, or beyond.

    ``advice`` says what would make the site smaller.
    """
    if _is_near(size.files, host.max_files):
        share = _share(size.files, host.max_files)
        yield (
            f"the site has {size.files:,} files, {share} the {host.max_files:,} "
            f"that {host.title} takes; {advice}"
        )
    if _is_near(size.total, host.max_bytes):
        share = _share(size.total, host.max_bytes)
        yield (
            f"the site has {_megabytes(size.total)}, {share} the {_gigabytes(host.max_bytes)} "
            f"that {host.title} takes; {advice}"
        )
    if host.max_file_bytes and size.largest > host.max_file_bytes:
        yield (
            f"{size.largest_path} has {_megabytes(size.largest)}; {host.title} takes no file of more than "
            f"{host.max_file_bytes // MEBIBYTE} MiB; split or remove it"
        )


def _is_near(number: int, limit: int) -> bool:
    return bool(limit) and number > NEAR * limit


def _share(number: int, limit: int) -> str:
    if number > limit:
        return "more than"
    return f"{number / limit:.0%} of"


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:g} GB"


def _megabytes(size: int) -> str:
    megabytes = size / 1e6
    return f"{megabytes:,.1f} MB"
