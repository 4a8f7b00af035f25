"""The forms themselves: their templates, what take-in knows of them, and the links that fill them in."""

from __future__ import annotations

import json
import re
from html import unescape
from importlib.resources import files
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from forms_made import GOOD, REPOSITORY, form, with_repository

from broadsheet import pipeline
from broadsheet.community.forms import read_form
from broadsheet.library.form_links import form_link
from broadsheet.model.forms import FORMS
from broadsheet.model.site import Community
from broadsheet.settings.yaml import parse_yaml

LINK = re.compile(r'<a href="([^"]+)" rel="nofollow">([^<]+)</a>')
IN_BRACKETS = re.compile(r"\(([a-z-]+)\)$")


@pytest.mark.parametrize("kind", FORMS, ids=lambda one: one.kind)
def test_a_template_asks_for_what_take_in_reads(kind):
    text = files("broadsheet").joinpath("starts/forms", kind.template).read_text("utf-8")
    template = parse_yaml(kind.template, text)
    assert {"name", "description", "title", "labels", "body"} == set(template) and template["labels"]
    asked = {item["id"]: item for item in template["body"]}
    assert list(asked) == [field.key for field in kind.fields]
    for field in kind.fields:
        item = asked[field.key]
        assert item["attributes"]["label"] == field.label
        assert item.get("validations", {}).get("required", False) == field.required
        assert (item["type"] == "checkboxes") == field.is_tick
        options = item["attributes"].get("options", []) if item["type"] == "dropdown" else []
        assert tuple(IN_BRACKETS.search(option)[1] for option in options) == field.choices


@pytest.mark.parametrize("kind", GOOD)
def test_a_form_as_its_host_writes_it_is_understood_with_every_line_end(kind):
    text = form(kind, tick=True)
    for written in (text, text.replace("\n", "\r\n"), f"\ufeff\n{text}", text.replace("### ", "## ")):
        reading = read_form(written)
        assert (reading.kind, reading.problems) == (kind, ())
        assert reading.submission is not None
        assert reading.submission.is_credited == (kind != "topic")


def links(world, page: str) -> dict[str, str]:
    text = (world / "build/docs" / page).read_text("utf-8")
    return {words: unescape(url) for url, words in LINK.findall(text)}


def test_papers_lead_to_a_correction_and_lists_to_a_proposal(world):
    with_repository(world)
    pipeline.write_docs(pipeline.read_library(world), world)
    url = urlsplit(links(world, "paper/2603.00001.md")["Suggest a correction"])
    assert url._replace(query="").geturl() == f"{REPOSITORY}/issues/new"
    assert parse_qs(url.query) == {
        "template": ["correct-paper.yml"],
        "title": ["Correction: 2603.00001"],
        "paper": ["2603.00001"],
    }
    propose = f"{REPOSITORY}/issues/new?template=propose-paper.yml"
    lists = (
        "day/2026-03-02.md",
        "week/2026-W10.md",
        "month/2026-03.md",
        "topic/sums.md",
        "trending.md",
        "new.md",
    )
    for page in lists:
        assert links(world, page) == {"Suggest a paper": propose}, page
    assert links(world, "search.md") == {"Suggest a paper that is missing": propose}


def test_without_forms_or_a_place_for_them_pages_do_not_ask(world):
    assert form_link(Community(), "propose") == ""
    with_repository(world)
    settings = world / "content/config/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "\ncommunity: {forms: false}\n", "utf-8")
    community = pipeline.read_settings(world).site.community
    assert community.issues and form_link(community, "propose") == ""


def test_elsewhere_a_mail_carries_the_same_as_json_and_is_understood(world):
    settings = world / "content/config/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "\ncommunity: {email: us@example.org}\n", "utf-8")
    community = pipeline.read_settings(world).site.community
    mail = urlsplit(form_link(community, "correct", "2603.00001"))
    assert (mail.scheme, mail.path) == ("mailto", "us@example.org")
    headers = {
        name: unquote(value) for name, _, value in (pair.partition("=") for pair in mail.query.split("&"))
    }
    assert headers["subject"] == "Correction: 2603.00001"
    block = json.loads(headers["body"].split("```json")[1].split("```")[0])
    assert list(block) == ["kind", "paper", "field", "value", "evidence", "credit"]
    unanswered = read_form(headers["body"])
    assert unanswered.kind == "correct" and len(unanswered.problems) == 3
    answered = headers["body"].replace(block["field"], "doi").replace('"value": ""', '"value": "10.5555/x"')
    reading = read_form(answered.replace('"evidence": ""', '"evidence": "its page"'))
    assert reading.problems == () and reading.submission["field"] == "doi"


def test_an_address_for_mail_that_is_none_is_named(world):
    settings = world / "content/config/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "\ncommunity: {email: 'us@<b>'}\n", "utf-8")
    with pytest.raises(pipeline.ConfigError, match=r"community\.email: must be an e-mail address"):
        pipeline.read_settings(world)
