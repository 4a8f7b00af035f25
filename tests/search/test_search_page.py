"""The search page in a real browser: typing, refining, going back, going offline, and hostile words."""

from __future__ import annotations

import gzip
import json
import random
import re
import time
from collections.abc import Iterator
from urllib.parse import quote, urlencode, urlsplit

import pytest
from browsing import (
    VIEWS,
    WIDTHS,
    Visit,
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

from broadsheet.search.index.binary import build_file, parse_file

pytestmark = pytest.mark.slow

PAGE = "search/"
FIRST = "Counting to ten with large sums"
# Papers of three fields, each with words of its own.
FIELDS = {
    "stones": ["stone", "pebble", "quarry", "granite", "boulder", "gravel", "rock", "cliff", "mason", "slab"],
    "lamps": ["lamp", "lantern", "candle", "wick", "torch", "glow", "beacon", "flame", "shade", "bulb"],
    "boats": ["boat", "rudder", "keel", "sail", "harbour", "anchor", "mast", "oar", "tide", "ferry"],
}


def made_up(number: int) -> dict:
    dice = random.Random(number)
    field = list(FIELDS)[number % 3]
    said = dice.choices(FIELDS[field], k=12) + dice.choices(["we", "study", "count", "measure"], k=4)
    day = f"20{23 + number % 3}-{1 + number // 3 % 12:02}-{1 + number % 28:02}"
    paper = {
        "title": f"On {field}: {' '.join(dice.choices(FIELDS[field], k=4))}",
        "id": f"{day[2:4]}{day[5:7]}.{number:05}",
        "sightings": [
            {"source": "example", "day": day, "url": f"https://list.example/{number}", "votes": number}
        ],
        "authors": [f"Nora Maker{number}", "Otto Helper"],
        "organisation": f"{field.capitalize()} Society",
        "abstract": f"{' '.join(said)}.",
    }
    return {**paper, "code": "https://code.example/x"} if number % 2 else paper


def of_one_theme(number: int) -> dict:
    """A paper of one of 36 themes, that says one of two words in the company of the same six others.

    There are more themes than dimensions to be had, so that the two words come to mean the same.
    """
    theme = number % 36
    names = ("kiln", "clay", "glaze", "potter", "oven", "bowl") if not theme else ()
    same = list(names) or [f"theme{theme}word{n}" for n in range(6)]
    own = (
        ("ceramic", "earthenware")[number // 36 % 2] if not theme else f"theme{theme}other{number // 36 % 2}"
    )
    dice = random.Random(number)
    every = [word for field in FIELDS.values() for word in field]
    said = " ".join([*dice.sample([*same, own], 7), *dice.choices(every, k=8)])
    return {**made_up(number), "title": f"The {own}", "abstract": f"{said}."}


PROPOSE = "https://github.com/lab/digest/issues/new?template=propose-paper.yml"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    root = copy_of_world(tmp_path_factory.mktemp("searched"))
    papers = [*map(made_up, range(300)), *map(of_one_theme, range(360, 648))]
    odd = "A zeppelin called <img src=x onerror=alert(1)> & <script>alert(1)</script>"
    papers.append({**made_up(301), "id": "2401.00301", "title": odd, "abstract": "<b>airship</b> rudder"})
    for paper in papers:
        folder = root / "content/papers" / paper["id"][:4]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{paper['id']}.json").write_text(json.dumps(paper), "utf-8")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("\nrepo_url: https://github.com/lab/digest\n")
    with served(built(root)) as address:
        yield address


def titles(page) -> list[str]:
    return page.locator("#results .title").all_inner_texts()


def told(page, words: str) -> None:
    """Wait until the line above the results says these words, and no digit before them."""
    page.locator("#count").filter(has_text=re.compile(rf"(?<!\d){re.escape(words)}")).wait_for()


def answered(page) -> None:
    """Wait until the facets, which come last, are those of what was asked; meaning may still add to it."""
    page.locator(".facets [aria-busy=false]").wait_for(state="attached")


def counted(option) -> int:
    """How many papers an option of a facet says it has, once the facets are those of the results shown."""
    answered(option.page)
    return int(option.locator(".n").inner_text())


def search(page, words: str) -> None:
    page.get_by_role("searchbox", name="Search papers").fill(words)


def asks(page, *asked: tuple[str, str]) -> None:
    """Wait until the address asks for these; it follows when the hand rests."""
    expect(page).to_have_url(re.compile(re.escape(f"?{urlencode(asked)}") + "$"))


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent || document.activeElement.name")


def test_results_come_while_typing_and_say_why(site, visit):
    seen = visit(site + PAGE)
    told(seen.page, "papers")
    seen.page.keyboard.type("counting to ten", delay=20)
    seen.page.locator("#results .title", has_text=FIRST).wait_for()
    expect(seen.page.locator("#results .title").first).to_have_text(FIRST)
    first = seen.page.locator("#results li").first
    first.locator("mark", has_text="ten").first.wait_for()
    expect(first.locator("mark", has_text="Counting").first).to_be_visible()
    asks(seen.page, ("q", "counting to ten"))
    first.locator(".title").click()
    seen.page.wait_for_url(f"{site}paper/2603.00001/")
    assert seen.wrong == []
    assert not [url for url in seen.asked if not url.startswith(site)]


def test_the_box_of_every_page_leads_here(site, visit):
    seen = visit(f"{site}topics/")
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("large sums")
    seen.page.keyboard.press("Enter")
    seen.page.locator("#results .title", has_text=FIRST).wait_for()
    assert urlsplit(seen.page.url).path == "/digest/search/"
    expect(seen.page.get_by_role("searchbox")).to_have_value("large sums")


def test_facets_refine_and_their_counts_hold(site, visit):
    page = visit(f"{site}{PAGE}?q=rudder").page
    told(page, "paper")
    option = page.locator("fieldset label", has_text="Boats Society")
    number = counted(option)
    option.locator("input").check()
    told(page, f"{number} paper")
    asks(page, ("q", "rudder"), ("org", "Boats Society"))
    code = page.locator("fieldset label", has_text="has code")
    number = counted(code)
    code.locator("input").check()
    told(page, f"{number} paper")
    assert page.evaluate("document.activeElement.id") == "f-code-1", "the focus stays where it was"
    page.get_by_role("button", name="Without Organisation: Boats Society").click()
    wait_until(page, "!location.search.includes('org')")


def test_names_on_pages_and_in_results_lead_to_the_papers_that_print_them(site, visit):
    page = visit(f"{site}paper/2301.00000/").page
    assert (
        page.locator(".authors a", has_text="Otto Helper").get_attribute("href")
        == "../../author/otto-helper/"
    )
    page.locator(".authors a", has_text="Nora Maker0").click()
    told(page, "1 paper")
    assert titles(page) == [made_up(0)["title"]]
    page.locator("#results .by a", has_text="Otto Helper").click()
    told(page, "589 papers")
    asks(page, ("q", 'author:"Otto Helper"'))
    page.locator("#results .by a", has_text="Boats Society").first.click()
    wait_until(page, "location.search === '?org=Boats+Society'")
    told(page, f"{sum(number % 3 == 2 for number in (*range(300), *range(360, 648)))} papers")


def test_a_year_opens_into_its_months_and_a_month_takes_its_place(site, visit):
    page = visit(site + PAGE).page
    year = page.locator("fieldset label", has_text="2024")
    year.locator("input").check()
    month = page.locator("fieldset label.month", has_text="May")
    number = counted(month)
    month.locator("input").check()
    told(page, f"{number} paper")
    asks(page, ("date", "2024-05"))
    assert all("May 2024" in text for text in page.locator("#results .by").all_inner_texts())


# Whether ten numbers, as an expression makes them of the elements `e`, never rise.
FALLING = """(() => {{ const n = [...document.querySelectorAll({where!r})].map((e) => {number});
  return n.length === 10 && n.every((one, at) => !at || one <= n[at - 1]); }})()"""


def test_order_is_by_relevance_by_day_or_by_votes(site, visit):
    page = visit(f"{site}{PAGE}?q=harbour").page
    told(page, "papers")
    page.get_by_label("Sort by").select_option("votes")
    wait_until(page, "location.search.includes('sort=votes')")
    wait_until(page, FALLING.format(where="#results li > .votes b", number="parseInt(e.textContent)"))
    page.get_by_label("Sort by").select_option("newest")
    day = "+new Date(e.textContent)"
    wait_until(page, FALLING.format(where="#results .by > :last-child", number=day))


def queries_as_typed(most: int) -> list[str]:
    """Two or three words of the papers, some with a slip in the last one, some of which it is only begun."""
    dice = random.Random("typed")
    every = [word for field in FIELDS.values() for word in field] + ["counting", "potter", "theme7word2"]
    queries = []
    for number in range(most):
        words = dice.sample(every, 2 + number % 2)
        last = words[-1]
        place = dice.randrange(1, len(last) - 1)
        slips = (last, last[:-2], last[:place] + last[place + 1 :], last[:place] + "x" + last[place:])
        queries.append(" ".join([*words[:-1], slips[number % 4]]))
    return queries


# Puts a text into the box letter by letter, a letter each time that the browser has painted.
TYPED_KEY_BY_KEY = """async (words) => {
  const box = document.forms.ask.q;
  for (let end = 1; end <= words.length; end += 1) {
    box.value = words.slice(0, end);
    box.dispatchEvent(new Event("input"));
    await new Promise((painted) => requestAnimationFrame(painted));
  }
}"""


def test_what_is_typed_finds_what_the_same_words_find_by_address(site, visit):
    queries = queries_as_typed(80)
    typing, opened = visit(site + PAGE).page, visit(site + PAGE).page
    told(typing, "papers")
    for query in queries:
        typing.evaluate(TYPED_KEY_BY_KEY, query)
        wait_until(typing, "new URLSearchParams(location.search).get('q') === " + json.dumps(query))
        opened.goto(f"{site}{PAGE}?q={quote(query)}")
        opened.locator("#count b").wait_for()
        opened.locator("#results .items[aria-busy=false]").wait_for()
        # What only meaning finds comes later, on one page and on the other.
        wait_until(typing, lambda: titles(typing) == titles(opened))


def test_an_address_can_be_shared_and_reloaded_and_holds_everything(site, visit):
    asked = f"{PAGE}?q=rudder&org=Boats+Society&code=1&sort=newest"
    page = visit(site + asked).page
    told(page, "paper")
    found = titles(page)
    assert found
    expect(page.get_by_label("Sort by")).to_have_value("newest")
    expect(page.locator("#f-code-1")).to_be_checked()
    page.reload()
    expect(page.locator("#results .title")).to_have_text(found)
    assert page.url == site + asked
    other = visit(site + asked).page
    expect(other.locator("#results .title")).to_have_text(found)


def test_back_and_forward_go_through_what_was_asked(site, visit):
    page = visit(site + PAGE).page
    search(page, "harbour")
    page.locator("#results mark").first.wait_for()
    asks(page, ("q", "harbour"))
    before = titles(page)
    page.locator("fieldset label", has_text="has code").locator("input").check()
    wait_until(page, "location.search.includes('code=1')")
    page.get_by_role("button", name="Without Code").wait_for()
    page.go_back()
    expect(page.locator("#results .title").first).to_have_text(before[0])
    asks(page, ("q", "harbour"))
    page.locator("#f-code-1:not(:checked)").wait_for()
    page.go_back()
    wait_until(page, "document.querySelector('[name=q]').value === ''")
    page.go_forward()
    wait_until(page, "document.querySelector('[name=q]').value === 'harbour'")
    page.locator("#results mark").first.wait_for()
    page.locator("#results .title").first.click()
    page.wait_for_url("**/paper/**")
    page.go_back()
    page.locator("#results .title").first.wait_for()
    expect(page.get_by_role("searchbox")).to_have_value("harbour")


def test_everything_can_be_done_with_the_keyboard_alone(site, visit):
    page = visit(f"{site}archive/").page
    page.keyboard.press("/")
    page.keyboard.type("harbour")
    page.keyboard.press("Enter")
    page.locator("#results mark").first.wait_for()
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    assert focused(page) == titles(page)[0]
    page.keyboard.press("ArrowDown")
    assert focused(page) == titles(page)[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert focused(page) == "q"
    page.keyboard.press("Escape")
    wait_until(page, "document.querySelector('[name=q]').value === '' && !location.search")
    page.keyboard.type("large sums")
    expect(page.locator("#results .title").first).to_have_text(FIRST)
    asks(page, ("q", "large sums"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    assert "2603.00001" in page.evaluate("localStorage.getItem('broadsheet:/digest/saved')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/paper/2603.00001/")


def test_a_slip_of_the_finger_is_corrected_and_said(site, visit):
    page = visit(site + PAGE).page
    search(page, "harbuor")
    page.locator(".notes", has_text="harbour").wait_for()
    assert "harbour" in " ".join(titles(page) + page.locator(".why").all_inner_texts()).lower()


def test_what_is_said_in_other_words_is_found_by_meaning_and_marked(site, visit):
    seen = visit(f"{site}{PAGE}?q=ceramic+unheardof")
    seen.page.locator(".alike").first.wait_for()
    marked = seen.page.locator("#results li", has=seen.page.locator(".alike"))
    assert marked.locator(".title").all_inner_texts()[:4] == ["The earthenware"] * 4
    assert marked.locator("mark").count() == 0
    assert titles(seen.page)[0] == "The ceramic", "what says the word itself comes first"
    assert "the same subject in other words" in seen.page.locator("#results").inner_text()
    assert seen.wrong == []


def test_without_the_layer_of_meaning_the_words_still_find(site, visit):
    page = visit(site + PAGE).page
    page.route("**/search/data/meaning*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        search(page, "ceramic unheardof")
    page.locator("#results mark").first.wait_for()
    assert page.locator(".alike").count() == 0


def test_where_nothing_is_found_it_says_so_and_what_to_try(site, visit):
    words = quote('author:xyzzy "no such phrase"')
    page = visit(f"{site}{PAGE}?q={words}&code=1").page
    told(page, "Nothing found")
    page.get_by_role("button", name="Search without filters").click()
    expect(page.get_by_role("button", name="Search without filters")).to_have_count(0)
    told(page, "Nothing found")
    assert page.locator("#results").get_by_role("link", name="topics").is_visible()
    assert "quotation marks" in page.locator("#results").inner_text()
    suggested = page.get_by_role("link", name="Suggest a paper that is missing")
    assert suggested.get_attribute("href") == PROPOSE
    page.locator("[name=q]").fill("stones")
    suggested.wait_for(state="hidden")


def test_an_id_or_its_address_leads_straight_to_the_paper(site, visit):
    for words in ("2603.00001", "https://arxiv.org/abs/2603.00001v2", "arXiv:2603.00001"):
        page = visit(f"{site}archive/").page
        page.keyboard.press("/")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.wait_for_url("**/paper/2603.00001/")
        page.go_back()
        expect(page).to_have_url(f"{site}archive/")  # the page in between is no trap
    page = visit(site + PAGE).page
    page.keyboard.type("2603.00001")
    told(page, "Exact match")
    page.keyboard.press("Enter")
    page.wait_for_url("**/paper/2603.00001/")
    page.go_back()
    told(page, "Exact match")


def test_an_id_that_is_not_here_is_offered_at_arxiv(site, visit):
    page = visit(f"{site}{PAGE}?q=2612.54321").page
    told(page, "Nothing found")
    assert (
        page.get_by_role("link", name="at arXiv").get_attribute("href") == "https://arxiv.org/abs/2612.54321"
    )
    suggested = page.get_by_role("link", name="Suggest a paper that is missing")
    assert suggested.get_attribute("href") == f"{PROPOSE}&paper=2612.54321", "the form is filled in"


def test_a_query_of_5000_characters_is_answered(site, visit):
    seen = visit(site + PAGE)
    search(seen.page, ("harbour ferry unheardof " * 250)[:5000])
    seen.page.locator("#results mark").first.wait_for()
    assert "Only the first 1,000 characters" in seen.page.locator(".notes").inner_text()
    seen.page.reload()
    seen.page.locator("#results mark").first.wait_for()
    words = " ".join(f"word{number}" for number in range(700))[:4990] + " harbour"
    search(seen.page, words[-5000:])
    answered(seen.page)
    assert seen.wrong == []


def test_html_stays_text_whoever_wrote_it(site, visit):
    words = "<img src=x onerror=alert(1)> <script>alert(1)</script> zeppelin"
    seen = visit(f"{site}{PAGE}?q={quote(words)}&org={quote('<b onclick=alert(1)>x</b>')}")
    seen.page.get_by_role("button", name="Without Organisation").click()
    seen.page.locator("#results .title", has_text="zeppelin").wait_for()
    made = "main img, main script, main b[onclick], #results li b:not(.votes b)"
    assert seen.page.locator(made).count() == 0
    assert "<img src=x onerror=alert(1)>" in titles(seen.page)[0]
    assert seen.wrong == []
    seen.page.goto(f"{site}{PAGE}?q=%E0%A4%A&date=2024-99&sort=__proto__&topic=__proto__&topic=constructor")
    seen.page.locator("#count b").wait_for()
    assert not [words for words in seen.wrong if "Failed to load" not in words]


def test_a_lost_connection_is_said_and_the_search_goes_on_when_it_is_back(site, visit):
    seen = visit(f"{site}{PAGE}?q=harbour")
    told(seen.page, "papers")
    seen.page.route("**/search/data/**", lambda route: route.abort())
    search(seen.page, "granite")
    seen.page.get_by_text("could not be loaded").wait_for()
    asks(seen.page, ("q", "granite"))
    seen.page.unroute("**/search/data/**")
    seen.page.get_by_role("button", name="Try again").click()
    seen.page.locator("#results mark", has_text="granite").first.wait_for()
    assert not seen.page.get_by_text("could not be loaded").is_visible()


def test_a_connection_that_is_not_there_from_the_start_is_waited_for(site, visit):
    seen = visit(site)
    seen.page.route(WORKER, lambda route: route.abort())
    seen.page.goto(f"{site}{PAGE}?q=harbour")
    seen.page.get_by_text("could not be loaded").wait_for()
    seen.page.unroute(WORKER)
    seen.page.evaluate("window.dispatchEvent(new Event('online'))")
    seen.page.locator("#results mark").first.wait_for()


@pytest.mark.parametrize(
    "gone",
    [{"status": 404, "body": ""}, {"status": 200, "body": "<p>Not here", "content_type": "text/html"}],
    ids=["404", "a page"],
)
def test_a_worker_that_a_deploy_has_taken_away_asks_for_a_reload(site, visit, gone):
    seen = visit(site)
    seen.page.route(WORKER, lambda route: route.fulfill(**gone))
    seen.page.goto(f"{site}{PAGE}?q=harbour")
    seen.page.get_by_text("has changed since").wait_for()
    seen.page.unroute(WORKER)
    seen.page.get_by_role("button", name="Reload the page").click()
    seen.page.locator("#results mark", has_text="harbour").first.wait_for()


def test_without_the_script_of_meaning_words_are_still_found(site, visit):
    seen = visit(site)
    seen.page.route("**/engine/meaning.*.js", lambda route: route.fulfill(status=404))
    seen.page.goto(f"{site}{PAGE}?q=harbour+unheardof")
    with seen.page.expect_request("**/engine/meaning.*.js"):
        seen.page.locator("#results mark", has_text="harbour").first.wait_for()
    search(seen.page, "granite")
    seen.page.locator("#results mark", has_text="granite").first.wait_for()
    assert not seen.page.locator(".notice").is_visible()


def before_the_deploy(page, site: str) -> bytes:
    """The head of an index whose files have all been replaced since: no name in it is right."""
    head, _ = parse_file(page.context.request.get(f"{site}search/data/head.bin").body())
    backwards = {name: head[name][::-1] for name in ("shards", "cards", "columns", "votes")}
    return build_file(head | backwards | {"words": {name: "0" * 6 for name in head["words"]}})


def answering(head: bytes, gone: dict[str, object]):
    """A host that gives this head first, and this for a file that is not there."""
    heads = [head]

    def answer(route) -> None:
        if route.request.url.endswith("head.bin") and heads:
            route.fulfill(body=heads.pop())
            return
        found = route.fetch()
        if found.status == 404:
            route.fulfill(**gone)
        else:
            route.fulfill(response=found)

    return answer


WORKER = "**/search/worker.*.js"
HTML = "<!doctype html><title>Not here</title><p>Nothing is here."


@pytest.mark.parametrize(
    "gone",
    [
        {"status": 404, "body": HTML},
        {"status": 403, "body": HTML},
        {"status": 410, "body": ""},
        {"status": 200, "body": HTML, "content_type": "text/html"},
        {"status": 200, "body": gzip.compress(b"\x09\x00\x00\x00" + b"cut" * 99)[:40]},
    ],
    ids=["404", "403", "410", "a page", "a part"],
)
def test_after_a_deploy_an_open_page_goes_on_with_the_new_index(site, visit, gone):
    seen = visit(site)
    seen.page.route("**/search/data/**", answering(before_the_deploy(seen.page, site), gone))
    seen.page.goto(f"{site}{PAGE}?q=granite")
    seen.page.locator("#results mark", has_text="granite").first.wait_for()
    heads = [url for url in seen.asked if url.endswith("head.bin")]
    assert len(heads) == 2
    assert not seen.page.get_by_text("could not be loaded").is_visible()
    search(seen.page, "harbour")
    seen.page.locator("#results mark", has_text="harbour").first.wait_for()


def test_a_file_that_stays_away_is_said_after_the_head_was_read_once_more(site, visit):
    seen = visit(f"{site}{PAGE}?q=granite")
    told(seen.page, "papers")
    answered(seen.page)
    files = re.compile("/search/data/(?!head)")
    seen.page.route(files, lambda route: route.fulfill(status=410))
    before = len(seen.asked)
    search(seen.page, "harbour")
    seen.page.get_by_text("could not be loaded").wait_for()
    assert [url.endswith("head.bin") for url in seen.asked[before:]].count(True) == 1
    seen.page.unroute(files)
    seen.page.get_by_role("button", name="Try again").click()
    seen.page.locator("#results mark", has_text="harbour").first.wait_for()


def test_an_index_of_another_format_asks_for_a_reload(site, visit):
    seen = visit(site)
    head, _ = parse_file(seen.context.request.get(f"{site}search/data/head.bin").body())
    newer = build_file(head | {"version": head["version"] + 1})
    seen.page.route("**/search/data/head.bin", lambda route: route.fulfill(body=newer), times=1)
    seen.page.goto(f"{site}{PAGE}?q=granite")
    seen.page.get_by_text("has changed since").wait_for()
    seen.page.get_by_role("button", name="Reload the page").click()
    seen.page.locator("#results mark", has_text="granite").first.wait_for()


def test_more_can_be_shown_and_stays_shown(site, visit):
    page = visit(f"{site}{PAGE}?q=harbour").page
    told(page, "papers")
    page.get_by_role("button", name="Show more").click()
    wait_until(page, "document.querySelectorAll('#results li').length === 20")
    page.reload()
    wait_until(page, "document.querySelectorAll('#results li').length === 20")


def test_facets_of_a_large_archive_are_loaded_when_the_reader_opens_them(site, visit):
    seen = visit(f"{site}status/", 1280)

    def of_a_large_archive(route):
        answer = route.fetch()
        html = answer.text()
        assert '<div id="offer">' in html
        route.fulfill(
            response=answer, body=html.replace('<div id="offer">', '<div id="offer" data-facets="wait">')
        )

    seen.page.route(f"{site}{PAGE}*", of_a_large_archive)
    seen.page.goto(f"{site}{PAGE}?q=granite")
    told(seen.page, "papers")
    wait_until_calm(seen)
    assert not [address for address in seen.asked if "/columns" in address]
    seen.page.get_by_text("Refine").click()
    seen.page.locator(".facets fieldset").first.wait_for()
    answered(seen.page)
    expect(seen.page.get_by_text("Refine")).to_be_visible()
    assert axe_violations(seen.page) == []
    assert len([address for address in seen.asked if "/columns" in address]) == 1


@in_every_font
@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(site, visit, width, scheme):
    seen = visit(site + PAGE, width, scheme)
    for name, query in (
        ("all", ""),
        ("found", "?q=harbour+unheardof&code=1"),
        ("none", "?q=%22no+such+thing%22"),
    ):
        seen.page.goto(f"{site}{PAGE}{query}")
        seen.page.locator("#count b").wait_for()
        if width < 1000:
            seen.page.locator(".facets summary").click()
        if name != "none":
            seen.page.locator(".facets fieldset").first.wait_for()
        answered(seen.page)
        assert sideways(seen.page) <= 0
        assert axe_violations(seen.page) == []
        shot(seen.page, f"search {name}", width, scheme)
    assert seen.wrong == []


# The sum of what moved on its own since the page was opened, as browsers count it for CLS.
SHIFTED = """() => new Promise((done) => new PerformanceObserver((list) => done(
  list.getEntries().filter((e) => !e.hadRecentInput).reduce((sum, e) => sum + e.value, 0)))
  .observe({ type: "layout-shift", buffered: true }) || setTimeout(() => done(0), 300))"""


# The most room, in px, between the last thing of a row and the end of the row.
ROOM_BELOW = """() => Math.max(...[...document.querySelectorAll("#results .card")].map((row) =>
  row.getBoundingClientRect().bottom - Math.max(...[...row.querySelectorAll("p, .foot > span, .foot > a")]
    .filter((part) => part.checkVisibility()).map((part) => part.getBoundingClientRect().bottom))))"""


def slowly(seen, seconds: float) -> None:
    """From now on every file of the index is so late."""
    seen.context.route("**/search/data/**", lambda route: (time.sleep(seconds), route.continue_()))


def stays_put(seen, milliseconds: int) -> None:
    """Nothing has moved on its own when so much time has passed."""
    seen.page.wait_for_timeout(milliseconds)
    assert seen.page.evaluate(SHIFTED) < 0.02


@in_every_font
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("query", ["", "?q=harbour", "?q=harbour&code=1&sort=votes", "?q=ceramic+unheardof"])
def test_nothing_moves_while_results_and_facets_come(site, visit, width, query):
    seen = visit(site, width)
    slowly(seen, 0.03)
    seen.page.goto(f"{site}{PAGE}{query}")
    seen.page.locator("#results .title").first.wait_for()
    stays_put(seen, 1500)
    assert seen.page.evaluate(ROOM_BELOW) < 12, "rows end well below their last link"


@in_every_font
def test_what_comes_late_after_a_key_moves_nothing(site, visit):
    seen = visit(site + PAGE)
    told(seen.page, "papers")
    slowly(seen, 0.1)
    seen.page.keyboard.type("harbour", delay=30)
    seen.page.locator("#results mark").first.wait_for()
    stays_put(seen, 1000)


# Puts a text into the box at the pace of a quick hand; the longest rest between two keys, in ms.
TYPED_QUICKLY = """async (words) => {
  const box = document.forms.ask.q;
  const times = [];
  for (let end = 1; end <= words.length; end += 1) {
    box.value = words.slice(0, end);
    const event = new Event("input");
    times.push(event.timeStamp);
    box.dispatchEvent(event);
    await new Promise((next) => setTimeout(next, 40));
  }
  return Math.max(...times.slice(1).map((time, key) => time - times[key]));
}"""
QUICK = 100  # ms; after 150 the search takes it that the hand rests


def files_asked(seen) -> list[str]:
    """Names of the files of the index that were asked for."""
    return [url.rpartition("/")[2] for url in seen.asked if "/search/data/" in url]


def typed_by_a_quick_hand(site: str, visit) -> tuple[Visit, str, list[str]]:
    """A page into which a query was just typed, the query, and the files that were there before.

    A busy machine may make the hand rest: then it types another one, of which nothing is there yet.
    """
    for query in ("harbour granite", "rudder pebble", "anchor boulder", "ferry gravel", "keel quarry"):
        seen = visit(site + PAGE)
        told(seen.page, "papers")
        seen.page.locator("fieldset").first.wait_for()
        before = files_asked(seen)
        if seen.page.evaluate(TYPED_QUICKLY, query) < QUICK:
            return seen, query, before
    pytest.skip("this machine is too busy to type at the pace of a hand")


def test_while_the_hand_is_typing_nothing_is_loaded(site, visit):
    typed, query, before = typed_by_a_quick_hand(site, visit)
    opened = visit(f"{site}{PAGE}?q={quote(query)}")
    last = query.partition(" ")[2]
    for seen in (typed, opened):
        seen.page.locator("#results mark", has_text=last).first.wait_for()
        answered(seen.page)
    wait_until(typed.page, lambda: set(files_asked(typed)) == {*files_asked(opened), *before})
    names = [name.partition("-")[0] for name in files_asked(typed)[len(before) :]]
    assert names
    assert "words" not in names, "no dictionary for words that are known"
    number = len(files_asked(typed))
    search(typed.page, "")
    told(typed.page, "papers")
    search(typed.page, query)
    typed.page.locator("#results mark", has_text=last).first.wait_for()
    answered(typed.page)
    assert len(files_asked(typed)) == number, "what is there is not loaded again"


# Keeps of each state that the list of results goes through how many rows it has, and whether more are coming.
WATCHED = """() => {
  const list = document.querySelector("#results .items");
  window.states = [];
  const keep = () => window.states.push([list.children.length, list.ariaBusy]);
  new MutationObserver(keep).observe(list, { childList: true });
}"""
# As a key does, but without scrolling to the box.
TYPED = """(words) => {
  const box = document.forms.ask.q;
  box.value = words;
  box.dispatchEvent(new Event("input"));
}"""


@in_every_font
@pytest.mark.parametrize(
    ("height", "scrolled", "some"), [(900, 0, True), (1400, 1400, False), (200, 0, True)]
)
def test_while_typing_the_rows_on_the_screen_come_before_those_below_it(site, visit, height, scrolled, some):
    page = visit(site + PAGE).page
    page.set_viewport_size({"width": 1280, "height": height})
    told(page, "papers")
    page.evaluate(WATCHED)
    page.evaluate("(y) => scrollTo(0, y)", scrolled)
    page.evaluate(TYPED, "harbour")
    page.locator("#results mark").first.wait_for()
    page.locator("#results .items[aria-busy=false]").wait_for()
    states = page.evaluate("states")
    first, coming = states[0]
    assert (0 < first < 10, coming) == ((True, "true") if some else (False, "false"))
    assert states[-1][0] == len(titles(page)) == 10
    page.evaluate("states.length = 0")
    page.get_by_label("Sort by").select_option("newest")
    wait_until(page, "states.length")
    assert page.evaluate("states")[0] == [10, "false"], "what is no typing comes whole"


def test_where_nothing_is_asked_for_it_is_said_and_the_newest_are_shown(site, visit):
    page = visit(f"{site}{PAGE}?q=of+the").page
    told(page, "Nothing to search for; these are the newest papers")
    assert "Common words" in page.locator(".notes").inner_text()
    newest = titles(page)
    assert page.get_by_label("Sort by").input_value() == "newest"
    search(page, "")
    page.locator("#count").filter(has_text=re.compile(r"^[\d,]+ papers")).wait_for()
    page.locator("#results .items[aria-busy=false]").wait_for()
    assert titles(page) == newest
    assert page.get_by_label("Sort by").input_value() == "newest"
    search(page, "harbour")
    page.locator("#results mark").first.wait_for()
    assert page.get_by_label("Sort by").input_value() == "relevance"


def offered(page) -> bool:
    return page.locator("#offer").is_visible()


def test_an_empty_search_offers_last_queries_that_can_be_forgotten_and_topics(site, visit):
    page = visit(site + PAGE).page
    told(page, "papers")
    assert offered(page)
    assert page.locator("#offer").get_by_role("link", name="Shapes").is_visible()
    assert not page.get_by_text("Your last searches").is_visible()
    search(page, "harbour")
    page.locator("#results mark").first.wait_for()
    assert not offered(page), "what is found is not pushed down"
    for query in ("granite", "boat -keel"):
        search(page, query)
        page.keyboard.press("Enter")
        page.locator("#results mark").first.wait_for()
    page.goto(site + PAGE)
    queries = page.locator(".queries a")
    expect(queries).to_have_text(["boat -keel", "granite"])
    page.get_by_role("button", name="Forget: boat -keel").click()
    expect(queries).to_have_text(["granite"])
    queries.first.click()
    page.locator("#results mark", has_text="granite").first.wait_for()
    asks(page, ("q", "granite"))
    page.go_back()
    page.get_by_role("button", name="forget all").click()
    assert not page.get_by_text("Your last searches").is_visible()
    page.reload()
    told(page, "papers")
    assert queries.count() == 0


def test_a_phrase_filters_the_facets_too(site, visit):
    page = visit(f"{site}{PAGE}?q=boat+rudder").page
    told(page, "papers")
    every = int(page.locator("#count b").inner_text().split()[0])
    words = quote('"boat rudder"')
    page.goto(f"{site}{PAGE}?q={words}")
    told(page, "paper")
    those = int(page.locator("#count b").inner_text().split()[0])
    years = page.locator("fieldset", has_text="Date").locator("label:not(.month) .n")
    years.first.wait_for()
    assert 0 < those < every
    assert sum(map(int, years.all_inner_texts())) == those


def test_of_a_phrase_that_is_too_common_it_is_said_that_not_all_were_looked_through(site, visit):
    words = quote('"on boats"')
    page = visit(f"{site}{PAGE}?q={words}").page
    told(page, "paper")
    assert "Only the best matches were checked" in page.locator(".notes").inner_text()


def test_without_javascript_topics_archive_and_another_engine_are_offered(site, visit):
    page = visit(site + PAGE, java_script_enabled=False).page
    main = page.locator("main")
    assert main.get_by_role("link", name="Shapes").is_visible()
    assert main.get_by_role("link", name="archive").first.is_visible()
    form = main.locator("form:visible")
    assert form.count() == 1
    assert form.locator("input").input_value() == "site:review.example/digest "
    assert not page.locator("#ask").is_visible()


def test_a_page_that_is_not_there_offers_the_search(site, visit):
    page = visit(f"{site}nowhere/").page
    box = page.locator("main").get_by_label("Search papers")
    box.fill("large sums")
    box.press("Enter")
    page.locator("#results .title", has_text=FIRST).wait_for()


def test_no_other_index_is_shipped(site, visit):
    seen = visit(site)
    assert seen.context.request.get(f"{site}search/search_index.json").status == 404
