"""The notebooks as readers meet them: stored outputs that hold, student notebooks that
run, prose that teaches.
"""

import ast
import itertools
import json
import re
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from grading.course import NOTEBOOKS, ROOT, SOLUTIONS, is_graded_test
from grading.execution import execute

HOUSE = (
    "all notebooks of the course are in one style; for one that is to differ, change"
    " the figure in this test"
)


def read(room, name):
    return nbformat.read(room / name / f"{name}.ipynb", as_version=4)


def outputs(notebook):
    return [
        (cell, output) for cell in notebook.cells for output in cell.get("outputs", [])
    ]


def test_solved_notebooks_are_stored_with_outputs_of_at_most_two_megabytes(
    name, solved_path
):
    notebook = read(SOLUTIONS, name)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert sum(bool(cell.outputs) for cell in code) > len(code) / 3
    assert solved_path.stat().st_size <= 2_000_000


def test_every_figure_says_what_it_shows(name):
    figures = [
        output
        for _, output in outputs(read(SOLUTIONS, name))
        if "image/png" in output.get("data", {})
    ]
    assert len(figures) > 5, f"{name} has {len(figures)} figures; {HOUSE}"
    alts = [output.metadata["image/png"]["alt"] for output in figures]
    assert all(len(alt.split()) >= 8 for alt in alts) and len(set(alts)) == len(alts)


def nbval(path):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "--nbval-current-env",
        str(path),
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [*command, "-p", "no:xdist", "-c", "/dev/null"],
        capture_output=True,
        text=True,
        cwd=path.parent,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(("stored", "code"), [("0.1234", 0), ("0.1334", 1)])
def test_nbval_notices_a_changed_number(tmp_path, stored, code):
    output = new_output("execute_result", {"text/plain": stored}, execution_count=1)
    cell = new_code_cell("0.1234", outputs=[output], execution_count=1)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, tmp_path / "stored.ipynb")
    found, said = nbval(tmp_path / "stored.ipynb")
    assert found == code and ("mismatch" in said) == bool(code), said


def test_a_student_notebook_runs_to_its_end_and_only_unsolved_checks_fail(
    name, tmp_path
):
    done = execute(read(NOTEBOOKS, name), name, allow_errors=True, cwd=tmp_path)
    failed = {
        cell.id: output.evalue
        for cell, output in outputs(done)
        if output.output_type == "error"
    }
    checks = [
        cell
        for cell in done.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").endswith("_check")
    ]
    assert set(failed) == {cell.id for cell in checks} and checks
    number = int(name[:2])
    exercises = [
        re.match(rf"Exercise {number}\.(\d+) is not written yet: ", said)
        for said in failed.values()
    ]
    assert all(exercises) and len({match[1] for match in exercises}) == len(checks)


def test_the_graders_tests_and_the_checks_judge_the_students_function(name):
    """A check or a hidden test that named the helpers' reference would pass whatever
    the student wrote.
    """
    for cell in read(SOLUTIONS, name).cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type == "code" and (
            is_graded_test(cell) or grade_id.endswith("_check")
        ):
            function = grade_id.removesuffix("_check")
            judged = (
                rf"checks\.check_{function}\({function}\)"
                rf"|grade\(own_work\({function}(, '[\w.]+')*\)\)"
            )
            tools = (
                r"from helpers\.(checks\.own_work import (beside, )?own_work|models"
                r" import ScoreNet)"
            )
            code = ast.unparse(ast.parse(cell.source))  # on lines as long as they are
            rest, times = re.subn(judged, "", code)
            assert times == 1, grade_id
            assert not re.search(
                r"scores\.|helpers|" + function, re.sub(tools, "", rest)
            ), grade_id


def test_every_exercise_has_its_cells(name):
    notebook = read(SOLUTIONS, name)
    cells = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    ids = {meta["grade_id"] for meta in cells if meta}
    graded = {meta["grade_id"] for meta in cells if meta.get("grade")}
    written = {m["grade_id"] for m in cells if m.get("grade") and m["solution"]}
    parts = ("", "_answer", "_check")
    assert graded and written
    assert ids == written | {g + part for g in graded - written for part in parts}


def prose(notebook) -> str:
    return "\n\n".join(
        cell.source for cell in notebook.cells if cell.cell_type == "markdown"
    )


def own_code(notebook) -> list[str]:
    """The sources of the code cells that are neither answers nor tests nor the
    set-up.
    """
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code"
        and "nbgrader" not in cell.metadata
        and "setup" not in cell.metadata.get("tags", [])
    ]


def test_no_code_line_is_wider_than_the_page(name):
    for source in own_code(read(SOLUTIONS, name)):
        assert max(map(len, source.splitlines())) <= 88, source


def test_headings_descend_without_gaps(name):
    levels = [
        len(marks)
        for marks in re.findall(r"^(#+) ", prose(read(NOTEBOOKS, name)), re.MULTILINE)
    ]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_students_see_no_plumbing(name):
    for source in own_code(read(NOTEBOOKS, name)):
        assert not re.search(r"meshgrid|detach\(\)\.cpu|cmap|plt\.|figsize", source), (
            source
        )


def test_notebook_files_are_for_any_machine(name):
    for room in (SOLUTIONS, NOTEBOOKS):
        text = (room / name / f"{name}.ipynb").read_text(encoding="utf-8")
        assert str(ROOT) not in text and "/tmp/" not in text
        assert json.loads(text)["metadata"]["language_info"] == {"name": "python"}


def test_the_explorers_draw_at_every_end_of_their_sliders(name):
    """Runs each explorer's own callback in this process, so that an error in it is an
    error here.
    """
    from helpers import widgets

    namespace = {"device": "cpu"}
    seen = []
    explore = widgets.explore
    try:
        widgets.explore = lambda draw, columns=1, height=None, **sliders: seen.append(
            (draw, columns, height, sliders)
        )
        for source in own_code(read(SOLUTIONS, name)):
            if "widgets" in source or source.startswith(("import", "from")):
                exec(compile(source, name, "exec"), namespace)
    finally:
        widgets.explore = explore
    assert seen, f"{name} has no explorer; {HOUSE}"
    for draw, columns, height, sliders in seen:
        for pick in (0, 1, 2):
            png, alt = widgets.frame(
                draw,
                columns,
                height,
                **{key: ends[pick] for key, ends in sliders.items()},
            )
            assert png.startswith(b"\x89PNG") and len(alt.split()) > 5
