"""Takes the largest logit of each row out by hand, under no_grad."""


@torch.no_grad()
def responsibilities(x, weights, means, covs):
    w, m, v = weights.to(x), means.to(x), covs.to(x)
    a = torch.distributions.MultivariateNormal(m, torch.diag_embed(v)).log_prob(x[:, None])
    a = a + w.log()
    e = torch.exp(a - a.amax(dim=1, keepdim=True))
    return e / e.sum(dim=1, keepdim=True)
