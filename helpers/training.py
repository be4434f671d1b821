"""A training loop that is a generator: what is done between two steps is the caller's
business.
"""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn


def fit(
    model: nn.Module,
    loss_fn: Callable[[nn.Module, Tensor], Tensor],
    sample_batch: Callable[[], Tensor],
    n_steps: int,
    lr: float = 5e-3,
) -> Iterator[float]:
    """Minimise E[loss_fn(model, batch)] by Adam, the rate falling from `lr` to 0 along
    a cosine; yield each loss.

    sample_batch() -> (n, d), fresh on every call: on a fixed set the loss falls below
    its true minimum. Loshchilov and Hutter, SGDR, ICLR 2017 (without restarts).
    """
    optimiser = torch.optim.Adam(model.parameters(), lr=lr, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    for _ in range(n_steps):
        loss = loss_fn(model, sample_batch())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        yield loss.item()
