"""The pages as a reader's browser shows them: offline, with mathematics, figures and
their descriptions.
"""

import base64
import io
import re
import shutil
from itertools import cycle

import nbformat
import pytest
from bs4 import BeautifulSoup
from inspection import LOOKS, findings, opened
from PIL import Image

from grading import feedback
from grading.course import BUILD, SOLUTIONS, CourseError, assignments, points
from grading.feedback import Result
from grading.pages import write_pages

SCREENSHOTS = BUILD / "screenshots"
CHROMIUM = """--no-sandbox --disable-gpu --disable-quic --no-first-run
--disable-background-networking --disable-component-update --disable-sync"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "pages"
    write_pages({n: solved_notebook(n) for n in assignments()}, folder)
    return folder


def solved_notebook(name):
    return nbformat.read(SOLUTIONS / name / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM.split()
        )
        yield chromium
        chromium.close()


def open_offline(browser, path):
    """A page from disk without a network, and what it failed to load or complained
    of.
    """
    page, complaints = browser.new_page(viewport={"width": 900, "height": 1200}), []
    page.context.set_offline(True)
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type == "error" else None
        ),
    )
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(path.as_uri())
    return page, complaints


@pytest.mark.needs("chromium")
@pytest.mark.parametrize(
    ("page_name", "look"),
    [
        *(("index", look) for look in LOOKS),
        *zip(assignments(), cycle(LOOKS), strict=False),
    ],
)
def test_nothing_is_wrong_with_a_page_on_any_screen(pages, browser, page_name, look):
    with opened(browser, pages / f"{page_name}.html", look) as (page, complaints):
        page.screenshot(
            path=SCREENSHOTS / f"{page_name}-{look}.jpg", quality=75, full_page=True
        )
        assert findings(page, complaints) == []


@pytest.mark.needs("chromium")
@pytest.mark.about("02_ebm_score")
@pytest.mark.parametrize("look", LOOKS)
def test_nothing_is_wrong_with_a_page_of_feedback_on_any_screen(
    browser, tmp_path, look
):
    master = solved_notebook("02_ebm_score")
    exercises = [
        c.metadata.nbgrader.grade_id
        for c in master.cells
        if c.metadata.get("nbgrader", {}).get("grade")
    ]
    marks = [
        (2.0, "graded"),
        (1.0, "graded"),
        (0.0, "graded"),
        (None, "timeout"),
        (None, "manual"),
    ]
    results = [
        Result(e, mark, 2.0, status, "said")
        for e, (mark, status) in zip(exercises, marks, strict=True)
    ]
    (tmp_path / "page.html").write_text(
        feedback.page(master, master, "ada", results, note="copied"), encoding="utf-8"
    )
    with opened(browser, tmp_path / "page.html", look) as (page, complaints):
        page.screenshot(
            path=SCREENSHOTS / f"feedback-{look}.jpg", quality=75, full_page=True
        )
        assert findings(page, complaints) == []


@pytest.mark.needs("chromium")
def test_a_page_shows_its_figures_sharp_and_its_mathematics_set(pages, browser, name):
    page, complaints = open_offline(browser, pages / f"{name}.html")
    page.evaluate("MathJax.startup.promise.then(() => null)")
    assert page.evaluate("document.querySelectorAll('mjx-container').length") > 40
    images = page.evaluate(
        "[...document.images].map(i => [i.alt, i.naturalWidth, i.clientWidth])"
    )
    assert len(images) > 5 and all(
        len(alt.split()) >= 8 and wide > shown > 100 for alt, wide, shown in images
    )
    assert not complaints


@pytest.mark.needs("chromium")
def test_no_code_is_cut_off_at_the_pages_edge(pages, browser, name):
    page, _ = open_offline(browser, pages / f"{name}.html")
    cut = page.evaluate(
        "[...document.querySelectorAll('.input_area')].filter(e => e.checkVisibility()"
        "&& e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"
    )
    assert not cut


@pytest.mark.needs("chromium")
def test_a_keyboard_skips_to_the_text_and_reaches_what_scrolls(pages, browser):
    with opened(browser, pages / f"{assignments()[-1]}.html", "phone-dark") as (
        page,
        _,
    ):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.innerText") == "Skip to the text"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.tagName") == "MAIN"
        boxes = page.evaluate(
            "[...document.querySelectorAll('.input_area, .scroll, mjx-container')]"
            ".map(e => [e.scrollWidth > e.clientWidth, e.hasAttribute('tabindex')])"
        )
        assert sum(wide for wide, _ in boxes) > 20 and all(
            wide == reachable for wide, reachable in boxes
        )


def read(path) -> BeautifulSoup:
    return BeautifulSoup(path.read_bytes(), "html.parser")


def test_the_index_says_what_each_notebook_teaches_and_what_it_asks(pages):
    entries = read(pages / "index.html").select("ol.contents > li")
    assert [entry.a["href"] for entry in entries] == [
        f"{name}.html" for name in assignments()
    ]
    for name, entry in zip(assignments(), entries, strict=True):
        notebook = solved_notebook(name)
        facts = entry.select_one(".facts").get_text()
        assert re.search(r"about \d+ minutes", facts) and facts.endswith(
            f"{points(notebook):g} points"
        )
        assert (
            entry.h2.get_text() in notebook.cells[0].source
            and len(entry.img["alt"].split()) >= 8
        )
        assert (
            entry.strong.get_text().endswith("?")
            and len(entry("li")) >= 3
            and "last figure" not in entry.get_text()
        )


def test_the_index_opens_with_the_readmes_sentence(pages):
    assert re.fullmatch(
        r"A course in [^\[!<]*\.",
        read(pages / "index.html").select_one(".lead").get_text(),
    )


def test_previous_and_next_lead_through_the_course_and_back(pages):
    names = assignments()
    for before, name, after in zip(
        [None, *names], names, [*names[1:], None], strict=False
    ):
        page = read(pages / f"{name}.html")
        for part in ("header", "footer"):
            ways = {
                link["rel"][0]: link["href"] for link in page.select(f"{part} a[rel]")
            }
            assert ways == {
                rel: f"{to}.html"
                for rel, to in (("prev", before), ("next", after))
                if to
            }
            assert page.select_one(f'{part} a[href="index.html"]')


def test_a_page_lists_its_sections(pages, name):
    page = read(pages / f"{name}.html")
    sections = [(f"#{h2['id']}", h2.get_text()) for h2 in page("h2")]
    assert [
        (a["href"], a.get_text()) for a in page.select("nav.sections a")
    ] == sections and len(sections) >= 8


def test_a_notebook_that_opens_otherwise_is_told_how(tmp_path):
    notebook = solved_notebook(assignments()[0])
    notebook.cells[0].source = "# Mine\n\nWelcome!"
    with pytest.raises(
        CourseError, match=r"opens with `# title`.* this one: 'Mine Welcome!'"
    ):
        write_pages({"other": notebook}, tmp_path)


def test_a_notebook_without_a_cover_is_told_how_to_get_one(tmp_path):
    notebook = solved_notebook(assignments()[0])
    for cell in notebook.cells:
        cell.metadata.pop("tags", None)
    with pytest.raises(CourseError, match=r"of a number' offers 0\. Tag the cell"):
        write_pages({"untagged": notebook}, tmp_path)


PLAIN = (
    "# Plain\n\n[![Open in Colab](badge.svg)](https://example.org)\n\n*Notebook 1 of 1"
    " · 1 minute · 1 point*\n\nText."
)


def test_pages_show_no_graders_tests(pages, name):
    text = (pages / f"{name}.html").read_text(encoding="utf-8")
    assert "MARK SCHEME" not in text and "BEGIN SOLUTION" not in text
    assert "HIDDEN TESTS" not in text and "The grader's tests" not in text


@pytest.mark.needs("chromium")
def test_the_film_plays_and_pauses_in_a_saved_page(pages, browser):
    page, complaints = open_offline(browser, pages / "03_gmm_score_fields.html")
    film, button = page.locator("figure.film img"), page.locator("figure.film button")
    assert len(film.get_attribute("alt").split()) >= 8
    first = film.get_attribute("src")
    button.click()
    page.wait_for_function(
        "first => document.querySelector('figure.film img').src !== first", arg=first
    )
    button.click()
    shown = film.get_attribute("src")
    page.wait_for_timeout(400)
    assert film.get_attribute("src") == shown and not complaints


def test_the_film_is_small_and_keeps_its_window():
    notebook = solved_notebook("03_gmm_score_fields")
    films = [
        o.data["text/html"]
        for c in notebook.cells
        for o in c.get("outputs", [])
        if "text/html" in o.get("data", {})
    ]
    assert len(films) == 1 and len(films[0]) < 1_500_000
    frames = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", films[0])
    sizes = {Image.open(io.BytesIO(base64.b64decode(frame))).size for frame in frames}
    assert len(set(frames)) >= 15 and len(sizes) == 1
