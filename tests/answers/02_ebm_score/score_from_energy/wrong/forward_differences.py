"""Replaces the gradient by one-sided differences of step 0.001, which are off in the third digit.

Diagnosis: differences are not exact
"""


def score_from_energy(x, energy_fn):
    h = 1e-3
    score = torch.zeros_like(x)
    with torch.no_grad():
        for j in range(x.shape[1]):
            shifted = x.clone()
            shifted[:, j] += h
            score[:, j] = -(energy_fn(shifted) - energy_fn(x)) / h
    return score
