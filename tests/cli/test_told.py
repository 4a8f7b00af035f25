"""The likeliest mistakes of a newcomer, and the one sentence that each of them is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from broadsheet.cli import main

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
    "category", ["cs.CL", "cs.cl", "stat", "cs.*", "cond-mat.str-el", "hep-th", "cmp-lg"]
)
def test_a_category_that_arxiv_has_is_taken(world: Path, category: str) -> None:
    write(world, SOURCES, f"sources: [{{kind: arxiv, categories: ['{category}']}}]")
    assert not [line for line in run(world, "check") if "categor" in line]
