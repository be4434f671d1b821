"""What every check is made of: call the answer safely, compare, and name the mistake."""

import functools
import math
import traceback
from collections.abc import Callable

import torch
from torch import Tensor

RTOL = 1e-4  # float32 leaves 1e-6; a mistake makes a difference in the first digits


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
        raise CheckFailed(f"give the check your function, without calling it; it got {a_what(answer)}.")
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


def compare(got, want: Tensor, mistakes: dict[str, Tensor] | None = None, at: Tensor | None = None, also=None, of=""):
    """Raise `CheckFailed` unless `got` is `want`; with the words of the first of the `mistakes` that `got` equals.

    also: another right result;  at: the points (n, …) of the rows of `want`, to name the first that is wrong;
    of: what the value is called, where there are several.
    """
    try:
        _compare(got, want, mistakes or {}, at, also)
    except CheckFailed as failed:
        raise CheckFailed(f"{of}{failed}") from None


def _compare(got, want, mistakes, at, also):
    if got is None:
        raise CheckFailed("your function returns None: it must end in `return ...`.")
    if not isinstance(got, Tensor):
        raise CheckFailed(f"your function returns {a_what(got)}; a tensor is expected.")
    if got.shape != want.shape:
        raise CheckFailed(_wrong_shape(tuple(got.shape), tuple(want.shape)))
    if got.dtype != want.dtype:
        raise CheckFailed(
            f"{_short(want.dtype)} came in, {_short(got.dtype)} came out; keep the dtype: "
            "make new tensors like x (torch.zeros_like, x.new_tensor), or end in .to(x.dtype)."
        )
    if got.device != want.device:
        raise CheckFailed(f"the input is on {want.device}, your result on {got.device}; stay on the input's device.")
    got = got.detach()
    if not got.isfinite().all():
        raise CheckFailed(f"your result holds NaN or infinity{_where(~got.isfinite(), at)}.")
    if close(got, want) or (also is not None and close(got, also)):
        return
    for words, wrong in mistakes.items():
        if wrong.shape == got.shape and close(got, wrong):
            raise CheckFailed(words)
    far = (got - want).abs() > RTOL * want.abs().max()
    raise CheckFailed(f"not the right values{_where(far, at)}: {_first(got, far)} where {_first(want, far)} is right.")


def close(a: Tensor, b: Tensor) -> bool:
    """Whether two tensors agree to `RTOL` of the largest entry."""
    return bool(((a - b).abs() <= RTOL * b.abs().max()).all())


def a_what(value) -> str:
    """What to call a value that was not expected."""
    name = type(value).__name__
    return "None" if value is None else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _stopped(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "helpers" not in f.filename and "site-packages" not in f.filename] or frames
    place = f" at `{own[-1].line}`" if own[-1].line else ""
    return f"your code stopped{place} with {type(error).__name__}: {error}"


def _wrong_shape(got: tuple, want: tuple) -> str:
    hint = ""
    if len(got) == len(want) == 2 and got == want[::-1]:
        hint = " Rows and columns are swapped."
    elif len(got) == len(want) + 1 and 1 in got:
        hint = " There is an axis of length one too many: drop keepdim, or squeeze."
    elif math.prod(got) == math.prod(want):
        hint = " The numbers are as many as they should be; keep the shape of the input."
    elif len(got) == len(want) == 1:
        hint = " This went over the wrong axis: the points are the rows, dim=0, the coordinates the columns."
    elif len(got) < len(want):
        hint = " An axis was summed away, or the mean taken over it."
    return f"the result has shape {got}; {want} is expected.{hint}"


def keeps_defaults(answer: Callable, x: Tensor, defaults: str):
    """Raise `CheckFailed` unless the answer can be called with x alone."""
    try:
        answer(x.clone())
    except TypeError as error:
        if "argument" in str(error):
            raise CheckFailed(f"your function must also work as f(x) alone: keep the defaults {defaults}.") from None
        raise


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
