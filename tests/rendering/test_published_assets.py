"""Scripts and styles of the site: joined, and named by the hash of their bytes and of all that they name."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from scripting import SCRIPTS

from broadsheet.model.language.words import ENGLISH
from broadsheet.rendering.hashed_names import Asset
from broadsheet.rendering.published_assets import publish_assets, write_assets

THEME = SCRIPTS.parents[1]
REFERENCE = re.compile(r'"(\.[^"\n]+\.js)"')
OF_TYPES = {f"assets/scripts/{folder}/types.js" for folder in ("for-you", "page", "search")}


@pytest.fixture(scope="module")
def published() -> dict[str, Asset]:
    return dict(publish_assets([THEME]).by_name)


def name_of(module: Path) -> str:
    return module.relative_to(THEME).as_posix()


def named_by(asset: Asset) -> set[str]:
    """Return the paths of the scripts that a script names."""
    found = REFERENCE.findall(asset.data.decode()) if asset.path.endswith(".js") else []
    return {normpath(join(dirname(asset.path), address)) for address in found}


def reached_from(asset: Asset, assets: dict[str, Asset]) -> set[str]:
    """Return the path of an asset and those of all that it names, or that those name in turn."""
    by_path = {other.path: other for other in assets.values()}
    found = {asset.path}
    while more := {path for known in found for path in named_by(by_path[known])} - found:
        found |= more
    return found


def override(folder: Path, name: str, text: str) -> Path:
    own = folder / name
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(text, "utf-8")
    return own


def test_our_scripts_are_few_files_and_each_is_in_one(published):
    assets = publish_assets([THEME])
    assert assets.apart == ""
    assert assets.unused == OF_TYPES and assets.plain == {}
    assert {name_of(path) for path in SCRIPTS.rglob("*.js")} - OF_TYPES < published.keys()
    files = {asset.path for asset in published.values() if asset.path.endswith(".js")}
    assert len(files) < 34 < len(published) / 2
    written = [asset.data for asset in set(published.values())]
    for signature in (
        b"function readStored(",
        b"function stemOf(",
        b"function parseName(",
        b"const TRANSLATIONS=",
    ):
        assert sum(data.count(signature) for data in written) == 1, signature


@pytest.mark.parametrize(
    ("started", "budget"),
    [(("broadsheet", "home"), 12_000), (("broadsheet", "search", "search/worker"), 38_500)],
)
def test_what_a_first_visit_loads_of_scripts_is_small(published, started, budget):
    """Gzipped: of the front page, and of the search with its worker."""
    by_path = {asset.path: asset for asset in published.values()}
    waiting = (
        *("page/citing", "page/map-dots", "page/maps", "page/offline", "page/ordered-cards"),
        *("page/reader-order", "page/search-links", "page/shared-pages"),
    )
    later = {published[f"assets/scripts/{name}.js"].path for name in waiting}
    later |= {published["assets/scripts/search/engine/meaning.js"].path}
    found = {published[f"assets/scripts/{name}.js"].path for name in started}
    for path in sorted(found):
        found |= named_by(by_path[path]) - later
    assert sum(len(gzip.compress(by_path[path].data, 9)) for path in found) < budget


def test_each_name_carries_a_hash_and_what_names_nothing_that_of_its_bytes(published):
    alone = 0
    for asset in published.values():
        assert re.search(r"\.[0-9a-f]{8}\.(js|css)$", asset.path)
        if not named_by(asset) and b"import.meta.url" not in asset.data:
            digest = hashlib.sha256(asset.data).hexdigest()
            assert f".{digest[:8]}." in asset.path
            alone += 1
    assert alone > 3


def test_each_script_names_others_as_they_are_published(published):
    paths = {asset.path for asset in published.values()}
    named = [path for asset in set(published.values()) for path in named_by(asset)]
    assert len(named) > 12
    assert set(named) <= paths


@pytest.mark.parametrize("name", ["page/elements", "search/worker", "search/engine/meaning", "page/citing"])
def test_another_byte_changes_the_names_of_a_script_and_of_all_that_need_it(tmp_path, published, name):
    module = SCRIPTS / f"{name}.js"
    override(tmp_path, name_of(module), module.read_text("utf-8") + "\n")
    changed = publish_assets([tmp_path, THEME]).by_name
    before = published[name_of(module)].path
    renamed = {name for name, asset in published.items() if changed[name].path != asset.path}
    needing = {name for name, asset in published.items() if before in reached_from(asset, published)}
    assert renamed == needing
    assert len(renamed) > 1


def test_our_scripts_are_published_without_comments_and_an_owners_with_them(tmp_path, published):
    ours = published["assets/scripts/status.js"].data
    assert b"/*" not in ours
    source = (SCRIPTS / "page/messages.js").read_text("utf-8")
    own = f"/* Mine: import() and export as I like, by {{import('./x.js').Y}} */\n{source}// the end"
    override(tmp_path, "assets/scripts/page/messages.js", own)
    assets = publish_assets([tmp_path, THEME])
    joined = assets.by_name["assets/scripts/page/messages.js"]
    assert joined == assets.by_name["assets/scripts/broadsheet.js"]
    assert b"/* Mine: import() and export as I like" in joined.data and b"// the end\n" in joined.data


def test_translations_reach_the_words_that_are_joined(published):
    catalogue = ENGLISH._replace(language="de", version="1", messages={"Saved": ["Gemerkt"]})
    translated = publish_assets([THEME], catalogue).by_name["assets/scripts/broadsheet.js"]
    assert 'const LOCALE="de";' in translated.data.decode()
    assert translated.path != published["assets/scripts/broadsheet.js"].path


def test_what_an_owners_files_name_stands_under_its_plain_name_too(tmp_path):
    style, script = "assets/search.css", "assets/scripts/page/elements.js"
    own = override(
        tmp_path / "own", "main.html", f'<link href="/digest/{style}"><script src="/digest/{script}">'
    )
    assets = publish_assets([own.parent, THEME])
    published = Path(assets.by_name[script].path)
    assert published.stem.startswith("elements."), "it is a file of its own, as it may be loaded alone"
    assert b"export const{findAll,find,create,createButton,pageKind}=" in assets.by_name[script].data
    site = tmp_path / "site"
    for name in {*assets.by_name, *assets.unused}:
        override(site, name, "copied by MkDocs")
    write_assets(assets, site)
    written = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.*")}
    expected = {asset.path: asset.data for asset in assets.by_name.values()}
    expected[style] = (THEME / style).read_bytes()
    expected[script] = f'export*from"./{published.name}";\n'.encode()
    assert written == expected


@pytest.mark.parametrize(
    "own",
    [
        'import { find } from "https://elsewhere.example/x.js";\n',
        'import "./own.js";\n',
        "export default 1;\n",
    ],
)
def test_scripts_stay_apart_where_an_owners_cannot_be_joined(tmp_path, own):
    script = override(tmp_path, "assets/scripts/status.js", own)
    assets = publish_assets([tmp_path, THEME])
    assert assets.apart.startswith(("assets/scripts/status.js: ", "assets/scripts/own.js: "))
    assert assets.by_name["assets/scripts/status.js"].data == script.read_bytes()
    assert len({asset.path for asset in assets.by_name.values()}) == len(assets.by_name) > 40
    home = assets.by_name["assets/scripts/home.js"]
    assert named_by(home) == {
        assets.by_name[f"assets/scripts/page/{name}.js"].path
        for name in ("elements", "news", "storage", "unread-marks", "visits", "words")
    }


def test_an_owners_scripts_that_import_one_another_find_each_other(tmp_path):
    first, second = "assets/scripts/page/keys.js", "assets/scripts/page/palette.js"
    override(
        tmp_path,
        first,
        'import "./palette.js";\nexport function startKeys() {}\nexport function hasModifier() {}\n',
    )
    override(tmp_path, second, 'import "./keys.js";\nexport function startPalette() {}\n')
    assets = publish_assets([tmp_path, THEME])
    assert set(assets.plain) == {first}
    assert assets.by_name[second].data.startswith(b'import "./keys.js";\n')
    assert Path(assets.by_name[second].path).name.encode() in assets.by_name[first].data


def test_a_theme_without_these_files_is_left_alone(tmp_path):
    assert publish_assets([tmp_path]) == ({}, {}, frozenset(), "")
