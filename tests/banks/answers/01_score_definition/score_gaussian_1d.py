# %% wrong: always_float
"""Converts to float32 first, which throws away half the digits of float64 points.

Diagnosis: float64 came in, float32 came out
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    x = x.float()
    return -(x - mu) / sigma**2


# %% wrong: autograd_mean
"""Differentiates the mean of the log-densities, so every score is divided by their number.

Diagnosis: off by a factor n: each point has a slope of its own
"""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    y = x.detach().clone().requires_grad_()
    log_p = -((y - mu) ** 2) / (2 * sigma**2)
    return torch.autograd.grad(log_p.mean(), y)[0]


# %% wrong: brackets_missing
"""Divides by sigma and multiplies by it again: the brackets round sigma * sigma are missing.

Diagnosis: σ does not act, or cancels
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / sigma * sigma


# %% wrong: centred_on_the_data
"""Subtracts the mean of the points handed in, not the mean of the Gaussian.

Diagnosis: centred on the mean of the points
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - x.mean()) / sigma**2


# %% wrong: derivative_in_mu
"""The statisticians' score, the derivative in the parameter mu: the same arrow turned round.

Diagnosis: is this the derivative in μ?
"""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    m = torch.full_like(x, mu).requires_grad_()
    log_p = -((x.detach() - m) ** 2) / (2 * sigma**2)
    return torch.autograd.grad(log_p.sum(), m)[0]


# %% wrong: exponent_is_xor
"""In Python ^ is not a power; with a fractional sigma it stops with an error.

Diagnosis: A power is written ** in Python
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / (sigma ^ 2)


# %% wrong: factor_two_kept
"""Forgets that differentiating the square brings down a 2, which cancels the 2 in 2σ².

Diagnosis: half the score: the derivative of (x − μ)² brings a 2
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / (2 * sigma**2)


# %% wrong: first_page_only
"""Takes a third axis for a batch and keeps its first entry; x may have any shape.

Diagnosis: the result has shape (1, 3); (2, 1, 3) is expected
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    if x.dim() > 2:
        x = x[0]
    return -(x - mu) / sigma**2


# %% wrong: floor_under_sigma
"""Keeps σ above 0.2 for safety; a narrower Gaussian has a steeper line.

Diagnosis: limit and round nothing
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / max(sigma, 0.2) ** 2


# %% wrong: guarded_division
"""Adds 0.001 to the variance against a division by zero; narrow Gaussians come out too flat.

Diagnosis: nothing may be added to σ²
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / (sigma**2 + 1e-3)


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import distributions


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return distributions.gaussian([mu], [sigma**2]).score(x.reshape(-1, 1)).reshape(x.shape)


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import score_gaussian_1d as mine

score_gaussian_1d = mine


# %% wrong: limited_to_fifty
"""Clips large scores; far out the pull of a Gaussian has no limit.

Diagnosis: limit and round nothing
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return (-(x - mu) / sigma**2).clamp(-50, 50)


# %% wrong: log_density
"""Returns the logarithm of the density, not its slope.

Diagnosis: this is log p; now differentiate it
"""

import math


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    log_p = -((x - mu) ** 2) / (2 * sigma**2) - 0.5 * math.log(2 * math.pi * sigma**2)
    return log_p


# %% wrong: mean_as_a_vector
"""Wraps mu in a vector of one number, so a single point of shape () comes back as (1,).

Diagnosis: There is an axis of length one too many
"""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    mean = torch.tensor([mu], dtype=x.dtype, device=x.device)
    return (mean - x) / sigma**2


# %% wrong: mean_ignored
"""Pulls towards zero and not towards the mean: mu is never used.

Diagnosis: μ does not act
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -x / sigma**2


# %% wrong: mu_added
"""A slip with the brackets: -x - mu moves the zero to -mu.

Diagnosis: the sign of μ: the distance is x − μ
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return (-x - mu) / sigma**2


# %% wrong: multiplies_by_variance
"""Multiplies by the variance where it has to divide: a wide Gaussian would pull hardest.

Diagnosis: multiplied by σ²
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) * sigma**2


# %% wrong: numpy_array_returned
"""Returns a NumPy array, where a tensor like x is wanted.

Diagnosis: your function returns an ndarray
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x.numpy() - mu) / sigma**2


# %% wrong: requires_grad_left_on_x
"""The numbers are right, but x requires gradients ever after: x has to stay as it was.

Diagnosis: your function leaves a mark on its input
"""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    x.requires_grad_(True)
    log_p = -((x - mu) ** 2) / (2 * sigma**2)
    return torch.autograd.grad(log_p.sum(), x)[0]


# %% wrong: sigma_not_squared
"""Divides by σ where the variance σ² belongs.

Diagnosis: divided by σ: the score divides by the variance
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / sigma


# %% wrong: sign_flipped
"""The arrows point away from the mean: the minus sign in front is missing.

Diagnosis: Mind the minus sign of the exponent
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return (x - mu) / sigma**2


# %% wrong: slope_of_the_density
"""Differentiates the density itself; the score is the slope of its logarithm.

Diagnosis: this is the derivative of p
"""

import math

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    p = torch.exp(-((x - mu) ** 2) / (2 * sigma**2)) / (sigma * math.sqrt(2 * math.pi))
    return -(x - mu) / sigma**2 * p


# %% wrong: slope_over_density
"""Divides p' by p, and far out both underflow to zero.

Diagnosis: far out p underflows to zero, so do without it
"""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    y = x.detach().clone().requires_grad_()
    p = torch.exp(-((y - mu) ** 2) / (2 * sigma**2))
    (slope,) = torch.autograd.grad(p.sum(), y)
    return slope / p.detach()


# %% wrong: squeezed
"""squeeze() removes every axis of length one, so (n, 1) comes back as (n,).

Diagnosis: An axis of length one is lost
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return (-(x - mu) / sigma**2).squeeze()


# %% wrong: x_changed_in_place
"""The value is right, but -= writes the shifted numbers into the caller's x.

Diagnosis: your function changes its input
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    x -= mu
    return -x / sigma**2


# %% right: autograd_of_the_log_density
"""Differentiates the log-density by autograd on a copy."""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    with torch.enable_grad():
        y = x.detach().clone().requires_grad_()
        log_p = -0.5 * ((y - mu) / sigma) ** 2
        (gradient,) = torch.autograd.grad(log_p.sum(), y)
    return gradient


# %% right: class_with_call
"""An object with __call__ instead of a function."""


class GaussianScore:
    def __call__(self, x, mu=0.0, sigma=1.0):
        precision = 1 / sigma**2
        return precision * (mu - x)


score_gaussian_1d = GaussianScore()


# %% right: double_inside
"""Computes in float64 and casts back at the end."""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    z = (x.double() - mu) / sigma
    return (-z / sigma).to(x.dtype)


# %% right: in_place_on_a_copy
"""In-place operations, but on a copy of x."""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    s = x.detach().clone()
    s -= mu
    s /= sigma**2
    s.neg_()
    return s


# %% right: loop_over_elements
"""Goes through the flattened points one by one, and gives them their shape back."""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    result = torch.empty(x.numel(), dtype=x.dtype, device=x.device)
    for i, value in enumerate(x.reshape(-1)):
        result[i] = (mu - value) / sigma**2
    return result.reshape(x.shape)


# %% right: partial_of_a_line
"""functools.partial of a helper whose first argument is the power of sigma."""

from functools import partial


def line(power, x, mu=0.0, sigma=1.0):
    return -((x - mu) * sigma**power)


score_gaussian_1d = partial(line, -2)


# %% right: tensors_of_parameters
"""Makes tensors of mu and sigma, of the dtype and on the device of x."""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    mu = torch.as_tensor(mu, dtype=x.dtype, device=x.device)
    sigma = torch.as_tensor(sigma, dtype=x.dtype, device=x.device)
    return -torch.div(torch.sub(x, mu), torch.square(sigma))


# %% right: torch_distributions
"""The log-density comes from torch.distributions, the slope from autograd."""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    y = x.detach().clone().requires_grad_()
    normal = torch.distributions.Normal(torch.full_like(y, mu), torch.full_like(y, sigma))
    return torch.autograd.grad(normal.log_prob(y).sum(), y)[0]
