"""Score matching: three routes to one trace, one constant between two losses, and a
field that is learnt.
"""

from itertools import pairwise

import pytest
import torch

from helpers import matching
from helpers.distributions import GaussianMixture, square_of_clusters
from helpers.models import ScoreNet
from helpers.training import fit

TWO = GaussianMixture(
    [0.5, 0.5], torch.tensor([[2.0, 2.0], [-2.0, -2.0]]), torch.full((2, 2), 0.25)
)


def test_the_trace_of_a_linear_field_is_the_trace_of_its_matrix(device, dtype):
    for d in (1, 2, 5):
        matrix = torch.randn(d, d, device=device, dtype=dtype)
        x = torch.randn(7, d, device=device, dtype=dtype, requires_grad=True)
        trace = matching.jacobian_trace(x @ matrix.mT, x)
        torch.testing.assert_close(trace, matrix.trace().expand(7))
        assert trace.dtype == dtype and x.grad is None


@pytest.mark.parametrize("d", [1, 2, 9])
def test_loop_batched_and_closed_form_agree_in_value_and_gradient(d, device, dtype):
    net = ScoreNet(d, 16).to(device, dtype)
    x = torch.randn(6, d, device=device, dtype=dtype)
    score, closed = matching.mlp_score_and_trace(net, x)
    torch.testing.assert_close(score, net(x))
    torch.testing.assert_close(
        closed, matching.jacobian_trace_batched(net, x), rtol=1e-4, atol=1e-5
    )
    losses = (
        matching.tractable_score_matching_loss(net, x),
        matching.fast_score_matching_loss(net, x),
    )
    torch.testing.assert_close(*losses)
    slopes = [
        torch.autograd.grad(loss, list(net.parameters()), materialize_grads=True)
        for loss in losses
    ]
    for a, b in zip(*slopes, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-5)


def test_the_loss_leaves_the_data_alone_and_works_on_any_field():
    data = torch.randn(50, 3)
    loss = matching.tractable_score_matching_loss(lambda x: -x, data)
    torch.testing.assert_close(loss, -3 + data.square().sum(1).mean() / 2)
    assert not data.requires_grad and data.grad is None
    rate = torch.ones(1, requires_grad=True)
    watched = data.clone().requires_grad_()
    matching.tractable_score_matching_loss(lambda x: -rate * x, watched).backward()
    slope = data.square().sum(1).mean() - 3
    assert watched.grad is None
    assert rate.grad.item() == pytest.approx(slope.item(), abs=1e-4)


def test_the_loss_takes_data_from_inference_mode():
    with torch.inference_mode():
        data = torch.ones(5, 2)
    assert matching.tractable_score_matching_loss(lambda x: -x, data) == -1


def test_explicit_minus_tractable_is_the_same_constant_for_every_model():
    x = TWO.sample(100_000, torch.Generator().manual_seed(1))
    constant = TWO.score(x).square().sum(1).mean() / 2
    for seed in range(3):
        torch.manual_seed(seed)
        net = ScoreNet(2, 16)
        gap = matching.explicit_loss(
            net, TWO.score, x
        ) - matching.fast_score_matching_loss(net, x)
        assert abs(gap.item() - constant.item()) < 0.05


def test_the_truth_minimises_the_tractable_loss():
    x = TWO.sample(20_000, torch.Generator().manual_seed(2))
    at = {
        a: (
            matching.tractable_score_matching_loss(
                lambda y, a=a: a * TWO.score(y), x
            ).item()
        )
        for a in (0.8, 1.0, 1.2)
    }
    assert at[1.0] < min(at[0.8], at[1.2]) and at[1.0] == pytest.approx(
        -4, abs=6 * 2 / 20_000**0.5 * 2
    )


def test_what_cannot_be_differentiated_is_refused():
    x = torch.randn(8, 2)
    with pytest.raises(
        ValueError, match=r"scores \(8, 2\) and x \(8, 1\) must both be"
    ):
        matching.jacobian_trace(x, x[:, :1])
    with pytest.raises(ValueError, match="requires gradients"):
        matching.jacobian_trace(-x, x)
    leaf = x.clone().requires_grad_()
    for scores, at in ((-x, leaf), (-leaf, x)):
        with pytest.raises(ValueError, match="requires gradients"):
            matching.jacobian_trace(scores, at)


@pytest.mark.parametrize("seed", [0, 1])
def test_training_on_fresh_samples_learns_the_score(seed, device):
    torch.manual_seed(seed)
    net = ScoreNet().to(device)
    losses = list(
        fit(
            net,
            matching.fast_score_matching_loss,
            lambda: TWO.sample(256).to(device),
            300,
        )
    )
    assert len(losses) == 300 and all(isinstance(loss, float) for loss in losses)
    assert (
        matching.relative_fisher_divergence(
            net, TWO.score, TWO.sample(10_000).to(device)
        )
        < 0.02
    )


def test_the_divergence_is_zero_for_the_truth_and_one_for_silence():
    x = TWO.sample(1000)
    for factor, divergence in ((1, 0), (0, 1), (3, 4)):
        of_multiple = matching.relative_fisher_divergence(
            lambda y, factor=factor: factor * TWO.score(y), TWO.score, x
        )
        assert isinstance(of_multiple, float)
        assert of_multiple == pytest.approx(divergence)


def test_four_clusters_are_two_wide_of_the_axes_with_spread_a_half():
    p = square_of_clusters()
    corners = [[-2.0, -2.0], [-2.0, 2.0], [2.0, -2.0], [2.0, 2.0]]
    assert p.means.tolist() == corners and p.weights.tolist() == [0.25] * 4
    assert torch.equal(p.scale, (0.5 * torch.eye(2).double()).expand(4, 2, 2))


def test_a_score_net_is_for_the_plane_and_of_128_units_unless_told_otherwise():
    shapes = [tuple(weights.shape) for weights in ScoreNet().parameters()]
    assert shapes == [(128, 2), (128,), (128, 128), (128,), (2, 128), (2,)]


@pytest.mark.parametrize(("rate", "first"), [({}, 5e-3), ({"lr": 0.2}, 0.2)])
def test_the_steps_of_training_shrink_from_the_rate_along_a_cosine(rate, first):
    model = torch.nn.Linear(1, 1, bias=False).double()
    one = torch.ones(1, 1, dtype=torch.float64)
    start = model.weight.item()
    steps = fit(model, lambda net, x: net(x).sum(), lambda: one, 4, **rate)
    # where the slope is constant, Adam goes as far as the rate says
    seen = [(loss, model.weight.item()) for loss in steps]
    shrunk = [1, (2 + 2**0.5) / 4, 0.5, (2 - 2**0.5) / 4]
    ends = [start - first * sum(shrunk[:k]) for k in range(5)]
    expected = list(pairwise(ends))
    torch.testing.assert_close(seen, expected, rtol=0, atol=1e-6)


def test_four_clusters_stand_on_a_square():
    x = square_of_clusters(3.0, 0.2).sample(8000, torch.Generator().manual_seed(3))
    corners, counts = torch.sign(x).unique(dim=0, return_counts=True)
    assert (
        len(corners) == 4
        and ((counts / 8000 - 0.25).abs() < 6 * (0.1875 / 8000) ** 0.5).all()
    )
    assert (x.abs().mean(0) - 3).abs().max() < 0.05
