"""The walls of a room, within those of the house: its processes, files, network and
user rights are its own.

What a room sees is what the house sees, read-only, but for a new /tmp and a new /proc.
So it knows neither the house nor any room before it or beside it. See namespaces(7),
user_namespaces(7).
"""

import ctypes
import os
import sys

# variables that name a place to write
HOMES = ("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_CONFIG_DIR")
NEW = ("/tmp", "/dev/shm")  # in each room
CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = (
    0x20000,
    1 << 27,
    1 << 28,
    1 << 29,
    1 << 30,
)
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = (
    2,
    4,
    8,
    4096,
    16384,
    1 << 18,
)
(
    PR_SET_DUMPABLE,
    PR_CAPBSET_DROP,
    PR_SET_NO_NEW_PRIVS,
    PR_CAP_AMBIENT,
    PR_CAP_AMBIENT_CLEAR_ALL,
) = (4, 24, 38, 47, 4)
CAPABILITIES_VERSION_3 = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


def enter(file_mb: int) -> None:
    """Go on as the first process of a new room.

    The caller waits in there until the room is no more, and ends with it.

    file_mb: the size of each folder in which files can be made.  Raises `OSError` where
    the system does not let a user build walls.
    """
    user, group = os.getuid(), os.getgid()
    _done(
        libc.unshare(
            CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET
        )
    )
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")
    if first := os.fork():
        os.closerange(3, 1024)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) & 0xFF)
    _mount_all(file_mb)
    # in which somebody could have rights again
    _write("/proc/sys/user/max_user_namespaces", "0")
    _give_up_rights()
    os.chdir("/tmp")


def python_folders() -> set[str]:
    """Where this Python and its packages lie, under their own names and under those
    that links lead to.
    """
    named = {sys.prefix, sys.base_prefix}
    return named | {os.path.realpath(path) for path in named}


def hide() -> None:
    """Let no process of the same user trace this one or its children, or take their
    open files.
    """
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _mount_all(file_mb: int) -> None:
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    python = python_folders()
    kept = {path: os.open(path, os.O_PATH) for path in python if path.startswith(NEW)}
    for place in NEW:
        _mount(
            "tmpfs", place, "tmpfs", MS_NOSUID | MS_NODEV, f"size={file_mb}m,mode=1777"
        )
    for path, held in kept.items():
        os.makedirs(path, exist_ok=True)
        _mount(f"/proc/self/fd/{held}", path, None, MS_BIND)
        os.close(held)
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)


def _give_up_rights() -> None:
    capability = 0
    while libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:
        capability += 1
    _done(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
    _done(
        libc.capset(
            (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION_3, 0), (ctypes.c_uint32 * 6)()
        )
    )
    _done(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, options: str = ""
) -> None:
    _done(
        libc.mount(
            source and source.encode(),
            target.encode(),
            kind and kind.encode(),
            ctypes.c_ulong(flags),
            options.encode(),
        )
    )


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def _done(result: int) -> None:
    """Raise the `OSError` of a system call that failed."""
    if result:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
