"""Scripts and styles as they are published: short, and with a hash of their bytes in their names.

A page names the very files that it was made for, and a script those that it imports, so that no browser
runs scripts of two versions of a site together, whatever it has kept of the one before.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from posixpath import basename, dirname, join, normpath
from typing import NamedTuple

import rjsmin  # type: ignore[import-untyped]

from broadsheet.model.language.words import ENGLISH, Catalogue

_THEME = Path(__file__).parents[1] / "theme"
_STYLES = ("assets/broadsheet.css", "assets/search.css")
_SCRIPTS = "assets/scripts"
_WORDS = "assets/scripts/page/words.js"
_CONSTANT = re.compile(r"\bconst (LOCALE|TRANSLATIONS|FORM)=[^;]*;")  # of the script of words
_HASH_DIGITS = 8  # of SHA-256; only versions of one file are told apart
# What a script imports at once or later, and the worker that it starts.
_REFERENCE = re.compile(r"""((?:\bfrom|\bimport|\bnew URL\()\s*\(?\s*["'])([^"'\n]+)(?=["'])""")
_OWNERS_TEXTS = (".html", ".css", ".js", ".mjs")


class Asset(NamedTuple):
    """Script or style of the site: its path there, and its bytes."""

    path: str
    data: bytes


class Assets(NamedTuple):
    """Assets by the paths that templates call them by, and those of them that stand there as well."""

    by_name: Mapping[str, Asset]
    plain: frozenset[str]


def publish_assets(folders: Sequence[Path], catalogue: Catalogue = ENGLISH) -> Assets:
    """Return the scripts and styles of our theme as they are published, in the language of a catalogue.

    ``folders`` are those of the site's theme, an owner's own before ours: a file there takes the place of
    ours. One that the owner's files name stays under its plain name too, since not every name in
    them goes through a template.
    """
    sources: dict[str, bytes] = {}
    for name in _our_names():
        source = _read_source(name, folders)
        if source is not None:
            sources[name] = source
    if catalogue.version and _WORDS in sources:
        sources[_WORDS] = _translate(sources, catalogue)
    publisher = _Publisher(sources)
    for name in sources:
        publisher.publish(name)
    plain = _named_by_owner(sources, folders)
    plain |= publisher.in_circles
    return Assets(publisher.done, frozenset(plain))


def _translate(sources: Mapping[str, bytes], catalogue: Catalogue) -> bytes:
    """Return the script of words with those translations that the scripts need."""
    scripts = [data for name, data in sources.items() if name.endswith(".js")]
    return _fill_words(sources[_WORDS], scripts, catalogue)


def words_for(scripts: Iterable[bytes], catalogue: Catalogue) -> bytes:
    """Return our script of words for other scripts, which are in no site, in the language of a catalogue."""
    code: str = rjsmin.jsmin((_THEME / _WORDS).read_text("utf-8"))
    return _fill_words(code.encode(), scripts, catalogue)


def _fill_words(words: bytes, scripts: Iterable[bytes], catalogue: Catalogue) -> bytes:
    sources = b"".join(scripts).decode()
    needed = {}
    for sentence, forms in catalogue.messages.items():
        if json.dumps(sentence, ensure_ascii=False) in sources:
            needed[sentence] = forms
    values = {
        "LOCALE": json.dumps(catalogue.language),
        "TRANSLATIONS": json.dumps(needed, ensure_ascii=False),
        "FORM": f"(n)=>{catalogue.plural}",
    }

    def fill(constant: re.Match[str]) -> str:
        return f"const {constant[1]}={values[constant[1]]};"

    return _CONSTANT.sub(fill, words.decode()).encode()


def write_assets(assets: Assets, site: Path) -> None:
    """Put the assets into a fresh site, in place of what MkDocs copied there from the theme."""
    for name, asset in assets.by_name.items():
        copied = site / name
        published = site / asset.path
        published.write_bytes(asset.data)
        if name in assets.plain:
            copied.write_bytes(asset.data)
        else:
            copied.unlink()


def _our_names() -> list[str]:
    """Return the styles and the scripts of our theme, but for the style of feeds.

    Readers of feeds keep for months what names it, and it is all that a feed loads.
    """
    names = list(_STYLES)
    for path in (_THEME / _SCRIPTS).rglob("*.js"):
        name = path.relative_to(_THEME).as_posix()
        names.append(name)
    return sorted(names)


def _read_source(name: str, folders: Iterable[Path]) -> bytes | None:
    """Return the file that a theme has by a name, ours without comments; None where it has none."""
    for folder in folders:
        path = folder / name
        if not path.is_file():
            continue
        data = path.read_bytes()
        ours = (_THEME / name).read_bytes()
        if name.endswith(".js") and data == ours:
            code: str = rjsmin.jsmin(ours.decode())
            return code.encode()
        return data
    return None


class _Publisher:
    """Publisher of sources by their names, each after all that it imports.

    ``in_circles`` are those that import one another, as an owner's own may: they are named plainly there.
    """

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        self._sources = sources
        self._begun: set[str] = set()
        self.done: dict[str, Asset] = {}
        self.in_circles: set[str] = set()

    def publish(self, name: str) -> None:
        """Publish a source, unless it was."""
        if name in self._begun:
            return
        self._begun.add(name)
        data = self._sources[name]
        if name.endswith(".js"):
            text = data.decode("utf-8", "surrogateescape")
            rename = partial(self._rename, name)
            text = _REFERENCE.sub(rename, text)
            data = text.encode("utf-8", "surrogateescape")
        self.done[name] = Asset(_hashed(name, data), data)

    def _rename(self, importer: str, reference: re.Match[str]) -> str:
        """Return a reference with the name that the other script is published by."""
        before, address = reference.groups()
        folder = dirname(importer)
        name = normpath(join(folder, address))
        if name not in self._sources:
            return reference[0]
        self.publish(name)
        if name not in self.done:
            self.in_circles.add(name)
            return reference[0]
        published = basename(self.done[name].path)
        new_address = join(dirname(address), published)
        return before + new_address


def _hashed(name: str, data: bytes) -> str:
    """Return a name with the hash of these bytes before its ending."""
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256(data).hexdigest()
    return f"{stem}.{digest[:_HASH_DIGITS]}.{ending}"


def _named_by_owner(names: Collection[str], folders: Sequence[Path]) -> set[str]:
    """Return those of ``names`` that files of an owner's own theme say, which stands before ours."""
    named: set[str] = set()
    for folder in folders:
        if folder.samefile(_THEME):
            break
        for path in folder.rglob("*"):
            if path.suffix not in _OWNERS_TEXTS or not path.is_file():
                continue
            text = path.read_text("utf-8", errors="replace")
            named.update(name for name in names if name in text)
    return named
