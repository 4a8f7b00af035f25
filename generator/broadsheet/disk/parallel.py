"""Making many things at once, on all processors, in the order in which they were asked for."""

from __future__ import annotations

import gc
import mmap
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.pool import Pool

Make = Callable[[], bytes]

MIN_PARALLEL = 200  # fewer things than this are made sooner than processes are started
_BATCH = 16  # things that a process takes at a time
_MAX_PROCESSES = 8  # each takes memory of its own

_makes: Sequence[Make] = ()  # in the memory of this process, and so of the workers forked from it
_stopped = mmap.mmap(-1, 1)  # memory that workers share with this process; 1 when nothing more is to be made


def map_parallel(
    makes: Sequence[Make],
    processors: int | None = None,
    ready: Callable[[], object] = tuple,
    fewest: int = MIN_PARALLEL,
) -> Iterator[bytes]:
    """Call each of ``makes`` and yield what they return, in their order.

    They must be pure, since they may run in other processes. ``ready`` is called before these are
    started: what it loads, none of them need load itself.

    Processes are forked, so that nothing has to be sent to them; where the system cannot do that
    safely (anything but Linux), and for fewer things than ``fewest``, all are made here, one after the other.
    """
    workers = min(processors or _count_processors(), _MAX_PROCESSES)
    if len(makes) < fewest or workers < 2 or sys.platform != "linux":
        for make in makes:
            yield make()
        return
    global _makes
    _makes = makes
    _stopped[0] = 0
    ready()
    gc.freeze()  # or the first collection in each worker would copy everything we hold
    try:
        # Workers collect their own garbage, also where collection is switched off in this process.
        with multiprocessing.get_context("fork").Pool(workers, gc.enable) as pool:
            try:
                yield from pool.imap(_make_number, range(len(makes)), _BATCH)
            except (Exception, GeneratorExit):
                _stopped[0] = 1
                _end(pool)
                raise
            _end(pool)
    finally:
        gc.unfreeze()
        _makes = ()


@contextmanager
def made_beside(make: Make) -> Iterator[Callable[[], bytes | None]]:
    """Call ``make`` in a process beside this one; yield a function that waits for what it returns.

    It must be pure, but for caches on the disk. The function returns None where nothing came of it, since
    it failed, or the system has one processor, or cannot fork safely: then it has to be called here.
    """
    if _count_processors() < 2 or sys.platform != "linux":
        yield _nothing
        return
    processes = multiprocessing.get_context("fork")
    receiver, sender = processes.Pipe(duplex=False)
    process = processes.Process(target=_make_and_send, args=(make, sender))
    gc.freeze()
    process.start()
    sender.close()  # so that its end is seen when the process ends
    try:
        yield partial(_receive, receiver)
    except BaseException:
        process.kill()
        raise
    finally:
        process.join()
        receiver.close()
        gc.unfreeze()


def _make_and_send(make: Make, sender: Connection) -> None:
    with suppress(Exception, KeyboardInterrupt):  # whoever asked calls it once more, and hears of its error
        sender.send_bytes(make())


def _receive(receiver: Connection) -> bytes | None:
    try:
        return receiver.recv_bytes()
    except EOFError:
        return None


def _nothing() -> None:
    return None


def _end(pool: Pool) -> None:
    """Let the workers end by themselves: they can be measured to their end.

    None is killed, since it may hold a lock that this process then waits for.
    """
    pool.close()
    pool.join()


def _make_number(number: int) -> bytes:
    if _stopped[0]:
        return b""
    return _makes[number]()


def _count_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
