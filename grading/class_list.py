"""Who is in a class: classroom/students.csv, as Canvas, Moodle or Blackboard export it,
or a name a line.
"""

import csv
import io
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grading.course import CourseError

FILE = "students.csv"
# By these a first line is known to name the columns; other languages have them too
# (Vorname, E-Mail, ID-Nummer).
HEADER = re.compile(r"name\b|mail|\b(user|login|student|id)\b", re.IGNORECASE)
# of the columns, those that are made to tell apart
IDENTIFIER = re.compile(r"\b(id|user|login)|mail", re.IGNORECASE)
# Lines of the exports that are no student's: Canvas's settings of its columns, and what
# stands in for a student.
NOBODY = re.compile(
    r"points possible|manual posting|muted|student, test$|test student$", re.IGNORECASE
)
PREVIEW = "_previewuser"  # ends the user name that Blackboard makes for an instructor


@dataclass(frozen=True)
class ClassList:
    """The students of a class: what stands in the columns of the list, under what
    stands in its key column.
    """

    header: list[str]
    key: str
    students: dict[str, list[str]]

    def __contains__(self, name: str) -> bool:
        return alike(name) in self._names

    def line(self, student: str) -> dict[str, str]:
        """What the list says of a student, by column as `alike` has it."""
        return dict(
            zip(
                map(alike, self.header),
                self.students[self._names[alike(student)]],
                strict=True,
            )
        )

    @cached_property
    def _names(self) -> dict[str, str]:
        return {alike(name): name for name in self.students}


def alike(name: str) -> str:
    """The same text for names that differ in case, in blanks around them, or in how
    accents are stored.
    """
    return unicodedata.normalize("NFC", name).strip().casefold()


def class_list(classroom: Path, folders: list[str]) -> ClassList | None:
    """The class list, where there is one; `folders` are the names of those that
    students' work lies in.

    Its key is the column that holds most of these names: any column will do, but the
    same for the whole class. Raises `CourseError` where the file is no such list, holds
    none of the names, or has a student without one or twice.
    """
    path = classroom / FILE
    if not path.exists():
        return None
    lines = _lines(path)
    header = _header(path, lines, {alike(folder) for folder in folders})
    for number, cells in lines:
        if any(cells[len(header) :]):
            raise CourseError(
                f"{path}, line {number}: {len(cells)} cells; the first line names"
                f" {len(header)} columns."
            )
        cells[:] = (cells + [""] * len(header))[: len(header)]
    lines = [(number, cells) for number, cells in lines if not _is_nobody(cells)]
    place = _key(path, header, lines, {alike(folder) for folder in folders})
    key = header[place]
    students: dict[str, list[str]] = {}
    seen: dict[str, int] = {}
    for number, cells in lines:
        name = cells[place]
        if not name:
            raise CourseError(
                f"{path}, line {number}: no {key}, by which the folders in submitted/"
                " are named."
            )
        if alike(name) in seen:
            raise CourseError(
                f"{path}, lines {seen[alike(name)]} and {number}: both have the {key}"
                f" {name!r}."
            )
        if (
            not name.isprintable()
            or name.startswith(".")
            or re.search(r"[/\\]", name)
            or len(name) > 100
        ):
            raise CourseError(
                f"{path}, line {number}: {name!r} cannot be the name of a folder."
            )
        students[name], seen[alike(name)] = cells, number
    return ClassList(header, key, students)


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """The lines that hold anything, with their numbers."""
    content = path.read_bytes()
    try:
        text = content.decode(json.detect_encoding(content))
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # Excel on Windows
    if "\0" in text or content.startswith(b"PK"):
        raise CourseError(f"{path} is no text, but perhaps a workbook. Save it as CSV.")
    text = text.lstrip("\ufeff\r\n ")
    first = re.sub('"[^"]*"', "", text.partition("\n")[0])
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=max(",;\t", key=first.count),
        strict=True,
    )
    try:
        lines = [
            (reader.line_num, [" ".join(cell.split()) for cell in line])
            for line in reader
        ]
    except csv.Error as error:
        raise CourseError(
            f"{path}, line {reader.line_num}: {error}. Save it as CSV."
        ) from None
    lines = [(number, cells) for number, cells in lines if any(cells)]
    if not lines:
        raise CourseError(
            f"{path} is empty. Put the class list there, or take the file away."
        )
    return lines


def _header(
    path: Path, lines: list[tuple[int, list[str]]], folders: set[str]
) -> list[str]:
    """Take the line that names the columns; a list of one column needs none."""
    first = lines[0][1]
    names_columns = any(HEADER.search(cell) and "@" not in cell for cell in first)
    if names_columns and not folders & set(map(alike, first)):
        return lines.pop(0)[1]
    if len(first) == 1:
        return ["student"]
    raise CourseError(
        f"The first line of {path} has to name the columns, as in an export of Canvas,"
        f" Moodle or Blackboard (for example: name,email). It is: {', '.join(first)}"
    )


def _is_nobody(cells: list[str]) -> bool:
    held = next((cell for cell in cells if cell), "")
    return (
        not held
        or bool(NOBODY.match(held))
        or any(alike(cell).endswith(PREVIEW) for cell in cells)
    )


def _key(
    path: Path, header: list[str], lines: list[tuple[int, list[str]]], folders: set[str]
) -> int:
    """Which column names the folders; of columns that do so equally well, one made for
    it, without gaps and doubles.
    """
    columns = [[alike(cells[i]) for _, cells in lines] for i in range(len(header))]
    found = [len(folders & set(column)) for column in columns]
    if not any(found):
        raise CourseError(
            f"None of the folders in {path.parent / 'submitted'} is named in {path}."
            " Name each by what the list says of its student in one of the columns"
            f" {', '.join(filter(None, header))}; for everybody in the same one."
        )

    def rank(i: int) -> tuple[int, bool, bool, int]:
        whole = all(columns[i]) and len({*columns[i]}) == len(lines)
        return found[i], bool(IDENTIFIER.search(header[i])), whole, -i

    return max(range(len(header)), key=rank)
