"""From a bare machine to `.venv`: the pinned packages and the helpers.

With the argument `system`: the programs of the operating system that grading and the
tests call.

Standard library only, and plain enough for an old Python to parse: it has to tell that
Python it is too old.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
SYSTEM = {"bwrap": "bubblewrap", "chromium": "chromium"}  # program -> Debian package


def check_python() -> None:
    """End with a sentence where this Python cannot make the environment."""
    if sys.version_info < OLDEST:
        sys.exit(
            "Python %d.%d or newer is needed; %s is %s. Name a newer one:  make"
            " PYTHON=python3.12" % (OLDEST + (sys.executable, sys.version.split()[0]))
        )
    if (
        importlib.util.find_spec("venv") is None
        or importlib.util.find_spec("ensurepip") is None
    ):
        sys.exit(
            "This Python cannot make virtual environments: its venv module is missing."
            " Install it (Debian, Ubuntu: sudo apt-get install python3-venv) and run"
            " make again."
        )


def make_environment() -> None:
    """Make .venv where there is none that works.

    .venv may be a link to another disk: what lies there is never removed.
    """
    if _environment_works():
        return
    clear = ["--clear"]
    folder = VENV.resolve()
    if VENV.is_symlink():
        clear = []
        if folder.exists() and any(folder.iterdir()):
            sys.exit(
                ".venv is a link to %s, which holds files, but no Python %d.%d or newer"
                " that runs. Empty that folder, or remove the link, and run make again."
                % ((folder,) + OLDEST)
            )
    subprocess.run([sys.executable, "-m", "venv"] + clear + [str(folder)], check=True)


def _environment_works() -> bool:
    python = VENV / "bin" / "python"
    script = "import pip, sys; sys.exit(sys.version_info < %r)" % (OLDEST,)
    return python.exists() and _succeeds([str(python), "-c", script])


def install_packages() -> None:
    """Fill .venv; where pip fails, end with what it said."""
    print(
        "Setting up .venv (once; torch and Jupyter take a minute or two) ...",
        flush=True,
    )
    make_environment()
    pip = [
        str(VENV / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    torch = next(
        line
        for line in (ROOT / "requirements.txt").read_text().split()
        if line.startswith("torch==")
    )
    # torch first and alone: a resolver that meets it late may choose another build of
    # it.
    for what in ([torch], ["-r", "requirements.txt"], ["--no-deps", "--editable", "."]):
        result = subprocess.run(
            pip + what, cwd=str(ROOT), stderr=subprocess.PIPE, text=True
        )
        if result.returncode:
            sys.exit("pip install %s failed:\n%s" % (" ".join(what), result.stderr))


def install_system_packages() -> None:
    """Install what is missing where that needs no password; otherwise say what to
    type.
    """
    missing = _missing()
    if not missing:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    may = shutil.which("apt-get") and (not as_root or _succeeds(["sudo", "-n", "true"]))
    if may:
        print("Installing %s ..." % ", ".join(missing), flush=True)
        apt = as_root + ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        _succeeds(apt + ["update"])
        # one by one: Ubuntu has no package chromium, and would install neither
        for package in missing:
            _succeeds(apt + ["install", "-y", "--no-install-recommends", package])
        missing = _missing()
        if not missing:
            return
    print(
        "NOTE: %s could not be installed here. Grading needs bubblewrap, and tests that"
        " need what is missing will be skipped. To have them:\n      sudo apt-get"
        " install %s" % (" and ".join(missing), " ".join(missing))
    )


def _missing() -> list[str]:
    return [package for program, package in SYSTEM.items() if not shutil.which(program)]


def _succeeds(command: Any) -> bool:
    return (
        subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ).returncode
        == 0
    )


if __name__ == "__main__":
    check_python()
    if sys.argv[1:] == ["system"]:
        install_system_packages()
    else:
        install_packages()
        (VENV / "ready").touch()
