"""Adds 1e-12 to the sum of the densities; some way out it is larger than they are, and the arrows shrink.

Diagnosis: a tiny number is added to the denominator
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    r = torch.stack(centers) - x[:, None]
    p = (-r.square().sum(-1) / 2 / radius**2).exp()
    return (p[..., None] * r).sum(1) / (p.sum(-1, keepdim=True) + 1e-12) / radius**2
