"""Times that servers ask us to wait, as their headers say it."""

from __future__ import annotations

import re
from contextlib import suppress
from email.utils import parsedate_to_datetime

import httpx

_LONGEST_HEADER = 1000  # characters that are looked at
# The items of draft-ietf-httpapi-ratelimit-headers: "api";r=0;t=42, or for a policy "api";q=500;w=300.
_QUOTA = re.compile(r'"?([^",;]*)"?((?:\s*;\s*[a-z]+\s*=\s*[^;,]+)*)')
_QUOTA_PART = re.compile(r"\b([rtw])\s*=\s*([0-9]{1,9})\b", re.ASCII)


def find_asked_wait(headers: httpx.Headers) -> float | None:
    """Return the seconds of ``Retry-After`` (RFC 9110, 10.2.3: a number or a date), else of a spent quota."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    with suppress(ValueError, TypeError):
        until = parsedate_to_datetime(value)
        asked = parsedate_to_datetime(headers.get("Date", ""))
        wait = (until - asked).total_seconds()
        return max(0.0, wait)
    return find_refill(headers)


def find_refill(headers: httpx.Headers) -> float | None:
    """Return the seconds until a quota that is spent is filled again, the longest of several, or None.

    A quota that does not say when is as long as the window its policy names.
    """
    windows: dict[str, int] = {}
    for name, parts in _parse_quotas(headers.get("RateLimit-Policy", "")):
        if "w" in parts:
            windows[name] = parts["w"]
    longest: float | None = None
    for name, parts in _parse_quotas(headers.get("RateLimit", "")):
        wait = parts.get("t", windows.get(name))
        if parts.get("r") == 0 and wait is not None:
            longest = max(longest or 0.0, float(wait))
    return longest


def _parse_quotas(header: str) -> list[tuple[str, dict[str, int]]]:
    quotas = []
    for name, parts in _QUOTA.findall(header[:_LONGEST_HEADER]):
        numbers = {}
        for key, number in _QUOTA_PART.findall(parts):
            numbers[key] = int(number)
        quotas.append((name.strip(), numbers))
    return quotas
