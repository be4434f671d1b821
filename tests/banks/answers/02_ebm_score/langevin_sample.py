# %% wrong: average_of_the_walk
"""Returns the average of all states, where the last state is asked for.

Diagnosis: this is the average of the states on the way
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    total = torch.zeros_like(x)
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
        total = total + x
    return total / n_steps


# %% wrong: closed_form_of_a_gaussian
"""Jumps to the end in one go, by a formula that holds for straight-line scores only.

Diagnosis: the first score that you ask for is not that of x0
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    s0, s1 = score_fn(torch.zeros_like(x)).detach(), score_fn(torch.ones_like(x)).detach()
    keep = 1 + step_size / 2 * (s1 - s0)
    z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
    variance = sum(step_size * keep ** (2 * k) for k in range(n_steps))
    return keep**n_steps * x + sum(step_size / 2 * s0 * keep**k for k in range(n_steps)) + variance.sqrt() * z


# %% wrong: coin_flips_for_noise
"""Tosses a coin, +1 or -1, for every push: mean 0 and variance 1, but not normal.

Diagnosis: Coin flips are not normal
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        coin = torch.randint(0, 2, x.shape, generator=generator, device=x.device)
        z = (2 * coin - 1).to(x.dtype)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: copy_of_the_generator
"""Draws from a copy of the generator, which itself does not move on: a second walk with it repeats the first.

Diagnosis: draw from it, not from a copy or its seed
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    if generator is not None:
        copy = torch.Generator(device=generator.device)
        copy.set_state(generator.get_state())
        generator = copy
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: generator_for_fifty_steps
"""Draws from the generator for fifty steps, and then from the global stream.

Diagnosis: hand `generator` to every draw
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for k in range(n_steps):
        z = torch.randn(x.shape, generator=generator if k < 50 else None, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: generator_for_the_first_step_only
"""Uses the generator for the first step only; the noise of the later ones comes from the global stream.

Diagnosis: hand `generator` to every draw
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
    for _ in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
        z = torch.randn_like(x)
    return x


# %% wrong: generator_reseeded_every_step
"""Sets the generator back before every step, so that every step gets the same noise.

Diagnosis: draw anew in every step, inside the loop, and seed nothing
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        if generator is None:
            torch.manual_seed(0)
        else:
            generator.manual_seed(0)
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import sampling


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    return list(sampling.langevin(score_fn, x0, step_size, n_steps, generator))[-1]


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.sampling import langevin_sample as mine

langevin_sample = mine


# %% wrong: last_step_without_noise
"""Leaves the noise out of the last step, a habit from diffusion models.

Diagnosis: step 5 has 1.00 times the drift η/2 s(x), and noise of mean 0, variance 0
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for k in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        if k == n_steps - 1:
            z = torch.zeros_like(z)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: mirrored_noise
"""Draws noise for half of the walkers and gives the others the same with a minus: not a number of its own for each.

Diagnosis: the same noise with opposite signs
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    n, d = x.shape
    for _ in range(n_steps):
        z = torch.randn((n + 1) // 2, d, generator=generator, dtype=x.dtype, device=x.device)
        z = torch.cat([z, -z])[:n]
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: no_grad_around_the_score
"""Switches gradients off around the whole walk: a score that is computed by autograd, as in Exercise 2.1, then fails.

Diagnosis: you call score_fn with gradients switched off
Points: 1
"""


@torch.no_grad()
def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: noise_centred_over_the_batch
"""Subtracts the mean of the noise over the walkers, which ties them together; a single walker is never pushed at all.

Diagnosis: the noise adds up to zero over the walkers
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        z = z - z.mean(dim=0)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: noise_drawn_once
"""Draws the noise once, before the loop, and uses it again in every step: a constant wind.

Diagnosis: steps 1 and 2 get the same noise
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
    for _ in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: noise_of_three_steps
"""Draws three kinds of noise and uses them in turn.

Diagnosis: steps 1 and 4 get the same noise
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    pool = torch.randn((3, *x.shape), generator=generator, dtype=x.dtype, device=x.device)
    for k in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * pool[k % 3]
    return x


# %% wrong: noise_shared_by_coordinates
"""Draws one number per walker, (n, 1), for all its coordinates: the pushes go along the diagonal only.

Diagnosis: the coordinates of a point share their noise
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(len(x), 1, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: noise_shuffled_not_fresh
"""Draws the noise once and only shuffles it among the walkers in later steps: not fresh.

Diagnosis: step 2 only shuffles the noise of step 1
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
    for _ in range(n_steps):
        order = torch.randperm(len(x), generator=generator, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z[order]
    return x


# %% wrong: noise_with_memory
"""Mixes the noise of each step with that of the step before: every push alone is normal, but it is not fresh.

Diagnosis: depends on that of the step before
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
    for _ in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
        new = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        z = 0.6 * z + 0.8 * new
    return x


# %% wrong: numpy_noise
"""Draws the noise with NumPy, which neither the generator nor PyTorch's global stream knows about.

Diagnosis: hand `generator` to every draw
Points: 1
"""

import numpy as np


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.as_tensor(np.random.randn(*x.shape), dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: one_step_too_few
"""Takes n_steps - 1 steps.

Diagnosis: 4 steps where 5 were asked for
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(1, n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: pool_of_noise
"""Draws the noise of fifty steps beforehand and starts over when it is used up.

Diagnosis: times the right variance: draw fresh noise in each
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    pool = torch.randn((50, *x.shape), generator=generator, dtype=x.dtype, device=x.device)
    for k in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * pool[k % 50]
    return x


# %% wrong: private_generator_by_default
"""Has a private generator as the default argument, so that a call without one does not use the global stream.

Diagnosis: keep generator=None, and give that to torch.randn
Points: 1
"""

my_generator = torch.Generator().manual_seed(0)


def langevin_sample(score_fn, x0, step_size, n_steps, generator=my_generator):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: rows_shuffled
"""Shuffles the walkers at the end, so that nobody ends in the row where it began.

Diagnosis: your walkers change places
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x[torch.randperm(len(x), generator=generator, device=x.device)]


# %% wrong: score_of_the_start
"""Computes the score once, at the start, and never again.

Diagnosis: the score is computed once, at the start
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    drift = step_size / 2 * score_fn(x)
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + drift + math.sqrt(step_size) * z
    return x


# %% wrong: shrinking_steps
"""Shrinks the step as the walk goes on, like a learning rate; step_size holds for every step.

Diagnosis: your steps change on the way
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for k in range(n_steps):
        eta = step_size / (1 + k)
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + eta / 2 * score_fn(x) + math.sqrt(eta) * z
    return x


# %% wrong: steps_capped
"""Never takes more than 100 steps, to be quick.

Diagnosis: 320 small steps lead as far as 100 should
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(min(n_steps, 100)):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: stops_where_it_is_flat
"""Stops as soon as the score is nearly zero, like an optimiser; a walker at the bottom is never pushed.

Diagnosis: where the score is zero your walkers stand still
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        s = score_fn(x)
        if s.abs().max() < 1e-3:
            break
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * s + math.sqrt(step_size) * z
    return x


# %% wrong: twelve_uniform_numbers
"""Adds up twelve uniform numbers, less six: mean 0 and variance 1, but the tails are too thin.

Diagnosis: fourth moment 2.89
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.rand((12, *x.shape), generator=generator, dtype=x.dtype, device=x.device).sum(0) - 6
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: uniform_noise
"""Draws the noise with torch.rand, uniform between 0 and 1, and so pushes all walkers the same way.

Diagnosis: torch.rand's numbers between 0 and 1 are not normal
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.rand(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% wrong: x0_changed_in_place
"""Walks on x0 itself (+=), so that the caller's start is lost.

Diagnosis: your function changes its input
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x += step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x


# %% right: box_muller
"""Makes normal numbers out of uniform ones by the method of Box and Muller."""


def normal(x, generator):
    u, v = torch.rand(2, *x.shape, generator=generator, dtype=torch.float64, device=x.device)
    return ((-2 * torch.log(1 - u)).sqrt() * torch.cos(2 * math.pi * v)).to(x.dtype)


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + step_size**0.5 * normal(x, generator)
    return x


# %% right: class_with_call
"""An object with __call__ under the asked-for name, with other names for the first arguments."""


class Walk:
    def __init__(self):
        self.steps_taken = 0

    def __call__(self, s, start, eta, n_steps, generator=None):
        x = start + 0
        for _ in range(n_steps):
            z = torch.randn(*x.shape, generator=generator, dtype=x.dtype, device=x.device)
            x = x + eta / 2 * s(x) + eta**0.5 * z
            self.steps_taken += 1
        return x


langevin_sample = Walk()


# %% right: column_by_column
"""Draws the noise separately for every coordinate, and adds up under no_grad, in place, on a copy of its own."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.detach().clone()
    for _ in range(n_steps):
        slope = score_fn(x.clone())
        with torch.no_grad():
            for j in range(x.shape[1]):
                z = torch.randn(len(x), generator=generator, dtype=x.dtype, device=x.device)
                x[:, j] += step_size / 2 * slope[:, j] + math.sqrt(step_size) * z
    return x


# %% right: normal_in_place
"""Fills one buffer of its own with fresh normal numbers in every step."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.detach().clone()
    noise = torch.empty_like(x)
    for _ in range(n_steps):
        noise.normal_(generator=generator)
        x = x + step_size / 2 * score_fn(x) + step_size**0.5 * noise
    return x


# %% right: own_langevin_step
"""Calls the langevin_step of Exercise 2.3, in a while loop that counts down."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x, left = x0.clone(), n_steps
    while left > 0:
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = langevin_step(x, score_fn, step_size, z)
        left -= 1
    return x


# %% right: score_asked_too_often
"""Asks for the score at the last state too, and half-way through every step, and makes no use of it."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    s = score_fn(x)
    lengths = [s.norm(dim=1).mean().item()]
    for _ in range(n_steps):
        x = x + step_size / 2 * s
        lengths.append(score_fn(x).norm(dim=1).mean().item())
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + math.sqrt(step_size) * z
        s = score_fn(x)
    return x


# %% right: step_of_the_helpers
"""Calls sampling.langevin_step, and draws with torch.normal."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0
    mean = torch.zeros_like(x0)
    for _ in range(n_steps):
        x = sampling.langevin_step(x, score_fn, step_size, torch.normal(mean, 1.0, generator=generator))
    return x


# %% right: walkers_in_two_halves
"""Lets the first half of the walkers go all the way, and then the second."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    ends = []
    for x in x0.tensor_split(2):
        for _ in range(n_steps):
            z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
            x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
        ends.append(x)
    return torch.cat(ends)
