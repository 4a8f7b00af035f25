"""The papers, ledger, notes, digests and pages of ``content/``, to and from the model.

Robots' files are JSON in a fixed key order, so that a fetch makes the smallest possible diff;
people's are Markdown with front matter, and nothing here ever writes them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from generator.errors import BroadsheetError, ContentError, WriteError
from generator.fields import Fields
from generator.fingerprint import Fingerprints
from generator.identity import Works, traits
from generator.ids import arxiv_id, arxiv_spelling, is_safe_id
from generator.kept import Kept, state_of
from generator.model import Drop, Introduction, Note, Paper, Period, Reading, Sighting, Version
from generator.standing import digest_of
from generator.tree import write_file
from generator.yamlfile import parse_yaml

_FENCE = "---\n"
_PAPERS = "papers/*/*.json"

# Of a paper's file: its state (None where it could change and leave that as it is), the digest of its
# bytes, and the paper: its fingerprint, and itself as it is written.
_Row = list[Any]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything below ``content/`` but its configuration."""

    papers: tuple[Paper, ...] = ()
    notes: dict[str, Note] = field(default_factory=dict)
    introductions: tuple[Introduction, ...] = ()
    readings: tuple[Reading, ...] = ()
    pages: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Added:
    """Where a paper was kept, its page's id, and what that did: ``new``, ``changed`` or ``same``."""

    page: str
    change: str


class Store:
    """The content of the site at ``root``. ``write`` is how a file is written: whole or not at all."""

    def __init__(self, root: Path, write: Callable[[Path, bytes, Path], object] = write_file) -> None:
        self._write_file = write
        self._works: Works | None = None
        self._root = root
        self._content = root / "content"
        self._scratch = root / ".cache" / "writing"

    # -- what robots write ---------------------------------------------------------------

    def page_of(self, paper: Paper) -> str | None:
        """The id of the page that has this work already, under whatever id; None where none has."""
        if (self._content / paper_path(paper.id)).exists():
            return paper.id
        return self._known_works().page_of(traits(paper))

    def add(self, paper: Paper, today: date) -> Added:
        """Keep what was read of a paper, on the page of its work, merged with what was known.

        ContentError where that page's file is broken, or a paper without sightings has none.
        """
        page = self.page_of(paper)
        if page is None and not paper.sightings:
            raise ContentError(f"{paper.id}: there is no such paper to add to; fetch it from a source first")
        if not is_safe_id(page or paper.id):
            raise ContentError(f"{page or paper.id!r}: no id for a file; this is the source's to mend")
        path = self._content / paper_path(page or paper.id)
        known = self._paper(path) if page else None
        merged = known.merged_with(paper, today) if known else paper
        if merged == known:
            return Added(merged.id, "same")
        self._write(path, _json(_paper_out(merged)))
        if self._works:
            self._works.add(traits(merged))
        return Added(merged.id, "changed" if known else "new")

    def paper(self, page: str) -> Paper:
        """The paper on a page that is there; ContentError where its file is broken."""
        return self._paper(self._content / paper_path(page))

    def undescribed(self) -> Iterator[str]:
        """Pages of preprints that arXiv has not described, the latest ids first."""
        for path in sorted(self._content.glob(_PAPERS), reverse=True):
            if arxiv_spelling(path.stem) and b'"described_by"' not in path.read_bytes():
                yield path.stem

    def _known_works(self) -> Works:
        # Built when the first paper comes that has no file under its own id: 3 s for 40,000 files.
        if self._works is None:
            # A broken file is told when it is needed, and by the check of all.
            self._works = Works(map(traits, self._each(_PAPERS, _paper_in, [])))
        return self._works

    def _write(self, path: Path, data: bytes) -> None:
        try:
            self._write_file(path, data, self._scratch)
        except OSError as error:
            raise WriteError(
                f"{self._place(path)}: cannot be written ({error.strerror}); "
                "make room or give leave to write, then run again: what was read before is kept"
            ) from error

    def reading(self, source: str, day: date) -> Reading | None:
        """What the ledger says of a source on a day, if anything."""
        return next((r for r in self._ledger_of(day) if r.source == source), None)

    def record(self, reading: Reading) -> None:
        """Enter a reading in its day's ledger, joined with the earlier one of the same source."""
        rows = {row.source: row for row in self._ledger_of(reading.day)}
        before = rows.get(reading.source)
        after = before.followed_by(reading) if before else reading
        rows[reading.source] = after
        out = {
            "day": reading.day.isoformat(),
            "sources": {name: _reading_out(rows[name]) for name in sorted(rows)},
        }
        self._write(self._ledger_path(reading.day), _json(out))

    def _ledger_path(self, day: date) -> Path:
        return self._content / "ledger" / f"{day.isoformat()}.json"

    def _ledger_of(self, day: date) -> tuple[Reading, ...]:
        path = self._ledger_path(day)
        return self._strict(_readings_in, path) if path.exists() else ()

    def _paper(self, path: Path) -> Paper:
        paper: Paper = self._strict(_paper_in, path)
        return paper

    def _strict(self, reader: Any, path: Path) -> Any:
        problems: list[str] = []
        value = reader(self._place(path), path, problems)
        if problems:
            raise ContentError(*problems)
        return value

    # -- all of it, for a build ------------------------------------------------------------

    def load(self, kept: Kept | None = None) -> Content:
        """Everything there is; ContentError with every problem in every file.

        Papers whose files are as they were are taken from what was ``kept``.
        """
        content, problems = self.survey(kept)
        if problems:
            raise ContentError(*problems)
        return content

    def survey(self, kept: Kept | None = None) -> tuple[Content, tuple[str, ...]]:
        """Everything that can be read, and every problem of the files that cannot."""
        problems: list[str] = []
        papers = self._unchanged_or_read(kept, problems) if kept else self._each(_PAPERS, _paper_in, problems)
        content = Content(
            papers=tuple(papers),
            notes={n.paper: n for n in self._each("notes/*.md", _note_in, problems)},
            introductions=tuple(self._each("digests/*.md", _introduction_in, problems)),
            readings=tuple(r for rs in self._each("ledger/*.json", _readings_in, problems) for r in rs),
            pages=dict(self._each("pages/*.md", _page_in, problems)),
        )
        return content, tuple(problems)

    def _each(self, pattern: str, reader: Any, problems: list[str]) -> Iterator[Any]:
        for path in sorted(self._content.glob(pattern)):
            before = len(problems)
            value = reader(self._place(path), path, problems)
            if len(problems) == before:
                yield value

    def _unchanged_or_read(self, kept: Kept, problems: list[str]) -> Iterator[Paper]:
        """The papers, in the order of their files."""
        settled = kept.settled()
        for folder, file in _paper_files(self._content / "papers"):
            row: _Row | None = kept.find(folder, file.name)
            state = state_of(file)
            if not row or row[0] != state:
                # The state is older than the bytes: what is written in between is found out.
                proof = state if max(state[1:]) < settled else None
                row = self._row(Path(file.path), proof, row, problems)
            if row:
                paper = _paper_again(row[3])
                kept.names.know(paper, row[2])
                kept.put(folder, file.name, row)
                yield paper
        kept.save()

    def _row(
        self, path: Path, state: list[int] | None, before: _Row | None, problems: list[str]
    ) -> _Row | None:
        """What is to be kept of a file that may have changed; None where it has problems."""
        data, errors = path.read_bytes(), len(problems)
        digest = digest_of(data)
        if before and before[1] == digest:
            return [state, *before[1:]]
        paper = _paper_of(self._place(path), path, data, problems)
        return (
            [state, digest, Fingerprints().name(paper), _paper_out(paper)]
            if len(problems) == errors
            else None
        )

    def _place(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


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


def _paper_files(papers: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The files that ``_PAPERS`` finds, in its order, with their folders' names; a quarter of its time."""
    folders = (folder for folder in _listed(papers) if folder.is_dir())
    return ((folder.name, f) for folder in folders for f in _listed(folder.path) if f.name.endswith(".json"))


def _listed(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as files:
            return sorted(files, key=attrgetter("name"))
    except (FileNotFoundError, NotADirectoryError, PermissionError):  # as a glob does
        return []


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _text(place: str, path: Path, problems: list[str]) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        problems.append(f"{place}: is not UTF-8 text; save it as UTF-8")
        return ""


def _parsed(place: str, data: bytes, problems: list[str]) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        problems.append(f"{place}: is not JSON; restore it from Git, or delete it and fetch again")
        return None


# -- papers ----------------------------------------------------------------------------------


def _paper_out(paper: Paper) -> dict[str, object]:
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


def _paper_in(place: str, path: Path, problems: list[str]) -> Paper:
    return _paper_of(place, path, path.read_bytes(), problems)


def _paper_of(place: str, path: Path, data: bytes, problems: list[str]) -> Paper:
    before = len(problems)
    raw = _parsed(place, data, problems)
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


def _paper_again(out: Mapping[str, Any]) -> Paper:
    """The paper of which ``_paper_out`` made this, unchecked."""
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


# -- the ledger --------------------------------------------------------------------------------


def _reading_out(reading: Reading) -> dict[str, object]:
    values: dict[str, object] = {
        "read": reading.read.isoformat() if reading.read else None,
        "asked": reading.asked.isoformat() if reading.asked else None,
        "failed": reading.failed or None,
        "cap": reading.cap or None,
        "fetched": reading.fetched,
        "kept": reading.kept,
        "dropped": [{"item": d.item, "title": d.title, "reason": d.reason} for d in reading.dropped],
    }
    return {key: value for key, value in values.items() if value is not None}


def _readings_in(place: str, path: Path, problems: list[str]) -> tuple[Reading, ...]:
    before = len(problems)
    raw = _parsed(place, path.read_bytes(), problems)
    file = Fields(place, {} if len(problems) > before else raw, problems)
    if len(problems) > before:
        return ()
    day = file.day("day", required=True) or date.min
    if path.stem != day.isoformat():
        file.wrong(f"must be the day in the file's name, not {day.isoformat()}", "day")
    sources = file.inside("sources")
    readings = tuple(_reading_in(name, day, sources.inside(name)) for name in sources.names())
    file.close()
    return readings


def _reading_in(source: str, day: date, item: Fields) -> Reading:
    reading = Reading(
        source=source,
        day=day,
        read=item.day("read"),
        asked=item.day("asked"),
        cap=item.text("cap"),
        kept=item.texts("kept"),
        dropped=tuple(_drop_in(drop) for drop in item.each("dropped")),
        failed=item.text("failed"),
    )
    fetched = item.count("fetched")
    if fetched != reading.fetched:
        item.wrong(f"must be kept + dropped, {reading.fetched}, not {fetched}", "fetched")
    item.close()
    return reading


def _drop_in(item: Fields) -> Drop:
    drop = Drop(item.text("item"), item.text("title"), item.text("reason", required=True))
    item.close()
    return drop


# -- what people write -----------------------------------------------------------------------


def _front_matter(place: str, path: Path, problems: list[str]) -> tuple[Fields, str]:
    """The keys between two lines of ``---`` at the head of a file, and the words below them."""
    text = _text(place, path, problems).removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.startswith(_FENCE):
        return Fields(place, {}, problems), text.strip()
    head, closed, words = text[len(_FENCE) :].partition(f"\n{_FENCE}")
    if not closed:
        if text.rstrip().endswith("\n---"):  # front matter alone, without a last line break
            head, words = text[len(_FENCE) :].rstrip().removesuffix("\n---"), ""
        else:
            problems.append(f"{place}: the front matter has no end; close it with a line '---'")
            return Fields(place, {}, problems), ""
    try:
        return Fields(place, parse_yaml(place, head), problems), words.strip()
    except BroadsheetError as error:
        problems.extend(error.problems)
        return Fields(place, {}, problems), ""


def _note_in(place: str, path: Path, problems: list[str]) -> Note:
    head, words = _front_matter(place, path, problems)
    hide = head.either("hide")
    if not isinstance(hide, (str, bool, type(None))):
        head.wrong("must be true, or the reason as text", "hide")
    note = Note(
        paper=path.stem,
        takeaway=head.text("takeaway"),
        topics=head.texts("topics") or None,
        pin=head.flag("pin"),
        hide=hide if isinstance(hide, str) else "no reason given" if hide else "",
        words=words,
    )
    head.close()
    return note


def _introduction_in(place: str, path: Path, problems: list[str]) -> Introduction:
    head, words = _front_matter(place, path, problems)
    try:
        Period.parse(path.stem)
    except ValueError:
        problems.append(f"{place}: the name must be a day, week or month: 2026-05-18, 2026-W21 or 2026-05")
    introduction = Introduction(path.stem, head.text("title"), words)
    head.close()
    return introduction


def _page_in(place: str, path: Path, problems: list[str]) -> tuple[str, str]:
    if not is_safe_id(path.stem):
        problems.append(f"{place}: the name must be letters, digits and hyphens")
    return path.stem, _text(place, path, problems)
