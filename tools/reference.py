"""Writes the parts of docs/ that say what the code declares: keys of settings, commands, sources, hosts.

Such a part stands between two comments in a page. ``python tools/reference.py`` writes all of them anew;
``fill`` returns a page as it should be, for the test that keeps them.
"""

from __future__ import annotations

import inspect
import re
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
from declared_keys import DeclaredKey, find_keys

from broadsheet.announce import settings as announce
from broadsheet.announce.services import SERVICES
from broadsheet.cli import main as command_line
from broadsheet.fetching.enrichers import ENRICHER_KINDS
from broadsheet.fetching.sources import SOURCE_KINDS
from broadsheet.fetching.tallies import TALLY_KINDS
from broadsheet.mail import settings as mail
from broadsheet.model.hosts import HOSTS, Host
from broadsheet.publishing.managed_files import managed_files, publishing_steps
from broadsheet.publishing.starts import STARTS
from broadsheet.settings.config import FILES, FOLDER, Kinds, read_files
from broadsheet.settings.fields import Fields
from broadsheet.settings.keys import Key
from broadsheet.settings.source_kinds import (
    EnricherKind,
    Politeness,
    Setting,
    SettingType,
    SourceKind,
    TallyKind,
)
from broadsheet.store import notes, removals

DOCS = Path(__file__).parent.parent / "docs"
PART = re.compile(
    r"(<!-- part: ([a-z0-9 -]+); 'make reference' writes it -->\n).*?(<!-- end of the part -->\n)", re.DOTALL
)
KINDS = Kinds(SOURCE_KINDS, ENRICHER_KINDS, TALLY_KINDS)
LINES_STAY = "\b\n"  # before a paragraph, for click
# Nothing that publishes depends on them.
OPTIONAL_SECRETS = {"HF_TOKEN", *[service.secret for service in SERVICES.values()]}


def main() -> None:
    for path in pages():
        text = path.read_text("utf-8")
        filled = fill(text)
        if filled != text:
            path.write_text(filled, "utf-8")


def pages() -> list[Path]:
    """Return the pages that have such parts."""
    return [path for path in sorted(DOCS.rglob("*.md")) if PART.search(path.read_text("utf-8"))]


def fill(text: str) -> str:
    """Return the text of a page with its parts as the code has them."""
    return PART.sub(lambda match: f"{match[1]}\n{make_part(match[2]).strip()}\n\n{match[3]}", text)


def make_part(name: str) -> str:
    """Return a part in Markdown: a whole one such as ``commands``, or one of several, ``source arxiv``."""
    title, _, rest = name.partition(" ")
    if rest:
        return BY_NAME[title](rest)
    return WHOLE[title]()


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    text = ""
    for cells in lines:
        text += "".join([f"| {cell} ".replace("|  ", "| ") for cell in cells]) + "|\n"
    return text


def code(text: object) -> str:
    return f"`{text}`"


def codes(words: tuple[str, ...]) -> str:
    return ", ".join([code(word) for word in words])


# Keys of settings


def _ask_config(place: str) -> Callable[[Mapping[str, object]], list[Key]]:
    """Return what asks for the keys of ``mkdocs.yml`` or of one file of ``content/config``."""

    def ask(sample: Mapping[str, object]) -> list[Key]:
        asked: dict[str, list[Key]] = {name: [] for name in ("mkdocs", *FILES)}
        files: dict[str, Fields] = {}
        for name, keys in asked.items():
            value = sample if name == place else {}
            files[name] = Fields(name, value, [], keys=keys)
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "mkdocs.yml").touch()
            read_files(root, files["mkdocs"], files, KINDS, [])
        return asked[place]

    return ask


def _ask_file(read: Callable[[Fields], object]) -> Callable[[Mapping[str, object]], list[Key]]:
    def ask(sample: Mapping[str, object]) -> list[Key]:
        keys: list[Key] = []
        read(Fields("", sample, [], keys=keys))
        return keys

    return ask


def files_of_settings() -> dict[str, tuple[DeclaredKey, ...]]:
    """Return the keys of each file that people write, by its name."""
    readers = {"mkdocs.yml": _ask_config("mkdocs")}
    for name in FILES:
        readers[f"{FOLDER}/{name}.yaml"] = _ask_config(name)
    readers |= {
        announce.FILE: _ask_file(lambda file: announce.parse_targets(file, SERVICES)),
        mail.FILE: _ask_file(lambda file: mail.parse_settings(file, smtp=True)),
        f"content/{removals.FILE}": _ask_file(removals.parse_fields),
        "content/notes/<id>.md": _ask_file(lambda head: notes.make_note("", head, "")),
        "content/digests/<period>.md": _ask_file(lambda head: notes.make_introduction("", head, "")),
        "content/pages/<name>.md": _ask_file(lambda head: notes.make_page("", head, "")),
    }
    return {name: find_keys(ask) for name, ask in readers.items()}


def settings() -> str:
    text = ""
    for name, keys in files_of_settings().items():
        rows = [[code(declared.key.place), _value(declared.key), _meaning(declared)] for declared in keys]
        text += f"## `{name}`\n\n{table(['key', 'value', 'means'], rows)}\n"
    return text


def _meaning(declared: DeclaredKey) -> str:
    key = declared.key
    is_required = key.required and not declared.varies
    parts = [f"required: {key.about}" if is_required else key.about]
    default = "by its kind" if declared.varies else _default(key)
    if default and "unless said" not in key.about:
        parts.append(f"{default} unless said")
    if declared.only_with:
        name, _, words = declared.only_with.partition(": ")
        parts.append(f"only with {code(name)} {codes(tuple(words.split(', ')))}")
    return "; ".join(parts)


def _value(key: Key) -> str:
    if not key.choices:
        return key.kind
    between = " " if key.kind == "one of" else ": "
    return f"{key.kind}{between}{codes(key.choices)}"


def _default(key: Key) -> str:
    if key.required:
        return ""
    if isinstance(key.default, bool):
        return code(str(key.default).lower())
    if isinstance(key.default, tuple):
        return codes(key.default)
    if isinstance(key.default, int | float):
        return code(f"{key.default:g}")
    return code(key.default) if key.default else ""


# Sources


def servers() -> str:
    rows: list[list[str]] = []
    for kind in SOURCE_KINDS.values():
        asked = "asked" if kind.has_weekends else "not asked"
        rows.append([_server(kind), code(kind.name), _spacing(kind), asked])
    for enricher in ENRICHER_KINDS.values():
        rows.append([_server(enricher), f"look-up {code(enricher.name)}", _spacing(enricher), ""])
    for tally_kind in TALLY_KINDS.values():
        rows.append([_server(tally_kind), f"votes {code(tally_kind.name)}", _spacing(tally_kind), ""])
    return table(["server", "kind", "between two requests", "Saturdays and Sundays"], rows)


def _server(kind: SourceKind | EnricherKind | TallyKind) -> str:
    return kind.url.removeprefix("https://") or "that of your `url`"


def _spacing(kind: SourceKind | EnricherKind | TallyKind) -> str:
    politeness = kind.politeness or Politeness("")
    return f"{politeness.spacing:g} s"


def source(name: str) -> str:
    kind = SOURCE_KINDS[name]
    rows: list[list[str]] = []
    if not kind.url:
        about = "required: what the ledger and readers call it, and where it is"
        rows.append(["`name`, `title`, `url`", about])
    rows += [[code(setting.key), _about_setting(setting)] for setting in kind.settings]
    if kind.needs_one_of:
        rows.append([codes(kind.needs_one_of), "one of them is required"])
    return table(["key", "means"], rows)


def place(name: str) -> str:
    rows = [[code(setting.key), _about_setting(setting)] for setting in TALLY_KINDS[name].settings]
    return table(["key", "means"], rows)


def look_up(name: str) -> str:
    rows = [[code(setting.key), _about_setting(setting)] for setting in ENRICHER_KINDS[name].settings]
    return table(["key", "means"], rows)


def _about_setting(setting: Setting) -> str:
    parts = [f"required: {setting.about}" if setting.required else setting.about]
    if setting.choices:
        number = "any" if setting.type is SettingType.TEXTS else "one"
        parts.append(f"{number} of {codes(setting.choices)}")
    if setting.default:
        parts.append(f"{' and '.join([code(value) for value in setting.default])} unless said")
    return "; ".join(parts)


# Places to announce at


def services() -> str:
    rows: list[list[str]] = []
    for service in SERVICES.values():
        keys = codes(service.needs)
        if service.server:
            keys = ", ".join([part for part in (keys, f"`server` ({service.server} unless said)") if part])
        rows.append([code(service.name), service.title, keys, code(service.secret), service.about])
    return table(
        ["`kind`", "posts at", "keys", "variable, unless `secret` names another", "which holds"], rows
    )


# Commands


def commands() -> str:
    text = ""
    for name, command in sorted(command_line.commands.items()):
        text += f"## broadsheet {name}\n\n{_command(name, command)}\n"
    return text


def _command(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"broadsheet {name}")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    help_text = _help_of(command)
    rows: list[list[str]] = []
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            rows.append([_option(parameter, context), _about_option(parameter)])
    options = f"\n\n{table(['option', 'does'], rows)}" if rows else "\n"
    return f"    {usage}\n\n{help_text}{options}"


def _help_of(command: click.Command) -> str:
    """Return what a command does; a paragraph whose lines click is to leave alone becomes a block of code."""
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    for number, paragraph in enumerate(paragraphs):
        if paragraph.startswith(LINES_STAY):
            lines = paragraph.removeprefix(LINES_STAY)
            paragraphs[number] = textwrap.indent(lines, "    ")
    return "\n\n".join(paragraphs)


def _option(option: click.Option, context: click.Context) -> str:
    names = ", ".join(option.opts)
    if option.is_flag:
        return code(names)
    if isinstance(option.type, click.Choice):
        return f"{code(names)} {codes(tuple(map(str, option.type.choices)))}"
    return code(f"{names} {option.make_metavar(context)}")


def _about_option(option: click.Option) -> str:
    about = (option.help or "").replace("  ", " ").replace("|", "\\|")
    if option.show_default:
        about += f" [default: {option.default}]"
    return about


# Starts and hosts


def starts() -> str:
    rows: list[list[str]] = []
    for start in STARTS.values():
        field = code(start.default) if start.default else ""
        rows.append([code(start.name), start.title, field])
    return table(["`--start`", "is", "`--field`, for example"], rows)


def hosts() -> str:
    asked = [[code(host.name), host.title, *_demands(host)] for host in HOSTS.values()]
    limits = [[code(host.name), *_limits(host)] for host in HOSTS.values()]
    demands_table = table(["`host`", "is", "steps after `init`", "secrets"], asked)
    limits_table = table(["`host`", "files", "site", "a file", "redirects", "files of its own"], limits)
    return f"{demands_table}\nWhat each takes, at most:\n\n{limits_table}"


def _demands(host: Host) -> list[str]:
    """Return how many steps and which secrets a host asks of a person."""
    numbered = re.findall(r"^\d+\. ", publishing_steps(host), re.MULTILINE)
    return [str(len(numbered)), codes(secrets(host)) or "none"]


def _limits(host: Host) -> list[str]:
    largest_file = f"{host.max_file_bytes // 2**20} MiB" if host.max_file_bytes else ""
    return [
        f"{host.max_files:,}" if host.max_files else "",
        f"{host.max_bytes / 1e9:g} GB" if host.max_bytes else "",
        largest_file,
        f"{host.max_redirects:,}" if host.max_redirects else "",
        codes(host.files),
    ]


def steps(name: str) -> str:
    return publishing_steps(HOSTS[name])


def secrets(host: Host) -> tuple[str, ...]:
    """Return the secrets without which the workflow of a host cannot publish."""
    found: set[str] = set()
    for data in managed_files(host, "digest").values():
        found.update(re.findall(r"\bsecrets\.(\w+)", data.decode()))
    return tuple(sorted(found - OPTIONAL_SECRETS))


WHOLE = {
    "settings": settings,
    "servers": servers,
    "services": services,
    "commands": commands,
    "starts": starts,
    "hosts": hosts,
}
BY_NAME = {"source": source, "look-up": look_up, "place": place, "steps": steps}


def parts() -> Iterator[str]:
    """Yield the names of all parts that some page has to have."""
    yield from WHOLE
    yield from [f"source {kind.name}" for kind in SOURCE_KINDS.values() if source_has_keys(kind)]
    yield from [f"steps {name}" for name in HOSTS]
    yield from [f"look-up {kind.name}" for kind in ENRICHER_KINDS.values() if kind.settings]
    yield from [f"place {name}" for name in TALLY_KINDS]


def source_has_keys(kind: SourceKind) -> bool:
    return bool(kind.settings or not kind.url)


if __name__ == "__main__":
    main()
