"""A lambda under the asked-for name."""

langevin_step = lambda x, f, η, z: f(x) * η / 2 + z * η**0.5 + x
