"""Collects the sentences of the interface into the catalogue that translators begin with (gettext's POT).

They are in the templates, in the theme, in its scripts and in what Python writes into pages, feeds and
mail. ``python tools/words.py`` writes the catalogue; ``collect`` returns it for the test that keeps it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

import broadsheet

HOUSE = Path(broadsheet.__file__).parent
CATALOGUE = HOUSE / "model" / "language" / "broadsheet.pot"
HEAD = """\
# The sentences of Broadsheet's interface; 'make words' writes this file.
# docs/words.md says how to translate them.
"""
# How Babel reads a file, by its ending.
METHODS = {
    ".py": "python",
    ".j2": "jinja2",
    ".html": "jinja2",
    ".js": "javascript",
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "N_": None,
    "N_pair": (1, 2),
    "say": None,
    "sayCount": (1, 2),
    "weave": None,
}
OPTIONS = {"newstyle_gettext": "true", "trimmed": "false", "parse_template_string": "true"}


def files() -> Iterator[Path]:
    for path in sorted(HOUSE.rglob("*")):
        if path.suffix in METHODS:
            yield path


def collect() -> str:
    """Return the catalogue as text: each sentence with the files that say it."""
    catalog = Catalog(project="Broadsheet", version="", charset="utf-8")
    for path in files():
        method = METHODS[path.suffix]
        found = extract_from_file(method, path, KEYWORDS, ("Translators:",), OPTIONS, strip_comment_tags=True)
        place = path.relative_to(HOUSE).as_posix()
        for _, message, comments, context in found:
            catalog.add(message, locations=[(place, 1)], auto_comments=comments, context=context)
    file = io.BytesIO()
    write_po(file, catalog, width=0, sort_output=True, include_lineno=False, omit_header=True)
    header = f'{HEAD}msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return header + file.getvalue().decode()


if __name__ == "__main__":
    CATALOGUE.write_text(collect(), "utf-8")
