"""Errors a person can act on. Anything else that escapes is a bug and keeps its traceback."""

from __future__ import annotations


class BroadsheetError(Exception):
    """A problem in the form *place: what is wrong; what to do*.

    One error may carry several problems, so that a person sees all of them in one run.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ConfigError(BroadsheetError):
    """Something in ``content/config`` or ``mkdocs.yml`` cannot be used."""


class ContentError(BroadsheetError):
    """Something else in ``content/`` cannot be used."""


class RefusedPaper(ContentError):
    """A paper is beyond the limits of what ``content/`` holds, and cannot be made to fit."""


class RemovedPaper(ContentError):
    """A paper was taken away for good, for the reason ``why``."""

    def __init__(self, problem: str, why: str) -> None:
        super().__init__(problem)
        self.why = why


class SourceError(BroadsheetError):
    """A source answered, but not with what it promises."""


class ErrorAnswer(SourceError):
    """A source answered, in the shape it has for that, that it cannot: with what it ``said``."""

    def __init__(self, said: str) -> None:
        super().__init__(f"answered an error: {said}")
        self.said = said


class OtherDocument(SourceError):
    """A source answered with a whole document of another kind; asked again, it mostly says the same."""


class WebError(BroadsheetError):
    """A source could not be reached, or refused every try."""


class NotFound(WebError):
    """A server has nothing at an address (404, 410), or does not say that it has."""


class Refused(WebError):
    """A source answered every try that it is asked too much, or that we may not ask."""


class Throttled(WebError):
    """A server did not take what was sent, since it is asked too much; ``wait`` are the seconds it names."""

    def __init__(self, problem: str, wait: float | None = None) -> None:
        super().__init__(problem)
        self.wait = wait


class UnknownWork(SourceError):
    """Nobody who was asked knows a work by the name that a person gave."""


class Unanswered(WebError):
    """What must not be asked twice was sent, and no answer said whether it was taken."""


class MailError(BroadsheetError):
    """Mail could not be sent at all, to anybody: no connection, no trust, no right to."""


class NotAsked(BroadsheetError):
    """Nothing was asked: the host is left alone, or the time of the run is over.

    No failure of a day: what is not asked for now is asked for by the next run. Sources let it pass.
    """


class WriteError(BroadsheetError):
    """Something could not be written (a full disk, a folder of somebody else's); nothing goes on."""


class BuildError(BroadsheetError):
    """The site could not be made from content that is itself sound."""
