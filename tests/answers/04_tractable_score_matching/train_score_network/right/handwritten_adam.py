"""Adam written out by hand, with gradients from autograd.grad and a rate that falls linearly."""

import torch


def train_score_network(model, sample_batch, n_steps, lr):
    weights = [p for p in model.parameters() if p.requires_grad]
    m = [torch.zeros_like(p) for p in weights]
    v = [torch.zeros_like(p) for p in weights]
    losses = []
    for t in range(1, n_steps + 1):
        loss = tractable_score_matching_loss(model, sample_batch())
        grads = torch.autograd.grad(loss, weights, allow_unused=True)
        with torch.no_grad():
            for p, g, a, b in zip(weights, grads, m, v):
                if g is None:
                    continue
                a.mul_(0.9).add_(g, alpha=0.1)
                b.mul_(0.999).addcmul_(g, g, value=0.001)
                rate = lr * (1 - (t - 1) / n_steps)
                p -= rate * (a / (1 - 0.9**t)) / ((b / (1 - 0.999**t)).sqrt() + 1e-8)
        losses += [loss.item()]
    return losses
