"""Returns the score function as it came; the temperature is never used.

Diagnosis: T = 3.0 does not act
"""


def tempered_score(score_fn, temperature):
    def hot(x):
        return score_fn(x)

    return hot
