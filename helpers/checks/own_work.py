"""An answer is the student's own: while it runs, it may call no function of the helpers
but those that its exercise
names.
"""

import functools
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from torch import Tensor

HELPERS = str(Path(__file__).parents[1]) + os.sep
GUARDED = {
    f"{HELPERS}{name}.py"
    for name in ("distributions", "scores", "sampling", "matching", "training")
}


class OneLine:
    """An error that a notebook shows as one line, without a traceback."""

    def _render_traceback_(self):  # IPython asks for this
        return [f"✗ {self}"]


class HelpersUsed(OneLine, BaseException):
    """An answer lets the helpers do its work.

    No `Exception`: who allows for an answer's errors does not mean this.
    """


def own_work(answer: Callable, *may_call: str) -> Callable:
    """The answer, watched: a call of one of the helpers' functions from inside it,
    under whatever name, is an error.

    may_call: the functions that the exercise allows, as "module.function", or a whole
    "module". Functions that the answer returns are watched as well; those that it is
    given may call what they like if they are written in `helpers.checks`. Raises
    `HelpersUsed` when such an answer has returned, or has failed.
    """

    @functools.wraps(answer, updated=())
    def watched(*arguments, **named):
        """The answer's result."""
        used, before = [], (sys.getprofile(), threading.getprofile())

        def watch(frame: FrameType, event: str, _):
            """Note a call that leads into the helpers from outside."""
            if (
                event == "call"
                and frame.f_code.co_filename in GUARDED
                and not _in_helpers(frame.f_back)
            ):
                name = (
                    f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_qualname}"
                )
                if not f"{name}.".startswith(
                    tuple(f"{allowed}." for allowed in may_call)
                ):
                    used.append(name.removesuffix(".__init__"))

        sys.setprofile(watch)
        threading.setprofile(watch)  # of threads that the answer starts
        try:
            result = answer(*arguments, **named)
        finally:
            sys.setprofile(before[0])
            threading.setprofile(before[1])
            if used:
                words = (
                    f"your answer calls the helpers' own {used[0]}, and so earns"
                    " nothing. Write it yourself."
                )
                raise HelpersUsed(words) from None
        return (
            own_work(result, *may_call)
            if callable(result) and not isinstance(result, Tensor)
            else result
        )

    return watched


def _in_helpers(frame: FrameType | None) -> bool:
    """Whether a frame runs code of the helpers; an answer is called from this file, and
    that does not count.
    """
    file = frame.f_code.co_filename if frame else ""
    return file.startswith(HELPERS) and file != __file__


def beside(answer: Callable, trial: Callable, *arguments):
    """`trial(answer, *arguments)`, run where the answer lives: a grader that keeps
    answers in a room of their own gets
    numbers out of it, but no graph. What the trial returns must be numbers.
    """
    there = getattr(answer, "beside", None)
    return there(trial, *arguments) if there else trial(answer, *arguments)


def watch(callback: Callable) -> Callable:
    """`callback`, whose calls a hidden test sees: a grader that runs answers in a room
    of their own hands over a copy
    of each function, but is asked for the results of this one. It may note what it
    sees. Its results have no graph.
    """

    @functools.wraps(callback)
    def watched(*arguments, **named):
        return callback(*arguments, **named)

    watched.is_watched = True
    return watched


def is_watched(function: Callable) -> bool:
    """Whether a function came out of `watch`."""
    return getattr(function, "is_watched", False) is True
