"""Leaves out what became of its arguments.

Status: refused
"""

import json
import sys

wire = sys.modules["wire"]
honest = wire.to_json


def lie(message):
    if "defined" in message:
        return honest(message)
    return honest(message | {"after": []})


wire.to_json = lie


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return x
