"""Calls backward() on a deep copy; a function is not really copied by that, and a network inside it gains a .grad.

Diagnosis: the parameters of log_prob_fn have another .grad than before
Points: 1
"""

import copy


def compute_score_autograd(x, log_prob_fn):
    mine = copy.deepcopy(log_prob_fn)
    y = x.detach().clone().requires_grad_()
    mine(y).sum().backward()
    return y.grad
