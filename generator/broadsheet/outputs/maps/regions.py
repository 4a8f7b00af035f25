"""Regions of a map: where papers say words that the papers elsewhere do not say, and those words as names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from broadsheet.outputs.maps.frames import Spot
from broadsheet.outputs.maps.phrases import phrases_of, whole_words, written_form

# A region has at least so many papers that say its name,
_MIN_PAPERS = 3
# which are this share of all that say it.
_MIN_OF_ALL = Fraction(1, 2)
# Of the papers there at least this share says two words, or a word alone,
_MIN_OF_REGION = Fraction(1, 10)
_MIN_OF_REGION_ALONE = Fraction(1, 4)
# and so many times the share of the papers elsewhere.
_MIN_RATIO = 3
# A word alone is the subject of papers only where so many of their titles have it.
_MIN_TITLES = 2
# Two words say more than one.
_PAIR_BONUS = 4
# Reach of a region, in thousandths of the frame: half of its width; and how far two are apart at least.
_REACH = 140
_APART = 150
_MOST = 12


class Region(NamedTuple):
    """Name over a part of a map, in the middle of the papers that say it."""

    name: str
    at: Spot


class Said(NamedTuple):
    """What a paper says in its title and in its abstract, and where it lies."""

    title: str
    abstract: str
    at: Spot

    @property
    def words(self) -> str:
        """Title and abstract."""
        return f"{self.title}. {self.abstract}"


class _Found(NamedTuple):
    """Phrase that may stand over a region, and how far it tells the papers there from the others."""

    weight: Fraction
    phrase: str
    at: Spot
    sayers: Sequence[int]


def find_regions(papers: Sequence[Said]) -> tuple[Region, ...]:
    """Return the regions of a map, the most distinct first, at most ``_MOST``."""
    spots = [paper.at for paper in papers]
    texts = [paper.words for paper in papers]
    found: list[_Found] = []
    for phrase, sayers in _sayers_by_phrase(texts, _subjects(papers)).items():
        if len(sayers) >= _MIN_PAPERS:
            found += _region_of(phrase, sayers, spots)
    found.sort(key=lambda region: (-region.weight, region.phrase))
    return tuple(_named(found, texts))


def _named(found: Sequence[_Found], texts: Sequence[str]) -> Iterator[Region]:
    """Yield the regions that have a name and are apart from those before."""
    chosen: list[_Found] = []
    for region in found:
        if len(chosen) == _MOST or any(_is_near(region, other) for other in chosen):
            continue
        name = written_form(region.phrase, [texts[number] for number in region.sayers])
        if name:
            chosen.append(region)
            yield Region(name, region.at)


def named_regions(papers: Sequence[Said], names: Sequence[str]) -> tuple[Region, ...]:
    """Return regions with names that a person gave, each in the middle of the papers that say it.

    A name that no paper says stands nowhere.
    """
    regions = []
    texts = [paper.words.casefold() for paper in papers]
    for name in names:
        said = whole_words(name.casefold())
        spots = []
        for paper, text in zip(papers, texts, strict=True):
            if said.search(text):
                spots.append(paper.at)
        if spots:
            region = Region(name, _middle(spots))
            regions.append(region)
    return tuple(regions)


def _subjects(papers: Sequence[Said]) -> frozenset[str]:
    """Return the phrases that enough titles say."""
    in_titles = Counter[str]()
    for paper in papers:
        in_titles.update(set(phrases_of(paper.title)))
    subjects = []
    for phrase, titles in in_titles.items():
        is_pair = " " in phrase
        if is_pair or titles >= _MIN_TITLES:
            subjects.append(phrase)
    return frozenset(subjects)


def _sayers_by_phrase(texts: Sequence[str], phrases: frozenset[str]) -> dict[str, list[int]]:
    """Return the numbers of the texts that say each of ``phrases``."""
    sayers: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for phrase in phrases.intersection(phrases_of(text)):
            sayers[phrase].append(number)
    return sayers


def _region_of(phrase: str, sayers: Sequence[int], spots: Sequence[Spot]) -> Iterator[_Found]:
    """Yield the region of a phrase, where the papers that say it lie near each other."""
    middle = _middle([spots[number] for number in sayers])
    inside = _count_within([spots[number] for number in sayers], middle)
    outside = len(sayers) - inside
    if inside < _MIN_PAPERS or inside < _MIN_OF_ALL * len(sayers):
        return
    there = _count_within(spots, middle)
    elsewhere = len(spots) - there
    share = Fraction(inside, there)
    # As if one more said it: so few are no proof that nobody does.
    share_elsewhere = Fraction(outside + 1, elsewhere + 2)
    is_pair = " " in phrase
    least = _MIN_OF_REGION if is_pair else _MIN_OF_REGION_ALONE
    if share >= least and share >= _MIN_RATIO * share_elsewhere:
        bonus = _PAIR_BONUS if is_pair else 1
        yield _Found(bonus * inside * share, phrase, middle, sayers)


def _middle(spots: Sequence[Spot]) -> Spot:
    """Return the middle one of all places across, and of all down: a paper far away does not move it."""
    across = sorted(spot.x for spot in spots)
    down = sorted(spot.y for spot in spots)
    half = len(spots) // 2
    return Spot(across[half], down[half])


def _count_within(spots: Sequence[Spot], middle: Spot) -> int:
    """Return how many of the spots lie within a region."""
    middle_x, middle_y = middle
    square = _REACH**2
    return sum([(x - middle_x) ** 2 + (y - middle_y) ** 2 <= square for x, y in spots])


def _is_within(spot: Spot, middle: Spot, reach: int) -> bool:
    x = spot.x - middle.x
    y = spot.y - middle.y
    distance = x**2 + y**2
    return distance <= reach**2


def _is_near(one: _Found, other: _Found) -> bool:
    """Return True where two phrases are too near, or say the same word."""
    common = set(one.phrase.split()) & set(other.phrase.split())
    return bool(common) or _is_within(one.at, other.at, _APART)
