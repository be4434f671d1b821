"""Whatever happens to a notebook, its answers arrive as the student wrote them, or a
sentence says why they can't.
"""

import contextlib
import os
import random
import re
import time
from functools import cache, partial
from itertools import cycle

import pytest
from banks.damage import KINDS, Gone, case, load, stubs

from grading.align import Misaligned, Unreadable, align
from grading.collect import LARGEST, collect
from grading.course import NOTEBOOKS, SOLUTIONS, CourseError, assignments

FILLS = ("full", "blank")
ONE = "02_ebm_score"
pytestmark = pytest.mark.about(ONE, "04_tractable_score_matching")


def damaged(kind, name, fill):
    student = case(name, fill)
    files = KINDS[kind](student)
    return student, student.files() if files is None else files


INNER = [kind for kind, spoil in KINDS.items() if "files" not in spoil.__module__]
OTHERS = [name for name in assignments() if name != ONE]


@pytest.mark.parametrize(
    ("kind", "fill"),
    [(k, fill) for k in KINDS for fill in (FILLS if k in INNER else FILLS[:1])],
)
def test_answers_arrive_or_a_sentence_says_why_not(kind, fill, record_property):
    outcome = check(kind, ONE, fill)
    record_property("damage", (kind, fill, outcome))


@pytest.mark.parametrize(
    ("kind", "name"), list(zip(INNER, cycle(OTHERS), strict=False))
)
def test_in_other_notebooks(kind, name):
    check(kind, name, "full")


def check(kind, name, fill) -> str:
    """Assert that damage ends as its case expects; "aligned" or "named", after how it
    ends.
    """
    student, files = damaged(kind, name, fill)
    if student.refusal:
        error, words = student.refusal
        with pytest.raises((Unreadable, Misaligned)) as raised:
            align(files, name)
        assert type(raised.value).__name__ == error and words in str(raised.value)
        assert_sentence(str(raised.value))
        return "named"
    aligned = align(files, name)
    assert_sound(aligned, name)
    assert answers_of(aligned, name) == student.answers
    assert aligned.blank == student.blank
    assert [cell.source for cell in added(aligned)] == student.added
    if kind in INNER:
        assert_told(aligned, student)
    return "aligned"


def assert_sentence(text):
    assert text.endswith(".") and "\n" not in text and text.isprintable()


def assert_sound(aligned, name):
    """All but the answers is the master's, byte for byte and in its order; what was
    added bears no marks.
    """
    master = master_of(name)
    own = [cell for cell in aligned.notebook.cells if not cell.id.startswith("added-")]
    assert aligned.notebook.metadata == master["metadata"]
    for cell, original in zip(own, master["cells"], strict=True):
        assert (cell.id, cell.cell_type, cell.metadata) == (
            original["id"],
            original["cell_type"],
            original["metadata"],
        )
        assert (
            cell.metadata.get("nbgrader", {}).get("solution")
            or cell.source == original["source"]
        )
    for cell in added(aligned):
        assert cell.cell_type == "code" and cell.metadata == {} and cell.source.strip()
    assert len({cell.id for cell in aligned.notebook.cells}) == len(
        aligned.notebook.cells
    )
    code = [cell for cell in aligned.notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


master_of = cache(partial(load, SOLUTIONS))


def added(aligned):
    return [cell for cell in aligned.notebook.cells if cell.id.startswith("added-")]


def answers_of(aligned, name) -> dict[str, str]:
    cells = {
        cell.id.removesuffix("_answer"): cell
        for cell in aligned.notebook.cells
        if is_slot(cell)
    }
    return {exercise: cells[exercise].source for exercise in stubs(name)}


def is_slot(cell):
    return cell.metadata.get("nbgrader", {}).get("solution", False)


@pytest.mark.parametrize("seed", range(60))
def test_damage_upon_damage_is_never_a_crash_nor_a_silent_loss(seed):
    dice = random.Random(seed)
    student, files = case(dice.choice(assignments()), dice.choice(FILLS)), None
    for kind in dice.choices(list(KINDS), k=dice.randint(1, 4)):
        with contextlib.suppress(
            Gone, LookupError, TypeError, AttributeError, ValueError, StopIteration
        ):
            files = KINDS[kind](student) or files
    try:
        aligned = align(student.files() if files is None else files, student.name)
    except (Unreadable, Misaligned) as error:
        assert_sentence(str(error))
        return
    assert_sound(aligned, student.name)
    if files is None:
        assert_told(aligned, student)


def repairs(kind, fill="full"):
    student, files = damaged(kind, ONE, fill)
    return align(files, student.name).repairs


@pytest.mark.parametrize(
    "kind", ["untouched", "executed", "code_added", "widget_state"]
)
def test_a_sound_notebook_needs_no_repair(kind):
    assert repairs(kind) == []


SENTENCES = {
    "metadata_stripped": "the nbgrader metadata was stripped",
    "nbgrader_stripped": "the nbgrader metadata was stripped",
    "first_answer_lost_its_metadata": (
        "answers found by what they hold: score_from_energy (cell 13)"
    ),
    "answer_became_markdown": (
        "answers found by what they hold: score_from_energy (cell 13)"
    ),
    "answer_split": (
        "answers found by what they hold: score_from_energy (cells 13 and 14)"
    ),
    "answer_renamed_and_stripped": (
        "answers found by what they hold: score_from_energy (cell 13)"
    ),
    "answer_assigned_in_added_cell": (
        "answers found by what they hold: score_from_energy (cell 14)"
    ),
    "written_answer_in_added_cell": (
        "answers found by what they hold: sampled_not_evaluated (cell 83)"
    ),
    "answer_deleted": "no answer found to: score_from_energy",
    "answer_only_comments": "no answer found to: score_from_energy",
    "answer_copied": "left out as copies or changes of other cells: cell 17",
    "check_edited": "left out as copies or changes of other cells: cell 14",
    "text_added": "left out as notes: cell 3, cell 6, cell 9, cell 12, cell 15",
    "two_different_answers": (
        "answered more than once, and what stands last before its test counts:"
        " score_from_energy (cell 14, not cell 13)"
    ),
    "points_raised": "points or locks were changed: the master's stand",
    "answers_moved_to_the_end": "cells were moved or copied",
    "tests_deleted": "cells of the master put back: 8",
    "unreadable_beside": (
        "left out 02_ebm_score.ipynb ends in the middle: the upload was cut off"
    ),
    "blank_beside_filled": (
        "took 02_ebm_score-final.ipynb and left out 02_ebm_score.ipynb"
    ),
    "other_assignment_beside": (
        "left out 01_score_definition.ipynb is the notebook 01_score_definition"
    ),
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_repairs_are_told(kind):
    assert any(sentence.startswith(SENTENCES[kind]) for sentence in repairs(kind))


def assert_told(aligned, student):
    """Every cell's text is in the aligned notebook, or was released, or the cell is
    named.
    """
    said = " ".join(aligned.repairs)
    released = released_texts(student.name)
    kept = plain(" ".join(cell.source for cell in aligned.notebook.cells))
    for number, cell in enumerate(student.cells, 1):
        text = plain(cell.get("source") or "" if isinstance(cell, dict) else "")
        assert text in released or text in kept or re.search(rf"\b{number}\b", said), (
            number,
            text,
        )


@cache
def released_texts(name):
    return {plain(cell["source"]) for cell in load(NOTEBOOKS, name)["cells"]}


def plain(source):
    return " ".join(
        "".join(source).replace("\ud800", "?").replace("\udfff", "?").split()
    )


def test_pictures_of_a_written_answer_are_kept_and_nothing_else():
    student, files = damaged("written_answer_with_picture", ONE, "full")
    cell = next(
        cell for cell in align(files, ONE).notebook.cells if cell.id == student.written
    )
    assert cell.attachments == {"sheet.jpg": {"image/jpeg": "/9j/"}}


def test_added_code_stays_behind_the_cell_it_followed():
    student, files = damaged("code_added", ONE, "full")
    order = [cell.id for cell in align(files, ONE).notebook.cells]
    above = [student.cells[student.at(exercise) - 2]["id"] for exercise in student.code]
    assert [order[order.index(f"added-{i}") - 1] for i in range(1, 5)] == above


def test_no_part_of_a_solution_reaches_the_aligned_notebook(name):
    text = str(align(case(name, "blank").files(), name).notebook)
    assert "BEGIN SOLUTION" not in text and "BEGIN MARK SCHEME" not in text


def test_aligning_leaves_the_master_as_it_was():
    before = align(case(ONE, "blank").files(), ONE).notebook
    align(case(ONE, "full").files(), ONE).notebook.cells[0].source = "changed"
    assert align(case(ONE, "blank").files(), ONE).notebook == before


def test_random_bytes_are_never_a_crash():
    dice, content = random.Random(1), case(ONE, "full").bytes()
    for _ in range(50):
        spoiled = bytearray(content)
        for _ in range(dice.randint(1, 20)):
            spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
        with contextlib.suppress(Unreadable, Misaligned):
            assert_sound(align({"x.ipynb": bytes(spoiled)}, ONE), ONE)


def test_many_cells_take_seconds_at_most():
    student = case(ONE, "full")
    for number in range(1500):
        student.insert(
            number, f"step_{number} = {number}", ("code", "markdown")[number % 2]
        )
    for cell in student.cells:
        cell["metadata"] = {}
    start = time.process_time()
    align(student.files(), ONE)
    assert time.process_time() - start < 3


@pytest.fixture
def classroom(tmp_path):
    for student in ("zoe", "adam", ".hidden", "__MACOSX"):
        (tmp_path / "submitted" / student).mkdir(parents=True)
    return tmp_path


def put(classroom, path, content=b"{}"):
    path = classroom / "submitted" / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def files_of(classroom, student="zoe"):
    (submission,) = collect(classroom, [ONE], student)
    return submission.contents()


def test_every_student_and_assignment_is_collected_in_order(classroom):
    put(classroom, f"zoe/{ONE}/{ONE}.ipynb", b"work")
    found = collect(classroom, ["04_tractable_score_matching", ONE])
    named = [(submission.assignment[:2], submission.student) for submission in found]
    assert named == [("02", "adam"), ("02", "zoe"), ("04", "adam"), ("04", "zoe")]
    assert found[1].contents() == {f"{ONE}.ipynb": b"work"} and found[0].files == {}


def test_names_and_folders_may_be_spelt_in_other_ways(classroom):
    put(classroom, f"zoe/ {ONE.upper()} /{ONE} (1).IPYNB", b"1")
    put(classroom, f"zoe/ {ONE.upper()} /unzipped/work.ipynb", b"2")
    assert files_of(classroom) == {
        f"{ONE} (1).IPYNB": b"1",
        "unzipped/work.ipynb": b"2",
    }


def test_what_systems_leave_behind_is_no_work(classroom):
    for path in (
        ".ipynb_checkpoints/a.ipynb",
        "__MACOSX/a.ipynb",
        "._a.ipynb",
        ".a.ipynb",
        "~$a.ipynb",
        "desktop.ini",
    ):
        put(classroom, f"zoe/{ONE}/{path}")
    assert files_of(classroom) == {}


def test_links_pipes_and_folders_are_not_followed(classroom):
    secret = put(classroom, f"adam/{ONE}/mine.ipynb", b"secret")
    folder = put(classroom, f"zoe/{ONE}/own.ipynb", b"own").parent
    (folder / "link.ipynb").symlink_to(secret)
    (folder / "linked").symlink_to(secret.parent)
    (folder / "folder.ipynb").mkdir()
    os.mkfifo(folder / "pipe.ipynb")
    (classroom / "submitted" / "eve").mkdir()
    (classroom / "submitted" / "eve" / ONE).symlink_to(secret.parent)
    (classroom / "submitted" / "mallory").symlink_to(classroom / "submitted" / "adam")
    assert (
        files_of(classroom) == {"own.ipynb": b"own"}
        and files_of(classroom, "eve") == {}
    )
    (zoe,) = collect(classroom, [ONE], "zoe")
    said = (
        "folder.ipynb is a folder",
        "link.ipynb is a link",
        "pipe.ipynb is no plain file",
    )
    assert zoe.passed_over == said
    assert [submission.student for submission in collect(classroom, [ONE])] == [
        "adam",
        "eve",
        "zoe",
    ]


def test_a_file_too_large_is_not_read_but_noted(classroom):
    path = put(classroom, f"zoe/{ONE}/huge.ipynb")
    os.truncate(path, LARGEST + 2**20)
    assert len(files_of(classroom)["huge.ipynb"]) == LARGEST + 1
    with pytest.raises(
        Unreadable, match=r"huge.ipynb is too large: at most 50 MB are read\."
    ):
        align(files_of(classroom), ONE)


def test_no_class_and_no_such_student_are_said(classroom):
    with pytest.raises(
        CourseError, match=r"There is no class in .*nowhere: expected submissions as"
    ):
        collect(classroom / "nowhere", [ONE])
    with pytest.raises(CourseError, match=r"holds nothing of nobody\."):
        collect(classroom, [ONE], "nobody")


LONG = [
    "<!--" * 200_000,
    "def f(\n" * 20_000,
    "x = 1\n" * 100_000,
    "word " * 400_000,
    " " * 300_000 + "x",
    "?" * 300_000,
]


@pytest.mark.parametrize("source", LONG, ids=[source.split()[0][:6] for source in LONG])
def test_long_texts_take_seconds_at_most(source):
    student = case(ONE, "blank")
    for place in (40, 20, 0):
        student.insert(place, source, ("code", "markdown")[place == 20])
    student.cell(student.written)["source"] = source
    start = time.process_time()
    align(student.files(), ONE)
    assert time.process_time() - start < 5
