"""Right, a module."""

class Score(torch.nn.Module):
    def forward(self, x, mu=0.0, sigma=1.0):
        return -(x - mu) / sigma**2


score_gaussian_1d = Score()
