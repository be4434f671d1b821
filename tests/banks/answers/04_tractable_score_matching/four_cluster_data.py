# %% wrong: clips_the_noise
"""Cuts the noise off at three standard deviations, against outliers.

Diagnosis: the noise is not Gaussian: E z⁴ is 2.
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = 2 * torch.randint(2, (n_samples, 2), generator=generator) - 1
    noise = torch.randn(n_samples, 2, generator=generator).clamp(-3, 3)
    return half_width * signs + std * noise


# %% wrong: copies_the_generator
"""Seeds the global stream from the generator's seed and draws from there: the generator itself never moves on, and
the global stream is disturbed.

Diagnosis: still torch's global stream changes
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    if generator is not None:
        torch.manual_seed(generator.initial_seed())
    signs = torch.randint(0, 2, (n_samples, 2)) * 2.0 - 1
    noise = torch.randn(n_samples, 2)
    return half_width * signs + std * noise


# %% wrong: corner_from_the_sign_of_the_noise
"""Takes the corner from the sign of the very noise that is added: every cluster is a quarter of a Gaussian, outwards
of its centre.

Diagnosis: noise has mean zero, whatever the corner
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * noise.sign() + std * noise


# %% wrong: crosses_for_clusters
"""One random length for both coordinates, each with a sign of its own: every cluster is an X.

Diagnosis: the clusters are not round
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = 2 * torch.randint(2, (n_samples, 2), generator=generator) - 1
    length = torch.randn(n_samples, 1, generator=generator)
    directions = 2 * torch.randint(2, (n_samples, 2), generator=generator) - 1
    return half_width * signs + std * length * directions


# %% wrong: diamond
"""Puts the centres on the axes, (±w, 0) and (0, ±w): a diamond instead of the square.

Diagnosis: 4 of 4 lie on an axis
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    centres = half_width * torch.tensor([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    which = torch.randint(0, 4, (n_samples,), generator=generator)
    noise = torch.randn(n_samples, 2, generator=generator)
    return centres[which] + std * noise


# %% wrong: generator_for_the_clusters_only
"""Draws the noise from the global stream; only the clusters come from the generator.

Diagnosis: other points, in their noise
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2)
    return half_width * signs + std * noise


# %% wrong: generator_for_the_noise_only
"""Draws the clusters from the global stream; only the noise comes from the generator.

Diagnosis: other points, in their corners
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2)) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + std * noise


# %% wrong: half_width_halved
"""Takes half_width for the whole width and puts the centres at ±w/2.

Diagnosis: do not halve it
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width / 2 * signs + std * noise


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import distributions


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    return distributions.square_of_clusters(half_width, std).sample(n_samples, generator)


# %% wrong: nine_clusters
"""randint(-1, 2) gives -1, 0 and 1: nine clusters in place of four.

Diagnosis: 5 of 9 lie on an axis
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(-1, 2, (n_samples, 2), generator=generator)
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + std * noise


# %% wrong: one_noise_for_all_points
"""Draws one noise vector for all points: each cluster is a single, shifted place.

Diagnosis: only 2 of 100000 points have an x of their own
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(2, generator=generator)
    return half_width * signs + std * noise


# %% wrong: oval_clusters
"""Scales the second coordinate's noise by std twice: the clusters are oval, not round.

Diagnosis: the clusters are oval
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    noise[:, 1] *= std
    return half_width * signs + std * noise


# %% wrong: remainder_lost
"""Draws n // 4 points per cluster: up to three points get lost.

Diagnosis: 7 points were asked for, 4 came back
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    corners = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    parts = []
    for a, b in corners:
        centre = torch.tensor([a * half_width, b * half_width])
        parts.append(centre + std * torch.randn(n_samples // 4, 2, generator=generator))
    return torch.cat(parts)


# %% wrong: remainder_without_noise
"""Fills up to the number that was asked for with bare centres.

Diagnosis: 300 samples of 7 points: only 1202 of 2100 points have an x of their own
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    quarter, rest = divmod(n_samples, 4)
    centres = half_width * torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    points = centres.repeat(quarter, 1) + std * torch.randn(4 * quarter, 2, generator=generator)
    return torch.cat([points, centres[:rest]])


# %% wrong: reshape_needs_a_multiple_of_four
"""Reshapes the noise to (4, n // 4, 2), which fails unless four divides the number of samples.

Diagnosis: n_samples need not be a multiple of four
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    corners = half_width * torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    noise = torch.randn(n_samples, 2, generator=generator).view(4, n_samples // 4, 2)
    return (corners[:, None] + std * noise).reshape(n_samples, 2)


# %% wrong: restarts_the_generator
"""Starts the generator again from its seed in every call: a second call gives the same points.

Diagnosis: it must move on; do not copy or reset it
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    if generator is not None:
        generator.manual_seed(generator.initial_seed())
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + std * noise


# %% wrong: same_sign_in_both_coordinates
"""Draws one sign per point: only the two clusters on the diagonal appear.

Diagnosis: each coordinate has a sign of its own
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 1), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + std * noise


# %% wrong: seeds_its_own_generator
"""Without a generator it makes one of its own with a fixed seed, in place of the global stream: every call gives the
same points.

Diagnosis: two calls without a generator give the same points
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    if generator is None:
        generator = torch.Generator().manual_seed(0)
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + std * noise


# %% wrong: standardises_the_noise
"""Scales the noise of every call to spread 1 exactly: a single point has no spread, and comes out as NaN.

Diagnosis: NaN or infinity for n_samples = 1
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = 2 * torch.randint(2, (n_samples, 2), generator=generator) - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    noise = (noise - noise.mean(0)) / noise.std(0)
    return half_width * signs + std * noise


# %% wrong: std_as_variance
"""Takes std for the variance and multiplies the noise by its root.

Diagnosis: the spread is √std: std is not a variance
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + std**0.5 * noise


# %% wrong: std_ignored
"""Uses a spread of 0.5, whatever std says.

Diagnosis: multiply standard normal noise by std
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + 0.5 * noise


# %% wrong: std_squared
"""Multiplies the noise by the variance std² where the standard deviation belongs.

Diagnosis: the spread is std²: multiply by std itself
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + std**2 * noise


# %% wrong: sums_of_twelve_uniforms
"""The old recipe for Gaussian numbers: twelve uniform ones less six; the tails are too thin.

Diagnosis: the noise is not Gaussian: E z⁴ is 2.
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = 2 * torch.randint(2, (n_samples, 2), generator=generator) - 1
    noise = torch.rand(n_samples, 2, 12, generator=generator).sum(-1) - 6
    return half_width * signs + std * noise


# %% wrong: three_clusters_only
"""randint(0, 3) never gives 3, so that the fourth cluster stays empty.

Diagnosis: randint never draws its upper end
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    centres = half_width * torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    which = torch.randint(0, 3, (n_samples,), generator=generator)
    noise = torch.randn(n_samples, 2, generator=generator)
    return centres[which] + std * noise


# %% wrong: transposed
"""Returns (2, n_samples), coordinates first, instead of (n_samples, 2).

Diagnosis: this returned a tensor (2, 2000)
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return (half_width * signs + std * noise).T


# %% wrong: uniform_noise_of_the_right_spread
"""Uniform noise scaled to the right standard deviation: the first two moments agree, but the clusters are square, not
Gaussian.

Diagnosis: the noise is not Gaussian
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = (torch.rand(n_samples, 2, generator=generator) - 0.5) * 12**0.5
    return half_width * signs + std * noise


# %% right: blocks_of_random_size_shuffled
"""Random sizes of the four blocks, drawn cluster by cluster and then shuffled, all with the generator."""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    which = torch.randint(4, (n_samples,), generator=generator)
    sizes = torch.bincount(which, minlength=4).tolist()
    corners = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
    blocks = []
    for (a, b), size in zip(corners, sizes):
        block = torch.empty(size, 2).normal_(0, 1, generator=generator) * std
        block += torch.tensor([a * half_width, b * half_width])
        blocks.append(block)
    return torch.cat(blocks)[torch.randperm(n_samples, generator=generator)]


# %% right: box_muller
"""Gaussian noise from uniform numbers by Box and Muller, in float64 and cast back."""

import math

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    u = torch.rand(n_samples, 4, generator=generator, dtype=torch.float64)
    radius = torch.sqrt(-2 * torch.log1p(-u[:, 0]))
    angle = 2 * math.pi * u[:, 1]
    noise = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
    corner = torch.where(u[:, 2:] < 0.5, -half_width, half_width)
    return (corner + std * noise).float()


# %% right: callable_object
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


# %% right: complex_numbers
"""The plane as complex numbers: powers of i turn one corner into the four."""

import math

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    k = torch.randint(0, 4, (n_samples,), generator=generator)
    powers = torch.tensor([1, 1j, -1, -1j], dtype=torch.complex64)
    z = torch.randn(n_samples, generator=generator, dtype=torch.complex64)
    points = half_width * (1 + 1j) * powers[k] + std * math.sqrt(2) * z
    return torch.view_as_real(points)


# %% right: inverse_distribution_function
"""Noise by inverting the normal distribution function, and the signs from bits of one integer."""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    bits = torch.randint(0, 4, (n_samples,), generator=generator)
    signs = 2 * torch.stack([bits & 1, bits >> 1], dim=1) - 1
    u = torch.rand(n_samples, 2, generator=generator, dtype=torch.float64).clamp_min(1e-16)
    noise = torch.special.ndtri(u)
    return (half_width * signs + std * noise).to(torch.get_default_dtype())


# %% right: loop_over_points
"""A Python loop over the points, each drawn on its own."""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    points = torch.empty(n_samples, 2)
    for i in range(n_samples):
        k = int(torch.randint(4, (1,), generator=generator))
        centre = torch.tensor([half_width if k % 2 else -half_width, half_width if k > 1 else -half_width])
        points[i] = centre + std * torch.randn(2, generator=generator)
    return points


# %% right: multinomial_over_centres
"""torch.multinomial over four weights, and torch.normal around the chosen centres."""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    w = half_width
    centres = torch.tensor([[w, w], [w, -w], [-w, w], [-w, -w]], dtype=torch.get_default_dtype())
    if n_samples == 0:
        return centres[:0]
    which = torch.multinomial(torch.ones(4), n_samples, replacement=True, generator=generator)
    return torch.normal(centres[which], float(std), generator=generator)


# %% right: sign_after_the_noise
"""Draws all points around (w, w) and mirrors them into the four corners, which a Gaussian does not mind."""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    first = half_width + std * torch.randn(n_samples, 2, generator=generator)
    mirror = torch.rand(n_samples, 2, generator=generator) < 0.5
    first[mirror] *= -1
    return first
