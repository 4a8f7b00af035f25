"""Venues: which names and DOIs are those of publications, and which of preprints or of mere states."""

from __future__ import annotations

import re

# Registrants that give DOIs to preprints: such a DOI is no journal's, so that a journal's may stand beside
# it. Two prefixes of one server are one: bioRxiv and medRxiv changed theirs.
PREPRINT_REGISTRANTS = {
    "10.1101": "biorxiv",
    "10.64898": "biorxiv",
    "10.2139": "ssrn",
    "10.5281": "zenodo",
    "10.20944": "preprints.org",
    "10.21203": "research-square",
    "10.22541": "authorea",
    "10.26434": "chemrxiv",
    "10.31219": "osf",
    "10.31234": "psyarxiv",
    "10.36227": "techrxiv",
    "10.48550": "arxiv",
}
# ACM writes it before its own numbers of works that have no DOI, and it leads nowhere.
_UNREGISTERED = "10.5555"
# Words of which one stands in the name of each server of preprints, as databases write them.
_PREPRINT_SERVER = re.compile(
    r"""[a-z]*rxiv\b | \bcorr\b | \bpre-?prints?\b | \bssrn\b | social\ science\ research\ network
        | research\ square | \bzenodo\b | \bfigshare\b | \bauthorea\b | \bopenreview\b | \bosf\b
        | \bresearchgate\b | eprint\ archive | cold\ spring\ harbor\ laboratory$ | ^hal\b | \bhal\ open\b""",
    re.IGNORECASE | re.VERBOSE,
)
# A name with a year, and perhaps how the paper was presented: ``ICLR 2026 Poster``.
_EVENT = re.compile(
    r"\S.*\b(?:19|20)[0-9]{2}"
    r"(?: (?:accept|conference|datasets?|findings?|highlight|journal track|long|main|notable|oral|poster"
    r"|regular|short|spotlight|talk|tiny ?paper|track|workshop)\b.*)?",
    re.IGNORECASE,
)
_ACCEPTED_BY = re.compile(r"(?:accepted|published) (?:by|at|in) (?P<venue>\S.*)", re.IGNORECASE)
# Words of a state in which a submission is, or of a place where everything is kept.
_STATE = re.compile(
    r"submi|under review|decision|pending|reject|withdraw|retract|archive|\bactive\b|blind|deferred|desk",
    re.IGNORECASE,
)
_JOURNALS = {"tmlr": "Transactions on Machine Learning Research"}


def is_preprint_server(name: str) -> bool:
    """Return True if a venue's name is that of a server of preprints: to be there is no publication."""
    return bool(_PREPRINT_SERVER.search(name.strip()))


def journal_doi(doi: str) -> str:
    """Return a bare DOI if it can be a publication's; empty for a preprint's, and one that leads nowhere."""
    registrant = doi.partition("/")[0]
    if registrant == _UNREGISTERED or registrant in PREPRINT_REGISTRANTS:
        return ""
    return doi


def openreview_venue(text: str) -> str:
    """Return where a paper was published by its ``venue`` at OpenReview; empty while it was not.

    Venues write there what they like: only a name with a year, and words of acceptance, count.
    """
    accepted = _ACCEPTED_BY.fullmatch(text.strip())
    if accepted:
        venue = accepted["venue"]
        return _JOURNALS.get(venue.casefold(), venue)
    if _STATE.search(text) or is_preprint_server(text):
        return ""
    if _EVENT.fullmatch(text.strip()):
        return text.strip()
    return _JOURNALS.get(text.strip().casefold(), "")
