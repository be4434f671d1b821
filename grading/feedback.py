"""What a student gets back: one page with points, diagnoses and their answers, and
nothing in it that acts.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbgrader.preprocessors import ClearHiddenTests, GetGrades
from nbgrader.utils import is_grade, is_solution

from grading.harmless import safe_markdown, short
from grading.outcome import WAITS
from grading.pages import MATHJAX, TEMPLATES, mathjax

SHEETS = (TEMPLATES / "page" / "page.css", TEMPLATES / "feedback_page" / "feedback.css")
WORDS = {
    "manual": "waits for your instructor’s mark",
    "blank": "nothing filled in",
    "timeout": "took too long, so it has no mark yet",
    "out_of_memory": "needed too much memory, so it has no mark yet",
    "crashed": "could not be tested to its end, so it has no mark yet",
    "misaligned": "could not be found in your file, so it has no mark yet",
    "refused": "not accepted",
    "missing": "nothing handed in",
    "unreadable": "your file could not be read, so it has no mark yet",
}
LOOKS = {
    "full": "right",
    "part": "right in part",
    "none": "not right yet",
    "waiting": "has no mark yet",
}


@dataclass(frozen=True)
class Result:
    """What became of one exercise: `points` is None where it has no mark (yet)."""

    exercise: str
    points: float | None
    max_points: float
    status: str
    message: str = ""
    by_hand: bool = False
    comment: str = ""


PREPROCESSORS = [GetGrades, ClearHiddenTests]


def page(
    master,
    notebook,
    student: str,
    results: list[Result],
    note: str = "",
    stamp: str = "",
) -> str:
    """The feedback page, one file that needs no other.

    `master` is the solved notebook; `notebook` None: no answers.

    `stamp` says what the page was made from; it comes back from `stamp_of`.
    """
    titles = _titles(master)
    cells = (
        list(_shown(master, notebook, {r.exercise: r for r in results}, titles))
        if notebook
        else []
    )
    scripts = mathjax_scripts() if notebook else ()
    allowed = " ".join(f"'sha256-{_digest(script)}'" for script in scripts) or "'none'"
    about = {
        "stamp": stamp,
        "policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
        "img-src data:; font-src data:; "
        f"style-src 'unsafe-inline'; script-src {allowed}",
        "css": "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS),
        "title": re.search(r"^# (.+)$", master.cells[0].source, re.MULTILINE)[1],
        "student": student,
        "note": note,
        "results": [_described(result, titles) for result in results],
        "points": f"{sum(r.points or 0 for r in results):g}",
        "max_points": f"{sum(r.max_points for r in results):g}",
        "waiting": sum(r.points is None for r in results),
        "answers": notebook is not None,
    }
    shown = nbformat.v4.new_notebook(
        cells=cells, metadata={"language_info": {"name": "python"}}
    )
    html, _ = _exporter().from_notebook_node(shown, resources={"page": about})
    return html.replace(
        "<!-- scripts -->",
        "\n".join(f"<script>{script}</script>" for script in scripts),
        1,
    )


def stamp_of(path: Path) -> str:
    """What the page at `path` was made from; nothing where there is none."""
    if not path.is_file():
        return ""
    with open(path, encoding="utf-8") as file:
        found = re.search(r'<meta content="([^"]*)" name="made-from"', file.read(2000))
    return found[1] if found else ""


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(
        template_name="feedback_page",
        extra_template_basedirs=[str(TEMPLATES)],
        filters={"markdown2html": safe_markdown},
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )


@cache
def mathjax_scripts() -> tuple[str, str]:
    """MathJax and its settings: the only scripts that a page may run."""
    # \href, \style, \require
    tex = MATHJAX["tex"] | {"packages": {"[-]": ["autoload", "require", "html"]}}
    settings = MATHJAX | {"tex": tex}
    return f"window.MathJax = {json.dumps(settings)};", mathjax().read_text(
        encoding="utf-8"
    )


@cache
def look() -> str:
    """A hash of what decides how a page looks, whatever is on it."""
    files = [
        Path(__file__),
        Path(__file__).with_name("harmless.py"),
        *SHEETS,
        TEMPLATES / "feedback_page" / "index.html.j2",
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[
        :16
    ]


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _heading(cell) -> str | None:
    found = (
        re.findall(r"^#+ (.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown"
        else []
    )
    return found[-1] if found else None


def _titles(master) -> dict[str, str]:
    """For each exercise the heading before it, without the minutes and points in
    brackets.
    """
    titles, heading = {}, ""
    for cell in master.cells:
        if is_grade(cell):
            titles[cell.metadata.nbgrader.grade_id] = re.sub(
                r" *\([^)]*\)$", "", heading
            )
        elif not is_solution(cell):
            heading = _heading(cell) or heading
    return titles


def _described(result: Result, titles) -> dict:
    """A result in words that a student understands."""
    if result.points is None:
        look = "waiting"
    else:
        look = (
            "full"
            if result.points >= result.max_points
            else "part"
            if result.points > 0
            else "none"
        )
    words = (
        "marked by your instructor"
        if result.by_hand
        else WORDS.get(result.status) or LOOKS[look]
    )
    silent = result.by_hand or result.status == "blank" or result.message == WAITS
    return {
        "exercise": result.exercise,
        "status": result.status,
        "title": titles[result.exercise],
        "points": "–" if result.points is None else f"{result.points:g}",
        "max_points": f"{result.max_points:g}",
        "words": words,
        "look": look,
        "message": "" if silent else result.message,
        "comment": result.comment,
    }


def _shown(master, notebook, results: dict[str, Result], titles) -> Iterator:
    """The cells of a page: for each exercise an opening with its result, then what the
    student wrote.
    """
    given = {cell.id for cell in master.cells} | {cell.source for cell in master.cells}
    asked, written, opened = [], [], False
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if is_solution(cell):
            written.append(short(cell))
        if is_grade(cell) and name in results:
            opening = _described(results[name], titles)
            yield nbformat.v4.new_markdown_cell(
                "\n\n".join(asked), metadata={"opening": opening}
            )
            yield from written
            asked, written, opened = [], [], True
        elif heading := _heading(cell):
            asked, written, opened = [cell.source.rpartition(heading)[2]], [], False
        elif cell.cell_type == "markdown" and not written:
            asked.append(cell.source)
        elif (
            cell.cell_type == "code" and not name and not {cell.id, cell.source} & given
        ):
            added = short(cell)
            if opened:
                yield added
            else:
                written.append(added)
