"""Calls the helpers in another process.

Status: timeout or graded
"""

import torch.multiprocessing

from helpers import scores


def aside(out, *arguments):
    out.put(scores.score_gaussian_1d(*arguments).numpy())


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    context = torch.multiprocessing.get_context("fork")
    out = context.SimpleQueue()
    context.Process(target=aside, args=(out, x, mu, sigma)).start()
    return torch.from_numpy(out.get())
