"""Takes the root mean square for the standard deviation: wrong when the mean score is not zero.

Diagnosis: the spread around zero
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    rms = (s**2).mean(dim=0).sqrt()
    return s.mean(dim=0), rms / len(samples) ** 0.5
