"""Returns an object with __call__."""


class Tempered:
    def __init__(self, score_fn, temperature):
        self.score_fn, self.temperature = score_fn, temperature

    def __call__(self, x):
        return self.score_fn(x) / self.temperature


tempered_score = Tempered
