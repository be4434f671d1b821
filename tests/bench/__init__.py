"""Speed and precision, each beside its peer: `make bench`.

BENCHMARKS.md says how to read the results.
"""
