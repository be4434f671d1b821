"""The house rules that no other test holds: one direction of imports, small modules,
one list of versions.
"""

import ast
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tokenize

import pytest

from grading.course import ROOT

HELPERS = sorted((ROOT / "helpers").rglob("*.py"))
PICTURES = ("plotting", "widgets", "animation")
TEACHING = [
    path
    for path in HELPERS
    if path.parent.name == "helpers" and path.stem not in PICTURES
]


def code_lines(path) -> set[int]:
    """The lines of a module that hold code: neither blank, nor comment, nor
    docstring.
    """
    silent = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
    }
    with open(path, "rb") as file:
        tokens = [
            t
            for t in tokenize.tokenize(file.readline)
            if t.type not in silent | {tokenize.ENDMARKER}
        ]
    lines = {line for t in tokens for line in range(t.start[0], t.end[0] + 1)}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(
            node, ast.Module | ast.FunctionDef | ast.ClassDef
        ) and ast.get_docstring(node):
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return lines


def test_the_helpers_can_be_read_in_an_evening():
    sizes = {path.stem: len(code_lines(path)) for path in TEACHING}
    lengths = []
    for path in TEACHING:
        code = code_lines(path)
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        functions = [node for node in tree if isinstance(node, ast.FunctionDef)]
        lengths += [
            len(code & set(range(f.body[0].lineno, f.end_lineno + 1)))
            for f in functions
        ]
    print(
        f"\nhelpers: {sum(sizes.values())} code lines {sizes}; median function:"
        f" {statistics.median(lengths)} lines"
    )
    assert sum(sizes.values()) <= 400 and max(sizes.values()) <= 130
    assert statistics.median(lengths) <= 6


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


def test_every_public_function_has_a_docstring():
    for path in HELPERS:
        module = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
        for node in [
            *module.body,
            *(member for owner in classes for member in owner.body),
        ]:
            public = isinstance(
                node, ast.FunctionDef | ast.ClassDef
            ) and not node.name.startswith("_")
            plain = public and node.name == "forward"
            assert not public or plain or ast.get_docstring(node), (
                f"{path.name}: {node.name}"
            )


def test_every_requirement_is_one_exact_version_and_torch_comes_first():
    lines = [
        line
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if line and line[0] != "#"
    ]
    assert all(
        re.fullmatch(r"[a-z0-9._-]+==[0-9][\w.]*", line, re.IGNORECASE)
        for line in lines
    ), lines
    assert lines[0] == "torch==2.13.0" and len(lines) == len(
        {line.split("==")[0].lower() for line in lines}
    )


def test_conda_installs_the_same_versions():
    import yaml

    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, packages = environment["dependencies"]
    assert (
        python.startswith("python=3.")
        and pip == "pip"
        and packages == {"pip": ["-r requirements.txt", "-e ."]}
    )


def test_this_environment_is_the_pinned_one():
    from importlib.metadata import version

    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = dict(line.split("==") for line in lines if line and line[0] != "#")
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


def test_ci_runs_exactly_the_two_sets_of_tests():
    commands = [
        line
        for line in (ROOT / ".ci" / "run").read_text().splitlines()
        if line and line[0] != "#"
    ]
    assert (
        commands[-2:] == ["make test", "exec make test-browser"]
        and "export CI=true" in commands
    )
    assert "run: .ci/run" in (ROOT / ".github" / "workflows" / "ci.yml").read_text()


def test_the_hooks_check_before_a_commit_what_ci_checks_after_it():
    import yaml

    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())[
        "repos"
    ]
    ours = ".venv/bin/python -m "
    commands = {
        hook["entry"].replace("--quiet ", "").removeprefix(ours)
        for hook in repository["hooks"]
    }
    lint = {
        line.split("||")[0].replace("--quiet ", "")
        for line in (ROOT / "Makefile").read_text().splitlines()
    }
    same = {
        line.removeprefix("\t@$(RUN) ").strip()
        for line in lint
        if line.startswith("\t@$(RUN) ruff")
    }
    assert commands == same | {"grading.pairs --check"} and len(same) == 2
    check = [sys.executable, "-m", "pre_commit", "validate-config"]
    assert subprocess.run(check, cwd=ROOT).returncode == 0


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
    json.loads((ROOT / "grading" / "page" / "conf.json").read_text())
