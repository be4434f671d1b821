"""Derivatives in a mixture's parameters, where they are finite differences of its
values.

Equal covariances are the trap: there the mixture is computed by another formula, which
must have not only the right value but the right slopes.
"""

import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck

from helpers import matching, scores

X = torch.tensor([[0.3, -1.2], [2.0, 0.5], [-0.4, 0.1]], dtype=torch.float64)
WEIGHTS = torch.tensor([0.2, 0.5, 0.3], dtype=torch.float64)
MEANS = torch.tensor([[1.0, 0.0], [-1.0, 0.5], [0.0, 2.0]], dtype=torch.float64)
FULL = torch.tensor([[1.0, 0.3], [0.3, 0.7]], dtype=torch.float64).repeat(3, 1, 1)
DIAGONAL = torch.tensor([0.5, 0.8], dtype=torch.float64).repeat(3, 1)
UNEQUAL = FULL * torch.tensor([1.0, 1.0, 2.0], dtype=torch.float64)[:, None, None]

OF_A_MIXTURE = [scores.mixture_log_prob, scores.responsibilities, scores.score_gmm]
COVARIANCES = [DIAGONAL, FULL, UNEQUAL]


def to_differentiate(*values):
    return tuple(value.clone().requires_grad_() for value in values)


@pytest.mark.filterwarnings(
    "ignore:.torch.jit.script.:DeprecationWarning"
)  # forward_ad's
@pytest.mark.parametrize("covs", COVARIANCES, ids=["diagonal", "full", "unequal"])
@pytest.mark.parametrize("of_a_mixture", OF_A_MIXTURE)
def test_first_derivatives_are_those_of_finite_differences(of_a_mixture, covs):
    at = to_differentiate(X, WEIGHTS, MEANS, covs)
    assert gradcheck(of_a_mixture, at, check_forward_ad=True)


@pytest.mark.parametrize("covs", COVARIANCES, ids=["diagonal", "full", "unequal"])
@pytest.mark.parametrize("of_a_mixture", OF_A_MIXTURE)
def test_second_derivatives_are_those_of_finite_differences(of_a_mixture, covs):
    at = to_differentiate(X, WEIGHTS, MEANS, covs)
    assert gradgradcheck(lambda *args: of_a_mixture(*args).square().sum(), at)


@pytest.mark.parametrize("covs", COVARIANCES, ids=["diagonal", "full", "unequal"])
def test_a_parametric_mixture_can_be_fitted_by_score_matching(covs):
    def loss(*parameters):
        def score(x):
            return scores.score_gmm(x, *parameters)

        return matching.tractable_score_matching_loss(score, X)

    assert gradcheck(loss, to_differentiate(WEIGHTS, MEANS, covs))


@pytest.mark.parametrize("outer", [torch.func.jacrev, torch.func.jacfwd])
def test_a_derivative_within_a_derivative_hides_no_covariance(outer):
    def loss(covs):
        def score(x):
            return scores.score_gmm(x, WEIGHTS, MEANS, covs)

        trace = matching.jacobian_trace_batched(score, X)
        return (trace + score(X).square().sum(1) / 2).mean()

    h = 1e-6
    for k, steps in enumerate(h * torch.eye(3, dtype=torch.float64)):
        step = steps[:, None].expand_as(DIAGONAL)
        slope = (loss(DIAGONAL + step) - loss(DIAGONAL - step)) / (2 * h)
        gradient = outer(loss)(DIAGONAL)[k].sum()
        torch.testing.assert_close(gradient, slope, rtol=1e-6, atol=1e-8)


def test_two_unit_variances_have_the_gradient_of_a_pair_nearly_equal():
    weights, means = torch.full((2,), 0.5), torch.tensor([[-1.0], [1.0]])
    x = torch.tensor([[0.3]], dtype=torch.float64)
    (variances,) = to_differentiate(torch.ones(2, 1, dtype=torch.float64))
    score = scores.score_gmm(x, weights, means, variances)
    (gradient,) = torch.autograd.grad(score.sum(), variances)
    expected = torch.tensor([[0.3028], [-0.5686]], dtype=torch.float64)
    torch.testing.assert_close(gradient, expected, rtol=0, atol=5e-5)


def test_the_radius_of_a_uniform_mixture_passes_its_gradient_on():
    def score(radius):
        return scores.compute_score_uniform_mixture(X, list(MEANS), radius)

    assert gradcheck(score, to_differentiate(torch.tensor(0.8).double()))
