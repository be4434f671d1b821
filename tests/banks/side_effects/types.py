"""Right, with types."""

from typing import Annotated, TypeVar
T = TypeVar('T', bound=torch.Tensor)


def score_gaussian_1d(x: Annotated[T, '(n,)'], mu: 'Mean' = 0.0, sigma: 'Spread' = 1.0) -> T:
    return -(x - mu) / sigma**2
