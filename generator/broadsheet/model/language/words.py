"""Words of the interface in the language of the site.

Code, templates and scripts hold the English sentences, and name values in them as ``%(name)s``. A
catalogue translates them; English needs none. The names are those of gettext, by which Babel finds the
sentences: ``make words`` collects them.
"""

from __future__ import annotations

from collections.abc import Mapping
from gettext import NullTranslations
from types import MappingProxyType
from typing import NamedTuple


class Catalogue(NamedTuple):
    """Translations into one language; ``version`` is a digest of them, empty for English.

    ``messages`` are the same by their English sentences, each in all its forms, and ``plural`` is the
    expression, in C as in JavaScript, that tells which form a number ``n`` takes: scripts read these.
    """

    language: str
    translations: NullTranslations
    version: str
    messages: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    plural: str = "n != 1"


ENGLISH = Catalogue("en", NullTranslations(), "")

_catalogue = ENGLISH  # of this process, and so of the workers forked from it


def use_catalogue(catalogue: Catalogue) -> None:
    """Take the words of the interface from a catalogue from now on."""
    global _catalogue
    _catalogue = catalogue


def catalogue_in_use() -> Catalogue:
    """Return the catalogue that the words of the interface are taken from."""
    return _catalogue


def catalogue_version() -> str:
    """Return what tells the words in use from all others, for the names under which things are cached."""
    return _catalogue.version


def gettext(message: str, /, **values: object) -> str:
    """Return a sentence in the language of the site, with its values; ``%%`` is a percent sign."""
    translated = _catalogue.translations.gettext(message)
    if translated is message and _catalogue.version:
        # The singular of a pair has no entry of its own, and Python looks for it there from 3.11.5 on alone.
        translated = _catalogue.translations.ngettext(message, message, 1)
    return translated % values


def ngettext(singular: str, plural: str, num: int, /, **values: object) -> str:
    """Return the sentence that fits a number, which is called ``%(num)s`` in it."""
    message = _catalogue.translations.ngettext(singular, plural, num)
    return message % {"num": f"{num:,}", **values}


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Return a sentence that other languages say in several ways, by the context in which it is said."""
    return _catalogue.translations.pgettext(context, message) % values


def N_(message: str) -> str:
    """Return a sentence as it is: it is only marked here, and translated where it is shown."""
    return message


def N_pair(singular: str, plural: str) -> tuple[str, str]:
    """Return a pair of sentences as it is: they are only marked here."""
    return singular, plural
