"""Takes memory until there is none.

Status: out_of_memory
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    held = []
    while True:
        held.append(bytearray(2**26))
