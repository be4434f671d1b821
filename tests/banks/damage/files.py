"""Damage to files: how they are written, what they are called, and which of them are
handed in.
"""

import json
from copy import deepcopy

import jupytext
import nbformat

from banks.damage import KINDS, damage, is_answer, load, solutions, stubs
from grading.collect import LARGEST
from grading.course import NOTEBOOKS, assignments


def _file(case, content) -> dict[str, bytes]:
    return {f"{case.name}.ipynb": content}


def _other(case) -> str:
    return next(name for name in assignments() if name != case.name)


def _other_bytes(case) -> bytes:
    return json.dumps(load(NOTEBOOKS, _other(case))).encode()


@damage
def byte_order_mark(case):
    """UTF-8 with a byte order mark, as Windows' Notepad writes it."""
    return _file(case, b"\xef\xbb\xbf" + case.bytes(ensure_ascii=False))


@damage
def utf16(case):
    """UTF-16 with a byte order mark, as PowerShell writes it."""
    return _file(case, json.dumps(case.notebook, ensure_ascii=False).encode("utf-16"))


@damage
def crlf(case):
    """Windows' line ends, in the file and in the cells."""
    for cell in case.cells:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    return _file(case, case.bytes(indent=1).replace(b"\n", b"\r\n"))


@damage
def latin1(case):
    """Written as Latin-1: what it can't hold becomes question marks, what UTF-8 can't
    read is replaced.
    """
    for exercise, source in case.answers.items():
        case.answers[exercise] = source.encode("latin-1", "replace").decode(
            "utf-8", "replace"
        )
    case.cells[0]["source"] = "Énergie à écrire"
    return _file(
        case, json.dumps(case.notebook, ensure_ascii=False).encode("latin-1", "replace")
    )


@damage
def source_as_lines(case):
    """Sources as lists of lines."""
    for cell in case.cells:
        cell["source"] = cell["source"].splitlines(keepends=True)


@damage
def control_characters(case):
    """Tabs and control characters in strings, not escaped."""
    case.cells[0]["source"] = "a TAB b"
    return _file(case, case.bytes().replace(b"TAB", b"\t\x07\x1b[0m"))


@damage
def nbformat_3(case):
    """Saved in format 3: worksheets, headings, `input`."""
    cells = []
    for cell in deepcopy(case.cells):
        if cell["cell_type"] == "code":
            cell |= {
                "input": cell.pop("source"),
                "language": "python",
                "collapsed": False,
                "prompt_number": 1,
            }
        cell.pop("id")
        cells.append(cell)
    heading = {"cell_type": "heading", "level": 1, "source": "My work", "metadata": {}}
    notebook = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0}
    return _file(
        case,
        json.dumps(notebook | {"worksheets": [{"cells": [heading, *cells]}]}).encode(),
    )


@damage
def nbformat_4_0(case):
    """Saved in format 4.0, which has no ids."""
    case.notebook["nbformat_minor"] = 0
    for cell in case.cells:
        cell.pop("id")


@damage
def nbformat_missing(case):
    """No format numbers."""
    for key in ("nbformat", "nbformat_minor"):
        case.notebook.pop(key)


@damage
def zeros_at_the_end(case):
    """NUL bytes at the end, after a crash."""
    return _file(case, case.bytes() + bytes(4096))


@damage
def cells_that_are_no_cells(case):
    """Numbers, text and lists among the cells; cells of unknown type and without
    any.
    """
    case.cells[5:5] = [
        None,
        3,
        "cell",
        [],
        {},
        {"cell_type": "chart"},
        {"source": None},
        {"cell_type": ["code"]},
    ]


@damage
def copy_of(case):
    """Called `Copy of …`."""
    return {f"Copy of {case.name}.ipynb": case.bytes()}


@damage
def colab_download(case):
    """Copied to a drive, edited and downloaded from Colab, which then lost nbgrader's
    metadata.
    """
    KINDS["colab_saved"](case)
    KINDS["nbgrader_stripped"](case)
    return {f"Copy_of_{case.name}.ipynb": case.bytes()}


@damage
def capitals(case):
    """Called in capitals."""
    return {f"{case.name}.IPYNB".upper(): case.bytes()}


@damage
def unprintable_name(case):
    """A name with line ends and half characters."""
    return {"my\nwork \udcff.ipynb": case.bytes()}


@damage
def jupytext_percent(case):
    """To a script and back."""
    return _file(case, _round_trip(case, "py:percent"))


@damage
def jupytext_percent_bare(case):
    """To a script without metadata and back."""
    for cell in case.cells:
        cell["metadata"] = {}
    return _file(case, _round_trip(case, "py:percent"))


@damage
def jupytext_markdown(case):
    """To Markdown and back."""
    return _file(case, _round_trip(case, "md"))


@damage
def jupytext_markdown_bare(case):
    """To Markdown without metadata and back."""
    for cell in case.cells:
        cell["metadata"] = {}
    return _file(case, _round_trip(case, "md"))


def _round_trip(case, fmt) -> bytes:
    text = jupytext.writes(nbformat.from_dict(case.notebook), fmt=fmt)
    return nbformat.writes(jupytext.reads(text, fmt=fmt)).encode()


@damage
def same_file_twice(case):
    """The same notebook under two names."""
    return {f"{case.name} (1).ipynb": case.bytes(), **case.files()}


@damage
def blank_beside_filled(case):
    """The release beside the student's work."""
    release = json.dumps(load(NOTEBOOKS, case.name)).encode()
    return {f"{case.name}.ipynb": release, f"{case.name}-final.ipynb": case.bytes()}


@damage
def earlier_version_beside(case):
    """An earlier version, with less in it, beside the student's work."""
    earlier = deepcopy(case.notebook)
    for cell in filter(is_answer, earlier["cells"][: case.at(case.code[1])]):
        cell["source"] = stubs(case.name)[case.code[0]]
    return {
        f"{case.name}.ipynb": json.dumps(earlier).encode(),
        "new.ipynb": case.bytes(),
    }


@damage
def two_different_files(case):
    """Two notebooks with different answers."""
    contents = []
    for value in "01":
        case.cell(case.code[0])["source"] = (
            f"def {case.code[0]}(*x):\n    return {value}"
        )
        contents.append(case.bytes())
    case.refuse(
        "Misaligned", f"a.ipynb and b.ipynb hold different answers (to {case.code[0]}"
    )
    return dict(zip(("a.ipynb", "b.ipynb"), contents, strict=True))


@damage
def work_in_two_halves(case):
    """One exercise done in one file, another in the other."""
    model, contents = solutions(case.name), []
    for exercise in case.code[:2]:
        half = load(NOTEBOOKS, case.name)
        cell = next(
            c
            for c in half["cells"]
            if is_answer(c) and c["source"] == stubs(case.name)[exercise]
        )
        cell["source"] = model[exercise]
        contents.append(json.dumps(half).encode())
    case.refuse("Misaligned", "one.ipynb and two.ipynb hold different answers")
    return dict(zip(("one.ipynb", "two.ipynb"), contents, strict=True))


@damage
def unreadable_beside(case):
    """A broken file beside the student's work."""
    return {f"{case.name}.ipynb": b"{", "work.ipynb": case.bytes()}


@damage
def other_assignment_beside(case):
    """Another assignment's notebook beside the student's work."""
    return {f"{_other(case)}.ipynb": _other_bytes(case), "mine.ipynb": case.bytes()}


@damage
def other_assignment(case):
    """Another assignment's notebook, under this one's name."""
    case.refuse(
        "Misaligned",
        f"{case.name}.ipynb is the notebook {_other(case)}, handed in for {case.name}.",
    )
    return _file(case, _other_bytes(case))


@damage
def unrelated_notebook(case):
    """A notebook of the student's own."""
    case.refuse("Unreadable", f"is a notebook, but none of its cells is of {case.name}")
    cells = [{"cell_type": "code", "source": "print('hello')", "metadata": {}}]
    return _file(case, json.dumps({"cells": cells}).encode())


@damage
def nothing(case):
    """No file."""
    case.refuse("Unreadable", f"No notebook was handed in for {case.name}.")
    return {}


@damage
def empty(case):
    """A file without content."""
    case.refuse("Unreadable", "is empty.")
    return _file(case, b"")


@damage
def zeros(case):
    """A file of NUL bytes, after a crash."""
    case.refuse("Unreadable", "is empty.")
    return _file(case, bytes(1000))


@damage
def truncated(case):
    """The upload stopped half-way."""
    case.refuse("Unreadable", "ends in the middle: the upload was cut off.")
    content = case.bytes()
    return _file(case, content[: len(content) // 2])


@damage
def truncated_between_cells(case):
    """The upload stopped right after a cell."""
    case.refuse("Unreadable", "ends in the middle: the upload was cut off.")
    content = case.bytes()
    return _file(case, content[: content.index(b"}, {") + 1])


@damage
def web_page(case):
    """The page on which the notebook is shown."""
    case.refuse("Unreadable", "is no notebook; it begins with '<!DOCTYPE html> ")
    return _file(case, b"\n\n<!DOCTYPE html>\n<html><body>Sign in</body></html>")


@damage
def plain_text(case):
    """A letter under a notebook's name."""
    case.refuse("Unreadable", "is no notebook; it begins with 'Dear teacher,")
    return _file(case, b"Dear teacher, my computer broke.")


@damage
def archive(case):
    """A zip under a notebook's name."""
    case.refuse("Unreadable", "is no notebook; it begins with 'PK ")
    return _file(case, b"PK\3\4" + bytes(range(256)))


@damage
def merge_markers(case):
    """A merge with conflicts, saved as it was."""
    case.refuse(
        "Unreadable",
        "holds merge markers (<<<<<<<) at line 3: two versions were never merged.",
    )
    lines = case.bytes(indent=1).split(b"\n")
    return _file(
        case,
        b"\n".join(
            [
                *lines[:2],
                b"<<<<<<< HEAD",
                *lines[2:9],
                b"=======",
                b">>>>>>> x",
                *lines[9:],
            ]
        ),
    )


@damage
def broken_json(case):
    """A comma too many, in the middle."""
    case.refuse("Unreadable", "is broken at line 3: no JSON from there on.")
    lines = case.bytes(indent=1).split(b"\n")
    return _file(case, b"\n".join([*lines[:2], b",,", *lines[2:]]))


@damage
def json_list(case):
    """JSON that is a list."""
    case.refuse("Unreadable", "is JSON, but no notebook: it has no list of cells.")
    return _file(case, b"[1, 2]")


@damage
def json_without_cells(case):
    """JSON that is something else."""
    case.refuse("Unreadable", "is JSON, but no notebook: it has no list of cells.")
    return _file(case, b'{"cells": {"1": 2}, "worksheets": [3], "content": []}')


@damage
def no_cells(case):
    """A notebook without cells."""
    case.refuse(
        "Unreadable", "is a notebook without a single cell that holds anything."
    )
    return _file(
        case, b'{"cells": [{"cell_type": "code", "source": [" "]}], "nbformat": 4}'
    )


@damage
def nested_too_deeply(case):
    """JSON nested a hundred thousand deep."""
    case.refuse("Unreadable", "is broken at line 1: no JSON from there on.")
    return _file(case, b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")


@damage
def too_many_cells(case):
    """A hundred thousand cells."""
    case.refuse("Unreadable", "holds 100000 cells, and more than 2000 are not read.")
    cell = '{"cell_type": "code", "source": "1"}'
    return _file(case, f'{{"cells": [{",".join([cell] * 100_000)}]}}'.encode())


@damage
def too_large(case):
    """A file so large that it was not read."""
    case.refuse("Unreadable", "is too large: at most 50 MB are read.")
    return _file(case, bytes(LARGEST + 1))
