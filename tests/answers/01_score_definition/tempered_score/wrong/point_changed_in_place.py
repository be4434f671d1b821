"""The arrows are right, but the new function writes them into the caller's x.

Diagnosis: your function changes its input
"""


def tempered_score(score_fn, temperature):
    def hot(x):
        x.copy_(score_fn(x))
        x /= temperature
        return x

    return hot
