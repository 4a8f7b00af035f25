"""Commands on what is one work: merge joins two papers, split takes one apart."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click

from broadsheet import pipeline
from broadsheet.cli.add import Connect
from broadsheet.cli.changes import Changes
from broadsheet.cli.console import ROOT, exit_on_error, short_title
from broadsheet.cli.fetch import network, read_clock
from broadsheet.disk.lock import only_writer
from broadsheet.errors import BroadsheetError, ContentError
from broadsheet.fetching.additions import Adding, Wish
from broadsheet.fetching.single_works import WorkName, read_name
from broadsheet.inspection.explain import find_page, possible_names
from broadsheet.model.ids import arxiv_spelling
from broadsheet.model.merging import merge_papers
from broadsheet.model.paper import Paper
from broadsheet.store.identity import ids_of
from broadsheet.store.new_notes import note_path
from broadsheet.store.papers import paper_path
from broadsheet.store.removal_edits import with_pair
from broadsheet.store.removals import FILE
from broadsheet.store.splitting import without_name
from broadsheet.store.store import Store

_TODAY = click.option(
    "--today", "given_today", metavar="DATE", help="Take this for today, to replay the past."
)


@click.command()
@ROOT
@click.argument("kept", metavar="A")
@click.argument("other", metavar="B")
@_TODAY
def merge(root: Path, kept: str, other: str, given_today: str | None) -> None:
    """Make one paper of A and B, which are one work.

    What is known of B goes into A, with B's note where A has none. B's address leads to A's page.
    """
    today = read_clock(given_today)
    changes = Changes(root)
    content = root / "content"
    with exit_on_error(), changes.told(), only_writer(root):
        order = pipeline.read_settings(root).source_order
        store = Store(root, changes.write, order)
        page = find_page(store, kept)
        other_page = find_page(store, other)
        _refuse_merging(store, content, page, other_page)
        merged = merge_papers(store.paper(page), store.paper(other_page), today, order)
        store.replace(merged)
        _move_note(changes, root, other_page, page)
        changes.remove(content / paper_path(other_page))
        click.echo(f"merged {other_page} into {page}: {short_title(merged)}")


def _refuse_merging(store: Store, content: Path, page: str, other_page: str) -> None:
    """Raise ContentError where two pages are one already, stay apart, or have a note each."""
    if page == other_page:
        raise ContentError(f"{page}: both names are of this one paper already")
    if store.removals().keep_apart((page,), (other_page,)):
        raise ContentError(f"content/{FILE}: keeps {page} and {other_page} apart; take that out first")
    places = [note_path(page), note_path(other_page)]
    if all((content / place).exists() for place in places):
        raise ContentError(
            f"content/{places[1]}: {page} has a note, too; move these words there, then delete it"
        )


def _move_note(changes: Changes, root: Path, page: str, new_page: str) -> None:
    note = root / "content" / note_path(page)
    if note.exists():
        new_place = root / "content" / note_path(new_page)
        changes.write_here(new_place, note.read_bytes())
        changes.remove(note)


class _Split(NamedTuple):
    """Paper that two works were taken for, the id of the other one, and whether that has a page already."""

    page: str
    other: str
    has_page: bool


@click.command()
@ROOT
@click.argument("kept", metavar="A")
@click.argument("other", metavar="B")
@_TODAY
@click.pass_obj
def split(connect: Connect | None, /, root: Path, kept: str, other: str, given_today: str | None) -> None:
    """Make two papers of A and B, which are two works, and keep them apart for good.

    Where A goes by B's name, B is looked up and gets a page of its own; this needs the network. Where both
    have a page, no fetch will join them, and doctor no longer proposes it.
    """
    today = read_clock(given_today)
    changes = Changes(root)
    with exit_on_error(), changes.told(), only_writer(root):
        config = pipeline.read_settings(root)
        store = Store(root, changes.write, config.source_order)
        works = _find_works(store, kept, other)
        if not store.removals().keep_apart((works.page,), (works.other,)):
            _keep_apart(root, changes, works)
        if works.has_page:
            click.echo(f"{works.page} and {works.other} stay two papers")
            return
        paper = store.paper(works.page)
        store.replace(without_name(paper, works.other, config.source_order))
        click.echo(f"{works.page} no longer goes by {works.other}")
        # Another store: the one above knows the two as one.
        new_store = Store(root, changes.write, config.source_order)
        with (connect or network)(root) as web:
            adding = Adding(new_store, web, config, today, paper.day)
            _add(adding, other, works.other, paper)


def _find_works(store: Store, kept: str, other: str) -> _Split:
    page = find_page(store, kept)
    names = ids_of(store.paper(page))
    for name in possible_names(other):
        if name != page and name in names:
            return _Split(page, name, has_page=False)
    other_page = find_page(store, other)
    if other_page == page:
        raise ContentError(f"{page}: both names are of the paper itself; name the other work by another id")
    return _Split(page, other_page, has_page=True)


def _keep_apart(root: Path, changes: Changes, works: _Split) -> None:
    file = root / "content" / FILE
    text = with_pair(f"content/{FILE}", file, frozenset((works.page, works.other)))
    changes.write_here(file, text.encode())


def _add(adding: Adding, typed: str, other: str, paper: Paper) -> None:
    """Give the other work a page of its own, on the day of the paper that it was taken for."""
    try:
        wanted = _find_name(typed, other, paper)
        added = adding.add(Wish(wanted, Paper(id=wanted.id, title="", doi=wanted.doi)))
    except BroadsheetError as error:
        click.echo(f"{other}: {error}", err=True)
        click.echo(f"{other}: has no page yet; 'broadsheet add --day {paper.day}' gives it one", err=True)
        sys.exit(1)
    click.echo(f"added {added.paper.id}: {short_title(added.paper)} ({added.paper.day})")


def _find_name(typed: str, other: str, paper: Paper) -> WorkName:
    """Return the name by which a work can be looked up whose id here is known."""
    plain_doi = other.removeprefix("doi-").replace("-", "/", 1)
    for text in (typed, paper.doi, arxiv_spelling(other), plain_doi):
        with suppress(ContentError):
            name = read_name(text)
            if name.id == other:
                return name
    raise ContentError("is no arXiv id and no DOI, so that nobody can be asked for it")
