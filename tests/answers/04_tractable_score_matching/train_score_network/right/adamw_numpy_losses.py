"""AdamW, gradients cleared after the step, losses kept in a NumPy array and returned as its list; prints now and
then."""

import numpy as np
import torch

from helpers import matching


def train_score_network(model, sample_batch, n_steps, lr):
    model.train()
    history = np.zeros(n_steps)
    opt = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=1e-4)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, max(n_steps, 1), eta_min=lr / 100)
    for i in range(n_steps):
        value = matching.tractable_score_matching_loss(model, sample_batch())
        value.backward()
        opt.step()
        opt.zero_grad(set_to_none=False)
        sched.step()
        history[i] = value.item()
        if i % 100 == 0:
            print(f"step {i}: {history[i]:.3f}")
    return history.tolist()
