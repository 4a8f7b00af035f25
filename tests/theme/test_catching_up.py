"""What a reader missed, in a real browser: the count, the page of what is new, unread marks and triage."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from browsing import (
    PREFIX,
    VIEWS,
    Prefixed,
    axe_violations,
    built,
    expect,
    listening,
    shot,
    sideways,
    wait_until,
    wait_until_calm,
)
from building import copy_of_world
from make import make_paper, make_sighting

from broadsheet.store.store import Store

pytestmark = pytest.mark.slow

NEW = "new/"
TRIAGE = "new/#triage"
FILLED, NEXT = date(2026, 3, 9), date(2026, 3, 10)
# Those of the second build: one for the day that was the newest, and a day of its own.
LATE = "2603.00900"
CAME = tuple(f"2603.0091{number}" for number in range(5))
HOURS = 5 * 60 * 60 * 1000  # ms, after which a look is another visit
VISIT = "broadsheet:/digest/visit"
# A visit that an earlier version of the site kept, without ids, before the last two editions came.
BEFORE_THEM = json.dumps({"day": "2026-03-06", "papers": 3})


class Uncached(Prefixed):
    """Serves pages that no browser shows once more without asking."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


class Site:
    """A site in two states, before and after a day's papers came, at one address."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address

    def show(self, name: str) -> str:
        new = self.folder / "new"
        new.symlink_to(self.folder / name)
        new.replace(self.folder / "live")  # at once: the server may be asked meanwhile
        return self.address


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("caught-up")
    root = copy_of_world(folder)
    shutil.copytree(built(root), folder / "before")
    store = Store(root)
    for number, paper_id in enumerate((LATE, *CAME)):
        day = NEXT if number else FILLED
        sighting = make_sighting(day=day, votes=50 - number)
        authors = ("Zoe Last",) if paper_id == CAME[-1] else ("Ada Example",)
        paper = make_paper(id=paper_id, title=f"New {number}", authors=authors, doi="", sightings=(sighting,))
        store.add(paper, NEXT)
    shutil.copytree(built(root), folder / "after")
    (folder / "live").symlink_to(folder / "before")
    with listening(partial(Uncached, directory=str(folder / "live"))) as address:
        yield Site(folder, f"{address}{PREFIX}")


def unseen(page) -> set[str]:
    """Ids of the papers that a list marks as new, each of them in words as well."""
    rows = page.locator("main .card.unseen")
    assert rows.locator(".fresh").count() == rows.count()
    return {row.removeprefix("p-") for row in rows.evaluate_all("rows => rows.map(({id}) => id)")}


def shown_days(page) -> list[str]:
    return page.locator("section[data-day]:visible").evaluate_all("parts => parts.map((p) => p.dataset.day)")


def kept(page, name: str):
    return page.evaluate(f"JSON.parse(localStorage.getItem('broadsheet:/digest/{name}'))")


def let_hours_pass(page) -> None:
    page.evaluate(
        f"""() => {{
          const visit = JSON.parse(localStorage.getItem("{VISIT}"));
          localStorage.setItem("{VISIT}", JSON.stringify({{...visit, at: visit.at - {HOURS}}}));
        }}"""
    )


def come_back(seen, address: str, width: int = 1280) -> None:
    """Open a page as a reader who was here before the last two editions came."""
    seen.page.evaluate(f"localStorage.setItem('{VISIT}', '{BEFORE_THEM}')")
    seen.page.goto("about:blank")
    seen.asked.clear()
    seen.page.goto(address)


def wait_until_order_is_asked(seen) -> None:
    """Wait until the page has asked for the reader's own order: what is saved after that is not in it."""
    wait_until(seen.page, lambda: any("for-you/data/" in address for address in seen.asked))


def publish(site: Site, name: str, page) -> None:
    """Show the site in another state while no page of the one before asks for more."""
    page.goto("about:blank")
    site.show(name)


def test_what_came_since_the_last_visit_is_caught_up_with(site, visit):
    address = site.show("before")
    seen = visit(address)
    page = seen.page
    assert page.locator(".news").count() == 0 and unseen(page) == set()
    page.goto(address + NEW)
    expect(page.locator("#missed")).to_contain_text("first visit")
    assert len(shown_days(page)) == 4
    # The newest day is filled, and another comes.
    let_hours_pass(page)
    publish(site, "after", page)
    page.goto(address)
    assert unseen(page) == set(CAME)
    news = page.locator(".news a")
    expect(news).to_have_text("6 new since your last visit")
    news.click()
    page.wait_for_url(address + NEW)
    assert shown_days(page) == [f"{NEXT}", f"{FILLED}"]
    assert unseen(page) == {LATE, *CAME}
    bar = page.locator("#missed-bar")
    assert bar.inner_text().startswith("6 new papers 2 days")
    opened = page.locator(f"section[data-day='{NEXT}'] > .list h3 a")
    assert opened.all_inner_texts() == ["New 1", "New 2", "New 3"]
    filled = page.locator(f"section[data-day='{FILLED}'] > .list h3 a")
    assert filled.all_inner_texts() == ["New 0"], "what stood there before is folded"
    # Every list knows; another tab is the same visit; what is opened is no longer new.
    page.get_by_role("link", name="All", exact=True).click()
    expect(page.locator("details.rest:not([open]):visible")).to_have_count(0)
    tab = seen.context.new_page()
    for place in ("week/2026-W11/", "topic/sums/", f"day/{NEXT}/", "trending/"):
        tab.goto(address + place)
        listed = set(tab.locator("main .card").evaluate_all("rows => rows.map(({id}) => id.slice(2))"))
        assert unseen(tab) == listed & {LATE, *CAME}, place
    tab.goto(f"{address}paper/{CAME[0]}/")
    wait_until(page, "document.querySelectorAll('.unseen').length === 5")
    assert page.get_by_role("progressbar").evaluate("bar => [bar.value, bar.max]") == [1, 6]
    tab.goto(f"{address}search/?q=New")
    tab.locator("li.card.unseen").first.wait_for()
    # All is seen, which can be taken back.
    page.get_by_role("button", name="Mark all as seen").click()
    assert unseen(page) == set()
    page.get_by_role("button", name="Undo").click()
    assert len(unseen(page)) == 5
    page.get_by_role("button", name="Mark all as seen").click()
    page.reload()
    expect(page.locator("#missed")).to_contain_text("Nothing is new")
    assert len(shown_days(page)) == 5
    page.goto(address)
    assert page.locator(".news").count() == 0
    assert seen.wrong == []
    assert [url for url in seen.asked if not url.startswith(address)] == []


def test_the_best_of_a_day_are_the_readers_own_and_no_request_tells_so(site, visit):
    address = site.show("after")
    readers = []
    for followed in ([], [{"kind": "author", "name": "Zoe Last", "title": "Zoe Last"}]):
        seen = visit(address)
        seen.page.evaluate(
            "kept => localStorage.setItem('broadsheet:/digest/followed', kept)", json.dumps(followed)
        )
        come_back(seen, address + NEW)
        readers.append(seen)
    page = seen.page
    page.get_by_text("by your own order").wait_for()
    for seen in readers:
        wait_until_calm(seen)
    wait_until(page, lambda: files_asked(readers[0]) == files_asked(readers[1]))
    first = page.locator(f"section[data-day='{NEXT}'] > .list > .card").first
    assert first.locator("h3 a").inner_text() == "New 5"
    assert "Zoe Last" in first.locator(".reason").inner_text()
    page.get_by_role("link", name="One by one").click()
    is_at(page, "New 5")
    assert seen.wrong == []


def files_asked(seen) -> list[str]:
    return sorted(url for url in seen.asked if "favicon" not in url)


def is_at(page, title: str, progress: str = "") -> None:
    """Wait until a paper is the one that is gone through, and so far have all come."""
    expect(page.locator(".triage h3 a")).to_have_text(title)
    if progress:
        expect(page.locator(".triage .label")).to_have_text(progress)


def test_triage_goes_by_keys_and_is_taken_up_again(site, visit):
    address = site.show("after")
    seen = visit(address)
    come_back(seen, address + TRIAGE)
    wait_until_order_is_asked(seen)
    page = seen.page
    is_at(page, "New 1", "0 of 8 done")
    assert page.evaluate("document.activeElement.textContent") == "New 1"
    page.keyboard.press("j")
    is_at(page, "New 2", "1 of 8 done")
    assert page.evaluate("document.activeElement.textContent") == "New 2", "the focus goes along"
    page.get_by_role("status").filter(has_text="Skipped. 1 of 8 done. New 2").wait_for(state="attached")
    page.keyboard.press("s")
    page.keyboard.press("u")
    is_at(page, "New 2")
    assert kept(page, "saved") == []
    page.keyboard.press("S")  # Caps Lock is on
    page.keyboard.press("l")
    is_at(page, "New 4", "2 of 8 done")
    assert [paper["id"] for paper in kept(page, "saved")] == [CAME[1]]
    assert kept(page, "saved")[0]["day"] == f"{NEXT}"
    # Days later, in another tab.
    let_hours_pass(page)
    page.goto(address)
    expect(page.locator(".news a")).to_have_text("8 new since 6 March")
    page.goto(address + TRIAGE)
    is_at(page, "New 4", "2 of 8 done")
    for done in range(3, 8):
        page.keyboard.press("j")
        expect(page.locator(".triage .label")).to_have_text(f"{done} of 8 done")
    is_at(page, "New 3")  # what was put off comes back at the end
    page.keyboard.press("l")
    expect(page.locator(".triage .end h2")).to_contain_text("Done. 1 paper is kept for later")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("?")
    expect(page.locator("dialog dl")).to_contain_text("Later")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Back to the list").click()
    expect(page).to_have_url(f"{address}new/#best")
    assert unseen(page) == {CAME[2]}
    page.reload()
    page.get_by_role("link", name="One by one").click()
    is_at(page, "New 3", "0 of 1 done")
    page.keyboard.press("j")
    expect(page.locator(".triage .end h2")).to_have_text("All done.")
    page.keyboard.press("u")
    is_at(page, "New 3")
    assert seen.wrong == []


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_triage_goes_by_thumbs_and_fits_everywhere(site, visit, width, scheme):
    address = site.show("after")
    seen = visit(address, width, scheme, has_touch=True, is_mobile=width < 400)
    come_back(seen, address + NEW)
    wait_until_order_is_asked(seen)
    page = seen.page
    shot(page, "new", width, scheme)
    wrong = axe_violations(page)
    page.get_by_role("link", name="One by one").tap()
    for name, after in (("Skip", "New 2"), ("Later", "New 3"), ("Save", "New 4"), ("Undo", "New 3")):
        button = page.get_by_role("group").get_by_role("button", name=name)
        place = button.bounding_box()
        assert place["height"] >= 44 and place["width"] >= 44
        button.tap()
        is_at(page, after)
        assert button.bounding_box() == pytest.approx(place, abs=1), "the thumb stays where it is"
    assert kept(page, "saved") == []
    wrong += axe_violations(page)
    assert wrong == []
    assert sideways(page) <= 0
    shot(page, "triage", width, scheme)
    assert seen.wrong == []


def test_a_full_store_is_said_and_the_paper_stays(site, visit):
    address = site.show("after")
    seen = visit(address)
    come_back(seen, address + TRIAGE)
    page = seen.page
    page.evaluate(
        "void (Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); })"
    )
    for key in "jsl":
        page.keyboard.press(key)
        is_at(page, "New 1")
    page.get_by_text("storage is full or blocked").wait_for()
    page.get_by_role("link", name="Best of each day").click()
    page.get_by_role("button", name="Mark all as seen").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert seen.wrong == []


def test_a_search_that_is_followed_counts_what_came_since_the_last_look(site, visit):
    address = site.show("before")
    seen = visit(f"{address}search/?q=author:example")
    page = seen.page
    page.get_by_role("button", name="Follow this search").click()
    item = page.locator(".follows > li")
    badge = item.locator(".badge")
    page.goto(address + "for-you/")
    ids = item.locator("[data-id]").evaluate_all("items => items.map((item) => item.dataset.id)")
    expect(badge).to_have_text(f"{len(ids)} new papers")
    assert LATE not in ids
    page.reload()
    expect(badge).to_have_count(1)  # nobody looked
    badge.click()
    wait_until(page, "localStorage.getItem('broadsheet:/digest/looks') !== null")
    assert item.locator("details[open]").count() == 1, "what is being looked at stays open"
    page.reload()
    item.wait_for()
    assert badge.count() == 0 and item.locator(".older").count() == 0
    # The newest day is filled, and another comes.
    publish(site, "after", page)
    page.goto(address + "for-you/")
    expect(badge).to_have_text("5 new papers")
    found = item.locator("[data-id]").evaluate_all("items => items.map((item) => item.dataset.id)")
    assert set(found) == {LATE, *CAME[:4]}
    item.get_by_role("link", name="author:example").click()
    page.wait_for_url("**/search/?q=author*")
    page.go_back()
    page.reload()
    item.wait_for()
    assert badge.count() == 0, "who opened the search has looked"
    # After a long time away the page does not reach back to the last look, and says so.
    page.evaluate(
        """localStorage.setItem("broadsheet:/digest/looks",
          '{"search:q=author%3Aexample": {"day": "2020-01-01", "papers": 0, "ids": []}, "x": 7}')"""
    )
    page.reload()
    expect(badge).to_have_text(f"{len(ids) + 5} new papers")
    older = item.locator(".older")
    expect(older).to_have_text("What came before 2 March")
    assert older.get_attribute("href").endswith("search/?q=author%3Aexample&sort=newest")
    assert seen.wrong == []
