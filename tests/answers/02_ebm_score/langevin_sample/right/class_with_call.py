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
