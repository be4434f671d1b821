"""Lets the first half of the walkers go all the way, and then the second."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    ends = []
    for x in x0.tensor_split(2):
        for _ in range(n_steps):
            z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
            x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
        ends.append(x)
    return torch.cat(ends)
