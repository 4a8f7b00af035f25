"""The house, as far as a machine can see it: who may import what, how large things are, how dense."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import pytest
from conftest import REPOSITORY
from jinja2 import Environment, nodes

HOUSE = REPOSITORY / "generator" / "broadsheet"
FILES = sorted(HOUSE.rglob("*.py"))
# From the top down: a module imports only from rooms below its own, and from its own.
ROOMS = (
    "__main__",
    "cli",
    "inspection",
    "pipeline",
    "mail",
    "outputs",
    "rendering",
    "fetching",
    "search",
    "library",
    "curation",
    "store",
    "cache",
    "settings",
    "disk",
    "text",
    "model",
    "errors",
)
# Folders that hold what is not Python.
FURNITURE = ("templates", "theme", "schemas", "starter")
# Where each of these may be imported, and nowhere else: a room, or a part of one.
DOORS = {
    "httpx": ("fetching.client",),
    "httpcore": ("fetching.client.transport",),
    "yaml": ("settings.yaml", "settings.yaml_extent"),
    "jinja2": ("outputs.templating", "rendering.accelerate"),
    "subprocess": ("rendering.mkdocs",),
    "watchdog": ("rendering.watching",),
    "http": ("rendering.serving",),
    "socketserver": ("rendering.serving",),
    "signal": ("cli.signals",),
    "click": ("cli",),
    "math_core": ("text.mathml",),
    "numpy": ("search",),
    "scipy": ("search.semantic",),
    "threadpoolctl": ("search.semantic",),
    "feedparser": ("fetching.sources.feed",),
    "babel": ("fetching.dates",),
    "filelock": ("disk.lock",),
    "multiprocessing": ("disk.parallel",),
    "PIL": ("outputs.cards",),
    "css_inline": ("mail.newsletter", "outputs.templating"),
    "rjsmin": ("rendering.scripts",),
    "smtplib": ("mail.smtp",),
    "email_validator": ("mail",),
    "mkdocs": ("rendering.accelerate",),
}
LONGEST_FUNCTION = 40
MEDIAN_FUNCTION = 8
LONGEST_MODULE = 400
# Syntax nodes a line of code: well-read code bases of this kind have 5 to 7. They measure, a person judges.
DENSEST_MODULE = 11
DENSEST_HOUSE = 9
# Possessive quantifiers and atomic groups: Python 3.11.2, which is Debian 12's, matches them wrongly.
POSSESSIVE = re.compile(r"(?<=[^C])[*+?}]\+|\(\?>")  # C++ is a language, and "++" alone a sign
# Only the command line prints, exits or asks the clock; waiting and chance are passed in.
SPOKEN = {"print", "exit", "sys.exit", "date.today", "datetime.now", "click.echo", "time.time"}


def module_name(path: Path) -> str:
    """The name of a module below ``broadsheet``, with dots; empty for the package itself."""
    parts = path.relative_to(HOUSE).with_suffix("").parts
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts)


def room_of(name: str) -> str:
    return name.partition(".")[0]


def imported(path: Path) -> set[str]:
    """The full names of all modules that a file imports from, and of what it takes from them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imported_of_ours(path: Path) -> set[str]:
    """The modules of the house that a file imports; a package only where something of its own is taken."""
    modules = {module_name(file) for file in FILES}
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("broadsheet"):
            continue
        source = node.module.removeprefix("broadsheet").removeprefix(".")
        for alias in node.names:
            inside = f"{source}.{alias.name}".removeprefix(".")
            found.add(inside if inside in modules else source)
    return found & modules - {""}


def function_lengths(path: Path) -> dict[str, int]:
    lengths = {}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lengths[f"{node.name}:{node.lineno}"] = (node.end_lineno or node.lineno) - node.lineno + 1
    return lengths


def nodes_and_lines(path: Path) -> tuple[int, int]:
    """How many syntax nodes a module has, and lines that are not blank, comment or docstring."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    docstrings: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            docstrings.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = 0
    for number, line in enumerate(text.splitlines(), start=1):
        code = line.strip()
        lines += bool(code) and not code.startswith("#") and number not in docstrings
    return sum(1 for _ in ast.walk(tree)), lines


def called(path: Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return {ast.unparse(call.func) for call in calls}


def strings(path: Path) -> list[str]:
    nodes = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant))
    return [node.value for node in nodes if isinstance(node.value, str)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HOUSE).as_posix())
class TestEveryModule:
    def test_imports_only_from_rooms_below(self, path):
        own = room_of(module_name(path))
        if own in ("", *FURNITURE):
            return
        below = ROOMS[ROOMS.index(own) :]
        above = {name for name in imported_of_ours(path) if room_of(name) not in (*below, "", *FURNITURE)}
        assert not above, f"{own} is below them"

    def test_goes_through_no_door_that_is_not_its_own(self, path):
        libraries = {name.partition(".")[0] for name in imported(path)}
        own = module_name(path)
        for library, places in DOORS.items():
            allowed = any(own == place or own.startswith(f"{place}.") for place in places)
            assert library not in libraries or allowed, f"{library} is not for {own}"

    def test_is_silent_and_has_no_clock_unless_it_is_the_command_line(self, path):
        assert room_of(module_name(path)) == "cli" or not called(path) & SPOKEN

    def test_matches_alike_in_every_python_that_we_support(self, path):
        assert [text for text in strings(path) if POSSESSIVE.search(text)] == []

    def test_is_short_and_so_are_its_functions(self, path):
        long = {name: lines for name, lines in function_lengths(path).items() if lines > LONGEST_FUNCTION}
        assert not long, f"over {LONGEST_FUNCTION} lines"
        assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE

    def test_has_one_thing_on_a_line(self, path):
        count, lines = nodes_and_lines(path)
        assert count <= DENSEST_MODULE * max(1, lines), "give its steps lines and names of their own"

    def test_says_what_it_is_for(self, path):
        assert ast.get_docstring(ast.parse(path.read_text("utf-8")))

    def test_has_a_name_that_says_something(self, path):
        assert not {"utils", "util", "helpers", "helper", "manager", "misc", "common"} & set(path.parts)


def test_no_two_modules_need_one_another():
    """Imports form no circle: modules that import only what is already known fall away one by one."""
    waiting = {module_name(path): imported_of_ours(path) - {module_name(path)} for path in FILES}
    while free := {name for name, needs in waiting.items() if not needs & waiting.keys()}:
        waiting = {name: needs for name, needs in waiting.items() if name not in free}
    assert not waiting


def test_the_top_of_the_package_can_be_taken_in_at_a_glance():
    names = {path.stem for path in HOUSE.iterdir()} - {"__init__", "py", "__pycache__"}
    assert names == {*ROOMS, *FURNITURE}
    assert len(names) <= 22


def test_functions_are_short_on_the_whole():
    lengths = [lines for path in FILES for lines in function_lengths(path).values()]
    assert statistics.median(lengths) <= MEDIAN_FUNCTION


def test_the_house_has_one_thing_on_a_line():
    measures = [nodes_and_lines(path) for path in FILES]
    assert sum(count for count, _ in measures) <= DENSEST_HOUSE * sum(lines for _, lines in measures)


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
        assert not lines, (
            f"{template.name}: give a number, or a filter of outputs/templating.py that names it"
        )


def test_the_pipeline_knows_no_output_by_name():
    """A new output is a function and a line in ``outputs/__init__.py``."""
    taken = {name for name in imported_of_ours(HOUSE / "pipeline.py") if room_of(name) == "outputs"}
    assert taken <= {"outputs", "outputs.workspace", "outputs.templating"}


def test_no_words_of_others_are_committed():
    """Abstracts, summaries and keywords are the sources'; the sample and the world have none."""
    for paper in (REPOSITORY / "content" / "papers").rglob("*.json"):
        text = paper.read_text("utf-8")
        for key in ("abstract", "ai_summary", "tldr", "keywords"):
            assert f'"{key}"' not in text
