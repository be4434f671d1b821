"""One call at the top of a notebook: seeds, device, figure style; and what counts as
points.
"""

import os
import random
from typing import Any

import numpy as np
import torch
from torch import Tensor


def setup(seed: int = 0) -> torch.device:
    """Seed Python, NumPy and torch, choose the device, set the style of the figures,
    and report in one line.

    Returns `best_device()`.
    """
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - libraries that know no Generator draw from the global one
    torch.manual_seed(seed)
    device = best_device()
    if device.type == "cpu":
        # The networks here are small: a second thread costs more than it brings, and
        # would change the last digits.
        torch.set_num_threads(1)
    from helpers import plotting  # only a notebook needs matplotlib

    plotting.use_style(device)
    print(
        f"torch {torch.__version__.split('+')[0]} on {device_name(device)}, seed {seed}"
    )
    return device


def best_device() -> torch.device:
    """What the environment variable COURSE_DEVICE names; else the fastest at hand:
    cuda, mps (Apple) or cpu.
    """
    if name := os.environ.get("COURSE_DEVICE"):
        return torch.device(name)
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def device_name(device: torch.device) -> str:
    """What to call a device in a sentence."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type


def as_real(x: Any) -> Tensor:
    """x as a tensor of real numbers: itself, or of torch's default dtype if integers.

    Without it −x wraps around where x is unsigned, and parameters brought to the
    dtype of x lose their fractions.  Raises `TypeError` where x is no real numbers.
    """
    try:
        x = torch.as_tensor(x)
    except (RuntimeError, TypeError, ValueError):
        what = f"a {type(x).__name__}"
    else:
        if x.is_floating_point():
            return x
        if not x.is_complex():
            return x.to(torch.get_default_dtype())
        what = f"a tensor of dtype {x.dtype}"
    raise TypeError(
        "expected a tensor of real numbers, such as torch.tensor([[0.5, 1.0]]); "
        f"got {what}: convert it, or take its real part, before the call"
    )
