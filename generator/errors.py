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


class SourceError(BroadsheetError):
    """A source answered, but not with what it promises."""


class WebError(BroadsheetError):
    """A source could not be reached, or refused every try."""


class BuildError(BroadsheetError):
    """The site could not be made from content that is itself sound."""
