"""Writes what Python shares with the scripts and the style sheet into them.

That is: the numbers and colours of ``model.shared``, the words of ``text.name_words``, and the signs
of ``text.latex_signs``.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import broadsheet
from broadsheet.model import shared
from broadsheet.search.index import letters
from broadsheet.text import name_words
from broadsheet.text.latex_signs import FORMULAS_OF_SIGNS

ASSETS = Path(broadsheet.__file__).parent / "theme" / "assets"
SCRIPT = ASSETS / "scripts" / "search" / "engine" / "shared.js"
LETTERS_SCRIPT = SCRIPT.with_name("letters.js")
MEANING_SCRIPT = SCRIPT.with_name("meaning.js")
PLACES_SCRIPT = ASSETS / "scripts" / "for-you" / "places.js"
NAMES_SCRIPT = ASSETS / "scripts" / "citations" / "name-words.js"
SIGNS_SCRIPT = NAMES_SCRIPT.with_name("latex-signs.js")
SETTINGS_SCRIPT = ASSETS / "scripts" / "search" / "settings.js"
STYLE_SHEET = ASSETS / "broadsheet.css"
COLOURS = ("PAPER", "INK", "MUTED", "RULE", "ACCENT")
HUES_IN_A_LINE = 5
# Constants of the scripts, with what they are; the names are Python's.
CONSTANTS = {
    "LONGEST_QUERY": "Characters of a query that are looked at.",
    "HASH_DIGITS": "Digits of the hash in the name of a file.",
    "INDEX_FORMAT": "Format of the index that the scripts read.",
    "FIELDS": "Lists of papers that a term has: in the text, in the title, among the authors.",
}
WORDS = {
    "PARTICLES": "Particles of family names.",
    "CAPITAL_PARTICLES": "Particles with a capital.",
    "ALSO_GIVEN": "Those of them that are given names in Vietnam.",
    "VIETNAMESE_FAMILIES": "Family names beside which they are.",
    "JOINING_WORDS": "Words that join two family names.",
    "FAMILY_ENDINGS": "Last words of family names that follow another.",
    "GROUP_WORDS": "Words of the names of groups.",
    "GROUP_STEMS": "How such words begin.",
    "LATER_GROUP_WORDS": "Words that say so only after another.",
    "GROUP_CONJUNCTIONS": "Words that join what is no person.",
}
PATTERNS = {
    "SUFFIX": "A suffix.",
    "DEGREE": "A degree.",
    "MORE_DEGREES": "A degree that may be initials.",
    "TITLE": "A title.",
    "MARK": "A footnote's mark.",
    "ASIDE": "Another name, or where somebody works.",
}
# Longest line of a script, and the names of the scripts that are read by pairs of characters.
LINE = 110
PAIRED_SCRIPTS = ("HAN", "HANGUL", "KANA", "SOUTHEAST")
# Those of the layer of meaning, which is loaded only where it is needed.
MEANING_CONSTANTS = ("MEANING_VERSION", "MEANING_DIMENSIONS", "MEANING_HALF_WAY")

# Those of the places of papers, with what each is called in the script.
PLACES_CONSTANTS = {
    "DIMENSIONS": shared.MEANING_DIMENSIONS,
    "HALF_WAY": shared.MEANING_HALF_WAY,
    "VERSION": shared.PLACES_VERSION,
}


def main() -> None:
    """Write all files anew."""
    SCRIPT.write_text(script(), "utf-8")
    NAMES_SCRIPT.write_text(names_script(), "utf-8")
    SIGNS_SCRIPT.write_text(signs_script(), "utf-8")
    for path, write in PARTLY_WRITTEN.items():
        path.write_text(write(path.read_text("utf-8")), "utf-8")


def script() -> str:
    """Return the module that the scripts import, as Prettier formats it."""
    lines = ["/** Numbers that the scripts share with Python: written by tools/shared_facts.py. */", ""]
    for name, text in CONSTANTS.items():
        lines.append(f"/** {text} */")
        lines.append(f"export const {name} = {_number(getattr(shared, name))};")
    lines.append("/** The numbers of the ranking; generator/broadsheet/model/shared.py says what each is. */")
    lines.append("export const RANKING = {")
    for name, value in shared.RANKING._asdict().items():
        lines.append(f"  {_camel_case(name)}: {_number(value)},")
    lines.append("};")
    return "\n".join(lines) + "\n"


def names_script() -> str:
    """Return the module with the words by which names are parted."""
    lines = ["/** Words of names, as text/name_words.py has them: written by tools/shared_facts.py. */", ""]
    for name, text in WORDS.items():
        lines.append(f"/** {text} */")
        lines.append(f"export const {name} = `{getattr(name_words, name).strip()}`;")
    for name, text in PATTERNS.items():
        lines.append(f"/** {text} */")
        lines.append(f"export const {name} = String.raw`{getattr(name_words, name)}`;")
    return "\n".join(lines) + "\n"


def signs_script() -> str:
    """Return the module with the signs that LaTeX prints in formulas only."""
    return (
        "/** Signs and their formulas, as text/latex_signs.py has them; written by shared_facts.py. */\n"
        f"export const FORMULAS_OF_SIGNS = String.raw`{FORMULAS_OF_SIGNS.strip()}`;\n"
    )


def letters_script(before: str) -> str:
    """Return the module that folds letters with the tables of Python's."""
    lines = _text_constant("LETTERS", letters.LETTERS) + _text_constant("GREEK", letters.GREEK)
    for name in PAIRED_SCRIPTS:
        ranges = [f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in getattr(letters, name)]
        characters = "".join(ranges)
        lines += f"const {name} = String.raw`{characters}`;\n"
    return _fill(before, "letters that are alike", lines)


def _text_constant(name: str, text: str) -> str:
    """Return a constant with a long text, as Prettier breaks it into lines."""
    whole = f'const {name} = "{text}";'
    if len(whole) <= LINE:
        return f"{whole}\n"
    pieces = textwrap.wrap(text, LINE - len('  "" + ') - 1)
    quoted = [f'  "{piece} "' for piece in pieces[:-1]] + [f'  "{pieces[-1]}"']
    return f"const {name} =\n" + " +\n".join(quoted) + ";\n"


def meaning_script(before: str) -> str:
    """Return the module of the search by meaning with the numbers of its files."""
    lines = ""
    for name in MEANING_CONSTANTS:
        lines += f"const {name.removeprefix('MEANING_')} = {_number(getattr(shared, name))};\n"
    return _fill(before, "numbers of the search by meaning", lines)


def places_script(before: str) -> str:
    """Return the module of the places of papers with the numbers of their files."""
    lines = ""
    for name, value in PLACES_CONSTANTS.items():
        lines += f"const {name} = {_number(value)};\n"
    return _fill(before, "numbers of the places of papers", lines)


def settings_script(before: str) -> str:
    """Return the settings of the search page with the facets."""
    lines = ""
    for facet in shared.FACETS:
        lines += f'  {{ name: "{facet.name}", key: "{facet.key}", label: "{facet.label}" }},\n'
    return _fill(before, "facets", lines)


def style_sheet(before: str) -> str:
    """Return the style sheet with the colours by daylight and the classes ``t1``, ``t2`` … of the hues."""
    declarations = [f"--{name.lower()}: {getattr(shared, name)};" for name in COLOURS]
    text = _fill(before, "colours by daylight", "  " + " ".join(declarations) + "\n")
    classes = [f".t{number} {{ --h: {hue} }}" for number, hue in enumerate(shared.HUES, start=1)]
    lines = ""
    for start in range(0, len(classes), HUES_IN_A_LINE):
        lines += " ".join(classes[start : start + HUES_IN_A_LINE]) + "\n"
    return _fill(text, "hues of the topics", lines)


def _fill(text: str, name: str, lines: str) -> str:
    """Return the text with these lines between the two comments that name them."""
    begin = f"/* {name.capitalize()}: written by tools/shared_facts.py */\n"
    end = f"/* End of the {name} */\n"
    head, found_begin, rest = text.partition(begin)
    _, found_end, tail = rest.partition(end)
    if not found_begin or not found_end:
        raise ValueError(f"there is no place for the {name}, between {begin!r} and {end!r}")
    indent = " " * (len(lines) - len(lines.lstrip(" ")))
    return head + begin + lines + indent + end + tail


def _camel_case(name: str) -> str:
    return re.sub("_([a-z])", lambda match: match[1].upper(), name)


def _number(value: float) -> str:
    """Return a number as JavaScript writes it: whole ones without a point, none of them rounded."""
    return repr(value).removesuffix(".0")


# The files of which only a part is written, and what writes it.
PARTLY_WRITTEN = {
    LETTERS_SCRIPT: letters_script,
    MEANING_SCRIPT: meaning_script,
    PLACES_SCRIPT: places_script,
    SETTINGS_SCRIPT: settings_script,
    STYLE_SHEET: style_sheet,
}


if __name__ == "__main__":
    main()
