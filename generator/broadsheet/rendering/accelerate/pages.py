"""Making pages: kept where nothing changed, else a shell filled with the HTML of its Markdown."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple, Protocol

from broadsheet.cache.digests import digest_of_pieces
from broadsheet.disk.parallel import map_parallel
from broadsheet.rendering.accelerate.bodies import Converter
from broadsheet.rendering.accelerate.front_matter import FrontMatter, Pairs, ParsedPage, parse_front_matter
from broadsheet.rendering.accelerate.holes import Unfit
from broadsheet.rendering.accelerate.html_blocks import insert_blocks
from broadsheet.rendering.accelerate.rendered_pages import RenderedPage, RenderedPages
from broadsheet.rendering.accelerate.shell import Shell
from broadsheet.rendering.accelerate.site_folders import (
    FileContent,
    Job,
    PageDigests,
    SiteFolders,
    read_file,
)

_FEW_PAGES = 1000  # these are made sooner than processes that share all that MkDocs holds
_BODIES_IN_MEMORY = 500  # reduced texts of which the HTML is held; most pages share a few


class Template(Protocol):
    """The theme's template of pages, as far as it is needed here."""

    def make_shell(self, folder: str, head: FrontMatter, last: str = "") -> Shell:
        """Make the shell of the pages of ``folder`` with a front matter like ``head``, or raise Unfit.

        With the ``last`` part of an address it is the shell of the page there, and of no other.
        """

    def render_page(self, job: Job) -> str:
        """Render the page as MkDocs itself does."""

    def page_values(self, job: Job) -> Mapping[str, Any]:
        """Return the values of the holes beside the front matter, title and content."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page after its turn. ``kind``, by which it has its shell, is empty where it is left to MkDocs.

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


class _PreparedShell(NamedTuple):
    """The shell of a kind of pages, a digest of it, and the addresses it links to."""

    kind: str
    shell: Shell
    digest: str
    addresses: list[str]


class _Body(NamedTuple):
    """The key of a reduced text, its HTML, and that once more where it was not cached.

    The HTML is None where the text is left to MkDocs.
    """

    key: str
    html: str | None
    new_html: str | None


class PageMaker:
    """Maker of the pages of one build.

    ``make_converter`` is called when a page has to be converted, and not before; ``engine`` is the
    version of everything beside the pages and the template.
    """

    def __init__(
        self,
        folders: SiteFolders,
        rendered: RenderedPages,
        make_converter: Callable[[], Converter],
        engine: str,
        template: Template,
    ) -> None:
        self._folders = folders
        self._rendered = rendered
        self._engine = engine.encode()
        self._template = template
        self._converter = cache(make_converter)
        self._shells: dict[str, _PreparedShell | str] = {}  # or why there is none, by kind
        self._proven: dict[str, str] = {}  # kinds of the shells that gave a page as MkDocs makes it
        self._body = lru_cache(_BODIES_IN_MEMORY)(self._make_body)
        self._reported_bodies: set[str] = set()  # they need not be cached again

    def make_all(self, jobs: Sequence[Job], processors: int | None) -> Iterator[Made]:
        """Make pages, in no particular order; ``processors`` is 1 where no process may be forked.

        A page that nobody touched is not even read.
        """
        if self._folders.cached:
            self._prove_cached(self._rendered.shells())
        touched: list[Job] = []
        for job in jobs:
            cached = self._folders.find_untouched(job)
            if cached and cached.shell in self._proven:
                kind = self._proven[cached.shell]
                yield Made(job.path, kind, job.url, cached)
            else:
                touched.append(job)
        # One of each folder here, so that other processes find its shell ready and proven.
        first = _smallest_of_each_folder(touched)
        for job in first:
            yield self.make(job)
        calls: list[Callable[[], bytes]] = []
        for job in touched:
            if job not in first:
                calls.append(partial(self._make_pickled, job))
        if len(calls) < _FEW_PAGES:
            processors = 1
        for data in map_parallel(calls, processors):
            made: Made = pickle.loads(data)
            yield made

    def _prove_cached(self, shells: Mapping[str, str]) -> None:
        """Take those of the cached shells for proven that would be the same today."""
        for digest, kind in shells.items():
            prepared = self._prepare_shell(kind)
            if not isinstance(prepared, str) and prepared.digest == digest:
                self._proven[digest] = kind

    def _make_pickled(self, job: Job) -> bytes:
        return pickle.dumps(self.make(job))

    def make(self, job: Job) -> Made:
        """Make one page, or leave it to MkDocs."""
        source = read_file(job.source)
        unchanged = self._find_unchanged(job, source)
        if unchanged:
            return unchanged
        page = _parse(source.data)
        if page is None:
            return Made(job.path)
        shape = _shape(page.head)
        kind = _kind(job.folder, shape)
        prepared = self._prepare_shell(kind)
        if isinstance(prepared, str):
            return Made(job.path, kind, job.url, trouble=prepared)
        links_to_itself = any(address.startswith(job.url) for address in prepared.addresses)
        if links_to_itself:
            return self._make_alone(job, source, page)
        return self._fill(job, source, page, prepared)

    def _make_alone(self, job: Job, source: FileContent, page: ParsedPage) -> Made:
        """Make a page that the shell of others links to: on itself that link is another, and so is its shell.

        Where that cannot be, it is left to MkDocs without a word: there are a few such pages.
        """
        kind = _kind(job.folder, _shape(page.head), job.last)
        prepared = self._prepare_shell(kind)
        if isinstance(prepared, str):
            return Made(job.path)
        made = self._fill(job, source, page, prepared)
        return Made(job.path) if made.trouble else made

    def _find_unchanged(self, job: Job, source: FileContent) -> Made | None:
        """Return the page as it stands, if it was made from these very bytes."""
        cached = self._folders.cached.get(job.path)
        if cached is None or cached.shell not in self._proven:
            return None
        key = _page_key(cached.shell, job, source)
        unchanged = self._folders.find_unchanged(job.path, key, source)
        if unchanged is None:
            return None
        kind = self._proven[cached.shell]
        return Made(job.path, kind, job.url, unchanged)

    def _fill(self, job: Job, source: FileContent, page: ParsedPage, prepared: _PreparedShell) -> Made:
        """Fill the shell with the page; the first page of a shell is compared with MkDocs's own."""
        kind, shell, digest, _ = prepared
        text, blocks = self._converter().reduce(page.markdown)
        key, html, new_html = self._body(text)
        if html is None:
            return Made(job.path)
        content = insert_blocks(html, blocks)
        page_text = shell.fill(self._hole_values(job, page.head, content))
        if digest not in self._proven:
            if page_text != self._template.render_page(job):
                trouble = "MkDocs makes another page than was put together here"
                self._shells[kind] = trouble
                return Made(job.path, kind, job.url, trouble=trouble)
            self._proven[digest] = kind
        digests = PageDigests(_page_key(digest, job, source), digest, body=key)
        row, fresh = self._folders.put(job.path, digests, source, page_text.encode())
        if key in self._reported_bodies:
            new_html = None
        self._reported_bodies.add(key)
        return Made(job.path, kind, job.url, row, fresh, new_html)

    def _hole_values(self, job: Job, head: FrontMatter, content: str) -> dict[str, Any]:
        """Return the values of all holes of a page, by their names."""
        values: dict[str, Any] = {f"meta.{name}": value for name, value in head.items()}
        values.update(self._template.page_values(job))
        values["title"] = head["title"]
        values["content"] = content
        return values

    def _make_body(self, text: str) -> _Body:
        """Return the HTML of a reduced text, from the cache or converted."""
        key = digest_of_pieces(self._engine, text.encode())
        html = self._rendered.body(key)
        if html is not None:
            return _Body(key, html, None)
        html = self._converter().convert_reduced(text)
        return _Body(key, html, html)

    def _prepare_shell(self, kind: str) -> _PreparedShell | str:
        """Return the shell of pages of a ``kind``, or why there is none."""
        if kind in self._shells:
            return self._shells[kind]
        try:
            shell = self._template.make_shell(*json.loads(kind))
        except Unfit as unfit:
            trouble = f"the template {unfit}"
            self._shells[kind] = trouble
            return trouble
        addresses = sorted({_normalize(address) for address in shell.addresses})
        pieces = [self._engine]
        for text in (kind, shell.text, *addresses):
            pieces.append(text.encode())
        digest = digest_of_pieces(*pieces)
        prepared = _PreparedShell(kind, shell, digest, addresses)
        self._shells[kind] = prepared
        return prepared


def _smallest_of_each_folder(jobs: Sequence[Job]) -> set[Job]:
    """Return the job of the smallest Markdown file of each folder, which is the soonest made."""
    smallest: dict[str, tuple[int, Job]] = {}
    for job in jobs:
        size = os.stat(job.source).st_size  # noqa: PTH116 (40,000 times)
        folder = job.folder
        if folder not in smallest or size < smallest[folder][0]:
            smallest[folder] = size, job
    return {job for _, job in smallest.values()}


def _parse(data: bytes) -> ParsedPage | None:
    """Return front matter and Markdown of a page that can be put together; None for any other."""
    if b"\r" in data:
        return None  # MkDocs makes line feeds of them
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    page = parse_front_matter(text)
    if page is None:
        return None
    head = page.head
    if not head.get("title") or "template" in head:
        return None
    if not isinstance(head.get("kind", ""), str):
        return None
    return page


# Cached, for it is asked for every page and there are a few kinds.
@lru_cache
def _kind(folder: str, shape: tuple[tuple[str, object], ...], last: str = "") -> str:
    """Return the name of pages with one shell: in one folder, of one kind, with the same texts and lists.

    It is all that the shell is made from: the folder, and front matter of which only ``kind`` is real; and
    the ``last`` part of the address of a page that has a shell of its own.
    """
    facts: list[object] = [folder, dict(shape)]
    if last:
        facts.append(last)
    return json.dumps(facts)


def _shape(head: FrontMatter) -> tuple[tuple[str, object], ...]:
    """Return the front matter with an example in the place of each value but the kind and empty ones."""
    return tuple([(name, _example(name, value)) for name, value in head.items()])


def _example(name: str, value: str | Pairs) -> object:
    if name == "kind" or not value:
        return value
    if isinstance(value, str):
        return "text"
    return (("text", "text"),)


def _normalize(address: str) -> str:
    return os.path.normpath(address) + "/"


def _page_key(shell_digest: str, job: Job, source: FileContent) -> str:
    """Return a digest of all that a page is made from."""
    shell = shell_digest.encode()
    url = job.url.encode()
    return digest_of_pieces(shell, url, source.data)


def engine_version(facts: Iterable[str]) -> str:
    """Return a digest of everything beside the pages that decides what they become."""
    pieces = [fact.encode() for fact in facts]
    return digest_of_pieces(*pieces)
