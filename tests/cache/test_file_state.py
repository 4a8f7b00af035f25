"""States of files: a change shows, and a time that is too young to prove anything is not believed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from broadsheet.cache.file_state import FileState, content_state, output_state, safe_mtime


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_text("words")
    return path


def test_a_write_shows_in_content_even_where_size_and_time_are_as_they_were(file: Path) -> None:
    before = file.stat()
    time.sleep(0.02)
    file.write_text("WORDS")
    os.utime(file, ns=(before.st_mtime_ns, before.st_mtime_ns))
    assert content_state(file.stat()) != content_state(before)
    assert output_state(file.stat()) == output_state(before)


def test_linking_and_moving_an_output_is_no_change(file: Path) -> None:
    before = output_state(file.stat())
    time.sleep(0.02)
    os.link(file, file.with_name("link"))
    file.replace(file.with_name("moved"))
    assert output_state(file.with_name("moved").stat()) == before


def test_a_state_is_safe_only_if_both_times_are_older() -> None:
    assert FileState(1, 4, 4).is_safe(5)
    assert not FileState(1, 5, 4).is_safe(5)
    assert not FileState(1, 4, 5).is_safe(5)


def test_the_safe_time_is_a_tick_before_now_by_the_clock_of_files(file: Path) -> None:
    safe = safe_mtime(file.parent / "new")
    later = file.with_name("later")
    later.write_text("words")
    coarsest = 2_000_000_000  # ns; that of FAT
    assert file.stat().st_mtime_ns - coarsest <= safe <= later.stat().st_mtime_ns - coarsest
    assert list((file.parent / "new").iterdir()) == []


def test_where_no_file_can_be_written_no_time_is_safe(file: Path) -> None:
    assert safe_mtime(file / "inside") == 0
