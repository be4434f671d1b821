"""Writes out two coordinates by hand; an error on a line, and in space the third one is ignored.

Diagnosis: right in the plane; for d = 1: your code stopped
"""


def responsibilities(x, weights, means, covs):
    quad = (x[:, 0, None] - means[:, 0]) ** 2 / covs[:, 0]
    quad = quad + (x[:, 1, None] - means[:, 1]) ** 2 / covs[:, 1]
    a = weights.log() - 0.5 * quad - 0.5 * torch.log(covs[:, 0] * covs[:, 1])
    return torch.softmax(a, dim=1)
