"""Titles in BibTeX before LaTeX itself, in the encodings OT1 and T1 and without a package of mathematics."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import islice

import pytest
from conftest import RECORDED
from make import make_paper
from pybtex.database import parse_string

from broadsheet.outputs.citations import formats

ODD = re.compile(r"""[^ -~]|[\\$"^_{}#%&<>|~`]""")
OWN = (
    'The "Stone" of "Rome": 5" long, (“so” ‘called’)',
    "100% & #1_a ~ b ^ c < d > e | f \\ g {h} i} j{ `k` 'l'",
    "πebbles, 10° μm² × 3 ± 1 ≤ ∞, α→β, ΔΨ, H₂O, x⁻¹, ℓ and • one",  # noqa: RUF001
    r"Sorting in $O(n^2)$, $\text{so}$, $\boldsymbol{x}$, $\tfrac12$ and $\operatorname{stone} x$",
    "𝛼-stones in ℝ and 𝔼, ﬁne Ｓｔｏｎｅｓ ② Ⅳ of ℒ",  # noqa: RUF001
    "Čermák, Łoś, Øst, ßtein, Æ, œ, ğ, ş, ı, İ, ő, ñ – and — and … and ’",  # noqa: RUF001
    "$",
    "ends in a backslash \\",
)


def recorded_titles() -> Iterator[str]:
    """The titles of recorded papers that are hard, and then others."""
    files = sorted(RECORDED.glob("data/*.jsonl.gz"))
    plain: list[str] = []
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                title = " ".join((record.get("title") or record["paper"]["title"]).split())
                if ODD.search(title):
                    yield title
                elif len(plain) < 200:
                    plain.append(title)
    yield from plain


def in_bibtex(titles: list[str]) -> list[str]:
    """The titles as the field of a BibTeX file has them."""
    papers = [make_paper(id=f"2603.{number:05}", title=title) for number, title in enumerate(titles)]
    papers = [make_paper(id=paper.id, title=paper.title, cite_key=f"k{paper.id}") for paper in papers]
    entries = parse_string(formats.bibtex(papers), "bibtex").entries
    return [entry.fields["title"] for entry in entries.values()]


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["OT1", "T1"])
@pytest.mark.parametrize("which", ["own", "recorded"])
def test_titles_compile_without_an_error(tmp_path, encoding, which):
    if not shutil.which("pdflatex"):
        assert not os.environ.get("CI"), "CI has pdflatex"
        pytest.skip("needs pdflatex (Debian: texlive-latex-base)")
    titles = list(OWN) if which == "own" else list(islice(recorded_titles(), 900))
    if not titles:
        pytest.skip("needs recorded papers")
    assert which == "own" or len(titles) >= 500
    paragraphs = "\n\n".join(in_bibtex(titles))
    document = (
        f"\\documentclass{{article}}\\usepackage[{encoding}]{{fontenc}}\\begin{{document}}\n{paragraphs}"
    )
    (tmp_path / "all.tex").write_text(f"{document}\n\\end{{document}}\n", "utf-8")
    command = ["pdflatex", "-draftmode", "-interaction=nonstopmode", "all.tex"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False
    )
    errors = [line for line in done.stdout.splitlines() if line.startswith("!")]
    assert (done.returncode, errors) == (0, [])
