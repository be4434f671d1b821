"""The points of a class in the form that a learning management system imports: `make
export`.
"""

import argparse
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from grading.class_list import FILE, ClassList, alike
from grading.collect import everybody
from grading.course import CourseError, assignments, main
from grading.record import Register, no_formula


@dataclass(frozen=True)
class Form:
    """How an LMS reads points: a line a student, with columns of its own export, then
    the assignment's.
    """

    columns: tuple[str, ...]
    find: tuple[str, ...]  # the columns by which it finds a student
    # the one of them that is the student's name here, where the class list has none of
    # them
    login: str
    all_columns: bool = False  # whether it insists on each of the columns
    delimiter: str = ","
    encoding: str = "utf-8"
    suffix: str = ".csv"
    # how its export writes the column of an assignment that it knows; the group is the
    # name
    column: str = r"(.+)"
    most: str = ""  # begins a line that says how many points there are


FORMS = {
    # What Canvas's lib/gradebook_importer.rb takes: these columns, in this order. A
    # column that it does not know
    # becomes a new assignment.
    "canvas": Form(
        columns=("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
        find=("ID", "SIS User ID", "SIS Login ID"),
        login="SIS Login ID",
        all_columns=True,
        column=r"(.+) \(\d+\)",
        most="    Points Possible",
    ),
    # Moodle asks during the import what each column is.
    "moodle": Form(
        columns=(
            "First name",
            "Surname",
            "Last name",
            "ID number",
            "Email address",
            "Username",
        ),
        find=("ID number", "Email address", "Username"),
        login="Username",
    ),
    # What Blackboard itself writes to work offline; it knows a column by the number
    # behind its name.
    "blackboard": Form(
        columns=("Last Name", "First Name", "Username", "Student ID"),
        find=("Username",),
        login="Username",
        delimiter="\t",
        encoding="utf-16",
        suffix=".xls",
        column=r"(.+?) \[Total Pts: .+",
    ),
}


@dataclass(frozen=True)
class Export:
    """A file with the points of an assignment: of how many students, and why the others
    are not in it.
    """

    path: Path
    exported: int
    left_out: dict[str, str]


def export(
    classroom: Path, lms: str, assignment: str | None = None, column: str | None = None
) -> list[Export]:
    """Write classroom/export/<lms>-<assignment> for an assignment, or for each that is
    graded.

    A student is in it once every exercise has its points. The others have no line at
    all: Canvas and Moodle take an empty cell for the wish to remove what stands there.
    column: what the LMS calls the assignment, if not by its name here. Raises
    `CourseError` where nothing is graded, or where there is no such class, LMS or
    assignment.
    """
    if lms not in FORMS:
        raise CourseError(
            f"Say for what: make export CLASSROOM={classroom} FOR=" + "|".join(FORMS)
        )
    if column and not assignment:
        raise CourseError(
            f"COLUMN={column!r} can be the name of one assignment only: add"
            " ASSIGNMENT=..."
        )
    names = assignments([assignment] if assignment else [])
    students, listed = everybody(classroom)
    register = Register(classroom)
    recorded = register.recorded() if register.database.is_file() else set()
    who = {student: _who(FORMS[lms], listed, student) for student in students}
    exports = []
    for name in names:
        rows = {
            s: register.rows([(s, name)]) if (s, name) in recorded else []
            for s in students
        }
        if any(rows.values()):
            path = classroom / "export" / f"{lms}-{name}{FORMS[lms].suffix}"
            title = _title(FORMS[lms], listed, column or name)
            exports.append(_write(path, FORMS[lms], title, who, rows))
    if not exports:
        raise CourseError(
            f"Nothing is graded yet of {' or '.join(names)}: make grade"
            f" CLASSROOM={classroom}"
        )
    return exports


def _write(
    path: Path,
    form: Form,
    title: str,
    who: dict[str, dict[str, str] | None],
    rows: dict[str, list[dict]],
) -> Export:
    """Write the file of an assignment, from who each student is and the rows of
    grades.csv of each.
    """
    left_out = {
        student: why
        for student in who
        if (why := _why_not(rows[student], who[student], form))
    }
    columns = [
        c
        for c in form.columns
        if form.all_columns or any(c in (cells or {}) for cells in who.values())
    ]
    table = [[*columns, title]]
    if form.most:
        most = _sum(next(filter(None, rows.values())), "max_points")
        table.append([form.most, *[""] * (len(columns) - 1), most])
    inside = [student for student in who if student not in left_out]
    table += [
        [
            *((who[s] or {}).get(column, "") for column in columns),
            _sum(rows[s], "points"),
        ]
        for s in inside
    ]
    file = io.StringIO()
    writer = csv.writer(file, delimiter=form.delimiter, lineterminator="\r\n")
    writer.writerows([no_formula(cell) for cell in line] for line in table)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(file.getvalue().encode(form.encoding))
    return Export(path, len(inside), left_out)


def _sum(rows: list[dict], column: str) -> str:
    return f"{sum(float(row[column]) for row in rows):.10g}"


def _who(form: Form, listed: ClassList | None, student: str) -> dict[str, str] | None:
    """The cells that tell an LMS who a student is; None where the class list does
    not.
    """
    if listed and student not in listed:
        return None
    line = listed.line(student) if listed else {}
    cells = {
        column: line[alike(column)] for column in form.columns if alike(column) in line
    }
    return (
        cells
        if any(cells.get(column) for column in form.find)
        else cells | {form.login: student}
    )


def _why_not(rows: list[dict], who: dict[str, str] | None, form: Form) -> str:
    """Why a student can't be in the file; "" if they can."""
    if who is None:
        return f"not in {FILE}"
    if not rows:
        return "not graded yet"
    if odd := [
        who[column]
        for column in form.find
        if no_formula(who.get(column, "")) != who.get(column, "")
    ]:
        return (
            f"{odd[0]!r} would be a formula to a spreadsheet; enter the points by hand"
        )
    without = {row["exercise"]: _in_words(row) for row in rows if not row["points"]}
    if len(without) == len(rows) and len(set(without.values())) == 1:
        return _in_words(rows[0])
    return ", ".join(f"{exercise} {words}" for exercise, words in without.items())


def _in_words(row: dict) -> str:
    """Why an exercise has no points."""
    words = {"manual": "waits for your mark", "missing": row["message"]}
    return words.get(row["status"], row["status"])


def _title(form: Form, listed: ClassList | None, name: str) -> str:
    """What the LMS calls the column of an assignment: as in the class list, if that has
    been exported with it.
    """
    for title in listed.header if listed else ():
        known = re.fullmatch(form.column, title)
        if known and alike(name) in (alike(known[1]), alike(title)):
            return title
    return name


def run(arguments: list[str]) -> None:
    """`make export`. Raises `CourseError` where no class is named, and as `export`."""
    parser = argparse.ArgumentParser(prog="make export")
    parser.add_argument("--classroom", type=Path)
    parser.add_argument("--for", dest="lms", default="")
    parser.add_argument("--assignment")
    parser.add_argument("--column")
    options = parser.parse_args(arguments)
    if not options.classroom:
        raise CourseError(
            "Say which class: make export CLASSROOM=path FOR=" + "|".join(FORMS)
        )
    for done in export(
        options.classroom, options.lms, options.assignment, options.column
    ):
        print(
            f"{done.path}: the points of {done.exported}"
            f" student{'s' * (done.exported != 1)}"
        )
        if done.left_out:
            width = max(map(len, done.left_out))
            print(
                f"  without {len(done.left_out)}, who may have to be entered by hand:"
            )
            print(
                "".join(
                    f"    {student:<{width}}  {why}\n"
                    for student, why in done.left_out.items()
                )
            )


if __name__ == "__main__":
    main(run)
