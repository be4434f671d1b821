"""The checks of notebook 3."""

import math

import torch

from helpers.checks.common import CheckFailed, a_what, call, check, compare
from helpers.distributions import GaussianMixture


def _points(*shape, seed=1, dtype=torch.float32):
    return 2 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def _mixture(components, d, dtype, full=False):
    """Unequal weights, means and covariances of a mixture without symmetry."""
    weights = torch.arange(1, components + 1, dtype=dtype)
    means = _points(components, d, seed=2, dtype=dtype)
    variances = 0.4 + _points(components, d, seed=3, dtype=dtype).abs()
    if not full:
        return weights / weights.sum(), means, variances
    root = torch.diag_embed(variances.sqrt()) + 0.3 * _points(components, d, d, seed=4, dtype=dtype).tril(-1)
    return weights / weights.sum(), means, root @ root.mT


def _logits(x, weights, means, covs):
    """log πₖ + log N(x; μₖ, diag vₖ), and its parts: the squares and the log-determinant."""
    squares = ((x[:, None] - means) ** 2 / covs).sum(-1)
    log_det = covs.log().sum(-1)
    constant = x.shape[1] * math.log(2 * math.pi)
    return weights.log() - (squares + log_det + constant) / 2, squares, log_det


@check("3.1", "a density on the line, in the plane and in space, and a logarithm that survives far out.")
def check_mixture_log_prob(answer):
    """log Σₖ πₖ N(x; μₖ, diag vₖ), normalised in every dimension and finite far away."""
    for n, components, d, dtype in ((6, 2, 2, torch.float32), (5, 3, 1, torch.float64), (4, 3, 4, torch.float32)):
        x, (weights, means, covs) = _points(n, d, dtype=dtype), _mixture(components, d, dtype)
        a, squares, log_det = _logits(x, weights, means, covs)
        log_p, two_pi = a.logsumexp(-1), math.log(2 * math.pi)
        mistakes = {
            "normalised in the plane only: every coordinate brings its own ½ log 2π.": log_p + (d / 2 - 1) * two_pi,
            "normalised on the line only: every coordinate brings its own ½ log 2π.": log_p + (d - 1) / 2 * two_pi,
            "the 2π is missing: every coordinate brings ½ log 2π.": log_p + d / 2 * two_pi,
            "a factor ½: every coordinate brings ½ log 2π, not log 2π.": log_p - d / 2 * two_pi,
            "the covariances are missing from the normaliser: ½ Σ log v.": (a + log_det / 2).logsumexp(-1),
            "a factor ½: the normaliser has ½ Σ log v, not Σ log v.": (a - log_det / 2).logsumexp(-1),
            "the sign of log v: a wide Gaussian is a low one.": (a + log_det).logsumexp(-1),
            "the weights do not act.": (a - weights.log()).logsumexp(-1),
            "the weights are added as they are; their logarithms are needed.": (
                (a - weights.log() + weights).logsumexp(-1)
            ),
            "the ½ in front of the squares is missing.": (a - squares / 2).logsumexp(-1),
            "covs holds variances; you square them, or take them for standard deviations.": (
                (a - log_det / 2 + squares / 2 - ((x[:, None] - means) ** 2 / covs**2).sum(-1) / 2).logsumexp(-1)
            ),
            "this is p; the logarithm is wanted.": log_p.exp(),
            "this is −log p; mind the sign.": -log_p,
            "the average of the logarithms; the logarithm of the sum is wanted.": (
                (weights * (a - weights.log())).sum(-1)
            ),
            "the sum of the logarithms; the logarithm of the sum is wanted.": a.sum(-1),
            "only the likeliest component acts; all of them add up.": a.amax(-1),
        }
        compare(call(answer, x, weights, means, covs), log_p, mistakes, at=x)
    x, (weights, means, covs) = torch.full((2, 2), 100.0), _mixture(2, 2, torch.float32)
    far = call(answer, x, weights, means, covs)
    if not far.isfinite().all():
        raise CheckFailed(
            "−∞ or NaN at x = (100, 100): the densities underflow to 0 before their logarithm is taken. "
            "Stay with logarithms: torch.logsumexp."
        )
    compare(far, _logits(x, weights, means, covs)[0].logsumexp(-1), at=x)


@check("3.2", "shares that sum to one, near and far.")
def check_responsibilities(answer):
    """softmax of the logits: (n, K), rows summing to one also where every density underflows."""
    for n, components, d, dtype in ((7, 3, 2, torch.float32), (4, 2, 1, torch.float64), (3, 4, 5, torch.float32)):
        x, (weights, means, covs) = _points(n, d, dtype=dtype), _mixture(components, d, dtype)
        a, squares, log_det = _logits(x, weights, means, covs)
        mistakes = {
            "not yet divided by p(x): each row must sum to one.": a.exp(),
            "normalised over the points; the components are the columns, dim=-1.": a.softmax(0),
            "these are logarithms; exponentiate.": a.log_softmax(-1),
            "these are log πₖ + log N; exponentiate and normalise.": a,
            "the weights do not act: a rare component speaks less.": (a - weights.log()).softmax(-1),
            "these are the weights; at a given x the densities decide as well.": weights.expand_as(a),
            "the normalisers do not act: a narrow Gaussian is high in its middle, so log v does not cancel.": (
                (a + log_det / 2).softmax(-1)
            ),
            "bare exponentials: the weights and the normalisers do not cancel, for they differ.": (
                (-squares / 2).softmax(-1)
            ),
            "a hard vote; near a boundary several components share.": (
                torch.nn.functional.one_hot(a.argmax(-1), components).to(a)
            ),
            "the ½ in front of the squares is missing.": (a - squares / 2).softmax(-1),
            "covs holds variances; you square them, or take them for standard deviations.": (
                (a - log_det / 2 + squares / 2 - ((x[:, None] - means) ** 2 / covs**2).sum(-1) / 2).softmax(-1)
            ),
            "the sign: the nearer component speaks more.": (-a).softmax(-1),
        }
        compare(call(answer, x, weights, means, covs), a.softmax(-1), mistakes, at=x)
    x, (weights, means, covs) = torch.tensor([[100.0, 0.0], [60.0, -80.0]]), _mixture(3, 2, torch.float32)
    far = call(answer, x, weights, means, covs)
    if not far.isfinite().all() or (far.sum(-1) - 1).abs().max() > 0.01:
        raise CheckFailed(
            "at a distance of 100 the rows do not sum to one: every density there underflows, and 0/0 is left. "
            "Subtract the largest logarithm first; torch.softmax does."
        )


@check("3.3", "a vote near the data, and still one at a distance of a thousand.")
def check_score_gmm(answer):
    """−Σₖ p(k|x) Σₖ⁻¹(x − μₖ) for full covariances; right in float32 at |x| = 10³ where two components tie."""
    for n, components, d, dtype in ((7, 2, 2, torch.float32), (4, 3, 3, torch.float64), (3, 2, 1, torch.float32)):
        x, (weights, means, covs) = _points(n, d, dtype=dtype), _mixture(components, d, dtype, full=True)
        mixture = GaussianMixture(weights, means, covs)
        truth, votes, r = mixture.score(x), mixture.responsibilities(x), x[:, None] - means
        arrows = -torch.linalg.solve(covs, r[..., None])[..., 0]
        log_det = covs.logdet()
        joint = votes.log()

        def vote(votes, arrows=arrows):
            """Σₖ p(k | x) sₖ(x)."""
            return torch.einsum("nk,nkd->nd", votes, arrows)

        mistakes = {
            "right length, wrong way: your arrows point away from the hills.": -truth,
            "each component votes with its weight πₖ everywhere; its vote is p(k | x).": vote(weights.expand_as(votes)),
            "all components vote alike; their votes are p(k | x).": arrows.mean(1),
            "all arrows are added up; they have to be weighted with p(k | x).": arrows.sum(1),
            "only the likeliest component votes; average with p(k | x).": (
                vote(torch.nn.functional.one_hot(votes.argmax(-1), components).to(x))
            ),
            "the weights do not act on the votes.": vote((joint - weights.log()).softmax(-1)),
            "the normalisers do not act on the votes: log det Σ differs from component to component.": (
                vote((joint + log_det / 2).softmax(-1))
            ),
            "log det Σ without its ½ in the votes.": vote((joint - log_det / 2).softmax(-1)),
            "Σ where Σ⁻¹ belongs: a wide Gaussian pulls weakly.": (vote(votes, -torch.einsum("kij,nkj->nki", covs, r))),
            "the arrows of the components use only the diagonal of Σ.": (
                vote(votes, -r / covs.diagonal(dim1=-2, dim2=-1))
            ),
            "this is ∇p; the score is ∇p/p.": truth * mixture.log_prob(x).exp()[:, None],
        }
        compare(call(answer, x, weights, means, covs), truth, mistakes, at=x)
    _check_far(answer)


def _check_far(answer):
    cov = torch.tensor([[0.2, 0.05], [0.05, 0.3]])
    means = torch.tensor([[-1.0, 0.5], [1.0, -0.5]])
    along = torch.tensor([[0.0, -1.0], [1.0, 0.0]]) @ torch.linalg.solve(cov, means[1] - means[0])  # the boundary
    x = torch.linspace(1000, 1100, 40)[:, None] * along / along.norm()
    weights, covs = torch.tensor([0.5, 0.5]), cov.expand(2, 2, 2).clone()
    far = call(answer, x, weights, means, covs)
    if not far.isfinite().all():
        raise CheckFailed(
            "right near the hills, NaN at |x| = 1000: the densities there underflow, and 0/0 is left. "
            "Take the softmax of the logarithms."
        )
    truth = GaussianMixture(weights, means, covs).score(x.double())
    if (error := (far - truth).norm(dim=1).max() / truth.norm(dim=1).max()) > 0.01:
        raise CheckFailed(
            f"right near the hills, {100 * error:.0f} % off at |x| = 1000 in float32: there your votes do not sum "
            "to one, because a large logsumexp is rounded before it is subtracted (autograd does it for you, "
            "unasked). torch.softmax of the logarithms avoids it."
        )


@check("3.4", "equal hills, as many as you like.")
def check_compute_score_uniform_mixture(answer):
    """The score of equal Gaussians N(cₖ, radius² I), for any number of centres in any dimension."""
    for n, components, d, dtype, radius in (
        (6, 3, 2, torch.float32, 1.3),
        (5, 4, 3, torch.float64, 0.8),
        (4, 2, 1, torch.float32, 1.6),
        (3, 1, 2, torch.float64, 0.7),
    ):
        x, centers = _points(n, d, dtype=dtype), _points(components, d, seed=5, dtype=dtype)
        r = x[:, None] - centers
        squares = r.square().sum(-1)

        def field(variance, votes=None, r=r, squares=squares):
            votes = (-squares / 2 / variance).softmax(-1) if votes is None else votes
            return -(votes[..., None] * r).sum(1) / variance

        v = radius**2
        votes = (-squares / 2 / v).softmax(-1)
        truth, ones = field(v), torch.ones_like(votes)
        nearest = torch.nn.functional.one_hot(votes.argmax(-1), components).to(x)
        mistakes = {
            "right length, wrong way: your arrows point away from the hills.": -truth,
            "radius is the standard deviation: the variance is radius².": field(radius),
            "radius is squared twice: the variance is radius².": field(v**2),
            "radius does not act: this is the score for radius 1.": field(1),
            "radius acts on the votes only: the components' arrows are divided by radius², too.": field(1, votes),
            "equal weights are not equal votes: a vote is p(k | x).": field(v, ones / components),
            "all arrows are added up; they have to be weighted with p(k | x).": field(v, ones),
            "only the nearest centre votes.": field(v, nearest),
        }
        if components > 3:
            mistakes["only the first three centres act."] = field(v, None, r[:, :3], squares[:, :3])
        result = call(lambda x, *centers, radius=radius: answer(x, list(centers), radius), x, *centers)
        _compare_caller(result, truth, mistakes, at=x)
    x, centers = _points(5, 2), list(_points(3, 2, seed=5))
    try:
        default = answer(x, centers)
    except TypeError as error:
        if "argument" in str(error):
            raise CheckFailed("your function must also work without a radius: keep the default radius=1.0.") from None
        raise
    compare(default, answer(x, centers, 1.0), at=x, of="without a radius, 1.0 is meant: ")


@check("3.5", "one field for every moment.")
def check_score_frames(answer):
    """The score on the grid for every row of means_path, stacked: (T, n, d)."""
    for frames, n, components, d, dtype in ((4, 6, 2, 2, torch.float32), (3, 5, 3, 1, torch.float64)):
        grid, (weights, _, covs) = _points(n, d, dtype=dtype), _mixture(components, d, dtype, full=True)
        path = _points(frames, components, d, seed=6, dtype=dtype)
        truth = torch.stack([GaussianMixture(weights, means, covs).score(grid) for means in path])
        result = call(answer, grid, weights, path, covs)
        if isinstance(result, list | tuple):
            raise CheckFailed(f"{a_what(result)} of fields; torch.stack makes one tensor (T, n, d) of them.")
        mistakes = {
            "right length, wrong way: your arrows point away from the hills.": -truth,
            "every frame shows the first moment: the means of frame t are means_path[t].": truth[:1].expand_as(truth),
            "every frame shows the last moment: the means of frame t are means_path[t].": truth[-1:].expand_as(truth),
            "the film runs backwards.": truth.flip(0),
            "the hills stand still: the means of frame t are means_path[t].": (
                GaussianMixture(weights, path.mean(0), covs).score(grid).expand_as(truth)
            ),
        }
        if isinstance(result, torch.Tensor) and result.shape == (n, frames, d):
            raise CheckFailed(f"the shape is {tuple(result.shape)}, points first; time comes first: (T, n, d).")
        if isinstance(result, torch.Tensor) and result.shape == (frames * n, d):
            raise CheckFailed("the fields stand one below the other; torch.stack, not torch.cat: (T, n, d).")
        if isinstance(result, torch.Tensor) and result.shape == truth.shape:  # to name the point that is wrong
            result, truth = result.flatten(0, 1), truth.flatten(0, 1)
            mistakes = {words: wrong.flatten(0, 1) for words, wrong in mistakes.items()}
        _compare_caller(result, truth, mistakes, at=grid.repeat(frames, 1))


def _compare_caller(result, truth, mistakes, at=None):
    """`compare` for an answer that may call the student's own score_gmm."""
    try:
        compare(result, truth, mistakes, at)
    except CheckFailed as failed:
        hint = " If it calls your score_gmm: does that pass its own check?" if "not the right" in str(failed) else ""
        raise CheckFailed(f"{failed}{hint}") from None
