"""Votes at other places joined to the papers and editions that they are of; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from broadsheet.curation.score import tally_parts
from broadsheet.model.curation import Entry, Ranking
from broadsheet.model.paper import Paper
from broadsheet.model.site import TallyConfig
from broadsheet.model.tallies import PAPER, Subject, Tallies, Tally
from broadsheet.store.tallies import PlaceTallies


def gather_tallies(places: Iterable[PlaceTallies], configs: Sequence[TallyConfig]) -> Tallies:
    """Return what the places that settings name have, in the order of the settings, with their titles."""
    by_source = {place.source: place.tallies for place in places}
    by_subject: dict[Subject, list[Tally]] = defaultdict(list)
    for config in configs:
        tallies = by_source.get(config.name, {})
        for subject, tally in tallies.items():
            titled = replace(tally, title=config.title)
            by_subject[subject].append(titled)
    return Tallies(by_subject)


def with_tallies(
    entries: Iterable[Entry], tallies: Tallies, ranking: Ranking, source_titles: Mapping[str, str]
) -> Iterator[Entry]:
    """Yield the entries with the votes at other places, and with what these are worth in the score.

    The votes that sources count stand after them, each source's apart.
    """
    for entry in entries:
        found = _find_tallies(entry.paper, tallies)
        if not found:
            yield entry
            continue
        parts = tally_parts(found, ranking)
        of_sources = _tallies_of_sources(entry.paper, source_titles)
        yield replace(
            entry,
            tallies=(*found, *of_sources),
            parts=(*entry.parts, *parts),
        )


def _tallies_of_sources(paper: Paper, titles: Mapping[str, str]) -> Iterator[Tally]:
    """Yield what each source that lists a paper counts, the most of all its days."""
    tallies: dict[str, Tally] = {}
    for sighting in paper.sightings:
        source = sighting.source
        title = titles.get(source, source)
        known = tallies.get(source, Tally(source, sighting.url, title=title))
        votes = max(known.votes, sighting.votes or 0)
        comments = max(known.comments, sighting.comments or 0)
        tallies[source] = replace(known, votes=votes, comments=comments)
    for tally in tallies.values():
        if tally.votes or tally.comments:
            yield tally


def _find_tallies(paper: Paper, tallies: Tallies) -> Sequence[Tally]:
    """Return the tallies of a paper, under whatever id; of one place those of its page's own id."""
    found: dict[str, Tally] = {}
    for name in (paper.id, *paper.other_ids):
        for tally in tallies.of(PAPER, name):
            found.setdefault(tally.source, tally)
    return tuple(found.values())
