"""Ways in which a request fails, for the tries to tell apart. They never leave the client."""

from __future__ import annotations

from broadsheet.errors import BroadsheetError


class PassingError(BroadsheetError):
    """A failure that another try may cure, with the seconds to wait if the server said so.

    ``tries`` are how many are worth it in all; 0 for as many as usual.
    """

    def __init__(
        self, message: str, wait: float | None = None, *, refused: bool = False, tries: int = 0
    ) -> None:
        super().__init__(message)
        self.wait = wait
        self.refused = refused
        self.tries = tries


class UntrustedAnswer(BroadsheetError):
    """An answer that is not taken or followed, however often it may come."""
