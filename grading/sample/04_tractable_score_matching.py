"""What the fourth student of the sample class hands in: every answer a mistake that
students make.
"""


def jacobian_trace(scores, x):
    return torch.autograd.grad(scores.sum(), x, create_graph=True)[0].sum(1)


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    return (torch.autograd.grad(s.sum(), x)[0].sum(1) - s.square().sum(1)).mean()


def train_score_network(model, sample_batch, n_steps, lr):
    optimiser = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(n_steps):
        optimiser.zero_grad()
        loss = model(sample_batch()).square().mean()
        loss.backward()
        optimiser.step()
    return loss


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    corners = (
        torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]) * half_width
    )
    return torch.cat(
        [corner + std**2 * torch.randn(n_samples // 4, 2) for corner in corners]
    )
