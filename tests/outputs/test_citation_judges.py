"""Citations before their judges: BibTeX itself, both its readers in Python, citeproc, and a reader of RIS."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import warnings
from datetime import date

import bibtexparser
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from conftest import REPOSITORY
from make import make_paper, make_sighting
from pybtex.database import parse_string

from broadsheet import pipeline
from broadsheet.outputs.citations import formats, keys
from broadsheet.store.cite_keys import CiteKeys
from broadsheet.text.names import Name

STYLES = ("plain", "alpha", "unsrt", "abbrv")
NAMES = (
    "Ludwig van Beethoven",
    "Plato",
    "ATLAS Collaboration",
    "Martin Luther King, Jr.",
    "de la Cruz, María José",
    "Charles de Gaulle III",
    "Jean-Pierre O’Brien",
    "Name, With, Many, Commas",
    "Smith and Sons Laboratory",
    "Ada And Example",
    "Anders Ångström Øre",
    "石一",
    "ليلى الحصى",
    "d'Alembert",
    "van",
    "J. R. R. T.",
    "{Brace} } Broken",
    'Q"uote \\textbf{x} % $ # _ & ~ ^',
    "Eve ]]> </script> \x00\u202e 🎉",
    "and",
    "and others",
    ",",
)
TITLES = (
    r"Sorting in $O(n^2)$ & more: 100% of $\mathbb{R}^d$, $\alpha_i$ and $\{x\}$",
    'A {Title} with } an odd brace { and \\ a backslash, "quotes", 5 < 6 > 4, a_b^c, #1, ~, | and 50% $5',
    "@article{x, title = {y}}\n@comment{z} ]]> </b> &amp; \u202eevil\x00 🎉 שלום",
    "$",
    "%",
    r"Reading $\input{/etc/passwd}$ and \input{/etc/passwd}",
    "ends in a backslash \\",
    "石头 حجارة",
)


def hard_papers():
    """Every name and title that is hard for one of the formats, of which some have no author or no date."""
    day = (make_sighting(day=date(2026, 3, 2)),)
    yield make_paper(
        id="2603.10000", title="By Many", authors=tuple(f"Given{n} van der Family{n}" for n in range(3303))
    )
    for n, name in enumerate(NAMES):
        yield make_paper(id=f"2603.2{n:04}", authors=(name, "Ada Example"), doi="", sightings=day)
    for n, title in enumerate(TITLES):
        yield make_paper(
            id=f"2603.3{n:04}", title=title, abstract=title, journal=title if n % 2 else "", sightings=day
        )
    yield make_paper(
        id="doi-10.5555-a_b", doi="10.5555/a_b%c{d}", published=None, authors=(), journal="Annals"
    )
    yield make_paper(id="blog-1", doi="", published=None, authors=(), abstract="", sightings=day)


def papers(which, world):
    if which == "hard":
        cite_keys = CiteKeys()
        return tuple(map(cite_keys.give, hard_papers()))
    root = {"the world": world, "the sample": REPOSITORY}[which]
    return tuple(entry.paper for entry in pipeline.read_library(root).with_page)


@pytest.fixture(params=["the world", "the sample", "hard"])
def cited(request, world):
    """Papers to cite: made up, of the sample that comes with the repository, and hard ones."""
    return papers(request.param, world)


@pytest.fixture
def compiled(tmp_path):
    """Runs BibTeX on a database, in a style; answers with its exit code, its log and the bibliography."""
    if not shutil.which("bibtex"):
        assert not os.environ.get("CI"), "CI has BibTeX"
        pytest.skip("needs bibtex (Debian: texlive-base)")

    def run(database, style):
        (tmp_path / "all.bib").write_text(database, "utf-8")
        (tmp_path / "all.aux").write_text(
            f"\\relax\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{all}}\n"
        )
        done = subprocess.run(
            ["bibtex", "all"], cwd=tmp_path, capture_output=True, text=True, errors="replace"
        )
        return done.returncode, done.stdout, (tmp_path / "all.bbl").read_text("utf-8", errors="replace")

    return run


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_bibtex_compiles_every_citation_without_a_warning(compiled, cited, style):
    code, log, bibliography = compiled(formats.bibtex(cited), style)
    assert code == 0 and "arning" not in log and "error" not in log.lower(), log[-2000:]
    cited_keys = re.findall(r"\\bibitem(?:\[.*?\])?\{(.+?)\}", bibliography, re.DOTALL)
    assert sorted(cited_keys) == sorted(keys.key(paper) for paper in cited)


@pytest.mark.slow
def test_bibtex_sees_a_mistake(compiled):
    code, log, _ = compiled(
        formats.bibtex([make_paper()]).replace("@article", "@article{").replace("},", "", 1), "plain"
    )
    assert code or "arning" in log


def test_both_readers_of_bibtex_find_the_same_entries_and_fields(cited):
    database = formats.bibtex(cited)
    strict = parse_string(database, "bibtex").entries
    found = bibtexparser.parse_string(database)
    assert not found.failed_blocks and not found.strings and not found.comments
    assert [e.key for e in found.entries] == list(strict) == [keys.key(paper) for paper in cited]
    for entry in found.entries:
        known = strict[entry.key]
        assert {f.key.lower() for f in entry.fields} == {*map(str.lower, known.fields), *known.persons}
        assert entry["title"] == known.fields["title"]


def test_every_author_is_in_every_format_and_in_order(cited):
    strict = parse_string(formats.bibtex(cited), "bibtex").entries
    records = {r["id"]: r for r in rispy.load(io.StringIO(formats.ris(cited)))}
    items = {item["id"]: item for item in json.loads(formats.csl(cited))}
    for paper in cited:
        key = keys.key(paper)
        persons = [name for name in map(Name.parse, paper.authors) if name != Name()]
        assert len(strict[key].persons.get("author", [])) == len(persons)
        assert len(records[key].get("authors", [])) == len(persons)
        assert len(items[key].get("author", [])) == len(persons)


@pytest.mark.slow
def test_citeproc_renders_every_item(cited):
    items = json.loads(formats.csl(cited))
    with warnings.catch_warnings():
        # It knows fewer fields than CSL 1.0.2 and says so.
        warnings.simplefilter("ignore")
        source = CiteProcJSON(items)
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        bibliography.sort()
        lines = [str(line) for line in bibliography.bibliography()]
    assert len(lines) == len(items)
    assert all(re.search(r"\d{4}|n\.d\.", line) for line in lines)


def test_an_export_has_what_a_reference_manager_files_it_under(cited):
    for record in rispy.load(io.StringIO(formats.ris(cited))):
        assert record["type_of_reference"] in ("JOUR", "UNPB")
        assert record["primary_title"] if "primary_title" in record else record["title"]
        assert re.fullmatch(r"\d{4}", record["year"])
        assert record["urls"][0].startswith("https://")
