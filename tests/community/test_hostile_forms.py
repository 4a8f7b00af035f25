"""Hostile and malformed forms: each ends as content, a duplicate or a refusal in words, and nothing acts."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from arxiv_made import entry, feed
from building import copy_of_world
from conftest import Answers
from forms_made import REPOSITORY, with_repository
from hostile import HOSTILE, hostile_forms, malformed_forms
from thorough import some_of

from broadsheet import pipeline
from broadsheet.community.desk import Desk, Sender
from broadsheet.community.outcomes import Outcome, Result
from broadsheet.community.take_in import take_in
from broadsheet.disk.files import write_file
from broadsheet.text.inert import inert

FORMS = 500
TODAY = date(2026, 5, 29)
SAFE_TITLE = re.compile(r"[A-Za-z0-9.: -]*")
# What a host acts on, where it stands outside of code: our own words have nothing of it.
ACTS = re.compile(r"[@#<>\[\]!{}|*_~\\]|::|\$\{|(?<!review\.example)/\S|www\.")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OURS = re.compile(r"https://review\.example/digest/[a-z0-9./-]*")


class LittleKnown(Answers):
    """A web that knows one paper, and nothing of any other."""

    def _answer(self, request: httpx.Request) -> httpx.Response:
        asked = str(request.url)
        if request.url.host == "export.arxiv.org":
            known = (entry(),) if "2605.00001" in asked else ()
            return httpx.Response(200, content=feed(*known))
        if request.url.host == "api.semanticscholar.org":
            return httpx.Response(200, content=b"[null]")
        return httpx.Response(404)


def folder_of(root: Path) -> dict[str, bytes]:
    """All files of a site but those below ``content/`` and ``.cache/``."""
    found: dict[str, bytes] = {}
    for folder, _, names in os.walk(root.parent):
        place = Path(folder)
        if place.is_relative_to(root / "content") or place.is_relative_to(root / ".cache"):
            continue
        found |= {str(place / name): (place / name).read_bytes() for name in names}
    return found


def take_all(root: Path, forms: Iterable[str]) -> Iterator[Outcome]:
    config = pipeline.read_settings(root)
    desk = Desk.of(root, config, LittleKnown().web(), TODAY, write_file)
    for number, text in enumerate(forms, start=1):
        sender = Sender(f"{REPOSITORY}/issues/{number}", "@evil\n::warning::x" if number % 2 else "ada")
        yield take_in(desk, text, {}, sender)


def faults_of(outcome: Outcome, root: Path) -> Iterator[str]:
    """What is wrong with an outcome: with its line, its title, its files or its answer."""
    line = outcome.to_json()
    if not line.isascii() or "\n" in line or json.loads(line)["result"] != outcome.result:
        yield f"line: {line}"
    if outcome.result is Result.FAILED:
        yield f"no end: {outcome.reasons}"
    if not SAFE_TITLE.fullmatch(outcome.title):
        yield f"title: {outcome.title}"
    if not outcome.reasons and outcome.result is not Result.TAKEN:
        yield "no reason"
    for place in outcome.files:
        if not (root / "content" / place).resolve().is_relative_to(root / "content"):
            yield f"file: {place}"
    for row in outcome.answer.splitlines():
        code = row.split("`")
        if len(code) % 2 == 0:
            yield f"code that does not end: {row}"
        ours = OURS.sub("", " ".join(code[::2]))
        if ACTS.search(ours) or not ours.isprintable():
            yield f"answer acts: {row}"


@pytest.mark.parametrize("compose", [hostile_forms, malformed_forms])
def test_each_form_ends_in_words_and_nothing_else_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compose: Callable[[int, int], Iterator[str]]
) -> None:
    root = with_repository(copy_of_world(tmp_path))
    monkeypatch.chdir(root)
    before = folder_of(root)
    ends: Counter[Result] = Counter()
    faults: list[str] = []
    for text, outcome in zip(*pair(some_of(compose(FORMS, 20)), root), strict=True):
        ends[outcome.result] += 1
        faults += [f"{fault} of {text[:300]!r}" for fault in faults_of(outcome, root)]
    assert faults == []
    assert folder_of(root) == before, "nothing outside of content/ is touched, and nothing ran"
    assert {Result.TAKEN, Result.REFUSED} <= ends.keys(), ends
    pipeline.read_library(root)  # all that was taken is sound


def pair(forms: Iterator[str], root: Path) -> tuple[list[str], list[Outcome]]:
    texts = list(forms)
    return texts, list(take_all(root, texts))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_quoted_as_code_on_one_line(name: str) -> None:
    quoted = inert(HOSTILE[name])
    assert quoted == "" or (quoted[0], quoted[-1], quoted.count("`")) == ("`", "`", 2)
    assert not CONTROLS.search(quoted) and "${{" not in quoted
    assert len(quoted) <= 202
