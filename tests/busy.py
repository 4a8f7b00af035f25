"""How much work something is, told by the processor and not by a clock: others may be at work, too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

ENOUGH = 2.0  # seconds of the processor, a hundred times what any of it takes


@contextmanager
def little_work(enough: float = ENOUGH) -> Iterator[None]:
    """Fail where what is done inside takes this process so many seconds of the processor."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < enough
