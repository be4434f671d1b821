"""What a student gets back: one page with points, diagnoses and their answers, and
nothing in it that acts.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from grading.harmless import safe_html, short
from grading.outcome import STATUSES, WAITS
from grading.pages import TEMPLATES, fill

SHEETS = (TEMPLATES / "page" / "page.css", TEMPLATES / "feedback_page" / "feedback.css")
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


def page(
    master: NotebookNode,
    notebook: NotebookNode | None,
    student: str,
    results: list[Result],
    note: str = "",
) -> str:
    """The feedback page, one file that needs no other.

    `master` is the solved notebook; `notebook` None: no answers.
    """
    titles = _titles(master)
    described = {r.exercise: _described(r, titles) for r in results}
    return fill(
        "feedback_page/index",
        css=Markup("".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)),
        title=_title(master),
        student=student,
        note=note,
        results=list(described.values()),
        points=f"{sum(r.points or 0 for r in results):g}",
        max_points=f"{sum(r.max_points for r in results):g}",
        waiting=sum(r.points is None for r in results),
        answers=notebook and _answers(master, notebook, described),
    )


@cache
def look() -> str:
    """A hash of what decides how a page looks, whatever is on it."""
    modules = ("feedback", "harmless", "mathml", "outcome")
    files = [
        *(Path(__file__).with_name(f"{module}.py") for module in modules),
        *SHEETS,
        TEMPLATES / "feedback_page" / "index.html.j2",
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _title(master: NotebookNode) -> str:
    found = re.search(r"^# (.+)$", master.cells[0].source, re.MULTILINE)
    assert found  # else `make release` has refused the notebook
    return found[1]


def _heading(cell: NotebookNode) -> str | None:
    found = (
        re.findall(r"^#+ (.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown"
        else []
    )
    return found[-1] if found else None


def _titles(master: NotebookNode) -> dict[str, str]:
    """For each exercise the heading before it, without the minutes and points in
    brackets.
    """
    titles: dict[str, str] = {}
    heading = ""
    for cell in master.cells:
        if is_grade(cell):
            titles[cell.metadata.nbgrader.grade_id] = re.sub(
                r" *\([^)]*\)$", "", heading
            )
        elif not is_solution(cell):
            heading = _heading(cell) or heading
    return titles


def _described(result: Result, titles: dict[str, str]) -> dict:
    """A result in words that a student understands."""
    look = _look(result)
    words = (
        "marked by your instructor"
        if result.by_hand
        else STATUSES[result.status].to_student or LOOKS[look]
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
        "comment": result.comment and safe_html(result.comment),
    }


def _look(result: Result) -> str:
    if result.points is None:
        return "waiting"
    if result.points >= result.max_points:
        return "full"
    return "part" if result.points > 0 else "none"


def _answers(
    master: NotebookNode, notebook: NotebookNode, described: dict[str, dict]
) -> list[dict]:
    """For each exercise what is said of it, what was asked, and what the student wrote
    there, as HTML.
    """
    given = {cell.id for cell in master.cells} | {cell.source for cell in master.cells}
    answers: list[dict] = []
    asked: list[str] = []
    written: list[Markup] = []
    opened = False
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        is_markdown = cell.cell_type == "markdown"
        if is_solution(cell):
            written.append(_html(cell))
        if is_grade(cell) and name in described:
            question = safe_html("\n\n".join(asked))
            answers.append(described[name] | {"asked": question, "written": written})
            asked, written, opened = [], [], True
        elif heading := _heading(cell):
            asked, written, opened = [cell.source.rpartition(heading)[2]], [], False
        elif is_markdown and not written:
            asked.append(cell.source)
        elif not is_markdown and not name and not {cell.id, cell.source} & given:
            (answers[-1]["written"] if opened else written).append(_html(cell))
    return answers


def _html(cell: NotebookNode) -> Markup:
    """A cell that a student wrote: code in colours, text with its mathematics set."""
    cell = short(cell)
    if cell.cell_type == "markdown":
        text = safe_html(cell.source, cell.get("attachments"))
        return Markup('<div class="written">{}</div>').format(text)
    code = highlight(cell.source, PythonLexer(), HtmlFormatter(nowrap=True))
    return Markup('<pre class="highlight"><code>{}</code></pre>').format(Markup(code))
