"""The command that mails an edition."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import click

from broadsheet import pipeline
from broadsheet.cache.tree import write_tree
from broadsheet.cli.console import ROOT, date_given, errors_said
from broadsheet.disk.lock import only_sender
from broadsheet.disk.tree import OutFile
from broadsheet.errors import ConfigError, MailError, WriteError
from broadsheet.fetching.client import Web
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.mail import buttondown
from broadsheet.mail.ledger import KEY, SENT, Ledger, parse_key, unsubscribe_token
from broadsheet.mail.message import make_message, to_bytes
from broadsheet.mail.newsletter import Letter, find_edition, find_newest_edition, write_letter
from broadsheet.mail.recipients import Recipients, parse_recipients, read_recipients
from broadsheet.mail.settings import Settings, read_settings
from broadsheet.mail.smtp import BEFORE, PASSWORD, USER, MailServer, Outcome
from broadsheet.text.plain import with_noun

PROVIDERS = ("buttondown",)
EXAMPLE = Recipients({"reader@example.org": 1})  # to whom a dry run without a list writes
_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


@click.command()
@ROOT
@click.option(
    "--period",
    type=click.Choice(["day", "week"]),
    default="day",
    show_default=True,
    help="Mail the newest day, or the newest week, that is over.",
)
@click.option("--edition", metavar="SLUG", help="Mail this one instead: 2026-05-18 or 2026-W21.")
@click.option(
    "--to",
    type=_FILE,
    metavar="FILE",
    help="Send by SMTP to the addresses in FILE, one a line or CSV with a header; - is standard input.",
)
@click.option("--provider", type=click.Choice(PROVIDERS), help="Have a provider send to its own list.")
@click.option("--dry-run", is_flag=True, help="Send nothing; write the messages as .eml files.")
@click.option("--out", type=_FOLDER, help="Where a dry run writes.  [default: build/mail/ in the root]")
@click.option("--ledger", type=_FOLDER, help="Who was sent what.  [default: mail/ in the root]")
@click.option("--uncertain", is_flag=True, help="Send also where nobody knows if an earlier run did.")
@click.option("--masked", is_flag=True, help="Say line numbers in place of addresses, for public logs.")
@click.option("--today", metavar="DATE", help="Take this for today, to replay the past.")
def mail(
    root: Path,
    period: str,
    edition: str | None,
    to: Path | None,
    provider: str | None,
    dry_run: bool,
    out: Path | None,
    ledger: Path | None,
    uncertain: bool,
    masked: bool,
    today: str | None,
) -> None:
    """Mail an edition to its readers, each of whom gets it once; needs the network.

    The ledger knows who has it, so that a run that was cut off can be run again; BROADSHEET_MAIL_KEY
    keeps its addresses unreadable. BROADSHEET_SMTP_USER and BROADSHEET_SMTP_PASSWORD, or
    BUTTONDOWN_API_KEY, let us in. Exits with 1 if anybody did not get it.
    """
    if (to and provider) or not (to or provider or dry_run):
        raise click.UsageError("give one of --to FILE and --provider NAME, or --dry-run")
    with errors_said():
        now = _now(today)
        settings = read_settings(root, smtp=bool(to) and not dry_run)
        readers = _readers(to, masked)
        library = pipeline.read_library(root)
        if edition:
            found = find_edition(library, edition)
        else:
            found = find_newest_edition(library, period, now.date())
        if isinstance(found, str):
            click.echo(found)
            return
        letter = write_letter(
            library,
            found,
            max_papers=settings.max_papers,
            can_unsubscribe=bool(settings.unsubscribe) and not provider,
        )
        job = _Job(library, found, letter, settings, readers, now)
        if dry_run:
            job.write(out or root / "build" / "mail")
        else:
            _send(root, job, ledger or root / "mail", uncertain, masked)


@dataclass(frozen=True, slots=True)
class _Job:
    """One edition, and to whom it goes; no readers: a provider has them, or a dry run needs none."""

    library: Library
    digest: Digest
    letter: Letter
    settings: Settings
    readers: Recipients | None
    now: datetime

    def message(self, address: str, proof: str) -> EmailMessage:
        site = self.library.site.url
        return make_message(self.letter, self.settings, site, address, token=proof, now=self.now)

    def write(self, out: Path) -> None:
        """What would be sent, as files that mail programs open."""
        job = self if self.settings.sender else replace(self, settings=self._with_sender())
        files = [
            OutFile(f"{number:04}.eml", to_bytes(job.message(address, "dry-run")))
            for number, address in enumerate((self.readers or EXAMPLE).line_numbers, start=1)
        ]
        folder = out / self.letter.slug
        try:
            write_tree(files, folder, out / ".writing")
        except OSError as error:
            raise WriteError(f"{folder}: cannot be written ({error.strerror}); mend that first") from error
        click.echo(f"{self.letter.slug}: {with_noun(len(files), 'message')} in {folder}; nothing was sent")

    def _with_sender(self) -> Settings:
        site = self.library.site
        host = urlsplit(site.url).hostname or "localhost"
        return replace(self.settings, sender=f"digest@{host}", name=site.name)


def _now(today: str | None) -> datetime:
    if today:
        return datetime.combine(date_given("--today", today), time(12), UTC)
    return datetime.now(UTC).replace(microsecond=0)


# Readers


def _readers(to: Path | None, masked: bool) -> Recipients | None:
    """Those whom SMTP sends to; each line that holds no address is named."""
    if not to:
        return None
    if str(to) == "-":
        place, readers = "standard input", parse_recipients(sys.stdin.buffer.read(), "standard input")
    else:
        place, readers = to.name, read_recipients(to, to.name)
    for number, given, why in readers.bad_lines:
        what = "no address" if masked else f"{given!r} is no address ({why})"
        click.echo(f"{place}: line {number}: {what}; correct or remove it", err=True)
    if readers.repeated:
        click.echo(f"{place}: addresses that stand there again: {readers.repeated}; each is sent to once")
    return readers


# Ways


def _send(root: Path, job: _Job, folder: Path, uncertain: bool, masked: bool) -> None:
    key = parse_key(os.environ.get(KEY, ""))
    with only_sender(root), Ledger(folder, job.letter.slug, key) as ledger:
        if job.readers:
            done = _posted(job, job.readers, key, ledger, uncertain)
        else:
            done = _provided(root, job, ledger, uncertain)
        _tell(job, done, masked)


def _posted(job: _Job, readers: Recipients, key: bytes, ledger: Ledger, uncertain: bool) -> Iterator[Outcome]:
    def write(address: str) -> EmailMessage:
        return job.message(address, unsubscribe_token(key, address))

    with MailServer(job.settings, os.environ.get(USER, ""), os.environ.get(PASSWORD, "")) as server:
        yield from server.send_all(readers.line_numbers, ledger, write, uncertain=uncertain)


def _provided(root: Path, job: _Job, ledger: Ledger, uncertain: bool) -> Iterator[Outcome]:
    api_key = os.environ.get(buttondown.KEY, "").strip()
    if not api_key.isascii() or not api_key.replace("-", "").isalnum():
        raise ConfigError(f"{buttondown.KEY}: is no key; set it in the environment")
    site = job.library.site.url
    headers = buttondown.make_headers(api_key, job.letter, site, ledger.count_failures(buttondown.NAME))
    online = site + urls.digest(job.digest.period)
    with Web(pipeline.contact(root), tokens={buttondown.HOST: headers}) as web:
        yield buttondown.send_letter(web, job.letter, ledger, online, uncertain=uncertain)


# What is said


def _tell(job: _Job, outcomes: Iterable[Outcome], masked: bool) -> None:
    """Each reader who did not get it, and the numbers, also where the server ended the run; then exit."""
    counts: Counter[str] = Counter()
    stopped: MailError | None = None
    try:
        for outcome in outcomes:
            counts[outcome.state] += 1
            if outcome.state not in (SENT, BEFORE):
                click.echo(_failure(outcome, job.readers if masked else None), err=True)
    except MailError as error:
        stopped = error
    told = [f"{counts.pop(SENT, 0):,} sent"]
    if BEFORE in counts:
        told.append(f"{counts.pop(BEFORE):,} dealt with before")
    told += [f"{number:,} {state}" for state, number in sorted(counts.items())]
    click.echo(f"{job.letter.slug}: {', '.join(told)}")
    if stopped:
        raise stopped
    if counts or (job.readers and job.readers.bad_lines):
        sys.exit(1)


def _failure(outcome: Outcome, lines: Recipients | None) -> str:
    if not lines:
        return f"{outcome.address}: {outcome.state}: {outcome.reason}"
    who = (
        f"line {lines.line_numbers[outcome.address]}"
        if outcome.address in lines.line_numbers
        else outcome.address
    )
    return f"{who}: {outcome.state}: {outcome.reason.replace(outcome.address, '…')}"
