"""The desk at which forms are taken in: what all of them share, read once, and how an outcome is put."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from broadsheet.community.answers import make_answer
from broadsheet.community.outcomes import Outcome, Result
from broadsheet.curation.curate import Standards, curate
from broadsheet.fetching.client import Web
from broadsheet.inspection.explain import possible_names
from broadsheet.library import urls
from broadsheet.model.ids import is_safe_id
from broadsheet.model.paper import Paper
from broadsheet.model.removals import Removal
from broadsheet.settings.config import Config
from broadsheet.store.contributed_notes import ContributedNotes
from broadsheet.store.store import Store
from broadsheet.text.inert import inert
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import clean

# Logins of GitHub, of which old ones end with a hyphen, and those of its apps with a mark of their own; of
# GitLab they are much alike.
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(?:\[bot\])?", re.ASCII)


class Sender(NamedTuple):
    """Where a form came from: the address of its issue, and who sent it; empty where that is not known."""

    issue: str = ""
    login: str = ""

    def named(self, is_credited: bool) -> str:
        """Return who is named for it: nobody, unless who sent it wants that."""
        if is_credited and is_login(self.login):
            return self.login
        return ""


def is_login(text: str) -> bool:
    """Return True for what can be the name of an account."""
    return _LOGIN.fullmatch(text) is not None


class WrittenFiles:
    """Writing of files below ``content/``, and the record of those that changed since it was last asked."""

    def __init__(self, root: Path, write: Callable[[Path, bytes, Path], bool]) -> None:
        self._content = root / "content"
        self._write = write
        self._places: dict[str, None] = {}

    def write(self, path: Path, data: bytes, scratch: Path) -> None:
        """Write a file, whole or not at all, and record it where that changed anything."""
        place = path.relative_to(self._content).as_posix()
        if self._write(path, data, scratch):
            self._places[place] = None

    def take(self) -> tuple[str, ...]:
        """Return the places below ``content/`` of what was written since the last call."""
        places = tuple(self._places)
        self._places.clear()
        return places


@dataclass(frozen=True, slots=True)
class Desk:
    """What the take-in of every form needs; ``written`` records what it writes."""

    root: Path
    config: Config
    web: Web
    today: date
    store: Store
    notes: ContributedNotes
    written: WrittenFiles

    @classmethod
    def of(
        cls, root: Path, config: Config, web: Web, today: date, write: Callable[[Path, bytes, Path], bool]
    ) -> Desk:
        """Return the desk of the site at ``root``. ``write`` is how a file is written, and tells changes."""
        written = WrittenFiles(root, write)
        store = Store(root, written.write, config.source_order)
        notes = ContributedNotes(root, written.write)
        return cls(root, config, web, today, store, notes, written)

    def find_page(self, typed: str) -> str:
        """Return the id of the page of the paper that somebody names; empty where there is none."""
        for name in possible_names(clean(typed)):
            page = self.store.page_of(Paper(id=name, title="")) if is_safe_id(name) else None
            if page:
                return page
        return ""

    def find_removal(self, typed: str) -> Removal | None:
        """Return the removal of the paper that somebody names; None where it was not removed."""
        return self.store.removals().find(possible_names(clean(typed)))

    def address_of(self, paper_id: str) -> str:
        """Return the address of a paper's page on the site."""
        return self.config.site.url + urls.paper(paper_id)

    def left_out(self, paper: Paper) -> str:
        """Return why the rules of the site leave a paper out of its lists; empty where they do not."""
        config = self.config
        standards = Standards(config.rules, config.topics, ranking=config.ranking)
        (entry,) = curate((paper,), {}, standards)
        return entry.left_out

    def end(
        self, result: Result, kind: str, lines: Iterable[str], reasons: Iterable[str] = (), **facts: str
    ) -> Outcome:
        """Return an outcome with its answer. ``lines`` are Markdown; ``reasons`` are texts."""
        return Outcome(
            result=result,
            kind=kind,
            files=self.written.take(),
            reasons=tuple(reasons),
            answer=make_answer(result, lines),
            **facts,
        )

    def refuse(self, kind: str, *reasons: str, paper: str = "") -> Outcome:
        """Return the refusal of a form for reasons of ours, in which words of others are ``inert``."""
        return self.end(Result.REFUSED, kind, reasons, reasons, paper=paper)


def describe_paper(paper: Paper) -> list[str]:
    """Return lines of Markdown that say which paper is meant, and whether it still stands."""
    lines = [f"The paper: {inert(plain_title(paper))}, known here as {inert(paper.id)}"]
    if paper.withdrawn:
        lines.append(f"It was withdrawn: {inert(paper.withdrawn)}")
    return lines


def describe_credit(named: str) -> str:
    """Return a line of Markdown that says who is named for a contribution."""
    if named:
        return f"Named for it: {inert(named)}"
    return "Nobody is named for it."
