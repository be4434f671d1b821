"""The pages as a reader's browser shows them: offline, with mathematics, figures and their descriptions."""

import base64
import io
import re

import nbformat
import pytest
from PIL import Image

from grading.course import SOLUTIONS, assignments
from grading.pages import write_pages

CHROMIUM = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "pages"
    write_pages({n: nbformat.read(SOLUTIONS / n / f"{n}.ipynb", as_version=4) for n in assignments()}, folder)
    return folder


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM.split())
        yield chromium
        chromium.close()


def open_offline(browser, path):
    """A page from disk without a network, and what it failed to load or complained of."""
    page, complaints = browser.new_page(viewport={"width": 900, "height": 1200}), []
    page.context.set_offline(True)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(path.as_uri())
    return page, complaints


@pytest.mark.needs("chromium")
def test_a_page_shows_its_figures_and_mathematics_without_a_network(pages, browser, name):
    page, complaints = open_offline(browser, pages / f"{name}.html")
    page.evaluate("MathJax.startup.promise")
    assert page.evaluate("document.querySelectorAll('mjx-container').length") > 40
    assert page.evaluate("document.querySelectorAll('mjx-merror, [data-mjx-error]').length") == 0
    left = page.evaluate(
        "[...document.querySelectorAll('.text_cell_render')].map(e => e.innerText).filter(t => /[$]|[\\\\]/.test(t))"
    )
    assert not left, "mathematics that was not set"
    images = page.evaluate("[...document.images].map(i => [i.alt, i.naturalWidth, i.clientWidth])")
    assert len(images) > 5 and all(len(alt.split()) >= 8 and wide > shown > 100 for alt, wide, shown in images)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert not complaints


@pytest.mark.needs("chromium")
def test_no_code_is_cut_off_at_the_pages_edge(pages, browser, name):
    page, _ = open_offline(browser, pages / f"{name}.html")
    cut = page.evaluate("[...document.querySelectorAll('.input_area')].filter(e => e.scrollWidth > e.clientWidth + 1)"
                        ".map(e => e.innerText)")  # fmt: skip
    assert all("pip install" in code for code in cut), cut


@pytest.mark.needs("chromium")
def test_the_index_leads_to_every_page(pages, browser):
    page, complaints = open_offline(browser, pages / "index.html")
    links = page.evaluate("[...document.links].map(a => a.getAttribute('href'))")
    assert links == [f"{name}.html" for name in assignments()]
    assert all((pages / link).is_file() for link in links) and not complaints


def test_pages_show_no_graders_tests(pages, name):
    text = (pages / f"{name}.html").read_text(encoding="utf-8")
    assert "MARK SCHEME" not in text and "BEGIN SOLUTION" not in text
    assert "HIDDEN TESTS" not in text and "The grader" not in text and "http" not in text.split("<main>")[0]


@pytest.mark.needs("chromium")
def test_the_film_plays_and_pauses_in_a_saved_page(pages, browser):
    page, complaints = open_offline(browser, pages / "03_gmm_score_fields.html")
    film, button = page.locator("figure.film img"), page.locator("figure.film button")
    assert len(film.get_attribute("alt").split()) >= 8
    first = film.get_attribute("src")
    button.click()
    page.wait_for_function("first => document.querySelector('figure.film img').src !== first", arg=first)
    button.click()
    shown = film.get_attribute("src")
    page.wait_for_timeout(400)
    assert film.get_attribute("src") == shown and not complaints


def test_the_film_is_small_and_keeps_its_window():
    notebook = nbformat.read(SOLUTIONS / "03_gmm_score_fields" / "03_gmm_score_fields.ipynb", as_version=4)
    films = [
        o.data["text/html"] for c in notebook.cells for o in c.get("outputs", []) if "text/html" in o.get("data", {})
    ]
    assert len(films) == 1 and len(films[0]) < 1_500_000
    frames = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", films[0])
    sizes = {Image.open(io.BytesIO(base64.b64decode(frame))).size for frame in frames}
    assert len(set(frames)) >= 15 and len(sizes) == 1
