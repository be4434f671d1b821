# %% wrong: always_switched_off
"""Switches gradients off in x at the end, even if they were on before the call.

Diagnosis: an x that requires gradients must go on doing so
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    x.requires_grad_(True)
    gradient = torch.autograd.grad(log_prob_fn(x).sum(), x)[0]
    x.requires_grad_(False)
    return gradient


# %% wrong: backward_on_a_copy
"""x is left alone, but backward() writes a .grad into every parameter of a network.

Diagnosis: the parameters of log_prob_fn have another .grad than before
Points: 1
"""


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    log_prob_fn(y).sum().backward()
    return y.grad


# %% wrong: backward_on_x_itself
"""Leaves traces everywhere: x requires gradients and keeps a .grad, and so do the parameters.

Diagnosis: leaves a mark on its input (requires_grad or .grad)
Points: 1
"""


def compute_score_autograd(x, log_prob_fn):
    x.requires_grad = True
    log_prob_fn(x).sum().backward()
    return x.grad


# %% wrong: cleans_modules_only
"""Calls backward() and then clears the gradients, but only if log_prob_fn itself is a module: a network inside a
function keeps its .grad.

Diagnosis: the parameters of log_prob_fn have another .grad than before
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    log_prob_fn(y).sum().backward()
    if isinstance(log_prob_fn, torch.nn.Module):
        log_prob_fn.zero_grad()
    return y.grad


# %% wrong: deepcopy_of_the_function
"""Calls backward() on a deep copy; a function is not really copied by that, and a network inside it gains a .grad.

Diagnosis: the parameters of log_prob_fn have another .grad than before
Points: 1
"""

import copy


def compute_score_autograd(x, log_prob_fn):
    mine = copy.deepcopy(log_prob_fn)
    y = x.detach().clone().requires_grad_()
    mine(y).sum().backward()
    return y.grad


# %% wrong: detached_inside
"""Detaches the log-density, so there is nothing left to differentiate.

Diagnosis: detach nothing after
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    log_p = log_prob_fn(y).detach()
    return torch.autograd.grad(log_p.sum(), y)[0]


# %% wrong: fine_finite_differences
"""Differences of high order with a fine step look exact in float64, but they are no automatic differentiation, and in
float32 they drown in rounding.

Diagnosis: differences of its values drown
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    h = 1e-3 if x.dtype == torch.float64 else 1e-2
    score = torch.zeros_like(x)
    with torch.no_grad():
        for k in range(x.shape[1]):
            e = torch.zeros_like(x)
            e[:, k] = h
            near = log_prob_fn(x + e) - log_prob_fn(x - e)
            far = log_prob_fn(x + 2 * e) - log_prob_fn(x - 2 * e)
            score[:, k] = (8 * near - far) / (12 * h)
    return score


# %% wrong: finite_differences
"""Central differences: an approximation, where automatic differentiation was asked for.

Diagnosis: differences of its values
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    h = 1e-3
    columns = []
    with torch.no_grad():
        for k in range(x.shape[1]):
            step = torch.zeros_like(x)
            step[:, k] = h
            columns.append((log_prob_fn(x + step) - log_prob_fn(x - step)) / (2 * h))
    return torch.stack(columns, dim=1)


# %% wrong: first_point_only
"""Differentiates the log-density of the first point alone; all other rows are zero.

Diagnosis: only the first point has an arrow
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y)[0], y)[0]


# %% wrong: float32_copy
"""Copies the points through a list, into the default dtype: float64 is lost.

Diagnosis: float64 came in, float32 came out
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = torch.tensor(x.tolist(), requires_grad=True)
    return torch.autograd.grad(log_prob_fn(y).sum(), y)[0]


# %% wrong: gradient_of_x_wiped
"""Clears the .grad of x first, which may be somebody else's.

Diagnosis: keep the .grad that it has
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    x.grad = None
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).sum(), y)[0]


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import scores


def compute_score_autograd(x, log_prob_fn):
    return scores.score_from_energy(x, lambda y: -log_prob_fn(y))


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import compute_score_autograd as mine

compute_score_autograd = mine


# %% wrong: limited_to_a_hundred
"""Clips large gradients, as one does in training; a score may be as long as it likes.

Diagnosis: Differentiate it as it is, and limit nothing
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).sum(), y)[0].clamp(-100, 100)


# %% wrong: log_prob_returned
"""Returns the log-densities and never differentiates them.

Diagnosis: this is log p itself, one number per point
"""


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone()
    return log_prob_fn(y)


# %% wrong: mean_for_sum
"""Differentiates the mean of the batch, so every score is divided by n.

Diagnosis: differentiate the sum over the batch, not the mean
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).mean(), y)[0]


# %% wrong: network_frozen
"""Freezes the parameters of a network so that they gain no .grad, and leaves them frozen.

Diagnosis: the parameters of log_prob_fn no longer require gradients
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    if isinstance(log_prob_fn, torch.nn.Module):
        for parameter in log_prob_fn.parameters():
            parameter.requires_grad_(False)
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).sum(), y)[0]


# %% wrong: network_swept_clean
"""Clears the network before it differentiates, and wipes out gradients that were there.

Diagnosis: zero_grad() wipes it all
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    if isinstance(log_prob_fn, torch.nn.Module):
        log_prob_fn.zero_grad()
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).sum(), y)[0]


# %% wrong: no_sum
"""Asks for the gradient of a vector; PyTorch needs a scalar: a sum over the batch is missing.

Diagnosis: Sum over the batch before you differentiate
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y), y)[0]


# %% wrong: sign_flipped
"""Returns the gradient of -log p, which points downhill.

Diagnosis: minus the score: log_prob_fn brings its own sign
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(-log_prob_fn(y).sum(), y)[0]


# %% wrong: single_points_passed
"""Hands single points of shape (d,) to log_prob_fn, which takes (n, d).

Diagnosis: log_prob_fn takes a batch (n, d)
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    rows = []
    for point in x:
        y = point.detach().clone().requires_grad_()
        rows.append(torch.autograd.grad(log_prob_fn(y).sum(), y)[0])
    return torch.stack(rows)


# %% wrong: slope_of_the_density
"""Differentiates p, not log p: the exp undoes the logarithm.

Diagnosis: this is ∇p
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    p = log_prob_fn(y).exp()
    return torch.autograd.grad(p.sum(), y)[0]


# %% wrong: slope_over_density
"""Takes the exponential and divides ∇p by p; for a large log-density p overflows.

Diagnosis: there p overflows
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    p = log_prob_fn(y).exp()
    return torch.autograd.grad(p.sum(), y)[0] / p.detach()[:, None]


# %% wrong: total_gradient
"""Adds the arrows of all points up and returns one (d,) for the batch.

Diagnosis: the arrows of all points are added up
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).sum(), y)[0].sum(0)


# %% wrong: tuple_returned
"""Returns the tuple that torch.autograd.grad gives; the gradient is its one entry.

Diagnosis: your function returns a tuple
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).sum(), y)


# %% wrong: x_requires_grad
"""Switches gradients on in the caller's x and never off again.

Diagnosis: leaves a mark on its input (requires_grad or .grad)
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    x.requires_grad_(True)
    return torch.autograd.grad(log_prob_fn(x).sum(), x)[0]


# %% right: backward_with_inputs
"""backward(), but told to write into the copy alone."""


def compute_score_autograd(x, log_prob_fn):
    y = x.clone().detach()
    y.requires_grad = True
    log_prob_fn(y).sum().backward(inputs=[y])
    return y.grad


# %% right: class_with_call
"""An object with __call__, which hands the batch over in two chunks."""

import torch


class Differentiator:
    def half(self, part, f):
        leaf = part.detach().clone().requires_grad_()
        return torch.autograd.grad(f(leaf).sum(), leaf)[0]

    def __call__(self, x, log_prob_fn):
        return torch.cat([self.half(part, log_prob_fn) for part in x.chunk(2)])


compute_score_autograd = Differentiator()


# %% right: diagonal_of_the_jacobian
"""The whole Jacobian (n, n, d), of which the diagonal counts."""

import torch


def compute_score_autograd(x, log_prob_fn):
    jacobian = torch.autograd.functional.jacobian(log_prob_fn, x.detach())
    i = torch.arange(len(x), device=x.device)
    return jacobian[i, i]


# %% right: forward_mode
"""Forward-mode automatic differentiation, one coordinate after the other."""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach()
    columns = []
    for k in range(y.shape[1]):
        direction = torch.zeros_like(y)
        direction[:, k] = 1
        columns.append(torch.func.jvp(log_prob_fn, (y,), (direction,))[1])
    return torch.stack(columns, dim=1)


# %% right: func_grad
"""torch.func.grad of the summed log-density."""

import torch


def compute_score_autograd(x, log_prob_fn):
    return torch.func.grad(lambda y: log_prob_fn(y).sum())(x.detach())


# %% right: graph_attached
"""The result carries a graph."""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).sum(), y, create_graph=True)[0]


# %% right: nudge_of_zeros
"""Differentiates with respect to a shift of zeros that is added to x."""

import torch


def compute_score_autograd(x, log_prob_fn):
    shift = torch.zeros_like(x, requires_grad=True)
    total = log_prob_fn(x.detach() + shift).sum()
    return torch.autograd.grad(total, shift)[0]


# %% right: restores_x
"""Works on x itself, and gives it back as it came."""

import torch


def compute_score_autograd(x, log_prob_fn):
    before = x.requires_grad
    gradient = torch.autograd.grad(log_prob_fn(x.requires_grad_()).sum(), x)[0]
    x.requires_grad_(before)
    return gradient
