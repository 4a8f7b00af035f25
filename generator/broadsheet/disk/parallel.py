"""Making many things at once, on all processors, in the order in which they were asked for."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence

Make = Callable[[], bytes]

FEW = 200  # fewer things than this are made sooner than processes are started
_BATCH = 16  # things that a process takes at a time
_MOST = 8  # processes; each takes memory of its own

_makes: Sequence[Make] = ()  # what the workers, forked from this process, find in their memory


def map_parallel(
    makes: Sequence[Make], processors: int | None = None, ready: Callable[[], object] = tuple
) -> Iterator[bytes]:
    """What each of ``makes`` gives, in their order. They must be pure: they may run in another process.

    ``ready`` is called before that: what it loads, each of the processes has, and need not load itself.

    Processes are forked, so that nothing has to be sent to them; where the system cannot do that
    safely (anything but Linux), and for few things, it is done here, one after the other.
    """
    workers = min(processors or _processors(), _MOST)
    if len(makes) < FEW or workers < 2 or sys.platform != "linux":
        yield from (make() for make in makes)
        return
    global _makes
    _makes = makes
    ready()
    gc.freeze()  # or the first collection in each worker would copy everything we hold
    try:
        # Each looks for what can go among its own things, also where this process has reason not to.
        with multiprocessing.get_context("fork").Pool(workers, gc.enable) as pool:
            yield from pool.imap(_make, range(len(makes)), _BATCH)
            pool.close()  # workers that end by themselves, and are not killed, can be measured to their end
            pool.join()
    finally:
        gc.unfreeze()
        _makes = ()


def _make(place: int) -> bytes:
    return _makes[place]()


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
