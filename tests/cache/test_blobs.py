"""What is kept between builds, and that nothing is believed of it that is not as it was left."""

from __future__ import annotations

import pytest

from broadsheet.cache.blobs import BlobCache


@pytest.fixture
def shelf(tmp_path):
    return BlobCache(tmp_path / "shelf", tmp_path / "scratch")


def made(shelf: BlobCache, data: bytes = b"new") -> bytes:
    return shelf.take("key", lambda: data)


def test_what_was_made_is_not_made_again(shelf):
    assert made(shelf, b"first") == b"first"
    assert made(shelf, b"second") == b"first"


def test_what_was_never_made_is_not_there(shelf):
    assert shelf.look("key") is None


def test_what_is_put_takes_the_place_of_what_was_there(shelf):
    shelf.put("key", b"first")
    shelf.put("key", b"")
    assert shelf.look("key") == b""


@pytest.mark.parametrize(
    "damage",
    [lambda data: b"", lambda data: data[:-1], lambda data: data + b"x", lambda data: b"x" + data[1:]],
    ids=["emptied", "cut short", "longer", "changed"],
)
def test_what_was_damaged_counts_as_not_there(shelf, tmp_path, damage):
    shelf.put("key", b"first")
    place = tmp_path / "shelf" / "key"
    place.write_bytes(damage(place.read_bytes()))
    assert shelf.look("key") is None
    assert made(shelf) == b"new" == made(shelf, b"newer")


def test_only_what_is_named_is_kept(shelf):
    shelf.put("key", b"1")
    shelf.put("other", b"2")
    shelf.keep_only(["other"])
    assert shelf.look("key") is None and shelf.look("other") == b"2"
