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
    "10.12074": "chinaxiv",
    "10.20944": "preprints.org",
    "10.21203": "research-square",
    "10.22541": "authorea",
    "10.26434": "chemrxiv",
    "10.31219": "osf",
    "10.31222": "metaarxiv",
    "10.31223": "eartharxiv",
    "10.31224": "engrxiv",
    "10.31233": "paleorxiv",
    "10.31234": "psyarxiv",
    "10.31235": "socarxiv",
    "10.31730": "africarxiv",
    "10.32388": "qeios",
    "10.33774": "open-engage",
    "10.35542": "edarxiv",
    "10.36227": "techrxiv",
    "10.48550": "arxiv",
    "10.51094": "jxiv",
    "10.6084": "figshare",
    "10.70675": "hal",
    "10.7287": "peerj-preprints",
}
# Registrants of journals and preprints alike, and how the DOIs of their preprints go on.
_PREPRINTS_OF_PUBLISHERS = (
    ("10.1002", "wiley-preprints", re.compile(r"essoar\.")),
    ("10.14293", "scienceopen-preprints", re.compile(r"pr2199\.|s2199-1006\.1\.sor-\.pp")),
    ("10.1590", "scielo-preprints", re.compile(r"scielopreprints\.")),
    ("10.2196", "jmir-preprints", re.compile(r"preprints\.")),
    ("10.5194", "copernicus-discussions", re.compile(r"[a-z]+-20[0-9]{2}-[0-9]+(?:-|$)")),
)
# Servers that give every version a number of its own, which tells nothing of the others.
SERVERS_THAT_NUMBER_ANEW = frozenset(("zenodo",))
# ACM writes it before its own numbers of works that have no DOI, and it leads nowhere.
_UNREGISTERED = "10.5555"
# Words of which one stands in the name of each server of preprints, as databases write them.
_PREPRINT_SERVER = re.compile(
    r"""[a-z]*xiv\b | \bcorr\b | computing\ research\ repository | \bpre-?prints?\b | \bprepr\.
        | \be-?prints?\b | \bssrn\b
        | social\ science\ research\ network | research\ square | \bzenodo\b | \bfigshare\b | \bdryad\b
        | dataverse\b | \bauthorea\b | \bopenreview\b | \bosf\b | open\ science\ framework
        | \bqeios\b | \boptica\ open\b | \bcogprints\b | \bphilsci[\ -]?archive\b | \bmendeley\ data\b
        | \bdatacite\b | \bmpra\b | \bresearchgate\b
        | \bvixra\b | \begusphere\b | \bess\ open\ archive | \bessoar\b | \brepec\b
        | open\ engage\b | colloquium\ (?:on\ )?comput\w*\.?\ complex
        | cold\ spring\ harbor\ laboratory$ | ^hal\b | \bhal\ open\b""",
    re.IGNORECASE | re.VERBOSE,
)
# How papers are presented at a conference.
_PRESENTED = (
    r"(?:accept\w*|conference|datasets?|demo|findings?|highlight|journal\ track|long|main|notable|oral"
    r"|posters?|regular|short|spotlights?|talk|tiny\ ?papers?|track|workshop)\b"
)
# A name with a year, and perhaps how the paper was presented: ``ICLR 2026 Poster``.
_EVENT = re.compile(
    rf"\S.*\b(?:19|20)[0-9]{{2}}(?:\b.*\b{_PRESENTED}.*)?",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_VENUE = 300  # characters; a longer text is a story
_ACCEPTED_BY = re.compile(r"(?:accepted|published) (?:by|at|in) (?P<venue>\S.*)", re.IGNORECASE)
# Words of a state in which a submission is, or of a place where everything is kept.
_STATE = re.compile(
    r"submi|under review|not yet|undecided|\binvited? to\b"
    r"|decision|pending|reject|withdraw|retract|archive|\bactive\b|blind|deferred|desk"
    r"|rolling review|\barr\b|anonym|expired|draft|revision",
    re.IGNORECASE,
)
_JOURNALS = {"tmlr": "Transactions on Machine Learning Research"}
# Words of a meeting, and names of some that have none.
_MEETING = re.compile(
    r"""\b(?: conf(?:erences?|\.)? | workshops? | symposi(?:um|a) | symp\. | congress | colloquium | seminar
        | annual\ meeting | summit | chapter\ of\ the\ association | neurips | nips | interspeech
        | (?:neural\ information\ processing|robotics:\ science\ and)\ systems | usenix\ security | icassp
        | computer\ vision\ and\ pattern\ recognition | knowledge\ discovery\ and\ data\ mining
        | acm\ multimedia | findings\ of\ (?:the\ association|[A-Z]+) )(?!\w)
        | (?:19|20)[0-9]{2}\ \(?(?:[\w-]+\ ){0,3}"""
    + _PRESENTED,
    re.IGNORECASE | re.VERBOSE,
)
_PROCEEDINGS = re.compile(r"\bproc(?:eedings\b|\.)", re.IGNORECASE)
# Journals that are called proceedings, or after conferences.
_JOURNAL_OF_PROCEEDINGS = re.compile(
    r"""\b(?: proc(?:eedings|\.)\ ?(?:of\ )?(?:the\ )?
            (?: [\w.,()&\ ]*?\b(?:acad|soc|inst|endow)\w* | ieee$ | ieee[\ ,]+[0-9] | acm\ (?:on|[a-z]+\.) )
        | proceedings\ on\ privacy )""",
    re.IGNORECASE | re.VERBOSE,
)
_PERIODICAL = re.compile(
    r"(?:the )?(?:\w+ |\w+/\w+ )?(?:journals?\b|j\.|trans(?:actions|\.)|annals|acta|bulletin|letters)",
    re.IGNORECASE,
)
_CONFERENCE_SERIES = re.compile(r"\bconf(?:erence|\.)\ ?(?:series|ser\.|proc)", re.IGNORECASE)
# A word with a year is a conference, but for journals that go by one word.
_WORD_AND_YEAR = re.compile(r"(?P<word>[A-Z][\w+&-]*) ?(?:(?:19|20)[0-9]{2}|['’][0-9]{2})", re.ASCII)
_ONE_WORD_JOURNALS = frozenset(
    (
        *("apj", "brain", "cell", "chaos", "ecology", "elife", "entropy", "genetics", "ijcv", "ijrr", "jair"),
        *("jcap", "jhep", "jmlr", "lmcs", "mnras", "nature", "neurocomputing", "neuroimage", "neuron"),
        *("optica", "patterns", "pnas", "quantum", "science", "sensors", "tacl", "tmlr", "tnnls", "tog"),
        *("tosem", "tpami", "universe"),
    )
)
_NUMBER_ALONE = re.compile(r"(?:^|[\s,;:(])(?:[0-9]+|[A-HX][0-9]{2,})(?=$|[\s,;:)])")


def is_preprint_server(name: str) -> bool:
    """Return True if a venue's name is that of a server of preprints: to be there is no publication."""
    return bool(_PREPRINT_SERVER.search(name.strip()))


def venue_name(text: str) -> str:
    """Return what a source calls the place of publication; empty where that is a server of preprints."""
    if _PREPRINT_SERVER.match(text.strip()):
        return ""
    return text.strip()


def preprint_server(registrant: str, rest: str) -> str:
    """Return the server that gave a DOI, in its two parts, to a preprint; empty for a publication's."""
    for publisher, server, beginning in _PREPRINTS_OF_PUBLISHERS:
        if registrant == publisher and beginning.match(rest):
            return server
    return PREPRINT_REGISTRANTS.get(registrant, "")


def registered_doi(doi: str) -> str:
    """Return a bare DOI that was given by an agency; empty for one that leads nowhere."""
    if doi.startswith(f"{_UNREGISTERED}/"):
        return ""
    return doi


def journal_doi(doi: str) -> str:
    """Return a bare DOI if it can be a publication's; empty for a preprint's, and one that leads nowhere."""
    registrant, _, rest = doi.partition("/")
    if preprint_server(registrant, rest):
        return ""
    return registered_doi(doi)


def openreview_venue(text: str) -> str:
    """Return where a paper was published by its ``venue`` at OpenReview; empty while it was not.

    Venues write there what they like: only a name with a year, and words of acceptance, count.
    """
    accepted = _ACCEPTED_BY.fullmatch(text.strip())
    if accepted:
        venue = accepted["venue"]
        return _JOURNALS.get(venue.casefold(), venue)
    if len(text) > _LONGEST_VENUE or _STATE.search(text) or is_preprint_server(text):
        return ""
    if _EVENT.fullmatch(text.strip()):
        return text.strip()
    return _JOURNALS.get(text.strip().casefold(), "")


def is_conference(text: str) -> bool:
    """Return True if a venue's name, or a whole reference, is that of a conference and not of a journal."""
    if _PERIODICAL.match(text):
        return False
    if _CONFERENCE_SERIES.search(text):
        return False
    if _MEETING.search(text):
        return True
    if _PROCEEDINGS.search(text):
        return not _JOURNAL_OF_PROCEEDINGS.search(text)
    word = _WORD_AND_YEAR.fullmatch(text)
    return word is not None and word["word"].casefold() not in _ONE_WORD_JOURNALS


def is_journal_name(text: str) -> bool:
    """Return True if a text can be a name alone: it has letters, and no number that stands by itself."""
    letters = sum(map(str.isalpha, text))
    if letters < 2 or ";" in text or "://" in text:
        return False
    return not _NUMBER_ALONE.search(text)
