"""The house, as far as a machine can see it: who may import what, how large things are, how dense."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import REPOSITORY
from jinja2 import Environment, nodes

HOUSE = REPOSITORY / "generator" / "broadsheet"
# Folders that hold what is not Python, or Python that runs without us.
FURNITURE = ("templates", "theme", "schemas", "starts")
FILES = sorted(path for path in HOUSE.rglob("*.py") if path.relative_to(HOUSE).parts[0] not in FURNITURE)
# From the top down: a module imports only from rooms below its own, and from its own.
ROOMS = (
    "__main__",
    "cli",
    "publishing",
    "community",
    "inspection",
    "pipeline",
    "announce",
    "mail",
    "outputs",
    "rendering",
    "fetching",
    "maps",
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
# Where each of these may be imported, and nowhere else: a room, or a part of one.
DOORS = {
    "apprise": ("announce.services.apprise",),
    "httpx": ("fetching.client",),
    "httpcore": ("fetching.client.transport",),
    "yaml": ("settings.yaml", "settings.yaml_extent"),
    "jinja2": ("outputs.templating", "outputs.template_engine", "rendering.accelerate"),
    "subprocess": ("rendering.mkdocs", "publishing.git"),
    "watchdog": ("rendering.watching",),
    "http": ("rendering.serving",),
    "socketserver": ("rendering.serving",),
    "signal": ("cli.signals",),
    "click": ("cli",),
    "math_core": ("text.mathml",),
    "numpy": ("maps", "search"),
    "threadpoolctl": ("maps.places", "search.semantic"),
    "bibtexparser": ("fetching.bibtex",),
    "feedparser": ("fetching.sources.feed",),
    "babel": ("fetching.dates", "model.language.catalogues"),
    "filelock": ("disk.lock",),
    "multiprocessing": ("disk.parallel",),
    "PIL": ("outputs.cards",),
    "css_inline": ("mail.newsletter", "outputs.templating"),
    "rjsmin": ("rendering.published_assets", "rendering.service_worker.scripts"),
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


NAMES = {module_name(path) for path in FILES}


def imported(found_nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The full names of all modules that a file imports from, and of what it takes from them."""
    found: set[str] = set()
    for node in found_nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def imported_of_ours(found_nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The modules of the house that a file imports; a package only where something of its own is taken."""
    found: set[str] = set()
    for node in found_nodes:
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("broadsheet"):
            continue
        source = node.module.removeprefix("broadsheet").removeprefix(".")
        for alias in node.names:
            inside = f"{source}.{alias.name}".removeprefix(".")
            found.add(inside if inside in NAMES else source)
    return frozenset(found & NAMES - {""})


def function_lengths(found_nodes: Iterable[ast.AST]) -> dict[str, int]:
    lengths = {}
    for node in found_nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lengths[f"{node.name}:{node.lineno}"] = (node.end_lineno or node.lineno) - node.lineno + 1
    return lengths


def lines_of_code(text: str, found_nodes: Iterable[ast.AST]) -> int:
    """How many lines of a module are not blank, comment or docstring."""
    docstrings: set[int] = set()
    for node in found_nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            docstrings.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = 0
    for number, line in enumerate(text.splitlines(), start=1):
        code = line.strip()
        lines += bool(code) and not code.startswith("#") and number not in docstrings
    return lines


def called(found_nodes: Iterable[ast.AST]) -> frozenset[str]:
    """What a file calls, as it is written there; of deeper names than SPOKEN has, nothing."""
    found: set[str] = set()
    for node in found_nodes:
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Name):
            found.add(function.id)
        elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            found.add(f"{function.value.id}.{function.attr}")
    return frozenset(found)


def strings(found_nodes: Iterable[ast.AST]) -> tuple[str, ...]:
    constants = (node.value for node in found_nodes if isinstance(node, ast.Constant))
    return tuple(value for value in constants if isinstance(value, str))


@dataclass(frozen=True, slots=True)
class Module:
    """What the rules need to know of a module, so that it is parsed once."""

    path: str
    name: str
    docstring: str
    imported: frozenset[str]
    imported_of_ours: frozenset[str]
    function_lengths: dict[str, int]
    length: int
    lines_of_code: int
    nodes: int
    called: frozenset[str]
    strings: tuple[str, ...]


def look_at(path: Path) -> Module:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    found_nodes = tuple(ast.walk(tree))
    return Module(
        path=path.relative_to(HOUSE).as_posix(),
        name=module_name(path),
        docstring=ast.get_docstring(tree) or "",
        imported=imported(found_nodes),
        imported_of_ours=imported_of_ours(found_nodes),
        function_lengths=function_lengths(found_nodes),
        length=len(text.splitlines()),
        lines_of_code=lines_of_code(text, found_nodes),
        nodes=len(found_nodes),
        called=called(found_nodes),
        strings=strings(found_nodes),
    )


@pytest.fixture(scope="module")
def modules() -> tuple[Module, ...]:
    return tuple(look_at(path) for path in FILES)


# -- every module --------------------------------------------------------------------------------------


def test_a_module_imports_only_from_rooms_below(modules):
    wrong = {}
    for module in modules:
        own = room_of(module.name)
        if own in ("", *FURNITURE):
            continue
        below = {*ROOMS[ROOMS.index(own) :], "", *FURNITURE}
        wrong[module.path] = {name for name in module.imported_of_ours if room_of(name) not in below}
    assert not {path: above for path, above in wrong.items() if above}, "their room is below these"


def test_a_module_goes_through_no_door_that_is_not_its_own(modules):
    wrong = set()
    for module in modules:
        libraries = {name.partition(".")[0] for name in module.imported}
        for library in libraries & DOORS.keys():
            places = DOORS[library]
            if not any(module.name == place or module.name.startswith(f"{place}.") for place in places):
                wrong.add(f"{library} is not for {module.name}")
    assert not wrong


def test_a_module_is_silent_and_has_no_clock_unless_it_is_the_command_line(modules):
    others = [module for module in modules if room_of(module.name) != "cli"]
    assert not {module.path: module.called & SPOKEN for module in others if module.called & SPOKEN}


def test_a_module_matches_alike_in_every_python_that_we_support(modules):
    texts = [(module.path, text) for module in modules for text in module.strings]
    assert [(path, text) for path, text in texts if POSSESSIVE.search(text)] == []


def test_a_module_is_short_and_so_are_its_functions(modules):
    lengths = {f"{m.path}:{name}": lines for m in modules for name, lines in m.function_lengths.items()}
    assert not {name for name, lines in lengths.items() if lines > LONGEST_FUNCTION}
    assert not {module.path for module in modules if module.length > LONGEST_MODULE}


def test_a_module_has_one_thing_on_a_line(modules):
    dense = {m.path for m in modules if m.nodes > DENSEST_MODULE * max(1, m.lines_of_code)}
    assert not dense, "give their steps lines and names of their own"


def test_a_module_says_what_it_is_for(modules):
    assert not {module.path for module in modules if not module.docstring}


def test_a_module_has_a_name_that_says_something():
    hollow = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
    places = [path.relative_to(HOUSE).with_suffix("") for path in FILES]
    assert not {place for place in places if hollow & set(place.parts)}


# -- the house -----------------------------------------------------------------------------------------


def test_no_two_modules_need_one_another(modules):
    """Imports form no circle: modules that import only what is already known fall away one by one."""
    waiting = {module.name: module.imported_of_ours - {module.name} for module in modules}
    while free := {name for name, needs in waiting.items() if not needs & waiting.keys()}:
        waiting = {name: needs for name, needs in waiting.items() if name not in free}
    assert not waiting


def test_the_top_of_the_package_can_be_taken_in_at_a_glance():
    names = {path.stem for path in HOUSE.iterdir()} - {"__init__", "py", "__pycache__"}
    assert names == {*ROOMS, *FURNITURE}
    assert len(names) <= 26


def test_functions_are_short_on_the_whole(modules):
    lengths = [lines for module in modules for lines in module.function_lengths.values()]
    assert statistics.median(lengths) <= MEDIAN_FUNCTION


def test_the_house_has_one_thing_on_a_line(modules):
    lines = sum(module.lines_of_code for module in modules)
    assert sum(module.nodes for module in modules) <= DENSEST_HOUSE * lines


def test_templates_hold_loops_and_ifs_but_trust_nobody_by_accident():
    for template in (HOUSE / "templates").glob("*.j2"):
        text = template.read_text("utf-8")
        assert "|safe" not in text.replace(" ", ""), f"{template.name}: say 'raw', and only for our own"
        assert "|sort" not in text.replace(" ", ""), f"{template.name}: sorting is the library's"


def test_templates_print_and_do_not_compute():
    arithmetic = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)
    for template in (HOUSE / "templates").glob("*.j2"):
        tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(template.read_text("utf-8"))
        lines = [node.lineno for node in tree.find_all(arithmetic)]
        assert not lines, (
            f"{template.name}: give a number, or a filter of outputs/templating.py that names it"
        )


def test_the_pipeline_knows_no_output_by_name(modules):
    """A new output is a function and a line in ``outputs/__init__.py``."""
    [pipeline] = [module for module in modules if module.name == "pipeline"]
    taken = {name for name in pipeline.imported_of_ours if room_of(name) == "outputs"}
    assert taken <= {"outputs", "outputs.workspace", "outputs.templating"}


def test_no_words_of_others_are_committed():
    """Abstracts, summaries and keywords are the sources'; the sample and the world have none."""
    for paper in (REPOSITORY / "content" / "papers").rglob("*.json"):
        text = paper.read_text("utf-8")
        for key in ("abstract", "ai_summary", "tldr", "keywords"):
            assert f'"{key}"' not in text
