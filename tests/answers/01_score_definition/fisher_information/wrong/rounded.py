"""Rounds to three places, which leaves nothing of small scores.

Diagnosis: nothing is added, rounded or taken for zero
"""


def fisher_information(score_fn, samples):
    return round((score_fn(samples) ** 2).sum(1).mean().item(), 3)
