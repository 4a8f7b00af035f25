"""Numbers and colours that Python, the scripts and the style sheet share; each stands here alone.

``tools/shared_facts.py`` writes them into the scripts (``search/engine``) and the style sheet
(``broadsheet.css``); a test fails where these differ. After a change here: ``make format``.
"""

from __future__ import annotations

from typing import NamedTuple

from broadsheet.model.language.words import N_

# Colours by daylight, as the style sheet names them; social cards and letters have the same.
PAPER = "#fbf8f1"
INK = "#1c1a17"
MUTED = "#5f584c"
RULE = "#dcd5c6"
ACCENT = "#8c1f1f"
# Hues of the topics' marks in OKLCH degrees, in an order that keeps neighbours far apart.
HUES = (25, 250, 145, 325, 75, 200, 290, 115, 0, 225, 50, 175, 305, 95, 270, 345, 160, 38, 238, 130)

# Characters of a query that are looked at; the boxes for it take no more.
LONGEST_QUERY = 1000

# Hexadecimal digits of a content hash in the name of a search file. Only versions of one file are told apart.
HASH_DIGITS = 6
# Format of the search index, its words included: another number for another format.
INDEX_FORMAT = 3
# Lists of papers that a term of the index has: in the text, in the title, among the authors.
FIELDS = 3

# Layout of the files for the search by meaning; another number for another layout.
MEANING_VERSION = 1
# Dimensions that are sent to a browser, the strongest of the space.
MEANING_DIMENSIONS = 64
# Level of a word's largest dimension, in four bits: from here to zero, and as far below.
MEANING_HALF_WAY = 7.5
# Layout of the files by which papers are ordered for a reader; another number for another layout.
PLACES_VERSION = 1


class Facet(NamedTuple):
    """Facet of the search: its name in files, its key in addresses, its label on the page.

    ``field`` names the field of a record whose text is the facet's value; a facet without one has
    values that are made in a way of its own.
    """

    name: str
    key: str
    label: str
    field: str = ""


FACETS = (
    Facet("topics", "topic", N_("Topic")),
    Facet("months", "date", N_("Date")),
    Facet("organisations", "org", N_("Organisation"), field="organisation"),
    Facet("licences", "licence", N_("Licence"), field="licence"),
    Facet("code", "code", N_("Code")),
)


class RankingNumbers(NamedTuple):
    """Numbers of the search's ranking, as benchmarks/search.py found them good."""

    most_terms: int = 9  # of a longer query the rarest words are looked for
    title: float = 2.0  # weight of the title's own score, if all that is asked for stands in the title
    author: float = 1.0
    rare: int = 2  # a word in no more papers than this may be a slip of the finger,
    few: int = 5  # if the query has no more words than this
    typo: float = 0.7
    second_typo: float = 0.4
    ending: float = 0.8  # a word that the one being typed may become
    long_form: float = 0.8  # an acronym for its long form, and the other way round
    acronyms: int = 2  # for a word, of the longest forms that begin with it
    coverage: float = 0.95  # how much a paper loses that explains nothing of the query
    doubtful: int = 5  # so many of them are looked up
    doubtful_of_many: int = 3  # and in a longer query, with one candidate each
    candidates: int = 6  # shared among them, one at least for each
    enough: float = 0.75  # of what the best paper explains: as much makes a match, less only a "partly"
    meaning: float = 2.0  # weight of meaning where words explain nothing
    said: float = 0.75  # a query of which a paper explains as much needs no meaning
    alike: float = 0.3  # papers less alike than this are not found by meaning
    explained: float = 0.2  # a paper that explains less of the query than this was found by meaning alone
    looked: int = 40  # papers that are looked through for a phrase


RANKING = RankingNumbers()
