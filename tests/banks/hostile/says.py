# %% all
"""How all answers of this file end: what the grader hears of them is a lie."""

import json
import sys

wire = sys.modules["wire"]
honest = wire.to_json
wire.to_json = lambda message: honest(message) if "defined" in message else lie(message)


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return x


# %% says_bad_stream
"""A state of the random numbers that is none.

Status: refused
"""


def lie(message):
    return honest(message | {"stream": {"tensor": ["uint8", [1], "AA=="]}})


# %% says_earlier
"""Changes earlier results of which there are none.

Status: refused
"""


def lie(message):
    return honest(message | {"earlier": [[-1, message.get("result")]]})


# %% says_functions
"""A function with an endless number.

Status: refused or graded
"""


def lie(message):
    return json.dumps(message | {"result": {"callable": float("inf")}}).encode()


# %% says_it_was_stopped
"""Raises the grader's own errors.

Status: graded
"""


def lie(message):
    return honest(message | {"error": ["Stopped", "graded"]})


# %% says_large_numbers
"""A message with a number of ten thousand digits.

Status: refused
"""


def lie(message):
    return b'{"ask":' + b"9" * 10**4 + b"}"


# %% says_less
"""Leaves out what became of its arguments.

Status: refused
"""


def lie(message):
    return honest(message | {"after": []})


# %% says_negative_sizes
"""A tensor whose shape is to be found out.

Status: refused
"""


def lie(message):
    return honest(message | {"result": {"tensor": ["float64", [-1], "AAAAAAAAAAA="]}})


# %% says_nested
"""A message nested a million deep.

Status: refused
"""


def lie(message):
    return b'{"a":' * 10**6 + b"1" + b"}" * 10**6


# %% says_no_sizes
"""A tensor whose shape is no numbers.

Status: refused
"""


def lie(message):
    return honest(message | {"result": {"tensor": ["float64", [True], "AAAAAAAAAAA="]}})


# %% says_objects
"""An array whose bytes are addresses of objects.

Status: refused
"""


def lie(message):
    return honest(message | {"result": {"array": ["O", [1], "AAAAAAAAAAA="]}})


# %% says_terabytes
"""A tensor of a terabyte without a byte of content.

Status: refused
"""


def lie(message):
    return honest(message | {"result": {"tensor": ["float64", [10**12], ""]}})


# %% says_text
"""A result that no file can hold.

Status: graded
"""


def lie(message):
    return honest(message | {"result": "\ud800"})


# %% says_twice
"""Two answers in one message.

Status: refused
"""


def lie(message):
    return honest(message) * 2


# %% says_unhashable_keys
"""A dictionary whose keys are lists.

Status: refused
"""


def lie(message):
    return honest(message | {"result": {"dict": [[{"list": []}, 1]]}})
