"""Files that people write: notes, introductions and pages, in Markdown with front matter."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from broadsheet.errors import BroadsheetError
from broadsheet.model.curation import Introduction, Note, OwnPage, Quote
from broadsheet.model.ids import is_safe_id
from broadsheet.model.period import Period
from broadsheet.settings.fields import Fields
from broadsheet.settings.yaml import parse_yaml
from broadsheet.store.contributions import CORRECTIONS, PROPOSED, read_correction, read_proposal
from broadsheet.store.files import read_text
from broadsheet.text.nesting import find_deep_nesting
from broadsheet.text.plain import clean

# What a file says of its own ``status``.
_PUBLISHED, _DRAFT = "published", "draft"

T = TypeVar("T")
# With the line ends of any system, for who edits a text and leaves them as they are.
_FENCE = re.compile(r"---[ \t]*(?:\r\n?|\n)")
_CLOSING_FENCE = re.compile(r"(?:^|(?<=\r))(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.MULTILINE)
MAX_QUOTE = 2000  # characters
_QUOTES_ABOUT = "comments of readers that stand on the paper's page, because you chose them"

_PROPOSED_ABOUT = "who proposed it in a form, and why"
_CORRECTED_ABOUT = "facts that are wrong in the sources, which these override; the last of a field counts"


class FrontMatter(NamedTuple):
    """Front matter of a text, by offsets: its lines from ``start`` to ``end``, and where ``words`` begin."""

    start: int
    end: int
    words: int


def find_front_matter(text: str) -> FrontMatter | None:
    """Return where the front matter of a text is; None where it has none.

    ValueError where it begins and does not end.
    """
    fence = _FENCE.match(text)
    if fence is None:
        return None
    closing_fence = _CLOSING_FENCE.search(text, fence.end())
    if closing_fence is None:
        raise ValueError("the front matter has no end; close it with a line '---'")
    return FrontMatter(fence.end(), closing_fence.start(), closing_fence.end())


def _read_front_matter(place: str, path: Path, problems: list[str]) -> tuple[Fields, str]:
    """Return the keys between two lines of ``---`` at the head of a file, and the words below them."""
    text = read_text(place, path, problems)
    return _parse_front_matter(place, text, problems)


def _parse_front_matter(place: str, text: str, problems: list[str]) -> tuple[Fields, str]:
    no_keys = Fields(place, {}, problems)
    head = ""
    try:
        front_matter = find_front_matter(text)
    except ValueError as error:
        problems.append(f"{place}: {error}")
        return no_keys, ""
    if front_matter:
        head = text[front_matter.start : front_matter.end]
        text = text[front_matter.words :]
    deep_nesting = find_deep_nesting(text)
    if deep_nesting:
        problems.append(f"{place}: {deep_nesting}")
        return no_keys, ""
    if not head:
        return no_keys, text
    try:
        # Below the fence's line, so that a problem is in the line that an editor shows.
        keys = parse_yaml(place, f"\n{head}")
    except BroadsheetError as error:
        problems.extend(error.problems)
        return no_keys, ""
    return Fields(place, keys, problems), text


def read_note(place: str, path: Path, problems: list[str]) -> Note:
    """Return the note in a file; its problems are noted."""
    text = read_text(place, path, problems)
    return parse_note(place, path.stem, text, problems)


def parse_note(place: str, paper: str, text: str, problems: list[str]) -> Note:
    """Return the note on a paper that a text is; its problems are noted."""
    head, words = _parse_front_matter(place, text, problems)
    return make_note(paper, head, words)


def make_note(paper: str, head: Fields, words: str) -> Note:
    """Return the note on a paper that keys and words make; problems are noted."""
    hide = head.either("hide", "text, or true", about="the reason why it is in no list; its page stays")
    reason = ""
    if isinstance(hide, str):
        reason = hide
    elif hide is True:
        reason = "no reason given"
    elif hide not in (False, None):
        head.wrong("must be true, or the reason as text", "hide")
    note = Note(
        paper=paper,
        takeaway=head.text("takeaway", about="what was done and what came of it, in your own words"),
        topics=head.texts("topics", about="slugs, in place of the topics that were found") or None,
        pin=head.flag("pin", about="first in its edition"),
        hide=reason,
        quotes=tuple([_make_quote(item) for item in head.each("quotes", about=_QUOTES_ABOUT)]),
        words=words.strip(),
        by=_read_by(head),
        in_review=_is_in_review(head),
        proposals=_each(head, PROPOSED, read_proposal, _PROPOSED_ABOUT),
        corrections=_each(head, CORRECTIONS, read_correction, _CORRECTED_ABOUT),
    )
    head.close()
    return note


def _each(head: Fields, key: str, read: Callable[[Fields], T], about: str) -> tuple[T, ...]:
    return tuple([read(item) for item in head.each(key, about=about)])


def _make_quote(item: Fields) -> Quote:
    quote = Quote(
        text=clean(item.text("text", required=True, about="what was said; plain text, no markup")),
        by=clean(item.text("by", about="who said it")),
        url=item.address("url", about="where it was said"),
    )
    if len(quote.text) > MAX_QUOTE:
        item.wrong(f"is longer than {MAX_QUOTE:,} characters; quote less of it", "text")
    item.close()
    return quote


def read_introduction(place: str, path: Path, problems: list[str]) -> Introduction:
    """Return the introduction in a file; its problems are noted."""
    head, words = _read_front_matter(place, path, problems)
    try:
        Period.parse(path.stem)
    except ValueError:
        problems.append(f"{place}: the name must be a day, week or month: 2026-05-18, 2026-W21 or 2026-05")
    return make_introduction(path.stem, head, words)


def make_introduction(slug: str, head: Fields, words: str) -> Introduction:
    """Return the introduction to a period that keys and words make; problems are noted."""
    title = head.text("title", about="a headline above the words")
    names = head.texts("regions", about="names on its map, each over the papers that say it")
    regions = tuple(filter(None, map(clean, names)))
    by = _read_by(head)
    in_review = _is_in_review(head)
    head.close()
    return Introduction(slug, title, words.strip(), by, in_review, regions)


def read_page(place: str, path: Path, problems: list[str]) -> OwnPage:
    """Return the page in a file; its problems are noted.

    Its ``title`` becomes the heading of words that have none.
    """
    if not is_safe_id(path.stem):
        problems.append(f"{place}: the name must be letters, digits and hyphens")
    head, words = _read_front_matter(place, path, problems)
    return make_page(path.stem, head, words)


def make_page(name: str, head: Fields, words: str) -> OwnPage:
    """Return the page that keys and words make; problems are noted."""
    title = clean(head.text("title", about="the heading of words that begin with none"))
    in_review = _is_in_review(head)
    head.close()
    has_heading = words.lstrip().startswith("# ")
    if title and not has_heading:
        words = f"# {title}\n\n{words}"
    return OwnPage(name, words, in_review)


def _read_by(head: Fields) -> str:
    return head.text("by", about="the `handle` in `editors.yaml` of who wrote it, for readers to see")


def _is_in_review(head: Fields) -> bool:
    """Return True for what is not to be published yet."""
    about = "`draft`: the build leaves the whole file out, as if it were not there"
    return head.choice("status", (_PUBLISHED, _DRAFT), _PUBLISHED, about=about) == _DRAFT
