"""Versions of one preprint that have a DOI each: what their DOIs have in common, and their numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

# How a version ends a DOI, by how the DOI begins.
_TAILS = (
    ("10.1002/essoar.", r"\.([0-9]{1,2})"),
    ("10.1101/", r"v([0-9]{1,3})"),
    ("10.12074/", r"v([0-9]{1,3})"),
    ("10.12688/", r"\.([0-9]{1,2})"),  # F1000Research and others on its platform
    ("10.14293/pr2199.", r"\.v([0-9]{1,3})"),
    ("10.14293/s2199-1006.1.sor-.pp", r"\.v([0-9]{1,3})"),
    ("10.20944/", r"\.v([0-9]{1,3})"),
    ("10.21203/", r"/v([0-9]{1,3})"),
    ("10.22541/", r"/v([0-9]{1,3})"),
    ("10.26434/", r"[-.]v([0-9]{1,3})"),
    ("10.32388/", r"\.([0-9]{1,2})"),
    ("10.3310/nihropenres.", r"\.([0-9]{1,2})"),
    ("10.33774/", r"-v([0-9]{1,3})"),
    ("10.36227/", r"[./]v([0-9]{1,3})"),
    ("10.6084/", r"\.v([0-9]{1,3})"),
    ("10.64898/", r"v([0-9]{1,3})"),
    ("10.70675/", r"v([0-9]{1,3})"),
    ("10.7287/peerj.preprints.", r"v([0-9]{1,3})"),
    ("10.7554/elife.", r"\.([0-9]{1,2})"),
)
_PATTERNS = tuple((beginning, re.compile(f"(?<=[a-z0-9]){tail}$", re.ASCII)) for beginning, tail in _TAILS)
# All servers on the Open Science Framework, whoever their registrant is.
_OSF = re.compile(r"(?<=[a-z0-9])_v([0-9]{1,3})$", re.ASCII)
_OSF_NAME = "/osf.io/"


class VersionedDoi(NamedTuple):
    """DOI without its version, and the number of that; 0 where it has none."""

    doi: str
    version: int = 0


def split_version(doi: str) -> VersionedDoi:
    """Return a bare DOI without the version that it ends with, where its registrant writes one."""
    match = _find_version(doi)
    if match is None:
        return VersionedDoi(doi)
    return VersionedDoi(doi[: match.start()], int(match[1]))


def has_path_version(doi: str) -> bool:
    """Return True if ``/v2`` at the end of such a DOI is its own, and no view that a page's address names."""
    return _find_version(doi) is not None


def _find_version(doi: str) -> re.Match[str] | None:
    pattern = _find_pattern(doi)
    if pattern is None:
        return None
    behind_registrant = doi.index("/") + 1
    return pattern.search(doi, behind_registrant)


def _find_pattern(doi: str) -> re.Pattern[str] | None:
    if _OSF_NAME in doi:
        return _OSF
    for beginning, pattern in _PATTERNS:
        if doi.startswith(beginning):
            return pattern
    return None
