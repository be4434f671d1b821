# %% wrong: absolute_energy
"""Takes the absolute value of the energy, as if an energy could not be negative.

Diagnosis: where E < 0 and exp(−E) is infinite: right length, wrong way
"""


def score_from_energy(x, energy_fn):
    place = x.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(energy_fn(place).abs().sum(), place)
    return -slope


# %% wrong: backward_into_the_parameters
"""Calls backward(), which writes a .grad into every parameter of the energy, not only into the copy of x.

Diagnosis: .backward() writes into everything it meets
Points: 1
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_(True)
    energy_fn(x).sum().backward()
    return -x.grad


# %% wrong: direction_only
"""Scales every arrow to length one: it says which way the score points, but no longer how strongly.

Diagnosis: all your arrows have length one
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    grad = torch.autograd.grad(energy_fn(x).sum(), x)[0]
    return -grad / grad.norm(dim=-1, keepdim=True).clamp(min=1e-12)


# %% wrong: double_breaks_networks
"""Hands the energy float64 points whatever the dtype of x: a network with float32 weights refuses them.

Diagnosis: float32 meets float64
"""


def score_from_energy(x, energy_fn):
    y = x.detach().double().requires_grad_()
    grad = torch.autograd.grad(energy_fn(y).sum(), y)[0]
    return -grad.to(x.dtype)


# %% wrong: first_coordinate_only
"""Returns the slope in the first coordinate alone, (n, 1): enough on a line, not in the plane.

Diagnosis: don't take the first alone
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    (grad,) = torch.autograd.grad(energy_fn(x).sum(), x)
    return -grad[:, :1]


# %% wrong: first_point_only
"""Differentiates the energy of the first point alone, so that all other points get the score zero.

Diagnosis: only the first point gets its score
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    (grad,) = torch.autograd.grad(energy_fn(x)[0], x)
    return -grad


# %% wrong: float32_and_back
"""Computes in float32 and casts the result back, which a network in float64 does not take.

Diagnosis: float32 meets float64
"""


def score_from_energy(x, energy_fn):
    place = x.detach().float().requires_grad_()
    (slope,) = torch.autograd.grad(energy_fn(place).sum(), place)
    return -slope.to(x.dtype)


# %% wrong: float32_result
"""Turns every input into float32, so that float64 points get a float32 score.

Diagnosis: float32 meets float64
"""


def score_from_energy(x, energy_fn):
    points = torch.tensor(x.tolist(), dtype=torch.float32, requires_grad=True)
    energy = energy_fn(points).sum()
    return -torch.autograd.grad(energy, points)[0]


# %% wrong: forward_differences
"""Replaces the gradient by one-sided differences of step 0.001, which are off in the third digit.

Diagnosis: differences are not exact
"""


def score_from_energy(x, energy_fn):
    h = 1e-3
    score = torch.zeros_like(x)
    with torch.no_grad():
        for j in range(x.shape[1]):
            shifted = x.clone()
            shifted[:, j] += h
            score[:, j] = -(energy_fn(shifted) - energy_fn(x)) / h
    return score


# %% wrong: grad_of_x_wiped
"""Clears x.grad first, a habit from training: whatever gradient x had gathered before is lost.

Diagnosis: keep the .grad that it has
Points: 1
"""


def score_from_energy(x, energy_fn):
    x.grad = None
    place = x.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(energy_fn(place).sum(), place)
    return -slope


# %% wrong: gradient_clipped
"""Clips the gradient at 100, a habit from training.

Diagnosis: the score is clipped: where the slope is steep
"""


def score_from_energy(x, energy_fn):
    place = x.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(energy_fn(place).sum(), place)
    return -slope.clamp(-100, 100)


# %% wrong: gradient_of_the_density
"""Differentiates exp(-E), the density without its constant, and not its logarithm -E.

Diagnosis: this is the gradient of exp(−E)
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    density = torch.exp(-energy_fn(x))
    return torch.autograd.grad(density.sum(), x)[0]


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import scores


def score_from_energy(x, energy_fn):
    return scores.compute_score_autograd(x, lambda y: -energy_fn(y))


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import score_from_energy as mine

score_from_energy = mine


# %% wrong: log_of_the_density
"""Goes by way of p = exp(-E) and takes its logarithm back: where exp(-E) is 0 or infinite, this is NaN.

Diagnosis: exp(−E) is infinite: your result holds NaN
"""


def score_from_energy(x, energy_fn):
    place = x.detach().clone().requires_grad_()
    p = torch.exp(-energy_fn(place))
    (gradient,) = torch.autograd.grad(torch.log(p).sum(), place)
    return gradient


# %% wrong: log_of_the_density_shifted
"""Lifts the energies by the lowest of the batch before exp and log, which saves only the points near the lowest.

Diagnosis: exp(−E) is 0: your result holds NaN
"""


def score_from_energy(x, energy_fn):
    place = x.detach().clone().requires_grad_()
    E = energy_fn(place)
    p = torch.exp(E.detach().min() - E)
    (gradient,) = torch.autograd.grad(torch.log(p).sum(), place)
    return gradient


# %% wrong: mean_for_sum
"""Differentiates the mean energy of the batch where the sum belongs: every arrow is n times too short.

Diagnosis: differentiate the sum over the batch, not the mean
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    energy = energy_fn(x).mean()
    (grad,) = torch.autograd.grad(energy, x)
    return -grad


# %% wrong: requires_grad_forgotten
"""Detaches x and never asks for gradients, so that autograd has nothing to differentiate and raises an error.

Diagnosis: Let your copy of x require gradients before
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone()
    energy = energy_fn(x).sum()
    return -torch.autograd.grad(energy, x)[0]


# %% wrong: requires_grad_left_on_x
"""Switches requires_grad on in the caller's x, and leaves it on.

Diagnosis: leaves a mark on its input (requires_grad or .grad)
Points: 1
"""


def score_from_energy(x, energy_fn):
    x.requires_grad_(True)
    energy = energy_fn(x).sum()
    return -torch.autograd.grad(energy, x)[0]


# %% wrong: requires_grad_switched_off_afterwards
"""Borrows the caller's x and switches requires_grad off at the end, also for an x that came with it switched on.

Diagnosis: an x that requires gradients must go on doing so
Points: 1
"""


def score_from_energy(x, energy_fn):
    x.requires_grad_(True)
    grad = torch.autograd.grad(energy_fn(x).sum(), x)[0]
    x.requires_grad_(False)
    return -grad.detach()


# %% wrong: sign_forgotten
"""Returns the gradient of the energy itself: the arrows point uphill in energy, and the minus is missing.

Diagnosis: your arrows climb in energy
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(energy_fn(x).sum(), x)[0]


# %% wrong: squeezed_result
"""Squeezes the result: on a line, or for a single point, it loses an axis and is no longer (n, d).

Diagnosis: An axis of length one is lost
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    grad = torch.autograd.grad(energy_fn(x).sum(), x)[0]
    return -grad.squeeze()


# %% wrong: summed_over_coordinates
"""Adds up the coordinates of the gradient: one number (n,) per point where an arrow (n, d) belongs.

Diagnosis: An axis was summed away
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    (grad,) = torch.autograd.grad(energy_fn(x).sum(), x)
    return -grad.sum(-1)


# %% wrong: tuple_not_unpacked
"""Returns the tuple that torch.autograd.grad gives, with the score inside, and not the score.

Diagnosis: your function returns a tuple
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    log_p = -energy_fn(x).sum()
    return torch.autograd.grad(log_p, x)


# %% wrong: valley_for_every_energy
"""Gives the score of the one valley (x - 2)², worked out by hand, for every energy.

Diagnosis: whatever the energy: differentiate energy_fn
"""


def score_from_energy(x, energy_fn):
    return -2 * (x - 2)


# %% wrong: vmap_without_batch_axis
"""Hands the energy single points (d,) where it expects a batch (n, d): right for energies that sum over the last
axis, an error for one that takes x[:, 0].

Diagnosis: hand over a single point as (1, d)
"""


def score_from_energy(x, energy_fn):
    score = torch.func.vmap(torch.func.grad(energy_fn))(x.detach())
    return -score


# %% wrong: whole_jacobian
"""Returns the Jacobian (n, n, d), the energy of every point differentiated by every point, and not its
diagonal (n, d).

Diagnosis: this is the whole Jacobian, each energy by each point
"""


def score_from_energy(x, energy_fn):
    return -torch.autograd.functional.jacobian(energy_fn, x.detach())


# %% wrong: zero_grad_wipes_the_network
"""Clears up after backward() with zero_grad(): an energy that wraps a network in a function keeps its new .grad, and
gradients that a network had before are lost.

Diagnosis: .backward() writes into everything it meets
Points: 1
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    energy_fn(x).sum().backward()
    if isinstance(energy_fn, torch.nn.Module):
        energy_fn.zero_grad()
    return -x.grad


# %% right: backward_with_inputs
"""Uses backward(), but tells it by inputs= to write into the copy of x alone."""


def score_from_energy(x, energy_fn):
    leaf = x.detach().clone().requires_grad_()
    energy_fn(leaf).sum().backward(inputs=[leaf])
    return -leaf.grad


# %% right: class_with_call
"""An object with __call__ under the asked-for name; switches gradients on in case the caller has them off."""


class Downhill:
    def __call__(self, x, energy_fn):
        with torch.enable_grad():
            leaf = x.detach().clone().requires_grad_()
            total = torch.sum(energy_fn(leaf))
        return torch.autograd.grad(total, [leaf])[0].neg().detach()


score_from_energy = Downhill()


# %% right: detach_without_clone
"""Only detaches x, without a copy, and calls the arguments otherwise."""


def score_from_energy(points, E):
    z = points.detach().requires_grad_()
    return torch.autograd.grad(E(z).sum(), z)[0] * -1


# %% right: functional_jacobian
"""Takes the Jacobian of the total energy, a row of one, with torch.autograd.functional."""


def score_from_energy(x, energy_fn):
    def total(y):
        return energy_fn(y).sum()

    return torch.autograd.functional.jacobian(total, x.detach().clone()).neg()


# %% right: grad_outputs_for_the_sum
"""Gives autograd a vector of minus ones where others take a sum."""


def score_from_energy(x, energy_fn):
    points = x.detach().clone().requires_grad_()
    energy = energy_fn(points)
    (score,) = torch.autograd.grad(energy, points, grad_outputs=-torch.ones_like(energy))
    return score


# %% right: graph_attached
"""Keeps the graph, so that the result itself requires gradients."""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_(True)
    energy = energy_fn(x).sum()
    return -torch.autograd.grad(energy, x, create_graph=True)[0]


# %% right: loop_over_points
"""Goes through the points one by one, each as a batch (1, d), and fills in the rows."""


def score_from_energy(x, energy_fn):
    score = torch.empty_like(x.detach())
    for i in range(len(x)):
        point = x[i : i + 1].detach().clone().requires_grad_()
        (grad,) = torch.autograd.grad(energy_fn(point)[0], point)
        score[i] = -grad[0]
    return score


# %% right: requires_grad_put_back
"""Lets x itself require gradients for a moment, and puts that back as it was."""


def score_from_energy(x, energy_fn):
    before = x.requires_grad
    x.requires_grad_(True)
    (slope,) = torch.autograd.grad(energy_fn(x).sum(), x)
    x.requires_grad_(before)
    return -slope


# %% right: vmap_with_batch_axis
"""Maps over single points with vmap, and gives each its batch axis back before the energy sees it."""

from torch.func import grad, vmap


def score_from_energy(x, energy_fn):
    def minus_energy(point):
        return -energy_fn(point.unsqueeze(0)).squeeze(0)

    return vmap(grad(minus_energy))(x.detach())
