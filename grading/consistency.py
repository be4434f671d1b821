"""What a source says twice has to agree: points, numbers, addresses, exercises."""

import re

from nbformat import NotebookNode

from grading.course import CourseError, assignments, points, settings, source

EXERCISE = re.compile(r"^### Exercise (\d+\.\d+) · .*, ([\d.]+ points?)\b", re.M)
TITLE = re.compile(r"^# (.+)$", re.M)
FACTS = re.compile(r"^\*Notebook (\d+) · about (\d+) minutes · (.+)\*$", re.M)
SPEAKS_OF = re.compile(
    r"\bnotebooks? (\d+(?:(?:, | and |, and |–| to )\d+)*)", re.IGNORECASE
)
OPENING = "`# title`, the Colab badge, and `*Notebook {} · about 90 minutes · {}*`"
HAND_IN = """\
## Ready to hand in?

Save the notebook and run the last cell. It names the exercises that are still open,
and answers whose cell is missing or there twice. It does not grade: the checks above
say what is right."""


def check_agreement(notebooks: dict[str, NotebookNode], readme: str) -> None:
    """Raise `CourseError` with all that solved notebooks, by name, and README.md say
    and that is not so.
    """
    said = [
        f"{name}.py: {sentence}"
        for name, notebook in notebooks.items()
        for sentence in _disagreements(name, notebook)
    ]
    said += [] if said else _readme(readme, notebooks)
    if said:
        raise CourseError("\n".join(said))


def _disagreements(name: str, notebook: NotebookNode) -> list[str]:
    return [
        *_opening(name, notebook),
        *_set_up(notebook),
        *_headings(notebook),
        *_hand_in(notebook),
    ]


def _opening(name: str, notebook: NotebookNode) -> list[str]:
    """What its first cell says of the notebook's number, points and address."""
    text = notebook.cells[0].source
    number, worth = number_of(name), in_points(points(notebook))
    facts = FACTS.search(text)
    said = []
    if not TITLE.match(text) or not facts or (facts[1], facts[3]) != (number, worth):
        said.append(f"the first cell has to hold {OPENING.format(number, worth)}.")
    if f"]({colab(name)})" not in text:
        said.append(f'the "Open in Colab" badge has to lead to {colab(name)}')
    return said


def _set_up(notebook: NotebookNode) -> list[str]:
    """Where its set-up cell fetches the helpers from."""
    cells = [c for c in notebook.cells if "setup" in c.metadata.get("tags", [])]
    address = "git+{repository}@{branch}".format(**settings())
    if len(cells) == 1 and f'"{address}"' in cells[0].source:
        return []
    return [f'one cell tagged "setup" has to fetch the helpers from "{address}".']


def _headings(notebook: NotebookNode) -> list[str]:
    """The points in its headings, beside those of the cells that are graded."""
    said: list[str] = []
    heading = None
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("grade"):
            worth = in_points(meta["points"])
            if not heading or heading[2] != worth:
                said.append(
                    f"over {meta['grade_id']} there has to be a heading like"
                    f" ### Exercise 1.1 · what it asks (5 minutes, {worth})"
                )
            heading = None
        elif cell.cell_type == "markdown":
            heading = EXERCISE.search(cell.source) or heading
    return said


def _hand_in(notebook: NotebookNode) -> list[str]:
    """The exercises that its last cell looks for before a student hands in."""
    *_, words, last = notebook.cells
    call = "checks.ready_to_hand_in(\n    code={},\n    words={},\n)".format(
        *map(_as_lines, exercises(notebook))
    )
    if words.source.endswith(HAND_IN) and last.source == call:
        return []
    return [f"it has to end with\n\n{HAND_IN}\n\nand the code cell\n\n{call}\n"]


def exercises(
    notebook: NotebookNode,
) -> tuple[dict[str | None, str], dict[str | None, str]]:
    """The exercises by number, with what their answers are called: code, and words.

    None is the number of one that stands before any heading.
    """
    code: dict[str | None, str] = {}
    words: dict[str | None, str] = {}
    number = None
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("solution"):
            kind = code if cell.cell_type == "code" else words
            kind[number] = meta["grade_id"].removesuffix("_answer")
        elif found := EXERCISE.search(cell.source):
            number = found[1]
    return code, words


def _as_lines(names: dict[str | None, str]) -> str:
    """A dict as code, an entry to a line where it has several."""
    entries = [f'"{number}": "{name}"' for number, name in names.items()]
    if len(entries) < 2:
        return f"{{{''.join(entries)}}}"
    lines = "".join(f"        {entry},\n" for entry in entries)
    return f"{{\n{lines}    }}"


def in_points(number: float) -> str:
    """A number of points, in words."""
    return "1 point" if number == 1 else f"{number:g} points"


def number_of(name: str) -> str:
    """The number that a notebook's name begins with, as in its headings.

    Raises `CourseError` where it does not.
    """
    found = re.match(r"0*(\d+)", name)
    if not found:
        raise CourseError(
            f"{name}: the name of a notebook's folder begins with its number, as in"
            f" 05_{name}."
        )
    return found[1]


def colab(name: str) -> str:
    """Where Colab opens a student notebook of the public repository on GitHub."""
    at = settings()
    project = at["repository"].removesuffix(".git").removeprefix("https://github.com/")
    return (
        f"https://colab.research.google.com/github/{project}/blob/{at['branch']}"
        f"/notebooks/{name}/{name}.ipynb"
    )


def _readme(text: str, notebooks: dict[str, NotebookNode]) -> list[str]:
    """What README.md lacks of one row for each notebook, in their order."""
    expected = {name: _row(name, notebook) for name, notebook in notebooks.items()}
    rows = re.findall(r"(?m)^\| \[.*\]\(notebooks/(\w+)/.*$", text)
    missing = [
        f"{start} what it is about {end}"
        for start, end in expected.values()
        if not re.search(f"(?m)^{re.escape(start)} .+ {re.escape(end)}$", text)
    ]
    if rows == list(expected) and not missing:
        return []
    head = "README.md needs one row for each notebook, in their order. It lists"
    return [f"{head} {', '.join(rows)}, and has not:", *missing]


def _row(name: str, notebook: NotebookNode) -> tuple[str, str]:
    """The beginning and the end of a notebook's row in README.md."""
    text = notebook.cells[0].source
    title, facts = TITLE.search(text), FACTS.search(text)
    assert title and facts  # else `_opening` has objected
    heading = f"{number_of(name)} · {title[1]}"
    minutes, worth = facts[2], f"{points(notebook):g}"
    return (
        f"| [{heading}](notebooks/{name}/{name}.ipynb) |",
        f"| {minutes} | {worth} | [open in Colab]({colab(name)}) |",
    )


def missing_notebooks(name: str) -> list[str]:
    """The lines of a source that speak of a notebook which the course does not have."""
    there = {number_of(other) for other in assignments()}
    found = []
    lines = source(name).read_text(encoding="utf-8").splitlines()
    for place, line in enumerate(lines, 1):
        numbers = re.findall(r"\d+", " ".join(SPEAKS_OF.findall(line)))
        if gone := sorted(set(numbers) - there):
            found.append(
                f"{name}.py:{place} speaks of notebook {' and '.join(gone)},"
                f" which is not there: {line}"
            )
    return found
