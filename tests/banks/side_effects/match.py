"""Right, with match and a walrus."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    match sigma:
        case 0:
            raise ValueError
        case _ if (s := sigma**2):
            return -(x - mu) / s
