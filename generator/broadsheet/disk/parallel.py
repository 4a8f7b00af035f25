"""Making many things at once, on all processors, in the order in which they were asked for."""

from __future__ import annotations

import gc
import mmap
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.pool import Pool
from pathlib import Path

Make = Callable[[], bytes]

MIN_PARALLEL = 200  # fewer things than this are made sooner than processes are started
MEMORY_EACH = 500_000_000  # bytes that a process may hold alone before it ends
_BATCH = 16  # things that a process takes at a time
_MAX_PROCESSES = 8  # each takes memory of its own
_PAGE = mmap.PAGESIZE
_FEWEST_FAULTS = 2048  # pages, so 8 MB
_MOST_IN_TURN = 16_384  # things: when a process ends, those left are handed out once more

# In the memory of this process, and so of the workers forked from it.
_makes: Sequence[Make] = ()
_memory = MEMORY_EACH
_faults_allowed = 0  # before this process is asked again what it holds; 0 before it was asked at all
_state = mmap.mmap(-1, 1)  # memory that the workers of a turn share with the process that started them
_AT_WORK = 0
_ENDING = 1  # nothing more is to be made in this turn


def map_parallel(
    makes: Sequence[Make],
    processors: int | None = None,
    ready: Callable[[], object] = tuple,
    fewest: int = MIN_PARALLEL,
    memory: int = MEMORY_EACH,
) -> Iterator[bytes]:
    """Call each of ``makes`` and yield what they return, in their order.

    They must be pure, since they may run in other processes. ``ready`` is called before these are
    started: what it loads, none of them need load itself. One that comes to hold ``memory``, in bytes, for
    itself alone ends soon, and another one takes its place.

    Processes are forked, so that nothing has to be sent to them; where the system cannot do that
    safely (anything but Linux), and for fewer things than ``fewest``, all are made here, one after the other.
    """
    workers = min(processors or _count_processors(), _MAX_PROCESSES)
    if len(makes) < fewest or workers < 2 or sys.platform != "linux":
        for make in makes:
            yield make()
        return
    global _makes, _memory
    _makes = makes
    _memory = memory
    ready()
    gc.freeze()  # or the first collection in each worker would copy everything we hold
    try:
        yield from _make_in_turns(workers)
    finally:
        gc.unfreeze()
        _makes = ()


def _make_in_turns(workers: int) -> Iterator[bytes]:
    """Yield what was made in order, by processes that end and are started anew once they hold too much.

    A forked process shares our memory until it writes to it, and even to look at an object is to write: its
    references are counted. The more it has made, the less it shares, until each holds a copy of everything.
    """
    waiting = deque(range(len(_makes)))
    replies: dict[int, bytes] = {}
    due = 0
    while waiting:
        numbers = [waiting.popleft() for _ in range(min(len(waiting), _MOST_IN_TURN))]
        left: list[int] = []
        for number, reply in zip(numbers, _take_turn(workers, numbers), strict=True):
            if reply is None:
                left.append(number)
                continue
            replies[number] = reply
            while due in replies:
                yield replies.pop(due)
                due += 1
        waiting.extendleft(reversed(left))


def _take_turn(workers: int, numbers: Sequence[int]) -> Iterator[bytes | None]:
    """Yield what processes of their own make of things; None of what is left for others."""
    global _state
    _state = mmap.mmap(-1, 1)  # of its own, since a process beside us may have workers, too
    _state[0] = _AT_WORK
    # Workers collect their own garbage, also where collection is switched off in this process.
    with multiprocessing.get_context("fork").Pool(workers, gc.enable) as pool:
        try:
            yield from pool.imap(_make_number, numbers, _BATCH)
        except (Exception, GeneratorExit):
            _state[0] = _ENDING
            _end(pool)
            raise
        _end(pool)


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


def _make_number(number: int) -> bytes | None:
    """Return what was made, or None where this turn ends: a worker holds too much, or nothing is wanted."""
    if _state[0] != _AT_WORK:
        return None
    made = _makes[number]()
    if _holds_too_much():
        _state[0] = _ENDING
    return made


def _holds_too_much() -> bool:
    """Return True where this process has come to hold as much memory for itself alone as it may.

    To ask for it takes some milliseconds. That is done only once it may be so much: since it was last asked,
    no more was added than the pages of memory that were written to.
    """
    import resource  # here, and not above: not all systems have it

    global _faults_allowed
    faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    if faults < (_faults_allowed or _memory // _PAGE):
        return False
    room = _memory - _private_memory()
    _faults_allowed = faults + max(room // _PAGE, _FEWEST_FAULTS)
    return room <= 0


def _private_memory() -> int:
    """Return how many bytes this process holds alone; 0 where the system does not say."""
    with suppress(OSError, ValueError):
        for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines():
            name, _, size = line.partition(":")
            if name == "Private_Dirty":
                return int(size.split()[0]) * 1024
    return 0


def _count_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
