"""The last cell of a student's notebook names what a grader would miss, wherever the
notebook is open.
"""

import functools
import json
import linecache
import os
import re
import sys
import time
from types import ModuleType, SimpleNamespace

import nbformat
import pytest
from banks.damage import KINDS, case, solutions, stubs

from grading.course import NOTEBOOKS, SOLUTIONS
from helpers.checks import hand_in
from helpers.checks.hand_in import problems, ready_to_hand_in

ONE = "02_ebm_score"
pytestmark = pytest.mark.about(ONE)
INNER = [kind for kind, spoil in KINDS.items() if "files" not in spoil.__module__]
# What the grader copes with, but a student had better put right: copies, pieces,
# answers that don't run where they are.
NAMED_TOO = {
    "two_different_answers",
    "answer_redefined_below_its_test",
    "three_different_answers_stripped",
    "answer_at_the_end",
    "answer_became_markdown",
    "answer_became_raw_and_stripped",
    "answer_copied",
    "answer_in_added_cell",
    "answer_in_the_check_cell",
    "answer_merged_with_prose",
    "answer_nested_too_deeply",
    "answer_renamed",
    "answer_renamed_and_stripped",
    "answer_split",
    "answer_split_and_stripped",
    "answer_split_in_three",
    "answer_with_lone_surrogate",
    "answer_with_merge_markers",
    "answer_with_nul",
    "answer_with_syntax_error",
    "answer_with_syntax_error_stripped",
    "answers_merged_stubs_left",
    "all_answers_became_markdown",
    "notebook_doubled_and_stripped",
    "only_code_left_and_stripped",
    "stub_beside_answer",
    "written_answer_became_code_and_stripped",
    "written_answer_in_added_cell",
    "written_answer_in_raw_cell_above",
    "written_answer_in_the_question",
    "written_answer_merged_with_question",
    "written_answer_moved_and_stripped",
}
NOT_NOTICED = ["written_answer_merged_with_what_follows"]


def asked(name) -> tuple[dict, dict]:
    """What the last cell of the released notebook asks about: its arguments."""
    source = (
        nbformat.read(NOTEBOOKS / name / f"{name}.ipynb", as_version=4).cells[-1].source
    )
    return eval(
        source,
        {"checks": SimpleNamespace(ready_to_hand_in=lambda code, words: (code, words))},
    )


def said_of(student) -> dict[str, str]:
    """The exercises that are not in order, by what the grader calls them, with their
    sentences.
    """
    code, words = asked(student.name)
    sentences = problems(student.cells, code, words)
    return {
        (code | words)[re.match(r"Exercise (\d\.\d+) is [^\n]+\.$", said)[1]]: said
        for said in sentences
    }


def test_the_last_cell_asks_about_every_exercise(name):
    code, words = asked(name)
    assert list((code | words).values()) == list(stubs(name))
    for number, exercise in (code | words).items():
        heading = next(
            c.source
            for c in cells_of(NOTEBOOKS, name)
            if f"### Exercise {number} " in c.source
        )
        assert f"`{exercise}(" in heading if number in code else "in words" in heading


def cells_of(room, name):
    return nbformat.read(room / name / f"{name}.ipynb", as_version=4).cells


def test_an_unfilled_notebook_is_named_exercise_by_exercise(name):
    code, words = asked(name)
    wanted = [
        f"Exercise {number} is not filled in yet ({function})."
        for number, function in code.items()
    ]
    wanted += [
        f"Exercise {number} is not filled in yet (an answer in words)."
        for number in words
    ]
    assert list(said_of(case(name, "blank")).values()) == wanted


def test_nothing_is_said_of_a_filled_one(name):
    assert said_of(case(name, "full")) == {}


def test_the_solved_notebook_ends_in_a_sentence_that_does_not_change(name):
    (output,) = cells_of(SOLUTIONS, name)[-1].outputs
    (written,) = asked(name)[1]
    assert (
        output.data["text/plain"]
        == f"✓ Ready to hand in.\n{hand_in.NO_FILE.format(written)}"
    )


@pytest.mark.parametrize("fill", ["full", "blank"])
@pytest.mark.parametrize("kind", INNER)
def test_whatever_happened_every_answer_that_the_grader_would_miss_is_named(kind, fill):
    student = case(ONE, fill)
    KINDS[kind](student)
    missed = student.blank
    named = said_of(student).keys()
    assert kind in NOT_NOTICED or missed <= named
    assert kind in NAMED_TOO or named <= missed


SENTENCES = {
    "answer_deleted": (
        "Exercise 2.1 is missing: no code cell defines score_from_energy."
    ),
    "answer_copied": (
        "Exercise 2.1 is answered in 2 cells (score_from_energy): keep the right one"
        " and delete the rest."
    ),
    "two_different_answers": "Exercise 2.1 is answered in 2 cells (score_from_energy)",
    "answer_with_syntax_error": (
        "Exercise 2.1 is no Python yet (score_from_energy): '(' was never closed."
    ),
    "written_answer_deleted": (
        "Exercise 2.5 is missing: no cell with text stands below its question."
    ),
    "written_answer_emptied": "Exercise 2.5 is not filled in yet (an answer in words).",
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_each_trouble_has_its_sentence(kind):
    student = case(ONE, "full")
    KINDS[kind](student)
    (sentence,) = said_of(student).values()
    assert sentence.startswith(SENTENCES[kind])


class Kernel:
    """A kernel in which cells were run, and the notebook in front of it."""

    def __init__(self, folder, monkeypatch):
        self.path, self.names = folder / f"{ONE}.ipynb", {"__name__": "__main__"}
        monkeypatch.setattr(
            hand_in, "get_ipython", lambda: SimpleNamespace(user_ns=self.names)
        )
        monkeypatch.delenv("JPY_SESSION_NAME", raising=False)

    def run(self, source: str):
        """Run a cell, as IPython does."""
        file = f"<cell {len(linecache.cache)}>"
        linecache.cache[file] = (
            len(source),
            None,
            source.splitlines(keepends=True),
            file,
        )
        exec(compile(source, file, "exec"), self.names)

    def save(self, student, seconds_ago=0):
        self.path.write_bytes(student.bytes())
        os.utime(self.path, (time.time() - seconds_ago,) * 2)

    def said(self) -> list[str]:
        return ready_to_hand_in(*asked(ONE)).splitlines()


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    return Kernel(tmp_path, monkeypatch)


@pytest.fixture(params=["JupyterLab", "VS Code"])
def beside_a_file(request, kernel, monkeypatch):
    """A kernel that is told in one of two ways where the notebook's file is."""
    if request.param == "JupyterLab":
        monkeypatch.setenv("JPY_SESSION_NAME", str(kernel.path))
    else:
        kernel.names["__vsc_ipynb_file__"] = str(kernel.path)
    return kernel


def test_the_saved_file_is_read_and_its_age_told(beside_a_file):
    beside_a_file.save(case(ONE, "full"), seconds_ago=300)
    ready, where, _ = beside_a_file.said()
    assert (
        ready == "✓ Ready to hand in."
        and where == f"This is {ONE}.ipynb as it was saved 5 minutes ago."
    )
    student = case(ONE, "full")
    KINDS["answer_deleted"](student)
    beside_a_file.save(student)
    assert beside_a_file.said()[:2] == [
        "Not ready yet:",
        "✗ " + next(iter(said_of(student).values())),
    ]


def test_an_answer_that_was_run_and_not_saved_is_noticed(beside_a_file):
    beside_a_file.save(case(ONE, "full"))
    beside_a_file.run(solutions(ONE)["langevin_step"])
    assert beside_a_file.said()[0] == "✓ Ready to hand in."
    beside_a_file.run(
        "def langevin_step(x, score_fn, step_size, noise):\n    return x\n"
    )
    assert beside_a_file.said()[:2] == [
        "Not ready yet:",
        "✗ What you last ran is not what is written now (langevin_step): "
        "run that cell, and save.",
    ]


def test_colab_shows_its_notebook_to_the_kernel(kernel, monkeypatch):
    student = case(ONE, "half")
    KINDS["colab_saved"](student)
    colab = ModuleType("google.colab")
    colab._message = SimpleNamespace(
        blocking_request=lambda what, timeout_sec: {"ipynb": student.notebook}
    )
    for module in (ModuleType("google"), colab):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    said = [f"✗ {sentence}" for sentence in said_of(student).values()]
    assert len(said) == 3 and kernel.said() == ["Not ready yet:", *said]
    # a browser that does not answer
    colab._message.blocking_request = lambda what, timeout_sec: None
    assert kernel.said()[-2:] == hand_in.NO_FILE.format("2.5").splitlines()


@pytest.mark.parametrize("content", [None, "{", "[]", "{}"])
def test_without_a_file_what_has_been_run_is_checked_and_that_is_said(
    kernel, monkeypatch, content
):
    monkeypatch.setenv("JPY_SESSION_NAME", str(kernel.path))
    if content:
        kernel.path.write_text(content)
    for source in list(solutions(ONE).values())[:3]:
        kernel.run(source)
    missing = (
        "✗ Exercise 2.4 is missing: no code cell defines langevin_sample. A fresh copy"
        " of the notebook has its cell."
    )
    assert kernel.said() == [
        "Not ready yet:",
        missing,
        *hand_in.NO_FILE.format("2.5").splitlines(),
    ]
    kernel.run(stubs(ONE)["langevin_sample"])
    assert kernel.said()[1] == "✗ Exercise 2.4 is not filled in yet (langevin_sample)."
    kernel.run(solutions(ONE)["langevin_sample"])
    assert kernel.said() == [
        "✓ Ready to hand in.",
        *hand_in.NO_FILE.format("2.5").splitlines(),
    ]


def test_answers_that_are_no_functions_of_the_notebook_are_answers(beside_a_file):
    beside_a_file.names |= {
        "langevin_step": functools.partial(max, 1),
        "langevin_sample": json.dumps,
    }
    beside_a_file.names |= {
        "score_from_energy": eval("lambda x: x"),
        "partition_function": 3,
    }
    beside_a_file.save(case(ONE, "full"))
    assert beside_a_file.said()[0] == "✓ Ready to hand in."
    beside_a_file.path.unlink()
    (missing,) = beside_a_file.said()[1:-2]
    assert missing.startswith("✗ Exercise 2.2 is missing")
