# %% wrong: always_float
"""Converts to float32, so float64 points get float32 arrows.

Diagnosis: float64 came in, float32 came out
"""


def tempered_score(score_fn, temperature):
    return lambda x: (score_fn(x) / temperature).float()


# %% wrong: arrows_at_the_old_points
"""Returns numbers, the arrows at the notebook's x, where a new function is wanted.

Diagnosis: a function from x to scores is expected; this returned a Tensor
"""

import torch

x = torch.tensor([[1.5]])


def tempered_score(score_fn, temperature):
    return score_fn(x) / temperature


# %% wrong: arrows_divided_in_place
"""Divides the very tensor that score_fn returned.

Diagnosis: writes into what score_fn returned
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x).div_(temperature)


# %% wrong: called_at_once
"""Wants the points as a third argument, so it is no function of score and temperature alone.

Diagnosis: It gets the arguments that the exercise names
"""


def tempered_score(score_fn, temperature, x):
    return score_fn(x) / temperature


# %% wrong: dice_added
"""Shakes the arrows as Langevin dynamics does: a score holds no chance.

Diagnosis: called again with the same input, it gives another result
"""

import torch


def tempered_score(score_fn, temperature):
    def hot(x):
        return score_fn(x) / temperature + (2 * temperature) ** 0.5 * torch.randn_like(x)

    return hot


# %% wrong: first_arrows_remembered
"""Computes the arrows at the first call and returns the same ones for all other points.

Diagnosis: these are the arrows of another call, at other points
"""


def tempered_score(score_fn, temperature):
    cache = {}

    def hot(x):
        if "arrows" not in cache:
            cache["arrows"] = score_fn(x) / temperature
        return cache["arrows"]

    return hot


# %% wrong: heat_only
"""Does not go below T = 1, though cold makes the arrows longer.

Diagnosis: T = 0.7 does not act
"""


def tempered_score(score_fn, temperature):
    T = max(temperature, 1.0)
    return lambda x: score_fn(x) / T


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import scores


def tempered_score(score_fn, temperature):
    return lambda x: scores.tempered_score(score_fn, temperature)(x)


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import tempered_score as mine

tempered_score = mine


# %% wrong: hotter_at_every_call
"""The new function raises its own temperature whenever it is called.

Diagnosis: called again with the same input, it gives another result
"""


def tempered_score(score_fn, temperature):
    factor = 1.0

    def hot(x):
        nonlocal factor
        factor = factor / temperature
        return factor * score_fn(x)

    return hot


# %% wrong: inner_return_forgotten
"""The new function computes the arrows and forgets to return them.

Diagnosis: your function returns None
"""


def tempered_score(score_fn, temperature):
    def hot(x):
        score_fn(x) / temperature

    return hot


# %% wrong: last_score_function_only
"""Keeps the score function in a global, where the next one takes its place.

Diagnosis: these are the arrows of another score function
"""


def tempered_score(score_fn, temperature):
    global current
    current = score_fn
    return lambda x: current(x) / temperature


# %% wrong: multiplies
"""Multiplies by T: heat would make the arrows longer.

Diagnosis: multiplied by T
"""


def tempered_score(score_fn, temperature):
    def hot(x):
        return score_fn(x) * temperature

    return hot


# %% wrong: never_colder_than_a_tenth
"""Keeps T above 0.1 for safety.

Diagnosis: wrong at T = 0.05
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x) / max(temperature, 0.1)


# %% wrong: numbers_for_a_function
"""Divides the function by a number; only what it returns can be divided.

Diagnosis: Only what a function returns can be divided
"""


def tempered_score(score_fn, temperature):
    return score_fn / temperature


# %% wrong: one_function_per_temperature
"""Keeps one function for each temperature, and forgets that there are other scores.

Diagnosis: these are the arrows of another score function
"""


made = {}


def tempered_score(score_fn, temperature):
    if temperature not in made:
        made[temperature] = lambda x: score_fn(x) / temperature
    return made[temperature]


# %% wrong: one_temperature_for_all
"""Keeps the temperature in a global name, so the next call changes all functions made before.

Diagnosis: the temperature of another function
"""


def tempered_score(score_fn, temperature):
    global T
    T = temperature
    return lambda x: score_fn(x) / T


# %% wrong: outer_return_forgotten
"""Defines the new function and forgets to return it.

Diagnosis: this returned None
"""


def tempered_score(score_fn, temperature):
    def hot(x):
        return score_fn(x) / temperature


# %% wrong: point_changed_in_place
"""The arrows are right, but the new function writes them into the caller's x.

Diagnosis: your function changes its input
"""


def tempered_score(score_fn, temperature):
    def hot(x):
        x.copy_(score_fn(x))
        x /= temperature
        return x

    return hot


# %% wrong: point_divided
"""Divides the point by T, not the arrow: that stretches the picture, and moves the modes.

Diagnosis: not on the point
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x / temperature)


# %% wrong: power_of_the_score
"""Raises the score to the power 1/T; the power belongs to the density, and negatives give NaN.

Diagnosis: not on the score
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x) ** (1 / temperature)


# %% wrong: result_overwritten
"""Writes all results into one tensor, so that the next call changes the last one's.

Diagnosis: a new result is wanted for each x
"""

import torch


def tempered_score(score_fn, temperature):
    room = {}

    def tempered(x):
        s = score_fn(x).detach() / temperature
        return room.setdefault((s.shape, s.dtype), torch.empty_like(s)).copy_(s)

    return tempered


# %% wrong: root_of_temperature
"""Divides by √T: so much does heat widen a Gaussian, but its score goes with 1/T.

Diagnosis: divided by √T
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x) / temperature**0.5


# %% wrong: squeezed
"""squeeze() drops axes of length one: a single point, or points on a line, lose their shape.

Diagnosis: An axis of length one is lost
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x).squeeze() / temperature


# %% wrong: temperature_ignored
"""Returns the score function as it came; the temperature is never used.

Diagnosis: T = 3.0 does not act
"""


def tempered_score(score_fn, temperature):
    def hot(x):
        return score_fn(x)

    return hot


# %% wrong: temperature_squared
"""Divides by T², as if the temperature were a standard deviation.

Diagnosis: divided by T²
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x) / temperature**2


# %% right: class_with_call
"""Returns an object with __call__."""


class Tempered:
    def __init__(self, score_fn, temperature):
        self.score_fn, self.temperature = score_fn, temperature

    def __call__(self, x):
        return self.score_fn(x) / self.temperature


tempered_score = Tempered


# %% right: curried_lambda
"""A lambda that returns a lambda, with other names."""

tempered_score = lambda f, T: lambda points: f(points).mul(1 / T)


# %% right: defaults_bind
"""Binds score and temperature as defaults of the inner function."""


def tempered_score(score_fn, temperature):
    def hot(x, score_fn=score_fn, temperature=temperature):
        s = score_fn(x)
        return s / temperature

    return hot


# %% right: double_inside
"""Divides in float64 and casts back."""


def tempered_score(score_fn, temperature):
    def hot(x):
        return (score_fn(x).double() / float(temperature)).to(x.dtype)

    return hot


# %% right: in_place_on_a_copy
"""Divides in place, but a copy of the arrows."""


def tempered_score(score_fn, temperature):
    def hot(x):
        arrows = score_fn(x).detach().clone()
        arrows /= temperature
        return arrows

    return hot


# %% right: module
"""Returns a module of PyTorch."""

import torch


class Hot(torch.nn.Module):
    def __init__(self, score_fn, temperature):
        super().__init__()
        self.cold = score_fn
        self.beta = 1 / temperature

    def forward(self, x):
        return self.beta * self.cold(x)


def tempered_score(score_fn, temperature):
    return Hot(score_fn, temperature)


# %% right: partial
"""functools.partial of a helper with three arguments."""

from functools import partial


def divide(score_fn, temperature, x):
    return score_fn(x) / temperature


def tempered_score(score_fn, temperature):
    return partial(divide, score_fn, temperature)


# %% right: point_by_point
"""Goes through the points one by one, in batches of one."""

import torch


def tempered_score(score_fn, temperature):
    def hot(x):
        rows = [score_fn(x[i : i + 1]) / temperature for i in range(len(x))]
        return torch.cat(rows, dim=0)

    return hot
