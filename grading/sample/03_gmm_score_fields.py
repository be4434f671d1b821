"""What the fourth student of the sample class hands in: every answer a mistake that
students make.
"""


def mixture_log_prob(x, weights, means, covs):
    squares = ((x[:, None] - means) ** 2 / covs).sum(-1)
    normaliser = torch.tensor(2 * torch.pi).log() + covs.log().sum(-1)
    return (weights.log() - squares / 2 - normaliser).logsumexp(-1)


def responsibilities(x, weights, means, covs):
    p = torch.stack(
        [
            torch.exp(-((x - m) ** 2 / v).sum(-1) / 2)
            for m, v in zip(means, covs, strict=True)
        ],
        dim=-1,
    )
    return p / p.sum(-1, keepdim=True)


def score_gmm(x, weights, means, covs):
    arrows = [-(x - m) @ torch.linalg.inv(c) for m, c in zip(means, covs, strict=True)]
    return sum(w * s for w, s in zip(weights, arrows, strict=True))


def compute_score_uniform_mixture(x, centers, radius=1.0):
    means = torch.stack(centers)
    variances = torch.full((len(means), means.shape[1]), radius, dtype=x.dtype)
    votes = torch.softmax(-(torch.cdist(x, means) ** 2) / (2 * radius), dim=-1)
    return -(votes[..., None] * (x[:, None] - means) / variances).sum(1)


def score_frames(grid, weights, means_path, covs):
    return torch.stack(
        [score_gmm(grid, weights, means_path[0], covs) for _ in means_path]
    )
