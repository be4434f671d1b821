"""Networks whose output is an arrow."""

from torch import Tensor, nn

from helpers.runtime import as_real


class ScoreNet(nn.Module):
    """s_θ(x) = W₃φ(W₂φ(W₁x + b₁) + b₂) + b₃, φ = SiLU: two hidden layers, smooth, as
    many outputs as inputs.

    dim: d;  hidden: H.  (n, d) -> (n, d)
    """

    def __init__(self, dim: int = 2, hidden: int = 128) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(dim, hidden),
            nn.SiLU(),
            nn.Linear(hidden, hidden),
            nn.SiLU(),
            nn.Linear(hidden, dim),
        )

    def forward(self, x: Tensor) -> Tensor:
        """s_θ(x).  x: (n, d) -> (n, d)."""
        return self.net(as_real(x))
