"""The set-up cell on a machine that has only what Colab has: it brings the helpers and
touches nothing else.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

import nbformat
import pytest
import torch
from packaging.requirements import Requirement

from grading import pairs
from grading.course import ROOT, assignments, settings, source
from grading.execution import WIDGET, execute
from helpers import runtime

# What Colab has had for years, and what our own versions make one forget
# (googlecolab/backend-info, 2026.01).
COLAB = [
    "ipython==7.34.0",
    "ipykernel==6.17.1",
    "ipywidgets==7.7.1",
    "matplotlib==3.10.0",
    "traitlets==5.7.1",
]
OURS = ["torch", "numpy", "tqdm", "pip"]
HELPERS = {"score-functions-helpers": "1.0.0"}


def with_what_they_need(names) -> dict:
    """The installed distributions of `names` and everything they require here: name ->
    distribution.
    """
    found, todo = {}, list(names)
    while todo:
        dist = distribution(todo.pop())
        if dist.name not in found:
            found[dist.name] = dist
            needs = map(Requirement, dist.requires or [])
            todo += [
                need.name
                for need in needs
                if not need.marker or need.marker.evaluate({"extra": ""})
            ]
    return found


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """The Python of a clean virtual environment with Colab's Jupyter; torch and its
    like are links to ours.
    """
    folder = tmp_path_factory.mktemp("machine")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    subprocess.run(
        [*pip, *COLAB, f"numpy=={distribution('numpy').version}"], check=True
    )
    ours = Path(sysconfig.get_path("purelib"))
    theirs = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    for dist in with_what_they_need(OURS).values():
        for entry in {Path(file).parts[0] for file in dist.files} - {
            "..",
            "__pycache__",
        }:
            if (ours / entry).exists() and not (theirs / entry).exists():
                (theirs / entry).symlink_to(ours / entry)
    return python


@pytest.fixture
def colab(machine, tmp_path, monkeypatch):
    """That Python as the one in which notebooks run, without the helpers."""
    subprocess.run(
        [machine, "-m", "pip", "uninstall", "--quiet", "--yes", *HELPERS],
        check=True,
        capture_output=True,
    )
    kernels = tmp_path / "share" / "kernels" / "python3"
    kernels.mkdir(parents=True)
    spec = {
        "argv": [str(machine), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Colab",
    }
    (kernels / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    for variable in ("PYTHONPATH", "VIRTUAL_ENV"):
        monkeypatch.delenv(variable, raising=False)
    return machine


@pytest.fixture
def content(tmp_path):
    """The folder in which a notebook is open, and into which files are uploaded."""
    (tmp_path / "content").mkdir()
    return tmp_path / "content"


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """The course as a git repository with a file:// URL: what is tracked here, as it
    now is.
    """
    folder = tmp_path_factory.mktemp("origin") / "course"
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(
        listing, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git = [
        "git",
        "-c",
        "user.name=test",
        "-c",
        "user.email=test@localhost",
        "-C",
        folder,
    ]
    for command in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["commit", "-qm", "course"],
    ):
        subprocess.run([*git, *command], check=True)
    return folder.as_uri()


def packages(python) -> dict:
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format=json"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {
        package["name"]: package["version"] for package in json.loads(listed.stdout)
    }


@pytest.mark.parametrize("name", assignments()[:1])
def test_the_notebook_runs_where_only_colabs_packages_are(
    colab, repository, name, content
):
    before = packages(colab)
    assert (
        "jupytext" not in before
        and "nbgrader" not in before
        and not HELPERS.keys() & before.keys()
    )
    assert set(COLAB) <= {
        f"{package}=={version}" for package, version in before.items()
    }
    notebook = pairs.solved(
        name, fetched_from(repository, source(name).read_text(encoding="utf-8"))
    )
    notebook.cells.append(
        nbformat.v4.new_code_cell(
            "import sys, helpers; print(sys.executable, helpers.__file__)"
        )
    )
    done = execute(notebook, name, cwd=content)
    executable, file = done.cells[-1].outputs[0].text.split()
    assert os.path.samefile(executable, colab) and executable != sys.executable
    assert Path(file).is_relative_to(colab.parent.parent) and not Path(
        file
    ).is_relative_to(ROOT)
    figures = [
        output
        for cell in done.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert len(figures) > 5 and all(
        figure.metadata["image/png"]["alt"] for figure in figures
    )
    assert any(WIDGET in figure.data for figure in figures)
    assert packages(colab) == before | HELPERS


SETUP_CELL = r'# %% tags=\["setup"\]\n(.*?)\n\n# %%'
NOWHERE = "https://127.0.0.1:9/course"


def fetched_from(repository, text):
    """A source's text with another repository in its set-up cell."""
    address = "git+{repository}@{branch}".format(**settings())
    assert address in text
    return text.replace(address, f"git+{repository}@main")


def set_up_cell(repository):
    """The code of the set-up cell, which is the same in all notebooks."""
    texts = [source(name).read_text(encoding="utf-8") for name in assignments()]
    (cell,) = {re.search(SETUP_CELL, text, re.DOTALL)[1] for text in texts}
    return fetched_from(repository, cell)


def run_set_up(content, repository=NOWHERE, times=1) -> list[list]:
    """What the set-up cell puts out in a new kernel, each time that it is run there."""
    code = set_up_cell(repository).replace("# %pip", "%pip")
    cells = [nbformat.v4.new_code_cell(code) for _ in range(times)]
    done = execute(
        nbformat.v4.new_notebook(cells=cells), "set-up", allow_errors=True, cwd=content
    )
    return [cell.outputs for cell in done.cells]


def test_without_a_network_one_sentence_says_what_to_do(colab, content):
    before = packages(colab)
    ((*said, error),) = run_set_up(content)
    assert (
        error.evalue
        == "No network? Put the course's .whl file beside this notebook and run this"
        " cell again."
    )
    assert [output.text.strip() for output in said] == [
        "Note: you may need to restart the kernel to use updated packages."
    ]
    assert packages(colab) == before


def test_an_uploaded_wheel_takes_the_place_of_a_network(
    colab, content, repository, device, monkeypatch
):
    before = packages(colab)
    monkeypatch.setenv("COURSE_DEVICE", device.type)
    course = url2pathname(urlparse(repository).path)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        content,
        course,
    ]
    subprocess.run(pip, check=True)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    first, again = run_set_up(content, times=2)
    report = (
        f"torch {torch.__version__.split('+')[0]} on {runtime.device_name(device)},"
        " seed 0\n"
    )
    assert first[-1].text.endswith(report) and [output.text for output in again] == [
        report
    ]
    assert packages(colab) == before | HELPERS

    (wheel,) = content.iterdir()
    wheel.unlink()
    assert [[output.text for output in outputs] for outputs in run_set_up(content)] == [
        [report]
    ], "after a restart"


def set_up_without_the_course(folder):
    """What the set-up cell complains of in a folder, where nothing of the course is
    installed and pip does nothing.
    """
    without = (
        "import sys\nsys.meta_path = [f for f in sys.meta_path if 'editable' not in"
        " repr(f).lower()]\n"
    )
    code = set_up_cell(NOWHERE).replace("%pip", "# pip")
    done = subprocess.run(
        [sys.executable, "-c", without + code],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("path", ["helpers.py", "helpers/__init__.py"])
def test_somebody_elses_helpers_are_named_and_not_run(path, tmp_path):
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text("raise RuntimeError('run')\n")
    words = (
        f"Other helpers are in the way: {tmp_path / path}. Rename them, restart the"
        " kernel"
    )
    assert words in set_up_without_the_course(tmp_path)


def test_a_folder_called_helpers_is_no_reason_not_to_fetch_the_course(tmp_path):
    (tmp_path / "helpers").mkdir()
    assert "No network? Put the course's .whl file beside" in set_up_without_the_course(
        tmp_path
    )
