"""Making pages: kept where nothing changed, else a shell filled with the HTML of its Markdown."""

from __future__ import annotations

import os
import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

from generator.accelerate.bodies import Converter, Head, parse_head
from generator.accelerate.memory import Known, Memory, packed
from generator.accelerate.report import loads_bundle
from generator.accelerate.shell import Shell, Unfit
from generator.workers import made

_FENCE = b"\n---\n"
_KEY = re.compile(rb"^([a-z_]+):( .*)?$", re.MULTILINE)
# A shell, a hash of it, and the addresses it links to.
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
    """What became of a page. ``group`` is None where it must be left to MkDocs.

    ``file`` is the file in the site, ``fresh`` that it was written now, ``body`` the key of its HTML,
    and ``html`` that HTML, packed, where it was not remembered. ``trouble``: why its group is unfit.
    """

    path: str
    group: str | None = None
    url: str = ""
    file: Known | None = None
    fresh: bool = False
    body: bytes = b""
    html: bytes | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """The folder that is being filled, the site that stands, and what is remembered of its files."""

    site: Path
    standing: Path | None
    known: Mapping[str, Known]

    def unchanged(self, path: str, key: bytes) -> Known | None:
        """The file at ``path`` if it stands as it was written and would be made from the same."""
        known = self.known.get(path)
        if self.standing is None or known is None or known.key != key:
            return None
        try:
            found = (self.standing / path).stat()
        except OSError:
            return None
        return known if (found.st_size, found.st_mtime_ns) == (known.size, known.changed) else None

    def put(self, path: str, key: bytes, data: bytes) -> tuple[Known, bool]:
        """Write a file unless it stands already; False if it did."""
        loads = loads_bundle(data)
        if self.standing is not None:
            standing = self.standing / path
            try:
                found = standing.stat()
                if found.st_size == len(data) and standing.read_bytes() == data:
                    return Known(key, found.st_size, found.st_mtime_ns, loads), False
            except OSError:
                pass
        with self._opened(f"{self.site}/{path}") as file:
            file.write(data)
            file.flush()
            found = os.fstat(file.fileno())
        return Known(key, found.st_size, found.st_mtime_ns, loads), True

    def _opened(self, target: str) -> BinaryIO:
        try:
            return open(target, "wb")  # noqa: PTH123 (40,000 times)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
            return open(target, "wb")  # noqa: PTH123

    def link(self, path: str, source: str) -> bool | None:
        """Give the site the file ``source`` itself, which costs no reading: False if it has it already.

        None where the file system knows no such links.
        """
        if self.standing is not None and _same_file(f"{self.standing}/{path}", source):
            return False
        target = f"{self.site}/{path}"
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120 (40,000 times)
            os.link(source, target)
        except OSError:
            return None
        return True


def _same_file(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)  # noqa: PTH121 (40,000 times)
    except OSError:
        return False


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
        shell: Callable[[Job, Head], Shell],
        proof: Callable[[Job], str],
        more: Callable[[Job], Mapping[str, Any]],
    ) -> None:
        self._places, self._memory, self._edition = places, memory, edition
        self._converter = cache(converter)
        self._shell, self._proof, self._more = shell, proof, more
        self._shells: dict[str, _Prepared | str] = {}
        self._proven: set[str] = set()

    def make_all(self, jobs: Sequence[Job], processors: int | None) -> Iterator[Made]:
        """Make pages, in the order of ``jobs``; ``processors`` is 1 where no process may be forked."""
        makes = [partial(self._sent, job) for job in jobs]
        yield from (pickle.loads(data) for data in made(makes, processors))

    def _sent(self, job: Job) -> bytes:
        return pickle.dumps(self.make(job))

    def make(self, job: Job) -> Made:
        """Make one page, or say that it is left to MkDocs."""
        data = Path(job.source).read_bytes()
        if kept := self._kept(job, data):
            return kept
        parsed = _parsed(data)
        if parsed is None:
            return Made(job.path)
        head, words = parsed
        keys = [(name, isinstance(value, str)) for name, value in head.items()]
        group = _group(job, str(head.get("kind", "")), keys)
        prepared = self._prepared(group, job, head)
        if isinstance(prepared, str):
            return Made(job.path, group, job.url, trouble=prepared)
        shell, number, addresses = prepared
        if any(address.startswith(job.url) for address in addresses):
            return Made(job.path)
        body = _hash(self._edition, words.encode())
        key = _hash(number, job.url.encode(), data)
        if known := self._places.unchanged(job.path, key):  # the first of its kind
            return Made(job.path, group, job.url, known, body=body)
        return self._made(job, group, shell, key, body, head, words)

    def _kept(self, job: Job, data: bytes) -> Made | None:
        """The page as it stands, if it does, without a look at more of it than its keys."""
        end = data.find(_FENCE, 3)
        if job.path not in self._places.known or end < 0:
            return None
        named = _KEY.findall(data, 0, end + 1)
        kind = b"".join(value for name, value in named if name == b"kind").strip(b' "')
        group = _group(job, kind.decode("ascii", "replace"), [(n.decode(), bool(v)) for n, v in named])
        prepared = self._shells.get(group)
        if prepared is None or isinstance(prepared, str):
            return None
        known = self._places.unchanged(job.path, _hash(prepared[1], job.url.encode(), data))
        body = _hash(self._edition, data[end + len(_FENCE) :].lstrip(b"\n"))
        return Made(job.path, group, job.url, known, body=body) if known else None

    def _made(
        self, job: Job, group: str, shell: Shell, key: bytes, body: bytes, head: Head, words: str
    ) -> Made:
        remembered = self._memory.body(body)
        html = self._html(words) if remembered is None else remembered
        if html is None:
            return Made(job.path)
        meta = {f"meta.{name}": value for name, value in head.items()}
        page = shell.fill({**meta, **self._more(job), "title": head["title"], "content": html})
        if group not in self._proven:
            self._proven.add(group)
            if page != self._proof(job):
                trouble = self._shells[group] = "MkDocs makes another page than was put together here"
                return Made(job.path, group, job.url, trouble=trouble)
        known, fresh = self._places.put(job.path, key, page.encode())
        packing = packed(html) if remembered is None else None
        return Made(job.path, group, job.url, known, fresh, body, packing)

    def _prepared(self, group: str, job: Job, head: Head) -> _Prepared | str:
        if group not in self._shells:
            try:
                shell = self._shell(job, head)
                number = _hash(self._edition, shell.text.encode())
                self._shells[group] = shell, number, [_norm(address) for address in shell.addresses]
            except Unfit as unfit:
                self._shells[group] = f"the template {unfit}"
        return self._shells[group]

    def _html(self, words: str) -> str | None:
        return self._converter().html(words)


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
    return parsed


def _group(job: Job, kind: str, keys: Sequence[tuple[str, bool]]) -> str:
    """The name of pages with one shell: in one folder, of one kind, with the same texts and lists."""
    return f"{job.folder}/ {kind} {sorted(keys)}"


def _norm(address: str) -> str:
    return os.path.normpath(address) + "/"


def _hash(*pieces: bytes) -> bytes:
    whole = blake2b(digest_size=16)
    for piece in pieces:
        whole.update(len(piece).to_bytes(8, "big"))
        whole.update(piece)
    return whole.digest()


def edition(facts: Iterable[str]) -> bytes:
    """A hash of everything beside the pages that decides what they become."""
    return _hash(*(fact.encode() for fact in facts))


def file_key(data: bytes) -> bytes:
    """What stands for a file that is copied as it is."""
    return _hash(data)
