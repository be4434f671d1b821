# %% wrong: always_float32
"""Converts everything to float32 and leaves the result there, also for points in float64.

Diagnosis: float64 came in, float32 came out
"""


def mixture_log_prob(x, weights, means, covs):
    x, weights, means, covs = x.float(), weights.float(), means.float(), covs.float()
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.logsumexp(a, dim=1)


# %% wrong: average_of_log_densities
"""Averages the log-densities with the weights. The logarithm of a sum is not the sum of the logarithms.

Diagnosis: the average of the logarithms
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    log_n = -0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return log_n @ weights


# %% wrong: clamped_logits
"""Clamps the logits from below so that no exponential vanishes. Far out the result is the bound and not log p.

Diagnosis: the logits are clamped, and all lie on the bound
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    a = a.clamp(min=-80)
    return torch.log(a.exp().sum(dim=1))


# %% wrong: covariances_changed_in_place
"""Multiplies the caller's `covs` by 2π in place for the normaliser, and they stay so.

Diagnosis: your function changes its input
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    quad = (diff**2 / covs).sum(-1)
    covs *= 2 * math.pi
    a = weights.log() - 0.5 * quad - 0.5 * covs.log().sum(-1)
    return torch.logsumexp(a, dim=1)


# %% wrong: first_covariance_for_all
"""Uses the variances of the first component for all of them.

Diagnosis: the first component's covariance serves for all
"""


def mixture_log_prob(x, weights, means, covs):
    var = covs[0]
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / var + (2 * math.pi * var).log()).sum(-1)
    return torch.logsumexp(a, dim=1)


# %% wrong: first_logit_taken_out
"""Takes out the first logit, not the largest: far out a wide second component overflows to +inf.

Diagnosis: exponentials are 0 or ∞ there
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + (2 * math.pi * covs).log()).sum(-1)
    first = a[:, :1]
    return first[:, 0] + (a - first).exp().sum(-1).log()


# %% wrong: half_of_normaliser_missing
"""Forgets the ½ (the square root) of the normaliser: subtracts log 2πv where ½ log 2πv belongs.

Diagnosis: ½ log 2πv, not log 2πv
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs).sum(-1) - (2 * math.pi * covs).log().sum(-1)
    return torch.logsumexp(a, dim=1)


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import distributions


def mixture_log_prob(x, weights, means, covs):
    return distributions.GaussianMixture(weights, means, covs).log_prob(x)


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import mixture_log_prob as mine

mixture_log_prob = mine


# %% wrong: largest_logit_not_put_back
"""Takes the largest logit out before the exponentials, and forgets to add it again.

Diagnosis: the largest logit, once taken out, has to be added again
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    top = a.max(dim=1, keepdim=True).values
    return torch.log(torch.exp(a - top).sum(dim=1))


# %% wrong: largest_logit_only
"""Takes the largest logit for logsumexp and drops the correction, which is up to log K where the components are
equally strong.

Diagnosis: only the likeliest component acts
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return a.max(dim=1).values


# %% wrong: likeliest_component_far_out
"""Repairs −inf with the largest logit: where components tie far out, they still add up.

Diagnosis: only the likeliest component acts
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + (2 * math.pi * covs).log()).sum(-1)
    log_p = a.exp().sum(-1).log()
    return torch.where(log_p.isinf(), a.amax(-1), log_p)


# %% wrong: log_of_density_plus_tiny
"""Adds 1e-30 inside the logarithm. The result stays finite far out, but it is log 1e-30 there and no longer log p.

Diagnosis: the logarithm of a tiny number that stands in for p
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = torch.exp(a).sum(dim=1)
    return torch.log(p + 1e-30)


# %% wrong: log_of_sum_of_exp
"""Adds up the densities and takes the logarithm afterwards: far out all exponentials are 0 and the result is -inf.

Diagnosis: exponentials are 0 or ∞ there
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.log(torch.exp(a).sum(dim=1))


# %% wrong: log_two_pi_once
"""Subtracts log 2π once, whatever the dimension: the normaliser of the plane. On a line and in space the density no
longer integrates to one.

Diagnosis: normalised in the plane only
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    quad = (diff**2 / covs).sum(-1)
    a = weights.log() - 0.5 * quad - 0.5 * covs.log().sum(-1) - math.log(2 * math.pi)
    return torch.logsumexp(a, dim=1)


# %% wrong: mean_over_coordinates
"""Averages over the coordinates where the formula sums over them.

Diagnosis: the coordinates are averaged; they add up
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).mean(-1)
    return torch.logsumexp(a, dim=1)


# %% wrong: nan_to_num_at_the_end
"""Replaces -inf by the most negative number with nan_to_num: finite, but not the log-density.

Diagnosis: nan_to_num hides that the densities underflow
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    log_p = a.exp().sum(-1).log()
    return torch.nan_to_num(log_p)


# %% wrong: normaliser_forgotten
"""Leaves the normaliser out altogether: harmless for a score, wrong for a density, and it changes the balance of
components with different variances.

Diagnosis: the normaliser is missing
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs).sum(-1)
    return torch.logsumexp(a, dim=1)


# %% wrong: one_maximum_for_all_points
"""Takes out the largest logit of the whole batch where every point needs its own: a far point in the company of a
near one still gets -inf.

Diagnosis: not that of the whole batch
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    top = a.max()
    return top + torch.log(torch.exp(a - top).sum(dim=1))


# %% wrong: plane_only
"""Writes out two coordinates by hand: right in the plane, an error on a line, and in space the third coordinate is
forgotten.

Diagnosis: right in the plane; for d = 1: your code stopped
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    dx = x[:, 0, None] - means[:, 0]
    dy = x[:, 1, None] - means[:, 1]
    vx, vy = covs[:, 0], covs[:, 1]
    log_n = -0.5 * (dx**2 / vx + dy**2 / vy) - 0.5 * torch.log(vx * vy) - math.log(2 * math.pi)
    return torch.logsumexp(weights.log() + log_n, dim=1)


# %% wrong: quadratic_form_over_all_pairs
"""Adds the squares of all points into one number: `.sum()` without an axis.

Diagnosis: none
"""


def mixture_log_prob(x, weights, means, covs):
    total = 0
    for w, m, v in zip(weights, means, covs):
        log_n = -0.5 * ((x - m) ** 2 / v).sum() - 0.5 * (2 * math.pi * v).log().sum()
        total = total + w * torch.exp(log_n)
    return torch.log(total).expand(len(x))


# %% wrong: softmax_of_weights
"""Takes the weights for logits and sends them through a softmax; they are probabilities already.

Diagnosis: none
"""


def mixture_log_prob(x, weights, means, covs):
    log_w = torch.log_softmax(weights, dim=0)
    diff = x[:, None] - means
    a = log_w - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.logsumexp(a, dim=1)


# %% wrong: squeezes_a_single_point
"""Squeezes the result: a single point, n = 1, loses its axis and comes back as a number of shape ().

Diagnosis: An axis of length one is lost
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.logsumexp(a, dim=1, keepdim=True).squeeze()


# %% wrong: three_coordinates_at_most
"""Was written for the line, the plane and space, and forgets the coordinates beyond the third.

Diagnosis: some coordinates are left out
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    x, means, covs = x[:, :3], means[:, :3], covs[:, :3]
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return a.logsumexp(-1)


# %% wrong: trace_for_determinant
"""Takes the logarithm of the sum of the variances; the determinant of a diagonal matrix is their product.

Diagnosis: adds up the variances (a trace)
"""


def mixture_log_prob(x, weights, means, covs):
    d = x.shape[1]
    diff = x[:, None] - means
    log_det = covs.sum(-1).log()
    a = weights.log() - 0.5 * ((diff**2 / covs).sum(-1) + log_det + d * math.log(2 * math.pi))
    return torch.logsumexp(a, dim=1)


# %% wrong: two_pi_once_for_each_component
"""Counts ½ log 2π once for each component; it is d that belongs there.

Diagnosis: once for each coordinate, not for each component
"""


def mixture_log_prob(x, weights, means, covs):
    squares = ((x[:, None] - means) ** 2 / covs).sum(-1)
    constant = len(weights) * math.log(2 * math.pi)
    return (weights.log() - 0.5 * (squares + covs.log().sum(-1) + constant)).logsumexp(-1)


# %% wrong: variance_taken_for_sigma
"""Treats `covs` as standard deviations and squares them once more; they hold variances already.

Diagnosis: covs holds variances; you square them
"""


def mixture_log_prob(x, weights, means, covs):
    z = (x[:, None] - means) / covs
    a = weights.log() - 0.5 * (z**2 + (2 * math.pi * covs**2).log()).sum(-1)
    return torch.logsumexp(a, dim=1)


# %% wrong: variances_clamped
"""Clamps the variances at 0.05 for safety; a narrow component is meant as it is.

Diagnosis: the covariances are clamped
"""


def mixture_log_prob(x, weights, means, covs):
    covs = covs.clamp(min=0.05)
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return a.logsumexp(-1)


# %% wrong: weights_without_logarithm
"""Adds the weight to the log-density of a component where its logarithm belongs.

Diagnosis: the weights are added to the logits as they are
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.logsumexp(a, dim=1)


# %% right: log_softmax_backwards
"""Finds log p as the difference of the largest logit and the largest log-responsibility."""


def mixture_log_prob(x, weights, means, covs):
    quad = torch.einsum("nkj,kj->nk", (x[:, None] - means) ** 2, 1 / covs)
    a = torch.log(weights) - quad / 2 - torch.log(2 * math.pi * covs).sum(1) / 2
    return a.max(dim=1).values - torch.log_softmax(a, dim=1).max(dim=1).values


# %% right: logaddexp_one_by_one
"""Folds the components together with functools.reduce and torch.logaddexp."""

import functools


def one_logit(x, weight, mean, var):
    return torch.log(weight) - ((x - mean) ** 2 / var + torch.log(2 * torch.pi * var)).sum(-1) / 2


def mixture_log_prob(x, weights, means, covs):
    logits = [one_logit(x, *part) for part in zip(weights, means, covs)]
    return functools.reduce(torch.logaddexp, logits)


# %% right: maximum_by_hand_in_place
"""Takes the largest logit out by hand and works in place, on copies of its own."""


def mixture_log_prob(x, weights, means, covs):
    with torch.no_grad():
        a = torch.zeros(len(x), len(means), dtype=x.dtype, device=x.device)
        for k, (m, v) in enumerate(zip(means, covs)):
            a[:, k] -= x.sub(m).pow_(2).div_(v).sum(1).div_(2)
            a[:, k] -= v.mul(2 * math.pi).log_().sum().div_(2)
        a += weights.clone().log_()
        top = a.amax(1)
        return a.sub_(top[:, None]).exp_().sum(1).log_().add_(top)


# %% right: mixture_of_torch_distributions
"""The mixture that PyTorch brings, with the weights as logits so that zeros are allowed."""

from torch import distributions as td


def mixture_log_prob(x, weights, means, covs):
    parts = td.Independent(td.Normal(means, covs.sqrt()), 1)
    return td.MixtureSameFamily(td.Categorical(logits=weights.log()), parts).log_prob(x)


# %% right: numpy_inside
"""NumPy inside, logaddexp.reduce over the components, a tensor like x in the end."""

import numpy as np


def mixture_log_prob(x, weights, means, covs):
    X, w, m, v = (t.detach().cpu().numpy() for t in (x, weights, means, covs))
    with np.errstate(divide="ignore"):
        log_w = np.log(w)
    quad = ((X[:, None, :] - m[None]) ** 2 / v).sum(axis=2)
    a = log_w - 0.5 * quad - 0.5 * np.log(2 * np.pi * v).sum(axis=1)
    return torch.as_tensor(np.logaddexp.reduce(a, axis=1)).to(x)


# %% right: prints_and_warns
"""Prints shapes and warns, takes its arguments as *args, and leaves a graph on the result."""

import warnings


def mixture_log_prob(*args):
    x, weights, means, covs = args
    print("points:", tuple(x.shape), "components:", len(weights))
    if x.abs().max() > 50:
        warnings.warn("far out", stacklevel=2)
    x = x.detach().clone().requires_grad_()
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.logsumexp(a, dim=1)


# %% right: squares_expanded
"""Expands the squares into three products of matrices, in the dtype of x: a little rounding, and no more."""


def mixture_log_prob(x, weights, means, covs):
    squares = x**2 @ (1 / covs).T - 2 * x @ (means / covs).T + (means**2 / covs).sum(1)
    a = weights.log() - 0.5 * (squares + covs.log().sum(1) + x.shape[1] * math.log(2 * math.pi))
    return a.logsumexp(1)


# %% right: vmap_over_points
"""Written for one point and mapped over all with torch.func.vmap."""


def mixture_log_prob(x, weights, means, covs):
    def one(point):
        z = (point - means) / covs.sqrt()
        logits = weights.log() - z.pow(2).sum(1) / 2 - (2 * torch.pi * covs).log().sum(1) / 2
        return torch.logsumexp(logits, 0)

    return torch.func.vmap(one)(x)
