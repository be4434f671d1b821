"""Goes through the centres once and keeps the vote running, rescaled at every new maximum."""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    top, total, arrow = None, 0.0, torch.zeros_like(x)
    for c in centers:
        r = c.to(x) - x
        a = -(r**2).sum(1, keepdim=True) / (2 * radius**2)
        new = a if top is None else torch.maximum(top, a)
        old = 0.0 if top is None else torch.exp(top - new)
        say = torch.exp(a - new)
        arrow = old * arrow + say * r / radius**2
        total = old * total + say
        top = new
    return arrow / total
