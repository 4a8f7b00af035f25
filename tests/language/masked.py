"""A site whose every word says where it is from, for the test that nothing is said outside the catalogue.

Content is masked in Cyrillic letters and the catalogue translates into fullwidth ones. What is left in
plain letters is then from neither, but for names that no language translates.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import words
import yaml
from babel.messages.pofile import read_po, write_po

LANGUAGE = "el"  # whose names of months browsers know, in letters of its own
PLAIN = "abcdefghijklmnopqrstuvwxyz"
CYRILLIC = "абцдефгхийклмнопярстувшжыз"
FULLWIDTH = "".join(chr(0xFF41 + place) for place in range(26))
# Names of things, which are the same in every language.
NAMES = frozenset(
    [
        "PDF",
        "HTML",
        "DOI",
        "arXiv",
        "BibTeX",
        "RIS",
        "EPUB",
        "CSL-JSON",
        "CSL",
        "JSON",
        "RSS",
        "Atom",
        "Feed",
        "OPML",
        "TeX",
        "Markdown",
        "ORCID",
        "JavaScript",
        "DuckDuckGo",
        "Semantic",
        "Scholar",
        "Hugging",
        "Face",
        "Daily",
        "Papers",
        "Buttondown",
        "Broadsheet",
        "Lines",
        "UTC",
        "Enter",
        "doi",
        "CC",
        "BY",
        "MkDocs",
    ]
)
SPOKEN = ("aria-label", "title", "placeholder", "alt")
UNSAID = {"script", "style", "code", "pre", "math", "template"}
# Keys of content whose values are names for machines.
MACHINES = frozenset(
    [
        "id",
        "slug",
        "kind",
        "effect",
        "day",
        "source",
        "url",
        "home",
        "code",
        "doi",
        "arxiv",
        "orcid",
        "provider",
        "user",
        "categories",
        "item",
        "key",
        "kept",
        "read",
        "date",
        "published",
        "discussion",
        "project",
        "licence",
        "media",
        "versions",
        "other_ids",
        "stars",
        "topics",
        "pin",
        "asked",
        "sources",
        "look_ups",
    ]
)
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]+")
# What is no words: values, addresses and TeX, and of a sentence of ours its markup, which content has not.
_KEPT = re.compile(r"(%\(\w+\)s|%%|&\w+;|\\[A-Za-z]+|https?:\S+|paper:\S+)")


_MARKUP = re.compile(r"(<[^>]*>|" + _KEPT.pattern[1:])


def masked(text: str, letters: str, kept: re.Pattern[str] = _KEPT) -> str:
    """The text in other letters; values and addresses stay."""
    table = str.maketrans(PLAIN + PLAIN.upper(), letters + letters.upper())
    pieces = kept.split(text)
    return "".join(piece if place % 2 else piece.translate(table) for place, piece in enumerate(pieces))


def _masked_value(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        # What has a kind is a source or a look-up, whose name is for machines.
        return {
            name: inner if name == "name" and "kind" in value else _masked_value(inner, str(name))
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_masked_value(inner, key) for inner in value]
    if isinstance(value, str) and key not in MACHINES:
        return masked(value, CYRILLIC)
    return value


def mask_content(root: Path) -> None:
    """Put what people and sources wrote into Cyrillic letters."""
    for path in (root / "content").rglob("*.json"):
        path.write_text(json.dumps(_masked_value(json.loads(path.read_text("utf-8")))), "utf-8")
    for path in (root / "content" / "config").glob("*.yaml"):
        value = _masked_value(yaml.safe_load(path.read_text("utf-8")))
        path.write_text(yaml.safe_dump(value, allow_unicode=True), "utf-8")
    for path in (root / "content").rglob("*.md"):
        before, head, body = path.read_text("utf-8").rpartition("---\n")
        front = yaml.safe_load(before.removeprefix("---\n")) if before else None
        start = f"---\n{yaml.safe_dump(_masked_value(front), allow_unicode=True)}---\n" if front else head
        path.write_text(start + masked(body, CYRILLIC), "utf-8")


def mask_settings(root: Path) -> None:
    """Name the site and its pages in Cyrillic letters, and set its language."""
    path = root / "mkdocs.yml"
    settings = yaml.safe_load(path.read_text("utf-8"))
    for key in ("site_name", "site_description"):
        settings[key] = masked(settings[key], CYRILLIC)
    settings["nav"] = [
        {masked(name, CYRILLIC): page} for entry in settings["nav"] for name, page in entry.items()
    ]
    settings["theme"] = {"name": "broadsheet", "language": LANGUAGE}
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")


def write_catalogue(root: Path) -> None:
    """Give the site a catalogue that says every sentence in fullwidth letters."""
    catalog = read_po(io.BytesIO(words.CATALOGUE.read_bytes()), locale=LANGUAGE)
    for message in catalog:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = tuple(masked(text, FULLWIDTH, _MARKUP) for text in ids)
        message.string = forms if len(ids) > 1 else forms[0]
    folder = root / "content" / "words"
    folder.mkdir()
    with (folder / f"{LANGUAGE}.po").open("wb") as file:
        write_po(file, catalog)


def said(html: str) -> Iterator[str]:
    """Every text that a reader sees or hears of a page."""
    document = html5lib.parse(html, namespaceHTMLElements=False)
    yield from _said_by(document)


def _said_by(element: Any) -> Iterator[str]:
    name = element.tag if isinstance(element.tag, str) else ""
    if "math" in name.lower() or name in UNSAID or "id" in (element.get("class") or "").split():
        return
    for attribute in SPOKEN:
        if attribute == "title" and element.get("class") == "Z3988":
            continue
        yield element.get(attribute) or ""
    yield element.text or ""
    for child in element:
        yield from _said_by(child)
        yield child.tail or ""


def plain_words(text: str) -> list[str]:
    """The words of a text in plain letters that are neither names nor addresses."""
    found = []
    for token in text.split():
        if "://" in token or "@" in token or re.search(r"\w[./_=&]\w", token) or re.search(r"\d", token):
            continue
        found += [word for word in _WORD.findall(token) if word not in NAMES]
    return found
