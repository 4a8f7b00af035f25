"""Papers as JSON files, in a fixed order of keys."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from broadsheet.model.ids import arxiv_id, is_safe_id
from broadsheet.model.paper import Paper, Sighting, Version
from broadsheet.settings.fields import Fields
from broadsheet.store.files import parse_json


def paper_path(paper_id: str) -> str:
    """Where a paper's file lives below ``content/``: a function of its id alone.

    Preprints are together by the month of their arXiv id, other works by a part of a hash.
    """
    if arxiv_id(paper_id):
        shelf = paper_id[:4]
    else:
        head, _, number = paper_id.rpartition("-")
        old = arxiv_id(f"{head}/{number}")
        shelf = number[:4] if old else hashlib.sha256(paper_id.encode()).hexdigest()[:2]
    return f"papers/{shelf}/{paper_id}.json"


def paper_to_json(paper: Paper) -> dict[str, object]:
    """Return a paper as its file has it, without what is not known."""
    values: dict[str, object] = {
        "id": paper.id,
        "title": paper.title,
        "authors": paper.authors,
        "organisation": paper.organisation,
        "published": paper.published.isoformat() if paper.published else None,
        "abstract": paper.abstract,
        "categories": paper.categories,
        "keywords": paper.keywords,
        "doi": paper.doi,
        "journal": paper.journal,
        "comment": paper.comment,
        "versions": [_version_out(version) for version in paper.versions],
        "withdrawn": paper.withdrawn,
        "citations": paper.citations,
        "tldr": paper.tldr,
        "code": paper.code,
        "stars": paper.stars,
        "project": paper.project,
        "discussion": paper.discussion,
        "media": paper.media,
        "ai_summary": paper.ai_summary,
        "also": paper.also,
        "described_by": paper.described_by,
        "formerly": paper.formerly,
        "sightings": [_sighting_out(s) for s in paper.sightings],
    }
    return {key: value for key, value in values.items() if value not in (None, "", (), [])}


def _version_out(version: Version) -> dict[str, object]:
    return {"number": version.number, **({"day": version.day.isoformat()} if version.day else {})}


def _sighting_out(sighting: Sighting) -> dict[str, object]:
    values: dict[str, object] = {
        "source": sighting.source,
        "day": sighting.day.isoformat(),
        "url": sighting.url or None,
        "votes": sighting.votes,
        "comments": sighting.comments,
    }
    return {key: value for key, value in values.items() if value is not None}


def read_paper(place: str, path: Path, problems: list[str]) -> Paper:
    """Return the paper in a file; its problems are noted."""
    return parse_paper(place, path, path.read_bytes(), problems)


def parse_paper(place: str, path: Path, data: bytes, problems: list[str]) -> Paper:
    """Return the paper in the bytes of a file; its problems are noted."""
    before = len(problems)
    raw = parse_json(place, data, problems)
    file = Fields(place, {} if len(problems) > before else raw, problems)
    if len(problems) > before:
        return Paper(id="", title="")
    paper = Paper(
        id=file.text("id", required=True),
        also=file.texts("also"),
        described_by=file.text("described_by"),
        formerly=file.texts("formerly"),
        title=file.text("title", required=True),
        authors=file.texts("authors"),
        organisation=file.text("organisation"),
        published=file.day("published"),
        abstract=file.text("abstract"),
        categories=file.texts("categories"),
        keywords=file.texts("keywords"),
        doi=file.text("doi"),
        journal=file.text("journal"),
        comment=file.text("comment"),
        versions=tuple(_version_in(item) for item in file.each("versions")),
        withdrawn=file.text("withdrawn"),
        citations=file.count("citations"),
        tldr=file.text("tldr"),
        code=file.address("code"),
        stars=file.count("stars"),
        project=file.address("project"),
        discussion=file.address("discussion"),
        media=file.addresses("media"),
        ai_summary=file.text("ai_summary"),
        sightings=tuple(_sighting_in(item) for item in file.each("sightings", required=True)),
    )
    file.close()
    _check_paper(file, paper, path)
    return paper


def paper_from_json(out: Mapping[str, Any]) -> Paper:
    """The paper of which ``paper_to_json`` made this, unchecked."""
    values: dict[str, Any] = {key: tuple(v) if type(v) is list else v for key, v in out.items()}
    if "published" in out:
        values["published"] = date.fromisoformat(out["published"])
    values["versions"] = tuple([Version(**_dated(version)) for version in out.get("versions", ())])
    values["sightings"] = tuple([Sighting(**_dated(sighting)) for sighting in out["sightings"]])
    return Paper(**values)


def _dated(out: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**out, "day": date.fromisoformat(out["day"])} if "day" in out else out


def _version_in(item: Fields) -> Version:
    version = Version(number=item.count("number") or 0, day=item.day("day"))
    if version.number < 1:
        item.wrong("must be a whole number from 1", "number")
    item.close()
    return version


def _sighting_in(item: Fields) -> Sighting:
    sighting = Sighting(
        source=item.text("source", required=True),
        day=item.day("day", required=True) or date.min,
        url=item.address("url"),
        votes=item.count("votes"),
        comments=item.count("comments"),
    )
    item.close()
    return sighting


def _check_paper(file: Fields, paper: Paper, path: Path) -> None:
    if not paper.id:
        return
    if not is_safe_id(paper.id):
        file.wrong("must be letters, digits, '.', '-' and '_'", "id")
    elif not path.as_posix().endswith(paper_path(paper.id)):
        file.wrong(f"{paper.id!r} belongs in content/{paper_path(paper.id)}; move the file", "id")
    if any(not is_safe_id(other) or other == paper.id for other in paper.also):
        file.wrong("must be other ids, of letters, digits, '.', '-' and '_'", "also")
    if [v.number for v in paper.versions] != sorted({v.number for v in paper.versions}):
        file.wrong("must be by number, each once", "versions")
    order = [(s.day, s.source) for s in paper.sightings]
    if order != sorted(set(order)):
        file.wrong("must be by day, each source once a day", "sightings")
