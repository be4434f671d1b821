# %% wrong: b_ignored
"""The slope of a density of scale one, whatever b is.

Diagnosis: b does not act
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x - mu)


# %% wrong: b_squared
"""Divides by b², as if b were the σ of a Gaussian.

Diagnosis: 1/b² is the Gaussian's habit
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x - mu) / b**2


# %% wrong: close_enough_is_the_kink
"""Calls x the kink where torch.isclose finds it close to μ.

Diagnosis: wrong close to the kink
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    at_the_kink = torch.isclose(x, torch.full_like(x, mu))
    return torch.where(at_the_kink, 0.0, -torch.sign(x - mu) / b)


# %% wrong: density_over_density_underflows
"""Divides p' by p; far out both underflow to zero, and 0/0 is NaN.

Diagnosis: wrong far away, where p underflows to zero
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    v = x - mu
    p = torch.exp(-v.abs() / b) / (2 * b)
    slope = -torch.sign(v) / b * p
    return slope / p


# %% wrong: differences_in_float64
"""Very fine differences in float64, which are exact near μ and drown far away.

Diagnosis: or differences drown
"""


def score_laplace(x, mu=0.0, b=1.0):
    h, y = 1e-9, x.double()
    return (((y - h - mu).abs() - (y + h - mu).abs()) / (2 * h * b)).to(x.dtype)


# %% wrong: flat_band_round_the_kink
"""Calls everything within 0.01 of the peak the kink, and gives zero there.

Diagnosis: wrong close to the kink
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    s = -torch.sign(x - mu) / b
    return torch.where((x - mu).abs() < 0.01, torch.zeros_like(s), s)


# %% wrong: flattened
"""Gives back one long row of numbers; element by element means in the shape of x.

Diagnosis: keep the shape of the input
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x.reshape(-1) - mu) / b


# %% wrong: floor_division
"""// rounds down, so with b = 2 the slope is 0 or -1 and never a half.

Diagnosis: // rounds down
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x - mu) // b


# %% wrong: floor_under_b
"""Keeps b above a half, so that a narrow peak gets too small a slope.

Diagnosis: wrong for a narrow peak
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x - mu) / max(b, 0.5)


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import distributions


def score_laplace(x, mu=0.0, b=1.0):
    return distributions.Laplace(mu, b).score(x)


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import score_laplace as mine

score_laplace = mine


# %% wrong: log_density_without_constant
"""Returns the exponent, not its slope.

Diagnosis: this is log p; now differentiate it
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.abs(x - mu) / b


# %% wrong: mu_ignored
"""The kink stays at zero, wherever the peak is.

Diagnosis: μ does not act: the sign changes at x = μ
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x) / b


# %% wrong: nan_at_the_kink
"""Divides x - μ by its absolute value, which is 0/0 at the kink.

Diagnosis: NaN or infinity at the kink x = μ
Points: 1
"""


def score_laplace(x, mu=0.0, b=1.0):
    v = x - mu
    return -v / (b * v.abs())


# %% wrong: one_at_the_kink
"""Puts 1 at the kink, which lies outside [-1/b, 1/b] as soon as b is larger than one.

Diagnosis: does not lie between −1/b and 1/b
Points: 1
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    s = -torch.sign(x - mu) / b
    return torch.where(x == mu, torch.ones_like(x), s)


# %% wrong: one_number_only
"""A Python if asks one question of the whole tensor: it works for a single number only.

Diagnosis: `if` asks one question of a whole tensor
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    if x > mu:
        return torch.full_like(x, -1 / b)
    if x < mu:
        return torch.full_like(x, 1 / b)
    return torch.zeros_like(x)


# %% wrong: one_side_forgotten
"""Only the right half has a slope; left of the peak the score stays zero.

Diagnosis: one side is forgotten
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    s = torch.zeros_like(x)
    s[x > mu] = -1 / b
    return s


# %% wrong: root_of_the_square
"""Writes |v| as the root of v²; autograd multiplies infinity by zero at the kink, and gets NaN.

Diagnosis: NaN or infinity at the kink x = μ
Points: 1
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    y = x.detach().clone().requires_grad_()
    log_p = -torch.sqrt((y - mu) ** 2) / b
    return torch.autograd.grad(log_p.sum(), y)[0]


# %% wrong: sign_flipped
"""The arrows point away from the peak: the minus sign in front is missing.

Diagnosis: right length, wrong way
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return torch.sign(x - mu) / b


# %% wrong: slope_of_the_density
"""Differentiates the density itself; the score is the slope of its logarithm.

Diagnosis: this is the derivative of p
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    v = x - mu
    p = torch.exp(-v.abs() / b) / (2 * b)
    return -torch.sign(v) / b * p


# %% wrong: spring_like_a_gaussian
"""Pulls like a spring, harder the further out; a Laplace density pulls the same everywhere.

Diagnosis: this is still a line
"""


def score_laplace(x, mu=0.0, b=1.0):
    return -(x - mu) / b


# %% wrong: steep_tanh
"""A very steep tanh for the sign: smooth, and wrong close to the kink.

Diagnosis: wrong close to the kink
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.tanh(1e4 * (x - mu)) / b


# %% wrong: thousandth_in_the_denominator
"""Adds 0.001 against 0/0 and so bends the slope: close to the kink it is far too small.

Diagnosis: nothing may be added to |x − μ|
"""


def score_laplace(x, mu=0.0, b=1.0):
    v = x - mu
    return -v / (v.abs() + 1e-3) / b


# %% wrong: two_b
"""Takes the 2b of the normaliser along, which the logarithm turns into a constant.

Diagnosis: the 2 of 1/2b belongs to the normaliser
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x - mu) / (2 * b)


# %% wrong: where_with_two_numbers
"""torch.where with two plain numbers gives the default dtype, whatever that of x.

Diagnosis: float64 came in, float32 came out
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return torch.where(x > mu, -1 / b, 1 / b)


# %% wrong: x_changed_in_place
"""The result is right, but the slopes are written into the caller's x.

Diagnosis: your function changes its input
"""


def score_laplace(x, mu=0.0, b=1.0):
    x -= mu
    return -x.sign() / b


# %% right: autograd_of_abs
"""Autograd through the absolute value, whose derivative PyTorch puts at 0 in the kink."""

import math

import torch


def score_laplace(x, mu=0.0, b=1.0):
    y = x.detach().clone().requires_grad_()
    log_p = -(y - mu).abs() / b - math.log(2 * b)
    return torch.autograd.grad(log_p.sum(), y)[0]


# %% right: copysign
"""copysign always picks one of the two slopes, at the kink as well."""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    size = torch.full_like(x, 1 / b)
    return torch.copysign(size, mu - x)


# %% right: half_the_slope
"""Half of 1/b at the kink, by heaviside."""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    quarter = torch.tensor(0.25, dtype=x.dtype, device=x.device)
    return (1 - 2 * torch.heaviside(x.detach() - mu, quarter)) / b


# %% right: loop_over_elements
"""A loop with an if over the flattened points."""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    values = []
    for value in x.reshape(-1):
        if value == mu:
            values.append(0.0)
        elif value > mu:
            values.append(-1 / b)
        else:
            values.append(1 / b)
    return torch.tensor(values, dtype=x.dtype, device=x.device).reshape(x.shape)


# %% right: nan_repaired
"""Divides 0 by 0 at the kink, and repairs it afterwards."""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    v = x - mu
    s = -v / v.abs() / b
    return torch.where(v == 0, torch.zeros_like(s), s)


# %% right: slope_from_the_left
"""Plus 1/b at the kink, by masks on an own tensor."""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    s = torch.zeros_like(x)
    s[x <= mu] = 1 / b
    s[x > mu] = -1 / b
    return s


# %% right: slope_from_the_right
"""Minus 1/b at the kink: the slope on its right."""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    falling = torch.full_like(x, -1 / b)
    return torch.where(x < mu, -falling, falling)


# %% right: torch_distributions
"""The log-density comes from torch.distributions, the slope from autograd."""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    laplace = torch.distributions.Laplace(torch.full_like(x, mu), torch.full_like(x, b))
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(laplace.log_prob(y).sum(), y)[0]
