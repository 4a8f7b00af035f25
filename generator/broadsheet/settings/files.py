"""Files of settings as text, or a clear sentence about each that is none."""

from __future__ import annotations

from pathlib import Path

from broadsheet.disk.regular_files import UnreadableFileError, read_regular
from broadsheet.errors import ConfigError

MAX_BYTES = 1_000_000
CONTENT = "content/"


def read_settings_file(path: Path, place: str) -> str | None:
    """Return the text of a file of settings; None where there is none.

    ConfigError where it cannot be read, and where one of ``content/`` is no regular file.
    """
    try:
        return _read(path, place).decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnreadableFileError as error:
        raise ConfigError(f"{place}: {error}") from error
    except UnicodeDecodeError:
        raise ConfigError(f"{place}: is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{place}: cannot be read ({error.strerror}); mend that first") from error


def _read(path: Path, place: str) -> bytes:
    if place.startswith(CONTENT):
        return read_regular(path, MAX_BYTES)
    return path.read_bytes()  # the owner may keep it elsewhere, and name a link or a pipe
