# %% wrong: bracket_around_both
"""A bracket too many: the factor η/2 multiplies the noise as well.

Diagnosis: η/2 multiplies the noise as well
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size / 2 * (score_fn(x) + step_size**0.5 * noise)


# %% wrong: drift_averaged_over_the_batch
"""Moves all points by the mean score of the batch, where each has a score of its own.

Diagnosis: all points drift alike, by the mean score
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x).mean(dim=0)
    return x + step_size / 2 * s + math.sqrt(step_size) * noise


# %% wrong: drift_uphill_in_energy
"""Subtracts the drift, as in gradient descent; but the score points to high probability already.

Diagnosis: the sign of the drift
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x - step_size / 2 * score_fn(x) + step_size**0.5 * noise


# %% wrong: float32_result
"""Turns the result into float32, whatever the dtype of x.

Diagnosis: float64 came in, float32 came out
"""


def langevin_step(x, score_fn, step_size, noise):
    new = x + step_size / 2 * score_fn(x) + step_size**0.5 * noise
    return new.float()


# %% wrong: half_missing
"""Takes η times the score as the drift, where it is η/2 times the score.

Diagnosis: the ½ is missing
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size * score_fn(x) + math.sqrt(step_size) * noise


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import sampling


def langevin_step(x, score_fn, step_size, noise):
    return sampling.langevin_step(x, score_fn, step_size, noise).detach()


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.sampling import langevin_step as mine

langevin_step = mine


# %% wrong: increment_only
"""Returns the step and not the place where it leads: x is missing from the sum.

Diagnosis: this is only the change; add it to x
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise


# %% wrong: integer_division
"""Divides with //, which makes 0 of every step below 2: the drift is lost.

Diagnosis: a small step_size // 2 is 0
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size // 2 * score_fn(x) + math.sqrt(step_size) * noise


# %% wrong: no_grad_around_the_score
"""Switches gradients off around the whole step: a score that is computed by autograd, as in Exercise 2.1, then fails.

Diagnosis: you call score_fn with gradients switched off
Points: 1
"""


@torch.no_grad()
def langevin_step(x, score_fn, step_size, noise):
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise


# %% wrong: noise_drawn_inside
"""Draws noise of its own and ignores the noise that was given.

Diagnosis: your step draws its own noise
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    z = torch.randn_like(x)
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z


# %% wrong: noise_forgotten
"""Follows the slope only and leaves the noise out: an optimiser, not a sampler.

Diagnosis: the noise does not act
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size / 2 * score_fn(x)


# %% wrong: noise_of_the_first_point
"""Gives every point the noise of the first one.

Diagnosis: all points get the noise of the first one
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    z = noise[0]
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z


# %% wrong: noise_scaled_in_place
"""Scales the caller's noise in place, so that it is no longer standard normal afterwards.

Diagnosis: your function changes its input
"""


def langevin_step(x, score_fn, step_size, noise):
    drift = step_size / 2 * score_fn(x)
    noise *= math.sqrt(step_size)
    return x + drift + noise


# %% wrong: noise_subtracted
"""Subtracts the noise: just as random in the long run, but not the step to which the given noise leads.

Diagnosis: the sign of the noise
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size / 2 * score_fn(x) - math.sqrt(step_size) * noise


# %% wrong: other_convention
"""Uses the convention x + ε s + √(2ε) z of other books, whose ε is half of this course's η.

Diagnosis: another convention
"""


def langevin_step(x, score_fn, step_size, noise):
    drift = step_size * score_fn(x)
    diffusion = math.sqrt(2 * step_size) * noise
    return x + drift + diffusion


# %% wrong: requires_grad_left_on_x
"""Lets x require gradients for the sake of a score by autograd, and leaves it so.

Diagnosis: leaves a mark on its input
"""


def langevin_step(x, score_fn, step_size, noise):
    x.requires_grad_(True)
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise


# %% wrong: return_forgotten
"""Computes the new points and forgets to return them.

Diagnosis: it must end in `return ...`
"""


def langevin_step(x, score_fn, step_size, noise):
    x = x + step_size / 2 * score_fn(x)
    x = x + math.sqrt(step_size) * noise


# %% wrong: root_missing
"""Multiplies the noise by η where √η belongs: the variance of a push would be η² and not η.

Diagnosis: the noise is multiplied by η; its factor is √η
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size / 2 * score_fn(x) + step_size * noise


# %% wrong: score_after_the_push
"""Adds the noise first and takes the score at the pushed point, where it belongs to the point before the step.

Diagnosis: the score is taken in the wrong place
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    x = x + step_size**0.5 * noise
    return x + step_size / 2 * score_fn(x)


# %% wrong: score_clipped
"""Clips the score to at most 10 per coordinate, against explosions: on steep slopes the drift is too short.

Diagnosis: the score is clipped
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x).clamp(-10, 10)
    return x + step_size / 2 * s + math.sqrt(step_size) * noise


# %% wrong: score_clipped_far_out
"""Clips the score at 1000, which no ordinary place shows, but a steep one does.

Diagnosis: the score is clipped
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x).clamp(-1000, 1000)
    return x + step_size / 2 * s + math.sqrt(step_size) * noise


# %% wrong: score_of_single_points
"""Asks for the score point by point, with vectors (d,), which a score function of batches (n, d) need not take.

Diagnosis: score_fn takes a batch (n, d)
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    s = torch.stack([score_fn(point) for point in x])
    return x + step_size / 2 * s + math.sqrt(step_size) * noise


# %% wrong: score_scaled_in_place
"""Saves memory by turning the score's own tensor into the step; whoever keeps that tensor finds it changed.

Diagnosis: you write into the tensor that score_fn returns
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x)
    s *= step_size / 2
    s += x + math.sqrt(step_size) * noise
    return s


# %% wrong: squeezed
"""Squeezes the result, so that a single point or a single coordinate loses its axis.

Diagnosis: An axis of length one is lost
"""


def langevin_step(x, score_fn, step_size, noise):
    return (x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise).squeeze()


# %% wrong: step_of_the_example
"""Walks with the step 0.01 of the ring below, whatever step_size says.

Diagnosis: `step_size` changes nothing in your step
"""


def langevin_step(x, score_fn, step_size, noise):
    step_size = 0.01
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise


# %% wrong: stream_seeded
"""Seeds PyTorch, to be repeatable: a step draws nothing, and whatever is drawn next starts over.

Diagnosis: draws its own noise, or seeds some
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    torch.manual_seed(0)
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise


# %% wrong: x_changed_in_place
"""Adds to the caller's x in place (+=), so that the old points are gone.

Diagnosis: your function changes its input
"""


def langevin_step(x, score_fn, step_size, noise):
    x += step_size / 2 * score_fn(x)
    x += math.sqrt(step_size) * noise
    return x


# %% right: class_with_call
"""An object with __call__ whose two parts are methods of their own."""


class Step:
    def drift(self, x, score_fn, step_size):
        return score_fn(x).mul(step_size).div(2)

    def push(self, noise, step_size):
        return noise.mul(step_size**0.5)

    def __call__(self, *args):
        x, score_fn, step_size, noise = args
        return sum([x, self.drift(x, score_fn, step_size), self.push(noise, step_size)])


langevin_step = Step()


# %% right: double_inside
"""Adds up in float64 and goes back to the dtype of x; the score function still sees x as it came."""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x).double()
    new = x.double() + 0.5 * step_size * s + math.sqrt(step_size) * noise.double()
    return new.to(x.dtype)


# %% right: einsum_over_terms
"""Stacks the three terms and combines them with a vector of coefficients by einsum."""


def langevin_step(x, score_fn, step_size, noise):
    terms = torch.stack([x, score_fn(x), noise])
    coefficients = terms.new_tensor([1.0, step_size / 2, math.sqrt(step_size)])
    return torch.einsum("t,tnd->nd", coefficients, terms)


# %% right: in_place_on_a_copy
"""Adds in place, but on a copy of its own."""


def langevin_step(x, score_fn, step_size, noise):
    new = x.detach().clone()
    new += step_size / 2 * score_fn(x)
    new += step_size**0.5 * noise
    return new


# %% right: lambda_under_the_name
"""A lambda under the asked-for name."""

langevin_step = lambda x, f, η, z: f(x) * η / 2 + z * η**0.5 + x


# %% right: loop_over_entries
"""One score for the batch, and then two loops over points and coordinates."""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x)
    new = torch.zeros_like(x)
    with torch.no_grad():
        for i in range(x.shape[0]):
            for j in range(x.shape[1]):
                new[i, j] = x[i, j] + step_size / 2 * s[i, j] + step_size**0.5 * noise[i, j]
    return new


# %% right: numpy_inside
"""The arithmetic in NumPy, on copies, and back to a tensor like x."""

import numpy as np


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x).detach().cpu().numpy()
    a = np.array(x.detach().cpu())
    z = noise.detach().cpu().numpy()
    new = a + step_size / 2 * s + math.sqrt(step_size) * z
    return torch.as_tensor(new, dtype=x.dtype, device=x.device)


# %% right: root_factored_out
"""Takes one √η out of both terms, and calls the arguments otherwise."""


def langevin_step(points, s, eta, z):
    r = eta**0.5
    return points + r * (r / 2 * s(points) + z)
