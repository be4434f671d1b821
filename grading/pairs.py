"""solutions/<a>/<a>.py  →  solutions/<a>/<a>.ipynb  →  notebooks/<a>/<a>.{ipynb,py}:
always in this direction.

`make release` writes what `derive` computes; the tests compare it with what is
committed.
"""

import base64
import hashlib
import json
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import jupytext
import nbformat
from jupytext.config import load_jupytext_configuration_file
from nbformat import NotebookNode

from grading.consistency import check_agreement, missing_notebooks
from grading.course import (
    NOTEBOOKS,
    ROOT,
    SOLUTIONS,
    CourseError,
    assignments,
    is_check,
    main,
    nbgrader_config,
    slug,
    source,
)

CELL_HEADER = re.compile(r"^# %%.*\bnbgrader=(.*)", re.MULTILINE)
PICTURE = ROOT / ".github" / "picture.png"
README = ROOT / "README.md"


def solved(name: str, text: str) -> NotebookNode:
    """The solved notebook of a source's text, checked, with stable cell ids and without
    outputs.
    """
    notebook = jupytext.reads(text, fmt="py:percent")
    _check_nbgrader(name, text)
    for cell, cell_id in zip(notebook.cells, _cell_ids(notebook.cells), strict=True):
        cell.id = cell_id
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _check_nbgrader(name: str, text: str) -> None:
    """Refuse metadata that nbgrader would misread or, worse, overlook."""
    seen: dict[str, int] = {}
    for line, meta in _metadata(name, text).items():
        wanted = {"grade", "grade_id", "locked", "schema_version", "solution", "task"}
        wanted |= {"points"} if meta.get("grade") or meta.get("task") else set()
        if missing := wanted - set(meta):
            what = ", ".join(sorted(missing))
            raise CourseError(
                f"{name}.py, line {line}: the nbgrader metadata lacks {what}."
            )
        if (grade_id := meta["grade_id"]) in seen:
            raise CourseError(
                f"{name}.py, line {line}: the grade_id {grade_id!r} is already taken in"
                f" line {seen[grade_id]}; give each cell a grade_id of its own."
            )
        seen[grade_id] = line


def _metadata(name: str, text: str) -> dict[int, dict]:
    """The nbgrader metadata of the cells of a source, by the line that they stand
    in.
    """
    found = {}
    for header in CELL_HEADER.finditer(text):
        line = text.count("\n", 0, header.start()) + 1
        try:
            found[line] = dict(json.JSONDecoder().raw_decode(header[1])[0])
        except (ValueError, TypeError):
            message = "the nbgrader metadata in this cell header is not valid JSON."
            raise CourseError(f"{name}.py, line {line}: {message}") from None
    return found


def _cell_ids(cells: list[NotebookNode]) -> Iterator[str]:
    """The grade_id where there is one, else the heading above and a count: the same on
    every conversion.
    """
    section, count = "start", 0
    taken = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells}
    for cell in cells:
        heading = (
            re.search(r"^#+ (.+)$", cell.source, re.MULTILINE)
            if cell.cell_type == "markdown"
            else None
        )
        if heading:
            section, count = slug(heading[1])[:48] or "section", 0
        count += 1
        while f"{section}-{count}" in taken:  # two headings may be equal
            count += 1
        taken.add(f"{section}-{count}")
        yield cell.metadata.get("nbgrader", {}).get("grade_id") or f"{section}-{count}"


def student(name: str, notebook: NotebookNode) -> NotebookNode:
    """The notebook that nbgrader releases: no answers, no hidden tests, no mark
    schemes, no outputs.
    """
    from nbgrader.converters import GenerateAssignment  # slow to import
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells

    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "source" / name / f"{name}.ipynb"
        given.parent.mkdir(parents=True)
        nbformat.write(notebook, given)
        config = nbgrader_config()
        config.CourseDirectory.merge(
            {
                "root": folder,
                "source_directory": "source",
                "release_directory": "release",
                "assignment_id": name,
            }
        )
        config.GenerateAssignment.no_database = True
        converter = GenerateAssignment(
            coursedir=CourseDirectory(config=config), config=config
        )
        converter.preprocessors = [
            step for step in converter.preprocessors if step is not SaveCells
        ]
        converter.start()
        released = nbformat.read(
            Path(folder) / "release" / name / f"{name}.ipynb", as_version=4
        )
    # JupyterLab must not pair a student's notebook: a stale .py beside it would take
    # the place of their work.
    released.metadata.pop("jupytext", None)
    for cell in released.cells:
        if is_check(cell):
            # "Run All" goes on after an exercise not yet solved
            cell.metadata["tags"] = ["raises-exception"]
    return released


def fingerprint(notebook: NotebookNode) -> str:
    """A hash of all that the outputs of a notebook depend on: its own code and the
    helpers'.
    """
    own = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    helpers = [
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "helpers").rglob("*.py"))
    ]
    return hashlib.sha256("\0".join(own + helpers).encode()).hexdigest()


def keep_outputs(notebook: NotebookNode, stored: Path) -> None:
    """Give `notebook` the outputs of the stored one where they are of the same code;
    else leave it without.
    """
    notebook.metadata["outputs_of"] = fingerprint(notebook)
    if not stored.exists():
        return
    old = nbformat.read(stored, as_version=4)
    code, old_code = (
        [cell for cell in nb.cells if cell.cell_type == "code"]
        for nb in (notebook, old)
    )
    same = [cell.source for cell in code] == [cell.source for cell in old_code]
    if same and old.metadata.get("outputs_of") == notebook.metadata["outputs_of"]:
        for cell, was in zip(code, old_code, strict=True):
            cell.outputs, cell.execution_count = was.outputs, was.execution_count


def as_text(notebook: NotebookNode, fmt: str) -> str:
    """A notebook as `ipynb` or `py:percent` text, the same on every run."""
    if fmt == "ipynb":
        text = nbformat.writes(notebook, indent=1)
    else:
        config = load_jupytext_configuration_file(str(ROOT / "pyproject.toml"))
        text = jupytext.writes(notebook, fmt=fmt, config=config)
    return text.rstrip("\n") + "\n"


def derive(
    name: str, execute: Callable[[NotebookNode], NotebookNode] | None = None
) -> dict[Path, str]:
    """Every file that follows from solutions/<name>/<name>.py, with its text.

    `execute`, a function notebook -> notebook, is called where the stored outputs no
    longer fit the code.
    """
    notebook = solved(name, source(name).read_text(encoding="utf-8"))
    released = student(name, notebook)
    stored = SOLUTIONS / name / f"{name}.ipynb"
    keep_outputs(notebook, stored)
    if execute and not has_outputs(notebook):
        notebook = execute(notebook)
    return {
        stored: as_text(notebook, "ipynb"),
        NOTEBOOKS / name / f"{name}.ipynb": as_text(released, "ipynb"),
        NOTEBOOKS / name / f"{name}.py": as_text(released, "py:percent"),
    }


def cover(notebook: NotebookNode) -> NotebookNode:
    """The figure that stands for a notebook: the output of its one cell tagged
    "cover".
    """
    cells = [
        cell for cell in notebook.cells if "cover" in cell.metadata.get("tags", [])
    ]
    figures = [
        o
        for cell in cells
        for o in cell.get("outputs", [])
        if "image/png" in o.get("data", {})
    ]
    if len(figures) != 1:
        title = notebook.cells[0].source.splitlines()[0]
        raise CourseError(
            f"The index shows one figure of each notebook; {title!r} offers"
            f" {len(figures)}. Tag the cell that draws it in solutions/ (`# %%"
            ' tags=["cover"]`) and run make release.'
        )
    return figures[0]


def picture() -> bytes:
    """README's picture: the first notebook's cover."""
    first = assignments()[0]
    notebook = nbformat.read(SOLUTIONS / first / f"{first}.ipynb", as_version=4)
    return base64.b64decode(cover(notebook).data["image/png"])


def has_outputs(notebook: NotebookNode) -> bool:
    """Whether a notebook has been executed and its outputs stored."""
    return any(cell.get("outputs") for cell in notebook.cells)


def stale(names: list[str]) -> list[Path]:
    """The files that are no longer what the sources give."""
    files = {path: text for name in names for path, text in derive(name).items()}
    return [
        path
        for path, text in files.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def check_fresh(names: list[str]) -> None:
    """Raise `CourseError` where a file is no longer what the sources give."""
    check_sources()
    if old := [str(path.relative_to(ROOT)) for path in stale(names)]:
        raise CourseError(
            f"{', '.join(old)}: not what the sources give. Run `make release`."
        )


def check_sources() -> None:
    """Raise `CourseError` where the sources, and README.md, do not agree."""
    texts = {name: source(name).read_text(encoding="utf-8") for name in assignments()}
    notebooks = {name: solved(name, text) for name, text in texts.items()}
    check_agreement(notebooks, README.read_text(encoding="utf-8"))


def run(arguments: list[str]) -> None:
    """`make release`; with --check, only whether it would change anything."""
    if arguments == ["--check"]:
        check_fresh(assignments())
    else:
        release(assignments(arguments))


def check_nothing_is_lost(name: str) -> None:
    """Raise `CourseError` where the paired notebook holds work that its source lacks,
    and a release would overwrite.

    That is a picture, which py:percent cannot hold; or an edit of the notebook since
    the last commit, while its source stayed as it was.
    """
    path = SOLUTIONS / name / f"{name}.ipynb"
    if not path.exists():
        return
    notebook = nbformat.read(path, as_version=4)
    for number, cell in enumerate(notebook.cells, 1):
        if cell.get("attachments"):
            raise CourseError(
                f"{path.relative_to(ROOT)}, cell {number}, holds a pasted picture"
                f" ({', '.join(cell.attachments)}), which {name}.py cannot hold. Draw"
                " it in a code cell, or delete it from the notebook."
            )
    committed = _committed(path), _committed(source(name))
    if None in committed or committed[1] != source(name).read_text(encoding="utf-8"):
        return
    sources = [cell.source for cell in notebook.cells]
    if sources != [
        cell.source for cell in nbformat.reads(committed[0], as_version=4).cells
    ]:
        given = [
            cell.source for cell in jupytext.read(source(name), fmt="py:percent").cells
        ]
        if sources != given:
            raise CourseError(
                f"{path.relative_to(ROOT)} was edited, and {name}.py was not: a release"
                " would undo the edit. Bring it over with `.venv/bin/jupytext --to"
                f" py:percent {path.relative_to(ROOT)}`, or undo it with `git checkout"
                f" {path.relative_to(ROOT)}`."
            )


def _committed(path: Path) -> str | None:
    """A file's text in the last commit; None where there is none."""
    command = ["git", "-C", str(path.parent), "show", f"HEAD:./{path.name}"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    return done.stdout if done.returncode == 0 else None


def _executing(name: str) -> Callable[[NotebookNode], NotebookNode]:
    """A function that executes a notebook of this name, for readers without a
    kernel.
    """
    from grading.execution import execute, without_live_widgets  # slow to import

    return lambda notebook: without_live_widgets(execute(notebook, name))


def release(names: list[str]) -> None:
    """Write what has changed of the files that follow from the sources.

    Raises `CourseError` before any is written.
    """
    for name in names:
        check_nothing_is_lost(name)
    check_sources()
    files: dict[Path, str] = {}
    # all of them before the first is written: a mistake leaves everything as it was
    for name in names:
        files |= derive(name, execute=_executing(name))
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print("wrote", path.relative_to(ROOT))
    PICTURE.write_bytes(picture())
    for line in (line for name in assignments() for line in missing_notebooks(name)):
        print(f"note: {line}")


if __name__ == "__main__":
    main(run)
