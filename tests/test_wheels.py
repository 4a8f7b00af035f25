"""The table of what has no wheel: read from what the index says, and that of the lock."""

from __future__ import annotations

import re

import pytest
from wheels import LOCK, PAGE, read_packages, systems, table, with_table, without_wheel

WHEELS = {
    "pure": ["pure-1.0-py3-none-any.whl"],
    "old": ["old-2.0-py2.py3-none-any.whl"],
    "stable": [
        "stable-3.0-cp310-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "stable-3.0-cp310-abi3-win_amd64.whl",
    ],
    "native": [
        "native-4.0-cp312-cp312-musllinux_1_1_x86_64.whl",
        "native-4.0-cp312-cp312-macosx_11_0_arm64.whl",
    ],
    "newer": ["newer-5.0-cp312-cp312-manylinux_2_28_aarch64.whl"],
    "source": [],
}
SYSTEMS = {system.name: system for system in systems()}


def packages(**markers: str):
    rows = []
    for name, files in WHEELS.items():
        url = "https://index.example/files/"
        wheels = [{"url": url + file} for file in files]
        version = files[0].split("-")[1] if files else "6.0"
        rows.append({"name": name, "version": version, "wheels": wheels, "marker": markers.get(name, "")})
    return read_packages({"packages": rows})


@pytest.mark.parametrize(
    ("system", "python", "missing"),
    [
        ("Linux, glibc 2.17 to 2.27, x86-64", "3.12", {"native", "newer", "source"}),
        ("Linux, glibc 2.28 and newer, ARM64", "3.12", {"stable", "native", "source"}),
        ("Linux, glibc 2.17 to 2.27, ARM64", "3.12", {"stable", "native", "newer", "source"}),
        ("Linux, musl 1.2 (Alpine), x86-64", "3.12", {"stable", "newer", "source"}),
        ("macOS 11 and newer, ARM64", "3.12", {"stable", "newer", "source"}),
        ("macOS 12 and newer, Intel", "3.12", {"stable", "native", "newer", "source"}),
        ("Windows, x86-64", "3.14", {"native", "newer", "source"}),
        ("macOS 11 and newer, ARM64", "3.11", {"stable", "native", "newer", "source"}),
    ],
)
def test_a_package_is_missing_where_no_wheel_of_it_runs(system, python, missing):
    told = without_wheel(packages(), SYSTEMS[system], python)
    assert {line.split()[1] for line in told} == missing


def test_what_the_lock_does_not_install_there_is_not_missing_there():
    found = packages(source="sys_platform == 'win32'", native="python_full_version >= '3.12'")
    told = [line.split()[1] for line in without_wheel(found, SYSTEMS["Windows, ARM64"], "3.11")]
    assert "source" in told and "native" not in told
    assert "no source 6.0" not in without_wheel(found, SYSTEMS["macOS 11 and newer, ARM64"], "3.11")


def test_the_table_takes_the_place_of_the_one_before_and_of_nothing_else():
    page = "a\n<!-- written by make wheels -->\nold\n<!-- end -->\nb\n"
    new = with_table(page, table(packages()))
    assert new.startswith("a\n") and new.endswith("<!-- end -->\nb\n")
    assert "old\n" not in new and "no native 4.0" in new
    assert with_table(new, table(packages())) == new


def test_the_table_in_the_documentation_is_of_the_versions_that_sites_install():
    locked = set(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK.read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"no ([a-z0-9-]+) ([0-9.]+)", PAGE.read_text("utf-8")))
    assert named and named <= locked, "run 'make wheels'"
