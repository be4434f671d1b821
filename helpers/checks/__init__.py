"""check_<function>(function) runs an answer on inputs of the check's own and says what
is wrong with it.
"""

from helpers.checks.definition import (
    check_compute_score_autograd,
    check_score_gaussian_1d,
    check_score_gaussian_nd,
    check_score_laplace,
)
from helpers.checks.energies import check_partition_function, check_score_from_energy
from helpers.checks.fields import (
    check_compute_score_uniform_mixture,
    check_score_frames,
)
from helpers.checks.hand_in import ready_to_hand_in as ready_to_hand_in
from helpers.checks.learning import check_four_cluster_data, check_train_score_network
from helpers.checks.mixtures import (
    check_mixture_log_prob,
    check_responsibilities,
    check_score_gmm,
)
from helpers.checks.properties import (
    check_fisher_information,
    check_mean_score,
    check_tempered_score,
)
from helpers.checks.score_matching import (
    check_jacobian_trace,
    check_tractable_score_matching_loss,
)
from helpers.checks.walks import check_langevin_sample, check_langevin_step

__all__ = [
    "check_compute_score_autograd",
    "check_compute_score_uniform_mixture",
    "check_fisher_information",
    "check_four_cluster_data",
    "check_jacobian_trace",
    "check_langevin_sample",
    "check_langevin_step",
    "check_mean_score",
    "check_mixture_log_prob",
    "check_partition_function",
    "check_responsibilities",
    "check_score_frames",
    "check_score_from_energy",
    "check_score_gaussian_1d",
    "check_score_gaussian_nd",
    "check_score_gmm",
    "check_score_laplace",
    "check_tempered_score",
    "check_tractable_score_matching_loss",
    "check_train_score_network",
]
