"""What a screen reader announces: one name for each page, and rows as title, sentence, votes."""

from __future__ import annotations

import pytest
from browsing import MADE_UP_PAGES, wait_until

pytestmark = pytest.mark.slow

PAGES = MADE_UP_PAGES | {"search": "search/?q=language", "saved": "saved/", "status": "status/"}
# Of each row the kinds of what it says, in the order of the page.
ROWS = """() => [...document.querySelectorAll("main .card")].filter((row) => row.checkVisibility()).map(
(row) => {
  const title = row.querySelector("h2, h3");
  const sentence = row.querySelector(".takeaway");
  const votes = row.querySelector(".votes") ?? row.querySelector(".by .watch");
  const found = [[title, "title"], [sentence, "sentence"], [votes, "votes"]].filter(([part]) => part);
  const isBefore = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
  return found.sort(([a], [b]) => (isBefore(a, b) ? -1 : 1)).map(([, kind]) => kind);
})"""


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_name_and_its_rows_say_title_sentence_votes(visit, made_up_site, page):
    opened = visit(made_up_site + PAGES[page]).page
    if page == "search":
        wait_until(opened, "document.querySelectorAll('main .card').length > 5")
    assert opened.get_by_role("heading", level=1).count() == 1
    for kinds in opened.evaluate(ROWS):
        assert kinds == [kind for kind in ("title", "sentence", "votes") if kind in kinds]
        assert "title" in kinds


@pytest.mark.parametrize("page", ["home", "week", "topic"])
def test_a_row_is_announced_by_the_title_alone(visit, made_up_site, page):
    opened = visit(made_up_site + PAGES[page]).page
    titles = opened.locator("main .card h3 a").all_inner_texts()
    for title in titles[:5]:
        assert opened.get_by_role("article", name=title, exact=True).count(), title
        assert opened.get_by_role("heading", name=title, exact=True).count(), title
