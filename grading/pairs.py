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
    is_check,
    main,
    nbgrader_config,
    settings,
    slug,
    source,
)

CELL_HEADER = re.compile(r"^# %%.*\bnbgrader=(.*)", re.MULTILINE)
CELL = re.compile(r"^# %% ?(.*)$", re.MULTILINE)
SETUP_CELL = re.compile(
    r'(?<=^# %% tags=\["setup"\]\n).*?(?=\n\n# %%)', re.MULTILINE | re.DOTALL
)
BADGE = re.compile(
    r"(?<=\[!\[Open in"
    r" Colab\]\(https://colab.research.google.com/assets/colab-badge.svg\)\]\()[^)]*"
)
HEADING = re.compile(r"^# # (.+)$", re.MULTILINE)
SPEAKS_OF = re.compile(
    r"\bnotebooks? (\d+(?:(?:, | and |, and |–| to )\d+)*)", re.IGNORECASE
)
FACTS = re.compile(
    r"^# \*Notebook \d+(?: of \d+)? · about (\d+) minutes · .*\*$", re.MULTILINE
)
WORTH = re.compile(r"^(# ### Exercise .*, )[\d.]+ points?\b", re.MULTILINE)
ROW = re.compile(
    r"^\| \[\d+ · .*\]\(notebooks/(\w+)/\w+\.ipynb\) \| (.*?) \|.*\n", re.MULTILINE
)
PICTURE = ROOT / ".github" / "picture.png"
README = ROOT / "README.md"

EXERCISE = re.compile(  # its number, and the grade_id of the cell for its answer
    r"^# ### Exercise (\d+\.\d+) ·"
    r'.*?^# %% *(\[markdown\])?[^\n]*"grade_id": "(\w+?)(?:_answer)?"[^\n]*"solution":'
    r" true",
    re.MULTILINE | re.DOTALL,
)
HAND_IN = re.compile(r"^#\n# ## Ready to hand in\?\n.*\Z|\Z", re.MULTILINE | re.DOTALL)

SETUP = """\
from glob import glob
from importlib.util import find_spec
from pathlib import Path

# A new machine, such as Colab: fetch the helpers, and nothing else.
if not getattr(find_spec("helpers"), "origin", None):
    source = "git+{repository}@{branch}"
    source = (glob("score_functions_helpers-*.whl") or [source])[0]
    # %pip install -qqq --no-deps "{{source}}"
found = getattr(find_spec("helpers"), "origin", None)
assert found, (
    "No network? Put the course's .whl file beside this notebook "
    "and run this cell again."
)
assert Path(found).with_name("matching.py").exists(), (
    f"Other helpers are in the way: {{found}}. Rename them, "
    "restart the kernel, and run this cell again."
)
from helpers import runtime

device = runtime.setup(seed=0)"""

READY = """\
#
# ## Ready to hand in?
#
# Save the notebook and run the last cell. It names the exercises that are still open,
# and answers whose cell is missing or there twice. It does not grade: the checks above
# say what is right.

# %% tags=["hand-in"]
checks.ready_to_hand_in(
    code={code},
    words={words},
)
"""


def stamp(text: str, name: str, repository: str, branch: str) -> str:
    """A source's text with what follows from elsewhere: the set-up cell and the Colab
    badge from the course's settings,
    the number of the notebook, the points in its headings from the metadata of its
    tests, and the last cell from its
    exercises.
    """
    if len(SETUP_CELL.findall(text)) != 1 or len(BADGE.findall(text)) != 1:
        raise CourseError(
            f'{name}.py needs one set-up cell (`# %% tags=["setup"]`) and one "Open in'
            ' Colab" badge.'
        )
    worth = _worth(name, text)
    if (
        len(WORTH.findall(text)) != len(worth)
        or not FACTS.search(text)
        or not HEADING.search(text)
    ):
        raise CourseError(
            f"{name}.py needs a title (# …), a line *Notebook 1 of 4 · about 90 minutes"
            f" · 15 points* under it, and for each of its {len(worth)} graded cells a"
            " heading ### Exercise 1.1 · what it asks (5 minutes, 1 point)."
        )
    text = SETUP_CELL.sub(
        lambda _: SETUP.format(repository=repository, branch=branch), text
    )
    text = BADGE.sub(lambda _: colab(name, repository, branch), text)
    each = iter(worth)
    text = WORTH.sub(lambda heading: heading[1] + _points(next(each)), text)
    text = FACTS.sub(
        lambda facts: (
            f"# *{_number(name)} · about {facts[1]} minutes · {_points(sum(worth))}*"
        ),
        text,
    )
    if not HAND_IN.search(text)[0] and CELL.findall(text)[-1] != "[markdown]":
        text = (  # not into a cell of code, or of an answer
            f"{text.rstrip()}\n\n# %% [markdown]\n"
        )
    return HAND_IN.sub(lambda _: hand_in(text), text, count=1)


def _worth(name: str, text: str) -> list[float]:
    """The points of each graded cell of a source."""
    return [
        float(meta.get("points", 0))
        for meta in _metadata(name, text).values()
        if meta.get("grade")
    ]


def _points(number: float) -> str:
    return f"{number:g} point{'s' * (number != 1)}"


def _number(name: str) -> str:
    """The number of a notebook, from its folder's name; and of how many, where none is
    left out.
    """
    numbers = [number_of(other) for other in assignments()]
    of_all = (
        f" of {len(numbers)}" if numbers == list(range(1, len(numbers) + 1)) else ""
    )
    return f"Notebook {number_of(name)}{of_all}"


def number_of(name: str) -> int:
    """The number that a notebook's name begins with.

    Raises `CourseError` where it does not.
    """
    found = re.match(r"\d+", name)
    if not found:
        raise CourseError(
            f"{name}: the name of a notebook's folder begins with its number, as in"
            f" 05_{name}."
        )
    return int(found[0])


def missing_notebooks(name: str) -> list[str]:
    """The lines of a source that speak of a notebook which the course does not have."""
    there = {number_of(other) for other in assignments()}
    lines = []
    for place, line in enumerate(
        source(name).read_text(encoding="utf-8").splitlines(), 1
    ):
        spoken_of = {
            int(number)
            for found in SPEAKS_OF.findall(line)
            for number in re.findall(r"\d+", found)
        }
        if gone := spoken_of - there:
            which = " and ".join(map(str, sorted(gone)))
            lines.append(
                f"{source(name).relative_to(ROOT)}:{place} speaks of notebook {which},"
                f" which is not there: {line}"
            )
    return lines


def hand_in(text: str) -> str:
    """The end of a source's text: the cell with which students see what is missing
    before they hand in.
    """
    exercises = [match.groups() for match in EXERCISE.finditer(text)]
    code = {number: name for number, in_words, name in exercises if not in_words}
    words = {number: name for number, in_words, name in exercises if in_words}
    return READY.format(code=_as_lines(code), words=_as_lines(words))


def _as_lines(names: dict[str, str]) -> str:
    """A dict as code, an entry to a line."""
    entries = [f'"{number}":\0"{name}"' for number, name in names.items()]
    if len(entries) < 2:
        return f"{{{''.join(entries)}}}".replace("\0", " ")
    lines = "".join(f"        {entry},\n" for entry in entries)
    return f"{{\n{lines}    }}".replace("\0", " ")


def colab(name: str, repository: str, branch: str) -> str:
    """Where Colab opens a student notebook of a repository on GitHub."""
    project = repository.removesuffix(".git").removeprefix("https://github.com/")
    return f"https://colab.research.google.com/github/{project}/blob/{branch}/notebooks/{name}/{name}.ipynb"


def readme(text: str) -> str:
    """README.md with a row for each notebook; what it is about, the second column,
    stays as it is written there.
    """
    about = dict(ROW.findall(text))
    rows = [_row(number_of(name), name, about.get(name, "…")) for name in assignments()]
    first = ROW.search(text).start()
    return text[:first] + "".join(rows) + ROW.sub("", text[first:])


def _row(number: int, name: str, about: str) -> str:
    text = source(name).read_text(encoding="utf-8")
    title, minutes = HEADING.search(text)[1], FACTS.search(text)[1]
    link, badge = (
        f"notebooks/{name}/{name}.ipynb",
        f"[open in Colab]({colab(name, **settings())})",
    )
    return (
        f"| [{number} · {title}]({link}) | {about} | {minutes} |"
        f" {sum(_worth(name, text)):g} | {badge} |\n"
    )


def solved(name: str, text: str) -> nbformat.NotebookNode:
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


def _check_nbgrader(name: str, text: str):
    """Refuse metadata that nbgrader would misread or, worse, overlook."""
    seen = {}
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


def _cell_ids(cells):
    """The grade_id where there is one, else the heading above and a count: the same on
    every conversion.
    """
    section, count, taken = (
        "start",
        0,
        {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells},
    )
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


def student(name: str, notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
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


def fingerprint(notebook) -> str:
    """A hash of all that the outputs of a notebook depend on: its own code and the
    helpers'.
    """
    own = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    helpers = [
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "helpers").rglob("*.py"))
    ]
    return hashlib.sha256("\0".join(own + helpers).encode()).hexdigest()


def keep_outputs(notebook, stored: Path):
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


def as_text(notebook, fmt: str) -> str:
    """A notebook as `ipynb` or `py:percent` text, the same on every run."""
    if fmt == "ipynb":
        text = nbformat.writes(notebook, indent=1)
    else:
        config = load_jupytext_configuration_file(str(ROOT / "pyproject.toml"))
        text = jupytext.writes(notebook, fmt=fmt, config=config)
    return text.rstrip("\n") + "\n"


def derive(name: str, execute=None) -> dict[Path, str]:
    """Every file that follows from solutions/<name>/<name>.py, with its text; that
    source, stamped, included.

    `execute`, a function notebook -> notebook, is called where the stored outputs no
    longer fit the code.
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


def cover(notebook) -> nbformat.NotebookNode:
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


def has_outputs(notebook) -> bool:
    """Whether a notebook has been executed and its outputs stored."""
    return any(cell.get("outputs") for cell in notebook.cells)


def stale(names: list[str]) -> list[Path]:
    """The files that are no longer what the sources give."""
    files = {path: text for name in names for path, text in derive(name).items()}
    files[README] = readme(README.read_text(encoding="utf-8"))
    return [
        path
        for path, text in files.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def check_fresh(names: list[str]):
    """Raise `CourseError` where a file is no longer what the sources give."""
    if old := [str(path.relative_to(ROOT)) for path in stale(names)]:
        raise CourseError(
            f"{', '.join(old)}: not what the sources give. Run `make release`."
        )


def run(arguments):
    if arguments == ["--check"]:
        check_fresh(assignments())
    else:
        release(assignments(arguments))


def check_nothing_is_lost(name: str):
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


def release(names: list[str]):
    """Write what has changed of the files that follow from the sources.

    Raises `CourseError` before any is written.
    """
    from grading.execution import execute, without_live_widgets

    for name in names:
        check_nothing_is_lost(name)
    files = {}
    # all of them before the first is written: a mistake leaves everything as it was
    for name in names:
        files |= derive(
            name, execute=lambda nb, name=name: without_live_widgets(execute(nb, name))
        )
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print("wrote", path.relative_to(ROOT))
    PICTURE.write_bytes(picture())
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")
    for line in (line for name in assignments() for line in missing_notebooks(name)):
        print(f"note: {line}")


if __name__ == "__main__":
    main(run)
