"""Papers and their sightings: what sources say of one work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from broadsheet.model.fields import FieldKind, declarations, declare
from broadsheet.model.ids import arxiv_spelling, doi_url
from broadsheet.model.language.words import N_
from broadsheet.model.limits import MOST_REPOSITORIES
from broadsheet.model.partial_dates import PublicationDate, label_of

MOST_SIGHTINGS = 1000
VOTES = "votes"
COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A source mentioned the paper on a digest day. Counts are None where it gives none.

    ``outranked``: a source that comes before this one counts votes, or comments, too. No file says
    so, since it follows from the settings (``model/owners.py``).
    """

    source: str
    day: date
    url: str = ""
    votes: int | None = None
    comments: int | None = None
    outranked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of a preprint, as its server counts them from 1, and its date where that is known."""

    number: int
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What sources say of one work; written by robots only.

    Each field is declared here and nowhere else: the order is that of the paper's file, and the
    file's format, the API, its schema and the lists of facts follow from the declarations.
    Texts are clean single lines, addresses absolute http(s); empty means not known.
    A paper without sightings comes from an enricher: it adds to a known paper and is none by itself.
    """

    id: str = declare(
        FieldKind.ID,
        "The paper's id here, which is also the last part of its page's address.",
        required=True,
        joined=True,
    )
    title: str = declare(
        FieldKind.TEXT,
        "The title as plain text; formulas as Unicode.",
        required=True,
        describing=True,
    )
    authors: tuple[str, ...] = declare(
        FieldKind.TEXTS,
        "All authors, in order.",
        describing=True,
        most=10_000,  # the longest known lists have some 5,000
    )
    # "et al." and "12 others" stand in a source's list. Said of the authors, so by whoever gives them.
    more_authors: bool = declare(
        FieldKind.FLAG,
        "True where there are authors whom no source names; absent where all are named.",
        joined=True,
    )
    organisation: str = declare(
        FieldKind.TEXT,
        "Where it comes from, as a source says.",
        label=N_("Organisation"),
    )
    # The preprint's own date, never the digest's.
    published: PublicationDate | None = declare(
        FieldKind.DAY,
        "The date of the preprint itself; a month or a year where no more is known.",
        label=N_("Published"),
        describing=True,
    )
    abstract: str = declare(
        FieldKind.TEXT,
        "The abstract as plain text.",
        describing=True,
        longest=20_000,
    )
    categories: tuple[str, ...] = declare(
        FieldKind.TEXTS,
        "arXiv's or another server's categories, the primary one first.",
        describing=True,
        whole=True,
    )
    keywords: tuple[str, ...] = declare(FieldKind.TEXTS, "Keywords, as a source gives them.")
    doi: str = declare(
        FieldKind.TEXT,
        "Its DOI, or the one that arXiv registered for it.",
        describing=True,
        vouched=True,
        whole=True,
    )
    journal: str = declare(
        FieldKind.TEXT,
        "Where it was published.",
        label=N_("Journal"),
        describing=True,
        vouched=True,
    )
    comment: str = declare(
        FieldKind.TEXT,
        "The authors' comment at arXiv.",
        describing=True,
        longest=5000,
    )
    versions: tuple[Version, ...] = declare(
        FieldKind.VERSIONS,
        "The versions that are known.",
        joined=True,
        most=1000,
    )
    licence: str = declare(
        FieldKind.ADDRESS,
        "The licence under which its server has it; absent where that is not known.",
        describing=True,
    )
    # The reason given; empty if the paper stands.
    withdrawn: str = declare(
        FieldKind.TEXT,
        "Why it was withdrawn; absent where it stands.",
        describing=True,
        vouched=True,
    )
    notices: tuple[str, ...] = declare(
        FieldKind.TEXTS,
        "What its publisher made known of it later, each with its day and DOI: retractions, corrections, "
        "expressions of concern.",
        joined=True,
    )
    citations: int | None = declare(
        FieldKind.COUNT,
        "How often it was cited when that was last looked up.",
        joined=True,
    )
    tldr: str = declare(FieldKind.TEXT, "A summary in a sentence, by a model.", in_api=False)
    code: str = declare(FieldKind.ADDRESS, "Its code.", label=N_("Code"), vouched=True)
    stars: int | None = declare(FieldKind.COUNT, "Stars of its repository.", vouched=True)
    project: str = declare(FieldKind.ADDRESS, "Its project page.", label=N_("Project"), vouched=True)
    discussion: str = declare(
        FieldKind.ADDRESS,
        "Where it is discussed.",
        label=N_("Discussion"),
        vouched=True,
    )
    media: tuple[str, ...] = declare(FieldKind.ADDRESSES, "Pictures and films.", vouched=True)
    models: tuple[str, ...] = declare(
        FieldKind.REPOSITORIES,
        "Models of the Hugging Face Hub that name it, each by its id there; the first ones.",
        vouched=True,
        most=MOST_REPOSITORIES,
    )
    model_count: int | None = declare(FieldKind.COUNT, "How many models name it in all.", vouched=True)
    datasets: tuple[str, ...] = declare(
        FieldKind.REPOSITORIES,
        "Datasets of the Hugging Face Hub that name it, each by its id there; the first ones.",
        vouched=True,
        most=MOST_REPOSITORIES,
    )
    dataset_count: int | None = declare(FieldKind.COUNT, "How many datasets name it in all.", vouched=True)
    spaces: tuple[str, ...] = declare(
        FieldKind.REPOSITORIES,
        "Spaces of the Hugging Face Hub that name it, each by its id there; the first ones.",
        vouched=True,
        most=MOST_REPOSITORIES,
    )
    space_count: int | None = declare(FieldKind.COUNT, "How many Spaces name it in all.", vouched=True)
    ai_summary: str = declare(FieldKind.TEXT, "A summary by a model.", in_api=False, longest=5000)
    # A preprint's id once the work is known by its journal's DOI, say.
    other_ids: tuple[str, ...] = declare(
        FieldKind.TEXTS,
        "Other ids of the same work.",
        key="also",
        joined=True,
        whole=True,
    )
    # The server whose own record the title, abstract and authors are (``arxiv``); empty where
    # somebody else's copy is all there is.
    described_by: str = declare(
        FieldKind.TEXT,
        "The server whose own record this is.",
        in_api=False,
        joined=True,
        whole=True,
    )
    # ``huggingface 2026-03-02: code stars``; see ``model/provenance.py``.
    said_by: tuple[str, ...] = declare(
        FieldKind.TEXTS,
        "Who gave a field, where that is not whom one would expect.",
        in_api=False,
        joined=True,
        whole=True,
    )
    # Given once and never changed, whatever becomes of title and authors.
    cite_key: str = declare(
        FieldKind.TEXT,
        "Its key in BibTeX.",
        joined=True,
        in_api=False,  # the API calls it ``key``
        whole=True,
    )
    # Oldest first.
    former_titles: tuple[str, ...] = declare(
        FieldKind.TEXTS,
        "Titles of earlier versions.",
        key="formerly",
        joined=True,
    )
    sightings: tuple[Sighting, ...] = declare(
        FieldKind.SIGHTINGS,
        "Which source listed it when, first sighting first.",
        required=True,
        joined=True,
        most=MOST_SIGHTINGS,
    )

    def __hash__(self) -> int:
        # All fields would tell no more papers apart, and papers are keys of caches.
        return hash(self.id)

    @property
    def day(self) -> date:
        """The digest day: that of the first sighting."""
        return self.sightings[0].day

    @property
    def last_seen(self) -> date:
        """The day of the latest sighting."""
        return self.sightings[-1].day

    @property
    def year(self) -> int:
        """The year by which it is cited: that of the preprint, or of the digest where that is not known."""
        day = self.published or self.day
        return day.year

    @property
    def votes(self) -> int:
        """The most votes in a sighting of the first source that counts them; 0 where none does."""
        counts = [one.votes or 0 for one in self.sightings if VOTES not in one.outranked]
        return max(counts, default=0)

    @property
    def comments(self) -> int:
        """The most comments in a sighting of the first source that counts them; 0 where none does."""
        counts = [one.comments or 0 for one in self.sightings if COMMENTS not in one.outranked]
        return max(counts, default=0)

    @property
    def arxiv(self) -> str:
        """The id as arXiv writes it (``2405.14906``, ``hep-th/9901001``), or empty."""
        for name in (self.id, *self.other_ids):
            if spelling := arxiv_spelling(name):
                return spelling
        return ""

    @property
    def is_tex(self) -> bool:
        """True where its authors typed title and abstract as TeX, as they do at arXiv and nowhere else."""
        return bool(self.arxiv)

    @property
    def listing_url(self) -> str:
        """The work's page at the source that saw it first and gave one, or empty."""
        for sighting in self.sightings:
            if sighting.url:
                return sighting.url
        return ""

    @property
    def abstract_page(self) -> str:
        """The page of its abstract: at arXiv, behind its DOI, or in a source's list; may be empty."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        if self.doi:
            return doi_url(self.doi)
        return self.listing_url

    @property
    def external_url(self) -> str:
        """The best page of the paper outside of this site; may be empty."""
        return self.abstract_page or self.project

    @property
    def latest_version(self) -> int:
        """The number of the latest version that is known; 0 where none is."""
        return max((version.number for version in self.versions), default=0)


FIELDS = declarations(Paper)
# Fields that one source or look-up gave, each.
GIVEN_FIELDS = tuple([field for field in FIELDS if not field.joined])


def labelled_facts(paper: Paper) -> list[tuple[str, str]]:
    """Return the texts and dates of a paper that lists of facts show, each after its label."""
    facts = []
    for field in FIELDS:
        if not field.label:
            continue
        value = getattr(paper, field.name)
        if field.kind is FieldKind.TEXT:
            facts.append((field.label, value))
        elif field.kind is FieldKind.DAY:
            facts.append((field.label, label_of(value) if value else ""))
    return facts


def labelled_addresses(paper: Paper) -> list[tuple[str, str]]:
    """Return the addresses of a paper that lists of links show, each after its label."""
    fields = [field for field in FIELDS if field.label and field.kind is FieldKind.ADDRESS]
    return [(field.label, getattr(paper, field.name)) for field in fields]
