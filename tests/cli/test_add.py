"""`add`: papers that no source listed, from what a person calls them to content/ and its ledger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from arxiv_made import entry, feed
from click.testing import CliRunner, Result
from conftest import Answers

from broadsheet.cli import main
from broadsheet.fetching.client import TRIES

TODAY = "2026-05-29"
DOI = "10.5555/stones.7"
DOI_FILE = "content/papers/32/doi-10.5555-stones.7.json"
WORK = {
    "DOI": "10.5555/STONES.7",
    "title": ["Counting <i>many</i> stones by hand"],
    "author": [{"given": "Ada", "family": "Example"}, {"name": "The Stone Group"}],
    "container-title": ["Journal of Examples"],
    "issued": {"date-parts": [[2026, 4]]},
    "abstract": "<jats:title>Abstract</jats:title><jats:p>We counted them.</jats:p>",
    "license": [
        {"URL": "https://publisher.example/terms"},
        {"URL": "http://creativecommons.org/licenses/by/4.0"},
    ],
}
HF_PAPER = {"id": "2605.00001", "title": "On Paper 1", "githubRepo": "https://github.com/example/stones"}


def add(world: Path, answers: Answers, *words: object) -> Result:
    arguments = ["add", "--root", world, "--today", TODAY, *words]
    return CliRunner().invoke(main, list(map(str, arguments)), obj=lambda root: answers.web())


def read(world: Path, place: str) -> Any:
    return json.loads((world / place).read_text("utf-8"))


def kept_by_hand(world: Path, day: str = TODAY) -> list[str]:
    kept: list[str] = read(world, f"content/ledger/{day}.json")["sources"]["by-hand"]["kept"]
    return kept


def unknown_at_semantic_scholar(answers: Answers) -> None:
    answers.give(200, [None])


def test_an_arxiv_paper_comes_with_arxivs_record_and_what_hugging_face_adds(world, answers):
    answers.give(200, feed(entry()))
    answers.give(200, HF_PAPER)
    done = add(world, answers, "https://arxiv.org/pdf/2605.00001v1")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "added 2605.00001: On Paper 1 (2026-05-29)",
        "wrote content/papers/2605/2605.00001.json",
        "wrote content/ledger/2026-05-29.json",
    ]
    paper = read(world, "content/papers/2605/2605.00001.json")
    assert paper["sightings"] == [{"source": "by-hand", "day": TODAY}]
    assert paper["described_by"] == "arxiv" and paper["authors"] == ["Ada Example"]
    assert paper["code"] == "https://github.com/example/stones"
    assert paper["said_by"] == ["huggingface: code"]
    assert kept_by_hand(world) == ["2605.00001"]
    asked = [request.url.host for request in answers.asked]
    assert asked == ["export.arxiv.org", "huggingface.co"]


def test_what_was_added_is_sound_and_accounted_for_and_explained(world, answers):
    answers.give(200, feed(entry()))
    answers.give(404)
    add(world, answers, "2605.00001")
    checked = CliRunner().invoke(main, ["check", "--root", str(world)])
    assert checked.exit_code == 0, checked.output
    told = CliRunner().invoke(main, ["explain", "--root", str(world), "2605.00001"]).output
    assert "It is on the site." in told and "Added by hand on 29 May 2026" in told
    before = CliRunner().invoke(main, ["doctor", "--root", str(world)]).output
    assert "2026-05-29" not in before, "a paper added by hand is no reading of the sources"


def test_a_doi_comes_with_crossrefs_record(world, answers):
    answers.give(200, {"message": WORK})
    done = add(world, answers, f"https://doi.org/{DOI}", "--day", "2026-03-03")
    assert done.exit_code == 0, done.output
    paper = read(world, DOI_FILE)
    assert paper["title"] == "Counting many stones by hand"
    assert paper["authors"] == ["Ada Example", "The Stone Group"]
    assert (paper["journal"], paper["published"]) == ("Journal of Examples", "2026-04")
    assert paper["abstract"] == "We counted them."
    assert paper["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert paper["said_by"] == ["crossref"]
    assert kept_by_hand(world, "2026-03-03") == ["doi-10.5555-stones.7"]
    assert read(world, "content/ledger/2026-03-03.json")["sources"].keys() > {"by-hand"}


def test_a_doi_that_crossref_does_not_know_is_looked_up_at_semantic_scholar(world, answers):
    answers.give(404)
    row = {"title": "Known elsewhere alone, it seems", "authors": [{"name": "Bo Flint"}], "year": 2025}
    answers.give(200, [row])
    assert add(world, answers, DOI).exit_code == 0
    paper = read(world, DOI_FILE)
    assert (paper["authors"], paper["published"], paper["doi"]) == (["Bo Flint"], "2025", DOI)
    assert paper["said_by"] == ["semanticscholar"]


def test_an_address_leads_to_the_paper_that_semantic_scholar_knows_there(world, answers):
    row = {"title": "On Paper 1", "externalIds": {"ArXiv": "2605.00001"}}
    answers.give(200, [row])
    answers.give(200, feed(entry()))
    answers.give(404)
    done = add(world, answers, "https://venue.example/papers/1")
    assert done.exit_code == 0
    [sighting] = read(world, "content/papers/2605/2605.00001.json")["sightings"]
    assert sighting["url"] == "https://venue.example/papers/1"


def test_a_paper_that_nobody_knows_is_described_by_hand(world, answers):
    words = [
        "--title",
        "A talk on the stones of our garden",
        "--author",
        "Flint, Bo",
        "--author",
        "Ada Example",
    ]
    words += ["--url", "https://group.example/talks/3", "--published", "May 2026"]
    done = add(world, answers, *words)
    assert done.exit_code == 0, done.output
    [place] = [line.split()[1] for line in done.stdout.splitlines() if "/papers/" in line]
    paper = read(world, place)
    assert (paper["authors"], paper["published"]) == (["Bo Flint", "Ada Example"], "2026-05")
    assert paper["sightings"] == [{"source": "by-hand", "day": TODAY, "url": "https://group.example/talks/3"}]
    again = add(world, answers, *words)
    assert again.stdout.startswith(f"{paper['id']} is here already") and "wrote" not in again.stdout


# Papers that are here


def test_a_paper_that_is_here_is_said_to_be_and_nothing_changes_or_is_asked(world, answers, snapshot):
    before = snapshot(world / "content")
    done = add(world, answers, "arXiv:2603.00003")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("2603.00003 is here already, since 2026-03-02: ")
    assert snapshot(world / "content") == before


def test_a_paper_that_is_here_is_listed_on_a_day_that_is_named(world, answers):
    place = "content/papers/2603/2603.00003.json"
    before = read(world, place)
    done = add(world, answers, "2603.00003", "--day", "2026-05-28")
    assert done.exit_code == 0 and f"wrote {place}" in done.stdout
    after = read(world, place)
    assert after["title"] == before["title"]
    assert after["sightings"] == [*before["sightings"], {"source": "by-hand", "day": "2026-05-28"}]
    assert kept_by_hand(world, "2026-05-28") == ["2603.00003"]
    again = add(world, answers, "2603.00003", "--day", "2026-05-28")
    assert again.exit_code == 0 and "wrote" not in again.stdout


def test_a_work_that_is_here_under_another_id_is_not_added_again(world, answers, snapshot):
    known = read(world, "content/papers/2603/2603.00001.json")
    given, _, family = known["authors"][0].rpartition(" ")
    author = [{"given": given, "family": family}]
    answers.give(200, {"message": WORK | {"title": [known["title"]], "author": author}})
    before = snapshot(world / "content")
    done = add(world, answers, DOI)
    assert done.exit_code == 0 and "2603.00001 is here already" in done.stdout
    assert snapshot(world / "content") == before


# Bad input


def test_an_id_that_does_not_exist_is_said_not_to(world, answers, snapshot):
    before = snapshot(world / "content")
    answers.give(200, feed())
    done = add(world, answers, "2605.99999")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "2605.99999: arXiv has no paper 2605.99999; check the number\n"
    assert snapshot(world / "content") == before


def test_a_doi_that_nobody_knows_is_said_to_be_unknown_and_what_to_do(world, answers):
    answers.give(404)
    unknown_at_semantic_scholar(answers)
    done = add(world, answers, DOI)
    assert done.exit_code == 1
    assert done.stderr == (
        f"{DOI}: Crossref does not know this DOI; Semantic Scholar does not know this DOI; check it, "
        "or give what you know with --title, --author and --url\n"
    )


def test_a_doi_that_answers_a_web_page_is_said_to(world, answers, snapshot):
    before = snapshot(world / "content")
    for _ in range(TRIES):
        answers.give(200, b"<!doctype html><html><title>Sign in</title></html>")
    unknown_at_semantic_scholar(answers)
    done = add(world, answers, DOI)
    assert done.exit_code == 1
    assert "Crossref could not be asked: " in done.stderr
    assert "answered a web page (HTML), not JSON" in done.stderr
    assert snapshot(world / "content") == before


def test_without_arxiv_hugging_faces_record_is_taken_and_that_is_said(world, answers):
    answers.give(400, b"no")
    answers.give(200, HF_PAPER | {"authors": [{"name": "Ada Example"}]})
    done = add(world, answers, "2605.00001")
    assert done.exit_code == 0
    assert "arXiv could not be asked, 'broadsheet backfill' will" in done.stderr
    assert "described_by" not in read(world, "content/papers/2605/2605.00001.json")


def test_the_good_ones_are_added_and_the_bad_ones_named(world, answers):
    answers.give(200, feed())
    answers.give(200, {"message": WORK})
    done = add(world, answers, "2605.99999", "not a paper", DOI)
    assert done.exit_code == 1
    assert done.stdout.startswith("added doi-10.5555-stones.7: ")
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["not a paper", "2605.99999"]
    assert (world / DOI_FILE).exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "name a paper by its arXiv id, its DOI or its address"),
        (["--author", "Ada"], "give --title, too"),
        (["1", "2", "--title", "T"], "--title describes one paper"),
        (["--title", " \n"], "--title says nothing; give the title of the paper"),
        (["--title", "T", "--url", "garden"], "--url 'garden' is no web address"),
        (["--title", "T", "--published", "soon"], "--published 'soon' is not a date"),
        (["2605.00001", "--day", "2026-05-30"], "--day 2026-05-30 is after today, 2026-05-29 (UTC)"),
    ],
)
def test_what_makes_no_sense_is_told_before_anybody_is_asked(world, answers, words, told):
    done = add(world, answers, *words)
    assert done.exit_code == 2
    assert told in " ".join(done.output.split())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "../../etc/passwd"),
        ("/etc/passwd", "/etc/passwd"),
        ("..", ".."),
        ("", "''"),
        (" \n", "''"),
        ("a\x1b[31mb\x00", "a[31mb"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("x" * 5000, "x" * 79 + "…"),
    ],
)
def test_what_names_no_work_is_shown_in_the_sentence_that_says_so(world, answers, snapshot, name, shown):
    before = snapshot(world / "content")
    done = add(world, answers, name)
    assert done.exit_code == 1
    assert done.stderr.startswith(
        f"{shown}: is no arXiv id, DOI, web address or BibTeX file (.bib); give what"
    )
    assert snapshot(world / "content") == before


def test_no_source_may_have_the_name_of_what_people_add(world):
    (world / "content/config/sources.yaml").write_text("sources: [{kind: huggingface, name: by-hand}]\n")
    done = CliRunner().invoke(main, ["check", "--root", str(world)])
    assert "'by-hand' is the source of what people add themselves; choose another name" in done.output


# BibTeX


BIBTEX = r"""
@string{joe = "Journal of Examples"}
@article{stones, title = {On {S}tones}, author = {Example, Ada and others}, doi = {10.5555/stones.7}}
@misc{talk, title = {Schr\"odinger's stones of the garden}, author = {M{\"u}ller, Jan and Flint, Bo},
  journal = joe, year = 2024, month = may}
@misc{broken, title = {Not closed
@misc{untitled, author = {Ada Example}}
@misc{preprint, title = {On Paper 1}, eprint = {2605.00001}, archiveprefix = {arXiv}}
"""


def test_entries_of_a_bibtex_file_are_looked_up_or_else_taken_as_they_are(world, answers, tmp_path):
    file = tmp_path / "mine.bib"
    file.write_text(BIBTEX, "utf-8")
    answers.give(404)
    unknown_at_semantic_scholar(answers)
    answers.give(200, feed(entry()))
    answers.give(404)
    done = add(world, answers, file)
    assert done.exit_code == 1
    problems = [line for line in done.stderr.splitlines() if line.startswith(str(file))]
    assert problems == [
        f"{file}, line 6: cannot be read as BibTeX; see that each brace and quote is closed",
        f"{file}, untitled: has no title; add one",
    ]
    stones = read(world, DOI_FILE)
    assert (stones["title"], stones["authors"], stones["more_authors"]) == (
        "On Stones",
        ["Ada Example"],
        True,
    )
    places = [line.split()[1] for line in done.stdout.splitlines() if "/papers/" in line]
    [talk] = [read(world, place) for place in places if "by-hand" in place]
    assert talk["title"] == "Schrödinger's stones of the garden"
    assert talk["authors"] == ["Jan Müller", "Bo Flint"]
    assert (talk["journal"], talk["published"]) == ("Journal of Examples", "2024-05")
    assert sorted(kept_by_hand(world)) == sorted([stones["id"], talk["id"], "2605.00001"])


def test_a_file_of_references_without_any_is_said_to_have_none(world, answers, tmp_path):
    file = tmp_path / "empty.bib"
    file.write_text("nothing here")
    done = add(world, answers, file, tmp_path / "missing.bib")
    assert done.exit_code == 1
    assert f"{file}: has no entry of BibTeX" in done.stderr
    assert f"{tmp_path / 'missing.bib'}: there is no such file; check its name" in done.stderr


@pytest.mark.slow
def test_a_long_file_of_references_is_filed_entry_by_entry(world, answers, tmp_path):
    file = tmp_path / "long.bib"
    entries = [f"@misc{{k{number}, title = {{Stones, part {number}}}}}" for number in range(200)]
    file.write_text("\n".join(entries))
    done = add(world, answers, file)
    assert (done.exit_code, done.stderr) == (0, "")
    assert len(kept_by_hand(world)) == 200
    again = add(world, answers, file)
    assert again.stdout.count("is here already") == 200


def test_without_a_network_a_long_file_of_references_ends_in_few_words(world, answers, tmp_path, snapshot):
    before = snapshot(world / "content")
    file = tmp_path / "long.bib"
    entries = [
        f"@misc{{k{number}, title = {{T{number}}}, doi = {{10.5555/{number}}}}}" for number in range(200)
    ]
    file.write_text("\n".join(entries))
    answers.waiting += [httpx.ConnectError("unreachable")] * 6  # three tries at each of two hosts
    done = add(world, answers, file)
    assert done.exit_code == 1
    first, others = done.stderr.splitlines()
    assert first.startswith(f"{file}, k0: Crossref could not be asked: ")
    assert f"{file}, k10 and 189 more: Crossref could not be asked: " in others
    assert snapshot(world / "content") == before
