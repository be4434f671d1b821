"""An object with __call__; the two coordinates are drawn one after the other."""

import torch


class FourClusters:
    def coordinate(self, n, half_width, std, generator):
        side = torch.bernoulli(torch.full((n,), 0.5), generator=generator)
        return half_width * (2 * side - 1) + std * torch.randn(n, generator=generator)

    def __call__(self, n_samples, half_width=2.0, std=0.5, generator=None):
        x = self.coordinate(n_samples, half_width, std, generator)
        y = self.coordinate(n_samples, half_width, std, generator)
        return torch.column_stack([x, y])


four_cluster_data = FourClusters()
