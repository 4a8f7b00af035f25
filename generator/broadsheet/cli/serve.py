"""The command that shows the site while its owner writes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import click

from broadsheet import pipeline
from broadsheet.cli.build import describe_written
from broadsheet.cli.console import ROOT, exit_on_error, say
from broadsheet.cli.signals import ended_by_signals
from broadsheet.disk.lock import only_builder
from broadsheet.errors import BroadsheetError
from broadsheet.outputs.pages.papers import unlisted_pages
from broadsheet.rendering import mkdocs
from broadsheet.rendering.serving import NoteEditing, SiteServer, listening
from broadsheet.rendering.watching import Watcher
from broadsheet.store.note_files import NoteFiles
from broadsheet.text.plain import with_noun

RECENT_DAYS = 30  # days with papers that `serve` shows
_LARGEST_PORT = 65535


@click.command()
@ROOT
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to listen.")
@click.option("--edit", is_flag=True, help="Edit notes in the pages; on this machine alone.")
@click.option("--all", "all_days", is_flag=True, help=f"Show all days, not only the newest {RECENT_DAYS}.")
def serve(root: Path, address: str, edit: bool, all_days: bool) -> None:
    """Show the site and build it anew with every edit: of content/, mkdocs.yml, overrides and hooks.

    Only the newest days are shown, so that an edit is seen soon; older pages are not found. With --edit each
    paper has a bar to pin it, hide it, file it under topics and write the takeaway, in content/notes.
    """
    host, port = _parse_address(address)
    recent_days = None if all_days else RECENT_DAYS
    editing = NoteEditing(NoteFiles(root), secrets.token_urlsafe(), click.echo) if edit else None
    with (
        exit_on_error(),
        ended_by_signals(),
        suppress(KeyboardInterrupt),
        listening(host, port, editing) as server,
        Watcher() as watcher,
    ):
        preview = _Preview(root, recent_days, server, host)
        watcher.follow(preview.find_places())
        preview.build()
        while True:
            if watcher.wait():
                with _going_on_after_errors():
                    watcher.follow(preview.find_places())
                    preview.build()


def _parse_address(address: str) -> tuple[str, int]:
    """Return the host and the port of ``--address``; UsageError where it is not both."""
    host, _, port = address.rpartition(":")
    is_number = port.isascii() and port.isdigit() and len(port) <= len(str(_LARGEST_PORT))
    if not host or not is_number or int(port) > _LARGEST_PORT:
        raise click.UsageError(f"--address {address!r} is no address; write it as 127.0.0.1:8000")
    return host.removeprefix("[").removesuffix("]"), int(port)


class _Preview:
    """Preview of the site, built and shown as often as something changes."""

    def __init__(self, root: Path, recent_days: int | None, server: SiteServer, host: str) -> None:
        self._root = root
        self._recent_days = recent_days
        self._server = server
        # Notes are edited at the address that is listened at, and at none of its other names.
        self._host = server.host if server.editing else host
        self._shown_at = ""
        self._places: tuple[str, ...] = ()

    def find_places(self) -> list[Path]:
        """Return the files and folders that the site is made from; as before where settings are broken."""
        with suppress(BroadsheetError, OSError):
            self._places = pipeline.read_settings(self._root).watched_paths
        return [self._root / place for place in ("content", "mkdocs.yml", *self._places)]

    def build(self) -> None:
        """Build the site and show it; say where, whenever that is new."""
        with only_builder(self._root):
            self._build()

    def _build(self) -> None:
        library = pipeline.read_library(self._root)
        written = pipeline.write_docs(library, self._root)
        click.echo(f"pages: {describe_written(written)}")
        folder = self._root / ".cache" / "preview"
        unlisted = unlisted_pages(library)
        recent = self._recent_days
        rendered = mkdocs.render(self._root, folder, library.site, library.last_read, recent, unlisted)
        pages = with_noun(rendered.size.pages, "page")
        prefix = urlsplit(library.site.url).path
        if self._server.editing:
            self._server.editing.use(library)
        self._server.show(folder, prefix)
        host = f"[{self._host}]" if ":" in self._host else self._host
        address = f"http://{host}:{self._server.port}{prefix}"
        click.echo(f"site: {describe_written(rendered.files)}; {pages} at {address}")
        if address != self._shown_at:
            click.echo(f"{address}  (Ctrl+C to stop)")
            self._shown_at = address


@contextmanager
def _going_on_after_errors() -> Iterator[None]:
    """Say why the site could not be built; the one that was built before stays."""
    try:
        yield
    except (BroadsheetError, OSError) as error:  # a file that went while it was read, or a full disk
        say(error)
