"""Command that takes a paper away for good."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.cli.changes import Changes
from broadsheet.cli.console import ROOT, exit_on_error, short_title
from broadsheet.cli.fetch import read_clock
from broadsheet.disk.lock import only_writer
from broadsheet.inspection.explain import find_page
from broadsheet.model.removals import Removal
from broadsheet.store.identity import ids_of
from broadsheet.store.new_notes import note_path
from broadsheet.store.papers import paper_path
from broadsheet.store.removal_edits import with_removal
from broadsheet.store.removals import FILE
from broadsheet.store.store import Store
from broadsheet.store.words import places_that_link
from broadsheet.text.plain import clean


@click.command()
@ROOT
@click.argument("paper", metavar="ID|URL")
@click.option("--why", required=True, metavar="TEXT", help="Why; the paper's page says so to readers.")
@click.option("--today", "given_today", metavar="DATE", help="Take this for today, to replay the past.")
def remove(root: Path, paper: str, why: str, given_today: str | None) -> None:
    """Take a paper away for good: no fetch and no backfill brings it back.

    Its file and its note go; content/removed.yaml remembers it. To leave a paper out of lists and keep
    its page, write 'hide' into its note.
    """
    reason = clean(why)
    if not reason:
        raise click.UsageError("--why says nothing; give the reason in a sentence")
    today = read_clock(given_today)
    changes = Changes(root)
    content = root / "content"
    with exit_on_error(), changes.told(), only_writer(root):
        store = Store(root, changes.write)
        page = find_page(store, paper)
        known = store.paper(page)
        others = [name for name in dict.fromkeys(ids_of(known)) if name != page]
        removal = Removal(id=page, why=reason, when=today, other_ids=tuple(others))
        # First of all what remembers it: a command that is cut off behind that is named by check.
        file = content / FILE
        text = with_removal(f"content/{FILE}", file, removal)
        changes.write_here(file, text.encode())
        changes.remove(content / note_path(page))
        changes.remove(content / paper_path(page))
        click.echo(f"removed {page}: {short_title(known)}")
        for place in places_that_link(content, page):
            click.echo(f"{place}: links to paper:{page}, which was removed; take the link out", err=True)
