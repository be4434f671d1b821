"""Langevin dynamics: from a score to samples."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from helpers.runtime import as_real


def langevin_step(
    x: Tensor, score_fn: Callable[[Tensor], Tensor], step_size: float, noise: Tensor
) -> Tensor:
    """x + η/2 s(x) + √η z, one step of unadjusted Langevin dynamics.  x, noise z ~ N(0,
    I): (n, d) -> (n, d).
    """
    x = as_real(x)
    return x + step_size / 2 * score_fn(x) + step_size**0.5 * noise


def langevin(
    score_fn: Callable[[Tensor], Tensor],
    x0: Tensor,
    step_size: float,
    n_steps: int,
    generator: torch.Generator | None = None,
) -> Iterator[Tensor]:
    """The n_steps states after x0, one by one.  x0: (n, d) -> (n, d) each.

    Its stationary distribution tends to p as η → 0. For N(0, σ²) and a step η < 4σ² the
    variance is σ²/(1 − η/4σ²). Roberts and Tweedie, Bernoulli 2, 1996.
    """
    x = as_real(x0)
    for _ in range(n_steps):
        noise = torch.randn(
            x.shape, generator=generator, dtype=x.dtype, device=x.device
        )
        x = langevin_step(x, score_fn, step_size, noise).detach()
        yield x


def langevin_sample(
    score_fn: Callable[[Tensor], Tensor],
    x0: Tensor,
    step_size: float,
    n_steps: int,
    generator: torch.Generator | None = None,
) -> Tensor:
    """The last of the states of `langevin`; of none, x0.  x0: (n, d) -> (n, d)."""
    x = as_real(x0).clone()
    for state in langevin(score_fn, x, step_size, n_steps, generator):
        x = state
    return x
