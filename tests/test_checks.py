"""What all checks have in common; whether they know right from wrong is the bank's to
show (test_answers.py).
"""

import functools

import pytest
import torch

from helpers import checks, distributions, matching, sampling, scores
from helpers.checks.common import CheckFailed, bring_back, check, compare
from helpers.checks.own_work import HelpersUsed, own_work


def stub(*_, **__):
    raise NotImplementedError


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


X = torch.randn(5, 2, generator=torch.Generator().manual_seed(1))
MIXTURE = (
    torch.tensor([0.5, 0.5]),
    torch.tensor([[1.0, 0.0], [-1.0, 0.0]]),
    torch.ones(2, 2),
)


@pytest.mark.parametrize(
    "answer",
    [
        scores.score_gmm,
        lambda *arguments: scores.score_gmm(*arguments),
        functools.partial(scores.score_gmm),
        lambda x, *mixture: distributions.GaussianMixture(*mixture).score(x),
        lambda x, *mixture: torch.func.vmap(
            lambda v: scores.score_gmm(v[None], *mixture)[0]
        )(x),
        lambda x, *mixture: scores.compute_score_autograd(x, lambda y: -(y**2).sum(-1)),
    ],
)
def test_whatever_comes_from_the_helpers_is_not_own_work(answer):
    with pytest.raises(HelpersUsed, match=r"the helpers' own (scores|distributions)"):
        own_work(answer)(X, *MIXTURE)


def test_an_answer_cannot_swallow_the_refusal():
    def answer(x):
        try:
            return scores.score_laplace(x)
        except BaseException:
            return x

    with pytest.raises(HelpersUsed):
        own_work(answer)(X)


def test_a_function_that_an_answer_returns_is_watched_too():
    hot = own_work(lambda score_fn, T: lambda x: scores.tempered_score(score_fn, T)(x))(
        torch.neg, 2.0
    )
    with pytest.raises(HelpersUsed, match="tempered_score"):
        hot(X)


def test_what_an_exercise_allows_may_be_called():
    step = own_work(
        lambda x: sampling.langevin_step(x, torch.neg, 0.1, x), "sampling.langevin_step"
    )
    assert torch.equal(step(X), sampling.langevin_step(X, torch.neg, 0.1, X))
    with pytest.raises(HelpersUsed, match="langevin_sample"):
        own_work(
            lambda x: sampling.langevin_sample(torch.neg, x, 0.1, 2),
            "sampling.langevin",
        )(X)
    loss = own_work(
        lambda x: matching.tractable_score_matching_loss(torch.tanh, x), "matching"
    )
    assert loss(X).ndim == 0


def test_the_helpers_functions_that_a_check_hands_over_may_call_what_they_like():
    @check("0.0", "well done.")
    def examine(answer):
        compare(answer(X), X)

    assert "well done" in examine(lambda x: x)
    # of the helpers' ring, among others
    checks.check_score_from_energy(own_score_from_energy)


def own_score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    return -torch.autograd.grad(energy_fn(x).sum(), x)[0]


def test_an_error_of_pytorchs_comes_with_a_hint():
    def no_graph(x, energy_fn):
        return -torch.autograd.grad(energy_fn(x).sum(), x)[0]

    with pytest.raises(
        CheckFailed,
        match=r"your code stopped at .* Let your copy of x require gradients",
    ):
        checks.check_score_from_energy(no_graph)


def test_what_pytorch_has_not_implemented_is_no_stub():
    with pytest.raises(
        CheckFailed,
        match=r"your code stopped at .* with NotImplementedError: no such thing",
    ):
        checks.check_score_laplace(cannot)


def cannot(x, mu=0.0, b=1.0):
    raise NotImplementedError("no such thing")


def test_a_result_on_another_device_is_named():
    with pytest.raises(CheckFailed, match="the input is on cpu, your result on meta"):
        bring_back((torch.zeros(2), torch.zeros(2, device="meta")))


def test_a_failed_check_shows_one_line_and_no_traceback():
    with pytest.raises(CheckFailed) as caught:
        checks.check_score_laplace(stub)
    assert caught.value._render_traceback_() == [f"✗ {caught.value}"]
