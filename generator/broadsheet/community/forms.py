"""Text of an answered form, to the answers of its fields: pure, and hostile until proved otherwise.

A host writes the answers of a form as Markdown, ``### Label`` and what was typed below it; a mail carries
them as JSON in a fence. What is typed may look like a label of its own: only labels that a form has count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from broadsheet.model.forms import FORMS, Form, FormField
from broadsheet.text.inert import inert
from broadsheet.text.plain import clean

# GitHub takes 65,536 characters in an issue; a mail has lines of its own around its block.
LONGEST_FORM = 100_000
_LINE_END = re.compile(r"\r\n|\r|\n")
_HEADING = re.compile(r"#{2,4}[ \t]+(?P<label>.+)")
_LONGEST_HEADING = 200
_OPENING_FENCE = re.compile(r"^```[ \t]*json[ \t]*$", re.MULTILINE)
_CLOSING_FENCE = re.compile(r"^```[ \t]*$", re.MULTILINE)
_NO_ANSWER = "_No response_"
_TICKED = re.compile(r"\s*[-*][ \t]+\[[xX]\]")
_KEY_IN_BRACKETS = re.compile(r"\(([a-z-]+)\)\s*$")
_TRUE = ("true", "yes", "on", "1")
_LONGEST_SHOWN = 60

# The labels of each form's fields, by the form's kind and the field's key, where an owner changed them.
Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Submission:
    """Answers of a form, clean and within its limits, by the keys of its fields.

    ``lines`` are those of fields where lines matter. ``is_credited``: the sender wants to be named.
    """

    kind: str
    answers: Mapping[str, str]
    lines: Mapping[str, tuple[str, ...]]
    is_credited: bool = False

    def __getitem__(self, key: str) -> str:
        return self.answers.get(key, "")


@dataclass(frozen=True, slots=True)
class FormReading:
    """Form as it was understood: its kind (empty where it is none of ours), and what it says.

    ``submission`` is None where there are ``problems``, each in a sentence.
    """

    kind: str
    submission: Submission | None
    problems: tuple[str, ...] = ()


def read_form(text: str, labels: Labels | None = None) -> FormReading:
    """Return what an answered form says, or what is wrong with it."""
    if len(text) > LONGEST_FORM:
        problem = f"the form has {len(text):,} characters, and at most {LONGEST_FORM:,} are read; shorten it"
        return FormReading("", None, (problem,))
    problems: list[str] = []
    form, answers = _read_markdown(text, labels or {})
    block = _find_json(text)
    if block and form is None:
        form, answers = _read_json(block, problems)
    if form is None:
        if not problems:
            problems.append("this is none of our forms; use one of them, and leave its headings as they are")
        return FormReading("", None, tuple(problems))
    submission = _check(form, answers, problems)
    if problems:
        return FormReading(form.kind, None, tuple(problems))
    return FormReading(form.kind, submission)


# Markdown, as a host writes it


def _read_markdown(text: str, labels: Labels) -> tuple[Form | None, dict[str, list[str]]]:
    """Return the form whose labels a text has, and the answers by the keys of its fields.

    A text with less than half of them is none: reports of other things have headings such as *Reason*, too.
    """
    best: Form | None = None
    best_answers: dict[str, list[str]] = {}
    most = 0
    lines = _LINE_END.split(text)
    for form in FORMS:
        keys = _keys_by_label(form, labels.get(form.kind, {}))
        answers = _answers_below(lines, keys)
        own_keys = _own_keys(form)
        found = len(own_keys & answers.keys())
        is_enough = found * 2 >= len(own_keys)
        if is_enough and found > most:
            best = form
            best_answers = answers
            most = found
    return best, best_answers


def _keys_by_label(form: Form, labels: Mapping[str, str]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for field in form.fields:
        keys[_fold(field.label)] = field.key
        keys[_fold(labels.get(field.key, field.label))] = field.key
    return keys


def _own_keys(form: Form) -> set[str]:
    """Return the keys of the fields whose labels no other form has: all but boxes to tick."""
    keys: set[str] = set()
    for field in form.fields:
        if not field.is_tick:
            keys.add(field.key)
    return keys


def _fold(label: str) -> str:
    return clean(label).casefold()


def _answers_below(lines: Iterable[str], keys: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what stands below each label, by the key of its field; a label that stands twice has two."""
    answers: dict[str, list[str]] = {}
    answer: list[str] = []
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        heading = _HEADING.fullmatch(line[:_LONGEST_HEADING])
        key = keys.get(_fold(heading["label"])) if heading else None
        if key:
            answer = []
            found.append((key, answer))
        else:
            answer.append(line)
    for key, typed in found:
        text = "\n".join(typed).strip()
        answers.setdefault(key, []).append("" if text == _NO_ANSWER else text)
    return answers


# JSON, as a mail carries it


def _find_json(text: str) -> str:
    """Return the first block of JSON in a text; empty where there is none."""
    lines = _LINE_END.sub("\n", text)
    opening = _OPENING_FENCE.search(lines)
    if opening is None:
        return ""
    closing = _CLOSING_FENCE.search(lines, opening.end())
    if closing is None:
        return ""
    return lines[opening.end() : closing.start()]


def _read_json(text: str, problems: list[str]) -> tuple[Form | None, dict[str, list[str]]]:
    """Return the form that a block of JSON answers, and its answers by key; problems are noted."""
    try:
        # Not strict: programs that send mail break long lines, within texts too.
        pairs = json.loads(text, object_pairs_hook=tuple, parse_constant=str, strict=False)
    except (ValueError, RecursionError):
        problems.append("the block of JSON cannot be read; send it as the link filled it in")
        return None, {}
    if not _is_object(pairs):
        problems.append("the block must be an object of JSON, with keys and values")
        return None, {}
    answers: dict[str, list[str]] = {}
    for key, value in pairs:
        answers.setdefault(key, []).append(_as_text(value))
    kinds = answers.pop("kind", [])
    for form in FORMS:
        if kinds == [form.kind]:
            return form, answers
    known = ", ".join(form.kind for form in FORMS)
    problems.append(f"the block has no 'kind' of ours; it is one of {known}")
    return None, {}


def _is_object(value: Any) -> bool:
    """Return True for the pairs of an object; lists and values are none."""
    if not isinstance(value, tuple):
        return False
    return all(map(_is_pair, value))


def _is_pair(value: Any) -> bool:
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    key, _ = value
    return isinstance(key, str)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, list):
        return "\n".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""


# What a form may say


def _check(form: Form, answers: Mapping[str, list[str]], problems: list[str]) -> Submission:
    """Return the answers, clean; whatever is missing, doubled, too long or no choice is noted."""
    values: dict[str, str] = {}
    lines: dict[str, tuple[str, ...]] = {}
    is_credited = False
    for field in form.fields:
        typed = answers.get(field.key, [])
        if len(typed) > 1:
            problems.append(f"{field.label}: stands twice; answer it once")
            continue
        text = typed[0] if typed else ""
        if field.is_tick:
            is_credited = _is_ticked(text)
            continue
        rows = [clean(row) for row in _LINE_END.split(text)]
        lines[field.key] = tuple(filter(None, rows))
        values[field.key] = _check_answer(field, clean(text), problems)
    return Submission(form.kind, values, lines, is_credited)


def _is_ticked(text: str) -> bool:
    return bool(_TICKED.match(text)) or text.strip().lower() in _TRUE


def _check_answer(field: FormField, value: str, problems: list[str]) -> str:
    if not value:
        if field.required:
            problems.append(f"{field.label}: is missing; answer it")
        return ""
    if field.choices:
        return _choose(field, value, problems)
    if len(value) > field.longest:
        given, most = f"{len(value):,}", f"{field.longest:,}"
        problems.append(f"{field.label}: has {given} characters, and at most {most} are taken; shorten it")
        return ""
    return value


def _choose(field: FormField, value: str, problems: list[str]) -> str:
    """Return the key of the answer that was chosen; empty, with a problem, where it is none."""
    in_brackets = _KEY_IN_BRACKETS.search(value)
    key = in_brackets[1] if in_brackets else value.lower()
    if key in field.choices:
        return key
    shown = inert(value, _LONGEST_SHOWN)
    problems.append(f"{field.label}: {shown} is none of {', '.join(field.choices)}; choose one of them")
    return ""
