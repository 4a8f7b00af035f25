"""Catalogues of translations: which there are, and how they are read (gettext's PO files).

Those that are shipped lie beside this file; a site may have its own in ``content/words/``.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet.errors import ConfigError
from broadsheet.model.language.words import ENGLISH, Catalogue

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

FOLDER = "content/words"
_SHIPPED = Path(__file__).parent
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)  # BCP 47, the short forms
_PLURAL = re.compile(r"[n0-9 %&|=!<>?:()+*/-]+", re.ASCII)
_VALUE = re.compile(r"%\(\w+\)s|%%")
_OPTIONAL = {"%(num)s", "%%"}  # "one paper" need not show the number
# What a translation may not add or lose: it would break the page around it.
_MARKUP = re.compile(r"<[^>]*>|[<>\"`]")


def languages(root: Path) -> tuple[str, ...]:
    """Return the languages that a site can be in, English first."""
    codes = {path.stem for folder in (_SHIPPED, root / FOLDER) for path in folder.glob("*.po")}
    return (ENGLISH.language, *sorted(codes - {ENGLISH.language}))


def read_catalogue(root: Path, language: str) -> Catalogue:
    """Return the catalogue of a language, the site's own before ours.

    ConfigError where there is none, or with every translation that cannot stand for its sentence.
    """
    if language == ENGLISH.language:
        return ENGLISH
    if _CODE.fullmatch(language):
        for folder in (root / FOLDER, _SHIPPED):
            path = folder / f"{language}.po"
            if path.is_file():
                return _parse(path.read_bytes(), language, f"{FOLDER}/{path.name}")
    known = ", ".join(languages(root))
    raise ConfigError(
        f"mkdocs.yml: theme.language: there are no words in {language!r}, only in {known}; "
        f"choose one of these, or add {FOLDER}/{language}.po"
    )


def _parse(data: bytes, language: str, place: str) -> Catalogue:
    # Here, and not above: an English site loads nothing for it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        catalog = read_po(io.BytesIO(data), abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as error:
        raise ConfigError(f"{place}: is no catalogue of gettext ({error}); correct it") from None
    problems: list[str] = []
    for message in catalog:
        for fault in _faults(catalog, message):
            problems.append(f"{place}: the translation of {_name(message)!r} {fault}")
    if not _PLURAL.fullmatch(catalog.plural_expr):
        problems.append(f"{place}: Plural-Forms is no expression of n; correct it")
    if problems:
        raise ConfigError(*problems)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    digest = hashlib.sha256(data).hexdigest()
    translations = GNUTranslations(compiled)
    return Catalogue(language, translations, f"{language} {digest}", _messages(catalog), catalog.plural_expr)


def _messages(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Return all that is translated, by the English sentence."""
    messages = {}
    for message in catalog:
        forms = _texts(message.string)
        if message.id and all(forms) and not message.fuzzy:
            messages[_name(message)] = forms
    return messages


def _name(message: Message) -> str:
    return _texts(message.id)[0]


def _faults(catalog: Catalog, message: Message) -> Iterator[str]:
    """Yield why a translation cannot stand for its sentence."""
    sentences = _texts(message.id)
    translations = [text for text in _texts(message.string) if text]
    if not translations or not message.id:
        return
    if len(sentences) > 1 and len(translations) != catalog.num_plurals:
        yield f"needs {catalog.num_plurals} forms, as Plural-Forms says"
    for text in translations:
        lost = _values(sentences[-1]) ^ _values(text)
        if lost - _OPTIONAL or "%" in _VALUE.sub("", text):
            yield "has not the same values; keep each %(name)s"
        if _markup(text) != _markup(sentences[-1]):
            yield "has other tags or quotation marks; keep those of the sentence"


def _texts(value: object) -> tuple[str, ...]:
    """Return what a message says: one text, or one for each plural form."""
    if isinstance(value, str):
        return (value,)
    assert isinstance(value, tuple | list)
    return tuple(value)


def _values(text: str) -> set[str]:
    return set(_VALUE.findall(text))


def _markup(text: str) -> Counter[str]:
    return Counter(_MARKUP.findall(text))
