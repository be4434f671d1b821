"""Right, and draws."""

import matplotlib.pyplot as plt


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    fig, ax = plt.subplots()
    ax.plot([1, 2])
    plt.show()
    return -(x - mu) / sigma**2
