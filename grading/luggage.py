"""What travels with a call into the room, and comes back as the answer left it."""

import contextlib
import dis
import io
from collections import deque
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

import cloudpickle
import torch
from torch import Tensor

from grading.inside import wire
from helpers.checks.own_work import is_watched

TESTS = "hidden tests"  # the name of the module that hidden tests run as


class HiddenTestError(BaseException):
    """A hidden test hands over what cannot go into the sandbox.

    No `Exception`: a test that allows for an answer's errors does not mean this.
    """


class Luggage:
    """The tensors, generators and functions of one call.

    Tensors and generators are copied into the room, and take over what became of their
    copies. Functions are copied as well, but those that a test has wrapped in `watch`
    stay here, and are asked: by their place in `functions`, to which they are added. A
    copy of a function that notes what it sees would do so in the room, where nobody
    looks: packing raises `HiddenTestError` for one that is not watched.
    """

    def __init__(self, functions: list[Callable]) -> None:
        self.tensors: list[Tensor] = []
        self.generators: list[torch.Generator] = []
        self.functions = functions

    def pack(self, message: dict) -> bytes:
        """The message, pickled.

        Raises `HiddenTestError` for a tensor with a graph, which cannot travel.
        """
        pickler = _Pickler(self.functions)
        body = pickler.packed(message)
        self.tensors += pickler.tensors
        self.generators += pickler.generators
        return wire.pickled(
            {
                "body": body,
                "tensors": [_facts(tensor) for tensor in pickler.tensors],
                "generators": [
                    generator.get_state().numpy() for generator in pickler.generators
                ],
                "stream": torch.get_rng_state().numpy(),
            }
        )

    def unpack(self, reply: dict, decode: Callable[[Any], Any]) -> None:
        """Let what came back of each tensor and generator, and of torch's own stream,
        hold here.
        """
        for tensor, after in zip(self.tensors, reply["after"], strict=True):
            _become(
                tensor,
                decode(after["values"]),
                after["requires_grad"],
                decode(after["grad"]),
            )
        for generator, state in zip(self.generators, reply["generators"], strict=True):
            generator.set_state(decode(state))
        torch.set_rng_state(decode(reply["stream"]))

    def unpack_lists(self, arguments: tuple, after: list[list[int | None]]) -> None:
        """Let lists of tensors among the arguments hold what the answer left in
        them.
        """
        lists = [argument for argument in arguments if isinstance(argument, list)]
        for items, places in zip(lists, after, strict=True):
            if all(isinstance(item, Tensor) for item in items):
                items[:] = [
                    None if place is None else self.tensors[place] for place in places
                ]


class _Pickler(cloudpickle.Pickler):
    """Pickles numbers in the place of tensors, generators, and functions that are
    watched.
    """

    def __init__(self, functions: list[Callable]) -> None:
        self._file = io.BytesIO()
        super().__init__(self._file)
        self.tensors: list[Tensor] = []
        self.generators: list[torch.Generator] = []
        self.functions = functions

    def packed(self, message: Any) -> bytes:
        """The message, pickled."""
        self.dump(message)
        return self._file.getvalue()

    def persistent_id(self, thing: Any) -> tuple[str, int] | None:
        """The place of a thing among those that travel beside the message."""
        for kind, held, is_one in (
            ("tensor", self.tensors, isinstance(thing, Tensor)),
            ("generator", self.generators, isinstance(thing, torch.Generator)),
            (
                "ask",
                self.functions,
                isinstance(thing, FunctionType) and is_watched(thing),
            ),
        ):
            if is_one:
                places = [place for place, other in enumerate(held) if other is thing]
                if not places:
                    held.append(thing)
                return kind, places[0] if places else len(held) - 1
        if getattr(thing, "__module__", None) == TESTS and isinstance(
            thing, FunctionType
        ):
            _check_keeps_nothing(thing)
        elif getattr(type(thing), "__module__", None) == TESTS:
            _check_object_keeps_nothing(thing)
        return None


def _check_keeps_nothing(function: FunctionType) -> None:
    """Raise `HiddenTestError` for a test's function that could note what it sees where
    nobody looks.
    """
    notes_in = next(_places_for_notes(function), None)
    if notes_in:
        raise HiddenTestError(
            f"{function.__name__} holds {notes_in}, and what it notes there stays in"
            f" the sandbox. Wrap it: watch({function.__name__}), from"
            " helpers.checks.own_work; or, if it only reads, give it a tuple."
        )


def _places_for_notes(function: FunctionType) -> Iterator[str]:
    """What a function could write notes to: containers that it holds, and names outside
    of it that it assigns.
    """
    codes = [function.__code__]
    for code in codes:
        codes += [part for part in code.co_consts if isinstance(part, CodeType)]
    outside = set(function.__code__.co_freevars)
    for step in (step for code in codes for step in dis.get_instructions(code)):
        if step.opname == "STORE_GLOBAL" or (
            step.opname == "STORE_DEREF" and step.argval in outside
        ):
            yield f"the name {step.argval}, which it assigns"
    held = {
        name: function.__globals__.get(name) for code in codes for name in code.co_names
    }
    for name, cell in zip(
        function.__code__.co_freevars, function.__closure__ or (), strict=True
    ):
        with contextlib.suppress(ValueError):  # a name that has no value yet
            held[name] = cell.cell_contents
    defaults = (
        *(function.__defaults__ or ()),
        *(function.__kwdefaults__ or {}).values(),
    )
    held |= {f"default {number}": value for number, value in enumerate(defaults, 1)}
    for name, value in held.items():
        if isinstance(value, list | dict | set | bytearray | deque):
            yield f"the {type(value).__name__} {name}"


def _check_object_keeps_nothing(thing: Any) -> None:
    """Raise `HiddenTestError` for an object of a test's own class whose methods could
    note what they see.
    """
    for name, method in vars(type(thing)).items():
        if isinstance(method, FunctionType) and name != "__init__":
            _check_keeps_nothing(method)
            if any(
                step.opname == "STORE_ATTR"
                for step in dis.get_instructions(method.__code__)
            ):
                words = (
                    f"{type(thing).__name__}.{name} writes to its object, and does so"
                    " in the sandbox: "
                )
                raise HiddenTestError(
                    f"{words}note things in a function, and wrap that: watch(function)."
                )
    for name, value in vars(thing).items():
        if not name.startswith("_") and isinstance(
            value, list | dict | set | bytearray | deque
        ):
            words = (
                f"{type(thing).__name__}.{name} is a {type(value).__name__}, and what"
                " is noted in it stays in the "
            )
            raise HiddenTestError(
                f"{words}sandbox: note things in a function, and wrap that:"
                " watch(function)."
            )


def _facts(tensor: Tensor) -> tuple:
    """All that makes up a tensor on the other side."""
    if not tensor.is_leaf:
        raise HiddenTestError(
            "a tensor with a graph cannot travel; make it in a trial beside the answer:"
            " answer.beside(trial)"
        )
    values = wire.bits(tensor).numpy()
    grad = None if tensor.grad is None else _facts(tensor.grad)
    dtype = str(tensor.dtype).removeprefix("torch.")
    return (
        values,
        dtype,
        list(tensor.shape),
        tensor.requires_grad,
        grad,
        isinstance(tensor, torch.nn.Parameter),
    )


def _become(
    tensor: Tensor, values: Tensor | None, requires_grad: bool, grad: Tensor | None
) -> None:
    """Write to a tensor what was written to its copy, and mark it as that one was
    marked.
    """
    if values is not None and values.shape == tensor.shape:
        with torch.no_grad():
            tensor.copy_(values)
    elif values is not None:
        tensor.data = values
    if tensor.requires_grad != requires_grad:
        tensor.requires_grad_(bool(requires_grad))
    if grad is not None or tensor.grad is not None:
        tensor.grad = grad
