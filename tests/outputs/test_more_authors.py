"""Papers of which a source names only some of the authors, in citations and on their page."""

from __future__ import annotations

import json

import pytest
import rispy
from make import make_paper
from pybtex.database import parse_string

from broadsheet.outputs.citations.formats import bibtex, csl, ris
from broadsheet.text.plain import author_list

SOME = make_paper(more_authors=True)
NAMES = [["Example"], ["Sample"]]


def test_in_bibtex_the_others_stand_last_and_styles_print_et_al():
    [entry] = parse_string(bibtex([SOME]), "bibtex").entries.values()
    assert [person.last_names for person in entry.persons["author"]] == [*NAMES, ["others"]]
    [whole] = parse_string(bibtex([make_paper()]), "bibtex").entries.values()
    assert [person.last_names for person in whole.persons["author"]] == NAMES


def test_of_nobody_there_are_no_others():
    assert "others" not in bibtex([make_paper(authors=(), more_authors=True)])


def test_in_ris_and_csl_a_note_says_so_and_nobody_is_called_others():
    [record] = rispy.loads(ris([SOME]))
    [item] = json.loads(csl([SOME]))
    assert len(record["authors"]) == len(item["author"]) == 2
    assert "some of the authors" in str(record["notes"]) and "some of the authors" in item["note"]
    [whole] = json.loads(csl([make_paper()]))
    assert "note" not in whole and "N1" not in ris([make_paper()])


@pytest.mark.parametrize(
    ("names", "listed"),
    [
        (("A",), "A et al."),
        (("A", "B", "C"), "A, B et al."),
        ((), ""),
    ],
)
def test_a_list_ends_with_et_al_however_many_it_names(names, listed):
    assert author_list(names, 2, are_more=True) == listed
