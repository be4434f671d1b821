# %% wrong: bessel_correction
"""Divides by n - 1, as for a variance; a mean divides by n.

Diagnosis: divided by n − 1
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples) ** 2).sum() / (len(samples) - 1)


# %% wrong: default_dtype
"""Adds up into a tensor of the default dtype: float64 samples give a float32 number.

Diagnosis: float64 came in, float32 came out
"""

import torch


def fisher_information(score_fn, samples):
    total = torch.zeros(())
    for row in score_fn(samples):
        total += (row**2).sum()
    return total / len(samples)


# %% wrong: first_hundred
"""Looks at no more than a hundred samples.

Diagnosis: wrong for 1500 samples
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples[:100]) ** 2).sum(1).mean()


# %% wrong: gaussian_formula
"""d over the variance of the samples: true for round Gaussians, and for nothing else.

Diagnosis: d over the variance of the samples
"""


def fisher_information(score_fn, samples):
    return samples.shape[1] / samples.var()


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import scores


def fisher_information(score_fn, samples):
    return 1.0 * scores.fisher_information(score_fn, samples)


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import fisher_information as mine

fisher_information = mine


# %% wrong: information_matrix
"""Returns the Fisher matrix (d, d); the number wanted here is its trace.

Diagnosis: what is wanted is its trace
"""


def fisher_information(score_fn, samples):
    s = score_fn(samples)
    return s.T @ s / len(samples)


# %% wrong: kept_axis
"""keepdim keeps an axis of length one: (1,) is no single number.

Diagnosis: There is an axis of length one too many
"""


def fisher_information(score_fn, samples):
    return score_fn(samples).square().sum(dim=1).mean(dim=0, keepdim=True)


# %% wrong: mean_over_coordinates
"""Averages over the coordinates too: d times too small, and right on a line only.

Diagnosis: off by a factor d
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples) ** 2).mean()


# %% wrong: minus_the_divergence
"""Averages minus the divergence of the score: the same in expectation, but not on these samples.

Diagnosis: minus the mean of ∇·s
"""

import torch


def fisher_information(score_fn, samples):
    x = samples.detach().clone().requires_grad_()
    s = score_fn(x)
    divergence = 0
    for k in range(x.shape[1]):
        divergence = divergence + torch.autograd.grad(s[:, k].sum(), x, retain_graph=True)[0][:, k]
    return -divergence.mean()


# %% wrong: norm_not_squared
"""The mean length of the arrows; the square is missing.

Diagnosis: the mean length; the lengths must be squared
"""


def fisher_information(score_fn, samples):
    return score_fn(samples).norm(dim=1).mean()


# %% wrong: norm_of_the_mean
"""Averages the arrows first; they cancel, and hardly anything is left.

Diagnosis: the squared length of the mean score
"""


def fisher_information(score_fn, samples):
    mean = score_fn(samples).mean(dim=0)
    return (mean**2).sum()


# %% wrong: one_per_sample
"""Returns the square for every sample and forgets the mean over them.

Diagnosis: one number per point
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples) ** 2).sum(dim=1)


# %% wrong: pair_with_error
"""Returns a pair of the mean and its error; a single number is wanted.

Diagnosis: a float or a scalar tensor is expected; this returned a tuple
"""


def fisher_information(score_fn, samples):
    squares = (score_fn(samples) ** 2).sum(dim=1)
    return squares.mean(), squares.std() / len(squares) ** 0.5


# %% wrong: plane_only
"""Adds the squares of the first two coordinates: right in the plane only.

Diagnosis: only the first two coordinates act
"""


def fisher_information(score_fn, samples):
    s = score_fn(samples)
    return (s[:, 0] ** 2 + s[:, 1] ** 2).mean()


# %% wrong: root_mean_square
"""Takes the root of the mean square.

Diagnosis: the root of it
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples) ** 2).sum(dim=1).mean().sqrt()


# %% wrong: rounded
"""Rounds to three places, which leaves nothing of small scores.

Diagnosis: nothing is added, rounded or taken for zero
"""


def fisher_information(score_fn, samples):
    return round((score_fn(samples) ** 2).sum(1).mean().item(), 3)


# %% wrong: samples_changed_in_place
"""The number is right, but score and square are written into the caller's samples.

Diagnosis: your function changes its input
"""


def fisher_information(score_fn, samples):
    samples.copy_(score_fn(samples))
    samples.pow_(2)
    return samples.sum(dim=1).mean()


# %% wrong: scores_squared_in_place
"""Squares the very tensor that score_fn returned.

Diagnosis: writes into what score_fn returned
"""


def fisher_information(score_fn, samples):
    return score_fn(samples).square_().sum(1).mean()


# %% wrong: squared_mean_norm
"""Squares after averaging, not before: too small unless all arrows are equally long.

Diagnosis: the square of the mean length
"""


def fisher_information(score_fn, samples):
    return score_fn(samples).norm(dim=1).mean() ** 2


# %% wrong: squares_of_the_samples
"""The mean square of the samples themselves; the score is never asked for.

Diagnosis: the mean of ‖x‖²
"""


def fisher_information(score_fn, samples):
    return (samples**2).sum(dim=1).mean()


# %% wrong: squeezed_scores
"""squeeze() makes a row of the scores in one dimension, and the sum over it is over the samples.

Diagnosis: the sum where the mean belongs
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples).squeeze() ** 2).sum(-1).mean()


# %% wrong: sum_for_mean
"""Adds up over the samples and does not divide by their number.

Diagnosis: the sum where the mean belongs
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples) ** 2).sum()


# %% wrong: sum_of_the_whole_matrix
"""Squares the sum of the coordinates: the mixed products do not belong to the squared length.

Diagnosis: the coordinates are added before they are squared
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples).sum(dim=1) ** 2).mean()


# %% wrong: variance_of_the_scores
"""Subtracts the mean score before it squares: not the same where the mean is not zero.

Diagnosis: their mean must not be subtracted
"""


def fisher_information(score_fn, samples):
    return score_fn(samples).var(dim=0, correction=0).sum()


# %% wrong: whole_number
"""Returns a whole number.

Diagnosis: a float or a scalar tensor is expected; this returned an int
"""


def fisher_information(score_fn, samples):
    return int((score_fn(samples) ** 2).sum(1).mean())


# %% right: batched_products
"""One product of a row with a column for each sample."""

import torch


def fisher_information(score_fn, samples):
    s = score_fn(samples).unsqueeze(1)
    return torch.bmm(s, s.mT).reshape(-1).mean()


# %% right: chunks
"""Adds up chunk by chunk, so that large batches fit, under no_grad."""

import torch


@torch.no_grad()
def fisher_information(score_fn, samples):
    total = samples.new_zeros(())
    for part in samples.split(64):
        total = total + score_fn(part).norm(dim=1).pow(2).sum()
    return total / samples.shape[0]


# %% right: einsum_trace
"""The trace of the Fisher matrix, by einsum."""

import torch


def fisher_information(score_fn, samples):
    s = score_fn(samples)
    return torch.trace(torch.einsum("ni,nj->ij", s, s)) / s.shape[0]


# %% right: frobenius
"""The squared Frobenius norm of all scores over n."""

import torch


def fisher_information(score_fn, samples):
    return torch.linalg.matrix_norm(score_fn(samples)).square() / len(samples)


# %% right: loop_over_samples
"""A plain loop, in batches of one, with float64 inside."""

import torch


def fisher_information(score_fn, samples):
    total = torch.zeros((), dtype=torch.float64, device=samples.device)
    for i in range(len(samples)):
        arrow = score_fn(samples[i : i + 1])[0].detach().double()
        total += arrow @ arrow
    return (total / len(samples)).to(samples.dtype)


# %% right: numpy_inside
"""Computes in NumPy, and returns to the dtype and the device of the samples."""

import numpy as np


def fisher_information(score_fn, samples):
    s = score_fn(samples).detach().cpu().numpy()
    return samples.new_tensor(np.mean(np.linalg.norm(s, axis=1) ** 2))


# %% right: numpy_number
"""A number of NumPy's, which is as good as a float."""


def fisher_information(score_fn, samples):
    s = score_fn(samples).detach().cpu().numpy()
    return (s**2).sum(axis=1).mean()


# %% right: plain_float
"""Returns a Python float."""


def fisher_information(score_fn, samples):
    return score_fn(samples).square().sum(dim=1).mean().item()


# %% right: variance_plus_squared_mean
"""The variance of the scores plus the square of their mean, in every coordinate."""

import torch


def fisher_information(score_fn, samples):
    s = score_fn(samples)
    variance, mean = torch.var_mean(s, dim=0, correction=0)
    return (variance + mean**2).sum()
