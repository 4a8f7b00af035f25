"""Soak: random edits, kills, rot and full disks; nothing good is lost, and nothing wrong is published.

``SOAK`` is the share of all rounds that is run: ``make soak`` runs all of them, and without it a tenth is.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import replay_server
import trustme
from building import build, copy_of_world, unmeasured
from click.testing import CliRunner
from posting import PASSWORD, USER, Mailbox, authority_file, mail_server
from rotting import files_to_rot, rot

from broadsheet.cache.owned_files import RECORD
from broadsheet.cli import main
from broadsheet.pipeline import read_library

pytestmark = pytest.mark.slow
Snapshot = Callable[[Path], dict[str, bytes]]

SHARE = float(os.environ.get("SOAK", "0.1"))
EDITS, KILLS, FLIPS, FULL_DISKS = 60, 60, 200, 20


def rounds(number: int) -> range:
    """The seeds of those of ``number`` rounds that are run."""
    return range(max(1, round(number * SHARE)))


def broadsheet(root: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "broadsheet", words[0], "--root", str(root), *words[1:]]


def copy_of(root: Path, target: Path) -> Path:
    """A copy of a site without anything that was built."""
    shutil.copytree(root, target, ignore=shutil.ignore_patterns("build", "site", ".cache"))
    return target


def kill_after(command: list[str], seconds: float, **environment: str) -> bool:
    """Start a command and kill it, and all that it started; False where it was done before."""
    running = subprocess.Popen(
        command,
        env=unmeasured() | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, 9)
        running.wait()
        return True
    return False


# Edits


def papers(root: Path) -> list[Path]:
    return sorted((root / "content/papers").glob("*/*.json"))


def edit_paper(root: Path, dice: random.Random) -> None:
    path = dice.choice(papers(root))
    paper = json.loads(path.read_bytes())
    paper["title"] = f"{paper['title']} {dice.randrange(100)}"
    paper["sightings"][0]["votes"] = dice.randrange(500)
    path.write_text(json.dumps(paper), "utf-8")


def add_paper(root: Path, dice: random.Random) -> None:
    paper = json.loads((root / "content/papers/2603/2603.00001.json").read_bytes())
    paper["id"] = f"2603.{dice.randrange(20000, 30000):05}"
    paper["title"] = f"A paper that came at {dice.random()}"
    (root / f"content/papers/2603/{paper['id']}.json").write_text(json.dumps(paper), "utf-8")


def remove_added_paper(root: Path, dice: random.Random) -> None:
    added = [path for path in papers(root) if path.stem > "2603.2"]
    if added:
        dice.choice(added).unlink()


def write_note(root: Path, dice: random.Random) -> None:
    effect = dice.choice(["hide: true", "pin: true", f"takeaway: Worth {dice.randrange(9)} looks"])
    name = dice.choice(papers(root)).stem
    note = root / f"content/notes/{name}.md"
    note.write_text(f"---\n{effect}\n---\nSome words, {dice.randrange(99)}.\n", "utf-8")


def remove_note(root: Path, dice: random.Random) -> None:
    notes = sorted((root / "content/notes").glob("*.md"))
    if notes:
        dice.choice(notes).unlink()


def write_page(root: Path, dice: random.Random) -> None:
    page = root / f"content/pages/{dice.choice('abc')}.md"
    page.write_text(f"# Page\n\nOf {dice.random()}\n", "utf-8")


def change_settings(root: Path, dice: random.Random) -> None:
    (root / "content/config/site.yaml").write_text(f"top: {dice.randrange(1, 6)}\n", "utf-8")


EDITORS = (edit_paper, add_paper, remove_added_paper, write_note, remove_note, write_page, change_settings)


def is_sound(root: Path) -> bool:
    return CliRunner().invoke(main, ["check", "--root", str(root)]).exit_code == 0


def edit(root: Path, dice: random.Random) -> None:
    """Make one random edit after which the content is sound; a person would take back any other."""
    for _ in range(20):
        before = {path: path.read_bytes() for path in (root / "content").rglob("*") if path.is_file()}
        dice.choice(EDITORS)(root, dice)
        if is_sound(root):
            return
        for path in [path for path in (root / "content").rglob("*") if path.is_file()]:
            path.unlink()
        for path, data in before.items():
            path.write_bytes(data)
    raise AssertionError("no edit was sound")


def test_after_each_of_many_edits_the_site_is_that_of_a_clean_build(
    world: Path, tmp_path: Path, snapshot: Snapshot
) -> None:
    dice = random.Random(14)
    assert build(world).returncode == 0
    for number in rounds(EDITS):
        edit(world, dice)
        done = build(world)
        assert done.returncode == 0, done.stderr
        clean = copy_of(world, tmp_path / f"clean{number}")
        assert build(clean).returncode == 0
        assert snapshot(world / "site") == snapshot(clean / "site"), f"edit {number}"
        shutil.rmtree(clean)


# Kills


def test_builds_that_are_killed_leave_whole_files_and_the_next_finishes(
    world: Path, tmp_path: Path, snapshot: Snapshot
) -> None:
    dice = random.Random(15)
    began = time.monotonic()
    assert build(world).returncode == 0
    longest = time.monotonic() - began
    kills = 0
    while kills < len(rounds(KILLS // 3)):
        before = snapshot(world / "site")
        edit(world, dice)
        kills += kill_after(broadsheet(world, "build"), dice.uniform(0.3, longest))
        during = snapshot(world / "site")
        assert build(world).returncode == 0
        after = snapshot(world / "site")
        assert before.keys() & after.keys() <= during.keys()
        torn = [path for path in during if during[path] not in (before.get(path), after.get(path))]
        assert torn == []
        clean = copy_of(world, tmp_path / f"clean{kills}")
        assert build(clean).returncode == 0
        assert after == snapshot(clean / "site")
        shutil.rmtree(clean, ignore_errors=True)


@pytest.fixture
def posted(world: Path) -> Iterator[tuple[Path, Mailbox, dict[str, str]]]:
    authority = trustme.CA()
    with mail_server(authority) as box:
        (world / "content/config/mail.yaml").write_text(
            f"from: digest@review.example\nhost: 127.0.0.1\nport: {box.port}\nper_minute: 1000000\n"
            "unsubscribe: https://review.example/leave?who={address}&proof={token}\n"
        )
        environment = {
            "SSL_CERT_FILE": str(authority_file(authority, world.parent)),
            "BROADSHEET_MAIL_KEY": "a key that is long enough",
            "BROADSHEET_SMTP_USER": USER,
            "BROADSHEET_SMTP_PASSWORD": PASSWORD,
        }
        yield world, box, environment


def test_mail_that_is_killed_reaches_each_reader_once(
    posted: tuple[Path, Mailbox, dict[str, str]], tmp_path: Path
) -> None:
    world, box, environment = posted
    dice = random.Random(16)
    kills = 0
    while kills < len(rounds(KILLS // 3)):
        readers = [f"reader{kills}-{number}@example.org" for number in range(200)]
        subscribers = tmp_path / "subscribers.txt"
        subscribers.write_text("\n".join(readers) + "\n")
        shutil.rmtree(world / "mail", ignore_errors=True)
        box.taken.clear()
        command = broadsheet(world, "mail", "--to", str(subscribers), "--edition", "2026-03-02")
        was_killed = kill_after(command, dice.uniform(0.5, 4), **environment)
        kills += was_killed
        done = subprocess.run(
            command, env=unmeasured() | environment, capture_output=True, text=True, check=False
        )
        uncertain = done.stderr.count(": unknown: ")
        assert uncertain <= was_killed, done.stderr
        taken = Counter(box.readers)
        assert set(taken.values()) == {1}, done.stdout + done.stderr
        assert len(taken) >= len(readers) - uncertain


@pytest.fixture
def replayed(tmp_path: Path) -> Iterator[Path]:
    """A new site whose only source is a replay of made-up papers."""
    command = [sys.executable, replay_server.__file__, "--today", "2026-05-29"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        address = server.stdout.readline().strip()
        root = tmp_path / "new"
        assert CliRunner().invoke(main, ["init", str(root)]).exit_code == 0
        (root / "content/config/sources.yaml").write_text(
            f"sources: [{{kind: huggingface, url: '{address}'}}]\n"
        )
        yield root
        server.terminate()


def test_fetches_that_are_killed_leave_content_sound_and_the_next_finishes(
    replayed: Path, snapshot: Snapshot
) -> None:
    dice = random.Random(17)
    fetch = broadsheet(replayed, "fetch", "--since", "2026-05-01", "--until", "2026-05-29")
    began = time.monotonic()
    subprocess.run(fetch, env=unmeasured(), check=True, capture_output=True)
    longest = time.monotonic() - began
    expected = snapshot(replayed / "content")
    kills = 0
    while kills < len(rounds(KILLS // 3)):
        for folder in ("papers", "ledger"):
            shutil.rmtree(replayed / "content" / folder)
        kills += kill_after(fetch, dice.uniform(longest / 3, longest))
        read_library(replayed)
        subprocess.run(fetch, env=unmeasured(), check=True, capture_output=True)
        assert snapshot(replayed / "content") == expected


# Rot


@pytest.mark.parametrize("folder", [".cache", "build", "site"])
def test_rot_is_not_published_after_a_deep_look_and_a_build(
    world: Path, snapshot: Snapshot, folder: str
) -> None:
    dice = random.Random(folder)
    assert build(world).returncode == 0
    before = snapshot(world / "site")
    flips = len(rounds(FLIPS // 3 + 1))
    for start in range(0, flips, 10):
        files = files_to_rot(world / folder)
        for _ in range(min(10, flips - start)):
            rot(dice.choice(files), dice.randrange(1 << 20))
        CliRunner().invoke(main, ["doctor", "--root", str(world), "--deep"])
        done = build(world)
        assert done.returncode == 0, done.stdout + done.stderr
        assert snapshot(world / "site") == before
        assert (world / "site" / RECORD).is_file()


# Full disks

# A disk of so many kB holds the site; it is filled up to FREE, built on, given room, and built on again.
ON_A_SMALL_DISK = """
set -eu
mount -t tmpfs -o size=40m none "$DISK"
cp -a "$ROOT/." "$DISK"
cd "$DISK"
head -c $(( $(df --output=avail -k . | tail -1) - FREE ))k /dev/zero > .filling
code=0
"$PYTHON" -m broadsheet "$COMMAND" >"$OUT/said" 2>"$OUT/told" || code=$?
echo "$code" > "$OUT/code"
mkdir "$OUT/after"
cp -a content "$OUT/after"
if [ -e site ]; then cp -a site "$OUT/after"; fi
rm .filling
"$PYTHON" -m broadsheet "$COMMAND" >"$OUT/said-then" 2>"$OUT/told-then"
cp -a content "$OUT"
if [ -e site ]; then cp -a site "$OUT"; fi
"""


UNSHARE = ("unshare", "--mount", "--user", "--map-root-user")


def can_mount() -> bool:
    if sys.platform != "linux" or not shutil.which("unshare"):
        return False
    done = subprocess.run(
        [*UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world as it was built, and edited after that."""
    root = copy_of_world(tmp_path_factory.mktemp("full"))
    assert build(root).returncode == 0
    for number in range(20000, 20040):
        paper = json.loads((root / "content/papers/2603/2603.00001.json").read_bytes())
        paper |= {"id": f"2603.{number}", "title": f"A paper of the number {number}"}
        (root / f"content/papers/2603/2603.{number}.json").write_text(json.dumps(paper), "utf-8")
    return root


@pytest.fixture(scope="module")
def rebuilt(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a clean build makes of it."""
    root = copy_of(built, tmp_path_factory.mktemp("clean") / "world")
    assert build(root).returncode == 0
    return root / "site"


@pytest.mark.parametrize("seed", rounds(FULL_DISKS))
def test_on_a_full_disk_a_build_says_so_and_loses_nothing(
    built: Path, rebuilt: Path, tmp_path: Path, snapshot: Snapshot, seed: int
) -> None:
    if not can_mount():
        pytest.skip("needs leave to mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    free = random.Random(seed).randrange(0, 2500)  # kB
    environment = {
        "DISK": str(disk),
        "ROOT": str(built),
        "OUT": str(tmp_path),
        "PYTHON": sys.executable,
        "COMMAND": "build",
        "FREE": str(free),
    }
    done = subprocess.run(
        [*UNSHARE, "sh", "-c", ON_A_SMALL_DISK],
        env=unmeasured() | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    told = (tmp_path / "told").read_text()
    assert done.returncode == 0, done.stderr + told
    before, during, after = snapshot(built / "site"), snapshot(tmp_path / "after/site"), snapshot(rebuilt)
    if (tmp_path / "code").read_text() != "0\n":
        assert (tmp_path / "code").read_text() == "1\n"
        assert "Traceback" not in told
        assert told.count("\n") == 1
        assert "No space left on device); make room, then run again" in told
    assert snapshot(tmp_path / "after/content") == snapshot(built / "content")
    assert before.keys() & after.keys() <= during.keys()
    assert [path for path in during if during[path] not in (before.get(path), after.get(path))] == []
    assert snapshot(tmp_path / "site") == after
