"""Calls the notebook's own jacobian_trace from Exercise 4.1, on a detached alias of the data."""


def tractable_score_matching_loss(model, data):
    x = data.detach().requires_grad_()
    scores = model(x)
    return (jacobian_trace(scores, x) + 0.5 * (scores * scores).sum(-1)).mean()
