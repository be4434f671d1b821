"""Returns the log-densities and never differentiates them.

Diagnosis: this is log p itself, one number per point
"""


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone()
    return log_prob_fn(y)
