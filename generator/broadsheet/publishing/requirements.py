"""Requirements of a site: all packages by version and digest, and Broadsheet itself in a file of its own.

In one file pip wants a digest of every package or of none, and Broadsheet may come out of a Git repository,
of which there is none. https://pip.pypa.io/en/stable/topics/secure-installs/
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

from broadsheet import __version__
from broadsheet.errors import ConfigError
from broadsheet.publishing.templates import read_template

PINS = "requirements.txt"
GENERATOR = "requirements-broadsheet.txt"
WHEELS = "wheels"
_PINS_HEAD = f"""\
# Packages of Broadsheet {__version__}, each by its version and its digests. `broadsheet upgrade` writes
# this file anew, and keeps packages that you add.
"""
_GENERATOR_HEAD = "# Broadsheet itself. `broadsheet upgrade` writes this file anew.\n"
_GIT = re.compile(r"(?:git\+)?(?P<url>(?:https|ssh)://[^\s@#]+(?:@[^\s@#/]+/[^\s@#]+)?)@(?P<ref>[^\s@#]+)")
_WHEEL = re.compile(r"broadsheet-(?P<version>[^-]+)-[^-]+-[^-]+-[^-]+\.whl")
_VERSION = re.compile(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?")
_NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:==|@|~=|>=|<|$|\[)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Origin:
    """Origin of Broadsheet for a site: the line by which pip finds it, and a wheel's file if it is one.

    ``remark`` is what the owner has to know of it, if anything.
    """

    line: str
    wheel: Path | None = None
    remark: str = ""


def read_origin(given: str) -> Origin:
    """Return where a site takes Broadsheet from; where nobody says, from where this one was installed."""
    if not given:
        return _installed_origin()
    git = _GIT.fullmatch(given)
    if git:
        return Origin(f"broadsheet @ git+{git['url']}@{git['ref']}")
    if given.endswith(".whl"):
        return _wheel_origin(Path(given))
    if _VERSION.fullmatch(given):
        return Origin(f"broadsheet=={given}")
    raise ConfigError(
        f"--from {given!r}: is no version, no wheel's file and no Git address with a tag; "
        "write it as git+https://git.example/broadsheet@v1.0.0"
    )


def _wheel_origin(wheel: Path) -> Origin:
    name = _WHEEL.fullmatch(wheel.name)
    if not name:
        raise ConfigError(
            f"--from {wheel}: is no wheel of broadsheet; name one like broadsheet-1.0-py3-none-any.whl"
        )
    if name["version"] != __version__:
        raise ConfigError(
            f"--from {wheel}: is version {name['version']}, and this is {__version__}, whose pins would be "
            "written beside it; install that one and run it"
        )
    if not wheel.is_file():
        raise ConfigError(f"--from {wheel}: there is no such file; correct the path")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return Origin(f"./{WHEELS}/{wheel.name} --hash=sha256:{digest}", wheel)


def _installed_origin() -> Origin:
    """Return where this Broadsheet was installed from, as pip noted it (PEP 610); else an index."""
    try:
        note = distribution("broadsheet").read_text("direct_url.json")
    except PackageNotFoundError:
        note = None
    address = json.loads(note or "{}")
    url = address.get("url", "")
    commit = address.get("vcs_info", {}).get("commit_id", "")
    if commit and url.startswith("https://"):
        return Origin(f"broadsheet @ git+{url}@{commit}")
    wheel = Path(unquote(urlsplit(url).path))
    if url.startswith("file://") and _WHEEL.fullmatch(wheel.name) and wheel.is_file():
        return _wheel_origin(wheel)
    index = f"broadsheet=={__version__}"
    if "dir_info" in address:
        remark = (
            f"this Broadsheet runs from a folder, so {GENERATOR} takes {__version__} from the package index; "
        )
        return Origin(index, remark=remark + "where it is not there, say another place with --from")
    return Origin(index)


def make_pins() -> str:
    """Return the text of ``requirements.txt``: the lock that this Broadsheet carries."""
    return _PINS_HEAD + "".join(_entries(read_template("requirements.lock")).values())


def make_generator_line(origin: Origin) -> str:
    """Return the text of ``requirements-broadsheet.txt``."""
    return f"{_GENERATOR_HEAD}{origin.line}\n"


def join_pins(old: str, known: frozenset[str]) -> str:
    """Return our pins with what the owner added to the ``old`` ones: packages neither ours nor ``known``."""
    pins = make_pins()
    ours = packages_of(pins) | known
    added: list[str] = []
    for name, entry in _entries(old).items():
        if name.partition(" ")[0] not in ours:
            added.append(entry)
    if not added:
        return pins
    return f"{pins}# added by hand\n" + "".join(added)


def packages_of(text: str) -> frozenset[str]:
    """Return the names of all packages that requirements name."""
    return frozenset(key.partition(" ")[0] for key in _entries(text))


def describe_pins(old: str, new: str) -> str:
    """Return in words by how many packages two texts of pins differ."""
    before, after = _entries(old), _entries(new)
    added = len(after.keys() - before.keys())
    removed = len(before.keys() - after.keys())
    changed = sum(1 for key in before.keys() & after.keys() if before[key] != after[key])
    return f"{changed} changed, {added} new, {removed} gone"


def _entries(text: str) -> dict[str, str]:
    """Return the entries of requirements, digests included, by name, and condition where there is one."""
    entries: dict[str, str] = {}
    key = ""
    for line in text.splitlines(keepends=True):
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith((" ", "\t")):
            condition = line.rstrip("\\\n ").partition(";")[2].strip()
            name = _NAME.match(line)
            key = f"{_normal(name[1] if name else line.strip())} {condition}"
        entries[key] = entries.get(key, "") + line
    return entries


def _normal(name: str) -> str:
    """Return a package's name as PEP 503 writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()
