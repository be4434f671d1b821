"""What is recorded survives kills, re-grades and hand-ins that attack the reader."""

import contextlib
import csv
import os
import re
import shutil
import subprocess
import sys
from html import escape

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import event
from sqlalchemy.engine import Engine
from test_pages import browser, open_offline  # noqa: F401 - a fixture

from grading import formgrader, mathml, record
from grading.course import SOLUTIONS, CourseError, is_graded_test
from grading.gradebook import opened
from grading.harmless import harmless, safe_html, safe_markdown
from grading.record import FIELDS, Outcome, Register
from grading.sample import answer_cells

NAME = "02_ebm_score"
pytestmark = pytest.mark.about(NAME)
GRADED = Outcome(2.0, "graded")
MANUAL = Outcome(None, "manual", "waits for a person's marks")
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42"
    "mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def graded(name, points=2, cell_type="code"):
    """A graded cell: tests, or a written answer."""
    meta = {
        "grade": True,
        "grade_id": name,
        "points": points,
        "schema_version": 3,
        "task": False,
    }
    if cell_type == "code":
        meta |= {"locked": True, "solution": False}
        return new_code_cell("secret = 1\n", id=name, metadata={"nbgrader": meta})
    meta |= {"locked": False, "solution": True}
    return new_markdown_cell("Because.", id=name, metadata={"nbgrader": meta})


def answer(name, source="def f():\n    return 1"):
    meta = {
        "grade": False,
        "grade_id": f"{name}_answer",
        "locked": False,
        "schema_version": 3,
        "solution": True,
    }
    return new_code_cell(
        source, id=f"{name}_answer", metadata={"nbgrader": meta | {"task": False}}
    )


def small(*cells):
    """A master of one exercise in code and one in words, and `cells`."""
    heads = [
        new_markdown_cell("# Small\n\n## Exercise 1 · code (1 minute)", id="h1"),
        new_markdown_cell("## 2", id="h2"),
    ]
    cells = [
        heads[0],
        answer("code"),
        graded("code"),
        heads[1],
        graded("words", cell_type="markdown"),
        *cells,
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


@pytest.fixture
def master(tmp_path, monkeypatch):
    """Write a notebook as the solved notebook of the assignment "small"."""
    monkeypatch.setattr(record, "SOLUTIONS", tmp_path / "solutions")

    def put(notebook):
        path = tmp_path / "solutions" / "small" / "small.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)

    put(small())
    return put


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory):
    """The gradebook of a class in which nothing happened yet; to make one takes
    seconds.
    """
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    with opened(path):
        pass
    return path


@pytest.fixture
def register(master, tmp_path, empty_gradebook):
    (tmp_path / "class").mkdir()
    shutil.copy(empty_gradebook, tmp_path / "class")
    register = Register(tmp_path / "class")
    register.prepare("small")
    return register


def enter(register, key="key", code=GRADED, words=MANUAL, notebook=None, student="ada"):
    register.enter(
        student, "small", key, notebook or small(), {"code": code, "words": words}
    )


def fail(register, status, key="key", student="ada"):
    outcome = Outcome(None, status, "it is no notebook")
    register.enter(
        student, "small", key, None, dict.fromkeys(("code", "words"), outcome)
    )


def gradebook(register):
    return Gradebook(f"sqlite:///{register.database}", "score-functions")


def mark(register, exercise, score, comment=None, extra=None, student="ada"):
    """What formgrader does when an instructor types a score."""
    with gradebook(register) as book:
        grade = book.find_grade(exercise, "small", "small", student)
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = (
            score,
            extra,
            False,
        )
        if comment:
            book.find_comment(
                exercise, "small", "small", student
            ).manual_comment = comment
        book.db.commit()


def row(register, exercise, student="ada"):
    return next(
        row
        for row in register.rows([(student, "small")])
        if row["exercise"] == exercise
    )


def told(register, exercise):
    return tuple(
        row(register, exercise)[name] for name in ("points", "status", "message")
    )


def page(register, student="ada"):
    path = register.classroom / "feedback" / student / "small.html"
    return path.read_text(encoding="utf-8")


def grades(register):
    """What the gradebook says, without ids."""
    with gradebook(register) as book:
        return [
            (
                s.id,
                g.name,
                g.auto_score,
                g.manual_score,
                g.extra_credit,
                g.needs_manual_grade,
            )
            for s in book.students
            for submission in s.submissions
            for notebook in submission.notebooks
            for g in sorted(notebook.grades, key=lambda g: g.name)
        ]


def state(register):
    """All that a class has: grades, rows, files, what was recorded among them."""
    rows = register.rows([("ada", "small")])
    files = {
        p.name: p.read_bytes()
        for p in register.classroom.rglob("*")
        if p.is_file() and p.suffix != ".db"
    }
    return grades(register), rows, files


def test_an_outcome_becomes_a_score_a_row_and_a_page(register):
    enter(register, code=Outcome(1.0, "graded", "half of it"))
    assert told(register, "code") == ("1", "graded", "half of it")
    assert told(register, "words") == ("", "manual", "waits for a person's marks")
    with gradebook(register) as book:
        submission = book.find_submission("small", "ada")
        assert (
            submission.score == 1
            and submission.max_score == 4
            and submission.needs_manual_grade
        )
        assert submission.timestamp is None
    assert "half of it" in page(register) and "secret" not in page(register)
    assert (
        register.classroom / "autograded" / "ada" / "small" / "small.ipynb"
    ).is_file()


@pytest.mark.parametrize(
    "status", ["timeout", "out_of_memory", "crashed", "misaligned"]
)
def test_a_failure_of_the_grader_is_no_zero(register, status):
    enter(register, code=Outcome(None, status, "so it was"))
    assert told(register, "code") == ("", status, "so it was")
    with gradebook(register) as book:
        grade = book.find_grade("code", "small", "small", "ada")
        assert grade.auto_score is None and grade.needs_manual_grade
    mark(register, "code", 1.5)
    assert told(register, "code") == ("1.5", "graded", "marked by hand")


@pytest.mark.parametrize("status", ["refused", "blank"])
def test_a_blank_or_refused_answer_has_no_points(register, status):
    enter(register, code=Outcome(0.0, status, "so it was"))
    assert told(register, "code") == ("0", status, "so it was")


def test_a_broken_file_takes_the_place_of_the_good_one(register):
    enter(register, "good")
    mark(register, "words", 2)
    fail(register, "unreadable", "broken")
    assert register.done("ada", "small", "broken") and not register.done(
        "ada", "small", "good"
    )
    assert [r["status"] for r in register.rows([("ada", "small")])] == [
        "unreadable"
    ] * 2
    assert all(r["points"] == "" for r in register.rows([("ada", "small")]))
    assert not (
        register.classroom / "autograded" / "ada" / "small" / "small.ipynb"
    ).exists()
    assert "it is no notebook" in page(register) and "Because" not in page(register)
    with gradebook(register) as book:
        assert all(
            g.needs_manual_grade and g.auto_score is None
            for g in book.student_submissions("ada")[0].notebooks[0].grades
        )
    enter(register, "good")
    # the answer is the one that was marked
    assert told(register, "words") == ("2", "graded", "marked by hand")


def test_nothing_handed_in_is_no_submission(register):
    fail(register, "missing")
    assert told(register, "code")[:2] == ("", "missing")
    with gradebook(register) as book:
        assert [student.id for student in book.students] == ["ada"]
        assert not book.assignment_submissions("small")


def test_marks_by_hand_survive_and_are_flagged_only_if_the_answer_changed(register):
    enter(register, "first")
    mark(register, "words", 1.5, "Say why.")
    assert told(register, "words") == ("1.5", "graded", "marked by hand")
    enter(register, "again", code=Outcome(0.0, "graded", "tests have changed"))
    assert told(register, "words") == (
        "1.5",
        "graded",
        "marked by hand",
    ) and "Say why." in page(register)
    other = small()
    other.cells[4].source = "Because of something else."
    for key in ("changed", "changed, graded twice"):
        enter(register, key, notebook=other)
        assert told(register, "words") == (
            "",
            "manual",
            "the answer has changed since it was marked (it had 1.5)",
        )
    with gradebook(register) as book:
        grade = book.find_grade("words", "small", "small", "ada")
        assert grade.manual_score == 1.5 and grade.needs_manual_grade
    enter(register, "first")
    assert told(register, "words")[0] == "1.5"
    enter(register, "changed", notebook=other)
    mark(register, "words", 2)
    assert told(register, "words") == ("2", "graded", "marked by hand")


def test_extra_credit_counts(register):
    enter(register)
    mark(register, "code", None, extra=0.5)
    assert told(register, "code") == ("2.5", "graded", "marked by hand")


def test_a_mark_by_hand_reaches_the_page(register):
    enter(register)
    before = page(register)
    mark(register, "words", 2, "Well said, <script>alert(1)</script> $x^2$.")
    register.rows([("ada", "small")])
    after = page(register)
    assert (
        before != after
        and "Well said, &lt;script&gt;" in after
        and "marked by your instructor" in after
    )
    assert register.done("ada", "small", "key")


def test_work_is_done_when_key_and_files_are_there(register):
    assert not register.done("ada", "small", "key")
    enter(register)
    assert register.done("ada", "small", "key") and not register.done(
        "ada", "small", "other"
    )
    for path in ("autograded/ada/small/small.ipynb", "feedback/ada/small.html"):
        enter(register)
        (register.classroom / path).unlink()
        assert not register.done("ada", "small", "key")


def test_a_gradebook_that_is_gone_is_made_anew_from_what_is_recorded(register):
    enter(register, code=Outcome(1.0, "graded", "half of it"))
    register.database.unlink()
    again = Register(register.classroom)
    again.prepare("small")
    assert again.done("ada", "small", "key")
    assert told(again, "code") == ("1", "graded", "half of it")
    assert [grade[1:3] for grade in grades(again)] == [("code", 1.0), ("words", None)]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"key": "key", "odd": 1}'])
def test_a_record_that_cannot_be_read_is_graded_again(register, text):
    enter(register)
    mark(register, "words", 2)
    path = register.classroom / "results" / "ada" / "small.json"
    path.write_text(text)
    assert not register.done("ada", "small", "key")
    assert told(register, "code") == ("", "missing", "not graded yet")
    enter(register)
    assert register.done("ada", "small", "key")
    assert told(register, "code") == ("2", "graded", "")
    assert told(register, "words")[2].endswith("it was marked (it had 2)")


def test_the_gradebook_follows_a_changed_master(register, master):
    enter(register)
    mark(register, "words", 2)
    changed = small(new_markdown_cell("## 3", id="h3"), answer("new"), graded("new", 3))
    changed.cells = [cell for cell in changed.cells if "code" not in cell.id]
    changed.cells[2].metadata.nbgrader.points = 4
    master(changed)
    for _ in range(2):
        register.prepare("small")
        rows = register.rows([("ada", "small")])
        assert [(r["exercise"], r["points"], r["max_points"]) for r in rows] == [
            ("words", "2", "4"),
            ("new", "", "3"),
        ]
    with gradebook(register) as book:
        submission = book.find_submission("small", "ada")
        assert submission.max_score == 7 and submission.score == 2
        assert {g.name for g in submission.notebooks[0].grades} == {"words", "new"}
        assert {c.name for c in submission.notebooks[0].comments} == {
            "words",
            "new_answer",
        }


def new_submission(register):
    enter(register, "new", code=Outcome(1.0, "graded", "half of it"))


def broken_submission(register):
    fail(register, "unreadable", "new")


def another_answer(register):
    other = small()
    other.cells[4].source = "Because of something else."
    enter(register, "changed", notebook=other)


def back_to_the_marked_answer(register):
    enter(register, "new")


@pytest.mark.parametrize(
    ("since", "hand_in"),
    [
        (lambda _: None, new_submission),
        (lambda _: None, broken_submission),
        (another_answer, back_to_the_marked_answer),
    ],
)
def test_a_kill_at_any_moment_is_repaired_by_another_run(
    register, since, hand_in, tmp_path
):
    enter(register, "old")
    mark(register, "words", 1.5)
    since(register)
    old = grades(register)
    before = shutil.copytree(register.classroom, tmp_path / "before")
    hand_in(register)
    wanted = state(register)
    seen = set()
    for step in range(1, 200, 2):
        shutil.rmtree(register.classroom)
        shutil.copytree(before, register.classroom)
        if not killed_at(step, lambda: hand_in(register)):
            break
        found = grades(register)
        assert found in (old, wanted[0]), (
            "a submission's grades appear whole or not at all"
        )
        seen.add(found == old)
        again = Register(register.classroom)
        if not again.done("ada", "small", "new"):
            hand_in(again)
        assert again.done("ada", "small", "new") and state(again) == wanted
    assert step > 10 and seen == {True, False}


def killed_at(step, task):
    """Run a task in a fork that dies, as by kill -9, before its step-th write; whether
    it came that far.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    left = step

    def count(*_, **__):
        nonlocal left
        left -= 1
        if left == 0:
            os._exit(9)

    def counted(function):
        return lambda *args, **options: (count(), function(*args, **options))[1]

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    os.replace = counted(os.replace)
    record.Path.write_text, record.Path.unlink = (
        counted(record.Path.write_text),
        counted(record.Path.unlink),
    )
    try:
        task()
    finally:
        os._exit(0)


def test_a_gradebook_begun_and_not_finished_is_made_anew(tmp_path):
    (tmp_path / ".gradebook.part").write_bytes(b"half a database")
    with opened(tmp_path / "gradebook.db") as book:
        assert not book.students


def test_grades_csv_holds_no_formula_and_one_line_a_message(register):
    enter(
        register,
        code=Outcome(
            0.0,
            "graded",
            '=HYPERLINK("http://evil")\n\x1b[31m, "then"\u202e' + "x" * 300,
        ),
    )
    for start in "+-@\t=":
        enter(
            register,
            student=f"{start}1" if start != "\t" else "s",
            code=Outcome(0.0, "graded", f"{start}cmd"),
        )
    rows = register.rows([("ada", "small"), ("=1", "small"), ("s", "small")])
    register.write_csv(rows)
    path = register.classroom / "grades.csv"
    written = path.read_bytes()
    with open(path, newline="", encoding="utf-8-sig") as file:
        read = list(csv.DictReader(file))
    assert written.startswith(b"\xef\xbb\xbf"), "by which Excel knows UTF-8"
    assert tuple(read[0]) == FIELDS and len(read) == 6 and written.count(b"\n") == 7
    assert (
        read[0]["message"].startswith("'=HYPERLINK") and len(read[0]["message"]) <= 201
    )
    assert read[2]["student"] == "'=1" and read[2]["message"] == "'=cmd"
    assert (
        not re.search(rb"[\x00-\x09\x0b-\x1f]", written)
        and "\u202e".encode() not in written
    )
    register.write_csv(rows)
    assert path.read_bytes() == written


ATTACKS = """<script>window.hacked = 1</script> <img src=x onerror="window.hacked=2"> <iframe src="https://evil.test"></iframe>
<svg onload="window.hacked=3"></svg> <a href="javascript:window.hacked=4">x</a> [y](javascript:window.hacked=5)
<meta http-equiv="refresh" content="0;url=https://evil.test"> <object data="https://evil.test"></object>
<style>* { position: fixed } @import url(https://evil.test);</style> ![t](https://evil.test/track.png)
<div style="position:fixed;inset:0;background:url(https://evil.test)" class="navbar-fixed-top" id="words">z</div>
<link rel=stylesheet href=https://evil.test><base href=https://evil.test>
<a href=" data:text/html,<script>1</script>">q</a>
$\\href{javascript:window.hacked=6}{x}$ $\\require{html}\\style{position:fixed}{x}$ $\\unicode{x3C}$ <!-- scripts -->
<form action=https://evil.test><button>go</button></form> <x-y onclick=alert(1)>

<details open ontoggle="window.hacked=7"><summary>s</summary></details> $$x^2 < 3$$

$\\text{<script>window.hacked=8</script>}$ $\\href{javascript:window.hacked=6}{x}$ $\\style{position:fixed}{x}$
$\\class{full}{x}$ $\\unicode{x3C}script\\unicode{x3E}$ $\\text{<img src=x onerror="window.hacked=8">}$ $\\rule{999em}{999em}$
$\\text{</mtext></math><img src=x onerror="window.hacked=8">}$ $\\newcommand{\\x}[1]{#1#1}\\x{\\x{z}}$ $\\frac{1$

[r]: javascript:window.hacked=8
[r] <math><mtext><script>window.hacked=9</script></mtext></math>"""


def hostile(name=NAME):
    """An executed notebook whose answers, cells and outputs all attack the reader."""
    notebook = nbformat.read(SOLUTIONS / name / f"{name}.ipynb", as_version=4)
    cells = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }
    for cell in answer_cells(notebook):
        cell.source = ATTACKS
    outputs = [
        new_output("display_data", data={"text/html": ATTACKS, "text/plain": ATTACKS})
    ]
    added = new_code_cell(
        ATTACKS + "\n# long" * 400,
        id="added",
        outputs=outputs,
        metadata={"tags": ['"><script>']},
    )
    cells["score_from_energy_answer"].outputs = outputs
    notebook.cells.insert(notebook.cells.index(cells["score_from_energy"]), added)
    notebook.metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": ATTACKS}
    }
    return notebook


def exercises(notebook):
    return {
        c.metadata.nbgrader.grade_id: c.cell_type
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade")
    }


@pytest.fixture(scope="module")
def attacked(tmp_path_factory, empty_gradebook):
    """A class with one submission, which attacks."""
    folder = tmp_path_factory.mktemp("attacked")
    shutil.copy(empty_gradebook, folder)
    register, notebook = Register(folder), hostile()
    register.prepare(NAME)
    outcomes = {
        e: MANUAL if kind == "markdown" else GRADED
        for e, kind in exercises(notebook).items()
    }
    outcomes["partition_function"] = Outcome(1.0, "graded", ATTACKS)
    register.enter(
        "eve", NAME, "key", notebook, outcomes, note="<script>window.hacked=12</script>"
    )
    return register


def listen(page):
    """What a page asks of the network or of the reader, from now on."""
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    return asked


@pytest.mark.needs("chromium")
def test_a_feedback_page_runs_and_loads_nothing_of_a_students(attacked, browser):  # noqa: F811
    path = attacked.classroom / "feedback" / "eve" / f"{NAME}.html"
    page = browser.new_page()
    asked = listen(page)
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert [url for url in asked if not url.startswith("data:image/png")] == [
        path.as_uri()
    ]
    assert page.evaluate("document.querySelectorAll('main math').length") > 5
    assert page.evaluate(
        "[...document.querySelectorAll('math, math *')].every(e => e.namespaceURI =="
        " 'http://www.w3.org/1998/Math/MathML' && !e.matches('[href], [style], [class]'))"
    )
    assert page.evaluate(
        "[...document.querySelectorAll('*')].every(e => getComputedStyle(e).position !="
        " 'fixed')"
    )
    assert (
        page.evaluate(
            "document.querySelectorAll('iframe, object, form, svg, script').length"
        )
        == 0
    )
    assert page.evaluate(
        "[...document.links].every(a =>"
        " /^(#|https?:|mailto:)/.test(a.getAttribute('href') || '#'))"
    )
    assert page.evaluate("document.querySelectorAll('[id=words]').length") == 0
    text = path.read_text(encoding="utf-8")
    assert "script-src 'none'" in text and len(text) < 115_000
    assert "HIDDEN" not in text
    assert "more characters are not shown here" in text
    page.close()


@pytest.mark.needs("chromium")
def test_a_feedback_page_tells_points_and_diagnoses_without_a_network_on_a_phone(
    register,
    browser,  # noqa: F811
):
    said = "✗ Exercise 1: right length, wrong way; " + "unbreakable" * 30
    enter(register, code=Outcome(0.0, "graded", said))
    path = register.classroom / "feedback" / "ada" / "small.html"
    page, complaints = open_offline(browser, path)
    page.set_viewport_size({"width": 360, "height": 740})
    text = page.inner_text("main")
    assert (
        "0 of 4 points so far; 1 of 2 exercises has no mark yet" in text
        and said in text
    )
    assert (
        "Exercise 1 · code" in text and "(1 minute)" not in text and "Because." in text
    )
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(
        "[...document.querySelectorAll('a')].every(a => document.querySelector(a.hash))"
    )
    assert not complaints


def test_what_is_kept_of_a_notebook_is_harmless_and_its_sources_are_as_handed_in():
    given = hostile()
    kept = harmless(given)
    assert [cell.source for cell in kept.cells] == [cell.source for cell in given.cells]
    shown = [cell for cell in kept.cells if cell.get("outputs")]
    assert (
        all(is_graded_test(cell) for cell in shown) and "widgets" not in kept.metadata
    )
    nbformat.validate(kept)


def test_markdown_keeps_its_mathematics_and_pictures():
    html = safe_markdown(
        {},
        "**$a<b$**"
        f" and\n\n$$\\begin{{aligned}}a&=b\\end{{aligned}}$$\n\n![p](data:image/png;base64,{PNG})",
    )
    assert (
        "<strong>$a&lt;b$</strong>" in html
        and "a&amp;=b" in html
        and f'src="data:image/png;base64,{PNG}"' in html
    )


def test_a_page_without_scripts_keeps_its_mathematics_text_and_pictures():
    html = safe_html(
        "**$a<b$** `<T>` and <T>, x < y and $x^2$.\n\n$$\\begin{aligned}a&=b\\end{aligned}$$"
        f"\n\n- [x] $\\foo$\n\n![p](data:image/png;base64,{PNG})"
    )
    assert "<mi>a</mi><mo>&lt;</mo><mi>b</mi>" in html
    assert "<code>&lt;T&gt;</code> and &lt;T&gt;, x &lt; y and" in html
    assert '<mtd columnalign="left"><mi></mi><mo>=</mo><mi>b</mi></mtd>' in html
    assert "<li>☑ <code>$\\foo$</code></li>" in html
    assert f'src="data:image/png;base64,{PNG}"' in html


@pytest.mark.parametrize(
    "formula",
    [
        "x" * 10_000,
        "{" * 900 + "}" * 900,
        "\\sqrt{" * 300 + "}" * 300,
        "\\frac{1",
        "\\newcommand{\\a}{\\a\\a}\\a",
        "\\begin{tikzcd}a&b\\end{tikzcd}",
        "\\text{a} & b",
    ],
    ids=lambda formula: formula[:12],
)
def test_a_formula_that_cannot_be_read_is_shown_as_it_was_written(formula):
    html = safe_html(f"so ${formula}$.")
    assert html.strip() == f"<p>so <code>{escape(f'${formula}$')}</code>.</p>"


def test_every_formula_of_the_course_is_set():
    formulas = [
        formula
        for path in SOLUTIONS.glob("*/*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
        for formula in re.findall(
            r"\$\$(.+?)\$\$|(?<!\$)\$([^$]+)\$", cell.source, re.S
        )
    ]
    left = [f for f in formulas if not mathml.convert(f[0] or f[1], "inline")]
    print(f"{len(formulas)} formulas, of which {len(left)} are shown as LaTeX")
    assert formulas and not left


@pytest.mark.needs("chromium")
def test_marks_typed_into_the_formgrader_arrive_and_the_instructor_is_safe(
    attacked,
    browser,  # noqa: F811
):
    command = [
        sys.executable,
        "-m",
        "grading.formgrader",
        "--classroom",
        str(attacked.classroom),
        "--no-browser",
    ]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=SOLUTIONS.parent
    )
    try:
        url = re.search(
            r"http://127.0.0.1:\d+/formgrader\?token=\S{20,}", server.stdout.readline()
        )[0]
        page = browser.new_page()
        goto(page, url)
        page.wait_for_selector(f"text={NAME}")
        with Gradebook(f"sqlite:///{attacked.database}", "score-functions") as book:
            submission = book.find_submission_notebook(NAME, NAME, "eve").id
        asked = listen(page)
        page.goto(url.split("?")[0] + f"/submissions/{submission}/")
        page.wait_for_selector("#sampled_not_evaluated.needs_manual_grade")
        # mathematics, set without asking anybody else
        page.wait_for_selector("mjx-container")
        assert all(a.startswith(("http://127.0.0.1:", "data:")) for a in asked)
        page.fill("#sampled_not_evaluated", "1.5")
        page.dispatch_event("#sampled_not_evaluated", "change")
        page.wait_for_selector("#sampled_not_evaluated:not(.needs_manual_grade)")
        assert page.evaluate("window.hacked") is None and not [
            a for a in asked if "evil" in a
        ]
        assert (
            page.evaluate(
                "document.querySelectorAll('.nbgrader_cell iframe, .nbgrader_cell"
                " script').length"
            )
            == 0
        )
        page.wait_for_timeout(300)
    finally:
        server.terminate()
        server.wait()
    rows = {r["exercise"]: r for r in attacked.rows([("eve", NAME)])}
    assert (
        rows["sampled_not_evaluated"]["points"],
        rows["sampled_not_evaluated"]["status"],
    ) == ("1.5", "graded")


def goto(page, url):
    """Open a page of a server that may still be starting."""
    for _ in range(200):
        with contextlib.suppress(PlaywrightError):
            page.goto(url)
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"nobody answers at {url}")


def test_nbgraders_own_commands_work_in_the_folder_of_the_class(attacked, tmp_path):
    folder = shutil.copytree(attacked.classroom, tmp_path / "class")
    for command in (["export"], ["generate_feedback", NAME], ["db", "upgrade"]):
        nbgrader(folder, *command)
    exported = (folder / "nbgrader-export.csv").read_text()
    assert (
        NAME in exported and "eve" in exported and not (folder / "grades.csv").exists()
    )
    stock = (folder / "feedback" / "eve" / NAME / f"{NAME}.html").read_text(
        encoding="utf-8"
    )
    assert "<script>window.hacked" not in stock and "BEGIN HIDDEN" not in stock
    assert Register(folder).done("eve", NAME, "key")


def nbgrader(folder, *arguments):
    path = {
        "PATH": f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_CONFIG_DIR": str(folder / "none"),
    }
    command = [f"{sys.prefix}/bin/nbgrader", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=os.environ | path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_nbgraders_own_autograde_is_refused_before_it_touches_anything(attacked):
    submitted = attacked.classroom / "submitted" / "eve" / NAME
    submitted.mkdir(parents=True, exist_ok=True)
    nbformat.write(hostile(), submitted / f"{NAME}.ipynb")
    result = NbGraderAPI(config=formgrader.class_config(attacked.classroom)).autograde(
        NAME, "eve"
    )
    assert not result["success"] and "make grade" in result["error"]
    assert attacked.done("eve", NAME, "key")


def test_a_class_without_grades_has_no_formgrader(tmp_path):
    with pytest.raises(
        CourseError, match=r"Nothing is graded yet in .*make grade CLASSROOM="
    ):
        formgrader.run(["--classroom", str(tmp_path)])
