"""Words in a list of names for those whom it does not name: "et al.", "and others", "12 others"."""

from __future__ import annotations

import re

_PEOPLE = r"(?:others?|more|(?:other|more|further|additional)\sauthors?|co-?authors?|colleagues|people)"
_OMISSION = re.compile(
    rf"""
      (?:[\s,;(\[]|^)\s*
      (?:
        (?:(?:and|und|et|&|\+|plus)\s*)?\+?\d[\d,.]{{0,9}}\s*\+?\s+{_PEOPLE}
      | (?:and|&|\+|plus|with)\s+(?:many\s+|several\s+|the\s+|his\s+|her\s+|their\s+)?
        (?:others|more|colleagues|co-?workers|co-?authors|[Oo]ther\s[Cc]ontributors|et\.?\s?al\.?)
      | (?i:et\.?\s?al(?:ii|ia|\.|(?!\w)))
      | et\ coll(?:\.|(?!\w)) | u\.\s?[am]\. | \u0438\s+\u0434\u0440\.? | y\s+(?:otros|col\.)
      | e\s+outros | m\.\s?fl\.
      | (?<=[,;\n]\s)others | (?<=[,;\n])others | ^others | (?<=[,;\n]\s)[Oo]ther\ [Cc]ontributors
      | \.\.\. | \u2026
      )
      [\s.)\]]*(?=[,;|(\[\n]|$)
    | (?<=[\u4e00-\u9fff])[\s,\uff0c\u3001]*\u7b49\u4eba?\s*(?=[,;\uff0c\uff1b\n]|$)
    """,
    re.VERBOSE | re.MULTILINE,
)


def drop_omission(text: str) -> tuple[str, bool]:
    """Return a list of names without such words, and whether there were any."""
    named, omissions = _OMISSION.subn(" ", text)
    return named, omissions > 0
