"""One score for the batch, and then two loops over points and coordinates."""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x)
    new = torch.zeros_like(x)
    with torch.no_grad():
        for i in range(x.shape[0]):
            for j in range(x.shape[1]):
                new[i, j] = x[i, j] + step_size / 2 * s[i, j] + step_size**0.5 * noise[i, j]
    return new
