"""The deviation with n under √(n - 1), which is that with n - 1 under √n."""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(0), s.std(0, correction=0) / (len(s) - 1) ** 0.5
