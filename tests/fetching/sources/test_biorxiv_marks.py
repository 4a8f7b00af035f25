"""Marks of HighWire's in the records of bioRxiv and medRxiv."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from make import make_source

from broadsheet.fetching.sources import biorxiv

MONDAY = date(2026, 5, 25)
SOURCE = make_source("biorxiv", "biorxiv", "bioRxiv", "https://api.biorxiv.org", server="biorxiv")


def read(title: str, abstract: str):
    row = {"doi": "10.64898/2026.05.01.700001", "title": title, "abstract": abstract, "version": "1"}
    message = {"status": "ok", "total": "1"}
    body = json.dumps({"messages": [message], "collection": [row]}).encode()
    [paper] = biorxiv.parse(body, SOURCE, MONDAY).items
    return paper


@pytest.mark.parametrize(
    ("abstract", "words"),
    [
        ("O_LIFirst point C_LIO_LISecond C_LI", "First point Second"),
        ("O_LIDNA is read C_LIO_LIRNA is writtenC_LI", "DNA is read RNA is written"),
        ("The O_SCPLOWBRCAC_SCPLOW gene and O_SCPCAPATPC_SCPCAP", "The BRCA gene and ATP"),
        (
            "O_ST_ABSBackgroundC_ST_ABSStones lie. O_ST_ABSAims:C_ST_ABS To count.",
            "Background: Stones lie. Aims: To count.",
        ),
        (
            'Stones lie. O_FIG O_LINKSMALLFIG WIDTH=200 HEIGHT=9 SRC="FIGDIR/1.gif" ALT="Figure 1"> '
            "View larger version (33K): org.highwire.dtl.DTLVardef@1f2C_HPS@FIGURE M_FIG C_FIG They do.",
            "Stones lie. They do.",
        ),
        ("One. O_TBL View this table: C_TBL Two. O_FIG a C_FIG", "One. Two."),
        ("A O_FIG that is never closed", "A that is never closed"),
        ("{beta}-catenin, {Delta}G and 5 {micro}m {+/-} 1 {degrees}C", "β-catenin, ΔG and 5 µm ± 1 °C"),
        ("the set {name} and {int}", "the set {name} and {int}"),
        ("p [&ge;] 3, [~]4 and [1] in [-&gt;]", "p ≥ 3, ~4 and [1] in →"),
        ("O_TEXTBOXA box.C_TEXTBOX", "A box."),
        ("CO_2 and NO_x", "CO_2 and NO_x"),
    ],
)
def test_marks_go_and_what_they_stand_for_stays(abstract, words):
    paper = read(abstract, abstract)
    assert paper.abstract == words
    assert paper.title == words


def test_the_shared_cases_lose_no_word(recorded):
    body = (recorded / "cases" / "biorxiv-odd.json").read_bytes()
    papers = biorxiv.parse(body, SOURCE, MONDAY).items
    texts = [text for paper in papers for text in (paper.title, paper.abstract)]
    assert not any(re.search(r"[OC]_[A-Z]", text) for text in texts)
    assert "Growth of E. coli on CO₂ at 10^5.5 cells" in texts
    assert any(
        text.startswith("For all a<b and c>d we find p<0.05 and q>0.1. Fish & chips.") for text in texts
    )
    assert "MathML \N{GREEK SMALL LETTER ALPHA} in a title" in texts
    assert "First point Second" in texts
