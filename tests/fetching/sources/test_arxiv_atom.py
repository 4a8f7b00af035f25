"""arXiv's records: what is kept of an entry, what is dropped and why, and which answers are failures."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from arxiv_made import entry, error, feed

from broadsheet.errors import SourceError
from broadsheet.fetching.sources.arxiv_atom import find_withdrawal, parse
from broadsheet.model.ledger import Rejection
from broadsheet.model.paper import Paper, Version


def only(text: str) -> Paper:
    [record] = parse(feed(text)).records
    assert isinstance(record.item, Paper), record.item
    return record.item


def test_every_field_that_a_reader_could_want_is_kept():
    full = entry(
        submitted="2026-05-15T13:00:00Z",
        id="<id>http://arxiv.org/abs/2605.00001v3</id>",
        updated="<updated>2026-05-18T09:00:00Z</updated>",
        comment="<arxiv:comment>12 pages,\n 3 figures</arxiv:comment>",
        journal="<arxiv:journal_ref>J. Stones 7 (2026) 1-9</arxiv:journal_ref>",
        doi="<arxiv:doi>10.55555/Stones.7</arxiv:doi>",
        categories='<category term="cs.LG"/><category term="cs.CL"/>',
        authors="<author><name>Ada  Example</name></author><author><name>Béla Sample</name></author>",
    )
    paper = only(full)
    assert (paper.id, paper.title, paper.described_by) == ("2605.00001", "On Paper 1", "arxiv")
    assert paper.abstract == "We count $\\sim$60% of the stones."
    assert paper.authors == ("Ada Example", "Béla Sample")
    assert paper.categories == ("cs.CL", "cs.LG")
    assert (paper.comment, paper.journal) == ("12 pages, 3 figures", "J. Stones 7 (2026) 1-9")
    assert paper.doi == "10.55555/stones.7"
    assert paper.published == date(2026, 5, 15)
    assert paper.versions == (Version(1, date(2026, 5, 15)), Version(3, date(2026, 5, 18)))
    assert paper.withdrawn == "" and paper.sightings == ()


def test_an_id_that_is_none_is_named_in_short():
    [record] = parse(feed(entry(id=f"<id>http://arxiv.org/abs/{'x' * 200}</id>"))).records
    assert isinstance(record.item, Rejection)
    assert len(record.item.item) == 60 and record.item.item.startswith("http://arxiv.org/abs/xxx")


def test_when_a_paper_was_submitted_stands_beside_it():
    [record] = parse(feed(entry(submitted="2026-05-18T14:00:00-04:00"))).records
    assert record.submitted == datetime(2026, 5, 18, 18, 0, tzinfo=UTC)


def test_an_older_id_is_made_safe_for_a_path():
    assert only(entry(id="<id>http://arxiv.org/abs/hep-th/9901001v2</id>")).id == "hep-th-9901001"


def test_a_title_of_nought_is_a_title():
    assert only(entry(title="<title>0</title>")).title == "0"


def test_an_entry_without_a_link_is_a_paper_all_the_same():
    assert only(entry(link="", summary="", authors="")).id == "2605.00001"


def test_of_several_dois_in_one_field_the_first_counts():
    several = "<arxiv:doi>doi:10.55555/one.1 10.55555/two.2</arxiv:doi>"
    assert only(entry(doi=several)).doi in ("10.55555/one.1",)


def test_a_doi_that_leads_nowhere_and_a_server_of_preprints_are_no_publication():
    doi = "<arxiv:doi>10.5555/3600270.3602070</arxiv:doi>"
    journal = "<arxiv:journal_ref>CoRR abs/2605.00001</arxiv:journal_ref>"
    paper = only(entry(doi=doi, journal=journal))
    assert (paper.doi, paper.journal) == ("", "")


@pytest.mark.parametrize(
    ("places", "organisation"),
    [
        (["Stone Lab", "Stone Lab"], "Stone Lab"),
        (["Stone Lab"], "Stone Lab"),
        (["Stone Lab", "Sand Lab"], ""),
        (["Stone Lab", None], ""),
        ([None, None], ""),
        ([], ""),
    ],
)
def test_an_affiliation_is_the_organisation_only_where_all_authors_share_it(places, organisation):
    authors = "".join(
        f"<author><name>A {n}</name>"
        + (f"<arxiv:affiliation>{place}</arxiv:affiliation>" if place else "")
        + "</author>"
        for n, place in enumerate(places)
    )
    assert only(entry(authors=authors)).organisation == organisation


@pytest.mark.slow
def test_ten_thousand_authors_are_ten_thousand_authors():
    authors = "".join(f"<author><name>A {n}</name></author>" for n in range(10_000))
    assert len(only(entry(authors=authors)).authors) == 10_000


@pytest.mark.parametrize(
    ("bad", "drop"),
    [
        (entry(id=""), Rejection("item 1", "On Paper 1", "no id")),
        (entry(title=""), Rejection("2605.00001", "", "no title")),
        (entry(title="<title> \u200b </title>"), Rejection("2605.00001", "", "no title")),
        (entry(published=""), Rejection("2605.00001", "On Paper 1", "no date of submission")),
        (
            entry(published="<published>yesterday</published>"),
            Rejection("2605.00001", "On Paper 1", "no date of submission"),
        ),
        (
            entry(published="<published>9999-12-31T23:59:59-12:00</published>"),
            Rejection("2605.00001", "On Paper 1", "no date of submission"),
        ),
        (
            entry(id="<id>http://arxiv.org/abs/../../x</id>"),
            Rejection("http://arxiv.org/abs/../../x", "On Paper 1", "the id is not an arXiv id"),
        ),
        (
            entry(id="<id>http://arxiv.org/abs/\uff12\uff16\uff10\uff15.00001v1</id>"),
            Rejection(
                "http://arxiv.org/abs/\uff12\uff16\uff10\uff15.00001v1",
                "On Paper 1",
                "the id is not an arXiv id",
            ),
        ),
    ],
)
def test_an_entry_that_cannot_be_kept_is_named_with_the_reason(bad, drop):
    first, second = parse(feed(bad, entry(2))).records
    assert first.item == drop
    assert isinstance(second.item, Paper)


WITHDRAWN = (
    "This paper has been withdrawn by the author due to an error in Lemma 2.",
    "This paper has been withdrawn",
    "Withdrawn",
    "withdrawn by the authors; a corrected proof is in preparation",
    "Paper withdrawn, since the main result was known",
    "12 pages. This submission has been temporarily withdrawn by the authors",
    "The authors have withdrawn this manuscript because of a wrong sign in Eq. 4",
    "We are withdrawing this preprint: the data were mislabelled",
    "This submission has been withdrawn by arXiv administrators, since the authors did not agree",
    "This version has been removed by arXiv administrators, since the submitter had no right to submit it",
    "arXiv admin note: submission has been withdrawn, since two persons claim it",
    "The submitter has withdrawn this paper",
    "The article was withdrawn from arXiv at the request of the second author",
    "Author has withdrawn this paper",
)
STANDING = (
    "",
    "12 pages, 3 figures",
    "Withdrawn from the Stone Conference, now under review elsewhere",
    "This paper was withdrawn from the proceedings of the Stone Conference",
    "On withdrawn papers, and why they are cited all the same",
    "Replaces an earlier version, which was withdrawn",
    "We study withdrawn submissions. 9 pages",
    "Data withdrawn from the market are in the appendix",
    "A study of nicotine withdrawal",
)


@pytest.mark.parametrize("comment", WITHDRAWN)
def test_a_comment_that_says_so_marks_a_paper_as_withdrawn(comment):
    assert find_withdrawal(comment, "We count stones.") == comment
    marked = only(entry(comment=f"<arxiv:comment>{comment}</arxiv:comment>"))
    assert marked.withdrawn == comment


@pytest.mark.parametrize("comment", STANDING)
def test_a_comment_that_only_speaks_of_it_does_not(comment):
    assert find_withdrawal(comment, "We count stones.") == ""


def test_an_abstract_that_is_nothing_else_says_it_too():
    said = "This paper has been withdrawn by the author due to a crucial sign error in equation 7."
    assert find_withdrawal("", said) == said


@pytest.mark.parametrize(
    "abstract",
    [
        "We show how often a paper is cited after this paper has been withdrawn by its author.",
        "Withdrawn papers are cited for years.",
        "We withdraw stones from a bag.",
    ],
)
def test_an_abstract_about_withdrawals_does_not(abstract):
    assert find_withdrawal("", abstract) == ""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "answered nothing"),
        (b"Rate exceeded.", "cannot be read"),
        (b"<!doctype html><title>Please verify</title>", "a web page"),
        (feed(entry())[:-200], "cannot be read"),
        (b"<rss/>", "not an Atom feed"),
        (feed(error(), total=1), "answered an error: incorrect id format for abc"),
        (feed(error(""), total=1), "answered an error: without a word"),
        (feed(total=100), "an empty page at 0, of 100 results"),
        (feed(entry()).replace(b"totalResults>1<", b"totalResults><"), "how many results"),
        (feed(entry()).replace(b"totalResults>1<", "totalResults>\uff11<".encode()), "how many results"),
        (feed(entry()).replace(b"totalResults>1<", b"totalResults>-1<"), "how many results"),
    ],
)
def test_what_is_no_list_of_records_is_an_error_of_the_source(body, words):
    with pytest.raises(SourceError, match=words):
        parse(body)


def test_a_list_without_results_is_empty_and_so_is_the_page_after_its_end():
    assert parse(feed(total=0)).records == ()
    assert parse(feed(total=500), start=500).records == ()


def test_the_recorded_answers_are_read_as_what_they_are(recorded):
    folder = recorded / "samples" / "arxiv"
    whole = parse((folder / "query_transformer_2026-06.atom.xml").read_bytes())
    assert len(whole.records) == 5 and whole.total == 28946
    assert all(isinstance(record.item, Paper) for record in whole.records)
    old = parse((folder / "id_astro-ph_0601001_s0_m100_3150dca9dc76.atom.xml").read_bytes())
    assert old.records[0].item.id == "astro-ph-0601001" and old.records[0].item.organisation == ""
    assert parse((folder / "id_0000.0000_s0_m100_8b51d9633a68.atom.xml").read_bytes()).records == ()
    for name in (
        "error_HTTP200_legacy_incorrect_id.atom.xml",
        "id_abc_s0_m100_b79c8dcf6bc3.HTTP400.atom.xml",
    ):
        with pytest.raises(SourceError, match="answered an error: incorrect id format for"):
            parse((folder / name).read_bytes())
    with pytest.raises(SourceError, match="cannot be read"):
        parse((folder / "error_HTTP429_text_html.body").read_bytes())
