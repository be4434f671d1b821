"""The mixture's numbers against sixty digits: near and far, between components, with
nearly singular covariances.
"""

import pytest
import torch
from exact import SQUARE, UNEQUAL, errors, far_out, log_prob_and_score, ties, tilted

from helpers import distributions
from helpers.distributions import GaussianMixture

DISTANCES = [0.5, 3.0, 1e2, 1e3, 1e4, 1e6]
PRECISION = {torch.float32: 2e-5, torch.float64: 1e-12}


@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize(
    ("place", "mixture"), [(far_out, UNEQUAL), (far_out, SQUARE), (ties, SQUARE)]
)
def test_log_density_and_score_are_right_to_the_last_digits(
    place, mixture, distance, dtype
):
    assert max(errors(place(distance).to(dtype), *mixture)) <= PRECISION[dtype]


@pytest.mark.parametrize("d", [2, 3, 8])
def test_a_covariance_of_condition_a_million_leaves_two_digits_in_single_precision(d):
    cov = tilted(1e6, d)
    noise = torch.randn(
        50, d, generator=torch.Generator().manual_seed(0), dtype=torch.float64
    )
    samples = noise @ torch.linalg.cholesky(cov[0]).mT
    for x in (samples, noise):
        assert max(errors(x.float(), torch.ones(1), torch.zeros(1, d), cov)) <= 1e-2


def test_a_component_of_weight_zero_adds_nothing_even_where_it_is_nearest(dtype):
    weights, means, covs = (values.to(dtype) for values in UNEQUAL)
    ghost = GaussianMixture(
        torch.cat([weights, weights.new_zeros(1)]),
        *(torch.cat([v, v[:1]]) for v in (means, covs)),
    )
    there = GaussianMixture(weights, means, covs)
    x = torch.cat([far_out(distance) for distance in DISTANCES]).to(dtype)
    assert torch.equal(ghost.score(x), there.score(x)) and torch.equal(
        ghost.log_prob(x), there.log_prob(x)
    )
    assert not ghost.responsibilities(x)[:, -1].any()


def test_blocks_change_no_result_and_pass_gradients_on(monkeypatch):
    p, x = (
        GaussianMixture(*UNEQUAL),
        3 * torch.randn(7, 11, 2, dtype=torch.float64, requires_grad=True),
    )
    whole = [p.log_prob(x), p.score(x), p.responsibilities(x)]
    # two points at a time
    monkeypatch.setattr(distributions, "IN_CACHE", 2 * p.means.numel())
    for result, expected in zip(
        [p.log_prob(x), p.score(x), p.responsibilities(x)], whole, strict=True
    ):
        torch.testing.assert_close(result, expected)
    (gradient,) = torch.autograd.grad(p.log_prob(x).sum(), x)
    torch.testing.assert_close(gradient, p.score(x))


def test_sixty_digits_know_the_standard_normal():
    x = torch.tensor([[3.0, -4.0]], dtype=torch.float64)
    log_prob, score = log_prob_and_score(
        x, torch.ones(1), torch.zeros(1, 2), torch.eye(2)[None]
    )
    assert log_prob.item() == pytest.approx(
        -12.5 - torch.tensor(2 * torch.pi).log().item(), rel=1e-7
    )
    assert score.tolist() == [[-3.0, 4.0]]
