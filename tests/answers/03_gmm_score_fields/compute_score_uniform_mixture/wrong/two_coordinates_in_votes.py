"""Computes the distances for the votes from two coordinates written out; in space the third one is left out.

Diagnosis: the votes hear some coordinates only
Points: 1
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    square = (x[:, 0, None] - mu[:, 0]) ** 2
    if x.shape[1] > 1:
        square = square + (x[:, 1, None] - mu[:, 1]) ** 2
    votes = torch.softmax(-0.5 * square / radius**2, dim=1)
    return (votes @ mu - x) / radius**2
