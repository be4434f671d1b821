"""A bank of whole submissions: what a student hands in, and the rows of grades.csv that
it has to get.

Each case starts from the first notebook, solved in all its exercises in code, and
changes it as students do.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from grading.course import NOTEBOOKS, SOLUTIONS, assignments
from grading.sample import solve

NAME = assignments()[0]
IN_WORDS = "zeros_of_the_score"
ONE, TWO = "score_gaussian_1d", "score_gaussian_nd"
RIGHT = "def score_gaussian_1d(x, mu=0.0, sigma=1.0):\n    return -(x - mu) / sigma**2"
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42"
    "mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
WEBP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"

CASES = {}


@dataclass
class Work:
    """What a student hands in, and what it must get."""

    notebook: nbformat.NotebookNode
    # beside the notebook, by path
    files: dict[str, bytes] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    # exercise -> (points, status, words); else full points
    rows: dict[str, tuple] = field(default_factory=dict)
    everything: tuple | None = None  # (status, words) of all exercises
    on_page: list[str] = field(default_factory=list)
    not_on_page: list[str] = field(default_factory=list)
    hands_in_the_notebook: bool = True

    def cell(self, exercise: str):
        """The cell of an answer."""
        names = (exercise, f"{exercise}_answer")
        return next(
            cell
            for cell in self.notebook.cells
            if cell.metadata.get("nbgrader", {}).get("solution")
            and cell.metadata.nbgrader.grade_id in names
        )

    def place(self, exercise: str) -> int:
        """Where the answer stands."""
        return self.notebook.cells.index(self.cell(exercise))

    def add(self, source: str, before: str = TWO, after: bool = False):
        """Add a code cell before (or after) the answer to an exercise."""
        self.notebook.cells.insert(self.place(before) + after, new_code_cell(source))

    def write(self, text: str, **pictures: str):
        """Answer in words, with pictures: their MIME type and data by name."""
        self.cell(IN_WORDS).source = text
        bundles = {name: dict([picture]) for name, picture in pictures.items()}
        self.cell(IN_WORDS).attachments = nbformat.from_dict(bundles)

    def bytes(self) -> bytes:
        """The notebook as a file."""
        return json.dumps(self.notebook).encode()


def solved() -> nbformat.NotebookNode:
    """The students' notebook with right answers to all that is asked in code, and one
    in words.
    """
    notebook = nbformat.read(NOTEBOOKS / NAME / f"{NAME}.ipynb", as_version=4)
    solve(notebook, NAME)
    return notebook


def case(function: Callable[[Work], None]):
    """Enter a case into the bank, under its own name."""
    CASES[function.__name__] = function
    return function


def made(name: str) -> Work:
    """A case's submission."""
    work = Work(solved())
    CASES[name](work)
    return work


# Cells that are no Python, or that fail while they define.


@case
def missing_bracket(work):
    work.cell(TWO).source = "def score_gaussian_nd(x, mu, cov):\n    return (x - mu"
    work.rows[TWO] = (
        "0",
        "graded",
        "your cell is no Python: '(' was never closed, line 2",
    )


@case
def wrong_indentation(work):
    work.cell(TWO).source = "def score_gaussian_nd(x, mu, cov):\nreturn x - mu"
    work.rows[TWO] = (
        "0",
        "graded",
        "your cell is no Python: expected an indented block after function",
    )


@case
def unclosed_text(work):
    work.cell(ONE).source = RIGHT + "\nprint('done)"
    work.rows[ONE] = (
        "0",
        "graded",
        "your cell is no Python: unterminated string literal",
    )


@case
def null_character(work):
    work.cell(ONE).source = RIGHT + "\0"
    work.rows[ONE] = ("0", "graded", "your cell is no Python: ")


@case
def too_long_for_anybody(work):
    work.cell(ONE).source = RIGHT + "\n# more" * 20_000
    work.rows[ONE] = ("0", "graded", "your cell is no Python: it is longer than")


@case
def scratch_cells_that_are_no_python(work):
    lines = [
        "torch.linalg.solve?",
        "%%bash\nls",
        "%%html\n<b>x</b>",
        "files = !ls",
        "1/0 =",
        "x = (",
        "%timeit 1",
    ]
    for source in [
        *lines,
        "%%writefile notes.txt\nhello there",
        "!pip install x",
        "<<<<<<< HEAD",
        "?torch",
        "%%js\n//",
    ]:
        work.add(source)


@case
def scratch_cells_that_fail(work):
    for source in (
        "1/0",
        "raise SystemExit",
        "exit()",
        "get_ipython().kernel.do_shutdown(True)",
        "import nonsense",
    ):
        work.add(source)


@case
def name_missing_from_an_annotation(work):
    work.cell(TWO).source = "def score_gaussian_nd(x: Points, mu, cov):\n    return x"
    work.rows[TWO] = (
        "0",
        "graded",
        "your cell stopped with NameError: name 'Points' is not defined",
    )


@case
def default_that_fails(work):
    work.cell(ONE).source = (
        "scale = 1 / 0\n\n\ndef score_gaussian_1d(x, mu=0.0, sigma=scale):\n   "
        " return x"
    )
    work.rows[ONE] = (
        "0",
        "graded",
        "your cell stopped with ZeroDivisionError: division by zero",
    )


@case
def needs_a_cell_that_fails(work):
    work.add("table = open('table.txt').read()", before=ONE)
    work.cell(
        ONE
    ).source = "def score_gaussian_1d(x, mu=0.0, sigma=float(table)):\n    return x"
    work.rows[ONE] = (
        "0",
        "graded",
        "a cell that your answer needs stopped with FileNotFoundError",
    )


@case
def function_under_another_name(work):
    work.cell(ONE).source = RIGHT.replace("score_gaussian_1d", "my_score")
    work.rows[ONE] = ("0", "graded", "no cell defines score_gaussian_1d")


@case
def broken_draft_beside_the_answer(work):
    right, work.cell(ONE).source = (
        work.cell(ONE).source,
        "def score_gaussian_1d(x, mu=0.0, sigma=1.0):\n    return (x",
    )
    work.add(right, before=ONE, after=True)


WRONG = "def score_gaussian_nd(x, mu, cov):\n    return x - mu"


@case
def second_try_below_the_first(work):
    right = work.cell(TWO).source
    work.cell(TWO).source = WRONG
    work.add(right, after=True)
    work.on_page = ["answered more than once, and what stands last before its test"]


@case
def redefined_below_its_test(work):
    work.notebook.cells.insert(work.place(TWO) + 3, new_code_cell(WRONG))
    work.on_page = ["left out as copies or changes of other cells"]


@case
def newer_python(work):
    work.notebook.metadata["language_info"] = {"name": "python", "version": "3.99.1"}
    work.cell(ONE).source = "match x := 3:\n" + RIGHT
    work.rows[ONE] = (None, "manual", "the notebook is of Python 3.99")


@case
def older_python(work):
    work.notebook.metadata["language_info"] = {"name": "python", "version": "3.9.0"}
    work.cell(ONE).source = "print 'hello'\n" + RIGHT
    work.rows[ONE] = (
        "0",
        "graded",
        "your cell is no Python: Missing parentheses in call to 'print'",
    )


# Cells that end their process, and what is not installed.


@case
def scratch_cell_that_restarts(work):
    work.add("import os\nimport torch\nos.kill(os.getpid(), 9)", before=ONE)
    work.on_page.append("ended the process that ran it")


@case
def answer_that_ends_its_process(work):
    work.cell(TWO).source += "\n\n\nimport os\nos._exit(0)"
    work.rows[TWO] = (
        None,
        "crashed",
        "score_gaussian_nd ended the process in which it ran",
    )


@case
def needs_scipy(work):
    work.cell(ONE).source = (
        "from scipy.stats import norm\n\n\ndef score_gaussian_1d(x, mu=0.0,"
        " sigma=1.0):\n    return norm(x)"
    )
    work.rows[ONE] = (
        None,
        "manual",
        "score_gaussian_1d needs the module scipy, which is not installed",
    )


@case
def imports_in_the_function(work):
    work.cell(ONE).source = (
        "def score_gaussian_1d(x, mu=0.0, sigma=1.0):\n    import jax\n    return"
        " jax.grad(x)"
    )
    work.rows[ONE] = (
        None,
        "manual",
        "score_gaussian_1d needs the module jax, which is not installed",
    )


@case
def colab_import_above_the_others(work):
    work.add(
        "from google.colab import drive, files\nimport google.colab, torch", before=ONE
    )
    work.cell(TWO).source = f"import google.colab\n{work.cell(TWO).source}"


@case
def somebody_elses_helpers_in_the_folder(work):
    work.files["helpers.py"] = b"raise RuntimeError('not the course')"
    work.add("import helpers")


# Pictures, and what stops a page.


@case
def pasted_gif(work):
    work.write("See ![a](attachment:a.gif)", **{"a.gif": ("image/gif", GIF)})
    work.on_page.append(f"data:image/gif;base64,{GIF}")


@case
def pasted_webp(work):
    work.write("See ![a](attachment:a.webp)", **{"a.webp": ("image/webp", WEBP)})
    work.on_page.append(f"data:image/webp;base64,{WEBP}")


@case
def picture_of_a_type_that_is_not_shown(work):
    work.write(
        "See ![a](attachment:a.tiff) here", **{"a.tiff": ("image/tiff", "SUkqAA==")}
    )
    work.on_page += [
        "the picture a.tiff is missing, or of a type that is not shown here",
        "here",
    ]


@case
def blanks_in_a_pictures_name(work):
    work.write(
        "![a](attachment:my%20first%20plot.png) ![b](attachment:my first plot.png)",
        **{"my first plot.png": ("image/png", PNG)},
    )
    work.on_page.append(f"data:image/png;base64,{PNG}")
    work.not_on_page.append("is missing")


@case
def picture_in_html(work):
    work.write(
        '<img src="attachment:p.png" width="300"/>', **{"p.png": ("image/png", PNG)}
    )
    work.on_page.append(f"data:image/png;base64,{PNG}")


@case
def picture_never_attached(work):
    work.write("Look: ![p](attachment:image.png)")
    work.on_page += ["Look:", "the picture image.png is missing"]


@case
def attachments_that_are_no_dictionary(work):
    work.cell(IN_WORDS).attachments = {"a.png": "text", "b.png": {"image/png": 5}}


@case
def two_cells_with_an_image_of_the_same_name(work):
    work.write("One: ![p](attachment:image.png)", **{"image.png": ("image/png", PNG)})
    second = new_markdown_cell("Two: ![p](attachment:image.png)")
    second.attachments = nbformat.from_dict({"image.png": {"image/gif": GIF}})
    work.notebook.cells.insert(work.place(IN_WORDS) + 1, second)
    work.on_page += [f"data:image/png;base64,{PNG}", f"data:image/gif;base64,{GIF}"]


@case
def fence_whose_highlighter_never_ends(work):
    work.write(
        "```rita\n" + "_" * 300 + "\n```\n\n```systemd\n" + "\\ \n" * 200 + "\n```"
    )
    work.on_page.append("_" * 300)


@case
def front_matter_that_is_hard_to_read(work):
    work.write(
        "[" * 4000
        + "a"
        + "](" * 2000
        + "\n\n"
        + "*_" * 4000
        + "\n\n"
        + "> " * 900
        + "x\n\n"
        + "$" * 4001
    )


# What is slow to read.


@case
def empty_lines_before_a_function(work):
    work.cell(ONE).source = "\n" * 15_000 + RIGHT
    work.add(" \n\t" * 10_000 + "x = 1")


@case
def statements_beside_a_stub(work):
    stub = (
        "def score_gaussian_1d(x, mu=0.0, sigma=1.0):\n    raise NotImplementedError\n"
    )
    work.cell(ONE).source = stub + "a=1\n" * 8000
    work.rows[ONE] = ("0", "blank", "nothing filled in")


# Answers in words, in other places.


@case
def words_in_a_code_cell_as_comments(work):
    work.write("*Your answer here.*")
    work.add(
        "# A zero is a mode, a minimum or a saddle.\n# The Jacobian tells.",
        before=IN_WORDS,
    )


@case
def words_in_a_code_cell_as_prose(work):
    work.write("*Your answer here.*")
    work.add("The zeros are modes, valleys and saddles.", before=IN_WORDS, after=True)


@case
def words_in_quotes_in_a_code_cell(work):
    work.write("*Your answer here.*")
    work.add(
        '"""The zeros are modes, valleys and saddles."""', before=IN_WORDS, after=True
    )


@case
def words_at_the_end_of_the_question(work):
    work.write("*Your answer here.*")
    work.notebook.cells[
        work.place(IN_WORDS) - 1
    ].source += " Modes, minima and saddles: by the Jacobian."


@case
def words_as_a_paragraph_of_the_question(work):
    work.write("*Your answer here.*")
    question = work.notebook.cells[work.place(IN_WORDS) - 1]
    question.source = question.source.replace(
        "\n\n<details>", "\n\nModes, minima and saddles.\n\n<details>", 1
    )


@case
def earlier_wording_of_the_question_and_no_answer(work):
    work.write("*Your answer here.*")
    question = work.notebook.cells[work.place(IN_WORDS) - 1]
    question.source = question.source.replace("Exercise 1.8", "Exercise 1.9").replace(
        "four or five", "a few"
    )
    question.id = "exercise-1-9-is-every-zero-a-mode"
    work.rows[IN_WORDS] = ("0", "blank", "nothing filled in")


@case
def earlier_wording_of_the_question_and_an_answer(work):
    work.write("Modes, minima and saddles.")
    question = work.notebook.cells[work.place(IN_WORDS) - 1]
    question.source = question.source.replace(
        "Exercise 1.8 · is every zero a mode?", "Exercise 1.7 · zeros"
    )
    question.id = "exercise-1-7-zeros"
    work.not_on_page.append("1.7 · zeros")


@case
def no_answer_anywhere(work):
    work.write("*Your answer here.*")
    work.add("1/0", before=IN_WORDS)
    work.rows[IN_WORDS] = ("0", "blank", "nothing filled in")


# Files and folders.


@case
def folder_called_like_a_notebook(work):
    work.folders.append("x.ipynb")
    work.on_page.append("passed over: x.ipynb is a folder")


@case
def nothing_but_a_folder_called_like_a_notebook(work):
    work.hands_in_the_notebook = False
    work.folders.append(f"{NAME}.ipynb")
    work.everything = (
        "missing",
        f"nothing handed in; passed over: {NAME}.ipynb is a folder",
    )


@case
def ids_that_are_not_unique(work):
    for cell in work.notebook.cells:
        cell.id = "cell"


@case
def ids_that_are_none(work):
    for number, cell in enumerate(work.notebook.cells):
        cell.id = ("", "with blanks", "x" * 200, 5, None)[number % 5]


@case
def emptier_notebook_beside_it(work):
    emptier = Work(solved())
    for exercise in (TWO, "score_laplace"):
        emptier.cell(
            exercise
        ).source = f"def {exercise}(*_):\n    raise NotImplementedError"
    emptier.cell(
        ONE
    ).source = "def score_gaussian_1d(x, mu=0.0, sigma=1.0):\n    return x"
    work.files["a first draft.ipynb"] = emptier.bytes()
    work.on_page.append("left out a first draft.ipynb")


@case
def two_notebooks_that_differ(work):
    other = Work(solved())
    other.cell(
        ONE
    ).source = "def score_gaussian_1d(x, mu=0.0, sigma=1.0):\n    return x"
    work.files["other.ipynb"] = other.bytes()
    work.everything = (
        "misaligned",
        f"{NAME}.ipynb and other.ipynb hold different answers",
    )


@case
def no_notebook(work):
    work.hands_in_the_notebook = False
    work.files["work.ipynb"] = (
        b"My answers: \x00\xff <script>window.hacked = 1</script>"
    )
    work.everything = ("unreadable", "work.ipynb is no notebook")


@case
def cut_off_upload(work):
    work.hands_in_the_notebook = False
    work.files["work.ipynb"] = work.bytes()[:20_000]
    work.everything = ("unreadable", "ends in the middle")


@case
def another_assignments_notebook(work):
    work.hands_in_the_notebook = False
    other = assignments()[1]
    work.files["work.ipynb"] = (SOLUTIONS / other / f"{other}.ipynb").read_bytes()
    work.everything = ("misaligned", f"is the notebook {other}")


@case
def notebook_without_cells(work):
    work.hands_in_the_notebook = False
    work.files["work.ipynb"] = (
        b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    work.everything = ("unreadable", "without a single cell")
