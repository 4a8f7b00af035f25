"""Making pages: kept where nothing changed, else a shell filled with the HTML of its Markdown."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any, BinaryIO

from broadsheet.cache.digests import digest_of_pieces
from broadsheet.cache.file_state import FileState, output_state
from broadsheet.disk.parallel import map_parallel
from broadsheet.rendering.accelerate.bodies import Converter
from broadsheet.rendering.accelerate.front_matter import FrontMatter, parse_front_matter
from broadsheet.rendering.accelerate.holes import Unfit
from broadsheet.rendering.accelerate.html_blocks import insert_blocks
from broadsheet.rendering.accelerate.rendered_pages import RenderedPage, RenderedPages
from broadsheet.rendering.accelerate.report import loads_bundle
from broadsheet.rendering.accelerate.shell import Shell

_FEW = 1000  # pages are made sooner than processes that share all that MkDocs holds
_TEXTS = 500  # reduced texts of which the HTML is held; most pages share a few
# A shell, its number, which is a digest of it, and the addresses it links to.
_Prepared = tuple[Shell, str, list[str]]


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
    body where that was not cached. ``trouble``: why its kind is unfit.
    """

    path: str
    kind: str = ""
    url: str = ""
    file: RenderedPage | None = None
    fresh: bool = False
    html: str | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Markdown file as it was read, and its state before that."""

    data: bytes
    state: FileState


@dataclass(frozen=True, slots=True)
class Places:
    """The folder that is being filled, the site that stands, and what is remembered of its pages.

    ``safe_mtime``, in ns, is from before anything was read; see ``broadsheet.cache.file_state``.
    """

    site: str
    standing: str | None
    known: Mapping[str, RenderedPage]
    safe_mtime: int = 0

    def untouched(self, job: Job) -> RenderedPage | None:
        """Return the page as it is cached if neither it nor its Markdown file was touched since."""
        known = self.known.get(job.path)
        if known is None or self.standing is None:
            return None
        try:
            source = output_state(os.stat(job.source))  # noqa: PTH116
            page = output_state(os.stat(f"{self.standing}/{job.path}"))  # noqa: PTH116
        except OSError:
            return None
        if source != known.source or page != known.page:
            return None
        return known

    def unchanged(self, path: str, key: str, source: Source) -> RenderedPage | None:
        """Return the page at ``path`` if it stands as it was written and would be made from the same."""
        known = self.known.get(path)
        if self.standing is None or known is None or known.key != key:
            return None
        try:
            page = output_state(os.stat(f"{self.standing}/{path}"))  # noqa: PTH116 (40,000 times, as all of this)
        except OSError:
            return None
        if page != known.page:
            return None
        return known._replace(source=self._safe_state(source))

    def put(
        self, path: str, made_of: tuple[str, str, str], source: Source, page: bytes
    ) -> tuple[RenderedPage, bool]:
        """Write a page unless it stands already; False if it did.

        ``made_of`` are the three digests of ``RenderedPage``.
        """
        found = self._standing(path, page)
        fresh = found is None
        if found is None:
            found = _written(f"{self.site}/{path}", page)
        source_state = self._safe_state(source)
        known = RenderedPage(*made_of, source_state, output_state(found), loads_bundle(page))
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

    def _safe_state(self, source: Source) -> FileState | None:
        return source.state if source.state.is_safe(self.safe_mtime) else None


def read(path: str) -> Source:
    """Read the file at ``path``; OSError where it cannot be read."""
    with open(path, "rb", 0) as file:  # noqa: PTH123
        state = output_state(os.fstat(file.fileno()))
        return Source(file.read(), state)


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
        rendered: RenderedPages,
        converter: Callable[[], Converter],
        edition: str,
        shell: Callable[[str, FrontMatter], Shell],
        proof: Callable[[Job], str],
        more: Callable[[Job], Mapping[str, Any]],
    ) -> None:
        self._places, self._rendered, self._edition = places, rendered, edition.encode()
        self._converter = cache(converter)
        self._shell, self._proof, self._more = shell, proof, more
        self._shells: dict[str, _Prepared | str] = {}
        self._proven: dict[str, str] = {}  # shells that gave a page as MkDocs makes it, and their kinds
        self._body = lru_cache(_TEXTS)(self._converted)
        self._told: set[str] = set()  # bodies that need not be cached again

    def make_all(self, jobs: Sequence[Job], processors: int | None) -> Iterator[Made]:
        """Make pages, in no particular order; ``processors`` is 1 where no process may be forked.

        What was touched by nobody is not even read.
        """
        self._proven = dict(self._still_good(self._rendered.shells() if self._places.known else {}))
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
        makes = [partial(self._sent, job) for job in rest if job not in first]
        if len(makes) < _FEW:
            processors = 1
        yield from (pickle.loads(data) for data in map_parallel(makes, processors))

    def _still_good(self, shells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Yield those of the cached shells that would be the same today."""
        for number, kind in shells.items():
            prepared = self._prepared(kind)
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
        """Return the page as it stands, if it was made from these very bytes."""
        known = self._places.known.get(job.path)
        if known is None or known.shell not in self._proven:
            return None
        key = _key(known.shell, job, source)
        found = self._places.unchanged(job.path, key, source)
        return Made(job.path, self._proven[known.shell], job.url, found) if found else None

    def _filled(
        self, job: Job, kind: str, shell: Shell, number: str, source: Source, head: FrontMatter, words: str
    ) -> Made:
        text, blocks = self._converter().reduce(words)
        body, html, new_html = self._body(text)
        if html is None:
            return Made(job.path)
        meta = {f"meta.{name}": value for name, value in head.items()}
        content = insert_blocks(html, blocks)
        page = shell.fill({**meta, **self._more(job), "title": head["title"], "content": content})
        if number not in self._proven:
            if page != self._proof(job):
                trouble = self._shells[kind] = "MkDocs makes another page than was put together here"
                return Made(job.path, kind, job.url, trouble=trouble)
            self._proven[number] = kind
        made_of = _key(number, job, source), number, body
        known, fresh = self._places.put(job.path, made_of, source, page.encode())
        if body in self._told:
            new_html = None
        self._told.add(body)
        return Made(job.path, kind, job.url, known, fresh, new_html)

    def _converted(self, text: str) -> tuple[str, str | None, str | None]:
        """Return the key of a reduced text, its HTML, and that once more where it was not cached."""
        key = digest_of_pieces(self._edition, text.encode())
        html = self._rendered.body(key)
        if html is not None:
            return key, html, None
        html = self._converter().convert_reduced(text)
        return key, html, html

    def _prepared(self, kind: str) -> _Prepared | str:
        """Return the shell of pages of a ``kind``, or why there is none."""
        if kind not in self._shells:
            folder, head = json.loads(kind)
            try:
                shell = self._shell(folder, head)
            except Unfit as unfit:
                self._shells[kind] = f"the template {unfit}"
            else:
                addresses = sorted({_norm(address) for address in shell.addresses})
                told = (kind, shell.text, *addresses)
                number = digest_of_pieces(self._edition, *map(str.encode, told))
                self._shells[kind] = shell, number, addresses
        return self._shells[kind]


def _smallest_of_each_folder(jobs: Sequence[Job]) -> set[Job]:
    sizes = {job: os.stat(job.source).st_size for job in jobs}  # noqa: PTH116
    smallest: dict[str, Job] = {}
    for job, size in sizes.items():
        other = smallest.setdefault(job.folder, job)
        if size < sizes[other]:
            smallest[job.folder] = job
    return {*smallest.values()}


def _parsed(data: bytes) -> tuple[FrontMatter, str] | None:
    """Return front matter and words of a page that can be put together; None for any other."""
    if b"\r" in data:
        return None  # MkDocs makes line feeds of them
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    parsed = parse_front_matter(text)
    if parsed is None or not parsed[0].get("title") or "template" in parsed[0]:
        return None
    return parsed if isinstance(parsed[0].get("kind", ""), str) else None


@lru_cache
def _kind(folder: str, shape: tuple[tuple[str, object], ...]) -> str:
    """Return the name of pages with one shell: in one folder, of one kind, with the same texts and lists.

    It is all that the shell is made from: the folder, and front matter of which only ``kind`` is real.
    """
    return json.dumps([folder, dict(shape)])


def _example(name: str, value: str | tuple[tuple[str, str], ...]) -> object:
    if name == "kind" or not value:
        return value
    return "text" if isinstance(value, str) else (("text", "text"),)


def _norm(address: str) -> str:
    return os.path.normpath(address) + "/"


def _key(number: str, job: Job, source: Source) -> str:
    return digest_of_pieces(number.encode(), job.url.encode(), source.data)


def engine_version(facts: Iterable[str]) -> str:
    """Return a digest of everything beside the pages that decides what they become."""
    return digest_of_pieces(*[fact.encode() for fact in facts])
