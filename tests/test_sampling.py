"""Langevin dynamics: the step, the stationary variance with its bias, and energies with
their quadrature.
"""

import math

import pytest
import torch

from helpers import scores
from helpers.distributions import double_well, gaussian, partition_function, ring
from helpers.sampling import langevin, langevin_sample, langevin_step


def test_one_step_is_half_the_step_uphill_and_its_root_of_noise(device, dtype):
    x = torch.randn(5, 3, device=device, dtype=dtype)
    noise = torch.randn_like(x)
    step = langevin_step(x, lambda y: -2 * y, 0.09, noise)
    torch.testing.assert_close(step, x - 0.09 * x + 0.3 * noise)


@pytest.mark.parametrize("eta", [0.1, 1.0, 2.0])
def test_the_stationary_variance_has_the_known_bias(eta, device):
    sigma, n = 0.9, 40_000
    random = torch.Generator(device).manual_seed(7)
    p = gaussian([0.0], [sigma**2])
    x = langevin_sample(p.score, torch.zeros(n, 1, device=device), eta, 200, random)
    expected = sigma**2 / (1 - eta / (4 * sigma**2))
    assert x.var().item() == pytest.approx(expected, rel=6 * math.sqrt(2 / n))


def test_the_sample_is_the_last_state_and_follows_the_generator():
    start = torch.randn(4, 2)
    p = gaussian([0.0, 0.0], [1.0, 1.0])
    states = list(langevin(p.score, start, 0.1, 7, torch.Generator().manual_seed(1)))
    last = langevin_sample(p.score, start, 0.1, 7, torch.Generator().manual_seed(1))
    assert len(states) == 7 and torch.equal(states[-1], last)
    assert torch.equal(langevin_sample(p.score, start, 0.1, 0), start)


def test_sampling_takes_scores_by_autograd_and_keeps_no_graph():
    x = langevin_sample(
        lambda y: scores.score_from_energy(y, ring), torch.randn(50, 2), 0.02, 200
    )
    assert not x.requires_grad and (x.norm(dim=1) - 2).abs().mean() < 0.5


def test_states_keep_no_graph_of_the_parameters_of_a_score():
    net, start = torch.nn.Linear(2, 2), torch.zeros(3, 2)
    assert net(start).requires_grad
    (state,) = langevin(net, start, 0.1, 1)
    assert not state.requires_grad


def test_no_step_gives_a_copy_of_the_start():
    start = torch.randn(4, 2)
    last = langevin_sample(lambda x: -x, start, 0.1, 0)
    assert torch.equal(last, start) and last is not start


def test_a_double_well_has_valleys_at_one_a_barrier_and_a_tilt(dtype):
    x = torch.tensor([[0.0, 1.0], [2.0, -1.0]], dtype=dtype)
    assert double_well(x).tolist() == [3, 27]
    assert double_well(x, barrier=2.0, tilt=0.5).tolist() == [2.5, 18.5]


def test_a_ring_has_a_valley_of_energy_zero_around_a_hill(dtype):
    x = torch.tensor([[0.0, 0.0], [1.2, 1.6], [0.0, 3.0]], dtype=dtype)
    expected = torch.tensor([4 / 0.72, 0, 25 / 2.88], dtype=dtype)
    torch.testing.assert_close(ring(x), expected)
    expected = torch.tensor([0.5, 4.5, 32.0], dtype=dtype)
    torch.testing.assert_close(ring(x, radius=1.0, width=0.5), expected)


@pytest.mark.parametrize("radius", [1.0, 2.0])
@pytest.mark.parametrize("width", [0.02, 0.05])
def test_the_cross_section_of_a_ring_is_nearly_gaussian(radius, width):
    z = torch.tensor([-1.0, -0.5, 0.5, 1.0], dtype=torch.float64)
    across = radius + width * z
    x = torch.stack([0.6 * across, 0.8 * across], 1)
    energy = ring(x, radius, width)
    torch.testing.assert_close(energy, z.square() / 2, rtol=0.06, atol=0)


@pytest.mark.parametrize("energy", [double_well, ring])
def test_the_score_of_an_energy_is_minus_its_gradient(energy, dtype):
    x = torch.randn(6, 2, dtype=torch.float64)
    h = 1e-6 * torch.eye(2, dtype=torch.float64)
    slope = torch.stack(
        [(energy(x + h[j]) - energy(x - h[j])) / 2e-6 for j in range(2)], dim=1
    )
    score = scores.score_from_energy(x.to(dtype), energy)
    torch.testing.assert_close(score, -slope.to(dtype), rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(
        scores.score_from_energy(x.to(dtype), lambda y: energy(y) + 100),
        score,
        rtol=1e-3,
        atol=1e-3,
    )


def test_the_partition_function_of_a_gaussian_is_root_pi():
    z = partition_function(lambda x: (x[:, 0] - 2) ** 2, -6, 10, 201)
    assert z.item() == pytest.approx(math.sqrt(math.pi), rel=1e-5)
