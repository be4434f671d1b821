"""Gives the score of the one valley (x - 2)², worked out by hand, for every energy.

Diagnosis: whatever the energy: differentiate energy_fn
"""


def score_from_energy(x, energy_fn):
    return -2 * (x - 2)
