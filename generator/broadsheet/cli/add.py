"""Command that adds papers which no source listed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import click

from broadsheet import pipeline
from broadsheet.cli.changes import Changes
from broadsheet.cli.console import ROOT, exit_on_error, parse_date, short_title
from broadsheet.cli.fetch import network, read_clock
from broadsheet.disk.lock import only_writer
from broadsheet.errors import BroadsheetError, ContentError, NotAsked, WriteError
from broadsheet.fetching.additions import Adding, Addition, Wish
from broadsheet.fetching.client import Web
from broadsheet.fetching.dates import parse_date as parse_publication_date
from broadsheet.fetching.persons import read_persons
from broadsheet.fetching.single_works import WorkName, read_name
from broadsheet.model.ids import local_id
from broadsheet.model.owners import BY_HAND
from broadsheet.model.paper import Paper
from broadsheet.store.store import Store
from broadsheet.text.plain import clean, is_web_address

_BIBTEX = ".bib"
_MOST_NAMES = 10  # in one line

# How a command comes to the network; who runs one from Python may pass another.
Connect = Callable[[Path], Web]


class _Facts(NamedTuple):
    """What a person says of a paper that nobody else knows, by the names that click gives the options."""

    title: str = ""
    author: tuple[str, ...] = ()
    url: str = ""
    published: str = ""


@click.command()
@ROOT
@click.argument("names", metavar="[ID|DOI|URL|FILE.bib]...", nargs=-1)
@click.option("--day", metavar="DATE", help="The day under which they are filed.  [default: today]")
@click.option("--title", default="", help="Describe one paper yourself; nobody is asked then.")
@click.option("--author", multiple=True, metavar="NAME", help="With --title: an author; once for each.")
@click.option("--url", default="", help="With --title: the page of the paper.")
@click.option("--published", default="", metavar="DATE", help="With --title: a day, a month or a year.")
@click.option("--today", "given_today", metavar="DATE", help="Take this for today, to replay the past.")
@click.pass_obj
def add(
    connect: Connect | None,
    /,
    root: Path,
    names: tuple[str, ...],
    day: str | None,
    given_today: str | None,
    **facts: Any,
) -> None:
    """Add papers that no source listed, and file them under a day.

    Each is looked up by its arXiv id, its DOI or its address, at arXiv, Crossref, Hugging Face and
    Semantic Scholar; of a BibTeX file each entry. Exits with 1 where one of them could not be added.
    """
    today = read_clock(given_today)
    named_day = _read_day(day, today)
    problems: list[str] = []
    with exit_on_error():
        config = pipeline.read_settings(root)
        wishes = tuple(_read_wishes(names, _Facts(**facts), problems))
        changes = Changes(root)
        store = Store(root, changes.write, config.source_order)
        with changes.told(), only_writer(root), (connect or network)(root) as web:
            adding = Adding(store, web, config, today, named_day)
            problems += _add_all(adding, wishes)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)


def _read_day(day: str | None, today: date) -> date | None:
    if day is None:
        return None
    named_day = parse_date("--day", day)
    if named_day > today:
        raise click.UsageError(f"--day {day} is after today, {today} (UTC); name a day that has come")
    return named_day


def _add_all(adding: Adding, wishes: Iterable[Wish]) -> list[str]:
    """Add papers and say so; return why others could not be, those with one reason in one line.

    A WriteError ends the command.
    """
    names_by_reason: dict[str, list[str]] = {}
    for wish in wishes:
        try:
            addition = adding.add(wish)
        except (WriteError, NotAsked):
            raise
        except BroadsheetError as error:
            names = names_by_reason.setdefault(str(error), [])
            names.append(clean(wish.name.typed))
            continue
        click.echo(_describe(addition))
        for remark in addition.remarks:
            click.echo(f"  {remark}", err=True)
    return [f"{_list_names(names)}: {reason}" for reason, names in names_by_reason.items()]


def _list_names(names: Sequence[str]) -> str:
    listed = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    if more <= 0:
        return listed
    return f"{listed} and {more:,} more"


def _describe(addition: Addition) -> str:
    paper = addition.paper
    title = short_title(paper)
    if addition.change == "new":
        return f"added {paper.id}: {title} ({paper.day})"
    if addition.change == "listed":
        return f"{paper.id} is here already, and is listed on that day, too: {title}"
    return f"{paper.id} is here already, since {paper.day}: {title}"


# What is wanted


def _read_wishes(names: tuple[str, ...], facts: _Facts, problems: list[str]) -> Iterator[Wish]:
    """Yield what the arguments ask for; those that ask for nothing are noted."""
    if facts.title and not clean(facts.title):
        raise click.UsageError("--title says nothing; give the title of the paper")
    if facts.title:
        yield _read_described(names, facts)
        return
    if any(facts):
        raise click.UsageError("--author, --url and --published describe a paper by hand; give --title, too")
    if not names:
        raise click.UsageError("name a paper by its arXiv id, its DOI or its address, or give --title")
    for name in names:
        if name.lower().endswith(_BIBTEX):
            yield from _read_bibtex(Path(name), problems)
            continue
        try:
            wanted = read_name(name)
        except ContentError as error:
            problems.append(str(error))
        else:
            yield Wish(wanted, Paper(id=wanted.id, title="", doi=wanted.doi))


def _read_bibtex(path: Path, problems: list[str]) -> Iterator[Wish]:
    # Not at the top: it takes a tenth of a second, and only who has such a file needs it.
    from broadsheet.fetching.bibtex import read_works

    for work in read_works(path, problems):
        yield Wish(work.name, work.described, asks=bool(work.name.arxiv or work.name.doi))


def _read_described(names: tuple[str, ...], facts: _Facts) -> Wish:
    """Return the paper that a person describes, under the name that was given or is in its address."""
    if len(names) > 1:
        raise click.UsageError("--title describes one paper; give one id, or none")
    if facts.url and not is_web_address(facts.url):
        raise click.UsageError(f"--url {facts.url!r} is no web address; write it as https://…")
    published = parse_publication_date(facts.published)
    if facts.published and not published:
        raise click.UsageError(
            f"--published {facts.published!r} is not a date; write it as 2026-05-18 or 2026"
        )
    typed = (*names, facts.url)[0]
    name = read_name(typed) if typed else WorkName(facts.title)
    persons = read_persons(list(facts.author))
    paper = Paper(
        id=name.id if typed else local_id(BY_HAND, facts.title),
        title=facts.title.strip(),
        authors=persons.names,
        more_authors=persons.more,
        published=published,
        doi=name.doi,
    )
    return Wish(name._replace(url=facts.url or name.url), paper, asks=False)
