"""An object with __call__ under the asked-for name; switches gradients on in case the caller has them off."""


class Downhill:
    def __call__(self, x, energy_fn):
        with torch.enable_grad():
            leaf = x.detach().clone().requires_grad_()
            total = torch.sum(energy_fn(leaf))
        return torch.autograd.grad(total, [leaf])[0].neg().detach()


score_from_energy = Downhill()
