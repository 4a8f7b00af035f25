"""What a disk, a console or a second run refuses: a sentence, and never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from building import build
from click.testing import CliRunner
from repositories import put_program

from broadsheet.cli import main
from broadsheet.disk.lock import only_builder
from broadsheet.rendering.mkdocs_failure import describe_mkdocs_failure

Snapshot = Callable[[Path], dict[str, bytes]]
SHARED_MEMORY = Path("/dev/shm")


def run(root: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [words[0], "--root", str(root), *words[1:]])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (".cache", ".cache: is a file, and a folder is needed there; move it away"),
        ("build", "is in the way, move it away"),
        ("build/docs", "is no folder, and one is needed there; move it away"),
        ("site", "is no folder, and one is needed there; move it away"),
    ],
)
def test_a_file_in_place_of_a_folder_is_named(world: Path, path: str, said: str) -> None:
    (world / path).parent.mkdir(exist_ok=True)
    (world / path).write_text("mine")
    code, told = run(world, "build")
    assert code == 1 and said in told and path in told
    assert (world / path).read_text() == "mine"


def test_commands_that_only_read_need_no_cache(world: Path) -> None:
    (world / ".cache").write_text("mine")
    for words in (["check"], ["doctor"], ["explain", "2603.00001"]):
        _, told = run(world, *words)
        assert "Traceback" not in told and ".cache" not in told, told
    assert run(world, "check")[0] == 0


def test_a_second_build_is_refused_and_so_is_serve_beside_it(world: Path) -> None:
    sentence = (
        "build/: another run builds or serves this site; wait until it has ended, then run this one again\n"
    )
    with only_builder(world):
        assert run(world, "build") == (1, sentence)
        assert run(world, "serve") == (1, sentence)
        assert run(world, "check")[0] == 0
    assert not (world / "site").exists()


def test_what_mkdocs_was_refused_is_a_sentence_and_other_words_are_its_own() -> None:
    trace = "INFO - Building\nTraceback (most recent call last):\n  File x\n"
    full = describe_mkdocs_failure(f"{trace}OSError: [Errno 28] No space left on device: '/site/a.html'\n")
    assert str(full) == (
        "/site/a.html: cannot be read or written (No space left on device); make room, then run again; "
        "the last good site stays"
    )
    moved = describe_mkdocs_failure(f"{trace}PermissionError: [Errno 13] Permission denied: 'a' -> 'b'")
    assert str(moved).startswith("b: cannot be read or written (Permission denied); give leave")
    for own_words in (f"{trace}KeyError: 'x'", "Aborted with 1 warnings in strict mode!", ""):
        assert str(describe_mkdocs_failure(own_words)).endswith(f"the last good site stays\n{own_words}")


@pytest.mark.skipif(os.name != "posix", reason="needs permissions of POSIX")
def test_content_that_may_not_be_read_is_named(world: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may read everything")
    (world / "content/notes/2603.00003.md").chmod(0)
    code, told = run(world, "check")
    assert code == 1 and "2603.00003.md: cannot be read or written (Permission denied); give leave" in told


# Other file systems


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system than that of ``tmp_path``."""
    if not SHARED_MEMORY.is_dir() or SHARED_MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system")
    folder = SHARED_MEMORY / f"broadsheet-test-{os.getpid()}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.parametrize("name", [".cache", "build", "site", "content"])
def test_each_folder_may_lie_on_another_file_system(
    world: Path, tmp_path: Path, elsewhere: Path, snapshot: Snapshot, name: str
) -> None:
    here = tmp_path / "here"
    shutil.copytree(world, here)
    assert build(here).returncode == 0
    target = elsewhere / name
    if name == "content":
        shutil.move(world / name, target)
    else:
        target.mkdir()
    (world / name).symlink_to(target)
    for _ in range(2):
        done = build(world)
        assert done.returncode == 0, done.stderr
        assert snapshot(world / "site") == snapshot(here / "site")


# Consoles


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize(
    "words",
    [
        ["explain", "2603.00001"],
        ["what-if", "--ranking", "RANKING"],
        ["doctor"],
        ["check"],
        ["build"],
        ["mail", "--dry-run", "--edition", "2026-03-02"],
        ["fetch", "--help"],
    ],
    ids=lambda words: words[0],
)
def test_a_console_with_few_letters_shows_what_it_can(world: Path, words: list[str], encoding: str) -> None:
    path = world / "content/papers/2603/2603.00001.json"
    text = path.read_text("utf-8")
    title = text.partition('"title": "')[2].partition('"')[0]
    path.write_text(text.replace(title, "Łódź → 東京 ∀"), "utf-8")
    ranking = world / "ranking.yaml"
    ranking.write_text("votes: 3\n")
    command = [sys.executable, "-m", "broadsheet", words[0], "--root", str(world), *words[1:]]
    command = [word.replace("RANKING", str(ranking)) for word in command]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONIOENCODING": encoding}, capture_output=True, check=False
    )
    told = done.stdout + done.stderr
    assert b"Traceback" not in told and b"UnicodeEncodeError" not in told, told.decode("utf-8", "replace")
    if words[0] == "explain":
        assert "Łódź → 東京 ∀".encode(encoding, "replace")[:3] in told or encoding == "ascii"


# Pushes

PUSH = Path(__file__).parents[1] / "generator/broadsheet/starts/scripts/push-content.sh"
PROTECTED = """#!/bin/sh
echo "error: GH006: Protected branch update failed for refs/heads/main." >&2
exit 1
"""


@pytest.mark.skipif(not shutil.which("git"), reason="needs Git")
def test_a_refused_push_is_said_at_once(tmp_path: Path) -> None:
    server, clone = tmp_path / "server.git", tmp_path / "clone"

    def git(*words: str) -> None:
        named = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *named, *words], check=True, capture_output=True)

    git("init", "--quiet", "--bare", str(server))
    git("clone", "--quiet", str(server), str(clone))
    git("-C", str(clone), "commit", "--quiet", "--allow-empty", "--message", "Begin")
    git("-C", str(clone), "push", "--quiet", "origin", "HEAD:main")
    hook = server / "hooks/pre-receive"
    hook.write_text(PROTECTED)
    hook.chmod(0o755)
    (clone / "content").mkdir()
    (clone / "content/paper.json").write_text("{}")
    put_program(tmp_path / "bin/sleep", f'#!/bin/sh\necho "$1" >> "{tmp_path}/slept"\n')
    environment = os.environ | {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", str(PUSH), "main"], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )
    assert (tmp_path / "slept").read_text() == "0\n", "it is not tried again"
    assert done.returncode == 1
    assert "main refuses this push: it is protected, or the workflow may not write to it" in done.stderr
    assert "changed=true" not in done.stdout
