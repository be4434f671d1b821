"""Adds up in float64 and goes back to the dtype of x; the score function still sees x as it came."""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x).double()
    new = x.double() + 0.5 * step_size * s + math.sqrt(step_size) * noise.double()
    return new.to(x.dtype)
