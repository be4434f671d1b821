"""Divides the proposals by radius², but computes the votes as if the radius were 1.

Diagnosis: radius acts on the arrows only
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    r = torch.stack(list(centers)).to(x) - x[:, None]
    votes = torch.softmax(-0.5 * (r**2).sum(-1), dim=1)
    return (votes[..., None] * r).sum(1) / radius**2
