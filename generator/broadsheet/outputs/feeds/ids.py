"""Ids of feeds and of their items: tag URIs (RFC 4151)."""

from __future__ import annotations

from urllib.parse import urlsplit


def authority_of(url: str) -> str:
    """Return what ids begin with after ``tag:``: who names, a date when the name was theirs, the site's path.

    The year is that of the format, not of the site: were it taken from the content, a backfill
    would rename every item. An owner whose name is younger sets ``feed_ids`` in site.yaml.
    """
    parts = urlsplit(url)
    path = parts.path.strip("/")
    if path:
        path += "/"
    return f"{parts.hostname},2026:{path}"
