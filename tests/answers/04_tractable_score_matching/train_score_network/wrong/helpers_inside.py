"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import matching, training


def train_score_network(model, sample_batch, n_steps, lr):
    return list(training.fit(model, matching.tractable_score_matching_loss, sample_batch, n_steps, lr))
