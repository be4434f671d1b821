"""The house: a process that has imported everything.

It forks a room for each submission, and a room forks a process
for each piece of work that is asked for. The house itself meets nothing of any student.
"""

import contextlib
import importlib
import json
import os
import random
import resource
import signal
import socket
import sys
import tempfile
from typing import Any

import room

WARM = (
    "IPython.core.interactiveshell",
    "cloudpickle",
    "ipywidgets",
    "matplotlib.animation",
    "matplotlib.pyplot",
    "torch",
    "tqdm.auto",
)


def main() -> None:
    """Be the house: import everything, and fork a room for each request; to the end of
    the channel.
    """
    house, walls = socket.socket(fileno=int(sys.argv[1])), sys.argv[2] == "walls"
    warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a room
    while True:
        message, descriptors, *_ = socket.recv_fds(house, 65536, 1)
        if not message:
            return
        if os.fork() == 0:
            house.close()
            be_a_room(
                socket.socket(fileno=descriptors[0]), walls, **json.loads(message)
            )
        os.close(descriptors[0])


def be_a_room(
    control: socket.socket, walls: bool, home: str, limits: dict[str, int]
) -> None:
    """Serve one submission's grader, in a room of its own where there are walls; never
    return.
    """
    try:
        if walls:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            room.enter(limits["file_mb"])
        os.environ.update(dict.fromkeys(room.HOMES, home))
        tempfile.tempdir = home
        limit(**limits)
        # As the one that adopts whatever loses its parent, the first process lets the
        # system bury it.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        # others that it has no handler for do not reach it
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # the grader knows it under another number
        itself = [os.pidfd_open(os.getpid())] if walls else []
        socket.send_fds(
            control, [json.dumps({"ready": os.getpid()}).encode() + b"\n"], itself
        )
        for descriptor in itself:
            os.close(descriptor)
        room.hide()
        serve(control, walls)
    finally:
        os._exit(1)


def limit(memory_mb: int, file_mb: int, processes: int) -> None:
    """Hard limits, for this process and all that come of it. processes: 0 for no
    limit.
    """
    # Address space holds libraries as well; the memory of all processes together is
    # watched from outside.
    resource.setrlimit(resource.RLIMIT_AS, ((memory_mb + 2048) * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_mb * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    if processes:
        resource.setrlimit(resource.RLIMIT_NPROC, (processes,) * 2)


def warm_up() -> None:
    """Import what notebooks use, and let torch load what its first optimiser step
    would.
    """
    for name in WARM:
        importlib.import_module(name)
    import torch

    torch.set_num_threads(1)
    weight = torch.zeros(1, requires_grad=True)
    weight.sum().backward()
    torch.optim.Adam([weight]).step()


def serve(control: socket.socket, walls: bool) -> None:
    """One child for each request; before that, an end to all that the one before has
    left behind.
    """
    children: list[int] = []
    while True:
        message, descriptors, *_ = socket.recv_fds(control, 65536, 8)
        if not message:
            return
        end(children, walls)
        child = os.fork()
        if child == 0:
            control.close()
            work(*descriptors)
        children.append(child)
        for descriptor in descriptors:
            os.close(descriptor)
        say(control, pid=child)


def say(control: socket.socket, **words: Any) -> None:
    """Send the grader a line. Raises `OSError` where it no longer listens."""
    control.sendall(json.dumps(words).encode() + b"\n")


def end(children: list[int], walls: bool) -> None:
    """Kill the children, and in a room of its own every other process: the first one is
    safe from this.
    """
    with contextlib.suppress(ProcessLookupError):
        if walls:
            os.kill(-1, signal.SIGKILL)
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-1, 0)  # returns when nobody is left
    children.clear()


def work(channel: int) -> None:
    """Be the keeper of an answer, in an empty folder, with random numbers of one's own;
    never return.
    """
    import numpy
    import torch

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    os.chdir(tempfile.mkdtemp())
    random.seed()
    numpy.random.seed()
    torch.seed()
    import answers

    try:
        answers.keep(channel)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
