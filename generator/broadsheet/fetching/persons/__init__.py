"""The one door of persons: whatever a source gives for authors, text or objects, becomes names here.

A name is as a reader says it, given names first, without what stands around it. Nobody is better
than somebody wrong: what is no name, or the name of a place of work, is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

from broadsheet.fetching.persons import lists
from broadsheet.fetching.persons.markup import decode, drop_apparatus
from broadsheet.fetching.persons.names import is_nobody, tidy_name
from broadsheet.fetching.persons.omissions import drop_omission
from broadsheet.fetching.persons.values import texts_of_names

# A footnote's number behind a name, or behind the comma after it, that is not raised any more.
_NUMBER = re.compile(r"^\d{1,2}\s|(?<=[^\W\d_])\s?\d{1,2}$")


class Persons(NamedTuple):
    """Names, in order; ``more`` where the source says that there are others, whom it does not name."""

    names: tuple[str, ...] = ()
    more: bool = False


def names_anybody(value: object) -> bool:
    """Return true where a value has the text of a name in it, whether that is somebody's or not."""
    return any(map(str.strip, texts_of_names(value)))


def read_bylines(value: object) -> Persons:
    """Return the persons in the fields of a feed, each once; a field may name several, in whatever way."""
    persons = _read(value, lists.read_byline)
    named = [name for name in persons.names if not is_nobody(name)]
    distinct: dict[str, str] = {}
    for name in _drop_numbers(named):
        distinct.setdefault(_fold(name), name)
    return Persons(tuple(distinct.values()), persons.more)


def _fold(name: str) -> str:
    """Return a name without case and accents, which one of two elements of a feed may have lost."""
    decomposed = unicodedata.normalize("NFKD", name)
    letters = [letter for letter in decomposed if not unicodedata.combining(letter)]
    return "".join(letters).casefold()


def read_persons(value: object, *, tex: bool = False) -> Persons:
    """Return the persons of a list with one for each member; ``tex`` says that the source writes TeX."""
    return _read(value, lists.read_person, tex)


def read_natural_list(field: str) -> Persons:
    """Return the persons in one text, as arXiv writes it: ``Ada Pebble (Stone University), Bo Flint``."""
    return _read(field, lists.read_natural_list, tex=True)


def read_inverted_list(field: str) -> Persons:
    """Return the persons in one text, as bioRxiv writes it: ``Pebble, A.; Flint, B. C.``."""
    return _read(field, lists.read_inverted_list)


def _read(value: object, split: Callable[[str], Iterable[str]], tex: bool = False) -> Persons:
    names: list[str] = []
    more = False
    for text in texts_of_names(value):
        listed, omits = drop_omission(decode(text, tex))
        more = more or omits
        names += filter(None, map(tidy_name, split(drop_apparatus(listed))))
    return Persons(tuple(names), more)


def _drop_numbers(names: list[str]) -> list[str]:
    """Return names without the numbers of footnotes; a number that tells two names apart is none."""
    bare = [_NUMBER.sub("", name) if " " in name else name for name in names]
    if len(names) < 2 or len(set(bare)) < len(set(names)):
        return names
    return bare
