"""A new site: everything that its repository needs, in a folder that holds nothing yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from broadsheet import __version__
from broadsheet.disk.files import write_file
from broadsheet.errors import ConfigError
from broadsheet.model.hosts import HOSTS, Host
from broadsheet.publishing import git, record
from broadsheet.publishing.managed_files import managed_files, publishing_steps
from broadsheet.publishing.requirements import (
    GENERATOR,
    PINS,
    WHEELS,
    Origin,
    make_generator_line,
    make_pins,
    packages_of,
    read_origin,
)
from broadsheet.publishing.starts import STARTS, Start, describe_field, read_field
from broadsheet.publishing.templates import fill_template
from broadsheet.settings.yaml import quote
from broadsheet.text.plain import is_web_address, slug

USUAL_START = "huggingface"
USUAL_HOST = "github-pages"
_LOCAL_ADDRESS = "http://127.0.0.1:8000/"
_LONGEST_NAME = 200
_SHOWN = 5  # names of what is in the way
# Files for people, by their paths in the site; {start} is the folder of the start.
_PEOPLES_FILES = {
    "mkdocs.yml": "site/mkdocs.yml",
    "README.md": "site/README.md",
    "content/config/site.yaml": "site/site.yaml",
    "content/config/rules.yaml": "site/rules.yaml",
    "content/config/ranking.yaml": "site/ranking.yaml",
    "content/config/sources.yaml": "{start}/sources.yaml",
    "content/config/topics.yaml": "{start}/topics.yaml",
    "content/notes/.example.md": "site/example.md",
    "content/pages/about.md": "site/about.md",
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the owner of a new site said of it, as typed; empty where nothing was said."""

    name: str = ""
    address: str = ""
    start: str = ""
    field: str = ""
    host: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class NewSite:
    """A site as it was written: the paths of its files, its name and host, and what is to be known of it."""

    paths: tuple[str, ...]
    name: str
    host: Host
    remarks: tuple[str, ...]


def init(folder: Path, wishes: Wishes) -> NewSite:
    """Write a new site into ``folder``, and make it a repository where it is in none.

    ConfigError with all problems where it holds something, or a wish cannot be met: nothing is written then.
    """
    site = _Draft.of(folder, wishes)
    refuse_filled_folder(folder)
    scratch = folder / ".cache" / "writing"
    written: list[str] = []
    for path, data in site.files().items():
        write_file(folder / path, data, scratch)
        written.append(path)
    remarks = _prepare_repository(folder)
    if site.origin.remark:
        remarks = (*remarks, site.origin.remark)
    return NewSite(tuple(written), site.name, site.host, remarks)


def refuse_filled_folder(folder: Path) -> None:
    """Raise ConfigError where a folder holds anything but a repository without changes."""
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir():
        raise ConfigError(f"{folder}: is a file; name a folder for the new site")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name != ".git")
    if names:
        shown = ", ".join(names[:_SHOWN])
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        raise ConfigError(
            f"{folder}: holds {shown}{more} already; name a new or empty folder. Nothing was written"
        )
    uncommitted = git.list_uncommitted(folder) if (folder / ".git").exists() else ()
    if uncommitted:
        raise ConfigError(
            f"{folder}: has changes that are not committed ({', '.join(uncommitted[:_SHOWN])}); "
            "commit or discard them first. Nothing was written"
        )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A site before it is written, with all wishes read."""

    name: str
    address: str
    start: Start
    field: tuple[str, ...]
    host: Host
    origin: Origin
    slug: str

    @classmethod
    def of(cls, folder: Path, wishes: Wishes) -> _Draft:
        """Return the draft that wishes describe."""
        start = STARTS[wishes.start or USUAL_START]
        name = read_name(wishes.name or usual_name(folder))
        return cls(
            name=name,
            address=read_address(wishes.address) or _LOCAL_ADDRESS,
            start=start,
            field=read_field(start, wishes.field),
            host=HOSTS[wishes.host or USUAL_HOST],
            origin=read_origin(wishes.origin),
            slug=slug(folder.absolute().name) or slug(name) or "digest",
        )

    def files(self) -> dict[str, bytes]:
        """Return all files of the site by their paths."""
        values = self._values()
        files: dict[str, bytes] = {}
        for path, template in _PEOPLES_FILES.items():
            text = fill_template(template.format(start=self.start.name), values)
            files[path] = text.encode()
        files |= self._machine_files()
        return files

    def _values(self) -> Mapping[str, str]:
        """Return what templates of this site say."""
        values = {
            "NAME": quote(self.name),
            "TAGLINE": quote("New papers, read and sorted"),
            "ADDRESS": quote(self.address),
            "HOST": self.host.name,
            "TITLE": self.name,
            "PUBLISH": publishing_steps(self.host),
        }
        values |= describe_field(self.start, self.field)
        values["ABOUT"] = fill_template(f"{self.start.name}/about.md", values).strip()
        return {"ABOUT": values.pop("ABOUT"), **values}

    def _machine_files(self) -> dict[str, bytes]:
        """Return the files that we keep up to date, and the record of them."""
        pins = make_pins()
        files = managed_files(self.host, self.slug)
        files[PINS] = pins.encode()
        files[GENERATOR] = make_generator_line(self.origin).encode()
        digests = {path: record.digest_of(data) for path, data in files.items()}
        written = record.Record(__version__, self.slug, digests, packages_of(pins))
        files[record.PATH] = written.to_bytes()
        if self.origin.wheel:
            files[f"{WHEELS}/{self.origin.wheel.name}"] = self.origin.wheel.read_bytes()
        return files


def usual_name(folder: Path) -> str:
    """Return what a site in a folder is called where nobody says it."""
    return folder.absolute().name.replace("-", " ").strip() or "My digest"


def read_name(name: str) -> str:
    """Return the name of a site; ConfigError where it cannot be one."""
    if not name.isprintable() or not name.strip() or len(name) > _LONGEST_NAME:
        raise ConfigError(f"--name {name!r}: give one line of at most {_LONGEST_NAME} characters")
    return name.strip()


def read_address(address: str) -> str:
    """Return the address of a site, ending with a slash; ConfigError where it is none."""
    if not address:
        return ""
    if is_web_address(address):
        return address.rstrip("/") + "/"
    if "://" not in address and is_web_address(f"https://{address}"):
        raise ConfigError(f"--address {address!r}: has no scheme; write https://{address.rstrip('/')}/")
    raise ConfigError(
        f"--address {address!r}: is no http(s) address; write it as https://digest.example.org/"
    )


def _prepare_repository(folder: Path) -> tuple[str, ...]:
    """Make ``folder`` a repository where it is in none; return what its owner has to know."""
    if not git.has_git():
        return ("Git is not installed: install it, then run 'git init' in the folder",)
    repository = git.find_repository(folder)
    if repository is None:
        if git.start_repository(folder):
            return ()
        return ("Git could not make a repository here; run 'git init' in the folder",)
    if repository.resolve() != folder.resolve():
        return (f"it is inside the repository {repository}; hosts run a workflow only at the root of one",)
    return ()
