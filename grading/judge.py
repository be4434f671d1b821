"""Hidden tests run here, in the grader; the student's function runs in the room, and is
called over a channel.

So an outcome rests on numbers that came out of the room, and on nothing that a
student's code can reach.
"""

import ast
import builtins
import contextlib
import math
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any

import torch
from nbformat import NotebookNode
from torch import Tensor

from grading.course import CourseError
from grading.hollow import helpers_for, keep_more_than_allowed
from grading.inside import wire
from grading.luggage import TESTS, HiddenTestError, Luggage
from grading.outcome import STATUSES, Outcome
from grading.walls import Room, RoomLost, helpers_sources
from helpers.checks.own_work import HelpersUsed

MOST_CULPRITS = 3  # cells of a submission that end their process, and are cut for it
# of a message out of the room; a million numbers in double precision have 11 MB
LONGEST = 16 * 2**20


class Stopped(BaseException):
    """The answer was stopped.

    No `Exception`: tests that allow for errors do not mean this.
    """

    def __init__(self, status: str, words: str = "") -> None:
        """status: what to record;  words: what the answer did, where it is more than
        the status says.
        """
        super().__init__(status)
        self.status, self.words = status, words or STATUSES[status].of_answer


class Undefined(Exception):
    """No function came out of the cells; the sentence, for the student, says what stood
    in the way.
    """


class AnswerError(Exception):
    """An error of the answer's that is none of Python's own."""


@dataclass(frozen=True)
class HiddenTest:
    """A hidden test: the source that defines `grade`, the function that it tests, and
    the helpers that it allows.
    """

    source: str
    function: str
    may_call: tuple[str, ...]
    points: float

    @classmethod
    def of(cls, cell: NotebookNode) -> "HiddenTest":
        """Read a test cell, which ends in `grade(own_work(function, "module.allowed",
        …))`.

        Raises `ValueError` for a cell that does not.
        """
        *before, last = ast.parse(cell.source).body
        match last:
            case ast.Expr(
                ast.Call(
                    ast.Name("grade"),
                    [ast.Call(ast.Name("own_work"), [ast.Name(function), *allowed])],
                )
            ):
                constants: list[Any] = allowed  # texts
                may_call = tuple(constant.value for constant in constants)
                return cls(
                    ast.unparse(ast.Module(before, [])),
                    function,
                    may_call,
                    cell.metadata["nbgrader"]["points"],
                )
        raise ValueError(
            "a hidden test ends in a line like  grade(own_work(the_function))"
        )


@dataclass(frozen=True)
class Before:
    """What stands before a test: the sources of all code cells, the places of the
    student's among them, the place of the answer's cell, and the imports of the
    course's.
    """

    cells: list[str]
    students: list[int]
    answer: int | None
    imports: list[str]
    entangled: bool = (
        True  # whether cells may act on each other in other ways than by names
    )
    check: str = ""  # the source of the exercise's check, which names the mistake


@dataclass(frozen=True)
class Limits:
    """Seconds for each process, and when (of time.monotonic) the time for the whole
    submission is up.
    """

    seconds: float
    deadline: float = math.inf

    def left(self) -> float:
        """The seconds for the next process."""
        return min(self.seconds, self.deadline - time.monotonic())


def judge(
    open_room: Callable[[], Room],
    test: HiddenTest,
    before: Before,
    limits: Limits,
    cut: set[int],
) -> Outcome:
    """Test an answer: alone with what it needs, in a tidy room; and if that fails,
    after all of the student's cells.

    A lost point gets the sentence of the check. open_room: returns a room that stands.
    cut: the places of cells that end their process before an answer has its turn: of
    these only definitions are run, except for the answer that they hold. Those that do
    are added.  Raises `CourseError` for a hidden test that cannot be asked across the
    walls.
    """
    setup: dict[str, Any] = {
        "cells": before.cells,
        "imports": before.imports,
        "function": test.function,
        "always": [],
    }
    setup |= {
        "may_call": list(test.may_call),
        "helpers": helpers_for(test.may_call),
        "check": "",
    }
    setup |= {"watch": keep_more_than_allowed(test.may_call)}
    trial = _Trial(open_room, test, before, limits, cut)
    outcome = trial.judged(setup)
    if _falls_short(outcome, test) and before.entangled:
        together = setup | {"always": before.students}
        other = trial.judged(together)
        if (other.points or 0) > (outcome.points or 0):
            outcome, setup = other, together
    if _falls_short(outcome, test) and not outcome.message:
        outcome = replace(outcome, message=trial.complaint(setup))
    return outcome


def _falls_short(outcome: Outcome, test: HiddenTest) -> bool:
    """Whether the test has decided, and not for all of its points."""
    points = outcome.points
    return outcome.status == "graded" and points is not None and points < test.points


class _Trial:
    """The tries at one answer, each in a process of its own."""

    def __init__(
        self,
        open_room: Callable[[], Room],
        test: HiddenTest,
        before: Before,
        limits: Limits,
        cut: set[int],
    ) -> None:
        self.open_room, self.test, self.before, self.limits, self.cut = (
            open_room,
            test,
            before,
            limits,
            cut,
        )

    @contextlib.contextmanager
    def _process(self, setup: dict) -> Iterator["Link"]:
        """Raises `Stopped`, too where two rooms in a row do not stand long enough for a
        process.
        """
        setup |= {"cut": sorted(self.cut - {self.before.answer})}
        if (seconds := self.limits.left()) <= 0:
            raise Stopped(
                "timeout", "had no turn: the time for the whole submission was up"
            )
        try:
            link = Link(self.open_room(), setup, seconds)
        except RoomLost:  # through what an earlier answer left behind
            try:
                link = Link(self.open_room(), setup, seconds)
            except RoomLost as lost:
                raise Stopped(
                    str(lost), "could not be tested: its room was lost twice"
                ) from None
        with contextlib.closing(link):
            yield link

    def judged(self, setup: dict) -> Outcome:
        """The outcome of the hidden tests; again without each other cell that ends the
        process before they begin.
        """
        for _ in range(MOST_CULPRITS + 1):
            culprit = None
            try:
                with self._process(setup) as link:
                    outcome = self._outcome(link)
                    culprit = link.running
            except Stopped as stopped:
                outcome = self._stopped(stopped)
            if culprit is None:
                break
            self.cut.add(culprit)
            if culprit == self.before.answer:
                break
        return outcome

    def _outcome(self, link: "Link") -> Outcome:
        test = self.test
        try:
            link.define(self.before.answer)
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(1)
                exec(compile(test.source, TESTS, "exec"), link.names)
                link.own_names = set(link.names)
                earned = link.names["grade"](Answer(link, 0))
            return Outcome(test.points if earned is None else float(earned), "graded")
        except HelpersUsed as used:
            return Outcome(0.0, "refused", str(used))
        except Stopped as stopped:
            return self._stopped(stopped)
        except Undefined as undefined:
            return Outcome(0.0, "graded", str(undefined))
        except HiddenTestError as error:  # no answer's fault
            raise CourseError(f"the hidden test of {test.function}: {error}") from None
        except Exception:
            return Outcome(0.0, "graded")

    def _stopped(self, stopped: Stopped) -> Outcome:
        points = 0.0 if stopped.status == "refused" else None
        return Outcome(points, stopped.status, f"{self.test.function} {stopped.words}")

    def complaint(self, setup: dict) -> str:
        """What the check says against the answer, asked in a process that holds the
        answer and all of the helpers.

        Whatever happens to that process, the outcome stays.
        """
        if not self.before.check:
            return "does not pass the grader's tests"
        try:
            with self._process(
                setup | {"helpers": helpers_sources(), "check": self.before.check}
            ) as link:
                link.define(self.before.answer)
                return (
                    link.said()
                    or "passes its check, but not the grader's further tests"
                )
        except Undefined as undefined:
            return str(undefined)
        except Stopped:
            return "does not pass the grader's tests; its check came to no end"


class Link:
    """A process in the room that keeps one answer, and the calls to it."""

    def __init__(self, room: Room, setup: dict, seconds: float) -> None:
        """Raises `RoomLost`."""
        self.setup = setup
        self.functions: list[Callable] = []  # which the answer may ask
        self.results: list[Tensor] = []  # which a later call might write into
        self.running: int | None = None
        self.names: dict[str, Any] = {"__name__": TESTS}
        self.own_names: set[str] = set()
        ours, theirs = socket.socketpair()
        with theirs:
            room.ask({}, theirs.fileno())
        self.channel = Channel(ours, room, seconds)

    def close(self) -> None:
        """End the calls; the process ends with the channel, or before the next one
        begins.
        """
        self.channel.socket.close()

    def define(self, answer: int | None) -> None:
        """Let the cells define the function; `running` is the place of the cell that
        runs.

        answer: the place of the cell that should define it.  Raises `Undefined`, and
        `Stopped`.
        """
        self.channel.send(wire.pickled(self.setup))
        while "running" in (said := self.channel.hear()):
            with _readable():
                self.running = int(said["running"])
        self.running = None
        if said.get("defined") is not True:
            with _readable():
                problems = [
                    (int(place), str(name), str(words))
                    for place, name, words in said["problems"]
                ]
            raise self._undefined(problems, answer)

    def _undefined(
        self, problems: list[tuple[int, str, str]], answer: int | None
    ) -> BaseException:
        """Why no cell has defined the function."""
        if not problems:
            return Undefined(f"no cell defines {self.setup['function']}")
        place, name, words = problems[0]
        if isinstance(stopped := _error([name, words]), Stopped):
            return stopped
        which = "your cell" if place == answer else "a cell that your answer needs"
        return Undefined(
            f"{which} stopped with {name}: {words}"
            if words
            else f"{which} stopped with {name}"
        )

    def said(self) -> str:
        """What the check of the function says against it."""
        with _readable():
            return str(self.channel.hear()["said"])[:1000]

    def call(
        self,
        function: int,
        arguments: tuple,
        named: dict,
        trial: Callable | None = None,
    ) -> Any:
        """The answer's result; what it did to its arguments is done to them here.

        Raises what it raised; `Stopped`.
        """
        luggage = Luggage(self.functions)
        request = {
            "function": function,
            "arguments": arguments,
            "named": named,
            "trial": trial,
        }
        self.channel.send(luggage.pack(request | {"replaced": self._replaced()}))
        while "ask" in (reply := self.channel.hear()):
            self.channel.send(luggage.pack(self._say(reply)))
        with _readable():
            luggage.unpack(reply, self.decode)
            luggage.unpack_lists(arguments, reply["lists"])
            if "error" not in reply:
                return self._result(reply)
            error = _error(reply["error"])
        raise error

    def _result(self, reply: dict) -> Any:
        """A call's result; earlier ones into which it has written change as well."""
        for place, values in reply["earlier"]:
            self.results[place].copy_(self.decode(values))
        result = self.decode(reply["result"])
        self.results = (self.results + wire.tensors(result))[-wire.REMEMBERED :]
        return result

    def _replaced(self) -> dict[str, Callable]:
        """The functions that the test has put in the place of earlier answers."""
        return {
            name: value
            for name, value in self.names.items()
            if name not in self.own_names and callable(value)
        }

    def _say(self, question: dict) -> dict:
        """What a function of the test's says to the answer, which calls it."""
        with _readable():
            torch.set_rng_state(self.decode(question["stream"]))
            function, with_graph = (
                self.functions[question["ask"]],
                bool(question["with_graph"]),
            )
            arguments, named = (
                self.decode(question["arguments"]),
                self.decode(question["named"]),
            )
        try:
            with torch.set_grad_enabled(with_graph):
                return {"result": function(*arguments, **named)}
        except Exception as error:
            return {"error": type(error), "words": str(error)}

    def decode(self, value: Any) -> Any:
        """A value that came out of the room; a function among its parts can be
        called.
        """
        return wire.decode(value, lambda number: Answer(self, number))


class Answer:
    """The student's function, as hidden tests see it."""

    def __init__(self, link: Link, number: int) -> None:
        self._link, self._number = link, number

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """What the function returns. Raises what it raised, and `Stopped`."""
        return self._link.call(self._number, arguments, named)

    def beside(self, trial: Callable, *arguments: Any) -> Any:
        """`trial(answer, *arguments)`, run in the room: for what has to keep its graph
        there.
        """
        return self._link.call(self._number, arguments, {}, trial)


class Channel:
    """A socket whose every use counts against one deadline. Raises `Stopped`."""

    def __init__(self, ours: socket.socket, room: Room, seconds: float) -> None:
        self.socket, self.room, self.deadline = ours, room, time.monotonic() + seconds
        self.heard = 0

    def send(self, message: bytes) -> None:
        """Send a message."""
        with self._in_time():
            wire.write(self, message)

    def hear(self) -> dict:
        """The next message.

        All of them together have a limit: what they hold, the tests may keep.
        """
        with self._in_time(), _readable():
            message = wire.read(self, LONGEST)
            self.heard += len(message)
            if self.heard > 6 * LONGEST:
                raise Stopped("out_of_memory")
            return wire.from_json(message)

    def sendall(self, data: bytes) -> None:
        """As a socket does, in the time that is left."""
        self.socket.settimeout(max(0.001, self.deadline - time.monotonic()))
        self.socket.sendall(data)

    def recv(self, length: int) -> bytes:
        """As a socket does, in the time that is left."""
        self.socket.settimeout(max(0.001, self.deadline - time.monotonic()))
        return self.socket.recv(length)

    @contextlib.contextmanager
    def _in_time(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            raise Stopped("timeout") from None
        except (EOFError, OSError):
            raise Stopped(self.room.lost or "crashed") from None
        except OverflowError:
            raise Stopped("out_of_memory") from None


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    """What cannot be read was not written by our side of the room: somebody else has
    spoken.
    """
    try:
        yield
    except (EOFError, OSError, OverflowError):
        raise
    except Exception as error:
        raise Stopped("refused") from error


def _error(facts: list[str]) -> BaseException:
    """An answer's error, of the same class where it is one of Python's own."""
    name, words = map(str, facts)
    if name == "HelpersUsed":
        return HelpersUsed(words)
    if name == "MemoryError" or "can't allocate memory" in words:
        return Stopped("out_of_memory")
    if name == "ModuleNotFoundError" and (missing := _missing_module(words)):
        return Stopped(
            "manual",
            f"needs the module {missing}, which is not installed where it is graded",
        )
    kind = getattr(builtins, name, None)
    if (
        isinstance(kind, type)
        and issubclass(kind, Exception)
        and not issubclass(kind, UnicodeError | ExceptionGroup)
    ):
        return kind(words)
    return AnswerError(f"{name}: {words}")


def _missing_module(words: str) -> str:
    """The module that an import did not find, where it is none that the grader has."""
    found = re.search(r"No module named '(\w+)", words)
    return found[1] if found and not find_spec(found[1]) else ""
