"""What every check is made of: call the answer safely, compare, and name the mistake."""

import functools
import traceback
from collections.abc import Callable

import torch
from torch import Tensor


class CheckFailed(AssertionError):
    """What is wrong with an answer, in the student's words; a notebook shows it without a traceback."""

    def _render_traceback_(self):  # IPython asks for this
        return [f"✗ {self}"]


class Praise(str):
    """What a passed check says; a notebook shows it without quotes."""

    __repr__ = str.__str__


def check(number: str, praise: str) -> Callable:
    """Make of `examine(answer)`, which raises `CheckFailed`, the check that students call: it names the exercise,
    turns an answer's own errors into sentences, and returns `praise`."""

    def decorate(examine):
        @functools.wraps(examine)
        def run(answer):
            try:
                refuse_reference(answer)
                examine(answer)
            except NotImplementedError:
                message = "not written yet: put your answer where the cell above says `raise NotImplementedError`."
                raise CheckFailed(f"Exercise {number} is {message}") from None
            except CheckFailed as failed:
                raise CheckFailed(f"Exercise {number}: {failed}") from None
            except Exception as error:
                raise CheckFailed(f"Exercise {number}: {_stopped(error)}") from error
            return Praise(f"✓ Exercise {number}: {praise}")

        return run

    return decorate


def refuse_reference(answer):
    """An answer is a function of the student's own."""
    if not callable(answer):
        raise CheckFailed(f"give the check your function, without calling it; it got a {type(answer).__name__}.")
    if (getattr(answer, "__module__", None) or "").startswith("helpers"):
        raise CheckFailed("this is the helpers' own function. Write yours in the cell above.")


def call(answer: Callable, *arguments):
    """The answer's result on copies of the arguments, once it is seen that it left them as they were."""
    copies = [a.clone() if isinstance(a, Tensor) else a for a in arguments]
    result = answer(*copies)
    for given, copy in zip(arguments, copies, strict=True):
        if isinstance(given, Tensor):
            if copy.shape != given.shape or not torch.equal(copy, given):
                raise CheckFailed("your function changes its input; compute a new tensor instead of writing into it.")
            if copy.requires_grad or copy.grad is not None:
                raise CheckFailed(
                    "your function leaves a mark on its input (requires_grad or .grad); "
                    "work on a copy: x.detach().clone().requires_grad_()."
                )
    return result


def compare(got, want: Tensor, mistakes: dict[str, Tensor] | None = None, at: Tensor | None = None, rtol=1e-4):
    """Raise `CheckFailed` unless `got` is `want`; with the words of the first of the `mistakes` that `got` equals.

    at: the points (n, …) at which the rows of `want` were computed, for the message where no mistake is recognised.
    """
    if got is None:
        raise CheckFailed("your function returns None: it must end in `return ...`.")
    if not isinstance(got, Tensor):
        raise CheckFailed(f"your function returns a {type(got).__name__}; a tensor is expected.")
    if got.shape != want.shape:
        raise CheckFailed(_wrong_shape(tuple(got.shape), tuple(want.shape)))
    if got.dtype != want.dtype:
        raise CheckFailed(
            f"{_short(want.dtype)} came in, {_short(got.dtype)} came out; keep the dtype: "
            "make new tensors with x.new_tensor(...) or torch.zeros_like(x)."
        )
    if got.device != want.device:
        raise CheckFailed(f"the input is on {want.device}, your result on {got.device}; stay on the input's device.")
    got = got.detach()
    if not got.isfinite().all():
        raise CheckFailed(f"your result holds NaN or infinity{_where(~got.isfinite(), at)}.")
    if close(got, want, rtol):
        return
    for words, wrong in (mistakes or {}).items():
        if wrong.shape == got.shape and close(got, wrong, rtol):
            raise CheckFailed(words)
    far = (got - want).abs() > rtol * (1 + want.abs())
    raise CheckFailed(f"not the right values{_where(far, at)}: {_first(got, far)} where {_first(want, far)} is right.")


def close(a: Tensor, b: Tensor, rtol: float = 1e-4) -> bool:
    """Whether two tensors agree to `rtol` of the largest entry."""
    return bool(((a - b).abs() <= rtol * (b.abs().max() + 1e-12)).all())


def _stopped(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "helpers" not in f.filename and "site-packages" not in f.filename] or frames
    place = f" at `{own[-1].line}`" if own[-1].line else ""
    return f"your code stopped{place} with {type(error).__name__}: {error}"


def _wrong_shape(got: tuple, want: tuple) -> str:
    hint = ""
    if len(got) == len(want) + 1 and got[-1] == 1:
        hint = " One number per point has no last axis: sum over it, or squeeze(-1)."
    elif len(got) == len(want) == 2 and got == want[::-1]:
        hint = " Rows and columns are swapped."
    elif len(got) < len(want):
        hint = " An axis was summed away, or the mean taken over it."
    return f"the result has shape {got}; {want} is expected.{hint}"


def _where(bad: Tensor, at: Tensor | None) -> str:
    if at is None or len(bad.shape) == 0:
        return ""
    row = bad.reshape(len(bad), -1).any(-1).nonzero()[0].item()
    return f" at x = {_plain(at[row])}"


def _first(values: Tensor, bad: Tensor) -> str:
    if len(values.shape) == 0:
        return _plain(values)
    return _plain(values[bad.reshape(len(bad), -1).any(-1).nonzero()[0].item()])


def _plain(value: Tensor) -> str:
    numbers = [f"{v:.4g}" for v in value.detach().reshape(-1).tolist()]
    return numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"


def _short(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
