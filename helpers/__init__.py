"""What the notebooks stand on.

runtime; the mathematics in distributions, scores, sampling, matching, models and
training; the pictures in plotting, widgets and animation; the checks of the exercises
in checks.
"""
