"""The mixture that PyTorch brings, with the weights as logits so that zeros are allowed."""

from torch import distributions as td


def mixture_log_prob(x, weights, means, covs):
    parts = td.Independent(td.Normal(means, covs.sqrt()), 1)
    return td.MixtureSameFamily(td.Categorical(logits=weights.log()), parts).log_prob(x)
