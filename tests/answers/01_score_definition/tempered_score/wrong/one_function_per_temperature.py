"""Keeps one function for each temperature, and forgets that there are other scores.

Diagnosis: these are the arrows of another score function
"""


made = {}


def tempered_score(score_fn, temperature):
    if temperature not in made:
        made[temperature] = lambda x: score_fn(x) / temperature
    return made[temperature]
