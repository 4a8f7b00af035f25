"""``serve``, over the command: whole builds, links that are followed, and an end that is one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from previewing import PATIENCE, Serve

pytestmark = pytest.mark.slow

DAY = "day/2026-03-03/"


@pytest.fixture
def serve(world, tmp_path) -> Iterator[Serve]:
    running = Serve(world, tmp_path / "said.txt")
    yield running
    running.end()


def test_serve_follows_edits_and_survives_a_bad_one(serve, world):
    assert "Counted by hand" not in serve.wait_for(DAY, "Sums")
    (world / "content/notes/2603.00007.md").write_text("---\npinn: true\n---\n")
    serve.wait_until_said("unknown key 'pinn'")
    assert "Sums" in serve.get(DAY), "what was good stays"
    (world / "content/notes/2603.00007.md").unlink()
    (world / "content/digests/2026-03-03.md").write_text("Counted by hand.")
    assert serve.wait_for(DAY, "Counted by hand")
    (world / "content/pages/lost.md").write_text("# Lost\n\nSee [nothing](nowhere.md).\n")
    serve.wait_until_said("mkdocs build --strict: failed; the last good site stays")
    (world / "content/pages/lost.md").rename(world / "lost.md")  # away, and nothing else
    (world / "content/digests").rename(world / "digests")
    until = time.monotonic() + PATIENCE
    while "Counted by hand" in serve.get(DAY):
        assert time.monotonic() < until, "a folder that goes is a change"
        time.sleep(0.2)
    os.kill(serve.process.pid, signal.SIGINT)
    assert serve.process.wait(PATIENCE) == 0
    assert "Traceback" not in serve.said


def write_parts(world: Path, numbers: range) -> float:
    """Write pages one after the other, each of which leads to the next; the longest rest, in seconds."""
    pages = world / "content/pages"
    times = [time.monotonic()]
    for number in numbers:
        (pages / f"part-{number}.md").write_text(f"# Part {number}\n\nFrom [0](part-0.md).\n")
        if number:
            text = f"# Part {number - 1}\n\nGo on to [the next](part-{number}.md).\n"
            (pages / f"part-{number - 1}.md").write_text(text)
        times.append(time.monotonic())
        time.sleep(0.1)
    return max(later - earlier for earlier, later in pairwise(times))


def test_one_build_follows_the_last_write(serve, world):
    assert serve.address
    for first in range(0, 100, 20):
        before = serve.builds
        rest = write_parts(world, range(first, first + 20))
        serve.wait_for(f"part-{first + 19}/", f"Part {first + 19}")
        serve.wait_until_quiet()
        if rest < 0.2:
            break
    else:
        pytest.skip("this machine is too busy to write without a rest")
    assert serve.builds == before + 1
    before = serve.builds
    (world / "content/pages/.#part-1.md").symlink_to("nobody@nowhere:1")
    (world / "content/pages/part-1.md~").write_text("kept by an editor")
    (world / "content/pages/part-1.md").read_text()
    serve.wait_until_quiet()
    assert serve.builds == before, "an editor's own files, and reading, are no changes"
    assert "Traceback" not in serve.said and "failed" not in serve.said


def test_folders_of_content_that_are_links_are_watched(world, tmp_path):
    for name in ("digests", "pages"):
        shutil.move(world / "content" / name, tmp_path / name)
    (world / "content/digests").symlink_to(tmp_path / "digests", target_is_directory=True)
    shutil.move(world / "content", tmp_path / "texts")
    (world / "content").symlink_to(tmp_path / "texts", target_is_directory=True)
    serve = Serve(world, tmp_path / "said.txt")
    try:
        assert "Counted by hand" not in serve.wait_for(DAY, "Sums")
        (tmp_path / "digests/2026-03-03.md").write_text("Counted by hand.")
        serve.wait_for(DAY, "Counted by hand")
        (tmp_path / "texts/pages").symlink_to(tmp_path / "pages", target_is_directory=True)
        serve.wait_until_quiet()
        (tmp_path / "pages/about.md").write_text("# About\n\nA link that came later.\n")
        serve.wait_for("about/", "A link that came later")
        (tmp_path / "other").mkdir()
        (tmp_path / "other/2026-03-03.md").write_text("Counted by others.")
        (tmp_path / "texts/digests").unlink()
        (tmp_path / "texts/digests").symlink_to(tmp_path / "other", target_is_directory=True)
        serve.wait_for(DAY, "Counted by others")
        (tmp_path / "other/2026-03-03.md").write_text("Counted twice.")
        serve.wait_for(DAY, "Counted twice")
    finally:
        serve.end()


def test_an_edit_of_mkdocs_yml_reaches_every_output(serve, world):
    assert "The Daily Sum" not in serve.wait_for("", "The Small")
    settings = world / "mkdocs.yml"
    text = settings.read_text("utf-8")
    new_text = re.sub("site_name: .*", "site_name: The Daily Sum", text)
    draft = world / "mkdocs.yml.new"  # as careful editors write: beside it, and then in its place
    draft.write_text(new_text, "utf-8")
    draft.replace(settings)
    serve.wait_for("", "The Daily Sum")
    for path in ("feed.xml", "api/v1/index.json", DAY, "404.html"):
        assert "The Daily Sum" in serve.get(path), path
    settings.write_text(new_text.replace("/digest/", "/other/"), "utf-8")
    until = time.monotonic() + PATIENCE
    while not serve.address.endswith("/other/"):
        assert time.monotonic() < until, serve.said
        time.sleep(0.1)
    assert "The Daily Sum" in serve.get("")


def test_overrides_that_come_later_are_followed(serve, world):
    serve.wait_for("", "The Small")
    settings = world / "mkdocs.yml"
    (world / "overrides").mkdir()
    theme = "theme:\n  name: broadsheet\n  custom_dir: overrides\n"
    settings.write_text(settings.read_text("utf-8").replace("theme: broadsheet\n", theme), "utf-8")
    serve.wait_until_quiet()
    override = '{% extends "base.html" %}{% block announce %}Closed today{% endblock %}'
    (world / "overrides/main.html").write_text(override)
    serve.wait_for(DAY, "Closed today")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_to_serve_alone_ends_everything(serve, name):
    assert serve.address
    number = getattr(signal, name)
    os.kill(serve.process.pid, number)
    assert serve.process.wait(PATIENCE) == 128 + number
    assert serve.group_is_gone()
    assert "Traceback" not in serve.said


def started_mkdocs(group: int) -> bool:
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[2]) == group and b"accelerate.runner\0build" in command:
            return True
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("command", ["serve", "build"])
def test_a_signal_ends_the_mkdocs_that_is_at_work(world, tmp_path, command):
    slow = "import time\n\n\ndef on_pre_build(**_):\n    time.sleep(600)\n"
    (world / "hook.py").write_text(slow)
    with (world / "mkdocs.yml").open("a") as settings:
        settings.write("\nhooks: [hook.py]\n")
    words = [sys.executable, "-m", "broadsheet", command, "--root", str(world)]
    if command == "serve":
        words += ["--address", "127.0.0.1:0"]
    with subprocess.Popen(words, start_new_session=True, stdout=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + PATIENCE
            while not started_mkdocs(process.pid) and time.monotonic() < until:
                time.sleep(0.1)
            assert started_mkdocs(process.pid)
            os.kill(process.pid, signal.SIGTERM)
            assert process.wait(PATIENCE) == 128 + signal.SIGTERM
            assert not started_mkdocs(process.pid)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_who_asked_not_to_be_hung_up_on_is_not(world, tmp_path):
    serve = Serve(world, tmp_path / "said.txt", "nohup")
    try:
        assert serve.address
        os.kill(serve.process.pid, signal.SIGHUP)
        time.sleep(1)
        assert "The Small" in serve.get("")
    finally:
        serve.end()


def refused(world: Path, address: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "broadsheet", "serve", "--root", str(world), "--address", address]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_a_busy_port_is_a_sentence(world):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = refused(world, address)
    assert done.returncode == 1 and done.stdout == ""
    (told,) = done.stderr.splitlines()
    assert told.startswith(f"{address}: cannot be listened at (") and "--address" in told
    assert not (world / "build").exists(), "it is told before anything is built"


@pytest.mark.parametrize("address", ["192.0.2.1:8000", "no..such..host:8000"])
def test_a_host_that_is_not_this_machine_is_a_sentence(world, address):
    done = refused(world, address)
    assert done.returncode == 1
    (told,) = done.stderr.splitlines()
    assert told.startswith(f"{address}: cannot be listened at (")


@pytest.mark.parametrize(
    "address", ["8000", "localhost", "localhost:", "localhost:http", ":8000", "a:65536", "a:²"]
)
def test_what_is_no_address_is_named(world, address):
    done = refused(world, address)
    assert done.returncode == 2
    assert f"--address {address!r} is no address; write it as 127.0.0.1:8000" in done.stderr


def test_nothing_but_the_site_is_shown(serve, world):
    page = serve.get("")
    assert page.count("__broadsheet__/reload.js") == 1 and "</body>" in page.partition("reload.js")[2]
    build = re.search(r'data-build="([^"]+)"', page)
    assert build and serve.get("__broadsheet__/build") == build[1]
    assert serve.status("/") == serve.status("/digest") == serve.status("/digest/archive") == 302
    assert serve.status("/digest/?q=x") == 200
    outside = ["/other/", "/digest/../mkdocs.yml", "/digest/..%2f..%2f..%2fmkdocs.yml", "/digest//etc/passwd"]
    outside += ["/digest/%2fetc/passwd", "http://[/"]
    missing = ["/digest/nothing/", "/digest/assets/", "/digest/%00", "/digest/" + "a" * 3000]
    for target in outside + missing:
        assert serve.status(target) == 404, target
    script = re.search(r'src="(assets/scripts/[^"]+)"', page)
    assert script
    for path, kind in ((script[1], "text/javascript"), ("feed.xml", "xml")):
        with urllib.request.urlopen(serve.address + path) as answer:
            assert kind in answer.headers["Content-Type"]
            assert b"reload.js" not in answer.read()
    assert "unregister" in serve.get("sw.js"), "pages of this machine are never kept"
    assert "Traceback" not in serve.said


def test_the_address_that_is_told_is_one_at_which_notes_can_be_edited(world, tmp_path):
    running = Serve(world, tmp_path / "said.txt", options=["--edit", "--address", "127.1:0"])
    try:
        assert running.address.startswith("http://127.0.0.1:"), "the server refuses the other name"
        assert "__broadsheet__/reload.js" in running.get("")
    finally:
        running.end()


def test_the_site_that_is_published_is_left_alone(serve, world):
    assert serve.address
    assert not (world / "site").exists()
