"""A kernel in the room, as nbclient meets it; and the client that runs a student's notebook on it within a budget."""

import json
import os
import socket

import zmq
import zmq.asyncio
from jupyter_client import AsyncKernelClient
from jupyter_client.connect import write_connection_file
from nbclient import NotebookClient

from grading.inside import wire
from grading.walls import Room, helpers_sources


class Kernel:
    """What nbclient asks of a kernel manager, of a kernel that a room has started."""

    has_kernel = True

    def __init__(self, room: Room):
        """Raises `RoomLost`."""
        folder = room.kernel_folder()
        path, self.connection = write_connection_file(
            str(folder / "kernel.json"), transport="ipc", ip=str(folder / "socket")
        )
        os.chmod(path, 0o644)
        self.room = room
        self.alive, theirs = socket.socketpair()
        with theirs:
            room.ask({"kernel": path}, theirs.fileno())
        wire.write(self.alive, wire.pickled(helpers_sources()))
        self.alive.setblocking(False)

    def client(self) -> AsyncKernelClient:
        """A client whose sockets take no message that is larger than the budget for outputs."""
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.MAXMSGSIZE, int(self.room.budgets.output_mb * 2**20))
        client = AsyncKernelClient(context=context)
        client.load_connection_info(self.connection)  # not the file: that one is the kernel's, to write what it likes
        return client

    async def is_alive(self) -> bool:
        """Whether the process still holds its end of the line."""
        try:
            return self.alive.recv(1) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def end(self):
        """Kill the kernel and what it has started."""
        self.alive.close()
        self.room.ask({"end": True})

    async def shutdown_kernel(self, now=True):
        """nbclient's way to end a kernel; the room does that before its next piece of work."""

    async def cleanup_resources(self):
        """Nothing is left: the sockets go with the room."""


class Client(NotebookClient):
    """Runs cells and keeps what they put out, up to a budget; past that the kernel is ended."""

    def __init__(self, notebook, kernel: Kernel):
        budgets = kernel.room.budgets
        super().__init__(
            notebook,
            km=kernel,
            timeout=budgets.cell_seconds,
            startup_timeout=60,
            iopub_timeout=5,  # a message too large never comes
            raise_on_iopub_timeout=True,
            allow_errors=True,
            record_timing=False,
            store_widget_state=False,
        )
        self.log.setLevel("CRITICAL")
        self.budget, self.flooded = budgets.output_mb * 2**20, False
        self.said = self.in_all = 0

    def handle_comm_msg(self, *_):
        """Widgets need a page and a person; nbclient's imitation of one fails over some."""

    def _update_display_id(self, *_):
        """What is shown stays: one update could change a thousand outputs to something large."""

    async def async_execute_cell(self, *arguments, **named):
        """As nbclient does; the budget is a cell's, and five times as much the notebook's."""
        self.in_all, self.said = self.in_all + self.said, 0
        return await super().async_execute_cell(*arguments, **named)

    def process_message(self, message, cell, index):
        """As nbclient does, as long as the budget lasts."""
        self.said += 100 + len(json.dumps(message["content"]))
        if max(self.said, (self.in_all + self.said) / 5) > self.budget and not self.flooded:
            self.flooded = True
            self.km.end()
        return None if self.flooded else super().process_message(message, cell, index)
