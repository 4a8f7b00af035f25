"""Parts of a journal's issue that its feed lists beside the papers, such as the table of contents.

Corrections, retractions and editorials are none of them: they are papers, or say something of papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# A part, and the titles under which publishers list it, in small letters.
_PARTS = {
    "table of contents": (
        *("table of contents", "contents", "contents list", "issue contents", "graphical contents", "toc"),
        *("graphical contents list", "inhalt", "inhaltsverzeichnis", "sommaire", "table des matières"),
        *("índice", "sumário", "contenido"),
    ),
    "issue information": (
        *("issue information", "issue information - toc", "issue publication information", "front matter"),
        *("publication information", "journal information", "back matter", "title page", "impressum"),
        *("copyright page", "copyright notice", "imprint", "in this issue", "blank page", "volume contents"),
    ),
    "editorial board": (
        *("editorial board", "editorial boards", "editorial advisory board", "editorial staff", "masthead"),
        *("mastheads", "issue editorial masthead", "staff list", "editorial board page", "editors"),
        *("editorial board and publication information", "aims and scope", "aims & scope"),
    ),
    "cover": (
        *(
            "cover",
            "cover image",
            "cover picture",
            "cover page",
            "front cover",
            "back cover",
            "outside cover",
        ),
        *("front cover image", "back cover image", "inside cover", "inside front cover", "inside back cover"),
        *("outside front cover", "outside back cover", "front cover picture", "inside cover picture"),
    ),
    "information for authors": (
        *(
            "information for authors",
            "instructions for authors",
            "instructions to authors",
            "call for papers",
        ),
        *("guide for authors", "guidelines for authors", "author guidelines", "subscription information"),
    ),
    "list of names": (
        *("author index", "subject index", "keyword index", "list of reviewers", "list of referees"),
        *("acknowledgement of reviewers", "acknowledgment of reviewers", "acknowledgement to reviewers"),
        *("acknowledgment to reviewers", "acknowledgements to reviewers", "acknowledgments to reviewers"),
    ),
}
# "Table of Contents, Volume 12, No. 3", "Editorial Board (Vol. 7)".
_ISSUE = re.compile(
    r"[\s,:;(\[–—-]*\b(?:for |of )?(?:volume|vol|issue|no|number)\b[\s.]*[0-9].*", re.IGNORECASE
)
# "Front Cover: A Lamp in the Dark (Adv. Stones 3/2026)" is the picture; the paper has an item of its own.
_COVER_OF = re.compile(
    r"(?:inside |outside )?(?:front |back )cover(?: image| picture| feature)?:.*"
    r"|cover (?:picture|image|feature):.*"
)
# "IEEE Transactions on Stones Publication Information"
_OF_IEEE = re.compile(
    r"ieee .* (publication information|information for authors|society information|table of contents)"
)


def _list_titles() -> Iterator[tuple[str, str]]:
    for part, titles in _PARTS.items():
        for title in titles:
            yield title, part


_PART_BY_TITLE = dict(_list_titles())


def find_journal_part(title: str) -> str:
    """Return which part of an issue an item with this title is; empty for a paper."""
    plain_title = title.lower().replace("\N{HYPHEN}", "-").replace("\N{EN DASH}", "-")
    words = " ".join(_ISSUE.sub("", plain_title).strip(" .:;,*").split())
    part = _PART_BY_TITLE.get(words, "")
    if not part and _COVER_OF.fullmatch(words):
        part = "cover"
    if not part and _OF_IEEE.fullmatch(words):
        part = "issue information"
    return part
