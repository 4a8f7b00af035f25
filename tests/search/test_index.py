from __future__ import annotations

import gzip
import itertools
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from benchmarks.ranking import Index, distance
from benchmarks.small import small_corpus
from hypothesis import given
from hypothesis import strategies as st
from make import make_entry, make_note, make_paper, make_topic

from broadsheet.model.shared import RANKING
from broadsheet.search.index import index_files
from broadsheet.search.index.acronyms import find_acronyms
from broadsheet.search.index.binary import (
    FOLDER,
    build_file,
    compress_frame,
    encode_varints,
    parse_file,
    parse_frame,
)
from broadsheet.search.index.dictionary import word_files
from broadsheet.search.index.file_sizes import USUAL
from broadsheet.search.index.paper_facts import GROUP
from broadsheet.search.index.postings import Vocabulary
from broadsheet.search.index.tokens import STOP_WORDS, index_terms, index_words, split_compounds, stem
from broadsheet.search.records import Record, make_records

LETTERS = "abcdefghijklmnopqrstuvwxyz"
VECTORS = json.loads((Path(__file__).parents[1] / "search-words.json").read_text("utf-8"))


def make_record(number: int = 1, **overrides: object) -> Record:
    values = {
        "id": f"2603.{number:05}",
        "title": f"Counting stones of kind {number}",
        "day": date(2026, 3, 2) + timedelta(days=number // 3),
        "authors": ("Ada Example", "Béla Sample"),
        "abstract": "We count stones by touch, and a lamp would help.",
    }
    return Record(**(values | overrides))


def indexed(*records: Record, topics=()) -> dict[str, bytes]:
    return {file.path: file.data for file in index_files(records, topics)}


def found(records: list[Record] | tuple[Record, ...], query: str) -> list[str]:
    return [records[number].id for number in Index(indexed(*records)).ranked(query)[0]]


def numbers(data: bytes) -> list[int]:
    """LEB128, read byte by byte as its definition says."""
    read, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            read.append(value)
            value, shift = 0, 0
    return read


def frame(files: dict[str, bytes], name: str) -> tuple[dict, list[bytes]]:
    path = next(path for path in files if path.startswith(f"{FOLDER}{name}"))
    return parse_file(files[path])


class TestWords:
    @pytest.mark.parametrize(("text", "words"), VECTORS["said"].items())
    def test_are_what_the_shared_vectors_say(self, text, words):
        assert [word for word in index_words(text) if word not in STOP_WORDS] == words

    @pytest.mark.parametrize(("text", "compounds"), VECTORS["asked"].items())
    def test_are_asked_for_as_the_shared_vectors_say(self, text, compounds):
        assert [[*compound.parts, compound.whole] for compound in split_compounds(text)] == compounds

    @pytest.mark.parametrize(("word", "expected"), VECTORS["stems"].items())
    def test_have_the_stems_that_the_shared_vectors_say(self, word, expected):
        assert stem(word) == expected

    @given(st.text())
    def test_of_any_text_are_folded_and_stay_so(self, text):
        for word in index_words(text):
            assert word in index_words(word)

    def test_keep_the_parts_between_hyphens_together(self):
        parts = [compound.parts for compound in split_compounds("pre-trained model")]
        assert parts == [("pre", "trained"), ("model",)]


class TestFrames:
    def test_give_back_what_was_put_in(self):
        data = build_file({"name": "Ünïcode"}, b"", b"abc", bytes(range(256)))
        head, sections = parse_file(data)
        assert head["name"] == "Ünïcode" and sections == [b"", b"abc", bytes(range(256))]

    def test_hold_no_clock(self):
        assert build_file({})[4:8] == bytes(4), "gzip's time of change"
        assert build_file({"a": 1}, b"x") == build_file({"a": 1}, b"x")

    @given(st.lists(st.integers(0, 2**40)))
    def test_have_numbers_of_any_size(self, values):
        data, starts = encode_varints(np.asarray(values, np.int64))
        assert numbers(data.tobytes()) == values
        assert [numbers(data[a:b].tobytes()) for a, b in itertools.pairwise(starts)] == [
            [value] for value in values
        ]


class TestIndex:
    def test_of_nothing_has_a_head(self):
        head, _ = frame(indexed(), "head")
        assert head["papers"] == 0
        assert Index(indexed()).ranked("stones")[0] == []

    def test_is_the_same_bytes_every_time(self):
        records, _ = small_corpus()
        assert indexed(*records) == indexed(*records)

    def test_names_every_file_it_has_and_no_other(self):
        records, _ = small_corpus()
        files = indexed(*records)
        head, _ = frame(files, "head")
        hashes = [head["columns"], head["votes"], *head["words"].values()]
        hashes += [
            head[kind][at : at + 6] for kind in ("shards", "cards") for at in range(0, len(head[kind]), 6)
        ]
        assert {path.rsplit("-", 1)[-1][:6] for path in files if "head" not in path} == set(hashes)

    def test_changes_the_name_of_whatever_changes(self):
        before, after = indexed(make_record()), indexed(make_record(abstract="Other stones."))
        shared = before.keys() & after.keys()
        assert all(before[path] == after[path] for path in shared - {f"{FOLDER}head.bin"})

    def test_leaves_the_cards_of_old_papers_alone_on_a_new_day(self):
        records, _ = small_corpus()
        before, after = indexed(*records[:-20]), indexed(*records)
        old = {path for path in before if "cards" in path}
        assert len(old - after.keys()) <= GROUP, "only the last group of blocks may change"

    def test_has_shards_of_which_each_is_small_and_in_order(self):
        records, _ = small_corpus()
        files = indexed(*records)
        head, _ = frame(files, "head")
        first = head["first"].split("\n")
        assert first == sorted(first) and len(first) > 3
        assert max(len(data) for path, data in files.items() if "terms" in path) < 14_000

    def test_counts_each_paper_once_a_word_and_in_the_right_field(self):
        files = indexed(make_record(1), make_record(2, title="Lamps", authors=("Stone Lamp",)))
        lists = Index(files).lists("ston")
        assert [list(papers) for papers, _ in lists] == [[0, 1], [0], [1]]

    def test_gives_more_to_a_word_said_often_and_less_in_a_long_text(self):
        texts = ("gears", "gears gears gears and oil", "gears, " + "with oil and rope " * 60)
        files = indexed(*(make_record(n, title="A", abstract=text) for n, text in enumerate(texts)))
        once, often, long = Index(files).lists("gear")[0][1]
        assert often > once > long >= 1

    def test_holds_the_columns_of_every_paper(self):
        topics = (make_topic(), make_topic(slug="lamps", name="Lamps"))
        records = (
            make_record(
                1, votes=300, topics=("lamps", "stones"), organisation="B", code="https://code.example/"
            ),
            make_record(2, licence="CC BY 4.0", organisation="A"),
            make_record(4, votes=7, topics=("gone",), organisation="B"),
        )
        files = indexed(*records, topics=topics)
        head, (sets, organisations, licences, code) = frame(files, "columns")
        _, (votes,) = frame(files, "votes")
        assert head["days"] == [["2026-03-02", 2], ["2026-03-03", 1]]
        assert numbers(votes) == [300, 0, 7]
        assert [head["sets"][number] for number in numbers(sets)] == [[0, 1], [], []]
        assert [["", *head["organisations"]][n] for n in numbers(organisations)] == ["B", "A", "B"]
        assert [["", *head["licences"]][n] for n in numbers(licences)] == ["", "CC BY 4.0", ""]
        assert code == b"\x01"
        assert head["topics"] == [["stones", "Stones"], ["lamps", "Lamps"]]

    def test_holds_cards_in_the_order_of_papers(self):
        records = tuple(make_record(n, authors=tuple("ABCDE")) for n in range(8))
        head, _ = frame(indexed(*records), "cards1")
        assert [card["id"] for card in head["cards"]] == [
            record.id for record in records[USUAL.block : 2 * USUAL.block]
        ]
        assert head["cards"][0]["authors"] == ["A", "B", "C"] and head["cards"][0]["more"] == 2
        assert "votes" not in head["cards"][0], "what is not known is left out"

    def test_is_no_larger_for_hostile_words(self):
        hostile = make_record(title="</script>\n\x00\ud7ff" + "\U0001d518" * 400, abstract='"' * 50_000)
        assert Index(indexed(hostile)).papers == 1


class TestDictionary:
    forms = tuple(
        first + second + "rk" + last for first in "abcdefghij" for second in LETTERS for last in LETTERS
    )
    vocabulary = Vocabulary(forms, np.full(len(forms), 2), np.zeros(len(forms), np.bool_))

    def test_is_cut_into_files_that_hold_each_word_twice(self):
        files = {
            name: parse_frame(data)[0]["words"].split("\n")
            for name, data in word_files(self.vocabulary, USUAL.words)
        }
        assert len(files) > 6 and next(iter(files)) == "aar-" and max(map(len, files.values())) <= USUAL.words
        starts, ends = ([words for name, words in files.items() if name[at] == "-"] for at in (-1, 0))
        assert sorted(itertools.chain(*starts)) == sorted(itertools.chain(*ends)) == sorted(self.forms)

    def test_has_files_of_their_own_for_many_words_with_the_same_two_letters(self):
        alike = tuple(f"co{a}{b}k" for a in LETTERS for b in LETTERS + "0123456789")
        assert len(alike) > USUAL.words
        forms = ("candle", *alike, "zebra")
        vocabulary = Vocabulary(forms, np.full(len(forms), 2), np.zeros(len(forms), np.bool_))
        names = [name for name, _ in word_files(vocabulary, USUAL.words) if name.endswith("-")]
        assert names[0] == "can-" and names[-1] == "zeb-"
        assert len(names) >= 4 and all(name.startswith("co") for name in names[1:-1])

    def test_has_a_word_in_the_file_that_its_letters_fall_into(self):
        index = Index(indexed())
        made = {name: compress_frame(data) for name, data in word_files(self.vocabulary, USUAL.words)}
        again = Index(
            {
                f"{FOLDER}head.bin": build_file(index.head | {"words": dict.fromkeys(made, "x")}),
                **{f"{FOLDER}words{name}-x.bin": data for name, data in made.items()},
            }
        )
        for form in self.forms[::97]:
            for letters in (2, 3):
                first, last = form[:letters], form[: -letters - 1 : -1]
                assert any(form in words for words, _ in again.buckets(first, False))
                assert any(form in words for words, _ in again.buckets(last, True))
        assert again.buckets("0a", False) == []

    def test_is_asked_for_few_words_of_a_query(self):
        records, _ = small_corpus()
        for query, most in (
            ("cuonting brigdes ladedrs ropse ladder.", 4),
            ("cuonting brigdes ladedrs ropse lamsp stonse.", 3),
        ):
            concepts = Index(indexed(*records)).concepts(query)
            assert 0 < sum(len(concept.ways) > 1 for concept in concepts) <= most


class TestRecords:
    def test_come_oldest_first_and_without_tex(self):
        new = make_paper(id="2603.00002", title=r"A \textbf{bold} $x^2$")
        old = make_paper(id="2603.00001")
        records = make_records(
            make_entry(paper=paper, note=make_note(takeaway="Take")) for paper in (new, old)
        )
        assert [record.id for record in records] == ["2603.00001", "2603.00002"]
        assert records[1].title == "A bold x²" and records[1].takeaway == "Take"
        assert records[0].topics == ("stones",) and records[0].votes == 12 and records[0].code


class TestRanking:
    records = (
        make_record(1, title="Weighing feathers", abstract="Stones are not weighed here."),
        make_record(2, title="Counting stones", abstract="One, two, three, and so on."),
        make_record(3, title="A lamp for all", abstract="Light and shadow.", authors=("Grete Stone",)),
        make_record(4, title="Large Quiet Machines (LQM) at work", abstract="Gears."),
        make_record(5, title="Taming an LQM", abstract="Oil."),
        make_record(6, title="Pre-training of parrots", abstract="Crackers."),
    )

    def test_puts_a_title_before_an_abstract_and_counts_authors(self):
        assert found(self.records, "stones") == ["2603.00002", "2603.00003", "2603.00001"]

    def test_forgives_a_typo_anywhere_in_a_word(self):
        for slip in ("faethers", "eathers", "feathrs", "featherz", "xfeathers"):
            assert found(self.records, f"weighing {slip}")[0] == "2603.00001", slip

    def test_finds_an_acronym_by_its_long_form_and_back(self):
        assert set(found(self.records, "LQM")) == {"2603.00004", "2603.00005"}
        assert "2603.00005" in found(self.records, "large quiet machines")

    def test_takes_a_word_with_or_without_its_hyphen(self):
        assert found(self.records, "pretraining") == found(self.records, "pre-training") == ["2603.00006"]

    def test_finds_an_id_whatever_else_it_is_called(self):
        records = (make_record(1, other_ids=("doi-10.5555-ABC",)), make_record(2))
        assert Index(indexed(*records)).lists("doi-10.5555-abc")[1][0].tolist() == [0]

    def test_of_a_long_query_asks_for_the_rarest_words(self):
        records, summaries = small_corpus()
        index = Index(indexed(*records))
        index.ranked(" ".join(summaries[:5]))
        assert len(index.concepts(" ".join(summaries[:5]))) == RANKING.most_terms

    def test_says_how_much_of_the_query_the_best_explains(self):
        index = Index(indexed(*self.records))
        assert index.ranked("weighing feathers")[2] == 1
        assert 0 < index.ranked("feathers unicorn")[2] < 1

    def test_lets_meaning_count_the_more_the_less_words_explain(self):
        index = Index(indexed(*self.records))
        alike = np.asarray([0.1, 0.0, 0.9, 0.0, 0.0, 0.0])
        assert index.ranked("weighing feathers", alike=alike)[0][0] == 0
        assert index.ranked("unicorn zebra", alike=alike)[0] == [2]

    def test_asks_for_no_meaning_where_half_of_the_words_are_guessed(self):
        records, _ = small_corpus()
        index = Index(indexed(*records))
        assert index.wants_meaning("bridges unicorn zebra")
        assert not index.wants_meaning("brigdes unicorn")


class TestAcronyms:
    @pytest.mark.parametrize(
        ("text", "short", "long"),
        [
            ("We use Large Quiet Machines (LQMs) here.", "lqm", "large quiet machines"),
            ("A Method of Moments (MoM) fit", "mom", "method of moments"),
            ("so-called high-level parsing (HLP)", "hlp", "high level parsing"),
        ],
    )
    def test_are_found_where_they_are_explained(self, text, short, long):
        assert find_acronyms([text]) == {short: (tuple(dict.fromkeys(index_terms(long))),)}

    @pytest.mark.parametrize(
        "text", ["as shown (Left)", "in the appendix (A)", "five stones (XYZ)", "(LQM)", "((("]
    )
    def test_are_not_made_up(self, text):
        assert find_acronyms([text]) == {}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xbcd", 2), ("", "ab", 2)],
)
def test_the_distance_of_two_words_counts_a_swap_as_one(a, b, expected):
    assert distance(a, b, 3) == distance(b, a, 3) == expected


def test_the_files_are_gzip_that_anybody_can_read():
    assert all(gzip.decompress(data) for data in indexed(make_record()).values())
