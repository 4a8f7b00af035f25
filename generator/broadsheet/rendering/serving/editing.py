"""Editing of notes in the pages of the server: who may ask for it, and what is answered.

Other pages in the same browser can send requests here, too. So each request has to name this machine (a
name of their own could lead here), and one that changes something has to come from a page of ours, and
hold a secret that only such pages know. https://cheatsheetseries.owasp.org, on cross-site request forgery.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from email.message import Message
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from broadsheet.errors import BroadsheetError, ContentError, WriteError
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry, Note
from broadsheet.model.language.words import gettext as _
from broadsheet.rendering.serving.answers import Answer, Refusal, answer_json
from broadsheet.rendering.serving.own_files import BAR_SCRIPT, BAR_STYLE, answer_with_bar_file
from broadsheet.store.note_files import NoteFiles
from broadsheet.text.plain import clean

MAX_BODY_BYTES = 65_536
TOKEN_HEADER = "X-Broadsheet-Token"
_NOTE = "note"
_NOTES = "notes"
_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
_HTTP_PORT = 80
# Values of a form by their names, each of its kind.
_FORM: Mapping[str, type] = {
    "paper": str,
    "digest": str,
    "takeaway": str,
    "topics": list,
    "pin": bool,
    "hide": bool,
    "reason": str,
}


class NoteEditing:
    """Editing of the notes of a site. ``token`` is a secret that a guess does not find.

    ``tell`` is told of each file that was written or removed.
    """

    def __init__(self, notes: NoteFiles, token: str, tell: Callable[[str], object]) -> None:
        self._notes = notes
        self._token = token
        self._tell = tell
        self._entries: dict[str, Entry] = {}
        self._topics: dict[str, str] = {}

    def use(self, library: Library) -> None:
        """Take the papers and topics of a library for those that there are."""
        self._topics = {topic.slug: topic.name for topic in library.topics}
        self._entries = {entry.paper.id: entry for entry in library.entries}

    def tags(self, own_address: str) -> str:
        """Return the tags that bring the bar into a page; the server's own files are at an address."""
        style = f'<link rel="stylesheet" href="{own_address}{BAR_STYLE}">\n'
        return (
            f'{style}<script type="module" src="{own_address}{BAR_SCRIPT}" data-token="{self._token}">'
            "</script>\n"
        )

    def check_host(self, headers: Message, host: str, port: int) -> str:
        """Return the name by which a request calls this machine; Refusal where it calls it by another."""
        names = {*_LOOPBACK_NAMES, f"[{host}]" if ":" in host else host}
        allowed = {f"{name}:{port}" for name in names}
        if port == _HTTP_PORT:
            allowed |= names
        given = headers.get_all("Host", [])
        if len(given) != 1 or given[0].lower() not in allowed:
            raise Refusal(HTTPStatus.FORBIDDEN, _("This server answers to this machine’s own address alone."))
        return str(given[0]).lower()

    def admit(self, name: str, headers: Message, host: str, port: int) -> int:
        """Return the length of the body of a request that may change a note; Refusal of all others."""
        called = self.check_host(headers, host, port)
        if name != _NOTE:
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, _("Nothing can be changed at this address."))
        if headers.get_all("Origin", []) != [f"http://{called}"]:
            raise Refusal(HTTPStatus.FORBIDDEN, _("A page of another site asked for this."))
        token = headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            raise Refusal(
                HTTPStatus.FORBIDDEN,
                _("This page is older than the server: copy your words, and reload the page."),
            )
        if headers.get_content_type() != "application/json":
            raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("Only JSON is read here."))
        return _read_length(headers)

    def answer(self, name: str, query: str) -> Answer | None:
        """Return the answer to a request that changes nothing; None where it is not for an address here."""
        if name == _NOTES:
            return answer_json(self._states())
        if name == _NOTE:
            paper = parse_qs(query).get("paper", [""])[0]
            return answer_json(self._state(paper))
        return answer_with_bar_file(name)

    def save(self, body: bytes) -> Answer:
        """Write what a form asks for into the file of a note; Refusal where that cannot be."""
        form = _parse_form(body)
        self._entry(form["paper"])
        topics = tuple(dict.fromkeys(form["topics"]))
        reason = clean(form["reason"]) if form["hide"] else ""
        for slug in topics:
            if slug not in self._topics:
                raise _refusal(_("There is no topic %(topic)s.", topic=clean(slug)), "topics")
        if form["hide"] and not reason:
            raise _refusal(_("Give the reason: the page of a hidden paper tells it."), "reason")
        if form["pin"] and form["hide"]:
            raise _refusal(_("A paper cannot be pinned and hidden at once."), "pin")
        wish = Note(
            paper=form["paper"],
            takeaway=clean(form["takeaway"]),
            topics=topics or None,
            pin=form["pin"],
            hide=reason,
        )
        return self._write(wish, form["digest"])

    def _write(self, wish: Note, digest: str) -> Answer:
        try:
            done = self._notes.write(wish, digest)
        except WriteError as error:
            raise Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, str(error)) from error
        except BroadsheetError as error:
            raise Refusal(HTTPStatus.CONFLICT, str(error)) from error
        if done:
            self._tell(f"{done} content/notes/{wish.paper}.md")
        return answer_json({"changed": bool(done)})

    def _entry(self, paper: str) -> Entry:
        """Return the entry of a paper by its very id; Refusal where there is none."""
        entry = self._entries.get(paper)
        if entry is None:
            raise Refusal(HTTPStatus.NOT_FOUND, _("There is no such paper here."))
        return entry

    def _states(self) -> dict[str, object]:
        """Return what the notes say in short, as far as the site that is shown knows them, by papers."""
        states: dict[str, object] = {}
        for paper, entry in self._entries.items():
            note = entry.note
            if note != Note(paper=paper):
                states[paper] = {"pin": note.pin, "hide": bool(note.hide)}
        return states

    def _state(self, paper: str) -> dict[str, object]:
        """Return what a form is to show of the note on a paper, as its file has it now."""
        entry = self._entry(paper)
        try:
            file = self._notes.read(paper)
        except ContentError as error:
            raise Refusal(HTTPStatus.CONFLICT, str(error)) from error
        note = file.note
        found = [] if entry.note.topics else [topic.name for topic in entry.topics]
        return {
            "paper": paper,
            "place": file.place,
            "digest": file.digest,
            "takeaway": clean(note.takeaway),
            "topics": note.topics or (),
            "pin": note.pin,
            "hide": bool(note.hide),
            "reason": clean(note.hide),
            "found": found,
            "choices": list(self._topics.items()),
        }


def _refusal(problem: str, field: str) -> Refusal:
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, problem, field)


def _read_length(headers: Message) -> int:
    """Return how many bytes long a body is; Refusal where that is not said, or where it is too long."""
    lengths: list[Any] = headers.get_all("Content-Length", [])
    if "Transfer-Encoding" in headers or len(lengths) != 1:
        raise Refusal(HTTPStatus.LENGTH_REQUIRED, _("Say how long this is."))
    (length,) = lengths
    if not length.isascii() or not length.isdigit():
        raise Refusal(HTTPStatus.BAD_REQUEST, _("Say how long this is."))
    if len(length) > len(str(MAX_BODY_BYTES)) or int(length) > MAX_BODY_BYTES:
        raise Refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            _("This is too long for a note that is written here: edit its file."),
        )
    return int(length)


def _parse_form(body: bytes) -> dict[str, Any]:
    """Return the values of a form; Refusal where it is not one of ours, whole and each value of its kind."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not _is_form(value):
        raise Refusal(HTTPStatus.BAD_REQUEST, _("This is not what the form of a note sends."))
    return dict(value)


def _is_form(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != _FORM.keys():
        return False
    for name, kind in _FORM.items():
        if type(value[name]) is not kind:
            return False
    return all(isinstance(slug, str) for slug in value["topics"])
