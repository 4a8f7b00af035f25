"""Forms as a host writes them, filled in by made-up readers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from conftest import Answers

from broadsheet.cli import main
from broadsheet.model.forms import FORM_OF_KIND, PROPOSE

TODAY = "2026-05-29"
REPOSITORY = "https://github.com/example/digest"
GOOD = {
    "propose": {"paper": "2605.00001", "why": "It counts stones better than before."},
    "correct": {
        "paper": "2603.00001",
        "field": "Title (title)",
        "value": "Counting to eleven with large sums",
        "evidence": "The second version says so.",
    },
    "withdraw": {
        "paper": "2603.00001",
        "wish": "It was withdrawn (withdrawn)",
        "why": "Its table was wrong.",
        "evidence": "arXiv's comment",
    },
    "topic": {"name": "Stones", "words": "stone\npebble*", "about": "What lies about."},
}


def form(kind: str = PROPOSE, *, tick: bool = False, **changes: str) -> str:
    """The body of an issue in which a form of the kind was answered."""
    answers = {**GOOD[kind], **changes}
    parts = []
    for field in FORM_OF_KIND[kind].fields:
        answer = answers.get(field.key, "_No response_")
        if field.is_tick:
            answer = f"- [{'x' if tick else ' '}] Name me with it"
        parts.append(f"### {field.label}\n\n{answer}")
    return "\n\n".join(parts) + "\n"


def mail(kind: str = PROPOSE, **changes: object) -> str:
    """The body of a mail that carries the same as a block of JSON."""
    values: Mapping[str, object] = {"kind": kind, **GOOD[kind], **changes}
    return f"Dear editor,\n\n```json\n{json.dumps(values, indent=2)}\n```\n\nYours\n"


def with_repository(world: Path) -> Path:
    """The same world, in a repository at GitHub."""
    file = world / "mkdocs.yml"
    text = file.read_text("utf-8")
    file.write_text(f"{text}repo_url: {REPOSITORY}\n", "utf-8", newline="\n")
    return world


def take_in(world: Path, answers: Answers, text: str, *words: object) -> Result:
    file = world.parent / "form.md"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    arguments = ["take-in", "--root", world, "--today", TODAY, *words, "--answer", world.parent / "answer.md"]
    return CliRunner().invoke(main, list(map(str, [*arguments, file])), obj=lambda root: answers.web())


def said(done: Result) -> dict[str, Any]:
    """What the one line of JSON says."""
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    [line] = done.stdout.splitlines()
    values: dict[str, Any] = json.loads(line)
    return values


def answer(world: Path) -> str:
    return (world.parent / "answer.md").read_text("utf-8")
