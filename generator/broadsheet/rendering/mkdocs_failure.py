"""Failure of MkDocs in the words of a person: what the disk refused it, else what it said itself."""

from __future__ import annotations

import re

from broadsheet.disk.failures import REMEDIES, write_failure
from broadsheet.errors import BuildError

# The last line of a traceback, as Python writes an OSError with the files that it names.
_OS_ERROR = re.compile(r"\w*Error: \[Errno (\d+)\] ([^:]+)(?:: '(.+?)')?(?: -> '(.+)')?")


def describe_mkdocs_failure(output: str) -> BuildError:
    """Return the error of a run of MkDocs that failed with this output."""
    output = output.strip()
    refused = _OS_ERROR.fullmatch(output.rpartition("\n")[2])
    if refused is None or int(refused[1]) not in REMEDIES:
        return BuildError(f"mkdocs build --strict: failed; the last good site stays\n{output}")
    number, reason, source, target = refused.groups()
    failure = write_failure(target or source or "the disk", int(number), reason)
    return BuildError(f"{failure}; the last good site stays")
