"""Densities about which everything is known: log-density, score and samples, to hold
estimates against.

`x` is a batch of points (n, d), or (..., d); `log_prob` gives one number per point,
`score` one arrow per point, both in the dtype and on the device of `x`. Parameters are
kept in float64 on the CPU, whatever they came as. Points that are integers are taken as
numbers of torch's default dtype.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd import forward_ad

from helpers.runtime import as_real

# How many numbers of the whitened points there are at once: on a CPU what its cache
# holds, elsewhere what memory does.
IN_CACHE, IN_MEMORY = 2**18, 2**26


class GaussianMixture:
    """p(x) = Σₖ πₖ N(x; μₖ, Σₖ): the mixture of K Gaussians in d dimensions.

    weights: (K,), not negative, summing to one;  means: (K, d);  covs: (K, d, d), or
    (K, d) where diagonal. Raises `ValueError` where the shapes disagree, the weights
    are no probabilities or a covariance is no covariance. Bishop, Pattern Recognition
    and Machine Learning (2006), section 2.3.9.
    """

    def __init__(
        self,
        weights: Tensor | Sequence,
        means: Tensor | Sequence,
        covs: Tensor | Sequence,
    ) -> None:
        like = torch.as_tensor(means)
        self.device = like.device
        self.dtype = (
            like.dtype if like.is_floating_point() else torch.get_default_dtype()
        )
        self.weights, self.means, covs = map(_exact, (weights, means, covs))
        if covs.ndim == 2:
            covs = torch.diag_embed(covs)
        _check_mixture(self.weights, self.means, covs)
        self.scale = cholesky(covs)  # Σₖ = Lₖ Lₖᵀ
        identity = torch.eye(covs.shape[-1], dtype=covs.dtype)
        # Lₖ⁻¹
        self.whitener = torch.linalg.solve_triangular(self.scale, identity, upper=False)

    def log_prob(self, x: Tensor) -> Tensor:
        """log p(x) = log Σₖ πₖ N(x; μₖ, Σₖ).  x: (n, d) -> (n,)."""
        return self._in_blocks(x, lambda z: log_sum_exp(self._log_joint(z), 0))

    def responsibilities(self, x: Tensor) -> Tensor:
        """p(k | x) = πₖ N(x; μₖ, Σₖ) / p(x).  x: (n, d) -> (n, K), each row summing to
        one.
        """
        return self._in_blocks(x, lambda z: self._log_votes(z).softmax(0).mT)

    def score(self, x: Tensor) -> Tensor:
        """∇ₓ log p(x) = −Σₖ p(k | x) Σₖ⁻¹(x − μₖ).  x: (n, d) -> (n, d)."""

        def arrows(z: Tensor) -> Tensor:
            votes = self._log_votes(z).softmax(0)
            return -(
                whitener.mT @ (votes[:, None] * z).flatten(0, 1)
            ).mT  # Σₖ⁻¹ = Lₖ⁻ᵀ Lₖ⁻¹

        x = as_real(x)
        whitener = self.whitener.to(x).flatten(0, 1)  # (K d, d)
        return self._in_blocks(x, arrows)

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """n independent draws: a component k ~ π, then x = μₖ + Lₖ ε, ε ~ N(0, I).  ->
        (n, d).
        """
        like: dict[str, Any] = {"device": self.device, "dtype": self.dtype}
        weights, means, scale = (
            v.to(**like) for v in (self.weights, self.means, self.scale)
        )
        k = torch.multinomial(weights, n, replacement=True, generator=generator)
        noise = torch.randn(n, means.shape[1], generator=generator, **like)
        return means[k] + torch.einsum("nij,nj->ni", scale[k], noise)

    def _in_blocks(self, x: Tensor, of_whitened: Callable[[Tensor], Tensor]) -> Tensor:
        """of_whitened(z), (K, d, n) -> (n, …), where zₖ = Lₖ⁻¹(x − μₖ); as many rows at
        a time as are fast.

        ‖zₖ‖ is the Mahalanobis distance.  x: (…, d) -> (…, …)
        """
        x = as_real(x)
        components, d = self.means.shape
        if x.shape[-1] != d:
            raise ValueError(
                f"x has {x.shape[-1]} coordinates per point (shape {tuple(x.shape)}),"
                f" the mixture {d}"
            )
        rows = max(
            1, (IN_CACHE if x.device.type == "cpu" else IN_MEMORY) // (components * d)
        )
        whitener, means = self.whitener.to(x), self.means.to(x)[:, :, None]
        blocks = x.reshape(-1, d).split(rows)
        result = torch.cat(
            [
                of_whitened(whitener @ (block.mT.contiguous() - means))
                for block in blocks
            ]
        )
        return result.reshape((*x.shape[:-1], *result.shape[1:]))

    def _log_joint(self, z: Tensor) -> Tensor:
        """log πₖ + log N(x; μₖ, Σₖ) from the whitened points.  z: (K, d, n) -> (K,
        n).
        """
        constant = self.weights.log() - self._log_volume()
        constant = constant - z.shape[1] / 2 * math.log(2 * math.pi)
        return constant.to(z)[:, None] - z.square().sum(1) / 2

    def _log_votes(self, z: Tensor) -> Tensor:
        """log p(k | x), but for a term that all components share.  z: (K, d, n) -> (K,
        n).
        """
        if not (self.scale == self.scale[0]).all():
            return self._log_joint(z)
        # Far out, ‖zₖ‖² and ‖z₀‖² are rounded by more than they differ. But where the
        # covariances are equal, ‖zₖ‖² − ‖z₀‖² = (zₖ − z₀)·(zₖ + z₀), and zₖ − z₀ is
        # known exactly: zₖ − z₀ = Lₖ⁻¹(μ₀ − μₖ) + (Lₖ⁻¹ − L₀⁻¹)(x − μ₀).
        apart = (self.whitener @ (self.means[0] - self.means)[:, :, None]).to(z)
        constant = self.weights.log()
        if not _is_plain(self.scale):  # what is zero need not have the slope zero
            log_volume = self._log_volume()
            constant = constant - (log_volume - log_volume[0])
            change = (self.whitener - self.whitener[0]) @ self.scale[0]  # x − μ₀ = L₀z₀
            apart = apart + change.to(z) @ z[0]
        return constant.to(z)[:, None] - (apart * (z + z[0])).sum(1) / 2

    def _log_volume(self) -> Tensor:
        """½ log |Σₖ| = Σᵢ log (Lₖ)ᵢᵢ.  -> (K,)."""
        return self.scale.diagonal(dim1=-2, dim2=-1).log().sum(-1)


def gaussian(mean: Tensor | Sequence, cov: Tensor | Sequence) -> GaussianMixture:
    """N(μ, Σ), as a mixture of one.  mean: (d,);  cov: (d, d), or (d,) where
    diagonal.
    """
    mean, cov = (v[None] if isinstance(v, Tensor) else [v] for v in (mean, cov))
    return GaussianMixture([1.0], mean, cov)


class Laplace:
    """p(x) = Πⱼ exp(−|xⱼ − μ| / b) / 2b: independent Laplace coordinates.  b > 0, else
    `ValueError`.
    """

    def __init__(self, mu: float = 0.0, b: float = 1.0) -> None:
        if not b > 0:
            raise ValueError(
                f"the scale b of a Laplace density must be positive; got {b}"
            )
        self.mu, self.b = mu, b

    def log_prob(self, x: Tensor) -> Tensor:
        """log p(x) = −Σⱼ |xⱼ − μ| / b − d log 2b.  x: (n, d) -> (n,)."""
        x = as_real(x)
        return -(x - self.mu).abs().sum(-1) / self.b - x.shape[-1] * math.log(
            2 * self.b
        )

    def sample(
        self, n: int, d: int = 1, generator: torch.Generator | None = None, **like: Any
    ) -> Tensor:
        """n draws of d coordinates, μ + b(ε₁ − ε₂) with ε exponential.  like: `dtype`
        and `device`.  -> (n, d).
        """
        first, second = torch.empty(2, n, d, **like).exponential_(generator=generator)
        return self.mu + self.b * (first - second)

    def score(self, x: Tensor) -> Tensor:
        """−sign(x − μ) / b, and 0 at the kink x = μ, where the density has no
        derivative.  x: (n, d) -> (n, d).
        """
        return -torch.sign(as_real(x) - self.mu) / self.b


def double_well(x: Tensor, barrier: float = 3.0, tilt: float = 0.0) -> Tensor:
    """E(x) = Σⱼ barrier (xⱼ² − 1)² + tilt xⱼ: two valleys at ±1, the left one deeper
    for tilt > 0.  (n, d) -> (n,).
    """
    x = as_real(x)
    return (barrier * (x.square() - 1).square() + tilt * x).sum(-1)


def ring(x: Tensor, radius: float = 2.0, width: float = 0.3) -> Tensor:
    """E(x) = (‖x‖² − r²)² / 8r²w²: a circular valley, in cross-section nearly N(r, w²).
    (n, d) -> (n,).
    """
    x = as_real(x)
    return (x.square().sum(-1) - radius**2).square() / (8 * radius**2 * width**2)


def partition_function(
    energy_fn: Callable[[Tensor], Tensor], low: float, high: float, n_points: int
) -> Tensor:
    """Z = ∫ exp(−E(x)) dx on a line, by the trapezoid rule with n_points nodes from low
    to high.  -> scalar.

    energy_fn: (n, 1) -> (n,).  Where the integrand is smooth and vanishes at both ends,
    few nodes give many digits.
    """
    x = torch.linspace(low, high, n_points)
    return torch.trapezoid((-energy_fn(x[:, None])).exp(), x)


def square_of_clusters(half_width: float = 2.0, std: float = 0.5) -> GaussianMixture:
    """Four equal Gaussians on the corners (±half_width, ±half_width)."""
    corners = torch.cartesian_prod(*[torch.tensor([-half_width, half_width])] * 2)
    return GaussianMixture([0.25] * 4, corners, [[std**2] * 2] * 4)


def log_sum_exp(a: Tensor, dim: int = -1) -> Tensor:
    """log Σₖ exp aₖ over one axis, with the gradient softmax(a) exact even where a is
    large.

    The gradient of `torch.logsumexp` is exp(aₖ − result). In float32 the result of 10⁶
    is rounded by 0.03, the gradient then is wrong by 3 %, and further out by a factor
    of two. Here the maximum is a constant, and cancels.
    """
    a = as_real(a)
    top = a.detach().amax(dim, keepdim=True)
    return top.squeeze(dim) + (a - top).exp().sum(dim).log()


def cholesky(cov: Tensor) -> Tensor:
    """The lower triangular L with Σ = L Lᵀ.  cov: (..., d, d); `ValueError` unless
    symmetric and positive definite.
    """
    cov = as_real(cov)
    asymmetry = (cov - cov.mT).abs().amax((-2, -1)) / cov.abs().amax((-2, -1))
    if not (asymmetry < 1e-5).all():  # float32 products A Aᵀ leave 1e-7
        raise ValueError(
            "a covariance must be symmetric and finite; |Σ − Σᵀ| is up to"
            f" {asymmetry.max():.2g} of the largest entry"
        )
    scale, failed = torch.linalg.cholesky_ex((cov + cov.mT) / 2)
    if failed.any():
        raise ValueError(
            "a covariance must be positive definite; its eigenvalues are"
            f" {_eigenvalues(cov)}"
        )
    return scale


def _is_plain(v: Tensor) -> bool:
    """Whether no derivative with respect to v can be asked for, by whatever route."""
    if v.requires_grad or torch.func.debug_unwrap(v) is not v:  # autograd, torch.func
        return False
    return forward_ad.unpack_dual(v).tangent is None


def _eigenvalues(cov: Tensor) -> list:
    return torch.linalg.eigvalsh(cov).tolist()


def _exact(values: Tensor | Sequence) -> Tensor:
    # First to the CPU: a device such as mps has no float64. Python numbers never become
    # float32.
    return (
        values.cpu().double()
        if isinstance(values, Tensor)
        else torch.as_tensor(values, dtype=torch.float64)
    )


def _check_mixture(weights: Tensor, means: Tensor, covs: Tensor) -> None:
    components, d = (*means.shape, 0, 0)[:2]
    if (
        means.ndim != 2
        or weights.shape != (components,)
        or covs.shape != (components, d, d)
    ):
        raise ValueError(
            "a mixture needs weights (K,), means (K, d) and covs (K, d, d) or (K, d); "
            f"got {tuple(weights.shape)}, {tuple(means.shape)} and {tuple(covs.shape)}"
        )
    if (weights < 0).any() or not math.isclose(weights.sum().item(), 1, abs_tol=1e-5):
        raise ValueError(
            "mixture weights must be at least zero and sum to one; got"
            f" {weights.tolist()}"
        )
