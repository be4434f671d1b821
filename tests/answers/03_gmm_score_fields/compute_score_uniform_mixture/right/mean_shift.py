"""The mean-shift formula: the vote for the centres minus the point, over the variance."""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    c = torch.stack([*centers]).to(x)
    votes = torch.softmax(-((x[:, None] - c) ** 2).sum(2) / (2 * radius**2), dim=1)
    return (votes @ c - x) / radius**2
