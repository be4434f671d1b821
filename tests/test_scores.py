"""Scores: closed form and autograd are one; nothing of the caller's is changed; the
four properties hold.
"""

import pytest
import torch
from test_distributions import mixture

from helpers import scores
from helpers.distributions import GaussianMixture, Laplace, gaussian, ring


@pytest.mark.parametrize("d", [1, 2, 4])
def test_closed_form_and_autograd_agree(d, device, dtype):
    x = 2 * torch.randn(30, d, device=device, dtype=dtype)
    for p in (mixture(d), Laplace(0.2, 0.7), gaussian([0.3] * d, [1.4] * d)):
        torch.testing.assert_close(
            scores.compute_score_autograd(x, p.log_prob),
            p.score(x),
            rtol=1e-3,
            atol=1e-4,
        )


def test_the_functions_are_those_of_the_densities(device, dtype):
    x = torch.randn(20, 3, device=device, dtype=dtype)
    p = mixture(3)
    covs = p.scale @ p.scale.mT
    parameters = (p.weights, p.means, covs)
    for function, method in (
        (scores.score_gmm, p.score),
        (scores.mixture_log_prob, p.log_prob),
        (scores.responsibilities, p.responsibilities),
    ):
        torch.testing.assert_close(function(x, *parameters), method(x))
    mu, precision = p.means[0].to(x), torch.linalg.inv(covs[0]).to(x)
    torch.testing.assert_close(
        scores.score_gaussian_nd(x, p.means[0], covs[0]),
        -(x - mu) @ precision,
        rtol=1e-4,
        atol=1e-5,
    )
    one = gaussian([0.5], [4.0])
    torch.testing.assert_close(
        scores.score_gaussian_1d(x[:, :1], 0.5, 2.0), one.score(x[:, :1])
    )


def test_a_laplace_score_is_one_over_b_towards_the_kink_and_zero_on_it(dtype):
    x = torch.tensor([[-3.0, 0.25], [0.5, 7.0]], dtype=dtype)
    for score in (scores.score_laplace(x, 0.25, 2.0), Laplace(0.25, 2.0).score(x)):
        assert score.tolist() == [[0.5, 0], [-0.5, -0.5]] and score.dtype == dtype


def test_a_frame_is_the_score_of_the_mixture_at_its_means():
    grid, path = torch.randn(6, 1), torch.tensor([[[0.0], [0.0]], [[1.0], [-1.0]]])
    still, apart = scores.score_frames(grid, [0.5, 0.5], path, [[1.0], [1.0]])
    torch.testing.assert_close(still, -grid)
    torch.testing.assert_close(apart, grid.tanh() - grid)


def test_without_further_arguments_the_densities_are_standard():
    x = torch.tensor([[-0.5], [0.25]])
    assert scores.score_gaussian_1d(x).tolist() == [[0.5], [-0.25]]
    assert scores.score_laplace(x).tolist() == [[1.0], [-1.0]]
    assert Laplace().score(x).tolist() == [[1.0], [-1.0]]


@pytest.mark.parametrize(("radius", "slope"), [({}, 1), ({"radius": 0.5}, 4)])
def test_the_uniform_mixture_has_the_variance_radius_squared(radius, slope):
    x, centre = torch.tensor([[0.0, 3.0], [2.0, -1.0]]), torch.tensor([1.0, 0.0])
    score = scores.compute_score_uniform_mixture(x, [centre], **radius)
    torch.testing.assert_close(score, -slope * (x - centre))
    pair = scores.compute_score_uniform_mixture(x, [centre, -centre], **radius)
    expected = -slope * x
    expected[:, 0] += slope * (slope * x[:, 0]).tanh()
    torch.testing.assert_close(pair, expected)


@pytest.mark.parametrize("distance", [1e2, 1e3, 1e4, 1e6])
def test_the_mixture_score_is_right_in_the_far_tail_in_float32(distance):
    x = distance * torch.tensor(
        [[1.0, 0.3], [-0.5, 1.0], [0.2, -1.0]], dtype=torch.float64
    )
    p = mixture(2)
    gap = (p.score(x.float()).double() - p.score(x)).norm(dim=1) / p.score(x).norm(
        dim=1
    )
    assert gap.max() < 2e-5


def test_autograd_leaves_no_trace(device):
    net = torch.nn.Linear(2, 3, device=device)
    x = torch.randn(5, 2, device=device)
    before = x.clone()
    s = scores.compute_score_autograd(x, lambda y: net(y).square().sum(-1))
    assert (
        torch.equal(x, before)
        and not x.requires_grad
        and x.grad is None
        and not s.requires_grad
    )
    assert all(parameter.grad is None for parameter in net.parameters())


def test_autograd_works_under_a_callers_no_grad_and_inference_over_a_gradient():
    x = torch.randn(5, 2)
    with torch.no_grad():
        torch.testing.assert_close(
            scores.compute_score_autograd(x, mixture(2).log_prob), mixture(2).score(x)
        )
        torch.testing.assert_close(
            scores.compute_score_autograd(x.requires_grad_(), mixture(2).log_prob),
            mixture(2).score(x),
        )
        assert not scores.compute_score_autograd(x, ring).requires_grad
    with torch.inference_mode():
        x = torch.ones(5, 2)
    score = scores.compute_score_autograd(x, lambda y: -y.square().sum(-1))
    torch.testing.assert_close(score, -2 * x)


def test_a_score_can_be_differentiated_again():
    x = torch.randn(4, 2, dtype=torch.float64, requires_grad=True)
    s = scores.compute_score_autograd(x, lambda y: -(y**4).sum(-1))
    (second,) = torch.autograd.grad(s.sum(), x)
    torch.testing.assert_close(second, -12 * x**2)
    rate = torch.tensor(2.0, requires_grad=True)
    s = scores.compute_score_autograd(
        torch.ones(3, 1), lambda y: -rate * y[:, 0] ** 2, create_graph=True
    )
    torch.testing.assert_close(
        torch.autograd.grad(s.sum(), rate)[0], torch.tensor(-6.0)
    )


def test_the_score_of_an_energy_keeps_its_graph_only_if_told_to():
    x = torch.ones(3, 2)
    assert not scores.score_from_energy(x, ring).requires_grad
    assert scores.score_from_energy(x, ring, create_graph=True).requires_grad


def test_leading_shapes_are_those_of_x():
    x = torch.randn(2, 3, 4, dtype=torch.float64)
    s = scores.score_from_energy(x, lambda y: (y**4).sum(-1))
    torch.testing.assert_close(s, -4 * x**3)
    flat = scores.fisher_information(torch.neg, x.flatten(0, 1))
    torch.testing.assert_close(scores.fisher_information(torch.neg, x), flat)
    assert flat.item() == pytest.approx(x.square().sum().item() / 6)


def test_a_log_density_of_the_wrong_shape_is_refused():
    with pytest.raises(
        ValueError, match=r"it gave \(5, 1\): sum over the last axis, or squeeze"
    ):
        scores.compute_score_autograd(torch.zeros(5, 1), lambda y: -(y**2))


def test_the_score_vanishes_at_modes():
    peak = torch.tensor([[0.4, -0.3]])
    assert scores.score_gaussian_nd(peak, peak[0], torch.eye(2)).abs().max() == 0


def test_the_mean_score_is_zero_within_its_error(device):
    p = mixture(2, torch.float32, device)
    mean, error = scores.mean_score(
        p.score, p.sample(100_000, torch.Generator(device).manual_seed(5))
    )
    assert (
        (mean.abs() < 6 * error).all()
        and (error > 0).all()
        and mean.shape == error.shape == (2,)
    )
    off = scores.mean_score(
        p.score, p.sample(100_000, torch.Generator(device).manual_seed(5)) + 0.3
    )
    assert (
        off[0].abs() > 6 * off[1]
    ).any()  # and it is not zero on samples of another density


def test_the_standard_error_is_the_spread_of_the_mean():
    p = gaussian([0.0], [1.0])
    runs = [
        scores.mean_score(p.score, p.sample(50, torch.Generator().manual_seed(i)))
        for i in range(400)
    ]
    means, errors = (torch.stack(values) for values in zip(*runs, strict=True))
    assert means.std().item() == pytest.approx(errors.mean().item(), rel=0.15)
    assert scores.mean_score(p.score, torch.tensor([[1.0], [3.0]])) == (-2, 1)
    with pytest.raises(ValueError, match="at least two"):
        scores.mean_score(p.score, torch.zeros(1, 1))


@pytest.mark.parametrize("d", [1, 2, 7])
@pytest.mark.parametrize("sigma", [0.5, 2.0])
def test_the_fisher_information_of_a_gaussian_is_d_over_sigma_squared(d, sigma, dtype):
    p = gaussian(torch.zeros(d, dtype=dtype), [sigma**2] * d)
    samples = p.sample(100_000, torch.Generator().manual_seed(6))
    information = scores.fisher_information(p.score, samples)
    assert information.shape == () and information.dtype == dtype
    assert information.item() == pytest.approx(
        d / sigma**2, rel=6 * (2 / d / len(samples)) ** 0.5
    )


def test_the_tempered_score_is_that_of_the_tempered_density(device, dtype):
    x = torch.randn(10, 2, device=device, dtype=dtype)
    p = mixture(2)
    for t in (0.5, 3.0):
        tempered = scores.compute_score_autograd(x, lambda y, t=t: p.log_prob(y) / t)
        torch.testing.assert_close(
            scores.tempered_score(p.score, t)(x), tempered, rtol=1e-3, atol=1e-4
        )
    with pytest.raises(ValueError, match="positive; got 0"):
        scores.tempered_score(p.score, 0)


def test_blurring_data_gives_a_mixture_whose_score_points_at_the_posterior_mean():
    data, sigma = torch.randn(7, 2, dtype=torch.float64), 0.6
    p = GaussianMixture([1 / 7] * 7, data, torch.full((7, 2), sigma**2))
    x = torch.randn(5, 2, dtype=torch.float64)
    torch.testing.assert_close(
        p.score(x), (p.responsibilities(x) @ data - x) / sigma**2
    )
