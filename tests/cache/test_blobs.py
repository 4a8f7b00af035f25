"""What is kept between builds, and that nothing is believed of it that is not as it was left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from broadsheet.cache.blobs import BlobCache


@pytest.fixture
def cache(tmp_path):
    return BlobCache(tmp_path / "blobs", tmp_path / "scratch")


def made(cache: BlobCache, data: bytes = b"new") -> bytes:
    return cache.get_or_make("key", lambda: data)


def test_what_was_made_is_not_made_again(cache):
    assert made(cache, b"first") == b"first"
    assert made(cache, b"second") == b"first"


def test_what_was_never_made_is_not_there(cache):
    assert cache.get("key") is None


def test_what_is_put_takes_the_place_of_what_was_there(cache):
    cache.put("key", b"first")
    cache.put("key", b"")
    assert cache.get("key") == b""


@pytest.mark.parametrize(
    "damage",
    [lambda data: b"", lambda data: data[:-1], lambda data: data + b"x", lambda data: b"x" + data[1:]],
    ids=["emptied", "cut short", "longer", "changed"],
)
def test_what_was_damaged_counts_as_not_there(cache, tmp_path, damage):
    cache.put("key", b"first")
    place = tmp_path / "blobs" / "key"
    place.write_bytes(damage(place.read_bytes()))
    assert cache.get("key") is None
    assert made(cache) == b"new" == made(cache, b"newer")


def test_only_what_is_named_is_kept(cache):
    cache.put("key", b"1")
    cache.put("other", b"2")
    cache.prune(["other"])
    assert cache.get("key") is None and cache.get("other") == b"2"


def make_folder(place: Path) -> None:
    place.unlink()
    (place / "inside").mkdir(parents=True)


def make_loop(place: Path) -> None:
    place.unlink()
    place.symlink_to(place)


def take_leave_away(place: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may read everything")
    place.chmod(0)


@pytest.mark.parametrize("damage", [make_folder, make_loop, take_leave_away])
def test_what_cannot_be_read_counts_as_not_there(cache, tmp_path, damage):
    cache.put("key", b"first")
    damage(tmp_path / "blobs" / "key")
    assert cache.get("key") is None
    assert made(cache) == b"new"
    cache.prune([])


def test_a_file_in_place_of_its_folder_costs_only_time(cache, tmp_path):
    (tmp_path / "blobs").write_text("a file in the way")
    assert made(cache) == b"new"
    cache.prune([])
    assert cache.get("key") is None
    assert (tmp_path / "blobs").read_text() == "a file in the way"


def test_without_room_for_half_written_files_nothing_is_kept(cache, tmp_path):
    (tmp_path / "scratch").write_text("a file in the way")
    assert made(cache) == b"new"
    assert made(cache, b"newer") == b"newer"
