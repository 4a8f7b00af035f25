"""A site in a language that nobody speaks: what it still says in English is outside the catalogue."""

from __future__ import annotations

import email
import json
import subprocess
import sys
from email import policy
from xml.etree import ElementTree as ET

import pytest
from browsing import built, served, wait_until
from building import copy_of_world
from masked import mask_content, mask_settings, plain_words, said, write_catalogue

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site of the world, masked: its folder is the parent of the pages."""
    root = copy_of_world(tmp_path_factory.mktemp("masked"))
    mask_content(root)
    mask_settings(root)
    write_catalogue(root)
    return built(root)


def test_pages_say_nothing_outside_the_catalogue(site):
    found = {}
    for page in sorted(site.rglob("*.html")):
        words = [word for text in said(page.read_text("utf-8")) for word in plain_words(text)]
        if words:
            found[page.relative_to(site).as_posix()] = sorted(set(words))
    assert not found


def test_pages_name_their_language(site):
    assert '<html lang="el">' in (site / "index.html").read_text("utf-8")


def test_feeds_say_nothing_outside_the_catalogue(site):
    found = {}
    for path in sorted((site / "feeds").rglob("*.json")):
        feed = json.loads(path.read_text("utf-8"))
        texts = [feed["title"], feed.get("description", "")]
        for item in feed["items"]:
            texts += [item["title"], item.get("summary", ""), *said(item.get("content_html", ""))]
        words = [word for text in texts for word in plain_words(text)]
        if words:
            found[path.name] = sorted(set(words))
    assert not found
    channel = ET.parse(site / "feed.xml").getroot()[0]
    assert channel.findtext("language") == "el"


def test_mail_says_nothing_outside_the_catalogue(site, tmp_path):
    command = [
        "mail",
        "--root",
        str(site.parent),
        "--edition",
        "2026-03-02",
        "--dry-run",
        "--out",
        str(tmp_path),
    ]
    addresses = tmp_path / "readers.txt"
    addresses.write_text("ada@example.org\n", "utf-8")
    command = [sys.executable, "-m", "broadsheet", *command, "--out", str(tmp_path), "--to", str(addresses)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    [letter] = tmp_path.rglob("*.eml")
    assert result.returncode == 0, result.stdout + result.stderr
    message = email.message_from_bytes(letter.read_bytes(), policy=policy.default)
    texts = [message["Subject"], message.get_body(("plain",)).get_content()]
    texts += said(message.get_body(("html",)).get_content())
    assert [word for text in texts for word in plain_words(text)] == []


def test_scripts_say_nothing_outside_the_catalogue(site, visit):
    with served(site) as address:
        home = visit(address).page
        wait_until(home, "document.querySelectorAll('.save').length > 0")
        home.keyboard.press("?")
        wait_until(home, "document.querySelector('dialog') !== null")
        paper = visit(f"{address}paper/2603.00001/").page
        wait_until(paper, "document.querySelector('.share') !== null")
        paper.locator("summary", has_text="\uff23").first.click()
        wait_until(paper, "document.querySelector('.cited pre') !== null")
        search = visit(f"{address}search/?q=%D1%81%D1%83%D0%BC").page
        wait_until(search, "document.querySelector('#count')?.textContent.trim() !== ''")
        search.goto(f"{address}search/?q=zzzz")
        wait_until(search, "document.querySelector('#results .notice') !== null")
        home.keyboard.press("Escape")
        home.locator(".save").first.click()
        saved = home.context.new_page()
        saved.goto(f"{address}saved/")
        wait_until(saved, "document.querySelectorAll('#shelf li').length > 0")
        pages = {"home": home, "paper": paper, "search": search, "saved": saved}
        found = {}
        for name, page in pages.items():
            texts = said(page.content())
            found[name] = sorted({word for text in texts for word in plain_words(text)} - {"zzzz"})
    assert not any(found.values()), found
