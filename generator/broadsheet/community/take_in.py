"""Take-in of a form: read, looked up, compared with what is here, and written, or refused in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from broadsheet.community.corrections import correct, withdraw_or_claim
from broadsheet.community.desk import Desk, Sender
from broadsheet.community.forms import Labels, Submission, read_form
from broadsheet.community.outcomes import Outcome, Result
from broadsheet.community.proposals import propose
from broadsheet.community.topics import propose_topic
from broadsheet.errors import BroadsheetError, WriteError
from broadsheet.model.forms import CORRECT, PROPOSE, TOPIC, WITHDRAW
from broadsheet.text.inert import inert

_TAKERS: Mapping[str, Callable[[Desk, Submission, Sender], Outcome]] = {
    PROPOSE: propose,
    CORRECT: correct,
    WITHDRAW: withdraw_or_claim,
    TOPIC: propose_topic,
}


def take_in(desk: Desk, text: str, labels: Labels, sender: Sender) -> Outcome:
    """Return what became of an answered form; what it adds to ``content/`` is written by then.

    WriteError where nothing can be written.
    """
    reading = read_form(text, labels)
    submission = reading.submission
    if submission is None:
        return desk.refuse(reading.kind, *reading.problems)
    try:
        return _TAKERS[submission.kind](desk, submission, sender)
    except WriteError:
        raise
    except BroadsheetError as error:
        # Somebody could not be asked, or a file here is broken: no fault of the form.
        lines = [inert(problem) for problem in error.problems]
        return desk.end(Result.FAILED, submission.kind, lines, error.problems)
