"""The squared Frobenius norm of all scores over n."""

import torch


def fisher_information(score_fn, samples):
    return torch.linalg.matrix_norm(score_fn(samples)).square() / len(samples)
