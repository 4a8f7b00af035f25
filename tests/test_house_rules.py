"""The house, as far as a machine can see it: who may import what, and how long a function is."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import statistics
from pathlib import Path

import pytest
from conftest import REPOSITORY
from jinja2 import Environment, nodes
from make import make_library

from generator import outputs
from generator.config import KINDS
from generator.outputs.workspace import Workspace
from generator.sources import SOURCES

HOUSE = REPOSITORY / "generator"
FILES = sorted(path for path in HOUSE.rglob("*.py"))
# From the ground up: a module imports only from floors below its own.
FLOORS = (
    ("errors",),
    ("fingerprint", "match", "standing", "text", "workers"),
    ("formula",),
    ("tex",),
    ("ids",),
    ("model",),
    (
        "addresses",
        "answer",
        "citing",
        "fields",
        "filters",
        "links",
        "markup",
        "score",
        "tree",
        "xmltree",
        "yamlfile",
    ),
    ("httpcache", "identity", "lock", "shelf"),
    ("kept", "merge"),
    ("accelerate",),
    ("web", "store", "config", "curate", "library", "limits", "trending", "rising"),
    ("accounts",),
    ("search",),
    ("meaning",),
    ("related",),
    ("sources", "outputs", "site", "starter"),
    ("lookups",),
    ("mail",),
    ("intake",),
    ("pipeline",),
    ("doctor", "explain", "whatif"),
    ("cli",),
    ("__main__",),
)
# Where each of these may be imported, and nowhere else.
DOORS = {
    "httpx": {"web"},
    "yaml": {"yamlfile"},
    "jinja2": {"outputs", "accelerate"},
    "subprocess": {"site"},
    "watchdog": {"site"},
    "click": {"cli"},
    "math_core": {"formula"},
    "numpy": {"search", "meaning", "related"},
    "scipy": {"meaning", "related"},
    "threadpoolctl": {"meaning"},
    "feedparser": {"sources"},
    "filelock": {"lock"},
    "multiprocessing": {"workers"},
    "PIL": {"outputs"},
    "css_inline": {"outputs"},
    "smtplib": {"mail"},
    "email_validator": {"mail"},
    "mkdocs": {"accelerate"},
}
LONGEST = 40
MEDIAN = 10
# Possessive quantifiers and atomic groups: Python 3.11.2, which is Debian 12's, matches them wrongly.
POSSESSIVE = re.compile(r"(?<!C)[*+?}]\+|\(\?>")  # C++ is a language
# Only the command line prints, exits or asks the clock; waiting and chance are passed in.
SPOKEN = {"print", "exit", "sys.exit", "date.today", "datetime.now", "click.echo", "time.time"}


def room(path: Path) -> str:
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return "__init__" if parts == ("__init__",) else parts[0]


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def functions(path: Path) -> list[tuple[str, int]]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, kinds))
    return [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in nodes]


def called(path: Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return {ast.unparse(call.func) for call in calls}


def strings(path: Path) -> list[str]:
    nodes = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant))
    return [node.value for node in nodes if isinstance(node.value, str)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HOUSE).as_posix())
class TestEveryModule:
    def test_has_a_place_and_imports_only_from_below(self, path):
        if room(path) == "__init__":
            return
        ours = {name.split(".")[1] for name in imports(path) if name.startswith("generator.")}
        ours -= {room(path), "__version__"}
        above = {name for name in ours if floor(name) >= floor(room(path))}
        same_floor_is_fine = {("store", "web"), ("curate", "config")}
        assert not {name for name in above if (room(path), name) not in same_floor_is_fine}

    def test_goes_through_no_door_that_is_not_its_own(self, path):
        modules = {name.split(".")[0] for name in imports(path)}
        for library, rooms in DOORS.items():
            assert library not in modules or room(path) in rooms, f"{library} is not for {room(path)}"

    def test_is_silent_and_has_no_clock_unless_it_is_the_command_line(self, path):
        assert room(path) == "cli" or not called(path) & SPOKEN

    def test_matches_alike_in_every_python_that_we_support(self, path):
        assert [text for text in strings(path) if POSSESSIVE.search(text)] == []

    def test_has_short_functions_and_says_what_it_is_for(self, path):
        long = {name: lines for name, lines in functions(path) if lines > LONGEST}
        assert not long, f"over {LONGEST} lines"
        assert ast.get_docstring(ast.parse(path.read_text("utf-8")))

    def test_has_a_name_that_says_something(self, path):
        assert not {"utils", "util", "helpers", "helper", "manager", "misc", "common"} & set(path.parts)


def test_functions_are_short_on_the_whole():
    lengths = [lines for path in FILES for _, lines in functions(path)]
    assert statistics.median(lengths) < MEDIAN


def test_templates_hold_loops_and_ifs_but_trust_nobody_by_accident():
    for template in (HOUSE / "templates").glob("*.j2"):
        text = template.read_text("utf-8")
        assert "|safe" not in text.replace(" ", ""), f"{template.name}: say 'raw', and only for our own"
        assert "|sort" not in text.replace(" ", ""), f"{template.name}: sorting is the library's"


def test_templates_print_and_do_not_compute():
    arithmetic = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)
    for template in (HOUSE / "templates").glob("*.j2"):
        tree = Environment(autoescape=True).parse(template.read_text("utf-8"))
        lines = [node.lineno for node in tree.find_all(arithmetic)]
        assert not lines, f"{template.name}: give a number, or a filter of outputs/render.py that names it"


def test_every_kind_of_source_that_can_be_configured_can_be_read():
    assert set(KINDS) == set(SOURCES)


def test_every_output_is_listed(tmp_path):
    """An output is a public function of a library that makes files."""
    written: set[object] = set()
    for found in pkgutil.iter_modules(outputs.__path__, "generator.outputs."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == found.name and name[0] != "_":
                takes, gives = signature_of(function)
                if takes == "Library" and gives in ("Iterator[OutFile]", "Iterable[OutFile]"):
                    written.add(function)
    folders = outputs.outputs(Workspace(make_library(), tmp_path, print))
    listed = [getattr(output, "func", output) for group in folders.values() for output in group]
    assert set(listed) == written and len(listed) == len(written)


def signature_of(function) -> tuple[str, str]:
    """The annotation of the first parameter, and what is returned."""
    told = inspect.signature(function)
    first = next(iter(told.parameters.values()), None)
    return (first.annotation if first else ""), told.return_annotation


def test_no_words_of_others_are_committed():
    """Abstracts, summaries and keywords are the sources'; the sample and the world have none."""
    for paper in (REPOSITORY / "content" / "papers").rglob("*.json"):
        text = paper.read_text("utf-8")
        for key in ("abstract", "ai_summary", "tldr", "keywords"):
            assert f'"{key}"' not in text
