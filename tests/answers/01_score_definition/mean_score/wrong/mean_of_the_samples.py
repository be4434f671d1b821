"""Never asks for the score: mean and error of the samples themselves.

Diagnosis: the mean of the samples
"""


def mean_score(score_fn, samples):
    n = len(samples)
    return samples.mean(dim=0), samples.std(dim=0) / n**0.5
