# %% wrong: autograd_through_logsumexp
"""Lets autograd differentiate logsumexp in float32. Far out, where components tie, its derivative exp(a − result)
does not sum to one, and the score comes out too long.

Diagnosis: a large logsumexp is rounded before it is subtracted (autograd does it
Points: 2
"""


def score_gmm(x, weights, means, covs):
    with torch.enable_grad():
        x = x.detach().clone().requires_grad_(True)
        r = x[:, None] - means
        y = torch.linalg.solve(covs, r[..., None])[..., 0]
        a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
        (grad,) = torch.autograd.grad(torch.logsumexp(a, dim=1).sum(), x)
    return grad


# %% wrong: averaged_over_points
"""Calls backward on the mean of log p, so every score is divided by the number of points.

Diagnosis: divided by n: the mean over the points
"""


def score_gmm(x, weights, means, covs):
    with torch.enable_grad():
        x = x.detach().clone().requires_grad_(True)
        r = x[:, None] - means
        y = torch.linalg.solve(covs, r[..., None])[..., 0]
        a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
        top = a.detach().max(dim=1, keepdim=True).values
        ((a - top).exp().sum(1).log() + top[:, 0]).mean().backward()
    return x.grad


# %% wrong: clamped_logits
"""Clamps the logits at −10 so that no exponential vanishes; components that should be silent then have a say, and a
few σ out all vote alike.

Diagnosis: the logits are clamped
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    p = torch.exp(a.clamp(min=-10))
    votes = p / p.sum(dim=1, keepdim=True)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: densities_divided
"""Divides densities for the votes: 0/0 beyond a distance of ten or so.

Diagnosis: exponentials are 0 or ∞ there
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    p = torch.exp(a)
    votes = p / p.sum(dim=1, keepdim=True)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: determinant_without_logarithm
"""Puts the determinant into the logit where its logarithm belongs.

Diagnosis: the logits hold the determinant; its logarithm belongs there
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.linalg.det(covs))
    votes = torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: entries_inverted_one_by_one
"""Inverts the covariance entry by entry (1/covs); a matrix inverse is something else.

Diagnosis: each entry of the covariances is inverted by itself
"""


def score_gmm(x, weights, means, covs):
    inv = torch.where(covs != 0, 1 / covs, torch.zeros_like(covs))
    r = x[:, None] - means
    y = torch.einsum("kij,nkj->nki", inv, r)
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    votes = torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: exp_of_difference_to_logsumexp
"""Computes the votes as exp(a − logsumexp): the rounding of logsumexp multiplies all of them far out.

Diagnosis: a large logsumexp is rounded before it is subtracted
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    votes = torch.exp(a - torch.logsumexp(a, dim=1, keepdim=True))
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: first_logit_taken_out
"""Takes out the first logit, not the largest: far out the exponential of a wider component overflows.

Diagnosis: exponentials are 0 or ∞ there
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + covs.logdet())
    e = (a - a[:, :1]).exp()
    votes = e / e.sum(-1, keepdim=True)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: forward_differences
"""Differentiates log p by a forward difference in float64: right to about a step, and the formula is exact.

Diagnosis: is something added, clamped or approximated?
"""


def score_gmm(x, weights, means, covs):
    def log_p(z):
        r = z[:, None] - means.double()
        y = torch.linalg.solve(covs.double(), r[..., None])[..., 0]
        return (weights.double().log() - 0.5 * ((r * y).sum(-1) + covs.double().logdet())).logsumexp(-1)

    z, h = x.double(), 1e-4
    steps = h * torch.eye(x.shape[1], dtype=z.dtype)
    return torch.stack([(log_p(z + step) - log_p(z)) / h for step in steps], -1).to(x.dtype)


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import distributions, scores


def score_gmm(x, weights, means, covs):
    return scores.compute_score_autograd(x, distributions.GaussianMixture(weights, means, covs).log_prob)


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import score_gmm as mine

score_gmm = mine


# %% wrong: jitter_on_the_diagonal
"""Adds 0.01 to the diagonals for stability, which makes every narrow component wider than it is.

Diagnosis: a number is added to the diagonals
"""


def score_gmm(x, weights, means, covs):
    covs = covs + 0.01 * torch.eye(x.shape[1]).to(x)
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    votes = torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: log_determinant_forgotten
"""Leaves log det Σ out of the logits: right only if all determinants are equal.

Diagnosis: the covariances are missing from the normaliser
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * (r * y).sum(-1)
    votes = torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: nan_replaced_by_zero
"""Hides 0/0 with nan_to_num; far out the walker is told to stay where he is.

Diagnosis: nan_to_num, or a tiny number in the denominator, hides 0/0
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    p = torch.exp(a)
    votes = torch.nan_to_num(p / p.sum(dim=1, keepdim=True))
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: off_diagonals_ignored
"""Uses the variances on the diagonals only; the covariances are full.

Diagnosis: only the diagonals of the covariances act
"""


def score_gmm(x, weights, means, covs):
    var = torch.diagonal(covs, dim1=1, dim2=2)
    r = x[:, None] - means
    a = weights.log() - 0.5 * (r**2 / var + var.log()).sum(-1)
    votes = torch.softmax(a, dim=1)
    return -(votes[..., None] * r / var).sum(1)


# %% wrong: off_diagonals_ignored_in_votes
"""Solves with the full covariance for the proposals, but computes the logits from the diagonals.

Diagnosis: the votes use only the diagonals
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    var = torch.diagonal(covs, dim1=1, dim2=2)
    a = weights.log() - 0.5 * (r**2 / var + var.log()).sum(-1)
    votes = torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: one_maximum_for_all_points
"""Takes out the largest logit of the whole batch: a far point among near ones is 0/0 again.

Diagnosis: not that of the whole batch
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    p = torch.exp(a - a.max())
    votes = p / p.sum(dim=1, keepdim=True)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: points_clamped_in_votes
"""Votes at a point that is clamped to ±6, and pulls at the true one.

Diagnosis: x is clamped before the votes
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + covs.logdet())
    near = x.clamp(-6, 6)[:, None] - means
    squares = (near * torch.linalg.solve(covs, near[..., None])[..., 0]).sum(-1)
    votes = (weights.log() - 0.5 * (squares + covs.logdet())).softmax(-1)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: pooled_covariance
"""Uses the average of the covariances for every component.

Diagnosis: an average covariance serves for all components
"""


def score_gmm(x, weights, means, covs):
    pooled = torch.einsum("k,kij->ij", weights, covs)
    r = x[:, None] - means
    y = torch.linalg.solve(pooled, r[..., None])[..., 0]
    a = weights.log() - 0.5 * (r * y).sum(-1)
    votes = torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: requires_grad_left_on_points
"""Switches requires_grad on for the caller's own x, and leaves it and a gradient there.

Diagnosis: your function leaves a mark on its input
"""


def score_gmm(x, weights, means, covs):
    with torch.enable_grad():
        x.requires_grad_(True)
        r = x[:, None] - means
        y = torch.linalg.solve(covs, r[..., None])[..., 0]
        a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
        top = a.detach().max(dim=1, keepdim=True).values
        (a - top).exp().sum(1).log().add(top[:, 0]).sum().backward()
    return x.grad


# %% wrong: round_components_assumed
"""Replaces every covariance by the average of its variances times the identity.

Diagnosis: none
"""


def score_gmm(x, weights, means, covs):
    var = torch.diagonal(covs, dim1=1, dim2=2).mean(-1)
    r = x[:, None] - means
    a = weights.log() - 0.5 * ((r**2).sum(-1) / var + x.shape[1] * var.log())
    votes = torch.softmax(a, dim=1)
    return -(votes / var)[..., None].mul(r).sum(1)


# %% wrong: scores_clipped
"""Clips the score to ±2000, as one clips gradients; far from narrow components it is longer.

Diagnosis: at |x| = 1000 in float32 where components tie.
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + covs.logdet())
    votes = a.softmax(-1)
    return -torch.einsum("nk,nkd->nd", votes, y).clamp(-2000, 2000)


# %% wrong: single_gaussian_of_same_moments
"""Replaces the mixture by one Gaussian with the same mean and covariance: one hill, whatever K.

Diagnosis: none
"""


def score_gmm(x, weights, means, covs):
    mean = weights @ means
    apart = means - mean
    cov = torch.einsum("k,kij->ij", weights, covs)
    cov = cov + torch.einsum("k,ki,kj->ij", weights, apart, apart)
    return -torch.linalg.solve(cov, (x - mean).T).T


# %% wrong: strongest_component_only
"""Follows the component with the largest vote and ignores the others: right near a mean and wrong wherever the votes
are divided.

Diagnosis: only the likeliest component votes
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    best = a.argmax(dim=1)
    return -y[torch.arange(len(x)), best]


# %% wrong: tiny_number_in_denominator
"""Adds 1e-12 to the sum of the densities: far out the votes, and so the score, are zero.

Diagnosis: a tiny number added in the denominator is larger than p
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    p = torch.exp(a)
    votes = p / (p.sum(dim=1, keepdim=True) + 1e-12)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: votes_over_points
"""Normalises the votes over the points and not over the components.

Diagnosis: the votes are normalised over the points
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    votes = torch.softmax(a, dim=0)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: weights_counted_twice
"""Multiplies the votes by the weights once more, after logits that hold them already.

Diagnosis: multiplied by the weights once more
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    votes = weights * torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% wrong: weights_for_votes
"""Lets the components vote with their weights, the same everywhere, and not with their responsibilities for the
point.

Diagnosis: each component votes with its weight πₖ everywhere
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    return -torch.einsum("k,nkd->nd", weights, y)


# %% wrong: whitened_only
"""Solves with the Cholesky factor once, L⁻¹(x − μ), and takes that for Σ⁻¹(x − μ). The square is right, the proposal
is not.

Diagnosis: L⁻¹(x − μ), half of the way
"""


def score_gmm(x, weights, means, covs):
    L = torch.linalg.cholesky(covs)
    r = x[:, None] - means
    z = torch.linalg.solve_triangular(L, r[..., None], upper=False)[..., 0]
    log_det = 2 * torch.diagonal(L, dim1=1, dim2=2).log().sum(-1)
    a = weights.log() - 0.5 * ((z**2).sum(-1) + log_det)
    votes = torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, z)


# %% wrong: widest_component_far_out
"""Beyond |x| = 100 lets the component of the largest determinant speak alone; the direction decides as well.

Diagnosis: the component of the largest determinant speaks
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + covs.logdet())
    widest = torch.nn.functional.one_hot(covs.logdet().argmax(), len(weights)).to(x)
    votes = torch.where(x.norm(dim=-1, keepdim=True) > 100, widest, a.softmax(-1))
    return -torch.einsum("nk,nkd->nd", votes, y)


# %% right: autograd_with_maximum_taken_out
"""Autograd in float32 through a logsumexp of its own, whose derivative is a softmax."""


def lse(a):
    top = a.detach().amax(dim=-1, keepdim=True)
    return (a - top).exp().sum(-1).log() + top.squeeze(-1)


def score_gmm(x, weights, means, covs):
    with torch.enable_grad():
        own = x.detach().clone().requires_grad_()
        r = own[:, None] - means
        quad = (r * torch.linalg.solve(covs, r.unsqueeze(-1)).squeeze(-1)).sum(-1)
        total = lse(weights.log() - quad / 2 - torch.logdet(covs) / 2).sum()
        return torch.autograd.grad(total, own)[0].detach()


# %% right: cholesky_factors
"""Cholesky factors for the squares, the determinants and the proposals."""


def score_gmm(x, weights, means, covs):
    L = torch.linalg.cholesky(covs)
    r = (x[:, None, :] - means).unsqueeze(-1)
    z = torch.linalg.solve_triangular(L, r, upper=False)
    y = torch.linalg.solve_triangular(L.mT, z, upper=True).squeeze(-1)
    half_log_det = L.diagonal(dim1=-2, dim2=-1).log().sum(-1)
    a = weights.log() - z.squeeze(-1).square().sum(-1) / 2 - half_log_det
    return -(torch.softmax(a, dim=-1).unsqueeze(-1) * y).sum(dim=1)


# %% right: difference_to_logsumexp_in_float64
"""exp(a − logsumexp), computed in float64 and cast back."""


def score_gmm(x, pi, mu, sigma):
    X, pi, mu, sigma = (t.double() for t in (x, pi, mu, sigma))
    y = torch.linalg.solve(sigma, (X[:, None] - mu)[..., None])[..., 0]
    a = pi.log() - ((X[:, None] - mu) * y).sum(2) / 2 - sigma.logdet() / 2
    votes = (a - a.logsumexp(1, keepdim=True)).exp()
    return (votes[:, :, None] * -y).sum(1).type_as(x)


# %% right: eigenvectors
"""Turns into the eigenvectors of each covariance, where it is diagonal, and back again."""


def score_gmm(x, weights, means, covs):
    values, vectors = torch.linalg.eigh(covs)
    z = torch.einsum("kij,nki->nkj", vectors, x[:, None] - means)
    a = weights.log() - (z**2 / values + values.log()).sum(-1) / 2
    y = torch.einsum("kij,nkj->nki", vectors, z / values)
    return -(a.softmax(-1)[..., None] * y).sum(1)


# %% right: inverses_and_einsum
"""Explicit inverses, and einsum for every product."""


def score_gmm(x, weights, means, covs):
    P = torch.linalg.inv(covs)
    r = x[:, None] - means
    quad = torch.einsum("nki,kij,nkj->nk", r, P, r)
    votes = (weights.log() - quad / 2 + torch.slogdet(P)[1] / 2).softmax(1)
    return -torch.einsum("nk,kij,nkj->ni", votes, P, r)


# %% right: loops_over_points_and_components
"""Loops over points and components, and one softmax per point."""


def score_gmm(x, weights, means, covs):
    out = torch.empty_like(x)
    for i in range(x.shape[0]):
        a, s = [], []
        for k in range(means.shape[0]):
            r = x[i] - means[k]
            y = torch.linalg.solve(covs[k], r)
            a.append(torch.log(weights[k]) - 0.5 * torch.dot(r, y) - 0.5 * torch.logdet(covs[k]))
            s.append(-y)
        out[i] = torch.stack(a).softmax(0) @ torch.stack(s)
    return out


# %% right: ratios_to_the_strongest
"""Weights every proposal by its ratio to the strongest component and divides by the sum, no_grad."""


@torch.no_grad()
def score_gmm(*args):
    x, weights, means, covs = args
    y = torch.cholesky_solve((x[:, None] - means)[..., None], torch.linalg.cholesky(covs))
    y = y[..., 0]
    a = weights.log() - ((x[:, None] - means) * y).sum(-1).add(covs.slogdet().logabsdet).div(2)
    ratio = (a - a.max(1, keepdim=True).values).exp_()
    return -(ratio[..., None] * y).sum(1) / ratio.sum(1, keepdim=True)


# %% right: requires_grad_given_back
"""Differentiates with respect to x itself, with the largest logit taken out, and gives x back as it was."""


def score_gmm(x, weights, means, covs):
    x.requires_grad_()
    r = x[:, None] - means
    a = weights.log() - 0.5 * ((r * torch.linalg.solve(covs, r[..., None])[..., 0]).sum(-1) + covs.logdet())
    largest = a.detach().amax(-1, keepdim=True)
    (slopes,) = torch.autograd.grad((a - largest).exp().sum(-1).log().sum(), x)
    x.requires_grad_(False)
    return slopes


# %% right: votes_normalised_again
"""exp(a − logsumexp) in float32, but divided by the sum of the votes, which cancels the rounding."""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    votes = torch.exp(a - torch.logsumexp(a, dim=1, keepdim=True))
    votes = votes / votes.sum(dim=1, keepdim=True)
    return -torch.einsum("nk,nkd->nd", votes, y)
