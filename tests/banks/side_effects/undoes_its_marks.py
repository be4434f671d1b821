"""Right, and leaves its argument as it was."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    x.requires_grad_()
    (s,) = torch.autograd.grad((-(x - mu) ** 2 / (2 * sigma**2)).sum(), x)
    x.requires_grad_(False)
    return s
