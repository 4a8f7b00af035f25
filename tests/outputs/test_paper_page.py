"""A paper's own page: what it names, and what it does not change with."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from make import MONDAY, make_entry, make_library, make_note, make_paper, make_sighting, make_site

from broadsheet.model.curation import Entry, Part, RelatedPaper
from broadsheet.model.partial_dates import PartialDate
from broadsheet.outputs.pages.pages import pages
from broadsheet.outputs.pages.trends import trends


def page(*entries: Entry, **library: object) -> str:
    made = {file.path: file.data.decode() for file in pages(make_library(entries=entries, **library))}
    return made[f"paper/{entries[0].paper.id}.md"]


def by(number: int, **paper: object) -> Entry:
    names = tuple(f"Ada van der Example-{n}" for n in range(number))
    return make_entry(paper=make_paper(authors=names, **paper))


# Addresses of papers that have no page of ours, with what would end or change a link unescaped.
ELSEWHERE = {
    "a DOI": make_paper(id="list-1", doi='10.5555/(sici)17:15<1661::aid"x>3.0;2-&lt;*a*_b_', project=""),
    "a source": make_paper(
        id="list-2", doi="", sightings=(make_sighting(url="https://list.example/?a=1&quot;=2&lt;*b*_c_"),)
    ),
}


@pytest.mark.parametrize("paper", ELSEWHERE.values(), ids=ELSEWHERE)
@pytest.mark.parametrize(
    "path", ["index.md", "day/2026-03-02.md", "week/2026-W10.md", "month/2026-03.md", "topic/stones.md"]
)
def test_a_list_links_to_a_paper_without_a_page_at_just_its_address(paper, path) -> None:
    assert titles_lead_to(pages, paper, path) == {paper.external_url}


@pytest.mark.parametrize("paper", ELSEWHERE.values(), ids=ELSEWHERE)
def test_so_does_what_is_trending(paper) -> None:
    assert titles_lead_to(trends, paper, "trending.md") == {paper.external_url}


def titles_lead_to(output, paper, path: str) -> set[str]:
    """Where the title of a paper leads to on a page, as a browser reads it."""
    library = make_library(entries=(make_entry(paper=paper, page=False),))
    [file] = [file for file in output(library) if file.path == path]
    tree = html5lib.parse(file.data, namespaceHTMLElements=False)
    return {link.get("href") for link in tree.iter("a") if "".join(link.itertext()) == paper.title}


def links_of(words: str) -> dict[str, str]:
    """Where the links of a page lead to, by their words."""
    tree = html5lib.parse(words, namespaceHTMLElements=False)
    return {"".join(link.itertext()): link.get("href") for link in tree.iter("a")}


def test_keywords_lead_to_the_search_for_them_as_phrases() -> None:
    words = ("touch", "long lamps", 'say "&" <b>#?+%</b>', "石")
    links = links_of(page(make_entry(paper=make_paper(keywords=words))))
    for word in words:
        address = urlsplit(links[word])
        assert address.path == "../../search/"
        phrase = word.replace('"', " ")
        assert parse_qs(address.query) == {"q": [f'"{phrase}"']}


@pytest.mark.parametrize(
    ("paper", "large"),
    [
        (make_paper(), ["PDF", "HTML", "Code ★\xa07"]),
        (make_paper(code="", stars=None), ["PDF", "HTML"]),
        (make_paper(id="doi-10.5555-stones.1", stars=None), ["DOI", "Code"]),
        (make_paper(id="list-1", doi="", code="", discussion=""), ["Page"]),
    ],
)
def test_what_a_paper_is_read_in_stands_first_and_large(paper, large) -> None:
    tree = html5lib.parse(page(make_entry(paper=paper)), namespaceHTMLElements=False)
    [actions] = [part for part in tree.iter("div") if part.get("class") == "foot actions"]
    links = [link for link in actions if link.tag == "a"]
    assert ["".join(link.itertext()) for link in links if link.get("class") == "big"] == large
    assert [link.get("class") for link in links[: len(large)]] == ["big"] * len(large)


@pytest.mark.parametrize(
    ("number", "said"),
    [(12, None), (13, "All 13 authors"), (150, "All 150 authors"), (151, "The first 150 of 151 authors")],
)
def test_a_page_says_how_many_authors_there_are_and_how_many_it_names(number: int, said: str | None) -> None:
    found = re.search(r"<div class=\"authors\".*?</div>", page(by(number)), re.DOTALL)
    summary = re.search(r"<summary>(.*?)</summary><p>(.*?)</p>", found[0])
    assert (summary and summary[1]) == said
    if summary:
        assert summary[2].count("<bdi>") == min(number, 150)


def test_of_thousands_it_says_where_all_are_named_and_stays_light() -> None:
    words = page(by(3303))
    rest = '</bdi></a> and <a href="https://arxiv.org/abs/2603.00001">3,153 more</a></p></details>'
    assert rest in unescape(words)
    assert 'class="authors" data-in-all="3303"' in words
    assert len(words.encode()) < 32_000 and len(gzip.compress(words.encode())) < 4_000


def test_where_all_are_named_nowhere_else_it_only_counts_the_rest() -> None:
    paper = by(200).paper
    bare = replace(paper, id="list-1", doi="", sightings=(replace(paper.sightings[0], url=""),))
    assert "</bdi></a> and 50 more</p></details>" in page(make_entry(paper=bare))


def test_only_of_more_than_a_hundred_authors_a_script_is_told_that_the_tags_name_some() -> None:
    assert "data-in-all" not in page(by(100)) and 'data-in-all="101"' in page(by(101))
    assert page(by(101)).count("- [author, ") == 100


def test_where_no_source_names_all_it_says_et_al_and_tells_scripts() -> None:
    few = page(by(2, more_authors=True))
    assert 'class="authors" data-in-all="2"' in few
    assert "Example-1</bdi></a> et al." in few  # in the list
    assert "Example-1</bdi> et al." in few  # in the citation, where names are no links
    many = page(by(14, more_authors=True))
    assert "Example-11</bdi></a> et al." in many
    assert "All 14 named authors</summary>" in many and "Example-13</bdi></a> et al." in many


def test_it_names_its_neighbours_and_does_not_change_with_their_votes() -> None:
    first, second = (make_entry(paper=make_paper(id=f"2603.0000{n}", title=f"Title {n}")) for n in (1, 2))
    voted = replace(second.paper.sightings[0], votes=99)
    liked = replace(second, paper=replace(second.paper, sightings=(voted,)))
    renamed = replace(second, paper=replace(second.paper, title="Renamed"))
    keys = [
        {file.path: file.key for file in pages(make_library(entries=(first, other)))}
        for other in (second, liked, renamed)
    ]
    before, after_votes, after_title = (key["paper/2603.00001.md"] for key in keys)
    assert before == after_votes != after_title
    assert "Renamed" in unescape(page(first, renamed))


def with_related(other: Entry, words: tuple[str, ...] = ()) -> tuple[str, str]:
    """The page of a paper to which another one is related, and the fingerprint of that page."""
    first = make_entry(paper=make_paper(id="2603.00002", title="First"))
    related = {first.paper.id: (RelatedPaper(other.paper.id, words),)}
    library = make_library(entries=(first, other)).with_related(related)
    [file] = [file for file in pages(library) if file.path == "paper/2603.00002.md"]
    return file.data.decode(), file.key


def test_related_papers_are_rows_that_say_what_both_have_in_common() -> None:
    words, _ = with_related(make_entry(), ("stone", "touch & go"))
    tree = html5lib.parse(words, namespaceHTMLElements=False)
    [row] = [part for part in tree.iter("article") if part.get("class") == "card"]
    links = {"".join(link.itertext()): link.get("href") for link in row.iter("a")}
    paper = make_paper()
    assert links[paper.title] == "../../paper/2603.00001/"
    assert links["Abstract"] == "../../paper/2603.00001/#abstract"
    assert links["PDF"] == "https://arxiv.org/pdf/2603.00001" and links["Code"] == paper.code
    shown = " ".join("".join(row.itertext()).split())
    assert "2 March 2026In common: Stones; stone, touch & go" in shown
    assert "Ten fingers are enough for ten stones." in shown
    assert "vote" not in shown and "★" not in shown


def test_the_row_of_a_related_paper_says_that_it_was_withdrawn_and_nothing_where_nothing_is_shared() -> None:
    gone = make_paper(withdrawn="Miscounted.", doi="", code="", authors=(), organisation="", abstract="")
    words, _ = with_related(make_entry(paper=gone, topics=(), note=make_note(takeaway="")))
    assert "Withdrawn:" in words.split("## Related")[1]
    assert "In common" not in words and 'class="takeaway' not in words.split("## Related")[1]


def test_a_page_changes_with_what_it_shows_of_related_papers_and_not_with_their_counts() -> None:
    entry = make_entry()
    paper = entry.paper
    voted = replace(paper.sightings[0], votes=4711, comments=4711)
    counted = replace(entry, paper=replace(paper, sightings=(voted,), stars=4711, citations=4711))
    coded = replace(entry, paper=replace(paper, code="https://code.example/new"))
    keys = [with_related(other)[1] for other in (entry, counted, coded)]
    assert keys[0] == keys[1] != keys[2]


def test_models_datasets_and_spaces_lead_to_the_hub_and_the_rest_is_counted() -> None:
    paper = make_paper(
        models=("quarry/pebble", "quarry/grit"),
        model_count=1234,
        datasets=("quarry/grains",),
        dataset_count=1,
        space_count=2,
    )
    words = page(make_entry(paper=paper))
    links = links_of(words)
    assert links["quarry/pebble"] == "https://huggingface.co/quarry/pebble"
    assert links["quarry/grains"] == "https://huggingface.co/datasets/quarry/grains"
    assert links["and 1,232 more"] == "https://huggingface.co/papers/2603.00001"
    shown = html5lib.parse(words, namespaceHTMLElements=False)
    text = " ".join("".join(shown.itertext()).split())
    assert "1,234 models: quarry/pebble, quarry/grit and 1,232 more" in text
    assert "1 dataset: quarry/grains 2 Spaces: listed there" in text


def test_a_paper_that_no_repository_names_does_not_speak_of_the_hub() -> None:
    assert "On Hugging Face" not in page(make_entry())


def test_what_models_wrote_stands_in_lines_of_its_own_that_say_so() -> None:
    found = re.findall(r'<p class="model"><span class="label">(.*?)</span> (.*?)</p>', page(make_entry()))
    assert [label for label, _ in found] == [
        "One-sentence summary by a model, from Semantic Scholar",
        "Summary by a model, from Hugging Face",
    ]
    assert "Stones count in the dark." in found[0][1] and "without light" in found[1][1]
    assert 'class="model"' not in page(make_entry(paper=make_paper(tldr="", ai_summary="")))


def test_a_note_s_formulas_are_drawn_and_its_prices_are_not() -> None:
    note = make_note(words="A stone of weight $w_1$ costs $5 to $10.")
    words = page(make_entry(note=note))
    assert "weight <math><msub><mi>w</mi><mn>1</mn></msub></math> costs $5 to $10." in words


def test_that_an_abstract_is_missing_is_said_of_each_paper_but_not_in_a_sample() -> None:
    bare = make_entry(paper=make_paper(abstract=""))
    assert "## Abstract\n\nWe do not have the abstract." in page(bare)
    assert "Abstract" not in page(bare, site=make_site(is_sample=True))
    assert "## Abstract" in page(make_entry(), site=make_site(is_sample=True))


def test_a_notice_in_words_of_others_is_told_as_it_is() -> None:
    odd = "100% new %(label)s, 2026-05-18"
    assert "100% new %(label)s</b> by the publisher" in page(make_entry(paper=make_paper(notices=(odd,))))


@pytest.mark.parametrize(
    ("published", "is_told"),
    [
        (MONDAY - timedelta(days=4), True),
        (MONDAY - timedelta(days=3), False),
        (MONDAY + timedelta(days=1), False),
        (PartialDate(MONDAY.year - 1), True),
        (PartialDate(MONDAY.year), False),
    ],
)
def test_lists_say_when_a_paper_was_posted_if_it_is_old_news(published, is_told) -> None:
    made = {file.path: file.data.decode() for file in pages(make_library(entries=(old(published),)))}
    assert ("posted " in made["topic/stones.md"]) == is_told


def old(published) -> Entry:
    return make_entry(paper=make_paper(published=published))


def test_the_score_is_left_out_where_it_is_the_votes() -> None:
    votes = make_entry(parts=(Part(12, "12 votes"),))
    more = make_entry(parts=(Part(12, "12 votes"), Part(1, "+1 for luck")))
    assert "Score" not in page(votes)
    assert "Score 13&#58; 12 votes, +1 for luck" in page(more)


@pytest.mark.parametrize(
    ("address", "name"),
    [("https://huggingface.co/papers/1", "Hugging Face"), ("https://list.example/1#talk", "Discussion")],
)
def test_a_discussion_is_called_by_its_place_where_that_has_a_name(address, name) -> None:
    assert f">{name}</a>" in page(make_entry(paper=make_paper(discussion=address)))
