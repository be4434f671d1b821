"""What travels with a call into the room, and comes back as the answer left it."""

import io
from collections.abc import Callable
from types import FunctionType

import cloudpickle
import torch
from torch import Tensor

from grading.inside import wire


class Luggage:
    """The tensors, generators and functions of one call.

    Tensors and generators are copied into the room, and take over what became of their copies. Functions are copied as
    well, but those that remember what they saw (a list in their closure) stay here, and are asked: by their place in
    `functions`, to which they are added.
    """

    def __init__(self, functions: list):
        self.tensors, self.generators, self.functions = [], [], functions

    def pack(self, message: dict) -> bytes:
        """The message, pickled. Raises `TypeError` for a tensor with a graph, which cannot travel."""
        pickler = _Pickler(self.functions)
        body = pickler.packed(message)
        self.tensors += pickler.tensors
        self.generators += pickler.generators
        return wire.pickled(
            {
                "body": body,
                "tensors": [_facts(tensor) for tensor in pickler.tensors],
                "generators": [generator.get_state().numpy() for generator in pickler.generators],
                "stream": torch.get_rng_state().numpy(),
            }
        )

    def unpack(self, reply: dict, decode: Callable):
        """Let what came back of each tensor and generator, and of torch's own stream, hold here."""
        for tensor, after in zip(self.tensors, reply["after"], strict=True):
            _become(tensor, decode(after["values"]), after["requires_grad"], decode(after["grad"]))
        for generator, state in zip(self.generators, reply["generators"], strict=True):
            generator.set_state(decode(state))
        torch.set_rng_state(decode(reply["stream"]))

    def unpack_lists(self, arguments: tuple, after: list[list[int | None]]):
        """Let lists of tensors among the arguments hold what the answer left in them."""
        lists = [argument for argument in arguments if isinstance(argument, list)]
        for items, places in zip(lists, after, strict=True):
            if all(isinstance(item, Tensor) for item in items):
                items[:] = [None if place is None else self.tensors[place] for place in places]


class _Pickler(cloudpickle.Pickler):
    """Pickles numbers in the place of tensors, generators, and functions that remember."""

    def __init__(self, functions: list):
        self._file = io.BytesIO()
        super().__init__(self._file)
        self.tensors, self.generators, self.functions = [], [], functions

    def packed(self, message) -> bytes:
        self.dump(message)
        return self._file.getvalue()

    def persistent_id(self, thing):
        """The place of a thing among those that travel beside the message."""
        for kind, held, is_one in (
            ("tensor", self.tensors, isinstance(thing, Tensor)),
            ("generator", self.generators, isinstance(thing, torch.Generator)),
            ("ask", self.functions, isinstance(thing, FunctionType) and _remembers(thing)),
        ):
            if is_one:
                places = [place for place, other in enumerate(held) if other is thing]
                if not places:
                    held.append(thing)
                return kind, places[0] if places else len(held) - 1
        return None


def _remembers(function: FunctionType) -> bool:
    """Whether a function's closure holds a list, or a function that does so."""
    parts = [cell.cell_contents for cell in function.__closure__ or ()]
    return any(
        isinstance(p, list) or (isinstance(p, FunctionType) and p is not function and _remembers(p)) for p in parts
    )


def _facts(tensor: Tensor) -> tuple:
    """All that makes up a tensor on the other side."""
    if not tensor.is_leaf:
        raise TypeError(
            "a tensor with a graph cannot travel; make it in a trial beside the answer: answer.beside(trial)"
        )
    values = wire.bits(tensor).numpy()
    grad = None if tensor.grad is None else _facts(tensor.grad)
    dtype = str(tensor.dtype).removeprefix("torch.")
    return values, dtype, list(tensor.shape), tensor.requires_grad, grad, isinstance(tensor, torch.nn.Parameter)


def _become(tensor: Tensor, values: Tensor | None, requires_grad: bool, grad: Tensor | None):
    """Write to a tensor what was written to its copy, and mark it as that one was marked."""
    if values is not None and values.shape == tensor.shape:
        with torch.no_grad():
            tensor.copy_(values)
    elif values is not None:
        tensor.data = values
    if tensor.requires_grad != requires_grad:
        tensor.requires_grad_(bool(requires_grad))
    if grad is not None or tensor.grad is not None:
        tensor.grad = grad
