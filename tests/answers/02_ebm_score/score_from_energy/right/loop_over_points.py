"""Goes through the points one by one, each as a batch (1, d), and fills in the rows."""


def score_from_energy(x, energy_fn):
    score = torch.empty_like(x.detach())
    for i in range(len(x)):
        point = x[i : i + 1].detach().clone().requires_grad_()
        (grad,) = torch.autograd.grad(energy_fn(point)[0], point)
        score[i] = -grad[0]
    return score
