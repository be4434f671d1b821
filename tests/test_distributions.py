"""Densities integrate to one, agree with a second route, and refuse what is no
density.
"""

import math

import pytest
import torch
from torch.distributions import Categorical, MixtureSameFamily, MultivariateNormal

from helpers.distributions import (
    GaussianMixture,
    Laplace,
    cholesky,
    double_well,
    gaussian,
    log_sum_exp,
    ring,
)


def mixture(d, dtype=torch.float64, device="cpu"):
    """Three full-covariance components in d dimensions."""
    random = torch.Generator().manual_seed(d)
    roots = 0.3 * torch.randn(
        3, d, d, generator=random, dtype=torch.float64
    ) + torch.eye(d)
    means = 2 * torch.randn(3, d, generator=random, dtype=torch.float64)
    return GaussianMixture(
        [0.2, 0.5, 0.3], means.to(device, dtype), (roots @ roots.mT).to(device, dtype)
    )


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize(
    "make",
    [mixture, lambda d: Laplace(0.3, 0.8), lambda d: gaussian([0.5] * d, [0.7] * d)],
)
def test_a_density_integrates_to_one(make, d):
    axis = torch.linspace(-14, 14, 1401 if d == 2 else 20001, dtype=torch.float64)
    x = torch.cartesian_prod(*[axis] * d).reshape(-1, d)
    total = make(d).log_prob(x).exp().sum() * (axis[1] - axis[0]) ** d
    assert total.item() == pytest.approx(1, abs=3e-4)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_the_mixture_agrees_with_torch_distributions(d, device, dtype):
    p = mixture(d, dtype, device)
    means, scale = p.means.to(device, dtype), p.scale.to(device, dtype)
    theirs = MixtureSameFamily(
        Categorical(p.weights.to(device, dtype)),
        MultivariateNormal(means, scale_tril=scale),
    )
    x = 3 * torch.randn(50, d, device=device, dtype=dtype)
    torch.testing.assert_close(p.log_prob(x), theirs.log_prob(x), rtol=1e-4, atol=1e-4)


def test_leading_shapes_dtype_and_device_are_those_of_x(device, dtype):
    p, x = mixture(3), torch.randn(4, 5, 3, device=device, dtype=dtype)
    for result, shape in (
        (p.log_prob(x), (4, 5)),
        (p.score(x), (4, 5, 3)),
        (p.responsibilities(x), (4, 5, 3)),
    ):
        assert (result.shape, result.dtype, result.device.type) == (
            shape,
            dtype,
            device.type,
        )
    torch.testing.assert_close(p.score(x)[2, 3], p.score(x[2, 3]))


def test_responsibilities_sum_to_one_everywhere(dtype):
    x = torch.tensor([[0.0, 0.0], [1e3, -1e3], [1e6, 1e6]], dtype=dtype)
    torch.testing.assert_close(
        mixture(2).responsibilities(x).sum(-1), torch.ones(3, dtype=dtype)
    )


def test_a_component_of_weight_zero_is_not_there():
    with_ghost = GaussianMixture(
        [0.4, 0.0, 0.6], [[0.0], [1.0], [2.0]], [[1.0], [1.0], [1.0]]
    )
    without = GaussianMixture([0.4, 0.6], [[0.0], [2.0]], [[1.0], [1.0]])
    x = torch.linspace(-5, 5, 11)[:, None]
    torch.testing.assert_close(with_ghost.score(x), without.score(x))
    torch.testing.assert_close(with_ghost.log_prob(x), without.log_prob(x))


def test_samples_have_the_mean_and_covariance_of_the_mixture(device):
    p = mixture(2, torch.float32, device)
    x = p.sample(200_000, torch.Generator(device).manual_seed(1)).double().cpu()
    mean = p.weights @ p.means
    spread = p.scale @ p.scale.mT + torch.einsum(
        "ki,kj->kij", p.means - mean, p.means - mean
    )
    cov = torch.einsum("k,kij->ij", p.weights, spread)
    assert ((x.mean(0) - mean).abs() < 6 * (cov.diagonal() / len(x)).sqrt()).all()
    torch.testing.assert_close(x.T.cov(), cov, rtol=0.03, atol=0.03)


def test_laplace_samples_have_the_mean_variance_and_kurtosis_of_the_density(device):
    n, b, generator = 100_000, 0.8, torch.Generator(device).manual_seed(3)
    x = Laplace(0.3, b).sample(n, 2, generator=generator, device=device)
    z = (x - 0.3) / (2**0.5 * b)  # moments of z: 0, 1, 0, 6, and of order eight 2520
    assert x.shape == (n, 2) and x.device.type == device.type
    assert z.mean(0).abs().max() < 6 / n**0.5
    assert (z.square().mean(0) - 1).abs().max() < 6 * (5 / n) ** 0.5
    assert (z.pow(4).mean(0) - 6).abs().max() < 6 * ((2520 - 36) / n) ** 0.5


def test_samples_follow_the_generator_and_not_the_global_stream():
    p = mixture(2)
    a, b = (p.sample(5, torch.Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(a, b) and not torch.equal(
        a, p.sample(5, torch.Generator().manual_seed(4))
    )
    assert p.sample(7).shape == (7, 2)


def test_log_sum_exp_has_the_gradient_softmax_where_torchs_own_is_wrong():
    a = torch.tensor([3e6, 3e6 - 1.0], requires_grad=True)
    (gradient,) = torch.autograd.grad(log_sum_exp(a), a)
    torch.testing.assert_close(gradient, a.softmax(-1))
    far = torch.tensor([[1e4 + 0.3, -1e4]], requires_grad=True)
    (right,) = torch.autograd.grad(mixture(2, torch.float32).log_prob(far).sum(), far)
    torch.testing.assert_close(
        right.double(), mixture(2).score(far.detach().double()), rtol=1e-5, atol=0
    )


@pytest.mark.parametrize(
    ("cov", "words"),
    [
        ([[1.0, 2.0], [2.0, 1.0]], "positive definite"),
        ([[1.0, 0.5], [0.0, 1.0]], "symmetric"),
        ([[1.0, 1.0], [1.0, 1.0]], "positive definite"),
        ([[math.nan, 0.0], [0.0, 1.0]], "symmetric"),
        ([[-1.0, -0.5], [-0.25, -1.0]], "symmetric"),
    ],
)
def test_what_is_no_covariance_is_refused(cov, words):
    with pytest.raises(ValueError, match=words):
        cholesky(torch.tensor(cov))
    with pytest.raises(ValueError, match=words):
        gaussian([0.0, 0.0], cov)


@pytest.mark.parametrize("wrong", [[[1.0, 2.0], [2.0, 1.0]], [[1.0, 0.5], [0.0, 1.0]]])
def test_one_covariance_among_several_that_is_none_is_refused(wrong):
    covs = torch.tensor([[[1.0, 0.0], [0.0, 1.0]], wrong])
    for order in (covs, covs.flip(0)):
        with pytest.raises(ValueError, match="a covariance must be"):
            cholesky(order)


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e9])
def test_a_covariance_may_be_asymmetric_by_1e_5_of_its_largest_entry(size):
    def with_asymmetry(gap):
        return size * torch.tensor([[2.0, 0.5 + gap], [0.5, 1.0]]).double()

    root, nearly = cholesky(with_asymmetry(1.8e-5)), with_asymmetry(0.0)
    torch.testing.assert_close(root @ root.mT, nearly, rtol=2e-5, atol=0)
    with pytest.raises(ValueError, match="symmetric"):
        cholesky(with_asymmetry(2.2e-5))


@pytest.mark.parametrize("sign", [1, -1])
def test_the_sum_of_the_weights_may_miss_one_by_1e_5(sign):
    def with_gap(gap):
        return GaussianMixture([0.5, 0.5 + sign * gap], [[0.0], [1.0]], [[1.0], [1.0]])

    assert with_gap(0.9e-5).weights[1] != 0.5
    with pytest.raises(ValueError, match="sum to one"):
        with_gap(1.1e-5)


@pytest.mark.parametrize(
    ("weights", "means", "covs", "words"),
    [
        ([0.5, 0.6], [[0.0], [1.0]], [[1.0], [1.0]], "sum to one"),
        ([1.5, -0.5], [[0.0], [1.0]], [[1.0], [1.0]], "at least zero"),
        ([0.5, 0.5, 0.0], [[0.0], [1.0]], [[1.0], [1.0]], r"\(3,\)"),
        ([0.5, 0.5], [[0.0], [1.0]], [[1.0]], "needs weights"),
        ([1.0], [0.0], [[1.0]], "needs weights"),
    ],
)
def test_what_is_no_mixture_is_refused(weights, means, covs, words):
    with pytest.raises(ValueError, match=words):
        GaussianMixture(weights, means, covs)


def test_points_of_another_dimension_are_refused():
    with pytest.raises(ValueError, match=r"x has 3 coordinates .* the mixture 2"):
        mixture(2).score(torch.zeros(4, 3))


@pytest.mark.parametrize("b", [-1.0, 0.0, math.nan])
def test_a_laplace_density_needs_a_positive_scale(b):
    with pytest.raises(ValueError, match=f"positive; got {b}"):
        Laplace(0.0, b)


def test_a_laplace_density_is_standard_unless_told_otherwise():
    x = torch.tensor([[0.5], [-2.0]])
    standard = torch.distributions.Laplace(0.0, 1.0)
    torch.testing.assert_close(Laplace().log_prob(x), standard.log_prob(x[:, 0]))
    assert Laplace().sample(3).shape == (3, 1)


def test_one_point_is_a_batch_without_an_axis():
    p, point = mixture(2), torch.tensor([0.3, -1.0], dtype=torch.float64)
    assert torch.equal(p.log_prob(point), p.log_prob(point[None])[0])
    torch.testing.assert_close(torch.func.grad(p.log_prob)(point), p.score(point))


@pytest.mark.parametrize("energy", [Laplace(0.3, 0.8).log_prob, double_well, ring])
def test_a_density_or_energy_gives_one_number_per_point_of_any_shape(energy):
    x = torch.randn(4, 5, 3, dtype=torch.float64)
    assert energy(x).shape == (4, 5)
    torch.testing.assert_close(energy(x)[2, 3], energy(x[2, 3]))


@pytest.mark.parametrize(
    ("dim", "expected"), [(0, [2, 7, 1]), (1, [6, 4]), (-1, [6, 4])]
)
def test_log_sum_exp_is_the_logarithm_of_a_sum_over_one_axis(dim, expected):
    of = torch.tensor([[1.0, 5.0, 0.0], [1.0, 2.0, 1.0]])
    total = log_sum_exp(of.log(), dim)
    torch.testing.assert_close(total, torch.tensor(expected).log())
    assert torch.equal(log_sum_exp(of.log()), log_sum_exp(of.log(), -1))
