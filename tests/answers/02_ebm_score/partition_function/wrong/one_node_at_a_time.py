"""Calls the energy once for every node, where it should get all of them at once as (n_points, 1).

Diagnosis: you call energy_fn 41 times, with some nodes each
"""


def partition_function(energy_fn, low, high, n_points):
    h = (high - low) / (n_points - 1)
    Z = 0.0
    for i in range(n_points):
        x = torch.tensor([[low + i * h]])
        weight = 0.5 if i in (0, n_points - 1) else 1.0
        Z += weight * h * math.exp(-energy_fn(x).item())
    return Z
