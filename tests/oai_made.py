"""arXiv's OAI-PMH as its documents describe it, about made-up papers: records by id, and lists in pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

import httpx

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><responseDate>2026-05-20T10:00:00Z</responseDate>'
    "<request>https://oaipmh.arxiv.org/oai</request>"
)
CC_BY = "http://creativecommons.org/licenses/by/4.0/"
NAMES = (("Example", "Ada", ""), ("Sample", "Béla", "Jr"), (":", "", ""))


@dataclass(frozen=True)
class OaiRecord:
    """A record, with what may be said of it."""

    id: str
    title: str = "On\n  Stones"
    days: tuple[str, ...] = ("Mon, 18 May 2026 15:00:00 GMT", "Tue, 19 May 2026 09:00:00 GMT")
    source_type: str = "D"
    comments: str = "9 pages"
    journal: str = "J. Stones 7 (2026) 1-9"
    doi: str = "10.55555/Stones.7"
    licence: str = CC_BY
    sets: tuple[str, ...] = ("cs:cs:CL",)
    names: tuple[tuple[str, str, str], ...] = NAMES

    def write(self, prefix: str) -> str:
        body = self._raw() if prefix == "arXivRaw" else self._named()
        sets = "".join(f"<setSpec>{name}</setSpec>" for name in self.sets)
        header = f"<identifier>oai:arXiv.org:{self.id}</identifier><datestamp>2026-05-19</datestamp>{sets}"
        return (
            f"<record><header>{header}</header><metadata>"
            f'<{prefix} xmlns="http://arxiv.org/OAI/{prefix}/"><id>{self.id}</id>{body}{self._rest()}</{prefix}>'
            "</metadata></record>"
        )

    def _raw(self) -> str:
        versions = ""
        for number, day in enumerate(self.days, start=1):
            is_last = number == len(self.days)
            source_type = f"<source_type>{self.source_type}</source_type>" if is_last else ""
            versions += (
                f'<version version="v{number}"><date>{day}</date><size>12kb</size>{source_type}</version>'
            )
        return f"<submitter>Ada</submitter>{versions}<authors>Ada Example, B\\'ela Sample Jr</authors>"

    def _named(self) -> str:
        authors = ""
        for keyname, forenames, suffix in self.names:
            authors += f"<author><keyname>{keyname}</keyname><forenames>{forenames}</forenames>"
            authors += f"<suffix>{suffix}</suffix></author>" if suffix else "</author>"
        return f"<created>2026-05-18</created><authors>{authors}</authors>"

    def _rest(self) -> str:
        elements = {
            "title": self.title,
            "categories": "cs.CL cs.LG",
            "comments": self.comments,
            "journal-ref": self.journal,
            "doi": self.doi,
            "license": self.licence,
            "abstract": "  We count\n  $\\sim$60% of the stones. ",
        }
        return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in elements.items() if text)


def answer(inner: str) -> bytes:
    return f"{HEAD}{inner}</OAI-PMH>".encode()


def error(code: str, words: str = "") -> bytes:
    return answer(f"<error code='{code}'>{words}</error>")


def single(record: OaiRecord, prefix: str) -> bytes:
    return answer(f"<GetRecord>{record.write(prefix)}</GetRecord>")


def page(records: Iterable[OaiRecord], prefix: str, token: str | None = None) -> bytes:
    written = "".join(record.write(prefix) for record in records)
    end = (
        "" if token is None else f"<resumptionToken expires='2026-05-21T00:00:00Z'>{token}</resumptionToken>"
    )
    return answer(f"<ListRecords>{written}{end}</ListRecords>")


class OaiServer:
    """arXiv with an export API that refuses everything, and a second door; keeps what it was asked."""

    def __init__(self, records: Iterable[OaiRecord], page_size: int = 2) -> None:
        self.records = {record.id: record for record in records}
        self.page_size = page_size
        self.asked: list[httpx.URL] = []

    @property
    def asked_of_oai(self) -> list[dict[str, str]]:
        return [dict(url.params) for url in self.asked if url.path == "/oai"]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        if request.url.path != "/oai":
            return httpx.Response(429, content=b"Rate exceeded.")
        return httpx.Response(200, content=self._answer(dict(request.url.params)))

    def _answer(self, params: dict[str, str]) -> bytes:
        if params["verb"] == "GetRecord":
            record = self.records.get(params["identifier"].removeprefix("oai:arXiv.org:"))
            if record is None:
                return error("idDoesNotExist", "Nothing found for this ID")
            return single(record, params["metadataPrefix"])
        if "resumptionToken" in params:
            assert set(params) == {"verb", "resumptionToken"}, "a token is exclusive"
            prefix, start, wanted_set = params["resumptionToken"].split("|")
        else:
            assert "until" not in params, "arXiv asks that it is never set"
            prefix, start, wanted_set = params["metadataPrefix"], "0", params.get("set", "")
        return self._list(prefix, int(start), wanted_set)

    def _list(self, prefix: str, start: int, wanted_set: str) -> bytes:
        listed = []
        for record in self.records.values():
            if any(name.startswith(wanted_set) for name in record.sets):
                listed.append(record)
        if not listed:
            return error("noRecordsMatch", "No records")
        end = start + self.page_size
        token = f"{prefix}|{end}|{wanted_set}" if end < len(listed) else ""
        return page(listed[start:end], prefix, token)
