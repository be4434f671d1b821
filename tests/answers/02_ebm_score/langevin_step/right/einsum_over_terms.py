"""Stacks the three terms and combines them with a vector of coefficients by einsum."""


def langevin_step(x, score_fn, step_size, noise):
    terms = torch.stack([x, score_fn(x), noise])
    coefficients = terms.new_tensor([1.0, step_size / 2, math.sqrt(step_size)])
    return torch.einsum("t,tnd->nd", coefficients, terms)
