"""Hidden tests run here, in the grader; the student's function runs in the room, and is called over a channel.

So an outcome rests on numbers that came out of the room, and on nothing that a student's code can reach.
"""

import ast
import builtins
import contextlib
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

from grading.hollow import helpers_for, keep_more_than_allowed
from grading.inside import wire
from grading.luggage import Luggage
from grading.outcome import Outcome
from grading.walls import Room, RoomLost
from helpers.checks.own_work import HelpersUsed

LONGEST = 16 * 2**20  # of a message out of the room; a million numbers in double precision have 11 MB
SENTENCES = {
    "timeout": "was still running when the time for it was up",
    "out_of_memory": "needed more memory than there is for it",
    "crashed": "ended the process in which it ran",
    "refused": "tampered with the process in which it ran",
}


class Stopped(BaseException):
    """The answer was stopped: the status to record. No `Exception`: tests that allow for errors do not mean this."""


class AnswerError(Exception):
    """An error of the answer's that is none of Python's own."""


@dataclass(frozen=True)
class HiddenTest:
    """A hidden test: the source that defines `grade`, the function that it tests, and the helpers that it allows."""

    source: str
    function: str
    may_call: tuple[str, ...]
    points: float

    @classmethod
    def of(cls, cell) -> "HiddenTest":
        """Read a test cell, which ends in `grade(own_work(function, "module.allowed", …))`.

        Raises `ValueError` for a cell that does not.
        """
        *before, last = ast.parse(cell.source).body
        match last:
            case ast.Expr(
                ast.Call(ast.Name("grade"), [ast.Call(ast.Name("own_work"), [ast.Name(function), *allowed])])
            ):
                may_call = tuple(word.value for word in allowed)
                return cls(ast.unparse(ast.Module(before, [])), function, may_call, cell.metadata["nbgrader"]["points"])
        raise ValueError("a hidden test ends in a line like  grade(own_work(the_function))")


@dataclass(frozen=True)
class Before:
    """What stands before a test: all code cells, the student's among them, and what the course's import; as sources."""

    cells: list[str]
    students: list[str]
    imports: list[str]
    entangled: bool = True  # whether cells may act on each other in other ways than by names


def judge(room: Room, test: HiddenTest, before: Before, seconds: float) -> Outcome:
    """Test an answer: alone with what it needs, in a tidy room; and if that fails, after all of the student's cells.

    Raises `RoomLost`.
    """
    setup = {"cells": before.cells, "imports": before.imports, "function": test.function, "always": []}
    setup |= {"may_call": list(test.may_call), "helpers": helpers_for(test.may_call)}
    setup |= {"watch": keep_more_than_allowed(test.may_call)}
    alone = _judged(room, test, setup, seconds)
    if alone.status != "graded" or alone.points == test.points or not before.entangled:
        return alone
    try:
        together = _judged(room, test, setup | {"always": before.students}, seconds)
    except RoomLost:  # by what the answer did when it was alone
        return alone
    return together if (together.points or 0) > alone.points else alone


def _judged(room: Room, test: HiddenTest, setup: dict, seconds: float) -> Outcome:
    with contextlib.closing(Link(room, setup, seconds)) as link:
        return _outcome(link, test)


def _outcome(link: "Link", test: HiddenTest) -> Outcome:
    try:
        link.define()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(1)
            exec(compile(test.source, "hidden tests", "exec"), link.names)
            link.own_names = set(link.names)
            earned = link.names["grade"](Answer(link, 0))
        return Outcome(test.points if earned is None else float(earned), "graded")
    except HelpersUsed as used:
        return Outcome(0.0, "refused", str(used))
    except Stopped as stopped:
        status = str(stopped)
        return Outcome(0.0 if status == "refused" else None, status, f"{test.function} {SENTENCES[status]}")
    except Exception:
        return Outcome(0.0, "graded")


class Link:
    """A process in the room that keeps one answer, and the calls to it."""

    def __init__(self, room: Room, setup: dict, seconds: float):
        """Raises `RoomLost`."""
        self.setup, self.functions, self.results = setup, [], []
        self.names, self.own_names = {"__name__": "hidden tests"}, set()
        ours, theirs = socket.socketpair()
        with theirs:
            room.ask({"answer": setup["function"]}, theirs.fileno())
        self.channel = Channel(ours, room, seconds)

    def close(self):
        """End the calls; the process ends with the channel, or before the next one begins."""
        self.channel.socket.close()

    def define(self):
        """Let the cells define the function. Raises what stood in the way."""
        self.channel.send(wire.pickled(self.setup))
        said = self.channel.hear()
        if said.get("defined") is not True:
            with _readable():
                error = _error(said["problem"] or ["NameError", f"no cell defines {self.setup['function']}"])
            raise error

    def call(self, function: int, arguments: tuple, named: dict, trial: Callable | None = None):
        """The answer's result; what it did to its arguments is done to them here. Raises what it raised; `Stopped`."""
        luggage = Luggage(self.functions)
        request = {"function": function, "arguments": arguments, "named": named, "trial": trial}
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

    def _result(self, reply: dict):
        """A call's result; earlier ones into which it has written change as well."""
        for place, values in reply["earlier"]:
            self.results[place].copy_(self.decode(values))
        result = self.decode(reply["result"])
        self.results = (self.results + wire.tensors(result))[-wire.REMEMBERED :]
        return result

    def _replaced(self) -> dict[str, Callable]:
        """The functions that the test has put in the place of earlier answers."""
        return {name: value for name, value in self.names.items() if name not in self.own_names and callable(value)}

    def _say(self, question: dict) -> dict:
        """What a function of the test's says to the answer, which calls it."""
        with _readable():
            torch.set_rng_state(self.decode(question["stream"]))
            function, with_graph = self.functions[question["ask"]], bool(question["with_graph"])
            arguments, named = self.decode(question["arguments"]), self.decode(question["named"])
        try:
            with torch.set_grad_enabled(with_graph):
                return {"result": function(*arguments, **named)}
        except Exception as error:
            return {"error": type(error), "words": str(error)}

    def decode(self, value):
        """A value that came out of the room; a function among its parts can be called."""
        return wire.decode(value, lambda number: Answer(self, number))


class Answer:
    """The student's function, as hidden tests see it."""

    def __init__(self, link: Link, number: int):
        self._link, self._number = link, number

    def __call__(self, *arguments, **named):
        return self._link.call(self._number, arguments, named)

    def beside(self, trial: Callable, *arguments):
        """`trial(answer, *arguments)`, run in the room: for what has to keep its graph there."""
        return self._link.call(self._number, arguments, {}, trial)


class Channel:
    """A socket whose every use counts against one deadline. Raises `Stopped`."""

    def __init__(self, ours: socket.socket, room: Room, seconds: float):
        self.socket, self.room, self.deadline = ours, room, time.monotonic() + seconds
        self.heard = 0

    def send(self, message: bytes):
        """Send a message."""
        with self._in_time():
            wire.write(self, message)

    def hear(self) -> dict:
        """The next message. All of them together have a limit: what they hold, the tests may keep."""
        with self._in_time(), _readable():
            message = wire.read(self, LONGEST)
            self.heard += len(message)
            if self.heard > 6 * LONGEST:
                raise Stopped("out_of_memory")
            return wire.from_json(message)

    def sendall(self, data: bytes):
        """As a socket does, in the time that is left."""
        self.socket.settimeout(max(0.001, self.deadline - time.monotonic()))
        self.socket.sendall(data)

    def recv(self, length: int) -> bytes:
        """As a socket does, in the time that is left."""
        self.socket.settimeout(max(0.001, self.deadline - time.monotonic()))
        return self.socket.recv(length)

    @contextlib.contextmanager
    def _in_time(self):
        try:
            yield
        except TimeoutError:
            raise Stopped("timeout") from None
        except (EOFError, OSError):
            raise Stopped(self.room.lost or "crashed") from None
        except OverflowError:
            raise Stopped("out_of_memory") from None


@contextlib.contextmanager
def _readable():
    """What cannot be read was not written by our side of the room: somebody else has spoken."""
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
    kind = getattr(builtins, name, None)
    plain = (
        isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, UnicodeError | ExceptionGroup)
    )
    return kind(words) if plain else AnswerError(f"{name}: {words}")
