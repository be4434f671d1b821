"""The room in which a submission runs: no network, nothing of the machine but Python, and a budget for everything.

What runs in it is `grading.inside`; what is asked of it goes over one socket.
"""

import contextlib
import json
import math
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, fields
from pathlib import Path

import psutil

from grading.course import ROOT, CourseError, settings

INSIDE = Path(__file__).parent / "inside"
MISSING = """\
grading needs bubblewrap, which keeps students' code away from your files and network. Install it:
      sudo apt-get install bubblewrap        (Fedora: dnf install bubblewrap; Arch: pacman -S bubblewrap)
Or accept the risk with one word:  make grade SANDBOX=off"""
UNPROTECTED = """\
SANDBOX=off: the students' code runs as you do, and may read and change whatever you may: your files, the gradebook,
the solutions, other submissions; it may use the network and leave processes behind. Budgets of time and memory hold."""


@dataclass(frozen=True)
class Budgets:
    """What a submission may use; [tool.grading] in pyproject.toml says what each figure means."""

    cell_seconds: float = 60
    submission_seconds: float = 600
    memory_mb: int = 4096
    processes: int = 64
    file_mb: int = 64
    output_mb: float = 8

    @classmethod
    def of_the_course(cls) -> "Budgets":
        """The course's figures. Raises `CourseError` for a budget that does not exist."""
        chosen = settings("grading")
        known = [field.name for field in fields(cls)]
        if unknown := set(chosen) - set(known):
            raise CourseError(f"pyproject.toml, [tool.grading]: no budget {unknown}; there are {known}.")
        return cls(**chosen)


class RoomLost(Exception):
    """The room is no more: its process died, or had to be killed. The first argument is the status to record."""


def walled() -> bool:
    """Whether submissions run behind walls. Raises `CourseError` where they should and bubblewrap is not there."""
    if os.environ.get("SANDBOX") == "off":
        return False
    if not shutil.which("bwrap"):
        raise CourseError(MISSING)
    with tempfile.TemporaryDirectory() as folder:
        command = [*_walls(Path(folder), Budgets(), _nobody()), sys.executable, "-c", "import ipykernel, cloudpickle"]
        tried = subprocess.run(command, env=_environment("/tmp"), capture_output=True, text=True)
    if tried.returncode:
        raise CourseError(
            f"bubblewrap is installed, but Python does not run behind its walls here: {tried.stderr.strip()[-500:]}\n"
            "Ubuntu: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0\n"
            "Docker: --security-opt seccomp=unconfined\n"
            "Or accept the risk with one word:  make grade SANDBOX=off"
        )
    return True


def _walls(folder: Path, budgets: Budgets, user: int) -> list[str]:
    """The command that goes before another one, to run it in a room that shares `folder` with us and nothing else.

    user: who root becomes in there; an ordinary user stays who they are.
    """
    size = str(budgets.file_mb * 2**20)
    command = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    # Process limits don't bind root, and a user namespace only renames it: root builds the walls, then is root no more.
    as_root = os.geteuid() == 0
    command += [] if as_root else ["--unshare-user", "--disable-userns"]
    command += ["--new-session", "--die-with-parent", "--hostname", "room"]
    shown = {"/usr", sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix)}
    shown |= {f"/{name}" for name in os.listdir("/") if name.startswith("lib") or name in ("bin", "sbin")}
    parents = {str(parent) for path in (*shown, folder, "/room/inside") for parent in Path(path).parents} - {
        "/",
        "/tmp",
    }
    command += ["--proc", "/proc", "--dev", "/dev"]
    for path in ("/tmp", "/dev/shm"):
        command += ["--perms", "1777", "--size", size, "--tmpfs", path]
    for parent in sorted(parents - shown):
        command += ["--perms", "0755", "--dir", parent]
    for path in sorted(shown):
        command += ["--symlink", os.readlink(path), path] if os.path.islink(path) else ["--ro-bind", path, path]
    command += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind", str(INSIDE), "/room/inside"]
    command += ["--bind", str(folder), str(folder), "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    if as_root:
        command += ["--cap-drop", "ALL"]
        for needed in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            command += ["--cap-add", needed]
        command += ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        command += ["--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
    return command


def _nobody() -> int:
    """A user that does not exist, another one for each room: what the system keeps for a user, no other room sees."""
    return 2_000_000 + secrets.randbelow(1_000_000)


def _environment(home: str) -> dict[str, str]:
    """All that the room knows of the environment."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    folders = dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_CONFIG_DIR"), home)
    quiet = {"PYTHONNOUSERSITE": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    who = {"USER": "student", "LOGNAME": "student", "LANG": "C.UTF-8", "COURSE_DEVICE": "cpu"}
    return one | folders | quiet | who | {"PATH": f"{sys.prefix}/bin:/usr/bin:/bin"}


class Room:
    """A process that has imported everything and waits for work; whatever it starts ends with it."""

    def __init__(self, budgets: Budgets):
        """Raises `RoomLost` where it does not come up within a minute."""
        self.budgets, self.lost, self._kernels = budgets, None, 0
        self.behind_walls = os.environ.get("SANDBOX") != "off"
        self.folder = Path(tempfile.mkdtemp(prefix=f"room-{os.getpid()}-", dir="/tmp"))  # sockets need short names
        self.folder.chmod(0o711)
        self.user = os.geteuid() or _nobody()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        limits = {"memory_mb": budgets.memory_mb, "file_mb": budgets.file_mb, "walls": self.behind_walls}
        limits["processes"] = budgets.processes + self._running_already() if self.behind_walls else 0
        home = "/tmp" if self.behind_walls else str(self.folder)
        python = [sys.executable, "-sB", "/room/inside" if self.behind_walls else str(INSIDE)]
        before = _walls(self.folder, budgets, self.user) if self.behind_walls else []
        self.process = subprocess.Popen(
            [*before, *python, str(theirs.fileno()), json.dumps(limits)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd=self.folder,
            env=_environment(home),  # also that of bwrap itself, which stays to be seen in /proc
        )
        theirs.close()
        threading.Thread(target=self._watch, daemon=True).start()
        self._heard = self._control.makefile("rb")
        self._control.settimeout(60)
        self._answer()
        self._control.settimeout(10)  # a fork takes milliseconds

    def _running_already(self) -> int:
        """The limit of processes counts all that run under one's name."""
        processes = (process.info for process in psutil.process_iter(["uids", "num_threads"]))
        return sum(info["num_threads"] or 1 for info in processes if info["uids"] and info["uids"].real == self.user)

    def _watch(self):
        """Kill the room when all its processes together use too much memory, or its folder grows too large."""
        root = psutil.Process(self.process.pid)
        while self.process.poll() is None and not self.lost:
            used = 0
            with contextlib.suppress(psutil.Error):
                used = sum(_memory(process.pid) for process in [root, *root.children(recursive=True)])
            if used > self.budgets.memory_mb * 2**10:
                self.close("out_of_memory")
            elif _size(self.folder) > self.budgets.file_mb * 2**20:
                self.close("crashed")
            time.sleep(0.1)

    def ask(self, request: dict, *descriptors: int) -> dict:
        """Send a request, with open files, to the process in the room; its answer. Raises `RoomLost`."""
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], descriptors)
        except OSError:
            self._gone()
        return self._answer()

    def _answer(self) -> dict:
        try:
            line = self._heard.readline(10_000)
        except OSError:
            line = b""
        return json.loads(line) if line else self._gone()

    def _gone(self):
        self.close()
        raise RoomLost(self.lost)

    def kernel_folder(self) -> Path:
        """A new folder for a kernel's sockets, at a time when nothing else runs in the room. Raises `RoomLost`."""
        self.ask({"end": True})  # nobody is there to put a link in its place
        self._kernels += 1
        folder = self.folder / str(self._kernels)
        folder.mkdir()
        if os.geteuid() == 0 and self.behind_walls:
            os.chown(folder, self.user, self.user)
        return folder

    def close(self, status: str = "crashed"):
        """End everything in the room."""
        self.lost = self.lost or status
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._control.close()
        _remove(self.folder)


def _memory(process: int) -> int:
    """The kilobytes that a process holds of its own, or shares with others of the room."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon:", "RssShmem:")))


def sweep():
    """Remove the folders of rooms whose graders were killed."""
    for folder in Path("/tmp").glob("room-*-*"):
        grader = folder.name.split("-")[1]
        if grader.isdecimal() and not psutil.pid_exists(int(grader)):
            _remove(folder)


def _size(folder: Path) -> float:
    """The bytes in a folder, whatever happens to it meanwhile: of a file 4 kB at least, of a deep tree without end."""
    size, folders = 0, [(str(folder), 0)]
    while folders:
        place, depth = folders.pop()
        if depth > 10:
            return math.inf
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                size += max(4096, entry.stat(follow_symlinks=False).st_blocks * 512)
                if entry.is_dir(follow_symlinks=False):
                    folders.append((entry.path, depth + 1))
    return size


def _remove(folder: Path):
    """Remove a folder, however deep and whatever its rights: rm manages what shutil's recursion does not."""
    for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
        subprocess.run([*command, "--", str(folder)], stderr=subprocess.DEVNULL)


def helpers_sources() -> dict[str, str]:
    """The source of each module of the helpers, by its name: the room has no file of them."""
    sources = {}
    for path in sorted((ROOT / "helpers").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        sources[name] = path.read_text(encoding="utf-8")
    return sources
