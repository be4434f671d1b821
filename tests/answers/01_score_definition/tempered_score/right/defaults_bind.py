"""Binds score and temperature as defaults of the inner function."""


def tempered_score(score_fn, temperature):
    def hot(x, score_fn=score_fn, temperature=temperature):
        s = score_fn(x)
        return s / temperature

    return hot
