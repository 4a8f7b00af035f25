"""Days of arXiv's lists: which one announces a submission, by arXiv's published schedule.

https://info.arxiv.org/help/availability.html, all in US Eastern time: what comes in until 14:00 is
announced at 20:00 from Monday to Thursday, what comes in until Friday 14:00 on Sunday at 20:00. The
list, and the RSS feed, carry the date of the day after. A paper that moderators held back is
announced later than the schedule says, and no record of arXiv's tells when.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from broadsheet.model.period import is_working_day

EASTERN = ZoneInfo("America/New_York")
CLOSING_TIME = time(14, 0)
# Evenings without an announcement, as far as arXiv published them. A later announcement takes
# its papers along; where an evening is missing here they stand one list too early, and are not lost.
DEFERRED = frozenset(
    (
        date(2023, 1, 16),
        date(2023, 6, 14),
        date(2023, 6, 19),
        date(2023, 7, 4),
        date(2023, 9, 4),
        date(2023, 11, 23),
        date(2023, 12, 25),
        date(2023, 12, 27),
        date(2025, 1, 1),
        date(2025, 1, 20),
        date(2025, 6, 19),
        date(2025, 7, 6),
        date(2025, 9, 1),
        date(2025, 11, 27),
        date(2026, 11, 26),
        date(2026, 12, 25),
        date(2026, 12, 29),
        date(2026, 12, 31),
    )
)
_FRIDAY = 4
_SATURDAY = 5
# Days between a list and the first submission that it announces: five in a plain week.
_LONGEST_DELAY = 14
_ONE_DAY = timedelta(days=1)


class SubmissionWindow(NamedTuple):
    """Time in which the papers of one list were submitted (UTC); its end is not part of it."""

    start: datetime
    end: datetime


def find_list_day(submitted: datetime) -> date:
    """Return the day of the list that announces a submission, whose time has a zone."""
    local = submitted.astimezone(EASTERN)
    closing_day = local.date()
    if local.time() >= CLOSING_TIME:
        closing_day += _ONE_DAY
    return _find_list_closed_on(closing_day)


def find_submission_window(day: date) -> SubmissionWindow | None:
    """Return the time in which the papers of the list of ``day`` were submitted.

    None where there is no list: at weekends, and after an evening without an announcement.
    """
    closing_days = []
    for delay in range(1, _LONGEST_DELAY):
        closing_day = day - delay * _ONE_DAY
        if _find_list_closed_on(closing_day) == day:
            closing_days.append(closing_day)
    if not closing_days:
        return None
    # What comes in after one closing time is for the next.
    start_day = min(closing_days) - _ONE_DAY
    end_day = max(closing_days)
    return SubmissionWindow(_find_closing_time(start_day), _find_closing_time(end_day))


def _find_list_closed_on(closing_day: date) -> date:
    """Return the day of the list that announces what came in until 14:00 on ``closing_day``."""
    evening = closing_day
    while not is_working_day(evening):
        evening += _ONE_DAY
    while evening.weekday() in (_FRIDAY, _SATURDAY) or evening in DEFERRED:
        evening += _ONE_DAY
    return evening + _ONE_DAY


def _find_closing_time(day: date) -> datetime:
    local = datetime.combine(day, CLOSING_TIME, EASTERN)
    return local.astimezone(UTC)
