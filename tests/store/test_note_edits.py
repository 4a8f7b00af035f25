"""Edits of notes: what is changed is changed, and all that a person wrote around it stays to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.errors import ContentError
from broadsheet.model.curation import Note
from broadsheet.store.note_edits import with_wishes
from broadsheet.store.note_files import NoteFiles
from broadsheet.store.notes import read_note

PLACE = "content/notes/2603.00001.md"
SILENT = Note(paper="2603.00001")
PINNED = Note(paper="2603.00001", pin=True)
TAKEN = Note(paper="2603.00001", takeaway="It holds.")
ALL = Note(paper="2603.00001", takeaway="It holds.", topics=("sums", "yes"), pin=True)
ALL_LINES = 'takeaway: "It holds."\ntopics: [sums, "yes"]\npin: true\n'


def edit(before: str, wish: Note) -> str:
    return with_wishes(PLACE, before.encode(), wish).decode()


@pytest.mark.parametrize(
    ("before", "wish", "after"),
    [
        ("", ALL, f"---\n{ALL_LINES}---\n"),
        ("", SILENT, ""),
        ("Words alone.\n", PINNED, "---\npin: true\n---\n\nWords alone.\n"),
        ("Words alone.\n", SILENT, "Words alone.\n"),
        ("---\n---\n", PINNED, "---\npin: true\n---\n"),
        ("---\ntakeaway: x\n---", PINNED, "---\npin: true\n---"),
    ],
)
def test_a_note_gets_front_matter_where_it_has_none(before, wish, after):
    assert edit(before, wish) == after


@pytest.mark.parametrize(
    ("before", "wish", "after"),
    [
        ("# a fact\n", ALL, f"# a fact\n{ALL_LINES}"),
        (
            'takeaway: "" # yours\n# topics: [] # known: sums\n',
            TAKEN,
            'takeaway: "It holds." # yours\n# topics: [] # known: sums\n',
        ),
        ("takeaway: # why\n", TAKEN, 'takeaway: "It holds." # why\n'),
        ("takeaway:\n  # why\n  old\n", TAKEN, 'takeaway:\n  # why\n  "It holds."\n'),
        (
            "takeaway: > # why\n  old\n  and long\n\n# more\n",
            TAKEN,
            'takeaway: "It holds." # why\n\n# more\n',
        ),
        ("takeaway:\told\t# why\n", TAKEN, 'takeaway:\t"It holds."\t# why\n'),
        ("# Größe 🦉\ntakeaway: É # ü\n", TAKEN, '# Größe 🦉\ntakeaway: "It holds." # ü\n'),
        ("takeaway: old\n  and long\npin: true\n", TAKEN, 'takeaway: "It holds."\n'),
        ("'takeaway': It  holds.\n", TAKEN, "'takeaway': It  holds.\n"),
        ("takeaway: |\n  It\n  holds.\n", TAKEN, "takeaway: |\n  It\n  holds.\n"),
        ("  takeaway: It holds.\n", ALL, '  takeaway: It holds.\n  topics: [sums, "yes"]\n  pin: true\n'),
        ("pin: yes # for ever\n", SILENT, "pin: # for ever\n"),
        ("hide: the same work\n# why\n", SILENT, "# why\n"),
        ("hide: true\n", Note(paper="2603.00001", hide="no reason given"), "hide: true\n"),
        ("topics: [a, # one\n  b] # two\n", SILENT, "topics: # one # two\n"),
        ("topics:\n  # zero\n  - a\n  - b\n", PINNED, "topics:\n  # zero\n\npin: true\n"),
        ("topics: [a]\nhide: why\n", SILENT, ""),
    ],
)
def test_values_are_edited_in_their_places(before, wish, after):
    assert edit(f"---\n{before}---\nWords.\n", wish) == f"---\n{after}---\nWords.\n"


def test_a_list_with_an_item_a_line_stays_one_and_keeps_its_comments():
    before = "---\ntopics:\n- a # one\n# two\n- b\n# three\ntakeaway: It holds.\npin: true\n---\n"
    after = '---\ntopics:\n- sums\n- "yes"\n# one\n# two\n# three\ntakeaway: It holds.\npin: true\n---\n'
    assert edit(before, ALL) == after


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_line_ends_and_a_byte_order_mark_stay(newline, mark):
    before = mark + "---\n# mine\ntakeaway: old\n---\n\nWords\nbelow.\n".replace("\n", newline)
    after = mark + f"---\n# mine\n{ALL_LINES}---\n\nWords\nbelow.\n".replace("\n", newline)
    assert with_wishes(PLACE, before.encode(), ALL) == after.encode()


@pytest.mark.parametrize(
    "takeaway",
    [
        'Yes: it "works" # not a comment',
        "- a list? [no], {no}, &no, *no, !no, %no, @no, `no`",
        "---",
        "\\ and 'quotes' and \t tabs",
        "🦉 👩\u200d🔬 and \u200fعربي\u200e",
        "true",
        "2026-03-01",
        "{{ 7*7 }} <script>alert(1)</script>",
    ],
)
def test_any_words_are_read_back_as_they_were_written(tmp_path, takeaway):
    (tmp_path / "content/notes").mkdir(parents=True)
    files = NoteFiles(tmp_path)
    wish = Note(paper="2603.00001", takeaway=takeaway.replace("\t ", ""), hide=takeaway.replace("\t ", ""))
    assert files.write(wish, "") == "wrote"
    problems: list[str] = []
    assert read_note(PLACE, tmp_path / PLACE, problems) == wish
    assert not problems


@pytest.mark.parametrize(
    "before",
    [
        "---\n{takeaway: x}\n---\n",
        "---\ntakeaway: &t x\nhide: *t\n---\n",
    ],
    ids=["in braces", "an alias"],
)
def test_what_cannot_be_edited_in_place_is_refused_with_what_to_write(before):
    with pytest.raises(ContentError, match="cannot be edited here as it is written; write this into it"):
        edit(before, ALL)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"---\ntakeaway: Yes: it works\n---\n", "line 2: a text with a colon and a space in it"),
        (b"---\ntakeaway: [\n---\n", "line 3: not YAML"),
        (b"---\ntakeaway: x\n", "the front matter has no end"),
        (b"---\npinn: true\n---\n", "unknown key 'pinn'; did you mean 'pin'?"),
        (b"---\npin: true\npin: true\n---\n", "the key 'pin' stands twice"),
        (b"---\npin: \xff\n---\n", "is not UTF-8 text"),
        (b"---\npin: true\n---\n<<<<<<< ours\n", "an unfinished merge"),
        (b"---\n- a\n---\n", "must be a mapping"),
    ],
)
def test_a_broken_note_is_refused_and_stays(tmp_path, data, problem):
    note = tmp_path / PLACE
    note.parent.mkdir(parents=True)
    note.write_bytes(data)
    files = NoteFiles(tmp_path)
    with pytest.raises(ContentError, match=PLACE) as refusal:
        files.read("2603.00001")
    assert problem in str(refusal.value)
    with pytest.raises(ContentError) as refusal:
        with_wishes(PLACE, data, ALL)
    assert problem in str(refusal.value)


def write(root: Path, wish: Note) -> str:
    files = NoteFiles(root)
    return files.write(wish, files.read(wish.paper).digest)


def test_a_note_that_no_longer_says_anything_goes_and_one_with_a_comment_stays(tmp_path):
    note = tmp_path / PLACE
    assert write(tmp_path, ALL) == "wrote"
    assert write(tmp_path, ALL) == ""
    assert write(tmp_path, SILENT) == "removed"
    assert not note.exists()
    assert write(tmp_path, SILENT) == ""
    note.write_text("---\npin: true\n# mine\n---\n")
    assert write(tmp_path, SILENT) == "wrote"
    assert note.read_text() == "---\n# mine\n---\n"
