# ---
# jupyter:
#   jupytext:
#     cell_metadata_filter: nbgrader,tags
#     formats: ipynb,py:percent
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
# # Energies: models without probabilities
#
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/score-functions/score-functions/blob/main/notebooks/02_ebm_score/02_ebm_score.ipynb)
#
# *Notebook 2 · about 90 minutes · 10 points*
#
# Someone hands you an energy: a function that says how *unlikely* a place is compared with any other place. That is the
# whole model. To get one probability out of it one would have to integrate over all of space, and nobody can.
# **Can you still draw fair samples from it, and know that they are fair?** The last figure answers.
#
# You should know notebook 1, and what a standard error is. You will learn
#
# - to turn any energy into a score, and why its normaliser drops out there, but not everywhere;
# - what that normaliser costs, in one dimension and in 784;
# - to sample with nothing but slopes, what a finite step costs, and which mistake no step size cures.

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

from helpers import checks, distributions, plotting, sampling, scores, widgets

# %% [markdown]
# ## 1. Energy in place of density
#
# A hiker stands on a mountainside in thick fog, without a map, and the altimeter is broken. The boots still feel one
# thing: which way the ground falls, and how steeply. To find a valley that is enough; altitude above the sea was never
# needed.
#
# Now let the altitude be an **energy** $E(x)$, and let the low ground be where the data live:
#
# $$p(x) = \frac{e^{-E(x)}}{Z}, \qquad Z = \int e^{-E(x)}\,\mathrm dx .$$
#
# Any smooth function may serve as $E$, a neural network with a single output for instance, as long as its **partition
# function** $Z$ is finite. Low energy means likely, and only differences count:
#
# $$\frac{p(a)}{p(b)} = e^{E(b)-E(a)},$$
#
# so a place one unit lower is $e \approx 2.7$ times as likely. What the boots feel is the score. Take the logarithm,
# differentiate, and notice that the number $Z$ does not contain $x$:
#
# $$\log p(x) = -E(x) - \log Z \qquad\Longrightarrow\qquad \boxed{\; s(x) = -\nabla_x E(x) \;}$$
#
# The score points *downhill in energy*, uphill in probability. Take a single valley, $E(x) = (x-2)^2$:


# %%
def valley(x):  # (n, 1) -> (n,)
    return (x - 2).square().sum(-1)


# %% [markdown]
# **Predict.** Which way, and how strongly, does the score point at $x = 5$ and at $x = 0$? By hand,
# $s(x) = -2(x-2)$; by machine:

# %%
x = torch.tensor([[5.0], [0.0]])
s = scores.score_from_energy(x, valley)
assert s.flatten().tolist() == [-6, 4]
s

# %% [markdown]
# To the left with strength 6, and to the right with strength 4: from both sides to the bottom at $x = 2$.
#
# Examples like this one often go on "suppose that $Z = 10$". One may suppose it, but it is not so: $e^{-(x-2)^2}$ is
# the Gaussian $\mathcal N(2, \tfrac12)$ without its constant, and the true value is $Z = \sqrt\pi \approx 1.77$.
# Divided by ten, it integrates to 0.18 and is no density at all. The score cannot tell:


# %%
def log_p(Z):
    return lambda x: -valley(x) - math.log(Z)


true, supposed = log_p(math.pi**0.5), log_p(10)
assert torch.equal(scores.compute_score_autograd(x, true), s)
assert torch.equal(scores.compute_score_autograd(x, supposed), s)

# %% [markdown]
# The valley, what the two constants make of it, and the slope of either logarithm:


# %%
def slope(f):
    return lambda x: scores.compute_score_autograd(x, f)


named = {r"$Z = \sqrt{\pi}$": true, "$Z = 10$": supposed}
bells = {name: lambda x, f=f: f(x).exp() for name, f in named.items()}
slopes = {name: slope(f) for name, f in named.items()}
with plotting.panels(
    3,
    alt="""A parabola with its bottom at 2; over the same place a
bell, and the same bell much too flat; two scores on one falling line.""",
) as axes:
    plotting.curves({"": valley}, axes[0], "energy $E(x)$", (-0.5, 12))
    plotting.curves(bells, axes[1], "$e^{-E(x)}/Z$")
    plotting.curves(slopes, axes[2], "score $s(x)$")

# %% [markdown]
# ### Exercise 2.1 · downhill (10 minutes, 2 points)
#
# **Predict.** You will differentiate the energies of a whole batch at once. Sum or mean?
#
# **Write** `score_from_energy(x, energy_fn)` for points `x` `(n, d)` and any `energy_fn`, `(n, d) -> (n,)`, which may
# be a network. The result is $-\nabla E$, `(n, d)`. As everywhere in this course it keeps the dtype and device of `x`,
# and you leave no traces: `x` stays as it was, its `requires_grad` and `.grad` too, and no parameter of `energy_fn`
# gains or loses a `.grad`. It does not matter whether your result carries a graph. One point is for the score, the
# other for a right score that leaves no traces. Here too, functions of `helpers` count in an answer only where the
# exercise names them.
#
# <details><summary>Hint</summary>
#
# This is Exercise 1.3 with one sign more. Work on a detached copy of `x`; `torch.autograd.grad(scalar, leaf)` returns a
# tuple of one.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "score_from_energy_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_from_energy(x, energy_fn):
    ### BEGIN SOLUTION
    place = x.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(energy_fn(place).sum(), place)
    return -slope
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "score_from_energy_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_score_from_energy(score_from_energy)

# %% nbgrader={"grade": true, "grade_id": "score_from_energy", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 2.1 run here.
### BEGIN HIDDEN TESTS
from helpers.checks.own_work import own_work


def grade(answer):
    import torch

    class Bowl(torch.nn.Linear):
        def forward(self, y):
            return super().forward(y).square().sum(-1)

    def first_only(y):
        return torch.exp(y[:, 0])

    random = torch.Generator().manual_seed(21)
    for n, d, dtype in (
        (7, 3, torch.float64),
        (1, 1, torch.float32),
        (1, 2, torch.float64),
        (5, 2, torch.float32),
    ):
        x_test = torch.randn(n, d, generator=random, dtype=dtype)
        for energy, wanted in (
            (
                lambda y: (y**4).sum(-1) + torch.sin(y).sum(-1) - 2000,
                -4 * x_test**3 - torch.cos(x_test),
            ),
            (lambda y: y.sum(-1) ** 2, -2 * x_test.sum(1, keepdim=True).expand(n, d)),
            (lambda y: 3000 * torch.cosh(y).sum(-1), -3000 * torch.sinh(x_test)),
            (
                first_only,
                torch.cat([-torch.exp(x_test[:, :1]), torch.zeros(n, d - 1)], 1).to(
                    dtype
                ),
            ),
        ):
            torch.testing.assert_close(
                answer(x_test.clone(), energy).detach(), wanted, rtol=1e-5, atol=1e-5
            )
    clean = True
    for dtype in (torch.float32, torch.float64):
        network, x_test = Bowl(2, 3, dtype=dtype), x_test.to(dtype)
        wanted = -2 * (x_test @ network.weight.T + network.bias) @ network.weight
        for energy, needs in (
            (network, False),
            (network, True),
            (lambda y: network(y), False),
        ):
            given = x_test.clone().requires_grad_(needs)
            leaves = (
                [given, *network.parameters()] if needs else list(network.parameters())
            )
            for leaf in leaves:
                leaf.grad = torch.ones_like(leaf)
            torch.testing.assert_close(
                answer(given, energy).detach(), wanted.detach(), rtol=1e-4, atol=1e-5
            )
            clean = (
                clean and torch.equal(given, x_test) and (needs or given.grad is None)
            )
            clean = clean and given.requires_grad == needs
            for leaf in leaves:
                kept = leaf.grad is not None and bool((leaf.grad == 1).all())
                clean = clean and leaf.requires_grad and kept
                leaf.requires_grad_()
    return 2 if clean else 1


grade(own_work(score_from_energy))
### END HIDDEN TESTS

# %% [markdown]
# **You should see** `-6` and `4` again from `score_from_energy(x, valley)` in a new cell. (The sum: a mean would make
# every arrow $n$ times too short.)

# %% [markdown]
# ## 2. What Z costs
#
# On a line, an integral is a sum of narrow strips. Put $n$ nodes $x_1, \dots, x_n$ from one end to the other, a
# distance $h$ apart; by the trapezoid rule
#
# $$Z \approx h\left[\tfrac12 e^{-E(x_1)} + e^{-E(x_2)} + \dots + e^{-E(x_{n-1})} + \tfrac12 e^{-E(x_n)}\right],
# \qquad h = \frac{\text{high}-\text{low}}{n-1}.$$

# %% [markdown]
# ### Exercise 2.2 · the whole landscape, on a line (10 minutes, 2 points)
#
# **Write** `partition_function(energy_fn, low, high, n_points)`: the integral of $e^{-E}$ from `low` to `high`, a
# single number (a float or a scalar tensor, of any precision). Use `n_points` evenly spaced nodes, both ends included,
# and hand them to `energy_fn` all at once, as points `(n_points, 1)`. The trapezoid rule is right, and so is any better
# one for these nodes. Wherever you are tested $e^{-E}$ vanishes at both ends, so that a plain sum times $h$ does as
# well, and `n_points` is odd. Results within one part in a thousand pass.


# %% nbgrader={"grade": false, "grade_id": "partition_function_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def partition_function(energy_fn, low, high, n_points):
    ### BEGIN SOLUTION
    nodes = torch.linspace(low, high, n_points)
    heights = torch.exp(-energy_fn(nodes[:, None]))
    return torch.trapezoid(heights, nodes)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "partition_function_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_partition_function(partition_function)

# %% nbgrader={"grade": true, "grade_id": "partition_function", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 2.2 run here.
### BEGIN HIDDEN TESTS
from helpers.checks.own_work import own_work, watch


def grade(answer):
    from math import exp, gamma, isclose, pi

    import torch

    def integral(energy, low, high, n_nodes):
        batches = []

        @watch
        def watched(y):
            batches.append(y.detach().double())
            return energy(y)

        result = answer(watched, low, high, n_nodes)
        even = torch.linspace(low, high, n_nodes, dtype=torch.float64)[:, None]
        whole = [y.sort(0).values for y in batches if y.shape == (n_nodes, 1)]
        assert any(torch.allclose(y, even, rtol=0, atol=1e-4) for y in whole), (
            "all nodes come at once"
        )
        assert not isinstance(result, str)
        return float(result.item() if hasattr(result, "item") else result)

    for energy, low, high, n_nodes, wanted in (
        (
            lambda y: ((y + 1) ** 2 / (2 * 0.6**2)).sum(-1),
            -6.5,
            5.25,
            301,
            0.6 * (2 * pi) ** 0.5,
        ),
        (lambda y: ((y - 3) ** 2).sum(-1) - 5.0, -4, 10, 421, exp(5) * pi**0.5),
        (lambda y: ((y - 2) ** 2).sum(-1) + 6.5, -4.0, 8.0, 41, exp(-6.5) * pi**0.5),
        (lambda y: (y**4).sum(-1), -3.0, 3.0, 161, 2 * gamma(1.25)),
        (lambda y: torch.log(torch.cosh(y)).sum(-1), -14.0, 15.0, 1001, pi),
    ):
        result = integral(energy, low, high, n_nodes)
        assert isclose(result, wanted, rel_tol=1.2e-3), (result, wanted)


grade(own_work(partition_function))
### END HIDDEN TESTS

# %% [markdown]
# **Look.** For the valley of section 1, with the integral from −4 to 8: how many nodes give three digits of $\sqrt\pi$?
# **Predict**, then read off the relative errors:


# %%
def quadrature_error(nodes):
    Z = distributions.partition_function(valley, -4, 8, nodes)
    return abs(Z.item() / math.pi**0.5 - 1)


assert quadrature_error(17) < 1e-6
", ".join(f"{nodes} nodes: {quadrature_error(nodes):.0e}" for nodes in range(5, 14, 2))

# %% [markdown]
# Thirteen, and seventeen give six. For smooth integrands that fade out at both ends, with all their derivatives, the
# rule is that good, so the trouble is not the line. The trouble is that every coordinate brings an axis of its own, and
# $g$ nodes on each of $d$ axes are $g^d$ nodes. How long would they take, at a thousand million evaluations a second?


# %%
def duration(g, d):
    seconds = d * math.log10(g) - 9  # logarithms: no float holds 10^784
    years = seconds - math.log10(365.25 * 24 * 3600)
    return f"10^{years:.1f} years" if years > 0 else f"10^{seconds:.1f} s"


# %% [markdown]
# With ten nodes an axis, and with a hundred; 784 coordinates are the pixels of a small image, 28 × 28:

# %%
print("coordinates            10 an axis       100 an axis")
for d in (1, 2, 3, 10, 784):
    print(f"{d:11} {f'10^{d} points':>15} {duration(10, d):>15} {duration(100, d):>17}")

# %% [markdown]
# Three coordinates cost nothing, ten take seconds or millennia, and for the image the age of the universe, some
# $10^{10}$ years, is nothing beside it.
#
# Do random points fare better? The error of a random average, one hears, does not depend on the dimension. Take the
# bowl $E(x) = \lVert x\rVert^2/2$ and 100 000 random points in the cube $[-4, 4]^{10}$, and add up their $e^{-E}$.
# **Predict:** what share of the sum comes from the best hundred, one point in a thousand?

# %%
points = 8 * torch.rand(100_000, 10, device=device) - 4
mass = (-points.square().sum(1) / 2).exp().sort(descending=True).values
share = (mass[:100].sum() / mass.sum()).item()
assert share > 0.5
f"{share:.0%}"

# %% [markdown]
# Most of it: a cube is mostly corners, and there $e^{-E}$ is next to nothing. The error does depend on the dimension,
# through the spread of what is averaged. For this bowl the variance of a single point's contribution, relative to the
# square of its mean, is $(4/\sqrt\pi)^d - 1$ (up to the little that lies outside the cube). So every coordinate
# multiplies the number of points needed by 2.26, and one per cent of accuracy in 784 coordinates takes

# %%
f"10^{4 + 784 * math.log10(4 / math.pi**0.5):.0f} points"

# %% [markdown]
# Fewer than on a grid, and as hopeless. Cleverer estimates of $Z$ exist (*annealed importance sampling* is one), but
# they find their way to the low ground by sampling, and that is just what we can't do yet.
#
# ## 3. Where Z drops out, and where it does not
#
# A model to be trained has parameters $\theta$, and so has its normaliser:
#
# $$\nabla_x \log p_\theta(x) = -\nabla_x E_\theta(x) - \underbrace{\nabla_x \log Z(\theta)}_{=\,0}.$$
#
# One consequence: an energy is defined only up to a constant. $E$ and $E + c$ have the same score, and the same density
# too, since $e^{-c}$ multiplies numerator and $Z$ alike. Sea level is a convention:

# %%
x = torch.linspace(-2, 6, 9)[:, None]
lifted = scores.score_from_energy(x, lambda x: valley(x) + 100)
assert torch.allclose(lifted, scores.score_from_energy(x, valley))

# %% [markdown]
# The other gradient is less kind: $\nabla_\theta \log Z(\theta)$ does *not* vanish. Differentiating under the integral,
#
# $$\nabla_\theta \log Z(\theta) = -\mathbb E_{p_\theta}\!\left[\nabla_\theta E_\theta(x)\right].$$
#
# **Predict** its value for $E_\theta(x) = \theta\,(x-2)^2$ at $\theta = 1$, where $Z(\theta) = \sqrt{\pi/\theta}$. On a
# line, quadrature can be differentiated like anything else:

# %%
θ = torch.tensor(1.0, requires_grad=True)
Z = distributions.partition_function(lambda x: θ * valley(x), -4, 8, 101)
(change,) = torch.autograd.grad(Z.log(), θ)
assert abs(change + 0.5) < 1e-4
f"{change.item():.3f}"

# %% [markdown]
# It is $-1/(2\theta)$. So whoever trains an energy by maximum likelihood meets $Z$ again at every step, as an average
# over samples *of the model*. Contrastive divergence approximates these samples by a few steps of a random walk that
# starts at the data. Score matching goes another way: it fits the arrows $\nabla_x$, in which $Z(\theta)$ does not
# occur. That is notebook 4.

# %% [markdown]
# ## 4. Two landscapes
#
# ### A double well
#
# The simplest landscape with a choice is $E(x) = b\,(x^2-1)^2 + c\,x$, two valleys with a barrier between
# them, tilted by $c$. On a line we can afford $Z$, so the explorer shows the density as well. **Predict**, before you
# move a slider: where is the score zero, and which of these zeros are modes? How far can you tilt before one valley is
# gone? And which of the three sliders never moves a zero?


# %%
def draw_wells(axes, barrier, tilt, T):
    def energy(x):
        return distributions.double_well(x, barrier, tilt) / T

    def score(x):
        return scores.score_from_energy(x, energy)

    Z = distributions.partition_function(energy, -4, 4, 801)
    plotting.curves({"": energy}, axes[0], "energy $E(x)/T$", (-6, 12))
    plotting.curves({"": lambda x: (-energy(x)).exp() / Z}, axes[1], "density", (0, 2))
    plotting.curves({"": score}, axes[2], "score", (-16, 16))
    return f"A double well: barrier {barrier:.2f}, tilt {tilt:.2f}, temperature {T:.1f}"


sliders = {"barrier": (0.5, 4.5, 2), "tilt": (-5, 5, 0.5), "T": (0.25, 4.25, 1)}
widgets.explore(draw_wells, columns=3, height=2.4, **sliders)

# %% [markdown]
# Three zeros. Two are modes: there the score falls through zero. At the third, the top of the barrier, it rises
# through zero, and the density has a local minimum. A valley is gone when the tilt beats the barrier at its steepest,
# $|c| > 8b/(3\sqrt3) \approx 1.54\,b$. The temperature moves no zero, for it only divides the score, as in notebook 1.
# The number of sign changes confirms the limit:


# %%
def zeros(barrier, tilt):
    line = torch.linspace(-3, 3, 6002)[:, None]
    slope = torch.func.grad(lambda x: distributions.double_well(x, barrier, tilt).sum())
    sign = slope(line).sign()
    return (sign[1:] != sign[:-1]).sum().item()


assert zeros(2, 2 * 1.53) == 3 and zeros(2, 2 * 1.55) == 1

# %% [markdown]
# ### A ring
#
# In the plane, $E(x) = (\lVert x\rVert^2 - r^2)^2 / 8r^2w^2$ is a circular valley of radius $r = 2$, in cross-section
# nearly Gaussian with spread $w = 0.3$. **Predict.** What does the score do at the centre, and along the bottom?


# %%
def ring_score(x):
    return scores.score_from_energy(x, distributions.ring)


marks = torch.tensor([[0.0, 0], [2, 0], [0, 2], [-2, 0], [0, -2]])
assert ring_score(marks).abs().max() < 1e-5
plotting.score_field(
    ring_score,
    lambda x: -distributions.ring(x),
    marks,
    alt="""Arrows
towards a circle of radius 2, from inside and outside. One cross in the empty centre,
where arrows leave in all directions, and four crosses on the circle.""",
)

# %% [markdown]
# It vanishes at the centre, smoothly, and on the whole circle. The Jacobian of the score is minus the Hessian of the
# energy; its eigenvalues, first at the centre and then on the circle:

# %%
jacobian = torch.func.hessian(lambda x: -distributions.ring(x))
centre, bottom = (torch.linalg.eigvalsh(jacobian(mark)) for mark in marks[:2])
assert (centre > 5).all() and bottom[0] < -11 and bottom[1].abs() < 1e-4
# z: where rounding leaves a negative number near zero, 0.00 and not -0.00
"centre {:.2f} and {:.2f}; circle {:z.2f} and {:z.2f}".format(*centre, *bottom)

# %% [markdown]
# At the centre all directions push away: a local *minimum* of the density. On the circle one eigenvalue is $-1/w^2$ and
# the other is zero: across the valley the walker is held, along it nothing pulls. This is the case that the signs in
# Exercise 1.8 leave open: all points of the circle are equally likely, so each is a mode, and none stands alone.
#
# ## 5. Samples from slopes
#
# Back into the fog. A hiker who only follows the slope ends at the bottom of a valley and stays; that is an optimiser.
# To become a *sample*, the walker must also be pushed about at random:
#
# $$x_{k+1} = x_k + \frac{\eta}{2}\, s(x_k) + \sqrt{\eta}\; z_k, \qquad z_k \sim \mathcal N(0, I).$$
#
# Nothing in this **Langevin step** is a probability. In $k$ steps the drift adds up to about $k\eta/2$ times the slope,
# and the pushes to a *variance* of $k\eta$. Both grow with the time $k\eta$; that is why the noise takes the root.

# %% [markdown]
# ### Exercise 2.3 · one step (5 minutes, 2 points)
#
# **Write** `langevin_step(x, score_fn, step_size, noise)`: one step from the points `x` `(n, d)`, with any score
# function `(n, d) -> (n, d)`, one by autograd included, a number `step_size` for $\eta$, and the given `noise` `(n, d)`
# for $z$. The step draws nothing itself, and leaves `x`, `noise` and what `score_fn` returns as they were. One point is
# for the drift, one for the noise.


# %% nbgrader={"grade": false, "grade_id": "langevin_step_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def langevin_step(x, score_fn, step_size, noise):
    ### BEGIN SOLUTION
    drift = 0.5 * step_size * score_fn(x)
    return x + drift + math.sqrt(step_size) * noise
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "langevin_step_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_langevin_step(langevin_step)

# %% nbgrader={"grade": true, "grade_id": "langevin_step", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 2.3 run here.
### BEGIN HIDDEN TESTS
from helpers.checks.own_work import own_work, watch


def grade(answer):
    import torch

    def flat(y):
        return torch.zeros_like(y)

    kept, silent = [], []

    @watch
    def field(y):  # by autograd, and steep; what it returns is kept elsewhere
        assert y.ndim == 2
        leaf = y.detach().clone().requires_grad_()
        (slope,) = torch.autograd.grad(
            torch.sin(leaf).sum() - 2000 * leaf.square().sum(), leaf
        )
        kept.append((slope, slope.clone()))
        return slope

    def step(x, score_fn, rate, z):
        given, noise = x.clone(), z.clone()
        stream = torch.manual_seed(8).get_state()
        result = answer(given, score_fn, rate, noise).detach()
        silent.append(torch.equal(torch.get_rng_state(), stream))
        assert result.shape == x.shape and result.dtype == x.dtype
        assert (
            torch.equal(given, x)
            and torch.equal(noise, z)
            and not (given.requires_grad or noise.requires_grad)
        )
        return result

    def near(a, b):
        return torch.allclose(a, b, rtol=1e-4, atol=1e-4)

    random = torch.Generator().manual_seed(23)
    drift = noise = whole = True
    for n, d, dtype, root in (
        (6, 2, torch.float64, 0.2),
        (1, 5, torch.float32, 0.7),
        (2, 1, torch.float64, 1.5),
    ):
        x, other, z, dice = 3 * torch.randn(4, n, d, generator=random, dtype=dtype)
        still, rate = step(x, flat, root**2, z), root**2
        noise = noise and near(still - step(x, flat, rate, dice), root * (z - dice))
        try:
            pull = step(x, field, rate, z) - still
            drift = drift and near(step(other, flat, rate, z) - still, other - x)
            drift = drift and near(pull, (torch.cos(x) - 4000 * x) * rate / 2)
            whole = whole and near(
                still + pull, x + (torch.cos(x) - 4000 * x) * rate / 2 + root * z
            )
        except (RuntimeError, AssertionError):
            # of a score under no_grad, or of single points
            drift = False
    drift, noise = (
        drift and all(torch.equal(*pair) for pair in kept),
        noise and all(silent),
    )
    return 2 if drift and noise and whole else min(1, drift + noise)


grade(own_work(langevin_step))
### END HIDDEN TESTS

# %% [markdown]
# **Look.** Four walkers start near the centre of the ring, where the density has a local minimum. **Predict:** where do
# they go, and do they ever stop?

# %% tags=["cover"]
start = 0.1 * torch.randn(4, 2, device=device)
states = torch.stack([start, *sampling.langevin(ring_score, start, 0.01, 600)])
assert (states[300:].norm(dim=2).mean() - 2).abs() < 0.3
plotting.paths(
    states,
    lambda x: -distributions.ring(x),
    alt="""Four wiggly paths from
the centre out to a circular valley and to and fro along it; their ends as dots.""",
)

# %% [markdown]
# In a hundred steps or so they are down in the valley, and then they wander along it for ever. Only the dice move them
# there, and dice are slow: $k$ steps take a walker about $\sqrt{k\eta}$ far.

# %% [markdown]
# ### Exercise 2.4 · many steps (10 minutes, 2 points)
#
# **Write** `langevin_sample(score_fn, x0, step_size, n_steps, generator=None)`. It takes `n_steps` Langevin steps from
# `x0` `(n, d)`, with any score function, and returns the last state `(n, d)`. Every step, the last one included, gets
# fresh standard normal noise, a number of its own for each coordinate of each point. With a `generator` all noise is
# drawn from it: equal seeds give equal walks, and a second walk goes on where the first left the generator. With `None`
# the noise comes from PyTorch's global stream. As always, dtype and device are those of `x0`, and `x0` is left as it
# was. You may call your `langevin_step`, or `sampling.langevin_step`. One point is for the walk, one for the stream.
#
# <details><summary>Hint</summary>
#
# `torch.randn` takes a shape and, by name, `generator`, `dtype` and `device`; with `generator=None` it draws from the
# global stream.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "langevin_sample_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    ### BEGIN SOLUTION
    state = x0
    for _ in range(n_steps):
        like = {"dtype": state.dtype, "device": state.device}
        dice = torch.randn(state.shape, generator=generator, **like)
        state = langevin_step(state, score_fn, step_size, dice).detach()
    return state
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "langevin_sample_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_langevin_sample(langevin_sample)

# %% nbgrader={"grade": true, "grade_id": "langevin_sample", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 2.4 run here: one point for the walk, one for the stream of its noise.
### BEGIN HIDDEN TESTS
from helpers.checks.own_work import own_work


def grade(answer):
    from math import sqrt

    import torch

    def step_test(x, score_fn, step_size, noise):
        return x + score_fn(x) * (step_size / 2) + noise * sqrt(step_size)

    def pulled(y):  # towards 0.5, with variance 0.8; by autograd
        leaf = y.detach().clone().requires_grad_()
        return torch.autograd.grad(-(leaf - 0.5).square().sum() / 1.6, leaf)[0]

    def walk(score_fn, start, rate, count, *stream):
        given = start.clone()
        result = answer(score_fn, given, rate, count, *stream).detach()
        assert (
            result.shape == start.shape
            and result.dtype == start.dtype
            and torch.equal(given, start)
        )
        assert not given.requires_grad
        return result

    def seeded(seed):
        return torch.Generator().manual_seed(seed)

    def walks_rightly():
        for n, d, dtype, rate, count in (
            (30_000, 2, torch.float64, 0.3, 4),
            (30_000, 3, torch.float32, 0.9, 3),
            (30_000, 2, torch.float32, 0.5, 1),
        ):
            keep, start = (
                1 - rate / 1.6,
                torch.randn(n, d, generator=seeded(27), dtype=dtype) - 2,
            )
            variance = sum(rate * keep ** (2 * k) for k in range(count))
            end = walk(pulled, start, rate, count, seeded(24))
            z = (end - 0.5 - keep**count * (start - 0.5)).double() / sqrt(variance)
            assert bool((z.mean(0).abs() < 6 / sqrt(n)).all())
            assert bool(((z.var(0) - 1).abs() < 6 * sqrt(2 / n)).all())
            assert bool(
                ((torch.corrcoef(z.mT) - torch.eye(d)).abs() < 6 / sqrt(n)).all()
            )
            assert bool(((z**4).mean() - 3).abs() < 6 * sqrt(96 / n))
        for n, count in ((3, 2), (1, 3)):
            start = torch.ones(n, 900, dtype=torch.float64)
            z = (walk(torch.zeros_like, start, 0.7, count, seeded(25)) - 1) / sqrt(
                0.7 * count
            )
            assert bool((z @ z.mT / 900 - torch.eye(n)).abs().max() < 6 * sqrt(2 / 900))
        start = torch.randn(1000, 1000, generator=seeded(28))
        z = (walk(torch.zeros_like, start, 0.7, 1, seeded(29)) - start).double() / sqrt(
            0.7
        )
        for power, moment, spread in (
            (1, 0, 1),
            (2, 1, sqrt(2)),
            (3, 0, sqrt(15)),
            (4, 3, sqrt(96)),
        ):
            assert abs(z.pow(power).mean() - moment) < 6 * spread / 1000
        for axis in (0, 1):
            assert (
                abs(1000 * z.mean(axis).square().mean() - 1) < 0.3
                and z.var(axis).min() > 0.5
            )
        # a curved field, whose coordinates are coupled
        start, rate = (torch.tensor([1.5, 1.0]).expand(30_000, 2), 0.4)
        end = walk(
            lambda y: -y * y.square().sum(1, keepdim=True), start, rate, 2, seeded(30)
        ).double()
        m = start[0].double() * (1 - rate / 2 * start[0].square().sum())
        mean = m - rate / 2 * m * (m.square().sum() + 4 * rate)
        assert bool(((end.mean(0) - mean).abs() < 6 * end.std(0) / sqrt(30_000)).all())
        keep = 1 - 0.0045 / 1.6  # many small steps, from far
        start = torch.full((400, 1), 15.5, dtype=torch.float64)
        z = walk(pulled, start, 0.0045, 330, seeded(31)) - 0.5 - 15 * keep**330
        z = z / sqrt(sum(0.0045 * keep ** (2 * k) for k in range(330)))
        assert abs(z.mean()) < 6 / sqrt(400) and abs(z.var() - 1) < 6 * sqrt(2 / 400)

    def draws_rightly():
        def go(*stream):
            return walk(
                torch.neg, torch.ones(9, 2, dtype=torch.float64), 0.2, 60, *stream
            )

        torch.manual_seed(2)
        first = go(seeded(1))
        stream, whole = seeded(1), torch.manual_seed(3).get_state()
        assert torch.equal(first, go(stream)) and torch.equal(
            torch.get_rng_state(), whole
        )
        assert not torch.equal(first, go(stream))
        assert not torch.equal(first, go(seeded(4)))
        for stream in ((), (None,)):
            torch.manual_seed(5)
            first, second = go(), go()
            torch.manual_seed(5)
            assert torch.equal(go(*stream), first) and not torch.equal(first, second)
            torch.manual_seed(6)
            assert not torch.equal(go(*stream), first)

    def earned(part):
        try:
            part()
        except Exception:
            return 0
        return 1

    own_step = globals().get("langevin_step")
    globals().update(langevin_step=step_test)  # a mistake in Exercise 2.3 costs once
    try:
        with torch.random.fork_rng(devices=[]):
            return earned(walks_rightly) + earned(draws_rightly)
    finally:
        globals().update(langevin_step=own_step)


grade(own_work(langevin_sample, "sampling.langevin_step"))
### END HIDDEN TESTS

# %% [markdown]
# **Look.** Five thousand walkers in a tilted double well, *all* started in the left valley. The score knows nothing of
# $Z$, but on a line we can ask quadrature what share belongs to the right of zero:


# %%
def well(x):
    return distributions.double_well(x, barrier=1.5, tilt=0.3)


Z = distributions.partition_function(well, -4, 4, 801)
wanted = (distributions.partition_function(well, 0, 4, 401) / Z).item()
left = -torch.ones(5000, 1, device=device)
settled = sampling.langevin_sample(
    lambda x: scores.score_from_energy(x, well), left, step_size=0.01, n_steps=3000
)

# %% [markdown]
# The barrier is low enough for most walkers to have crossed it several times, and they have forgotten where they came
# from:

# %%
share = (settled > 0).float().mean().item()
assert abs(share - wanted) < 6 * (wanted * (1 - wanted) / 5000) ** 0.5
plotting.histograms(
    {"5000 walkers, 3000 steps later": settled},
    lambda x: (-well(x)).exp() / Z,
    alt="A histogram with a high left and a lower right hump, both on the true curve.",
)

# %% [markdown]
# The curve is the density by quadrature, which the walkers never met. To the right of zero:

# %%
f"walkers {share:.3f}, quadrature {wanted:.3f}"

# %% [markdown]
# ## 6. The price of a finite step
#
# Langevin dynamics is exact in the limit $\eta \to 0$. How wrong is it with a step that one can afford? For a Gaussian
# there is an exact answer. With $s(x) = -x/\sigma^2$ one step is linear, $x' = a x + \sqrt\eta\, z$ with
# $a = 1 - \eta/2\sigma^2$. As $x$ and $z$ are independent, a variance $v$ that no longer changes obeys
#
# $$v = a^2 v + \eta, \qquad 1 - a^2 = \frac{\eta}{\sigma^2}\left(1 - \frac{\eta}{4\sigma^2}\right)
# \quad\Longrightarrow\quad \boxed{\; v = \frac{\sigma^2}{1 - \eta/4\sigma^2} \;}$$
#
# provided $|a| < 1$, that is $\eta < 4\sigma^2$. The walkers always spread too wide. **Predict:** by how much for
# $\eta = \sigma^2$? Twenty thousand walkers, all started at zero, measure it for $\sigma = 1$. They are independent,
# so the standard error of their variance is that of a Gaussian sample, $v\sqrt{2/n}$.


# %%
def variance_after(η, n=20_000):
    x0 = torch.zeros(n, 1, device=device)
    x = sampling.langevin_sample(lambda x: -x, x0, η, n_steps=round(20 / η) + 60)
    return x.var().cpu()


steps = torch.tensor([0.05, 0.1, 0.3, 1.0, 2.0, 3.0, 3.6])
measured = torch.stack([variance_after(η) for η in steps.tolist()])
formula = 1 / (1 - steps / 4)
error = formula * (2 / 20_000) ** 0.5
assert ((measured - formula).abs() < 6 * error).all()

# %%
plotting.curve_and_dots(
    {r"$\sigma^2/(1 - \eta/4\sigma^2)$": lambda η: 1 / (1 - η / 4)},
    {"measured variance": (steps, measured, error)},
    log=(0.04, 3.7),
    xlabel=r"step $\eta$",
    alt="Variance against step: flat at 1 for small steps, then rising ever more "
    "steeply to 10 near a step of 3.6; seven dots on the curve.",
)

# %% [markdown]
# The variance is a third too large for $\eta = \sigma^2$, and one per cent for $\eta = 0.04\,\sigma^2$. Beyond
# $4\sigma^2$, $|a| > 1$: every step throws the walker across the valley to a higher place on the other side. For
# $\eta = 4.4$ the variance is multiplied by $a^2 = 1.44$ in every step, and gains the new noise, so that in the end it
# is $11 \cdot 1.44^{100}$:

# %%
x0 = torch.randn(100_000, 1, device=device)
lost = sampling.langevin_sample(lambda x: -x, x0, 4.4, 100)
assert abs(lost.var() / (11 * 1.44**100) - 1) < 0.1
f"after 100 steps: {lost.var().item():.0e}"

# %% [markdown]
# In many dimensions the *narrowest* direction limits the step, but the *widest* has to be crossed, and that takes of
# the order of $\sigma_{\max}^2/\eta$ steps. And for energies that grow faster than a parabola, like our wells, no step
# is safe from every start: from far enough outside, the first push is already too long.
#
# ### A referee who needs no Z
#
# Here we knew $\sigma$. For an energy nobody has integrated there is still one average whose true value is known.
# Integrate by parts: if $\lVert x\rVert^d p(x)$ vanishes at infinity,
#
# $$\mathbb E_p[x^\top s(x)] = \int x^\top \nabla p\;\mathrm dx = -\int p\; \nabla\!\cdot x\;\mathrm dx = -d ,$$
#
# the simplest case of **Stein's identity**. And what do walkers give? Once their distribution has settled,
# $\mathbb E\lVert x'\rVert^2 = \mathbb E\lVert x\rVert^2$; expand the square of one step, and
#
# $$\mathbb E[x^\top s(x)] = -d - \frac\eta4\, \mathbb E\lVert s(x)\rVert^2 .$$
#
# The gap is a quarter of the step times the mean square of the score where the walkers are (for fair samples, the
# Fisher information): it is wide for large steps in sharp valleys. Measured, with its standard error:


# %%
def stein(score_fn, walkers):
    product = (walkers * score_fn(walkers)).sum(1)
    return product.mean().item(), product.std().item() / len(walkers) ** 0.5


# %% [markdown]
# On the Gaussian with $\eta = \sigma = 1$ it should report $-1$ less a quarter of $v = \tfrac43$, which is $-1.333$:

# %%
x = sampling.langevin_sample(lambda x: -x, x0, 1.0, 60)
mean, error = stein(lambda x: -x, x)
assert abs(mean + 4 / 3) < 6 * error
f"{mean:.3f} ± {error:.3f}, where fair samples give -1"

# %% [markdown]
# The referee notices the step, without $\sigma$ and without $Z$. (If even a small bias hurts, a *Metropolis test* after
# each step removes it, and that takes only slopes and energy differences.)
#
# ## 7. What it forgets
#
# Two narrow clusters hold 0.8 and 0.2 of the probability, far apart. Beside them, the same clusters with equal weights.
# **Predict:** where do the two *scores* differ?


# %%
def clusters(weight):
    means = torch.tensor([[-2.5], [2.5]], device=device)
    return distributions.GaussianMixture([weight, 1 - weight], means, [[0.25], [0.25]])


unequal, equal = clusters(0.8), clusters(0.5)
plotting.densities_and_scores(
    {"0.8 and 0.2": unequal, "0.5 and 0.5": equal},
    alt="""Two
pairs of humps, one pair of unequal height; their scores are the same zigzag line, save
for a slight shift of its steep middle.""",
)

# %% [markdown]
# Only in the valley, where the steep rise is shifted by a few hundredths: in a narrow strip the two differ a lot,
# outside it by next to nothing. Where walkers are, more than one unit from the middle, the weights are invisible:

# %%
side = torch.linspace(1, 4, 301, device=device)[:, None]
line = torch.cat([-side, side])
gap = (unequal.score(line) - equal.score(line)).abs().max().item()
assert gap < 1e-3

# %% [markdown]
# The weights are in the score, but in a place that nobody visits. Start four thousand walkers evenly on $[-4, 4]$, and
# look after 200 steps and again after 1500:

# %%
x0 = torch.linspace(-4, 4, 4000, device=device)[:, None]
early = sampling.langevin_sample(unequal.score, x0, 0.05, 200)
late = sampling.langevin_sample(unequal.score, early, 0.05, 1300)
plotting.histograms(
    {"200 steps": early, "1500 steps": late},
    plotting.density(unequal),
    alt="Two histograms, both with two equally high humps; the true density has a high "
    "hump on the left and a low one on the right.",
)

# %% [markdown]
# The shape of each hump is right and its height is wrong, after 1500 steps as after 200. The share on the left, the
# variance within it (expected: what section 6 gives for this step), and Stein's referee:

# %%
share, hump = (late < 0).float().mean().item(), late[late < 0]
expected = 0.25 / (1 - 0.05)  # σ² / (1 − η/4σ²)
assert abs(share - 0.8) > 0.2 and ((early < 0) != (late < 0)).sum() < 20
assert abs(hump.var().item() - expected) < 6 * expected * (2 / len(hump)) ** 0.5
mean, error = stein(unequal.score, late)
wanted = -1 / (1 - 0.05)  # −v/σ²
assert abs(mean - wanted) < 6 * error
spread = f"variance {hump.var():.3f}, expected {expected:.3f}"
f"share {share:.2f}; {spread}; referee {mean:.2f} ± {error:.2f}, expected {wanted:.2f}"

# %% [markdown]
# About half and half: the walkers remember where they started, and the weights they forget. And the referee sees
# nothing amiss! It could not: it reads only the score, at places where walkers are, and there the score is practically
# the same for all weights that are not minute. A longer walk helps in principle, but the waiting time grows
# exponentially with the height of the barrier. What does help is section 8 of notebook 1: begin with a compass so
# blurred that the two valleys are one.

# %% [markdown]
# ### Exercise 2.5 · sampled, but not evaluated (10 minutes, 2 points, in words)
#
# A colleague objects: "You can't compute $p(x)$ at a single point, so how can you claim to draw samples from $p$?"
# Answer in four or five sentences. What does a Langevin step need, and why does $Z$ not occur in it? What is the noise
# for? And on which conditions are the walkers fair samples?

# %% [markdown] nbgrader={"grade": true, "grade_id": "sampled_not_evaluated", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# To evaluate $p(x) = e^{-E(x)}/Z$ one needs $Z$, an integral over the whole space. To sample one needs only to
# *compare* places: ratios $p(a)/p(b) = e^{E(b)-E(a)}$ and the slope $\nabla\log p = -\nabla E$ contain no $Z$, since it
# is the same number everywhere. A Langevin step uses the slope alone. Its noise makes it a sampler: without it all
# walkers would end in valleys, as an optimiser does; with it, in the right proportion, the stationary distribution is
# $p$. That holds as the step goes to zero (a finite one spreads the walkers too widely) and as time goes to infinity:
# if a barrier is not crossed in the time we have, the shares of the valleys stay wrong.
#
# ### BEGIN MARK SCHEME
# - ½ point: ratios of densities, or the gradient of the log-density, do not contain $Z$.
# - ½ point: Langevin dynamics uses only the score (the energy's gradient), at the places where the walkers are.
# - ½ point: the noise makes it a sampler and not an optimiser (or: keeps it from collapsing onto the modes).
# - ½ point: at least one limit: the bias of a finite step, or slow mixing between separated modes. Both is a bonus, not
#   required.
# ### END MARK SCHEME

# %% [markdown]
# ## 8. The answer
#
# Here is an energy whose $Z$ no table lists: a ring with three bays of unequal depth.


# %%
def bays(x):  # (n, 2) -> (n,)
    a, b = x.unbind(-1)
    uneven = 0.1 * (3 * a * b**2 - a**3) + (a - b / 2) / 3
    return distributions.ring(x, width=0.4) + uneven


# %% [markdown]
# Half of the walkers start in the shallowest bay, on the right, and half at the top left. If the two halves agree (we
# compare their mean $x_1$), there is no sign that they remember; if Stein's referee reports $-2$ within its error, the
# bias of the step is too small for it to see; by section 6 we expect it to be $\frac\eta4\mathbb E\lVert s\rVert^2$,
# the cost below. Neither takes a $Z$.


# %%
def bays_score(x):
    return scores.score_from_energy(x, bays)


start = torch.tensor([[2.0, 0.0], [-1.0, 1.7]], device=device).repeat(3000, 1)
early = sampling.langevin_sample(bays_score, start, 0.02, 50)
late = sampling.langevin_sample(bays_score, early, 0.02, 2450)

# %% [markdown]
# A third of the six thousand, early and late:

# %%
some = {"50 steps": early[:2000], "2500 steps": late[:2000]}
plotting.clouds(
    some,
    lambda x: -bays(x),
    alt="""Two groups of points, on
the right and at the top left of an uneven ring; and points all round it, most at the
top left, fewer at the bottom left, fewest on the right.""",
)

# %% [markdown]
# What the two checks say:

# %%
halves = late[0::2, 0], late[1::2, 0]
apart = (halves[0].mean() - halves[1].mean()).item()
doubt = (sum(half.var() for half in halves) / 3000).sqrt().item()
mean, error = stein(bays_score, late)
assert abs(apart) < 6 * doubt and abs(mean + 2) < 6 * error
cost = (0.02 / 4 * bays_score(late).square().sum(1).mean()).item()
f"halves {apart:.2f} ± {doubt:.2f}; referee {mean:.2f} ± {error:.2f}; cost {cost:.2f}"

# %% [markdown]
# Both pass. And as this space has only two dimensions, quadrature can judge for once. In polar coordinates the density
# of the direction $\varphi$ is an integral over the radius $\rho$, up to the factor $1/Z$:


# %%
def at_angle(φ):  # (n, 1) -> (n,)
    ρ = torch.linspace(0, 4, 401, device=φ.device)
    x = torch.stack([ρ * φ.cos(), ρ * φ.sin()], dim=-1)  # (n, 401, 2)
    return torch.trapezoid((-bays(x)).exp() * ρ, ρ)


# %% [markdown]
# Integrated over each of 24 sectors it says what share of the walkers belongs there. **Predict:** will 6000 walkers
# keep to it, within their standard errors?

# %%
φ = torch.linspace(-math.pi, math.pi, 721)
mass = torch.cumulative_trapezoid(at_angle(φ[:, None]), φ)[29::30]
Z = mass[-1]
belongs = torch.diff(mass / Z, prepend=torch.zeros(1))
angle = torch.atan2(late[:, 1], late[:, 0]).cpu()
found = torch.histc(angle, 24, -math.pi, math.pi) / len(angle)
error = (belongs * (1 - belongs) / len(angle)).sqrt()
assert ((found - belongs).abs() < 6 * error).all()

# %% [markdown]
# They do. Per unit of angle, with bars of two standard errors (beyond $\pm\pi$ the curve repeats itself):

# %%
width = math.pi / 12
plotting.curve_and_dots(
    {"quadrature": lambda φ: at_angle(φ) / Z},
    {"walkers, per sector": (φ[15::30], found / width, error / width)},
    xlabel=r"direction $\varphi$",
    alt="""A curve with three peaks of unequal height,
the highest near 2, and on it, within their error bars, 24 dots.""",
)

# %% [markdown]
# **Yes, you can draw fair samples, and you can know it as far as the walkers have been.** The dots are walkers who only
# ever felt the slope; the curve is the integral they never needed. Two checks without $Z$ guard against two mistakes:
# Stein's identity against a step that is too long, and different starts against a walk that is too short. Neither can
# vouch for a valley in which nobody has started and to which nobody has come. For that, one needs somebody who has seen
# the whole landscape: a judge with an integral, or a compass blurred enough.
#
# ## In short
#
# | | formula | remember |
# |---|---|---|
# | energy | $p = e^{-E}/Z$ | low is likely; only differences count |
# | score | $s = -\nabla_x E$ | downhill; $Z$ drops out |
# | cost of $Z$ | $g^d$ | fine on a line, hopeless for an image |
# | learning | $\nabla_\theta \log Z = -\mathbb E[\nabla_\theta E]$ | here $Z$ does *not* drop out |
# | Langevin step | $x + \frac\eta2 s(x) + \sqrt\eta\, z$ | slope and noise, no probability |
# | step bias | $\sigma^2/(1-\eta/4\sigma^2)$ | too wide; explodes beyond $\eta = 4\sigma^2$ |
# | referee | $\mathbb E[x^\top s] = -d$ | sees the step, not the weights |
# | mixing | 0.8 and 0.2 become 0.5 and 0.5 | the weights hide in the empty valley |
#
# ## Read on
#
# - Y. LeCun, S. Chopra, R. Hadsell, M. Ranzato and F. Huang, *A Tutorial on Energy-Based Learning*, 2006: what else one
#   can do with energies.
# - G. Hinton, *Training Products of Experts by Minimizing Contrastive Divergence*, Neural Computation 14, 2002:
#   learning in spite of $Z(\theta)$.
# - Y. Song and D. Kingma, *How to Train Your Energy-Based Models*, arXiv:2101.03288, 2021: three ways around
#   $Z(\theta)$, score matching among them.
# - G. Roberts and R. Tweedie, *Exponential Convergence of Langevin Distributions and Their Discrete Approximations*,
#   Bernoulli 2, 1996: when a finite step converges, and when it explodes.
# - J. Gorham and L. Mackey, *Measuring Sample Quality with Stein's Method*, NeurIPS 2015: the referee of section 6,
#   grown up.
#
# ## Ready to hand in?
#
# Save the notebook and run the last cell. It names the exercises that are still open,
# and answers whose cell is missing or there twice. It does not grade: the checks above
# say what is right.

# %% tags=["hand-in"]
checks.ready_to_hand_in(
    code={
        "2.1": "score_from_energy",
        "2.2": "partition_function",
        "2.3": "langevin_step",
        "2.4": "langevin_sample",
    },
    words={"2.5": "sampled_not_evaluated"},
)
