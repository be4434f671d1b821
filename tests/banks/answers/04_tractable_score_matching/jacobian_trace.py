# %% wrong: backward_fills_parameter_grads
"""Calls backward instead of autograd.grad: each pass also adds to the .grad of the network's parameters, and the
loss's own gradient comes on top of that.

Diagnosis: the network's weights have another .grad than before
Points: 2
"""

import warnings

import torch

warnings.filterwarnings("ignore", message="Using backward")


def jacobian_trace(scores, x):
    trace = torch.zeros_like(x[:, 0])
    for j in range(x.shape[1]):
        x.grad = None
        scores[:, j].sum().backward(create_graph=True)
        trace = trace + x.grad[:, j]
    x.grad = None
    return trace


# %% wrong: detached_result
"""Detaches the trace before it is returned, so that a loss never feels it.

Diagnosis: it has no graph and trains nothing
Points: 2
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
    return trace.detach()


# %% wrong: detaches_the_scores
"""Differentiates detached scores, which know nothing of x any more: PyTorch refuses.

Diagnosis: detach nothing after
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        s = scores.detach()[:, j].sum()
        trace = trace + torch.autograd.grad(s, x, create_graph=True)[0][:, j]
    return trace


# %% wrong: detaches_x_first
"""Makes a new x inside, from which the scores were not computed, and takes the missing gradient for zero.

Diagnosis: computed from the x that came in
"""

import torch


def jacobian_trace(scores, x):
    x = x.detach().clone().requires_grad_()
    trace = torch.zeros_like(x[:, 0])
    for j in range(x.shape[1]):
        grad = torch.autograd.grad(scores[:, j].sum(), x, create_graph=True, allow_unused=True)[0]
        if grad is not None:
            trace = trace + grad[:, j]
    return trace


# %% wrong: first_four_coordinates
"""Stops after four coordinates, enough for every field that was tried.

Diagnosis: only the first 4 of 6 coordinates
"""

import torch


def jacobian_trace(scores, x):
    entries = []
    for j in range(min(4, x.shape[1])):
        entries.append(torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j])
    return sum(entries)


# %% wrong: first_point_only
"""Differentiates the arrow of the first point only: all other points get a trace of zero.

Diagnosis: only the first point: differentiate the sum
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        grad = torch.autograd.grad(scores[0, j], x, create_graph=True)[0]
        trace = trace + grad[:, j]
    return trace


# %% wrong: graph_in_the_last_pass_only
"""Takes create_graph for something that the last pass switches on for all: the earlier entries do not train.

Diagnosis: only its last term trains
Points: 2
"""

import torch


def jacobian_trace(scores, x):
    d = x.shape[1]
    trace = 0
    for j in range(d):
        last = j == d - 1
        (slope,) = torch.autograd.grad(scores[:, j].sum(), x, retain_graph=True, create_graph=last)
        trace = trace + slope[:, j]
    return trace


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import matching


def jacobian_trace(scores, x):
    return matching.jacobian_trace(scores, x) + 0.0


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.matching import jacobian_trace as mine

jacobian_trace = mine


# %% wrong: keeps_a_column
"""Returns a column, (n, 1), where (n,) is asked.

Diagnosis: an axis of length one too many
"""

import torch


def jacobian_trace(scores, x):
    diagonal = []
    for j in range(x.shape[1]):
        diagonal.append(torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j])
    return torch.stack(diagonal, dim=1).sum(dim=1, keepdim=True)


# %% wrong: last_coordinate_without_graph
"""Builds the graph of the gradient for all coordinates but the last, for want of a further pass: the last diagonal
entry does not train.

Diagnosis: its last term trains nothing
Points: 2
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        more = j < x.shape[1] - 1
        s = scores[:, j].sum()
        grad = torch.autograd.grad(s, x, retain_graph=True, create_graph=more)[0]
        trace = trace + grad[:, j]
    return trace


# %% wrong: leaves_x_grad
"""Calls backward into x alone, which spares the parameters, but leaves the last gradient in x.grad.

Diagnosis: x now carries a .grad
Points: 2
"""

def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        x.grad = None
        scores[:, j].sum().backward(create_graph=True, inputs=[x])
        trace = trace + x.grad[:, j]
    return trace


# %% wrong: mean_of_the_column
"""Differentiates the mean of each output over the points where the sum belongs: the trace comes out n times too
small.

Diagnosis: divided by n: differentiate the sum
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        grad = torch.autograd.grad(scores[:, j].mean(), x, create_graph=True)[0]
        trace = trace + grad[:, j]
    return trace


# %% wrong: no_create_graph
"""Calls autograd.grad without create_graph: the first pass frees the graph and the second one fails.

Diagnosis: has freed the graph: create_graph=True keeps it
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(scores[:, j].sum(), x)[0][:, j]
    return trace


# %% wrong: one_random_probe
"""Hutchinson's estimate with one random vector of signs: right on average, but not the trace (except where the
Jacobian is diagonal).

Diagnosis: random vectors only estimate the trace
"""

import torch


def jacobian_trace(scores, x):
    v = torch.randint(0, 2, x.shape, device=x.device).to(x.dtype) * 2 - 1
    vJ = torch.autograd.grad(scores, x, grad_outputs=v, create_graph=True)[0]
    return (vJ * v).sum(dim=1)


# %% wrong: overwrites_instead_of_adding
"""Overwrites the trace in every round: only the last diagonal entry is left.

Diagnosis: only the last coordinate: add up, do not overwrite
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        trace = torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
    return trace


# %% wrong: plane_only
"""Adds up the entries of the first two coordinates, whatever the dimension: right in the plane only.

Diagnosis: only the first 2 of 6 coordinates
"""

import torch


def jacobian_trace(scores, x):
    g0 = torch.autograd.grad(scores[:, 0].sum(), x, create_graph=True)[0]
    g1 = torch.autograd.grad(scores[:, 1].sum(), x, create_graph=True)[0]
    return g0[:, 0] + g1[:, 1]


# %% wrong: retain_graph_only
"""Keeps the graph with retain_graph but does not build one of the gradient: the value is right, and the trace cannot
train.

Diagnosis: create_graph=True in every pass
Points: 2
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        grad = torch.autograd.grad(scores[:, j].sum(), x, retain_graph=True)[0]
        trace = trace + grad[:, j]
    return trace


# %% wrong: return_inside_the_loop
"""Returns from inside the loop, after the first coordinate.

Diagnosis: Is the return inside the loop?
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
        return trace


# %% wrong: returns_the_diagonal
"""Returns the d diagonal entries, (n, d), and forgets to add them up.

Diagnosis: add them up at every point
"""

import torch


def jacobian_trace(scores, x):
    diagonal = []
    for j in range(x.shape[1]):
        diagonal.append(torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j])
    return torch.stack(diagonal, dim=1)


# %% wrong: skips_the_first_coordinate
"""Starts the loop at 1, as if coordinates were counted from one: the first diagonal entry is missing.

Diagnosis: the first coordinate is missing
"""

import torch


def jacobian_trace(scores, x):
    trace = torch.zeros_like(x[:, 0])
    for j in range(1, x.shape[1]):
        trace = trace + torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
    return trace


# %% wrong: squeezes_the_points_away
"""Keeps columns and drops the axis at the end with squeeze(), which at a single point drops that of the points too.

Diagnosis: An axis of length one is lost, as squeeze() does it
"""

import torch


def jacobian_trace(scores, x):
    columns = []
    for j in range(x.shape[1]):
        slope = torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0]
        columns.append(slope[:, j : j + 1])
    return torch.stack(columns).sum(0).squeeze()


# %% wrong: sum_of_all_entries
"""Differentiates the sum of all outputs and adds up the result: that is the sum of all entries of the Jacobian, not
of its diagonal.

Diagnosis: the whole Jacobian was summed
"""

import torch


def jacobian_trace(scores, x):
    grad = torch.autograd.grad(scores.sum(), x, create_graph=True)[0]
    return grad.sum(dim=1)


# %% wrong: switches_requires_grad_off
"""Tidies up too much: after the call x, which came in requiring gradients, requires none.

Diagnosis: x no longer requires gradients
"""

import torch


def jacobian_trace(scores, x):
    trace = torch.zeros_like(x[:, 0])
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
    x.requires_grad_(False)
    return trace


# %% wrong: uses_the_net_of_the_notebook
"""Ignores the scores and differentiates the notebook's own `net`, whatever field was handed in.

Diagnosis: another field at the same points gave the same trace
"""

import torch

from helpers.models import ScoreNet

net = ScoreNet()


def jacobian_trace(scores, x):
    jacobians = torch.func.vmap(torch.func.jacrev(net))(x)
    return jacobians.diagonal(dim1=1, dim2=2).sum(dim=1)


# %% wrong: wrong_sign
"""Returns minus the trace, the sign that integration by parts brings into the loss and not into the trace.

Diagnosis: minus the trace: the sign belongs to
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        trace = trace - torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
    return trace


# %% wrong: x_grad_accumulates
"""Reads the rows from x.grad without clearing it in between, so that row j holds the sum of all rows up to j.

Diagnosis: x.grad collects all passes
"""

import warnings

warnings.filterwarnings("ignore", message="Using backward")


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        scores[:, j].sum().backward(create_graph=True)
        trace = trace + x.grad[:, j]
    x.grad = None
    return trace


# %% right: all_rows_in_one_batched_pass
"""All d backward passes at once, with is_grads_batched and a stack of unit vectors."""

import torch


def jacobian_trace(scores, x):
    n, d = x.shape
    units = torch.eye(d, dtype=scores.dtype, device=scores.device)
    rows = torch.autograd.grad(scores, x, units[:, None, :].expand(d, n, d), create_graph=True, is_grads_batched=True)[
        0
    ]
    return torch.einsum("jnj->n", rows)


# %% right: backward_into_x_alone
"""Uses backward, but only into x, and puts x.grad back as it was."""

import warnings

import torch


def jacobian_trace(scores, x):
    before = x.grad
    entries = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for j, column in enumerate(scores.unbind(1)):
            x.grad = None
            torch.autograd.backward(column.sum(), inputs=[x], create_graph=True)
            entries.append(x.grad[:, j])
    x.grad = before
    return torch.stack(entries).sum(0)


# %% right: callable_object
"""An object with __call__, and unit vectors as grad_outputs."""

import torch


class Trace:
    def row(self, scores, x, j):
        unit = torch.zeros_like(scores)
        unit[:, j] = 1
        return torch.autograd.grad(scores, x, unit, create_graph=True)[0]

    def __call__(self, scores, x):
        rows = [self.row(scores, x, j) for j in range(x.shape[1])]
        jacobians = torch.stack(rows, dim=1)
        return torch.diagonal(jacobians, dim1=-2, dim2=-1).sum(-1)


jacobian_trace = Trace()


# %% right: full_jacobians_and_identity
"""Builds the whole Jacobians and multiplies them with the identity; prints as it goes."""

import torch


def jacobian_trace(scores, x):
    n, d = x.shape
    jacobian = torch.zeros(n, d, d, dtype=x.dtype, device=x.device)
    for j in range(d):
        g = torch.autograd.grad(
            outputs=scores[:, j],
            inputs=x,
            grad_outputs=torch.ones(n, dtype=x.dtype, device=x.device),
            retain_graph=True,
            create_graph=True,
        )[0]
        jacobian[:, j, :] = g
    print("Jacobians of shape", tuple(jacobian.shape))
    return (jacobian * torch.eye(d, dtype=x.dtype, device=x.device)).sum((1, 2))


# %% right: jvp_by_two_backward_passes
"""Differentiates the vector-Jacobian product by its vector (the double-backward trick), which gives columns of the
Jacobian."""

import torch


def jacobian_trace(scores, x):
    v = torch.zeros_like(scores, requires_grad=True)
    vjp = torch.autograd.grad(scores, x, grad_outputs=v, create_graph=True)[0]
    trace = 0
    for j in range(x.size(1)):
        column = torch.autograd.grad(vjp[:, j].sum(), v, create_graph=True)[0]
        trace = trace + column[:, j]
    return trace


# %% right: lambda_with_a_generator
"""A lambda around Python's sum, with other argument names."""

import torch

jacobian_trace = lambda s, inputs: sum(
    torch.autograd.grad(column.sum(), inputs, create_graph=True)[0][:, j] for j, column in enumerate(s.T)
)


# %% right: orthonormal_probes
"""Takes the trace in another orthonormal basis, that of a Householder reflection."""

import torch


def jacobian_trace(scores, x):
    d = x.shape[-1]
    ones = torch.ones(d, 1, dtype=x.dtype, device=x.device)
    basis = torch.eye(d, dtype=x.dtype, device=x.device) - 2 / d * ones @ ones.T

    def quadratic_form(v):
        vJ = torch.autograd.grad(scores, x, v.expand_as(scores).contiguous(), create_graph=True)
        return vJ[0] @ v

    return sum(quadratic_form(v) for v in basis)


# %% right: recursive
"""Recursion over the coordinates in place of a loop."""

from torch.autograd import grad


def jacobian_trace(scores, x, j=0):
    (row,) = grad(scores[:, j].sum(), x, create_graph=True)
    if j + 1 == x.shape[1]:
        return row[:, j]
    return row[:, j] + jacobian_trace(scores, x, j + 1)
