"""Command that answers a form on its issue at GitHub."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from broadsheet import pipeline
from broadsheet.cli.console import ROOT, exit_on_error
from broadsheet.errors import BroadsheetError, NotAsked, SourceError, WebError
from broadsheet.fetching.client import Web
from broadsheet.publishing.github.answering import Answered, answer_form
from broadsheet.publishing.github.api import Repository, make_key
from broadsheet.publishing.github.decisions import Addresses
from broadsheet.publishing.github.events import read_event

_API = "https://api.github.com"
_SERVER = "https://github.com"
_MINUTES = 8  # for all requests; the job has ten
_NO = (" answered 401", " answered 403")
_ADVICE = "what was done so far stands, and nothing is done twice: run the job again"
_ADVICE_ON_RIGHTS = (
    "let the token of this job read the repository's pull requests and write its issues "
    "('permissions' in community.yml), then run the job again"
)


@click.command("answer-form")
@ROOT
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--event",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The event of the issue, in GitHub's JSON.  [default: GITHUB_EVENT_PATH]",
)
@click.option(
    "--preview",
    type=click.Choice(["success", "failure", "skipped"]),
    default="success",
    show_default=True,
    help="Whether the page could be built of what the form says.",
)
@click.option(
    "--most-a-day",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="Take at most so many forms a day from one person who may not write to the repository.",
)
def answer(root: Path, folder: Path, event: Path | None, preview: str, most_a_day: int) -> None:
    """Answer a form on its issue at GitHub, and say what to do with its request.

    DIR has what 'take-in' said of the form: result.json and answer.md. GITHUB_TOKEN lets us write one
    comment, which later runs edit, and a label. Prints do=push, do=remove or do=nothing, and the title of the
    request, as GitHub's step outputs want them. For the workflow community.yml.
    """
    environment = os.environ
    with exit_on_error():
        issue_event = read_event(event or Path(environment.get("GITHUB_EVENT_PATH", "")))
        name = environment.get("GITHUB_REPOSITORY", "")
        with _network(root, environment, name) as web:
            repository = Repository(web, _api_of(environment), name)
            try:
                answered = answer_form(
                    repository,
                    issue_event,
                    folder,
                    _addresses(environment, name),
                    is_previewed=preview == "success",
                    most=most_a_day,
                )
            except (WebError, SourceError, NotAsked) as error:
                raise BroadsheetError(f"{error}; {_advise(str(error))}") from error
    _report(answered)


def _report(answered: Answered) -> None:
    click.echo(f"{answered.branch}: {answered.deed.value}: {answered.why}", err=True)
    click.echo(f"do={answered.deed.value}")
    click.echo(f"title={answered.title}")


def _api_of(environment: Mapping[str, str]) -> str:
    return environment.get("GITHUB_API_URL", "") or _API


def _network(root: Path, environment: Mapping[str, str], name: str) -> Web:
    """Return the network with the key to one repository at GitHub's API, and to nothing else."""
    token = environment.get("GITHUB_TOKEN", "").strip()
    key = make_key(_api_of(environment), name, token)
    return Web(pipeline.contact(root), keys=[key], at_most=_MINUTES * 60)


def _addresses(environment: Mapping[str, str], name: str) -> Addresses:
    """Return where people find the repository and this run."""
    repository = f"{environment.get('GITHUB_SERVER_URL', '') or _SERVER}/{name}"
    return Addresses(repository, f"{repository}/actions/runs/{environment.get('GITHUB_RUN_ID', '')}")


def _advise(problem: str) -> str:
    if any(words in problem for words in _NO):
        return _ADVICE_ON_RIGHTS
    return _ADVICE
