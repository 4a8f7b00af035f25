"""Lists in people's YAML: a proposal or a correction is added in its place, and all else stays."""

from __future__ import annotations

import pytest

from broadsheet.errors import ContentError
from broadsheet.model.corrections import Correction
from broadsheet.model.curation import Proposal
from broadsheet.store.note_lists import with_contribution
from broadsheet.store.notes import parse_note

PLACE = "content/notes/2603.00001.md"
PAPER = "2603.00001"
FROM = "https://github.com/example/digest/issues"
PROPOSAL = Proposal(why="It counts: stones.", source=f"{FROM}/7")
LINES = f'  - why: "It counts: stones."\n    from: "{FROM}/7"\n'
OTHER = f'  - why: "Another" # kept\n    from: "{FROM}/8"\n'
OLD = f'  - why: "Old"\n    by: "ada"\n    from: "{FROM}/7"\n'


def add(before: str, new: Proposal | Correction = PROPOSAL) -> str:
    return with_contribution(PLACE, PAPER, before.encode(), new).decode()


# A note, and what it is once a proposal was added.
ADDED = {
    "none": ("", f"---\nproposed:\n{LINES}---\n"),
    "words alone": ("Words.\n", f"---\nproposed:\n{LINES}---\n\nWords.\n"),
    "other keys": (
        "---\npin: true # why\n---\nWords.\n",
        f"---\npin: true # why\nproposed:\n{LINES}---\nWords.\n",
    ),
    "an empty list": ("---\nproposed: []\npin: true\n---\n", f"---\nproposed:\n{LINES}pin: true\n---\n"),
    "no value": ("---\nproposed:\npin: true\n---\n", f"---\nproposed:\n{LINES}pin: true\n---\n"),
    "null": ("---\nproposed: null # yet\n---\n", f"---\nproposed: # yet\n{LINES}---\n"),
    "behind others": (f"---\nproposed:\n{OTHER}# end\n---\n", f"---\nproposed:\n{OTHER}{LINES}# end\n---\n"),
    "in its own place": (
        f"---\nproposed:\n{OLD}  # between\n{OTHER}---\n",
        f"---\nproposed:\n{LINES}  # between\n{OTHER}---\n",
    ),
    "without an indent": (
        '---\nproposed:\n- why: "Another"\npin: true\n---\n',
        '---\nproposed:\n- why: "Another"\n' + LINES.replace("\n  ", "\n")[2:] + "pin: true\n---\n",
    ),
    "line ends of Windows": (
        "---\r\npin: true\r\n---\r\nWords.\r\n",
        f"---\npin: true\nproposed:\n{LINES}---\nWords.\n".replace("\n", "\r\n"),
    ),
    "a mark of its order": ("\ufeff---\npin: true\n---\n", f"\ufeff---\npin: true\nproposed:\n{LINES}---\n"),
}


@pytest.mark.parametrize("case", ADDED)
def test_a_proposal_is_added_in_its_place_and_the_rest_of_a_note_stays(case):
    before, after = ADDED[case]
    assert add(before) == after
    assert add(after) == after, "the same once more changes nothing"


@pytest.mark.parametrize(
    "before",
    [
        "---\nproposed: [{why: x}]\n---\n",
        "---\npin: true\rproposed:\r  - why: x\r---\r",
        "---\npin: true\n",
        "---\nproposed: 7\n---\n",
        "---\n{pin: true}\n---\n",
    ],
    ids=["in one line", "line ends of old", "no end", "no list", "a flow"],
)
def test_a_note_that_is_written_otherwise_or_broken_is_left_to_its_owner(before):
    with pytest.raises(ContentError, match=PLACE):
        add(before)


def test_corrections_of_two_fields_by_one_form_are_two_entries():
    first = Correction(field="code", was="", should_be="https://a.example/", why="x", source=f"{FROM}/7")
    second = Correction(field="project", was="", should_be="https://a.example/", why="x", source=f"{FROM}/7")
    text = add(add("", first), second)
    problems: list[str] = []
    note = parse_note(PLACE, PAPER, text, problems)
    assert (note.corrections, problems) == ((first, second), [])


# What a correction may not say, and what is said of it.
WRONG = {
    "no field": ("is: x", "corrections[0]: missing 'field'"),
    "nothing": ("field: code", "corrections[0]: missing 'is'"),
    "a field of robots": ("{field: id, is: x}", "no such field 'id'"),
    "no title": ('{field: title, is: ""}', "corrections[0].is: must not be empty"),
    "no date": ("{field: published, is: soon}", "must be a date like"),
    "no DOI": ("{field: doi, is: 11.1/x}", "must be a DOI"),
    "no address": ("{field: code, is: 'javascript:x'}", "must be an http(s) address"),
    "a long title": (f"{{field: title, is: {'a' * 1001}}}", "has 1,001 characters"),
    "another key": ("{field: code, is: 'https://x.example', because: x}", "unknown key 'because'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_in_a_correction_is_named_with_its_place(case):
    item, words = WRONG[case]
    problems: list[str] = []
    parse_note(PLACE, PAPER, f"---\ncorrections:\n  - {item}\n---\n", problems)
    assert len(problems) == 1 and words in problems[0], problems
