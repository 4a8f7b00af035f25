"""The scripts' house: who imports whom, what a page loads, and that its logic does what its tests say."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
from browsing import built
from building import ERROR_PAGES
from scripting import SCRIPTS, imported_by, loaded_with

PACKAGE = SCRIPTS.parents[2]
# Those of the theme, those that the server of `serve` brings into pages, and the service worker.
MODULES = sorted([*SCRIPTS.rglob("*.js"), *PACKAGE.glob("rendering/*/*.js")])
LONGEST = 400
# The page that loads each script, if it is not every page, and one of its kind in the world.
ENTRIES = {
    "broadsheet": "about/index.html",
    "for-you": "for-you/index.html",
    "home": "index.html",
    "new": "new/index.html",
    "paper": "paper/2603.00001/index.html",
    "saved": "saved/index.html",
    "search": "search/index.html",
    "status": "status/index.html",
    "lost": "404.html",
    "map": "map/index.html",
}
# Files that a page asks for at once where it is more than four: what several pages or workers share, and what
# is loaded later elsewhere, stands in files of its own.
MOST_FILES = {"for-you": 12, "saved": 6, "search": 7}
_EXPORTED = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)
_SCRIPT = re.compile(r'<script type="module" src="[^"]*?assets/scripts/([^"]+)\.[0-9a-f]{8}\.js"')
_PRELOAD = re.compile(r'<link rel="modulepreload" href="[^"]*?assets/scripts/([^"]+)\.[0-9a-f]{8}\.js"')
_AT_ONCE = re.compile(r'<(?:script|link)\b[^>]*?\b(?:src|href)="[^"?:]*assets/scripts/([^"?:]+\.js)"')
_IMPORTED = re.compile(r'^import(?:\{[^}]*\}from)?"([^"]+)"', re.MULTILINE)
_LOADED = re.compile(r'<(?:script|link)\b[^>]*?\b(?:src|href)="([^"?:]+\.(?:js|css))"')
_REFERENCE = re.compile(r'\b(?:from|import|import\(|new URL\()"([^"]+\.js)"')


def name_of(module: Path) -> str:
    return module.relative_to(SCRIPTS).as_posix()


def place_of(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("module", MODULES, ids=place_of)
class TestEveryModule:
    def test_is_short_and_imports_what_is_there(self, module):
        assert len(module.read_text("utf-8").splitlines()) <= LONGEST
        for other in imported_by(module) | imported_by(module, later=True):
            assert other in MODULES

    def test_says_what_each_thing_is_that_others_may_use(self, module):
        source = module.read_text("utf-8")
        for exported in _EXPORTED.finditer(source):
            before = source[: exported.start()].rstrip()
            assert before.endswith("*/"), exported[1]

    def test_is_not_imported_by_what_it_imports(self, module):
        for other in imported_by(module):
            assert module not in loaded_with(other), place_of(other)


def test_pages_that_do_not_search_load_nothing_of_the_search():
    # The reader's own page reads searches that are followed, and tells ids in files of references.
    for entry in set(ENTRIES) - {"for-you", "search"}:
        names = [name_of(module) for module in loaded_with(SCRIPTS / f"{entry}.js")]
        assert not [name for name in names if name.startswith("search")], entry


def test_citations_are_loaded_only_when_they_are_wanted():
    names = [name_of(module) for module in loaded_with(SCRIPTS / "broadsheet.js")]
    assert not [name for name in names if name.startswith("citations/") or name == "page/citing.js"]


@pytest.mark.slow
def test_each_page_asks_at_once_for_all_that_its_scripts_import(world):
    """Where scripts stay apart, since one of the owner's has an export that our own have not."""
    add_script(world, "home.js", "export default 1;\n")
    site = built(world)
    seen = set()
    for entry, page in ENTRIES.items():
        html = (site / page).read_text("utf-8")
        scripts = [f"{name}.js" for name in _SCRIPT.findall(html)]
        preloads = [f"{name}.js" for name in _PRELOAD.findall(html)]
        assert f"{entry}.js" in scripts
        seen |= set(scripts)
        started = [*scripts, f"{entry}/worker.js"] if entry in ("for-you", "search") else scripts
        wanted = set().union(*(loaded_with(SCRIPTS / name) for name in started))
        assert sorted(preloads) == sorted({name_of(module) for module in wanted} - set(scripts))
    assert seen == {f"{entry}.js" for entry in ENTRIES}
    for page in site.rglob("*.html"):
        assert {f"{name}.js" for name in _SCRIPT.findall(page.read_text("utf-8"))} <= seen


@pytest.mark.slow
def test_a_site_names_its_joined_scripts_by_their_bytes_and_leaves_none_of_an_older_build(world):
    own = add_script(world, "page/elements.js", "")
    site = built(world)
    before = assets_of(site)
    assert before == named_in(site) | {site / "assets/feed.css"}
    assert len(before) < 38, "modules are joined"
    (style,) = site.glob("assets/search.*.css")
    assert style.suffixes[-2] == f".{hashlib.sha256(style.read_bytes()).hexdigest()[:8]}"
    for entry, page in ENTRIES.items():
        html = (site / page).read_text("utf-8")
        at_once = _AT_ONCE.findall(html)
        assert len(at_once) == len(set(at_once)) <= MOST_FILES.get(entry, 4), page
        assert {path for name in at_once for path in imported_files(site, name)} <= set(at_once), page
    (joined,) = site.glob("assets/scripts/broadsheet.*")
    (status,) = site.glob("assets/scripts/status.*")
    written = status.stat().st_mtime_ns
    built(world)
    assert status.stat().st_mtime_ns == written, "a second build writes nothing anew"
    with own.open("a", encoding="utf-8") as file:
        file.write("// mine\n")
    after = assets_of(built(world))
    assert joined not in after and len(after) == len(before), "what was named otherwise is gone"
    assert after == named_in(site) | {site / "assets/feed.css"}


def add_script(world: Path, name: str, more: str) -> Path:
    """Put a script of ours, and something more, into the owner's theme; its path there."""
    config = world / "mkdocs.yml"
    ours = "theme:\n  name: broadsheet\n  custom_dir: overrides"
    config.write_text(config.read_text("utf-8").replace("theme: broadsheet", ours), "utf-8")
    own = world / "overrides/assets/scripts" / name
    own.parent.mkdir(parents=True)
    own.write_text((SCRIPTS / name).read_text("utf-8") + more, "utf-8")
    return own


def imported_files(site: Path, name: str) -> set[str]:
    """Return the scripts that a published script imports at once, by their paths below those of all."""
    scripts = site / "assets/scripts"
    file = scripts / name
    addresses = _IMPORTED.findall(file.read_text("utf-8"))
    return {
        (file.parent / address).resolve().relative_to(scripts.resolve()).as_posix() for address in addresses
    }


def assets_of(site: Path) -> set[Path]:
    """Return the scripts and styles of a site."""
    return {path for path in (site / "assets").rglob("*") if path.suffix in (".js", ".css")}


def named_in(site: Path) -> set[Path]:
    """Return the scripts and styles that the pages of a site name, and those that these name in turn."""
    found: set[Path] = set()
    waiting = list(site.rglob("*.html"))
    while waiting:
        file = waiting.pop()
        text = file.read_text("utf-8")
        names = _LOADED.findall(text) if file.suffix == ".html" else _REFERENCE.findall(text)
        root = "/digest/" if file.name in ERROR_PAGES else ""
        for name in names:
            path = site / name.removeprefix(root) if root else (file.parent / name).resolve()
            if path not in found:
                assert path.is_file(), f"{file} names {name}"
                found.add(path)
                waiting += [path] if path.suffix == ".js" else []
    return found


def test_the_logic_of_the_pages_does_what_its_own_tests_say(node):
    command = [node, "--test", str(Path(__file__).parents[1] / "pages.test.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
