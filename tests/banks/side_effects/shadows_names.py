"""Right, in a cell that gives the names of built-in functions to its results."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return sum([-(x - mu) / sigma**2])


sum = float(score_gaussian_1d(torch.zeros(1)))
max = list = print = len = range = 0
