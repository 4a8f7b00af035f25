"""What a reader keeps, in a real browser: saved papers, read marks, muted topics, citations, keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import (
    VIEWS,
    axe_violations,
    built,
    expect,
    in_every_font,
    served,
    shot,
    sideways,
    wait_until,
    wait_until_calm,
)
from building import copy_of_world

pytestmark = pytest.mark.slow

DAY = "day/2026-03-02/"
PAPER = "paper/2603.00001/"
HOSTILE = "paper/2603.00002/"
SAVED = "saved/"
FIRST = "Counting to ten with large sums"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    root = copy_of_world(tmp_path_factory.mktemp("read"))
    with served(built(root)) as address:
        yield address


def card(page, paper: str = "2603.00001"):
    return page.locator(f'[id="p-{paper}"].card')


def save(page, paper: str = "2603.00001"):
    return card(page, paper).locator("button.save")


def kept(page, name: str = "saved"):
    return page.evaluate(f"JSON.parse(localStorage.getItem('broadsheet:/digest/{name}'))")


def said(page, words: str) -> None:
    page.get_by_role("status").filter(has_text=words).wait_for(state="attached")


def complete(page) -> None:
    """Wait until every saved paper has been read from its own page."""
    wait_until(
        page, "JSON.parse(localStorage.getItem('broadsheet:/digest/saved')).every((paper) => !paper.partial)"
    )


def save_some(page, site: str) -> None:
    page.goto(site + DAY)
    for paper in ("2603.00001", "2603.00002"):
        save(page, paper).click()
    complete(page)


TAG = "tag:review.example,2026:digest/paper/"  # begins the ids of the items of feeds


def by_id(papers: list[dict]) -> dict[str, dict]:
    return {paper["id"]: paper for paper in papers}


def download(page, name: str) -> bytes:
    with page.expect_download() as got:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(got.value.path()).read_bytes()


def upload(page, body: object) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    page.set_input_files("#import", {"name": "list.json", "mimeType": "application/json", "buffer": data})


def exported(*papers: dict) -> dict:
    return {"format": "broadsheet-saved", "version": 1, "papers": list(papers)}


# Saving


def test_a_paper_saved_from_a_list_is_on_the_page_of_saved_papers_and_after_a_reload(site, visit):
    seen = visit(site + DAY)
    save(seen.page).click()
    said(seen.page, f"Saved: {FIRST}")
    assert save(seen.page).get_attribute("aria-pressed") == "true"
    assert seen.page.locator("#saved").inner_text() == "Saved (1)"
    complete(seen.page)
    seen.page.reload()
    assert save(seen.page).get_attribute("aria-pressed") == "true"
    seen.page.locator("#saved").click()
    expect(seen.page.locator("#shelf .title")).to_have_text(FIRST)
    seen.page.locator("#shelf .title").click()
    expect(seen.page).to_have_url(site + PAPER)
    assert seen.wrong == []
    assert not [url for url in seen.asked if not url.startswith((site, "blob:"))]


def test_what_is_kept_is_what_the_page_of_the_paper_says(site, visit):
    page = visit(site + DAY).page
    save(page).click()
    complete(page)
    from_list = kept(page)
    save(page).click()
    page.goto(site + PAPER)
    page.locator("button.save").first.click()
    from_page = kept(page)
    for papers in (from_list, from_page):
        papers[0].pop("saved")
    assert from_list == from_page
    assert from_page[0]["authors"] == ["Ada Example", "Bo Sample", "Cy Instance", "Di Specimen"]
    assert from_page[0]["day"] == "2026-03-02"
    assert from_page[0]["url"] == "https://arxiv.org/abs/2603.00001"


def test_without_the_page_of_the_paper_what_the_list_shows_is_kept(site, visit):
    page = visit(site + DAY).page
    page.route("**/paper/**", lambda route: route.abort())
    with page.expect_response("**/papers/parts.json"):  # the last of the places where the rest might be
        save(page).click()
    said(page, "Saved")
    (paper,) = kept(page)
    assert paper["partial"] and paper["title"] == FIRST and paper["authors"][0] == "Ada Example"
    assert paper["arxiv"] == "2603.00001"
    page.unroute("**/paper/**")
    page.goto(site + SAVED)
    page.get_by_role("button", name="Load the rest").click()
    complete(page)
    assert len(kept(page)[0]["authors"]) == 4


def test_pressing_again_takes_it_off(site, visit):
    page = visit(site + PAPER).page
    page.locator("button.save").first.click()
    page.locator("button.save").first.click()
    said(page, "No longer saved")
    assert kept(page) == []
    assert page.locator("#saved").inner_text() == "Saved"


def test_two_tabs_keep_in_step_and_lose_nothing(site, visit):
    seen = visit(site + DAY)
    other = seen.context.new_page()
    other.goto(site + SAVED)
    save(seen.page).click()
    other.locator("#shelf .title").wait_for()
    complete(seen.page)
    third = seen.context.new_page()
    third.goto(site + HOSTILE)
    third.locator("button.save").first.click()
    wait_until(other, "document.querySelectorAll('#shelf .title').length === 2")
    other.get_by_role("button", name=f"Remove: {FIRST}").click()
    wait_until(seen.page, "document.querySelector('.save').getAttribute('aria-pressed') === 'false'")


def test_a_full_store_is_said_and_changes_nothing(site, visit):
    page = visit(site + DAY).page
    page.evaluate(
        "void (Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); })"
    )
    save(page).click()
    page.get_by_text("storage is full or blocked").wait_for()
    assert save(page).get_attribute("aria-pressed") == "false"


def open_each(page, site: str) -> None:
    """Open a page of each kind that reads the store, and wait for what the last of them shows."""
    for address in ("", DAY, PAPER, "topics/", "new/", "new/#triage"):
        page.goto(site + address)
    page.locator(".triage").wait_for()


def test_a_blocked_store_breaks_nothing(site, visit):
    seen = visit(site)
    seen.context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, "
        "{ get() { throw new DOMException('', 'SecurityError'); } })"
    )
    open_each(seen.page, site)
    seen.page.goto(site + SAVED)
    seen.page.get_by_text("Nothing is saved yet.").wait_for()
    seen.page.goto(site + DAY)
    save(seen.page).click()
    seen.page.get_by_text("storage is full or blocked").wait_for()
    assert seen.wrong == []


def test_a_spoilt_store_breaks_nothing(site, visit):
    seen = visit(site)
    for spoilt in ('{"a": 1}', "[1, null, {}]", "not json", "null"):
        names = json.dumps(["saved", "notes", "read", "muted", "visit", "seen", "later"])
        fill = (
            f"{names}.forEach((n) => localStorage.setItem('broadsheet:/digest/' + n, {json.dumps(spoilt)}))"
        )
        seen.page.evaluate(fill)
        seen.page.goto(site + SAVED)
        open_each(seen.page, site)
    assert seen.wrong == []


def test_without_javascript_nothing_dead_is_shown(site, visit):
    seen = visit(site + SAVED, java_script_enabled=False)
    assert "Saving needs JavaScript" in seen.page.locator("main").inner_text()
    for address in (DAY, PAPER, SAVED, "topics/", "topic/shapes/"):
        seen.page.goto(site + address)
        assert seen.page.locator("button:visible").count() == 0
    seen.page.goto(site + PAPER)
    seen.page.locator("details.cite summary").click()
    assert seen.page.get_by_role("link", name="BibTeX", exact=True).is_visible()


# The page of saved papers


def test_removing_can_be_undone_and_the_focus_is_not_lost(site, visit):
    page = visit(site).page
    save_some(page, site)
    page.goto(site + SAVED)
    before = kept(page)
    page.get_by_role("button", name=f"Remove: {FIRST}").click()
    assert [paper["id"] for paper in kept(page)] == ["2603.00002"]
    assert page.evaluate("document.activeElement.textContent") == "Undo"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == FIRST
    assert by_id(kept(page)) == by_id(before)


def test_the_newest_saved_comes_first_and_other_orders_can_be_had(site, visit):
    page = visit(site).page
    page.goto(site + SAVED)
    titles = ["b", "c", "a"]
    upload(
        page,
        exported(
            *(
                {"id": name, "title": name, "authors": [f"X {name}"], "saved": f"2026-01-0{n + 1}T00:00:00Z"}
                for n, name in enumerate(titles)
            )
        ),
    )
    said(page, "3 papers added")
    shown = page.locator("#shelf .title")
    expect(shown).to_have_text(["a", "c", "b"])
    page.get_by_label("Sort by").select_option("Title")
    expect(shown).to_have_text(["a", "b", "c"])


def test_what_became_of_a_saved_paper_stands_beside_it(site, visit):
    page = visit(site).page
    save_some(page, site)
    told = "Withdrawn: Retraction, 2026-05-18, doi:10.7777/notice.1"
    items = [
        {"id": f"{TAG}2603.00001/withdrawn", "url": f"{site}paper/2603.00001/", "summary": told},
        {"id": f"{TAG}2603.00002/published", "url": f"{site}paper/2603.00002/", "summary": "In Annals"},
    ]
    page.route("**/feeds/corrections.json", lambda route: route.fulfill(json={"items": items}))
    page.goto(site + SAVED)
    expect(page.locator("#shelf li .withdrawn")).to_have_text([told])
    page.unroute("**/feeds/corrections.json")
    page.route("**/feeds/corrections.json", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.goto(site + SAVED)
    expect(page.locator("#shelf .title")).to_have_count(2)


@pytest.mark.parametrize("control", ["Note and tags: ", "Read later: ", "Remove: "])
def test_what_is_told_late_of_a_saved_paper_leaves_the_focus_where_it_was(site, visit, control):
    page = visit(site).page
    save_some(page, site)
    told = "Withdrawn: Retraction, 2026-05-18"
    items = [{"id": f"{TAG}2603.00001/withdrawn", "url": f"{site}paper/2603.00001/", "summary": told}]
    waiting = []
    page.route("**/feeds/corrections.json", lambda route: waiting.append(route))
    page.goto(site + SAVED)
    row = page.locator("#shelf li", has=page.locator("a[href$='paper/2603.00001/'].title"))
    button = row.locator(f"button[aria-label^='{control}']")
    button.focus()
    wait_until(page, lambda: waiting)
    waiting[0].fulfill(json={"items": items})
    expect(row.locator(".withdrawn")).to_have_text(told)
    expect(button).to_be_focused()


def test_the_bibtex_is_read_by_a_real_reader(site, visit):
    pybtex = pytest.importorskip("pybtex.database")
    page = visit(site).page
    save_some(page, site)
    page.goto(site + SAVED)
    found = pybtex.parse_string(download(page, "BibTeX").decode(), "bibtex").entries
    assert len(found) == 2
    first = found["example2026counting"]
    assert [str(name) for name in first.persons["author"]][:2] == ["Example, Ada", "Sample, Bo"]
    assert first.fields["eprint"] == "2603.00001" and first.fields["archivePrefix"] == "arXiv"
    (hostile,) = (entry for key, entry in found.items() if key != "example2026counting")
    assert "script" in hostile.fields["title"]
    assert len(hostile.persons["author"]) == 3


def test_the_ris_is_read_by_a_real_reader(site, visit):
    rispy = pytest.importorskip("rispy")
    page = visit(site).page
    save_some(page, site)
    page.goto(site + SAVED)
    data = download(page, "RIS")
    assert data.count(b"\n") == data.count(b"\r\n") > 10
    first = next(entry for entry in rispy.loads(data.decode()) if entry["id"] == "example2026counting")
    assert first["title"] == FIRST
    assert first["authors"][:2] == ["Example, Ada", "Sample, Bo"]


def test_an_exported_list_comes_back_whole_and_is_merged(site, visit):
    page = visit(site).page
    save_some(page, site)
    page.goto(site + SAVED)
    before = kept(page)
    data = download(page, "JSON")
    page.get_by_role("button", name=f"Remove: {FIRST}").click()
    upload(page, data)
    said(page, "1 paper added; 1 were here already")
    assert by_id(kept(page)) == by_id(before)
    changed = json.loads(data)
    changed["papers"][0]["title"] = "Another title"
    upload(page, changed)
    said(page, "0 papers added; 2 were here already")
    assert "Another title" not in page.locator("#shelf").text_content()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"no json", "not a list of papers that was exported on this page"),
        ({"papers": []}, "not a list of papers that was exported on this page"),
        ([1], "not a list of papers that was exported on this page"),
        (exported({"id": "1"}), "papers[0].title: must be text"),
        (exported({"id": "../x", "title": "x"}), "papers[0].id: must be the id of a paper"),
        (exported({"id": "1", "title": "x", "url": "javascript:alert(1)"}), "papers[0].url: must be"),
        (
            exported({"id": "1", "title": "x", "links": [["a", "data:text/html,x"]]}),
            "papers[0].links: must be",
        ),
        (exported({"id": "1", "title": "x", "authors": "A"}), "papers[0].authors: must be a list of names"),
        (exported(*({"id": str(n)} for n in range(7))), "and 2 more problems"),
        (exported({"id": "ok", "title": "ok"}, 3), "papers[1]: must be a paper"),
    ],
)
def test_a_bad_file_says_what_is_wrong_and_changes_nothing(site, visit, body, problem):
    seen = visit(site + SAVED)
    upload(seen.page, body)
    notice = seen.page.locator("#shelf .notice.failed")
    notice.wait_for()
    assert problem in notice.inner_text()
    assert kept(seen.page) is None
    assert seen.wrong == []


def test_a_hostile_file_stays_text(site, visit):
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'} \\input{x}"
    seen = visit(site + SAVED)
    links = [[evil, "https://example.org/"]]
    paper = {"id": "2603.1", "title": evil, "authors": [evil], "links": links, "__proto__": {"x": 1}}
    upload(seen.page, exported(paper))
    expect(seen.page.locator("#shelf .title")).to_have_text(evil)
    assert seen.page.locator("#shelf img, #shelf script").count() == 0
    seen.page.locator("#shelf .title").focus()
    seen.page.keyboard.press("c")
    seen.page.locator("dialog pre").first.wait_for()
    assert seen.page.locator("dialog img, dialog script").count() == 0
    assert [w for w in seen.wrong if "404" not in w] == []


# Notes, tags, read later


def edit(page, title: str):
    """Open the editor of a paper with the keyboard, and return its group."""
    page.get_by_role("button", name=f"Note and tags: {title}").focus()
    page.keyboard.press("Enter")
    return page.get_by_role("group", name=f"Note and tags: {title}")


def shows(page, *titles: str) -> None:
    """Wait until these are the papers that are shown."""
    expect(page.locator("#shelf .card .title")).to_have_text(list(titles))


def press(page, key: str, code: str) -> None:
    """Press a key as a keyboard does that has other letters in the places of ours."""
    page.evaluate(
        "([key, code]) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }))",
        [key, code],
    )


def test_notes_tags_and_read_later_are_kept_found_and_exported(site, visit):
    pybtex = pytest.importorskip("pybtex.database")
    seen = visit(site)
    page = seen.page
    save_some(page, site)
    page.goto(site + SAVED)
    assert not page.locator(".chips").is_visible(), "what nobody uses takes no room"
    edit(page, FIRST)
    page.keyboard.type("Sums agree\n50% of the time")
    page.keyboard.press("Tab")
    page.keyboard.type("In vitro, to cite")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Note and tags"
    page.get_by_role("button", name="Read later: ").last.focus()
    page.keyboard.press("Enter")
    tags = ["In vitro", "to cite"]
    assert by_id([{"id": key, **note} for key, note in kept(page, "notes").items()]) == {
        "2603.00001": {
            "id": "2603.00001",
            "note": "Sums agree\n50% of the time",
            "tags": tags,
            "later": True,
        },
    }
    page.reload()
    notes = page.locator("#shelf .card .note")
    expect(notes).to_have_text(["", "Sums agree 50% of the time"])  # each at its paper
    page.get_by_role("link", name="Read later 1").click()
    expect(page).to_have_url(f"{site}{SAVED}?later=1")
    shows(page, FIRST)
    page.get_by_role("link", name="All 2").click()
    page.locator(".chips").get_by_role("link", name="to cite 1").click()
    page.get_by_role("button", name="Rename: to cite").click()
    page.keyboard.type("Cited")
    page.keyboard.press("Enter")
    page.get_by_text("Renamed “to cite” to “Cited” at 1 paper.").wait_for()
    expect(page).to_have_url(f"{site}{SAVED}?tag=Cited")
    page.reload()
    shows(page, FIRST)
    page.locator("main [name=q]").fill("zzz")
    page.get_by_text("No saved paper is like that.").wait_for()
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("#shelf .card .title")).to_have_count(2)
    page.keyboard.press("Escape")
    page.locator("main [name=q]").fill("HALF tíme sums")
    shows(page)
    page.locator("main [name=q]").fill("agree tíme sums")
    shows(page, FIRST)
    expect(page.locator(".folio")).to_contain_text("1 of 2 papers")
    (entry,) = pybtex.parse_string(download(page, "BibTeX").decode(), "bibtex").entries.values()
    assert entry.fields["keywords"] == "In vitro, Cited"
    assert entry.fields["annote"] == r"Sums agree 50\% of the time"
    (item,) = json.loads(download(page, "CSL-JSON"))
    assert (item["keyword"], item["note"]) == ("In vitro, Cited", "Sums agree\n50% of the time")
    whole = download(page, "JSON")
    page.goto(f"{site}{SAVED}?tag=cited")
    page.get_by_role("button", name="Remove tag: cited").click()
    expect(page).to_have_url(f"{site}{SAVED}?")
    assert page.evaluate("document.activeElement.textContent") == "Undo"
    assert kept(page, "notes")["2603.00001"]["tags"] == ["In vitro"]
    page.keyboard.press("Enter")
    assert kept(page, "notes")["2603.00001"]["tags"] == ["In vitro", "Cited"]
    page.evaluate("localStorage.clear()")
    page.goto(site + SAVED)
    upload(page, whole)
    said(page, "1 paper added")
    assert kept(page, "notes")["2603.00001"]["tags"] == ["In vitro", "Cited"]
    shows(page, FIRST)
    assert seen.wrong == []


# From now on what waits for a time does not run, until it is let.
HOLD_TIMERS = """() => {
  window.held = [];
  window.usual = setTimeout;
  window.setTimeout = (task) => { held.push(task); return 0; };
}"""
RUN_HELD = "() => { window.setTimeout = usual; for (const task of held) task(); }"


def test_a_note_survives_two_tabs_a_full_store_and_its_papers_removal(site, visit):
    seen = visit(site)
    page = seen.page
    save_some(page, site)
    page.goto(site + SAVED)
    other = seen.context.new_page()
    other.goto(site + SAVED)
    edit(page, FIRST)
    edit(other, FIRST)
    page.keyboard.type("from here")
    expect(other.locator("textarea")).to_have_value("from here")
    # Both are typed before either is kept.
    for tab in (page, other):
        tab.evaluate(HOLD_TIMERS)
    page.keyboard.type("!")
    other.keyboard.press("Control+End")
    other.keyboard.type(", from there")
    page.evaluate(RUN_HELD)
    wait_until(other, "localStorage.getItem('broadsheet:/digest/notes').includes('from here!')")
    other.evaluate(RUN_HELD)
    wait_until(page, "localStorage.getItem('broadsheet:/digest/notes').includes(', from there')")
    note = kept(page, "notes")["2603.00001"]["note"]
    assert "from here!" in note and "from here, from there" in note
    other.close()
    full = "void (Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); })"
    page.evaluate(full)
    page.locator("textarea").fill("longer than there is room for")
    page.locator("textarea").blur()
    page.get_by_text("storage is full or blocked").wait_for()
    page.get_by_role("button", name="Done").click()
    assert page.locator("textarea").input_value() == "longer than there is room for"
    assert kept(page, "notes")["2603.00001"]["note"] == note
    page.reload()
    page.get_by_role("button", name=f"Remove: {FIRST}").click()
    page.reload()
    loose = page.locator("#shelf li", has=page.get_by_role("link", name="2603.00001", exact=True))
    assert loose.locator(".note").inner_text() == note
    loose.get_by_role("button", name="Forget: 2603.00001").click()
    assert kept(page, "notes") == {}
    assert seen.wrong == []


def test_hostile_notes_and_tags_are_text(site, visit):
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202e"
    seen = visit(site)
    page = seen.page
    save_some(page, site)
    notes = {
        "2603.00001": {"note": evil, "tags": [evil, evil, 5, "x" * 1000], "later": "yes", "__proto__": evil},
        "2603.00002": [evil],
        "__proto__": {"note": evil},
        "../../x": {"note": evil},
    }
    page.evaluate("(text) => localStorage.setItem('broadsheet:/digest/notes', text)", json.dumps(notes))
    page.goto(f"{site}{SAVED}?tag=%3Cimg%20src%3Dx%3E&sort=__proto__&later=2&q=")
    page.get_by_role("link", name="Show all").click()
    edit(page, FIRST)
    assert page.locator("textarea").input_value() == evil
    page.keyboard.press("Escape")
    expect(page.locator("#shelf .card .note:visible")).to_have_text([evil])
    assert page.locator("#shelf img, #shelf script").count() == 0
    assert sideways(page) <= 0
    assert seen.wrong == []


def test_a_thousand_saved_papers_are_walked_and_searched_without_waiting(site, visit):
    page = visit(site + SAVED).page
    papers = [
        {"id": f"2601.{n:05}", "title": f"Stone {n}", "authors": ["Ada Example"], "saved": "2026-01-01"}
        for n in range(1000)
    ]
    notes = {paper["id"]: {"note": "A note", "tags": [f"tag {n % 7}"]} for n, paper in enumerate(papers)}
    keep = (
        "([saved, notes]) => { localStorage.setItem('broadsheet:/digest/saved', saved);"
        " localStorage.setItem('broadsheet:/digest/notes', notes); }"
    )
    page.evaluate(keep, [json.dumps(papers), json.dumps(notes)])
    page.reload()
    expect(page.locator("#shelf .card")).to_have_count(1000)
    for title in ("Stone 0", "Stone 1", "Stone 2"):  # each within the patience of a test
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.textContent") == title
    page.keyboard.press("/")
    page.keyboard.type("stone 99")
    expect(page.locator("#shelf .card")).to_have_count(19)
    page.locator(".chips a", has_text="tag 3").click()
    expect(page.locator(".folio b")).to_have_text("4 of 1,000 papers")


def test_readers_with_different_profiles_ask_for_the_same_files(site, visit):
    asked = []
    for profile in ("empty", "full"):
        seen = visit(f"{site}about/")
        wait_until_calm(seen)
        if profile == "full":
            save_some(seen.page, site)
            seen.asked.clear()
            seen.page.goto(site + SAVED)
            edit(seen.page, FIRST)
            seen.page.keyboard.type("a note")
            seen.page.keyboard.press("Escape")
            seen.page.evaluate("localStorage.setItem('palette', 'dark')")
            wait_until_calm(seen)
        files = []
        for address in ("", DAY, PAPER, "topics/", SAVED):
            seen.asked.clear()
            seen.page.goto(site + address)
            wait_until_calm(seen)
            files += seen.asked
        # A browser asks for the icon once.
        asked.append(sorted(url for url in files if not url.endswith("favicon.svg")))
    assert asked[0] == asked[1]


# Read marks, news, muted topics


def test_a_paper_that_was_opened_is_marked_as_read_in_lists(site, visit):
    page = visit(site + DAY).page
    assert page.locator(".read").count() == 0
    card(page).locator("h3 a").click()
    page.wait_for_url("**/paper/2603.00001/")  # when it is loaded, its scripts have run
    page.go_back()
    card(page).locator("h3 a.read").wait_for()
    assert "(read)" in card(page).locator("h3").text_content()
    page.goto(site + SAVED)
    page.get_by_role("button", name="forget").click()
    page.goto(site + DAY)
    assert page.locator(".read").count() == 0


def test_read_marks_are_bounded(site, visit):
    page = visit(site).page
    page.evaluate(
        "localStorage.setItem('broadsheet:/digest/read', "
        "JSON.stringify(Array.from({length: 2000}, (_, n) => 'p' + n)))"
    )
    page.goto(site + PAPER)
    ids = kept(page, "read")
    assert len(ids) == 2000 and ids[-1] == "2603.00001" and ids[0] == "p1"


def test_a_muted_topic_folds_away_and_comes_back(site, visit):
    page = visit(f"{site}topics/").page
    page.get_by_role("button", name="Mute: Sums").click()
    said(page, "Sums is muted")
    page.goto(site + DAY)
    line = page.locator(".folded:visible").first
    expect(line).to_contain_text("of muted topics hidden")
    hidden = page.locator("[data-topic=sums]").first
    expect(hidden).to_be_hidden()
    line.get_by_role("button", name="show").click()
    expect(hidden).to_be_visible()
    line.get_by_role("button", name="hide").click()
    expect(hidden).to_be_hidden()
    page.goto(f"{site}topic/sums/")
    assert page.locator("[data-topic=sums]").first.is_visible(), "its own page shows its papers"
    assert page.get_by_role("button", name="Mute: Sums").get_attribute("aria-pressed") == "true"
    page.goto(site + SAVED)
    page.get_by_role("button", name="Unmute: Sums").click()
    page.goto(site + DAY)
    assert page.locator(".folded").count() == 0
    assert page.locator("[data-topic=sums]").first.is_visible()


def gone(page):
    """Wait until the dialog is closed: the browser tells of it, and removes it, a moment later."""
    page.locator("dialog").wait_for(state="detached")


def test_keys_walk_open_save_and_cite(site, visit):
    page = visit(site + DAY).page
    titles = page.locator("main .card h3 a, main .items .title").all_inner_texts()
    for step, title in (("j", titles[0]), ("j", titles[1]), ("k", titles[0])):
        page.keyboard.press(step)
        assert page.evaluate("document.activeElement.textContent") == title
    page.keyboard.press("s")
    assert len(kept(page)) == 1
    page.keyboard.press("c")
    expect(page.locator("dialog pre").first).to_contain_text("@misc{")
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    gone(page)
    assert page.evaluate("document.activeElement.textContent") == titles[0]
    page.keyboard.press("o")
    page.wait_for_url("**/paper/**")


def test_keys_open_abstract_pdf_and_follow_on_any_keyboard(site, visit):
    page = visit(site + DAY).page
    page.evaluate("""() => {
      window.clicked = [];
      document.addEventListener("click", (event) => {
        const link = event.target.closest("a[href*='/pdf/'], .follow");
        if (link) { event.preventDefault(); window.clicked.push(link.textContent); }
      });
    }""")
    page.keyboard.press("?")
    assert "Follow" not in page.locator("dialog").inner_text(), "there is nothing to follow"
    page.keyboard.press("Escape")
    gone(page)
    page.evaluate("""() => {
      const star = document.createElement("button");
      star.className = "follow";
      star.setAttribute("aria-pressed", "false");
      star.textContent = "star";
      document.querySelector("main").append(star);
    }""")
    # With Caps Lock, and as Russian and Greek keyboards have it.
    for key, code in (("j", "KeyJ"), ("J", "KeyJ"), ("\u043e", "KeyJ"), ("\u03be", "KeyJ")):
        page.evaluate("document.activeElement.blur()")
        press(page, key, code)
        assert page.evaluate("document.activeElement.matches('h3 a')"), key
    focused = "document.activeElement.closest('.card').querySelector('.more')"
    for key, is_open in (("A", True), ("\u0444", False), ("\u03b1", True), ("a", False)):
        press(page, key, "KeyA")
        assert page.evaluate(f"{focused}.open") is is_open
    for key in ("P", "\u0437", "\u03c0"):
        press(page, key, "KeyP")
    for key in ("F", "\u0430", "\u03c6"):
        press(page, key, "KeyF")
    assert page.evaluate("window.clicked") == ["PDF"] * 3 + ["star"] * 3
    press(page, "\u0445", "BracketRight")
    page.wait_for_url("**/day/2026-03-03/")


def test_keys_are_silent_while_typing_with_modifiers_and_when_turned_off(site, visit):
    page = visit(site + DAY).page
    page.keyboard.press("j")
    for chord in ("Control+s", "Alt+s", "Meta+s", "Shift+S"):
        page.keyboard.press(chord)
    assert kept(page) is None
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    page.locator("textarea").focus()
    page.keyboard.type("sjc?")
    assert page.locator("textarea").input_value() == "sjc?"
    assert page.locator("dialog").count() == 0 and kept(page) is None
    page.locator("textarea").blur()
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn keys off").click()
    gone(page)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn keys on").click()
    gone(page)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('h3 a')")


def test_a_paper_is_cited_and_copied_on_its_page(site, visit):
    seen = visit(site + PAPER)
    early = [url for url in seen.asked if "/page/citing." in url or "/citations/" in url]
    assert not early, "formats are read when they are wanted"
    seen.page.keyboard.press("c")
    citation = seen.page.locator(".cited pre")
    expect(citation).to_contain_text(re.compile(r"^@misc\{"))
    seen.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.page.get_by_role("button", name="RIS", exact=True).click()
    seen.page.get_by_role("button", name="Copy").click()
    said(seen.page, "Copied: RIS")
    assert "TI  - Counting to ten" in seen.page.evaluate("navigator.clipboard.readText()")
    seen.page.reload()
    seen.page.locator("details.cite summary").click()
    expect(citation).to_contain_text(re.compile("^TY  - "))  # the format is the one that was chosen last
    seen.page.get_by_role("button", name="CSL-JSON", exact=True).click()
    assert json.loads(citation.inner_text())[0]["title"] == FIRST
    assert seen.wrong == []


def test_a_page_older_than_the_site_says_that_it_cannot_cite(site, visit):
    page = visit(site).page
    citing = "**/page/citing.*.js"
    page.route(citing, lambda route: route.fulfill(status=404))
    page.locator(".card .more summary").first.click()
    page.get_by_role("button", name="Cite:").first.click()
    page.get_by_text("has changed since this page was opened").wait_for()
    page.unroute(citing)
    page.reload()
    page.locator(".card .more summary").first.click()
    page.get_by_role("button", name="Cite:").first.click()
    page.locator("dialog pre").first.wait_for()


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_citations_open_where_nothing_above_them_moves(site, visit, width, scheme):
    page = visit(site + PAPER, width, scheme).page
    summary = page.locator("details.cite summary")
    before = (summary.bounding_box(), page.evaluate("scrollY"))
    summary.click()
    page.locator(".cited pre").wait_for()
    assert (summary.bounding_box(), page.evaluate("scrollY")) == before
    assert page.locator(".cited").bounding_box()["y"] >= before[0]["y"] + before[0]["height"] - 1
    assert page.locator(".actions .big").first.bounding_box()["height"] >= 44


def test_a_page_is_shared_by_the_browser_or_its_link_is_copied(site, visit):
    seen = visit(site + PAPER)
    seen.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.page.evaluate("Object.defineProperty(navigator, 'share', {value: undefined, configurable: true})")
    seen.page.get_by_role("button", name=f"Share: {FIRST}").click()
    said(seen.page, "Link copied")
    canonical = seen.page.evaluate("document.querySelector('link[rel=canonical]').href")
    assert seen.page.evaluate("navigator.clipboard.readText()") == canonical
    seen.page.evaluate(
        "Object.defineProperty(navigator, 'share', {value: async (given) => { globalThis.given = given; }})"
    )
    seen.page.get_by_role("button", name=f"Share: {FIRST}").click()
    assert seen.page.evaluate("globalThis.given") == {"title": FIRST, "url": canonical}
    assert seen.wrong == []


def test_brackets_lead_to_the_paper_and_the_edition_beside_this_one(site, visit):
    page = visit(site + DAY).page
    page.keyboard.press("]")
    page.wait_for_url("**/day/2026-03-03/")
    page.keyboard.press("[")
    page.wait_for_url(f"**/{DAY}")
    page.goto(site + PAPER)
    beside = page.locator(".turn a").first
    relation, address = beside.get_attribute("rel"), beside.evaluate("(link) => link.href")
    # As on a German keyboard, where these keys have other signs.
    key, code = {"prev": ("ü", "BracketLeft"), "next": ("+", "BracketRight")}[relation]
    press = "([key, code]) => document.dispatchEvent(new KeyboardEvent('keydown', { key, code }))"
    page.evaluate(press, [key, code])
    page.wait_for_url(address)


@in_every_font
@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_what_a_reader_keeps_looks_and_reads_right_everywhere(site, visit, width, scheme):
    seen = visit(site, width, scheme)
    page = seen.page
    page.goto(site + SAVED)
    assert sideways(page) <= 0 and axe_violations(page) == []
    shot(page, "saved-empty", width, scheme)
    page.goto(f"{site}topics/")
    page.get_by_role("button", name="Mute: Proofs").click()
    assert sideways(page) <= 0 and axe_violations(page) == []
    save_some(page, site)
    page.keyboard.press("j")
    assert sideways(page) <= 0 and axe_violations(page) == []
    page.goto(site + HOSTILE)
    page.keyboard.press("c")
    page.locator(".cited pre").wait_for()
    assert sideways(page) <= 0 and axe_violations(page) == []
    shot(page, "cite", width, scheme)
    page.goto(site + SAVED)
    page.get_by_role("button", name="Read later:").first.click()
    edit(page, FIRST)
    page.keyboard.type("A note.\nOf two lines.")
    page.keyboard.press("Tab")
    page.keyboard.type("sums, a tag of several words")
    page.keyboard.press("Enter")
    assert sideways(page) <= 0 and axe_violations(page) == []
    shot(page, "saved-note", width, scheme)
    page.keyboard.press("Escape")
    page.locator(".chips a", has_text="sums").click()
    assert sideways(page) <= 0 and axe_violations(page) == []
    page.locator(".chips a").first.click()
    page.locator("#shelf .card", has_not_text=FIRST).get_by_role("button", name="Remove:").click()
    assert sideways(page) <= 0 and axe_violations(page) == []
    shot(page, "saved", width, scheme)
    page.keyboard.press("?")
    assert axe_violations(page) == []
    small = page.evaluate(
        "[...document.querySelectorAll('main button, main select, main input, main textarea')]"
        ".filter((one) => one.offsetParent)"
        ".filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 24).map((one) => one.outerHTML)"
    )
    assert small == []
    assert seen.wrong == []
