"""The likeliest mistakes of a newcomer, and the one sentence that each of them is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from bad_servers import serving, whole
from click.testing import CliRunner
from make import MONDAY, make_paper, make_sighting

from broadsheet.cli import main
from broadsheet.model.ledger import LedgerEntry
from broadsheet.store.store import Store

SOURCES = "content/config/sources.yaml"
NOTE = "content/notes/2603.00001.md"
MKDOCS = "mkdocs.yml"
CHECK = ("check",)
FETCH = ("fetch", "--today", "2026-05-29", "--since", "2026-05-28", "--until", "2026-05-28")
SATURDAY = ("fetch", "--today", "2026-05-29", "--since", "2026-05-23", "--until", "2026-05-23")
DAILY = "{kind: huggingface, name: daily, url: 'http://127.0.0.1:9'}"
# Lines that count or praise, beside which the one sentence is said.
COUNTS = ("content is sound", "0 days read")


class Mistake(NamedTuple):
    """A mistake: the file with it, if any, the command that meets it, and all that is then said.

    ``{here}`` is the address of a server on loopback that answers all with a web page.
    """

    name: str
    path: str
    text: str
    command: tuple[str, ...]
    said: str


MISTAKES = (
    Mistake(
        "a category that arXiv does not have",
        SOURCES,
        "sources: [{kind: arxiv, categories: [cs.CLL]}]",
        CHECK,
        f"{SOURCES}: sources[0].categories: arXiv has no category 'cs.CLL'; "
        "did you mean 'cs.CL' or 'cs.SC' or 'cs.PL'?",
    ),
    Mistake(
        "two categories in one text",
        SOURCES,
        "sources: [{kind: arxiv-rss, categories: ['cs.CL, cs.CV']}]",
        CHECK,
        f"{SOURCES}: sources[0].categories: 'cs.CL, cs.CV' is several categories in one text; "
        'write ["cs.CL", "cs.CV"]',
    ),
    Mistake(
        "a field in place of a category",
        SOURCES,
        "sources: [{kind: arxiv, categories: [Linguistics]}]",
        CHECK,
        f"{SOURCES}: sources[0].categories: arXiv has no category 'Linguistics'; "
        "all are listed at https://arxiv.org/category_taxonomy",
    ),
    Mistake(
        "a kind of source with a slip",
        SOURCES,
        "sources: [{kind: arxive, categories: [cs.CL], name: lists}]",
        CHECK,
        f"{SOURCES}: sources[0].kind: no such kind 'arxive'; did you mean 'arxiv'?",
    ),
    Mistake(
        "a kind of look-up with a slip",
        SOURCES,
        f"sources: [{DAILY}]\nlook_ups: [{{kind: crosref, mail: me@review.example}}]",
        CHECK,
        f"{SOURCES}: look_ups[0].kind: no such kind 'crosref'; did you mean 'crossref'?",
    ),
    Mistake(
        "a takeaway with a colon",
        NOTE,
        "---\npin: true\ntakeaway: Yes: it works\n---\n",
        CHECK,
        f"{NOTE}: line 3: a text with a colon and a space in it; put the text in quotes",
    ),
    Mistake(
        "a note that pins and hides",
        NOTE,
        "---\npin: true\nhide: a copy\n---\n",
        CHECK,
        f"warning: {NOTE}: says both pin and hide, and the paper is hidden; take one of them out",
    ),
    Mistake(
        "an introduction for a week to come",
        "content/digests/2027-W01.md",
        "A happy new year!",
        CHECK,
        "warning: content/digests/2027-W01.md: is of a time after the newest paper, 2026-03-02; "
        "it is shown once papers of that time are here",
    ),
    Mistake(
        "an address that only the machine itself can open",
        MKDOCS,
        "site_name: Sand\nsite_url: http://localhost:8000/\ntheme: broadsheet\n",
        CHECK,
        "warning: mkdocs.yml: site_url http://localhost:8000/ is an address of this machine alone; "
        "give the one where the site will be published, since feeds, cards and the sitemap need it",
    ),
    Mistake(
        "a fetch of a Saturday",
        SOURCES,
        f"sources: [{DAILY}]",
        SATURDAY,
        "nothing to ask for: 2026-05-23 is no working day, and no source has papers on others; "
        "give another day, or 'weekends: true' to a source that has",
    ),
    Mistake(
        "a web page in place of its feed",
        SOURCES,
        "sources: [{kind: feed, name: lab, title: The Lab, url: '{here}/news'}]",
        FETCH,
        "source 'lab' 2026-05-28: GET {here}/news: answered a web page, not a feed; "
        "the page names its feed, give that as url: {here}/rss; kept what we had",
    ),
    Mistake(
        "no network",
        SOURCES,
        f"sources: [{DAILY}]",
        (*FETCH[:-1], "2026-05-29"),
        "nothing was read from daily: no connection (see that this machine is online, "
        "and that the address is right); kept what we had",
    ),
    Mistake(
        "a port that another program has",
        "",
        "",
        ("serve", "--address", "{place}"),
        "{place}: cannot be listened at (Address already in use); give another --address",
    ),
)


@contextmanager
def answering(status: str, body: bytes = b"") -> Iterator[str]:
    """A server that gives one answer to all; yields its address."""
    with serving(lambda _, connection, head: connection.sendall(whole(status, body))) as server:
        yield server.address


def run(root: Path, *words: str) -> list[str]:
    """Run a command on a site; return the lines that it says."""
    result = CliRunner().invoke(main, [words[0], "--root", str(root), *words[1:]])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output.splitlines()


def write(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A new site that was read once."""
    assert CliRunner().invoke(main, ["init", str(tmp_path)]).exit_code == 0
    write(tmp_path, MKDOCS, "site_name: Sand\nsite_url: https://sand.example/\ntheme: broadsheet\n")
    write(tmp_path, SOURCES, f"sources: [{DAILY}]")
    paper = make_paper(sightings=(make_sighting(source="daily"),))
    Store(tmp_path).add(paper, MONDAY)
    Store(tmp_path).record(LedgerEntry(source="daily", day=MONDAY, read=date(2026, 5, 1), kept=(paper.id,)))
    return tmp_path


def test_without_a_mistake_nothing_is_said(site: Path) -> None:
    [line] = run(site, "check")
    assert line.startswith("content is sound")


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.name for mistake in MISTAKES])
def test_each_likely_mistake_gives_one_sentence_to_act_on(site: Path, mistake: Mistake) -> None:
    page = b'<!doctype html><html><link rel="alternate" type="application/rss+xml" href="/rss"></html>'
    with answering("200 OK", page) as here:

        def fill(text: str) -> str:
            return text.replace("{here}", here).replace("{place}", here.removeprefix("http://"))

        if mistake.path:
            write(site, mistake.path, fill(mistake.text))
        said = run(site, *map(fill, mistake.command))
        assert [line for line in said if not line.startswith(COUNTS)] == [fill(mistake.said)]


@pytest.mark.parametrize(
    "category", ["cs.CL", "cs.cl", "stat", "cs.*", "cond-mat.str-el", "hep-th", "cmp-lg"]
)
def test_a_category_that_arxiv_has_is_taken(site: Path, category: str) -> None:
    write(site, SOURCES, f"sources: [{{kind: arxiv, categories: ['{category}']}}]")
    assert not [line for line in run(site, "check") if "categor" in line]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "[::1]", "digest.localhost"])
def test_every_address_of_the_machine_itself_is_known(site: Path, host: str) -> None:
    write(site, MKDOCS, f"site_name: Sand\nsite_url: http://{host}:8000/\n")
    assert any("this machine alone" in line for line in run(site, "check"))


def test_before_any_fetch_the_next_step_is_told(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path)]).exit_code == 0
    [line] = [line for line in run(tmp_path, "check") if "no paper" in line]
    assert line.endswith("run 'broadsheet fetch' first")


def test_a_folder_without_a_site_is_told(tmp_path: Path) -> None:
    [line] = run(tmp_path, "check")
    assert line == "mkdocs.yml: missing; run 'broadsheet init' here, or name the folder with --root"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-03-07", "2026-03-08", "2026-03-07 to 2026-03-08 have no working day"),
        ("2026-03-02", "2026-03-02", "these days were read to their end; --again asks for them anew"),
    ],
)
def test_a_fetch_with_nothing_to_ask_for_says_why(site: Path, first: str, last: str, told: str) -> None:
    lines = run(site, "fetch", "--today", "2026-05-29", "--since", first, "--until", last)
    assert lines[0].startswith("nothing to ask for: ") and told in lines[0]


def test_a_feed_that_is_not_there_is_told_without_markup(site: Path) -> None:
    with answering("404 Not Found", b"<!doctype html><html><h1>Oops</h1></html>") as address:
        write(site, SOURCES, f"sources: [{{kind: feed, name: lab, title: The Lab, url: '{address}'}}]")
        [line] = [line for line in run(site, *FETCH) if line.startswith("source 'lab'")]
    assert "answered 404: Not Found, with a web page" in line and "<" not in line
