"""Damage to the row of cells: copied, split, merged, moved, deleted, added, edited."""

import random
from copy import deepcopy

from banks.damage import damage, is_answer, is_test, solutions, stubs


def _first(case):
    return case.code[0]


@damage
def answer_copied(case):
    """An answer cell copied, metadata and all."""
    case.cells.insert(case.at(_first(case)) + 4, deepcopy(case.cell(_first(case))))


@damage
def stub_beside_answer(case):
    """A copy of the stub kept above the filled answer."""
    case.write(_first(case), solutions(case.name)[_first(case)])
    stub = deepcopy(case.cell(_first(case))) | {
        "source": stubs(case.name)[_first(case)]
    }
    case.cells.insert(case.at(_first(case)), stub)


@damage
def two_different_answers(case):
    """An answer cell copied, and the copy changed: the last counts, as in Python."""
    other = deepcopy(case.cell(_first(case)))
    other["source"] = f"{solutions(case.name)[_first(case)]}\n\nprint(1)"
    case.cells.insert(case.at(_first(case)) + 1, other)
    case.expect(_first(case), other["source"])


@damage
def answer_redefined_below_its_test(case):
    """An answer, and below its test another function of its name, to try things."""
    case.write(_first(case), solutions(case.name)[_first(case)])
    below = case.at(_first(case)) + 3
    case.insert(below, f"def {_first(case)}(*_):\n    return 0")


@damage
def three_different_answers_stripped(case):
    """Three attempts at a function in a notebook without metadata: the last counts."""
    for attempt in range(3):
        case.insert(
            case.at(_first(case)) + 1, f"def {_first(case)}(x):\n    return {attempt}"
        )
    for cell in case.cells:
        cell["metadata"] = {}
        cell.pop("id", None)
    del case.cells[case.at(_first(case))]
    case.expect(_first(case), f"def {_first(case)}(x):\n    return 0")


@damage
def different_written_answers(case):
    """The cell of the written answer copied, and the copy changed: a person reads
    both.
    """
    case.write(case.written, "It needs no Z.")
    other = deepcopy(case.cell(case.written)) | {"source": "The noise spreads it."}
    case.cells.insert(case.at(case.written) + 1, other)
    case.expect(case.written, "It needs no Z.\n\nThe noise spreads it.")


@damage
def written_answer_copied(case):
    """The cell of the written answer copied."""
    case.cells.insert(case.at(case.written) + 1, deepcopy(case.cell(case.written)))


def _split(case, *cuts, keep):
    """Split the first answer before lines `cuts`; the parts keep the metadata, or only
    the first does.
    """
    lines = [
        *solutions(case.name)[_first(case)].split("\n"),
        "    # so much for that",
        "    pass",
    ]
    cell, place = case.cell(_first(case)), case.at(_first(case))
    parts = [
        "\n".join(lines[a:b]) for a, b in zip((0, *cuts), (*cuts, None), strict=True)
    ]
    cells = [deepcopy(cell) | {"source": part} for part in parts]
    for number, part in enumerate(cells[1:]):
        part |= {} if keep else {"metadata": {}, "id": f"part-{number}"}
    case.cells[place : place + 1] = cells
    case.cell_of[_first(case)] = cells[0]
    case.expect(_first(case), "\n".join(parts))


@damage
def answer_split(case):
    """An answer split after its first line, both parts with all metadata."""
    _split(case, 1, keep=True)


@damage
def answer_split_new_cell(case):
    """An answer split before its last line, the second part without metadata."""
    _split(case, -1, keep=False)


@damage
def answer_split_in_three(case):
    """An answer split twice, all parts with all metadata."""
    _split(case, 1, 2, keep=True)


@damage
def answer_split_and_stripped(case):
    """An answer split in a notebook without metadata."""
    _split(case, 1, keep=False)
    for cell in case.cells:
        cell["metadata"] = {}
        cell.pop("id", None)


@damage
def answer_split_above_the_function(case):
    """Imports split off an answer; they keep the metadata, the function has none: kept
    beside it.
    """
    place = case.at(_first(case))
    function = solutions(case.name)[_first(case)]
    case.write(_first(case), "import math\n")
    case.insert(place + 1, function)
    case.expect(_first(case), function)
    case.added.append("import math\n")


@damage
def stub_split(case):
    """An unfilled answer split in two."""
    source = stubs(case.name)[_first(case)]
    head, body = source.split("\n")
    case.leave_blank(_first(case), head)
    case.cells.insert(
        case.at(_first(case)) + 1, deepcopy(case.cell(_first(case))) | {"source": body}
    )
    case.answers[_first(case)] = source


@damage
def written_answer_split(case):
    """The written answer split in two, both parts with all metadata."""
    cell = case.cell(case.written)
    case.cells.insert(
        case.at(case.written) + 1, deepcopy(cell) | {"source": "And the noise."}
    )
    case.write(case.written, "It needs no Z.")
    case.expect(case.written, "It needs no Z.\n\nAnd the noise.")


def _merge(case, first, last, kind):
    """Merge the cells from one index to another; the first one's metadata stay."""
    merged = case.cells[first : last + 1]
    source = "\n\n".join(cell["source"] for cell in merged)
    case.cells[first : last + 1] = [merged[0] | {"source": source, "cell_type": kind}]
    return source


@damage
def answer_merged_with_check(case):
    """An answer merged with the check below it."""
    case.answers[_first(case)] = _merge(
        case, case.at(_first(case)), case.at(_first(case)) + 1, "code"
    )


@damage
def answer_merged_with_prose(case):
    """The text above an answer merged into it, as code: taken apart."""
    _merge(case, case.at(_first(case)) - 1, case.at(_first(case)), "code")


@damage
def answers_merged(case):
    """The answer to the second exercise moved into the cell of the first."""
    one, two = case.code[:2]
    answers = solutions(case.name)
    source = f"{answers[one]}\n\n\n{answers[two]}"
    case.write(one, source)
    del case.cells[case.at(two)]
    case.expect(two, source)


@damage
def answers_merged_stubs_left(case):
    """All functions typed into one added cell in front of the first stub."""
    source = "\n\n\n".join(solutions(case.name)[exercise] for exercise in case.code)
    for exercise in case.code:
        case.cell(exercise)["source"] = stubs(case.name)[exercise]
    case.insert(case.at(_first(case)), source)
    for exercise in case.code:
        case.expect(exercise, source)


@damage
def written_answer_merged_with_question(case):
    """The written answer merged with its question: taken apart."""
    _merge(case, case.at(case.written) - 1, case.at(case.written), "markdown")


@damage
def written_answer_merged_with_what_follows(case):
    """The written answer merged with the text below it, and the metadata lost: taken
    apart.
    """
    place = case.at(case.written)
    _merge(case, place, place + 1, "markdown")
    case.cells[place] |= {"metadata": {}, "id": "merged"}


@damage
def question_typo_corrected(case):
    """A word changed in the question above the written answer."""
    question = case.cells[case.at(case.written) - 1]
    question["source"] = question["source"].replace("Exercise", "Excercise")


@damage
def answers_moved_to_the_end(case):
    """All answer cells moved below everything else."""
    case.cells.sort(key=is_answer)


@damage
def answer_moved_and_stripped(case):
    """An answer without metadata moved to the top."""
    cell = case.cells.pop(case.at(_first(case)))
    cell |= {"metadata": {}, "id": "moved"}
    case.cells.insert(0, cell)


@damage
def written_answer_moved_and_stripped(case):
    """The written answer without metadata moved to the top."""
    cell = case.cells.pop(case.at(case.written))
    cell |= {"metadata": {}, "id": "moved"}
    case.cells.insert(0, cell)


@damage
def cells_shuffled(case):
    """The cells in any order."""
    random.Random(0).shuffle(case.cells)


@damage
def tests_deleted(case):
    """All tests and checks deleted."""
    case.notebook["cells"] = [cell for cell in case.cells if not is_test(cell)]


@damage
def prose_deleted(case):
    """All text deleted but the written answer."""
    case.notebook["cells"] = [
        c for c in case.cells if c["cell_type"] == "code" or is_answer(c)
    ]


@damage
def some_cells_deleted(case):
    """Every third cell deleted but the answers."""
    case.notebook["cells"] = [
        c for i, c in enumerate(case.cells) if i % 3 or is_answer(c)
    ]


@damage
def only_answers_left(case):
    """Everything deleted but the answers."""
    case.notebook["cells"] = [cell for cell in case.cells if is_answer(cell)]


@damage
def only_code_left_and_stripped(case):
    """All but the functions deleted, and all metadata."""
    case.notebook["cells"] = [case.cell(exercise) for exercise in case.code]
    for cell in case.cells:
        cell |= {"metadata": {}, "id": "x"}
    case.expect_blank(case.written)


@damage
def tests_edited(case):
    """Tests that always pass, and print that they did."""
    for cell in filter(is_test, case.cells):
        cell["source"] = "print('all tests passed')"


@damage
def check_edited(case):
    """A check that is called with something else."""
    case.named(f"{_first(case)}_check")["source"] = (
        f"checks.check_{_first(case)}(lambda *a: reference(*a))"
    )


@damage
def test_copied_with_changes(case):
    """A copy of a test with the same metadata that gives itself points: kept as any
    added code, which earns nothing.
    """
    test = case.named(_first(case))
    case.cells.insert(
        case.cells.index(test), deepcopy(test) | {"source": "score = 100"}
    )
    case.added.append("score = 100")


@damage
def test_copied(case):
    """A test cell copied, which stops stock nbgrader for everybody."""
    test = case.named(_first(case))
    case.cells.insert(case.cells.index(test), deepcopy(test))


@damage
def imports_edited(case):
    """`import numpy as np` added to the master's imports: kept, beside them."""
    cell = next(
        c
        for c in case.cells
        if c["cell_type"] == "code" and "import torch" in c["source"]
    )
    cell["source"] += "\nimport numpy as np"
    case.added.append(cell["source"])


@damage
def imports_edited_and_stripped(case):
    """The same in a notebook without metadata."""
    imports_edited(case)
    for cell in case.cells:
        cell |= {"metadata": {}, "id": "x"}


@damage
def setup_edited(case):
    """The set-up cell edited to install another package."""
    cell = next(c for c in case.cells if "runtime.setup" in c["source"])
    cell["source"] = "%pip install my-helpers\n" + cell["source"]


@damage
def figures_edited(case):
    """A number changed in every code cell of the master's: the master's stand."""
    for cell in case.cells:
        if (
            cell["cell_type"] == "code"
            and not is_answer(cell)
            and not is_test(cell)
            and "setup" not in cell["source"]
        ):
            cell["source"] = cell["source"].replace("2", "3")


@damage
def figure_edited_and_stripped(case):
    """A number changed in a code cell of the master's without metadata: kept, beside
    it.
    """
    cell = next(
        c for c in case.cells if c["cell_type"] == "code" and "plotting." in c["source"]
    )
    cell |= {"source": cell["source"] + "  # 3", "metadata": {}, "id": "x"}
    case.added.append(cell["source"])


@damage
def code_cells_copied(case):
    """Every code cell of the master's copied to the end: left out."""
    own = [c for c in case.cells if c["cell_type"] == "code" and not is_answer(c)]
    case.cells.extend(deepcopy(own))


@damage
def notebook_doubled_and_stripped(case):
    """All cells twice over, without metadata."""
    case.cells.extend(deepcopy(case.cells))
    for cell in case.cells:
        cell |= {"metadata": {}, "id": "x"}


@damage
def code_added(case):
    """Experiments and helper functions between the cells: kept."""
    for exercise in case.code:
        source = f"def try_{exercise}(x):\n    return {exercise}(x)"
        case.insert(case.at(exercise), source)
        case.added.append(source)


@damage
def code_added_on_top(case):
    """A cell above everything: kept."""
    case.insert(0, "!pip install einops\nimport einops")
    case.added.append("!pip install einops\nimport einops")


@damage
def broken_code_added(case):
    """Added code that is no Python, after a check: kept, and no part of the answer."""
    case.insert(case.at(_first(case)) + 3, "x = = 2")
    case.added.append("x = = 2")


@damage
def text_added(case):
    """Notes of the student's between the cells: left out."""
    for place in range(10, 0, -2):
        case.insert(place, f"Note {place}: remember this.", "markdown")


@damage
def function_quoted_in_notes(case):
    """A function quoted in a note: no second answer."""
    case.insert(
        2,
        f"My idea:\n\n```python\ndef {_first(case)}(x):\n    return 42\n```",
        "markdown",
    )


@damage
def function_used_in_added_code(case):
    """A function wrapped and passed on in added code: no second answer."""
    case.write(_first(case), solutions(case.name)[_first(case)])
    source = f"fast = torch.compile({_first(case)})\n{_first(case)} = fast"
    case.insert(case.at(_first(case)) + 4, source)
    case.added.append(source)


@damage
def empty_cells_added(case):
    """Empty cells everywhere."""
    for place in range(len(case.cells), 0, -1):
        case.insert(place, "", ("code", "markdown", "raw")[place % 3])
