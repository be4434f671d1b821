"""Beyond |x| = 50 gives everything to the component of the largest determinant; the direction decides as well.

Diagnosis: the component of the largest determinant speaks
Points: 1
"""


def responsibilities(x, weights, means, covs):
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + covs.log()).sum(-1)
    widest = torch.nn.functional.one_hot(covs.prod(-1).argmax(), len(weights)).to(x)
    far = x.norm(dim=-1, keepdim=True) > 50
    return torch.where(far, widest, a.softmax(-1))
