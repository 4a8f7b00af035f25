"""A run that is cut off, has no room, or is not alone: content stays sound, and the next run completes it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from click.testing import CliRunner
from make import start_site
from thorough import some_of

from broadsheet import pipeline
from broadsheet.cli import main
from broadsheet.disk.files import write_file
from broadsheet.disk.lock import only_writer
from broadsheet.errors import WriteError
from broadsheet.fetching.client import Runtime, Web

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
TODAY = date(2026, 3, 20)
LONG = "word " * 4000


def listed(day: str) -> list[dict]:
    """Three papers a day, one of them on both days; Tuesday's last is too long for a full disk."""
    numbers = {"2026-03-02": (1, 2, 3), "2026-03-03": (3, 4, 5)}.get(day, ())
    return [
        {
            "paper": {
                "id": f"2603.{number:05}",
                "title": f"Paper number {number} of a list",
                "summary": LONG if number == 5 else "Short.",
                "upvotes": number,
            }
        }
        for number in numbers
    ]


def atom(ids: str) -> bytes:
    entry = (
        "<entry><id>http://arxiv.org/abs/{0}v2</id><title>Paper {0}</title><summary>$x^2$</summary>"
        "<published>2026-03-01T00:00:00Z</published><updated>2026-03-02T00:00:00Z</updated>"
        '<author><name>Ada Example</name></author><category term="cs.CL"/></entry>'
    )
    entries = "".join(entry.format(one) for one in ids.split(",") if one)
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><totalResults '
        f'xmlns="http://a9.com/-/spec/opensearch/1.1/">{ids.count(",") + 1}</totalResults>{entries}</feed>'
    ).encode()


def answer(url: str) -> bytes:
    query = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
    return atom(query["id_list"]) if "id_list" in query else json.dumps(listed(query["date"])).encode()


def new_site(folder: Path, address: str) -> Path:
    start_site(folder)
    both = ", ".join(f"{{kind: huggingface, name: {name}, url: '{address}'}}" for name in ("first", "copy"))
    sources = f"sources: [{both}]"
    (folder / "content/config/sources.yaml").write_text(
        f"{sources}\nlook_ups: [{{kind: arxiv, url: '{address}'}}]\n"
    )
    return folder


class CrashError(BaseException):
    """Stands for the end of the process."""


def run(root: Path, crash_at: int = -1, after: bool = False) -> int:
    """Fetch two days; how many writes there were. Ends at write number ``crash_at``, before or after it."""
    count = 0

    def write(path: Path, data: bytes, scratch: Path) -> None:
        nonlocal count
        if count == crash_at and not after:
            raise CrashError
        write_file(path, data, scratch)
        if count == crash_at:
            raise CrashError
        count += 1

    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=answer(str(request.url))))
    web = Web("https://t.example/", runtime=Runtime(transport, sleep=lambda _: None))
    plan = pipeline.plan_fetch(root, [MONDAY, TUESDAY])
    try:
        list(pipeline.fetch(root, web, plan, TODAY, write=write))
    except CrashError:
        return -1
    return count


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_any_write_leaves_content_sound_and_the_next_run_completes_it(tmp_path, snapshot, after):
    address = "http://127.0.0.1:1"
    good = new_site(tmp_path / "good", address)
    writes = run(good)
    expected = snapshot(good / "content")
    assert writes > 10
    for number in some_of(range(writes)):
        root = new_site(tmp_path / f"site{number}", address)
        assert run(root, number, after) == -1
        pipeline.read_library(root)
        run(root)
        assert snapshot(root / "content") == expected, number
    assert run(good) == 0, "a run that finds everything writes nothing"


def test_a_second_fetch_on_one_folder_says_so_and_leaves_it(tmp_path, snapshot):
    root = new_site(tmp_path / "site", "http://127.0.0.1:1")
    before = snapshot(root)
    with only_writer(root):
        done = CliRunner().invoke(main, ["fetch", "--root", str(root), "--today", "2026-03-03"])
    assert done.exit_code == 1
    assert done.stderr == (
        "content/: another run is writing here; wait until it has ended, then run this one again\n"
    )
    assert {path: data for path, data in snapshot(root).items() if ".cache" not in path} == before
    with only_writer(root):
        pass


def test_a_folder_that_cannot_hold_the_lock_is_named(tmp_path):
    (tmp_path / ".cache").write_text("a file in the way")
    with pytest.raises(WriteError, match=r"^\.cache: is a file, .* move it away"), only_writer(tmp_path):
        pass


@pytest.fixture
def server() -> Iterator[str]:
    """The same answers on loopback, for processes of their own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answer(self.path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    here = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=here.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{here.server_port}"
    here.shutdown()
    here.server_close()


LIMITED = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}));"
    "from broadsheet.cli import main; main()"
)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_is_said_in_one_sentence_and_nothing_is_lost(tmp_path, snapshot, server):
    root = new_site(tmp_path / "site", server)
    words = ["fetch", "--root", str(root), "--since", "2026-03-02", "--until", "2026-03-03"]
    words += ["--today", "2026-03-20"]
    command = [sys.executable, "-c", LIMITED.format(8192), *words]
    # Who cannot write cannot write down either what a measurement of coverage saw.
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    # Nor may Python keep what it compiles of its libraries: half of it would stop every later run.
    environment = {**unmeasured, "PYTHONDONTWRITEBYTECODE": "1"}
    full = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert full.returncode == 1
    assert full.stderr == (
        "content/papers/2603/2603.00005.json: cannot be written (File too large); "
        "make room or give leave to write, then run again: what was read before is kept\n"
    )
    pipeline.read_library(root)
    kept = snapshot(root / "content")
    assert "ledger/2026-03-02.json" in kept and "ledger/2026-03-03.json" not in kept
    assert not list((root / ".cache/writing").iterdir())
    assert CliRunner().invoke(main, words).exit_code == 0
    assert len(pipeline.read_library(root).entries) == 5


@pytest.mark.parametrize("name", [".cache", "content"])
def test_content_and_cache_may_lie_on_two_file_systems(tmp_path, snapshot, server, name):
    shared = Path("/dev/shm")
    if not shared.is_dir() or shared.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system")
    words = ["--since", "2026-03-02", "--until", "2026-03-03", "--today", "2026-03-20"]
    good = new_site(tmp_path / "good", server)
    assert CliRunner().invoke(main, ["fetch", "--root", str(good), *words]).exit_code == 0
    root = new_site(tmp_path / "site", server)
    with tempfile.TemporaryDirectory(dir=shared) as elsewhere:
        target = Path(elsewhere) / name
        shutil.move(root / name, target)
        (root / name).symlink_to(target)
        done = CliRunner().invoke(main, ["fetch", "--root", str(root), *words])
        assert done.exit_code == 0, done.output
        assert snapshot(root / "content/") == snapshot(good / "content")
        assert not [path for path in target.rglob("*") if path.name.startswith(".broadsheet")]
