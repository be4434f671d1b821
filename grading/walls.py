"""The room in which a submission runs: no network, nothing of the machine but Python,
and a budget for everything.

Rooms are forked from a house, a process that has imported everything, behind walls as
well; each has walls of its own within. What runs there is `grading.inside`; what is
asked of a room goes over one socket.
"""

import atexit
import contextlib
import json
import os
import re
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
from typing import Any, ClassVar, Never

import psutil

from grading.course import ROOT, CourseError, settings
from grading.inside.room import HOMES, python_folders

INSIDE = Path(__file__).parent / "inside"
HOUSE_MB = 64  # of files, that the imports may write
ROOM = "/room/inside"  # what INSIDE is called behind the walls
MISSING = """\
grading needs bubblewrap, which keeps students' code away from your files and network.
Install it:
      sudo apt-get install bubblewrap     (Debian, Ubuntu)
      dnf install bubblewrap              (Fedora)
      pacman -S bubblewrap                (Arch)
Or accept the risk with one word:  make grade SANDBOX=off"""
UNPROTECTED = """\
SANDBOX=off: the students' code runs as you do, and may read and change whatever you
may: your files, the gradebook, the solutions, other submissions; it may use the network
and leave processes behind. Budgets of time and memory hold."""


@dataclass(frozen=True)
class Budgets:
    """What a submission may use; [tool.grading] in pyproject.toml says what each figure
    means.
    """

    cell_seconds: float = 60
    submission_seconds: float = 600
    memory_mb: int = 4096
    processes: int = 64
    file_mb: int = 64

    @classmethod
    def of_the_course(cls) -> "Budgets":
        """The course's figures.

        Raises `CourseError` for a budget that does not exist.
        """
        chosen = settings("grading")
        known = [field.name for field in fields(cls)]
        if unknown := set(chosen) - set(known):
            raise CourseError(
                f"pyproject.toml, [tool.grading]: no budget {unknown}; there are"
                f" {known}."
            )
        return cls(**chosen)


class RoomLost(Exception):
    """The room is no more: its process died, or had to be killed.

    The first argument is the status to record.
    """


def walled() -> bool:
    """Whether submissions run behind walls.

    Raises `CourseError` where they should and bubblewrap is not there.
    """
    if os.environ.get("SANDBOX") == "off":
        return False
    if not shutil.which("bwrap"):
        raise CourseError(MISSING)
    trial = (
        f"import sys, cloudpickle; sys.path.append({ROOM!r}); import room;"
        " room.enter(1)"
    )
    command = [*_walls(_nobody()), sys.executable, "-c", trial]
    tried = subprocess.run(
        command, env=_environment("/tmp"), capture_output=True, text=True
    )
    if tried.returncode:
        raise CourseError(_no_walls(tried.stderr.strip()[-1000:]))
    return True


def _no_walls(said: str) -> str:
    """Why there are no walls: first what bubblewrap or Python said, then what that
    often means.
    """
    words = [
        "Python does not run behind bubblewrap's walls here. What was"
        f" said:\n{said or '(nothing)'}"
    ]
    if re.search(r"not permitted|denied|namespace|uid map", said, re.IGNORECASE):
        words += [
            "The system may not let a user make namespaces. Then one of these helps:",
            "Ubuntu: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
            "Docker: --security-opt seccomp=unconfined",
        ]
    return "\n".join(
        [*words, "Or accept the risk with one word:  make grade SANDBOX=off"]
    )


def _walls(user: int) -> list[str]:
    """The command that goes before another one, to run it in a house: it sees Python,
    read-only, and nothing of us.

    user: who root becomes in there; an ordinary user stays who they are.
    """
    command = [
        shutil.which("bwrap") or "bwrap",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ]
    # Process limits don't bind root, and a user namespace only renames it: root builds
    # the walls, then is root no more.
    as_root = os.geteuid() == 0
    command += [] if as_root else ["--unshare-user"]
    command += ["--new-session", "--die-with-parent", "--hostname", "room"]
    shown = {"/usr", *python_folders()}
    shown |= {
        f"/{name}"
        for name in os.listdir("/")
        if name.startswith("lib") or name in ("bin", "sbin")
    }
    parents = {
        str(parent) for path in (*shown, ROOM) for parent in Path(path).parents
    } - {"/", "/tmp"}
    # As root, bwrap would cover parts of /proc, and then no room could have a /proc of
    # its own: see below.
    command += ["--dir", "/proc"] if as_root else ["--proc", "/proc"]
    command += ["--dev", "/dev"]
    for path in ("/tmp", "/dev/shm"):
        command += ["--perms", "1777", "--size", str(HOUSE_MB * 2**20), "--tmpfs", path]
    for parent in sorted(parents - shown):
        command += ["--perms", "0755", "--dir", parent]
    for path in sorted(shown):
        command += ["--ro-bind", path, path]  # of a link, what it leads to
    command += [
        "--ro-bind-try",
        "/etc/ld.so.cache",
        "/etc/ld.so.cache",
        "--ro-bind",
        str(INSIDE),
        ROOM,
    ]
    command += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    if as_root:
        command += ["--cap-drop", "ALL"]
        for needed in ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            command += ["--cap-add", needed]
        command += [
            "sh",
            "-c",
            'mount -t proc -o nosuid,nodev,noexec proc /proc && exec "$@"',
            "sh",
        ]
        command += ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        command += ["--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
    return command


def _nobody() -> int:
    """A user that does not exist, another one for each house: what the system keeps for
    a user, no other sees.
    """
    return 2_000_000 + secrets.randbelow(1_000_000)


def _environment(home: str) -> dict[str, str]:
    """All that the room knows of the environment."""
    one = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
    )
    folders = dict.fromkeys(HOMES, home)
    quiet = {
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    who = {
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "COURSE_DEVICE": "cpu",
    }
    return one | folders | quiet | who | {"PATH": f"{sys.prefix}/bin:/usr/bin:/bin"}


class House:
    """A process that has imported everything, and forks rooms: for the process that
    started it, and for the workers to which it is sent.
    """

    # known to the process that started it
    process: subprocess.Popen | None = None
    _here: ClassVar[dict[bool, "House"]] = {}

    def __init__(self, walls: bool) -> None:
        self.behind_walls, self.user = walls, os.geteuid() or _nobody()
        # Behind walls there is a /tmp for each room; without, a folder of ours takes
        # its place.
        self.home = (
            "/tmp" if walls else tempfile.mkdtemp(prefix="score-functions-grader-")
        )
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        before = _walls(self.user) if walls else []
        python = [sys.executable, "-sB", ROOM if walls else str(INSIDE)]
        with theirs:
            self.process = subprocess.Popen(
                [
                    *before,
                    *python,
                    str(theirs.fileno()),
                    "walls" if walls else "no walls",
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                cwd=self.home,
                env=_environment(self.home),  # also that of bwrap, to be seen in /proc
            )
        atexit.register(self.close)

    @classmethod
    def of_this_process(cls) -> "House":
        """The house that there is, or a new one."""
        walls = os.environ.get("SANDBOX") != "off"
        house = cls._here.get(walls)
        if not house or (house.process and house.process.poll() is not None):
            cls._here[walls] = house = cls(walls)
        return house

    def __getstate__(self) -> dict[str, Any]:
        """What a worker needs to open rooms."""
        return {name: value for name, value in vars(self).items() if name != "process"}

    def move_in(self) -> None:
        """Be the house of this process, a worker."""
        self._here[self.behind_walls] = self

    def open_room(self, limits: dict[str, int], control: int) -> None:
        """Let a room answer at the other end of `control`."""
        request = json.dumps({"home": self.home, "limits": limits})
        # of a house that is no more: nobody will answer
        with contextlib.suppress(OSError):
            socket.send_fds(self._control, [request.encode()], [control])

    def close(self) -> None:
        """End the house, and its rooms with it; in a worker, only leave it."""
        if self._here.get(self.behind_walls) is self:
            del self._here[self.behind_walls]
        self._control.close()
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            if not self.behind_walls:
                _remove(self.home)


class Room:
    """A process that has imported everything and waits for work; whatever it starts
    ends with it.
    """

    def __init__(self, budgets: Budgets) -> None:
        """Raises `RoomLost` where it does not come up within two minutes, which the
        house may need to warm up.
        """
        self.budgets = budgets
        self.lost: str | None = None  # the status to record
        self.process: psutil.Process | None = None
        house = House.of_this_process()
        self.behind_walls, self.user = house.behind_walls, house.user
        limits = {"memory_mb": budgets.memory_mb, "file_mb": budgets.file_mb}
        limits["processes"] = (
            budgets.processes + self._running_already() if self.behind_walls else 0
        )
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            house.open_room(limits, theirs.fileno())
        self._control.settimeout(120)
        try:
            self.process = self._first_process()
        except RoomLost:
            house.close()  # as it opens no rooms
            raise
        threading.Thread(target=self._watch, daemon=True).start()
        self._heard = self._control.makefile("rb")
        self._control.settimeout(10)  # a fork takes milliseconds

    def _first_process(self) -> psutil.Process:
        """The process that says that the room is ready. Raises `RoomLost`."""
        try:
            message, descriptors, *_ = socket.recv_fds(self._control, 1000, 1)
            number = json.loads(message)["ready"]
            for itself in descriptors:
                number = _held(itself)
                os.close(itself)
            return psutil.Process(number)
        except (OSError, ValueError, psutil.Error):
            return self._gone()

    def _running_already(self) -> int:
        """What runs under the room's name elsewhere, and counts against its limit of
        processes before Linux 5.14.
        """
        if tuple(map(int, os.uname().release.split(".")[:2])) >= (5, 14):
            return 0
        processes = (
            process.info for process in psutil.process_iter(["uids", "num_threads"])
        )
        return sum(
            info["num_threads"] or 1
            for info in processes
            if info["uids"] and info["uids"].real == self.user
        )

    def _watch(self) -> None:
        """Kill the room when all its processes together use too much memory."""
        while self.process and self.process.is_running() and not self.lost:
            used = 0
            with contextlib.suppress(psutil.Error):
                used = sum(_memory(process.pid) for process in self._processes())
            if used > self.budgets.memory_mb * 2**10:
                self.close("out_of_memory")
            time.sleep(0.1)

    def _processes(self) -> list[psutil.Process]:
        first = self.process
        return [first, *first.children(recursive=True)] if first else []

    def ask(self, request: dict, *descriptors: int) -> dict:
        """Send a request, with open files, to the process in the room; its answer.

        Raises `RoomLost`.
        """
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

    def _gone(self) -> Never:
        self.close()
        raise RoomLost(self.lost)

    def close(self, status: str = "crashed") -> None:
        """End everything in the room."""
        self.lost = self.lost or status
        with contextlib.suppress(psutil.Error):
            for process in self._processes():
                # behind walls, the first takes the others with it
                with contextlib.suppress(psutil.Error):
                    process.kill()
            psutil.wait_procs([self.process] if self.process else [], timeout=10)
        self._control.close()


def _held(descriptor: int) -> int:
    """The number of the process that a descriptor stands for; `ValueError` if of none
    that lives.
    """
    facts = Path(f"/proc/self/fdinfo/{descriptor}").read_text()
    found = re.search(r"^Pid:\s*(\d+)", facts, re.M)
    if not found:
        raise ValueError("a descriptor of no process")
    return int(found[1])


def _memory(process: int) -> int:
    """The kilobytes that a process holds of its own, or shares with others of the
    room.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(
        int(line.split()[1])
        for line in lines
        if line.startswith(("RssAnon:", "RssShmem:"))
    )


def _remove(folder: str) -> None:
    """Remove a folder, however deep and whatever its rights: rm manages what shutil's
    recursion does not.
    """
    for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
        subprocess.run([*command, "--", folder], stderr=subprocess.DEVNULL)


def helpers_sources() -> dict[str, str]:
    """The source of each module of the helpers, by its name: the room has no file of
    them.
    """
    sources = {}
    for path in sorted((ROOT / "helpers").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        sources[name] = path.read_text(encoding="utf-8")
    return sources
