"""Loops over the first three centres and does not see a fourth.

Diagnosis: some centres are left out
Points: 1
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    logit, arrows = [], []
    for k in range(min(3, len(centers))):
        r = centers[k].to(x) - x
        logit.append(-0.5 * (r**2).sum(1) / radius**2)
        arrows.append(r / radius**2)
    votes = torch.softmax(torch.stack(logit, 1), dim=1)
    return (votes[..., None] * torch.stack(arrows, 1)).sum(1)
