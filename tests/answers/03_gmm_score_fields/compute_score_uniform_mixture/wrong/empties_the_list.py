"""Pops the centres from the caller's list until it is empty.

Diagnosis: your function changes the list of centers
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    logit, arrows = [], []
    while centers:
        r = centers.pop().to(x) - x
        logit.append(-0.5 * (r**2).sum(1) / radius**2)
        arrows.append(r / radius**2)
    votes = torch.softmax(torch.stack(logit, 1), dim=1)
    return (votes[..., None] * torch.stack(arrows, 1)).sum(1)
