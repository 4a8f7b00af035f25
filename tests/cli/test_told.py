"""The likeliest mistakes of a newcomer, and the one sentence that each of them is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from bad_servers import serving, whole
from click.testing import CliRunner

from broadsheet.cli import main
from broadsheet.model.ledger import LedgerEntry
from broadsheet.store.store import Store

SOURCES = "content/config/sources.yaml"
NOTE = "content/notes/2603.00001.md"


def run(root: Path, *words: str) -> list[str]:
    """Run a command on a site; return the lines that it says."""
    result = CliRunner().invoke(main, [words[0], "--root", str(root), *words[1:]])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output.splitlines()


def write(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        pytest.param(
            SOURCES,
            "sources: [{kind: arxiv, categories: [cs.CLL]}]",
            "sources[0].categories: arXiv has no category 'cs.CLL'; did you mean 'cs.CL'",
            id="a category that arXiv does not have",
        ),
        pytest.param(
            SOURCES,
            "sources: [{kind: arxiv-rss, categories: ['cs.CL, cs.CV']}]",
            "sources[0].categories: 'cs.CL, cs.CV' is several categories in one text;"
            ' write ["cs.CL", "cs.CV"]',
            id="two categories in one text",
        ),
        pytest.param(
            SOURCES,
            "sources: [{kind: arxiv, categories: [Linguistics]}]",
            "sources[0].categories: arXiv has no category 'Linguistics';"
            " all are listed at https://arxiv.org/category_taxonomy",
            id="a field by its name",
        ),
        pytest.param(
            SOURCES,
            "sources: [{kind: arxive, categories: [cs.CL], name: lists}]",
            "sources[0].kind: no such kind 'arxive'; did you mean 'arxiv'?",
            id="a kind of source with a slip",
        ),
        pytest.param(
            SOURCES,
            "look_ups: [{kind: crosref, mail: me@review.example}]",
            "look_ups[0].kind: no such kind 'crosref'; did you mean 'crossref'?",
            id="a kind of look-up with a slip",
        ),
        pytest.param(
            NOTE,
            "---\npin: true\ntakeaway: Yes: it works\n---\n",
            "line 3: a text with a colon and a space in it; put the text in quotes",
            id="a takeaway with a colon",
        ),
    ],
)
def test_a_mistake_is_told_in_one_sentence(world: Path, path: str, text: str, told: str) -> None:
    write(world, path, text)
    lines = [line for line in run(world, "check") if line.startswith(f"{path}: ")]
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"{path}: {told}")


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        pytest.param(
            NOTE,
            "---\npin: true\nhide: a copy\n---\n",
            f"{NOTE}: says both pin and hide, and the paper is hidden; take one of them out",
            id="a paper that is pinned and hidden",
        ),
        pytest.param(
            "content/digests/2027-W01.md",
            "A happy new year!",
            "content/digests/2027-W01.md: is of a time after the newest paper, 2026-03-09;"
            " it is shown once papers of that time are here",
            id="an introduction for a week to come",
        ),
        pytest.param(
            "mkdocs.yml",
            "site_name: Sand\nsite_url: http://localhost:8000/\ntheme: broadsheet\n",
            "mkdocs.yml: site_url http://localhost:8000/ is an address of this machine alone;"
            " give the one where the site will be published, since feeds, cards and the sitemap need it",
            id="an address that only the machine itself can open",
        ),
    ],
)
def test_what_was_hardly_meant_is_a_warning_and_no_more(world: Path, path: str, text: str, told: str) -> None:
    assert not [line for line in run(world, "check") if line.startswith("warning: ")]
    write(world, path, text)
    lines = run(world, "check")
    assert [line for line in lines if line.startswith("warning: ")] == [f"warning: {told}"]
    assert lines[-1].startswith("content is sound")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "[::1]", "digest.localhost"])
def test_every_address_of_the_machine_itself_is_known(world: Path, host: str) -> None:
    write(world, "mkdocs.yml", f"site_name: Sand\nsite_url: http://{host}:8000/\n")
    assert any("this machine alone" in line for line in run(world, "check"))


def test_before_any_fetch_the_next_step_is_told(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path)]).exit_code == 0
    [line] = [line for line in run(tmp_path, "check") if "no paper" in line]
    assert line.endswith("run 'broadsheet fetch' first")


@pytest.mark.parametrize(
    ("days", "told"),
    [
        pytest.param(["2026-03-07", "2026-03-07"], "2026-03-07 is no working day", id="a Saturday"),
        pytest.param(["2026-03-07", "2026-03-08"], "2026-03-07 to 2026-03-08 have no", id="a weekend"),
        pytest.param(["2026-03-02", "2026-03-02"], "read to their end; --again asks", id="a read day"),
    ],
)
def test_a_fetch_with_nothing_to_ask_for_says_why(world: Path, days: list[str], told: str) -> None:
    write(world, SOURCES, "sources: [{kind: huggingface, name: daily, url: 'http://127.0.0.1:9'}]")
    first, last = days
    Store(world).record(LedgerEntry(source="daily", day=date(2026, 3, 2), read=date(2026, 5, 1)))
    lines = run(world, "fetch", "--today", "2026-05-29", "--since", first, "--until", last)
    assert lines[0].startswith("nothing to ask for: ") and told in lines[0]


def test_a_web_page_as_a_feed_is_told_with_the_feed_that_it_names(world: Path) -> None:
    page = b'<!doctype html><html><link rel="alternate" type="application/rss+xml" href="/rss"></html>'
    with answering("200 OK", page) as address:
        [line] = _fetch_feed(world, address)
    assert "answered a web page, not a feed" in line and f"give that as url: {address}/rss" in line


def test_a_feed_that_is_not_there_is_told_without_markup(world: Path) -> None:
    with answering("404 Not Found", b"<!doctype html><html><h1>Oops</h1></html>") as address:
        [line] = _fetch_feed(world, address)
    assert "answered 404: Not Found, with a web page" in line and "<" not in line


def _fetch_feed(root: Path, address: str) -> list[str]:
    """Fetch a feed for one day; return what is said of its failure."""
    write(root, SOURCES, f"sources: [{{kind: feed, name: lab, title: The Lab, url: '{address}'}}]")
    write(root, "content/config/rules.yaml", "rules: []\n")
    lines = run(root, "fetch", "--today", "2026-03-03", "--days", "1")
    return [line for line in lines if line.startswith("source 'lab'")]


@contextmanager
def answering(status: str, body: bytes = b"") -> Iterator[str]:
    """A server that gives one answer to all; yields its address."""
    with serving(lambda _, connection, head: connection.sendall(whole(status, body))) as server:
        yield server.address


def test_a_folder_without_a_site_and_a_taken_port_are_told(tmp_path: Path) -> None:
    [line] = [line for line in run(tmp_path, "check") if line.startswith("mkdocs.yml")]
    assert line == "mkdocs.yml: missing; run 'broadsheet init' here, or name the folder with --root"
    with answering("200 OK") as address:
        place = address.removeprefix("http://")
        [line] = run(tmp_path, "serve", "--address", place)
    assert line.startswith(f"{place}: cannot be listened at (") and line.endswith("give another --address")


@pytest.mark.parametrize(
    "category", ["cs.CL", "cs.cl", "stat", "cs.*", "cond-mat.str-el", "hep-th", "cmp-lg"]
)
def test_a_category_that_arxiv_has_is_taken(world: Path, category: str) -> None:
    write(world, SOURCES, f"sources: [{{kind: arxiv, categories: ['{category}']}}]")
    assert not [line for line in run(world, "check") if "categor" in line]
