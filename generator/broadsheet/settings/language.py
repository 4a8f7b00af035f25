"""Setting of the language of the site: ``theme.language`` of ``mkdocs.yml``."""

from __future__ import annotations

from pathlib import Path

from broadsheet.errors import ConfigError
from broadsheet.model.language.catalogues import read_catalogue
from broadsheet.model.language.words import ENGLISH, Catalogue
from broadsheet.settings.fields import Fields
from broadsheet.settings.mkdocs import has_theme_keys


def read_language(root: Path, mkdocs: Fields, problems: list[str]) -> Catalogue:
    """Return the catalogue of ``theme.language``, which MkDocs's themes use too.

    The theme may be a name alone. A language without a catalogue is a problem: the site would say it is
    in one language, and be in another.
    """
    if not has_theme_keys(mkdocs):
        return ENGLISH
    language = mkdocs.inside("theme").text("language", ENGLISH.language, about="language of the interface")
    try:
        return read_catalogue(root, language)
    except ConfigError as error:
        problems.extend(error.problems)
    return ENGLISH
