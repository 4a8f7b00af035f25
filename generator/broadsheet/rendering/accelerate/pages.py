"""Making pages: kept where nothing changed, else a shell filled with the HTML of its Markdown."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from hashlib import blake2b
from typing import Any, BinaryIO

from broadsheet.cache.manifest import TICK
from broadsheet.disk.parallel import map_parallel
from broadsheet.rendering.accelerate.bodies import Converter, Head, filled, parse_head
from broadsheet.rendering.accelerate.memory import Known, Memory, packed
from broadsheet.rendering.accelerate.report import loads_bundle
from broadsheet.rendering.accelerate.shell import Shell, Unfit

_FEW = 1000  # pages are made sooner than processes that share all that MkDocs holds
_TEXTS = 500  # reduced texts of which the HTML is held; most pages share a few
# A shell, its number, which is a hash of it, and the addresses it links to.
_Prepared = tuple[Shell, bytes, list[str]]


@dataclass(frozen=True, slots=True)
class Job:
    """A page to be made: its Markdown file, its address and its file in the site."""

    source: str
    url: str
    path: str

    @property
    def folder(self) -> str:
        """The address without its last part, which with the kind decides what the shell is."""
        return self.url.rstrip("/").rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a page. ``kind``, by which it has its shell, is empty where it is left to MkDocs.

    ``file`` is the file in the site, ``fresh`` that it was written now, and ``html`` the HTML of its
    body, packed, where that was not remembered. ``trouble``: why its kind is unfit.
    """

    path: str
    kind: str = ""
    url: str = ""
    file: Known | None = None
    fresh: bool = False
    html: bytes | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown file as it was read, its time of change in ns."""

    data: bytes
    changed: int


@dataclass(frozen=True, slots=True)
class Places:
    """The folder that is being filled, the site that stands, and what is remembered of its pages.

    ``now`` is the time, by the clock of the file system, in ns, before anything was read.
    """

    site: str
    standing: str | None
    known: Mapping[str, Known]
    now: int = 0

    def untouched(self, job: Job) -> Known | None:
        """The page as it is remembered if neither it nor its Markdown file was touched since."""
        known = self.known.get(job.path)
        if known is None or self.standing is None:
            return None
        try:
            source, page = os.stat(job.source), os.stat(f"{self.standing}/{job.path}")  # noqa: PTH116
        except OSError:
            return None
        seen = (source.st_size, source.st_mtime_ns, page.st_size, page.st_mtime_ns)
        return known if seen == (known.source_size, known.source_changed, known.size, known.changed) else None

    def unchanged(self, path: str, key: bytes, source: Source) -> Known | None:
        """The page at ``path`` if it stands as it was written and would be made from the same."""
        known = self.known.get(path)
        if self.standing is None or known is None or known.key != key:
            return None
        try:
            found = os.stat(f"{self.standing}/{path}")  # noqa: PTH116 (40,000 times, as all of this)
        except OSError:
            return None
        if (found.st_size, found.st_mtime_ns) != (known.size, known.changed):
            return None
        return replace(known, source_changed=self._settled(source))

    def put(
        self, path: str, made_of: tuple[bytes, bytes, bytes], source: Source, page: bytes
    ) -> tuple[Known, bool]:
        """Write a page unless it stands already; False if it did. ``made_of`` are the hashes of ``Known``."""
        found = self._standing(path, page)
        fresh = found is None
        if found is None:
            found = _written(f"{self.site}/{path}", page)
        read_at = len(source.data), self._settled(source)
        known = Known(*made_of, *read_at, found.st_size, found.st_mtime_ns, loads_bundle(page))
        return known, fresh

    def _standing(self, path: str, page: bytes) -> os.stat_result | None:
        if self.standing is None:
            return None
        target = f"{self.standing}/{path}"
        try:
            found = os.stat(target)  # noqa: PTH116
            return found if found.st_size == len(page) and read(target).data == page else None
        except OSError:
            return None

    def _settled(self, source: Source) -> int:
        return source.changed if source.changed + TICK < self.now else 0


def read(path: str) -> Source:
    """The file at ``path``; OSError where it cannot be read."""
    with open(path, "rb", 0) as file:  # noqa: PTH123
        state = os.fstat(file.fileno())
        return Source(file.read(), state.st_mtime_ns)


def _written(path: str, data: bytes) -> os.stat_result:
    with _opened(path) as file:
        file.write(data)
        file.flush()
        return os.fstat(file.fileno())


def _opened(path: str) -> BinaryIO:
    try:
        return open(path, "wb")  # noqa: PTH123
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        return open(path, "wb")  # noqa: PTH123


class PageMaker:
    """Makes the pages of one build.

    ``shell`` gives the shell for a folder and a front matter, or raises ``Unfit``; ``proof`` is a page
    as MkDocs itself makes it; ``more`` gives what fills the holes beside the front matter.
    """

    def __init__(
        self,
        places: Places,
        memory: Memory,
        converter: Callable[[], Converter],
        edition: bytes,
        shell: Callable[[str, Head], Shell],
        proof: Callable[[Job], str],
        more: Callable[[Job], Mapping[str, Any]],
    ) -> None:
        self._places, self._memory, self._edition = places, memory, edition
        self._converter = cache(converter)
        self._shell, self._proof, self._more = shell, proof, more
        self._shells: dict[str, _Prepared | str] = {}
        self._proven: dict[bytes, str] = {}  # shells that gave a page as MkDocs makes it, and their kinds
        self._body = lru_cache(_TEXTS)(self._converted)
        self._told: set[bytes] = set()  # bodies that need not be remembered again

    def make_all(self, jobs: Sequence[Job], processors: int | None) -> Iterator[Made]:
        """Make pages, in no particular order; ``processors`` is 1 where no process may be forked.

        What was touched by nobody is not even read.
        """
        self._proven = dict(self._still_good(self._memory.shells() if self._places.known else {}))
        rest = []
        for job in jobs:
            known = self._places.untouched(job)
            if known and known.shell in self._proven:
                yield Made(job.path, self._proven[known.shell], job.url, known)
            else:
                rest.append(job)
        # One of each folder here, so that other processes find its shell ready and proven.
        first = _smallest_of_each_folder(rest)
        yield from map(self.make, first)
        self._memory.let_go()
        makes = [partial(self._sent, job) for job in rest if job not in first]
        if len(makes) < _FEW:
            processors = 1
        yield from (pickle.loads(data) for data in map_parallel(makes, processors))

    def _still_good(self, shells: Mapping[bytes, str]) -> Iterator[tuple[bytes, str]]:
        """Those of the remembered shells that would be the same today."""
        for number, kind in shells.items():
            try:
                prepared = self._prepared(kind)
            except (ValueError, TypeError, AttributeError):  # no kind was ever called that
                continue
            if not isinstance(prepared, str) and prepared[1] == number:
                yield number, kind

    def _sent(self, job: Job) -> bytes:
        return pickle.dumps(self.make(job))

    def make(self, job: Job) -> Made:
        """Make one page, or say that it is left to MkDocs."""
        source = read(job.source)
        if kept := self._kept(job, source):
            return kept
        parsed = _parsed(source.data)
        if parsed is None:
            return Made(job.path)
        head, words = parsed
        kind = _kind(job.folder, tuple((name, _example(name, value)) for name, value in head.items()))
        prepared = self._prepared(kind)
        if isinstance(prepared, str):
            return Made(job.path, kind, job.url, trouble=prepared)
        shell, number, addresses = prepared
        if any(address.startswith(job.url) for address in addresses):
            return Made(job.path)
        return self._filled(job, kind, shell, number, source, head, words)

    def _kept(self, job: Job, source: Source) -> Made | None:
        """The page as it stands, if it was made from these very bytes."""
        known = self._places.known.get(job.path)
        if known is None or known.shell not in self._proven:
            return None
        key = _key(known.shell, job, source)
        found = self._places.unchanged(job.path, key, source)
        return Made(job.path, self._proven[known.shell], job.url, found) if found else None

    def _filled(
        self, job: Job, kind: str, shell: Shell, number: bytes, source: Source, head: Head, words: str
    ) -> Made:
        text, blocks = self._converter().reduced(words)
        body, html, packing = self._body(text)
        if html is None:
            return Made(job.path)
        meta = {f"meta.{name}": value for name, value in head.items()}
        content = filled(html, blocks)
        page = shell.fill({**meta, **self._more(job), "title": head["title"], "content": content})
        if number not in self._proven:
            if page != self._proof(job):
                trouble = self._shells[kind] = "MkDocs makes another page than was put together here"
                return Made(job.path, kind, job.url, trouble=trouble)
            self._proven[number] = kind
        made_of = _key(number, job, source), number, body
        known, fresh = self._places.put(job.path, made_of, source, page.encode())
        if body in self._told:
            packing = None
        self._told.add(body)
        return Made(job.path, kind, job.url, known, fresh, packing)

    def _converted(self, text: str) -> tuple[bytes, str | None, bytes | None]:
        """The name of a reduced text, its HTML, and that packed where it was not remembered."""
        name = _hash(self._edition, text.encode())
        html = self._memory.body(name)
        if html is not None:
            return name, html, None
        html = self._converter().converted(text)
        return name, html, packed(html) if html is not None else None

    def _prepared(self, kind: str) -> _Prepared | str:
        """The shell of pages of a ``kind``, or why there is none."""
        if kind not in self._shells:
            folder, head = json.loads(kind)
            try:
                shell = self._shell(folder, head)
            except Unfit as unfit:
                self._shells[kind] = f"the template {unfit}"
            else:
                addresses = sorted({_norm(address) for address in shell.addresses})
                told = (kind, shell.text, *addresses)
                self._shells[kind] = shell, _hash(self._edition, *map(str.encode, told)), addresses
        return self._shells[kind]


def _smallest_of_each_folder(jobs: Sequence[Job]) -> set[Job]:
    sizes = {job: os.stat(job.source).st_size for job in jobs}  # noqa: PTH116
    smallest: dict[str, Job] = {}
    for job, size in sizes.items():
        other = smallest.setdefault(job.folder, job)
        if size < sizes[other]:
            smallest[job.folder] = job
    return {*smallest.values()}


def _parsed(data: bytes) -> tuple[Head, str] | None:
    """Front matter and words of a page that can be put together; None for any other."""
    if b"\r" in data:
        return None  # MkDocs makes line feeds of them
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    parsed = parse_head(text)
    if parsed is None or not parsed[0].get("title") or "template" in parsed[0]:
        return None
    return parsed if isinstance(parsed[0].get("kind", ""), str) else None


@lru_cache
def _kind(folder: str, shape: tuple[tuple[str, object], ...]) -> str:
    """The name of pages with one shell: in one folder, of one kind, with the same texts and lists.

    It is all that the shell is made from: the folder, and front matter of which only ``kind`` is real.
    """
    return json.dumps([folder, dict(shape)])


def _example(name: str, value: str | tuple[tuple[str, str], ...]) -> object:
    if name == "kind" or not value:
        return value
    return "text" if isinstance(value, str) else (("text", "text"),)


def _norm(address: str) -> str:
    return os.path.normpath(address) + "/"


def _key(number: bytes, job: Job, source: Source) -> bytes:
    return _hash(number, job.url.encode(), source.data)


def _hash(*pieces: bytes) -> bytes:
    whole = blake2b(digest_size=16)
    for piece in pieces:
        whole.update(len(piece).to_bytes(8, "big"))
        whole.update(piece)
    return whole.digest()


def engine_version(facts: Iterable[str]) -> bytes:
    """A hash of everything beside the pages that decides what they become."""
    return _hash(*(fact.encode() for fact in facts))
