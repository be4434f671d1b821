"""check_<function>(function) runs an answer on inputs of the check's own and says what is wrong with it."""

from helpers.checks.definition import (
    check_compute_score_autograd,
    check_fisher_information,
    check_mean_score,
    check_score_gaussian_1d,
    check_score_gaussian_nd,
    check_score_laplace,
    check_tempered_score,
)

__all__ = [
    "check_compute_score_autograd",
    "check_fisher_information",
    "check_mean_score",
    "check_score_gaussian_1d",
    "check_score_gaussian_nd",
    "check_score_laplace",
    "check_tempered_score",
]
