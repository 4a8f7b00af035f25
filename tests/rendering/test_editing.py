"""Editing in the pages of ``serve --edit``, over HTTP: what is written, and who may not ask for it."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from building import WORLD, copy_of_world
from click.testing import CliRunner

from broadsheet import pipeline
from broadsheet.cli import main
from broadsheet.model.curation import Note
from broadsheet.model.language.words import ENGLISH, Catalogue, use_catalogue
from broadsheet.rendering.serving import NoteEditing, SiteServer, listening
from broadsheet.store.note_files import NoteFiles
from broadsheet.store.notes import read_note

TOKEN = "a-secret-of-the-test"
PAPER = "2603.00001"
OWN = "/digest/__broadsheet__/"
PATIENCE = 60.0  # seconds
Form = dict[str, Any]


class Reply(NamedTuple):
    """Answer of the server: its status, its value where it is JSON, and its headers."""

    status: int
    value: Any
    headers: http.client.HTTPMessage


class Site:
    """A server with the world's papers, and pages that do not matter."""

    def __init__(self, root: Path, server: SiteServer, told: list[str]) -> None:
        self.root = root
        self.server = server
        self.told = told
        self.notes = root / "content/notes"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    def ask(self, method: str, target: str, body: bytes | None = None, **headers: str | None) -> Reply:
        """Send a request as a page of the site does; a header that is None is left out."""
        usual: dict[str, str | None] = {"Host": self.host}
        if method == "POST":
            usual |= {"Origin": f"http://{self.host}", "X-Broadsheet-Token": TOKEN}
            usual |= {"Content-Type": "application/json", "Content-Length": str(len(body or b""))}
        usual |= {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        line.putrequest(method, target, skip_host=True)
        for name, value in usual.items():
            if value is not None:
                line.putheader(name, value)
        line.endheaders(body)
        answer = line.getresponse()
        data = answer.read()
        line.close()
        is_json = data and answer.headers.get_content_type() == "application/json"
        return Reply(answer.status, json.loads(data) if is_json else data.decode(), answer.headers)

    def form(self, paper: str = PAPER) -> Form:
        """What the form of a note sends where nobody changed anything in it."""
        stored = self.ask("GET", f"{OWN}note?paper={paper}").value
        keys = ("paper", "digest", "takeaway", "topics", "pin", "hide", "reason")
        return {key: stored[key] for key in keys}

    def save(self, form: Form, **headers: str | None) -> Reply:
        return self.ask("POST", f"{OWN}note", json.dumps(form).encode(), **headers)

    def note(self, paper: str = PAPER) -> Note:
        problems: list[str] = []
        note = read_note("note", self.notes / f"{paper}.md", problems)
        assert not problems
        return note

    def snapshot(self) -> dict[str, bytes]:
        files = (path for path in (self.root / "content").rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Site]:
    root = copy_of_world(tmp_path_factory.mktemp("editing"))
    pages = root / "pages"
    pages.mkdir()
    (pages / "index.html").write_text("<body><main>A page</main></body>")
    told: list[str] = []
    editing = NoteEditing(NoteFiles(root), TOKEN, told.append)
    with listening("127.0.0.1", 0, editing) as server:
        editing.use(pipeline.read_library(root))
        server.show(pages, "/digest/")
        yield Site(root, server, told)


@pytest.fixture
def site(running: Site) -> Iterator[Site]:
    """The server, with the notes of the world as they were."""
    yield running
    shutil.rmtree(running.notes)
    shutil.copytree(WORLD / "content/notes", running.notes)
    running.told.clear()


def test_a_form_is_written_into_the_file_and_told(site):
    form = site.form() | {"takeaway": "It adds up.", "topics": ["proofs", "sums"], "pin": True}
    assert site.save(form).value == {"changed": True}
    assert site.told == [f"wrote content/notes/{PAPER}.md"]
    assert site.note() == Note(paper=PAPER, takeaway="It adds up.", topics=("proofs", "sums"), pin=True)
    assert site.save(site.form()).value == {"changed": False}
    hidden = site.form() | {"pin": False, "hide": True, "reason": "the same work as another"}
    assert site.save(hidden).status == 200
    assert site.note().hide == "the same work as another"
    nothing = site.form() | {"takeaway": "", "topics": [], "hide": False}
    assert site.save(nothing).value == {"changed": True}
    assert site.told[-1] == f"removed content/notes/{PAPER}.md"
    assert not (site.notes / f"{PAPER}.md").exists()


def test_words_that_a_person_wrote_stay(site):
    note = site.notes / "2603.00003.md"
    before = note.read_text("utf-8").replace("pin: true", "pin: true # for ever")
    note.write_bytes(before.replace("\n", "\r\n").encode())
    form = site.form("2603.00003")
    assert form["topics"] == ["proofs", "sums"] and form["pin"] is True
    assert site.save(form | {"takeaway": "Shorter."}).status == 200
    after = note.read_bytes().decode()
    assert after.count("\r\n") == after.count("\n") == before.count("\n")
    first, second, *rest = after.splitlines()
    assert (first, second) == ("---", 'takeaway: "Shorter."')
    assert rest == before.splitlines()[2:]


def test_words_that_mean_something_to_yaml_are_only_words(site):
    hostile = 'a: "b"\n---\npin: true\r\n# \x00{{x}} \u202e\u200fשמש 🦉 <b>\u2028&amp; - [x]'
    assert site.save(site.form() | {"takeaway": hostile}).status == 200
    note = site.note()
    assert note.takeaway == 'a: "b" --- pin: true # {{x}} \u200fשמש 🦉 <b> &amp; - [x]'
    assert (note.pin, note.words) == (False, "")
    assert CliRunner().invoke(main, ["check", "--root", str(site.root)]).exit_code == 0


def test_pages_get_the_bar_and_only_what_the_site_serves_itself(site):
    page = site.ask("GET", "/digest/")
    assert f'{OWN}rendering/serving/note-bar.js" data-token="{TOKEN}"' in page.value
    assert page.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    for name, kind in (
        ("rendering/serving/note-bar.js", "text/javascript"),
        ("rendering/serving/note-form.js", "text/javascript"),
        ("rendering/serving/note-requests.js", "text/javascript"),
        ("rendering/serving/note-bar.css", "text/css"),
        ("theme/assets/scripts/page/elements.js", "text/javascript"),
        ("theme/assets/scripts/page/words.js", "text/javascript"),
    ):
        answer = site.ask("GET", OWN + name)
        assert (answer.status, answer.headers.get_content_type()) == (200, kind), name
        assert TOKEN not in answer.value
    for name in ("rendering/serving/editing.py", "theme/assets/scripts/home.js", "", "rendering/"):
        assert site.ask("GET", OWN + name).status == 404, name


def test_the_bar_speaks_the_language_of_the_site(site):
    messages = {"Pin": ("Anheften",), "Archive": ("Archiv",)}
    use_catalogue(Catalogue("de", ENGLISH.translations, "de 1", messages))
    try:
        words = site.ask("GET", f"{OWN}theme/assets/scripts/page/words.js").value
    finally:
        use_catalogue(ENGLISH)
    assert 'LOCALE="de"' in words and '"Pin": ["Anheften"]' in words
    assert "Archiv" not in words, "only what the bar says"


def test_what_notes_say_is_told_in_short(site):
    states = site.ask("GET", f"{OWN}notes").value
    assert states == {
        "2603.00003": {"pin": True, "hide": False},
        "2603.00005": {"pin": False, "hide": True},
    }


def test_a_form_says_what_was_found_and_what_can_be_chosen(site):
    stored = site.ask("GET", f"{OWN}note?paper={PAPER}").value
    assert stored["place"] == f"content/notes/{PAPER}.md" and stored["digest"] == ""
    assert ["sums", "Sums"] in stored["choices"] and stored["found"] == ["Sums"]
    assert site.ask("GET", f"{OWN}note?paper=2603.00003").value["found"] == []


@pytest.mark.parametrize(
    ("headers", "status", "problem"),
    [
        ({"Origin": "https://evil.example"}, 403, "A page of another site asked for this."),
        ({"Origin": "null"}, 403, "A page of another site asked for this."),
        ({"Origin": None}, 403, "A page of another site asked for this."),
        ({"Origin": "http://127.0.0.1:1"}, 403, "A page of another site asked for this."),
        ({"X_Broadsheet_Token": None}, 403, "older than the server"),
        ({"X_Broadsheet_Token": TOKEN[:-1]}, 403, "older than the server"),
        ({"X_Broadsheet_Token": "é"}, 403, "older than the server"),
        ({"Host": "evil.example"}, 403, "own address alone"),
        ({"Host": "127.0.0.1"}, 403, "own address alone"),
        ({"Host": "127.0.0.1.evil.example:{port}"}, 403, "own address alone"),
        ({"Host": None}, 403, "own address alone"),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415, "Only JSON"),
        ({"Content_Type": "text/plain"}, 415, "Only JSON"),
        ({"Content_Type": None}, 415, "Only JSON"),
        ({"Content_Length": "65537"}, 413, "too long for a note"),
        ({"Content_Length": "9" * 5000}, 413, "too long for a note"),
        ({"Content_Length": "-1"}, 400, "Say how long this is."),
        ({"Content_Length": "²"}, 400, "Say how long this is."),
        ({"Content_Length": None, "Transfer_Encoding": "chunked"}, 411, "Say how long this is."),
    ],
    ids=str,
)
def test_a_request_of_others_is_refused_and_changes_nothing(site, headers, status, problem):
    before = site.snapshot()
    body = json.dumps(site.form() | {"pin": True}).encode()
    given = {
        name: value and value.replace("{port}", str(site.server.port)) for name, value in headers.items()
    }
    if status in (411, 413, 400):  # what follows the head is not waited for
        body = b""
    answer = site.ask("POST", f"{OWN}note", body, **given)
    assert answer.status == status and problem in answer.value["problem"]
    assert answer.headers["Connection"] == "close", "what follows is not taken for another request"
    assert site.snapshot() == before and not site.told


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "[::1]"])
def test_this_machine_may_be_called_by_its_other_names(site, host):
    name = f"{host}:{site.server.port}"
    form = site.form() | {"pin": True}
    assert site.save(form, Host=name, Origin=f"http://{name.lower()}").status == 200
    assert site.save(site.form(), Host=name, Origin=f"http://{site.host}").status == 403


@pytest.mark.parametrize("target", ["/digest/", f"{OWN}build", f"{OWN}note?paper={PAPER}"])
def test_pages_are_not_shown_under_a_name_that_leads_here(site, target):
    answer = site.ask("GET", target, Host=f"evil.example:{site.server.port}")
    assert answer.status == 403 and TOKEN not in str(answer.value)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_a_post_changes_anything(site, method):
    before = site.snapshot()
    body = json.dumps(site.form() | {"pin": True}).encode()
    query = f"?paper={PAPER}&digest=&takeaway=x&pin=true"
    headers = {"Origin": f"http://{site.host}", "X_Broadsheet_Token": TOKEN}
    answer = site.ask(method, f"{OWN}note{query}", body, Content_Length=str(len(body)), **headers)
    assert answer.status == (200 if method in ("GET", "HEAD") else 501)
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert site.snapshot() == before


@pytest.mark.parametrize("target", ["/digest/", f"{OWN}notes", f"{OWN}note/", f"{OWN}note?x", "/note", "*"])
def test_a_post_to_any_other_address_is_refused(site, target):
    answer = site.ask("POST", target, json.dumps(site.form() | {"pin": True}).encode())
    assert answer.status == 405 and not site.told


@pytest.mark.parametrize(
    "paper",
    [
        "2603.09999",
        "2603.00001v2",
        "../../etc/passwd",
        "../digests/2026-03-03",
        "..%2fx",
        "",
        ".",
        "2603.00001\x00",
        "2603.00001.md",
        "/etc/passwd",
        "HEP-TH-0303001",
        "\ud800",
    ],
)
def test_an_id_of_no_paper_is_refused(site, paper):
    before = site.snapshot()
    answer = site.save(site.form() | {"paper": paper, "pin": True})
    assert (answer.status, answer.value["problem"]) == (404, "There is no such paper here.")
    assert site.snapshot() == before


@pytest.mark.parametrize(
    ("change", "problem", "field"),
    [
        ({"topics": ["sums", "nowhere"]}, "There is no topic nowhere.", "topics"),
        ({"hide": True}, "Give the reason: the page of a hidden paper tells it.", "reason"),
        ({"hide": True, "reason": " \n\u200b"}, "Give the reason", "reason"),
        ({"hide": True, "reason": "why", "pin": True}, "cannot be pinned and hidden", "pin"),
        ({"topics": "sums"}, "not what the form of a note sends", ""),
        ({"topics": [1]}, "not what the form of a note sends", ""),
        ({"pin": "yes"}, "not what the form of a note sends", ""),
        ({"pin": 1}, "not what the form of a note sends", ""),
        ({"takeaway": None}, "not what the form of a note sends", ""),
        ({"takeaway": ["x"]}, "not what the form of a note sends", ""),
        ({"words": "x"}, "not what the form of a note sends", ""),
    ],
)
def test_a_form_that_cannot_be_is_refused_in_words(site, change, problem, field):
    answer = site.save(site.form() | change)
    assert answer.status in (400, 422)
    assert problem in answer.value["problem"] and answer.value["field"] == field
    assert not site.told


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff", b'{"paper": "2603.00001"}', b"[" * 60_000, b"NaN"]
)
def test_a_body_that_is_no_form_is_refused(site, body):
    answer = site.ask("POST", f"{OWN}note", body)
    assert (answer.status, answer.value["problem"]) == (400, "This is not what the form of a note sends.")


def test_a_sender_who_goes_away_changes_nothing(site):
    body = json.dumps(site.form() | {"pin": True})
    head = (
        f"POST {OWN}note HTTP/1.1\r\nHost: {site.host}\r\nOrigin: http://{site.host}\r\n"
        f"X-Broadsheet-Token: {TOKEN}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body) + 1}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", site.server.port), timeout=PATIENCE) as line:
        line.sendall((head + body).encode())
        line.shutdown(socket.SHUT_WR)
        assert line.recv(1000) == b""
    assert not site.told


def test_a_note_that_was_changed_meanwhile_is_not_overwritten(site):
    form = site.form() | {"takeaway": "Mine."}
    note = site.notes / f"{PAPER}.md"
    note.write_text("---\ntakeaway: Of another editor.\n---\n")
    answer = site.save(form)
    assert answer.status == 409
    assert answer.value["problem"] == (
        f"content/notes/{PAPER}.md was changed on disk meanwhile, and nothing was saved: "
        "copy your words, then close this and open it again"
    )
    assert note.read_text() == "---\ntakeaway: Of another editor.\n---\n"
    note.unlink()
    assert site.save(site.form("2603.00003") | {"paper": PAPER}).status == 409, "nor one that went"


def test_of_forms_that_are_sent_at_once_one_is_written(site):
    form = site.form()
    answers: list[Reply] = []

    def save(number: int) -> None:
        answers.append(site.save(form | {"takeaway": f"Editor {number}."}))

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [200] + [409] * 7
    assert site.note().takeaway.startswith("Editor ")


def test_a_broken_note_is_shown_as_such_and_not_overwritten(site):
    note = site.notes / f"{PAPER}.md"
    note.write_text("---\ntakeaway: Yes: it works\n---\n")
    problem = (
        f"content/notes/{PAPER}.md: line 2: a text with a colon and a space in it; put the text in quotes"
    )
    shown = site.ask("GET", f"{OWN}note?paper={PAPER}")
    assert (shown.status, shown.value["problem"]) == (409, problem)
    form = site.form("2603.00003") | {"paper": PAPER}
    assert site.save(form).status == 409
    assert note.read_text() == "---\ntakeaway: Yes: it works\n---\n"


def test_a_note_that_may_not_be_written_stays(site):
    note = site.notes / "2603.00003.md"
    before = note.read_bytes()
    note.chmod(0o444)
    answer = site.save(site.form("2603.00003") | {"pin": False})
    assert answer.status == 409
    assert answer.value["problem"].startswith("content/notes/2603.00003.md: is read-only; give leave")
    assert note.read_bytes() == before


def test_nothing_outside_of_the_notes_is_written(site, tmp_path):
    outside = tmp_path / "outside.md"
    for target in (outside, tmp_path / "nowhere.md"):
        outside.write_text("---\npin: false\n---\n")
        note = site.notes / f"{PAPER}.md"
        note.symlink_to(target)
        answer = site.ask("GET", f"{OWN}note?paper={PAPER}")
        assert (
            answer.value["problem"]
            == f"content/notes/{PAPER}.md: is a link; put the file itself in its place"
        )
        form = site.form("2603.00003") | {"paper": PAPER, "digest": ""}
        assert site.save(form).status == 409
        assert outside.read_text() == "---\npin: false\n---\n" and not (tmp_path / "nowhere.md").exists()
        assert note.is_symlink()
        note.unlink()


def test_a_disk_that_takes_nothing_is_a_sentence(site):
    form = site.form() | {"pin": True}
    scratch = site.root / ".cache/writing"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.write_text("in the way")
    answer = site.save(form)
    scratch.unlink()
    assert answer.status == 500
    problem = answer.value["problem"]
    assert f"content/notes/{PAPER}.md" in problem or ".cache/writing" in problem
    assert "cannot be read or written" in problem
    assert not (site.notes / f"{PAPER}.md").exists()


@pytest.mark.parametrize("address", ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"])
def test_others_are_not_listened_to(world, address):
    if "[" in address and not socket.has_ipv6:
        pytest.skip("needs IPv6")
    done = CliRunner().invoke(main, ["serve", "--root", str(world), "--edit", "--address", address])
    assert done.exit_code == 1
    (told,) = done.stderr.splitlines()
    assert told.endswith(
        "others could reach this address, and --edit writes files; give --address 127.0.0.1:8000"
    )
    assert not (world / ".cache").exists()


def test_without_edit_nothing_can_be_changed(tmp_path):
    (tmp_path / "index.html").write_text("<body></body>")
    with listening("127.0.0.1", 0) as server:
        server.show(tmp_path, "/")
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        line.request("POST", "/__broadsheet__/note", b"{}")
        assert line.getresponse().status == 405
        line.close()
        line.request("GET", "/")
        page = line.getresponse().read().decode()
        assert "reload.js" in page and "note-bar" not in page and "token" not in page
        line.close()
        line.request("GET", "/", headers={"Host": f"{os.uname().nodename}:{server.port}"})
        assert line.getresponse().status == 200, "a phone may look at it"
        line.close()
