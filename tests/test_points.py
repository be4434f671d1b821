"""Points that are integers or booleans are the numbers they stand for, everywhere."""

import pytest
import torch
from torch.distributions import Categorical, MixtureSameFamily, MultivariateNormal

from helpers import matching, scores
from helpers.distributions import (
    GaussianMixture,
    Laplace,
    cholesky,
    double_well,
    gaussian,
    log_sum_exp,
    ring,
)
from helpers.models import ScoreNet
from helpers.sampling import langevin, langevin_sample, langevin_step

WEIGHTS, MEANS, COVS = [0.4, 0.6], [[1.0, 0.25], [-1.5, 0.0]], [[0.5, 0.7], [0.3, 0.5]]
MIXTURE = GaussianMixture(WEIGHTS, MEANS, COVS)
EQUAL = GaussianMixture(WEIGHTS, MEANS, [COVS[0]] * 2)
NET = ScoreNet(2, 4)
COV = torch.tensor([[0.5, 0.25], [0.25, 0.75]])
INTEGERS = [torch.int64, torch.int8, torch.uint8, torch.bool]


def seeded():
    return torch.Generator().manual_seed(0)


def divergence(x):
    gap = matching.relative_fisher_divergence(lambda y: -y, MIXTURE.score, x)
    return torch.tensor(gap)


OF_POINTS = {
    "log_prob": MIXTURE.log_prob,
    "responsibilities": MIXTURE.responsibilities,
    "score": MIXTURE.score,
    "equal log_prob": EQUAL.log_prob,
    "equal responsibilities": EQUAL.responsibilities,
    "equal score": EQUAL.score,
    "Gaussian": gaussian([0.5, 0.0], COV).score,
    "Laplace log_prob": Laplace(1, 2).log_prob,
    "Laplace score": Laplace(1, 2).score,
    "double_well": double_well,
    "ring": ring,
    "log_sum_exp": log_sum_exp,
    "score_gaussian_1d": lambda x: scores.score_gaussian_1d(x, 0, 2),
    "score_gaussian_1d elsewhere": lambda x: scores.score_gaussian_1d(x, 2, 2),
    "score_gaussian_nd": lambda x: scores.score_gaussian_nd(x, torch.ones(2), COV),
    "score_laplace": lambda x: scores.score_laplace(x, 2, 3),
    "score_gmm": lambda x: scores.score_gmm(x, WEIGHTS, MEANS, COVS),
    "mixture_log_prob": lambda x: scores.mixture_log_prob(x, WEIGHTS, MEANS, COVS),
    "uniform": lambda x: scores.compute_score_uniform_mixture(x, [x[0], x[1]], 16),
    "frames": lambda x: scores.score_frames(x, WEIGHTS, torch.tensor([MEANS]), COVS),
    "autograd": lambda x: scores.compute_score_autograd(x, MIXTURE.log_prob),
    "energy": lambda x: scores.score_from_energy(x, double_well),
    "tempered": scores.tempered_score(lambda x: -x, 3),
    "mean_score": lambda x: torch.stack(scores.mean_score(lambda y: -y, x)),
    "fisher_information": lambda x: scores.fisher_information(lambda y: -y, x),
    "batched trace": lambda x: matching.jacobian_trace_batched(NET, x),
    "closed trace": lambda x: matching.mlp_score_and_trace(NET, x)[1],
    "silu": lambda x: torch.stack(matching.silu_and_slope(x)),
    "explicit": lambda x: matching.explicit_loss(lambda y: -y, MIXTURE.score, x),
    "tractable": lambda x: matching.tractable_score_matching_loss(NET, x),
    "fast": lambda x: matching.fast_score_matching_loss(NET, x),
    "divergence": divergence,
    "langevin_step": lambda x: langevin_step(x, lambda y: -y, 0.1, COV[:1]),
    "langevin": lambda x: next(langevin(lambda y: -y, x, 0.1, 2, seeded())),
    "langevin_sample": lambda x: langevin_sample(lambda y: -y, x, 0.1, 2, seeded()),
    "no step": lambda x: langevin_sample(lambda y: -y, x, 0.1, 0),
    "ScoreNet": NET,
}


@pytest.mark.parametrize("kind", INTEGERS, ids=str)
@pytest.mark.parametrize("name", OF_POINTS)
def test_integer_points_give_what_the_same_numbers_give(name, kind):
    # 20² has more than 8 bits
    points = torch.tensor([[1, 0], [0, 1], [1, 20]]).to(kind)
    result = OF_POINTS[name](points)
    assert result.dtype == torch.get_default_dtype()
    torch.testing.assert_close(result, OF_POINTS[name](points.float()))


def test_a_mixture_at_an_integer_point_has_the_density_of_torch_distributions():
    covs = torch.tensor(COVS).diag_embed()
    components = MultivariateNormal(torch.tensor(MEANS), covs)
    theirs = MixtureSameFamily(Categorical(torch.tensor(WEIGHTS)), components)
    x = torch.tensor([[1, 2], [-3, 0]])
    torch.testing.assert_close(MIXTURE.log_prob(x), theirs.log_prob(x.float()))


def test_integer_parameters_are_the_numbers_they_stand_for():
    means, covs = torch.tensor([[1, 0], [-1, 2]]), torch.tensor([[200, 1], [2, 2]])
    whole = GaussianMixture([0.5, 0.5], means.to(torch.int8), covs.to(torch.uint8))
    same = GaussianMixture([0.5, 0.5], means.double(), covs.double())
    x = torch.randn(5, 2)
    assert torch.equal(whole.score(x), same.score(x))
    assert whole.sample(3).dtype == torch.get_default_dtype()
    variances = torch.tensor([[200, 0], [0, 100]])
    root = cholesky(variances.to(torch.uint8))
    torch.testing.assert_close(root, variances.sqrt())


def test_integer_points_follow_the_default_dtype():
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        assert MIXTURE.score(torch.tensor([[1, 2]])).dtype == torch.float64
    finally:
        torch.set_default_dtype(before)


def test_lists_and_arrays_are_points_too():
    point = torch.tensor([[0.5, 2.0]])
    assert torch.equal(MIXTURE.score(point.tolist()), MIXTURE.score(point))
    assert torch.equal(MIXTURE.score(point.numpy()), MIXTURE.score(point))


@pytest.mark.parametrize(
    ("x", "what"),
    [
        (torch.zeros(1, 2, dtype=torch.complex64), "a tensor of dtype torch.complex64"),
        ("north", "a str"),
        (None, "a NoneType"),
    ],
)
def test_what_is_no_real_number_is_refused(x, what):
    wanted = rf"expected a tensor of real numbers, such as .*; got {what}: convert it"
    for function in (MIXTURE.log_prob, scores.score_laplace, ring, NET):
        with pytest.raises(TypeError, match=wanted):
            function(x)


def test_the_trace_says_that_integers_have_no_gradients():
    x = torch.tensor([[1, 2]])
    with pytest.raises(
        TypeError, match=r"floating-point .* got dtype torch.int64: x ="
    ):
        matching.jacobian_trace(-x, x)
