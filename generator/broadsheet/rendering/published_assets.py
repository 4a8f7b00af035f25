"""Scripts and styles as they are published: short, few, and with a hash of their bytes in their names.

A page names the very files that it was made for, and a script those that it imports, so that no browser
runs scripts of two versions of a site together, whatever it has kept of the one before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from posixpath import basename, dirname
from typing import NamedTuple

import rjsmin  # type: ignore[import-untyped]

from broadsheet.model.language.words import ENGLISH, Catalogue
from broadsheet.rendering.hashed_names import Asset, hashed_path, name_by_bytes
from broadsheet.rendering.script_bundles import Bundles, Starts, join_modules
from broadsheet.rendering.script_modules import Module, UnknownFormError, read_module
from broadsheet.rendering.separate_scripts import SeparatePublisher

_THEME = Path(__file__).parents[1] / "theme"
_STYLES = (
    "assets/broadsheet.css",
    *(f"assets/{kind}.css" for kind in ("for-you", "new", "saved", "search")),
)
_SCRIPTS = "assets/scripts"
_EVERY_PAGE = "assets/scripts/broadsheet.js"
_WORDS = "assets/scripts/page/words.js"
_CONSTANT = re.compile(r"\bconst (LOCALE|TRANSLATIONS|FORM)=[^;]*;")  # of the script of words
_OWNERS_TEXTS = (".html", ".css", ".js", ".mjs")


class Assets(NamedTuple):
    """Assets by the names that templates call them by, and what stands under those names; names of no use.

    ``apart`` says why scripts are not joined; empty where they are.
    """

    by_name: Mapping[str, Asset]
    plain: Mapping[str, bytes]
    unused: frozenset[str] = frozenset()
    apart: str = ""


class Source(NamedTuple):
    """Script or style as it stands in a theme, ours without comments; and a script without any comments."""

    data: bytes
    bare: bytes


def publish_assets(folders: Sequence[Path], catalogue: Catalogue = ENGLISH) -> Assets:
    """Return the scripts and styles of our theme as they are published, in the language of a catalogue.

    ``folders`` are those of the site's theme, an owner's own before ours: a file there takes the place of
    ours. One that the owner's files name stays under its plain name too, since not every name in
    them goes through a template. Scripts are joined, or stay apart where one of an owner's cannot be.
    """
    sources: dict[str, Source] = {}
    for name in _our_names():
        source = _read_source(name, folders)
        if source is not None:
            sources[name] = source
    if catalogue.version and _WORDS in sources:
        sources[_WORDS] = _translate(sources, catalogue)
    plain = _named_by_owner(sources, folders)
    try:
        return _publish_joined(sources, plain)
    except UnknownFormError as error:
        return _publish_apart(sources, plain)._replace(apart=str(error))


def _publish_joined(sources: Mapping[str, Source], plain: AbstractSet[str]) -> Assets:
    """Return styles, and scripts joined with what they need; UnknownFormError where they cannot be."""
    bundles = join_scripts(sources, plain)
    files = name_by_bytes(bundles.texts)
    by_name = {name: files[home] for name, home in bundles.homes.items()}
    standing = {}
    for name, source in sources.items():
        if name.endswith(".css"):
            by_name[name] = Asset(hashed_path(name, source.data), source.data)
    for name in sorted(plain):
        door = f'export*from"./{basename(by_name[name].path)}";\n'
        standing[name] = door.encode() if name.endswith(".js") else by_name[name].data
    return Assets(by_name, standing, frozenset(sources.keys() - by_name.keys()))


def join_scripts(sources: Mapping[str, Source], plain: AbstractSet[str] = frozenset()) -> Bundles:
    """Return the scripts among sources, each joined with what it needs.

    Those of ``plain`` are started by files of an owner's too. UnknownFormError where they cannot be joined.
    """

    def read(name: str) -> Module:
        source = sources.get(name)
        if source is None:
            raise UnknownFormError(f"{name}: is imported, and is none of the scripts that are joined")
        text = source.data.decode("utf-8", "surrogateescape")
        module = read_module(name, text, source.bare.decode("utf-8", "surrogateescape"))
        return module._replace(beside=module.beside & sources.keys())

    pages = frozenset(name for name in sources if dirname(name) == _SCRIPTS)
    others = frozenset(name for name in plain if name.endswith(".js"))
    return join_modules(read, Starts(pages, _EVERY_PAGE, others))


def _publish_apart(sources: Mapping[str, Source], plain: AbstractSet[str]) -> Assets:
    """Return styles and scripts one by one."""
    publisher = SeparatePublisher({name: source.data for name, source in sources.items()})
    for name in sources:
        publisher.publish(name)
    standing = {name: publisher.done[name].data for name in sorted(plain | publisher.in_circles)}
    return Assets(publisher.done, standing)


def _translate(sources: Mapping[str, Source], catalogue: Catalogue) -> Source:
    """Return the script of words with those translations that the scripts need."""
    scripts = [source.data for name, source in sources.items() if name.endswith(".js")]
    words = sources[_WORDS]
    return Source(_fill_words(words.data, scripts, catalogue), _fill_words(words.bare, scripts, catalogue))


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
    for asset in set(assets.by_name.values()):
        (site / asset.path).write_bytes(asset.data)
    for name in assets.unused.union(assets.by_name):
        copied = site / name
        if name in assets.plain:
            copied.write_bytes(assets.plain[name])
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


def _read_source(name: str, folders: Iterable[Path]) -> Source | None:
    """Return the file that a theme has by a name, ours without comments; None where it has none."""
    for folder in folders:
        path = folder / name
        if not path.is_file():
            continue
        data = path.read_bytes()
        if not name.endswith(".js"):
            return Source(data, data)
        code: bytes = rjsmin.jsmin(data)
        is_ours = data == (_THEME / name).read_bytes()
        return Source(code if is_ours else data, code)
    return None


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
