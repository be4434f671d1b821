"""A Jupyter kernel for the student's notebook."""

import pickle
import socket

import course_modules
import wire


def run(channel: int, connection_file: str):
    """Be a kernel. `channel` stays open as long as it lives."""
    from ipykernel.kernelapp import IPKernelApp

    with socket.socket(fileno=channel) as held:
        course_modules.install(pickle.loads(wire.read(held)))
        settings = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=40"]
        # Matplotlib is imported already, and has not seen a kernel then.
        settings += ["--IPKernelApp.exec_lines=%matplotlib inline"]
        IPKernelApp.launch_instance(argv=["-f", connection_file, *settings])
