"""Pages that papers of older months share: what they say, and that all of the site leads to them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from urllib.parse import urldefrag, urljoin

import html5lib
import pytest
from make import REPOSITORIES, make_library, make_reading, make_site
from sharing import NEW, OLD, entry_of, sharing_library

from broadsheet.disk.tree import OutFile
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry, RelatedPaper
from broadsheet.model.paper import Version
from broadsheet.model.site import Repository
from broadsheet.outputs.api import api
from broadsheet.outputs.cards.paper_cards import paper_cards
from broadsheet.outputs.feeds.feeds import feeds
from broadsheet.outputs.markdown_copies import markdown_copies
from broadsheet.outputs.pages.pages import pages
from broadsheet.outputs.pages.status import status
from broadsheet.outputs.pages.trends import trends
from broadsheet.settings.exports import ALL_MONTHS

SHARED = "papers/2601"
FULL = {
    **REPOSITORIES,
    "doi": "10.5555/full.1",
    "journal": "Annals of Stones 3",
    "comment": "12 pages, one of them blank",
    "withdrawn": "An error in $x^2$",
    "notices": ("retraction 2026-02-02 10.5555/gone.1",),
    "former_titles": ("On pebbles",),
    "versions": (Version(1, date(2026, 1, 1)), Version(2, date(2026, 1, 9))),
    "licence": "http://creativecommons.org/licenses/by/4.0/",
    "citations": 41,
    "other_ids": ("doi-10.5555-full.1",),
    "abstract": r"We prove that $\frac{a}{b}$. <b>Nothing</b> else & no more.",
    "authors": tuple(f"Ada Example-{number}" for number in range(30)),
}


def made(output, library: Library) -> dict[str, OutFile]:
    return {file.path: file for file in output(library)}


def page(library: Library, path: str) -> str:
    return made(pages, library)[f"{path}.md"].data.decode()


def tree_of(text: str):
    return html5lib.parse(
        re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL), namespaceHTMLElements=False
    )


def links(text: str, at: str) -> set[str]:
    """Return where the links of a page at an address lead to, from the site's root."""
    return links_of(tree_of(text), at)


def links_of(place, at: str) -> set[str]:
    """Return where the links within an element of a page lead to, from the site's root."""
    found = {urljoin(f"https://x.example/{at}/", link.get("href")) for link in place.iter("a")}
    return {address.removeprefix("https://x.example/") for address in found}


def words(text: str) -> set[str]:
    """Return the words that a reader sees on a page."""
    tree = tree_of(text)
    for parent in list(tree.iter()):
        for child in list(parent):
            if child.tag in ("script", "template"):
                parent.remove(child)
    return set(re.findall(r"\w+", " ".join(tree.itertext())))


def article(text: str, paper_id: str):
    [found] = [part for part in tree_of(text).iter("article") if part.get("id") == f"p-{paper_id}"]
    return found


def full_entry() -> Entry:
    return replace(
        entry_of("2601.00002", words="Mind the *gap*.", **FULL), reasons=("Listed by <The> Example List",)
    )


def test_a_shared_page_says_of_a_paper_all_that_its_own_page_would_say() -> None:
    entries = (full_entry(), entry_of("2601.00003"))
    sharing, alone = sharing_library(*entries), sharing_library(*entries, months=None)
    related = {"2601.00002": (RelatedPaper("2601.00003", ("granite", "slate")),)}
    shared = page(sharing.with_related(related), SHARED)
    own = page(alone.with_related(related), "paper/2601.00002")
    # The edition is at the head of each day; neighbours stand beside one another. What is said elsewhere on
    # the page, or on that of the day, is not said again: short citations, weeks and months, words in common.
    labels = {
        "Previous",
        "Next",
        "paper",
        "Abstract",
        "Facts",
        "Cite",
        "All",
        "authors",
        "Organisation",
        "arXiv",
    }
    labels |= {"Week", "19", "25", "Listed", "in", "In", "common", "granite", "slate", "4", "January"}
    labels |= {"According", "to", "30"}
    assert words(own) - words(shared) <= labels
    own_links = {urldefrag(link)[0] for link in links(own, "paper/2601.00002")}
    shared_links = {urldefrag(link)[0] for link in links(shared, SHARED)}
    at_own_page = {f"paper/2601.00002/cite.{ending}" for ending in ("bib", "ris", "json")}
    moved = {"paper/2601.00003/"}  # related there, which shares a page here
    periods = {link for link in own_links if link.startswith(("week/", "month/"))}
    by_script = {link for link in own_links if link.startswith("search/?")}
    assert own_links - shared_links - at_own_page - moved - periods - by_script == set()


def test_a_place_has_what_programs_read_of_a_paper() -> None:
    text = page(sharing_library(full_entry()), SHARED)
    place = article(text, "2601.00002")
    [coins] = [span for span in place.iter("span") if span.get("class") == "Z3988"]
    assert "rft_id=info:doi/10.5555/full.1" in coins.get("title")
    tags = {tag.get("name"): tag.get("content") for tag in place.iter("meta")}
    assert tags["citation_doi"] == "10.5555/full.1"
    assert tags["citation_arxiv_id"] == "2601.00002"
    assert place.get("data-day") == OLD.isoformat()


def test_a_preprint_says_what_programs_read_of_it_once() -> None:
    place = article(
        page(sharing_library(entry_of("2601.00002", authors=("Ada Example",))), SHARED), "2601.00002"
    )
    [coins] = [span for span in place.iter("span") if span.get("class") == "Z3988"]
    assert {
        "rft.title=On+2601.00002",
        "rft_id=info:doi/10.48550/arXiv.2601.00002",
        "rft_id=https://arxiv.org/abs/2601.00002",
    } <= set(coins.get("title").split("&"))
    assert not {part.tag for part in place.iter()} & {"meta", "template", "script"}


@pytest.mark.parametrize("at", ["day/2026-01-20", "week/2026-W04", "month/2026-01"])
def test_lists_of_older_months_name_papers_by_title(at) -> None:
    entries = [entry_of(f"2601.{number:05}", authors=("Ada Example", "Ben")) for number in range(60)]
    text = page(sharing_library(*entries), at)
    tree = tree_of(text)
    assert not list(tree.iter("article"))
    lines = [item for item in tree.iter("li") if f"{SHARED}/#p-2601.00042" in links_of(item, at)]
    assert "".join(lines[0].itertext()).split() == [
        "On",
        "2601.00042",
        "Ada",
        "Example",
        "et",
        "al.",
        "12",
        "votes",
    ]
    named = {link.partition("#p-")[2] for link in links(text, at) if "#p-" in link}
    assert named == {entry.paper.id for entry in entries}
    assert "by title" in "".join(tree.itertext())


def test_a_list_of_old_and_new_papers_says_as_much_of_each_as_others_do() -> None:
    old = entry_of("2604.00001", date(2026, 4, 30))
    new = entry_of("2605.00002", date(2026, 5, 1))
    text = page(sharing_library(old, new), "week/2026-W18")
    assert len(list(tree_of(text).iter("article"))) == 2


def test_formulas_are_drawn_and_strangers_words_stay_words() -> None:
    place = article(page(sharing_library(full_entry()), SHARED), "2601.00002")
    assert list(place.iter("{http://www.w3.org/1998/Math/MathML}math"))
    assert "Nothing" not in {bold.text for bold in place.iter("b")}
    assert "<b>Nothing</b> else & no more." in "".join(place.itertext())


def test_a_paper_is_found_by_the_ids_that_it_went_by_before() -> None:
    text = page(sharing_library(entry_of("2601.00002", other_ids=("openreview-stones",))), SHARED)
    place = article(text, "2601.00002")
    assert "p-openreview-stones" in {part.get("id") for part in place.iter()}


def test_no_id_stands_twice_on_a_shared_page() -> None:
    entries = [entry_of(f"2601.{number:05}") for number in range(5)]
    related = {"2601.00001": (RelatedPaper("2601.00002"),), "2601.00003": (RelatedPaper("2601.00002"),)}
    text = page(sharing_library(*entries).with_related(related), SHARED)
    ids = [part.get("id") for part in tree_of(text).iter() if part.get("id")]
    assert len(ids) == len(set(ids))


def test_a_note_stands_with_its_paper_and_its_links_lead_on() -> None:
    entry = entry_of("2601.00002", words="See [the other](paper:2601.00003) and [the new](paper:2605.00001).")
    text = page(sharing_library(entry, entry_of("2601.00003")), SHARED)
    assert "[the other](../papers/2601.md#p-2601.00003)" in text
    assert "[the new](../paper/2605.00001.md)" in text


def test_a_place_leads_to_the_files_of_its_month_where_these_are_for_months() -> None:
    entry = entry_of("2601.00002")
    packs = {"export_months": ALL_MONTHS, "packs_exports": True}
    shared = links(page(sharing_library(entry, **packs), SHARED), SHARED)
    own = links(page(sharing_library(entry, months=None, **packs), "paper/2601.00002"), "paper/2601.00002")
    files = {urldefrag(link)[0] for link in own if re.search(r"\.(bib|ris|json|md|gz)(#|$)", link)}
    assert len(files) == 5
    assert files <= shared


def test_who_may_edit_finds_the_file_of_each_note() -> None:
    repository = Repository("https://forge.example/edit/", "https://forge.example/new/", "filename")
    library = sharing_library(entry_of("2601.00002"), repository=repository)
    assert "https://forge.example/new/content/notes?filename=2601.00002.md" in links(
        page(library, SHARED), SHARED
    )


def test_papers_stand_under_their_days_in_the_order_of_their_ids() -> None:
    library = sharing_library(
        entry_of("2601.00009"), entry_of("2601.00002"), entry_of("2601.00005", date(2026, 2, 3))
    )
    ids = [part.get("id") for part in tree_of(page(library, SHARED)).iter("article")]
    assert ids == ["p-2601.00002", "p-2601.00009", "p-2601.00005"]


# -- what leads there --------------------------------------------------------------------------------


def addresses_in(files: Iterable[OutFile]) -> Iterator[str]:
    """Yield all that may be an address of a paper in files of text."""
    for file in files:
        data = file.data
        if file.path.endswith(".gz"):
            data = gzip.decompress(data)
        if not file.path.endswith((".png", ".bin")):
            text = re.sub(r"tag:[^<\"]*", "", data.decode("utf-8", "replace"))  # ids of items never change
            yield from re.findall(r"papers?/[\w./-]*(?:#p-[\w.-]+)?", text)


@pytest.mark.parametrize(
    ("output", "site"),
    [
        *[(output, {"export_months": 0}) for output in (pages, trends, status, feeds, api, markdown_copies)],
        (markdown_copies, {"export_months": ALL_MONTHS, "packs_exports": True}),
    ],
)
def test_nothing_leads_to_the_page_that_a_paper_on_a_shared_page_had(output, site) -> None:
    entries = [entry_of("2601.00002", withdrawn="An error"), entry_of("doi-10.5555-stones.1")]
    for months in (1, None):
        library = sharing_library(*entries, months=months, **site)
        found = set(addresses_in(output(library)))
        old = {address for address in found if address.startswith("paper/2601.00002")}
        new = {address for address in found if address.endswith("#p-2601.00002")}
        if months:
            assert not old
        assert bool(new) is bool(months and (output not in (status, trends)))


def test_a_list_in_short_leads_to_the_abstract_where_it_stands() -> None:
    entries = [entry_of(f"2601.{number:05}") for number in range(60)]
    text = page(sharing_library(*entries), "month/2026-01")
    abstracts = {link for link in links(text, "month/2026-01") if "2601.00002" in link}
    assert f"{SHARED}/#p-2601.00002" in abstracts
    assert not any("#abstract" in link for link in abstracts)


def test_a_paper_on_a_shared_page_has_no_card() -> None:
    library = sharing_library(entry_of("2604.00009", date(2026, 4, 30)), paper_cards=30)
    assert [path for path, _ in paper_cards(library)] == ["cards/paper/2605.00001.png"]


def test_an_address_of_a_paper_that_was_joined_with_one_on_a_shared_page_leads_there() -> None:
    entry = entry_of("2601.00002", other_ids=("openreview-stones",))
    library = sharing_library(entry)
    reading = make_reading(kept=("openreview-stones",))
    library = replace(library, readings=(reading,))
    text = page(library, "paper/openreview-stones")
    assert f"{SHARED}/#p-2601.00002" in links(text, "paper/openreview-stones")
    head = unescape(text.split("---\n")[1])
    assert 'moved_to: "../../papers/2601/#p-2601.00002"' in head
    assert 'canonical: "papers/2601/"' in head


# -- large months ------------------------------------------------------------------------------------


def large_library(papers: int, **site: object) -> Library:
    return sharing_library(*[entry_of(f"2601.{number:05}") for number in range(papers)], **site)


def test_a_large_month_has_a_page_for_each_last_digit_and_a_list_of_all_at_its_address() -> None:
    files = made(pages, large_library(170))
    assert sorted(path for path in files if path.startswith("papers/")) == [
        SHARED + ".md",
        *[f"{SHARED}/{digit}.md" for digit in range(10)],
        "papers/parts.json",
    ]
    text = files[SHARED + ".md"].data.decode()
    assert f"{SHARED}/7/#p-2601.00017" in links(text, SHARED)
    assert "p-2601.00017" in {part.get("id") for part in tree_of(text).iter("li")}
    assert json.loads(files["papers/parts.json"].data) == {"2601": 1}
    in_part = {part.get("id") for part in tree_of(files[f"{SHARED}/7.md"].data.decode()).iter("article")}
    assert in_part == {f"p-2601.{number:05}" for number in range(7, 170, 10)}


def test_a_very_large_month_has_lists_of_parts_of_parts() -> None:
    files = made(pages, large_library(1501))
    assert json.loads(files["papers/parts.json"].data) == {"2601": 2}
    first = files[SHARED + ".md"].data.decode()
    assert f"{SHARED}/7/" in links(first, SHARED)
    assert not [link for link in links(first, SHARED) if "#p-" in link]  # they would be too many
    second = files[f"{SHARED}/7.md"].data.decode()
    assert {f"{SHARED}/17/", f"{SHARED}/17/#p-2601.00017"} <= links(second, f"{SHARED}/7")
    in_part = {part.get("id") for part in tree_of(files[f"{SHARED}/17.md"].data.decode()).iter("article")}
    assert in_part == {f"p-2601.{number:05}" for number in range(17, 1501, 100)}


def test_many_works_of_other_ids_are_parted_too() -> None:
    ids = [f"doi-10.5555-{number}" for number in range(170)]
    files = made(pages, sharing_library(*[entry_of(paper_id) for paper_id in ids]))
    text = files["papers/other.md"].data.decode()
    led_to = {link for link in links(text, "papers/other") if "#p-" in link}
    assert {link.partition("#p-")[2] for link in led_to} == set(ids)
    for path in {link.partition("/#p-")[0] for link in led_to}:
        there = {part.get("id") for part in tree_of(files[f"{path}.md"].data.decode()).iter("article")}
        assert {link.partition("#")[2] for link in led_to if link.startswith(f"{path}/#")} == there
    assert "last digits" not in text


def test_no_page_of_a_library_without_shared_pages_differs() -> None:
    library = sharing_library(entry_of("2601.00002"), months=100)
    alone = make_library(site=make_site(), entries=library.entries)
    files, others = made(pages, library), made(pages, alone)
    assert {path: file.data for path, file in files.items()} == {p: f.data for p, f in others.items()}
    assert NEW > OLD
