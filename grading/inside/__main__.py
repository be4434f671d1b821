"""In the room: import everything once, then fork a process for each piece of work that is asked for."""

import contextlib
import ctypes
import importlib
import json
import os
import random
import resource
import signal
import socket
import sys
import tempfile

WARM = (
    "IPython.core.interactiveshell",
    "cloudpickle",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipywidgets",
    "matplotlib.animation",
    "matplotlib.pyplot",
    "torch",
    "tqdm.auto",
)


def main():
    control, limits = socket.socket(fileno=int(sys.argv[1])), json.loads(sys.argv[2])
    limit(**limits)
    hide()
    warm_up()
    say(control, ready=True)
    serve(control, limits["walls"])


def limit(memory_mb: int, file_mb: int, processes: int, walls: bool):
    """Hard limits, for this process and all that come of it."""
    # Address space holds libraries as well; the memory of all processes together is watched from outside.
    resource.setrlimit(resource.RLIMIT_AS, ((memory_mb + 2048) * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_mb * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    if walls:
        resource.setrlimit(resource.RLIMIT_NPROC, (processes,) * 2)


def hide():
    """Let no process of the same user trace this one or its children, or take their open files."""
    PR_SET_DUMPABLE = 4
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0)


def warm_up():
    """Import what notebooks use, and let torch load what its first optimiser step would."""
    for name in WARM:
        importlib.import_module(name)
    import torch

    torch.set_num_threads(1)
    weight = torch.zeros(1, requires_grad=True)
    weight.sum().backward()
    torch.optim.Adam([weight]).step()


def serve(control: socket.socket, walls: bool):
    """One child for each request; before that, an end to all that the one before has left behind."""
    children = []
    while True:
        message, descriptors, *_ = socket.recv_fds(control, 65536, 8)
        if not message:
            return
        request = json.loads(message)
        end(children, walls)
        if "end" in request:
            say(control)
            continue
        child = os.fork()
        if child == 0:
            control.close()
            work(request, *descriptors)
        children.append(child)
        for descriptor in descriptors:
            os.close(descriptor)
        say(control, pid=child)


def say(control: socket.socket, **words):
    control.sendall(json.dumps(words).encode() + b"\n")


def end(children: list[int], walls: bool):
    """Kill the children, and behind walls every other process in the room: the first one is safe from this."""
    with contextlib.suppress(ProcessLookupError):
        if walls:
            os.kill(-1, signal.SIGKILL)
    for child in children:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
    children.clear()


def work(request: dict, channel: int):
    """Be a kernel, or the keeper of an answer, in an empty folder, with random numbers of one's own; never return."""
    import numpy
    import torch

    os.setsid()
    os.chdir(tempfile.mkdtemp())
    random.seed()
    numpy.random.seed()
    torch.seed()
    import answers
    import kernel

    try:
        if "kernel" in request:
            kernel.run(channel, request["kernel"])
        else:
            answers.keep(channel)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
