# %% wrong: arrows_do_not_train
"""Evaluates the squared length under no_grad: only the trace trains.

Diagnosis: ‖s‖² trains nothing: compute it outside of no_grad
Points: 2
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    with torch.no_grad():
        half = model(x).square().sum(dim=1) / 2
    return (trace + half).mean()


# %% wrong: asks_for_parameters
"""Moves the data to the dtype of the model's first parameter: a model that is a plain function has no parameters.

Diagnosis: Call the function, and ask nothing else of it
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().to(next(model.parameters()).dtype).requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1) / 2).mean()


# %% wrong: backward_fills_parameter_grads
"""Finds the trace with backward, which also adds to the .grad of the model's parameters; the loss's gradient then
comes on top.

Diagnosis: the model's parameters have another .grad than before
Points: 2
"""

import warnings

warnings.filterwarnings("ignore", message="Using backward")


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        x.grad = None
        s[:, j].sum().backward(create_graph=True)
        trace = trace + x.grad[:, j]
    x.grad = None
    return (trace + s.square().sum(dim=1) / 2).mean()


# %% wrong: calls_backward_itself
"""Calls backward inside the loss: the caller's own backward then finds no graph any more.

Diagnosis: leave .backward() to the caller
Points: 2
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    loss = (trace + s.square().sum(dim=1) / 2).mean()
    loss.backward()
    return loss


# %% wrong: casts_data_to_float32
"""Casts the data to float32: a model in float64 refuses them, or loses half its digits.

Diagnosis: float64 came in, float32 came out
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.float().clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1) / 2).mean()


# %% wrong: central_differences
"""Central differences over 0.001: right to many digits for slow fields, wrong for a fast one.

Diagnosis: neither differences nor random vectors are exact
"""

import torch


def tractable_score_matching_loss(model, data):
    h, trace = 1e-3, 0
    for j in range(data.shape[1]):
        step = torch.zeros_like(data)
        step[:, j] = h
        trace = trace + (model(data + step) - model(data - step))[:, j] / (2 * h)
    return (trace + 0.5 * model(data).square().sum(1)).mean()


# %% wrong: denoising_loss
"""Denoising score matching, with noise instead of the trace: another loss with another minimum.

Diagnosis: this one holds no noise
"""

import torch


def tractable_score_matching_loss(model, data):
    σ = 0.1
    noise = torch.randn_like(data)
    s = model(data + σ * noise)
    return 0.5 * (s + noise / σ).square().sum(dim=1).mean()


# %% wrong: detached_number
"""Returns a number without a graph, which cannot train the model.

Diagnosis: it has no graph and trains nothing
Points: 2
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    loss = (trace + s.square().sum(dim=1) / 2).mean()
    return torch.tensor(loss.item(), dtype=data.dtype, device=data.device)


# %% wrong: drops_repeated_points
"""Takes the mean over the different points only: a point that comes twice counts once.

Diagnosis: a point that comes twice counts twice
"""

import torch


def tractable_score_matching_loss(model, data):
    x = torch.unique(data, dim=0).requires_grad_()
    s = model(x)
    return (jacobian_trace(s, x) + 0.5 * s.square().sum(1)).mean()


# %% wrong: explicit_loss
"""The explicit loss, which needs the true score of the notebook's clusters; the tractable one must do without.

Diagnosis: the helpers' own distributions.GaussianMixture.score
"""

from helpers import distributions

two = distributions.GaussianMixture([0.5, 0.5], [[2.0, 2.0], [-2.0, -2.0]], [[0.25, 0.25], [0.25, 0.25]])


def tractable_score_matching_loss(model, data):
    return 0.5 * (model(data) - two.score(data)).square().sum(dim=1).mean()


# %% wrong: finite_differences
"""Approximates the trace by forward differences (step 0.01): exact for linear fields only.

Diagnosis: neither differences nor random vectors are exact
"""

import torch


def tractable_score_matching_loss(model, data):
    h = 0.01
    s = model(data)
    trace = 0
    for j in range(data.shape[1]):
        step = torch.zeros_like(data)
        step[:, j] = h
        trace = trace + (model(data + step)[:, j] - s[:, j]) / h
    return (trace + s.square().sum(dim=1) / 2).mean()


# %% wrong: half_forgotten
"""Forgets the half before the squared length, so that the best field is half the score.

Diagnosis: the ½ before ‖s‖² is missing
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1)).mean()


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import matching


def tractable_score_matching_loss(model, data):
    return matching.tractable_score_matching_loss(model, data) * 1.0


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.matching import tractable_score_matching_loss as mine

tractable_score_matching_loss = mine


# %% wrong: leaves_requires_grad_on_data
"""Switches requires_grad on in the caller's data and leaves it on.

Diagnosis: leaves a mark on its input
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1) / 2).mean()


# %% wrong: loss_of_a_copy
"""Computes the loss of a deep copy, to leave the model alone: the gradient reaches the copy's weights.

Diagnosis: it is zero: no copy of the model
Points: 2
"""

import copy


def tractable_score_matching_loss(model, data):
    twin = copy.deepcopy(model)
    x = data.clone().requires_grad_()
    s = twin(x)
    return (jacobian_trace(s, x) + 0.5 * s.square().sum(1)).mean()


# %% wrong: mean_over_coordinates_too
"""Averages the squares over coordinates as well: .mean() of an (n, d) tensor divides by d, too.

Diagnosis: the mean over the coordinates too
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return trace.mean() + 0.5 * s.square().mean()


# %% wrong: minus_the_trace
"""Subtracts the trace: the minus of the integration by parts was already used up by the cross term.

Diagnosis: the sign of the trace: it is added
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (s.square().sum(dim=1) / 2 - trace).mean()


# %% wrong: per_point_losses
"""Returns the integrand at every point, (n,), and forgets the mean.

Diagnosis: one loss per point: take their mean
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return trace + s.square().sum(dim=1) / 2


# %% wrong: plane_only
"""Adds up two diagonal entries, whatever the dimension.

Diagnosis: the trace of the first 2 of 6 coordinates only
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    g0 = torch.autograd.grad(s[:, 0].sum(), x, create_graph=True)[0]
    g1 = torch.autograd.grad(s[:, 1].sum(), x, create_graph=True)[0]
    trace = g0[:, 0] + g1[:, 1]
    return (trace + s.square().sum(dim=1) / 2).mean()


# %% wrong: signs_of_a_fixed_seed
"""Estimates the trace with 64 vectors of random signs, always those of one seed, so that two calls agree.

Diagnosis: neither differences nor random vectors are exact
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    random = torch.Generator().manual_seed(0)
    trace = 0
    for _ in range(64):
        v = 2 * torch.randint(2, x.shape, generator=random).to(x) - 1
        slope = torch.autograd.grad(s, x, v, create_graph=True)[0]
        trace = trace + (slope * v).sum(1) / 64
    return (trace + 0.5 * s.square().sum(1)).mean()


# %% wrong: single_points_without_batch_axis
"""Hands single points, (d,), to a model that is a map from (n, d) to (n, d).

Diagnosis: model takes a batch (n, d)
"""

import torch


def tractable_score_matching_loss(model, data):
    jacobians = torch.stack([torch.func.jacrev(model)(point) for point in data])
    trace = jacobians.diagonal(dim1=1, dim2=2).sum(dim=1)
    return (trace + model(data).square().sum(dim=1) / 2).mean()


# %% wrong: squeezes_one_dimension_away
"""Squeezes the arrows: in one dimension the squares are then added up over the points.

Diagnosis: d = 1: ‖s‖² is added up over the points too
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + 0.5 * s.squeeze().square().sum(dim=-1)).mean()


# %% wrong: stale_net_of_the_notebook
"""Evaluates the notebook's `net` instead of the model that is handed in.

Diagnosis: another model gets the same loss: use `model`
"""

import torch

from helpers.models import ScoreNet

net = ScoreNet()


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = net(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1) / 2).mean()


# %% wrong: sum_of_all_jacobian_entries
"""Adds up all entries of the Jacobian instead of its diagonal, by differentiating the sum of all outputs.

Diagnosis: the whole Jacobian was summed
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = torch.autograd.grad(s.sum(), x, create_graph=True)[0].sum(dim=1)
    return (trace + s.square().sum(dim=1) / 2).mean()


# %% wrong: sum_over_the_points
"""Adds up over the points where the mean is asked.

Diagnosis: the sum over the data; take the mean
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1) / 2).sum()


# %% wrong: trace_does_not_train
"""Computes the trace with retain_graph only: the value is right, but the gradient lacks the trace and training
shrinks all arrows.

Diagnosis: the trace trains nothing: create_graph=True
Points: 2
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, retain_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1) / 2).mean()


# %% wrong: zero_grad_inside
"""Wipes out the model's gradients, as a training loop does; whoever adds them up over several batches loses them.

Diagnosis: zero_grad() wipes it out
Points: 2
"""

import torch


def tractable_score_matching_loss(model, data):
    if isinstance(model, torch.nn.Module):
        model.zero_grad()
    x = data.clone().requires_grad_()
    s = model(x)
    return (jacobian_trace(s, x) + 0.5 * s.square().sum(1)).mean()


# %% right: class_with_a_parameter
"""A callable object that wraps the data as an nn.Parameter of its own."""

import torch


class Loss:
    def __call__(self, model, data):
        x = torch.nn.Parameter(data.clone())
        s = model(x)
        columns = range(x.shape[1])
        grads = [torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0] for j in columns]
        trace = torch.stack([g[:, j] for j, g in zip(columns, grads)]).sum(0)
        return torch.add(trace, s.square().sum(1), alpha=0.5).mean()


tractable_score_matching_loss = Loss()


# %% right: course_jacobian_trace
"""Uses matching.jacobian_trace, which the text allows, and two means instead of one."""

from helpers import matching


def tractable_score_matching_loss(model, data):
    points = data.clone()
    points.requires_grad = True
    out = model(points)
    return matching.jacobian_trace(out, points).mean() + 0.5 * out.pow(2).sum(1).mean()


# %% right: forward_mode
"""Forward-mode derivatives with torch.func.jvp along the unit vectors, without requires_grad on anything."""

import torch


def tractable_score_matching_loss(model, data):
    value, trace = 0, 0
    for j in range(data.shape[1]):
        unit = torch.zeros_like(data)
        unit[:, j] = 1
        value, derivative = torch.func.jvp(model, (data,), (unit,))
        trace = trace + derivative[:, j]
    return (trace + value.square().sum(1) / 2).mean()


# %% right: functional_jacobian
"""Whole Jacobians from torch.autograd.functional.jacobian of the outputs summed over the batch."""

import torch


def tractable_score_matching_loss(model, data):
    rows = torch.autograd.functional.jacobian(lambda x: model(x).sum(0), data, create_graph=True)
    trace = torch.einsum("jnj->n", rows)
    return torch.mean(trace + torch.linalg.vector_norm(model(data), dim=1) ** 2 / 2)


# %% right: own_jacobian_trace
"""Calls the notebook's own jacobian_trace from Exercise 4.1, on a detached alias of the data."""


def tractable_score_matching_loss(model, data):
    x = data.detach().requires_grad_()
    scores = model(x)
    return (jacobian_trace(scores, x) + 0.5 * (scores * scores).sum(-1)).mean()


# %% right: point_by_point
"""A loop over the points, as batches of one."""

import torch


def tractable_score_matching_loss(model, data):
    losses = []
    for point in data:
        x = point.unsqueeze(0).clone().requires_grad_()
        s = model(x)
        loss = s.pow(2).sum() / 2
        for j in range(x.numel()):
            loss = loss + torch.autograd.grad(s[0, j], x, create_graph=True)[0][0, j]
        losses.append(loss)
    return torch.stack(losses).mean()


# %% right: switches_requires_grad_on_and_off
"""Requires gradients of the data itself for a while, and switches that off before it returns."""

import torch


def tractable_score_matching_loss(model, data):
    data.requires_grad_(True)
    try:
        s = model(data)
        total = s.square().sum() / 2
        for j in range(data.shape[1]):
            total = total + torch.autograd.grad(s[:, j].sum(), data, create_graph=True)[0][:, j].sum()
    finally:
        data.requires_grad_(False)
    return total / data.shape[0]


# %% right: vmap_of_jacrev
"""torch.func: vmap of jacrev, one point at a time with its batch axis put back."""

from torch.func import jacrev, vmap


def tractable_score_matching_loss(model, data):
    def one(point):
        return model(point[None])[0]

    jacobians = vmap(jacrev(one))(data)
    trace = jacobians.diagonal(0, 1, 2).sum(-1)
    s = model(data)
    return trace.mean() + (s**2).sum() / (2 * len(data))
