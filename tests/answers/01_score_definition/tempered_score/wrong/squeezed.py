"""squeeze() drops axes of length one: a single point, or points on a line, lose their shape.

Diagnosis: An axis of length one is lost
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x).squeeze() / temperature
