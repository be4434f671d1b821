"""A class of four to try the grader on: one solved everything, one half, one nothing,
one made mistakes throughout.
"""

import ast
import shutil
from pathlib import Path

import nbformat

from grading.course import NOTEBOOKS, SOLUTIONS, CourseError, assignments


def make_class(classroom: Path):
    """Write the four students' submissions of every assignment to
    classroom/submitted/.
    """
    shutil.rmtree(classroom, ignore_errors=True)
    for name in assignments():
        for student, fill in {
            "full": solve,
            "half": _first_half,
            "wrong": _wrong,
            "blank": lambda *_: None,
        }.items():
            notebook = nbformat.read(NOTEBOOKS / name / f"{name}.ipynb", as_version=4)
            fill(notebook, name)
            path = classroom / "submitted" / student / name / f"{name}.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(notebook, path)


def solve(notebook, name: str, share: float = 1.0):
    """Put the course's own answers into the first `share` of a student notebook's cells
    for them.
    """
    model = nbformat.read(SOLUTIONS / name / f"{name}.ipynb", as_version=4)
    answers = {
        cell.metadata.nbgrader.grade_id: cell.source for cell in answer_cells(model)
    }
    cells = list(answer_cells(notebook))
    for cell in cells[: round(share * len(cells))]:
        cell.source = (
            answers[cell.metadata.nbgrader.grade_id]
            .split("### BEGIN MARK SCHEME")[0]
            .rstrip()
        )


def _first_half(notebook, name):
    solve(notebook, name, share=0.5)


def _wrong(notebook, name):
    path = Path(__file__).parent / f"{name}.py"
    if not path.exists():
        raise CourseError(
            f"The sample class has no mistakes for {name}: write a wrong answer to each"
            f" exercise in {path}."
        )
    text = path.read_text(encoding="utf-8")
    defined = [
        node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)
    ]
    functions = {node.name: ast.get_source_segment(text, node) for node in defined}
    for cell in answer_cells(notebook):
        grade_id = cell.metadata.nbgrader.grade_id
        cell.source = functions.get(grade_id.removesuffix("_answer"), "Yes.")


def answer_cells(notebook):
    """The cells of a notebook in which students write, in order."""
    return (
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    )
