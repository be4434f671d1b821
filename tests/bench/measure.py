"""Times of peers measured in turn, peak memory in a process of its own, and what
machine this is.
"""

import multiprocessing
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch
from tqdm import tqdm


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured against what, the figure, the bar, and
    whether it is met.
    """

    what: str
    against: str
    figure: str
    bar: str
    met: bool


def medians(
    peers: dict[str, Callable], rounds: int, what: str = ""
) -> dict[str, float]:
    """The median seconds of each of the peers, run in turn, so that a busy moment
    strikes all of them alike.
    """
    seconds = {name: [] for name in peers}
    for run in peers.values():
        run()
    for _ in tqdm(range(rounds), desc=what, leave=False):
        for name, run in peers.items():
            seconds[name].append(timed(run))
    return {name: statistics.median(values) for name, values in seconds.items()}


def timed(run: Callable) -> float:
    """The seconds that a call takes, until all that it asked of a GPU is done."""
    _wait()
    start = time.perf_counter()
    run()
    _wait()
    return time.perf_counter() - start


def _wait():
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()


def peak_megabytes(run: Callable[[], torch.Tensor]) -> float:
    """The memory that a call takes at most beyond its result, in a fresh process; nan
    where the system does not tell.

    run: a module's function, or a `functools.partial` of one.
    """
    if not Path("/proc/self/clear_refs").exists():
        return float("nan")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak, [run])


def _peak(run: Callable[[], torch.Tensor]) -> float:
    torch.set_num_threads(1)
    arguments = run.prepare() if hasattr(run, "prepare") else ()
    before = _resident("VmRSS")
    # the peak counts from now on: proc(5)
    Path("/proc/self/clear_refs").write_text("5")
    result = run(*arguments)
    return _resident("VmHWM") - before - result.nbytes / 2**20


def _resident(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 2**10


def machine(device: torch.device) -> str:
    """The line that every table of figures needs."""
    chip = torch.cuda.get_device_name(device) if device.type == "cuda" else _processor()
    memory = psutil.virtual_memory().total / 2**30
    cores = f"{os.cpu_count()} cores, {memory:.0f} GB"
    python = f"Python {platform.python_version()}, torch {torch.__version__}"
    return f"{chip}; {cores}; {python}, {torch.get_num_threads()} thread"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    names = [
        line.split(":")[1].strip()
        for line in info.read_text().splitlines()
        if line.startswith("model name")
    ]
    return names[0] if names else platform.processor()
