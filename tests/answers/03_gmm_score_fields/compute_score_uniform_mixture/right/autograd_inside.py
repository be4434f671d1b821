"""Autograd of the log-density in float64, the caller's points untouched."""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    with torch.enable_grad():
        own = x.detach().double().clone().requires_grad_()
        c = torch.stack([t.detach().double() for t in centers])
        a = -(own.unsqueeze(1) - c).square().sum(-1) / (2 * radius**2)
        a.logsumexp(dim=1).sum().backward()
    return own.grad.to(x.dtype)
