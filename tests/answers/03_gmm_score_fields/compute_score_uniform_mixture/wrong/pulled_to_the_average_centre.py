"""Averages all proposals with equal weight 1/K: that is one Gaussian around the average centre. The hills are equally
heavy, but they are not equally responsible.

Diagnosis: equal weights are not equal votes
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    return (mu.mean(dim=0) - x) / radius**2
