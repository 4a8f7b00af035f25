"""The command that mails an edition."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import click

from broadsheet import pipeline
from broadsheet.cache.written_tree import write_tree
from broadsheet.cli.console import ROOT, exit_on_error, read_clock
from broadsheet.disk.lock import only_sender
from broadsheet.disk.tree import OutFile
from broadsheet.errors import ConfigError, MailError, WriteError
from broadsheet.fetching.client import Key, Web
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.due_editions import choose_edition
from broadsheet.library.library import Library
from broadsheet.mail import buttondown
from broadsheet.mail.ledger import KEY, SENT, Ledger, parse_key, unsubscribe_token
from broadsheet.mail.message import make_message, to_bytes
from broadsheet.mail.newsletter import Letter, write_letter
from broadsheet.mail.recipients import Recipients, parse_recipients, read_recipients
from broadsheet.mail.settings import Settings, read_settings
from broadsheet.mail.smtp import BEFORE, PASSWORD, USER, MailServer, Outcome
from broadsheet.text.plain import with_noun

PROVIDERS = ("buttondown",)
EXAMPLE_READERS = Recipients({"reader@example.org": 1})  # of a dry run without a list
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
def mail(root: Path, **values: Any) -> None:
    """Mail an edition to its readers, each of whom gets it once; needs the network.

    The ledger knows who has it, so that a run that was cut off can be run again; BROADSHEET_MAIL_KEY
    keeps its addresses unreadable. BROADSHEET_SMTP_USER and BROADSHEET_SMTP_PASSWORD, or
    BUTTONDOWN_API_KEY, let us in. Exits with 1 if anybody did not get it.
    """
    options = _Options(**values)
    if not options.name_one_way:
        raise click.UsageError("give one of --to FILE and --provider NAME, or --dry-run")
    with exit_on_error():
        job = _prepare_job(root, options)
        if isinstance(job, str):
            click.echo(job)
            return
        if options.dry_run:
            job.write_files(options.out or root / "build" / "mail")
        else:
            _send(root, job, options)


class _Options(NamedTuple):
    """Options of the command, by the names that click gives them."""

    period: str
    edition: str | None
    to: Path | None
    provider: str | None
    dry_run: bool
    out: Path | None
    ledger: Path | None
    uncertain: bool
    masked: bool
    today: str | None

    @property
    def name_one_way(self) -> bool:
        """True where it is clear who sends: a server or a provider, or nobody."""
        if self.to and self.provider:
            return False
        return bool(self.to or self.provider or self.dry_run)


@dataclass(frozen=True, slots=True)
class _Job:
    """One edition, and to whom it goes; no readers: a provider has them, or a dry run needs none."""

    library: Library
    digest: Digest
    letter: Letter
    settings: Settings
    readers: Recipients | None
    now: datetime

    def make_message(self, address: str, token: str) -> EmailMessage:
        """Return the message to one reader."""
        site_url = self.library.site.url
        return make_message(self.letter, self.settings, site_url, address, token=token, now=self.now)

    def write_files(self, out: Path) -> None:
        """Write what would be sent, as files that mail programs open."""
        job = self
        if not self.settings.sender:
            job = replace(self, settings=self._settings_with_sender())
        readers = self.readers or EXAMPLE_READERS
        files = []
        for number, address in enumerate(readers.line_numbers, start=1):
            message = job.make_message(address, "dry-run")
            files.append(OutFile(f"{number:04}.eml", to_bytes(message)))
        folder = out / self.letter.slug
        try:
            write_tree(files, folder, out / ".writing")
        except OSError as error:
            raise WriteError(f"{folder}: cannot be written ({error.strerror}); mend that first") from error
        click.echo(f"{self.letter.slug}: {with_noun(len(files), 'message')} in {folder}; nothing was sent")

    def _settings_with_sender(self) -> Settings:
        site = self.library.site
        host = urlsplit(site.url).hostname or "localhost"
        return replace(self.settings, sender=f"digest@{host}", name=site.name)


def _prepare_job(root: Path, options: _Options) -> _Job | str:
    """Return the edition with its letter and readers, or the sentence that says why nothing is sent."""
    now = read_clock(options.today).replace(microsecond=0)
    is_sent_by_smtp = bool(options.to) and not options.dry_run
    settings = read_settings(root, smtp=is_sent_by_smtp)
    readers = None
    if options.to:
        readers = _read_readers(options.to, options.masked)
    library = pipeline.read_library(root)
    digest = choose_edition(library, options.edition, options.period, now.date())
    if isinstance(digest, str):
        return digest
    letter = write_letter(
        library,
        digest,
        max_papers=settings.max_papers,
        can_unsubscribe=bool(settings.unsubscribe) and not options.provider,
    )
    return _Job(library, digest, letter, settings, readers, now)


# Readers


def _read_readers(path: Path, masked: bool) -> Recipients:
    """Return those whom SMTP sends to; name each line that holds no address."""
    if str(path) == "-":
        name = "standard input"
        readers = parse_recipients(sys.stdin.buffer.read(), name)
    else:
        name = path.name
        readers = read_recipients(path, name)
    for line in readers.bad_lines:
        problem = "no address"
        if not masked:
            problem = f"{line.text!r} is no address ({line.reason})"
        click.echo(f"{name}: line {line.number}: {problem}; correct or remove it", err=True)
    if readers.repeated:
        click.echo(f"{name}: addresses that stand there again: {readers.repeated}; each is sent to once")
    return readers


# Ways


def _send(root: Path, job: _Job, options: _Options) -> None:
    key = parse_key(os.environ.get(KEY, ""))
    folder = options.ledger or root / "mail"
    with only_sender(root), Ledger(folder, job.letter.slug, key) as ledger:
        if job.readers:
            outcomes = _send_by_smtp(job, job.readers, key, ledger, options.uncertain)
        else:
            outcomes = _send_by_provider(root, job, ledger, options.uncertain)
        _report(job, outcomes, options.masked)


def _send_by_smtp(
    job: _Job, readers: Recipients, key: bytes, ledger: Ledger, uncertain: bool
) -> Iterator[Outcome]:
    def compose(address: str) -> EmailMessage:
        return job.make_message(address, unsubscribe_token(key, address))

    user, password = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
    with MailServer(job.settings, user, password) as server:
        yield from server.send_all(readers.line_numbers, ledger, compose, uncertain=uncertain)


def _send_by_provider(root: Path, job: _Job, ledger: Ledger, uncertain: bool) -> Iterator[Outcome]:
    api_key = os.environ.get(buttondown.KEY, "").strip()
    if not api_key.isascii() or not api_key.replace("-", "").isalnum():
        raise ConfigError(f"{buttondown.KEY}: is no key; set it in the environment")
    site_url = job.library.site.url
    failures = ledger.count_failures(buttondown.NAME)
    headers = buttondown.make_headers(api_key, job.letter, site_url, failures)
    online_url = site_url + urls.digest(job.digest.period)
    key = Key(buttondown.HOST, buttondown.PATH, headers)
    with Web(pipeline.contact(root), keys=[key]) as web:
        yield buttondown.send_letter(web, job.letter, ledger, online_url, uncertain=uncertain)


# What is said


def _report(job: _Job, outcomes: Iterable[Outcome], masked: bool) -> None:
    """Name each reader who did not get it, and say the numbers; then exit with 1 where anybody did not.

    The numbers are said also where the server ended the run.
    """
    counts = Counter[str]()
    stopped: MailError | None = None
    line_numbers = job.readers.line_numbers if masked and job.readers else None
    try:
        for outcome in outcomes:
            counts[outcome.state] += 1
            if outcome.state not in (SENT, BEFORE):
                click.echo(_describe_failure(outcome, line_numbers), err=True)
    except MailError as error:
        stopped = error
    click.echo(f"{job.letter.slug}: {_describe_counts(counts)}")
    if stopped:
        raise stopped
    has_failures = any(state not in (SENT, BEFORE) for state in counts)
    has_bad_lines = job.readers is not None and job.readers.bad_lines
    if has_failures or has_bad_lines:
        sys.exit(1)


def _describe_counts(counts: Counter[str]) -> str:
    parts = [f"{counts[SENT]:,} sent"]
    if counts[BEFORE]:
        parts.append(f"{counts[BEFORE]:,} dealt with before")
    for state, number in sorted(counts.items()):
        if state not in (SENT, BEFORE):
            parts.append(f"{number:,} {state}")
    return ", ".join(parts)


def _describe_failure(outcome: Outcome, line_numbers: Mapping[str, int] | None) -> str:
    """Return a line on a reader; with ``line_numbers``, the number stands there in place of the address."""
    address = outcome.address
    if line_numbers is None:
        return f"{address}: {outcome.state}: {outcome.reason}"
    name = address  # of a provider, which is on no line
    if address in line_numbers:
        name = f"line {line_numbers[address]}"
    reason = outcome.reason.replace(address, "…")
    return f"{name}: {outcome.state}: {reason}"
