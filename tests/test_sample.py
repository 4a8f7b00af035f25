"""The sample that comes with the software: its words are ours, and what is made up says so."""

from __future__ import annotations

import gzip
import json
import re
import shutil

import pytest
from conftest import REPOSITORY

from broadsheet import pipeline
from broadsheet.outputs.pages.pages import pages

# Words in a row that a sentence of ours may not have in common with theirs, and the names that are as long.
TOO_MANY = 5
NAMES = {("voices", "in", "the", "wild", "2m")}
LONGEST_TAKEAWAY = 220
NOTE_LENGTH = range(80, 151)


@pytest.fixture(scope="module")
def sample():
    return pipeline.read_library(REPOSITORY)


def spoken(markdown: str) -> str:
    """The words of some Markdown as one reads them, without addresses and formulas that stand alone."""
    without_links = re.sub(r"\]\([^()]*\)", "]", markdown)
    return re.sub(r"\$\$.*?\$\$", "", without_links, flags=re.DOTALL)


def runs(text: str) -> set[tuple[str, ...]]:
    """All words in a row, so many at a time."""
    plain = text.lower().replace("’", "'").replace("-", " ")
    words = re.findall(r"[^\W_]+(?:[.,'][^\W_]+)*%?", plain)
    return {tuple(words[start : start + TOO_MANY]) for start in range(len(words) - TOO_MANY + 1)}


def test_every_paper_has_a_sentence_of_ours_and_every_third_a_note(sample):
    notes = [entry.note for entry in sample.shown]
    assert [note.paper for note in notes if not 0 < len(note.takeaway) <= LONGEST_TAKEAWAY] == []
    lengths = {note.paper: len(spoken(note.words).split()) for note in notes if note.words}
    assert len(lengths) * 3 >= len(notes)
    assert {paper: length for paper, length in lengths.items() if length not in NOTE_LENGTH} == {}


def test_what_is_made_up_says_so_and_its_dois_belong_to_nobody(sample):
    made_up = [entry for entry in sample.shown if entry.paper.sightings[0].source == "made-up"]
    assert len(made_up) == 3
    for entry in made_up:
        assert entry.paper.title.startswith("Made up: ")
        assert entry.note.takeaway.startswith("Made up for this sample: ")
        assert entry.paper.doi.startswith("10.5555/")
    papers = [entry.paper for entry in made_up]
    kinds = [(len(paper.versions), bool(paper.withdrawn), bool(paper.journal)) for paper in papers]
    assert sorted(kinds) == [(0, False, True), (2, True, False), (3, False, False)]


def test_no_page_written_by_hand_leads_out_of_the_site(sample):
    for name, text in sample.pages.items():
        assert "](../" not in text, name


def test_that_there_are_no_abstracts_is_said_on_one_page(sample):
    assert sample.site.is_sample
    assert not any(entry.paper.abstract for entry in sample.shown)
    assert sample.pages["about"].count("The abstracts are not part of this sample") == 1


@pytest.mark.slow  # reads all that was recorded
def test_no_sentence_of_ours_is_theirs(sample, recorded):
    ours = {entry.paper.id: f"{entry.note.takeaway}\n\n{entry.note.words}" for entry in sample.shown}
    for introduction in sample.introductions.values():
        ours[introduction.slug] = f"{introduction.title}\n\n{introduction.words}"
    theirs: set[tuple[str, ...]] = set()
    for item in recorded_papers(recorded, "hf-daily"):
        paper = item["paper"]
        if paper["id"] in ours:
            theirs |= runs(paper["summary"]) | runs(paper.get("ai_summary") or "")
    for paper in recorded_papers(recorded, "arxiv"):
        if paper["id"] in ours:
            theirs |= runs(paper["summary"])
    assert theirs
    shared = {where: runs(spoken(words)) & theirs - NAMES for where, words in ours.items()}
    assert {where: found for where, found in shared.items() if found} == {}


def recorded_papers(recorded, name):
    with gzip.open(recorded / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        # Only those of the weeks of the sample are read as JSON, which takes a tenth of the time.
        yield from (json.loads(line) for line in file if '"2605.' in line)


def test_once_the_sample_is_removed_as_the_documentation_says_no_page_speaks_of_it(tmp_path):
    publishing = (REPOSITORY / "docs" / "publishing.md").read_text("utf-8")
    [told] = re.findall(r"delete the sample \((.*?)\)", publishing, re.DOTALL)
    named = re.findall("`(.*?)`", told)
    shutil.copy(REPOSITORY / "mkdocs.yml", tmp_path)
    shutil.copytree(REPOSITORY / "content", tmp_path / "content")
    for path in named:
        if path.startswith("content/") and (tmp_path / path).is_dir():
            shutil.rmtree(tmp_path / path)
    settings = tmp_path / "content/config/site.yaml"
    assert "edition: sample" in named
    lines = settings.read_text("utf-8").splitlines()
    settings.write_text(
        "\n".join([line for line in lines if not line.startswith("edition: sample")]), "utf-8"
    )
    library = pipeline.read_library(tmp_path)
    speaking = [page.path for page in pages(library) if b"sample" in page.data.lower()]
    assert speaking == []
    assert "about.md" in {page.path for page in pages(library)}
