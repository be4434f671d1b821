"""Returns a Python float."""


def fisher_information(score_fn, samples):
    return score_fn(samples).square().sum(dim=1).mean().item()
