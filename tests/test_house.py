"""The house rules that no other test holds: one direction of imports, small modules,
one list of versions.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import metadata, version

import pytest
from packaging.specifiers import SpecifierSet

from grading.course import ROOT

REQUIREMENTS = ROOT / "requirements.txt"
HELPERS = sorted((ROOT / "helpers").rglob("*.py"))
PICTURES = ("plotting", "widgets", "animation")
TEACHING = [
    path
    for path in HELPERS
    if path.parent.name == "helpers" and path.stem not in PICTURES
]


def test_nothing_but_the_runtime_reaches_for_pictures():
    """And the runtime only when it sets up a notebook."""
    for path in TEACHING:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert not re.search(
                    r"plotting|widgets|animation|checks|matplotlib", ast.unparse(node)
                ), path


@pytest.mark.parametrize(
    "module", [path.stem for path in TEACHING if path.stem != "__init__"]
)
def test_the_mathematics_loads_without_matplotlib(module):
    script = (
        f"import helpers.{module}, sys; print(any('matplotlib' in name for name in"
        " sys.modules))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True
        ).stdout
        == "False\n"
    )


def pins() -> dict[str, str]:
    """The exact versions of requirements.txt, by name."""
    return dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", REQUIREMENTS.read_text()))


def test_the_lock_holds_all_that_is_asked_for():
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    asked = {
        re.match(r"[\w.-]+", name)[0] for group in groups.values() for name in group
    }
    assert asked and asked <= pins().keys(), "make lock"


def test_no_pinned_package_refuses_the_oldest_python_of_the_course():
    """From its first release on: Debian 12 has 3.11.2 and will keep it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    oldest = project["requires-python"].removeprefix(">=")
    makefile = (ROOT / "Makefile").read_text()
    assert f"OLDEST := {oldest.replace('.', ', ')}\n" in makefile
    allowed = {name: metadata(name).get("Requires-Python", "") for name in pins()}
    assert not [n for n, a in allowed.items() if f"{oldest}.0" not in SpecifierSet(a)]


def test_this_environment_is_the_pinned_one():
    pinned = pins()
    assert len(pinned) > 100
    found = {name: version(name).split("+")[0] for name in pinned}
    assert found == pinned


def test_make_alone_prints_help_that_names_every_task():
    done = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True)
    assert all(
        f"make {task} " in done.stdout
        for task in re.search(
            r"(?m)^\.PHONY: help (.+)$", (ROOT / "Makefile").read_text()
        )[1].split()
    )


def test_an_unknown_notebook_ends_in_a_sentence():
    done = subprocess.run(
        [sys.executable, "-m", "grading.pages", "07"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and done.stderr.startswith(
        "error: There is no notebook '07'. The course has: 01_"
    )


def test_the_benchmarks_find_what_they_measure():
    """They run too long for a test; what they import is there."""
    script = "import bench.__main__, bench.course, bench.mathematics, bench.report"
    paths = os.pathsep.join(map(str, (ROOT / "tests", ROOT)))
    environment = os.environ | {"PYTHONPATH": paths}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)


def test_kernels_are_asked_again_for_a_reply_that_was_missed():
    from grading import execution

    client = execution._Manager().client()
    channels = (client.shell_channel_class, client.iopub_channel_class)
    assert channels == (execution._Channel, execution._Channel)


def test_a_failing_cell_ends_the_run_and_is_named(tmp_path):
    from nbformat.v4 import new_code_cell, new_notebook

    from grading.course import CourseError
    from grading.execution import execute

    notebook = new_notebook(
        cells=[new_code_cell("1 + 1", id="fine"), new_code_cell("1 / 0", id="guilty")]
    )
    with pytest.raises(
        CourseError,
        match=r"broken, cell 2 \(id 'guilty'\) failed:\n\n1 / 0\n\nZeroDivisionError",
    ):
        execute(notebook, "broken", cwd=tmp_path)


@pytest.mark.needs("bwrap")
def test_the_sandbox_of_this_machine_works():
    """A process without network, with an empty /tmp and without anybody's home."""
    probe = (
        "import os, socket; print(socket.if_nameindex()[1:], os.listdir('/tmp'),"
        " os.path.exists('/home'))"
    )
    walls = (
        "bwrap --unshare-all --die-with-parent --ro-bind /usr /usr --symlink usr/lib"
        " /lib --tmpfs /tmp"
    )
    walls += " --symlink usr/lib64 /lib64"
    system = shutil.which("python3", path="/usr/bin:/bin")
    if not system:
        pytest.skip("no system python3 here")
    done = subprocess.run(
        [*walls.split(), system, "-c", probe], capture_output=True, text=True
    )
    assert done.returncode == 0 and done.stdout == "[] [] False\n", (
        done.stdout + done.stderr
    )


def test_nothing_speaks_of_a_machine():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split("\0")
    for name in filter(None, tracked):
        path = ROOT / name
        if path.is_file() and path.suffix not in (".png", ".ipynb"):
            assert os.path.expanduser("~/") not in path.read_text(encoding="utf-8"), (
                name
            )


def environment(folder, *settings, code=0) -> str:
    """What making a .venv in a folder says."""
    command = ["make", "-C", ROOT, "environment", f"VENV={folder}", *settings]
    done = subprocess.run(command, capture_output=True, text=True)
    assert bool(done.returncode) == bool(code), done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_python_too_old_or_missing_is_told_so(tmp_path):
    said = environment(tmp_path / ".venv", "OLDEST=99, 0", code=1)
    assert "Python 99.0 or newer is needed; " in said
    said = environment(tmp_path / ".venv", "PYTHON=/nowhere/python", code=1)
    assert "No /nowhere/python here." in said
    assert not (tmp_path / ".venv").exists()


def test_an_environment_is_made_where_none_works_and_nothing_is_lost(tmp_path):
    disk, venv = tmp_path / "disk", tmp_path / ".venv"
    disk.mkdir()
    venv.symlink_to(disk)  # to another disk
    (disk / "bin").mkdir()
    (disk / "mine").touch()
    (disk / "bin" / "python").symlink_to("/nowhere/python")
    environment(venv)
    probe = [venv / "bin" / "python", "-c", "import pip, sys; print(sys.prefix)"]
    prefix = subprocess.run(probe, capture_output=True, text=True, check=True).stdout
    assert os.path.samefile(prefix.strip(), disk) and (disk / "mine").exists()
    made = (disk / "pyvenv.cfg").stat().st_mtime_ns
    environment(venv)
    assert (disk / "pyvenv.cfg").stat().st_mtime_ns == made, "one that works is kept"


def test_git_overlooks_the_environment_be_it_a_folder_or_a_link(tmp_path):
    shutil.copy(ROOT / ".gitignore", tmp_path)
    for name in ("folder", "link"):
        (tmp_path / name).mkdir()
    (tmp_path / "folder" / ".venv").mkdir()
    (tmp_path / "folder" / ".venv" / "file").touch()
    (tmp_path / "link" / ".venv").symlink_to(tmp_path / "folder")
    git = ["git", "-C", tmp_path]
    subprocess.run([*git, "init", "-q"], check=True)
    status = [*git, "status", "--porcelain", "--untracked-files=all"]
    found = subprocess.run(status, capture_output=True, text=True, check=True).stdout
    assert found == "?? .gitignore\n"


def test_only_make_system_and_ci_install_programs_of_the_system():
    """No task that a reader or student calls may ask for the rights of root."""
    commands = subprocess.run(
        ["make", "-C", ROOT, "-n", "-B", "run", "grade", "test", "lab"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "pip install" in commands and "apt-get" not in commands
    assert "make system" in (ROOT / ".ci" / "run").read_text().splitlines()
