"""Looks at no more than a thousand samples.

Diagnosis: wrong for 1500 samples
"""


def mean_score(score_fn, samples):
    s = score_fn(samples[:1000])
    return s.mean(0), s.std(0) / len(s) ** 0.5
