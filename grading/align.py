"""Rebuild a submission on the master notebook: the answers and added code are the student's, all else is the course's.

Cells are recognised by what they hold before what they claim to be: by their text, the function they define, their
grade_id or id, likeness to a cell of the master where it belongs, and at last by their place.
"""

import ast
import json
import re
import warnings
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import combinations
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grading.collect import LARGEST, TOO_LARGE
from grading.course import NOTEBOOKS, SOLUTIONS, CourseError, assignments

MOST_CELLS = 2000
LONGEST = 200_000  # characters of a source that are parsed; a page of code has 3000
ALIKE = 0.5  # share of words that an edited cell has in common with the one it was

MARKER = re.compile(r"^(<{7}|>{7})( |$)", re.MULTILINE)
MAGIC = re.compile(r"^([ \t]*(?:\w+ *= *)?)(?:[%!?].*|[\w.]+\?+ *)$", re.MULTILINE)
DEFINITION = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)|^[ \t]*(\w+)[ \t]*=[ \t]*lambda\b", re.MULTILINE)
BINDING = re.compile(r"^(\w+)[ \t]*=(?!=)|^(?:from[ \t]+\S+[ \t]+)?import[ \t]+(\w+)", re.MULTILINE)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
PICTURES = ("image/png", "image/jpeg", "image/gif")


class Unreadable(CourseError):
    """No file of the submission is a notebook of the assignment; the sentence says why, for the instructor."""


class Misaligned(CourseError):
    """Nobody but a person can decide what the submission is; the sentence names the candidates."""


@dataclass
class Aligned:
    """The master with a student's answers in it, and what there is to say about them, by graded grade_id."""

    notebook: NotebookNode
    blank: set[str] = field(default_factory=set)
    misaligned: dict[str, str] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)


def align(files: dict[str, bytes], name: str) -> Aligned:
    """The submission `files` of the assignment `name`, rebuilt on its master.

    Raises `Unreadable` if none of the files is a notebook of it, and `Misaligned` if they are of another assignment,
    or differ in their answers; nothing else, whatever the files hold.
    """
    readable, reasons = {}, []
    for number, (path, content) in enumerate(sorted(files.items())):
        file = _printable(path) if _printable(path) not in readable else f"{_printable(path)} ({number})"
        try:
            readable[file] = _read(content)
        except Unreadable as error:
            reasons.append(f"{file} {error}")
    if not readable:
        raise Unreadable("; ".join(reasons[:3]) + "." if reasons else f"No notebook was handed in for {name}.")
    mine, others = _of_assignment(readable, name)
    aligned, left_out = _choose({file: _rebuild(cells, name) for file, cells in mine.items()}, name)
    aligned.repairs += [f"left out {reason}" for reason in reasons + others] + left_out
    return aligned


# From bytes to cells


@dataclass(eq=False)
class Cell:
    """A cell that a student handed in, and which cells of the master it was recognised as."""

    number: int  # where it stands, from 1
    kind: str
    source: str
    grade_id: str = ""
    id: str = ""
    claims: dict = field(default_factory=dict)  # its nbgrader metadata
    attachments: dict = field(default_factory=dict)
    repair: str = ""
    places: list[int] = field(default_factory=list)  # in the master; of several where it was merged
    before: int = -1  # the nearest recognised place above it
    after: int = 10**9  # and below

    @property
    def is_code(self) -> bool:
        return self.kind == "code"

    @cached_property
    def text(self) -> str:
        return " ".join(self.source.split())

    @cached_property
    def words(self) -> set[str]:
        return set(re.findall(r"\w+", self.source))

    @cached_property
    def tree(self) -> ast.Module | None:
        return _parse(self.source)

    @cached_property
    def defined(self) -> set[str]:
        """The functions it defines; of text, only if all of it is Python."""
        matches = _matches(DEFINITION, self.source)  # far quicker than parsing, and seldom wrong
        if matches and self.tree:
            return {name for node in _statements(self.tree) for name in _defined_by(node)}
        return matches if self.is_code else set()

    @cached_property
    def bound(self) -> set[str]:
        """All names that it gives a value, by whatever means."""
        if self.tree:
            return {name for node in _statements(self.tree) for name in _bound_by(node)}
        found = _matches(DEFINITION, self.source)
        return found | _matches(BINDING, self.source) if self.is_code else found


def _read(content: bytes) -> list[Cell]:
    """The cells of a file that have anything in them. Raises `Unreadable`, without the file's name."""
    if content.startswith(TOO_LARGE):
        size = int(content.removeprefix(TOO_LARGE)[:20] or 0) if content[len(TOO_LARGE) :].isdigit() else LARGEST
        raise Unreadable(f"is too large, {size / 2**20:.0f} MB: at most {LARGEST // 2**20} MB are read")
    text = _decoded(content).strip("\0 \t\r\n\ufeff")
    try:
        notebook, end = json.JSONDecoder(strict=False, parse_int=float).raw_decode(text)
    except (ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(_why_not_json(content, text, error)) from None
    if MARKER.search(text, end):
        raise Unreadable(_why_not_json(content, text, None))
    raw_cells = _raw_cells(notebook)
    if len(raw_cells) > MOST_CELLS:
        raise Unreadable(f"holds {len(raw_cells)} cells, and more than {MOST_CELLS} are not read")
    cells = [_cell(number, raw) for number, raw in enumerate(raw_cells, 1) if isinstance(raw, dict)]
    if not any(cell.text for cell in cells):
        raise Unreadable("is a notebook without a single cell that holds anything")
    return [cell for cell in cells if cell.text]


def _decoded(content: bytes) -> str:
    try:
        return content.decode(json.detect_encoding(content), "replace")
    except (LookupError, UnicodeError):
        return content.decode("utf-8", "replace")


def _why_not_json(content: bytes, text: str, error: Exception | None) -> str:
    """What a file is that is no JSON, as the end of a sentence that begins with its name."""
    start = text[:200].lower()
    if not text:
        return "is empty"
    if content.startswith((b"PK\3\4", b"%PDF", b"\x1f\x8b", b"Rar!", b"7z")):
        return "is an archive or a PDF, not a notebook"
    if start.startswith(("<!doctype", "<html", "<head", "<?xml")):
        return "is a web page, not a notebook"
    if marker := MARKER.search(text):
        line = text.count("\n", 0, marker.start()) + 1
        return f"holds merge markers ({marker[1]}) at line {line}: two versions were never merged"
    if not text.startswith("{"):
        what = "a Python script" if _parse(text) else "plain text"
        return f"is {what}, not a notebook; it begins with {_printable(text[:40])!r}"
    if not isinstance(error, json.JSONDecodeError):
        return "is no notebook: it is nested too deeply to be read"
    if not text.endswith("}") or error.pos >= len(text):
        return "ends in the middle: the upload was cut off"
    return f"is broken at line {error.lineno}: no JSON from there on"


def _raw_cells(notebook) -> list:
    """The cells of a notebook of any version, or of one wrapped up by Jupyter's contents API."""
    if isinstance(notebook, dict):
        notebook = notebook["content"] if isinstance(notebook.get("content"), dict) else notebook
        sheets = notebook["worksheets"] if isinstance(notebook.get("worksheets"), list) else []
        for holder in (notebook, *sheets):
            if isinstance(holder, dict) and isinstance(holder.get("cells"), list):
                return holder["cells"]
    raise Unreadable("is JSON, but no notebook: it has no list of cells")


def _cell(number: int, raw: dict) -> Cell:
    meta = _dict(raw.get("metadata"))
    claims = _dict(meta.get("nbgrader"))
    source = _source(raw.get("source", raw.get("input")))
    half = source[: len(source) // 2]
    repair = ""
    if len(half) > 10 and source == half * 2 and not half.endswith("\n"):
        source, repair = half, f"cell {number} held its text twice"
    kind = raw.get("cell_type") if raw.get("cell_type") in ("code", "raw") else "markdown"
    ids = [key if isinstance(key, str) else "" for key in (claims.get("grade_id"), raw.get("id") or meta.get("id"))]
    return Cell(number, kind, source, *ids, claims, _pictures(raw.get("attachments")), repair)


def _source(value) -> str:
    lines = [line for line in value if isinstance(line, str)] if isinstance(value, list) else [value]
    if not isinstance(value, str | list):
        return ""
    lost = len(lines) > 1 and not any(line.endswith("\n") for line in lines[:-1])  # some editors forget them
    text = ("\n" if lost else "").join(lines)
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()


def _pictures(attachments) -> dict:
    """The pictures pasted into a cell; nothing that could hold a script."""
    found = {}
    for name, bundle in _dict(attachments).items():
        data = {kind: _dict(bundle)[kind] for kind in PICTURES if isinstance(_dict(bundle).get(kind), str)}
        found |= {name: data} if data else {}
    return found


def _dict(value) -> dict:
    return value if isinstance(value, dict) else {}


def _printable(text: str) -> str:
    """A text of the student's as it may stand in a sentence."""
    plain = "".join(character if character.isprintable() else " " for character in text[:200])
    return " ".join(plain.split())[:100]


# What Python says of a source


@lru_cache(maxsize=256)  # the same answer is asked about several times
def _parse(source: str) -> ast.Module | None:
    """The syntax tree, with IPython's own commands taken for nothing; None if it is no Python."""
    for text in (source, MAGIC.sub(r"\1None", source)) if len(source) <= LONGEST else ():
        try:
            with warnings.catch_warnings(action="ignore"):
                return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass
    return None


def _statements(tree: ast.Module):
    """The statements that run when the cell runs; those within functions and classes are not among them."""
    todo = [*tree.body]
    while todo:
        node = todo.pop(0)
        yield node
        if not isinstance(node, SCOPES):
            inner = (ast.stmt, ast.ExceptHandler, ast.match_case)
            todo += [child for child in ast.iter_child_nodes(node) if isinstance(child, inner)]


def _defined_by(node) -> set[str]:
    if isinstance(node, FUNCTIONS):
        return {node.name}
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return set()


def _bound_by(node) -> set[str]:
    if isinstance(node, SCOPES):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.split(".")[0] for alias in node.names}
    own = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]
    names = (inner for child in own for inner in ast.walk(child) if isinstance(inner, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def _matches(pattern: re.Pattern, source: str) -> set[str]:
    return {name for groups in pattern.findall(source) for name in groups if name}


# The master


@dataclass(frozen=True)
class Slot:
    """A cell of the master that is a student's to fill."""

    index: int
    exercise: str
    stub: str
    function: str | None  # None: an answer in words
    test: int


@dataclass(frozen=True)
class Master:
    notebook: NotebookNode
    released: list[Cell]
    slots: dict[int, Slot]
    by_id: dict[str, int]
    by_text: dict[str, int]

    @property
    def functions(self) -> dict[str, int]:
        return {slot.function: slot.index for slot in self.slots.values() if slot.function}

    def prose_in(self, text: str) -> list[str]:
        """The master's paragraphs that a text contains whole."""
        if len(text) > LONGEST:
            return []
        prose = (cell.text for cell in self.released if not cell.is_code and cell.number - 1 not in self.slots)
        return [paragraph for paragraph in prose if paragraph in text]


@cache
def _master(name: str) -> Master:
    notebook, released = (_load(folder / name / f"{name}.ipynb") for folder in (SOLUTIONS, NOTEBOOKS))
    cells = [Cell(number, cell.cell_type, cell.source) for number, cell in enumerate(released.cells, 1)]
    ids = {cell.id: index for index, cell in enumerate(notebook.cells)}
    ids |= {cell.metadata.nbgrader.grade_id: i for i, cell in enumerate(notebook.cells) if "nbgrader" in cell.metadata}
    slots = {}
    for index, cell in enumerate(notebook.cells):
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("solution"):
            exercise = meta["grade_id"].removesuffix("_answer")
            function = next(iter(cells[index].defined), None) if cells[index].is_code else None
            slots[index] = Slot(index, exercise, cells[index].source, function, ids[exercise])
    often = Counter(cell.text for cell in cells)
    texts = {" ".join(cell.source.split()): i for i, cell in enumerate(notebook.cells) if i not in slots}
    texts |= {
        cell.text: i for i, cell in enumerate(cells) if often[cell.text] == 1 and not cell.defined & _names(slots)
    }
    return Master(notebook, cells, slots, ids, texts)


def _names(slots: dict[int, Slot]) -> set[str]:
    return {slot.function for slot in slots.values()}


def _load(path: Path) -> NotebookNode:
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


# Which file


def _of_assignment(readable: dict[str, list[Cell]], name: str) -> tuple[dict[str, list[Cell]], list[str]]:
    """The files that are notebooks of the assignment, and what the others are; raises that if there are only those."""
    fits = {file: {other: _fit(cells, other) for other in assignments()} for file, cells in readable.items()}
    mine = {file: readable[file] for file, fit in fits.items() if fit[name] and fit[name] >= max(fit.values()) / 2}
    kinds = {file: max(fit, key=fit.get) for file, fit in fits.items() if file not in mine and any(fit.values())}
    others = [f"{file}, the notebook {kind}" for file, kind in kinds.items()]
    strange = [f"{file}, no notebook of the course" for file in fits if file not in mine and file not in kinds]
    if not mine and kinds:
        file, kind = next(iter(kinds.items()))
        raise Misaligned(f"{file} is the notebook {kind}, handed in for {name}.")
    if not mine:
        raise Unreadable(f"{next(iter(fits))} is a notebook, but none of its cells is of {name}.")
    return mine, others + strange


def _fit(cells: list[Cell], name: str) -> float:
    """The share of what no other assignment has that is found among the cells."""
    keys = _keys(name)
    seen = {key for cell in cells for key in (cell.text, cell.grade_id, cell.id, *cell.defined)}
    return len(keys & seen) / len(keys)


@cache
def _keys(name: str) -> set[str]:
    masters = {other: _master(other) for other in assignments()}
    keys = {other: {*m.by_text, *m.by_id, *m.functions} for other, m in masters.items()}
    return keys[name].difference(*(others for other, others in keys.items() if other != name))


def _choose(rebuilt: dict[str, "Rebuilt"], name: str) -> tuple[Aligned, list[str]]:
    """The file that holds all that the others do, and what is to be said of those. Raises `Misaligned` if none does."""
    filled = {file: one for file, one in rebuilt.items() if one.is_filled} or rebuilt
    best = [file for file, one in filled.items() if all(one.extends(other) for other in filled.values())]
    if not best:
        one, other = next(p for p in combinations(filled, 2) if not _comparable(*(filled[file] for file in p)))
        exercise = filled[one].difference(filled[other])
        raise Misaligned(f"{one} and {other} hold different answers (to {exercise}, for one): keep one of the files.")
    chosen = min(best, key=lambda file: (-filled[file].extras, file != f"{name}.ipynb", len(file), file))
    return filled[chosen].aligned, [f"took {chosen} and left out {file}" for file in rebuilt if file != chosen]


def _comparable(one: "Rebuilt", other: "Rebuilt") -> bool:
    return one.extends(other) or other.extends(one)


# Which cell


def _recognise(cells: list[Cell], master: Master):
    """Set the `places` of every cell that is one of the master's, and between which places every cell stands."""
    for cell in cells:
        cell.places = _places(cell, master)
    _drop_false_claims(cells, master)
    _set_neighbours(cells)
    _find_edited(cells, master)
    _set_neighbours(cells)
    _find_rewritten(cells, master)


def _places(cell: Cell, master: Master) -> list[int]:
    if cell.text in master.by_text:
        return [master.by_text[cell.text]]
    if answers := [place for function, place in master.functions.items() if function in cell.defined]:
        return answers
    if not cell.is_code and (written := _merged_with(cell, master)):
        return written
    return [master.by_id[key] for key in (cell.grade_id, cell.id) if key in master.by_id][:1]


def _merged_with(cell: Cell, master: Master) -> list[int]:
    """The written answer that stands in one cell with the prose before or after it."""
    prose = {master.by_text.get(paragraph) for paragraph in master.prose_in(cell.text)}
    return [
        slot.index for slot in master.slots.values() if not slot.function and prose & {slot.index - 1, slot.index + 1}
    ]


def _drop_false_claims(cells: list[Cell], master: Master):
    """Text is no code answer unless it looks like one, and no cell of the master that is there unchanged."""
    unchanged = {cell.places[0] for cell in cells if cell.text in master.by_text}
    for cell in cells:
        if cell.is_code or not cell.places or cell.text in master.by_text:
            continue
        place = cell.places[0]
        slot = master.slots.get(place)
        if (slot and slot.function and slot.function not in cell.bound) or (not slot and place in unchanged):
            cell.places = []


def _set_neighbours(cells: list[Cell]):
    first = {}  # a copy is no landmark
    for cell in cells:
        for place in cell.places:
            first.setdefault(place, cell)
    landmarks = {cell: place for place, cell in reversed(first.items())}
    before, after = -1, 10**9
    for cell in cells:
        cell.before, before = before, landmarks.get(cell, before)
    for cell in reversed(cells):
        cell.after, after = after, landmarks.get(cell, after)


def _find_edited(cells: list[Cell], master: Master):
    """Recognise what is no answer by its words, where one of the master's cells is missing between two others."""
    found = {place for cell in cells for place in cell.places}
    for cell in cells:
        gap = range(cell.before + 1, min(cell.after, len(master.released))) if not cell.places else ()
        missing = [place for place in gap if place not in found and place not in master.slots]
        likeness = {place: _likeness(cell.words, master.released[place].words) for place in missing}
        if likeness and max(likeness.values()) > ALIKE:
            cell.places = [max(likeness, key=likeness.get)]
            found.update(cell.places)


def _find_rewritten(cells: list[Cell], master: Master):
    """Where most of the prose is in other words, say translated: recognise it by counting, between two known cells."""
    found = {place for cell in cells for place in cell.places}
    prose = [place for place, cell in enumerate(master.released) if not cell.is_code]
    missing = [place for place in prose if place not in found]
    unknown = [cell for cell in cells if not cell.places and not cell.is_code]
    if 2 * min(len(missing), len(unknown)) < len(prose):
        return
    for gap in {(cell.before, cell.after): None for cell in unknown}:
        texts = [cell for cell in unknown if (cell.before, cell.after) == gap]
        places = [place for place in missing if gap[0] < place < gap[1]]
        for cell, place in zip(texts, places, strict=True) if len(texts) == len(places) else ():
            cell.places = [place]


def _likeness(words: set[str], others: set[str]) -> float:
    return len(words & others) / max(1, len(words | others))


# What is the answer


@dataclass
class Answer:
    """What goes into a slot, and from which cells."""

    source: str
    cells: list[Cell] = field(default_factory=list)
    blank: bool = False
    problem: str = ""
    repair: str = ""


def _code_answer(slot: Slot, cells: list[Cell], master: Master) -> Answer:
    own = [cell for cell in cells if slot.index in cell.places]
    wholes = [_whole(cell, slot, cells) for cell in _preferred(own, slot)]
    answers = {_tidy(_joined(whole)): _repaired(slot, whole) for whole in reversed(wholes)}
    answers = [answer for answer in reversed(answers.values()) if not _is_blank(answer.source, slot)]
    if len(answers) > 1:
        return Answer(slot.stub, own, problem=_both(slot, [answer.cells[0] for answer in answers]))
    return answers[0] if answers else _answer_elsewhere(slot, cells, own) or _no_answer(slot, own, master)


def _preferred(own: list[Cell], slot: Slot) -> list[Cell]:
    """Of the cells that could be the answer: filled ones, that define the function, as code, and no other answer."""
    tests = (
        lambda cell: not _is_blank(cell.source, slot),
        lambda cell: slot.function in cell.bound,
        lambda cell: cell.is_code,
        lambda cell: len(cell.places) == 1,
    )
    for test in tests:
        own = [cell for cell in own if test(cell)] or own
    return own


def _is_blank(source: str, slot: Slot) -> bool:
    """Whether an answer is empty or the stub: only white space, comments or a docstring were changed."""
    tree = _parse(source)
    if not slot.function or tree is None:
        return _letters(source) in ("", _letters(slot.stub))
    bindings = [node for node in _statements(tree) if slot.function in _bound_by(node)]
    return _is_stub(bindings[-1]) if bindings else all(_is_constant(node) for node in tree.body)


def _letters(text: str) -> str:
    return re.sub(r"<!--[^<]*-->|[\W_]", "", text).casefold()


def _is_stub(node) -> bool:
    body = [inner for inner in getattr(node, "body", [node]) if not _is_constant(inner)] if _is_function(node) else []
    return len(body) == 1 and isinstance(body[0], ast.Raise) and _names_in(body[0]) == {"NotImplementedError"}


def _names_in(node) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _is_function(node) -> bool:
    return isinstance(node, FUNCTIONS)


def _is_constant(node) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _whole(cell: Cell, slot: Slot, cells: list[Cell]) -> list[Cell]:
    """A cell that defines the function, with the parts split off from it, if there are any."""
    position = cells.index(cell)
    first, last = position, position + 1
    for end in range(last, min(last + 5, len(cells))):
        if not _is_fragment(cells[end], slot):
            break
        last = end + 1 if _defines(cells[first : end + 1], slot) else last
    for start in range(first - 1, max(first - 6, -1), -1):
        if not _is_fragment(cells[start], slot):
            break
        first = start if _defines(cells[start:last], slot) else first
    return cells[first:last]


def _defines(parts: list[Cell], slot: Slot) -> bool:
    tree = _parse(_joined(parts))
    return bool(tree) and any(slot.function in _defined_by(node) for node in _statements(tree))


def _is_fragment(cell: Cell, slot: Slot) -> bool:
    """Whether a cell is a part of an answer but no answer: it has its grade_id, or says nothing on its own."""
    is_part = cell.places == [slot.index] or (not cell.places and cell.tree is None)
    return cell.is_code and is_part and slot.function not in cell.defined


def _joined(cells: list[Cell]) -> str:
    return "\n".join(cell.source for cell in cells)


def _tidy(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _both(slot: Slot, cells: list[Cell]) -> str:
    numbers = [str(cell.number) for cell in cells]
    listed = f"{', '.join(numbers[:-1])} and {numbers[-1]}"
    return f"cells {listed} hold different answers to {slot.exercise}: only one of them can be the answer."


def _repaired(slot: Slot, whole: list[Cell]) -> Answer:
    """The answer in these cells; if what was merged with the function makes it no Python, the function alone."""
    source, first = _joined(whole), whole[0]
    repair = f"cells {first.number} to {whole[-1].number} joined: {slot.exercise}" if len(whole) > 1 else ""
    if not first.is_code:
        repair = f"cell {first.number}, the answer to {slot.exercise}, had become {first.kind}"
    if len(source) <= LONGEST and _parse(source) is None and (code := _only_code(source, slot.function)):
        source, repair = code, f"took the function out of cell {first.number}, which is no Python: {slot.exercise}"
    return Answer(source, whole, repair=repair)


def _only_code(source: str, function: str) -> str:
    """The imports and the definition of the function, with its decorators, if these lines are Python."""
    lines = source.splitlines()
    heads = [i for i, line in enumerate(lines) if re.match(rf"(async\s+)?def\s+{function}\b", line)]
    if not heads:
        return ""
    start = end = heads[-1]
    while start and lines[start - 1].startswith("@"):
        start -= 1
    while end + 1 < len(lines) and re.match(r"\s|$|\)", lines[end + 1]):
        end += 1
    imports = [line for line in lines[:start] if re.match(r"(import|from)\s+\w", line) and _parse(line)]
    code = _tidy("\n".join([*imports, *lines[start : end + 1]]))
    return code if _parse(code) else ""


def _answer_elsewhere(slot: Slot, cells: list[Cell], own: list[Cell]) -> Answer | None:
    """The answer in a cell not recognised: one that binds the function's name, or stands in the place of its cell."""
    unknown = [cell for cell in cells if not cell.places and (cell.is_code or not own)]
    binding = [cell for cell in unknown if slot.function in cell.bound]
    if own and any(cell.before < slot.test for cell in binding):
        return Answer(slot.stub, own, repair=f"{slot.exercise} is answered in cell {binding[0].number}, an added one")
    near = [cell for cell in unknown if slot.index - 1 == cell.before or cell.after == slot.index + 1]
    near = [cell for cell in near if cell.is_code and DEFINITION.search(cell.source)] if not own else []
    for cell in binding + near:
        answer = _repaired(slot, [cell])
        answer.repair = answer.repair or f"the answer to {slot.exercise} was found in cell {cell.number}"
        return answer
    return None


def _no_answer(slot: Slot, own: list[Cell], master: Master) -> Answer:
    """A blank; its cell keeps the student's text if that is of use elsewhere."""
    useful = [cell for cell in own if cell.is_code and cell.bound - set(master.functions)]
    source = useful[0].source if slot.function and useful else slot.stub
    return Answer(source, own, blank=True, repair="" if own else f"the answer cell of {slot.exercise} is gone")


def _written_answer(slot: Slot, cells: list[Cell], master: Master) -> Answer:
    """All that was written for it: in its cell, in copies of it, in added text next to it. A person marks that."""
    own = [cell for cell in cells if slot.index in cell.places]
    unknown = [cell for cell in cells if not cell.places and (not cell.is_code or cell.tree is None)]
    beside = [c for c in unknown if not c.is_code and slot.index in (c.before, c.after)]
    between = [c for c in unknown if not own and c.before < slot.index < c.after]
    own_text = [cell for cell in own if not cell.is_code]
    for candidates in (own_text + beside, own, between, [] if own else unknown):
        filled = [cell for cell in candidates if _letters(_without_prose(cell, master)) not in _blanks(slot)]
        if filled:
            return _written_by(slot, filled, own, master)
    return _no_answer(slot, own, master)


def _blanks(slot: Slot) -> tuple[str, str]:
    return "", _letters(slot.stub)


def _without_prose(cell: Cell, master: Master) -> str:
    text = cell.text
    for paragraph in master.prose_in(text):
        text = text.replace(paragraph, "")
    return text


def _written_by(slot: Slot, filled: list[Cell], own: list[Cell], master: Master) -> Answer:
    apart = [cell for cell in filled if not master.prose_in(cell.text)] or filled
    texts = {_tidy(cell.source): cell for cell in reversed(apart)}
    kept = sorted(texts.values(), key=lambda cell: cell.number)
    repair = "" if [cell for cell in kept if cell in own] == kept[:1] == kept else _found_in(slot, kept)
    return Answer("\n\n".join(cell.source for cell in kept), kept, repair=repair)


def _found_in(slot: Slot, kept: list[Cell]) -> str:
    return f"the answer to {slot.exercise} was found in cell {', '.join(str(cell.number) for cell in kept)}"


# The notebook that is graded


@dataclass
class Rebuilt:
    """An aligned file with what decides between files."""

    aligned: Aligned
    answers: dict[str, Answer]
    extras: int  # added code cells

    @property
    def is_filled(self) -> bool:
        return not all(answer.blank for answer in self.answers.values())

    def extends(self, other: "Rebuilt") -> bool:
        """Whether all that is answered in the other is answered here, in the same way."""
        return not self.difference(other)

    def difference(self, other: "Rebuilt") -> str:
        """An exercise that the other answers, and in another way; empty if there is none."""
        for exercise, theirs in other.answers.items():
            mine = self.answers[exercise]
            same = (_tidy(mine.source), mine.problem, mine.blank) == (
                _tidy(theirs.source),
                theirs.problem,
                theirs.blank,
            )
            if not theirs.blank and not same:
                return exercise
        return ""


def _rebuild(cells: list[Cell], name: str) -> Rebuilt:
    master = _master(name)
    _recognise(cells, master)
    answers = {
        slot: (_code_answer if slot.function else _written_answer)(slot, cells, master)
        for slot in master.slots.values()
    }
    added = _added(cells, answers, master)
    by_exercise = {slot.exercise: answer for slot, answer in answers.items()}
    aligned = Aligned(
        _assembled(master, answers, added),
        {exercise for exercise, answer in by_exercise.items() if answer.blank},
        {exercise: answer.problem for exercise, answer in by_exercise.items() if answer.problem},
        _repairs(cells, answers, master),
    )
    return Rebuilt(aligned, by_exercise, len(added))


def _added(cells: list[Cell], answers: dict[Slot, Answer], master: Master) -> list[tuple[int, Cell]]:
    """The code cells to keep besides the answers, each with the place after which it stands."""
    used = {cell for answer in answers.values() for cell in answer.cells}
    added = []
    for cell in cells:
        if not cell.is_code or cell in used or cell.text in master.by_text:
            continue
        if not cell.places:
            added.append((cell.before, cell))
        elif _is_of_use(cell, master):
            added.append((cell.places[0], cell))
    return added


def _is_of_use(cell: Cell, master: Master) -> bool:
    """Whether a changed cell of the master binds names that the master's does not; tests are the master's alone."""
    place = cell.places[0]
    if place not in master.slots and "nbgrader" in master.notebook.cells[place].metadata:
        return False
    return bool(cell.bound - master.released[place].bound) and not cell.defined & set(master.functions)


def _assembled(master: Master, answers: dict[Slot, Answer], added: list[tuple[int, Cell]]) -> NotebookNode:
    notebook = deepcopy(master.notebook)
    for slot, answer in answers.items():
        notebook.cells[slot.index].source = answer.source
        pictures = {name: data for cell in answer.cells for name, data in cell.attachments.items()}
        if pictures and not slot.function:
            notebook.cells[slot.index].attachments = nbformat.from_dict(pictures)
    after = {}
    for number, (place, cell) in enumerate(added, 1):
        after.setdefault(place, []).append(nbformat.v4.new_code_cell(cell.source, id=f"added-{number}"))
    notebook.cells = after.get(-1, []) + [
        cell for place, mastered in enumerate(notebook.cells) for cell in (mastered, *after.get(place, []))
    ]
    return notebook


def _repairs(cells: list[Cell], answers: dict[Slot, Answer], master: Master) -> list[str]:
    """What was put right, in short sentences."""
    used = {cell for answer in answers.values() for cell in answer.cells}
    answered = {slot.index for slot, answer in answers.items() if not answer.blank}
    for slot, answer in answers.items():
        for cell in answer.cells:
            cell.places = cell.places or [slot.index]
    unnamed = [c for c in used if answered & set(c.places) and not {c.grade_id, c.id} & _ids_of(c, master)]
    times = Counter(cell.text for cell in cells)
    copies = [cell for cell in cells if cell.places and cell not in used and times[cell.text] > 1]
    counts = Counter(place for cell in cells for place in cell.places)
    order = [cell.places[0] for cell in cells if cell.places and counts[cell.places[0]] == 1]
    gone = len(master.released) - len(counts)
    said = {
        "the nbgrader metadata was stripped": not any(cell.claims for cell in cells),
        f"answers found by what they hold: {len(unnamed)}": unnamed,
        "cells were moved": order != sorted(order),
        f"cells of the master put back: {gone}": gone,
        "points or locks were changed: the master's stand": any(_is_altered(cell, master) for cell in cells),
    }
    return [
        *(sentence for sentence, is_so in said.items() if is_so),
        *(f"cell {cell.number}, a copy, left out" for cell in copies),
        *(f"cell {c.number} of the tests was changed: the master's stands" for c in cells if _is_test(c, master)),
        *(cell.repair for cell in cells if cell.repair),
        *(answer.repair for answer in answers.values() if answer.repair),
    ]


def _ids_of(cell: Cell, master: Master) -> set[str]:
    return {key for key, place in master.by_id.items() if place in cell.places}


def _is_test(cell: Cell, master: Master) -> bool:
    """Whether it is a check or test of the master's, changed."""
    locked = [p for p in cell.places if "nbgrader" in master.notebook.cells[p].metadata and p not in master.slots]
    return bool(locked) and cell.text not in master.by_text


def _is_altered(cell: Cell, master: Master) -> bool:
    place = master.by_id.get(cell.grade_id)
    meta = master.notebook.cells[place].metadata.get("nbgrader", {}) if place is not None else {}
    return any(cell.claims.get(key) != meta[key] for key in ("points", "locked", "grade", "solution") if key in meta)
