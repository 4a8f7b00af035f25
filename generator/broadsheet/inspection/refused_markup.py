"""Examination of people's words and templates for markup that the policy of the pages refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from broadsheet.model.site import Site
from broadsheet.rendering.active_markup import ActiveMarkup, digest_of_script, origins_of
from broadsheet.rendering.content_policy import make_content_policy, read_overrides
from broadsheet.store.content import Content

# Code in Markdown, which no browser runs: between fences, or between backticks.
_CODE = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)|(`+)(?!`).+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE)
_SETTINGS = "content/config/site.yaml"
_IN_A_FILE = "put it into a file that extra_javascript of mkdocs.yml names"


class Refusal(NamedTuple):
    """Markup that the policy refuses: the file that it is in, what it is, and what to do."""

    location: str
    problem: str
    remedy: str


def find_refused_markup(root: Path, site: Site, content: Content) -> Iterator[Refusal]:
    """Yield what stands in people's words or templates and does nothing, since the policy refuses it."""
    policy = make_content_policy(root, site)
    if not policy or site.content_policy is None:
        return
    for location, words in _all_words(content):
        yield from _refused(location, _CODE.sub("", words), policy)
    for location, template in read_overrides(root, site.content_policy).items():
        yield from _refused(location, template, policy)


def _all_words(content: Content) -> Iterator[tuple[str, str]]:
    for note in content.notes.values():
        yield f"content/notes/{note.paper}.md", note.words
    for introduction in content.introductions:
        yield f"content/digests/{introduction.slug}.md", introduction.words
    for name, words in content.pages.items():
        yield f"content/pages/{name}.md", words


def _refused(location: str, html: str, policy: str) -> Iterator[Refusal]:
    """Yield each kind of markup that the policy refuses, once."""
    if "<" not in html:
        return
    markup = ActiveMarkup()
    markup.read(html)
    for text in dict.fromkeys(markup.scripts):
        digest = digest_of_script(text)
        if f"'{digest}'" not in policy:
            remedy = f"{_IN_A_FILE}, or list {digest} as one of csp.hashes in {_SETTINGS}"
            yield Refusal(location, "holds a script that the policy of pages refuses", remedy)
    for name in dict.fromkeys(markup.handlers):
        yield Refusal(location, f"holds a handler {name} that the policy of pages refuses", _IN_A_FILE)
    loaded = {"script": markup.script_addresses, "frame": markup.frame_addresses}
    for what, addresses in loaded.items():
        for origin in dict.fromkeys(origins_of(addresses)):
            if not _is_let_in(origin, f"{what}-src", policy):
                problem = f"loads a {what} of {origin} that the policy of pages refuses"
                yield Refusal(location, problem, f"list {origin} as one of csp.origins in {_SETTINGS}")


def _is_let_in(origin: str, directive: str, policy: str) -> bool:
    for part in policy.split("; "):
        name, *sources = part.split(" ")
        if name == directive:
            return any(fnmatchcase(origin, source) for source in sources)
    return False
