"""Names of scripts and styles in the site: each carries the hash of its bytes, and so of all it imports."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from scripting import SCRIPTS, imported_by

from broadsheet.rendering.published_assets import Asset, publish_assets, write_assets

THEME = SCRIPTS.parents[1]
REFERENCE = re.compile(r'"([^"\n]+\.js)"')


@pytest.fixture(scope="module")
def published() -> dict[str, Asset]:
    return dict(publish_assets([THEME]).by_name)


def name_of(module: Path) -> str:
    return module.relative_to(THEME).as_posix()


def importers_of(module: Path) -> set[str]:
    """Return the names of a module and of all that need it, at once, later or as a worker."""
    needed = {other: imported_by(other) | imported_by(other, later=True) for other in SCRIPTS.rglob("*.js")}
    needed[SCRIPTS / "search/client.js"].add(SCRIPTS / "search/worker.js")
    found = {module}
    while more := {other for other, others in needed.items() if others & found} - found:
        found |= more
    return {name_of(other) for other in found}


def override(folder: Path, name: str, text: str) -> Path:
    own = folder / name
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(text, "utf-8")
    return own


def test_each_name_carries_the_hash_of_the_bytes(published):
    assert len(published) > 40
    for name, asset in published.items():
        stem, _, ending = name.rpartition(".")
        assert asset.path == f"{stem}.{hashlib.sha256(asset.data).hexdigest()[:8]}.{ending}"


def test_each_script_names_others_as_they_are_published(published):
    paths = {asset.path for asset in published.values()}
    references = 0
    for asset in published.values():
        for address in REFERENCE.findall(asset.data.decode()) if asset.path.endswith(".js") else ():
            assert normpath(join(dirname(asset.path), address)) in paths, f"{asset.path}: {address}"
            references += 1
    assert references > 100


@pytest.mark.parametrize("name", ["page/elements", "search/worker", "search/engine/meaning", "page/citing"])
def test_another_byte_changes_the_names_of_a_script_and_of_all_that_need_it(tmp_path, published, name):
    module = SCRIPTS / f"{name}.js"
    override(tmp_path, name_of(module), module.read_text("utf-8") + "\n")
    changed = publish_assets([tmp_path, THEME]).by_name
    renamed = {name for name, asset in published.items() if changed[name].path != asset.path}
    assert renamed == importers_of(module)
    assert len(renamed) > 1


def test_our_scripts_are_published_without_comments_and_an_owners_as_they_are(tmp_path, published):
    ours = published["assets/scripts/status.js"].data
    assert b"/*" not in ours and len(ours) < (SCRIPTS / "status.js").stat().st_size
    own = override(tmp_path, "assets/scripts/status.js", "/* mine */\n")
    assert publish_assets([tmp_path, THEME]).by_name["assets/scripts/status.js"].data == own.read_bytes()


def test_what_an_owners_files_name_stands_under_its_plain_name_too(tmp_path):
    own = override(tmp_path / "own", "main.html", '<link href="/digest/assets/search.css">')
    assets = publish_assets([own.parent, THEME])
    assert assets.plain == {"assets/search.css"}
    site = tmp_path / "site"
    for name in assets.by_name:
        override(site, name, "copied by MkDocs")
    write_assets(assets, site)
    written = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.*")}
    expected = {asset.path: asset.data for asset in assets.by_name.values()}
    assert written == expected | {"assets/search.css": (THEME / "assets/search.css").read_bytes()}


def test_an_owners_scripts_that_import_one_another_find_each_other(tmp_path):
    first, second = "assets/scripts/home.js", "assets/scripts/status.js"
    override(tmp_path, first, 'import "./status.js";\n')
    override(tmp_path, second, 'import "./home.js";\n')
    assets = publish_assets([tmp_path, THEME])
    assert assets.plain == {first}
    assert assets.by_name[second].data == b'import "./home.js";\n'
    assert Path(assets.by_name[second].path).name.encode() in assets.by_name[first].data


def test_a_theme_without_these_files_is_left_alone(tmp_path):
    assert publish_assets([tmp_path]) == ({}, frozenset())
