"""The bar of ``serve --edit`` in a browser: what is done there, shown on the page and found in the file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import VIEWS, axe_violations, built, expect, served, shot, sideways, wait_until
from building import copy_of_world
from previewing import PATIENCE, Serve

pytestmark = pytest.mark.slow

DAY = "day/2026-03-02/"
WAIT = 1000 * PATIENCE  # of a build, in ms

# What a hostile page tries: to read a page with its token, to write, and to use our page in a frame.
OTHER_ORIGIN = """async (address) => {
  const note = address + "__broadsheet__/note";
  const values = { paper: "2603.00009", digest: "", takeaway: "x", topics: [], pin: true, hide: false };
  const body = JSON.stringify({ ...values, reason: "" });
  const post = (options) => fetch(note, { method: "POST", body, ...options });
  const frame = document.createElement("iframe");
  frame.src = address;
  const script = document.createElement("script");
  script.src = address + "__broadsheet__/reload.js";
  const loaded = new Promise((done) => {
    script.onload = () => done("loaded");
    script.onerror = () => done("refused");
  });
  document.body.append(frame, script);
  const framed = new Promise((done) => { frame.onload = done; });
  const headers = { "Content-Type": "application/json", "X-Broadsheet-Token": "x" };
  await framed;
  return {
    read: await fetch(address).then(() => "read", () => "refused"),
    json: await post({ headers }).then(() => "sent", () => "refused"),
    plain: await post({ mode: "no-cors" }).then((answer) => answer.type, () => "refused"),
    script: await loaded,
  };
}"""


@pytest.fixture(scope="module")
def serve(tmp_path_factory) -> Iterator[Serve]:
    folder = tmp_path_factory.mktemp("note-bar")
    running = Serve(copy_of_world(folder), folder / "said.txt", options=["--edit"])
    yield running
    running.end()


def note_of(serve: Serve, paper: str) -> Path:
    return serve.root / f"content/notes/{paper}.md"


def bar_of(page, paper: str):
    return page.locator(f'.note-bar[data-paper="{paper}"]').first


def open_form(page, paper: str):
    bar = bar_of(page, paper)
    bar.locator("[aria-expanded]").click()
    form = bar.locator("form")
    form.wait_for()
    return form


def test_a_paper_is_pinned_and_gets_a_takeaway_by_keys_alone(serve, visit):
    opened = visit(serve.address + DAY)
    page = opened.page
    bar = bar_of(page, "2603.00002")
    bar.wait_for()
    bar.get_by_role("button", name="Pin").focus()
    page.keyboard.press("Enter")
    bar.locator('[aria-pressed="true"]').wait_for(timeout=WAIT)
    assert note_of(serve, "2603.00002").read_text("utf-8") == "---\npin: true\n---\n"
    wait_until(page, "document.activeElement?.closest('.note-bar')?.dataset.paper === '2603.00002'")
    page.keyboard.press("Enter")
    bar.locator("form").wait_for()
    page.keyboard.type('It says: "no" – 🦉')
    page.keyboard.press("Control+Enter")
    sentence = page.locator(".card", has=page.locator("#t-2603\\.00002")).locator(".takeaway")
    sentence.get_by_text('It says: "no" – 🦉').wait_for(timeout=WAIT)
    text = note_of(serve, "2603.00002").read_text("utf-8")
    assert text == '---\npin: true\ntakeaway: "It says: \\"no\\" – 🦉"\n---\n'
    bar.get_by_text("Saved", exact=True).wait_for()
    assert "wrote content/notes/2603.00002.md" in serve.said
    assert opened.wrong == [], "the policy of the page lets all of this run"


def test_a_paper_is_hidden_with_a_reason_and_shown_again(serve, visit):
    page = visit(f"{serve.address}paper/2603.00006/").page
    form = open_form(page, "2603.00006")
    form.get_by_label("Hide from all lists").check()
    page.keyboard.press("Control+Enter")
    form.get_by_text("Give the reason: the page of a hidden paper tells it.").wait_for()
    reason = form.get_by_label("Reason")
    expect(reason).to_be_focused()
    expect(reason).to_have_attribute("aria-invalid", "true")
    reason.fill("not of our field")
    form.get_by_role("button", name="Save").click()
    page.locator(".notice.hidden", has_text="not of our field").wait_for(timeout=WAIT)
    bar_of(page, "2603.00006").get_by_text("Hidden from all lists").wait_for()
    form = open_form(page, "2603.00006")
    form.get_by_label("Pin: first in its edition").check()
    assert not form.get_by_label("Hide from all lists").is_checked(), "a paper is one of the two"
    form.get_by_label("Pin: first in its edition").uncheck()
    form.get_by_role("button", name="Save").click()
    page.locator(".notice.hidden").wait_for(state="detached", timeout=WAIT)
    assert not note_of(serve, "2603.00006").exists()


def test_topics_are_filed_in_the_order_in_which_they_were_chosen(serve, visit):
    page = visit(f"{serve.address}paper/2603.00001/").page
    form = open_form(page, "2603.00001")
    expect(form.get_by_text("If none is chosen, those that were found stay: Sums.")).to_be_visible()
    for name in ("Shapes", "Proofs"):
        form.get_by_label(name).check()
    expect(form.locator(".n")).to_have_text(["", "1", "2"])
    form.get_by_role("button", name="Save").click()
    expect(page.locator(".kicker .topic")).to_have_text(["Shapes", "Proofs"], timeout=WAIT)
    assert note_of(serve, "2603.00001").read_text("utf-8") == "---\ntopics: [shapes, proofs]\n---\n"


def test_escape_keeps_what_was_written_and_cancel_drops_it(serve, visit):
    page = visit(f"{serve.address}paper/2603.00003/").page
    form = open_form(page, "2603.00003")
    field = form.get_by_label("Takeaway")
    before = field.input_value()
    field.fill("Half a sentence")
    page.keyboard.press("Escape")
    form.wait_for(state="detached")
    bar = bar_of(page, "2603.00003")
    bar.get_by_text("Not saved yet: open the note to go on.").wait_for()
    edit = bar.locator("[aria-expanded]")
    expect(edit).to_have_attribute("aria-expanded", "false")
    expect(edit).to_be_focused()
    expect(open_form(page, "2603.00003").get_by_label("Takeaway")).to_have_value("Half a sentence")
    form.get_by_role("button", name="Cancel").click()
    expect(open_form(page, "2603.00003").get_by_label("Takeaway")).to_have_value(before)
    page.keyboard.press("Control+Enter")
    bar.get_by_text("Nothing has changed.").wait_for()


def test_what_is_being_written_is_not_lost_to_a_build_nor_to_another_editor(serve, visit):
    page = visit(f"{serve.address}paper/2603.00007/").page
    form = open_form(page, "2603.00007")
    form.get_by_label("Takeaway").fill("My words")
    note_of(serve, "2603.00007").write_text("---\ntakeaway: Words of another editor\n---\n")
    form.get_by_text("The site was built again").wait_for(timeout=WAIT)
    page.keyboard.press("Control+Enter")
    form.get_by_text("content/notes/2603.00007.md was changed on disk meanwhile").wait_for()
    assert form.get_by_label("Takeaway").input_value() == "My words"
    form.get_by_role("button", name="Cancel").click()
    page.locator(".takeaway", has_text="Words of another editor").wait_for(timeout=WAIT)
    assert "My words" not in note_of(serve, "2603.00007").read_text("utf-8")


def test_keys_of_the_page_mean_nothing_in_the_form(serve, visit):
    page = visit(f"{serve.address}paper/2603.00008/").page
    form = open_form(page, "2603.00008")
    form.get_by_role("button", name="Cancel").focus()
    for key in ("?", "s", "j", "/"):
        page.keyboard.press(key)
    assert page.locator("dialog").count() == 0 and form.is_visible()
    assert form.get_by_role("button", name="Cancel").evaluate("button => button === document.activeElement")


def test_results_of_the_search_have_the_bar_too(serve, visit):
    page = visit(f"{serve.address}search/?q=proof").page
    bar_of(page, "2603.00003").wait_for()
    page.locator("[name=q]").last.fill("triangles")
    page.locator('.items .note-bar:not([data-paper="2603.00003"])').first.wait_for()


def test_papers_on_a_page_that_they_share_have_the_bar_there_and_in_the_search(visit, tmp_path):
    root = copy_of_world(tmp_path)
    with (root / "content/config/site.yaml").open("a", encoding="utf-8") as settings:
        settings.write("paper_pages: {months: 1}\n")
    values = json.loads((root / "content/papers/2603/2603.00008.json").read_text("utf-8"))
    sighting = {"source": "example", "day": "2026-01-20", "url": "https://papers.example/2601.00008"}
    values |= {"id": "2601.00008", "title": "On shared stones", "sightings": [sighting]}
    (root / "content/papers/2601").mkdir()
    (root / "content/papers/2601/2601.00008.json").write_text(json.dumps(values), "utf-8")
    running = Serve(root, tmp_path / "said.txt", options=["--edit"])
    try:
        for place in ("search/?q=shared+stones", "papers/2601/"):
            page = visit(running.address + place).page
            bar_of(page, "2601.00008").wait_for()
        open_form(page, "2601.00008").get_by_label("Takeaway").fill("Mind the gap")
        page.keyboard.press("Control+Enter")
        page.locator(".takeaway", has_text="Mind the gap").wait_for(timeout=WAIT)
        assert note_of(running, "2601.00008").read_text("utf-8") == '---\ntakeaway: "Mind the gap"\n---\n'
    finally:
        running.end()


def test_a_server_that_has_ended_is_a_sentence(serve, visit):
    opened = visit(f"{serve.address}paper/2603.00008/")
    bar = bar_of(opened.page, "2603.00008")
    bar.wait_for()
    opened.context.set_offline(True)
    bar.get_by_role("button", name="Pin").click()
    bar.get_by_text("No answer: is broadsheet serve still running? Nothing was saved.").wait_for()


def test_a_page_of_another_origin_in_the_same_browser_can_neither_read_nor_write(serve, visit, tmp_path):
    (tmp_path / "index.html").write_text("<!doctype html><title>x</title><p>Another site on this machine")
    with served(tmp_path) as elsewhere:
        page = visit(elsewhere).page
        found = page.evaluate(OTHER_ORIGIN, serve.address)
        assert found == dict.fromkeys(("read", "json", "plain", "script"), "refused")
        refused = ["chrome-error://chromewebdata/"]
        wait_until(page, lambda: [frame.url for frame in page.frames[1:]] == refused)
    assert not note_of(serve, "2603.00009").exists()
    assert "content/notes/2603.00009.md" not in serve.said and "Traceback" not in serve.said


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_bar_and_form_fit_and_can_be_used_by_all(serve, visit, width, scheme):
    for place, paper in ((DAY, "2603.00003"), ("paper/2603.00008/", "2603.00008")):
        page = visit(serve.address + place, width, scheme, has_touch=width < 500).page
        form = open_form(page, paper)
        form.get_by_label("Hide from all lists").check()
        page.keyboard.press("Control+Enter")
        form.locator(".problem:not(:empty)").wait_for()
        assert sideways(page) <= 0
        assert axe_violations(page) == []
        shot(page, f"note-bar-{'paper' if 'paper' in place else 'list'}", width, scheme)


def test_no_built_site_knows_of_the_bar(serve, tmp_path, snapshot):
    other = tmp_path / "world"
    shutil.copytree(serve.root, other, ignore=shutil.ignore_patterns("build", "site", ".cache"))
    fresh = snapshot(built(other))
    serve.end()  # as one build at a time may be at work
    assert snapshot(built(serve.root)) == fresh
    for path, data in fresh.items():
        for word in (b"__broadsheet__", b"note-bar", b"data-token"):
            assert word not in data, path
