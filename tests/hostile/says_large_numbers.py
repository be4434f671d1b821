"""A message with a number of ten thousand digits.

Status: refused
"""

import json
import sys

wire = sys.modules["wire"]
honest = wire.to_json


def lie(message):
    if "defined" in message:
        return honest(message)
    return b'{"ask":' + b"9" * 10**4 + b"}"


wire.to_json = lie


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return x
