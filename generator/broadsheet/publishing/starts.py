"""Starts of a site: for each field the sources, topics and words that a new digest begins with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from broadsheet.errors import ConfigError
from broadsheet.model.arxiv_categories import find_fault
from broadsheet.text.plain import slug


@dataclass(frozen=True, slots=True)
class Start:
    """Start of a site: its name, its title, and what is asked about its field, if anything.

    ``default`` is the field where nobody says one, ``shape`` what each word of it looks like, and
    ``example`` is shown where one does not. ``find_fault`` says what is wrong with a word of that shape, as
    the source's settings do. A start that ``is_single`` has one word of a field.
    """

    name: str
    title: str
    question: str = ""
    default: str = ""
    shape: str = ""
    example: str = ""
    find_fault: Callable[[str], str] | None = None
    is_single: bool = False


STARTS = {
    start.name: start
    for start in (
        Start("huggingface", "machine learning, from Hugging Face's Daily Papers"),
        Start(
            name="arxiv",
            title="categories of arXiv",
            question="Categories of arXiv, with commas between them",
            default="cs.CL, cs.LG",
            shape=r"[a-z-]+(\.[A-Za-z-]+)?",
            example="cs.CL, or a whole archive such as stat",
            find_fault=find_fault,
        ),
        Start(
            name="life-sciences",
            title="life sciences, from bioRxiv and journals",
            question="Subject areas of bioRxiv, with commas between them",
            default="neuroscience, genomics",
            shape=r"[A-Za-z][A-Za-z_ -]+",
            example="cell biology",
        ),
        Start(
            name="openreview",
            title="a venue at OpenReview",
            question="The venue's id, as it stands in the address of its page at OpenReview",
            default="ICLR.cc/2026/Conference",
            shape=r"[A-Za-z0-9][A-Za-z0-9._/-]*",
            example="ICLR.cc/2026/Conference",
            is_single=True,
        ),
        Start("reading-group", "a reading group, whose papers are picked by hand"),
    )
}


def read_field(start: Start, text: str) -> tuple[str, ...]:
    """Return the words of a start's field; ConfigError where one is none. An empty text is the default."""
    if not start.question:
        if text:
            raise ConfigError(f"--field {text!r}: the start {start.name!r} has no fields; leave it away")
        return ()
    given = text.strip() or start.default
    words = [given] if start.is_single else given.split(",")
    field = tuple(word.strip() for word in words if word.strip())
    for word in field:
        if not re.fullmatch(start.shape, word, re.ASCII):
            raise ConfigError(f"--field {word!r}: is none for {start.title}; write it as {start.example}")
        fault = start.find_fault(word) if start.find_fault else ""
        if fault:
            raise ConfigError(f"--field: {fault}")
    return tuple(dict.fromkeys(field))


def describe_field(start: Start, field: tuple[str, ...]) -> dict[str, str]:
    """Return what templates say of a field: as YAML, in words, and as topics, one for each of its words."""
    value = field[0] if start.is_single else list(field)
    in_words = ", ".join(field)
    if start.is_single:
        in_words = _venue_in_words(field[0])
    return {
        "FIELD": json.dumps(value),
        "FIELD_WORDS": in_words,
        "FIELD_TITLE": json.dumps(in_words),
        "TOPICS": "\n".join(_describe_topic(word) for word in field),
    }


def _venue_in_words(venue: str) -> str:
    """Return ``ICLR.cc/2026/Conference`` as ``ICLR 2026``; an id of another shape as it is."""
    parts = re.fullmatch(r"([A-Za-z]+)\.[a-z]+/(\d{4})/Conference", venue)
    if not parts:
        return venue
    return " ".join(parts.groups())


def _describe_topic(category: str) -> str:
    return (
        f"  - slug: {slug(category)}\n"
        f"    name: {category}\n"
        f"    about: Papers of {category} at arXiv.\n"
        "    match:\n"
        f"      categories: [{category}]"
    )
