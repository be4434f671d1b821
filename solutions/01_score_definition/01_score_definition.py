# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: kernelspec,jupytext,-jupytext.text_representation.jupytext_version
#     cell_metadata_filter: nbgrader,tags
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
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
# *Notebook 1 of 4 · about 90 minutes · 15 points*
#
# A few hundred walkers are scattered over a plane, at random and in the dark. Somewhere in it lies a curve on which
# all the data live. Each walker gets a compass: it knows no probabilities and has no map; at any place it shows one
# direction and one strength. **Can compasses alone bring the crowd to the data?** The last figure of this notebook
# answers, and everything before it is needed to understand the answer.
#
# You should know gradients, the Gaussian density and how PyTorch differentiates. By the end you can
#
# - say what a score is, read it as a picture, and derive it for the common densities;
# - compute it without a derivation, by automatic differentiation;
# - use what always holds: no normaliser, mean zero, Fisher information, temperature;
# - say why noise and score are nearly the same thing, and where the "nearly" hides.

# %% tags=["setup"]
try:
    from helpers import runtime
except ImportError:  # a new machine, such as Colab: fetch the helpers, leave every other package as it is
    # %pip install --quiet --no-deps "git+https://github.com/score-functions/score-functions@main"
    from helpers import runtime

device = runtime.setup(seed=0)

# %%
import torch

from helpers import checks, distributions, plotting, scores, widgets

# %% [markdown]
# ## 1. Why an arrow?
#
# A density answers the question *how likely is this point?* with a number, and the number has a price. A model easily
# gives some positive $\tilde p(x)$; to make a density of it, one has to divide by the sum of everything,
#
# $$p(x) = \frac{\tilde p(x)}{Z}, \qquad Z = \int \tilde p(x)\,\mathrm dx .$$
#
# On a line, a few hundred evaluations give $Z$. For images of 28 × 28 pixels the integral runs over 784 coordinates,
# and the coarsest grid, ten values a pixel, has $10^{784}$ points. Nobody will ever add them up.
#
# So ask for less. Not how likely, but *which way is likelier, and how fast does it change?* The answer is a vector:
#
# $$\boxed{\; s(x) \;=\; \nabla_x \log p(x) \;=\; \frac{\nabla_x\, p(x)}{p(x)} \;}$$
#
# the **score** of $p$ at $x$. Two things in this line deserve a second look.
#
# - The gradient is taken with respect to $x$, *where we stand*, not with respect to a parameter $\theta$. Statisticians
#   call $\nabla_\theta \log p_\theta(x)$ a score too. In this course the word always means $\nabla_x$.
# - The right-hand form is a *relative* rate of change: a small step $\delta$ multiplies the density by
#   $e^{s(x)\cdot\delta}$. A score of 3 means "three per cent more density for every hundredth of a step", in the
#   crowded middle and in the empty tail alike.
#
# Take the standard Gaussian. Up to a constant $\log p(x) = -x^2/2$, so $s(x) = -x$. Here are the density, its logarithm
# and its slope, next to each other:

# %%
bell = distributions.gaussian([0.0], [1.0])
alt = """Three panels over x from -4 to 4. A bell curve; its logarithm, a downward parabola with a tangent of slope
-1.5 at x = 1.5; and the score, a falling straight line through zero that passes -1.5 at the same x."""
with plotting.panels(3, alt=alt) as (left, middle, right):
    plotting.curves({"": lambda x: bell.log_prob(x).exp()}, left, "density $p(x)$")
    plotting.curves({"": bell.log_prob}, middle, r"its logarithm $\log p(x)$")
    plotting.tangent(middle, bell.log_prob, bell.score, at=1.5)
    plotting.curves({"": bell.score}, right, r"its slope: the score $s(x) = -x$")
    right.plot(1.5, -1.5, "o", color=plotting.MODEL)

# %% [markdown]
# The score is positive left of the peak, negative right of it: it always says *towards the middle*. And it is largest
# where there is almost nothing. That is no paradox but the relative rate at work: out in the tail every step towards
# the middle multiplies the density by a lot.
#
# Is it true that a small step multiplies the density by $e^{s\delta}$? Do not believe it, try it:

# %%
x, step = torch.tensor([[1.5]]), 0.01
growth = (bell.log_prob(x + step) - bell.log_prob(x)).exp()
promised = (bell.score(x)[:, 0] * step).exp()
assert torch.allclose(growth, promised, atol=step**2)
round(growth.item(), 4), round(promised.item(), 4)

# %% [markdown]
# ### The Gaussian on a line
#
# For $\mathcal N(\mu, \sigma^2)$ the logarithm turns the exponential into a parabola,
#
# $$\log p(x) = -\frac{(x-\mu)^2}{2\sigma^2} - \tfrac12 \log 2\pi\sigma^2 ,$$
#
# and differentiating drops everything that does not contain $x$:
#
# $$s(x) = -\frac{x-\mu}{\sigma^2} .$$
#
# A straight line. It crosses zero at the mean, and it is steep when the Gaussian is narrow.

# %% [markdown]
# ### Exercise 1.1 · the score of a Gaussian (5 minutes, 1 point)
#
# **Predict.** Halve $\sigma$. By what factor does the score at a given $x$ grow: √2, 2 or 4?
#
# **Write** `score_gaussian_1d(x, mu, sigma)`, element by element: `x` may have any shape, and the result has the same.
# `sigma` is the standard deviation. Like everywhere in this course, the result keeps the dtype and device of `x`.

# %% nbgrader={"grade": false, "grade_id": "score_gaussian_1d_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    ### BEGIN SOLUTION
    return (mu - x) / sigma**2
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "score_gaussian_1d_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_score_gaussian_1d(score_gaussian_1d)

# %% nbgrader={"grade": true, "grade_id": "score_gaussian_1d", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.1 run here.
### BEGIN HIDDEN TESTS
import torch

for shape, dtype in (((11,), torch.float64), ((3, 4), torch.float32), ((5, 1), torch.float64)):
    x_test = torch.linspace(-6, 7, 12, dtype=dtype)[: torch.Size(shape).numel()].reshape(shape)
    for mu, sigma in ((0.0, 1.0), (-2.5, 0.4), (1.25, 3.0)):
        given = x_test.clone()
        result = score_gaussian_1d(given, mu, sigma)
        torch.testing.assert_close(result.detach(), -x_test / sigma**2 + mu / sigma**2, rtol=1e-5, atol=1e-4)
        assert torch.equal(given, x_test)
torch.testing.assert_close(score_gaussian_1d(x_test).detach(), -x_test)
### END HIDDEN TESTS

# %% [markdown]
# **Look.** The explorer draws your answer's formula for every $\mu$ and $\sigma$. Before you move a slider: which one
# tilts the line, and which one only shifts it?

# %%
def draw_gaussian(axes, μ, σ):
    normal = distributions.gaussian([μ], [σ**2])
    plotting.curves({"": lambda x: normal.log_prob(x).exp()}, axes[0], "density")
    plotting.curves({"": normal.score}, axes[1], "score")
    axes[0].set_ylim(0, 1.1)
    axes[1].set_ylim(-8, 8)
    return f"Left, a Gaussian density with mean {μ:.2f}, spread {σ:.2f}; right, its score, a line that falls through it."


widgets.explore(draw_gaussian, columns=2, height=2.6, μ=(-2.0, 2.0, 0.5), σ=(0.4, 2.0, 0.8))

# %% [markdown]
# ## 2. In the plane and beyond
#
# In $d$ dimensions the spread becomes a covariance matrix $\Sigma$, and the parabola a bowl:
#
# $$\log p(x) = -\tfrac12 (x-\mu)^\top \Sigma^{-1} (x-\mu) + \text{const}
# \quad\Longrightarrow\quad s(x) = -\Sigma^{-1}(x-\mu),$$
#
# since the gradient of $\tfrac12 v^\top A v$ is $Av$ for a symmetric $A$. If the spread is the same in all directions,
# $\Sigma = \sigma^2 I$, this is the line from before in every coordinate: $s(x) = -(x-\mu)/\sigma^2$.
#
# A score is now a field of arrows, and it can be read like a map:
#
# | what you see | what it says |
# |---|---|
# | direction of an arrow | the steepest way up in $\log p$, at right angles to the contour line |
# | length | how steep: $\lVert s(x)\rVert$ is the relative change of density per unit step |
# | no arrow, $s(x) = 0$ | $\log p$ is flat here: a peak, for instance, though section 5 will find others |
# | long arrows far out | the tail is steep on a logarithmic scale; the pull back is strong |
#
# **Predict.** Take a Gaussian stretched along the diagonal. Do all arrows point at the mean?

# %%
tilted = distributions.gaussian([0.0, 0.0], [[1.5, 1.1], [1.1, 1.5]])
alt = """Arrows of a score over the elliptic contours of a Gaussian stretched along the rising diagonal. Arrows cross
the contours at right angles and turn towards the long axis first, not towards the mean."""
with plotting.panels(alt=alt, height=4.2) as ax:
    plotting.score_field(tilted.score, ax, log_prob=tilted.log_prob)

# %% [markdown]
# They do not. Off the axes of the ellipse, arrows make for the ridge first and for the peak second, for across the
# ridge is where the density changes fastest. (Here and in all notebooks a long arrow is drawn somewhat
# shorter than it is, or the outer ones would bury their neighbours.) In numbers, at the point $(2, 0)$:

# %%
x = torch.tensor([[2.0, 0.0]])
s = tilted.score(x)
off = torch.rad2deg(torch.arccos(torch.cosine_similarity(s, -x)))
assert off > 30
f"score {s[0].tolist()[0]:.2f}, {s[0].tolist()[1]:.2f}; {off.item():.0f} degrees off the way to the mean"

# %% [markdown]
# ### Exercise 1.2 · any Gaussian (10 minutes, 2 points)
#
# **Predict.** One direction has a hundred times the variance of another. In which of the two is the pull stronger?
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

# %% nbgrader={"grade": false, "grade_id": "score_gaussian_nd_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_gaussian_nd(x, mu, cov):
    ### BEGIN SOLUTION
    deviation = x - mu
    return -torch.linalg.solve(cov, deviation.mT).mT
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "score_gaussian_nd_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_score_gaussian_nd(score_gaussian_nd)

# %% nbgrader={"grade": true, "grade_id": "score_gaussian_nd", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.2 run here.
### BEGIN HIDDEN TESTS
import torch

random = torch.Generator().manual_seed(12)
for n, d, dtype in ((8, 2, torch.float64), (5, 5, torch.float32), (1, 3, torch.float64), (2, 1, torch.float64)):
    x_test = torch.randn(n, d, generator=random, dtype=dtype)
    center = torch.randn(d, generator=random, dtype=dtype)
    axes_test = torch.linalg.qr(torch.randn(d, d, generator=random, dtype=dtype)).Q
    spread = torch.linspace(0.3, 2.0, d, dtype=dtype)
    given = x_test.clone()
    result = score_gaussian_nd(given, center, (axes_test * spread) @ axes_test.mT)
    wanted = -((x_test - center) @ axes_test / spread) @ axes_test.mT
    torch.testing.assert_close(result.detach(), wanted, rtol=1e-4, atol=1e-4)
    assert torch.equal(given, x_test)
### END HIDDEN TESTS

# %% [markdown]
# **You should see** the arrows of the figure above if you draw
# `plotting.score_field(lambda x: score_gaussian_nd(x, mu, cov), ax)` inside `plotting.panels`.

# %% [markdown]
# ## 3. Let the machine differentiate
#
# Deriving gradients by hand ends where densities become interesting. Automatic differentiation does not: whatever
# computes $\log p$ in PyTorch can be asked for its gradient with respect to $x$. One observation makes it cheap. The
# log-density of point $i$ depends on point $i$ alone, so in
#
# $$\frac{\partial}{\partial x_i} \sum_j \log p(x_j) \;=\; \nabla \log p(x_i)$$
#
# every term but one vanishes. Sum the batch into one scalar, go backwards *once*, and all $n$ scores are there.

# %% [markdown]
# ### Exercise 1.3 · the score of anything (10 minutes, 2 points)
#
# **Write** `compute_score_autograd(x, log_prob_fn)`. The function `log_prob_fn` takes `(n, d)` and gives `(n,)`; you
# return `(n, d)`. Leave no traces: `x` must not start to require gradients, and if `log_prob_fn` is a network, its
# parameters must not find a `.grad` that they did not have. It does not matter whether your result carries a graph.
#
# <details><summary>Hint</summary>
#
# Work on `x.detach().clone().requires_grad_()`. Then `torch.autograd.grad(scalar, leaf)` returns a tuple with the one
# gradient you ask for, whereas `.backward()` writes into everything that can be differentiated.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "compute_score_autograd_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def compute_score_autograd(x, log_prob_fn):
    ### BEGIN SOLUTION
    leaf = x.detach().clone().requires_grad_()
    total = log_prob_fn(leaf).sum()
    (gradient,) = torch.autograd.grad(total, leaf)
    return gradient
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "compute_score_autograd_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_compute_score_autograd(compute_score_autograd)

# %% nbgrader={"grade": true, "grade_id": "compute_score_autograd", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.3 run here.
### BEGIN HIDDEN TESTS
import torch

random = torch.Generator().manual_seed(13)
for n, d, dtype in ((6, 3, torch.float64), (1, 1, torch.float32), (9, 2, torch.float32)):
    x_test = torch.randn(n, d, generator=random, dtype=dtype)
    given = x_test.clone()
    result = compute_score_autograd(given, lambda y: torch.cos(y).sum(-1) - (y**4).sum(-1) + 7)
    torch.testing.assert_close(result.detach(), -torch.sin(x_test) - 4 * x_test**3)
    assert torch.equal(given, x_test) and not given.requires_grad and given.grad is None
network = torch.nn.Linear(2, 5).to(dtype)
result = compute_score_autograd(x_test, lambda y: network(y).sum(-1))
torch.testing.assert_close(result.detach(), network.weight.detach().sum(0).expand(9, 2))
assert all(parameter.grad is None for parameter in network.parameters())
### END HIDDEN TESTS

# %% [markdown]
# **Look.** Two routes to one number are better than one. Here is a mixture of three Gaussians, whose closed form is the
# subject of notebook 3; the course's own implementations of both routes must agree at a thousand points:

# %%
three = distributions.GaussianMixture(
    weights=torch.tensor([0.5, 0.3, 0.2], device=device),
    means=torch.tensor([[-2.0, -1.0], [2.0, -1.0], [0.5, 2.0]], device=device),
    covs=torch.tensor([[[0.6, 0.2], [0.2, 0.4]], [[0.5, -0.2], [-0.2, 0.6]], [[0.8, 0.0], [0.0, 0.2]]], device=device),
)
x = three.sample(1000)
by_machine, by_hand = scores.compute_score_autograd(x, three.log_prob), three.score(x)
assert torch.allclose(by_machine, by_hand, atol=1e-4)

# %% [markdown]
# ### Exercise 1.4 · a kink (10 minutes, 2 points)
#
# Not every density is a bell. The Laplace density $p(x) = \frac{1}{2b}\, e^{-|x-\mu|/b}$ has a sharp peak and
# heavier tails.
#
# **Predict.** Draw its logarithm in your head: a tent. What is the slope of a tent, at every place? And at the very top?
#
# **Write** `score_laplace(x, mu, b)`, element by element. At $x = \mu$ the derivative does not exist; any number between
# $-1/b$ and $1/b$ is a fair answer there, and NaN is not.

# %% nbgrader={"grade": false, "grade_id": "score_laplace_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_laplace(x, mu=0.0, b=1.0):
    ### BEGIN SOLUTION
    return torch.sign(mu - x) / b
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "score_laplace_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_score_laplace(score_laplace)

# %% nbgrader={"grade": true, "grade_id": "score_laplace", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.4 run here.
### BEGIN HIDDEN TESTS
import torch

for shape, dtype in (((10,), torch.float64), ((5, 2), torch.float32)):
    for mu, b in ((0.0, 1.0), (1.5, 0.2), (-0.75, 4.0)):
        x_test = (mu + torch.tensor([-9, -2.5, -1, -0.3, -0.01, 0.02, 0.4, 1, 3, 11], dtype=dtype)).reshape(shape)
        given = x_test.clone()
        wanted = torch.where(x_test > mu, -1 / b, 1 / b).to(dtype)
        torch.testing.assert_close(score_laplace(given, mu, b).detach(), wanted)
        assert torch.equal(given, x_test)
        kink = score_laplace(torch.full_like(x_test, mu), mu, b)
        assert bool((kink.abs() <= 1 / b + 1e-5).all()), "NaN or too large at the kink"
torch.testing.assert_close(score_laplace(x_test + 20).detach(), -torch.ones_like(x_test))
### END HIDDEN TESTS

# %% [markdown]
# **Look.** Side by side, the difference between the two densities is almost invisible in the densities, and plain in
# their scores. A Gaussian pulls like a spring, harder the further you go; a Laplace density pulls with the same force
# everywhere, which is why it tolerates outliers.

# %%
peaked = distributions.Laplace(b=0.8)
alt = """Left: a Gaussian bell and a sharply peaked Laplace density. Right: their scores. The Gaussian's is a falling
line; the Laplace density's is a step from plus 1.25 to minus 1.25 at zero."""
with plotting.panels(2, alt=alt, height=2.7) as (left, right):
    plotting.curves(
        {"Gaussian": lambda x: bell.log_prob(x).exp(), "Laplace": lambda x: peaked.log_prob(x).exp()}, left, "densities"
    )
    plotting.curves({"Gaussian": bell.score, "Laplace": peaked.score}, right, "scores")

# %% [markdown]
# ## 4. The constant that vanishes
#
# Now the reason why all of this is worth a course. Write $\log p(x) = \log \tilde p(x) - \log Z$ and differentiate.
# The number $Z$ does not contain $x$:
#
# $$\nabla_x \log p(x) = \nabla_x \log \tilde p(x) - \underbrace{\nabla_x \log Z}_{=\,0} = \nabla_x \log \tilde p(x).$$
#
# **The score of an unnormalised density is the score of the density.** What cost $10^{784}$ additions is not needed. In
# particular, if a model is given by an energy, $p(x) = e^{-E(x)}/Z$, then $s(x) = -\nabla_x E(x)$: the arrows run
# downhill in energy, and notebook 2 lives on that. Multiply a density by a million and look:

# %%
def wrong_by_a_million(x):
    return three.log_prob(x) + torch.log(torch.tensor(1e6))


gap = scores.compute_score_autograd(x, wrong_by_a_million) - three.score(x)
assert gap.abs().max() < 1e-4

# %% [markdown]
# Has anything else been lost together with the constant? On a line one can check. The score is the slope of $\log p$,
# so adding up slopes from left to right rebuilds $\log p$ up to a constant, and *one* sum at the end finds the constant.
# **Predict:** for a density with two humps of unequal height, will the rebuilt one get the heights right?

# %%
humps = distributions.GaussianMixture([0.7, 0.3], [[-1.5], [1.5]], [[0.3], [0.2]])
line = torch.linspace(-4, 4, 401)[:, None]
log_p = torch.cumulative_trapezoid(humps.score(line)[:, 0], line[:, 0])
rebuilt = log_p.exp() / torch.trapezoid(log_p.exp(), line[1:, 0])
true = humps.log_prob(line[1:]).exp()
assert torch.allclose(rebuilt, true, atol=1e-3)

# %%
alt = """A density with a tall hump at -1.5 and a lower one at 1.5. The density rebuilt from the score alone, drawn as
dots, lies on it."""
with plotting.panels(alt=alt, height=2.6) as ax:
    plotting.curves({"true density": lambda x: humps.log_prob(x).exp()}, ax)
    ax.plot(line[1::8], rebuilt[::8], "o", color=plotting.MODEL, markersize=3.5, label="rebuilt from its score")
    ax.legend()

# %% [markdown]
# It does. Score and density hold the same information, provided the two humps are joined by a region where $p > 0$ and
# the score is known *exactly* there. Keep the proviso in mind: in section 7 it fails.

# %% [markdown]
# ## 5. Four things that always hold
#
# ### The score vanishes where the density peaks
#
# At a smooth local maximum every directional derivative is zero, so $s = 0$. It is tempting to turn the sentence
# round and hunt for modes by looking for zeros. Here is a mixture of two equal Gaussians and three places where its
# score vanishes:

# %%
pair = distributions.GaussianMixture([0.5, 0.5], [[-1.8, 0.0], [1.8, 0.0]], [[0.8, 0.8], [0.8, 0.8]])
zeros = torch.tensor([[-1.7994, 0.0], [0.0, 0.0], [1.7994, 0.0]])
alt = """A score field over two round humps side by side. Three crosses mark zeros: one on each hump, and one half-way
between them, where arrows arrive from above and below and leave to both sides."""
with plotting.panels(alt=alt, height=4.2) as ax:
    plotting.score_field(pair.score, ax, log_prob=pair.log_prob, unit=1.0)
    plotting.points(zeros, ax, size=60, marker="x")
assert pair.score(zeros).abs().max() < 1e-3

# %% [markdown]
# The one in the middle is no peak. Arrows come in from above and below, and leave to the left and right. What kind of
# zero it is, the *change* of the score says: the matrix $\partial s/\partial x$, which is the Hessian of $\log p$. Its
# eigenvalues at the two left zeros are:

# %%
hessian = torch.func.jacrev(lambda x: pair.score(x))
peak, middle = (torch.linalg.eigvalsh(hessian(z)) for z in zeros[:2])
assert (peak < 0).all() and middle[0] < 0 < middle[1]
[round(value, 2) for value in peak.tolist()], [round(value, 2) for value in middle.tolist()]

# %% [markdown]
# At the peak both are negative: whichever way you leave, the arrows push back. In the middle one is positive: that way,
# they push on. Exercise 1.8 comes back to this.

# %% [markdown]
# ### The score is zero on average
#
# Averaged over the density whose score it is, all pushes cancel:
#
# $$\mathbb E_{p}\,[s(x)] = \int p\,\frac{\nabla p}{p}\,\mathrm dx = \int \nabla p\,\mathrm dx = 0 .$$
#
# The last step is the fundamental theorem of calculus, and it needs $p$ to be smooth enough and to fall to zero at the
# edge of the space. Many texts say "always"; the exponential density $\lambda e^{-\lambda x}$ on $x > 0$, which breaks
# off at its highest point, has the score $-\lambda$ everywhere, and so on average too.

# %% [markdown]
# ### Exercise 1.5 · zero, within error bars (10 minutes, 2 points)
#
# An average over samples is never exactly zero. To *verify* that a mean is zero is to ask whether it lies within a few
# standard errors of zero. The standard error of a mean of $n$ independent numbers is their standard deviation over $\sqrt n$.
#
# **Write** `mean_score(score_fn, samples)`: the pair of the mean score `(d,)` and its standard error `(d,)`, over
# `samples` `(n, d)`. `score_fn` is any score function; whether you divide by $n$ or $n - 1$ in the variance is up to you.

# %% nbgrader={"grade": false, "grade_id": "mean_score_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mean_score(score_fn, samples):
    ### BEGIN SOLUTION
    arrows = score_fn(samples)
    return arrows.mean(dim=0), arrows.std(dim=0) / len(arrows) ** 0.5
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "mean_score_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_mean_score(mean_score)

# %% nbgrader={"grade": true, "grade_id": "mean_score", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.5 run here: one point for the mean, one for its error.
### BEGIN HIDDEN TESTS
import torch

random = torch.Generator().manual_seed(15)
earned = 2
for n, d, dtype in ((30, 2, torch.float64), (64, 1, torch.float32), (12, 4, torch.float64)):
    x_test = torch.randn(n, d, generator=random, dtype=dtype)
    arrows = torch.tanh(x_test) - 2 * x_test**2
    given = x_test.clone()
    mean, error = mean_score(lambda y: torch.tanh(y) - 2 * y**2, given)
    torch.testing.assert_close(mean.detach(), arrows.sum(0) / n)
    assert torch.equal(given, x_test)
    squares = (arrows - arrows.mean(0)).square().sum(0)
    right = any(
        error.shape == (d,) and torch.allclose(error.detach(), (squares / m / n).sqrt(), rtol=1e-3) for m in (n, n - 1)
    )
    earned = min(earned, 2 if right else 1)
earned
### END HIDDEN TESTS

# %% [markdown]
# **Look.** The mean score of the three-humped mixture, from more and more samples, with bars of two standard errors. You
# should see the bars shrink by $\sqrt{10}$ from one size to the next, and cross zero about nineteen times in twenty:

# %%
sizes = [100, 1_000, 10_000, 100_000]
estimates = [scores.mean_score(three.score, three.sample(n)) for n in sizes]
mean, error = (torch.stack(values).cpu() for values in zip(*estimates))
assert (mean.abs() < 5 * error).all()

# %%
alt = """Mean score against the number of samples, on a logarithmic axis from 100 to 100,000, one estimate for each
coordinate. The bars shrink around the line at zero."""
with plotting.panels(alt=alt, height=2.6) as ax:
    plotting.error_bars(ax, sizes, mean[:, 0], error[:, 0], "$x_1$", plotting.TRUTH, shift=0.95)
    plotting.error_bars(ax, sizes, mean[:, 1], error[:, 1], "$x_2$", plotting.MODEL, shift=1.05)
    ax.set(xlabel="samples", ylabel="mean score")
    ax.legend()

# %% [markdown]
# ### Its mean square is the Fisher information
#
# The pushes cancel, but their squares do not:
#
# $$\mathcal I(p) = \mathbb E_p\!\left[\lVert s(x)\rVert^2\right].$$
#
# Sharp densities have long arrows and much of it, flat ones little. For $\mathcal N(\mu, \sigma^2 I)$ in $d$ dimensions,
#
# $$\mathcal I = \mathbb E\,\frac{\lVert x-\mu\rVert^2}{\sigma^4} = \frac{d\,\sigma^2}{\sigma^4} = \frac{d}{\sigma^2},$$
#
# so $1/\sigma^2$ on a line and $2/\sigma^2$ in the plane. What is it information *about*? About location: if the density
# is shifted by an unknown amount, $\mathcal I$ is the trace of the Fisher information matrix of that shift. No unbiased
# estimate of the shift from one sample on a line has a smaller variance than $1/\mathcal I$.

# %% [markdown]
# ### Exercise 1.6 · how sharp is a density? (5 minutes, 2 points)
#
# **Predict.** Twice as wide a Gaussian: how much information is left?
#
# **Write** `fisher_information(score_fn, samples)`, the mean of $\lVert s(x)\rVert^2$ over the samples `(n, d)`: one number,
# as a tensor of shape `()`.

# %% nbgrader={"grade": false, "grade_id": "fisher_information_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fisher_information(score_fn, samples):
    ### BEGIN SOLUTION
    return torch.linalg.vector_norm(score_fn(samples), dim=1).pow(2).mean()
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "fisher_information_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_fisher_information(fisher_information)

# %% nbgrader={"grade": true, "grade_id": "fisher_information", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.6 run here.
### BEGIN HIDDEN TESTS
import torch

random = torch.Generator().manual_seed(16)
for n, d, dtype in ((30, 2, torch.float64), (17, 5, torch.float32), (40, 1, torch.float64)):
    x_test = torch.randn(n, d, generator=random, dtype=dtype)
    given = x_test.clone()
    result = torch.as_tensor(fisher_information(lambda y: 1 - y**3, given), dtype=dtype)
    wanted = sum(float((1 - row**3) @ (1 - row**3)) for row in x_test) / n
    torch.testing.assert_close(result.detach(), torch.tensor(wanted, dtype=dtype), rtol=1e-4, atol=1e-6)
    assert torch.equal(given, x_test)
### END HIDDEN TESTS

# %% [markdown]
# **Look.** Measured from 20 000 samples in the plane, against $2/\sigma^2$. On logarithmic axes a power law is a straight
# line, and its slope is the power:

# %%
widths = torch.tensor([0.25, 0.5, 1.0, 2.0, 4.0])
rounds = [distributions.gaussian(torch.zeros(2, device=device), torch.full((2,), w**2)) for w in widths.tolist()]
measured = torch.stack([scores.fisher_information(p.score, p.sample(20_000)) for p in rounds]).cpu()
assert torch.allclose(measured, 2 / widths**2, rtol=0.05)

# %%
alt = """Fisher information against the width of a Gaussian, on logarithmic axes. Five measured points lie on the straight
line two over sigma squared."""
with plotting.panels(alt=alt, height=2.6) as ax:
    ax.loglog(widths, 2 / widths**2, label=r"$2/\sigma^2$")
    ax.loglog(widths, measured, "o", label="measured")
    ax.set(xlabel=r"$\sigma$", ylabel="Fisher information")
    ax.legend()

# %% [markdown]
# ### Temperature only changes the length of the arrows
#
# Raise a density to the power $1/T$ and normalise again, $p_T \propto p^{1/T}$. The logarithm brings the power down,
# the new normaliser vanishes, and
#
# $$s_T(x) = \frac{s(x)}{T} .$$
#
# | temperature | arrows | density |
# |---|---|---|
# | cold, $T < 1$ | longer | sharper peaks, emptier valleys |
# | $T = 1$ | as they were | as it was |
# | hot, $T > 1$ | shorter | flatter, valleys fill up |
#
# Directions stay and zeros stay: heating never moves a mode. (There has to be a density left: the tails of $p^{1/T}$ must
# be integrable. A Cauchy density at $T = 2$ no longer is one.)

# %% [markdown]
# ### Exercise 1.7 · turn up the heat (5 minutes, 2 points)
#
# **Write** `tempered_score(score_fn, temperature)`. It returns not numbers but *a new score function*, `(n, d) -> (n, d)`.
# This is a habit of the whole course: a score is any function from points to arrows, whether a formula, autograd or a network.

# %% nbgrader={"grade": false, "grade_id": "tempered_score_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tempered_score(score_fn, temperature):
    ### BEGIN SOLUTION
    def tempered(points):
        return score_fn(points) / temperature

    return tempered
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "tempered_score_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_tempered_score(tempered_score)

# %% nbgrader={"grade": true, "grade_id": "tempered_score", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 1.7 run here.
### BEGIN HIDDEN TESTS
import torch

random = torch.Generator().manual_seed(17)
for n, d, dtype in ((6, 2, torch.float64), (3, 5, torch.float32)):
    x_test = torch.randn(n, d, generator=random, dtype=dtype)
    for temperature in (0.25, 1.0, 3.0):
        given = x_test.clone()
        result = tempered_score(lambda y: torch.sin(y) - y, temperature)(given)
        torch.testing.assert_close(result.detach() * temperature, torch.sin(x_test) - x_test)
        assert torch.equal(given, x_test)
### END HIDDEN TESTS

# %% [markdown]
# **Look.** The three-humped mixture at three temperatures. You should see the same pattern of arrows three times, long,
# medium and short, over densities that spread:

# %%
alt = """Three score fields over the contours of a three-humped density at temperatures one half, one and two. Arrows keep
their directions and get shorter; the humps are separate when cold and merge when hot."""
with plotting.panels(3, alt=alt) as axes:
    for ax, temperature in zip(axes, [0.5, 1.0, 2.0]):
        field = scores.tempered_score(three.score, temperature)
        plotting.score_field(field, ax, f"$T = {temperature}$", lambda x: three.log_prob(x) / temperature, n=13)

# %% [markdown]
# ### Exercise 1.8 · is every zero a mode? (10 minutes, 2 points, in words)
#
# A friend proposes to find all modes of a density by finding all zeros of its score. In a few sentences: which kinds of
# zeros does a score have? Give an example of each kind, made of Gaussians if you like, and say how the Jacobian
# $\partial s/\partial x$ tells them apart.

# %% [markdown] nbgrader={"grade": true, "grade_id": "zeros_of_the_score", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# No. The score is zero wherever $\log p$ is flat: at **modes** (the mean of a single Gaussian), at **saddles** (half-way
# between two equal Gaussians that stand far enough apart), and at **local minima** (the centre of a square with a
# Gaussian on each corner). The Jacobian of the score is the Hessian of $\log p$: all eigenvalues negative at a mode, all positive
# at a minimum, mixed signs at a saddle. Where an eigenvalue is zero, it does not decide.
#
# ### BEGIN MARK SCHEME
# - ½ point: no, with the reason that $s = 0$ only says that $\log p$ is stationary.
# - ½ point: names saddles and minima besides modes (a plateau or $p \to 0$ at infinity is a bonus, not required).
# - ½ point: a right example of a zero that is no mode. Two Gaussians closer than two standard deviations merge into one hump,
#   so an example that needs distance should say so, but do not deduct for silence.
# - ½ point: eigenvalues of $\partial s/\partial x$: all negative, all positive, mixed.
# ### END MARK SCHEME

# %% [markdown]
# ## 6. Where this is going
#
# ### From arrows to samples
#
# Follow the arrows and you end on a peak. Follow them with the right amount of noise and you end up with *samples*:
#
# $$x_{t+1} = x_t + \frac{\epsilon}{2}\, s(x_t) + \sqrt{\epsilon}\; z_t, \qquad z_t \sim \mathcal N(0, I).$$
#
# The first term climbs, the second explores; the factor ½ and the square root are what makes them balance. This is
# **Langevin dynamics**. As the step $\epsilon$ goes to zero and the number of steps to infinity, the distribution of
# $x_t$ tends to $p$. Notebook 2 measures what a finite step costs. Here is its whole code, on 500 walkers from a square:

# %%
walkers = 8 * torch.rand(500, 2, device=device) - 4
start = walkers
for _ in range(400):
    walkers = walkers + 0.05 / 2 * three.score(walkers) + 0.05**0.5 * torch.randn_like(walkers)

# %%
alt = """Left: 500 points spread evenly over a square. Right: the same points after 400 Langevin steps, gathered on the three
humps of the density whose contours are drawn."""
with plotting.panels(2, alt=alt) as (left, right):
    plotting.points(start, left, title="start")
    plotting.contours(three.log_prob, right)
    plotting.points(walkers, right, title="after 400 steps")
assert three.log_prob(walkers).mean() > three.log_prob(start).mean() + 3

# %% [markdown]
# ### Noise and score
#
# Take a clean sample $x_0$ and add noise, $x_\sigma = x_0 + \sigma\varepsilon$ with $\varepsilon \sim \mathcal N(0, I)$. *Given $x_0$*, the noisy point is Gaussian, and
# by Exercise 1.1 its score is
#
# $$\nabla_{x_\sigma} \log p(x_\sigma \mid x_0) = -\frac{x_\sigma - x_0}{\sigma^2} = -\frac{\varepsilon}{\sigma}.$$
#
# Many courses stop here and write $s(x_\sigma) = -\varepsilon/\sigma$. That cannot be the score of the noisy *density*: a function of
# $x_\sigma$ cannot depend on which noise happened to be drawn. What holds is the average over all noises that could have
# led to this point,
#
# $$\boxed{\; s_\sigma(x) = -\frac{\mathbb E[\,\varepsilon \mid x_\sigma = x\,]}{\sigma} \;}$$
#
# **Predict.** Plot $-\varepsilon/\sigma$ against $x_\sigma$ for many pairs. A curve, or a cloud?

# %%
clean = distributions.GaussianMixture([0.5, 0.5], [[-1.5], [1.5]], [[0.05], [0.05]]).sample(20_000)
σ = 0.7
noise = torch.randn_like(clean)
noisy, target = clean + σ * noise, -noise / σ
smoothed = distributions.GaussianMixture([0.5, 0.5], [[-1.5], [1.5]], [[0.05 + σ**2], [0.05 + σ**2]])

# %% [markdown]
# Sort the pairs by where they landed, and average within narrow bins; every bin's mean should lie within its error bar of the
# score of the smoothed density:

# %%
centres = torch.arange(-2.4, 2.5, 0.4)
bins = [target[(noisy - c).abs() < 0.05] for c in centres]
average = torch.stack([b.mean() for b in bins])
bar = torch.stack([b.std() / len(b) ** 0.5 for b in bins])
assert ((average - smoothed.score(centres[:, None])[:, 0]).abs() < 5 * bar).all()

# %%
alt = """A broad cloud of single targets against the noisy point. The means of narrow vertical slices lie on a smooth curve
through the cloud, the score of the smoothed density, which rises again between its two humps."""
with plotting.panels(alt=alt, height=3.2) as ax:
    ax.plot(noisy[:2000], target[:2000], ".", color="#bbbbbb", markersize=2, label=r"single pairs, $-\varepsilon/\sigma$")
    plotting.curves({"score of the noisy density": smoothed.score}, ax)
    ax.plot(centres, average, "o", color=plotting.MODEL, label="mean of a narrow slice")
    ax.legend()

# %% [markdown]
# A cloud; and its mean is the score. This is why networks that *predict the noise* learn a score. Least squares makes a network
# output the mean of its targets, $\varepsilon_\theta(x) \approx \mathbb E[\varepsilon \mid x]$. In a diffusion model, where
# $x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\varepsilon$, the spread is $\sqrt{1-\bar\alpha_t}$ and
#
# $$s(x_t, t) \approx -\frac{\varepsilon_\theta(x_t, t)}{\sqrt{1-\bar\alpha_t}} .$$
#
# ### Networks whose output is an arrow
#
# A **score network** $s_\theta(x)$ is trained to be $\nabla_x \log p(x)$. Compared with a network for the density:
#
# | | density network | score network |
# |---|---|---|
# | output | one number, $\log p$ | a vector with as many entries as $x$ |
# | constraint | must integrate to one | none to normalise (though a true score is a gradient field, and nothing forces the network's to be one) |
# | training | needs $Z$ or an architecture that has it | never meets $Z$ |
#
# How can it be trained when nobody knows the true arrows? Notebook 4.

# %% [markdown]
# ## 7. Trouble, and noise as the cure
#
# Two things go wrong with scores of real data.
#
# **Empty regions.** Where $p \approx 0$ there are no samples to learn from, so estimated arrows are unreliable exactly
# where a lost walker needs them. And even with perfect arrows, a walker may wait very long before it crosses a desert.
#
# **Thin data.** Photographs are a thin sheet in the space of all images. Off the sheet $p = 0$, $\log p = -\infty$, and the score does
# not exist. There is no compass at all.
#
# Both are cured by blurring. Add noise to every data point, and the density of the result,
#
# $$p_\sigma(x) = \int p(y)\, \mathcal N(x;\, y,\, \sigma^2 I)\,\mathrm dy ,$$
#
# is positive and smooth everywhere. For a finite set of data it is even simple: a mixture with one Gaussian on each
# point. Here is our curve, a spiral of 300 points, seen through three amounts of noise:

# %%
angle = 3 * torch.pi * torch.linspace(0.15, 1, 300, device=device).sqrt()
data = 0.36 * angle[:, None] * torch.stack([angle.cos(), angle.sin()], dim=1)


def blurred(σ):
    n = len(data)
    return distributions.GaussianMixture(torch.full((n,), 1 / n), data, torch.full((n, 2), σ**2))


# %%
alt = """Three score fields of a spiral of points, blurred with noise of 1.5, 0.5 and 0.2. With much noise all arrows point
towards one broad hill; with little, each points to the nearest arm of the spiral."""
with plotting.panels(3, alt=alt) as axes:
    for ax, σ in zip(axes, [1.5, 0.5, 0.2]):
        plotting.score_field(blurred(σ).score, ax, f"$\\sigma = {σ}$", blurred(σ).log_prob, n=15)
        plotting.points(data, ax, size=1)

# %% [markdown]
# Much noise: arrows everywhere, telling only the rough direction. Little noise: precise arrows near the curve. One would
# want both, and can have both, one after the other.

# %% [markdown]
# ## 8. The answer
#
# Start with a strong blur and turn it down step by step, a few Langevin steps at each level, their size in
# proportion to $\sigma^2$. Nothing in the loop knows a probability; it asks the compass and moves:

# %%
walkers = 8 * torch.rand(400, 2, device=device) - 4
album = [walkers]
for σ in torch.logspace(0.4, -1.3, 40).tolist():
    compass, step = blurred(σ).score, 0.3 * σ**2
    for _ in range(20):
        walkers = walkers + step / 2 * compass(walkers) + step**0.5 * torch.randn_like(walkers)
    album.append(walkers)

# %%
alt = """Three pictures of 400 walkers: scattered evenly over the square; drawn together into a thick blurred spiral; and lying
on the thin spiral of the data."""
with plotting.panels(3, alt=alt) as axes:
    for ax, level, title in zip(axes, [0, 26, 40], ["scattered", "two thirds of the way", "arrived"]):
        plotting.points(album[level], ax, title=title)

# %%
distance = torch.cdist(walkers, data).min(1).values
assert distance.quantile(0.95) < 0.2
f"median distance from the data: {torch.cdist(album[0], data).min(1).values.median():.2f} before, {distance.median():.2f} after"

# %% [markdown]
# They can. Compasses alone brought the crowd to the data, given a family of them, from blurred to sharp.
#
# One honest remark. These arrows were computed *from* the 300 points, so all that the walkers can ever do is find those
# points again. A network that has *learnt* the arrows from noisy data has to fill in what lies between, and that is
# where new pictures come from. How to learn arrows that nobody can show you is the story of the next three notebooks.
#
# ## In short
#
# | | formula | remember |
# |---|---|---|
# | score | $s(x) = \nabla_x \log p(x)$ | which way is likelier, and how fast |
# | no normaliser | $\nabla \log(\tilde p/Z) = \nabla\log\tilde p$ | $Z$ is never needed |
# | Gaussian | $-\Sigma^{-1}(x-\mu)$ | linear; turns towards the ridge first |
# | zeros | $s(x) = 0$ | modes, and saddles and minima too |
# | mean | $\mathbb E_p[s] = 0$ | if $p$ falls to zero at the edge |
# | Fisher information | $\mathbb E_p\lVert s\rVert^2$ | $d/\sigma^2$ for $\mathcal N(\mu, \sigma^2I)$ |
# | temperature | $s/T$ | same directions |
# | noise | $s_\sigma(x) = -\mathbb E[\varepsilon\mid x]/\sigma$ | the mean, not the single draw |
#
# ## Read on
#
# - A. Hyvärinen, *Estimation of Non-Normalized Statistical Models by Score Matching*, JMLR 6, 2005: learning a score without $Z$.
# - P. Vincent, *A Connection Between Score Matching and Denoising Autoencoders*, Neural Computation 23, 2011: noise and score.
# - Y. Song and S. Ermon, *Generative Modeling by Estimating Gradients of the Data Distribution*, NeurIPS 2019: the walk of section 8, with a network.
# - Y. Song et al., *Score-Based Generative Modeling through Stochastic Differential Equations*, ICLR 2021: where it all leads.
