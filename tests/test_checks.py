"""Every check passes a right answer, names each known mistake, and refuses the helpers' own function."""

import math
import re

import pytest
import torch

from helpers import checks, distributions, matching, sampling, scores, training
from helpers.checks.common import CheckFailed

MODULES = (scores, matching, sampling, distributions)
HELPERS = {
    name: next(getattr(m, name.removeprefix("check_")) for m in MODULES if hasattr(m, name.removeprefix("check_")))
    for name in checks.__all__
    if any(hasattr(m, name.removeprefix("check_")) for m in MODULES)
}


def train(model, sample_batch, n_steps, lr):
    return list(training.fit(model, matching.fast_score_matching_loss, sample_batch, n_steps, lr))


def four_clusters(n_samples, half_width=2.0, std=0.5, generator=None):
    return distributions.square_of_clusters(half_width, std).sample(n_samples, generator)


REFERENCES = HELPERS | {"check_train_score_network": train, "check_four_cluster_data": four_clusters}
TAKE_TENSORS = [
    name for name in HELPERS if not re.search("tempered|langevin_sample|partition|trace|tractable|uniform|frames", name)
]


def own(fn):
    """The same function as a student would have written it."""
    return lambda *arguments, **named: fn(*arguments, **named)


def stub(*_, **__):
    raise NotImplementedError


def in_place(fn):
    """The right answer, written over its input."""

    def spoiling(first, *rest):
        result = fn(first.clone(), *rest) if isinstance(first, torch.Tensor) else fn(first, *rest)
        (first if isinstance(first, torch.Tensor) else rest[0]).add_(1)
        return result

    return spoiling


@pytest.mark.parametrize("name", checks.__all__)
def test_a_right_answer_is_praised(name):
    praise = getattr(checks, name)(own(REFERENCES[name]))
    assert re.match(r"✓ Exercise \d\.\d: ", repr(praise))


@pytest.mark.parametrize("name", checks.__all__)
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (stub, "is not written yet"),
        (lambda *_, **__: None, "None"),
        (lambda *_, **__: 1 / 0, "ZeroDivisionError"),
        (7, "without calling it"),
    ],
)
def test_what_is_no_answer_is_refused(name, answer, words):
    with pytest.raises(CheckFailed, match=words):
        getattr(checks, name)(answer)


@pytest.mark.parametrize("name", HELPERS)
def test_the_helpers_own_function_is_no_answer(name):
    with pytest.raises(CheckFailed, match="helpers' own function"):
        getattr(checks, name)(REFERENCES[name])


@pytest.mark.parametrize("name", TAKE_TENSORS)
def test_an_answer_that_changes_its_input_is_refused(name):
    with pytest.raises(CheckFailed, match="changes its input"):
        getattr(checks, name)(in_place(REFERENCES[name]))


def polluting(x, log_prob_fn):
    leaf = x.clone().requires_grad_()
    log_prob_fn(leaf).sum().backward()
    return leaf.grad


def marking(x, log_prob_fn):
    x.requires_grad_()
    return torch.autograd.grad(log_prob_fn(x).sum(), x)[0]


def standard_deviation(score_fn, samples):
    s = score_fn(samples)
    return s.mean(0), s.std(0)


def no_graph(s, x):
    return matching.jacobian_trace(s, x).detach()


def whole_jacobian(s, x):
    return torch.autograd.grad(s.sum(), x, create_graph=True)[0].sum(1)


def no_training(model, sample_batch, n_steps, lr):
    return [sample_batch().mean().item() for _ in range(n_steps)]


def one_batch(model, sample_batch, n_steps, lr):
    batch = sample_batch()
    return train(model, lambda: batch, n_steps, lr)


def too_small_a_rate(model, sample_batch, n_steps, lr):
    return train(model, sample_batch, n_steps, 1e-6)


def loses_a_point(n_samples, half_width=2.0, std=0.5, generator=None):
    return four_clusters(max(1, n_samples // 4 * 4), half_width, std, generator)


def two_corners(n_samples, half_width=2.0, std=0.5, generator=None):
    sign = 2 * torch.randint(2, (n_samples, 1), generator=generator) - 1
    return half_width * sign + std * torch.randn(n_samples, 2, generator=generator)


WRONG = [
    ("score_from_energy", lambda x, e: -scores.score_from_energy(x, e), "climb in energy"),
    ("score_from_energy", lambda x, e: scores.score_from_energy(x, e) / len(x), "factor n"),
    ("langevin_step", lambda x, s, eta, z: x + eta * s(x) + eta**0.5 * z, "the ½ is missing"),
    ("langevin_step", lambda x, s, eta, z: x + eta / 2 * s(x) + eta * z, "its factor is √η"),
    ("langevin_step", lambda x, s, eta, z: x + eta / 2 * s(x), "noise does not act"),
    ("langevin_step", lambda x, s, eta, z: x - eta / 2 * s(x) + eta**0.5 * z, "sign of the drift"),
    ("responsibilities", lambda x, w, m, c: scores.responsibilities(x, w, m, c).log(), "these are logarithms"),
    ("mixture_log_prob", lambda x, w, m, c: scores.mixture_log_prob(x, w, m, c).exp(), "this is p; the logarithm"),
    ("mixture_log_prob", lambda x, w, m, c: scores.mixture_log_prob(x, w, m, c)[:, None], "axis of length one"),
    ("score_gmm", lambda x, w, m, c: -scores.score_gmm(x, w, m, c), "away from the hills"),
    ("score_gmm", lambda x, w, m, c: scores.score_gmm(x, w, m, c.diagonal(dim1=1, dim2=2)), "not the right values"),
    ("compute_score_uniform_mixture", lambda x, c, radius=1.0: torch.zeros_like(x), "not the right values"),
    (
        "compute_score_uniform_mixture",
        lambda x, c, radius=1.0: scores.compute_score_uniform_mixture(x, c, radius**0.5),
        "variance is radius²",
    ),
    ("score_frames", lambda g, w, p, c: scores.score_frames(g, w, p, c)[0], "shape"),
    ("jacobian_trace", no_graph, "graph is lost"),
    ("jacobian_trace", whole_jacobian, "whole Jacobian"),
    ("jacobian_trace", lambda s, x: matching.jacobian_trace(s, x) / x.shape[1], "mean of the diagonal"),
    ("jacobian_trace", lambda s, x: matching.jacobian_trace(s, x)[:, None], "axis of length one"),
    ("tractable_score_matching_loss", lambda f, x: matching.tractable_score_matching_loss(f, x).detach(), "not train"),
    (
        "tractable_score_matching_loss",
        lambda f, x: len(x) * matching.tractable_score_matching_loss(f, x),
        "take the mean",
    ),
    ("tractable_score_matching_loss", lambda f, x: f(x).square().sum(1).mean() / 2, "the trace is missing"),
    ("train_score_network", no_training, "has not changed"),
    ("train_score_network", one_batch, "fresh batch"),
    ("train_score_network", too_small_a_rate, "relative Fisher divergence is"),
    ("train_score_network", lambda *a: train(*a)[-1], "return the list"),
    ("four_cluster_data", loses_a_point, "came back"),
    ("four_cluster_data", two_corners, "a quarter of the points"),
    ("four_cluster_data", lambda n, half_width=2.0, std=0.5, generator=None: four_clusters(n, half_width, std), "seed"),
    (
        "four_cluster_data",
        lambda n, half_width=2.0, std=0.5, generator=None: four_clusters(n, half_width, std**2, generator),
        "std²",
    ),
    ("score_gaussian_1d", lambda x, mu=0, sigma=1: (x - mu) / sigma**2, "wrong way"),
    ("score_gaussian_1d", lambda x, mu=0, sigma=1: -(x - mu) / sigma, "divided by σ:"),
    ("score_gaussian_1d", lambda x, mu=0, sigma=1: -x / sigma**2, "μ does not act"),
    ("score_gaussian_1d", lambda x, mu=0, sigma=1: -(x - mu) / sigma**2 / 2, "half the score"),
    ("score_gaussian_1d", lambda x, mu=0, sigma=1: -2 * (x - mu) / sigma**2, "twice the score"),
    ("score_gaussian_1d", lambda x, mu=0, sigma=1: (-(x - mu) / sigma**2).double().float(), "keep the dtype"),
    ("score_gaussian_1d", lambda x, mu=0, sigma=1: (-(x - mu) / sigma**2).sum(0), "summed away"),
    ("score_gaussian_nd", lambda x, mu, cov: (x - mu) @ torch.linalg.inv(cov), "wrong way"),
    ("score_gaussian_nd", lambda x, mu, cov: -(x - mu) @ cov, "Σ where Σ⁻¹ belongs"),
    ("score_gaussian_nd", lambda x, mu, cov: -(x - mu) / cov.diagonal(), "correlations are lost"),
    ("score_gaussian_nd", lambda x, mu, cov: -torch.linalg.solve(cov, (x - mu).mT), "swapped"),
    ("compute_score_autograd", lambda x, f: scores.compute_score_autograd(x, f) / len(x), "factor n"),
    ("compute_score_autograd", lambda x, f: -scores.compute_score_autograd(x, f), "minus the score"),
    ("compute_score_autograd", lambda x, f: scores.compute_score_autograd(x, lambda y: f(y).exp()), "∇p"),
    ("compute_score_autograd", polluting, ".backward\\(\\) writes"),
    ("compute_score_autograd", marking, "leaves a mark"),
    ("score_laplace", lambda x, mu=0, b=1: torch.sign(x - mu) / b, "wrong way"),
    ("score_laplace", lambda x, mu=0, b=1: -(x - mu) / (x - mu).abs() / b, "NaN"),
    ("score_laplace", lambda x, mu=0, b=1: -torch.sign(x - mu) / b**2, "Gaussian's habit"),
    ("score_laplace", lambda x, mu=0, b=1: -torch.sign(x - mu), "b does not act"),
    ("score_laplace", lambda x, mu=0, b=1: torch.where(x > mu, -1 / b, 1 / b) * 1.0 + 9 * (x == mu), "between"),
    ("mean_score", standard_deviation, "standard deviation of one score"),
    ("mean_score", lambda f, x: f(x).mean(0), "two results"),
    ("mean_score", lambda f, x: (f(x).sum(0), f(x).std(0) / math.sqrt(len(x))), "the sum where the mean"),
    ("mean_score", lambda f, x: (f(x).mean(0), f(x).std(0) / len(x)), "√n belongs"),
    ("mean_score", lambda f, x: (f(x).mean(1), f(x).std(1)), "shape"),
    ("fisher_information", lambda f, x: f(x).square().mean(), "factor d"),
    ("fisher_information", lambda f, x: f(x).square().sum(), "divide by n"),
    ("fisher_information", lambda f, x: f(x).norm(dim=1).mean(), "squared before"),
    ("fisher_information", lambda f, x: f(x).square().sum(-1), "shape"),
    ("tempered_score", lambda f, t: lambda x: f(x) * t, "multiplied by T"),
    ("tempered_score", lambda f, t: lambda x: f(x), "does not act"),
    ("tempered_score", lambda f, t: lambda x: f(x / t), "not on the point"),
    ("tempered_score", lambda f, t: torch.ones(3), "a function from x to scores"),
]


@pytest.mark.parametrize(("name", "answer", "words"), WRONG, ids=lambda v: v if isinstance(v, str) else "")
def test_a_mistake_is_named(name, answer, words):
    with pytest.raises(CheckFailed, match=words):
        getattr(checks, f"check_{name}")(answer)


RIGHT = [
    ("score_gaussian_1d", lambda x, mu=0, sigma=1: torch.stack([-(v - mu) / sigma**2 for v in x])),
    ("score_gaussian_nd", lambda x, mu, cov: torch.stack([-(torch.linalg.inv(cov) @ (v - mu)) for v in x])),
    ("compute_score_autograd", lambda x, f: torch.func.vmap(torch.func.grad(lambda v: f(v[None])[0]))(x)),
    ("score_laplace", lambda x, mu=0, b=1: ((x < mu).to(x) * 2 - 1) / b),
    ("mean_score", lambda f, x: [f(x).mean(0), f(x).var(0, correction=0).sqrt() / len(x) ** 0.5]),
    ("fisher_information", lambda f, x: torch.einsum("nd,nd->", f(x), f(x)) / len(x)),
    ("fisher_information", lambda f, x: float(f(x).square().sum() / len(x))),
    ("tempered_score", lambda f, t: lambda x: torch.cat([f(v[None]) / t for v in x])),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT, ids=lambda v: v if isinstance(v, str) else "")
def test_an_unusual_right_answer_is_accepted(name, answer):
    getattr(checks, f"check_{name}")(answer)


def test_a_failed_check_shows_one_line_and_no_traceback():
    with pytest.raises(CheckFailed) as caught:
        checks.check_score_laplace(stub)
    assert caught.value._render_traceback_() == [f"✗ {caught.value}"]
