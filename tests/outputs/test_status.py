"""The status pages and `status.json`: the numbers add up, the lists are bounded, strangers stay text."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from conftest import REPOSITORY
from make import MONDAY, make_entry, make_library, make_paper, make_reading, make_sighting, make_site

from broadsheet.model.curation import Watch
from broadsheet.model.ledger import Rejection
from broadsheet.model.site import Stopped
from broadsheet.outputs.feeds.feeds import feeds
from broadsheet.outputs.pages.pages import pages
from broadsheet.outputs.pages.status import LOSSES_MOST, status

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) {{ 7 }}"
FAILED_ON = MONDAY + timedelta(days=10)


def written(library, output=status):
    return {file.path: file.data.decode() for file in output(library)}


def entry(id, **overrides):
    paper = {"id": id, "doi": "", "sightings": (make_sighting(),)} | overrides.pop("paper", {})
    return make_entry(paper=make_paper(**paper), **overrides)


@pytest.fixture
def troubled():
    """A source that failed for days, a capped and a stale day, a hidden and an excluded paper, a gap."""
    hidden = entry("b", left_out=f"hidden by the editor: {HOSTILE}", paper={"title": HOSTILE})
    ruled = entry("c", left_out="left out by the rule “No sand”", page=False)
    readings = [
        make_reading(kept=("a", "b", "c"), cap=f"only 3 of 9 {HOSTILE}", read=MONDAY),
        make_reading(day=MONDAY + timedelta(days=1), kept=("a", "b", "c"), dropped=(), read=MONDAY),
        make_reading(
            day=MONDAY + timedelta(days=3), read=None, kept=(), dropped=(), failed=HOSTILE, asked=FAILED_ON
        ),
    ]
    return make_library(entries=(entry("a"), hidden, ruled), readings=readings)


def test_every_row_of_the_file_adds_up(troubled):
    values = json.loads(written(troubled)["status.json"])
    assert [(r["fetched"], r["kept"], sum(r["dropped"].values())) for r in values["rows"]] == [
        (4, 1, 3),
        (3, 1, 2),
        (0, 0, 0),
    ]
    assert values["rows"][0]["dropped"] == {
        "hidden by the editor": 1,
        "left out by the rule “No sand”": 1,
        "no id": 1,
    }
    assert [row["stale"] for row in values["rows"]] == [False, True, False]


def test_what_was_fetched_read_and_published_are_three_dates(troubled):
    values = json.loads(written(troubled)["status.json"])
    assert values["newest_paper"] == values["last_good_fetch"] == "2026-03-02"
    assert values["content_of"] == "2026-03-12"
    assert values["gaps"] == [
        {"day": "2026-03-05", "why": "could not be read"},
        {"day": "2026-03-04", "why": "not read"},
        {"day": "2026-03-03", "why": "everything was left out"},
    ]
    (source,) = values["sources"]
    assert (source["failing"], source["message"], source["last_try"]) == (True, HOSTILE, "2026-03-12")


def test_the_file_has_the_shape_that_is_documented(troubled):
    text = (REPOSITORY / "docs/status.md").read_text("utf-8")
    shown = json.loads(re.search(r"```json\n(.*?)```", text, re.DOTALL)[1])
    first = make_paper(id="a", doi="")
    twins = [make_entry(paper=first), make_entry(paper=make_paper(id="d", doi=""))]
    values = json.loads(written(make_library(entries=twins, readings=troubled.readings))["status.json"])
    assert shape(values) == shape(shown)
    for key in re.findall(r"^\| `([a-z_]+)(?:\[\]\.?([a-z_]*))?` ", text, re.MULTILINE):
        assert key[0] in values and (not key[1] or key[1] in values[key[0]][0]), key
    for row in shown["rows"]:
        assert row["fetched"] == row["kept"] + sum(row["dropped"].values())


def shape(value):
    """The keys and kinds of a JSON value; a null may be text, and reasons are free."""
    if isinstance(value, dict):
        free = all(isinstance(item, int) and not isinstance(item, bool) for item in value.values())
        return "reasons" if free else {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "text" if value is None else type(value).__name__.replace("str", "text")


def test_the_overview_tells_everything_that_is_amiss(troubled):
    page = written(troubled)["status.md"]
    for heading in ("failures", "gaps", "stale", "caps", "duplicates", "months", "days"):
        assert f'<h2 id="{heading}">' in page, heading
    assert "The Example List could not be read since 2 March 2026." in page
    assert "1 × hidden by the editor" in page or "2 × hidden by the editor" in page


def test_a_month_names_every_paper_that_is_not_shown_with_its_reason(troubled):
    page = written(troubled)["status/2026-03.md"]
    lines = re.findall(r"^<li>.*</li>$", page, re.MULTILINE)
    assert len(lines) == 5
    assert sum("left out by the rule “No sand”" in line for line in lines) == 2
    assert sum("A Paper without an Id" in line for line in lines) == 1
    assert 'href="../../paper/b/"' in page and 'href="../../paper/c/"' not in page


def test_a_month_names_first_what_its_newest_day_does_not_show():
    later = Rejection("item 9", "A Later Paper without an Id", "no id")
    readings = [make_reading(), make_reading(day=MONDAY + timedelta(days=1), dropped=(later,))]
    page = written(make_library(readings=readings))["status/2026-03.md"]
    titles = re.findall(r"<li><bdi>(.*?)</bdi>", page)
    assert titles == ["A Later Paper without an Id", "A Paper without an Id"]


def test_a_day_that_two_sources_were_read_for_counts_once():
    tuesday = MONDAY + timedelta(days=1)
    readings = [make_reading(), make_reading(source="another"), make_reading(day=tuesday)]
    page = written(make_library(readings=readings))["status.md"]
    (month,) = re.findall(r"<tr>.*>March 2026</a>.*</tr>", page)
    days, failed, offered, *_ = re.findall(r'<td class="n">(\d+)</td>', month)
    assert (days, failed, offered) == ("2", "0", "6")


def test_strangers_words_stay_text(troubled):
    for path, page in written(troubled).items():
        if path.endswith(".md"):
            assert "<script>alert" not in page and "{{ 7" not in page and "](javascript" not in page


def test_long_lists_go_on_on_further_pages_and_the_overview_stays_small():
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(1500)]
    drops = tuple(Rejection(str(n), f"Paper {n}", f"reason {n}") for n in range(2 * LOSSES_MOST + 1))
    readings = [make_reading(day=day, kept=(), dropped=(), failed="answered 500") for day in days]
    readings.append(make_reading(day=date(2026, 5, 5), kept=(), dropped=drops))
    files = written(make_library(entries=(), readings=readings))
    assert len(files["status.md"]) < 100_000
    parts = [files[f"status/2026-05{part}.md"] for part in ("", "/2", "/3")]
    assert [part.count("<li><bdi>") for part in parts] == [LOSSES_MOST, LOSSES_MOST, 1]
    assert "status/2026-05/4.md" not in files
    assert 'href="../../../status/2026-05/#dropped"' in parts[1]


def test_a_site_without_anything_has_a_status_too():
    files = written(make_library(entries=(), readings=(), pages={}))
    assert "Nothing has been read yet." in files["status.md"]
    assert json.loads(files["status.json"])["rows"] == []


def test_readers_hear_of_a_failing_source_on_the_status_page_alone(troubled):
    files = written(troubled, pages)
    assert 'data-read="2026-03-02" hidden' in files["index.md"]
    for path, page in files.items():
        assert "could not be read since" not in page, path
        assert path == "index.md" or 'id="late"' not in page, path
    assert "The Example List could not be read since 2 March 2026." in written(troubled)["status.md"]


def test_a_sample_and_a_digest_that_stopped_are_not_late():
    sample = written(make_library(site=make_site(is_sample=True)), pages)
    assert "Sample edition, one day of March 2026." in sample["index.md"]
    stopped = Stopped(date(2026, 3, 6), "https://papers.example/daily/")
    ended = written(make_library(site=make_site(stopped=stopped)), pages)
    assert "This digest stopped on 6 March 2026; its paper stays here." in ended["index.md"]
    assert '<a href="https&#58;//papers.example/daily/">papers.example</a>' in ended["index.md"]
    for files in (sample, ended):
        assert 'id="late"' not in files["index.md"]
        assert 'class="state"' not in files["day/2026-03-02.md"]


def test_a_withdrawn_paper_keeps_its_page_and_is_marked_everywhere():
    library = make_library(entries=(entry("a", paper={"withdrawn": f"A gap. {HOSTILE}", "title": "Stones"}),))
    files = written(library, pages)
    assert "<b>This paper was withdrawn.</b>" in files["paper/a.md"] and "A gap." in files["paper/a.md"]
    assert "<script>alert" not in files["paper/a.md"]
    for path in ("index.md", "day/2026-03-02.md", "week/2026-W10.md", "topic/stones.md"):
        assert '<b class="withdrawn">Withdrawn:</b>' in files[path], path
    assert "<title>Withdrawn: Stones</title>" in written(library, feeds)["feed.xml"]


def test_who_is_watched_is_marked_in_lists_and_on_the_page():
    watched = (Watch("author", "Béla Sample", 5),)
    files = written(make_library(entries=(entry("a", watched=watched),)), pages)
    assert '<span class="watch">we watch <bdi>Béla Sample</bdi></span>' in files["index.md"]
    assert '<bdi class="watch">Béla Sample</bdi>' in files["paper/a.md"]
    assert '<bdi class="watch">Ada Example' not in files["paper/a.md"]
