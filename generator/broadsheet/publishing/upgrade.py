"""Upgrade of a site: pins, workflow and names of settings as this version has them, never people's words.

A file that was edited since we wrote it is left as it is, and the difference is shown.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from broadsheet import __version__
from broadsheet.disk.files import write_file
from broadsheet.disk.regular_files import UnreadableFileError, read_regular
from broadsheet.errors import ConfigError
from broadsheet.model.hosts import HOSTS, NO_HOST, Host
from broadsheet.publishing import git, record
from broadsheet.publishing.managed_files import managed_files
from broadsheet.publishing.record import Record, digest_of, read_record
from broadsheet.publishing.renamed_keys import rename_keys
from broadsheet.publishing.requirements import (
    GENERATOR,
    PINS,
    WHEELS,
    Origin,
    describe_pins,
    join_pins,
    make_generator_line,
    make_pins,
    packages_of,
)
from broadsheet.settings.config import FILES, FOLDER
from broadsheet.settings.yaml import parse_yaml
from broadsheet.text.plain import slug

_SITE = f"{FOLDER}/site.yaml"
_SETTINGS = ("mkdocs.yml", *(f"{FOLDER}/{name}.yaml" for name in FILES))
_WHEEL_LINE = re.compile(rf"\./(?P<path>{WHEELS}/[\w.+-]+\.whl) --hash=sha256:(?P<digest>[0-9a-f]{{64}})")
_MAX_BYTES = 1_000_000
_SHOWN = 5  # names of what is not committed


@dataclass(frozen=True, slots=True)
class Change:
    """Change of a file: its path, what is done in words, and its new bytes; None where it is removed."""

    path: str
    words: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class EditedFile:
    """File that somebody edited, and how it differs from the one that we would write (``diff -u``)."""

    path: str
    difference: str


@dataclass(frozen=True, slots=True)
class Upgrade:
    """Upgrade of a site: from which version, the changes, the files that are left, and the new record."""

    before: str
    changes: tuple[Change, ...]
    edited: tuple[EditedFile, ...]
    record: Record


def plan_upgrade(root: Path, origin: Origin) -> Upgrade:
    """Return what an upgrade of the site at ``root`` to this version would do.

    ConfigError where there is no site, or one of a newer version.
    """
    if not (root / "mkdocs.yml").is_file():
        raise ConfigError("mkdocs.yml: missing; run 'broadsheet init' here, or name the folder with --root")
    written = read_record(root)
    _refuse_newer(written)
    host = _read_host(root)
    project = written.project or slug(root.absolute().name) or "digest"
    wanted = managed_files(host, project)
    changes: list[Change] = []
    edited: list[EditedFile] = []
    digests: dict[str, str] = {}
    for path, data in wanted.items():
        finding = _compare(root, path, data, written)
        if isinstance(finding, EditedFile):
            edited.append(finding)
            digests[path] = written.digests.get(path, "")
        else:
            digests[path] = digest_of(data)
            changes += [finding] if finding else []
    pins = _upgrade_pins(root, written, origin)
    changes += pins
    changes += _drop_unwanted(root, written, {*wanted, PINS, GENERATOR})
    changes += _rename_settings(root)
    new_pins = {change.path: change.data for change in pins}
    for path in (PINS, GENERATOR):
        digests[path] = digest_of(new_pins.get(path) or _read(root, path) or b"")
    new_record = Record(__version__, project, digests, packages_of(make_pins()))
    return Upgrade(written.version, tuple(changes), tuple(edited), new_record)


def apply_upgrade(root: Path, upgrade: Upgrade, origin: Origin) -> None:
    """Write what an upgrade changes; ConfigError where the site has changes that are not committed."""
    uncommitted = git.list_uncommitted(root)
    if uncommitted:
        raise ConfigError(
            f"{root}: has changes that are not committed ({', '.join(uncommitted[:_SHOWN])}); commit or "
            "discard them first, so that you can see what the upgrade changes. Nothing was written"
        )
    scratch = root / ".cache" / "writing"
    for change in upgrade.changes:
        if change.data is None:
            (root / change.path).unlink()
        else:
            write_file(root / change.path, change.data, scratch)
    if origin.wheel:
        write_file(root / WHEELS / origin.wheel.name, origin.wheel.read_bytes(), scratch)
    write_file(root / record.PATH, upgrade.record.to_bytes(), scratch)


def _read(root: Path, path: str) -> bytes | None:
    """Return the bytes of a file; None where there is none. ConfigError where it cannot be read."""
    try:
        return read_regular(root / path, _MAX_BYTES)
    except FileNotFoundError:
        return None
    except UnreadableFileError as error:
        raise ConfigError(f"{path}: {error}") from error


def _read_host(root: Path) -> Host:
    """Return the host that the settings name, whatever else is wrong in them."""
    data = _read(root, _SITE)
    settings = parse_yaml(_SITE, (data or b"").decode("utf-8", "replace"))
    name = settings.get("host", NO_HOST.name) if isinstance(settings, Mapping) else NO_HOST.name
    if name not in HOSTS:
        raise ConfigError(f"{_SITE}: host: no such host {name!r}; known: {', '.join(HOSTS)}")
    return HOSTS[name]


def _refuse_newer(written: Record) -> None:
    if _version_key(written.version) > _version_key(__version__):
        raise ConfigError(
            f"{record.PATH}: the site is of Broadsheet {written.version}, and this is {__version__}; "
            "install the newer one"
        )


def _version_key(version: str) -> tuple[int, ...]:
    numbers = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(number) for number in numbers[0].split(".")) if numbers else ()


def _compare(root: Path, path: str, data: bytes, written: Record) -> Change | EditedFile | None:
    """Return what is to be done with a file of ours; None where it is as it should be."""
    present = _read(root, path)
    known = written.digests.get(path)
    if present is None:
        if known is None:
            return Change(path, "new", data)
        return EditedFile(path, f"{path} was removed; an upgrade does not bring it back\n")
    if digest_of(present) == digest_of(data):
        return None
    if digest_of(present) == known:
        return Change(path, "as this version has it", data)
    return EditedFile(path, _difference(path, present, data))


def _difference(path: str, present: bytes, data: bytes) -> str:
    lines = difflib.unified_diff(
        present.decode("utf-8", "replace").splitlines(),
        data.decode().splitlines(),
        fromfile=f"{path} (yours)",
        tofile=f"{path} (Broadsheet {__version__})",
        lineterm="",
    )
    return "\n".join(lines) + "\n"


def _upgrade_pins(root: Path, written: Record, origin: Origin) -> list[Change]:
    """Return the changes of the requirements; packages that the owner added are kept."""
    changes: list[Change] = []
    old = (_read(root, PINS) or b"").decode("utf-8", "replace")
    new = join_pins(old, written.packages)
    if old != new:
        changes.append(Change(PINS, f"packages: {describe_pins(old, new)}", new.encode()))
    old_line = (_read(root, GENERATOR) or b"").decode("utf-8", "replace")
    new_line = make_generator_line(origin)
    if old_line != new_line:
        words = f"{_last_line(old_line) or 'nothing'} → {origin.line}"
        changes.append(Change(GENERATOR, words, new_line.encode()))
        changes += _drop_old_wheel(root, old_line)
    return changes


def _drop_old_wheel(root: Path, old_line: str) -> Iterator[Change]:
    """Yield the removal of the wheel that the site installed until now, if it is still the one."""
    line = _WHEEL_LINE.search(old_line)
    if not line or not (root / line["path"]).is_file():
        return
    digest = hashlib.sha256((root / line["path"]).read_bytes()).hexdigest()
    if digest == line["digest"]:
        yield Change(line["path"], "removed, since the site installs another Broadsheet", None)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""


def _drop_unwanted(root: Path, written: Record, wanted: set[str]) -> Iterator[Change]:
    """Yield the removal of each file that we wrote, that nobody edited, and that the site needs no more."""
    for path, digest in written.digests.items():
        if path in wanted or path.startswith("/") or ".." in path.split("/"):
            continue
        present = _read(root, path)
        if present is not None and digest_of(present) == digest:
            yield Change(path, "removed, since this version and host need none", None)


def _rename_settings(root: Path) -> Iterator[Change]:
    """Yield the change of each file of settings that has keys of old names."""
    for path in _SETTINGS:
        data = _read(root, path)
        if data is None:
            continue
        text, done = rename_keys(path, data.decode("utf-8", "replace"))
        if done:
            yield Change(path, "; ".join(done), text.encode())
