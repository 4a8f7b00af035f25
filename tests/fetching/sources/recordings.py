"""Made-up answers of servers in the shapes that their real ones have, and a server that gives them.

Each holds the same four items under the ids of its kind: three papers, and one without a title, which
cannot be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import httpx
from make import make_source, with_settings

from broadsheet.fetching.client import Runtime, Web
from broadsheet.fetching.ingest import Progress, read_days
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.paper import Paper
from broadsheet.model.site import SourceConfig
from broadsheet.store.store import Store

FOLDER = Path(__file__).parent / "recordings"
DAY = date(2026, 3, 2)
TITLES = ("Stones in the River", "Sand on the Beach", "Sums at Night")
AUTHORS = ("Ada Example", "Bo Sample", "Cy Third")
API = "https://list.example"
STATUSES = ("403", "406", "408", "425", "429", "500", "502", "503")
# How servers were seen to fail: with a status, one that says how long to wait, a page for people, half of
# the body, none, and a connection that closes.
FAULTS = (*STATUSES, "wait", "html", "truncate", "empty", "drop")
_EMPTY_OPENREVIEW = b'{"notes": [], "count": 4}'
_EMPTY_BIORXIV = b'{"messages": [{"status": "ok", "cursor": 4, "count": 0, "total": "4"}], "collection": []}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What a server answers for one day.

    ``listing`` is the file with the items, ``others`` are the files for further addresses, by the ends
    of their paths. ``beyond`` is what a page after the last one is, ``is_beyond`` whether a request asks
    for such a page. ``items`` leads to the items: keys of JSON, or a path of XML elements.
    A value at one of ``dates`` (keys or elements) may put its item on another day. ``counted``: the body
    says how many items there are, so that a part of them is known for one.
    """

    source: SourceConfig
    listing: str
    ids: tuple[str, str, str]
    dropped: str
    items: tuple[str, ...] | str
    dates: frozenset[str] = frozenset()
    counted: bool = False
    others: Mapping[str, str] = field(default_factory=dict)
    beyond: bytes = b""
    is_beyond: Callable[[httpx.Request], bool] = lambda request: False

    @property
    def name(self) -> str:
        return self.listing.partition(".")[0]

    @property
    def body(self) -> bytes:
        return (FOLDER / self.listing).read_bytes()


def _asks_from(name: str) -> Callable[[httpx.Request], bool]:
    return lambda request: request.url.params[name] != "0"


RECORDINGS = (
    Recording(
        source=make_source("daily", "huggingface", "The Daily List", API),
        listing="huggingface.json",
        ids=("2602.00001", "2602.00002", "2602.00003"),
        dropped="2602.00004",
        items=(),
    ),
    Recording(
        source=make_source("other", "broadsheet", "The Other Review", API),
        listing="broadsheet-day.json",
        ids=("2602.00001", "doi-10.5555-sand.2", "lab-n3"),
        dropped="2602.00004",
        items=(),
        others={"/index.json": "broadsheet-index.json"},
    ),
    Recording(
        source=make_source("stones", "openreview", "StoneConf", API, venue="Stones.cc/2026"),
        listing="openreview.json",
        ids=(
            "openreview-aStone0001-149fae39",
            "openreview-aSand00002-72a96680",
            "openreview-aSums00003-ebe2e848",
        ),
        dropped="aLost00004",
        items=("notes",),
        dates=frozenset({"pdate", "odate", "cdate", "tcdate"}),
        counted=True,
        beyond=_EMPTY_OPENREVIEW,
        is_beyond=_asks_from("offset"),
    ),
    Recording(
        source=make_source("rxiv", "biorxiv", "bioRxiv", API, server="biorxiv"),
        listing="biorxiv.json",
        ids=(
            "doi-10.64898-2026.02.27.000001",
            "doi-10.64898-2026.02.27.000002",
            "doi-10.64898-2026.02.27.000003",
        ),
        dropped="10.64898/2026.02.27.000004",
        items=("collection",),
        counted=True,
        beyond=_EMPTY_BIORXIV,
        is_beyond=lambda request: not request.url.path.endswith("/0/json"),
    ),
    Recording(
        source=make_source("lab", "feed", "The Lab", f"{API}/feed"),
        listing="feed.json",
        ids=("lab-n1", "lab-n2", "lab-n3"),
        dropped="n4",
        items=("items",),
        dates=frozenset({"date_published", "date_modified"}),
    ),
    Recording(
        source=make_source("lab", "feed", "The Lab", f"{API}/feed"),
        listing="feed-rss.xml",
        ids=("lab-n1", "lab-n2", "lab-n3"),
        dropped="n4",
        items=".//item",
        dates=frozenset({"pubDate"}),
    ),
    Recording(
        source=make_source("lab", "feed", "The Lab", f"{API}/feed"),
        listing="feed-atom.xml",
        ids=(
            "lab-tag-lab.example-2026-n1-6f43d140",
            "lab-tag-lab.example-2026-n2-1ec3c19a",
            "lab-tag-lab.example-2026-n3-27f5a659",
        ),
        dropped="tag:lab.example,2026:n4",
        items=".//{http://www.w3.org/2005/Atom}entry",
        dates=frozenset({"published", "updated"}),
    ),
    Recording(
        source=make_source(
            "lists", "arxiv-rss", "arXiv", API, categories=("cs.CL",), announce=("new", "cross")
        ),
        listing="arxiv-rss.xml",
        ids=("2602.00001", "2602.00002", "2602.00003"),
        dropped="2602.00004",
        items="channel/item",
        others={"/api/query": "arxiv-nothing.xml"},
    ),
    Recording(
        source=make_source("search", "arxiv", "arXiv", API, categories=("cs.CL",)),
        listing="arxiv.xml",
        ids=("2602.00001", "2602.00002", "2602.00003"),
        dropped="2602.00004",
        items="{http://www.w3.org/2005/Atom}entry",
        dates=frozenset({"published"}),
        counted=True,
        beyond=(FOLDER / "arxiv-nothing.xml").read_bytes().replace(b"totalResults>0<", b"totalResults>4<"),
        is_beyond=_asks_from("start"),
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a day: its steps, its row of the ledger, the papers now here, what was asked.

    ``row`` has also what counts for other days: items of a first reading keep their own.
    """

    steps: list[Progress]
    row: LedgerEntry | None
    papers: dict[str, Paper]
    asked: list[httpx.Request]

    @property
    def failed(self) -> str:
        return "; ".join(step.failed for step in self.steps if step.failed)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of what was kept, in the order of the ledger."""
        return tuple(self.papers[page].title for page in self.row.kept) if self.row else ()


def take_in(
    recording: Recording,
    folder: Path,
    bodies: Mapping[str, bytes] | None = None,
    faults: Iterable[str] = (),
    **settings: object,
) -> Outcome:
    """Fetch the recorded day into ``folder``, which is emptied before; what was written is read again."""
    for file in folder.rglob("*.json"):
        file.unlink()
    return take_in_more(recording, folder, bodies, faults, **settings)


def take_in_more(
    recording: Recording,
    folder: Path,
    bodies: Mapping[str, bytes] | None = None,
    faults: Iterable[str] = (),
    **settings: object,
) -> Outcome:
    """Fetch the recorded day into ``folder``, beside what is there; what was written is read again.

    ``bodies`` are given in place of the files that they are named after, ``settings`` in place of those
    of the source. Each of the ``faults`` (see FAULTS) spoils one answer, in turn.
    """
    source = with_settings(recording.source, **settings)
    server = _Server(recording, bodies or {}, iter(faults))
    runtime = Runtime(httpx.MockTransport(server.answer), sleep=lambda seconds: None, clock=lambda: 0.0)
    web = Web("https://review.example/", runtime=runtime)
    store = Store(folder)
    steps = list(read_days(store, web, source, (DAY,), DAY))
    content = store.load()
    row = _join(content.readings)
    return Outcome(steps, row, {paper.id: paper for paper in content.papers}, server.asked)


def _join(readings: Sequence[LedgerEntry]) -> LedgerEntry | None:
    """All days in the row of the last, or None where none was read."""
    if not readings:
        return None
    kept = tuple(page for reading in readings for page in reading.kept)
    dropped = tuple(drop for reading in readings for drop in reading.dropped)
    return replace(readings[-1], kept=kept, dropped=dropped)


@dataclass(slots=True)
class _Server:
    recording: Recording
    bodies: Mapping[str, bytes]
    faults: Iterator[str]
    asked: list[httpx.Request] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        body = self._body(request)
        fault = next(self.faults, "")
        if fault == "drop":
            raise httpx.RemoteProtocolError("closed")
        if fault in STATUSES:
            return httpx.Response(int(fault), text="Rate exceeded.")
        if fault == "wait":
            return httpx.Response(429, text="Rate exceeded.", headers={"Retry-After": "1"})
        spoilt = {"html": b"<!doctype html><title>Please verify</title>", "empty": b""}
        spoilt["truncate"] = body[: len(body) // 2]
        return httpx.Response(200, content=spoilt.get(fault, body))

    def _body(self, request: httpx.Request) -> bytes:
        for ending, file in self.recording.others.items():
            if request.url.path.endswith(ending):
                return self.bodies.get(file, (FOLDER / file).read_bytes())
        if self.recording.is_beyond(request):
            return self.recording.beyond
        return self.bodies.get(self.recording.listing, self.recording.body)
