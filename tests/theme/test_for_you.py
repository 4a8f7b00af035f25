"""The reader's own order in a real browser, and that no server can tell one reader from another."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import LAST_SCRIPT, axe_violations, built, expect, served, sideways, wait_until
from building import copy_of_world

pytestmark = pytest.mark.slow

DAY = "day/2026-03-02/"
FOR_YOU = "for-you/"
FIRST = "2603.00001"
SLOWEST = 180  # seconds, in which many pages at once are calm


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    root = copy_of_world(tmp_path_factory.mktemp("own"))
    with served(built(root)) as address:
        yield address


def keep(page, **kept: object) -> None:
    """Put values into the browser's storage as earlier visits would have left them."""
    for name, value in kept.items():
        text = value if isinstance(value, str) else json.dumps(value)
        page.evaluate(
            "([name, text]) => localStorage.setItem(`broadsheet:/digest/${name}`, text)", [name, text]
        )


def kept(page, name: str):
    return page.evaluate(f"JSON.parse(localStorage.getItem('broadsheet:/digest/{name}'))")


def paper(paper_id: str, title: str = "A title") -> dict:
    record = {"id": paper_id, "title": title, "authors": [], "day": "", "date": "", "doi": "", "arxiv": ""}
    return {**record, "url": "", "pdf": "", "links": [], "saved": "2026-03-01T00:00:00.000Z"}


def ordered(page) -> None:
    page.locator(".ordered .card").first.wait_for()


def said(page, words: str) -> None:
    page.get_by_role("status").filter(has_text=words).wait_for(state="attached")


def test_a_reader_saves_follows_and_reads_in_an_order_of_her_own(site, visit):
    seen = visit(site + FOR_YOU)
    page = seen.page
    page.locator(".notice", has_text="Nothing is known yet").wait_for()
    page.goto(site + DAY)
    page.locator(f'[id="p-{FIRST}"] button.save').click()
    page.goto(site + "topics/")
    page.locator("[data-mute] .follow").first.click()
    (topic,) = kept(page, "followed")
    page.goto(site + FOR_YOU)
    ordered(page)
    shown = page.locator(".ordered > .list > .card")
    followed = shown.filter(has_text=f"in {topic['title']}, which you follow")
    expect(followed.locator(".star").first).to_be_visible()
    expect(shown.filter(has_text="near “Counting to ten with large sums”").first).to_be_visible()
    unwanted = shown.nth(1)
    title = unwanted.locator("h3 a").inner_text()
    unwanted.locator("summary").click()
    unwanted.get_by_role("button", name="Not for me").click()
    said(page, "Not for you")
    expect(page.locator(".ordered > .list h3 a", has_text=title)).to_have_count(0)
    expect(page.locator(".ordered .rest h3 a", has_text=title)).to_have_count(1)
    page.locator(".unwanted").get_by_role("button", name="Undo").click()
    wait_until(page, "JSON.parse(localStorage.getItem('broadsheet:/digest/taste')).unwanted.length === 0")
    page.get_by_label("Much that is new").check()
    wait_until(page, "JSON.parse(localStorage.getItem('broadsheet:/digest/taste')).novelty === 0.5")
    assert len(kept(page, "taste")["places"][FIRST]) == 44
    assert seen.wrong == []


def test_any_day_has_the_orders_in_its_menu_and_their_state_in_its_address(site, visit):
    seen = visit(site + "topics/")
    page = seen.page
    page.locator("[data-mute] .follow").first.click()
    page.goto(site + DAY)
    everything = set(page.locator("main .card").evaluate_all("cards => cards.map((card) => card.id)"))
    page.locator(".menu > summary").click()
    page.get_by_role("link", name="Only followed").click()
    ordered(page)
    expect(page).to_have_url(f"{site}{DAY}?order=only-followed")
    mine = page.locator(".ordered > .list > .card")
    assert mine.count() == mine.locator(".star").count() > 0
    left_out = page.locator(".ordered .rest")
    assert f"{len(everything) - mine.count()} paper" in left_out.locator("> summary").inner_text()
    for order in ("followed", "for-you"):
        page.goto(f"{site}{DAY}?order={order}")
        ordered(page)
        assert (
            set(page.locator(".ordered .card").evaluate_all("cards => cards.map((card) => card.id)"))
            == everything
        )
        assert page.locator(".ordered .card").first.locator(".star").count() == 1
    assert seen.wrong == []


def test_a_search_is_followed_listed_with_what_is_new_and_copied_as_a_rule(site, visit):
    seen = visit(site + "search/?q=sums")
    page = seen.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Follow this search").click()
    said(page, "Followed: sums")
    assert kept(page, "followed") == [{"kind": "search", "name": "q=sums", "title": "sums"}]
    page.goto(site + FOR_YOU)
    item = page.locator(".follows > li", has_text="sums")
    expect(item.locator(".badge")).to_have_text("1 new paper")
    item.get_by_role("button", name="Copy as a rule").click()
    said(page, "Copied")
    rule = page.evaluate("navigator.clipboard.readText()")
    assert rule.splitlines()[0] == '  - name: "sums"' and '      words: ["sums"]' in rule
    page.locator("#word").fill(" large  sums ")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.locator(".follows > li").first.locator(".badge")).to_have_text("1 new paper")
    page.goto(site + DAY)
    expect(page.locator(f'[id="p-{FIRST}"] .star')).to_have_count(1)
    assert seen.wrong == []


def bring(page, data: bytes, words: str) -> None:
    """Bring in a file of all that is kept, and wait for what is said of it."""
    page.set_input_files("#file-kept", {"name": "kept.json", "mimeType": "text/plain", "buffer": data})
    page.locator(".drop .notice:not([hidden])").filter(has_text=words).wait_for()


def test_references_come_in_and_all_that_is_kept_goes_out_and_comes_back(site, visit):
    seen = visit(site + FOR_YOU)
    page = seen.page
    bib = "@misc{a, eprint={2603.00001}}\n@misc{b, title={Nowhere to <b>be</b> found}}"
    file = {"name": "all.bib", "mimeType": "text/plain", "buffer": bib.encode()}
    page.set_input_files("#file-references", file)
    result = page.locator(".drop .notice:not([hidden])")
    result.filter(has_text="Papers found here: 1 of 2 entries.").wait_for()
    expect(result.locator("li")).to_have_text("Nowhere to <b>be</b> found")
    ordered(page)
    keep(page, notes={FIRST: {"note": "of there", "tags": ["optics"], "later": False}})
    with page.expect_download() as got:
        page.get_by_role("button", name="Export:").click()
    exported = Path(got.value.path()).read_bytes()
    taste = kept(page, "taste")
    assert [paper["id"] for paper in taste["brought"]] == [FIRST]
    page.evaluate("localStorage.clear()")
    keep(page, notes={FIRST: {"note": "of here", "tags": ["stones"], "later": True}})
    page.reload()
    bring(page, exported, "taken in")
    assert kept(page, "taste") == taste
    joined = {"note": "of here", "tags": ["stones", "optics"], "later": True}
    assert kept(page, "notes") == {FIRST: joined}
    for bad in (b"{", b"[]", b'{"format":"broadsheet-reader","version":2,"kept":{}}', b"\xff\xfe"):
        bring(page, bad, "not a file that was exported on this page")
        bring(page, exported, "taken in")  # so that the next one says something new
    assert kept(page, "taste") == taste
    # A file brings what is not here yet, and nothing is there twice.
    topic = {"kind": "topic", "name": "agents", "title": "Agents"}
    keep(page, followed=[topic], read=[FIRST])
    brought = {
        "followed": [{**topic, "title": "Agents of old"}, {"kind": "word", "name": "bib", "title": "bib"}],
        "read": [FIRST, "2603.00005", {"id": 1}, None],
    }
    other = json.dumps({"format": "broadsheet-reader", "version": 1, "kept": brought}).encode()
    bring(page, b"{", "not a file that was exported on this page")
    bring(page, other, "taken in")
    expect(page.locator(".follows > li")).to_have_count(2)
    assert [one["title"] for one in kept(page, "followed")] == ["Agents", "bib"]
    assert kept(page, "read") == [FIRST, "2603.00005"]
    assert seen.wrong == []


PROFILES = (
    {"saved": [paper(FIRST)], "followed": [{"kind": "topic", "name": "agents", "title": "Agents"}]},
    {
        "saved": [paper("2603.00005"), paper("hep-th-0303001"), paper("2501.00009")],
        "followed": [
            {"kind": "search", "name": "q=light", "title": "light"},
            {"kind": "author", "name": "Ada Example", "title": "Ada Example"},
        ],
        "taste": {
            "space": "another",
            "places": {"2603.00005": "x"},
            "unwanted": [paper("2603.00003")],
            "novelty": 0.2,
        },
    },
)


# One of each kind of page that has a script of its own or papers, and the orders that load something.
PAGES = (
    *(
        "",
        "new/",
        FOR_YOU,
        "saved/",
        "trending/",
        DAY,
        f"{DAY}?order=for-you",
        "week/2026-W11/?order=for-you",
    ),
    *("month/2026-03/?order=followed", "archive/", "topics/", "topic/sums/", "author/ada-example/"),
    *("organisation/b-bold-b-co/", "paper/2603.00001/", "search/", "search/?q=sums", "status/", "nowhere/"),
)
# All that the pages keep, as somebody has it who has used the site for long. Only what the worker for reading
# offline asks for depends on when the first visit was; it is blocked here.
EVERYTHING = {
    **PROFILES[1],
    "followed": [
        *PROFILES[1]["followed"],
        {"kind": "topic", "name": "sums", "title": "Sums"},
        {"kind": "organisation", "name": "B <b>bold</b> & Co", "title": "B & Co"},
        {"kind": "word", "name": "large", "title": "large"},
    ],
    "looks": {"search:q=light": {"day": "2026-03-02", "papers": 0, "ids": []}},
    "notes": {
        "2603.00005": {"note": "Of <b>mine</b>", "tags": ["optics"], "later": True},
        "2001.00001": {"note": "no longer saved", "tags": [], "later": False},
    },
    "saved": [*PROFILES[1]["saved"], {**paper("2603.00002"), "partial": True}],
    "read": ["2603.00001", "2603.00007"],
    "muted": {"shapes": "Shapes"},
    "queries": ["sums", "light"],
    "visit": {
        "day": "2026-03-03",
        "papers": 1,
        "at": 1,
        "since": {"day": "2026-03-02", "papers": 1},
        "isHeld": True,
    },
    "seen": ["2603.00008"],
    "later": ["2603.00003"],
    "offline": {"first": 1, "asked": 1},
}
SETTINGS = {"palette": "dark", "keys": "off", "citation": "ris"}


def settle(page, asked: dict[str, list[str]]) -> None:
    """Wait until each page asked for what it loads last, and none asked for more in a second."""
    until = time.monotonic() + SLOWEST
    before, number = -1, 0
    while number != before or not all(any(LAST_SCRIPT in url for url in urls) for urls in asked.values()):
        assert time.monotonic() < until, "pages still ask for something"
        page.wait_for_timeout(1000)
        before, number = number, sum(map(len, asked.values()))


class Reader:
    """A reader with a profile, and what each page asks for; the pages are open beside one another."""

    def __init__(self, site: str, visit, profile: dict, settings: dict) -> None:
        seen = visit(site + "about/")
        keep(seen.page, **profile)
        for name, value in settings.items():
            seen.page.evaluate("([name, value]) => localStorage.setItem(name, value)", [name, value])
        self.page = seen.page
        self._asked: dict[str, list[str]] = {}
        for address in PAGES:
            tab = seen.context.new_page()
            urls = self._asked.setdefault(address, [])
            tab.on("request", lambda request, urls=urls: urls.append(request.url))
            tab.goto(site + address, wait_until="commit", timeout=1000 * SLOWEST)
        settle(seen.page, self._asked)

    @property
    def asked(self) -> dict[str, list[str]]:
        return {address: sorted(urls) for address, urls in self._asked.items()}


def test_two_readers_cause_the_same_requests_on_every_page(site, visit):
    nobody = Reader(site, visit, {}, {})
    somebody = Reader(site, visit, EVERYTHING, SETTINGS)
    until = time.monotonic() + SLOWEST
    while nobody.asked != somebody.asked and time.monotonic() < until:  # where a machine is slow
        nobody.page.wait_for_timeout(500)
    for address in PAGES:
        assert nobody.asked[address] == somebody.asked[address], address
        assert all(url.startswith(site) for url in nobody.asked[address])
    assert any("for-you/data/head.bin" in url for url in nobody.asked[FOR_YOU])


BROKEN = ("7", "[1, null, {}]", '{"a": 1, "places": 3, "brought": {"x": 1}}', "{")


def test_whatever_stands_in_storage_harms_nothing(site, visit):
    seen = visit(site + "about/")
    for broken in BROKEN:
        keep(seen.page, taste=broken, followed=broken, saved=broken)
        seen.page.goto(site + FOR_YOU)
        seen.page.locator(".notice", has_text="Nothing is known yet").wait_for()
    assert seen.wrong == []


def test_a_blocked_or_full_storage_is_said_and_harms_nothing(site, visit):
    seen = visit(site + "about/")
    page = seen.page
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }"
    )
    page.goto(site + "topics/")
    page.locator("[data-mute] .follow").first.click()
    said(page, "storage is full or blocked")
    assert page.locator("[data-mute] .follow").first.get_attribute("aria-pressed") == "false"
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked') } })"
    )
    page.goto(site + FOR_YOU)
    page.locator(".notice", has_text="Nothing is known yet").wait_for()
    page.get_by_label("Much that is new").check()
    said(page, "storage is full or blocked")
    assert seen.wrong == []


def test_without_a_connection_the_order_of_the_site_stays(site, visit):
    seen = visit(site + "about/")
    keep(seen.page, **PROFILES[0])
    seen.page.route("**/for-you/data/**", lambda route: route.abort())
    seen.page.goto(site + FOR_YOU)
    seen.page.locator(".notice", has_text="no connection").wait_for()
    assert seen.page.locator("#newest .card").count() > 0


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_pages_of_an_order_are_read_by_everybody(site, visit, width, scheme):
    seen = visit(site + "about/", width, scheme)
    keep(seen.page, **PROFILES[0])
    for address in (FOR_YOU, f"{DAY}?order=for-you"):
        seen.page.goto(site + address)
        ordered(seen.page)
        assert sideways(seen.page) <= 0
        assert axe_violations(seen.page) == []


def test_without_script_the_newest_papers_stand_there(site, visit):
    page = visit(site + FOR_YOU, java_script_enabled=False).page
    assert page.locator("#newest .card").count() > 0
    assert "needs JavaScript" in page.locator("main .notice").inner_text()
