"""The recipes of INSTRUCTORS.md for changing the course, followed in a copy of it, one
after the other.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys

import jupytext
import nbformat
import pytest

from grading.course import ROOT

pytestmark = [pytest.mark.needs("bwrap"), pytest.mark.needs("git")]
NAME = "01_score_definition"
NEW = "score_laplace_again"
POINTS = 15  # of the notebook


class Course:
    """A copy of the course, and what one does with it."""

    def __init__(self, root):
        self.root = root
        self.environment = os.environ | {"PYTHONPATH": str(root)}

    def run(self, *command, code=0):
        """Run a module of the course's Python; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout + done.stderr

    def release(self, execute=False):
        """`make release`; as a rule without running the notebooks, which other tests
        do.
        """
        if execute:
            return self.run("grading.pairs")
        code = (
            "from grading import execution, pairs; execution.execute = lambda notebook,"
            " _: notebook; pairs.picture = lambda: b''; pairs.run([])"
        )
        return self.run("timeit", "-n1", "-r1", code)

    def source(self, name=NAME):
        """The source of a notebook."""
        return self.root / "solutions" / name / f"{name}.py"

    def notebook(self, folder, name=NAME):
        """A notebook that follows from it."""
        return nbformat.read(self.root / folder / name / f"{name}.ipynb", as_version=4)

    def bank(self, exercise):
        """The bank of answers to an exercise of the first notebook."""
        return self.root / "tests" / "banks" / "answers" / NAME / f"{exercise}.py"

    def change(self, path, *pairs):
        """Replace texts in a file, each once."""
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")

    def points_of(self, tmp_path, exercise, **answers):
        """What students get who answer one exercise, by their names."""
        for student, answer in answers.items():
            handed_in = self.notebook("notebooks")
            (cell,) = (c for c in handed_in.cells if c.id == f"{exercise}_answer")
            cell.source = answer
            folder = tmp_path / "class" / "submitted" / student / NAME
            folder.mkdir(parents=True)
            nbformat.write(handed_in, folder / f"{NAME}.ipynb")
        self.run("grading.grade", "--classroom", str(tmp_path / "class"))
        with open(
            tmp_path / "class" / "grades.csv", newline="", encoding="utf-8-sig"
        ) as file:
            return {
                row["student"]: row["points"]
                for row in csv.DictReader(file)
                if row["exercise"] == exercise
            }


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of what git knows, with the edits of today."""
    root = tmp_path_factory.mktemp("recipes") / "course"
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(
        listing, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in (name for name in names if name and (ROOT / name).exists()):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    return Course(root)


def take_out(course, names):
    """Take notebooks out as INSTRUCTORS.md says; what `make release` said."""
    for name in names:
        for folder in ("solutions", "notebooks", "tests/banks/answers"):
            shutil.rmtree(course.root / folder / name)
        (course.root / "grading" / "sample" / f"{name}.py").unlink()
    said = course.run("grading.pairs", code=1)
    assert "README.md needs one row for each notebook" in said
    readme = course.root / "README.md"
    rows = [rf"^\| \[.*\(notebooks/{name}/.*\n" for name in names]
    text = re.sub("|".join(rows), "", readme.read_text("utf-8"), flags=re.MULTILINE)
    readme.write_text(text, encoding="utf-8")
    return course.release(execute=True)


def test_notebooks_are_taken_out(course):
    first, second, third, *others = sorted(
        path.name for path in (course.root / "solutions").iterdir()
    )
    said = take_out(course, [second, *others])
    told = (
        rf"note: {NAME}\.py:\d+ speaks of notebook 4, which is not there: .*Notebook 4"
    )
    assert re.search(told, said)
    titles = [
        course.notebook("notebooks", name).cells[0].source for name in (first, third)
    ]
    assert "*Notebook 1 · " in titles[0] and "*Notebook 3 · " in titles[1]
    rows = re.findall(
        r"^\| \[(\d) · .*\]\(notebooks/(\w+)/",
        (course.root / "README.md").read_text(),
        re.MULTILINE,
    )
    assert rows == [("1", first), ("3", third)]
    course.run("pytest", "-q", "tests/test_pairs.py")
    take_out(course, [third])  # the rest is quicker without it


def test_an_exercise_is_added(course, tmp_path):
    text = course.source().read_text(encoding="utf-8")
    start = text.index("# %% [markdown]\n# ### Exercise 1.4")
    end = text.index("# %%", text.index('"grade_id": "score_laplace",', start) + 200)
    whole = text[start:end]
    assert whole.count("### END HIDDEN TESTS") == 1
    again = (
        whole.replace("score_laplace", NEW)
        .replace("1.4", "1.9")
        .replace("a kink", "a kink, again")
    )
    place = text.index("# %% [markdown]\n# ## 6.")
    course.source().write_text(text[:place] + again + text[place:], encoding="utf-8")
    checks = course.root / "helpers" / "checks"
    definition = (checks / "definition.py").read_text(encoding="utf-8")
    check = definition[definition.index('@check("1.4"') :].split("\n\n\n")[0]
    with open(checks / "definition.py", "a", encoding="utf-8") as file:
        file.write(
            "\n\n"
            + check.replace('"1.4"', '"1.9"').replace("score_laplace", NEW)
            + "\n"
        )
    course.change(
        checks / "__init__.py",
        ("    check_score_laplace,\n", f"    check_score_laplace,\n    check_{NEW},\n"),
    )
    answers = course.bank("score_laplace").read_text(encoding="utf-8")
    course.bank(NEW).write_text(
        re.sub(r"(?<!scores import )score_laplace", NEW, answers), encoding="utf-8"
    )
    with open(
        course.root / "grading" / "sample" / f"{NAME}.py", "a", encoding="utf-8"
    ) as file:
        file.write(f"\n\ndef {NEW}(x, mu=0.0, b=1.0):\n    return x\n")
    said = course.run("grading.pairs", code=1)
    assert f"`*Notebook 1 · about 90 minutes · {POINTS + 2} points*`" in said
    assert f'"1.9": "{NEW}",\n' in said
    course.change(
        course.source(),
        (f"{POINTS} points*", f"{POINTS + 2} points*"),
        ('"tempered_score",\n', f'"tempered_score",\n        "1.9": "{NEW}",\n'),
    )
    said = course.run("grading.pairs", code=1)
    readme, row = course.root / "README.md", re.search(r"\| \[1 · .*", said)[0]
    assert f"| {POINTS + 2} |" in row
    course.change(readme, (f"| 90 | {POINTS} |", f"| 90 | {POINTS + 2} |"))
    course.release()
    course.run("pytest", "-q", "tests/test_answers.py", "-k", NEW)
    right = f"def {NEW}(x, mu=0.0, b=1.0):\n    return (mu - x).sign() / b"
    wrong = f"def {NEW}(x, mu=0.0, b=1.0):\n    return (x - mu).sign() / b"
    assert course.points_of(tmp_path, NEW, ada=right, bob=wrong) == {
        "ada": "2",
        "bob": "0",
    }


def test_points_are_changed_and_a_forgotten_figure_is_noticed(course, tmp_path):
    course.change(
        course.source(),
        (
            f'"grade_id": "{NEW}", "locked": true, "points": 2',
            f'"grade_id": "{NEW}", "locked": true, "points": 4',
        ),
    )
    said = course.run("grading.pairs", code=1)
    assert f"over {NEW} there has to be a heading like" in said and "4 points)" in said
    course.change(
        course.source(),
        ("a kink, again (10 minutes, 2 points", "a kink, again (10 minutes, 4 points"),
        (f"{POINTS + 2} points*", f"{POINTS + 4} points*"),
    )
    course.change(course.root / "README.md", (f"{POINTS + 2} |", f"{POINTS + 4} |"))
    course.release()
    said = course.run("pytest", "-q", "tests/test_answers.py", "-k", NEW, code=1)
    assert "Have you changed what it is worth?" in said
    text = course.source().read_text(encoding="utf-8")
    start = text.index(f'"grade_id": "{NEW}", "locked": true')
    tests = text[start : text.index("### END HIDDEN TESTS", start)]
    course.change(
        course.source(),
        (tests, tests.replace("earned = 2", "earned = 4").replace("else 1", "else 2")),
    )
    answers = course.bank(NEW).read_text(encoding="utf-8")
    course.bank(NEW).write_text(
        answers.replace("Points: 1", "Points: 2"), encoding="utf-8"
    )
    course.run("pytest", "-q", "tests/test_answers.py", "-k", NEW)


def test_a_notebook_is_added(course):
    begun = (
        course.source().read_text(encoding="utf-8").split("# %% [markdown]\n# ## 1.")[0]
    )
    path = course.source("05_more")
    path.parent.mkdir()
    figure = (
        '# %% tags=["cover"]\nplotting.views(distributions.gaussian([0.0], [1.0]),'
        ' at=1.5, alt="A bell curve.")\n'
    )
    meta = {
        "grade": True,
        "grade_id": "why",
        "locked": False,
        "points": 1,
        "schema_version": 3,
        "solution": True,
    }
    question = "# %% [markdown]\n# ### Exercise 5.1 · why? (5 minutes, 1 point)\n\n"
    question += (
        f"# %% [markdown] nbgrader={json.dumps(meta | {'task': False})}\n# So.\n"
    )
    path.write_text(begun + figure + "\n" + question, encoding="utf-8")
    (course.root / "grading" / "sample" / "05_more.py").write_text(
        '"""Answers in words only."""\n'
    )
    said = course.run("grading.pairs", code=1)
    head, end = said.split("it has to end with\n\n")
    assert "`*Notebook 5 · about 90 minutes · 1 point*`" in head
    (badge,) = re.findall(r"badge has to lead to (\S+)", head)
    prose, code = end.rstrip().split("\n\nand the code cell\n\n")
    prose = prose.replace("\n", "\n# ").replace("# \n", "#\n")
    course.change(
        path,
        ("*Notebook 1 · about 90 minutes · ", "*Notebook 5 · about 90 minutes · "),
        (f"{POINTS + 4} points*", "1 point*"),
        (re.search(r"\]\((https://colab.*)\)", begun)[1], badge),
    )
    with open(path, "a", encoding="utf-8") as file:
        file.write(f'\n# %% [markdown]\n# {prose}\n\n# %% tags=["hand-in"]\n{code}\n')
    said = course.run("grading.pairs", code=1)
    row = re.search(r"\| \[5 · .* what it is about .*", said)[0]
    readme = (course.root / "README.md").read_text(encoding="utf-8")
    last = re.search(r"\| \[1 · .*\n", readme)[0]
    course.change(course.root / "README.md", (last, f"{last}{row}\n"))
    course.release()
    assert "*Notebook 5 · " in course.notebook("notebooks", "05_more").cells[0].source


def test_a_fork_has_its_own_addresses_and_students_get_them(course, tmp_path):
    mine = "https://github.com/me/scores"
    pyproject = course.root / "pyproject.toml"
    text = re.sub(
        r'(?m)^repository = ".*"',
        f'repository = "{mine}"',
        pyproject.read_text(encoding="utf-8"),
    )
    pyproject.write_text(text, encoding="utf-8")
    said = course.run("grading.pairs", code=1)
    assert f'fetch the helpers from "git+{mine}@main"' in said
    written = [*course.root.glob("solutions/*/*.py"), course.root / "README.md"]
    for path in written:
        text = path.read_text(encoding="utf-8")
        ours = text.replace("score-functions/score-functions", "me/scores")
        path.write_text(ours, encoding="utf-8")
    course.release()
    for name in (NAME, "05_more"):
        whole = json.dumps(course.notebook("notebooks", name))
        assert (
            f"git+{mine}@main" in whole
            and f"github/me/scores/blob/main/notebooks/{name}" in whole
        )
        assert "score-functions/score-functions" not in whole
    publish = ["grading.publish", "--dest", str(tmp_path / "public")]
    assert f"remote add origin {mine}\n" in course.run(*publish, code=1)
    subprocess.run(["git", "init", "-q", tmp_path / "public"], check=True)
    assert "git push" in course.run(*publish)
    published = jupytext.read(
        tmp_path / "public" / "notebooks" / NAME / f"{NAME}.ipynb"
    )
    assert not any("BEGIN" in cell.source for cell in published.cells)
