"""Words in a list of names for those whom it does not name: "et al.", "and others", "12 others"."""

from __future__ import annotations

import re

_PEOPLE = r"(?:others?|more|(?:other|more|further|additional)\sauthors?|co-?authors?|colleagues|people)"
_NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|many|several|a\sfew)"
# In the middle of a list, before the last of its names, as APA writes it; or where the field was cut.
_GAP = re.compile(r"(?<![\s,;])[\s,;]+[(\[]?(?:\.\.\.|\u2026)[)\]]?[\s,;]*(?=[^\W\d_])")
_CUT = re.compile(r"(?:[,;][^,;]*)?(?<=\w)(?:\.\.\.|\u2026)\s*$")
_OMISSION = re.compile(
    rf"""
      (?:[\s,;(\[]|^)\s*
      (?:
        (?:(?:and|und|et|&|\+|plus)\s*)?\+?\d[\d,.]{{0,9}}\s*\+?\s+{_PEOPLE}
      | (?:and|&|\+|plus|with)\s+(?:{_NUMBER}\s+|the\s+|his\s+|her\s+|their\s+)?
        (?:others?|more|colleagues|co-?workers|co-?authors|[Oo]ther\s[Cc]ontributors|et\.?\s?al\.?)
      | (?i:et\.?\s?al(?:ii|ia|\.|(?!\w)))
      | et\ (?:autres|coll(?:\.|(?!\w))) | u\.\s?[am]\. | und\s+(?:weitere|andere) | och\s+andra | m\.\s?fl\.
      | \u0438\s+\u0434\u0440(?:\.|\u0443\u0433\u0438\u0435)? | y\s+(?:otros|col\.) | e\s+(?:outros|altri)
      | (?<=[,;\n]\s)others | (?<=[,;\n])others | ^others | (?<=[,;\n]\s)[Oo]ther\ [Cc]ontributors
      | \.\.\. | \u2026
      )
      [\s.)\]]*(?=[,;|(\[\n]|$)
    | (?<=[\u4e00-\u9fff])[\s,\uff0c\u3001]*(?:\u7b49\u4eba?|\u307b\u304b|\u4ed6)\s*(?=[,;\uff0c\uff1b\n]|$)
    """,
    re.VERBOSE | re.MULTILINE,
)


def drop_omission(text: str) -> tuple[str, bool]:
    """Return a list of names without such words, and whether there were any."""
    listed, gaps = _GAP.subn(", ", text)
    named, omissions = _OMISSION.subn(" ", listed)
    whole, cuts = _CUT.subn("", named)
    return whole, bool(gaps or omissions or cuts)
