"""Papers in lists for reference managers (COinS), read back as Zotero reads them: pairs of a query."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import html5lib
import pytest
from make import make_entry, make_library, make_paper

from broadsheet.outputs.citations.coins import context_object
from broadsheet.outputs.pages.pages import pages


def read(paper) -> dict[str, list[str]]:
    """The keys and values of a paper's span, as a browser and then a reader of queries have them."""
    tree = html5lib.parse(f'<span title="{context_object(paper)}">', namespaceHTMLElements=False)
    return parse_qs(tree.find(".//span").get("title"), strict_parsing=True)


def test_a_preprint_has_all_that_zotero_files():
    paper = make_paper(
        id="2603.00001", doi="", authors=("Ada van der Berg", "Stone AI"), published=date(2026, 3, 1)
    )
    assert read(paper) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:dc"],
        "rft.type": ["preprint"],
        "rft.title": ["How to Count Stones in the Dark"],
        "rft.date": ["2026-03-01"],
        "rft_id": ["info:doi/10.48550/arXiv.2603.00001", "https://arxiv.org/abs/2603.00001"],
        "rft.au": ["van der Berg, Ada"],
        "rft.aucorp": ["Stone AI"],
    }


def test_an_article_has_its_journal():
    found = read(make_paper(journal="Annals of Stones & Sand", published=None))
    assert found["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:journal"] and found["rft.genre"] == ["article"]
    assert found["rft.atitle"] == ["How to Count Stones in the Dark"]
    assert found["rft.jtitle"] == ["Annals of Stones & Sand"]
    assert found["rft.date"] == ["2026"]


def test_an_article_has_its_volume_its_issue_its_pages_and_its_year():
    found = read(make_paper(journal="J. Stones 3 (2), 11-19 (2027)", published=date(2026, 3, 1)))
    told = {key: value for key, value in found.items() if key.startswith(("rft.jt", "rft.v", "rft.i"))}
    assert told == {"rft.jtitle": ["J. Stones"], "rft.volume": ["3"], "rft.issue": ["2"]}
    assert (found["rft.spage"], found["rft.epage"]) == (["11"], ["19"])
    assert found["rft.date"] == ["2027"], "of the journal, and no day of the preprint beside it"
    one_page = read(make_paper(journal="J. Stones 3, 104567 (2026)", published=date(2026, 3, 1)))
    assert one_page["rft.spage"] == ["104567"] and "rft.epage" not in one_page
    assert one_page["rft.date"] == ["2026-03-01"]


def test_of_many_authors_the_doi_tells_all():
    names = tuple(f"Author {number}" for number in range(21))
    assert len(read(make_paper(authors=names[:20]))["rft.au"]) == 20
    assert "rft.au" not in read(make_paper(authors=names))
    assert len(read(make_paper(id="list-1", doi="", authors=names))["rft.au"]) == 21


@pytest.mark.parametrize("words", ['"><script>alert(1)</script>', "a & b; c=d + 100%", "é 石 🎉", "&amp;"])
def test_words_stay_words(words):
    assert read(make_paper(title=words, authors=(f"{words} Stone",)))["rft.title"] == [words]
    assert read(make_paper(title=words, journal="Annals of Sand"))["rft.atitle"] == [words]


def test_a_paper_of_a_conference_has_its_proceedings():
    found = read(make_paper(journal="ICLR 2026"))
    assert found["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:book"] and found["rft.genre"] == ["proceeding"]
    assert found["rft.atitle"] == ["How to Count Stones in the Dark"]
    assert found["rft.btitle"] == ["ICLR 2026"]


def test_every_paper_of_a_day_and_of_a_topic_has_one_and_no_other_page_does():
    entries = [make_entry(paper=make_paper(id=f"2603.0000{number}")) for number in range(1, 4)]
    found = {}
    for file in pages(make_library(entries=entries)):
        tree = html5lib.parse(file.data, namespaceHTMLElements=False)
        spans = [span for span in tree.iter("span") if span.get("class") == "Z3988"]
        found[file.path] = len(spans)
    assert found["day/2026-03-02.md"] == found["index.md"] == found["topic/stones.md"] == 3
    assert {number for path, number in found.items() if path.startswith(("paper/", "month/"))} == {0}
