"""The pages as a reader's browser shows them: offline, with mathematics, figures and their descriptions."""

import nbformat
import pytest

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
    assert "$$" not in page.inner_text("main") and "\\nabla" not in page.inner_text("main")
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
    assert "HIDDEN TESTS" not in text and "The grader" not in text and "http" not in text.split("<main>")[0]
