"""From a bare machine to .venv: what is there is kept, what is missing is named."""

import ast
import shutil
import subprocess
from pathlib import Path

import pytest

from grading import bootstrap
from grading.course import ROOT


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """The path of a .venv that is not there yet."""
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "course" / ".venv")
    bootstrap.VENV.parent.mkdir()
    return bootstrap.VENV


def pretend_to_work(folder: Path):
    """A Python that succeeds in whatever it is asked."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to("/bin/true")


def test_a_python_too_old_is_told_so(monkeypatch):
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    words = r"Python 99.0 or newer is needed; .* Name a newer one:  make PYTHON="
    with pytest.raises(SystemExit, match=words):
        bootstrap.check_python()


def test_a_python_without_venv_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        bootstrap.check_python()


def test_the_bootstrap_is_plain_enough_for_an_old_python():
    source = (ROOT / "grading" / "bootstrap.py").read_text()
    ast.parse(source, feature_version=(3, 6))


def test_an_environment_that_works_is_kept(venv):
    pretend_to_work(venv)
    (venv / "mine").touch()
    bootstrap.make_environment()
    assert (venv / "mine").exists() and not (venv / "pyvenv.cfg").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(venv, monkeypatch):
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to("/nowhere/python")
    commands = []
    monkeypatch.setattr(
        bootstrap.subprocess, "run", lambda command, **_: commands.append(command)
    )
    bootstrap.make_environment()
    assert [command[1:] for command in commands] == [
        ["-m", "venv", "--clear", str(venv)]
    ]


def test_a_link_to_another_disk_is_followed_and_never_emptied(venv, tmp_path):
    disk = tmp_path / "disk" / "environment"
    venv.symlink_to(disk)
    bootstrap.make_environment()
    probe = [venv / "bin" / "python", "-c", "import pip, sys; print(sys.prefix)"]
    prefix = subprocess.run(probe, capture_output=True, text=True, check=True).stdout
    assert Path(prefix.strip()).samefile(disk)

    (venv / "bin" / "python").unlink()
    (disk / "mine").touch()
    with pytest.raises(SystemExit, match=rf"\.venv is a link to {disk}, which holds"):
        bootstrap.make_environment()
    assert (disk / "mine").exists() and (disk / "bin" / "pip").exists()


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


def test_missing_system_packages_are_named_with_the_command_to_type(
    monkeypatch, capsys
):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda program: None)
    bootstrap.install_system_packages()
    assert "sudo apt-get install bubblewrap chromium" in capsys.readouterr().out


def test_only_make_system_and_ci_install_programs_of_the_system():
    """No task that a reader or student calls may ask for the rights of root."""
    commands = subprocess.run(
        ["make", "-C", ROOT, "-n", "-B", "run", "grade", "test", "lab"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert (
        "grading/bootstrap.py\n" in commands and "bootstrap.py system" not in commands
    )
    assert "make system" in (ROOT / ".ci" / "run").read_text().splitlines()
