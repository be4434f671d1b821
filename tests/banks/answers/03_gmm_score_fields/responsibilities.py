# %% wrong: clamped_logits
"""Clamps the logits so that no density vanishes. Far out all logits sit on the bound, and all components get the same
share.

Diagnosis: a clamp, or 1/K in place of 0/0
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.clamp(min=-80).exp()
    return p / p.sum(1, keepdim=True)


# %% wrong: densities_divided
"""Divides densities by their sum: far out both are 0 in float32, and 0/0 is NaN.

Diagnosis: exponentials are 0 or ∞ there
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    return p / p.sum(dim=1, keepdim=True)


# %% wrong: exp_of_difference_to_logsumexp
"""Computes exp(a − logsumexp). Logsumexp is rounded far out, the rounding ends up in the exponent, and the rows no
longer sum to one.

Diagnosis: a large logsumexp is rounded before it is subtracted
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return (a - torch.logsumexp(a, dim=1, keepdim=True)).exp()


# %% wrong: float64_densities
"""Divides densities in float64. At a distance of a hundred they are 0 in float64, too: still 0/0.

Diagnosis: exponentials are 0 or ∞ there, in float64 as well
Points: 1
"""


def responsibilities(x, weights, means, covs):
    x64, w, m, v = x.double(), weights.double(), means.double(), covs.double()
    a = -0.5 * ((x64[:, None] - m) ** 2 / v + (2 * math.pi * v).log()).sum(-1)
    p = w * a.exp()
    return (p / p.sum(1, keepdim=True)).to(x.dtype)


# %% wrong: hard_assignment
"""Gives each point wholly to the component with the largest logit: one-hot rows, no shares.

Diagnosis: a hard vote
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.nn.functional.one_hot(a.argmax(dim=1), len(weights)).to(x)


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

import torch

from helpers import scores


def responsibilities(x, weights, means, covs):
    return torch.func.vmap(lambda v: scores.responsibilities(v[None], weights, means, covs)[0])(x)


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import responsibilities as mine

responsibilities = mine


# %% wrong: inverse_distances
"""Shares out by inverse distance to the means, as in interpolation; this is not Bayes' rule.

Diagnosis: none
"""


def responsibilities(x, weights, means, covs):
    closeness = weights / ((x[:, None] - means) ** 2 / covs).sum(-1)
    return closeness / closeness.sum(dim=1, keepdim=True)


# %% wrong: joint_not_normalised
"""Returns π N, the numerator of Bayes' rule, without dividing by p(x).

Diagnosis: not yet divided by p(x)
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return a.exp()


# %% wrong: last_component_takes_the_rest
"""Makes rows sum to one by giving the last component whatever is missing. Far out, where densities vanish, it gets
everything, whoever is the widest.

Diagnosis: the last component gets what the others leave
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    r = p / (p.sum(dim=1, keepdim=True) + 1e-30)
    r[:, -1] = 1 - r[:, :-1].sum(dim=1)
    return r


# %% wrong: nan_replaced_by_equal_shares
"""Gives every component the same share wherever the quotient is 0/0. The rows sum to one, but far out the wide
component should have it all.

Diagnosis: 1/K in place of 0/0
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    r = p / p.sum(dim=1, keepdim=True)
    return torch.where(r.isnan(), torch.full_like(r, 1 / len(weights)), r)


# %% wrong: nan_replaced_by_hard_vote
"""Divides densities and replaces 0/0 by the likeliest component; where components tie both have a share.

Diagnosis: a hard vote; where components tie
Points: 1
"""


def responsibilities(x, weights, means, covs):
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + covs.log()).sum(-1)
    p = a.exp() / a.exp().sum(-1, keepdim=True)
    likeliest = torch.nn.functional.one_hot(a.argmax(-1), len(weights)).to(x)
    return torch.where(p.isnan(), likeliest, p)


# %% wrong: nan_replaced_by_nearest_mean
"""Gives far points to the component with the nearest mean. What counts is the largest logit: far out the widest
component speaks, nearest or not.

Diagnosis: the nearest mean gets all
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    total = p.sum(dim=1, keepdim=True)
    nearest = diff.norm(dim=2).argmin(dim=1)
    fallback = torch.nn.functional.one_hot(nearest, len(weights)).to(p)
    return torch.where(total > 0, p / total, fallback)


# %% wrong: nan_replaced_by_zero
"""Hides 0/0 with nan_to_num: far rows are all zeros and do not sum to one.

Diagnosis: nan_to_num, or a tiny number in the denominator, hides 0/0
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    return torch.nan_to_num(p / p.sum(dim=1, keepdim=True))


# %% wrong: normaliser_forgotten
"""Drops the normalisers of the Gaussians. They cancel for equal variances only; a narrow component must get its
higher peak.

Diagnosis: the covariances are missing from the normaliser
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs).sum(-1)
    return torch.softmax(a, dim=1)


# %% wrong: one_maximum_for_all_points
"""Takes out the largest logit of the whole batch where each point needs its own: far points in the company of near
ones are 0/0 again.

Diagnosis: not that of the whole batch
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = torch.exp(a - a.max())
    return p / p.sum(1, keepdim=True)


# %% wrong: plane_only
"""Writes out two coordinates by hand; an error on a line, and in space the third one is ignored.

Diagnosis: right in the plane; for d = 1: your code stopped
"""


def responsibilities(x, weights, means, covs):
    quad = (x[:, 0, None] - means[:, 0]) ** 2 / covs[:, 0]
    quad = quad + (x[:, 1, None] - means[:, 1]) ** 2 / covs[:, 1]
    a = weights.log() - 0.5 * quad - 0.5 * torch.log(covs[:, 0] * covs[:, 1])
    return torch.softmax(a, dim=1)


# %% wrong: points_clamped
"""Clamps the points to ±50 against underflow: the shares are those of another point.

Diagnosis: x is clamped before the votes
Points: 1
"""


def responsibilities(x, weights, means, covs):
    x = x.clamp(-50, 50)
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + covs.log()).sum(-1)
    return a.softmax(-1)


# %% wrong: softmax_of_densities
"""Sends densities through softmax. It takes logits, the logarithms.

Diagnosis: give it the logarithms, not the densities
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.softmax(a.exp(), dim=1)


# %% wrong: softmax_over_points
"""Normalises over the points (columns sum to one) and not over the components.

Diagnosis: normalised over the points
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.softmax(a, dim=0)


# %% wrong: squeezes_a_single_point
"""Squeezes the result: for n = 1 (or K = 1) an axis is lost.

Diagnosis: An axis of length one is lost
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.softmax(a, dim=1).squeeze()


# %% wrong: ties_shared_equally
"""Far out shares equally among the logits that are almost the largest; the weights decide there.

Diagnosis: all shares are equal; where the squares are
Points: 1
"""


def responsibilities(x, weights, means, covs):
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + covs.log()).sum(-1)
    largest = a.amax(-1, keepdim=True)
    tied = (a >= largest - 1e-3 * largest.abs()).to(x)
    far = x.norm(dim=-1, keepdim=True) > 50
    return torch.where(far, tied / tied.sum(-1, keepdim=True), a.softmax(-1))


# %% wrong: tiny_number_in_denominator
"""Adds 1e-12 to the sum of the densities against 0/0. There is no NaN any more, but far rows sum to zero and not to
one.

Diagnosis: a tiny number added in the denominator is larger than p
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    return p / (p.sum(dim=1, keepdim=True) + 1e-12)


# %% wrong: variance_taken_for_sigma
"""Squares `covs` as if they were standard deviations; they hold variances.

Diagnosis: covs holds variances; you square them
"""


def responsibilities(x, weights, means, covs):
    z = (x[:, None] - means) / covs
    a = weights.log() - 0.5 * (z**2).sum(-1) - covs.log().sum(-1)
    return torch.softmax(a, dim=1)


# %% wrong: variances_clamped
"""Clamps the variances at 0.02; a narrow component is meant as it is.

Diagnosis: the covariances are clamped
"""


def responsibilities(x, weights, means, covs):
    covs = covs.clamp(min=0.02)
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + covs.log()).sum(-1)
    return a.softmax(-1)


# %% wrong: weights_after_the_softmax
"""Multiplies by the weights after the softmax: the rows do not sum to one.

Diagnosis: the weights come after the softmax
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = -0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return weights * torch.softmax(a, dim=1)


# %% wrong: weights_forgotten
"""Forgets the weights: Bayes' rule needs the prior as well as the likelihood.

Diagnosis: the weights do not act
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = -0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.softmax(a, dim=1)


# %% wrong: widest_component_far_out
"""Beyond |x| = 50 gives everything to the component of the largest determinant; the direction decides as well.

Diagnosis: the component of the largest determinant speaks
Points: 1
"""


def responsibilities(x, weights, means, covs):
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + covs.log()).sum(-1)
    widest = torch.nn.functional.one_hot(covs.prod(-1).argmax(), len(weights)).to(x)
    far = x.norm(dim=-1, keepdim=True) > 50
    return torch.where(far, widest, a.softmax(-1))


# %% right: derivative_by_log_weights
"""Responsibilities as the derivative of log p with respect to the log-weights, autograd in float64."""


def responsibilities(x, weights, means, covs):
    X, w, m, v = (t.detach().to("cpu", torch.float64) for t in (x, weights, means, covs))
    with torch.enable_grad():
        log_w = w.log().expand(len(X), -1).clone().requires_grad_()
        a = log_w - ((X[:, None] - m) ** 2 / v + v.log()).sum(-1) / 2
        (r,) = torch.autograd.grad(a.logsumexp(-1).sum(), log_w)
    return r.to(x)


# %% right: exponential_then_normalised_again
"""Computes exp(a − logsumexp) first, and divides by the sum of the row, which cancels the rounding."""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    r = (a - torch.logsumexp(a, dim=1, keepdim=True)).exp()
    return r / r.sum(dim=1, keepdim=True)


# %% right: log_softmax_and_exp
"""exp of log_softmax, which subtracts the largest logit first and so keeps the digits."""


def responsibilities(x, weights, means, covs):
    log_n = torch.distributions.Normal(means, covs.sqrt()).log_prob(x[:, None]).sum(-1)
    return torch.log_softmax(log_n + weights.log(), dim=-1).exp()


# %% right: loop_over_points
"""Loops over the points, each with a softmax of its own, and stacks the rows."""


def responsibilities(x, weights, means, covs):
    rows = []
    for point in x:
        a = weights.log() - 0.5 * ((point - means) ** 2 / covs + torch.log(covs)).sum(1)
        rows.append(a.softmax(0))
    return torch.stack(rows)


# %% right: maximum_by_hand
"""Takes the largest logit of each row out by hand, under no_grad."""


@torch.no_grad()
def responsibilities(x, weights, means, covs):
    w, m, v = weights.to(x), means.to(x), covs.to(x)
    a = torch.distributions.MultivariateNormal(m, torch.diag_embed(v)).log_prob(x[:, None])
    a = a + w.log()
    e = torch.exp(a - a.amax(dim=1, keepdim=True))
    return e / e.sum(dim=1, keepdim=True)


# %% right: own_log_density_of_each_component
"""Calls its own mixture_log_prob with one component at a time, and softmax in the end."""


def responsibilities(x, weights, means, covs):
    logits = [mixture_log_prob(x, weights[k : k + 1], means[k : k + 1], covs[k : k + 1]) for k in range(len(weights))]
    return torch.softmax(torch.stack(logits, dim=-1), dim=-1)


# %% right: pairs_of_components
"""Sums the quotients of every pair, 1 / Σ exp(a_j − a_k), in float64 on the CPU."""


def responsibilities(x, weights, means, covs):
    X, w, m, v = (t.to("cpu", torch.float64) for t in (x, weights, means, covs))
    b = -((X[:, None] - m) ** 2 / v + v.log()).sum(-1) / 2
    ratio = (b[:, None, :] - b[:, :, None]).clamp(max=600.0).exp()  # (n, k, j)
    return (w / (w * ratio).sum(-1)).to(x)


# %% right: squares_expanded
"""Expands the squares into three products of matrices, in the dtype of x: a little rounding, and no more."""


def responsibilities(x, weights, means, covs):
    squares = x**2 @ (1 / covs).T - 2 * x @ (means / covs).T + (means**2 / covs).sum(1)
    return torch.softmax(weights.log() - 0.5 * (squares + covs.log().sum(1)), dim=1)
