"""Record of what we wrote into a site's repository, by which an upgrade knows a file that somebody edited."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from broadsheet.disk.regular_files import UnreadableFileError, read_regular
from broadsheet.errors import ConfigError

PATH = ".broadsheet/written.json"
_MAX_BYTES = 1_000_000
_ACTION_COMMIT = re.compile(rb"(\buses: [\w./-]+@)[0-9a-f]{40}(?: # v[\w.]+)?")


@dataclass(frozen=True, slots=True)
class Record:
    """Record of a site: the version that wrote it, digests of files by path, and the packages that it pinned.

    ``project`` is what its host calls the site.
    """

    version: str
    project: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    packages: frozenset[str] = frozenset()

    def to_bytes(self) -> bytes:
        """Return the bytes of the record's file."""
        values = {
            "about": "Digests of what Broadsheet wrote, by which an upgrade knows what you edited",
            "version": self.version,
            "project": self.project,
            "files": dict(sorted(self.digests.items())),
            "packages": sorted(self.packages),
        }
        return (json.dumps(values, indent=2) + "\n").encode()


def digest_of(data: bytes) -> str:
    """Return the digest of a file's bytes, by which an edit is known.

    Line ends of Windows are none, and neither are newer commits of actions, which robots propose.
    """
    text = data.replace(b"\r\n", b"\n")
    return hashlib.sha256(_ACTION_COMMIT.sub(rb"\1", text)).hexdigest()


def read_record(root: Path) -> Record:
    """Return the record of a site; an empty one, of no version, where there is none."""
    try:
        values = json.loads(read_regular(root / PATH, _MAX_BYTES))
    except FileNotFoundError:
        return Record("")
    except (UnreadableFileError, ValueError) as error:
        raise _broken(error) from error
    return _parse(values)


def _parse(values: Any) -> Record:
    try:
        digests = {str(path): str(digest) for path, digest in values["files"].items()}
        packages = frozenset(map(str, values["packages"]))
        return Record(str(values["version"]), str(values["project"]), digests, packages)
    except (AttributeError, KeyError, TypeError) as error:
        raise _broken(error) from error


def _broken(error: Exception) -> ConfigError:
    return ConfigError(
        f"{PATH}: cannot be read ({error}); take it from an earlier commit, or remove it: then every file "
        "that is not as we would write it counts as yours"
    )
