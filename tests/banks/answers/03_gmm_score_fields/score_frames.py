# %% wrong: all_moments_one_mixture
"""Takes the T·K means for one big mixture, and repeats its field T times.

Diagnosis: none
"""


def score_frames(grid, weights, means_path, covs):
    T, K, d = means_path.shape
    means = means_path.reshape(T * K, d)
    field = scores.score_gmm(grid, weights.repeat(T) / T, means, covs.repeat(T, 1, 1))
    return field.expand(T, *grid.shape)


# %% wrong: axis_of_time_guessed
"""Guesses the axis of time from the sizes, and guesses wrong where there are as many moments as components.

Diagnosis: the first axis of means_path is time
"""


def score_frames(grid, weights, means_path, covs):
    T, K, _ = means_path.shape
    if K == len(weights) and T == len(weights):
        means_path = means_path.transpose(0, 1)
    return torch.stack([scores.score_gmm(grid, weights, means, covs) for means in means_path])


# %% wrong: differences_between_frames
"""Returns the changes from frame to frame after the first one, as video codecs do, and not the
fields.

Diagnosis: none
"""


def score_frames(grid, weights, means_path, covs):
    frames = torch.stack([scores.score_gmm(grid, weights, m, covs) for m in means_path])
    return torch.cat([frames[:1], frames.diff(dim=0)])


# %% wrong: equal_weights_assumed
"""Ignores `weights` and gives each component the same.

Diagnosis: the weights do not act
"""


def score_frames(grid, weights, means_path, covs):
    equal = torch.full_like(weights, 1 / len(weights))
    return torch.stack([scores.score_gmm(grid, equal, means, covs) for means in means_path])


# %% wrong: first_moment_missing
"""The loop starts at 1: the first frame of the film stays zero.

Diagnosis: the first frame is all zeros
"""


def score_frames(grid, weights, means_path, covs):
    T = means_path.shape[0]
    frames = torch.zeros(T, *grid.shape, dtype=grid.dtype, device=grid.device)
    for t in range(1, T):
        frames[t] = scores.score_gmm(grid, weights, means_path[t], covs)
    return frames


# %% wrong: first_two_components_move
"""Moves the first two components and leaves the others where they were at the first moment.

Diagnosis: the first components move, and no others
"""


def score_frames(grid, weights, means_path, covs):
    frames = []
    for at_t in means_path:
        means = means_path[0].clone()
        means[:2] = at_t[:2]
        frames.append(scores.score_gmm(grid, weights, means, covs))
    return torch.stack(frames)


# %% wrong: four_components_at_most
"""Passes on at most four components of each moment; a fifth is lost.

Diagnosis: some components are left out
"""


def score_frames(grid, weights, means_path, covs):
    weights, covs = weights[:4] / weights[:4].sum(), covs[:4]
    return torch.stack([scores.score_gmm(grid, weights, means[:4], covs) for means in means_path])


# %% wrong: frames_cached
"""Keeps frames by the sum of their means, to save time; different moments can have the same sum.

Diagnosis: the sum of the means in common
"""


def score_frames(grid, weights, means_path, covs):
    known, frames = {}, []
    for means in means_path:
        key = round(means.sum().item(), 3)
        if key not in known:
            known[key] = scores.score_gmm(grid, weights, means, covs)
        frames.append(known[key])
    return torch.stack(frames)


# %% wrong: frames_end_to_end
"""Concatenates the frames to (T n, d), so the moments have no axis of their own.

Diagnosis: the fields one below the other
"""


def score_frames(grid, weights, means_path, covs):
    return torch.cat([scores.score_gmm(grid, weights, m, covs) for m in means_path])


# %% wrong: frames_rescaled
"""Scales every frame to arrows of length one at most, for the drawing. The film needs one scale, and the exercise
asks for the scores.

Diagnosis: the arrows are rescaled
"""


def score_frames(grid, weights, means_path, covs):
    frames = torch.stack([scores.score_gmm(grid, weights, m, covs) for m in means_path])
    return frames / frames.norm(dim=-1, keepdim=True).amax(dim=1, keepdim=True)


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import scores


def score_frames(grid, weights, means_path, covs):
    return scores.score_frames(grid, weights, means_path, covs).clone()


# %% wrong: helpers_under_another_name
"""Hands in the helpers' own function under another name.

Diagnosis: the helpers' own
"""

from helpers.scores import score_frames as mine

score_frames = mine


# %% wrong: last_moment_missing
"""The loop stops one too early, the last moment is missing.

Diagnosis: one moment is missing
"""


def score_frames(grid, weights, means_path, covs):
    frames = []
    for t in range(len(means_path) - 1):
        frames.append(scores.score_gmm(grid, weights, means_path[t], covs))
    return torch.stack(frames)


# %% wrong: list_of_frames
"""Returns a Python list of T fields and not one tensor.

Diagnosis: a list of fields
"""


def score_frames(grid, weights, means_path, covs):
    return [scores.score_gmm(grid, weights, means, covs) for means in means_path]


# %% wrong: loop_over_components
"""Loops over the components, the second axis of `means_path`, and takes them for moments.

Diagnosis: a field for each component
"""


def score_frames(grid, weights, means_path, covs):
    K = means_path.shape[1]
    frames = []
    for k in range(K):
        frames.append(scores.score_gmm(grid, weights, means_path[:K, k], covs))
    return torch.stack(frames)


# %% wrong: off_diagonals_dropped
"""Keeps only the diagonals of the full covariances.

Diagnosis: only the diagonals of the covariances act
"""


def score_frames(grid, weights, means_path, covs):
    covs = torch.diag_embed(torch.diagonal(covs, dim1=-2, dim2=-1))
    return torch.stack([scores.score_gmm(grid, weights, means, covs) for means in means_path])


# %% wrong: path_changed_in_place
"""Centres the caller's `means_path` in place and shifts the grid to make up for it: the frames are right, the input
is not what it was.

Diagnosis: your function changes its input
"""


def score_frames(grid, weights, means_path, covs):
    frames = []
    for means in means_path:
        middle = means.mean(0).clone()
        means -= middle
        frames.append(scores.score_gmm(grid - middle, weights, means, covs))
    return torch.stack(frames)


# %% wrong: path_taken_for_steps
"""Takes `means_path` for displacements and adds them up from moment to moment; it holds positions.

Diagnosis: means_path holds places, not steps
"""


def score_frames(grid, weights, means_path, covs):
    frames, means = [], torch.zeros_like(means_path[0])
    for step in means_path:
        means = means + step
        frames.append(scores.score_gmm(grid, weights, means, covs))
    return torch.stack(frames)


# %% wrong: reshaped_instead_of_transposed
"""Has the axes in the order (n, T, d) and brings them to (T, n, d) by reshape, which scrambles points and moments; a
transposition was needed.

Diagnosis: points and moments are mixed up
"""


def score_frames(grid, weights, means_path, covs):
    T, (n, d) = len(means_path), grid.shape
    frames = torch.stack([scores.score_gmm(grid, weights, m, covs) for m in means_path], dim=1)
    return frames.reshape(T, n, d)


# %% wrong: return_inside_the_loop
"""The return stands inside the loop, so only the first frame comes back.

Diagnosis: does the `return` stand inside the loop
"""


def score_frames(grid, weights, means_path, covs):
    frames = []
    for means in means_path:
        frames.append(scores.score_gmm(grid, weights, means, covs))
        return torch.stack(frames)


# %% wrong: same_tensor_in_every_frame
"""Appends one buffer that is overwritten at each moment, so all frames show the last one.

Diagnosis: every frame shows the last moment
"""


def score_frames(grid, weights, means_path, covs):
    frames, field = [], torch.zeros_like(grid)
    for means in means_path:
        field.copy_(scores.score_gmm(grid, weights, means, covs))
        frames.append(field)
    return torch.stack(frames)


# %% wrong: softmax_over_time
"""Computes all moments at once, and takes the softmax over the moments and not over the
components.

Diagnosis: none
"""


def score_frames(grid, weights, means_path, covs):
    P = torch.linalg.inv(covs)
    r = grid[:, None] - means_path[:, None]  # (T, n, K, d)
    a = weights.log() - 0.5 * (torch.einsum("tnki,kij,tnkj->tnk", r, P, r) + torch.logdet(covs))
    votes = torch.softmax(a, dim=0)
    return -torch.einsum("tnk,kij,tnkj->tni", votes, P, r)


# %% wrong: squeezes_a_single_moment
"""Squeezes the result: a film of one moment, or a grid of one point, loses an axis.

Diagnosis: An axis of length one is lost
"""


def score_frames(grid, weights, means_path, covs):
    frames = [scores.score_gmm(grid, weights, means, covs) for means in means_path]
    return torch.stack(frames).squeeze()


# %% wrong: straight_line_between_the_ends
"""Moves the means evenly from the first to the last moment and ignores the moments in between: right for the
notebook's film, whose path is straight and even.

Diagnosis: the hills move evenly from their first to their last place
"""


def score_frames(grid, weights, means_path, covs):
    T = len(means_path)
    frames = []
    for t in range(T):
        s = t / max(T - 1, 1)
        means = (1 - s) * means_path[0] + s * means_path[-1]
        frames.append(scores.score_gmm(grid, weights, means, covs))
    return torch.stack(frames)


# %% wrong: time_on_second_axis
"""Stacks the moments along the second axis: (n, T, d) and not (T, n, d).

Diagnosis: points first; time comes first
"""


def score_frames(grid, weights, means_path, covs):
    return torch.stack([scores.score_gmm(grid, weights, m, covs) for m in means_path], dim=1)


# %% wrong: twenty_moments_at_most
"""Shows the first twenty moments of a longer film.

Diagnosis: for T = 32: the result has shape (20, 5, 2)
"""


def score_frames(grid, weights, means_path, covs):
    return torch.stack([scores.score_gmm(grid, weights, means, covs) for means in means_path[:20]])


# %% wrong: twenty_one_moments
"""Knows the 21 moments of the notebook's film and no other number.

Diagnosis: for T = 6: your code stopped
"""


def score_frames(grid, weights, means_path, covs):
    return torch.stack([scores.score_gmm(grid, weights, means_path[t], covs) for t in range(21)])


# %% wrong: two_components_only
"""Passes on the first two components of each moment; a third is lost.

Diagnosis: some components are left out
"""


def score_frames(grid, weights, means_path, covs):
    frames = []
    for means in means_path:
        two_weights = weights[:2] / weights[:2].sum()
        frames.append(scores.score_gmm(grid, two_weights, means[:2], covs[:2]))
    return torch.stack(frames)


# %% wrong: unit_covariances_assumed
"""Ignores `covs` and takes round hills of σ = 1, as in the notebook's film.

Diagnosis: the covariances do not act
"""


def score_frames(grid, weights, means_path, covs):
    K, d = means_path.shape[1:]
    round_ones = torch.eye(d).to(grid).expand(K, d, d)
    return torch.stack([scores.score_gmm(grid, weights, m, round_ones) for m in means_path])


# %% wrong: votes_of_the_first_moment
"""Computes the votes once, at the first moment, and lets only the proposals move.

Diagnosis: the votes stand still
"""


def score_frames(grid, weights, means_path, covs):
    P = torch.linalg.inv(covs)
    r = grid[:, None] - means_path[0]
    a = weights.log() - 0.5 * (torch.einsum("nki,kij,nkj->nk", r, P, r) + torch.logdet(covs))
    votes = torch.softmax(a, dim=1)
    r = grid[:, None] - means_path[:, None]
    return -torch.einsum("nk,kij,tnkj->tni", votes, P, r)


# %% right: all_moments_at_once
"""No loop: one einsum over moments, points and components, with softmax over the components."""


def score_frames(grid, weights, means_path, covs):
    P = torch.linalg.inv(covs)
    r = grid[None, :, None] - means_path[:, None]  # (T, n, K, d)
    y = torch.einsum("kij,tnkj->tnki", P, r)
    a = weights.log() - (r * y).sum(-1) / 2 - torch.logdet(covs) / 2
    return -(a.softmax(-1).unsqueeze(-1) * y).sum(-2)


# %% right: autograd_over_the_whole_film
"""Autograd of the summed log-density of all moments with respect to a copy of the grid per moment."""


def score_frames(grid, weights, means_path, covs):
    with torch.enable_grad():
        x = grid.detach().double().expand(len(means_path), *grid.shape).clone().requires_grad_()
        r = x[:, :, None] - means_path.detach().double()[:, None]
        L = torch.linalg.cholesky(covs.detach().double())
        z = torch.linalg.solve_triangular(L, r[..., None], upper=False)[..., 0]
        log_det = L.diagonal(dim1=1, dim2=2).log().sum(-1)
        a = weights.detach().double().log() - z.square().sum(-1) / 2 - log_det
        a.logsumexp(-1).sum().backward()
    return x.grad.to(grid.dtype)


# %% right: concatenated_and_reshaped
"""Concatenates the frames and gives time its axis afterwards."""


def score_frames(grid, weights, means_path, covs):
    frames = [scores.score_gmm(grid, weights, means_path[t], covs) for t in range(len(means_path))]
    return torch.cat(frames, dim=0).view(len(means_path), *grid.shape)


# %% right: course_score_gmm_stacked
"""The course's scores.score_gmm at each moment, stacked from a generator through a tuple."""


def score_frames(grid, weights, means_path, covs):
    return torch.stack(tuple(scores.score_gmm(grid, weights, m, covs) for m in means_path))


# %% right: moving_frame_of_reference
"""Moves the points and not the hills: every moment and component is folded into the points."""


class Film:
    def __call__(self, grid, weights, means_path, covs):
        n, d = grid.shape
        film = []
        for means in means_path:
            log_n = []
            for m, c in zip(means, covs):
                normal = torch.distributions.MultivariateNormal(torch.zeros_like(m), c)
                log_n.append(normal.log_prob(grid - m))
            votes = (torch.stack(log_n, -1) + weights.log()).softmax(-1)
            total = torch.zeros_like(grid)
            for k in range(len(means)):
                arrow = torch.linalg.solve(covs[k], (means[k] - grid).T).T
                total += votes[:, k : k + 1] * arrow
            film.append(total.reshape(1, n, d))
        return torch.cat(film)


score_frames = Film()


# %% right: own_score_gmm_in_a_buffer
"""Calls score_gmm of Exercise 3.3 and fills a tensor made from the grid."""


def score_frames(grid, weights, means_path, covs):
    T = len(means_path)
    film = grid.new_empty(T, *grid.shape)
    for t in range(T):
        film[t] = score_gmm(grid, weights, means_path[t], covs)
    return film


# %% right: point_by_point
"""Scores one point at a time, stacks along the second axis, and keeps the order (T, n, d)."""


def score_frames(grid, weights, means_path, covs):
    columns = []
    for point in grid:
        column = [score_gmm(point[None], weights, means, covs)[0] for means in means_path]
        columns.append(torch.stack(column))
    return torch.stack(columns, dim=1)


# %% right: stacked_elsewhere_and_permuted
"""Stacks time last and permutes; the result is not contiguous in memory."""


def score_frames(grid, weights, means_path, covs):
    parts = [scores.score_gmm(grid, weights, means, covs) for means in means_path.unbind(0)]
    return torch.stack(parts, dim=-1).permute(2, 0, 1)
