"""Reports the absolute value of the mean and loses its sign.

Diagnosis: its sign is lost
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0).abs(), s.std(dim=0) / len(samples) ** 0.5
