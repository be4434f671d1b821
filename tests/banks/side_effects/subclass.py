"""Right, as a subclass of Tensor."""

class Score(torch.Tensor):
    pass


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return (-(x - mu) / sigma**2).as_subclass(Score)
