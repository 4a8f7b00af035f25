"""What is written about Broadsheet is true: the README, the decisions, and what files refer to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import RECORDED, REPOSITORY

from broadsheet.cli import main
from broadsheet.fetching.enrichers import ENRICHER_KINDS
from broadsheet.fetching.sources import SOURCE_KINDS
from broadsheet.settings.source_kinds import EnricherKind, Politeness, SourceKind
from broadsheet.settings.sources import DAILY_LIMIT

README = (REPOSITORY / "README.md").read_text("utf-8") if (REPOSITORY / "README.md").exists() else ""


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_and_stands_in_the_readme(name):
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    assert main.commands[name].help
    assert f"broadsheet {name}" in README


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_option_says_what_it_does(name):
    for parameter in main.commands[name].params:
        assert parameter.param_type_name == "argument" or parameter.help, parameter.name


def test_the_readme_names_only_commands_targets_and_files_that_exist():
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE))
    for target in re.findall(r"`make ([a-z-]+)", README):
        assert target in targets
    for command in re.findall(r"`broadsheet ([a-z-]+)", README):
        assert command in main.commands
    for path in re.findall(r"\]\((?!https?:|paper:)([^)#]+)\)", README):
        assert (REPOSITORY / path).exists(), path


def test_the_readme_is_short():
    assert 0 < len(README.splitlines()) <= 120


SOURCES = (REPOSITORY / "docs" / "sources.md").read_text("utf-8")
COMMON_KEYS = {"name", "title", "url", "home", "weekends", "authors", "words", "most", "max_age"}


def sections_of_sources() -> dict[str, str]:
    """The parts of docs/sources.md by their headings."""
    parts = re.split(r"^## (.*)$", SOURCES, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize(
    "kind", [*SOURCE_KINDS.values(), *ENRICHER_KINDS.values()], ids=lambda kind: kind.name
)
def test_the_document_of_sources_says_what_each_kind_declares(kind):
    sections = {
        title: text for title, text in sections_of_sources().items() if f"`{kind.name}`" in title + text
    }
    assert sections, "no section tells of it"
    text = "".join(sections.values())
    for setting in kind.settings:
        assert f"`{setting.key}`" in text, setting.key
        for choice in setting.choices:
            assert f"`{choice}`" in text, f"{setting.key}: {choice}"


def test_the_document_of_sources_has_a_heading_for_each_kind_and_no_key_that_none_declares():
    sections = sections_of_sources()
    for kind in SOURCE_KINDS.values():
        assert any(f"`{kind.name}`" in title for title in sections), kind.name
    for title, text in sections.items():
        names = re.findall("`([^`]+)`", title)
        declared = set(COMMON_KEYS)
        for kind in (*SOURCE_KINDS.values(), *ENRICHER_KINDS.values()):
            if kind.name in names or not names:
                declared |= {setting.key for setting in kind.settings}
        for cell in re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE):
            assert set(re.findall("`([^`]+)`", cell)) <= declared, f"{title}: {cell}"


@pytest.mark.parametrize(
    "kind", [*SOURCE_KINDS.values(), *ENRICHER_KINDS.values()], ids=lambda kind: kind.name
)
def test_the_document_of_sources_says_which_settings_are_required_and_what_is_taken_without_them(kind):
    for setting in kind.settings:
        rows = [
            row
            for title, text in sections_of_sources().items()
            if f"`{kind.name}`" in title
            for row in re.findall(rf"^\| `{setting.key}`.*$", text, re.MULTILINE)
        ]
        assert rows, f"no table has a row for {setting.key}"
        assert not setting.required or "required" in rows[0], rows[0]
        taken = " and ".join(f"`{value}`" for value in setting.default)
        assert not taken or f"{taken} unless said" in rows[0], rows[0]


def server_row(kind: SourceKind | EnricherKind) -> str:
    """The row of a kind in the table of servers."""
    address = re.sub("^https://", "", kind.url) or "that of your `url`"
    spacing = (kind.politeness or Politeness(address)).spacing
    if isinstance(kind, EnricherKind):
        return f"| {address} | look-up `{kind.name}` | {spacing:g} s | |"
    weekends = "asked" if kind.has_weekends else "not asked"
    return f"| {address} | `{kind.name}` | {spacing:g} s | {weekends} |"


def test_the_document_of_sources_has_every_server_and_how_often_it_is_asked():
    found = re.findall(r"^\| .+ \| [0-9.]+ s \|.*\|$", SOURCES, re.MULTILINE)
    assert found == [server_row(kind) for kind in (*SOURCE_KINDS.values(), *ENRICHER_KINDS.values())]
    assert f"{DAILY_LIMIT:,} unless said" in SOURCES


# What we write; content is its owners', and what a build makes is looked at by other tests.
OURS = (".ci", ".github", "benchmarks", "docs", "generator", "tests", "tools", "")
TEXTS = {".css", ".js", ".md", ".mjs", ".py", ".sh", ".toml", ".yaml", ".yml"}
WITHOUT_SUFFIX = {"Makefile", "run"}
NOT_OURS = {"node_modules", "__pycache__", "golden"}


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of ours, by its path in the repository, with its text."""
    for room in OURS:
        for folder, below, names in os.walk(REPOSITORY / room):
            below[:] = sorted(set(below) - NOT_OURS) if room else []
            for name in sorted(names):
                path = Path(folder, name)
                if path.suffix in TEXTS or name in WITHOUT_SUFFIX:
                    yield path.relative_to(REPOSITORY), path.read_text("utf-8")


def test_the_folder_of_recorded_data_is_named_once_in_the_tests_and_once_in_the_benchmarks():
    naming = []
    for path, text in texts():
        assert f"../{RECORDED.name}" not in text, path
        naming += [path.as_posix()] * text.count(f'"{RECORDED.name}"')
    assert naming == ["benchmarks/corpus.py", "tests/conftest.py"]


def test_no_file_refers_to_an_issue_by_its_number():
    for path, text in texts():
        assert not re.search(r"\bissues? #?\d|\(#\d+\)", text, re.IGNORECASE), path


def test_every_document_that_a_file_refers_to_is_in_the_repository():
    documents = {path.name for path, _ in texts()}
    for path, text in texts():
        for name in re.findall(r"\b[A-Z_]{4,}\.md\b", text):
            assert name in documents, f"{path}: {name}"
        if path.suffix == ".md" and path.parts[:1] != ("generator",):
            for target in re.findall(r"\]\((?![a-z]+:)([^)#\s]+)\)", text):
                assert (REPOSITORY / path.parent / target).exists(), f"{path}: {target}"


DECISIONS = REPOSITORY / "docs" / "decisions"
PARTS = ["Context", "Decision", "Not chosen", "Consequences"]


@pytest.mark.parametrize("path", sorted(DECISIONS.glob("0*.md")), ids=lambda path: path.stem[:4])
class TestEveryDecision:
    def test_has_its_number_a_date_a_status_and_all_parts(self, path):
        text = path.read_text("utf-8")
        number = int(path.stem[:4])
        assert re.match(
            rf"# {number}\. \S.*\n\n"
            r"- Date: \d{4}-\d\d-\d\d\n"
            r"- Status: (accepted|replaced by \[.+\]\(.+\))\n\n",
            text,
        )
        parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)[1:]
        assert parts[::2] == PARTS
        assert all(words.strip() for words in parts[1::2])

    def test_is_listed_once_in_the_index_with_its_title_and_a_line(self, path):
        title = path.read_text("utf-8").partition("\n")[0].removeprefix("# ")
        index = (DECISIONS / "README.md").read_text("utf-8")
        rows = [line for line in index.splitlines() if f"({path.name})" in line]
        assert len(rows) == 1
        assert re.fullmatch(rf"\| \[{re.escape(title)}\]\({path.name}\) \| \S.{{20,}} \|", rows[0])


def test_decisions_are_numbered_and_listed_in_order_without_a_gap():
    names = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert re.findall(r"\]\((\d{4}-[^)]+)\)", (DECISIONS / "README.md").read_text("utf-8")) == names
