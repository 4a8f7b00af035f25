"""Preview of some papers: a small site of the same settings, with the pages of these papers and no others."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from broadsheet.disk.files import write_file
from broadsheet.disk.regular_files import UnreadableFileError, read_regular
from broadsheet.errors import ContentError
from broadsheet.model.ids import is_safe_id
from broadsheet.store.new_notes import note_path
from broadsheet.store.papers import paper_path
from broadsheet.text.paper_links import linked_ids

MOST_PAPERS = 100
_MAX_BYTES = 32_000_000
_CONTENT = "content"
# What a small site has no use for, by paths from the root: other papers, words of people that may link to
# them, and what builds have made.
_LEFT_OUT = frozenset(
    {
        *(f"{_CONTENT}/{name}" for name in ("papers", "notes", "ledger", "digests", "pages", "static")),
        *("build", "site", "public", "mail", "node_modules"),
    }
)
_PAPER = re.compile(r"content/papers/[^/]+/(?P<id>[^/]+)\.json|content/notes/(?P<noted>[^/]+)\.md", re.ASCII)


def make_preview_root(root: Path, folder: Path, changed: Iterable[str]) -> tuple[str, ...]:
    """Write into ``folder`` the root of a small site; return the ids of its papers, at most ``MOST_PAPERS``.

    ``changed`` are paths from ``root``, such as Git lists them; those of papers and notes count. ContentError
    where one of them is no file that can be read.
    """
    papers = tuple(dict.fromkeys(_find_papers(changed)))[:MOST_PAPERS]
    shutil.copytree(root, folder, symlinks=True, dirs_exist_ok=True, ignore=_leave_out(root))
    scratch = folder / ".cache" / "writing"
    for path, data in _find_files(root, papers):
        write_file(folder / path, data, scratch)
    return papers


def _find_files(root: Path, papers: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of papers by their paths: each paper, its note, and papers that the note links to."""
    for paper_id in papers:
        note = _read(root, note_path(paper_id))
        linked: tuple[str, ...] = ()
        if note is not None:
            yield f"{_CONTENT}/{note_path(paper_id)}", note
            linked = tuple(linked_ids(note.decode("utf-8", "replace")))
        for needed_id in (paper_id, *filter(is_safe_id, linked)):
            paper = _read(root, paper_path(needed_id))
            if paper is not None:
                yield f"{_CONTENT}/{paper_path(needed_id)}", paper


def _find_papers(changed: Iterable[str]) -> Iterator[str]:
    for path in changed:
        found = _PAPER.fullmatch(path)
        paper_id = (found["id"] or found["noted"]) if found else ""
        if is_safe_id(paper_id):
            yield paper_id


def _leave_out(root: Path) -> Callable[[str, list[str]], list[str]]:
    """Return what tells ``copytree`` the names in a folder that it leaves out."""

    def choose(folder: str, names: list[str]) -> list[str]:
        here = Path(folder).relative_to(root)
        left_out: list[str] = []
        for name in names:
            path = (here / name).as_posix()
            if path in _LEFT_OUT or (here == Path() and name.startswith(".")):
                left_out.append(name)
        return left_out

    return choose


def _read(root: Path, place: str) -> bytes | None:
    """Return the bytes of a file of content; None where there is none."""
    path = f"{_CONTENT}/{place}"
    try:
        return read_regular(root / path, _MAX_BYTES)
    except FileNotFoundError:
        return None
    except UnreadableFileError as error:
        raise ContentError(f"{path}: {error}") from error
