"""The days of arXiv's lists: which one announces a submission, by arXiv's published schedule.

https://info.arxiv.org/help/availability.html, all in US Eastern time: what comes in until 14:00 is
announced at 20:00 from Monday to Thursday, what comes in until Friday 14:00 on Sunday at 20:00. The
list, and the RSS feed, carry the date of the day after. A paper that moderators held back is
announced later than the schedule says, and no record of arXiv's tells when.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadsheet.model.period import is_working_day

EASTERN = ZoneInfo("America/New_York")
CLOSES = time(14, 0)
# Evenings without an announcement, as far as arXiv published them. A later announcement takes
# its papers along; where an evening is missing here they stand one list too early, and are not lost.
DEFERRED = frozenset(
    (
        *(date(2023, 1, 16), date(2023, 6, 14), date(2023, 6, 19), date(2023, 7, 4), date(2023, 9, 4)),
        *(date(2023, 11, 23), date(2023, 12, 25), date(2023, 12, 27)),
        *(date(2025, 1, 1), date(2025, 1, 20), date(2025, 6, 19), date(2025, 7, 6), date(2025, 9, 1)),
        date(2025, 11, 27),
        *(date(2026, 11, 26), date(2026, 12, 25), date(2026, 12, 29), date(2026, 12, 31)),
    )
)
_FRIDAY, _SATURDAY = 4, 5
_FARTHEST = 14  # days between a list and the first submission it announces; five in a plain week
_DAY = timedelta(days=1)


def announced_on(submitted: datetime) -> date:
    """The day of the list that announces what was submitted at ``submitted`` (which has a zone)."""
    local = submitted.astimezone(EASTERN)
    return _list_of(local.date() if local.time() < CLOSES else local.date() + _DAY)


def submitted_for(day: date) -> tuple[datetime, datetime] | None:
    """From when to when (UTC, the end not included) was submitted what the list of ``day`` announces.

    None where there is no list: at weekends, and after an evening without an announcement.
    """
    back = (day - n * _DAY for n in range(1, _FARTHEST))
    windows = [closed for closed in back if _list_of(closed) == day]
    if not windows:
        return None
    return _at_closing(min(windows) - _DAY), _at_closing(max(windows))


def _list_of(closed: date) -> date:
    """The day of the list that announces what came in until 14:00 on ``closed``."""
    while not is_working_day(closed):
        closed += _DAY
    evening = closed
    while evening.weekday() in (_FRIDAY, _SATURDAY) or evening in DEFERRED:
        evening += _DAY
    return evening + _DAY


def _at_closing(day: date) -> datetime:
    return datetime.combine(day, CLOSES, EASTERN).astimezone(UTC)
