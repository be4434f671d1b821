"""An object with __call__, which hands the batch over in two chunks."""

import torch


class Differentiator:
    def half(self, part, f):
        leaf = part.detach().clone().requires_grad_()
        return torch.autograd.grad(f(leaf).sum(), leaf)[0]

    def __call__(self, x, log_prob_fn):
        return torch.cat([self.half(part, log_prob_fn) for part in x.chunk(2)])


compute_score_autograd = Differentiator()
