"""Hook of MkDocs that makes one site of pages in several places of the repository.

Some pages belong at its root, where people look for them: they get a page here. What other pages link to by
its place in the repository leads to such a page, to the repository's own address, or is said without a link.
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

REPOSITORY = Path(__file__).parents[2]
# Pages elsewhere in the repository, and what they are here.
ELSEWHERE = {
    "SECURITY.md": "security.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks.md",
}
STYLE = "handbook.css"
# Where files of the repository can be read, with a slash at the end; a workflow says so.
SOURCE_URL = "SOURCE_URL"
LINK = re.compile(r"(!?)\[([^\[\]]*)\]\((?![a-z]+:)([^)#\s]*)(#[^)\s]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that lie elsewhere, and our style sheet, which is no page."""
    for path, page in ELSEWHERE.items():
        content = (REPOSITORY / path).read_text("utf-8")
        files.append(File.generated(config, page, content=content))
    style = (Path(__file__).parent / STYLE).read_text("utf-8")
    files.append(File.generated(config, STYLE, content=style))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return the text of a page with its links as they lead from here."""
    here = page.file.src_uri
    place = next((path for path, name in ELSEWHERE.items() if name == here), f"docs/{here}")

    def lead(match: re.Match[str]) -> str:
        sign, words, target, anchor = match[1], match[2], match[3], match[4] or ""
        if not target:
            return match[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
        address = _find_page(path)
        if address:
            return f"{sign}[{words}]({posixpath.relpath(address, posixpath.dirname(here) or '.')}{anchor})"
        return _lead_to_source(match, path)

    return LINK.sub(lead, markdown)


def _find_page(path: str) -> str:
    """Return which page of this site a file of the repository is; empty for none."""
    if path in ELSEWHERE:
        return ELSEWHERE[path]
    if path.startswith("docs/"):
        name = path.removeprefix("docs/")
        return f"{name}/README.md" if (REPOSITORY / path).is_dir() else name
    return ""


def _lead_to_source(match: re.Match[str], path: str) -> str:
    """Return a link to a file of the repository; its words alone where nobody knows the address.

    A file that is not there is left as it is, and fails the build.
    """
    if not (REPOSITORY / path).exists():
        return match[0]
    base = os.environ.get(SOURCE_URL, "")
    return f"[{match[2]}]({base}{path})" if base else match[2]
