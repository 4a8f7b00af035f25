"""Settings of comments on the pages of papers: ``comments`` in ``site.yaml``."""

from __future__ import annotations

import re

from broadsheet.model.site import Giscus
from broadsheet.settings.fields import Fields
from broadsheet.settings.repository import GITHUB_NAME
from broadsheet.text.plain import clean, shorten

PROVIDERS = ("giscus",)
_ID = re.compile(r"[A-Za-z0-9_=-]{4,100}", re.ASCII)
_REPOSITORY_ABOUT = "owner and name of the public repository whose discussions are shown"


def read_comments(site: Fields) -> Giscus | None:
    """Return where readers comment, as ``site.yaml`` says; None where they do not."""
    ours = site.inside("comments", about="who shows comments on the pages of papers, once a reader asks")
    provider = ours.choice("provider", PROVIDERS, required=bool(ours.names()), about="who shows the comments")
    if not provider:
        ours.close()
        return None
    comments = Giscus(
        repository=_read(ours, "repository", _REPOSITORY_ABOUT, GITHUB_NAME),
        repository_id=_read(ours, "repository_id", "its id, as https://giscus.app tells it", _ID),
        category=clean(ours.text("category", required=True, about="the category of the discussions")),
        category_id=_read(ours, "category_id", "its id, as https://giscus.app tells it", _ID),
    )
    ours.close()
    return comments


def _read(ours: Fields, key: str, about: str, pattern: re.Pattern[str]) -> str:
    given = ours.text(key, required=True, about=about)
    if given and not pattern.fullmatch(given):
        ours.wrong(f"must be {about}, not {shorten(repr(given), 60)}", key)
    return given
