# %% wrong: arange_past_the_end
"""Builds the nodes with arange up to high + h, which by rounding is sometimes one node too many.

Diagnosis: you use 42 nodes where n_points = 41 are asked for
"""


def partition_function(energy_fn, low, high, n_points):
    h = (high - low) / (n_points - 1)
    x = torch.arange(low, high + h, h)
    return torch.exp(-energy_fn(x[:, None])).sum() * h


# %% wrong: arange_stops_before_the_end
"""Builds the nodes with arange, which stops before its end: n - 1 nodes in place of n, and high is not among them.

Diagnosis: you use 40 nodes where n_points = 41 are asked for
"""


def partition_function(energy_fn, low, high, n_points):
    x = low + (high - low) * torch.arange(0, n_points - 1) / (n_points - 1)
    h = (high - low) / (n_points - 1)
    return (torch.exp(-energy_fn(x[:, None])) * h).sum()


# %% wrong: column_of_weights_times_row
"""Multiplies weights (n, 1) by heights (n,), which broadcasts to a table (n, n): its sum is about n times too large.

Diagnosis: a column (n, 1) times a row (n,) is a table
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    weights = torch.full_like(x, (high - low) / (n_points - 1))
    weights[0] /= 2
    weights[-1] /= 2
    return (weights * torch.exp(-energy_fn(x))).sum()


# %% wrong: energy_clamped
"""Clamps the energy at zero, so that exp(-E) never exceeds 1.

Diagnosis: an energy may be negative
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    return torch.trapezoid(torch.exp(-energy_fn(x[:, None]).clamp(min=0)), x)


# %% wrong: energy_integrated
"""Integrates the energy E itself and not e^-E.

Diagnosis: this is the integral of E
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    return torch.trapezoid(energy_fn(x[:, None]), x)


# %% wrong: exp_of_the_mean_energy
"""Averages the energy first and takes e^- of the average: the exponential must come before the sum.

Diagnosis: the exponential comes before the mean
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    return (high - low) * torch.exp(-energy_fn(x).mean())


# %% wrong: flat_nodes
"""Hands the energy the nodes as (n_points,), which it takes for a single point with many coordinates.

Diagnosis: takes the nodes as a column of points
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    h = (high - low) / (n_points - 1)
    return torch.exp(-energy_fn(x)).sum() * h


# %% wrong: floor_under_the_density
"""Lifts small values of exp(-E) to 1e-5, for safety: far too much where Z is small.

Diagnosis: small values are cut off
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    return torch.trapezoid(torch.exp(-energy_fn(x[:, None])).clamp(min=1e-5), x)


# %% wrong: gauss_legendre_nodes
"""Takes Gauss-Legendre nodes and weights: very exact, but the nodes are not evenly spaced and leave out both ends.

Diagnosis: the nodes are not evenly spaced
"""

import numpy as np


def partition_function(energy_fn, low, high, n_points):
    t, w = np.polynomial.legendre.leggauss(n_points)
    x = torch.as_tensor((low + high) / 2 + (high - low) / 2 * t).unsqueeze(1)
    weights = torch.as_tensor((high - low) / 2 * w)
    return (weights * torch.exp(-energy_fn(x))).sum()


# %% wrong: half_for_every_node
"""Gives the weight ½ to every node, where only the two ends have it: half of the integral.

Diagnosis: only the two nodes at the ends have the weight ½
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    h = (high - low) / (n_points - 1)
    return 0.5 * h * torch.exp(-energy_fn(x)).sum()


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import distributions


def partition_function(energy_fn, low, high, n_points):
    return float(distributions.partition_function(energy_fn, low, high, n_points))


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.distributions import partition_function as mine

partition_function = mine


# %% wrong: limits_of_the_example
"""Integrates from -4 to 8 as in the notebook, whatever low and high say.

Diagnosis: the nodes run from -4 to 8
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(-4, 8, n_points)
    return torch.trapezoid(torch.exp(-energy_fn(x[:, None])), x)


# %% wrong: log_of_the_integral
"""Returns log Z where Z is asked for.

Diagnosis: this is log Z
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    h = (high - low) / (n_points - 1)
    return torch.logsumexp(-energy_fn(x), dim=0) + math.log(h)


# %% wrong: mean_times_length
"""Multiplies the mean of e^-E over the nodes by the length: the mean divides by n, but there are n - 1 strips.

Diagnosis: n nodes leave n − 1 gaps between them
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points).reshape(-1, 1)
    return (high - low) * torch.exp(-energy_fn(x)).mean().item()


# %% wrong: midpoints_for_nodes
"""Puts the nodes in the middle of n strips: evenly spaced, but neither end is among them.

Diagnosis: the nodes run from -3.85366 to 7.85366
"""


def partition_function(energy_fn, low, high, n_points):
    h = (high - low) / n_points
    x = low + h * (torch.arange(n_points) + 0.5)
    return h * torch.exp(-energy_fn(x[:, None])).sum()


# %% wrong: minus_in_exponent_forgotten
"""Integrates e^(+E): the minus in the exponent is missing, and the high ground counts most.

Diagnosis: the sign of the exponent
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    return torch.trapezoid(energy_fn(x[:, None]).exp(), x)


# %% wrong: n_points_ignored
"""Always takes 10001 nodes for good measure, and ignores n_points.

Diagnosis: nodes where n_points = 41 are asked for
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, 10001)
    return torch.trapezoid(torch.exp(-energy_fn(x[:, None])), x)


# %% wrong: nodes_in_chunks
"""Hands the nodes over in chunks of 20, where energy_fn should get all of them at once.

Diagnosis: you call energy_fn 3 times, with some nodes each
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    E = torch.cat([energy_fn(part) for part in x[:, None].split(20)])
    return torch.trapezoid(torch.exp(-E), x)


# %% wrong: normalised_to_one
"""Divides by the integral before integrating, so that every energy gets 1.

Diagnosis: this is 1, as for every normalised density
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    p = torch.exp(-energy_fn(x[:, None]))
    p = p / torch.trapezoid(p, x)
    return torch.trapezoid(p, x)


# %% wrong: number_as_text
"""Formats the number for display: a string is no number.

Diagnosis: your function returns a str; one number is expected
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    return f"{torch.trapezoid(torch.exp(-energy_fn(x[:, None])), x):.6f}"


# %% wrong: one_node_at_a_time
"""Calls the energy once for every node, where it should get all of them at once as (n_points, 1).

Diagnosis: you call energy_fn 41 times, with some nodes each
"""


def partition_function(energy_fn, low, high, n_points):
    h = (high - low) / (n_points - 1)
    Z = 0.0
    for i in range(n_points):
        x = torch.tensor([[low + i * h]])
        weight = 0.5 if i in (0, n_points - 1) else 1.0
        Z += weight * h * math.exp(-energy_fn(x).item())
    return Z


# %% wrong: random_nodes
"""Averages over random points between low and high, where evenly spaced nodes are asked for.

Diagnosis: the nodes are not evenly spaced
"""


def partition_function(energy_fn, low, high, n_points):
    x = low + (high - low) * torch.rand(n_points, 1)
    return (high - low) * torch.exp(-energy_fn(x)).mean()


# %% wrong: rounded
"""Rounds the result to three decimals, of which a small Z has hardly any.

Diagnosis: this is rounded, and Z may be small
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    return round(torch.trapezoid(torch.exp(-energy_fn(x[:, None])), x).item(), 3)


# %% wrong: strips_not_added_up
"""Returns the areas of all the strips and does not add them up.

Diagnosis: one is expected: add up the strips
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    h = (high - low) / (n_points - 1)
    return h * torch.exp(-energy_fn(x))


# %% wrong: whole_number_limits
"""Cuts low and high down to whole numbers, and so integrates from somewhere else.

Diagnosis: the nodes run from -3 to 4
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(int(low), int(high), n_points)
    return torch.trapezoid(torch.exp(-energy_fn(x[:, None])), x)


# %% wrong: width_forgotten
"""Adds up e^-E at the nodes and forgets the width h of the strips.

Diagnosis: the spacing of the nodes is missing
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    return torch.exp(-energy_fn(x)).sum()


# %% right: ends_asked_again
"""One call with all nodes, and two more at the ends, which get half the weight."""


def partition_function(energy_fn, low, high, n_points):
    def density(x):
        return torch.exp(-energy_fn(x[:, None]))

    h = (high - low) / (n_points - 1)
    x = torch.linspace(low, high, n_points)
    ends = density(x[:1]) + density(x[-1:])
    return h * (density(x).sum() - ends.squeeze() / 2)


# %% right: fsum_backwards
"""Nodes from high down to low, added up exactly by math.fsum."""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(high, low, n_points, dtype=torch.float64)
    heights = torch.exp(-energy_fn(x[:, None])).tolist()
    inner = math.fsum(heights[1:-1])
    return (inner + (heights[0] + heights[-1]) / 2) * (high - low) / (n_points - 1)


# %% right: logsumexp
"""Works with logarithms, and takes the exponential at the very end."""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    log_weights = torch.full((n_points,), math.log((high - low) / (n_points - 1)))
    log_weights[[0, -1]] -= math.log(2)
    return torch.logsumexp(log_weights - energy_fn(x), dim=0).exp()


# %% right: loop_over_strips
"""One call of the energy, and then a loop in plain Python over the strips, with math.exp."""


def partition_function(energy_fn, low, high, n_points):
    h = (high - low) / (n_points - 1)
    nodes = torch.tensor([[low + i * h] for i in range(n_points)])
    energies = energy_fn(nodes).tolist()
    Z = 0.0
    for i in range(n_points - 1):
        Z += h * (math.exp(-energies[i]) + math.exp(-energies[i + 1])) / 2
    return Z


# %% right: mean_corrected
"""The length times the mean, with the factor n / (n - 1) that the mean lacks."""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    print("nodes:", tuple(x.shape))
    return (high - low) * torch.exp(-energy_fn(x)).mean() * n_points / (n_points - 1)


# %% right: numpy_inside
"""Adds up in NumPy and returns a NumPy number turned into a float."""

import numpy as np


def partition_function(energy_fn, low, high, n_points):
    nodes = np.linspace(low, high, n_points, dtype=np.float32).reshape(n_points, 1)
    heights = np.exp(-energy_fn(torch.from_numpy(nodes)).detach().numpy().astype(np.float64))
    return float(((heights[1:] + heights[:-1]) / 2).sum() * (high - low) / (n_points - 1))


# %% right: plain_sum
"""The plain sum times h, without halves at the ends, in float64 and as a float."""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points, dtype=torch.float64).view(-1, 1)
    return (high - low) / (n_points - 1) * torch.exp(-energy_fn(x)).sum().item()


# %% right: simpson
"""Simpson's rule, with the weights 1, 4, 2, 4, ..., 4, 1, as n_points is odd."""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    f = torch.exp(-energy_fn(x[:, None]))
    h = (high - low) / (n_points - 1)
    return h / 3 * (f[0] + 4 * f[1:-1:2].sum() + 2 * f[2:-1:2].sum() + f[-1])


# %% right: torch_trapezoid_graph_attached
"""Lets torch.trapezoid do it, with the nodes as its second argument, and keeps whatever graph the energy has."""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    return torch.trapezoid((-energy_fn(x.unsqueeze(-1))).exp(), x)
