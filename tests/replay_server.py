"""Server on loopback that answers as the public APIs do, and fails as they do when it is told to.

    python tests/replay_server.py --today 2026-05-29 [--data FOLDER] [--fault 429:0.3] [--fault drop:#1]

    GET /api/daily_papers?date=&limit=&p=                  Hugging Face's Daily Papers
    GET /api/query?id_list=|search_query=&start=&max_results=    arXiv's export API (Atom)
    GET /rss/<category>[+<category>…]                      arXiv's list of today (RSS 2.0)
    GET /__log                                             every request so far, as JSON

A fault happens at a rate (``429:0.3``: three times in ten) or to the first requests (``503:#2``).
``429ra`` and ``503`` say when to come back; ``html`` is a page in place of an answer, ``truncate`` a
body of which a third is missing, ``empty`` no body, ``slow`` a body that comes late, ``drop`` a
connection that closes, ``partial`` a daily list that is still filling: its first item alone.
"""

from __future__ import annotations

import argparse
import json
import random
import threading
import time
from collections.abc import Iterable
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from replay_archive import LAST_DAY, Archive, Record, make_up_archive, read_archive

MOST_RECORDS = 2000  # of one answer of the export API
SLOW = 0.3  # seconds
REFUSED = b"Rate exceeded."
# Status, body, kind and Retry-After of the answers that hold nothing.
REFUSALS = {
    "403": (403, REFUSED, "text/html"),
    "406": (406, REFUSED, "text/html"),
    "429": (429, REFUSED, "text/html"),
    "429ra": (429, REFUSED, "text/html", "1"),
    "500": (500, REFUSED, "text/html"),
    "503": (503, REFUSED, "text/html", "1"),
    "html": (200, b"<!doctype html><title>Please verify</title>", "text/html"),
    "empty": (200, b"", "text/plain"),
}
FAULTS = (*REFUSALS, "truncate", "slow", "drop", "partial")
ATOM = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"
 xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/replay</id>
  <title>arXiv Query: replayed</title>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  {entries}
</feed>"""
ATOM_ERROR = """<entry>
  <id>https://arxiv.org/api/errors#incorrect_id_format_for_{id}</id>
  <title>Error</title>
  <summary>incorrect id format for {id}</summary>
</entry>"""
RSS = """<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
  <channel>
    <title>{name} updates on arXiv.org</title>
    <link>http://rss.arxiv.org/rss/{name}</link>
    <description>{name} updates</description>
    {items}
  </channel>
</rss>"""


class Fault:
    """A fault that happens at a rate, or to a number of requests that are still to come."""

    def __init__(self, text: str) -> None:
        self.name, _, amount = text.partition(":")
        if self.name not in FAULTS:
            raise ValueError(f"no fault is called {self.name!r}")
        counted = amount.startswith("#")
        self._left = int(amount[1:]) if counted else None
        self._rate = 0.0 if counted else float(amount or 1)

    def happens(self, chance: random.Random) -> bool:
        if self._left is None:
            return chance.random() < self._rate
        if self._left == 0:
            return False
        self._left -= 1
        return True


class ReplayServer(ThreadingHTTPServer):
    """The APIs as of ``today`` (ISO); what is ``today`` and which ``faults`` happen may be changed."""

    daemon_threads = True

    def __init__(self, archive: Archive, today: str, port: int = 0, seed: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.archive = archive
        self.today = today
        self.faults: list[Fault] = []
        self.log: list[dict[str, str | None]] = []
        self.address = f"http://127.0.0.1:{self.server_port}"
        self._chance = random.Random(seed)
        self._lock = threading.Lock()

    def note_request(self, path: str) -> str | None:
        """Write a request into the log; the fault that happens to it, if any does."""
        with self._lock:
            happening = (fault.name for fault in self.faults if fault.happens(self._chance))
            name = next(happening, None)
            self.log.append({"path": path, "fault": name})
        return name


class Handler(BaseHTTPRequestHandler):
    """One request, answered as the API does that it is meant for."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each body waits for the reader's word on its head, 40 ms
    server: ReplayServer
    fault: str | None = None

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.fault = None
        if self.path == "/__log":
            self.send_json(self.server.log)
            return
        self.fault = self.server.note_request(self.path)
        if self.path.startswith(("/api/query", "/rss/")) and not self.headers.get("Accept"):
            self.fault = self.fault or "406"  # as arXiv's servers do
        if self.fault == "drop":
            self.close_connection = True
            self.connection.close()
        elif self.fault in REFUSALS:
            self.send(*REFUSALS[self.fault])
        else:
            time.sleep(SLOW if self.fault == "slow" else 0)
            self.answer()

    def send(self, status: int, body: bytes, kind: str, retry_after: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(body)

    def send_json(self, value: object, status: int = 200) -> None:
        self.send_text(json.dumps(value, ensure_ascii=False), "application/json; charset=utf-8", status)

    def send_text(self, text: str, kind: str, status: int = 200) -> None:
        body = text.encode()
        if self.fault == "truncate":
            body = body[: len(body) * 2 // 3]
        self.send(status, body, kind)

    def answer(self) -> None:
        url = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(url.query).items()}
        if url.path == "/api/daily_papers":
            self.answer_daily(query)
        elif url.path == "/api/query" and "id_list" in query:
            self.answer_ids(query["id_list"].split(","), query)
        elif url.path == "/api/query":
            self.answer_search(query)
        elif url.path.startswith("/rss/"):
            self.answer_list(unquote(url.path.removeprefix("/rss/")).split("+"))
        else:
            self.send_json({"error": "There is nothing at this address."}, 404)

    def answer_daily(self, query: dict[str, str]) -> None:
        if query["date"] > self.server.today:
            self.send_json({"error": "this day is still to come"}, 400)
            return
        limit = min(100, int(query.get("limit", 50)))
        start = int(query.get("p", 0)) * limit
        items = self.server.archive.lists.get(query["date"], [])[start : start + limit]
        self.send_json(items[:1] if self.fault == "partial" else items)

    def answer_ids(self, ids: list[str], query: dict[str, str]) -> None:
        known = self.server.archive.records
        bare = [name.partition("v")[0] for name in ids]
        wrong = [name for name in ids if not any(letter.isdigit() for letter in name)]
        if wrong:
            body = ATOM.format(total=1, entries=ATOM_ERROR.format(id=escape(wrong[0])))
            self.send_text(body, "application/atom+xml; charset=utf-8", 400)
        else:
            self.send_records([known[name] for name in bare if name in known], query, MOST_RECORDS)

    def answer_search(self, query: dict[str, str]) -> None:
        """Send what is in one of the categories, newest first; a search by anything else finds all."""
        terms = query["search_query"].split()
        wanted = {term.removeprefix("cat:") for term in terms if term.startswith("cat:")}
        found = records_until(self.server.archive, self.server.today, wanted)
        self.send_records(found, query, self.server.archive.page)

    def send_records(self, records: list[Record], query: dict[str, str], page: int) -> None:
        start = int(query.get("start", 0))
        end = start + min(page, int(query.get("max_results", 10)))
        entries = "".join(map(atom_entry, records[start:end]))
        body = ATOM.format(total=len(records), entries=entries)
        self.send_text(body, "application/atom+xml; charset=utf-8")

    def answer_list(self, categories: list[str]) -> None:
        announced = self.server.archive.announced.get(self.server.today, [])
        listed = [record for record in announced if in_any(record, categories)]
        items = "".join(rss_item(record, categories) for record in listed)
        body = RSS.format(name="+".join(categories), items=items)
        self.send_text(body, "application/rss+xml; charset=utf-8")


def in_any(record: Record, categories: Iterable[str]) -> bool:
    return not set(categories).isdisjoint(record["categories"])


def records_until(archive: Archive, today: str, categories: set[str]) -> list[Record]:
    """Return the records of some categories (of all, where none is named) that are known by a day."""
    known = [record for record in archive.records.values() if record["day"] <= today]
    found = [record for record in known if not categories or in_any(record, categories)]
    return sorted(found, key=lambda record: (record["day"], record["id"]), reverse=True)


def atom_entry(record: Record) -> str:
    address = f"http://arxiv.org/abs/{record['id']}v1"
    stamp = f"{record['day']}T17:59:00Z"  # one minute before a day's submissions end, in summer
    parts = [
        f"<id>{address}</id><title>{escape(record['title'])}</title>",
        f"<updated>{stamp}</updated><published>{stamp}</published>",
        f'<link href="{address}" rel="alternate" type="text/html"/>',
        f"<summary>  {escape(record['summary'])}\n</summary>",
        *(f"<author><name>{escape(name)}</name></author>" for name in record["authors"]),
        *(f'<category term="{term}"/>' for term in record["categories"]),
        f'<arxiv:primary_category term="{record["categories"][0]}"/>',
    ]
    if record["comment"]:
        parts.append(f"<arxiv:comment>{escape(record['comment'])}</arxiv:comment>")
    return f"<entry>{''.join(parts)}</entry>"


def rss_item(record: Record, categories: list[str]) -> str:
    kind = "new" if record["categories"][0] in categories else "cross"
    name = record["id"]
    said = f"arXiv:{name}v1 Announce Type: {kind} \nAbstract: {record['summary']}"
    parts = [
        f"<title>{escape(record['title'])}</title>",
        f"<link>https://arxiv.org/abs/{name}</link>",
        f"<description>{escape(said)}</description>",
        f'<guid isPermaLink="false">oai:arXiv.org:{name}v1</guid>',
        *(f"<category>{term}</category>" for term in record["categories"]),
        f"<pubDate>{date.fromisoformat(record['day']):%a, %d %b %Y} 00:00:00 -0400</pubDate>",
        f"<arxiv:announce_type>{kind}</arxiv:announce_type>",
        f"<dc:creator>{escape(', '.join(record['authors']))}</dc:creator>",
    ]
    return f"<item>{''.join(parts)}</item>"


def main() -> None:
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument("--data", type=Path, help="folder of recorded papers  [default: made-up ones]")
    words.add_argument("--port", type=int, default=0, help="[default: one that is free]")
    words.add_argument("--today", default=LAST_DAY.isoformat())
    words.add_argument("--fault", action="append", default=[], type=Fault)
    asked = words.parse_args()
    archive = read_archive(asked.data) if asked.data else make_up_archive()
    server = ReplayServer(archive, asked.today, asked.port)
    server.faults = asked.fault
    print(server.address, flush=True)  # whoever started it waits for this line
    server.serve_forever()


if __name__ == "__main__":
    main()
