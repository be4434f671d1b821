"""The score at the mean sample, not the mean of the scores: the same for a Gaussian only.

Diagnosis: the score of the mean
Points: 1
"""


def mean_score(score_fn, samples):
    centre = samples.mean(dim=0, keepdim=True)
    s = score_fn(samples)
    return score_fn(centre)[0], s.std(dim=0) / len(samples) ** 0.5
