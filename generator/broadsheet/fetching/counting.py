"""Counting: what readers say at a place is read, and kept where it is of a paper or an edition of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from broadsheet.errors import BroadsheetError, WriteError
from broadsheet.fetching.client import Web
from broadsheet.fetching.ingest import Progress, describe_unexpected
from broadsheet.fetching.tallies import TALLY_SOURCES
from broadsheet.fetching.tallies.readings import Announced, TallyReading
from broadsheet.model.site import TallyConfig
from broadsheet.model.tallies import PAPER, Subject, Tally
from broadsheet.store.tallies import PlaceTallies, TallyFiles


def count_votes(
    files: TallyFiles, web: Web, config: TallyConfig, announced: tuple[Announced, ...]
) -> Iterator[Progress]:
    """Yield the one step of reading a place; what goes wrong there leaves its numbers as they were."""
    try:
        before = files.read(config.name).tallies
        reading = TALLY_SOURCES[config.kind].read(web, config, announced)
        tallies = _join(files, before, reading)
        if tallies != before:
            files.record(PlaceTallies(config.name, tallies))
    except WriteError:
        raise
    except BroadsheetError as error:
        yield Progress(config.name, None, failed=str(error), is_enricher=True)
    except Exception as error:
        yield Progress(config.name, None, failed=describe_unexpected(error), is_enricher=True)
    else:
        yield _describe(config, before, reading, tallies)


def _join(files: TallyFiles, before: Mapping[Subject, Tally], reading: TallyReading) -> dict[Subject, Tally]:
    """Return what is to be kept: what was read, and the earlier numbers of what did not answer."""
    tallies: dict[Subject, Tally] = {}
    for subject, tally in reading.tallies.items():
        if subject.kind != PAPER or files.has_paper(subject.name):
            tallies[subject] = tally
    for subject in reading.kept:
        if subject in before:
            tallies[subject] = before[subject]
    return tallies


def _describe(
    config: TallyConfig,
    before: Mapping[Subject, Tally],
    reading: TallyReading,
    tallies: Mapping[Subject, Tally],
) -> Progress:
    same = sum(1 for subject, tally in tallies.items() if before.get(subject) == tally)
    gone = before.keys() - tallies.keys()
    return Progress(
        config.name,
        None,
        changed=len(tallies) - same + len(gone),
        same=same,
        dropped=len(reading.tallies.keys() - tallies.keys()),
        failed="; ".join(reading.problems),
        is_enricher=True,
    )
