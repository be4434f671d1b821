"""What `make grade` does when it is stopped, called again, or called on something else
than a class.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from test_submissions import grade, rows

from grading import grade as grader
from grading.clock import TooLong, clock
from grading.course import NOTEBOOKS, ROOT, SOLUTIONS, CourseError
from grading.record import Register
from grading.sample import make_class
from grading.walls import Budgets, walled
from grading.workers import _lost

NAME = "02_ebm_score"
pytestmark = [pytest.mark.needs("bwrap"), pytest.mark.about(NAME)]


@pytest.fixture
def small_class(tmp_path):
    """Two students, who hand in one notebook."""
    make_class(tmp_path)
    for student in ("blank", "wrong"):
        shutil.rmtree(tmp_path / "submitted" / student)
    for path in tmp_path.glob("submitted/*/*"):
        if path.name != NAME:
            shutil.rmtree(path)
    return tmp_path


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course, in which files may be changed."""
    folder = tmp_path_factory.mktemp("course")
    for part in ("grading", "helpers", "solutions", "notebooks"):
        shutil.copytree(
            ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    for part in ("pyproject.toml", "requirements.txt", "nbgrader_config.py"):
        shutil.copy(ROOT / part, folder)
    return folder


def fingerprints(course):
    """What decides the grades of the first notebook, as the copy of the course has
    it.
    """
    code = (
        "from grading.grade import _fingerprint; from grading.walls import Budgets; "
        f"print(_fingerprint({NAME!r}, Budgets()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=course,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("path", "decides"),
    [
        ("grading/page/page.css", False),
        ("grading/feedback_page/feedback.css", False),
        ("grading/feedback_page/index.html.j2", False),
        ("grading/publish.py", False),
        ("grading/export.py", False),
        ("grading/sample/__init__.py", False),
        ("helpers/plotting.py", False),
        ("requirements.txt", False),
        (f"solutions/{NAME}/{NAME}.py", False),  # grades come from the notebook
        ("grading/judge.py", True),
        ("grading/align.py", True),
        ("grading/inside/answers.py", True),
        ("helpers/scores.py", True),
        ("helpers/checks/energies.py", True),
    ],
)
def test_a_change_grades_a_class_again_only_where_it_can_change_a_grade(
    course, path, decides
):
    before, file = fingerprints(course), course / path
    kept = file.read_text(encoding="utf-8")
    file.write_text(kept + "\n# changed\n", encoding="utf-8")
    after = fingerprints(course)
    file.write_text(kept, encoding="utf-8")
    assert (after != before) == decides


@pytest.mark.parametrize("kind", ["test", "points", "check", "question"])
def test_a_changed_notebook_grades_its_class_again(course, kind):
    before = fingerprints(course)
    path = course / "solutions" / NAME / f"{NAME}.ipynb"
    kept = path.read_text(encoding="utf-8")
    notebook = nbformat.read(path, as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    if kind == "points":
        cells["partition_function"].metadata.nbgrader.points = 7
    else:
        name = {"test": "partition_function", "check": "partition_function_check"}.get(
            kind, notebook.cells[4].id
        )
        cells[name].source += "\n# mended"
    nbformat.write(notebook, path)
    after = fingerprints(course)
    path.write_text(kept, encoding="utf-8")
    assert after != before


def test_new_outputs_alone_grade_nobody_again(course):
    before, path = fingerprints(course), course / "solutions" / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    nbformat.write(notebook, path)
    assert fingerprints(course) == before


def test_all_modules_that_a_worker_uses_decide():
    """What is imported to align and mark a submission is listed in DECIDES, but for
    what only says where things are.
    """
    code = (
        "import sys, grading.align, grading.marking, grading.workers;"
        " print(*sorted(name for name in sys.modules if name.startswith(('grading.',"
        " 'helpers.'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = {f"{name.replace('.', '/')}.py" for name in done.stdout.split()}
    listed = {
        str(path.relative_to(ROOT))
        for pattern in grader.DECIDES
        for path in ROOT.glob(pattern)
    }
    places = {
        "grading/course.py",
        "grading/inside.py",
        "grading/class_list.py",
        "helpers/checks.py",
    }
    assert len(files) > 15 and files - listed - places == set()


def test_a_source_that_is_newer_than_its_notebooks_is_refused(monkeypatch, tmp_path):
    for folder in (SOLUTIONS, NOTEBOOKS):
        shutil.copytree(folder / NAME, tmp_path / folder.name / NAME)
    monkeypatch.setattr(grader, "SOLUTIONS", tmp_path / "solutions")
    monkeypatch.setattr(grader, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(grader, "ROOT", tmp_path)
    path = tmp_path / "solutions" / NAME / f"{NAME}.py"
    monkeypatch.setattr(grader, "source", lambda name: path)
    grader.check_fresh(NAME)
    text = path.read_text(encoding="utf-8")
    for changed in (
        text.replace("isclose", "is_close", 1),
        text + "\n# %%\nprint('more')\n",
    ):
        path.write_text(changed, encoding="utf-8")
        with pytest.raises(
            CourseError, match=rf"{NAME}\.py has changed since .* Run `make release`"
        ):
            grader.check_fresh(NAME)
    path.write_text(text, encoding="utf-8")
    released = tmp_path / "notebooks" / NAME / f"{NAME}.ipynb"
    released.write_text(
        released.read_text(encoding="utf-8").replace("## ", "## An older ", 1),
        encoding="utf-8",
    )
    with pytest.raises(CourseError, match="Run `make release`"):
        grader.check_fresh(NAME)


def test_a_new_look_renews_the_pages_and_grades_nobody(small_class, monkeypatch):
    assert grade(small_class).returncode == 0
    page = small_class / "feedback" / "full" / f"{NAME}.html"
    as_it_is = page.read_text(encoding="utf-8")
    page.write_text("as it once looked", encoding="utf-8")
    monkeypatch.setattr("grading.record.look", lambda: "another look")
    monkeypatch.setattr(grader, "worked", lambda *_: pytest.fail("graded again"))
    grader.grade(small_class)
    assert page.read_text(encoding="utf-8") == as_it_is


def test_who_stops_the_grader_is_told_what_is_recorded_and_it_goes_on(small_class):
    for number in range(6):
        shutil.copytree(
            small_class / "submitted" / "half",
            small_class / "submitted" / f"half{number}",
        )
    command = [
        sys.executable,
        "-m",
        "grading.grade",
        "--classroom",
        str(small_class),
        "--jobs",
        "1",
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not list(small_class.glob("feedback/*/*.html")):
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    said, complaints = process.communicate(timeout=30)
    assert process.returncode == 130 and "Traceback" not in complaints
    done, of = map(
        int,
        re.search(r"Stopped; (\d+) of (\d+) submissions are recorded\.", said).groups(),
    )
    assert 0 < done < of == 8
    assert len(list(small_class.glob("feedback/*/*.html"))) == done
    assert grade(small_class).returncode == 0 and len(rows(small_class)) == 8


@pytest.mark.parametrize("error", [RecursionError("too deep"), OSError(36, "long")])
def test_what_cannot_be_recorded_stops_nobody_else(small_class, monkeypatch, error):
    whole = Register.enter

    def enter(
        self, student, assignment, key, notebook, outcomes, note="", aligned=True
    ):
        if student == "half" and aligned:
            raise error
        whole(self, student, assignment, key, notebook, outcomes, note, aligned)

    monkeypatch.setattr(Register, "enter", enter)
    found = grader.grade(small_class)
    points = {
        name: sum(float(row["points"] or 0) for row in found if row["student"] == name)
        for name in ("half", "full")
    }
    assert points == {"half": 4, "full": 8}
    assert type(error).__name__ in (
        small_class / "feedback" / "half" / f"{NAME}.html"
    ).read_text(encoding="utf-8")


def test_a_page_that_cannot_be_made_shows_the_points_alone(small_class, monkeypatch):
    from grading import record

    whole = record.page
    monkeypatch.setattr(record, "PAGE_SECONDS", 0.5)

    def page(master, notebook, student, *rest):
        if notebook and student == "full":
            time.sleep(5)
        return whole(master, notebook, student, *rest)

    monkeypatch.setattr(record, "page", page)
    grader.grade(small_class, student="full")
    text = (small_class / "feedback" / "full" / f"{NAME}.html").read_text(
        encoding="utf-8"
    )
    assert (
        "<strong>8</strong> of 10 points" in text
        and "your answers cannot be shown here" in text
    )


def test_what_workers_broke_on_can_be_marked_by_hand(small_class):
    (submission,) = grader._collected(small_class, NAME, "full")
    result = _lost(submission, RuntimeError("worker died"))
    assert {outcome["status"] for outcome in result["outcomes"].values()} == {"crashed"}
    assert "def langevin_step" in result["notebook"] and not result["aligned"]


def test_what_is_no_class_is_said_in_a_sentence(tmp_path):
    (tmp_path / "submitted" / "submission_1").mkdir(parents=True)
    done = grade(tmp_path, "--assignment", NAME)
    assert (
        done.returncode == 1
        and f"holds no notebook of {NAME}: expected <student>/{NAME}" in done.stderr
    )
    assert not (tmp_path / "gradebook.db").exists()
    shutil.rmtree(tmp_path / "submitted" / "submission_1")
    for name in ("ada_101.ipynb", "kurt_102.ipynb"):
        (tmp_path / "submitted" / name).write_text("{}")
    done = grade(tmp_path)
    assert (
        done.returncode == 1
        and "holds 2 notebooks and no folders, as an LMS's download does" in done.stderr
    )


def test_a_home_that_the_shell_did_not_expand_is_expanded(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "autumn").mkdir()
    assert f"There is no class in {tmp_path}/autumn" in grade("~/autumn").stderr


def test_python_behind_links_runs_behind_the_walls(tmp_path):
    (tmp_path / "disk").symlink_to(sys.prefix)
    (tmp_path / "venv").symlink_to(tmp_path / "disk")
    code = "import sys; from grading.walls import walled; print(sys.prefix, walled())"
    command = [tmp_path / "venv" / "bin" / "python", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == f"{tmp_path / 'venv'} True\n", done.stderr


@pytest.mark.parametrize(
    ("said", "guesses"),
    [
        ("bwrap: setting up uid map: Permission denied", True),
        ("python: not found", False),
    ],
)
def test_why_there_are_no_walls_is_said_before_what_it_may_mean(
    tmp_path, monkeypatch, said, guesses
):
    fake = tmp_path / "bwrap"
    fake.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(CourseError) as refused:
        walled()
    words = str(refused.value)
    assert said in words and ("apparmor" in words) == guesses and "SANDBOX=off" in words
    assert not guesses or words.index(said) < words.index("apparmor")


def test_budgets_that_do_not_exist_are_named(monkeypatch):
    monkeypatch.setattr("grading.walls.settings", lambda table: {"cell_minutes": 1})
    with pytest.raises(CourseError, match=r"no budget .*cell_minutes"):
        Budgets.of_the_course()


def test_a_submission_whose_answers_are_long_to_find_waits_for_a_person(
    small_class, monkeypatch
):
    from grading import align, workers

    def slow(*_):
        time.sleep(20)

    monkeypatch.setattr(align, "align", slow)
    monkeypatch.setattr(workers, "ALIGN_SECONDS", 0.2)
    # this process goes on to other tests
    monkeypatch.setattr(workers.resource, "setrlimit", lambda *_: None)
    (submission,) = grader._collected(small_class, NAME, "full")
    result = workers.work(submission, Budgets())
    assert {outcome["status"] for outcome in result["outcomes"].values()} == {
        "unreadable"
    }
    assert (
        "took longer than 0.2 seconds" in str(result["outcomes"])
        and "def langevin_step" in result["notebook"]
    )


def test_a_clock_within_a_clock_leaves_the_outer_one_running():
    with pytest.raises(TooLong, match=r"longer than 0\.3 seconds"), clock(0.3):
        with clock(5):
            pass
        time.sleep(2)
    with (
        pytest.raises(TooLong, match=r"longer than 0\.1 seconds"),
        clock(60),
        clock(0.1),
    ):
        time.sleep(2)
