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
# # Score matching: learning arrows that nobody has seen
#
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/score-functions/score-functions/blob/main/notebooks/04_tractable_score_matching/04_tractable_score_matching.ipynb)
#
# *Notebook 4 · about 120 minutes · 15 points*
#
# A network is to output the score of the data. To train it, one would compare its arrows with the true ones, but all
# there is are data points; nobody has ever seen a true arrow. **Can a network be trained towards a target that cannot
# be computed, and at what price?** The price is in the last figure.
#
# You should know notebook 1 and how a network is trained in PyTorch. You will learn
#
# - how integration by parts makes the unknown arrows drop out of the loss, and under which conditions;
# - to compute the term that takes their place, the trace of a Jacobian, in a loop and in closed form;
# - to train a score network, to know its best possible loss where the truth is known, and to see where it is wrong;
# - what the trace costs in high dimensions, and how noise avoids it.

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
import timeit

import torch
from tqdm.auto import tqdm

from helpers import checks, distributions, matching, models, plotting, training, widgets

# %% [markdown]
# ## 1. The loss we want and cannot have
#
# Let $p$ be the density of the data, $s^* = \nabla \log p$ its score, and $s$ the field of a network. The natural
# measure of how wrong $s$ is weighs the squared error by where the data are:
#
# $$J_{\text{explicit}}(s) = \tfrac12\, \mathbb E_p\!\left[\lVert s(x) - s^*(x)\rVert^2\right],$$
#
# half the *Fisher divergence*. It is zero only if $s = s^*$ wherever there are data. The average is no problem: we have
# samples. But $s^*$ is exactly what nobody knows.
#
# So that we can check every step, this notebook trains on data whose score we do know, two round clusters. The network
# never gets to see it.

# %%
means = torch.tensor([[2.0, 2.0], [-2.0, -2.0]], device=device)
two = distributions.GaussianMixture([0.5, 0.5], means, [[0.25, 0.25], [0.25, 0.25]])

# %% [markdown]
# ## 2. How the truth drops out
#
# Multiply out the square:
#
# $$J_{\text{explicit}}(s) = \mathbb E_p\!\left[\tfrac12 \lVert s\rVert^2 - s\cdot s^*\right] + \tfrac12\,\mathbb E_p\lVert s^*\rVert^2 .$$
#
# The last term does not depend on $s$: unknown, but of no interest to an optimiser. The middle term still contains
# $s^*$. Now use what a score is, $p\, s^* = \nabla p$, and integrate by parts, over each coordinate $x_j$ with the
# others held fixed:
#
# $$\mathbb E_p[s\cdot s^*] = \int s\cdot\nabla p\;\mathrm dx = \underbrace{\big[\,p\,s\,\big]_{\text{at infinity}}}_{=\,0}
# - \int p \sum_j \frac{\partial s_j}{\partial x_j}\,\mathrm dx = -\,\mathbb E_p\!\left[\operatorname{tr} \frac{\partial s}{\partial x}\right].$$
#
# The unknown score is gone. What is left is Hyvärinen's **tractable loss**,
#
# $$\boxed{\; J(s) = \mathbb E_p\!\left[\operatorname{tr}\frac{\partial s}{\partial x} + \tfrac12 \lVert s(x)\rVert^2\right],
# \qquad J_{\text{explicit}}(s) = J(s) + \tfrac12\,\mathbb E_p\lVert s^*\rVert^2 \;}$$
#
# It asks for samples and for the network, and for nothing else. It holds if $p$ and $s$ are differentiable, the
# averages exist, and the flux of $p\,s$ through ever larger spheres vanishes, as it does when $p$ falls off fast
# enough. (Data in a box, whose density breaks off at the walls, violate it.)
#
# Read the two terms as wishes. The trace measures how fast arrows spread out from a point; where it is negative, they
# run together. So a low $J$ asks for two things at the data points: arrows that run together there, and short ones.
# That describes a mode.
#
# **Predict.** Can $J$ be negative? What is it for $s(x) = -x$ on standard normal data in the plane? The trace is $-2$
# everywhere and $\mathbb E\lVert x\rVert^2 = 2$, so $J = -2 + 1 = -1$. And since $J_{\text{explicit}} \ge 0$ and is
# zero only for the truth, **the smallest possible $J$ is $-\tfrac12\mathbb E\lVert s^*\rVert^2$**, minus half the
# Fisher information of notebook 1.

# %% [markdown]
# On a line everything can be drawn. Data from $\mathcal N(0, \sigma^2)$, a model $s(x) = -a x$ with one parameter: what
# do the two losses look like as functions of $a$, and what happens to their distance when you move $a$ and $\sigma$?


# %%
def draw_losses(axes, a, σ):
    normal = distributions.gaussian([0.0], [σ**2])
    field = {"truth": normal.score, "model $-ax$": lambda x: -a * x}
    losses = {
        "explicit": lambda b: σ**2 / 2 * (b - 1 / σ**2) ** 2,
        "tractable": lambda b: σ**2 / 2 * b**2 - b,
    }
    plotting.curves(field, axes[0], "score", (-9, 9))
    plotting.curves(losses, axes[1], "losses", (-3, 6))
    axes[1].plot([a, a], [loss(a) for loss in losses.values()], "o-", color="0.2")
    axes[1].set(xlabel="$a$", xlim=(-1, 4))
    return f"Model slope {-a:.1f}, data spread {σ:.2f}: two parabolas of one shape."


widgets.explore(draw_losses, columns=2, a=(-1.0, 4.0, 0.4), σ=(0.5, 2.0, 0.8))

# %% [markdown]
# Two parabolas of one shape, with their lowest points at the same $a = 1/\sigma^2$. The bar between them never changes
# its length when $a$ moves: it is $\tfrac12\mathbb E\lVert s^*\rVert^2 = \tfrac{1}{2\sigma^2}$, a property of the data
# alone, and long for narrow data.

# %% [markdown]
# ## 3. The trace
#
# The trace needs only the diagonal of the Jacobian: how the $j$-th output changes with the $j$-th input. PyTorch
# differentiates one scalar at a time, and $\sum_i s_j(x_i)$ is one. As in notebook 1, its gradient holds
# $\partial s_j/\partial x$ of all points at once, provided that the arrow at a point depends on that point alone (no
# batch normalisation). So $d$ backward passes give the diagonal of all $n$ Jacobians.

# %% [markdown]
# ### Exercise 4.1 · the trace of the Jacobian (20 minutes, 3 points)
#
# **Predict.** For a linear field $s(x) = Ax$, what must come out, at every point?
#
# **Write** `jacobian_trace(scores, x)`. `x`, `(n, d)`, requires gradients, and `scores`, `(n, d)`, was computed from
# it, point by point. Return the trace at every point, `(n,)`, and leave `x` as it came. The trace is going to be part of
# a loss, so it must be differentiable: a loss that contains it must have the right gradient with respect to the
# network's parameters. No `.grad` is written on the way, neither the parameters' nor that of `x`. Two points are for
# the trace, one for its gradient. As ever, functions of `helpers` count in an answer only where the exercise names them.
#
# <details><summary>Hint</summary>
#
# `torch.autograd.grad(scalar, x, create_graph=True)` gives a gradient that can itself be differentiated. Without it the
# second backward pass fails, because the first has freed the graph; with `retain_graph=True` alone the value is right
# and the training wrong.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "jacobian_trace_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def jacobian_trace(scores, x):
    ### BEGIN SOLUTION
    trace = torch.zeros_like(x[:, 0])
    for j in range(x.shape[1]):
        (slope,) = torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)
        trace = trace + slope[:, j]
    return trace
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "jacobian_trace_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_jacobian_trace(jacobian_trace)

# %% nbgrader={"grade": true, "grade_id": "jacobian_trace", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 4.1 run here: two points for the trace, one for its gradient.
### BEGIN HIDDEN TESTS
from helpers.checks.own_work import beside, own_work


def grade(answer):
    import torch

    def trace_of(answer, A, x):  # scores and points of one graph
        return answer(x @ A.mT + (x**2).sum(1, keepdim=True) * x, x)

    def slope_of(answer, B, x):
        result = answer(torch.tanh(x @ B), x)
        assert B.grad is None and x.grad is None
        return torch.autograd.grad(result.sum(), B)[0]

    random = torch.Generator().manual_seed(41)
    f32, f64 = torch.float32, torch.float64
    for n, d, dtype in (
        (6, 2, f64),
        (5, 5, f32),
        (1, 3, f64),
        (4, 1, f32),
        (70, 6, f64),
    ):
        A = torch.randn(d, d, generator=random, dtype=dtype)
        x_test = torch.randn(n, d, generator=random, dtype=dtype)
        x_given = x_test.clone().requires_grad_()
        wanted = A.trace() + (d + 2) * (x_test**2).sum(1)
        result = beside(answer, trace_of, A, x_given)
        torch.testing.assert_close(result.detach(), wanted, rtol=1e-4, atol=1e-5)
        assert torch.equal(x_given, x_test) and x_given.requires_grad
    earned = 2
    B = torch.randn(6, 6, generator=random, dtype=f64, requires_grad=True)
    x_test = torch.randn(70, 6, generator=random, dtype=f64, requires_grad=True)
    try:
        x_free, B_free = x_test.detach(), B.detach().clone().requires_grad_()
        ((1 - torch.tanh(x_free @ B_free) ** 2) @ B_free.diagonal()).sum().backward()
        slope = beside(answer, slope_of, B, x_test)
        torch.testing.assert_close(slope, B_free.grad, rtol=1e-5, atol=1e-5)
        earned = 3
    except Exception:
        pass  # without the right graph there is no right gradient
    return earned


grade(own_work(jacobian_trace))
### END HIDDEN TESTS

# %% [markdown]
# **Look.** An independent route, for a network with random weights: build whole Jacobians with `torch.func` and take
# their diagonals. (For $s(x) = Ax$ every point must give $\operatorname{tr} A$.)

# %%
net = models.ScoreNet().to(device)
x = two.sample(200).requires_grad_()
by_hand = matching.jacobian_trace(net(x), x)
assert torch.allclose(by_hand, matching.jacobian_trace_batched(net, x), atol=1e-5)

# %% [markdown]
# ### Exercise 4.2 · the tractable loss (15 minutes, 3 points)
#
# **Write** `tractable_score_matching_loss(model, data)`: the mean over `data`, `(n, d)`, of
# $\operatorname{tr}\partial s/\partial x + \tfrac12\lVert s\rVert^2$, as a scalar that trains the model. `model` is any
# differentiable map `(n, d) -> (n, d)`, a network or a plain function. `data` does not require gradients and must not
# after the call. Two points are for the value, one for its gradient, with every `.grad` as it was. You may call your
# `jacobian_trace`, or `matching.jacobian_trace`.


# %% nbgrader={"grade": false, "grade_id": "tractable_score_matching_loss_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tractable_score_matching_loss(model, data):
    ### BEGIN SOLUTION
    points = data.detach().clone().requires_grad_()
    field = model(points)
    slopes = [
        torch.autograd.grad(field[:, j].sum(), points, create_graph=True)[0][:, j]
        for j in range(points.shape[1])
    ]
    return (sum(slopes) + 0.5 * field.square().sum(dim=1)).mean()
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "tractable_score_matching_loss_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_tractable_score_matching_loss(tractable_score_matching_loss)

# %% nbgrader={"grade": true, "grade_id": "tractable_score_matching_loss", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 4.2 run here: two points for the value, one for its gradient.
### BEGIN HIDDEN TESTS
from helpers.checks.own_work import beside, own_work


def grade(answer):
    import torch

    def trace_test(scores, x):
        columns = [
            torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
            for j in range(x.shape[1])
        ]
        return torch.stack(columns).sum(0)

    def slopes_of(answer, model, points):
        loss, marks = (
            answer(model, points),
            [p.grad.clone() for p in model.parameters()],
        )
        return marks, list(torch.autograd.grad(loss, list(model.parameters())))

    own_trace = globals().get("jacobian_trace")
    # mistakes in yours have cost their points above
    globals().update(jacobian_trace=trace_test)
    try:
        random = torch.Generator().manual_seed(42)
        f32, f64 = torch.float32, torch.float64
        for n, d, dtype in (
            (7, 2, f64),
            (4, 4, f32),
            (9, 1, f64),
            (1, 3, f32),
            (70, 6, f64),
        ):
            A = torch.randn(d, d, generator=random, dtype=dtype)
            points = torch.randn(n, d, generator=random, dtype=dtype)
            points[-1] = points[0]  # a point may come twice
            given = points.clone()
            traces = (
                A.trace()
                + 1
                - 3 * points.square().sum(1)
                + 100 * torch.cos(100 * points).sum(1)
            )
            s = torch.stack(
                [A @ row - row**3 + row[0] + torch.sin(100 * row) for row in points]
            )
            want = (traces + s.square().sum(1) / 2).mean()
            # too fast for differences
            result = answer(
                lambda y: y @ A.mT - y**3 + y[:, :1] + torch.sin(100 * y), given
            )
            torch.testing.assert_close(
                result.detach(), want, rtol=1e-4 if dtype == f32 else 1e-5, atol=1e-5
            )
            assert (
                torch.equal(given, points)
                and not given.requires_grad
                and given.grad is None
            )
        earned = 2
        linear = torch.nn.Linear(6, 6, dtype=f64)
        points = torch.randn(70, 6, generator=random, dtype=f64)
        s = points @ linear.weight.detach().mT + linear.bias.detach()
        # of tr A + ½‖Ax + b‖², with A and b
        slopes = [torch.eye(6, dtype=f64) + s.mT @ points / 70, s.mean(0)]
        linear.weight.grad, linear.bias.grad = (
            torch.ones(6, 6, dtype=f64),
            torch.ones(6, dtype=f64),
        )
        try:
            marks, found = beside(answer, slopes_of, linear, points)
            assert all(bool((mark == 1).all()) for mark in marks)
            torch.testing.assert_close(found, slopes)
            earned = 3
        except Exception:
            pass  # without the right graph there is no right gradient
    finally:
        globals().update(jacobian_trace=own_trace)
    return earned


grade(own_work(tractable_score_matching_loss, "matching.jacobian_trace"))
### END HIDDEN TESTS

# %% [markdown]
# ## 4. The same constant for every model
#
# The boxed identity is a strong claim: for *every* field, however wrong, the two losses differ by the same number.
# First the number itself, by quadrature over the plane, with no sampling involved:

# %%
plane = torch.cartesian_prod(*[torch.linspace(-6, 6, 601, dtype=torch.float64)] * 2)
mass = two.log_prob(plane).exp() * (12 / 600) ** 2
assert abs(mass.sum() - 1) < 1e-6
constant = (mass * two.score(plane).square().sum(1)).sum().item() / 2
f"½ E‖s*‖² = {constant:.4f}"

# %% [markdown]
# It is 4 to four digits: two clusters so far apart are, to each sample, one Gaussian, and ½ · 2/0.25 = 4. Next, for a
# network and samples, the difference of the two integrands at every point. It varies from point to point; only its
# average is claimed to be the constant:


# %%
def gaps(net, x):
    s, trace = matching.mlp_score_and_trace(net, x)
    explicit = (s - two.score(x)).square().sum(1) / 2
    return (explicit - trace - s.square().sum(1) / 2).detach()


# %% [markdown]
# **Predict:** three networks with random weights, all wrong in their own way. What is explicit minus tractable for each
# of them?

# %%
x = two.sample(100_000)
nets = [models.ScoreNet(hidden=32).to(device) for _ in range(3)]
gap = torch.stack([gaps(net, x) for net in nets])
mean, bar = gap.mean(1), gap.std(1) / 100_000**0.5
assert ((mean - constant).abs() < 6 * bar).all()
", ".join(f"{m:.2f} ± {e:.2f}" for m, e in zip(mean, bar))

# %% [markdown]
# The same constant three times, within error bars. Whoever minimises the one loss minimises the other. And the minimum
# is known in advance, $-4.0$, but only because the truth is known here; with real data it is not.

# %% [markdown]
# ## 5. Training
#
# The network is small: two hidden layers with the smooth activation SiLU, $d$ inputs, $d$ outputs. (ReLU will not do:
# the trace of a ReLU network jumps where a kink crosses a point, no gradient sees the jump, and so the loss would be
# trained in a wrong direction.)

# %% [markdown]
# ### Exercise 4.3 · train a score network (25 minutes, 3 points)
#
# **Write** `train_score_network(model, sample_batch, n_steps, lr)`. Each call of `sample_batch()` returns a *fresh*
# batch, `(n, d)`. Take `n_steps` steps of any optimiser on the tractable loss, each with a batch of its own, and return
# the list of the `n_steps` losses, as floats. The model is trained in place. The check and the grader train a
# `ScoreNet` on the two clusters with 500 steps, batches of 256 and `lr=5e-3`, and want a relative Fisher divergence
# $\mathbb E\lVert s - s^*\rVert^2 / \mathbb E\lVert s^*\rVert^2$ below 0.05 on held-out samples; a small network and
# 100 steps come first. One point is for the list, two for the field that is learnt.
#
# A recipe that gets there by a wide margin: `torch.optim.Adam(model.parameters(), lr=lr)`, and
# `torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)`, stepped once per step, which lets the learning rate
# fall to zero. Your loss from Exercise 4.2 will do, and so will `matching.tractable_score_matching_loss`.


# %% nbgrader={"grade": false, "grade_id": "train_score_network_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_score_network(model, sample_batch, n_steps, lr):
    ### BEGIN SOLUTION
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    history = []
    for _ in range(n_steps):
        loss = matching.tractable_score_matching_loss(model, sample_batch())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        cosine.step()
        history.append(loss.item())
    return history
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "train_score_network_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_train_score_network(train_score_network)

# %% nbgrader={"grade": true, "grade_id": "train_score_network", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 4.3 run here: one point for the list of losses, two for a field that is learnt.
### BEGIN HIDDEN TESTS
from helpers.checks.own_work import own_work, watch


def grade(answer):
    import torch

    from helpers.models import ScoreNet

    torch.manual_seed(43)
    torch.set_num_threads(1)
    corners = torch.tensor([[2.0, 2.0], [-2.0, -2.0]])

    def clusters_test(n):
        return corners[torch.randint(2, (n,))] + 0.5 * torch.randn(n, 2)

    def truth_test(y):
        votes = torch.softmax(-(torch.cdist(y, corners) ** 2) / 0.5, dim=1)
        return (votes @ corners - y) / 0.25

    def trace_test(scores, x):
        columns = [
            torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
            for j in range(x.shape[1])
        ]
        return torch.stack(columns).sum(0)

    def loss_test(model, data):
        x = data.detach().clone().requires_grad_()
        s = model(x)
        return (trace_test(s, x) + s.square().sum(1) / 2).mean()

    def trained(pupil, n, n_steps):
        batches = []

        @watch
        def draw():
            batches.append(clusters_test(n))
            return batches[-1].clone()

        history = answer(pupil, draw, n_steps, 5e-3)
        return history, batches

    def listed(history, n_steps):
        floats = isinstance(history, list | tuple) and all(
            isinstance(loss, float) for loss in history
        )
        return floats and len(history) == n_steps

    # the last losses, held against those of the trained model
    def true(history, pupil, batches, slack):
        theirs = torch.tensor(history[-100:])
        x = torch.cat(batches[-100:]).requires_grad_()
        s = pupil(x)
        ours = (
            (trace_test(s, x) + s.square().sum(1) / 2)
            .detach()
            .reshape(len(batches[-100:]), -1)
            .mean(1)
        )
        close = (theirs.mean() - ours.mean()).abs() < slack
        return bool(close and theirs.std(correction=0) > 0.2 * ours.std(correction=0))

    own = {
        name: globals().get(name)
        for name in ("jacobian_trace", "tractable_score_matching_loss")
    }
    # those above have cost theirs
    globals().update(jacobian_trace=trace_test, tractable_score_matching_loss=loss_test)
    try:
        small, pupil = ScoreNet(2, 8), ScoreNet()
        start = [weight.detach().clone() for weight in small.parameters()]
        history, batches = trained(small, 32, 100)
        right_list = listed(history, 100)
        # then 500 steps teach nothing, either
        if all(torch.equal(a, b) for a, b in zip(start, small.parameters())):
            return int(right_list and true(history, small, batches, 1e-3))
        history, batches = trained(pupil, 256, 500)
    finally:
        globals().update(own)
    right_list = (
        right_list and listed(history, 500) and true(history, pupil, batches, 0.5)
    )

    y = clusters_test(20_000)
    with torch.no_grad():
        divergence = (pupil(y) - truth_test(y)).square().sum() / truth_test(
            y
        ).square().sum()
    return int(right_list) + 2 * int(divergence < 0.05)


grade(own_work(train_score_network, "matching"))
### END HIDDEN TESTS

# %% [markdown]
# **Look.** The course's own loop is a generator: it yields the loss of every step, and what happens in between is up to
# the caller. Here, progress is shown, and every 50 steps the loss on samples that training never sees:


# %%
def train(sample_batch, net, n_steps=500):
    held_out, curve, losses = two.sample(10_000), {}, []
    loss_fn = matching.fast_score_matching_loss  # Exercise 4.2's, with a faster trace
    for loss in tqdm(training.fit(net, loss_fn, sample_batch, n_steps), total=n_steps):
        losses.append(loss)
        if len(losses) % 50 == 1 or len(losses) == n_steps:
            curve[len(losses)] = loss_fn(net, held_out).item()
    return losses, curve


# %% [markdown]
# Five hundred steps take about a second on one core:

# %% tags=["nbval-ignore-output"]
torch.manual_seed(4)
net = models.ScoreNet().to(device)
losses, held_out = train(lambda: two.sample(256), net)

# %% [markdown]
# **Predict.** Where does the held-out loss end, above or below the dashed line at
# $-\tfrac12\mathbb E\lVert s^*\rVert^2$?

# %%
plotting.learning_curve(
    losses,
    held_out,
    -constant,
    alt="""The loss of single batches scatters around -4 after 50 steps; the held-out
    loss falls from zero to the dashed line at -4 and stays on it.""",
)

# %% [markdown]
# On it, within the error of a finite sample. It cannot end below, except by the chance of a finite sample; a *batch* of
# 256 points can. The figure of merit is the relative Fisher divergence, which we can compute only because we know the
# truth here:

# %% tags=["nbval-ignore-output"]
learnt, test = net, two.sample(20_000)
divergence = matching.relative_fisher_divergence(learnt, two.score, test)
assert divergence < 0.006
f"relative Fisher divergence {divergence:.4f} (1 for a network that says nothing)"

# %% [markdown]
# ### Why fresh samples
#
# The data here never run out. Usually they do. **Predict:** train a new network of the same size, for 1000 steps, on
# batches of 64 drawn from 150 points, always the same 150. What happens to the loss on those points, and on others?

# %% tags=["nbval-ignore-output"]
fixed = two.sample(150)
greedy = models.ScoreNet().to(device)
few = lambda: fixed[torch.randint(150, (64,))]  # noqa: E731
greedy_losses, greedy_held_out = train(few, greedy, n_steps=1000)

# %% [markdown]
# The same axes, the same dashed line:

# %%
plotting.learning_curve(
    greedy_losses,
    greedy_held_out,
    -constant,
    alt="""Trained on 150 fixed points, the training loss sinks far below the dashed
        line at -4, while the held-out loss turns above it and rises.""",
)
assert sum(greedy_losses[-50:]) / 50 < -constant - 0.3
assert greedy_held_out[1000] > -constant + 0.3

# %% [markdown]
# The training loss sinks below a minimum that no field can beat on fresh data, and the held-out loss turns round and
# rises. The network has found the loophole in the wish list: it can lower the loss by letting arrows run together at
# the *single* points that it sees. Nothing in the training loss tells, unless one knows the minimum; held-out data do,
# and the divergence from the truth is many times what it was:

# %% tags=["nbval-ignore-output"]
greedy_divergence = matching.relative_fisher_divergence(greedy, two.score, test)
assert greedy_divergence > 5 * divergence
f"relative Fisher divergence {greedy_divergence:.1f} instead of {divergence:.3f}"

# %% [markdown]
# ## 6. What has been learnt, and where
#
# The network trained on fresh samples, next to the truth, and their difference, all three on one scale (and long arrows
# shortened, as in all our figures):


# %%
def error(x):
    return learnt(x) - two.score(x)


# %% tags=["cover"]
fields = {"true": two.score, "learnt": learnt, "error": error}
plotting.score_fields(
    {title: (field, two.log_prob) for title, field in fields.items()},
    colours=(plotting.TRUTH, plotting.MODEL, plotting.INK),
    alt="""The true field, the learnt field and their difference over two clusters. The
    error is nearly zero on the clusters, and large along the empty diagonal.""",
)

# %% [markdown]
# "The learnt field matches the true one", texts say under such a picture. *Where* does it? The error relative to the
# true arrow's length, at samples, half-way between the clusters, and in the empty corners:


# %%
def relative_error(x):
    return (error(x).norm(dim=1) / two.score(x).norm(dim=1)).median().item()


# %% [markdown]
# Median over many places of each kind:

# %% tags=["nbval-ignore-output"]
between = 0.5 * torch.randn(2000, 2, device=device)
corner = between + torch.tensor([-3.0, 3.0], device=device)
places = {"data": test, "between": between, "corner": corner}
errors = {name: relative_error(x) for name, x in places.items()}
assert errors["data"] < 0.1 < min(errors["between"], errors["corner"])
", ".join(f"{name} {value:.2f}" for name, value in errors.items())

# %% [markdown]
# The loss weighs errors by the density, so it is silent where there are no data. A sampler that starts in a corner asks
# exactly there. Notebook 1 named the cure, noise, and section 8 comes back to it.

# %% [markdown]
# ### Exercise 4.4 · four clusters (15 minutes, 2 points)
#
# **Write** `four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None)`: `n_samples` points,
# `(n_samples, 2)`, from four equally likely, round Gaussian clusters of standard deviation `std`, centred at
# $(\pm w, \pm w)$ with $w$ = `half_width`. Any number of samples must work, 1 and odd ones too; none may get lost, and
# each has noise of its own. All randomness is drawn from `generator`, and from torch's global stream only where that is
# `None`. One point is for the clusters, one for sizes and generator.


# %% nbgrader={"grade": false, "grade_id": "four_cluster_data_answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    ### BEGIN SOLUTION
    signs = 2 * torch.randint(2, (n_samples, 2), generator=generator) - 1
    return half_width * signs + std * torch.randn(n_samples, 2, generator=generator)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "four_cluster_data_check", "locked": true, "schema_version": 3, "solution": false, "task": false}
checks.check_four_cluster_data(four_cluster_data)

# %% nbgrader={"grade": true, "grade_id": "four_cluster_data", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# The grader's tests of Exercise 4.4 run here: one point for the clusters, one for sizes and generator.
### BEGIN HIDDEN TESTS
from helpers.checks.own_work import own_work


def grade(answer):
    import math

    import torch

    def seeded(seed):
        return torch.Generator().manual_seed(seed)

    def clusters():
        random, n = seeded(44), 200_000
        check_clusters(
            answer(n, half_width=2.5, std=0.3, generator=random),
            2.5,
            0.3,
            6 * (0.25 * 0.75 / n) ** 0.5,
        )
        # as the defaults have it
        check_clusters(answer(20_000, generator=random), 2.0, 0.5, 0.02)

    def few_at_a_time():
        random = seeded(45)
        check_clusters(
            torch.cat([answer(7, 2.5, 0.3, random) for _ in range(300)]), 2.5, 0.3, 0.2
        )

    # a corner's share may be a quarter less the slack
    def check_clusters(points, w, std, slack):
        assert (
            points.ndim == 2
            and points.shape[1] == 2
            and len(points[:, 0].unique()) > 0.9 * len(points)
        )
        signs = torch.where(points > 0, 1, -1)
        noise = (points - w * signs) / std  # should be standard normal
        for corner in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            z = noise[(signs == torch.tensor(corner)).all(1)]
            m = len(z)
            assert m / len(points) > 0.25 - slack
            assert (
                z.mean(0).abs().max() < 6 / m**0.5
                and (z.std(0) - 1).abs().max() < 6 / (2 * m) ** 0.5
            )
        n, z = len(points), (noise - noise.mean(0)) / noise.std(0)
        assert (
            abs(z.prod(1).mean()) < 6 / n**0.5
            and abs(z.square().prod(1).mean() - 1) < 6 * (8 / n) ** 0.5
        )
        assert ((z**4).mean() - 3).abs() < 6 * (
            24 / (2 * n)
        ) ** 0.5  # 24 / n: the variance of a sample's kurtosis
        assert 0.75 * math.sqrt(2 * math.log(n)) < z.abs().max() < 7

    def sizes_and_generator():
        assert all(
            answer(m).shape == (m, 2) and answer(m).isfinite().all()
            for m in (1, 3, 7, 101, 400)
        )
        torch.manual_seed(1)
        fresh, other = answer(9), answer(9)
        torch.manual_seed(1)
        assert torch.equal(fresh, answer(9)) and not torch.equal(fresh, other)
        random, stream = seeded(5), torch.get_rng_state()
        first, next_one = answer(9, generator=random), answer(9, generator=random)
        assert torch.equal(stream, torch.get_rng_state()) and not torch.equal(
            first, next_one
        )
        torch.manual_seed(2)
        assert torch.equal(first, answer(9, generator=seeded(5)))
        assert not torch.equal(first, answer(9, generator=seeded(6)))

    def passes(test):
        try:
            test()
        except Exception:
            return 0
        return 1

    right = passes(clusters)
    return right + (
        passes(sizes_and_generator) and (passes(few_at_a_time) if right else 1)
    )


grade(own_work(four_cluster_data))
### END HIDDEN TESTS

# %% [markdown]
# **Look.** Does a network learn the square as well, and how wide must it be? Three networks with 4, 16 and 128 hidden
# units per layer, trained alike, here on the course's own clusters (put yours in place of `square.sample(256)`: the
# figure should hardly change). **Predict** which of them finds four sinks:

# %%
square = distributions.square_of_clusters()
corners = square.sample(20_000).to(device)


# %%
def learn_square(hidden):
    torch.manual_seed(7)
    net = models.ScoreNet(hidden=hidden).to(device)
    loss_fn = matching.fast_score_matching_loss
    list(training.fit(net, loss_fn, lambda: square.sample(256).to(device), 300))
    return net


# %% [markdown]
# Their relative Fisher divergences on fresh samples:

# %% tags=["nbval-ignore-output"]
nets = {hidden: learn_square(hidden) for hidden in (4, 16, 128)}
merit = matching.relative_fisher_divergence
wrong = {hidden: merit(net, square.score, corners) for hidden, net in nets.items()}
assert wrong[4] > 0.3 > 0.1 > wrong[128] and wrong[16] < wrong[4]
", ".join(f"{hidden} units: {value:.2f}" for hidden, value in wrong.items())

# %% [markdown]
# And their fields:

# %%
plotting.score_fields(
    {f"{hidden} units": (net, square.log_prob) for hidden, net in nets.items()},
    colours=(plotting.MODEL,) * 3,
    alt="""Three learnt fields over four clusters in a square. With 4 hidden units the
    arrows miss the clusters; with 16 and with 128 they end in all four.""",
)

# %% [markdown]
# The narrowest network cannot bend its field often enough and misses the sinks. Sixteen units find all four in this run
# (try other seeds); 128 find them too.

# %% [markdown]
# ## 7. The price
#
# In the plane the trace costs two extra passes. For images, $d = 784$. What exactly does it cost?
#
# - The **loop** makes $d$ backward passes. With hidden layers of width $H$, each costs $O(H^2 + dH)$ a point, so the
#   loop costs $O(dH^2 + d^2H)$. It is often quoted as "$O(d^2)$", which is right only once $d$ is well above $H$;
#   before that, the cost is linear in $d$.
# - The **batched** form computes all $d$ rows of the Jacobian together. That is the same arithmetic with less overhead,
#   so it helps while $d$ is small.
# - For this network there is a **closed form**. With $a_1 = W_1 x + b_1$, $a_2 = W_2\varphi(a_1) + b_2$ and
#   $s = W_3\varphi(a_2) + b_3$, where $\varphi$ is the activation (SiLU), the chain rule gives
#   $\partial s/\partial x = W_3 D_2 W_2 D_1 W_1$, where $D_i = \operatorname{diag}\varphi'(a_i)$. Factors may go round
#   inside a trace, so it is
#   $\operatorname{tr}(D_2W_2D_1\,W_1W_3) = \sum_{ij} \varphi'(a_2)_i\,(W_2)_{ij}\,\varphi'(a_1)_j\,(W_1W_3)_{ji}$, or
#
# $$\operatorname{tr}\frac{\partial s}{\partial x} = \varphi'(a_2)^\top \left[\,W_2 \circ (W_1 W_3)^\top\right] \varphi'(a_1),$$
#
# with $\circ$ the entrywise product. The bracket costs $O(dH^2)$, once per batch; a point then costs one more product
# of a vector with an $H \times H$ matrix, whatever $d$ is. There is no backward pass for the trace; only the usual one,
# for the weights, remains.
#
# A training step is the loss and its gradient with respect to the weights. **Predict:** on logarithmic axes, which
# slopes will the three have, and how far above a plain step, one with $\lVert s\rVert^2$ alone? The clock runs, on this
# machine, now:


# %%
def seconds(form, net, x):
    def step():
        s, trace = form(net, x)
        (trace + s.square().sum(1) / 2).mean().backward()
        return torch.cuda.synchronize() if x.is_cuda else None

    return min(timeit.repeat(step, number=1, repeat=2))  # the first warms up


# %% [markdown]
# The contestants, each of which gives the score and its trace (the plain step, zero instead):


# %%
def by_loop(net, x):
    x = x.clone().requires_grad_()
    s = net(x)
    return s, matching.jacobian_trace(s, x)


# %%
forms = {
    "loop": by_loop,
    "batched": lambda net, x: (net(x), matching.jacobian_trace_batched(net, x)),
    "closed form": matching.mlp_score_and_trace,
    "plain": lambda net, x: (net(x), torch.zeros(len(x), device=x.device)),
}

# %% [markdown]
# The first three must agree before a clock means anything, here in 100 dimensions:

# %%
wide, x = models.ScoreNet(dim=100).to(device), torch.randn(8, 100, device=device)
traces = [form(wide, x)[1] for form in list(forms.values())[:3]]
assert all(torch.allclose(trace, traces[0], atol=1e-5) for trace in traces)

# %% [markdown]
# Then the clock, for batches of 16 points and 128 hidden units, up to the 784 coordinates of a small image:

# %% tags=["nbval-ignore-output"]
sizes = [2, 8, 32, 128, 784]
times = {label: [] for label in forms}
for d in tqdm(sizes):
    wide, x = models.ScoreNet(dim=d).to(device), torch.randn(16, d, device=device)
    for label, form in forms.items():
        times[label].append(1000 * seconds(form, wide, x))

# %% [markdown]
# On logarithmic axes the slope of a straight line is the exponent of growth. Fitted from $d = 8$ on, and with the cost
# of the last point in plain steps:


# %% tags=["nbval-ignore-output"]
def slope(y):
    log_d, log_y = torch.tensor(sizes[1:]).log(), torch.tensor(y[1:]).log()
    return (torch.stack([log_d, log_y]).cov()[0, 1] / log_d.var()).item()


slopes = {label: slope(y) for label, y in times.items()}
steps = {label: y[-1] / times["plain"][-1] for label, y in times.items()}
assert slopes["loop"] > 0.7 > slopes["closed form"]
assert steps["loop"] > 20 * steps["closed form"]
{label: f"d^{slopes[label]:.1f}, {steps[label]:.0f} plain steps" for label in forms}

# %% [markdown]
# By the count above, the loop's slope should be 1 while $d$ is well below $H = 128$ and grow towards 2 beyond; one
# fitted number averages over both. The figure that was promised:

# %%
plotting.power_laws(
    sizes,
    times,
    "dimension $d$",
    "milliseconds a step",
    alt="""Time of a training step against dimension, logarithmic. Loop and batched form
    rise steeply to hundreds of plain steps; the closed form stays near the plain.""",
)

# %% [markdown]
# **That is the price:** for a general network, a training step costs hundreds of plain ones as soon as the data are
# images. The closed form costs a few, but only for this one architecture. (Could one stop halfway? With one random
# vector $v$ of independent signs, $\mathbb E[v^\top \frac{\partial s}{\partial x} v]$ is the trace, and
# $v^\top\frac{\partial s}{\partial x}$ takes a single backward pass. *Sliced* score matching does that; it trades cost
# for variance.)
#
# ## 8. What comes next: noise instead of a Jacobian
#
# Notebook 1 ended with an observation: add noise to the data, $x_\sigma = x_0 + \sigma\varepsilon$, and the score of
# the noisy density is the average of $-\varepsilon/\sigma$ given $x_\sigma$. A conditional average is what least
# squares finds. So train on
#
# $$\mathbb E\,\Big\lVert\, s(x_0 + \sigma\varepsilon) + \frac{\varepsilon}{\sigma}\Big\rVert^2 ,$$
#
# and the minimum is $s_\sigma$: no Jacobian, one forward and one backward pass, in any dimension. This is *denoising
# score matching*. It learns the score of slightly blurred data instead of the data's own. Trained at many strengths of
# noise, it also fills the empty places of section 6. Diffusion models are built on this.

# %% [markdown]
# ### Exercise 4.5 · looking back (20 minutes, 4 points, in words)
#
# Answer each in two or three sentences.
#
# 1. Why does the score point to where data are likelier? What do its direction and length mean?
# 2. What is the score at a smooth maximum of the density, and half-way between two equal round clusters that stand far
#    apart?
# 3. What does the trace of the Jacobian cost for a network with $H$ hidden units in $d$ dimensions, and why does it
#    cost that?
# 4. How can noise in the data make the Jacobian unnecessary, and what is learnt instead?

# %% [markdown] nbgrader={"grade": true, "grade_id": "looking_back", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# 1. It is the gradient of $\log p$, so it points in the direction in which the log-density rises fastest, and its
#    length is the rate of that rise, the relative change of density per unit of the way.
# 2. Zero at a smooth maximum. Between two equal modes it vanishes as well, by symmetry, but there it is a saddle:
#    arrows come in at right angles to the line that joins the modes and leave along it.
# 3. One backward pass per coordinate, since autograd differentiates one scalar at a time: $d$ passes of $O(H^2 + dH)$
#    each. (For the network with two hidden layers a closed form needs $O(dH^2)$ once a batch and $O(H^2)$ a point.)
# 4. Given the clean point, the noisy one is Gaussian with the known score $-\varepsilon/\sigma$. Regressing on it
#    yields its conditional mean, which is the score of the *noisy* density; derivatives of the network with respect to
#    its input never appear.
#
# ### BEGIN MARK SCHEME
# One point for each of the four; half a point where the idea is there but the sentence is wrong in a detail.
# - 1: gradient of the *log*-density; direction of steepest ascent and length as slope. "Towards the nearest mode"
#   alone: half.
# - 2: zero at maxima; zero or a sign change between modes, with the word saddle or the in-and-out picture.
# - 3: $d$ backward passes, and that each is not free. "O(d²)" with the reason "d passes of cost proportional to d":
#   full.
# - 4: the target $-\varepsilon/\sigma$ (or "predict the noise") and that the score of the blurred density is learnt.
# ### END MARK SCHEME

# %% [markdown]
# ## In short
#
# | | formula | remember |
# |---|---|---|
# | explicit loss | $\tfrac12\mathbb E\lVert s - s^*\rVert^2$ | wanted, not computable |
# | tractable loss | $\mathbb E[\operatorname{tr}\partial s/\partial x + \tfrac12\lVert s\rVert^2]$ | samples only; may be negative |
# | their difference | $\tfrac12\mathbb E\lVert s^*\rVert^2$ | the same for every model, if $p\,s$ fades out at infinity |
# | smallest loss | $-\tfrac12\mathbb E\lVert s^*\rVert^2$ | known here; a running mean below it: overfitting |
# | trace, loop | $d$ backward passes | $O(dH^2 + d^2H)$ a point |
# | trace, two hidden layers | $\varphi'(a_2)^\top[W_2\circ(W_1W_3)^\top]\varphi'(a_1)$ | $O(H^2)$ a point and $O(dH^2)$ a batch |
# | denoising | $\mathbb E\lVert s(x_0+\sigma\varepsilon) + \varepsilon/\sigma\rVert^2$ | no Jacobian; learns $s_\sigma$ |
#
# ## Read on
#
# - A. Hyvärinen, *Estimation of Non-Normalized Statistical Models by Score Matching*, JMLR 6, 2005.
# - P. Vincent, *A Connection Between Score Matching and Denoising Autoencoders*, Neural Computation 23, 2011.
# - Y. Song, S. Garg, J. Shi and S. Ermon, *Sliced Score Matching*, UAI 2019.
# - Y. Song and S. Ermon, *Generative Modeling by Estimating Gradients of the Data Distribution*, NeurIPS 2019.
#
# ## Ready to hand in?
#
# Save the notebook and run the last cell. It names the exercises that are still open,
# and answers whose cell is missing or there twice. It does not grade: the checks above
# say what is right.

# %% tags=["hand-in"]
checks.ready_to_hand_in(
    code={
        "4.1": "jacobian_trace",
        "4.2": "tractable_score_matching_loss",
        "4.3": "train_score_network",
        "4.4": "four_cluster_data",
    },
    words={"4.5": "looking_back"},
)
