"""Loops over points and components, and one softmax per point."""


def score_gmm(x, weights, means, covs):
    out = torch.empty_like(x)
    for i in range(x.shape[0]):
        a, s = [], []
        for k in range(means.shape[0]):
            r = x[i] - means[k]
            y = torch.linalg.solve(covs[k], r)
            a.append(torch.log(weights[k]) - 0.5 * torch.dot(r, y) - 0.5 * torch.logdet(covs[k]))
            s.append(-y)
        out[i] = torch.stack(a).softmax(0) @ torch.stack(s)
    return out
