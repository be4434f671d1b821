"""Takes *args and **options, and finds the radius in either of them."""


def compute_score_uniform_mixture(x, *args, **options):
    centers = args[0] if args else options["centers"]
    radius = args[1] if len(args) > 1 else options.get("radius", 1.0)
    z = x / radius
    r = torch.stack(tuple(centers)).to(x) / radius - z[:, None]
    votes = torch.softmax(-(r * r).sum(-1) / 2, dim=-1)
    return torch.einsum("nk,nkd->nd", votes, r) / radius
