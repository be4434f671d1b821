"""JupyterLab on loopback, with nothing of the user's, and a notebook in it as a
student's hands and eyes have it.
"""

import contextlib
import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from grading.course import BUILD, NOTEBOOKS

SCREENSHOTS = BUILD / "screenshots"
SECONDS = 300  # a notebook's run takes 10 to 60
QUIET = {  # nothing is fetched from outside, and nothing is saved but by the student
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
}
BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
ENDS_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@contextlib.contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """The address of a JupyterLab, "…?token=…" to be added, that shows a copy of the
    student notebooks and lives as long as the block, or this process.
    """
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
    for name, settings in QUIET.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
    places = {
        f"JUPYTER_{what}_DIR": folder / what.lower()
        for what in ("CONFIG", "DATA", "RUNTIME")
    }
    places |= {
        f"JUPYTERLAB_{what}_DIR": folder / what.lower()
        for what in ("SETTINGS", "WORKSPACES")
    }
    places |= {"IPYTHONDIR": folder / "ipython", "HOME": folder}
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        "--port=0",
    ]
    with (
        open(folder / "log", "w") as log,
        subprocess.Popen(
            [*command, f"--notebook-dir={folder / 'notebooks'}"],
            stdout=log,
            stderr=log,
            env=os.environ | {key: str(value) for key, value in places.items()},
            preexec_fn=lambda: ctypes.CDLL(None).prctl(
                ENDS_WITH_PARENT, signal.SIGTERM
            ),
        ) as server,
    ):
        try:
            yield _address(server, folder)
        finally:
            server.terminate()


def _address(server: subprocess.Popen, folder: Path) -> str:
    """What a server that has started says about itself, in a file."""
    said, deadline = (
        folder / "runtime" / f"jpserver-{server.pid}.json",
        time.monotonic() + 60,
    )
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError, ValueError):
            about = json.loads(said.read_text())
            return (
                f"http://127.0.0.1:{about['port']}/lab/workspaces/{{name}}/tree/{{name}}/{{name}}.ipynb?token="
                + (about["token"])
            )
        time.sleep(0.1)
    raise RuntimeError(
        f"JupyterLab did not start:\n{(folder / 'log').read_text()[-3000:]}"
    )


class Notebook:
    """A notebook on the screen.

    `complaints`: what the browser objects to, and requests that leave the machine.
    """

    def __init__(self, browser, address: str, name: str):
        self.name, self.complaints = name, []
        self.page = browser.new_page(viewport={"width": 1200, "height": 1400})
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._note)
        self.page.on(
            "pageerror", lambda error: self.complaints.append(f"page error: {error}")
        )
        self.page.route(
            re.compile(r"^(?!(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:)"),
            self._outside,
        )
        self.page.goto(address.format(name=name))
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        self.wait_until_idle()

    def _note(self, message):
        if message.type == "error":
            self.complaints.append(
                f"console: {message.text} ({message.location['url']})"
            )

    def _outside(self, route):
        """A request that would leave the machine: only the badge on top of each
        notebook may, and is answered here.
        """
        if route.request.url == BADGE:
            route.fulfill(
                content_type="image/svg+xml",
                body='<svg xmlns="http://www.w3.org/2000/svg"/>',
            )
        else:
            self.complaints.append(f"request: {route.request.url}")
            route.abort()

    def wait_until_idle(self):
        """Wait until no cell waits for the kernel, and the kernel has nothing to do."""
        self.page.locator(".jp-InputArea-prompt", has_text="*").first.wait_for(
            state="detached"
        )
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()

    def run_all(self):
        """Run all cells from the menu, and wait for what the last one says."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.output(self.page.locator(".jp-CodeCell").last).wait_for(
            timeout=SECONDS * 1000
        )
        self.wait_until_idle()

    def cell(self, start: str):
        """The one code cell that begins so, whatever will be typed into it."""
        begins = self.page.locator(
            ".cm-content", has_text=re.compile(rf"^{re.escape(start)}")
        )
        self.page.locator(".jp-CodeCell").filter(has=begins).evaluate(
            "(e, start) => e.dataset.begins = start", start
        )
        return self.page.locator(f'[data-begins="{start}"]')

    @staticmethod
    def output(cell):
        """What a cell shows under its code."""
        return cell.locator(".jp-OutputArea-output").first

    def said(self, cell) -> str:
        """The text under a cell."""
        return self.output(cell).text_content().strip()

    def type(self, cell, source: str):
        """Type into a cell in place of what it holds, as it comes out in an editor that
        indents and closes brackets.
        """
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        for number, line in enumerate(source.splitlines()):
            if number:
                self.page.keyboard.press("Enter")
                # over the editor's own indentation
                self.page.keyboard.press("Shift+Home")
            (
                self.page.keyboard.type(line)
                if line
                else self.page.keyboard.press("Delete")
            )
        typed = cell.locator(".cm-content").evaluate(
            "e => e.cmTile?.view?.state.doc.toString() ?? e.innerText"
        )
        assert typed.split() == source.split(), (
            f"typed {source!r}, and the cell holds {typed!r}"
        )

    def run(self, cell, times: int = 1):
        """Press Shift+Enter in a cell, and again in those that follow."""
        cell.locator(".cm-content").click()
        for _ in range(times):
            self.page.keyboard.press("Shift+Enter")
        self.wait_until_idle()

    def save(self):
        """Press Ctrl+S, and wait until the file is as it is on the screen."""
        self.page.keyboard.press("Control+s")
        self.page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab.jp-mod-dirty").wait_for(
            state="detached"
        )

    def screenshot(self, step: str, cell):
        """Keep a picture of the window with a cell in it, in build/screenshots."""
        cell.scroll_into_view_if_needed()
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{self.name}-{step}.png")
