"""Does not go below T = 1, though cold makes the arrows longer.

Diagnosis: T = 0.7 does not act
"""


def tempered_score(score_fn, temperature):
    T = max(temperature, 1.0)
    return lambda x: score_fn(x) / T
