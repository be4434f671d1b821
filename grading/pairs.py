"""solutions/<a>/<a>.py  →  solutions/<a>/<a>.ipynb  →  notebooks/<a>/<a>.{ipynb,py}: always in this direction.

`make release` writes what `derive` computes; the tests compare it with what is committed.
"""

import base64
import hashlib
import json
import re
import tempfile
import textwrap
from pathlib import Path

import jupytext
import nbformat
from jupytext.config import load_jupytext_configuration_file

from grading.course import (
    NOTEBOOKS,
    ROOT,
    SOLUTIONS,
    CourseError,
    assignments,
    main,
    nbgrader_config,
    settings,
    slug,
    source,
)

CELL_HEADER = re.compile(r"^# %%.*\bnbgrader=", re.MULTILINE)
SETUP_CELL = re.compile(r'(?<=^# %% tags=\["setup"\]\n).*?(?=\n\n# %%)', re.MULTILINE | re.DOTALL)
BADGE = re.compile(r"(?<=\[!\[Open in Colab\]\(https://colab.research.google.com/assets/colab-badge.svg\)\]\()[^)]*")

COLAB_LINK = re.compile(r"https://colab\.research\.google\.com/github/[^)\s]*/(\w+)\.ipynb")
PICTURE = ROOT / ".github" / "picture.png"
README = ROOT / "README.md"

EXERCISE = re.compile(  # its number, and the grade_id of the cell for its answer
    r"^# ### Exercise (\d+\.\d+) ·"
    r'.*?^# %% *(\[markdown\])?[^\n]*"grade_id": "(\w+?)(?:_answer)?"[^\n]*"solution": true',
    re.MULTILINE | re.DOTALL,
)
HAND_IN = re.compile(r"^#\n# ## Ready to hand in\?\n.*\Z|\Z", re.MULTILINE | re.DOTALL)

SETUP = """\
from glob import glob
from importlib.util import find_spec

if not find_spec("helpers"):  # a new machine, such as Colab: fetch them, and nothing else
    source = [*glob("score_functions_helpers-*.whl"), "git+{repository}@{branch}"][0]
    # %pip install -qqq --no-deps "{{source}}"
    assert find_spec("helpers"), "No network? Put the course's .whl file beside this notebook and run this cell again."
from helpers import runtime

device = runtime.setup(seed=0)"""

READY = """\
#
# ## Ready to hand in?
#
# Save the notebook and run the last cell. It names the exercises that are still open, and answers whose cell is
# missing or there twice. It does not grade: the checks above say what is right.

# %% tags=["hand-in"]
checks.ready_to_hand_in(
    code={code},
    words={words},
)
"""


def stamp(text: str, name: str, repository: str, branch: str) -> str:
    """A source's text with its set-up cell and Colab badge made from the course's settings, and its last cell made from
    its exercises."""
    if len(SETUP_CELL.findall(text)) != 1 or len(BADGE.findall(text)) != 1:
        raise CourseError(f'{name}.py needs one set-up cell (`# %% tags=["setup"]`) and one "Open in Colab" badge.')
    text = SETUP_CELL.sub(lambda _: SETUP.format(repository=repository, branch=branch), text)
    text = BADGE.sub(lambda _: colab(name, repository, branch), text)
    return HAND_IN.sub(lambda _: hand_in(text), text, count=1)


def hand_in(text: str) -> str:
    """The end of a source's text: the cell with which students see what is missing before they hand in."""
    exercises = [match.groups() for match in EXERCISE.finditer(text)]
    code = {number: name for number, in_words, name in exercises if not in_words}
    words = {number: name for number, in_words, name in exercises if in_words}
    return READY.format(code=_as_lines(code), words=_as_lines(words))


def _as_lines(names: dict[str, str]) -> str:
    """A dict as code of at most 88 columns, as many entries to a line as fit."""
    entries = [f'"{number}":\0"{name}"' for number, name in names.items()]
    if len(entries) < 2:
        return f"{{{''.join(entries)}}}".replace("\0", " ")
    lines = textwrap.fill(", ".join(entries), 88, initial_indent=8 * " ", subsequent_indent=8 * " ")
    return f"{{\n{lines},\n    }}".replace("\0", " ")


def colab(name: str, repository: str, branch: str) -> str:
    """Where Colab opens a student notebook of a repository on GitHub."""
    project = repository.removesuffix(".git").removeprefix("https://github.com/")
    return f"https://colab.research.google.com/github/{project}/blob/{branch}/notebooks/{name}/{name}.ipynb"


def readme(text: str) -> str:
    """README.md with its links to Colab made from the course's settings."""
    return COLAB_LINK.sub(lambda link: colab(link[1], **settings()), text)


def solved(name: str, text: str) -> nbformat.NotebookNode:
    """The solved notebook of a source's text, checked, with stable cell ids and without outputs."""
    notebook = jupytext.reads(text, fmt="py:percent")
    _check_nbgrader(notebook, name, text)
    for cell, cell_id in zip(notebook.cells, _cell_ids(notebook.cells), strict=True):
        cell.id = cell_id
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _check_nbgrader(notebook, name, text):
    """Refuse metadata that nbgrader would misread or, worse, overlook."""
    graded = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    headers = [text.count("\n", 0, match.start()) + 1 for match in CELL_HEADER.finditer(text)]
    if len(graded) != len(headers):
        broken = next(line for line in headers if not _parses(text.splitlines()[line - 1]))
        raise CourseError(f"{name}.py, line {broken}: the nbgrader metadata in this cell header is not valid JSON.")
    seen = {}
    for line, cell in zip(headers, graded, strict=True):
        meta = cell.metadata["nbgrader"]
        wanted = {"grade", "grade_id", "locked", "schema_version", "solution", "task"}
        wanted |= {"points"} if meta.get("grade") or meta.get("task") else set()
        if missing := wanted - set(meta):
            what = ", ".join(sorted(missing))
            raise CourseError(f"{name}.py, line {line}: the nbgrader metadata lacks {what}.")
        if (grade_id := meta["grade_id"]) in seen:
            raise CourseError(
                f"{name}.py, line {line}: the grade_id {grade_id!r} is already taken in line {seen[grade_id]}; "
                "give each cell a grade_id of its own."
            )
        seen[grade_id] = line


def _parses(header: str) -> bool:
    try:
        return isinstance(json.JSONDecoder().raw_decode(header.split("nbgrader=", 1)[1])[0], dict)
    except ValueError:
        return False


def _cell_ids(cells):
    """The grade_id where there is one, else the heading above and a count: the same on every conversion."""
    section, count = "start", 0
    for cell in cells:
        heading = re.search(r"^#+ (.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
        if heading:
            section, count = slug(heading[1])[:48] or "section", 0
        count += 1
        yield cell.metadata.get("nbgrader", {}).get("grade_id") or f"{section}-{count}"


def student(name: str, notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook that nbgrader releases: no answers, no hidden tests, no mark schemes, no outputs."""
    from nbgrader.converters import GenerateAssignment  # slow to import
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells

    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "source" / name / f"{name}.ipynb"
        given.parent.mkdir(parents=True)
        nbformat.write(notebook, given)
        config = nbgrader_config()
        config.CourseDirectory.merge(
            {"root": folder, "source_directory": "source", "release_directory": "release", "assignment_id": name}
        )
        config.GenerateAssignment.no_database = True
        converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
        converter.preprocessors = [step for step in converter.preprocessors if step is not SaveCells]
        converter.start()
        released = nbformat.read(Path(folder) / "release" / name / f"{name}.ipynb", as_version=4)
    # JupyterLab must not pair a student's notebook: a stale .py beside it would take the place of their work.
    released.metadata.pop("jupytext", None)
    for cell in released.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").endswith("_check"):
            cell.metadata["tags"] = ["raises-exception"]  # "Run All" goes on after an exercise not yet solved
    return released


def fingerprint(notebook) -> str:
    """A hash of all that the outputs of a notebook depend on: its own code and the helpers'."""
    own = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    helpers = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "helpers").rglob("*.py"))]
    return hashlib.sha256("\0".join(own + helpers).encode()).hexdigest()


def keep_outputs(notebook, stored: Path):
    """Give `notebook` the outputs of the stored one where they are of the same code; else leave it without."""
    notebook.metadata["outputs_of"] = fingerprint(notebook)
    if not stored.exists():
        return
    old = nbformat.read(stored, as_version=4)
    code, old_code = ([cell for cell in nb.cells if cell.cell_type == "code"] for nb in (notebook, old))
    same = [cell.source for cell in code] == [cell.source for cell in old_code]
    if same and old.metadata.get("outputs_of") == notebook.metadata["outputs_of"]:
        for cell, was in zip(code, old_code, strict=True):
            cell.outputs, cell.execution_count = was.outputs, was.execution_count


def as_text(notebook, fmt: str) -> str:
    """A notebook as `ipynb` or `py:percent` text, the same on every run."""
    if fmt == "ipynb":
        text = nbformat.writes(notebook, indent=1)
    else:
        config = load_jupytext_configuration_file(str(ROOT / "pyproject.toml"))
        text = jupytext.writes(notebook, fmt=fmt, config=config)
    return text.rstrip("\n") + "\n"


def derive(name: str, execute=None) -> dict[Path, str]:
    """Every file that follows from solutions/<name>/<name>.py, with its text; that source, stamped, included.

    `execute`, a function notebook -> notebook, is called where the stored outputs no longer fit the code.
    """
    text = stamp(source(name).read_text(encoding="utf-8"), name, **settings())
    notebook = solved(name, text)
    released = student(name, notebook)
    stored = SOLUTIONS / name / f"{name}.ipynb"
    keep_outputs(notebook, stored)
    if execute and not has_outputs(notebook):
        notebook = execute(notebook)
    return {
        source(name): text,
        stored: as_text(notebook, "ipynb"),
        NOTEBOOKS / name / f"{name}.ipynb": as_text(released, "ipynb"),
        NOTEBOOKS / name / f"{name}.py": as_text(released, "py:percent"),
    }


def picture() -> bytes:
    """README's picture: the last figure but one of the first notebook, the score of blurred data."""
    first = assignments()[0]
    notebook = nbformat.read(SOLUTIONS / first / f"{first}.ipynb", as_version=4)
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    figures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    return base64.b64decode(figures[-2])


def has_outputs(notebook) -> bool:
    """Whether a notebook has been executed and its outputs stored."""
    return any(cell.get("outputs") for cell in notebook.cells)


def release(arguments):
    from grading.execution import execute, without_live_widgets

    for name in assignments(arguments):
        files = derive(name, execute=lambda nb, name=name: without_live_widgets(execute(nb, name)))
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                print("wrote", path.relative_to(ROOT))
    PICTURE.write_bytes(picture())
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(release)
