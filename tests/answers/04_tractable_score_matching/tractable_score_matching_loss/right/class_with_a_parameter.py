"""A callable object that wraps the data as an nn.Parameter of its own."""

import torch


class Loss:
    def __call__(self, model, data):
        x = torch.nn.Parameter(data.clone())
        s = model(x)
        columns = range(x.shape[1])
        grads = [torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0] for j in columns]
        trace = torch.stack([g[:, j] for j, g in zip(columns, grads)]).sum(0)
        return torch.add(trace, s.square().sum(1), alpha=0.5).mean()


tractable_score_matching_loss = Loss()
