"""A limit on the time of work on what students handed in."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Never


class TooLong(Exception):
    """The work took longer than it may."""


@contextmanager
def clock(seconds: float) -> Iterator[None]:
    """Raise `TooLong` in the block when the time is up.

    Only a main thread has such a clock; others have no limit.

    A clock within another goes first; the outer one then goes on with what it has left.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: Any) -> Never:
        raise TooLong(f"took longer than {seconds:g} seconds")

    start, before = time.monotonic(), signal.signal(signal.SIGALRM, ring)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:
            signal.setitimer(
                signal.ITIMER_REAL, max(0.001, left - (time.monotonic() - start))
            )
