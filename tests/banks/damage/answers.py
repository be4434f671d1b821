"""Damage to answers, and unusual ways to give one."""

from banks.damage import damage, stubs

HELPER = "def square(x):\n    return x * x"


def _first(case):
    return case.code[0]


@damage
def answer_emptied(case):
    """All text of an answer cell deleted."""
    case.cell(_first(case))["source"] = ""
    case.expect_blank(_first(case))


@damage
def answer_only_comments(case):
    """An answer that is a comment."""
    case.cell(_first(case))["source"] = "# I don't know\n\n#def later(): ...\n"
    case.expect_blank(_first(case))


@damage
def stub_reformatted(case):
    """The stub with other white space, another comment and a docstring: blank, and left
    as it is.
    """
    head, body = stubs(case.name)[_first(case)].split("\n")
    case.leave_blank(
        _first(case),
        f'# Exercise\n{head}\n    """TODO"""\n\n{body.split("#")[0]}# how?\n\n',
    )


@damage
def stub_with_a_helper(case):
    """The stub untouched, but a function of the student's own above it: blank, and the
    function is kept.
    """
    case.leave_blank(_first(case), f"{HELPER}\n\n\n{stubs(case.name)[_first(case)]}")


@damage
def written_stub_reformatted(case):
    """The written answer's stub with other emphasis."""
    case.cell(case.written)["source"] = "_Your answer here._  \n\n<!-- soon -->"
    case.expect_blank(case.written)


@damage
def written_answer_emptied(case):
    """All text of the written answer deleted."""
    case.cell(case.written)["source"] = " \n"
    case.expect_blank(case.written)


@damage
def answer_deleted(case):
    """An answer cell deleted."""
    del case.cells[case.at(_first(case))]
    case.expect_blank(_first(case))


@damage
def written_answer_deleted(case):
    """The cell of the written answer deleted."""
    del case.cells[case.at(case.written)]
    case.expect_blank(case.written)


@damage
def all_answers_deleted(case):
    """Every answer cell deleted."""
    for exercise in case.answers:
        del case.cells[case.at(exercise)]
        case.expect_blank(exercise)


@damage
def answer_with_syntax_error(case):
    """An answer that is no Python."""
    case.write(_first(case), f"def {_first(case)}(x, *more):\n    return (x\n    * 2")


@damage
def answer_with_syntax_error_stripped(case):
    """An answer that is no Python, in a cell without metadata."""
    answer_with_syntax_error(case)
    case.cell(_first(case))["metadata"] = {}
    case.cell(_first(case)).pop("id", None)


@damage
def answer_as_lambda(case):
    """A lambda instead of a def, in a cell without metadata."""
    case.write(_first(case), f"{_first(case)} = lambda x, *more: -x")
    case.cell(_first(case)).update(metadata={}, id="x")


@damage
def answer_as_assignment(case):
    """Another callable assigned to the name, in a cell without metadata."""
    case.write(
        _first(case), f"import functools\n\n{_first(case)} = functools.partial(max, 1)"
    )
    case.cell(_first(case)).update(metadata={}, id="x")


@damage
def answer_as_import(case):
    """The helpers' reference imported, in place of an answer."""
    case.write(_first(case), f"from helpers.scores import something as {_first(case)}")


@damage
def answer_async(case):
    """An `async def`, in a cell without metadata."""
    case.write(_first(case), f"async def {_first(case)}(x, *more):\n    return x")
    case.cell(_first(case)).update(metadata={}, id="x")


@damage
def answer_with_magics(case):
    """An answer among IPython's own commands, in a cell without metadata."""
    source = (
        "%%time\n%matplotlib inline\n!pip list\nnames = !ls\ntorch?\ndef"
        f" {_first(case)}(x, *more):\n    return x"
    )
    case.write(_first(case), source)
    case.cell(_first(case)).update(metadata={}, id="x")


@damage
def answer_indented(case):
    """A whole answer indented, as IPython allows, in a cell without metadata."""
    case.write(_first(case), f"    def {_first(case)}(x, *more):\n        return x")
    case.cell(_first(case)).update(metadata={}, id="x")


@damage
def answer_with_new_signature(case):
    """Arguments renamed and annotated, in a cell without metadata."""
    case.write(
        _first(case),
        f"def {_first(case)}(points: 'Tensor', *, k=3) -> 'Tensor':\n    return points",
    )
    case.cell(_first(case)).update(metadata={}, id="x")


@damage
def answer_renamed(case):
    """A function under another name: it is graded, and fails there."""
    case.write(_first(case), "def my_answer(x, *more):\n    return x")


@damage
def answer_renamed_and_stripped(case):
    """A function under another name, in a cell without metadata, found by its place."""
    case.write(_first(case), "def my_answer(x, *more):\n    return x")
    case.cell(_first(case)).update(metadata={}, id="x")


@damage
def answer_with_helper_functions(case):
    """Imports, constants and a helper function above the function."""
    function = f"def {_first(case)}(x, *more):\n    return square(x)"
    case.write(_first(case), f"import math\n\nσ = 2\n\n\n{HELPER}\n\n\n{function}")


@damage
def answer_defined_twice(case):
    """A first attempt and a second in one cell."""
    attempts = (f"def {_first(case)}(x, *more):\n    return {value}" for value in "01")
    case.write(_first(case), "\n\n\n".join(attempts))


@damage
def answer_calls_itself(case):
    """The check called in the answer cell as well."""
    source = (
        f"def {_first(case)}(x, *more):\n    return"
        f" x\n\n\nchecks.check_{_first(case)}({_first(case)})"
    )
    case.write(_first(case), source)


@damage
def answer_with_nbgrader_markers(case):
    """Answers that hold nbgrader's own delimiters."""
    source = f"""def {_first(case)}(x, *more):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION
    ### BEGIN HIDDEN TESTS
    assert True
    ### END HIDDEN TESTS"""
    case.write(_first(case), source)
    case.write(
        case.written, "Yes.\n\n### BEGIN MARK SCHEME\n- all points\n### END MARK SCHEME"
    )


@damage
def answer_with_merge_markers(case):
    """Merge markers within an answer, in a notebook that is whole."""
    case.write(
        _first(case),
        f"def {_first(case)}(x):\n<<<<<<< HEAD\n    return x\n=======\n    return"
        " 1\n>>>>>>> b",
    )


@damage
def answer_with_nul(case):
    """A NUL character in an answer."""
    case.write(_first(case), f"def {_first(case)}(x):\n    return '\0'")


@damage
def answer_with_lone_surrogate(case):
    """Half a character in an answer, and in the written one: replaced, since no file
    can hold it.
    """
    case.cell(_first(case))["source"] = f"def {_first(case)}(x):\n    return '\ud800'"
    case.expect(_first(case), f"def {_first(case)}(x):\n    return '?'")
    case.cell(case.written)["source"] = "Because \udfff."
    case.expect(case.written, "Because ?.")


@damage
def answer_nested_too_deeply(case):
    """An answer that Python's parser gives up on."""
    case.write(_first(case), f"def {_first(case)}(x):\n    return {'-' * 50_000}x")


@damage
def answer_very_long(case):
    """An answer of 300 000 characters, in a cell without metadata."""
    case.write(
        _first(case),
        f"def {_first(case)}(x):\n    return x\n" + "# and so on\n" * 30_000,
    )
    case.cell(_first(case)).update(metadata={}, id="x")


@damage
def answer_became_markdown(case):
    """The cell of an answer turned into text."""
    case.cell(_first(case))["cell_type"] = "markdown"


@damage
def answer_became_raw_and_stripped(case):
    """The cell of an answer turned into raw text, without metadata."""
    case.cell(_first(case)).update(cell_type="raw", metadata={}, id="x")


@damage
def all_answers_became_markdown(case):
    """All cells turned into text."""
    for cell in case.cells:
        cell["cell_type"] = "markdown"


@damage
def written_answer_became_code(case):
    """The cell of the written answer turned into code."""
    case.cell(case.written)["cell_type"] = "code"


@damage
def written_answer_became_code_and_stripped(case):
    """The cell of the written answer turned into code, without metadata."""
    case.cell(case.written).update(cell_type="code", metadata={}, id="x")


@damage
def written_answer_became_raw_and_stripped(case):
    """The cell of the written answer turned into raw text, without metadata."""
    case.cell(case.written).update(cell_type="raw", metadata={}, id="x")


@damage
def written_answer_with_picture(case):
    """A photograph as written answer, and something that is no picture."""
    case.write(case.written, "![](attachment:sheet.jpg)")
    evil = {"x.svg": {"image/svg+xml": "<script>"}, "y": {"image/png": 3}, "z": []}
    case.cell(case.written)["attachments"] = {
        "sheet.jpg": {"image/jpeg": "/9j/"}
    } | evil


@damage
def answer_in_added_cell(case):
    """The stub left as it was, the function defined in a cell added after the check."""
    source = f"def {_first(case)}(x, *more):\n    return x"
    case.cell(_first(case))["source"] = stubs(case.name)[_first(case)]
    case.insert(case.at(_first(case)) + 2, source)
    case.expect(_first(case), source)


@damage
def answer_at_the_end(case):
    """The stub left as it was, the function defined in the notebook's last cell."""
    source = f"def {_first(case)}(x, *more):\n    return x"
    case.cell(_first(case))["source"] = stubs(case.name)[_first(case)]
    case.insert(len(case.cells), source)
    case.expect(_first(case), source)


@damage
def answer_assigned_in_added_cell(case):
    """The stub left as it was, another callable bound to the name in an added cell."""
    source = f"import functools\n\n{_first(case)} = functools.partial(max, 1)"
    case.cell(_first(case))["source"] = stubs(case.name)[_first(case)]
    case.insert(case.at(_first(case)) + 1, source)
    case.expect(_first(case), source)


@damage
def answer_in_the_check_cell(case):
    """The stub left as it was, the function defined in the check's cell."""
    source = (
        f"def {_first(case)}(x, *more):\n    return"
        f" x\n\n\nchecks.check_{_first(case)}({_first(case)})"
    )
    case.cell(_first(case))["source"] = stubs(case.name)[_first(case)]
    case.named(f"{_first(case)}_check")["source"] = source
    case.expect(_first(case), source)


@damage
def written_answer_in_added_cell(case):
    """The written answer's stub left as it was, the answer in a cell added below."""
    case.cell(case.written)["source"] = stubs(case.name)[case.written]
    case.insert(case.at(case.written) + 1, "Because the slope is enough.", "markdown")
    case.expect(case.written, "Because the slope is enough.")


@damage
def written_answer_in_raw_cell_above(case):
    """The written answer's stub left as it was, the answer in a raw cell added
    above.
    """
    case.cell(case.written)["source"] = stubs(case.name)[case.written]
    case.insert(case.at(case.written), "Because the slope is enough.", "raw")
    case.expect(case.written, "Because the slope is enough.")


@damage
def written_answer_continued(case):
    """A second paragraph of the written answer in a cell added below."""
    case.write(case.written, "It needs no Z.")
    case.insert(case.at(case.written) + 1, "And the noise spreads it.", "markdown")
    case.expect(case.written, "It needs no Z.\n\nAnd the noise spreads it.")


@damage
def written_answer_in_the_question(case):
    """The written answer typed below the question, in the question's cell; the stub
    left as it was.
    """
    case.cell(case.written)["source"] = stubs(case.name)[case.written]
    case.cells[case.at(case.written) - 1]["source"] += (
        "\n\nBecause the slope is enough."
    )
    case.expect(case.written, "Because the slope is enough.")


@damage
def written_answer_repeats_the_question(case):
    """The question copied into the written answer, above it: taken out."""
    question = case.cells[case.at(case.written) - 1]["source"]
    case.write(case.written, f"{question}\n\nBecause the slope is enough.")
    case.expect(case.written, "Because the slope is enough.")
