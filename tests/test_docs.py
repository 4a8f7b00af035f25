"""The README and the commands say the same."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from conftest import REPOSITORY

from generator.cli import main

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
