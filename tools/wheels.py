"""Says which packages of a site's lock have to be compiled, on which system and Python.

    .venv/bin/python tools/wheels.py            # writes the table into docs/systems.md
    .venv/bin/python tools/wheels.py --check    # writes nothing; exits with 1 where the table is another

It asks the package index for the names of all files of the locked versions, and downloads none of them.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename

REPOSITORY = Path(__file__).parent.parent
LOCK = REPOSITORY / "generator" / "broadsheet" / "starts" / "requirements.lock"
PAGE = REPOSITORY / "docs" / "systems.md"
BEGIN, END = "<!-- written by make wheels -->", "<!-- end -->"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
HEAD = "| system | Python 3.11 | 3.12 | 3.13 | 3.14 |\n|---|---|---|---|---|\n"


class System(NamedTuple):
    """A system as people call it, the names that wheels give it, and what it calls itself in Python."""

    name: str
    platforms: tuple[str, ...]
    sys_platform: str


class Package(NamedTuple):
    """A locked package: for which systems and Pythons it is, and what its wheels run on."""

    name: str
    version: str
    marker: str
    tags: frozenset[Tag]

    def is_for(self, system: System, python: str) -> bool:
        """Return True where the lock installs the package there."""
        if not self.marker:
            return True
        place = {
            "python_full_version": f"{python}.99",
            "python_version": python,
            "sys_platform": system.sys_platform,
        }
        return Marker(self.marker).evaluate(place)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 where the table is another"
    )
    asked = words.parse_args()
    page = PAGE.read_text("utf-8")
    new = with_table(page, table(read_packages(resolve(LOCK))))
    if new == page:
        return
    if asked.check:
        sys.exit(f"{PAGE.relative_to(REPOSITORY)}: the table is not that of the lock; run 'make wheels'")
    PAGE.write_text(new, "utf-8")


def resolve(lock: Path) -> Mapping[str, Any]:
    """Return what the index has of the packages of a lock, as a pylock.toml tells it."""
    with tempfile.TemporaryDirectory() as scratch:
        answer = Path(scratch) / "pylock.toml"
        uv = Path(sys.executable).with_name("uv")
        command = [str(uv), "pip", "compile", str(lock), "--no-deps", "--universal", "--quiet"]
        command += ["--python-version", PYTHONS[0], "--format", "pylock.toml", "--output-file", str(answer)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return tomllib.loads(answer.read_text("utf-8"))


def read_packages(lock: Mapping[str, Any]) -> list[Package]:
    """Return the packages of a pylock.toml."""
    packages = []
    for package in lock["packages"]:
        tags: set[Tag] = set()
        for wheel in package.get("wheels", ()):
            file_name = wheel.get("name") or wheel["url"].rpartition("/")[2]
            tags |= parse_wheel_filename(file_name)[3]
        packages.append(
            Package(package["name"], package["version"], package.get("marker", ""), frozenset(tags))
        )
    return packages


def table(packages: Sequence[Package]) -> str:
    """Return as Markdown what has no wheel, a row a system."""
    rows = []
    for system in systems():
        cells = [", ".join(without_wheel(packages, system, python)) or "all" for python in PYTHONS]
        rows.append(f"| {system.name} | {' | '.join(cells)} |\n")
    return HEAD + "".join(rows)


def without_wheel(packages: Iterable[Package], system: System, python: str) -> Iterator[str]:
    """Yield the packages that a system would have to build from source, each as "no NAME VERSION"."""
    runs = supported_tags(system, python)
    for package in packages:
        if package.is_for(system, python) and runs.isdisjoint(package.tags):
            yield f"no {package.name} {package.version}"


def supported_tags(system: System, python: str) -> frozenset[Tag]:
    """Return what CPython of that version runs on a system."""
    major, minor = map(int, python.split("."))
    version = (major, minor)
    native = cpython_tags(version, [f"cp{major}{minor}"], system.platforms)
    generic = compatible_tags(version, f"cp{major}{minor}", system.platforms)
    return frozenset([*native, *generic])


def systems() -> Iterator[System]:
    """Yield the systems that are asked about; each runs what older ones of its kind do."""
    for machine, name in (("x86_64", "x86-64"), ("aarch64", "ARM64")):
        for newest, spoken in ((17, "2.17 to 2.27"), (28, "2.28 and newer")):
            yield System(f"Linux, glibc {spoken}, {name}", tuple(_manylinux(newest, machine)), "linux")
    for machine, name in (("x86_64", "x86-64"), ("aarch64", "ARM64")):
        platforms = tuple(f"musllinux_1_{minor}_{machine}" for minor in (2, 1, 0))
        yield System(f"Linux, musl 1.2 (Alpine), {name}", platforms, "linux")
    yield System("macOS 11 and newer, ARM64", tuple(mac_platforms((11, 0), "arm64")), "darwin")
    yield System("macOS 12 and newer, Intel", tuple(mac_platforms((12, 0), "x86_64")), "darwin")
    yield System("Windows, x86-64", ("win_amd64",), "win32")
    yield System("Windows, ARM64", ("win_arm64",), "win32")


def _manylinux(newest: int, machine: str) -> Iterator[str]:
    old_names = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
    for minor in range(newest, 4, -1):
        yield f"manylinux_2_{minor}_{machine}"
        if minor in old_names:
            yield f"{old_names[minor]}_{machine}"


def with_table(page: str, rows: str) -> str:
    """Return a page with another table between its marks."""
    between = re.compile(f"(?<={re.escape(BEGIN)}\n).*?(?={re.escape(END)})", re.DOTALL)
    return between.sub(lambda _: f"\n{rows}\n", page)


if __name__ == "__main__":
    main()
