# %% wrong: centres_stacked_as_columns
"""Stacks the centres as columns, (d, K), and reshapes to (K, d), which mixes their coordinates.

Diagnosis: the coordinates of the centres are mixed up
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    K, d = len(centers), x.shape[1]
    mu = torch.stack(list(centers), dim=1).reshape(K, d).to(x)
    covs = radius**2 * torch.eye(d).to(x).expand(K, d, d)
    return scores.score_gmm(x, torch.full((K,), 1 / K).to(x), mu, covs)


# %% wrong: default_of_radius_changed
"""Changes the default of `radius` to ½, so a call without it gives narrower hills.

Diagnosis: keep the default radius=1.0
"""


def compute_score_uniform_mixture(x, centers, radius=0.5):
    r = torch.stack(list(centers)).to(x) - x[:, None]
    votes = torch.softmax(-0.5 * (r**2).sum(-1) / radius**2, dim=1)
    return (votes[..., None] * r).sum(1) / radius**2


# %% wrong: densities_divided
"""Divides densities for the votes: between narrow hills all are 0, and 0/0 is NaN.

Diagnosis: for radius = 0.1: your result holds NaN or infinity
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    r = torch.stack(centers) - x[:, None]
    p = (-r.square().sum(-1) / 2 / radius**2).exp()
    return (p[..., None] * r).sum(1) / p.sum(-1, keepdim=True) / radius**2


# %% wrong: distance_not_squared_in_votes
"""Votes by exp(−distance) and not by exp(−distance²): the tails of Gaussians fall faster.

Diagnosis: the votes come from distances
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    r = torch.stack(list(centers)).to(x) - x[:, None]
    votes = torch.softmax(-0.5 * r.norm(dim=-1) / radius**2, dim=1)
    return (votes[..., None] * r).sum(1) / radius**2


# %% wrong: empties_the_list
"""Pops the centres from the caller's list until it is empty.

Diagnosis: your function changes the list of centers
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    logit, arrows = [], []
    while centers:
        r = centers.pop().to(x) - x
        logit.append(-0.5 * (r**2).sum(1) / radius**2)
        arrows.append(r / radius**2)
    votes = torch.softmax(torch.stack(logit, 1), dim=1)
    return (votes[..., None] * torch.stack(arrows, 1)).sum(1)


# %% wrong: first_three_centres
"""Loops over the first three centres and does not see a fourth.

Diagnosis: some centres are left out
Points: 1
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    logit, arrows = [], []
    for k in range(min(3, len(centers))):
        r = centers[k].to(x) - x
        logit.append(-0.5 * (r**2).sum(1) / radius**2)
        arrows.append(r / radius**2)
    votes = torch.softmax(torch.stack(logit, 1), dim=1)
    return (votes[..., None] * torch.stack(arrows, 1)).sum(1)


# %% wrong: five_centres_at_most
"""Stops after the fifth centre.

Diagnosis: some centres are left out
Points: 1
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    middles = torch.stack(centers[:5])
    votes = (-(x[:, None] - middles).square().sum(-1) / 2 / radius**2).softmax(-1)
    return (votes @ middles - x) / radius**2


# %% wrong: half_missing_in_votes
"""Forgets the ½ in the exponent of the Gaussians when it computes the votes.

Diagnosis: the ½ is missing in the votes
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    r = torch.stack(list(centers)).to(x) - x[:, None]
    votes = torch.softmax(-(r**2).sum(-1) / radius**2, dim=1)
    return (votes[..., None] * r).sum(1) / radius**2


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

import functools

from helpers import scores


def compute_score_uniform_mixture(x, centers, radius=1.0):
    return functools.partial(scores.compute_score_uniform_mixture, radius=radius)(x, centers)


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import compute_score_uniform_mixture as mine

compute_score_uniform_mixture = mine


# %% wrong: narrow_radius_clamped
"""Takes a radius below 0.3 for 0.3, for fear of long arrows.

Diagnosis: radius is clamped
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    radius = max(radius, 0.3)
    middles = torch.stack(centers)
    votes = (-(x[:, None] - middles).square().sum(-1) / 2 / radius**2).softmax(-1)
    return (votes @ middles - x) / radius**2


# %% wrong: nearest_centre_only
"""Follows the nearest centre and no other; between hills the votes are divided.

Diagnosis: only the nearest centre votes
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    nearest = ((x[:, None] - mu) ** 2).sum(-1).argmin(dim=1)
    return (mu[nearest] - x) / radius**2


# %% wrong: normaliser_times_votes
"""Divides by K after the softmax, too: the votes of equal hills already sum to one.

Diagnosis: too short by a factor K
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    r = torch.stack(list(centers)).to(x) - x[:, None]
    votes = torch.softmax(-0.5 * (r**2).sum(-1) / radius**2, dim=1) / len(centers)
    return (votes[..., None] * r).sum(1) / radius**2


# %% wrong: plane_only
"""Builds 2 × 2 covariances whatever the dimension: right in the plane only.

Diagnosis: right in the plane; in three dimensions: your code stopped
Points: 1
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    K = len(mu)
    covs = torch.tensor([[radius**2, 0.0], [0.0, radius**2]], dtype=x.dtype, device=x.device)
    return scores.score_gmm(x, torch.full((K,), 1 / K).to(x), mu, covs.expand(K, 2, 2))


# %% wrong: points_clamped_in_votes
"""Votes at a point that is clamped to the picture's window, ±5.

Diagnosis: x is clamped before the votes
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    middles = torch.stack(centers)
    squares = (x.clamp(-5, 5)[:, None] - middles).square().sum(-1)
    votes = (-squares / 2 / radius**2).softmax(-1)
    return (votes @ middles - x) / radius**2


# %% wrong: pulled_to_the_average_centre
"""Averages all proposals with equal weight 1/K: that is one Gaussian around the average centre. The hills are equally
heavy, but they are not equally responsible.

Diagnosis: equal weights are not equal votes
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    return (mu.mean(dim=0) - x) / radius**2


# %% wrong: radius_inverted
"""Gives the precision 1/radius² as the covariance.

Diagnosis: 1/radius² is the precision
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    K, d = mu.shape
    covs = (torch.eye(d).to(x) / radius**2).expand(K, d, d)
    return scores.score_gmm(x, torch.full((K,), 1 / K).to(x), mu, covs)


# %% wrong: radius_missing_in_votes
"""Divides the proposals by radius², but computes the votes as if the radius were 1.

Diagnosis: radius acts on the arrows only
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    r = torch.stack(list(centers)).to(x) - x[:, None]
    votes = torch.softmax(-0.5 * (r**2).sum(-1), dim=1)
    return (votes[..., None] * r).sum(1) / radius**2


# %% wrong: radius_taken_for_variance
"""Uses `radius` as the variance; it is the standard deviation, so the variance is radius².

Diagnosis: radius is the standard deviation
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    K, d = mu.shape
    covs = radius * torch.eye(d).to(x).expand(K, d, d)
    return scores.score_gmm(x, torch.full((K,), 1 / K).to(x), mu, covs)


# %% wrong: squeezes_a_single_point
"""Squeezes the result: a single point, or a line, loses an axis.

Diagnosis: An axis of length one is lost
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    r = torch.stack(list(centers)).to(x) - x[:, None]
    votes = torch.softmax(-0.5 * (r**2).sum(-1) / radius**2, dim=1)
    return ((votes[..., None] * r).sum(1) / radius**2).squeeze()


# %% wrong: three_centres_unpacked
"""Unpacks exactly three centres: an error for any other number.

Diagnosis: right for three centres; for five: your code stopped
Points: 1
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    a, b, c = centers
    mu = torch.stack([a, b, c]).to(x)
    covs = radius**2 * torch.eye(x.shape[1]).to(x).expand(3, -1, -1)
    return scores.score_gmm(x, torch.full((3,), 1 / 3).to(x), mu, covs)


# %% wrong: three_weights_always
"""Writes the weights of three hills down: right for three centres only.

Diagnosis: right for three centres; for five: your code stopped
Points: 1
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    K, d = mu.shape
    weights = torch.tensor([1 / 3, 1 / 3, 1 / 3]).to(x)
    covs = radius**2 * torch.eye(d).to(x).expand(K, d, d)
    r = x[:, None] - mu
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    votes = torch.softmax(weights.log() - 0.5 * (r * y).sum(-1), dim=1)
    return -(votes[..., None] * y).sum(1)


# %% wrong: tiny_number_in_denominator
"""Adds 1e-12 to the sum of the densities; some way out it is larger than they are, and the arrows shrink.

Diagnosis: a tiny number is added to the denominator
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    r = torch.stack(centers) - x[:, None]
    p = (-r.square().sum(-1) / 2 / radius**2).exp()
    return (p[..., None] * r).sum(1) / (p.sum(-1, keepdim=True) + 1e-12) / radius**2


# %% wrong: two_coordinates_in_votes
"""Computes the distances for the votes from two coordinates written out; in space the third one is left out.

Diagnosis: the votes hear some coordinates only
Points: 1
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    square = (x[:, 0, None] - mu[:, 0]) ** 2
    if x.shape[1] > 1:
        square = square + (x[:, 1, None] - mu[:, 1]) ** 2
    votes = torch.softmax(-0.5 * square / radius**2, dim=1)
    return (votes @ mu - x) / radius**2


# %% wrong: units_of_radius_not_undone
"""Works in units of the radius and forgets that the gradient has the unit 1/radius.

Diagnosis: too long by a factor radius
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    r = (torch.stack(list(centers)).to(x) - x[:, None]) / radius
    votes = torch.softmax(-0.5 * (r**2).sum(-1), dim=1)
    return (votes[..., None] * r).sum(1)


# %% wrong: votes_over_points
"""Normalises over the points and not over the centres.

Diagnosis: the votes are normalised over the points
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    r = torch.stack(list(centers)).to(x) - x[:, None]
    votes = torch.softmax(-0.5 * (r**2).sum(-1) / radius**2, dim=0)
    return (votes[..., None] * r).sum(1) / radius**2


# %% wrong: weights_fall_off
"""Weights the hills 1, ½, ⅓, … by their place in the list; they are equally weighted.

Diagnosis: none
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    K, d = mu.shape
    weights = 1 / torch.arange(1, K + 1).to(x)
    covs = radius**2 * torch.eye(d).to(x).expand(K, d, d)
    return scores.score_gmm(x, weights / weights.sum(), mu, covs)


# %% wrong: zero_by_symmetry
"""Argues that the pulls of equal hills cancel, as in the centre of the triangle, and returns zeros.

Diagnosis: all zeros: the arrows cancel
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    return torch.zeros_like(x)


# %% right: arguments_gathered
"""Takes *args and **options, and finds the radius in either of them."""


def compute_score_uniform_mixture(x, *args, **options):
    centers = args[0] if args else options["centers"]
    radius = args[1] if len(args) > 1 else options.get("radius", 1.0)
    z = x / radius
    r = torch.stack(tuple(centers)).to(x) / radius - z[:, None]
    votes = torch.softmax(-(r * r).sum(-1) / 2, dim=-1)
    return torch.einsum("nk,nkd->nd", votes, r) / radius


# %% right: autograd_inside
"""Autograd of the log-density in float64, the caller's points untouched."""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    with torch.enable_grad():
        own = x.detach().double().clone().requires_grad_()
        c = torch.stack([t.detach().double() for t in centers])
        a = -(own.unsqueeze(1) - c).square().sum(-1) / (2 * radius**2)
        a.logsumexp(dim=1).sum().backward()
    return own.grad.to(x.dtype)


# %% right: course_score_gmm
"""Calls the course's scores.score_gmm, as the exercise allows."""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(centers).to(x)
    K, d = mu.shape
    weights = torch.ones(K, dtype=x.dtype, device=x.device) / K
    covs = torch.diag_embed(torch.full((K, d), radius**2, dtype=x.dtype, device=x.device))
    return scores.score_gmm(x, weights, mu, covs)


# %% right: distances_with_cdist
"""torch.cdist for the distances, float64 inside."""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    c = torch.stack(list(centers)).double()
    d = torch.cdist(x.double(), c, compute_mode="donot_use_mm_for_euclid_dist")
    votes = torch.nn.functional.softmin(d**2 / (2 * radius**2), dim=1)
    return ((votes @ c - x.double()) / radius**2).to(x)


# %% right: loops_over_points
"""Loops over the points and the centres with Python numbers."""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    rows = []
    for point in x.tolist():
        squares = [sum((p - q) ** 2 for p, q in zip(point, c.tolist())) for c in centers]
        least = min(squares)
        says = [math.exp((least - s) / (2 * radius**2)) for s in squares]
        arrow = [0.0] * len(point)
        for say, c in zip(says, centers):
            for j, q in enumerate(c.tolist()):
                arrow[j] += say / sum(says) * (q - point[j]) / radius**2
        rows.append(arrow)
    return torch.tensor(rows, dtype=x.dtype, device=x.device)


# %% right: mean_shift
"""The mean-shift formula: the vote for the centres minus the point, over the variance."""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    c = torch.stack([*centers]).to(x)
    votes = torch.softmax(-((x[:, None] - c) ** 2).sum(2) / (2 * radius**2), dim=1)
    return (votes @ c - x) / radius**2


# %% right: own_score_gmm
"""Calls the function score_gmm of Exercise 3.3 by keyword-free arguments."""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    n_centers = len(centers)
    means = torch.stack([c.to(x) for c in centers], dim=0)
    weights = x.new_full((n_centers,), 1.0 / n_centers)
    covs = (float(radius) ** 2 * torch.eye(x.size(1)).to(x)).repeat(n_centers, 1, 1)
    return score_gmm(x, weights, means, covs)


# %% right: running_vote
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
