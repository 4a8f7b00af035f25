"""The words of the interface: one catalogue of them, and which languages a site can be in."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import words as collecting
from babel.messages.pofile import read_po
from click.testing import CliRunner

from broadsheet.cli import main
from broadsheet.model.language.words import ENGLISH, use_catalogue

HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


@pytest.fixture(autouse=True)
def english():
    """The language is that of the process, and other tests follow in it."""
    yield
    use_catalogue(ENGLISH)


def check(root: Path) -> list[str]:
    result = CliRunner().invoke(main, ["check", "--root", str(root)])
    return result.output.splitlines()


def speak(root: Path, language: str, catalogue: str | None = None) -> Path:
    """Set the language of a site, and give it a catalogue of its own."""
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8").replace("theme: broadsheet", "theme:\n  name: broadsheet")
    settings.write_text(
        text.replace("  name: broadsheet", f"  name: broadsheet\n  language: {language}"), "utf-8"
    )
    if catalogue is not None:
        folder = root / "content" / "words"
        folder.mkdir()
        (folder / f"{language}.po").write_text(HEADER + catalogue, "utf-8")
    return root


def test_the_catalogue_has_every_sentence_of_templates_scripts_and_code():
    assert collecting.CATALOGUE.read_text("utf-8") == collecting.collect(), "run 'make words'"


def test_a_language_without_a_catalogue_is_refused_by_name(world):
    lines = check(speak(world, "ar"))
    assert [line for line in lines if "theme.language" in line] == [
        "mkdocs.yml: theme.language: there are no words in 'ar', only in en; "
        "choose one of these, or add content/words/ar.po"
    ]


@pytest.mark.parametrize("language", ["../words/x", "EN", "en_GB", "deutsch-", "\u0661"])
def test_what_is_no_language_is_refused_too(world, language):
    speak(world, f"'{language}'")
    assert any("theme.language: there are no words in" in line for line in check(world))


def test_a_site_may_bring_a_catalogue_of_its_own(world):
    lines = check(speak(world, "de", '\nmsgid "Saved"\nmsgstr "Gemerkt"\n'))
    assert not [line for line in lines if "words" in line]


@pytest.mark.parametrize(
    ("catalogue", "fault"),
    [
        ('\nmsgid "Archive, %(year)s"\nmsgstr "Archiv"\n', "'Archive, %(year)s' has not the same values"),
        (
            '\nmsgid "Archive, %(year)s"\nmsgstr "Archiv %(jahr)s"\n',
            "'Archive, %(year)s' has not the same values",
        ),
        ('\nmsgid "<b>Saved</b>"\nmsgstr "Gemerkt"\n', "'<b>Saved</b>' has other tags or quotation marks"),
        ('\nmsgid "Saved"\nmsgstr "\\"Gemerkt\\""\n', "'Saved' has other tags or quotation marks"),
        ("\nGemerkt\n", "content/words/de.po: is no catalogue of gettext"),
    ],
    ids=["value lost", "value renamed", "tag lost", "quotation mark", "no catalogue"],
)
def test_a_translation_that_would_break_a_page_is_named(world, catalogue, fault):
    lines = check(speak(world, "de", catalogue))
    assert any(fault in line for line in lines), lines


# What sounds translated, as the table of words in the design has it, and what says nothing.
TRANSLATED = re.compile(
    r"\b(stands?|slip|says? it so|anew|take along|go(es)? abroad|this very|let it go|is asked for|"
    r"looked for|nobody learns|without more|at a loss|Leading|It appeared|as you remember)\b"
    r"|\bToday\b(?!’s)"
)
# Names, and pages that are called by theirs in a sentence.
NAMED = {
    *("Hugging", "Face", "Face’s", "Daily", "Papers", "Semantic", "Scholar", "Broadsheet", "Atom", "Feed"),
    *(
        "Zotero",
        "DuckDuckGo",
        "JavaScript",
        "Enter",
        "Lines",
        "Trends",
        "Trending",
        "Markdown",
        "Space",
        "Spaces",
    ),
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
}
CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][a-z’]+(?![A-Za-z])")


def sentences() -> list[str]:
    catalogue = read_po(io.BytesIO(collecting.CATALOGUE.read_bytes()))
    found = []
    for message in catalogue:
        found += message.id if isinstance(message.id, tuple) else [message.id]
    return [sentence for sentence in found if sentence]


def test_sentences_are_in_sentence_case():
    wrong = {text: set(CAPITAL.findall(re.sub("<[^>]*>", "", text))) - NAMED for text in sentences()}
    assert not {text: words for text, words in wrong.items() if words}


def test_sentences_sound_native():
    assert [text for text in sentences() if TRANSLATED.search(text)] == []


def test_sentences_are_set_as_print_sets_them():
    without_tags = [re.sub("<[^>]*>", "", text) for text in sentences()]
    assert [text for text in without_tags if re.search(r"['\"]|\.\.\.| - |  ", text)] == []
