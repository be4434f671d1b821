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
# # The score: an arrow instead of a number
#
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/score-functions/score-functions/blob/main/notebooks/01_score_definition/01_score_definition.ipynb)
#
# *Notebook 1 · about 90 minutes · 15 points*
#
# Six hundred walkers are scattered over a plane, at random and in the dark. Somewhere in it lie two curves on which all
# the data live, three quarters of them on one curve and one quarter on the other. Each walker gets a die and a compass;
# the compass has no map and knows no probabilities, it only shows, at any place, one direction and one strength.
# **Can compasses bring the crowd to the data, and in the right shares?** The last figure answers.
#
# You should know gradients and Hessians, covariance matrices, expectations, and how PyTorch differentiates. You will
# learn
#
# - to read a score as a picture, to derive it, and to compute it by automatic differentiation;
# - its properties (no normaliser, mean zero, Fisher information, temperature), and when they hold;
# - why noise and score are nearly the same thing, and where the "nearly" hides.

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
import torch

from helpers import checks, distributions, plotting, scores, widgets

# %% [markdown]
# ## 1. Why an arrow?
#
# A density answers the question *how likely is this point?* with a number, and the number has a price. A model easily
# gives some positive $\tilde p(x)$; to make a density of it, one has to divide by its integral,
#
# $$p(x) = \frac{\tilde p(x)}{Z}, \qquad Z = \int \tilde p(x)\,\mathrm dx .$$
#
# On a line, a few hundred evaluations give $Z$. For images of 28 × 28 pixels the integral runs over 784 coordinates,
# and even a coarse grid of ten values a pixel has $10^{784}$ points. Nobody will ever add them up.
#
# So ask for less: *which way is likelier, and how fast does it change?* The answer is a vector:
#
# $$\boxed{\; s(x) \;=\; \nabla_x \log p(x) \;=\; \frac{\nabla_x\, p(x)}{p(x)} \;}$$
#
# the **score** of $p$ at $x$, defined wherever $p$ is positive and differentiable. Two things deserve a second look.
#
# - The gradient is taken with respect to $x$, *where we stand*, not with respect to a parameter $\theta$. Statisticians
#   call $\nabla_\theta \log p_\theta(x)$ a score too. In this course the word always means $\nabla_x$.
# - The right-hand form is a *relative* rate of change: a small step $\delta$ multiplies the density by about
#   $e^{s(x)\cdot\delta}$. On a line, a score of 3 means three per cent more density for every hundredth of a unit to
#   the right, in the crowded middle and in the empty tail alike.
#
# Take the standard Gaussian. Up to a constant $\log p(x) = -x^2/2$, so $s(x) = -x$. Here are the density, its
# logarithm, and the slope of the logarithm:

# %%
bell = distributions.gaussian([0.0], [1.0])  # mean, variance
plotting.views(
    bell,
    at=1.5,
    alt="""A bell curve; its logarithm, a parabola, with a
tangent of slope -1.5 at x = 1.5; and its score, a straight line through zero.""",
)

# %% [markdown]
# The score is positive left of the peak and negative right of it: it says *towards the middle*. For this density it is
# largest where there is almost nothing: out in the tail, every step inwards multiplies the density by a lot. Here is
# the factor for a hundredth of a unit to the right of $x = 1.5$, and what the score promises, up to an error of order
# $\delta^2$:

# %%
x, step = torch.tensor([[1.5]]), 0.01
growth = (bell.log_prob(x + step) - bell.log_prob(x)).exp()
promised = (bell.score(x)[:, 0] * step).exp()
assert torch.allclose(growth, promised, atol=step**2)
f"density times {growth.item():.5f}; promised, {promised.item():.5f}"

# %% [markdown]
# ### The Gaussian on a line
#
# **Predict.** Make a Gaussian half as wide. By what factor does its score at a given distance from the mean grow: √2, 2
# or 4?
#
# For $\mathcal N(\mu, \sigma^2)$ the logarithm turns the exponential into a parabola,
#
# $$\log p(x) = -\frac{(x-\mu)^2}{2\sigma^2} - \tfrac12 \log 2\pi\sigma^2 ,$$
#
# and differentiating drops everything that does not contain $x$:
#
# $$s(x) = -\frac{x-\mu}{\sigma^2} .$$
#
# A straight line. It crosses zero at the mean, and half the width makes it four times as steep.

# %% [markdown]
# ### Exercise 1.1 · the score of a Gaussian (5 minutes, 1 point)
#
# **Write** `score_gaussian_1d(x, mu=0.0, sigma=1.0)`, element by element: `x` may have any shape, even the `()` of a
# single number, and the result has the same. `sigma` is the standard deviation. As everywhere in this course, the
# result keeps the dtype and device of `x`, and `x` itself stays as it was.
#
# The cell below your answer checks it at once and says what is wrong; the grader comes later, with tests of its own.
# Write answers in PyTorch. The course's `helpers` hold a solution of every exercise, so a function of theirs counts in
# an answer only where the exercise names it.


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "b3601fca8c44d5a96895c5c8e3f070c2", "grade": false, "grade_id": "score_gaussian_1d_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "6c36d748621719accd6ed0a42aa6570e", "grade": false, "grade_id": "score_gaussian_1d_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_score_gaussian_1d(score_gaussian_1d)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "ee0d6432d75eefc035619a7655692521", "grade": true, "grade_id": "score_gaussian_1d", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.1 run here.

# %% [markdown]
# **Look.** The explorer draws that line, from the course's own code. Before you move a slider: which one tilts the
# line, and which one only shifts it?


# %%
def draw_gaussian(axes, μ, σ):
    normal = distributions.gaussian([μ], [σ**2])
    plotting.curves({"": plotting.density(normal)}, axes[0], "density", (0, 1.1))
    plotting.curves({"": normal.score}, axes[1], "score", (-8, 8))
    return f"A Gaussian of mean {μ:.2f} and spread {σ:.2f}, and its falling score."


widgets.explore(draw_gaussian, columns=2, μ=(-2.0, 2.0, 0.5), σ=(0.4, 2.0, 0.8))

# %% [markdown]
# ## 2. In the plane and beyond
#
# In $d$ dimensions the spread becomes a covariance matrix $\Sigma$, the parabola a dome:
#
# $$\log p(x) = -\tfrac12 (x-\mu)^\top \Sigma^{-1} (x-\mu) + \text{const}
# \quad\Longrightarrow\quad s(x) = -\Sigma^{-1}(x-\mu),$$
#
# since the gradient of $\tfrac12 v^\top A v$ is $Av$ for a symmetric $A$. If the spread is the same in all directions
# (an *isotropic* Gaussian), $\Sigma = \sigma^2 I$, this is the line from before in every coordinate:
# $s(x) = -(x-\mu)/\sigma^2$.
#
# A score is now a field of arrows, and it can be read like a map:
#
# | what you see | what it says |
# |---|---|
# | direction of an arrow | the steepest way up in $\log p$, at right angles to the contour line |
# | length | how steep: $\lVert s(x)\rVert$ is the relative change of density per unit in that direction |
# | no arrow, $s(x) = 0$ | $\log p$ is flat here: a peak, for instance, though section 5 will find others |
#
# **Predict.** Take a Gaussian stretched along the diagonal. Do all arrows point at the mean?

# %%
mu, cov = torch.zeros(2), torch.tensor([[1.5, 1.1], [1.1, 1.5]])
tilted = distributions.gaussian(mu, cov)
plotting.score_field(
    tilted.score,
    tilted.log_prob,
    alt="""Arrows over the elliptic
contours of a Gaussian stretched along the diagonal. They cross the contours at right
angles and make for the long axis, not for the mean.""",
)

# %% [markdown]
# They do not. Off the axes of the ellipse, arrows make for the ridge first and for the peak second, because the density
# changes fastest across the ridge. (In all our figures a longer arrow is a stronger score, but not in proportion, or
# the outer ones would bury their neighbours: $\lVert s\rVert = 2$ fills half the way to the next arrow, 20 nine
# tenths.) At the point $(2, 0)$, for instance:

# %%
x = torch.tensor([[2.0, 0.0]])
off = torch.rad2deg(torch.arccos(torch.cosine_similarity(tilted.score(x), -x)))
assert off > 30
f"The arrow points {off.item():.0f} degrees off the way to the mean."

# %% [markdown]
# ### Exercise 1.2 · any Gaussian (10 minutes, 2 points)
#
# **Predict.** One direction has a hundred times the variance of another. At the same distance from the mean, in which
# of the two is the pull stronger, and by how much?
#
# **Write** `score_gaussian_nd(x, mu, cov)` for points `x` of shape `(n, d)`, a mean `mu` `(d,)` and a full covariance
# `cov` `(d, d)`. The result is `(n, d)`.
#
# <details><summary>Hint</summary>
#
# Points are the rows of `x`, but $\Sigma^{-1}$ multiplies columns. `torch.linalg.solve(A, B)` gives $A^{-1}B$ without
# ever forming an inverse, for all columns of `B` at once.
#
# </details>


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "10fd352d202c228058231509ea03b16b", "grade": false, "grade_id": "score_gaussian_nd_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_gaussian_nd(x, mu, cov):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "09ca6e9b2c16be44e2eee76d6cc98b9f", "grade": false, "grade_id": "score_gaussian_nd_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_score_gaussian_nd(score_gaussian_nd)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "3fe12c1cee16a6d7bf3e8d64d09a1d60", "grade": true, "grade_id": "score_gaussian_nd", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.2 run here.

# %% [markdown]
# **You should see** the arrows of the figure above, without contours, when you draw your own function in a new cell:
# `plotting.score_field(lambda x: score_gaussian_nd(x, mu, cov), alt="mine")`. (The pull is a hundred times stronger in
# the narrow direction: the score divides by the variance.)

# %% [markdown]
# ## 3. Let the machine differentiate
#
# Deriving gradients by hand ends where densities become interesting. Automatic differentiation does not: whatever
# computes $\log p$ in PyTorch can be asked for its gradient with respect to $x$. One observation makes it cheap. The
# log-density of point $i$ depends on point $i$ alone, so in
#
# $$\frac{\partial}{\partial x_i} \sum_j \log p(x_j) \;=\; s(x_i)$$
#
# every term but one vanishes. Sum the batch into one scalar, go backwards *once*, and all $n$ scores are there.

# %% [markdown]
# ### Exercise 1.3 · the score of anything (10 minutes, 2 points)
#
# **Write** `compute_score_autograd(x, log_prob_fn)`. The function `log_prob_fn` takes `(n, d)` and gives `(n,)`; you
# return `(n, d)`: the gradient at every point, by automatic differentiation. Leave no traces: afterwards `x`, and the
# parameters of a network inside `log_prob_fn`, require gradients or not as they did before, and have the `.grad` that
# they had, mostly `None`. It does not matter whether your result carries a graph. One point is for the gradient, the
# other for a right gradient that leaves no traces.
#
# <details><summary>Hint</summary>
#
# Work on `x.detach().clone().requires_grad_()`. Then `torch.autograd.grad(scalar, leaf)` returns a tuple with the one
# gradient you ask for, whereas `.backward()` writes into everything that can be differentiated.
#
# </details>


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "69a120aef45c25072937b50a652817fb", "grade": false, "grade_id": "compute_score_autograd_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def compute_score_autograd(x, log_prob_fn):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "99aa13dff4b91fb90f3ff3e630777155", "grade": false, "grade_id": "compute_score_autograd_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_compute_score_autograd(compute_score_autograd)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "f34de5050afbb5311a4d0ba66fa95fb8", "grade": true, "grade_id": "compute_score_autograd", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.3 run here.

# %% [markdown]
# **Look.** Here is a mixture of three Gaussians, whose closed form is the subject of notebook 3:

# %%
three = distributions.GaussianMixture(
    weights=[0.5, 0.3, 0.2],
    means=torch.tensor([[-2.0, -1.0], [2.0, -1.0], [0.5, 2.0]], device=device),
    covs=[[[0.6, 0.2], [0.2, 0.4]], [[0.5, -0.2], [-0.2, 0.6]], [[0.8, 0], [0, 0.2]]],
)

# %% [markdown]
# At a thousand points, autograd and that formula agree up to rounding:

# %%
x = three.sample(1000)
gap = (scores.compute_score_autograd(x, three.log_prob) - three.score(x)).abs().max()
assert gap < 1e-4

# %% [markdown]
# ### Exercise 1.4 · a kink (10 minutes, 2 points)
#
# Not every density is a bell. The Laplace density $p(x) = \frac{1}{2b}\, e^{-|x-\mu|/b}$ has a sharp peak and
# heavier tails.
#
# **Predict.** Draw its logarithm in your head. What is its slope, at every place? And at the very top?
#
# **Write** `score_laplace(x, mu=0.0, b=1.0)`, element by element. At $x = \mu$ the derivative does not exist; any
# number from $-1/b$ to $1/b$ is a fair answer there, and NaN is not. One point is for the slopes, near $\mu$ and far
# away, the other for the kink as well.


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "3cf2f8264e5d80fb907907030cda9277", "grade": false, "grade_id": "score_laplace_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_laplace(x, mu=0.0, b=1.0):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "5ab4784f48db6a9edd9c6ef85c480330", "grade": false, "grade_id": "score_laplace_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_score_laplace(score_laplace)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "ebdd1edb49478539350f2b678f0515d0", "grade": true, "grade_id": "score_laplace", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.4 run here.

# %% [markdown]
# **Look.** A Gaussian and a Laplace density of the same variance differ in their peaks and, barely visibly, in their
# tails. In the scores it is the tails that catch the eye:

# %%
peaked = distributions.Laplace(b=0.5**0.5)  # variance 2b² = 1
plotting.densities_and_scores(
    {"Gaussian": bell, "Laplace": peaked},
    alt="""A bell and
a sharply peaked density with similar tails; and their scores, a falling line against a
step from 1.41 down to -1.41 at zero.""",
)

# %% [markdown]
# A Gaussian pulls like a spring, harder the further you go. A Laplace density pulls with the same force everywhere, so
# a fit with Laplace errors is not dragged off by a single outlier.

# %% [markdown]
# ## 4. The constant that vanishes
#
# Write $\log p(x) = \log \tilde p(x) - \log Z$ and differentiate.
# The number $Z$ does not contain $x$:
#
# $$\nabla_x \log p(x) = \nabla_x \log \tilde p(x) - \underbrace{\nabla_x \log Z}_{=\,0} = \nabla_x \log \tilde p(x).$$
#
# **The score of an unnormalised density is the score of the density.** In particular, if a model is given by an energy,
# $p(x) = e^{-E(x)}/Z$, then $s(x) = -\nabla_x E(x)$: the arrows run downhill in energy, and notebook 2 builds on that.
# Multiply a density by a million, and nothing happens to its score:

# %%
x, million = three.sample(1000), torch.log(torch.tensor(1e6))
s = scores.compute_score_autograd(x, lambda y: three.log_prob(y) + million)
assert (s - three.score(x)).abs().max() < 1e-4

# %% [markdown]
# Has anything else been lost together with the constant? On a line one can check. The score is the slope of $\log p$,
# so adding up slopes from left to right rebuilds $\log p$ up to a constant, and *one* sum at the end finds the
# constant. **Predict:** for a density with two humps of unequal height, will the rebuilt one get the heights right?

# %%
humps = distributions.GaussianMixture([0.7, 0.3], [[-1.5], [1.5]], [[0.3], [0.2]])
line = torch.linspace(-4, 4, 401)[:, None]
log_p = torch.cumulative_trapezoid(humps.score(line)[:, 0], line[:, 0])
rebuilt = log_p.exp() / torch.trapezoid(log_p.exp(), line[1:, 0])
assert torch.allclose(rebuilt, humps.log_prob(line[1:]).exp(), atol=1e-3)

# %% [markdown]
# The true density, and what its score gives back:

# %%
plotting.curve_and_dots(
    {"true density": plotting.density(humps)},
    {"rebuilt from its score": (line[1::8, 0], rebuilt[::8])},
    alt="A tall hump at -1.5, a lower one at 1.5; rebuilt from the score, dots on it.",
)

# %% [markdown]
# It does. Where $p > 0$ everywhere, score and density hold the same information. But the two heights are joined only
# through the valley: the rebuilt density is as good as the score is *there*, where hardly any data ever fall. Keep this
# in mind for section 7.

# %% [markdown]
# ## 5. Four properties, and when they hold
#
# ### The score is zero on average
#
# Averaged over the density whose score it is, all pushes cancel:
#
# $$\mathbb E_{p}\,[s(x)] = \int p\,\frac{\nabla p}{p}\,\mathrm dx = \int \nabla p\,\mathrm dx = 0 .$$
#
# The last step is the fundamental theorem of calculus, coordinate by coordinate, and it needs a $p$ that is continuous
# and falls to zero at the edge of the space. A kink is harmless, a jump is not: the exponential density
# $\lambda e^{-\lambda x}$ on $x > 0$ breaks off at its highest point, and its score is $-\lambda$ everywhere, so on
# average too.

# %% [markdown]
# ### Exercise 1.5 · zero, within error bars (10 minutes, 2 points)
#
# An average over samples is never exactly zero. To *verify* that a mean is zero is to ask whether it lies within a few
# standard errors of zero. The standard error of a mean of $n$ independent numbers is their standard deviation over
# $\sqrt n$.
#
# **Write** `mean_score(score_fn, samples)`: the pair of the mean score `(d,)` and its standard error `(d,)`, over
# `samples` `(n, d)`. `score_fn`, `(n, d) -> (n, d)`, is any score function, be it a constant; whether you divide by $n$
# or $n - 1$ in the variance is up to you. Here and below, write neither into the samples nor into what `score_fn`
# returns: it may need that again. One point is for the mean, one for its error.


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "538edbeaad19e82805860ddc392cf8d0", "grade": false, "grade_id": "mean_score_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mean_score(score_fn, samples):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "49e896f0827072b9a6349c4734cdedcf", "grade": false, "grade_id": "mean_score_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_mean_score(mean_score)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "0334322e9d299643a5462e15c494039b", "grade": true, "grade_id": "mean_score", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.5 run here: one point for the mean, one for its error.

# %% [markdown]
# **Look.** The mean score of the three-humped mixture, one estimate per coordinate, from more and more samples. You
# should see the bars of two standard errors shrink by $\sqrt{10}$ from one size to the next, and miss zero about once
# in twenty times:

# %%
sizes = [100, 1_000, 10_000, 100_000]
pairs = [scores.mean_score(three.score, three.sample(n)) for n in sizes]
mean, error = (torch.stack(values, dim=1) for values in zip(*pairs))
assert (mean.abs() < 6 * error).all()
plotting.estimates(
    sizes,
    {"$x_1$": (mean[0], error[0]), "$x_2$": (mean[1], error[1])},
    alt="Mean scores from 100 to 100,000 samples; the bars shrink around zero.",
)

# %% [markdown]
# ### Its mean square is the Fisher information
#
# The pushes cancel, but their squares do not:
#
# $$\mathcal I(p) = \mathbb E_p\!\left[\lVert s(x)\rVert^2\right].$$
#
# Sharp densities have long arrows and a large $\mathcal I$, flat ones a small one. **Predict:** of a Gaussian twice as
# wide, how much is left, a half or a quarter? For $\mathcal N(\mu, \sigma^2 I)$ in $d$ dimensions,
#
# $$\mathcal I = \mathbb E\,\frac{\lVert x-\mu\rVert^2}{\sigma^4} = \frac{d\,\sigma^2}{\sigma^4} = \frac{d}{\sigma^2},$$
#
# so $1/\sigma^2$ on a line and $2/\sigma^2$ in the plane: a quarter. What is it information *about*? Shift the density
# by an unknown $\theta$, to $p(x - \theta)$. The statisticians' score $\nabla_\theta$ of that is $-s(x - \theta)$, the
# same arrow turned round, so $\mathcal I$ is the (trace of the) Fisher information about a shift. If $p$ falls smoothly
# to zero at its edges, no unbiased estimate of $\theta$ from one sample on a line has a variance below $1/\mathcal I$
# (the Cramér–Rao bound).

# %% [markdown]
# ### Exercise 1.6 · how sharp is a density? (5 minutes, 2 points)
#
# **Write** `fisher_information(score_fn, samples)`, the mean of $\lVert s(x)\rVert^2$ over the samples `(n, d)`: a
# single number, either a float or a scalar tensor.


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "011c1609ae29e50edbefac1864697ced", "grade": false, "grade_id": "fisher_information_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fisher_information(score_fn, samples):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "1b532de4ed09950b89a9feb350b7a3d9", "grade": false, "grade_id": "fisher_information_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_fisher_information(fisher_information)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "4f1f06f4bab32307e56c076eae91437a", "grade": true, "grade_id": "fisher_information", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.6 run here.

# %% [markdown]
# **Look.** Measured from 20 000 samples in the plane, against $2/\sigma^2$:


# %%
def information(σ):
    p = distributions.gaussian(torch.zeros(2, device=device), [σ**2, σ**2])
    return scores.fisher_information(p.score, p.sample(20_000))


widths = torch.tensor([0.25, 0.5, 1.0, 2.0, 4.0])
measured = torch.stack([information(σ) for σ in widths.tolist()])
assert torch.allclose(measured.cpu(), 2 / widths**2, rtol=0.05)

# %% [markdown]
# On logarithmic axes a power law is a straight line, and its slope is the power. You should see a slope of −2:

# %%
plotting.curve_and_dots(
    {r"$2/\sigma^2$": lambda σ: 2 / σ**2},
    {"measured": (widths, measured)},
    log=(0.2, 5),
    xlabel=r"$\sigma$",
    alt="Fisher information against width, logarithmic: five points on a line.",
)

# %% [markdown]
# ### Temperature only changes the length of the arrows
#
# Physicists write a density as $e^{-E/T}$: the higher the temperature $T$, the less the energy matters. For any density
# that means raising it to the power $1/T$ and normalising again, $p_T \propto p^{1/T}$. **Predict:** do modes move when
# a density is heated? The logarithm brings the power down, the new normaliser drops out, and
#
# $$s_T(x) = \frac{s(x)}{T} .$$
#
# Cold ($T < 1$) makes arrows longer, peaks sharper and valleys deeper; heat ($T > 1$) makes arrows shorter and the
# landscape flatter. Zeros stay zeros, so heating neither moves a mode nor merges two of them. (There has to be a
# density left: the tails of $p^{1/T}$ must be integrable. Those of a Cauchy density at $T = 2$ no longer are.)

# %% [markdown]
# ### Exercise 1.7 · turn up the heat (5 minutes, 2 points)
#
# **Write** `tempered_score(score_fn, temperature)`. It returns not numbers but *a new score function*,
# `(n, d) -> (n, d)`, with new arrows at every call. This is a habit of the whole course: a score is any function from
# points to arrows, whether a formula, autograd or a network.


# %% deletable=false nbgrader={"cell_type": "code", "checksum": "f2df1fdc31b37c0b91459a93ad7e2c19", "grade": false, "grade_id": "tempered_score_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tempered_score(score_fn, temperature):
    raise NotImplementedError  # your answer takes this line's place


# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "e44130f2f4167aaddd337fd3172224ec", "grade": false, "grade_id": "tempered_score_check", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["raises-exception"]
checks.check_tempered_score(tempered_score)

# %% deletable=false editable=false nbgrader={"cell_type": "code", "checksum": "c4a1548160f30363b9c1013abdb68adc", "grade": true, "grade_id": "tempered_score", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.7 run here.

# %% [markdown]
# **Look.** The three-humped mixture at three temperatures. You should see the same pattern of arrows three times, long,
# medium and short:


# %%
def heated(T):
    return scores.tempered_score(three.score, T), lambda x: three.log_prob(x) / T


plotting.score_fields(
    {f"$T = {T}$": heated(T) for T in (0.5, 1.0, 2.0)},
    alt="""Arrows
over three humps at temperatures one half, one and two. They keep their directions and
get shorter; the valleys between the humps are deep when cold and shallow when hot.""",
)

# %% [markdown]
# ### The score vanishes where the density peaks
#
# At a local maximum where $p$ is differentiable, $s = 0$: there is no way up. It is tempting to turn the sentence
# round and to hunt for modes by looking for zeros. Here is a mixture of two equal Gaussians, and three places where its
# score vanishes (the outer two found numerically: each hump pulls the other's peak a little inwards):

# %%
pair = distributions.GaussianMixture([0.5] * 2, [[-1.8, 0], [1.8, 0]], [[0.8, 0.8]] * 2)
zeros = torch.tensor([[-1.7989, 0.0], [0.0, 0.0], [1.7989, 0.0]])
assert pair.score(zeros).abs().max() < 2e-4
plotting.score_field(
    pair.score,
    pair.log_prob,
    zeros,
    alt="""Arrows over two
round humps side by side. Crosses mark a zero on each hump and a third half-way, where
arrows arrive from above and below and leave to both sides.""",
)

# %% [markdown]
# The one in the middle is no peak. The *change* of the score tells which kind of zero it is: the Jacobian
# $\partial s/\partial x$, which is the Hessian of $\log p$ and so a symmetric matrix. Its eigenvalues at the left and
# at the middle zero are:

# %%
jacobian = torch.func.jacrev(pair.score)  # a score also takes one point, (d,) -> (d,)
left, middle = (torch.linalg.eigvalsh(jacobian(zero)) for zero in zeros[:2])
assert (left < 0).all() and middle[0] < 0 < middle[1]
"left: {:.2f} and {:.2f}; middle: {:.2f} and {:.2f}".format(*left, *middle)

# %% [markdown]
# At the peak both are negative: whichever way you leave, the arrows push back. In the middle one is positive: that way,
# they push on.

# %% [markdown]
# ### Exercise 1.8 · is every zero a mode? (10 minutes, 2 points, in words)
#
# A friend proposes to find all modes of a density by finding all zeros of its score. In four or five sentences: which
# kinds of zeros does a score have? Give an example of each kind, and say how the Jacobian $\partial s/\partial x$ tells
# them apart.
#
# <details><summary>Hint</summary>
#
# Look again at the valley in section 4, then think of four Gaussians on the corners of a square.
#
# </details>

# %% [markdown] deletable=false nbgrader={"cell_type": "markdown", "checksum": "24573865d9fdccf342db803194eb72c4", "grade": true, "grade_id": "zeros_of_the_score", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# *Your answer here.*

# %% [markdown]
# ## 6. Where this is going
#
# ### From arrows to samples
#
# Follow the arrows and, from almost everywhere, you end on a peak. Follow them and roll dice as well, in the right
# proportion, and you become a *sample*:
#
# $$x_{k+1} = x_k + \frac{\eta}{2}\, s(x_k) + \sqrt{\eta}\; z_k, \qquad z_k \sim \mathcal N(0, I).$$
#
# This is **Langevin dynamics**. Its first term climbs, its second explores; the ½ and the square root keep them in
# balance. As the step $\eta$ goes to zero while the time $\eta \times$ steps goes to infinity, the distribution of
# $x_k$ tends to $p$, for all densities of this course that are positive everywhere. Notebook 2 measures what a finite
# step costs. Here it is on 500 walkers from a square:

# %%
walkers = start = 8 * torch.rand(500, 2, device=device) - 4
η = 0.05
for _ in range(2000):
    dice = torch.randn_like(walkers)
    walkers = walkers + η / 2 * three.score(walkers) + η**0.5 * dice

# %% [markdown]
# The crowd leaves the corners and settles on the contours:

# %%
plotting.clouds(
    {"start": start, "2000 steps later": walkers},
    three.log_prob,
    alt="""
500 points spread evenly over a square; and, 2000 steps later, gathered on the three
humps of the density whose contours are drawn.""",
)

# %% [markdown]
# Are they samples? Then the humps must have got the shares 0.5, 0.3 and 0.2 that the mixture gives them. The average
# probability with which a walker belongs to each hump says:

# %%
belongs = three.responsibilities(walkers)
share, error = belongs.mean(0), belongs.std(0) / 500**0.5
assert ((share.cpu() - torch.tensor([0.5, 0.3, 0.2])).abs() < 6 * error.cpu()).all()
"shares {:.2f}, {:.2f} and {:.2f}".format(*share)

# %% [markdown]
# ### Noise and score
#
# Take a clean sample $x_0$ and add noise, $x_\sigma = x_0 + \sigma\varepsilon$ with
# $\varepsilon \sim \mathcal N(0, I)$. *Given $x_0$*, the noisy point is Gaussian, and by section 2 the score of that
# Gaussian is
#
# $$\nabla_{x_\sigma} \log p(x_\sigma \mid x_0) = -\frac{x_\sigma - x_0}{\sigma^2} = -\frac{\varepsilon}{\sigma}.$$
#
# Many courses stop here and call $-\varepsilon/\sigma$ the score of the noisy density $p_\sigma$. It cannot be: a
# function of $x_\sigma$ does not know which noise happened to be drawn. The noisy density is a mixture over all clean
# points, $p_\sigma(x) = \int p(x_0)\, \mathcal N(x;\, x_0, \sigma^2 I)\,\mathrm dx_0$. Differentiate under the integral
# and divide by $p_\sigma(x)$; what stands in front of $-(x - x_0)/\sigma^2$ is then $p(x_0 \mid x)$, and
#
# $$\boxed{\; s_\sigma(x) = \mathbb E\!\left[-\frac{x - x_0}{\sigma^2}\,\middle|\, x_\sigma = x\right]
# = -\frac{\mathbb E[\,\varepsilon \mid x_\sigma = x\,]}{\sigma} \;}$$
#
# The score is the *average* over all noises that could have led here. **Predict.** Plot $-\varepsilon/\sigma$ against
# $x_\sigma$ for many draws from two narrow clusters. A curve, or a cloud?


# %%
def two_clusters(variance):
    means = torch.tensor([[-1.5], [1.5]], device=device)
    return distributions.GaussianMixture([0.5, 0.5], means, [[variance], [variance]])


σ = 0.7
clean = two_clusters(0.05).sample(20_000)
noise = torch.randn_like(clean)
noisy, target = clean + σ * noise, -noise / σ

# %% [markdown]
# Noise of variance $\sigma^2$ widens each cluster by just that much, so here $s_\sigma$ is known. Cut the cloud into
# narrow slices: the mean of each should lie within a few standard errors of it.

# %%
centres = torch.arange(-2.4, 2.5, 0.4, device=device)
slices = [target[(noisy - c).abs() < 0.05] for c in centres]
average = torch.stack([s.mean() for s in slices])
bar = torch.stack([s.std() / len(s) ** 0.5 for s in slices])
smoothed = two_clusters(0.05 + σ**2)
assert ((average - smoothed.score(centres[:, None])[:, 0]).abs() < 6 * bar).all()

# %%
plotting.curve_and_dots(
    {r"score of the noisy density, $s_\sigma$": smoothed.score},
    {r"mean of $-\varepsilon/\sigma$ in a narrow slice": (centres, average, bar)},
    cloud=(noisy[:2000], target[:2000]),
    alt="""A cloud of two slanted strips. The means of narrow slices follow the score
    of the noisy density, which falls, rises between the clusters, and falls again.""",
)

# %% [markdown]
# A cloud: two slanted strips, one for each cluster that a point may have come from; and the averages lie on the score.
#
# This is why networks that *predict the noise* learn a score. Trained by least squares, a network outputs the mean of
# its targets, $\varepsilon_\theta(x) \approx \mathbb E[\varepsilon \mid x]$. A diffusion model shrinks the clean point
# by a known factor before it adds noise, $x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\varepsilon$, with
# $\bar\alpha_t$ falling from nearly 1 to nearly 0 as $t$ grows. Given $x_0$ this still is a Gaussian, of spread
# $\sqrt{1-\bar\alpha_t}$, so by the same argument
#
# $$s(x_t, t) \approx -\frac{\varepsilon_\theta(x_t, t)}{\sqrt{1-\bar\alpha_t}} .$$
#
# The noise predictor of DDPM, the best-known diffusion model, is thus a **score network** in disguise. Such a network
# $s_\theta(x)$ gives a vector with as many entries as $x$, where a network for the density would give one number. It
# has no integral to keep at one and never meets $Z$. (A true score is the gradient of something; the network's need not
# be.) How can it be trained when nobody knows the true arrows? Notebook 4.

# %% [markdown]
# ## 7. Trouble, and noise as the cure
#
# Two things go wrong with scores of real data.
#
# **Empty regions.** Where $p \approx 0$ there are no samples to learn from, so learnt arrows are unreliable exactly
# where a lost walker needs them. And even with perfect arrows a walker may wait very long before it crosses a desert.
#
# **Thin data.** Photographs lie near a thin sheet, a *manifold*, in the space of all images. If they lie *on* it, they
# have no density in that space: off the sheet it is zero, on the sheet it would be infinite. There is no $\log p$ to
# differentiate, and no compass at all.
#
# Blurring helps with both. The density $p_\sigma$ of the noisy points is positive and smooth everywhere (it has *full
# support*), and a $\sigma$ as wide as the desert fills the desert. For a finite set of data it is simple: a mixture
# with one Gaussian on each point. Here are the two curves of the beginning, 180 points on one and 60 on the other:


# %%
def arc(n, sign):
    angle = torch.linspace(0, torch.pi, n, device=device)
    return sign * torch.stack([1.8 * angle.cos() - 0.9, 1.8 * angle.sin() - 0.3], dim=1)


data = torch.cat([arc(180, 1), arc(60, -1)])


def blurred(σ):
    weights, variances = torch.full((240,), 1 / 240), torch.full((240, 2), σ**2)
    return distributions.GaussianMixture(weights, data, variances)


# %% [markdown]
# Seen through three amounts of noise (arrows drawn times $\sigma$, to fit on one scale; here length 1 fills half the
# way to the next arrow):


# %% tags=["cover"]
def times_width(σ):
    return lambda x: σ * blurred(σ).score(x), blurred(σ).log_prob


plotting.score_fields(
    {f"$\\sigma = {σ}$": times_width(σ) for σ in (1.5, 0.5, 0.15)},
    data,
    unit=1,
    alt="""Arrows around two interlocking arcs. With noise of 1.5 all point to one broad
    hill; with 0.5, to two ridges; with 0.15, each to the nearest arc, a thin hill.""",
)

# %% [markdown]
# The arrows of all three are exact. A network could have learnt only those in the shaded part, where noisy data fall:
# nearly everywhere on the left, on a thin band on the right. Much noise gives an arrow to everybody, but only the rough
# direction; little noise gives the precise one, but only to those who are nearly there. No single $\sigma$ does both.

# %% [markdown]
# ## 8. The answer
#
# First, one sharp compass, $\sigma = 0.05$, for 400 steps of Langevin dynamics. Then as many steps in which the compass
# begins blurred and is sharpened from step to step, every step in proportion to $\sigma^2$, for a compass of width
# $\sigma$ means nothing beyond that distance. **Predict:** who arrives at the curves, and who in the right shares?


# %%
def walk(walkers, widths):
    for σ in widths:
        η = 0.3 * σ**2
        dice = torch.randn_like(walkers)
        walkers = walkers + η / 2 * blurred(σ).score(walkers) + η**0.5 * dice
    return walkers


start = 8 * torch.rand(600, 2, device=device) - 4
sharp = walk(start, [0.05] * 400)
sharpened = walk(start, torch.logspace(0.4, -1.3, 400).tolist())

# %% [markdown]
# The three crowds:

# %%
plotting.clouds(
    {"scattered": start, "one sharp compass": sharp, "blurred to sharp": sharpened},
    alt="""Points scattered evenly; on both arcs, as many on each; and on both arcs, one
    of them crowded and the other one sparse.""",
)

# %% [markdown]
# Both crowds lie on the curves. But count how many walkers are nearest to the curve that holds three quarters of the
# data:


# %%
def share_of_first(walkers):
    distance, nearest = torch.cdist(walkers, data).min(dim=1)
    assert distance.quantile(0.95) < 0.2
    return (nearest < 180).float().mean().item()


alone, family = share_of_first(sharp), share_of_first(sharpened)
assert abs(alone - 0.75) > 0.15 and abs(family - 0.75) < 6 * (0.75 * 0.25 / 600) ** 0.5
f"data 0.75; one sharp compass {alone:.2f}; from blurred to sharp {family:.2f}"

# %% [markdown]
# **They can, if the compass goes from blurred to sharp.** A sharp one sends everybody to the nearest curve, and the
# crowd splits by where it happened to start. A blurred one sees both curves at once and how much data each holds, so
# the shares are settled before the details are. (And the dice? Multiply them by zero in `walk` and see where the crowd
# ends.)
#
# This walk is called *annealed Langevin dynamics*. One caveat: its arrows were computed *from* the 240 points, so in
# the end all that walkers can do is find those points again. A network that has *learnt* the arrows of noisy data (by
# *denoising score matching*) has to fill in what lies between, and that is where new pictures come from. Notebooks 2
# and 3 look closer at energies and at mixtures; notebook 4 learns arrows that nobody can show it.
#
# ## In short
#
# | | formula | remember |
# |---|---|---|
# | score | $s(x) = \nabla_x \log p(x)$ | which way is likelier, and how fast |
# | no normaliser | $\nabla \log(\tilde p/Z) = \nabla\log\tilde p$ | $Z$ is never needed |
# | Gaussian | $-\Sigma^{-1}(x-\mu)$ | linear; makes for the ridge first |
# | zeros | $s(x) = 0$ | modes, and saddles and minima too |
# | mean | $\mathbb E_p[s] = 0$ | if $p$ is continuous and falls to zero at the edge |
# | Fisher information | $\mathbb E_p\lVert s\rVert^2$ | $d/\sigma^2$ for $\mathcal N(\mu, \sigma^2I)$ |
# | temperature | $s/T$ | same directions, same zeros |
# | noise | $s_\sigma(x) = -\mathbb E[\varepsilon\mid x]/\sigma$ | the mean, not the single draw |
#
# ## Read on
#
# - A. Hyvärinen, *Estimation of Non-Normalized Statistical Models by Score Matching*, JMLR 6, 2005: learning a score
#   without $Z$.
# - P. Vincent, *A Connection Between Score Matching and Denoising Autoencoders*, Neural Computation 23, 2011: noise and
#   score.
# - Y. Song and S. Ermon, *Generative Modeling by Estimating Gradients of the Data Distribution*, NeurIPS 2019: the walk
#   of section 8, with a network.
# - Y. Song et al., *Score-Based Generative Modeling through Stochastic Differential Equations*, ICLR 2021: where it all
#   leads.
#
# ## Ready to hand in?
#
# Save the notebook and run the last cell. It names the exercises that are still open,
# and answers whose cell is missing or there twice. It does not grade: the checks above
# say what is right.

# %% tags=["hand-in"]
checks.ready_to_hand_in(
    code={
        "1.1": "score_gaussian_1d",
        "1.2": "score_gaussian_nd",
        "1.3": "compute_score_autograd",
        "1.4": "score_laplace",
        "1.5": "mean_score",
        "1.6": "fisher_information",
        "1.7": "tempered_score",
    },
    words={"1.8": "zeros_of_the_score"},
)
