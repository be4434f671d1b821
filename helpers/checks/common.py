"""What every check is made of: call the answer safely, compare, and name the
mistake.
"""

import contextlib
import functools
import math
import traceback
from collections.abc import Callable

import torch
from torch import Tensor

from helpers.checks.own_work import HelpersUsed, OneLine, own_work
from helpers.runtime import best_device

# rounding leaves 1e-6; a mistake changes the first digits
RTOL = {torch.float32: 1e-4, torch.float64: 1e-5}
HINTS = {  # what PyTorch says, and what it means here
    "does not require grad": (
        "Let your copy of x require gradients before the function gets it; detach"
        " nothing after."
    ),
    "through the graph a second time": (
        "The first backward pass has freed the graph: create_graph=True keeps it."
    ),
    "only for scalar outputs": "Sum over the batch before you differentiate.",
    "not have been used in the graph": (
        "It was computed from another tensor than the x that you differentiate by."
    ),
    "same dtype": "float32 meets float64: make new tensors in the dtype of x.",
    "same device": "Make new tensors on the device of x.",
    "cannot be multiplied": "The points are the rows, (n, d).",
    "must match the size": "The points are the rows, (n, d); write no size by hand.",
    "in-place operation": "Compute a new tensor instead of writing into one.",
    "Incompatible shapes": (
        "Matrices multiply and solve columns: transpose the points, and the result"
        " back."
    ),
    "iteration over a 0-d": "A single number, of shape (), has no first axis.",
    "Boolean value of Tensor": (
        "`if` asks one question of a whole tensor; torch.where asks each entry."
    ),
    "for ^": "A power is written ** in Python.",
    "for /: 'function'": "Only what a function returns can be divided.",
    "required positional argument": (
        "It gets the arguments that the exercise names, and no others."
    ),
    "'function' object has no attribute": (
        "Call the function, and ask nothing else of it."
    ),
}


class CheckFailed(OneLine, AssertionError):
    """What is wrong with an answer, in the student's words; a notebook shows it without
    a traceback.
    """


class Praise(str):
    """What a passed check says; a notebook shows it without quotes."""

    __repr__ = str.__str__


def check(number: str, praise: str, may_call: tuple[str, ...] = ()) -> Callable:
    """Make of `examine(answer)`, which raises `CheckFailed`, the check that students
    call: it names the exercise,
    refuses the helpers' functions (all but `may_call`, see `own_work`), turns an
    answer's own errors into sentences,
    and returns `praise`.
    """

    def decorate(examine):
        @functools.wraps(examine)
        def run(answer):
            try:
                if not callable(answer):
                    raise CheckFailed(
                        "give the check your function, without calling it; it got"
                        f" {a_what(answer)}."
                    )
                examine(own_work(answer, *may_call))
            except HelpersUsed as used:
                raise CheckFailed(f"Exercise {number}: {used}") from None
            except NotImplementedError as error:
                if str(error):  # not the stub's, but PyTorch's
                    raise CheckFailed(
                        f"Exercise {number}: {_stopped(error)}"
                    ) from error
                message = (
                    "not written yet: put your answer where the cell above says `raise"
                    " NotImplementedError`."
                )
                raise CheckFailed(f"Exercise {number} is {message}") from None
            except CheckFailed as failed:
                raise CheckFailed(f"Exercise {number}: {failed}") from None
            except Exception as error:
                raise CheckFailed(f"Exercise {number}: {_stopped(error)}") from error
            return Praise(f"✓ Exercise {number}: {praise}")

        return run

    return decorate


def call(answer: Callable, *arguments):
    """The answer's result on copies of the arguments, once it is seen that it left them
    as they were.

    The copies lie on the course's device, as a notebook's tensors do; tensors among the
    results come back to the CPU.
    """
    copies = [
        a.to(device(), copy=True) if isinstance(a, Tensor) else a for a in arguments
    ]
    result = answer(*copies)
    for given, copy in zip(arguments, copies, strict=True):
        if isinstance(given, Tensor):
            if (
                copy._version
                or copy.shape != given.shape
                or not torch.equal(copy.cpu(), given)
            ):
                raise CheckFailed(
                    "your function changes its input; compute a new tensor instead of"
                    " writing into it."
                )
            if copy.requires_grad or copy.grad is not None:
                raise CheckFailed(
                    "your function leaves a mark on its input (requires_grad or .grad);"
                    " work on a copy: x.detach().clone().requires_grad_()."
                )
    return bring_back(result)


@contextlib.contextmanager
def case(words: str):
    """Begin with these words what is said of an answer that fails in here: they name
    the case.
    """
    try:
        yield
    except CheckFailed as failed:
        raise CheckFailed(f"{words}{failed}") from None
    except NotImplementedError:
        raise
    except Exception as error:
        raise CheckFailed(f"{words}{_stopped(error)}") from error


def device() -> torch.device:
    """Where checks try answers: the course's device; the CPU for one that knows no
    float64 (mps).
    """
    best = best_device()
    return torch.device("cpu") if best.type == "mps" else best


def bring_back(result):
    """A result, or each of a tuple or list of them, on the CPU, once it is seen that it
    lies where its input lay.
    """
    if isinstance(result, tuple | list):
        return type(result)(map(bring_back, result))
    if not isinstance(result, Tensor):
        return result
    if result.device.type != device().type:
        raise CheckFailed(
            f"the input is on {device()}, your result on {result.device}; stay on the"
            " input's device."
        )
    return result.cpu()


def compare(
    got,
    want: Tensor,
    mistakes: dict[str, Tensor | tuple[Tensor, ...]] | None = None,
    at: Tensor | None = None,
    also: Tensor | None = None,
    of: str = "",
    nearly: str = "",
):
    """Raise `CheckFailed` unless `got` is `want`; with the words of the first of the
    `mistakes` that `got` equals
    (several forms of one mistake stand in a tuple).

    also: another right result;  at: the points (n, …) of the rows of `want`, to name
    the first that is wrong; of: what the value is called, where there are several;
    nearly: what makes a result nearly right.
    """
    try:
        _compare(got, want, mistakes or {}, at, also, nearly)
    except CheckFailed as failed:
        raise CheckFailed(f"{of}{failed}") from None


def _compare(got, want, mistakes, at, also, nearly):
    if got is None:
        raise CheckFailed("your function returns None: it must end in `return ...`.")
    if not isinstance(got, Tensor):
        raise CheckFailed(f"your function returns {a_what(got)}; a tensor is expected.")
    got = got.detach()
    if got.shape == want.shape and got.dtype != want.dtype:
        raise CheckFailed(
            f"{_short(want.dtype)} came in, {_short(got.dtype)} came out; keep the"
            " dtype: make new tensors like x (torch.zeros_like, x.new_tensor), or end"
            " in .to(x.dtype)."
        )
    if any(right is not None and _equal(got, right) for right in (want, also)):
        return
    for words, wrongs in mistakes.items():
        for wrong in wrongs if isinstance(wrongs, tuple) else (wrongs,):
            if _equal(got, wrong):
                raise CheckFailed(words)
    if got.shape != want.shape:
        raise CheckFailed(_wrong_shape(tuple(got.shape), tuple(want.shape)))
    if not got.isfinite().all():
        raise CheckFailed(
            f"your result holds NaN or infinity{_where(~got.isfinite(), at)}."
        )
    if nearly and close(got, want, 0.03):
        raise CheckFailed(
            f"nearly right, but only to about {100 * _distance(got, want):.2g} %:"
            f" {nearly}"
        )
    far = (got - want).abs() > RTOL[want.dtype] * want.abs().max()
    digits = 4 if _first(got, far) != _first(want, far) else 9
    wrong, right = _first(got, far, digits), _first(want, far, digits)
    raise CheckFailed(
        f"not the right values{_where(far, at)}: {wrong} where {right} is right."
    )


def close(a: Tensor, b: Tensor, rtol: float | None = None) -> bool:
    """Whether two tensors agree to rtol (`RTOL` of their dtype) of the largest entry of
    the second.
    """
    return bool(((a - b).abs() <= (rtol or RTOL[b.dtype]) * b.abs().max()).all())


def _equal(got: Tensor, known: Tensor) -> bool:
    """Whether a result has the shape and the values of a known one, NaN and infinity at
    the same places.
    """
    if got.shape != known.shape:
        return False
    finite = known.isfinite()
    if not finite.any() or not torch.equal(got.isfinite(), finite):
        return False
    return close(got[finite].to(known.dtype), known[finite])


def _distance(a: Tensor, b: Tensor) -> float:
    return ((a - b).abs().max() / b.abs().max()).item()


def points(
    *shape: int, seed: int = 1, dtype: torch.dtype = torch.float32, scale: float = 2.0
) -> Tensor:
    """Normal deviates of a seed of their own, times scale."""
    return scale * torch.randn(
        shape, generator=torch.Generator().manual_seed(seed), dtype=dtype
    )


def of_batches(function: Callable, name: str) -> Callable:
    """The function, which refuses whatever is no batch (n, d)."""

    def careful(x):
        """function(x)."""
        if x.ndim != 2:
            words = "hand over a single point as (1, d)."
            raise CheckFailed(
                f"{name} takes a batch (n, d); your function hands it the shape"
                f" {tuple(x.shape)}: {words}"
            )
        return function(x)

    return careful


def steep(x: Tensor) -> Tensor:
    """The score of a density with a different spread along each coordinate and no
    symmetry; of exp(−`steep_energy`).
    """
    return -_stiffness(x) * (x - 0.5) - (x - 0.5) ** 3


def steep_energy(x: Tensor) -> Tensor:
    """E(x) = Σⱼ j (xⱼ − ½)²/2 + (xⱼ − ½)⁴/4.  (n, d) -> (n,)"""
    return (_stiffness(x) * (x - 0.5) ** 2 / 2 + (x - 0.5) ** 4 / 4).sum(-1)


def _stiffness(x: Tensor) -> Tensor:
    return torch.arange(1, x.shape[-1] + 1, device=x.device).to(x)


def leaves_no_traces(answer: Callable, sign: int, what: str):
    """Raise `CheckFailed` unless answer(x, function) differentiates a network, alone
    and inside a function, and leaves
    its parameters as they were, and an x that requires gradients as well.

    The network is sign · ‖Wx‖²/2 and the result must be −xWᵀW;  what: the function's
    name in the exercise.
    """
    network, x = _Bowl(sign).to(device()), points(5, 2)
    weight = network.weight
    for function in (lambda y: network(y), network):
        weight.grad = torch.full_like(weight, 7)
        compare(call(answer, x, function), -x @ _Bowl.W.mT @ _Bowl.W, at=x)
        if weight.grad is None or not (weight.grad == 7).all():
            raise CheckFailed(
                f"the parameters of {what} have another .grad than before: .backward()"
                " writes into everything it meets, zero_grad() wipes it all."
                " torch.autograd.grad(output, x) returns the one gradient you want."
            )
        if not weight.requires_grad:
            raise CheckFailed(
                f"the parameters of {what} no longer require gradients, so it cannot be"
                " trained; leave them alone: torch.autograd.grad(output, x) asks for"
                " nothing but x."
            )
    x = x.to(device()).requires_grad_()
    x.grad = torch.ones_like(x)
    answer(x, lambda y: network(y))
    if not x.requires_grad or x.grad is None or not (x.grad == 1).all():
        raise CheckFailed(
            "an x that requires gradients must go on doing so, and keep the .grad that"
            " it has; work on a copy: x.detach().clone().requires_grad_()."
        )


class _Bowl(torch.nn.Linear):
    """sign · ‖Wx‖²/2, a network whose parameter is W.  (n, 2) -> (n,)"""

    W = torch.tensor([[1.5, 0.5], [0.0, 2.0]])

    def __init__(self, sign: int):
        super().__init__(2, 2, bias=False)
        self.sign, self.weight.data = sign, self.W.clone()

    def forward(self, x):
        return self.sign * super().forward(x).square().sum(-1) / 2


def a_what(value) -> str:
    """What to call a value that was not expected."""
    name = type(value).__name__
    return (
        "None"
        if value is None
        else f"{'an' if name[0] in 'aeiou' or name == 'ndarray' else 'a'} {name}"
    )


def _stopped(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        f
        for f in frames
        if "helpers" not in f.filename and "site-packages" not in f.filename
    ]
    place = f" at `{own[-1].line}`" if own and own[-1].line else ""
    hint = next((f". {hint}" for said, hint in HINTS.items() if said in str(error)), "")
    return (
        f"your code stopped{place} with {type(error).__name__}:"
        f" {str(error).rstrip(' .') if hint else error}{hint}"
    )


def _wrong_shape(got: tuple, want: tuple) -> str:
    hint = ""
    if len(got) == len(want) == 2 and got == want[::-1]:
        hint = " Rows and columns are swapped."
    elif len(got) == len(want) + 1 and 1 in got:
        hint = " There is an axis of length one too many: drop keepdim, or squeeze."
    elif got == tuple(n for n in want if n != 1):
        hint = (
            " An axis of length one is lost, as squeeze() does it; keep the shape of"
            " the input."
        )
    elif math.prod(got) == math.prod(want):
        hint = (
            " The numbers are as many as they should be; keep the shape of the input."
        )
    elif len(got) == len(want) == 1:
        hint = (
            " This went over the wrong axis: the points are the rows, dim=0, the"
            " coordinates the columns."
        )
    elif len(got) == len(want) == 2 and got[1] == 2:
        hint = " Two columns are not always right: the input says how many."
    elif len(got) < len(want):
        hint = " An axis was summed away, or the mean taken over it."
    return f"the result has shape {got}; {want} is expected.{hint}"


def keeps_defaults(answer: Callable, x: Tensor, defaults: str):
    """Raise `CheckFailed` unless the answer can be called with x alone."""
    try:
        answer(x.clone())
    except TypeError as error:
        if "argument" in str(error):
            raise CheckFailed(
                "your function must also work as f(x) alone: keep the defaults"
                f" {defaults}."
            ) from None
        raise


def _where(bad: Tensor, at: Tensor | None) -> str:
    if at is None or len(bad.shape) == 0:
        return ""
    row = bad.reshape(len(bad), -1).any(-1).nonzero()[0].item()
    return f" at x = {_plain(at[row])}"


def _first(values: Tensor, bad: Tensor, digits: int = 4) -> str:
    if len(values.shape) == 0:
        return _plain(values, digits)
    return _plain(values[bad.reshape(len(bad), -1).any(-1).nonzero()[0].item()], digits)


def _plain(value: Tensor, digits: int = 4) -> str:
    numbers = [f"{v:.{digits}g}" for v in value.detach().reshape(-1).tolist()]
    return numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"


def _short(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
