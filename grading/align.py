"""Rebuild a submission on the master notebook: the answers and added code are the
student's, all else is the course's.

Cells are recognised by what they hold before what they claim to be: by their text, by
the function they define, by their grade_id or id, and at last by their place.
"""

import difflib
import re
import sys
from dataclasses import dataclass, field, replace
from functools import cache

import nbformat
from nbformat import NotebookNode

from grading.course import NOTEBOOKS, SOLUTIONS, CourseError, assignments
from grading.reading import Cell, File, Unreadable, printable, read
from grading.sources import functions, is_blank, is_words, names, parse

MOST_PARTS = 6  # of an answer that was split
SAME_WORDS = (
    0.6  # of the words of two texts together, and one is another wording of the other
)
REWORDING = 6  # words more in one place, and it is no other wording of a question
LOCKS = {"points", "grade", "solution", "locked"}


class Misaligned(CourseError):
    """Nobody but a person can decide what the submission is; the sentence names the
    candidates.
    """


@dataclass
class Aligned:
    """The master with a student's answers in it, the exercises that are blank, and what
    was put right.
    """

    notebook: NotebookNode
    blank: set[str] = field(default_factory=set)
    newer_python: str = ""  # which the file names, where it is newer than the grader's
    repairs: list[str] = field(default_factory=list)

    def answers(self) -> dict[str, str]:
        """What was answered, by exercise."""
        slots = {
            _exercise(cell): cell for cell in self.notebook.cells if _is_slot(cell)
        }
        return {
            name: _tidy(cell.source)
            for name, cell in slots.items()
            if name not in self.blank
        }


def align(files: dict[str, bytes], name: str) -> Aligned:
    """The submission `files` of the assignment `name`, rebuilt on its master.

    Raises `Unreadable` if none of the files is a notebook of the course, and
    `Misaligned` if they are of another assignment, or differ in their answers; nothing
    else, whatever the files hold.
    """
    mine: list[tuple[str, Aligned]] = []
    refused: list[tuple[str, type[CourseError]]] = []
    for path, content in sorted(files.items()):
        try:
            mine.append(
                (
                    printable(path),
                    _rebuild(_of_assignment(read(content), name), master(name)),
                )
            )
        except (Unreadable, Misaligned) as error:
            refused.append((f"{printable(path)} {error}", type(error)))
    reasons = [reason for reason, _ in refused]
    if not mine:
        raised = Misaligned if Misaligned in dict(refused).values() else Unreadable
        raise raised(
            "; ".join(reasons[:3] or [f"No notebook was handed in for {name}"]) + "."
        )
    aligned = _fullest(mine, name)
    aligned.repairs += [f"left out {reason}" for reason in reasons]
    return aligned


def _of_assignment(file: File, name: str) -> File:
    """The file, unless it is of another notebook.

    Raises `Unreadable` or `Misaligned`, like `read`.
    """
    fits = {
        other: sum(bool(_places(cell, master(other))) for cell in file.cells)
        for other in assignments()
    }
    nearest = max(fits, key=fits.__getitem__)
    if not fits[nearest]:
        raise Unreadable(f"is a notebook, but none of its cells is of {name}")
    if fits[name] < fits[nearest] / 2:
        raise Misaligned(f"is the notebook {nearest}, handed in for {name}")
    return file


def _fullest(found: list[tuple[str, Aligned]], name: str) -> Aligned:
    """The file that answers all exercises which any of them answers.

    Raises `Misaligned` where there is none, or where two of them answer the same ones
    differently.
    """
    file, best = max(
        found,
        key=lambda one: (
            len(one[1].answers()),
            len(one[1].notebook.cells),
            one[0] == f"{name}.ipynb",
        ),
    )
    best_answers = best.answers()
    for other, aligned in (one for one in found if one[1] is not best):
        answers = aligned.answers()
        differing = dict(answers.items() - best_answers.items())
        if differing and not answers.keys() < best_answers.keys():
            files = " and ".join(sorted((file, other)))
            raise Misaligned(
                f"{files} hold different answers (to {min(differing)}, for one): keep"
                " one of the files."
            )
        more = f", which holds another answer to {min(differing)}" if differing else ""
        best.repairs += [f"took {file} and left out {other}{more}"]
    return best


@dataclass(frozen=True)
class Slot:
    """A cell of the master that is a student's to fill."""

    index: int
    exercise: str
    stub: str
    function: str  # "": an answer in words
    test: int  # where the cell stands that it is graded in


@dataclass(frozen=True)
class Master:
    """A notebook of the course, and how its released cells are found."""

    notebook: NotebookNode
    released: list[Cell]
    slots: list[Slot]
    by_text: dict[str, int]
    by_id: dict[str, int]
    by_function: dict[str, int]
    prose: re.Pattern  # any one of its paragraphs
    words: dict[int, frozenset[str]]  # of its prose, but for the answers
    locks: dict[str, dict]  # what students can't change, by id


@cache
def master(name: str) -> Master:
    """The notebook `name` of the course, read once."""
    notebook, release = (
        nbformat.read(root / name / f"{name}.ipynb", as_version=4)
        for root in (SOLUTIONS, NOTEBOOKS)
    )
    for cell in notebook.cells:
        cell |= (
            {"outputs": [], "execution_count": None} if cell.cell_type == "code" else {}
        )
    cells = [
        Cell(number, cell.cell_type, cell.source)
        for number, cell in enumerate(release.cells, 1)
    ]
    graded = [place for place, c in enumerate(release.cells) if _claims(c).get("grade")]
    slots = [
        Slot(
            index,
            _exercise(cell),
            cell.source,
            next(iter(functions(cell.source)), ""),
            next(place for place in graded if place >= index),
        )
        for index, cell in enumerate(release.cells)
        if _is_slot(cell)
    ]
    metas = {cell.id: cell.metadata.get("nbgrader", {}) for cell in release.cells}
    prose = [
        re.escape(cell.source)
        for cell in release.cells
        if cell.cell_type != "code" and not _is_slot(cell)
    ]
    # of graded cells, the id is the grade_id
    return Master(
        notebook,
        cells,
        slots,
        by_text={cell.text: index for index, cell in enumerate(cells)},
        by_id={key: index for index, key in enumerate(metas)},
        by_function={slot.function: slot.index for slot in slots if slot.function},
        prose=re.compile(f"^({'|'.join(prose)})$", re.MULTILINE),
        words={
            index: cells[index].words
            for index, cell in enumerate(release.cells)
            if cell.cell_type != "code"
            and not _is_slot(cell)
            and len(cells[index].words) >= 5
        },
        locks={
            key: {lock: meta[lock] for lock in LOCKS & meta.keys()}
            for key, meta in metas.items()
        },
    )


def _claims(cell: NotebookNode) -> dict:
    return cell.metadata.get("nbgrader", {})


def _is_slot(cell: NotebookNode) -> bool:
    return bool(_claims(cell).get("solution"))


def _exercise(cell: NotebookNode) -> str:
    return cell.metadata.nbgrader.grade_id.removesuffix("_answer")


def _rebuild(file: File, master: Master) -> Aligned:
    cells = [part for cell in file.cells for part in _taken_apart(cell, master)]
    _recognise(cells, master)
    answers = [
        (
            _code_answer(slot, cells)
            if slot.function
            else _written_answer(slot, cells, master)
        )
        for slot in master.slots
    ]
    used = {cell for answer in answers for cell in answer.cells}
    added = [cell for cell in cells if cell not in used and _is_of_use(cell, master)]
    return Aligned(
        _assembled(master, answers, added),
        {answer.slot.exercise for answer in answers if answer.blank},
        _newer(file.python),
        _repairs(cells, answers, added, master),
    )


def _newer(python: tuple[int, int] | None) -> str:
    if python is None or python <= sys.version_info[:2]:
        return ""
    return ".".join(map(str, python))


def _taken_apart(cell: Cell, master: Master) -> list[Cell]:
    """The cell; if one of the course's paragraphs was merged with other text, each of
    them as a cell of its own.
    """
    parts = master.prose.split(cell.source)
    return (
        [replace(cell, source=part.strip("\n")) for part in parts if part.strip()]
        if parts[1:]
        else [cell]
    )


def _recognise(cells: list[Cell], master: Master) -> None:
    """Set the `places` of every cell that is one of the master's, and between which
    places every cell stands.
    """
    exact = {master.by_text[cell.text] for cell in cells if cell.text in master.by_text}
    slots = {slot.index for slot in master.slots}
    for cell in cells:
        cell.places = _places(cell, master)
        if cell.text not in master.by_text and (exact - slots).intersection(
            cell.places
        ):
            cell.places = ()  # it claims to be a cell that is there unchanged
    before, after = -1, 10**9
    for cell in cells:
        cell.before, before = before, (before, *cell.places)[-1]
    for cell in reversed(cells):
        cell.after, after = after, (*cell.places, after)[0]


def _places(cell: Cell, master: Master) -> tuple[int, ...]:
    """Which of the master's cells it is: several if it answers several exercises."""
    if cell.text in master.by_text:
        return (master.by_text[cell.text],)
    answered = functions(cell.source) & master.by_function.keys()
    if answered and (cell.is_code or parse(cell.source)):  # a note may quote a function
        return tuple(sorted(master.by_function[name] for name in answered))
    claimed = tuple(master.by_id[key] for key in cell.ids if key in master.by_id)[:1]
    return claimed or (() if cell.is_code else _other_wording(cell, master))


def _other_wording(cell: Cell, master: Master) -> tuple[int, ...]:
    """The prose of the master of which a cell holds another wording: most of its words,
    in a text of that size.
    """
    found = cell.words
    if not 5 <= len(found) <= 500:
        return ()
    shared = {
        index: len(words & found) / len(words | found)
        for index, words in master.words.items()
    }
    best = max(shared, key=shared.__getitem__, default=None)
    return (best,) if best is not None and shared[best] >= SAME_WORDS else ()


@dataclass
class Answer:
    """What goes into a slot, and from which cells."""

    slot: Slot
    source: str
    cells: list[Cell]
    blank: bool = False
    overruled: list[Cell] = field(default_factory=list)  # by the last of the answers
    pictures: dict[str, dict] = field(default_factory=dict)


def _code_answer(slot: Slot, cells: list[Cell]) -> Answer:
    """The definition that is no stub and stands last before its test, as when a
    notebook is run from top to bottom; else the last one.
    """
    own = [_whole(cell, slot, cells) for cell in cells if slot.index in cell.places]
    own = [whole for whole in own if not any(whole[0] in other[1:] for other in own)]
    filled = [
        whole for whole in own if not is_blank(_joined(whole), slot.function)
    ] or _elsewhere(slot, cells, own)
    if not filled:
        stub = next(
            (whole for whole in own if whole[0].is_code and _defines(whole[0], slot)),
            [],
        )
        return Answer(slot, _joined(stub) or slot.stub, stub, blank=True)
    *others, counts = sorted(filled, key=lambda whole: _rank(whole, slot))
    overruled = [
        whole[0]
        for whole in others
        if _rank(whole, slot)[:-1] == _rank(counts, slot)[:-1]
        and _tidy(_joined(whole)) != _tidy(_joined(counts))
    ]
    return Answer(slot, _joined(counts), counts, overruled=overruled)


def _rank(whole: list[Cell], slot: Slot) -> tuple[bool, ...]:
    """How much speaks for cells that may hold an answer; of equals the last counts."""
    first = whole[0]
    return (
        parse(_joined(whole)) is not None,
        _defines(first, slot),
        first.is_code,
        len(first.places) == 1,
        first.before < slot.test,
    )


def _whole(cell: Cell, slot: Slot, cells: list[Cell]) -> list[Cell]:
    """The cell, with the parts below that were split off from it."""
    start, whole = cells.index(cell), [cell]
    for end in range(start + 2, min(start + MOST_PARTS, len(cells)) + 1):
        *_, part = parts = cells[start:end]
        is_fragment = part.source[:1].isspace() or parse(part.source) is None
        if (
            not part.is_code
            or part.places not in ((), (slot.index,))
            or _defines(part, slot)
            or not is_fragment
        ):
            break
        whole = parts if slot.function in names(_joined(parts))[0] else whole
    return whole


def _elsewhere(
    slot: Slot, cells: list[Cell], own: list[list[Cell]]
) -> list[list[Cell]]:
    """The answer in added code: where the name is assigned; or another function in the
    place of its missing cell.
    """
    added = [cell for cell in cells if cell.is_code and not cell.places]
    assigned = [
        cell
        for cell in added
        if slot.function in names(cell.source)[0] - names(cell.source)[1]
    ]
    here = [
        cell
        for cell in added
        if cell.before < slot.index < cell.after and functions(cell.source)
    ]
    return [[cell] for cell in assigned or ([] if own else here[:1])]


def _defines(cell: Cell, slot: Slot) -> bool:
    return slot.function in functions(cell.source)


def _joined(cells: list[Cell]) -> str:
    return "\n".join(cell.source for cell in cells)


def _tidy(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _written_answer(slot: Slot, cells: list[Cell], master: Master) -> Answer:
    """All that was written in its cell, in copies of it, in added text next to it, and
    into the question itself. A person marks that.
    """
    own = [cell for cell in cells if slot.index in cell.places]
    notes = [
        cell
        for cell in cells
        if not cell.places and (not cell.is_code or is_words(cell.source))
    ]
    near = [
        cell
        for cell in cells
        if cell in own or (cell in notes and cell.before <= slot.index <= cell.after)
    ]
    filled = [
        cell for cell in near if _letters(cell.source) not in ("", _letters(slot.stub))
    ]
    if not own and not filled:
        filled = [cell for cell in notes if not cell.is_code]
    filled += _typed_into_the_question(slot, cells, master) if not filled else []
    kept = list({cell.key: cell for cell in filled}.values())
    source, pictures = _with_pictures(kept)
    return Answer(slot, source or slot.stub, kept, blank=not kept, pictures=pictures)


def _typed_into_the_question(
    slot: Slot, cells: list[Cell], master: Master
) -> list[Cell]:
    """The cells of a question, its heading included, to which words were added that the
    course's do not have.
    """
    asked = {slot.index - 1, slot.index - 2} - {other.index for other in master.slots}
    changed = [
        c
        for c in cells
        if asked.intersection(c.places)
        and not c.is_code
        and c.text not in master.by_text
    ]
    return [
        cell
        for cell in changed
        if _words_added(master.released[cell.places[0]].text, cell.text)
    ]


def _words_added(given: str, found: str) -> bool:
    """Whether a text holds more than a given one, and than another wording of it
    would.
    """
    before, after = given.split(), found.split()
    if len(after) > 2000:  # the comparison takes time that grows with the square
        return True
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    more = [(end - start) - (stop - first) for _, first, stop, start, end in steps]
    only_added = all(kind in ("equal", "insert") for kind, *_ in steps)
    return max(more, default=0) >= (2 if only_added else REWORDING)


def _with_pictures(cells: list[Cell]) -> tuple[str, dict[str, dict]]:
    """The text of cells, and their pictures, each under a name that no other has."""
    sources: list[str] = []
    pictures: dict[str, dict] = {}
    for cell in cells:
        source = cell.source
        for name, bundle in cell.attachments.items():
            new = name
            while pictures.get(new, bundle) != bundle:
                new = f"{len(pictures) + 1}-{new}"
            pictures[new] = bundle
            if new != name:
                source = _with_renamed(source, name, new)
        sources.append(source)
    return "\n\n".join(sources), pictures


def _with_renamed(source: str, name: str, new: str) -> str:
    """A text that calls one of its pictures by a new name."""
    place = rf"attachment:{re.escape(name)}(?=[)\s\"'>])"
    return re.sub(place, lambda _: f"attachment:{new}", source)


def _letters(text: str) -> str:
    return re.sub(r"<!--[^<]*-->|[\W_]", "", text).casefold()


def _is_of_use(cell: Cell, master: Master) -> bool:
    """Whether it is kept beside the answers: code that was added, or that defines more
    than the master's cell does.
    """
    if not cell.is_code or cell.text in master.by_text:
        return False
    more = names(cell.source)[0].difference(
        *(names(master.released[place].source)[0] for place in cell.places)
    )
    return not cell.places or bool(
        more and not functions(cell.source) & master.by_function.keys()
    )


def _assembled(
    master: Master, answers: list[Answer], added: list[Cell]
) -> NotebookNode:
    # copies, and far quicker than deepcopy
    notebook = nbformat.from_dict(master.notebook)
    for answer in answers:
        cell = notebook.cells[answer.slot.index]
        cell.source = answer.source
        if answer.pictures:
            cell.attachments = nbformat.from_dict(answer.pictures)
    rows = [[], *([cell] for cell in notebook.cells)]
    for number, cell in enumerate(added, 1):
        rows[cell.before + 1].append(
            nbformat.v4.new_code_cell(cell.source, id=f"added-{number}")
        )
    notebook.cells = [cell for row in rows for cell in row]
    return notebook


def _repairs(
    cells: list[Cell], answers: list[Answer], added: list[Cell], master: Master
) -> list[str]:
    """What was put right, and which cells are neither as they were released nor in the
    aligned notebook.
    """
    kept = {cell for answer in answers for cell in answer.cells}.union(added)
    left_out = [
        cell for cell in cells if cell not in kept and cell.text not in master.by_text
    ]
    order = [cell.places[0] for cell in cells if cell.places]
    answered = {one.slot.index for one in answers if one.cells}
    missing = len(master.released) - len(
        answered.union(*(cell.places for cell in cells))
    )
    locks = [
        (cell.claims, lock)
        for cell in cells
        for key in cell.ids
        for lock in master.locks.get(key, {}).items()
    ]
    stubs = {master.by_text.get(cell.text) for cell in cells}
    found = [one for one in answers if one.cells and not _is_in_its_cell(one, master)]
    said = {
        "the nbgrader metadata was stripped": not any(cell.claims for cell in cells),
        "points or locks were changed: the master's stand": any(
            claims.get(*lock) != lock[1] for claims, lock in locks
        ),
        "cells were moved or copied": order != sorted(set(order)),
        f"cells of the master put back: {missing}": missing,
    }
    listed = {
        "answers found by what they hold": [
            f"{one.slot.exercise} ({_numbers(one.cells)})" for one in found
        ],
        "answered more than once, and what stands last before its test counts": [
            f"{a.slot.exercise} ({_numbers(a.cells)}, not {_numbers(a.overruled)})"
            for a in answers
            if a.overruled
        ],
        "no answer found to": [
            a.slot.exercise
            for a in answers
            if not a.cells and a.slot.index not in stubs
        ],
        "left out as copies or changes of other cells": [
            _numbers([cell]) for cell in left_out if cell.places
        ],
        "left out as notes": [_numbers([cell]) for cell in left_out if not cell.places],
    }
    of_lists = [
        f"{what}: {', '.join(dict.fromkeys(items))}"
        for what, items in listed.items()
        if items
    ]
    return [sentence for sentence, is_so in said.items() if is_so] + of_lists


def _is_in_its_cell(answer: Answer, master: Master) -> bool:
    """Whether it came from one cell, of the right type, that says that it is the
    answer's.
    """
    cell, *more = answer.cells
    claimed = [master.by_id.get(key) for key in cell.ids]
    return (
        not more
        and cell.is_code == bool(answer.slot.function)
        and answer.slot.index in claimed
    )


def _numbers(cells: list[Cell]) -> str:
    """The cells by their numbers, as in "cells 3, 5 and 8"."""
    *most, last = dict.fromkeys(str(cell.number) for cell in cells)
    return f"cells {', '.join(most)} and {last}" if most else f"cell {last}"
