# %% wrong: bessel_twice
"""Corrects for n - 1 twice, in the variance and again under the root, where n belongs.

Diagnosis: n − 1 twice
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0), s.std(dim=0) / (len(samples) - 1) ** 0.5


# %% wrong: bootstrapped_error
"""Guesses the error from a few resampled means: another answer at every call.

Diagnosis: called again with the same input, it gives another result
Points: 1
"""

import torch


def mean_score(score_fn, samples):
    s = score_fn(samples)
    n = len(s)
    means = torch.stack([s[torch.randint(n, (n,), device=s.device)].mean(0) for _ in range(20)])
    return s.mean(dim=0), means.std(dim=0)


# %% wrong: counts_all_entries
"""numel() counts n·d numbers, so in more than one dimension the error comes out too small.

Diagnosis: n counts the points, not all numbers
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0), s.std(dim=0) / s.numel() ** 0.5


# %% wrong: default_dtype
"""Collects the scores in a tensor of the default dtype: float64 samples give float32 results.

Diagnosis: float64 came in, float32 came out
"""

import torch


def mean_score(score_fn, samples):
    s = torch.tensor(score_fn(samples).tolist())
    return s.mean(dim=0), s.std(dim=0) / len(samples) ** 0.5


# %% wrong: difference_of_large_numbers
"""Computes the variance as E[s²] - E[s]²: for a constant score rounding can make it negative, and the root NaN.

Diagnosis: E[s²] − E[s]² drowns in rounding
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    variance = (s**2).mean(dim=0) - s.mean(dim=0) ** 2
    return s.mean(dim=0), (variance / len(samples)).sqrt()


# %% wrong: dimensions_kept
"""Keeps the axis it has averaged over: (1, d), where (d,) is wanted.

Diagnosis: There is an axis of length one too many
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0, keepdim=True), s.std(dim=0, keepdim=True) / len(samples) ** 0.5


# %% wrong: error_of_the_samples
"""The standard error of the mean sample, not of the mean score.

Diagnosis: the standard error of the samples
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0), samples.std(dim=0) / len(samples) ** 0.5


# %% wrong: error_over_n
"""Divides the standard deviation by n where √n belongs.

Diagnosis: divided by n where √n belongs
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0), s.std(dim=0) / len(samples)


# %% wrong: error_without_root_n
"""Returns the spread of the scores; the error of their mean is that over √n.

Diagnosis: the standard deviation of one score
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0), s.std(dim=0)


# %% wrong: first_thousand
"""Looks at no more than a thousand samples.

Diagnosis: wrong for 1500 samples
"""


def mean_score(score_fn, samples):
    s = score_fn(samples[:1000])
    return s.mean(0), s.std(0) / len(s) ** 0.5


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import scores


def mean_score(score_fn, samples):
    return tuple(scores.mean_score(score_fn, samples))


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import mean_score as mine

mean_score = mine


# %% wrong: mean_of_the_samples
"""Never asks for the score: mean and error of the samples themselves.

Diagnosis: the mean of the samples
"""


def mean_score(score_fn, samples):
    n = len(samples)
    return samples.mean(dim=0), samples.std(dim=0) / n**0.5


# %% wrong: mean_only
"""Returns the mean alone; its error is missing.

Diagnosis: two results are expected, mean and standard error
"""


def mean_score(score_fn, samples):
    return score_fn(samples).mean(dim=0)


# %% wrong: one_error_for_all
"""Pools all coordinates into one spread; each coordinate has its own error.

Diagnosis: all coordinates share one spread
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    error = s.std() / len(samples) ** 0.5
    return s.mean(dim=0), error.expand(s.shape[1])


# %% wrong: order_swapped
"""Returns the error first and the mean second.

Diagnosis: the two results are swapped
"""

import torch


def mean_score(score_fn, samples):
    s = score_fn(samples)
    error, mean = torch.std_mean(s, dim=0)
    return error / len(samples) ** 0.5, mean


# %% wrong: outliers_dropped
"""Drops scores of a length above a thousand as outliers; they belong to the mean.

Diagnosis: nothing is limited or left out
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    s = s[s.norm(dim=1) < 1e3]
    return s.mean(0), s.std(0) / len(s) ** 0.5


# %% wrong: rounded
"""Rounds both results to four places, which leaves nothing of small ones.

Diagnosis: nothing is added, rounded or taken for zero
"""

import torch


def mean_score(score_fn, samples):
    s = score_fn(samples)
    error = s.std(0) / len(s) ** 0.5
    return torch.round(s.mean(0), decimals=4), torch.round(error, decimals=4)


# %% wrong: score_of_the_mean
"""The score at the mean sample, not the mean of the scores: the same for a Gaussian only.

Diagnosis: the score of the mean
Points: 1
"""


def mean_score(score_fn, samples):
    centre = samples.mean(dim=0, keepdim=True)
    s = score_fn(samples)
    return score_fn(centre)[0], s.std(dim=0) / len(samples) ** 0.5


# %% wrong: scores_changed_in_place
"""Subtracts the mean from the very tensor that score_fn returned.

Diagnosis: writes into what score_fn returned
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    n, mean = len(s), s.mean(0)
    s -= mean
    return mean, (s.square().sum(0) / (n - 1) / n).sqrt()


# %% wrong: sign_of_the_mean
"""Reports the absolute value of the mean and loses its sign.

Diagnosis: its sign is lost
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0).abs(), s.std(dim=0) / len(samples) ** 0.5


# %% wrong: single_points_passed
"""Hands single points of shape (d,) to a score function that takes (n, d).

Diagnosis: score_fn takes a batch (n, d)
"""

import torch


def mean_score(score_fn, samples):
    s = torch.stack([score_fn(point) for point in samples])
    return s.mean(dim=0), s.std(dim=0) / len(samples) ** 0.5


# %% wrong: small_variance_added
"""Adds a little to the variance, more than small scores have.

Diagnosis: nothing is added, rounded or taken for zero
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(0), (s.var(0) + 1e-8).sqrt() / len(s) ** 0.5


# %% wrong: spread_round_zero
"""Takes the root mean square for the standard deviation: wrong when the mean score is not zero.

Diagnosis: the spread around zero
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    rms = (s**2).mean(dim=0).sqrt()
    return s.mean(dim=0), rms / len(samples) ** 0.5


# %% wrong: sum_for_mean
"""Adds the scores up and does not divide by their number.

Diagnosis: the sum where the mean belongs
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.sum(dim=0), s.std(dim=0) / len(samples) ** 0.5


# %% wrong: two_standard_errors
"""Returns the bar of two standard errors that is drawn in the figure, not one standard error.

Diagnosis: twice the standard error
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0), 2 * s.std(dim=0) / len(samples) ** 0.5


# %% wrong: wrong_axis
"""Averages over the coordinates of each point, not over the points.

Diagnosis: This went over the wrong axis
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=1), s.std(dim=1) / s.shape[1] ** 0.5


# %% right: both_corrections_cancel
"""The deviation with n under √(n - 1), which is that with n - 1 under √n."""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(0), s.std(0, correction=0) / (len(s) - 1) ** 0.5


# %% right: covariance_matrix
"""Reads the variances off the diagonal of the covariance matrix."""

import torch


def mean_score(score_fn, samples):
    s = score_fn(samples)
    covariance = torch.atleast_2d(torch.cov(s.T))
    return s.mean(0), torch.sqrt(torch.diagonal(covariance) / len(s))


# %% right: division_by_n
"""Divides by n in the variance."""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    n = s.shape[0]
    mean = s.sum(0) / n
    return mean, ((s - mean).square().sum(0) / n).sqrt() / n**0.5


# %% right: jackknife
"""Leaves out one sample at a time; for a mean that is exactly the standard error."""


def mean_score(score_fn, samples):
    s = score_fn(samples).double()
    n = len(s)
    mean = s.mean(0)
    without = (s.sum(0) - s) / (n - 1)
    error = ((n - 1) / n * ((without - without.mean(0)) ** 2).sum(0)).sqrt()
    return mean.to(samples), error.to(samples)


# %% right: named_tuple
"""Returns a named tuple, which is a pair as well."""

from collections import namedtuple

import torch

Estimate = namedtuple("Estimate", "mean error")


def mean_score(f, points):
    values = f(points)
    n = len(values)
    return Estimate(values.mean(0), torch.linalg.norm(values - values.mean(0), dim=0) / n)


# %% right: one_point_at_a_time
"""Asks for the scores in batches of one."""

import torch


def mean_score(score_fn, samples):
    s = torch.cat([score_fn(samples[i : i + 1]) for i in range(len(samples))])
    return torch.mean(s, 0), torch.std(s, 0) / len(s) ** 0.5


# %% right: stacked
"""Returns one tensor (2, d), which unpacks into the pair."""

import torch


def mean_score(score_fn, samples):
    deviation, mean = torch.std_mean(score_fn(samples), dim=0)
    return torch.stack([mean, deviation / len(samples) ** 0.5])


# %% right: welford
"""Updates mean and squares point by point, after Welford, in float64."""

import torch


def mean_score(score_fn, samples):
    mean = torch.zeros(samples.shape[1], dtype=torch.float64, device=samples.device)
    squares = torch.zeros_like(mean)
    count = 0
    for row in score_fn(samples).detach().double():
        count += 1
        delta = row - mean
        mean = mean + delta / count
        squares = squares + delta * (row - mean)
    error = (squares / (count - 1) / count).sqrt()
    return mean.to(samples.dtype), error.to(samples.dtype)
