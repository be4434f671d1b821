"""The set-up cell on a machine that has only what Colab has: it brings the helpers and touches nothing else."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import distribution
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement

from grading import pairs
from grading.course import ROOT, source
from grading.execution import execute

COLAB = ["torch", "numpy", "matplotlib", "ipywidgets", "ipykernel", "tqdm", "pip"]


def with_what_they_need(names) -> dict:
    """The installed distributions of `names` and everything they require here: name -> distribution."""
    found, todo = {}, list(names)
    while todo:
        dist = distribution(todo.pop())
        if dist.name not in found:
            found[dist.name] = dist
            needs = map(Requirement, dist.requires or [])
            todo += [need.name for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]
    return found


@pytest.fixture
def colab(tmp_path):
    """A clean virtual environment whose packages are links to this one's: Colab's, and no others."""
    folder = tmp_path / "colab"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    ours = Path(sysconfig.get_path("purelib"))
    theirs = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    for dist in with_what_they_need(COLAB).values():
        for entry in {Path(file).parts[0] for file in dist.files} - {"..", "__pycache__"}:
            if (ours / entry).exists() and not (theirs / entry).exists():
                (theirs / entry).symlink_to(ours / entry)
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """The course as a git repository with a file:// URL: what is tracked here, as it now is."""
    folder = tmp_path_factory.mktemp("origin") / "course"
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@localhost", "-C", folder]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "course"]):
        subprocess.run([*git, *command], check=True)
    return folder.as_uri()


def packages(python) -> dict:
    listed = subprocess.run([python, "-m", "pip", "list", "--format=json"], capture_output=True, text=True, check=True)
    return {package["name"]: package["version"] for package in json.loads(listed.stdout)}


def test_the_notebook_runs_where_only_colabs_packages_are(colab, repository, name, tmp_path, monkeypatch):
    before = packages(colab)
    assert "jupytext" not in before and "nbgrader" not in before and "score-functions-helpers" not in before
    kernels = tmp_path / "share" / "kernels" / "python3"
    kernels.mkdir(parents=True)
    spec = {"argv": [str(colab), "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "Colab"}
    (kernels / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    for variable in ("PYTHONPATH", "VIRTUAL_ENV"):
        monkeypatch.delenv(variable, raising=False)
    here = tmp_path / "content"
    here.mkdir()
    notebook = pairs.solved(name, pairs.stamp(source(name).read_text(encoding="utf-8"), name, repository, "main"))
    notebook.cells.append(nbformat.v4.new_code_cell("import sys, helpers; print(sys.executable, helpers.__file__)"))
    done = execute(notebook, name, cwd=here)
    executable, file = done.cells[-1].outputs[0].text.split()
    assert os.path.samefile(executable, colab) and executable != sys.executable
    assert Path(file).is_relative_to(colab.parent.parent) and not Path(file).is_relative_to(ROOT)
    assert packages(colab) == before | {"score-functions-helpers": "1.0.0"}
