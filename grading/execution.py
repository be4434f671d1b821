"""Notebook in, executed notebook out."""

from collections.abc import Callable
from typing import Any

import nbformat
from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.channels import AsyncZMQSocketChannel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import Type

from grading.course import CourseError

WIDGET = "application/vnd.jupyter.widget-view+json"


class _Channel(AsyncZMQSocketChannel):
    """A channel that looks again every 0.1 s for a kernel's reply.

    While it waits in one long poll, another part of nbclient that sends on the same
    socket can eat the wake-up, and the cell hangs until its timeout (with widgets:
    jupyter/nbclient#312).
    """

    # The class that it extends has the same quarrel with its own base.
    async def get_msg(  # type: ignore[override]
        self, timeout: float | None = None
    ) -> dict:
        """The next message; raises `queue.Empty` where none comes within seconds."""
        waited = 0.0
        while timeout is None or waited < timeout:
            if await self.socket.poll(100):
                break
            waited += 0.1
        return await super().get_msg(timeout=0.0)


class Client(AsyncKernelClient):
    """A kernel's client that misses no reply."""

    shell_channel_class = Type(_Channel)
    iopub_channel_class = Type(_Channel)
    control_channel_class = Type(_Channel)


class _Manager(AsyncKernelManager):
    client_factory = Type(Client)


def execute(
    notebook: NotebookNode,
    name: str,
    on_cell: Callable = lambda: None,
    allow_errors: bool = False,
    timeout: int = 120,
    cwd: Any = None,
) -> NotebookNode:
    """Run a copy of `notebook` from top to bottom in a fresh kernel of this
    environment, and return it.

    `on_cell` is called after each code cell. Raises `CourseError` naming the notebook,
    the cell and the error, unless `allow_errors`.
    """
    notebook = nbformat.from_dict(notebook)
    # not a warning for every kernel on loopback
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        kernel_manager_class=_Manager,
        allow_errors=allow_errors,
        shutdown_kernel="immediate",
        extra_arguments=["--IPKernelApp.log_level=40"],
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(cwd)}} if cwd else {},
        on_cell_executed=lambda **_: on_cell(),
    )
    try:
        client.execute()
    except CellExecutionError as error:
        index, cell = next((i, c) for i, c in enumerate(notebook.cells) if _failed(c))
        raise CourseError(
            f"{name}, cell {index + 1} (id {cell.id!r})"
            f" failed:\n\n{cell.source}\n\n{error.ename}: {error.evalue}"
        ) from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise CourseError(f"{name} stopped: {error}") from None
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def _failed(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def without_live_widgets(notebook: NotebookNode) -> NotebookNode:
    """Keep what a reader without a kernel can see: of an explorer its static first
    frame, of a progress bar nothing.
    """
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            if (
                output.get("data", {}).pop(WIDGET, None)
                and "image/png" not in output.data
            ):
                output.data = {}
        cell.outputs = [output for output in cell.outputs if output.get("data") != {}]
    return notebook
