"""Times that servers ask us to wait, as their headers say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime

import httpx

_LONGEST_HEADER = 1000  # characters that are looked at
# The items of draft-ietf-httpapi-ratelimit-headers: "api";r=0;t=42, or for a policy "api";q=500;w=300.
_QUOTA = re.compile(r'"?([^",;]*)"?((?:\s*;\s*[a-z]+\s*=\s*[^;,]+)*)')
# Crossref's: 50 requests in "1s".
_LIMIT = re.compile(r"[0-9]{1,6}", re.ASCII)
_INTERVAL = re.compile(r"([0-9]{1,5})s", re.ASCII)
# GitHub's: the second, counted from 1970, in which a quota is filled again.
_RESET = re.compile(r"[0-9]{10}", re.ASCII)
_QUOTA_PART = re.compile(r"\b([rtw])\s*=\s*([0-9]{1,9})\b", re.ASCII)


def find_asked_wait(headers: httpx.Headers) -> float | None:
    """Return the seconds of ``Retry-After`` (RFC 9110, 10.2.3: a number or a date), else of a spent quota."""
    value = headers.get("Retry-After", "")
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    with suppress(ValueError, TypeError):
        until = parsedate_to_datetime(value)
        sent = headers.get("Date", "")
        wait = until - parsedate_to_datetime(sent)
        seconds = wait.total_seconds()
        return max(0.0, seconds)
    refill = find_refill(headers)
    return find_reset(headers) if refill is None else refill


def find_reset(headers: httpx.Headers) -> float | None:
    """Return the seconds until GitHub's quota is filled again, where it is spent, or None.

    Its header names a moment, which is compared with the ``Date`` of the same answer.
    """
    is_spent = headers.get("X-RateLimit-Remaining", "").strip() == "0"
    reset = _RESET.fullmatch(headers.get("X-RateLimit-Reset", "").strip())
    if not is_spent or reset is None:
        return None
    with suppress(ValueError, TypeError):
        sent = parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, int(reset[0]) - sent.timestamp())
    return None


def find_refill(headers: httpx.Headers) -> float | None:
    """Return the seconds until a quota that is spent is filled again, the longest of several, or None.

    A quota that does not say when is as long as the window its policy names.
    """
    windows = _find_windows(headers)
    refills: list[float] = []
    for name, numbers in _parse_quotas(headers, "RateLimit"):
        is_spent = numbers.get("r") == 0
        refill = numbers.get("t", windows.get(name))
        if is_spent and refill is not None:
            refills.append(refill)
    return max(refills, default=None)


def find_spacing(headers: httpx.Headers) -> float:
    """Return the seconds between requests that Crossref's headers ask for; 0 where there are none."""
    limit = _LIMIT.fullmatch(headers.get("X-Rate-Limit-Limit", "").strip())
    interval = _INTERVAL.fullmatch(headers.get("X-Rate-Limit-Interval", "").strip())
    if limit is None or interval is None:
        return 0.0
    return int(interval[1]) / max(1, int(limit[0]))


def _find_windows(headers: httpx.Headers) -> dict[str, int]:
    """Return the seconds of the windows in which quotas are counted, by the names of the quotas."""
    windows = {}
    for name, numbers in _parse_quotas(headers, "RateLimit-Policy"):
        if "w" in numbers:
            windows[name] = numbers["w"]
    return windows


def _parse_quotas(headers: httpx.Headers, header: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield the name and the numbers of each quota."""
    text = headers.get(header, "")
    for name, parts in _QUOTA.findall(text[:_LONGEST_HEADER]):
        numbers = {}
        for key, number in _QUOTA_PART.findall(parts):
            numbers[key] = int(number)
        yield name.strip(), numbers
