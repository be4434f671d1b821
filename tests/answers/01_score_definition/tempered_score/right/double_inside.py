"""Divides in float64 and casts back."""


def tempered_score(score_fn, temperature):
    def hot(x):
        return (score_fn(x).double() / float(temperature)).to(x.dtype)

    return hot
