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
