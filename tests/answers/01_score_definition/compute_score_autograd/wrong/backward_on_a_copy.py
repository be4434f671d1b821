"""x is left alone, but backward() writes a .grad into every parameter of a network.

Diagnosis: the parameters of log_prob_fn have another .grad than before
Points: 1
"""


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    log_prob_fn(y).sum().backward()
    return y.grad
