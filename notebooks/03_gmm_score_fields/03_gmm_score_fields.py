# ---
# jupyter:
#   jupytext:
#     cell_metadata_filter: nbgrader,tags
#     notebook_metadata_filter: kernelspec,jupytext,-jupytext.text_representation.jupytext_version,-jupytext.text_representation.format_version
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Mixtures: a field that is a vote
#
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/score-functions/score-functions/blob/main/notebooks/03_gmm_score_fields/03_gmm_score_fields.ipynb)
#
# *Notebook 3 · about 90 minutes · 13 points*
#
# A walker stands in fog, exactly half-way between two equal hills, with the compass of notebook 1. The compass shows
# nothing. Then the hills begin to move towards each other, until they are one hill and the walker stands on its summit;
# and all the while the compass has shown nothing. **At which moment did the pass become a summit, and what could the
# walker have noticed?** The last figure answers.
#
# You should know scores and their zeros (notebook 1), Bayes' rule, and the eigenvalues of a symmetric matrix. You will
# learn
#
# - to compute the density and the score of a Gaussian mixture in any dimension, and far out;
# - to read its field as a vote of its components, and to tell a pass from a summit by how far the voters disagree;
# - why code that looks right doubles the score far away, and how not to write it.

# %% tags=["setup"]
from glob import glob
from importlib.util import find_spec
from pathlib import Path

# A new machine, such as Colab: fetch the helpers, and nothing else.
if not getattr(find_spec("helpers"), "origin", None):
    source = "git+https://github.com/score-functions/score-functions@main"
    source = (glob("score_functions_helpers-*.whl") or [source])[0]
    # %pip install -qqq --no-deps "{source}"
found = getattr(find_spec("helpers"), "origin", None)
assert found, (
    "No network? Put the course's .whl file beside this notebook "
    "and run this cell again."
)
assert Path(found).with_name("matching.py").exists(), (
    f"Other helpers are in the way: {found}. Rename them, "
    "restart the kernel, and run this cell again."
)
from helpers import runtime

device = runtime.setup(seed=0)

# %%
import math

import torch

from helpers import animation, checks, distributions, plotting, scores, widgets

# %% [markdown]
# ## 1. A density in two draws
#
# Toss a loaded die with $K$ faces; then draw a point from the Gaussian that the face names. The point's density adds up
# all the ways in which it may have come about:
#
# $$p(x) = \sum_{k=1}^K \pi_k\, \mathcal N(x;\, \mu_k, \Sigma_k), \qquad \pi_k \ge 0, \quad \sum_k \pi_k = 1 .$$
#
# This is a **Gaussian mixture** with *components* $\mathcal N(\mu_k, \Sigma_k)$ and *weights* $\pi_k$. Take two
# bells on a line, one of weight 0.7 and a wider one of weight 0.3:


# %%
def weighted_bell(weight, mean, variance):
    bell = distributions.gaussian([mean], [variance])
    return lambda x: weight * bell.log_prob(x).exp()


first, second = weighted_bell(0.7, -1.0, 0.4), weighted_bell(0.3, 1.5, 0.9)
parts = {"0.7 × first": first, "0.3 × second": second}

# %% [markdown]
# Weighted, they add up to this density:

# %%
with plotting.panels(
    alt="""A density with a high hump at -1 and a low one at 1.5; under
it, dashed, the two weighted bells that add up to it."""
) as ax:
    plotting.curves({"mixture": lambda x: first(x) + second(x), **parts}, ax, "density")

# %% [markdown]
# Only the sum is simple. The logarithm of a sum does not fall apart, so give the logarithm of each term a name,
#
# $$a_k(x) = \log \pi_k + \log \mathcal N(x;\, \mu_k, \Sigma_k), \qquad
# \log p(x) = \log \sum_k e^{a_k(x)} .$$
#
# Everything in this notebook is made of these $a_k$, which we call **logits**, as classifiers do. The right-hand side
# is the function *logsumexp*. It is computed with the largest logit taken out,
# $\log\sum_k e^{a_k} = a_{\max} + \log\sum_k e^{a_k - a_{\max}}$, so that at least one exponential is 1. Without this,
# in float32 every exponential is 0 where the logits are below about −104, and the logarithm is $-\infty$.
#
# If the covariances are diagonal, $\Sigma_k = \operatorname{diag}(v_{k1}, \dots, v_{kd})$, each coordinate brings a
# square and a normaliser of its own:
#
# $$a_k(x) = \log \pi_k - \frac12 \sum_{j=1}^d \left[ \frac{(x_j - \mu_{kj})^2}{v_{kj}} + \log 2\pi v_{kj} \right].$$

# %% [markdown]
# ### Exercise 3.1 · the log-density of a mixture (10 minutes, 2 points)
#
# **Predict.** A well-known course subtracts $\log 2\pi$ once, whatever $d$. In which dimension is it right? And what
# does its density integrate to on a line, and in space?
#
# **Write** `mixture_log_prob(x, weights, means, covs)` for points `x` `(n, d)`, `weights` `(K,)`, `means` `(K, d)` and
# diagonal covariances `covs` `(K, d)`, which hold variances. The result is $\log p$, `(n,)`, for any $n$, $d$ and $K$,
# and right at $|x| = 100$ in float32 as well. One point is for the formula in the plane, a second for other dimensions
# and far points. As ever, keep the dtype and device of `x`, leave the inputs alone, and call functions of `helpers`
# only where the exercise names them.
#
# <details><summary>Hint</summary>
#
# `x[:, None] - means` is `(n, K, d)`: every point minus every mean.
#
# </details>


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "a2e8549e9b0ae829f09cade6ddf5d498", "grade": false, "grade_id": "mixture_log_prob_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mixture_log_prob(x, weights, means, covs):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "6006cea8bc2e49a7f499795106f533c0", "grade": false, "grade_id": "mixture_log_prob_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_mixture_log_prob(mixture_log_prob)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "b3961213b47ca958977a8c2b97158fbd", "grade": true, "grade_id": "mixture_log_prob", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 3.1 run here: one point in the plane, one elsewhere and far out.

# %% [markdown]
# Add up the density over a fine grid, in one, two and three dimensions, with the right normaliser and with that of the
# plane:


# %%
def integral(d, slip=0.0):
    axis = torch.linspace(-7, 7, 57, device=device)  # a step of 0.25
    x = torch.cartesian_prod(*[axis] * d).reshape(-1, d)
    means = torch.tensor([[-1.0], [1.0]]).expand(2, d)
    weights, covs = torch.tensor([0.7, 0.3]), torch.full((2, d), 0.6)
    log_p = scores.mixture_log_prob(x, weights, means, covs) + slip
    return log_p.exp().sum().item() * 0.25**d


right = [integral(d) for d in (1, 2, 3)]
wrong = [integral(d, (d / 2 - 1) * math.log(2 * math.pi)) for d in (1, 2, 3)]
assert all(abs(total - 1) < 1e-4 for total in right)
"with the plane's normaliser: {:.2f}, {:.2f} and {:.2f}".format(*wrong)

# %% [markdown]
# The slip is a factor $(2\pi)^{d/2-1}$: right in the plane, far too little on a line, far too much in space. No score
# would have shown it, for a constant factor has no gradient; an integral does.

# %% [markdown]
# ## 2. Who speaks here?
#
# We see a point and ask which component it came from. Bayes' rule:
#
# $$p(k \mid x) = \frac{\pi_k\, \mathcal N(x;\, \mu_k, \Sigma_k)}{p(x)} = \frac{e^{a_k(x)}}{\sum_j e^{a_j(x)}}
# = \operatorname{softmax}(a(x))_k .$$
#
# This is the component's **responsibility** for $x$. Near $\mu_k$ it is close to one if the components lie far apart;
# two components are equally responsible where $a_1(x) = a_2(x)$. If both have the same covariance, the squares in
# $a_1 - a_2$ cancel and that boundary is a straight line (a plane in space); the weights shift it, but do not bend it.
# Otherwise squares remain, and it is an ellipse, a parabola, a hyperbola, a pair of lines, a point, or not there at
# all.
#
# **Predict.** A narrow Gaussian stands to the right of a wide one. To which of the two does a point belong that lies
# far out on the *right*, beyond the narrow one?

# %% [markdown]
# ### Exercise 3.2 · responsibilities (10 minutes, 2 points)
#
# **Write** `responsibilities(x, weights, means, covs)` for diagonal covariances, as in 3.1. The result is `(n, K)`. The
# shares, which sum to one in each row, are right at $|x| = 100$ in float32 as well, also where two narrow components
# tie. One point is for the values near the components, a second for far ones.
#
# <details><summary>Hint</summary>
#
# Quotients of densities end in 0/0 far away. `torch.softmax` takes logits, and the largest one out.
#
# </details>


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "bbc233ff2ddf70b63de00b5821674318", "grade": false, "grade_id": "responsibilities_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def responsibilities(x, weights, means, covs):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "3287324c8be8f005d07d64fbdc8f2f0b", "grade": false, "grade_id": "responsibilities_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_responsibilities(responsibilities)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "3ebf1d01ca82841188425f9bf464eb22", "grade": true, "grade_id": "responsibilities", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 3.2 run here: one point near the components, one far out.

# %% [markdown]
# **Look.** Two mixtures with the same means, one of equal components, one of a wide and a narrow one:

# %%
means = torch.tensor([[-1.0, 0.0], [1.0, 0.0]], device=device)
equal = distributions.GaussianMixture([0.5, 0.5], means, [[0.8, 0.8]] * 2)
unequal = distributions.GaussianMixture([0.5, 0.5], means, [[2.0, 2.0], [0.3, 0.3]])

# %% [markdown]
# The responsibility of the right-hand component, as a function of the plane:


# %%
def share_of_second(p):
    return lambda x: p.responsibilities(x)[:, 1]


with plotting.panels(
    2,
    alt="""Shades over the plane. On the left, blue and orange
halves meet in a straight upright line. On the right an orange disc, the narrow
component's, lies in a blue plane.""",
) as axes:
    for ax, p, title in zip(axes, (equal, unequal), ("equal", "wide and narrow")):
        plotting.heatmap(share_of_second(p), ax, title, "$p(2|x)$", limits=(0, 1))

# %% [markdown]
# The narrow component owns an island. Far out on every side, also beyond the narrow one, the wide one speaks, because
# its tail falls more slowly:

# %%
beyond = torch.tensor([[4.0, 0.0]], device=device)  # the narrow mean is nearer
assert unequal.responsibilities(beyond)[0, 0] > 0.99

# %% [markdown]
# ## 3. A vote
#
# Now the score. Differentiate the sum, and write $\nabla \mathcal N = \mathcal N\, \nabla \log \mathcal N$ in each
# term:
#
# $$s(x) = \frac{\nabla p(x)}{p(x)}
# = \sum_k \frac{\pi_k\, \mathcal N(x;\, \mu_k, \Sigma_k)}{p(x)}\; \nabla \log \mathcal N(x;\, \mu_k, \Sigma_k),$$
#
# and so
#
# $$\boxed{\; s(x) = \sum_k p(k \mid x)\; s_k(x), \qquad s_k(x) = -\Sigma_k^{-1}(x - \mu_k) \;}$$
#
# **The score of a mixture is a vote.** Each component proposes its own arrow, as if it were alone, and has as much say
# as it is responsible for $x$. Each proposal is linear in $x$; the votes are not, so neither is the result. Take two
# components of different shape:

# %%
places = torch.tensor([[-1.5, 0.0], [1.5, 0.0]], device=device)
shapes = torch.tensor([[[1.2, 0.6], [0.6, 0.8]], [[0.4, 0], [0, 1.2]]], device=device)
two = distributions.GaussianMixture([0.5, 0.5], places, shapes)
alone = [distributions.gaussian(m, c) for m, c in zip(places, shapes)]

# %% [markdown]
# On the left both proposals at every point, on the right the vote over the shades of the second component's
# responsibility:

# %% tags=["cover"]
with plotting.panels(
    2,
    alt="""On the left two arrows at every point, one towards each
of two hills. On the right one arrow: in the blue half the first hill's, in the orange
half the second's, and a compromise along the border.""",
) as (left, right):
    for p, colour in zip(alone, plotting.PALETTE[2:]):
        plotting.field(p.score, left, None, "two proposals", n=13, colour=colour)
    plotting.heatmap(share_of_second(two), right, label="$p(2|x)$", limits=(0, 1))
    plotting.field(two.score, right, None, "the vote", n=13, colour="#333333")

# %% [markdown]
# ### Where the voters disagree
#
# Take two equal Gaussians on a line, at $-m$ and $m$, with variance $v = \sigma^2$ and equal weights. Then
# $a_2 - a_1 = 2mx/v$, the difference of the two responsibilities is $\tanh(mx/v)$, and the vote is
#
# $$s(x) = \frac{m \tanh(m x/v) - x}{v}, \qquad s'(0) = \frac{m^2 - v}{v^2} .$$
#
# Far out tanh is constant and the slope is $-1/v$, that of one component. In the middle the votes change sides, within
# a strip of width about $v/m$. If $m > \sigma$ the score *rises* there: a step to the right earns a push to the right.
#
# **Predict.** The means are 4, 2 and 1 standard deviations apart. How many humps has the density in each case?


# %%
def pair(m, v=1.0, weight=0.5):
    means = torch.tensor([[-m], [m]], device=device)
    return distributions.GaussianMixture([weight, 1 - weight], means, [[v], [v]])


plotting.densities_and_scores(
    {f"{2 * m:g}σ apart": pair(m) for m in (2.0, 1.0, 0.5)},
    alt="""Densities with two humps, a flat top and one hump; their scores rise through
    zero, are level at zero, and fall through zero.""",
)

# %% [markdown]
# Two, one and one: the dip goes when the distance is $2\sigma$, and there the top is at its flattest. Does the formula
# agree with the machine's derivative of the score?

# %%
zero = torch.zeros(1, device=device)
for m, v in ((2.0, 1.0), (1.0, 1.0), (0.5, 1.0), (1.2, 0.3)):
    slope = torch.func.jacrev(pair(m, v).score)(zero).item()
    assert math.isclose(slope, (m**2 - v) / v**2, rel_tol=1e-4, abs_tol=1e-5)

# %% [markdown]
# The rule behind it holds for every mixture. The votes change as $\nabla p(k\mid x) = p(k \mid x)\,(s_k(x) - s(x))$, so
# the Jacobian of the score is
#
# $$\frac{\partial s}{\partial x} = \underbrace{-\sum_k p(k\mid x)\, \Sigma_k^{-1}}_{\text{each voter pulls home}}
# \; + \; \underbrace{\operatorname{Cov}_{k \sim p(k \mid x)}\big[s_k(x)\big]}_{\text{the voters disagree}} .$$
#
# The first part always pushes back; the second, a covariance, never does. Here they are, against autograd, at a point
# between the two components of the last figure:

# %%
x = torch.tensor([0.3, 0.2], device=device)
votes = two.responsibilities(x)
arrows = torch.stack([p.score(x) for p in alone])  # (K, d)
home = -torch.einsum("k,kij->ij", votes, torch.linalg.inv(shapes))
apart = arrows - votes @ arrows
disagreement = torch.einsum("k,ki,kj->ij", votes, apart, apart)
assert torch.allclose(home + disagreement, torch.func.jacrev(two.score)(x), atol=1e-4)

# %% [markdown]
# ### A pass, and a surprise
#
# Put the equal pair in the plane, at $(\pm m, 0)$ with covariance $vI$. Half-way the proposals differ along the line
# through the means and agree across it, so the Jacobian has the eigenvalues $(m^2 - v)/v^2$ along and $-1/v$ across.
# For $m > \sigma$ one is positive and one negative: the score is zero, but there is no mode, only a pass, a *saddle*.
#
# **Predict.** Two hills of different shape: can there be a *third* summit between them? Cross a long hill with an
# upright one, the first centred at $(-1, -1)$, the second at $(1, 1)$:

# %%
crossed = distributions.GaussianMixture(
    [0.5, 0.5], [[-1, -1], [1, 1]], [[[2.5, 0], [0, 0.15]], [[0.15, 0], [0, 2.5]]]
)
summits = torch.tensor([[-1.0, -1.0], [0.887, -0.887], [1.0, 1.0]])
jacobians = torch.func.vmap(torch.func.jacrev(crossed.score))(summits)
curvature = torch.linalg.eigvalsh(jacobians)
assert crossed.score(summits).abs().max() < 0.01 and (curvature < 0).all()

# %% [markdown]
# At all three places the score vanishes and both eigenvalues are negative:

# %%
plotting.score_field(
    crossed.score,
    crossed.log_prob,
    summits,
    alt="""Arrows over a
level and an upright ridge that cross at the lower right. Crosses mark the middles of
both ridges and a third summit, slightly lower, where they cross.""",
)

# %% [markdown]
# Yes. Where the ridges cross, each component pulls hard across its own ridge and weakly along it, so each holds the
# walker in the direction in which the other one lets go. Counting components does not count modes.

# %% [markdown]
# ## 4. Far from home
#
# The formula for the score leaves a choice: how to compute the votes. On paper all ways are one. **Predict:** which of
# these three will still be right at a distance of a thousand, in float32?

# %%
rules = {
    "densities divided": lambda a: a.exp() / a.exp().sum(-1, keepdim=True),
    "exp(a − logsumexp)": lambda a: (a - a.logsumexp(-1, keepdim=True)).exp(),
    "softmax": lambda a: a.softmax(-1),
}

# %% [markdown]
# The fourth way is to let autograd differentiate $\log p$. We try all four on two equal Gaussians of variance ½ at
# $(\pm 1, 0)$, along the boundary where both components have a say, and compare with softmax in float64 (on the CPU,
# since not every accelerator knows float64):

# %%
hills = torch.tensor([[-1.0, 0.0], [1.0, 0.0]])


def logits(x):  # without the constants, which are the same for both
    return -(x[:, None] - hills.to(x)).square().sum(-1)


# %% [markdown]
# The score from a rule for the votes:


# %%
def score_by(rule):
    def code(x):
        proposals = 2 * (hills.to(x) - x[:, None])  # (n, K, d)
        return torch.einsum("nk,nkd->nd", rule(logits(x)), proposals)

    return code


# %% [markdown]
# and from a log-density alone:


# %%
def by_autograd(log_prob):
    return lambda x: scores.compute_score_autograd(x, log_prob)


codes = {name: score_by(rule) for name, rule in rules.items()}
codes["gradient of logsumexp"] = by_autograd(lambda x: logits(x).logsumexp(-1))

# %% [markdown]
# The largest relative error among a hundred points at each distance:


# %%
def worst_error(code, distance):
    across = torch.linspace(-0.3, 0.3, 100)
    x = torch.stack([across, distance * torch.linspace(1, 1.1, 100)], dim=1)
    right = codes["softmax"](x.double())
    return ((code(x) - right).norm(dim=1) / right.norm(dim=1)).max().item()


distances = [1, 3, 10, 100, 1e3, 1e4, 1e6]
error = {name: [worst_error(f, r) for r in distances] for name, f in codes.items()}

# %% [markdown]
# Against the distance, on logarithmic axes (where a NaN leaves no dot):

# %%
plotting.power_laws(
    distances,
    error,
    "distance $|x|$",
    "largest relative error",
    alt="""Relative error against distance, logarithmic. One line ends at a distance of
    three; two climb together to one; softmax stays below one in a thousand.""",
)

# %% [markdown]
# Only softmax holds. At ten thousand the two with logsumexp are wrong by the whole score, and at a thousand already by
# several per cent; the first gives no number at all soon beyond a distance of ten:

# %%
divided, by_difference, softmax, gradient = error.values()
for wrong in (by_difference, gradient):
    assert 0.02 < wrong[4] < 0.1 and abs(wrong[5] - 1) < 0.01
assert math.isnan(divided[2]) and max(softmax) < 2e-4
f"error of exp(a − logsumexp) {by_difference[4]:.0%}, of softmax {softmax[4]:.3%}"

# %% [markdown]
# What goes wrong in the other three?
#
# - *Densities divided.* Beyond a distance of about 10 both densities are below the smallest number of float32: 0/0.
# - *exp(a − logsumexp).* At $|x| = 10^3$ the logits are near $-10^6$, where neighbouring numbers of float32 lie 1/16
#   apart. Logsumexp has to be rounded to one of them, the rounding $\rho$ ends up in the exponent, and all votes are
#   multiplied by $e^{\rho}$: the score is a few per cent too long or too short. At $10^4$ the gap is 8. Then $\log 2$,
#   the difference between logsumexp and two equal logits, is lost altogether; both votes are 1, and the score is
#   *twice* too long.
# - *Autograd.* The derivative of `torch.logsumexp` is computed as exp(a − result): the same rounding, where nobody sees
#   it.
#
# Softmax divides by a sum of exponentials whose largest is 1. Its votes suffer from rounded logits, too, but they sum
# to one, so the result stays an average of the proposals; and far away two hills of equal shape make nearly the same
# proposal. (If the shapes differ, the proposals do, and along a distant border no code can know the votes in float32:
# at $10^4$ the rounding of $x$ alone moves a logit by several units.) The mixture that PyTorch itself brings relies on
# `torch.logsumexp`, so far out on the border autograd doubles its score, too; the course's `distributions.log_sum_exp`
# is written so that its derivative *is* softmax:

# %%
kit = torch.distributions
bells = kit.Independent(kit.Normal(hills, 0.5**0.5), 1)
ready = kit.MixtureSameFamily(kit.Categorical(torch.ones(2)), bells)
ours = by_autograd(lambda x: distributions.log_sum_exp(logits(x)))
assert abs(worst_error(by_autograd(ready.log_prob), 1e4) - 1) < 0.01
assert worst_error(ours, 1e4) < 2e-4

# %% [markdown]
# A test far out on one side of the border would have caught only the first rule: where one component speaks alone,
# logsumexp *is* its logit, and the other two are right. The error hides where components tie.

# %% [markdown]
# ### Exercise 3.3 · the score of a mixture, near and far (20 minutes, 3 points)
#
# **Write** `score_gmm(x, weights, means, covs)` for **full** covariances `(K, d, d)`; `weights` is `(K,)`, `means` is
# `(K, d)`, and the result has the shape of `x`, `(n, d)`. Two points are for a right score near the components, the
# third for a relative error below one per cent at $|x| = 10^3$ in float32, also where components of equal covariance
# tie.
#
# <details><summary>Hint</summary>
#
# With $y_k = \Sigma_k^{-1}(x - \mu_k)$, from `torch.linalg.solve(covs, r[..., None])[..., 0]` for `r` `(n, K, d)`, the
# proposal is $-y_k$, and the square in the logit is $(x-\mu_k)^\top y_k$. `torch.logdet` takes all matrices at once.
#
# </details>


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "5cef10594fa936975a243198d078f4a3", "grade": false, "grade_id": "score_gmm_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_gmm(x, weights, means, covs):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "6b852013d70e8b1d1b4f4b2a45f27701", "grade": false, "grade_id": "score_gmm_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_score_gmm(score_gmm)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "24f2914e913dcd880fe82e62eac9d71b", "grade": true, "grade_id": "score_gmm", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 3.3 run here: two points near the components, one far out.

# %% [markdown]
# **You should see** the right-hand field of section 3, without its shades, when you draw your own function in a new
# cell: `plotting.score_field(lambda x: score_gmm(x, two.weights.to(x), places, shapes), alt="mine")`.

# %% [markdown]
# ## 5. Weight, width and heat
#
# **Predict.** Give the left of two separate hills 99 per cent of the weight instead of 50. What happens to the score on
# top of the right hill?

# %%
even, lopsided = pair(2.0, 0.4), pair(2.0, 0.4, weight=0.99)
plotting.densities_and_scores(
    {"weights 0.5 and 0.5": even, "weights 0.99 and 0.01": lopsided},
    alt="""Two equal humps against one high and one tiny hump; their scores lie on each
    other except in the middle, where one steep rise stands further right.""",
)

# %% [markdown]
# Next to nothing. On top of a hill one component has practically all the votes, unless its weight is minute. With equal
# variances weights only move the border between the two, to $x = \frac{v}{2m} \log\frac{\pi_1}{\pi_2}$:

# %%
top = torch.tensor([[2.0]], device=device)
border = torch.tensor([[0.4 / 4 * math.log(99)]], device=device)
assert (even.score(top) - lopsided.score(top)).abs().item() < 1e-4
assert torch.allclose(lopsided.responsibilities(border), 0 * border + 0.5, atol=1e-4)
f"the border moves from 0 to {border.item():.2f}"

# %% [markdown]
# So a walker who follows local arrows learns little about shares, as with the sharp compass of notebook 1. Does the
# distance $2\sigma$ depend on the weights? With any weights the score is $(m \tanh(mx/v + c) - x)/v$ with a constant
# $c$, so its slope nowhere exceeds $(m^2 - v)/v^2$: at $2\sigma$ or less there is one hump for *all* weights. Beyond,
# it depends: a light hill near a heavy one may be a mere shoulder.
#
# Two ways to make a landscape flatter must be kept apart. *Heat* turns $p$ into $p^{1/T}$ and $s$ into $s/T$, which
# moves no zero. *Noise* of variance $\tau^2$ widens every component, $v \to v + \tau^2$. **Predict:** which of the two
# can make two hills one?

# %%
p = pair(1.5)
slope = torch.func.jacrev(p.score)(zero)
hot = torch.func.jacrev(scores.tempered_score(p.score, 4.0))(zero)
noisy = torch.func.jacrev(pair(1.5, v=1.0 + 3.0).score)(zero)
assert torch.allclose(hot, slope / 4) and slope > 0 and hot > 0 > noisy

# %% [markdown]
# Only noise. Heat makes the pass shallower, because the ratio of its density to that of a summit is raised to the power
# $1/T$, but a pass it remains; noise fills it.

# %% [markdown]
# ### Exercise 3.4 · equal hills (10 minutes, 2 points)
#
# **Predict.** Three equal round hills stand on the corners of an equilateral triangle. What is the score in its centre?
#
# **Write** `compute_score_uniform_mixture(x, centers, radius=1.0)`: the score of equally weighted Gaussians, one around
# each of `centers`, a list of any number of `(d,)` tensors, three in the figure below. `radius` is their standard
# deviation, the same in all directions, and may be as small as 0.1. The result is `(n, d)`. You may call your own
# `score_gmm`, or the course's `scores.score_gmm` or `distributions.GaussianMixture`. One point is for three centres in
# the plane, a second for other numbers and dimensions.


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "2946622bf6288f91eeff0f776fbc0b4f", "grade": false, "grade_id": "compute_score_uniform_mixture_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def compute_score_uniform_mixture(x, centers, radius=1.0):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "122b4f31ecfec862570da1813a42433a", "grade": false, "grade_id": "compute_score_uniform_mixture_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_compute_score_uniform_mixture(compute_score_uniform_mixture)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "b97a6424fd5482c45765d988a6606333", "grade": true, "grade_id": "compute_score_uniform_mixture", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 3.4 run here, with a right score_gmm in place of yours: a mistake there costs once.

# %% [markdown]
# **Look.** The triangle, with a cross at its centre:

# %%
angles = math.pi * torch.tensor([3, 7, 11]) / 6
corners = 2 * torch.stack([angles.cos(), angles.sin()], dim=1).to(device)
three = distributions.GaussianMixture([1 / 3] * 3, corners, torch.ones(3, 2))
centre = torch.zeros(2, device=device)


def triangle(x):
    return scores.compute_score_uniform_mixture(x, list(corners))


plotting.score_field(
    triangle,
    three.log_prob,
    centre[None],
    unit=0.5,
    alt="""Arrows
towards three hills on the corners of a triangle. At the cross in the centre there is
none; around it they point outwards.""",
)

# %% [markdown]
# Turn the plane by 120° and the density is the same. So the arrow at the centre, turned by 120°, is itself again, and
# the only such arrow is zero. By the same argument the Jacobian there has no preferred direction: it is a multiple of
# the identity, and where that multiple is not zero, the centre is no saddle. With the rule of section 3 the multiple is
# $(R^2/2 - v)/v^2$ for corners at the distance $R$ from the centre, here $+1$. It is a minimum, a hollow between three
# hills:

# %%
hollow = torch.func.jacrev(three.score)(centre)
assert torch.allclose(hollow, torch.eye(2, device=device), atol=1e-5)

# %% [markdown]
# The same symmetry makes the centre a poor place for a test. A published check of this exercise asks only whether the
# arrow at the centre is shorter than 2. It would be content with

# %%
wrong_answers = {
    "all zeros": lambda x: torch.zeros_like(x),
    "wrong signs": lambda x: -triangle(x),
    "noise": lambda x: 0.3 * torch.randn_like(x),
}
passed = [name for name, f in wrong_answers.items() if f(centre[None]).norm() < 2]
assert len(passed) == 3
passed

# %% [markdown]
# A good test goes where nothing cancels.

# %% [markdown]
# ## 6. Play
#
# Two round hills in the plane, with all that we have met. **Predict**, before you move anything: which sliders can turn
# two hills into one, and which cannot?


# %%
def draw_pair(ax, apart, spread, weight, T):
    means, v = [[-apart / 2, 0.0], [apart / 2, 0.0]], spread**2
    p = distributions.GaussianMixture([weight, 1 - weight], means, [[v, v], [v, v]])
    plotting.contours(lambda x: p.log_prob(x) / T, ax, n=61)
    plotting.field(scores.tempered_score(p.score, T), ax, n=13)
    return f"""Arrows over two hills {apart:.2f} apart, of spread {spread:.2f}; the left
    has the weight {weight:.2f}; temperature {T:.2f}."""


widgets.explore(
    draw_pair,
    height=4.0,
    apart=(0.0, 6.0, 3.0),
    spread=(0.4, 2.0, 0.8),
    weight=(0.02, 0.98, 0.5),
    T=(0.4, 4.0, 1.0),
)

# %% [markdown]
# Distance and spread can, at $2\sigma$ for equal weights; the weights can, the less equal the further the hills may be
# apart. Temperature cannot: at $T = 4$ the pass is shallow, but every arrow keeps its direction.

# %% [markdown]
# ## 7. Moving hills
#
# Let the means move, and the field becomes a film: one field for each moment.

# %% [markdown]
# ### Exercise 3.5 · a film (5 minutes, 2 points)
#
# **Write** `score_frames(grid, weights, means_path, covs)`. `means_path` `(T, K, d)` holds the means at $T$ moments;
# `grid` `(n, d)`, `weights` `(K,)` and full `covs` `(K, d, d)` stay the same. The result is *one* tensor `(T, n, d)`.
# You may call your own `score_gmm`, or the course's `scores.score_gmm` or `distributions.GaussianMixture`.


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "1066259f6892618726e132e48d81f37a", "grade": false, "grade_id": "score_frames_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_frames(grid, weights, means_path, covs):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "88f10eb7759f765ee652a1974afb60df", "grade": false, "grade_id": "score_frames_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_score_frames(score_frames)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "94c45390f99a51b6ac737e09848c09c3", "grade": true, "grade_id": "score_frames", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 3.5 run here, with a right score_gmm in place of yours: a mistake there costs once.

# %% [markdown]
# Here are the two hills of the beginning, with $\sigma = 1$. From moment to moment they come closer by $\sigma/4$, from
# $5\sigma$ apart to none:

# %%
distance = torch.linspace(5, 0, 21, device=device)
sides = torch.tensor([[-0.5, 0.0], [0.5, 0.0]], device=device)
path = distance[:, None, None] * sides  # (T, K, d)
halves, round_hills = torch.full((2,), 0.5), torch.eye(2).expand(2, 2, 2)
fields = scores.score_frames(plotting.grid(13).to(device), halves, path, round_hills)

# %% [markdown]
# The walker is the cross in the middle. At no moment is there an arrow for it:

# %%
assert fields[:, 84].abs().max() < 1e-6  # the middle of 13 × 13 points

# %% [markdown]
# The film, with one scale for the arrows of all its moments. **Predict** the distance at which the arrows beside the
# walker turn round:


# %%
def draw_moment(ax, t):
    p = distributions.GaussianMixture(halves, path[t], round_hills)
    plotting.contours(p.log_prob, ax, n=61)
    title = f"{distance[t].item():.2f}σ apart"
    plotting.field(lambda _: fields[t], ax, None, title, unit=0.5, n=13)
    plotting.cloud(centre[None], ax, size=60, marker="x")


# %%
animation.film(
    draw_moment,
    21,
    alt="""Film: arrows over two hills that approach until
they are one. A cross marks the walker half-way; the arrows beside it first point away
from it, and in the end towards it.""",
)

# %% [markdown]
# ### Exercise 3.6 · half-way (10 minutes, 2 points, in words)
#
# Two equal round hills stand far apart, $m \gg \sigma$. A sampler that follows the score starts exactly half-way. In
# five or six sentences: what does it see there, and a small step to either side? What happens to it without noise, and
# with noise? On one of the hills, does it notice how much weight the other one has? And how well would a network that
# *learns* the score from samples know the arrows half-way?

# %% [markdown] deletable=false nbgrader={"cell_type": "markdown", "checksum": "f88f6ca2046f76ce2222f72c6402af54", "grade": true, "grade_id": "half_way", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# *Your answer here.*

# %% [markdown]
# ## 8. The answer
#
# Three moments of the film:

# %%
with plotting.panels(
    3,
    alt="""Three moments, a cross half-way between two hills. At 4σ
arrows beside the cross point away from it; at 2σ there is hardly any; at 1σ they point
towards it, and there is one hill.""",
) as axes:
    for ax, t in zip(axes, (4, 12, 16)):
        draw_moment(ax, t)

# %% [markdown]
# And the slope of the score at the walker's place, along the line through the means, at every moment:


# %%
def slope_along(t):
    p = distributions.GaussianMixture(halves, path[t], round_hills)
    return torch.func.jacrev(p.score)(centre)[0, 0].item()


slopes = [slope_along(t) for t in range(21)]
assert min(slopes[:12]) > 0 > max(slopes[13:]) and abs(slopes[12]) < 1e-5
f"slope zero at {distance[12].item():.2f}σ"

# %% [markdown]
# **At a distance of $2\sigma$.** Before, the place is a pass: arrows to the left and right lead away. From that moment
# on it is a summit, at first a very flat one: the slope along the line is zero, and beside the walker there is hardly
# an arrow. On the spot the compass never moves; a step to the left or right, and back, would have told. This holds for
# equal weights and equal round hills. For others find a zero of the score, and ask the Jacobian there whether in some
# direction the voters' disagreement outweighs their pull.
#
# All arrows here were known. In notebook 4 they are learnt from samples alone, and least to be trusted where few
# samples fall: on a pass, for instance.
#
# ## In short
#
# | | formula | remember |
# |---|---|---|
# | logits | $a_k = \log\pi_k + \log\mathcal N(x;\mu_k,\Sigma_k)$ | $\tfrac12\log 2\pi$ per coordinate |
# | density | $\log p = \operatorname{logsumexp}_k a_k$ | the largest logit comes out first |
# | responsibilities | $p(k\mid x) = \operatorname{softmax}(a)_k$ | equal covariances: a straight border |
# | score | $\sum_k p(k\mid x)\, s_k(x)$ | a vote; never exp(a − logsumexp) |
# | Jacobian | $-\sum_k p(k \mid x)\Sigma_k^{-1} + \operatorname{Cov}[s_k]$ | pull home, plus disagreement |
# | one hump or two | $m^2$ against $v$ | two beyond $2\sigma$, for two equal Gaussians of equal weight |
# | weights | shift the border by $\frac{v}{2m}\log\frac{\pi_1}{\pi_2}$ | for equal variances; hardly seen from a hill |
# | heat and noise | $s/T$; $\Sigma_k + \tau^2 I$ | only noise merges hills |
#
# ## Read on
#
# - C. Bishop, *Pattern Recognition and Machine Learning*, Springer 2006, section 2.3.9: mixtures and responsibilities.
# - G. McLachlan and D. Peel, *Finite Mixture Models*, Wiley 2000: the whole subject.
# - S. Ray and B. Lindsay, *The Topography of Multivariate Normal Mixtures*, Annals of Statistics 33, 2005: how many
#   summits, and where.
# - P. Blanchard, D. Higham and N. Higham, *Accurately Computing the Log-Sum-Exp and Softmax Functions*, IMA Journal of
#   Numerical Analysis 41, 2021: the rounding, analysed.
# - Y. Song and S. Ermon, *Generative Modeling by Estimating Gradients of the Data Distribution*, NeurIPS 2019: what low
#   density between hills does to a learnt score.
#
# ## Ready to hand in?
#
# Save the notebook and run the last cell. It names the exercises that are still open,
# and answers whose cell is missing or there twice. It does not grade: the checks above
# say what is right.

# %% tags=["hand-in"]
checks.ready_to_hand_in(
    code={
        "3.1": "mixture_log_prob",
        "3.2": "responsibilities",
        "3.3": "score_gmm",
        "3.4": "compute_score_uniform_mixture",
        "3.5": "score_frames",
    },
    words={"3.6": "half_way"},
)
