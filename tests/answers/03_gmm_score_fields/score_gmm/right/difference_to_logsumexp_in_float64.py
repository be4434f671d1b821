"""exp(a − logsumexp), computed in float64 and cast back."""


def score_gmm(x, pi, mu, sigma):
    X, pi, mu, sigma = (t.double() for t in (x, pi, mu, sigma))
    y = torch.linalg.solve(sigma, (X[:, None] - mu)[..., None])[..., 0]
    a = pi.log() - ((X[:, None] - mu) * y).sum(2) / 2 - sigma.logdet() / 2
    votes = (a - a.logsumexp(1, keepdim=True)).exp()
    return (votes[:, :, None] * -y).sum(1).type_as(x)
