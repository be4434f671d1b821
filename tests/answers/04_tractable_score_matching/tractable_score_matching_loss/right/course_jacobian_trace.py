"""Uses matching.jacobian_trace, which the text allows, and two means instead of one."""

from helpers import matching


def tractable_score_matching_loss(model, data):
    points = data.clone()
    points.requires_grad = True
    out = model(points)
    return matching.jacobian_trace(out, points).mean() + 0.5 * out.pow(2).sum(1).mean()
