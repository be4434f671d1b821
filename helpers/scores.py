"""Scores s(x) = ∇ₓ log p(x): in closed form, by autograd, and what can be done with any
of them.

A score is any callable (n, d) -> (n, d); results keep the dtype, the device and the
leading shape of `x`. Points that are integers are taken as numbers of torch's default
dtype.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from helpers.distributions import GaussianMixture, Laplace, gaussian
from helpers.runtime import as_real


def score_gaussian_1d(x: Tensor, mu: float = 0.0, sigma: float = 1.0) -> Tensor:
    """s(x) = −(x − μ)/σ², the score of N(μ, σ²), element by element.  sigma: the
    standard deviation.
    """
    return -(as_real(x) - mu) / sigma**2


def score_gaussian_nd(x: Tensor, mu: Tensor, cov: Tensor) -> Tensor:
    """s(x) = −Σ⁻¹(x − μ), the score of N(μ, Σ).  x: (n, d);  mu: (d,);  cov: (d, d) ->
    (n, d).
    """
    return gaussian(mu, cov).score(x)


def score_laplace(x: Tensor, mu: float = 0.0, b: float = 1.0) -> Tensor:
    """s(x) = −sign(x − μ)/b, the score of the Laplace density; 0 at the kink x = μ."""
    return Laplace(mu, b).score(x)


def score_gmm(x: Tensor, weights: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    """s(x) = −Σₖ p(k | x) Σₖ⁻¹(x − μₖ), the score of a Gaussian mixture.  Shapes:
    `GaussianMixture`.
    """
    return GaussianMixture(weights, means, covs).score(x)


def mixture_log_prob(x: Tensor, weights: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    """log p(x) = log Σₖ πₖ N(x; μₖ, Σₖ).  Shapes: `GaussianMixture`;  x: (n, d) ->
    (n,).
    """
    return GaussianMixture(weights, means, covs).log_prob(x)


def responsibilities(x: Tensor, weights: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    """p(k | x) = πₖ N(x; μₖ, Σₖ) / p(x).  Shapes: `GaussianMixture`;  x: (n, d) -> (n,
    K).
    """
    return GaussianMixture(weights, means, covs).responsibilities(x)


def compute_score_uniform_mixture(
    x: Tensor, centers: list[Tensor], radius: float = 1.0
) -> Tensor:
    """The score of equal Gaussians N(cₖ, radius² I).  centers: a list of (d,)."""
    means = as_real(torch.stack(list(centers)))
    weights = torch.full((len(means),), 1 / len(means))
    return score_gmm(x, weights, means, radius**2 * torch.ones_like(means))


def score_frames(
    grid: Tensor, weights: Tensor, means_path: Tensor, covs: Tensor
) -> Tensor:
    """The mixture score on a grid (n, d) while the means move along means_path (T, K,
    d).  -> (T, n, d).
    """
    return torch.stack([score_gmm(grid, weights, means, covs) for means in means_path])


def compute_score_autograd(
    x: Tensor, log_prob_fn: Callable[[Tensor], Tensor], create_graph: bool = False
) -> Tensor:
    """s(x) = ∇ₓ log p(x), by automatic differentiation.  log_prob_fn: (n, d) -> (n,),
    normalised or not.

    One backward pass serves all points, since log p(xᵢ) depends on no other point. `x`
    is left as it was, no parameter's `.grad` is touched, and a caller's `no_grad` does
    no harm. The result can be differentiated again if `create_graph` or if `x` itself
    requires gradients. Raises `ValueError` unless log_prob_fn gives (n,).
    """
    x = as_real(x)
    create_graph = torch.is_grad_enabled() and (create_graph or x.requires_grad)
    with torch.enable_grad():
        at = x if x.requires_grad else x.detach().clone().requires_grad_()
        log_prob = log_prob_fn(at)
        if log_prob.shape != x.shape[:-1]:
            raise ValueError(
                "log_prob_fn must give one number per point, shape"
                f" {tuple(x.shape[:-1])} for x of shape {tuple(x.shape)}; it gave"
                f" {tuple(log_prob.shape)}: sum over the last axis, or squeeze it away"
            )
        if not log_prob.requires_grad:
            raise ValueError(
                "log_prob_fn's result does not depend on x through operations that can"
                " be differentiated"
            )
        return torch.autograd.grad(log_prob.sum(), at, create_graph=create_graph)[0]


def score_from_energy(
    x: Tensor, energy_fn: Callable[[Tensor], Tensor], create_graph: bool = False
) -> Tensor:
    """s(x) = −∇E(x), the score of p ∝ exp(−E).  energy_fn: (n, d) -> (n,).  The rest as
    `compute_score_autograd`.
    """
    return compute_score_autograd(x, lambda y: -energy_fn(y), create_graph)


def tempered_score(
    score_fn: Callable[[Tensor], Tensor], temperature: float
) -> Callable[[Tensor], Tensor]:
    """s_T(x) = s(x)/T, the score of p_T ∝ p^{1/T}.  Raises `ValueError` unless T
    > 0.
    """
    if not temperature > 0:
        raise ValueError(f"the temperature must be positive; got {temperature}")
    return lambda x: score_fn(as_real(x)) / temperature


def mean_score(
    score_fn: Callable[[Tensor], Tensor], samples: Tensor
) -> tuple[Tensor, Tensor]:
    """The Monte Carlo estimate of E[s(x)] and its standard error.  samples: (n, d), n ≥
    2 -> (d,), (d,).

    Drawn from the density whose score it is, the samples give E[s(x)] = 0.
    """
    if len(samples) < 2:
        raise ValueError(
            f"a standard error needs at least two samples; got {len(samples)}"
        )
    s = score_fn(as_real(samples))
    return s.mean(0), s.std(0) / len(samples) ** 0.5


def fisher_information(score_fn: Callable[[Tensor], Tensor], samples: Tensor) -> Tensor:
    """The Monte Carlo estimate of E‖s(x)‖², the trace of the Fisher information matrix
    of a shift of p.

    samples: (n, d) -> scalar.  Cover and Thomas, Elements of Information Theory (2006),
    section 17.7.
    """
    return score_fn(as_real(samples)).square().sum(-1).mean()
