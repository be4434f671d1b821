"""From the bytes of a file that a student handed in to the cells in it, whatever wrote
the file.
"""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from grading.collect import LARGEST
from grading.course import CourseError

MOST_CELLS = 2000
MARKER = re.compile(r"^(<{7}|>{7})( |$)", re.MULTILINE)
# nothing that could hold a script
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Unreadable(CourseError):
    """No file of the submission is a notebook of the course; the sentence says why, for
    the instructor.
    """


@dataclass(eq=False)
class Cell:
    """A cell as a student handed it in, and, once it is recognised, where it belongs in
    the master.
    """

    number: int  # where it stands, from 1
    kind: str  # code, markdown or raw
    source: str
    ids: tuple[str, ...] = ()  # its grade_id and id
    claims: dict = field(default_factory=dict)  # its nbgrader metadata
    attachments: dict = field(default_factory=dict)
    places: tuple[
        int, ...
    ] = ()  # in the master; several if it answers several exercises
    before: int = -1  # the place of the nearest recognised cell above it
    after: int = 10**9  # and below

    @property
    def is_code(self) -> bool:
        """Whether it was handed in as a cell of code."""
        return self.kind == "code"

    @cached_property
    def text(self) -> str:
        """The source, in which white space makes no difference."""
        return " ".join(self.source.split())

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the source, in lower case."""
        return frozenset(re.findall(r"\w+", self.source[:20_000].lower()))

    @property
    def key(self) -> tuple[str, str]:
        """What makes two cells the same: their text and their pictures."""
        return self.text, repr(sorted(self.attachments.items()))


@dataclass(frozen=True)
class File:
    """What a notebook's file holds: the cells with anything in them, and the Python
    that it names, as (3, 13).
    """

    cells: list[Cell]
    python: tuple[int, int] | None


def read(content: bytes) -> File:
    """Read a notebook.

    Raises `Unreadable` with a sentence that lacks its subject, the file.
    """
    if len(content) > LARGEST:
        raise Unreadable(f"is too large: at most {LARGEST // 2**20} MB are read")
    text = content.decode(json.detect_encoding(content), "replace").strip(
        "\0 \t\r\n\ufeff"
    )
    try:
        notebook = json.loads(text, strict=False)
        raw_cells = _raw_cells(notebook)
    except (ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(_why_not_json(text, error)) from None
    if len(raw_cells) > MOST_CELLS:
        raise Unreadable(
            f"holds {len(raw_cells)} cells, and more than {MOST_CELLS} are not read"
        )
    cells = [
        _cell(number, raw)
        for number, raw in enumerate(raw_cells, 1)
        if isinstance(raw, dict)
    ]
    if not any(cell.text for cell in cells):
        raise Unreadable("is a notebook without a single cell that holds anything")
    return File([cell for cell in cells if cell.text], _python(notebook))


def _python(notebook: Any) -> tuple[int, int] | None:
    language = _dict(_dict(_dict(notebook).get("metadata")).get("language_info"))
    found = re.match(r"(\d{1,2})\.(\d{1,3})", str(language.get("version", "")))
    return (int(found[1]), int(found[2])) if found else None


def printable(text: str) -> str:
    """The beginning of a student's text, as it may stand in a sentence."""
    plain = "".join(
        character if character.isprintable() else " " for character in text[:200]
    )
    return " ".join(plain.split())[:100]


def _why_not_json(text: str, error: Exception) -> str:
    if not text:
        return "is empty"
    if marker := MARKER.search(text):
        line = text.count("\n", 0, marker.start()) + 1
        return (
            f"holds merge markers ({marker[1]}) at line {line}: two versions were never"
            " merged"
        )
    if not text.startswith("{"):
        return f"is no notebook; it begins with {printable(text[:40])!r}"
    if not text.endswith("}") or getattr(error, "pos", 0) >= len(text):
        return "ends in the middle: the upload was cut off"
    return f"is broken at line {getattr(error, 'lineno', 1)}: no JSON from there on"


def _raw_cells(notebook: Any) -> list:
    """The list of cells, which format 3 keeps in a worksheet. Raises `Unreadable`."""
    sheets = _dict(notebook).get("worksheets")
    for holder in (notebook, *(sheets if isinstance(sheets, list) else ())):
        if isinstance(_dict(holder).get("cells"), list):
            return holder["cells"]
    raise Unreadable("is JSON, but no notebook: it has no list of cells")


def _cell(number: int, raw: dict) -> Cell:
    meta = _dict(raw.get("metadata"))
    claims = _dict(meta.get("nbgrader"))
    kind = raw["cell_type"] if raw.get("cell_type") in ("code", "raw") else "markdown"
    # Colab keeps ids in the metadata
    ids = (claims.get("grade_id"), raw.get("id") or meta.get("id"))
    source = _source(raw.get("source", raw.get("input")))
    attachments = _pictures(_dict(raw.get("attachments")))
    return Cell(
        number,
        kind,
        source,
        tuple(key for key in ids if isinstance(key, str)),
        claims,
        attachments,
    )


def _source(value: Any) -> str:
    lines = value if isinstance(value, list) else [value]
    text = "".join(line for line in lines if isinstance(line, str))
    text = text.encode(
        "utf-8", "replace"
    ).decode()  # half characters can't be written to any file
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _pictures(attachments: dict) -> dict:
    bundles = {
        name: {kind: _dict(bundle).get(kind) for kind in PICTURES}
        for name, bundle in attachments.items()
    }
    texts = {
        name: {k: data for k, data in bundle.items() if isinstance(data, str)}
        for name, bundle in bundles.items()
    }
    return {name: bundle for name, bundle in texts.items() if bundle}


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}
