"""The scripts' house: who imports whom, what a page loads, and that its logic does what its tests say."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from browsing import built
from scripting import SCRIPTS, imported_by, loaded_with

MODULES = sorted(SCRIPTS.rglob("*.js"))
LONGEST = 400
# The page that loads each script, if it is not every page, and one of its kind in the world.
ENTRIES = {
    "broadsheet": "about/index.html",
    "home": "index.html",
    "saved": "saved/index.html",
    "search": "search/index.html",
    "status": "status/index.html",
    "lost": "404.html",
}
_EXPORTED = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)
_SCRIPT = re.compile(r'<script type="module" src="[^"]*?assets/scripts/([^"]+)"')
_PRELOAD = re.compile(r'<link rel="modulepreload" href="[^"]*?assets/scripts/([^"]+)"')


def name_of(module: Path) -> str:
    return module.relative_to(SCRIPTS).as_posix()


@pytest.mark.parametrize("module", MODULES, ids=name_of)
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
            assert module not in loaded_with(other), name_of(other)


def test_pages_that_do_not_search_load_nothing_of_the_search():
    for entry in set(ENTRIES) - {"search"}:
        names = [name_of(module) for module in loaded_with(SCRIPTS / f"{entry}.js")]
        assert not [name for name in names if name.startswith("search")], entry


def test_citations_are_loaded_only_when_they_are_wanted():
    names = [name_of(module) for module in loaded_with(SCRIPTS / "broadsheet.js")]
    assert not [name for name in names if name.startswith("citations/") or name == "page/citing.js"]


@pytest.mark.slow
def test_each_page_asks_at_once_for_all_that_its_scripts_import(world):
    site = built(world)
    seen = set()
    for entry, page in ENTRIES.items():
        html = (site / page).read_text("utf-8")
        scripts = _SCRIPT.findall(html)
        assert f"{entry}.js" in scripts
        seen |= set(scripts)
        started = [*scripts, "search/worker.js"] if entry == "search" else scripts
        wanted = set().union(*(loaded_with(SCRIPTS / name) for name in started))
        assert sorted(_PRELOAD.findall(html)) == sorted({name_of(module) for module in wanted} - set(scripts))
    assert seen == {f"{entry}.js" for entry in ENTRIES}
    for page in site.rglob("*.html"):
        assert set(_SCRIPT.findall(page.read_text("utf-8"))) <= seen


@pytest.mark.slow
def test_scripts_are_published_without_comments_and_a_persons_own_as_they_are(world):
    own = world / "overrides/assets/scripts/status.js"
    own.parent.mkdir(parents=True)
    own.write_text("// mine, with a comment\n", "utf-8")
    config = world / "mkdocs.yml"
    ours = "theme:\n  name: broadsheet\n  custom_dir: overrides"
    config.write_text(config.read_text("utf-8").replace("theme: broadsheet", ours), "utf-8")
    site = built(world) / "assets/scripts"
    assert (site / "status.js").read_bytes() == own.read_bytes()
    published = (site / "broadsheet.js").read_text("utf-8")
    assert "/*" not in published and len(published) < len((SCRIPTS / "broadsheet.js").read_text("utf-8"))
    before = (site / "broadsheet.js").stat().st_mtime_ns
    built(world)
    assert (site / "broadsheet.js").stat().st_mtime_ns == before, "a second build writes nothing anew"


def test_the_logic_of_the_pages_does_what_its_own_tests_say(node):
    command = [node, "--test", str(Path(__file__).parents[1] / "pages.test.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
