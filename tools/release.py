"""Says what keeps a tag from being a release, or what the changelog says of it.

    python3 tools/release.py check v1.0.0 --repository https://github.com/OWNER/NAME
    python3 tools/release.py notes v1.0.0

It needs nothing but Python, since it runs before anything is installed. Exits with 1 and a line for each
thing that is wrong.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
# The parts of https://packaging.python.org/en/latest/specifications/version-specifiers/ that we use.
TAG = re.compile(r"v(\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?)")
SECTION = r"^## \[{version}\] - (\d{{4}}-\d\d-\d\d)\n(.*?)(?=^## |^\[|\Z)"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("command", choices=["check", "notes"])
    words.add_argument("tag")
    words.add_argument("--repository", default="", metavar="URL", help="the repository that is released from")
    asked = words.parse_args()
    if asked.command == "notes":
        print(notes(REPOSITORY, asked.tag))
        return
    problems = list(find_problems(REPOSITORY, asked.tag, asked.repository))
    if problems:
        sys.exit("\n".join(problems))


def find_problems(root: Path, tag: str, repository: str) -> Iterator[str]:
    """Yield what has to be mended before ``tag`` can be released from ``repository``."""
    named = TAG.fullmatch(tag)
    if not named:
        yield f"tag {tag}: is no version; write it as v1.2.3, or v1.2.3rc1"
        return
    version = named[1]
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    if project["version"] != version:
        yield f"pyproject.toml: version is {project['version']}, and the tag says {version}; make them one"
    module = (root / "generator" / "broadsheet" / "__init__.py").read_text("utf-8")
    if f'__version__ = "{version}"' not in module:
        yield f"generator/broadsheet/__init__.py: __version__ is not {version}; make them one"
    if not notes(root, tag):
        yield f"CHANGELOG.md: has no section '## [{version}] - DATE' with words in it; name what is new"
    for name, address in project["urls"].items():
        if ".example" in address:
            yield f"pyproject.toml: urls: {name} is a placeholder; give the address that readers are to find"
    source = project["urls"].get("Source", "")
    if repository and source.rstrip("/") != repository:
        yield f"pyproject.toml: urls: Source is {source}, and this is {repository}; make them one"


def notes(root: Path, tag: str) -> str:
    """Return what the changelog says of a tag's version; nothing where it has no dated section for it."""
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    section = SECTION.format(version=re.escape(tag.removeprefix("v")))
    found = re.search(section, changelog, re.MULTILINE | re.DOTALL)
    if not found:
        return ""
    return found[2].strip()


if __name__ == "__main__":
    main()
