# %% wrong: adjugate_sign_slip
"""Slips in the sign of the off-diagonal entries of Σ⁻¹: right only where nothing is correlated.

Diagnosis: off the diagonal, Σ⁻¹ has the other sign
"""

import torch


def score_gaussian_nd(x, mu, cov):
    precision = torch.linalg.inv(cov)
    diagonal = torch.diag(torch.diag(precision))
    precision = 2 * diagonal - precision
    return -(x - mu) @ precision


# %% wrong: always_float
"""Converts everything to float32 for the solver, and float64 points lose half their digits.

Diagnosis: float64 came in, float32 came out
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -torch.linalg.solve(cov.float(), (x - mu).float().T).T


# %% wrong: average_over_points
"""Differentiates the mean of the log-densities: every arrow is n times too short.

Diagnosis: off by a factor n: each point has a slope of its own
"""

import torch


def score_gaussian_nd(x, mu, cov):
    y = x.detach().clone().requires_grad_()
    v = y - mu
    log_p = -0.5 * (v @ torch.linalg.inv(cov) * v).sum(1)
    return torch.autograd.grad(log_p.mean(), y)[0]


# %% wrong: cholesky_factors_swapped
"""Inverts LᵀL where Σ is LLᵀ: right for a diagonal covariance, wrong for a tilted one.

Diagnosis: LᵀL where Σ = LLᵀ belongs
"""

import torch


def score_gaussian_nd(x, mu, cov):
    L = torch.linalg.cholesky(cov)
    return -torch.linalg.solve(L.T @ L, (x - mu).T).T


# %% wrong: diagonal_of_the_inverse
"""Inverts Σ but keeps only the diagonal of the inverse.

Diagnosis: only the diagonal of Σ⁻¹ acts
"""

import torch


def score_gaussian_nd(x, mu, cov):
    precision = torch.linalg.inv(cov)
    return -(x - mu) * precision.diag()


# %% wrong: diagonal_only
"""Divides by the variances on the diagonal and forgets the correlations.

Diagnosis: only the diagonal of Σ acts
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -(x - mu) / torch.diagonal(cov)


# %% wrong: eigenvectors_not_turned_back
"""Works in the axes of the ellipse and forgets to turn back to those of the plane.

Diagnosis: must be turned back to those of the space
"""

import torch


def score_gaussian_nd(x, mu, cov):
    values, vectors = torch.linalg.eigh(cov)
    return -((x - mu) @ vectors) / values


# %% wrong: floor_under_the_variances
"""Keeps all variances above 0.001, though the narrow directions pull hardest.

Diagnosis: its narrow directions pull hardest
"""

import torch


def score_gaussian_nd(x, mu, cov):
    variances, axes = torch.linalg.eigh(cov)
    return -((x - mu) @ axes / variances.clamp_min(1e-3)) @ axes.T


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import distributions


def score_gaussian_nd(x, mu, cov):
    return distributions.GaussianMixture([1.0], mu[None], cov[None]).score(x)


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import score_gaussian_nd as mine

score_gaussian_nd = mine


# %% wrong: log_of_density_plus_epsilon
"""Adds a little to p so that its logarithm exists; far from the mean only the little is left.

Diagnosis: wrong far from μ, where p underflows to zero
"""

import torch


def score_gaussian_nd(x, mu, cov):
    precision = torch.linalg.inv(cov)
    y = x.detach().clone().requires_grad_()
    r = y - mu
    p = torch.exp(-0.5 * ((r @ precision) * r).sum(1))
    return torch.autograd.grad(torch.log(p + 1e-12).sum(), y)[0]


# %% wrong: mean_ignored
"""Pulls towards the origin and not towards the mean.

Diagnosis: μ does not act: the score is zero at x = μ
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -torch.linalg.solve(cov, x.T).T


# %% wrong: multiplies_by_covariance
"""Multiplies by Σ where its inverse belongs: the pull is strongest in the wide direction.

Diagnosis: Σ where Σ⁻¹ belongs
"""


def score_gaussian_nd(x, mu, cov):
    return -(x - mu) @ cov


# %% wrong: notebook_globals
"""Uses the mu and cov of the notebook's figure, not the arguments.

Diagnosis: μ and Σ do not act
"""

import torch

mu, cov = torch.zeros(2), torch.tensor([[1.5, 1.1], [1.1, 1.5]])


def score_gaussian_nd(x, mean, covariance):
    return -torch.linalg.solve(cov.to(x), (x - mu.to(x)).T).T


# %% wrong: plane_only
"""Writes out the inverse of a 2 × 2 matrix, so it cannot do any other dimension.

Diagnosis: Two columns are not always right
"""

import torch


def score_gaussian_nd(x, mu, cov):
    a, b, c, d = cov[0, 0], cov[0, 1], cov[1, 0], cov[1, 1]
    det = a * d - b * c
    v = x - mu
    first = -(d * v[:, 0] - b * v[:, 1]) / det
    second = -(a * v[:, 1] - c * v[:, 0]) / det
    return torch.stack([first, second], dim=1)


# %% wrong: pseudo_inverse_cuts
"""A pseudo-inverse that takes variances below a thousandth of the largest for zero.

Diagnosis: its narrow directions pull hardest
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -(x - mu) @ torch.linalg.pinv(cov, rtol=1e-3)


# %% wrong: reciprocal_entries
"""1 / cov takes the reciprocal of every entry; that is not the inverse matrix.

Diagnosis: each entry of Σ is inverted by itself
"""


def score_gaussian_nd(x, mu, cov):
    return -(x - mu) @ (1 / cov)


# %% wrong: regularised
"""Adds 0.01 to the diagonal to be on the safe side; the pull in narrow directions gets too weak.

Diagnosis: nothing may be added to Σ
"""

import torch


def score_gaussian_nd(x, mu, cov):
    safe = cov + 1e-2 * torch.eye(len(cov), dtype=cov.dtype, device=cov.device)
    return -torch.linalg.solve(safe, (x - mu).T).T


# %% wrong: rows_for_columns
"""Solves with the points as rows: it stops unless there are as many points as dimensions, and then it mixes the
points.

Diagnosis: transpose the points, and the result back
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -torch.linalg.solve(cov, x - mu)


# %% wrong: sign_flipped
"""The arrows point away from the mean: the minus sign in front is missing.

Diagnosis: right length, wrong way
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return torch.linalg.solve(cov, (x - mu).T).T


# %% wrong: slope_over_density
"""Divides ∇p by p, and far from the mean both underflow to zero.

Diagnosis: wrong far from μ, where p underflows to zero
"""

import torch


def score_gaussian_nd(x, mu, cov):
    precision = torch.linalg.inv(cov)
    y = x.detach().clone().requires_grad_()
    r = y - mu
    p = torch.exp(-0.5 * ((r @ precision) * r).sum(1))
    (slope,) = torch.autograd.grad(p.sum(), y)
    return slope / p.detach()[:, None]


# %% wrong: small_eigenvalues_cut
"""A pseudo-inverse that throws away directions narrower than a tenth of the widest.

Diagnosis: the narrow directions are lost
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -(x - mu) @ torch.linalg.pinv(cov, rtol=0.1)


# %% wrong: squeezed
"""squeeze() drops axes of length one: a single point comes back as (d,), a line as (n,).

Diagnosis: An axis of length one is lost
"""

import torch


def score_gaussian_nd(x, mu, cov):
    v = (x - mu).unsqueeze(-1)
    return -(torch.linalg.inv(cov) @ v).squeeze()


# %% wrong: transposed
"""Returns (d, n): the last transposition is missing.

Diagnosis: Rows and columns are swapped
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -torch.linalg.inv(cov) @ (x - mu).T


# %% wrong: whitened_only
"""Solves with the Cholesky factor once; Σ = L Lᵀ needs a second solve with Lᵀ.

Diagnosis: half way: L⁻¹(x − μ) with Σ = LLᵀ still needs L⁻ᵀ
"""

import torch


def score_gaussian_nd(x, mu, cov):
    L = torch.linalg.cholesky(cov)
    return -torch.linalg.solve_triangular(L, (x - mu).T, upper=False).T


# %% wrong: x_changed_in_place
"""The result is right, but -= moves the caller's points.

Diagnosis: your function changes its input
"""

import torch


def score_gaussian_nd(x, mu, cov):
    x -= mu
    return -torch.linalg.solve(cov, x.T).T


# %% right: autograd_of_the_quadratic_form
"""Differentiates the quadratic form by autograd."""

import torch


def score_gaussian_nd(x, mu, cov):
    y = x.detach().clone().requires_grad_()
    v = y - mu
    log_p = -0.5 * (v * torch.linalg.solve(cov, v.T).T).sum()
    return torch.autograd.grad(log_p, y)[0]


# %% right: cholesky_solve
"""Cholesky factor, then cholesky_solve."""

import torch


def score_gaussian_nd(points, mean, covariance):
    factor = torch.linalg.cholesky(covariance)
    return torch.cholesky_solve((mean - points).mT, factor).mT


# %% right: class_with_call
"""An object with __call__, and a helper beside it."""

import torch


def precision_of(cov):
    return torch.cholesky_inverse(torch.linalg.cholesky(cov))


class Score:
    def __call__(self, x, mu, cov):
        return -(x - mu).matmul(precision_of(cov))


score_gaussian_nd = Score()


# %% right: double_inside
"""Computes in float64, whatever comes, and casts back to the dtype of x."""

import torch


def score_gaussian_nd(x, mu, cov):
    v = x.double() - mu.double()
    solved = torch.linalg.solve(cov.double(), v.unsqueeze(-1))
    return -solved.squeeze(-1).to(x.dtype)


# %% right: eigen_axes
"""Turns into the axes of the ellipse, divides by the variances there, and turns back."""

import torch


def score_gaussian_nd(x, mu, cov):
    variances, axes = torch.linalg.eigh(cov)
    along = (x - mu) @ axes
    return -(along / variances) @ axes.T


# %% right: inverse_and_einsum
"""Forms the inverse after all, and writes the product with einsum."""

import torch


def score_gaussian_nd(x, mu, cov):
    precision = torch.linalg.inv(cov)
    return torch.einsum("ij,nj->ni", precision, mu - x)


# %% right: loop_over_points
"""One small system for each point, in a loop."""

import torch


def score_gaussian_nd(x, mu, cov):
    result = torch.empty_like(x)
    for i in range(x.shape[0]):
        result[i] = -torch.linalg.solve(cov, x[i] - mu)
    return result


# %% right: two_triangular_solves
"""Two triangular solves, first with L and then with its transpose, under no_grad."""

import torch


@torch.no_grad()
def score_gaussian_nd(x, mu, cov):
    L = torch.linalg.cholesky(cov)
    white = torch.linalg.solve_triangular(L, (x - mu).T, upper=False)
    return -torch.linalg.solve_triangular(L.T, white, upper=True).T
