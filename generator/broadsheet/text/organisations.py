"""Words by which a name shows that it is no person's: of groups, of places of work, of firms."""

from __future__ import annotations

import re

# Groups sign papers, as persons do.
_GROUP = r"""
    collaborations? consortium consortia teams? groups? investigators networks? projects? initiatives?
    committee council task\ force alliance community contributors society association federations?
    partnership workshop programme program study trialists
"""
# Where somebody works, which stands beside a person's name but is nobody.
_WORKPLACE = r"""
    university universities universit[a\u00e4\u00e0\u00e9\u00e8]t? universit[e\u00e9\u00e8] universidade?
    universiteit univerzita uniwersytet univ college school faculty department dept division hospitals?
    clinic polytechnic politecnico politechnika hochschule [e\u00e9]cole fachbereich campus
"""
# Institutions, firms and papers: alone they may sign a work, beside a person they are where it was done.
_INSTITUTION = r"""
    institutes? institut instituto istituto instituut institutions? laborator(?:y|ies|ium|io) laboratoire
    labs? cent(?:er|re)s? centro zentrum academy akademie foundation stiftung museum ministry agency
    bureau office organi[sz]ations? observatory library authority inc ltd llc gmbh corp corporation
    company co\. plc sons bros partners associates publishing publishers research news magazine journal
    times gazette blog
"""
# Those that are known without such a word; "Huawei" is a given name as well.
_KNOWN = re.compile(
    r"""
    (?:Google|DeepMind|Microsoft|OpenAI|Anthropic|NVIDIA|Huawei|Tencent|Alibaba|Baidu|ByteDance|Samsung|Meta|IBM
      |Apple|Amazon|MIT|ETH|EPFL|CNRS|Inria|CERN|NASA)
    (?:\ (?:AI|DeepMind|Brain|Cloud|Seed|Technologies|Zurich|Zürich|FAIR|Corporation|Electronics))?
    """,
    re.VERBOSE,
)


def _any_of(*tables: str) -> re.Pattern[str]:
    """Return the pattern of any word of some tables; a space within a word stands behind a backslash."""
    words: list[str] = []
    for table in tables:
        words += re.split(r"(?<!\\)\s+", table.strip())
    alternatives = "|".join(words)
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])", re.IGNORECASE)


_ANY_GROUP = _any_of(_GROUP)
_ANY_WORKPLACE = _any_of(_WORKPLACE)
_ANY_AFFILIATION = _any_of(_WORKPLACE, _INSTITUTION)
_ANY_ORGANISATION = _any_of(_GROUP, _WORKPLACE, _INSTITUTION)


def is_group(name: str) -> bool:
    """Return true for a collaboration, a team or the like, which signs papers as persons do."""
    return _ANY_GROUP.search(name) is not None


def is_workplace(name: str) -> bool:
    """Return true for a university, a department or the like, which never signs a paper."""
    return _ANY_WORKPLACE.search(name) is not None


def is_affiliation(name: str) -> bool:
    """Return true for what is where somebody works, if it stands beside that person's name."""
    is_place = _ANY_AFFILIATION.search(name) or _KNOWN.fullmatch(name)
    return is_place is not None and not is_group(name)


def is_organisation(name: str) -> bool:
    """Return true for a name with a word of groups, workplaces, institutions or firms in it."""
    return _ANY_ORGANISATION.search(name) is not None
