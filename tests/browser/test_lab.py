"""A student in JupyterLab: all cells run, an answer typed, its check, a slider, and
what is missing to hand in.
"""

import ast
import re

import pytest
from banks import BANKS, answers
from banks.damage import solutions
from lab import Notebook, jupyterlab
from playwright.sync_api import expect, sync_playwright
from test_pages import CHROMIUM

from grading.course import assignments

WRONG = {  # an answer of the bank, to be typed first
    "01_score_definition": ("score_gaussian_1d", "sigma_not_squared"),
    "02_ebm_score": ("langevin_step", "half_missing"),
    "03_gmm_score_fields": ("responsibilities", "weights_forgotten"),
    "04_tractable_score_matching": ("jacobian_trace", "wrong_sign"),
}
pytestmark = pytest.mark.needs("chromium")


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM.split()
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with jupyterlab(tmp_path_factory.mktemp("lab")) as address:
        yield address


@pytest.fixture(scope="module", params=assignments())
def notebook(request, browser, address):
    """A student notebook, after all its cells were run."""
    notebook = Notebook(browser, address, request.param)
    notebook.run_all()
    yield notebook
    notebook.page.close()


def test_all_cells_run_and_only_unanswered_exercises_object(notebook):
    errors = notebook.page.locator(
        '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]'
    )
    said = errors.all_text_contents()
    assert len(said) == len(solutions(notebook.name)) - 1
    assert all(
        re.match(r"✗ Exercise \d\.\d is not written yet: ", text.strip())
        for text in said
    ), said
    notebook.screenshot("1-all-run", notebook.page.locator(".jp-CodeCell").nth(2))


def test_a_typed_answer_is_diagnosed_then_praised_and_then_can_be_handed_in(notebook):
    exercise, name = WRONG[notebook.name]
    bank = answers(BANKS / "answers" / notebook.name / f"{exercise}.py")
    wrong = next(one for one in bank if (one.kind, one.name) == ("wrong", name))
    docstring = ast.get_docstring(ast.parse(wrong.code), clean=False)
    answer, check = (
        notebook.cell(f"def {exercise}("),
        notebook.cell(f"checks.check_{exercise}("),
    )
    hand_in = notebook.cell("checks.ready_to_hand_in(")
    assert "is not written yet" in notebook.said(check)
    open_before = notebook.said(hand_in)
    assert (
        open_before.startswith("Not ready yet:")
        and f"is not filled in yet ({exercise})." in open_before
    )

    notebook.type(answer, wrong.code.removeprefix(f'"""{docstring}"""').strip())
    notebook.run(answer, times=2)
    assert wrong.diagnosis in notebook.said(check) and notebook.said(check).startswith(
        "✗ Exercise"
    )
    notebook.screenshot("2-diagnosed", check)

    notebook.type(answer, solutions(notebook.name)[exercise])
    notebook.run(answer, times=2)
    assert notebook.said(check).startswith("✓ Exercise")
    notebook.screenshot("3-praised", check)

    notebook.run(hand_in)
    assert (
        f"What you last ran is not what is written now ({exercise})"
        in notebook.said(hand_in)
    )
    notebook.save()
    notebook.run(hand_in)
    notebook.screenshot("4-hand-in", hand_in)
    open_after = notebook.said(hand_in)
    assert problems(open_before) - problems(open_after) == {
        line for line in problems(open_before) if exercise in line
    }
    assert problems(open_after) < problems(open_before)
    assert re.search(
        rf"This is {notebook.name}\.ipynb as it was saved \d+ seconds ago\.", open_after
    )


def problems(said: str) -> set[str]:
    return {line for line in said.splitlines() if line.startswith("✗")}


def test_a_slider_moves_the_figure(notebook):
    explorer = (
        notebook.page.locator(".jp-CodeCell")
        .filter(has=notebook.page.locator(".widget-slider"))
        .first
    )
    slider = explorer.locator(".widget-slider").first
    readout, image = (
        slider.locator(".widget-readout"),
        explorer.locator(".jp-OutputArea img"),
    )
    image.scroll_into_view_if_needed()
    number, picture, alt = (
        readout.text_content(),
        image.get_attribute("src"),
        image.get_attribute("alt"),
    )
    slider.locator(".noUi-handle").focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(image).not_to_have_attribute("src", picture)
    expect(image).not_to_have_attribute("alt", alt)  # it names the numbers
    assert float(readout.text_content()) > float(number)
    assert image.evaluate("e => e.decode().then(() => e.naturalWidth)") > 500
    notebook.screenshot("5-slider", explorer)


def test_the_browser_has_nothing_to_complain_of(notebook):
    assert notebook.complaints == []
