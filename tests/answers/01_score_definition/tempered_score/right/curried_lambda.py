"""A lambda that returns a lambda, with other names."""

tempered_score = lambda f, T: lambda points: f(points).mul(1 / T)
