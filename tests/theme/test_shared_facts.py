"""Numbers and colours that Python, the scripts and the style sheet share stand in one place."""

from __future__ import annotations

import re

import pytest
import shared_facts

from broadsheet.model import shared
from broadsheet.model.limits import AUTHORS

THEME = shared_facts.ASSETS.parent
TEMPLATES = THEME.parent / "templates"
HINT = "run 'make format' after a change in model/shared.py"


def test_the_scripts_have_the_numbers_of_python():
    assert shared_facts.SCRIPT.read_text("utf-8") == shared_facts.script(), HINT
    assert shared_facts.SIGNS_SCRIPT.read_text("utf-8") == shared_facts.signs_script(), HINT
    assert shared_facts.NAMES_SCRIPT.read_text("utf-8") == shared_facts.names_script(), HINT
    rows = (shared_facts.ASSETS / "scripts" / "saved" / "rows.js").read_text("utf-8")
    assert f"const MOST_AUTHORS = {AUTHORS.in_lists};" in rows


@pytest.mark.parametrize("path", shared_facts.PARTLY_WRITTEN, ids=lambda path: path.name)
def test_a_file_that_is_written_in_part_has_the_facts_of_python(path):
    text = path.read_text("utf-8")
    assert text == shared_facts.PARTLY_WRITTEN[path](text), HINT


def test_the_style_sheet_has_a_class_for_each_hue():
    css = shared_facts.STYLE_SHEET.read_text("utf-8")
    hues = re.findall(r"^\.t[0-9]+ .*$", css, re.MULTILINE)
    assert " ".join(hues).count("--h:") == len(shared.HUES)


def test_a_style_sheet_without_a_place_for_them_is_refused():
    with pytest.raises(ValueError, match="no place for the colours by daylight"):
        shared_facts.style_sheet(":root {}")


@pytest.mark.parametrize("name", ["404.html", "base.html"])
def test_boxes_take_as_much_of_a_query_as_is_read(name):
    lengths = re.findall(r'type="search"[^>]*maxlength="([0-9]+)"', (THEME / name).read_text("utf-8"))
    assert lengths == [str(shared.LONGEST_QUERY)]


def test_letters_feeds_and_the_browser_s_bar_have_the_colours_of_the_site():
    letter = (TEMPLATES / "mail.html.j2").read_text("utf-8")
    assert all(colour in letter for colour in (shared.PAPER, shared.INK, shared.MUTED, shared.ACCENT))
    assert shared.PAPER in (shared_facts.ASSETS / "feed.css").read_text("utf-8")
    assert f'content="{shared.PAPER}"' in (THEME / "base.html").read_text("utf-8")
