"""Right, the imaginary part of a conjugate, which is a view with a lazy sign."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    z = torch.complex(torch.zeros_like(x), (x - mu) / sigma**2)
    return torch.conj(z).imag
