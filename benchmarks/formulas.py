"""How much of the TeX in real titles and abstracts becomes MathML, how fast, and whether it is safe.

    python benchmarks/formulas.py [arxiv.jsonl.gz]

Every formula's markup is parsed as HTML; every paper with TeX goes through Markdown as a heading,
as a paragraph and within an HTML block, and must come out as it went in.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import markdown
from corpus import DATA

from broadsheet.text import latex, mathml

CORPUS = DATA / "arxiv.jsonl.gz"


def main(corpus: Path) -> None:
    """Measure, and print a table in Markdown."""
    if not corpus.is_file():
        print(f"No records at {corpus}: nothing measured.")
        return
    papers = [(row["title"] or "", row["summary"] or "") for row in records(corpus)]
    started = time.perf_counter()
    markup = [(latex.to_html(title), latex.to_html(abstract)) for title, abstract in papers]
    html_time = time.perf_counter() - started
    started = time.perf_counter()
    for words in papers:
        for part in words:
            latex.to_text(part)
    text_time = time.perf_counter() - started
    report(papers, markup, html_time, text_time)


def records(corpus: Path) -> Iterator[dict[str, str]]:
    """Return the records of a corpus, one a line."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def report(papers: list[tuple[str, str]], markup: list[tuple[str, str]], html: float, text: float) -> None:
    """Return the table, and on the error stream every formula left as source."""
    formulas, source = Counter[str](), Counter[str]()
    touched = 0
    for words in papers:
        found = [piece for part in words for piece in latex.pieces(part)]
        formulas.update(piece.tex for piece in found if isinstance(piece, latex.Formula))
        touched += any(latex.SIGN.search(part) for part in words)
    source.update({body: n for body, n in formulas.items() if not mathml.to_mathml(body)})
    total, left = formulas.total(), source.total()
    broken = [part for pair in markup for part in pair if "<" in part and not survives(part)]
    rows = [
        ("papers", f"{len(papers):,}"),
        ("papers with a sign of TeX", f"{touched:,}"),
        ("formulas (different ones)", f"{total:,} ({len(formulas):,})"),
        ("rendered as MathML", f"{total - left:,} ({(total - left) / max(total, 1):.2%})"),
        ("left as source", f"{left:,}"),
        ("results that a parser or Markdown changes", f"{len(broken):,}"),
        ("to_html, 1,000 papers", f"{1000 * html / len(papers) * 1000:.0f} ms"),
        ("to_text, 1,000 papers", f"{1000 * text / len(papers) * 1000:.0f} ms"),
    ]
    print("\n".join(["| what | measured |", "|---|---:|", *(f"| {a} | {b} |" for a, b in rows)]))
    for body, count in source.most_common():
        print(f"  source {count} × {body!r}", file=sys.stderr)
    for part in broken[:20]:
        print(f"  broken: {part!r}", file=sys.stderr)
    if broken:
        raise SystemExit(1)


class Elements(HTMLParser):
    """Start and end tags and words, and whether every tag was closed in its place."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[str] = []
        self._open: list[str] = []
        self.nested = True
        self.feed(markup)
        self.close()
        self.nested = self.nested and not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it, with its attributes."""
        self.events.append(f"<{tag} {attrs}>")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note it, and whether it closes the tag opened last."""
        self.events.append(f"</{tag}>")
        self.nested = self.nested and bool(self._open) and self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note the words, with their references decoded."""
        self.events.append(data)


def survives(part: str) -> bool:
    """Whether markup is well nested and Markdown hands it on unchanged, wherever it stands."""
    before = Elements(part)
    shapes = (f"# <bdi>{part}</bdi>", f"Words: {part}", f'<p class="abstract" dir="auto">{part}</p>')
    return before.nested and all(inside(markdown.markdown(shape), before) for shape in shapes)


def inside(page: str, before: Elements) -> bool:
    """Whether the page holds just these elements and words, and is well nested."""
    after = Elements(page)
    return after.nested and "".join(before.events) in "".join(after.events)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS)
