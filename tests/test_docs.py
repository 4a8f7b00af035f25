"""What is written about Broadsheet is true: the README, the decisions, and what files refer to."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest
import reference
from click.testing import CliRunner
from conftest import RECORDED, REPOSITORY

from broadsheet.announce.services import SERVICES
from broadsheet.cli import main
from broadsheet.cli.fetch import KEY_HEADERS
from broadsheet.fetching.enrichers import ENRICHER_KINDS
from broadsheet.fetching.sources import SOURCE_KINDS
from broadsheet.mail import buttondown, ledger, smtp
from broadsheet.model.hosts import HOSTS, Host
from broadsheet.publishing.managed_files import publishing_steps
from broadsheet.settings.config import FILES
from broadsheet.settings.sources import DAILY_LIMIT

README = (REPOSITORY / "README.md").read_text("utf-8") if (REPOSITORY / "README.md").exists() else ""
DOCS = REPOSITORY / "docs"
COMMANDS = (DOCS / "reference" / "commands.md").read_text("utf-8")
SETTINGS = (DOCS / "reference" / "settings.md").read_text("utf-8")
SOURCES = (DOCS / "sources.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_and_stands_in_the_reference(name):
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    assert main.commands[name].help
    assert f"## broadsheet {name}\n" in COMMANDS


def test_lines_that_a_command_shows_as_they_are_stay_lines_in_the_reference():
    _, _, section = COMMANDS.partition("## broadsheet completion\n")
    section, _, _ = section.partition("\n## ")
    shown = [line for line in section.splitlines() if line.startswith("    ")]
    assert [line.split(":")[0].strip() for line in shown[1:]] == ["bash", "zsh", "fish"]
    assert "| option |" not in section  # it has none
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", COMMANDS)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_option_says_what_it_does(name):
    for parameter in main.commands[name].params:
        assert parameter.param_type_name == "argument" or parameter.help, parameter.name


PAGES = [REPOSITORY / "README.md", *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("reference/*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_names_only_commands_and_targets_that_exist(page):
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE))
    text = page.read_text("utf-8")
    for target in re.findall(r"`make ([a-z-]+)|^    make ([a-z-]+)", text, re.MULTILINE):
        assert "".join(target) in targets
    for command in re.findall(r"`broadsheet ([a-z][a-z-]*)|^ *broadsheet ([a-z][a-z-]*)", text, re.MULTILINE):
        assert "".join(command) in main.commands


def test_the_readme_is_short_and_says_how_to_see_it_and_how_to_make_it_ones_own():
    assert 0 < len(README.splitlines()) <= 90
    assert "    make serve" in README
    assert "broadsheet init" in README


# What the code declares, which `make reference` writes into pages


def test_what_pages_say_of_the_code_is_what_the_code_says():
    for path in reference.pages():
        text = path.read_text("utf-8")
        assert text == reference.fill(text), f"{path.relative_to(REPOSITORY)}: run 'make reference'"


def test_every_part_that_the_code_declares_has_one_place():
    found: list[str] = []
    for path in reference.pages():
        found += [match[2] for match in reference.PART.finditer(path.read_text("utf-8"))]
    assert sorted(found) == sorted(reference.parts())


def test_every_key_of_every_file_says_what_it_means():
    files = reference.files_of_settings()
    assert {
        "mkdocs.yml",
        *(f"content/config/{name}.yaml" for name in (*FILES, "announce", "mail")),
    } <= files.keys()
    for name, declared in files.items():
        for one in declared:
            assert one.key.about, f"{name}: {one.key.place}: give it an 'about' where it is read"
            assert one.key.kind, f"{name}: {one.key.place}: say what its value is where it is read"


def test_every_variable_of_the_environment_that_holds_a_key_is_in_the_reference():
    announcing = [service.secret for service in SERVICES.values()]
    for variable in (*KEY_HEADERS, *announcing, ledger.KEY, smtp.USER, smtp.PASSWORD, buttondown.KEY):
        assert f"`{variable}`" in SETTINGS


@pytest.mark.parametrize("name", FILES)
def test_every_key_that_the_samples_settings_name_in_a_comment_is_in_the_reference(name):
    path = REPOSITORY / "content" / "config" / f"{name}.yaml"
    text = path.read_text("utf-8") if path.exists() else ""
    known = {declared.key.place for declared in reference.files_of_settings()[f"content/config/{name}.yaml"]}
    for key in re.findall(r"^# ([a-z_]+): ", text, re.MULTILINE):
        assert key in known


def test_keys_that_only_some_kinds_have_are_found_and_say_which():
    [sources] = [
        keys for name, keys in reference.files_of_settings().items() if name.endswith("sources.yaml")
    ]
    only_with = {one.key.place: one.only_with for one in sources}
    for kind in SOURCE_KINDS.values():
        for setting in kind.settings:
            assert f"sources[].{setting.key}" in only_with
    assert only_with["sources[].venue"] == "kind: openreview"
    assert only_with["sources[].words"] == ""
    assert "| `sources[].title` | text | what readers see; by its kind unless said |" in SETTINGS
    assert "| `sources[].max_age` | whole number | " in SETTINGS
    assert "first seen; `60` unless said |" in SETTINGS


@pytest.mark.parametrize("kind", SOURCE_KINDS.values(), ids=lambda kind: kind.name)
def test_the_page_of_sources_tells_of_each_kind_in_a_section_of_its_own(kind):
    parts = re.split(r"^## (.*)$", SOURCES, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    [text] = [
        text for title, text in sections.items() if f"`{kind.name}`" in title and "look-up" not in title
    ]
    assert f"- kind: {kind.name}\n" in text, "no example"
    assert not kind.settings or f"<!-- part: source {kind.name};" in text


KEYS_OF_KINDS = [part for part in reference.parts() if part.startswith(("source ", "look-up "))]


@pytest.mark.parametrize("part", KEYS_OF_KINDS)
def test_the_keys_of_a_kind_are_said_with_what_may_be_chosen_and_what_is_taken_without_them(part):
    name = part.partition(" ")[2]
    kind = SOURCE_KINDS[name] if part.startswith("source") else ENRICHER_KINDS[name]
    for setting in kind.settings:
        row = next(row for row in reference.make_part(part).splitlines() if f"| `{setting.key}` |" in row)
        assert setting.about in row
        assert ("required" in row) == setting.required
        for value in (*setting.choices, *setting.default):
            assert f"`{value}`" in row


def test_what_the_page_of_sources_says_of_a_day_is_so():
    assert f"{DAILY_LIMIT:,} unless said" in SOURCES


# Steps


def numbered(host: Host) -> int:
    """The steps that the README of a site at this host asks for."""
    return len(re.findall(r"^\d\. ", publishing_steps(host), re.MULTILINE))


@pytest.mark.parametrize("host", HOSTS.values(), ids=lambda host: host.name)
def test_the_page_of_steps_counts_ours_as_they_are(host):
    steps = (DOCS / "steps.md").read_text("utf-8")
    title = host.title.removeprefix("a ")
    [row] = re.findall(rf"^\| Broadsheet, (?:a )?{title} \| (\d) \| \d \| (\d) \|", steps, re.MULTILINE)
    init = 1
    assert row == (str(init + numbered(host)), str(len(reference.secrets(host))))
    assert init + numbered(host) <= 4


def test_no_host_that_builds_for_us_wants_a_secret():
    free = [name for name, host in HOSTS.items() if not reference.secrets(host)]
    assert free == ["github-pages", "gitlab-pages", "cloudflare-pages", "netlify"]


# The site of the documentation


def build_docs(target: Path, root: Path = REPOSITORY, **environment: str) -> str:
    """Build the documentation strictly; everything that is wrong with it, empty if nothing is."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    command += ["--config-file", "tools/docs/mkdocs.yml", "--site-dir", str(target)]
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(
        command, cwd=root, env={**os.environ, **quiet, **environment}, capture_output=True, text=True
    )
    return done.stdout + done.stderr if done.returncode else ""


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("handbook")
    assert build_docs(target, SOURCE_URL="https://code.example/digest/blob/HEAD/") == ""
    return target


@pytest.mark.slow
def test_the_documentation_has_every_page_and_every_link_in_it_leads_somewhere(handbook):
    pages = {
        path: html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)
        for path in handbook.rglob("*.html")
    }
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).with_suffix("").as_posix().replace("README", "index")
        place = name if name.endswith("index") else f"{name}/index"
        assert handbook / f"{place}.html" in pages, name
    for path, tree in pages.items():
        if path.name == "404.html":
            continue  # its links are from the root of the host
        for link in tree.iter("a"):
            address, _, anchor = link.get("href", "").partition("#")
            if re.match("[a-z]+:", address):
                continue
            target = (path.parent / address).resolve() if address else path
            target = target / "index.html" if target.is_dir() else target
            assert target.exists(), f"{path}: {address}"
            ids = {element.get("id") for element in pages[target].iter()} if anchor else {anchor}
            assert anchor in ids | {"__skip"}, f"{path}: {address}#{anchor}"


@pytest.mark.slow
def test_what_the_documentation_links_to_elsewhere_in_the_repository_leads_there(handbook):
    mail = (handbook / "mail" / "index.html").read_text("utf-8")
    assert 'href="https://code.example/digest/blob/HEAD/.github/workflows/mail.yml"' in mail
    security = (handbook / "security" / "index.html").read_text("utf-8")
    assert 'href="../content/#what-pages-may-load-and-run"' in security


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["[gone](gone.md)", "[gone](curate.md#gone)", "[gone](../gone.py)"])
def test_a_broken_link_fails_the_documentation(tmp_path, wrong):
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copytree(REPOSITORY / "tools" / "docs", tmp_path / "tools" / "docs")
    for name in (
        "SECURITY.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "README.md",
        "generator",
        ".github",
        "LICENSE",
    ):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    (tmp_path / "benchmarks").symlink_to(REPOSITORY / "benchmarks")
    page = tmp_path / "docs" / "looks.md"
    page.write_text(page.read_text("utf-8") + f"\n{wrong}\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "-f",
        str(tmp_path / "tools/docs/mkdocs.yml"),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "gone" in done.stderr


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
        naming += [path.as_posix()] * text.count(f'/ "{RECORDED.name}"')  # as a step of a path
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
