"""The keeper of an answer: defines the student's function as the notebook would, and
calls it when the grader asks.
"""

import ast
import asyncio
import builtins
import codeop
import inspect
import io
import linecache
import os
import pickle
import random
import socket
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any, Never

import cells
import course_modules
import numpy
import torch
import wire
from torch import Tensor

DEFINITIONS = (
    ast.Import,
    ast.ImportFrom,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Assign,
    ast.AnnAssign,
)


def keep(channel: int) -> None:
    """Receive the notebook's cells, define the function, and answer calls until the
    channel ends.
    """
    with socket.socket(fileno=channel) as held:
        setup = pickle.loads(wire.read(held))
        course_modules.install(setup["helpers"])
        room = Notebook(setup["imports"])
        chosen = cells.needed(setup["cells"], {setup["function"]}, setup["always"])
        problems = []
        for place in chosen:
            # whoever does not come back is known
            wire.write(held, wire.to_json({"running": place}))
            found = room.run(
                setup["cells"][place], definitions_only=place in setup["cut"]
            )
            problems += [[place, *problem] for problem in found]
        room.tidy(names_too=not setup["always"])
        defined = callable(room.names.get(setup["function"]))
        wire.write(held, wire.to_json({"defined": defined, "problems": problems[:1]}))
        if not defined:
            return
        if setup["check"]:
            wire.write(held, wire.to_json({"said": room.said_by(setup["check"])}))
            return
        answer = room.names[setup["function"]]
        if setup["watch"]:
            from helpers.checks.own_work import own_work

            answer = own_work(answer, *setup["may_call"])
        Keeper(held, room, answer).serve()


class Missing:
    """Stands for what could not be imported: only whoever uses it hears of that."""

    def __init__(self, words: str) -> None:
        self._words = words

    def __getattr__(self, name: str) -> Never:
        raise ModuleNotFoundError(self._words)

    def __call__(self, *_: Any, **__: Any) -> Never:
        """Raises `ModuleNotFoundError`."""
        raise ModuleNotFoundError(self._words)


class Notebook:
    """A namespace in which cells run statement by statement, and go on after an
    error.
    """

    def __init__(self, imports: list[str]) -> None:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        self.names = InteractiveShell.instance(
            config=Config({"HistoryManager": {"enabled": False}})
        ).user_ns
        self.built_in = vars(builtins).copy()
        self.compile = codeop.Compile()  # remembers what was imported from __future__
        self.compile.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.home = os.getcwd()
        self.cells = 0
        for line in imports:
            self.run(line)
        imported = cells.defined_and_read("\n".join(imports))[0] & set(self.names)
        self.imported = {name: self.names[name] for name in imported}

    def run(self, source: str, definitions_only: bool = False) -> list[list[str]]:
        """Run a cell; the name and words of each error.

        definitions_only: leave out what is no import, function, class or assignment.
        """
        self.cells += 1
        name = f"<cell {self.cells}>"
        try:
            source = cells.plain(source)
            statements = ast.parse(source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return [describe(error)]
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        if definitions_only:
            statements = [
                statement
                for statement in statements
                if isinstance(statement, DEFINITIONS)
            ]
        tried = (
            self._attempt(statement, name) for statement in _imports_apart(statements)
        )
        return [problem for problem in tried if problem]

    def _attempt(self, statement: ast.stmt, name: str) -> list[str] | None:
        try:
            tree: Any = ast.Module([statement], [])  # typeshed knows of texts alone
            code = self.compile(tree, name, "exec")
            if code.co_flags & inspect.CO_COROUTINE:
                asyncio.run(eval(code, self.names))
            else:
                exec(code, self.names)
        except ModuleNotFoundError as error:
            if not isinstance(statement, ast.Import | ast.ImportFrom):
                return describe(error)
            (alias,) = statement.names
            self.names[alias.asname or alias.name.partition(".")[0]] = Missing(
                str(error)
            )
        except BaseException as error:  # SystemExit and the helpers' refusal as well
            return describe(error)
        return None

    def said_by(self, check: str) -> str:
        """What the cell of a check objects to; nothing if it praises.

        Seeded, so that it says the same each time.
        """
        random.seed(0)
        numpy.random.seed(0)
        torch.manual_seed(0)
        problems = self.run(check)
        return problems[0][1] or problems[0][0] if problems else ""

    def tidy(self, names_too: bool) -> None:
        """Undo what a cell may have done to the room for all: its own function is what
        counts.

        names_too: what a cell has put in the place of imported modules, or of built-in
        functions, goes as well.
        """
        for name in set(vars(builtins)) - set(self.built_in):
            delattr(builtins, name)
        vars(builtins).update(self.built_in)
        for name in set(self.names) & set(self.built_in) if names_too else ():
            if not callable(self.names[name]):
                del self.names[name]
        self.names |= self.imported if names_too else self.imported | self.names
        sys.settrace(None)
        sys.setprofile(None)
        warnings.simplefilter("ignore")
        torch.set_default_dtype(torch.float32)
        torch.set_default_device(None)
        torch.set_grad_enabled(True)
        torch.set_num_threads(1)
        os.makedirs(self.home, exist_ok=True)
        os.chdir(self.home)


class Keeper:
    """Calls the answer with what the grader sends, and reports its result and what
    became of its arguments.
    """

    def __init__(
        self, channel: socket.socket, room: Notebook, answer: Callable
    ) -> None:
        self.channel, self.room = channel, room
        # by number: the answer, then what it returned
        self.functions: list[Callable] = [answer]
        # what came from the grader during this call
        self.given: list[tuple[Tensor, Tensor]] = []  # each with a copy as it was
        self.generators: list[torch.Generator] = []
        self.alone = threading.Lock()  # threads of the answer's may ask at once
        # the last tensors that went to the grader, who must see if they change
        self.results: list[Tensor] = []
        self.were: list[Tensor] = []

    def serve(self) -> None:
        """Answer one call after another, until the channel ends."""
        while True:
            try:
                request = self.receive()
            except EOFError:
                return
            wire.write(self.channel, wire.to_json(self.answer(request)))
            self.given, self.generators = [], []

    def receive(self) -> Any:
        """The next message, its tensors and functions put in."""
        message = pickle.loads(wire.read(self.channel))
        torch.set_rng_state(torch.from_numpy(message["stream"]))
        start, before = len(self.given), len(self.generators)
        self.given += [
            (tensor := _alive(*facts), tensor.detach().clone())
            for facts in message["tensors"]
        ]
        for state in message["generators"]:
            self.generators.append(torch.Generator().manual_seed(0))
            self.generators[-1].set_state(torch.from_numpy(state))
        made: dict[str, list] = {
            "tensor": [tensor for tensor, _ in self.given[start:]],
            "generator": self.generators[before:],
        }

        class Unpickler(pickle.Unpickler):
            def persistent_load(_: Any, key: tuple[str, int]) -> Any:
                kind, number = key
                return self.asked(number) if kind == "ask" else made[kind][number]

        return Unpickler(io.BytesIO(message["body"])).load()

    def asked(self, number: int) -> Callable:
        """A function that stays with the grader: calling it asks the grader."""

        def ask(*arguments: Any, **named: Any) -> Any:
            words = {
                "ask": number,
                "arguments": self.encode(arguments),
                "named": self.encode(named),
            }
            words |= {
                "stream": self.encode(torch.get_rng_state()),
                "with_graph": torch.is_grad_enabled(),
            }
            with self.alone, torch.inference_mode(False):
                wire.write(self.channel, wire.to_json(words))
                reply = self.receive()
            if "error" in reply:
                raise reply["error"](reply["words"])
            return reply["result"]

        return ask

    def answer(self, request: dict) -> dict:
        """Make one call."""
        self.room.names.update(request["replaced"])
        function = self.functions[request["function"]]
        try:
            if request["trial"]:
                result = request["trial"](
                    function, *request["arguments"], **request["named"]
                )
            else:
                result = function(*request["arguments"], **request["named"])
            reply = {"earlier": self.earlier(), "result": self.encode(result)}
            self.results = (self.results + wire.tensors(result))[-wire.REMEMBERED :]
            self.were = [wire.bits(tensor) for tensor in self.results]
        except BaseException as error:
            reply = {"error": describe(error)}
        reply["after"] = [self.state(*pair) for pair in self.given]
        reply["lists"] = [
            self.places(items)
            for items in request["arguments"]
            if isinstance(items, list)
        ]
        reply["generators"] = [
            self.encode(generator.get_state()) for generator in self.generators
        ]
        reply["stream"] = self.encode(torch.get_rng_state())
        return reply

    def encode(self, value: Any) -> Any:
        """`value` as JSON can hold it."""
        return wire.encode(value, self.hold)

    def hold(self, function: Callable) -> int:
        """The number under which the grader may call a function that it has been
        given.
        """
        self.functions.append(function)
        return len(self.functions) - 1

    def places(self, items: list) -> list[int | None]:
        """Which of the grader's tensors a list now holds, by their numbers."""
        return [
            next(
                (i for i, (tensor, _) in enumerate(self.given) if tensor is item), None
            )
            for item in items
        ]

    def earlier(self) -> list:
        """The earlier results that have changed since: by their place, with their
        values.
        """
        pairs = enumerate(zip(self.results, self.were, strict=True))
        return [
            [place, self.encode(tensor)]
            for place, (tensor, was) in pairs
            if not wire.bits(tensor).equal(was)
        ]

    def state(self, tensor: Tensor, was: Tensor) -> dict:
        """What became of a tensor: its values where they were written to, and its
        marks.
        """
        kept = (
            not tensor._version
            and tensor.shape == was.shape
            and wire.bits(tensor).equal(wire.bits(was))
        )
        values = None if kept else self.encode(tensor)
        return {
            "values": values,
            "requires_grad": tensor.requires_grad,
            "grad": self.encode(tensor.grad),
        }


def _imports_apart(statements: list[ast.stmt]) -> list[ast.stmt]:
    """The statements, an import of several names as several: one that is missing takes
    no other with it.
    """
    apart: list[ast.stmt] = []
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                fields = dict(ast.iter_fields(statement)) | {"names": [alias]}
                apart.append(ast.copy_location(type(statement)(**fields), statement))
        else:
            apart.append(statement)
    return apart


def describe(error: BaseException) -> list[str]:
    """An error's name and words."""
    try:
        if isinstance(error, SyntaxError) and error.lineno:
            return [type(error).__name__, f"{error.msg}, line {error.lineno}"]
        return [type(error).__name__, str(error)[:1000]]
    except BaseException:
        return [type(error).__name__, ""]


def _alive(
    values: numpy.ndarray,
    dtype: str,
    shape: list[int],
    requires_grad: bool,
    grad: tuple | None,
    is_parameter: bool,
) -> Tensor:
    """A tensor as the grader holds it."""
    tensor = wire.alive(values, dtype, shape)
    if is_parameter:
        tensor = torch.nn.Parameter(tensor, requires_grad)
    tensor.requires_grad_(requires_grad)
    if grad is not None:
        tensor.grad = _alive(*grad)
    return tensor
