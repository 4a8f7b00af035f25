"""Command that opens the note on a paper."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from broadsheet import pipeline
from broadsheet.cli.changes import Changes
from broadsheet.cli.console import ROOT, exit_on_error
from broadsheet.errors import ContentError
from broadsheet.inspection.explain import find_page
from broadsheet.store.new_notes import new_note, note_path
from broadsheet.store.notes import read_note
from broadsheet.store.store import Store


@click.command()
@ROOT
@click.argument("paper", metavar="ID|URL")
def note(root: Path, paper: str) -> None:
    """Open the note on a paper in your editor; a new one has what is known of the paper in comments.

    The editor is that of VISUAL or EDITOR. Without one, or without a terminal, the file is written and named.
    """
    changes = Changes(root)
    with exit_on_error(), changes.told():
        topics = [topic.slug for topic in pipeline.read_settings(root).topics]
        store = Store(root)
        page = find_page(store, paper)
        path = root / "content" / note_path(page)
        is_new = not path.exists()
        if is_new:
            text = new_note(store.paper(page), topics)
            changes.write_here(path, text.encode())
        editor = _find_editor()
        if editor:
            _edit(path, editor, changes, is_new)
        elif not is_new:
            click.echo(path)
        if path.exists():
            _check(path, root)


def _find_editor() -> str:
    """Return the person's editor; empty where there is none, or no terminal that it could use."""
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        return ""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""


def _edit(path: Path, editor: str, changes: Changes, is_new: bool) -> None:
    """Let a person edit a note; a new one that is left as it was made is taken away again."""
    before = path.read_bytes()
    try:
        click.edit(filename=str(path), editor=editor)
    finally:
        is_changed = path.exists() and path.read_bytes() != before
        if is_changed:
            changes.note(path)
        elif is_new:
            changes.undo(path)
            click.echo("nothing was written, so there is no note", err=True)


def _check(path: Path, root: Path) -> None:
    """Raise ContentError with all that is wrong in a note."""
    problems: list[str] = []
    read_note(path.relative_to(root).as_posix(), path, problems)
    if problems:
        raise ContentError(*problems)
